/* registers.c: memory-mapped registers: classes that derive from asyncc's `registers`.
 *
 *     class UART(registers):
 *         DR = reg(u32, 0x00)
 *         FR = reg(u32, 0x18, "r", BUSY=bits(3), LEVEL=bits(4, 2))
 *     uart = UART(0x4000C000)
 *     uart.DR = 65; uart.FR.BUSY
 *
 * A register is an int when it is read, and a field of one is an int of its own. An object is as any other and keeps its
 * address; a variable of a module that is assigned once, with the address written out, is a device: what is read and
 * written of it lies at a constant address.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

/* ---- classes ---- */

static const Expr *declaration(const Infer *in, const ClassInfo *c, const Stmt *s)
{
    const Expr *value = s->kind == STMT_ASSIGN && s->u.assign.targets.n == 1 && s->u.assign.targets.at[0]->kind == EXPR_NAME ? s->u.assign.value : NULL;

    return value && value->kind == EXPR_CALL && names_from_asyncc(in->names, c->module, value, "reg") ? value : NULL;
}

static int bits_of(const CNumber *n)
{
    for (int bits = 8; bits <= 32; bits *= 2)
        if (n && n->type == type_int && n->has_low && n->low == 0 && n->has_high && n->high == ((int64_t)1 << bits) - 1)
            return bits;
    return 0;
}

static bool is_int(const Expr *e) { return e->kind == EXPR_INT && !e->u.integer.too_big; }

/* EN=bits(4, 2) */
static bool read_field(Infer *in, const ClassInfo *c, CRegister *r, const Arg *arg)
{
    const Expr *e = arg->value;
    const ArgVec *args = e->kind == EXPR_CALL && names_from_asyncc(in->names, c->module, e, "bits") ? &e->u.call.args : NULL;

    if (!args || args->n < 1 || args->n > 2 || args->at[0].name || !is_int(args->at[0].value) ||
        (args->n == 2 && (args->at[1].name || !is_int(args->at[1].value))))
        return false;
    CField f = { arg->name, (int)args->at[0].value->u.integer.value, args->n == 2 ? (int)args->at[1].value->u.integer.value : 1, {0} };
    if (f.low < 0 || f.width < 1 || f.width > 31 || f.low + f.width > bits_of(r->number))
        return false;
    f.number = (CNumber){ .name = arg->name, .ctype = r->number->ctype, .type = type_int, .has_low = true, .has_high = true,
                          .high = ((int64_t)1 << f.width) - 1 };
    vec_push(in->arena, &r->fields, f);
    return true;
}

/* reg(u32, 0x18, "r", EN=bits(0)) */
static CRegister *read_register(Infer *in, const ClassInfo *c, const Expr *call)
{
    const ArgVec *args = &call->u.call.args;
    CRegister *r = arena_new(in->arena, CRegister);
    const char *access = "rw";
    bool right = args->n >= 2 && !args->at[0].name && !args->at[1].name && is_int(args->at[1].value);

    r->number = right ? c_number(in, args->at[0].value, c->module->scope) : NULL;
    right = right && bits_of(r->number) > 0;
    r->offset = right ? args->at[1].value->u.integer.value : 0;
    for (int i = 2; right && i < args->n; i++) {
        const Arg *arg = &args->at[i];
        if (i == 2 && !arg->name && arg->value->kind == EXPR_STR)
            access = arg->value->u.string.bytes;
        else
            right = arg->name && read_field(in, c, r, arg);
    }
    r->reads = strchr(access, 'r') != NULL;
    r->writes = strchr(access, 'w') != NULL;
    if (right && (r->reads || r->writes))
        return r;
    diag_error(in->diag, call->span, "a register is reg(u8, u16 or u32, offset, \"r\", \"w\" or \"rw\", FIELD=bits(low, width)), with numbers written out");
    return NULL;
}

void registers_declare(Infer *in, ClassInfo *c)
{
    const ClassInfo *base = library_class(in, "asyncc", intern("registers"));

    map_init(&c->registers, in->arena);
    if (!base || c == base || !class_derives(c, base))
        return;
    for (int i = 0; i < c->ast->body.n; i++) {
        const Expr *call = declaration(in, c, c->ast->body.at[i]);
        CRegister *r = call ? read_register(in, c, call) : NULL;
        if (!r)
            continue;
        r->name = c->ast->body.at[i]->u.assign.targets.at[0]->u.name;
        map_put(&c->registers, r->name, r);
    }
}

bool declared_of_c(const ClassInfo *c, const Stmt *s)
{
    if (s->kind == STMT_ANNASSIGN)
        return c->c_variables.n > 0;
    const Expr *target = s->kind == STMT_ASSIGN && s->u.assign.targets.n == 1 ? s->u.assign.targets.at[0] : NULL;

    return target && target->kind == EXPR_NAME && map_get(&c->registers, target->u.name) != NULL;
}

const CRegister *class_register(const ClassInfo *c, const char *name)
{
    for (int i = 0; i < c->mro.n; i++) {
        const CRegister *r = c->mro.at[i]->ast ? map_get(&c->mro.at[i]->registers, name) : NULL;
        if (r)
            return r;
    }
    return NULL;
}

const CRegister *register_of(const Instance *i, const Expr *e)
{
    const Type *object = e->kind == EXPR_ATTR ? expr_info(i, e->u.attr.object)->type : NULL;

    object = object ? type_norm(object) : NULL;
    return object && object->kind == TY_INST ? class_register(object->u.class, e->u.attr.name) : NULL;
}

const CField *register_field(const CRegister *r, const char *name)
{
    for (int i = 0; i < r->fields.n; i++)
        if (strcmp(r->fields.at[i].name, name) == 0)
            return &r->fields.at[i];
    return NULL;
}

/* ---- what is read and written ---- */

const Type *register_read(Infer *in, const CRegister *r, Span at)
{
    if (!r->reads)
        infer_report(in, at, "register '%s' is write-only", r->name);
    return type_int;
}

const Type *field_read(Infer *in, const CRegister *r, const Expr *e)
{
    if (!register_field(r, e->u.attr.name))
        infer_report(in, e->u.attr.name_span, "register '%s' has no field '%s'", r->name, e->u.attr.name);
    return type_int;
}

/* The whole register, or a field of it: that is written with the rest as it was read. */
void register_assign(Infer *in, const Expr *target, const CRegister *r, const Type *t)
{
    bool integral = t->kind == TY_NEVER || t->kind == TY_ERROR;

    for (int i = 0; i < type_atoms(t); i++)
        integral |= type_atom(t, i)->kind == TY_INT || type_atom(t, i)->kind == TY_BOOL;
    if (!integral)
        infer_report(in, target->span, "a register takes an int, not '%s'", type_text(in->arena, t));
    else if (!r->writes)
        infer_report(in, target->span, "register '%s' is read-only", r->name);
}

void register_takes(Infer *in, const Expr *target, const Expr *value)
{
    const CRegister *inner = target->kind == EXPR_ATTR ? register_of(in->now, target->u.attr.object) : NULL;
    const CField *field = inner ? register_field(inner, target->u.attr.name) : NULL;
    const CRegister *r = field ? inner : target->kind == EXPR_ATTR ? register_of(in->now, target) : NULL;
    const CVariable *v = target->kind == EXPR_ATTR ? c_variable(expr_info(in->now, target->u.attr.object)->type, target->u.attr.name) : NULL;
    const CNumber *n = field ? &field->number : r ? r->number : v ? v->number : NULL;

    if (n && constant_misfits(n, value))
        infer_report(in, value->span, "%s", c_number_bounds(in->arena, n, target->u.attr.name));
}

/* ---- devices ---- */

static const Symbol *origin_of(const Names *n, const Symbol *s)
{
    const Symbol *from;

    while ((from = map_get(&n->symbol_of, s)) != NULL)
        s = from;
    return s;
}

static void find_device(Infer *in, const Instance *top, const Stmt *s)
{
    const Expr *target = s->kind == STMT_ASSIGN && s->u.assign.targets.n == 1 ? s->u.assign.targets.at[0] : NULL;
    const Expr *call = target && target->kind == EXPR_NAME && s->u.assign.value->kind == EXPR_CALL ? s->u.assign.value : NULL;
    const Type *t = call && expr_info(top, call)->type ? type_norm(expr_info(top, call)->type) : NULL;
    const Symbol *symbol = call ? names_of(in->names, target) : NULL;
    const ClassInfo *base = library_class(in, "asyncc", intern("registers"));

    if (!t || t->kind != TY_INST || !symbol || !class_derives(t->u.class, base) || symbol->bindings != 1 || symbol->global_written || symbol->deleted)
        return;
    const Member *init = class_member(t->u.class, intern("__init__"));
    const CallInfo *made = call_of(expr_info(top, call), CALL_AS_WRITTEN);
    bool plain = init && init->func && init->func->owner == base && made && made->targets.n == 1 && made->targets.at[0].kind == TARGET_INIT;
    if (!plain || call->u.call.args.n != 1 || call->u.call.args.at[0].name || !is_int(call->u.call.args.at[0].value))
        return;
    Global *g = global_of(in, symbol);
    g->device = true;
    g->address = call->u.call.args.at[0].value->u.integer.value;
}

/* A variable that `from m import device` binds, once, is it too. */
void devices_find(Infer *in)
{
    if (!library_class(in, "asyncc", intern("registers")))
        return;
    for (int i = 0; i < in->program->tops.n; i++) {
        const Instance *top = in->program->tops.at[i];
        for (int k = 0; !top->func->module->library && k < top->func->ast->body.n; k++)
            find_device(in, top, top->func->ast->body.at[k]);
    }
    for (int i = 0; i < in->program->globals.n; i++) {
        Global *g = in->program->globals.at[i];
        const Symbol *from = origin_of(in->names, g->symbol);
        const Global *device = from != g->symbol ? map_get(&in->program->global_of, from) : NULL;
        if (device && device->device && g->symbol->bindings == 1 && !g->symbol->global_written && !g->symbol->deleted) {
            g->device = true;
            g->address = device->address;
        }
    }
}
