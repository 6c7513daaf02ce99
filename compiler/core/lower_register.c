/* lower_register.c: memory-mapped registers: one volatile read, or write, or, to write a field, both.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include <inttypes.h>
#include "base/intern.h"
#include "core/core_walk.h"

static CoreExpr *text(Lower *l, const char *format, const char *type, int64_t number)
{
    return core_ctext(l->arena, type ? type : arena_printf(l->arena, format, number), type_none);
}

/* Of a device a number; else computed from what the object keeps. */
static CoreExpr *address_of(Lower *l, CoreExpr *object, const CRegister *r)
{
    const CoreExpr *b = core_bare(object);

    lower_include(l, intern("ac_registers.h"));
    if (b->kind == CE_VAR && b->u.var->device)
        return text(l, "0x%08" PRIX64 "u", NULL, b->u.var->address + r->offset);
    object = in_var(l, object);
    CoreExpr *base = lower_getattr(l, object, intern("_address"), type_int, NULL);
    return core_pure(l->arena, "AC_REG_AT", type_int, 2, base, text(l, "0x%" PRIX64 "u", NULL, r->offset));
}

static CoreExpr *type_of(Lower *l, const CRegister *r)
{
    lower_include(l, r->number->header);
    return text(l, NULL, r->number->ctype, 0);
}

static CoreExpr *mask_of(Lower *l, const CField *f)
{
    return text(l, "0x%" PRIX64 "u", NULL, f->number.high);
}

/* f NULL: all of it. */
CoreExpr *lower_read_register(Lower *l, CoreExpr *object, const CRegister *r, const CField *f)
{
    CoreExprs args = {0};

    vec_push(l->arena, &args, type_of(l, r));
    vec_push(l->arena, &args, address_of(l, object, r));
    if (!f)
        return lower_from_c(l, r->number, "AC_REG_READ", &args);
    vec_push(l->arena, &args, core_int(l->arena, f->low));
    vec_push(l->arena, &args, mask_of(l, f));
    return op_cast(l, "AC_REG_FIELD", "(ac_int)", type_int, &args);
}

void lower_write_register(Lower *l, CoreExpr *object, const CRegister *r, const CField *f, CoreExpr *x)
{
    const CNumber *n = f ? &f->number : r->number;
    const char *bounds = c_number_bounds(l->arena, n, f ? f->name : r->name);

    CoreExpr *value = lower_to_c(l, n, need(l, x, type_int, "value"), bounds);
    if (f)
        op(l, "AC_REG_SET_FIELD", NULL, false, 5, type_of(l, r), address_of(l, object, r), core_int(l->arena, f->low), mask_of(l, f), value);
    else
        op(l, "AC_REG_WRITE", NULL, false, 3, type_of(l, r), address_of(l, object, r), value);
}
