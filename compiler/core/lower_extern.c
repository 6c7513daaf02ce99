/* lower_extern.c: calls of C functions. A number is tested where it may not fit, and passed as C's type; what C gives
 * becomes an int or a float.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include <string.h>
#include "base/intern.h"
#include "core/core_walk.h"

/* Its C name. */
const char *lower_extern(Lower *l, const Extern *x)
{
    lower_include(l, x->header);
    return x->name;
}

static CoreExpr *quoted(Lower *l, const char *text)
{
    return core_ctext(l->arena, arena_printf(l->arena, "\"%s\"", text), type_none);
}

static bool is_mask(const CoreExpr *x, int64_t most) { return x->kind == CE_INT && x->u.integer >= 0 && x->u.integer <= most; }

static bool surely_fits(const CNumber *n, const CoreExpr *x)
{
    int64_t low = n->has_low ? n->low : INT64_MIN, high = n->has_high ? n->high : INT64_MAX;

    x = core_bare(x);
    if (n->type == type_float)
        return n->most == 0 || x->kind == CE_INT;
    if (x->kind == CE_INT)
        return x->u.integer >= low && x->u.integer <= high;
    if (x->kind == CE_BINARY && strcmp(x->u.binary.op, "&") == 0 && (is_mask(x->u.binary.left, high) || is_mask(x->u.binary.right, high)))
        return low <= 0;
    if (x->kind == CE_UNARY && x->u.unary.operand->type->kind == TY_BOOL)
        x = x->u.unary.operand;
    return x->type->kind == TY_BOOL ? low <= 0 && high >= 1 : !n->has_low && !n->has_high;
}

/* It may be beyond the ints of the machine. */
static CoreExpr *bound(Lower *l, int64_t n)
{
    if (n == INT64_MIN)
        return core_ctext(l->arena, "INT64_MIN", type_int);
    if (n > INT32_MAX || n < -INT32_MAX)
        return core_ctext(l->arena, arena_printf(l->arena, "INT64_C(%lld)", (long long)n), type_int);
    return core_int(l->arena, n);
}

/* The int or float x, tested to be in the bounds; what the OverflowError says is `bounds`. */
CoreExpr *lower_fitting(Lower *l, const CNumber *n, CoreExpr *x, const char *bounds)
{
    if (surely_fits(n, x))
        return x;
    lower_include(l, intern("ac_c.h"));
    x = in_var(l, x);
    if (n->type == type_float)
        op(l, "ac_c_fit_float", NULL, true, 3, x, core_float(l->arena, n->most), quoted(l, bounds));
    else
        op(l, "ac_c_fit", NULL, true, 4, x, bound(l, n->has_low ? n->low : INT64_MIN),
           bound(l, n->has_high ? n->high : INT64_MAX), quoted(l, bounds));
    return x;
}

/* The same, as C takes it. */
CoreExpr *lower_to_c(Lower *l, const CNumber *n, CoreExpr *x, const char *bounds)
{
    lower_include(l, n->header);
    x = lower_fitting(l, n, x, bounds);
    if (x->kind == CE_INT && !n->pointer)
        return x;
    return core_unary(l->arena, arena_printf(l->arena, n->pointer ? "(%s)(uintptr_t)" : "(%s)", n->ctype), x, n->type);
}

/* Every number of the type is an int on every machine. */
static bool is_small(const CNumber *n)
{
    return n->has_low && n->has_high && n->low >= INT32_MIN && n->high <= INT32_MAX;
}

/* What makes an int of such a number, and may raise; NULL: nothing needs to. */
const char *c_number_check(const CNumber *n)
{
    return is_small(n) ? NULL : n->has_low && n->low >= 0 ? "ac_c_unsigned" : "ac_c_signed";
}

/* name(args), which gives a number of C, as an int or float. */
CoreExpr *lower_from_c(Lower *l, const CNumber *n, const char *name, const CoreExprs *args)
{
    lower_include(l, n->header);
    if (n->text) {
        lower_include(l, intern("ac_c.h"));
        CoreExpr *call = core_pure(l->arena, name, type_int, 0);
        call->u.call.args = *args;
        return op(l, "ac_c_str", type_str, true, 1, call);
    }
    if (n->type == type_float)
        return op_cast(l, name, "(ac_float)", type_float, args);
    if (n->pointer || is_small(n))
        return op_cast(l, name, n->pointer ? "(ac_int)(intptr_t)" : "(ac_int)", type_int, args);
    lower_include(l, intern("ac_c.h"));
    CoreExpr *call = core_pure(l->arena, name, type_int, 0);
    call->u.call.args = *args;
    return op(l, c_number_check(n), type_int, true, 1, call);
}

/* ---- variables ---- */

/* The struct of C that the object holds; object->name of it. */
static CoreExpr *struct_of(Lower *l, CoreExpr *object)
{
    CoreClass *c = lower_class_of(l, object->type->u.class);

    return core_field(l->arena, in_var(l, object), c, c->c_value);
}

static CoreExpr *place_of(Lower *l, const CVariable *v, CoreExpr *object)
{
    return object ? core_member(l->arena, struct_of(l, object), NULL, v->c_name, v->type) : core_ctext(l->arena, v->c_name, v->type);
}

/* Once, where it stands: it may be volatile. `object`: whose member it is; NULL: a variable. */
CoreExpr *lower_read_variable(Lower *l, const CVariable *v, CoreExpr *object)
{
    const CNumber *n = v->number;
    CoreExpr *place = place_of(l, v, object);
    CoreVar *t;

    lower_include(l, v->header);
    if (n)
        lower_include(l, n->header);
    if (n && (n->text || (n->type == type_int && !n->pointer && c_number_check(n)))) {
        lower_include(l, intern("ac_c.h"));
        return op(l, n->text ? "ac_c_str" : c_number_check(n), n->type, true, 1, place);
    }
    if (n)
        place = core_unary(l->arena, n->type == type_float ? "(ac_float)" : n->pointer ? "(ac_int)(intptr_t)" : "(ac_int)", place, n->type);
    t = new_temp(l, v->type);
    set_fresh(l, t, place);
    return core_var(l->arena, t);
}

void lower_write_variable(Lower *l, const CVariable *v, CoreExpr *object, CoreExpr *x)
{
    x = need(l, x, v->type, v->name);
    if (v->number)
        x = lower_to_c(l, v->number, x, c_number_bounds(l->arena, v->number, v->name));
    lower_include(l, v->header);
    lower_include(l, intern("ac_c.h"));
    op(l, "AC_C_SET", NULL, false, 2, place_of(l, v, object), x);
}

/* ---- calls ---- */

static CoreExpr *call_coroutine(Lower *l, Instance *i, const CoreExprs *args, const Type *type)
{
    CoreStmt *s = LOWER_NEW_STMT(l, CS_MAKE);

    s->u.make.fn = lower_wrapper(l, i);
    s->u.make.args = *args;
    s->u.make.to = raise_to(l);
    s->u.make.dest = new_temp(l, type);
    put_stmt(l, s);
    own(l, s->u.make.dest);
    return core_conv(l->arena, core_var(l->arena, s->u.make.dest), type);
}

/* The object that has the bytes, kept while C looks at them; of a value of several types what fits. */
static CoreExpr *bytes_of(Lower *l, const CNumber *n, CoreExpr *x)
{
    CoreExpr *given = x;

    while (given->kind == CE_CONV)
        given = given->u.conv;
    bool known = type_atoms(given->type) == 1 && type_is_bytes(given->type);
    x = known ? hold(l, given) : op(l, "ac_c_bytes", type_bytes, true, 1, x);
    if (n->room && given->type->kind != TY_BYTEARRAY)
        op(l, "ac_c_need_room", NULL, true, 1, x);
    return x;
}

/* A str as a pointer; what has bytes as a pointer and a length. */
static void pass_pointer(Lower *l, const CNumber *n, CoreExpr *x, CoreExprs *out)
{
    CoreExpr *cast;

    lower_include(l, n->header);
    lower_include(l, intern("ac_c.h"));
    x = n->text ? hold(l, x) : bytes_of(l, n, x);
    if (n->text && (x->kind != CE_STR || memchr(x->u.string.bytes, 0, x->u.string.length)))
        op(l, "ac_c_need_text", NULL, true, 1, x);
    cast = core_pure(l->arena, n->text ? "ac_c_chars" : n->room ? "ac_c_room" : "ac_c_data", type_int, 1, x);
    if (strcmp(n->ctype, n->text ? "const char *" : n->room ? "uint8_t *" : "const uint8_t *") != 0)
        cast = core_unary(l->arena, arena_printf(l->arena, "(%s)", n->ctype), cast, type_int);
    vec_push(l->arena, out, cast);
    if (!n->text)
        vec_push(l->arena, out, core_pure(l->arena, "ac_c_length", type_int, 1, x));
}

/* The C function that a function with @callback is there. */
static CoreExpr *function_for(Lower *l, const CNumber *n, const Type *t)
{
    const Export *x = callback_of(l->program, t);
    CoreExpr *name = core_ctext(l->arena, x ? x->name : "NULL", type_int);

    lower_include(l, n->header);
    return strcmp(n->ctype, n->name) == 0 ? name : core_unary(l->arena, arena_printf(l->arena, "(%s)", n->ctype), name, type_int);
}

static CoreExprs passed(Lower *l, const Instance *i, const CoreExprs *args)
{
    const FuncInfo *f = i->func;
    CoreExprs out = {0};

    for (int p = 0; p < args->n; p++) {
        const CNumber *n = f->ext->param[p];
        const Type *type = type_norm(i->param[p]);
        if (type->kind == TY_INST && type->u.class->c_value) {
            vec_push(l->arena, &out, core_unary(l->arena, "&", struct_of(l, l->now->in_interrupt ? args->at[p] : hold(l, args->at[p])), type_int));
            continue;
        }
        if (n && n->function) {
            vec_push(l->arena, &out, function_for(l, n, core_bare(args->at[p])->type));
            continue;
        }
        if (n && (n->text || n->bytes || n->room)) {
            pass_pointer(l, n, args->at[p], &out);
            continue;
        }
        const char *bounds = n ? c_number_bounds(l->arena, n, f->ast->params.at[p].name) : NULL;
        vec_push(l->arena, &out, n ? lower_to_c(l, n, args->at[p], arena_printf(l->arena, "%s(): %s", f->name, bounds)) : args->at[p]);
    }
    return out;
}

CoreExpr *lower_call_extern(Lower *l, const Target *t, const CoreExprs *args, const Type *type)
{
    const FuncInfo *f = t->instance->func;
    const Type *result = type_norm(t->instance->result);
    bool none = result->kind == TY_NONE || result->kind == TY_NEVER;

    if (f->ast->is_async)
        return call_coroutine(l, t->instance, args, type);
    CoreExprs all = passed(l, t->instance, args);
    const char *name = lower_extern(l, f->ext);
    CoreExpr *x = f->ext->result ? lower_from_c(l, f->ext->result, name, &all)
                                 : op_args(l, name, none ? NULL : result, f->ext->raises, &all);
    if (result->kind == TY_NEVER)
        l->dead = true;
    return none ? core_none(l->arena) : core_conv(l->arena, x, type);
}
