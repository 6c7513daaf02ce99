/* core.c: constructors.
 * SPDX-License-Identifier: MIT */
#include "core/core.h"

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

/* How much of a node its kind needs. */
static const unsigned char expr_size[] = {
#define CORE_EXPR(KIND, member, text) [CE_##KIND] = offsetof(CoreExpr, u) + sizeof(((CoreExpr *)NULL)->u.member),
#include "core/core.def"
};
static const unsigned char stmt_size[] = {
#define CORE_STMT(KIND, member, text) [CS_##KIND] = offsetof(CoreStmt, u) + sizeof(((CoreStmt *)NULL)->u.member),
#include "core/core.def"
};

static CoreExpr *expr(Arena *a, CoreExprKind kind, const Type *type)
{
    CoreExpr *e = arena_alloc(a, expr_size[kind]);
    e->kind = kind;
    e->type = type;
    return e;
}

CoreExpr *core_expr_copy(Arena *a, const CoreExpr *e)
{
    return memcpy(arena_alloc(a, expr_size[e->kind]), e, expr_size[e->kind]);
}

CoreStmt *core_stmt_copy(Arena *a, const CoreStmt *s, int line)
{
    CoreStmt *to = memcpy(arena_alloc(a, stmt_size[s->kind]), s, stmt_size[s->kind]);
    to->line = line;
    return to;
}

CoreExpr *core_var(Arena *a, CoreVar *v)
{
    CoreExpr *e = expr(a, CE_VAR, v->type);
    e->u.var = v;
    return e;
}

CoreExpr *core_addr(Arena *a, CoreVar *v)
{
    CoreExpr *e = expr(a, CE_ADDR, v->type);
    e->u.var = v;
    return e;
}

CoreExpr *core_int(Arena *a, int64_t n)
{
    CoreExpr *e = expr(a, CE_INT, type_int);
    e->u.integer = n;
    return e;
}

CoreExpr *core_bool(Arena *a, bool b)
{
    CoreExpr *e = expr(a, CE_BOOL, type_bool);
    e->u.boolean = b;
    return e;
}

CoreExpr *core_float(Arena *a, double d)
{
    CoreExpr *e = expr(a, CE_FLOAT, type_float);
    e->u.floating = d;
    return e;
}

CoreExpr *core_none(Arena *a)
{
    return expr(a, CE_NONE, type_none);
}

CoreExpr *core_str(Arena *a, const char *bytes, uint32_t length)
{
    CoreExpr *e = expr(a, CE_STR, type_str);
    e->u.string.bytes = bytes;
    e->u.string.length = length;
    return e;
}

CoreExpr *core_bytes(Arena *a, const char *bytes, uint32_t length)
{
    CoreExpr *e = core_str(a, bytes, length);
    e->type = type_bytes;
    return e;
}

CoreExpr *core_ctext(Arena *a, const char *text, const Type *type)
{
    CoreExpr *e = expr(a, CE_CTEXT, type);
    e->u.ctext = text;
    return e;
}

CoreExpr *core_binary(Arena *a, const char *op, CoreExpr *l, CoreExpr *r, const Type *type)
{
    CoreExpr *e = expr(a, CE_BINARY, type);
    e->u.binary.op = op;
    e->u.binary.left = l;
    e->u.binary.right = r;
    return e;
}

CoreExpr *core_unary(Arena *a, const char *op, CoreExpr *operand, const Type *type)
{
    CoreExpr *e = expr(a, CE_UNARY, type);
    e->u.unary.op = op;
    e->u.unary.operand = operand;
    return e;
}

CoreExpr *core_pure(Arena *a, const char *name, const Type *type, int n, ...)
{
    CoreExpr *e = expr(a, CE_PURE, type);
    va_list args;

    e->u.call.name = name;
    va_start(args, n);
    for (int i = 0; i < n; i++)
        vec_push(a, &e->u.call.args, va_arg(args, CoreExpr *));
    va_end(args);
    return e;
}

CoreExpr *core_cond(Arena *a, CoreExpr *cond, CoreExpr *then, CoreExpr *els)
{
    CoreExpr *e = expr(a, CE_COND, then->type);
    e->u.cond.cond = cond;
    e->u.cond.then = then;
    e->u.cond.els = els;
    return e;
}

CoreExpr *core_array(Arena *a, const Type *item)
{
    CoreExpr *e = expr(a, CE_ARRAY, type_none);
    e->u.array.item = item;
    return e;
}

CoreExpr *core_record(Arena *a, const char *record, const char *text)
{
    CoreExpr *e = core_array(a, type_none);

    e->u.array.record = record;
    vec_push(a, &e->u.array.items, core_ctext(a, text, type_none));
    return e;
}

CoreExpr *core_member(Arena *a, CoreExpr *object, const char *struct_name, const char *name, const Type *type)
{
    CoreExpr *e = expr(a, CE_MEMBER, type);
    e->u.member.object = object;
    e->u.member.struct_name = struct_name;
    e->u.member.name = name;
    return e;
}

CoreExpr *core_field(Arena *a, CoreExpr *object, CoreClass *class, CoreField *field)
{
    CoreExpr *e = expr(a, CE_FIELD, field->type);
    e->u.field.object = object;
    e->u.field.class = class;
    e->u.field.field = field;
    return e;
}

CoreExpr *core_item(Arena *a, CoreExpr *list, CoreExpr *index, const Type *type)
{
    CoreExpr *e = expr(a, CE_ITEM, type);
    e->u.item.list = list;
    e->u.item.index = index;
    return e;
}

CoreExpr *core_func(Arena *a, CoreFn *fn, const Type *type)
{
    CoreExpr *e = expr(a, CE_FUNC, type);
    e->u.func = fn;
    fn->value_used = true;
    return e;
}

CoreExpr *core_entry(Arena *a, CoreFn *fn)
{
    CoreExpr *e = expr(a, CE_ENTRY, type_none);
    e->u.func = fn;
    return e;
}

CoreExpr *core_code(Arena *a, CoreFn *fn)
{
    CoreExpr *e = expr(a, CE_CODE, type_none);
    e->u.func = fn;
    return e;
}

CoreExpr *core_object(Arena *a, CoreObject *object, const Type *type)
{
    CoreExpr *e = expr(a, CE_OBJECT, type);
    e->u.object = object;
    return e;
}

CoreExpr *core_class(Arena *a, CoreClass *class, const Type *type)
{
    CoreExpr *e = expr(a, CE_CLASS, type);
    e->u.class = class;
    return e;
}

/* ---- storage ---- */

static const ClassInfo *sole_class(const Type *t)
{
    const Type *bare = type_has(t, TY_NONE) ? type_without(t, type_none) : t;
    return bare->kind == TY_INST ? bare->u.class : NULL;
}

/* The kind of pointer of a REF: by its one atom besides None; UNION for any object. */
TypeKind core_ref_kind(const Type *t)
{
    const Type *bare = type_has(t, TY_NONE) ? type_without(t, type_none) : t;
    if (bare->kind == TY_NEVER || bare->kind == TY_ERROR || bare->kind == TY_MODULE)
        return TY_UNION;
    if (bare->kind == TY_BUILTIN && bare->u.builtin.self)
        return TY_METHOD;
    if (bare->kind == TY_BUILTIN || bare->kind == TY_CLOSURE)
        return TY_FUNC;
    if (bare->kind == TY_KEYWORDS)
        return TY_TUPLE;
    return bare->kind == TY_UNION && type_atoms(bare) > 1 ? TY_UNION : bare->kind;
}

bool core_same_storage(const Type *a, const Type *b)
{
    Rep rep = type_rep(a);

    if (a == b)
        return true;
    if (rep != type_rep(b))
        return false;
    if (rep != REP_REF)
        return true;
    return core_ref_kind(a) == core_ref_kind(b) && sole_class(a) == sole_class(b);
}

CoreExpr *core_conv(Arena *a, CoreExpr *e, const Type *to)
{
    CoreExpr *c;

    if (e->type == to && e->kind != CE_NONE)
        return e;
    if (core_same_storage(e->type, to) && e->kind != CE_NONE) {
        c = core_expr_copy(a, e);               /* the same in C; what it is now known to be is kept */
        c->type = to;
        return c;
    }
    if (e->kind == CE_NONE && type_rep(to) == REP_REF)
        return e;
    if (e->kind == CE_CONV && type_rep(to) == REP_REF && type_rep(e->type) == REP_REF && type_rep(e->u.conv->type) == REP_REF)
        return core_conv(a, e->u.conv, to);     /* one cast does for two */
    c = expr(a, CE_CONV, to);
    c->u.conv = e;
    return c;
}

/* ---- statements ---- */

CoreStmt *core_stmt(Arena *a, CoreStmtKind kind, int line)
{
    CoreStmt *s = arena_alloc(a, stmt_size[kind]);
    s->kind = kind;
    s->line = line;
    return s;
}

CoreVar *core_new_var(Arena *a, CoreFn *f, CoreVarKind kind, const char *name, const Type *type)
{
    CoreVar *v = arena_new(a, CoreVar);
    v->kind = kind;
    v->name = name;
    v->type = type;
    v->place = kind == VAR_GLOBAL ? PLACE_STATIC : PLACE_C;
    if (f && kind != VAR_RESULT && kind != VAR_GLOBAL) {
        v->number = f->vars.n;
        vec_push(a, &f->vars, v);
    }
    return v;
}

CoreVar *core_new_cell(Arena *a, CoreExpr *object, CoreClass *class, CoreField *field)
{
    CoreVar *v = core_new_var(a, NULL, VAR_CELL, field->name, field->type);
    v->cell = core_field(a, object, class, field);
    return v;
}

CoreBlock *core_new_block(Arena *a, CoreFn *f, const char *hint)
{
    CoreBlock *b = arena_new(a, CoreBlock);
    b->hint = hint;
    b->number = f->blocks++;
    return b;
}

CoreVars *core_dead(CoreStmt *s)
{
    return s->kind == CS_AWAIT ? &s->u.await.dead : s->kind == CS_YIELD ? &s->u.yield.dead : NULL;
}

CoreVars *core_kept(CoreStmt *s)
{
    return s->kind == CS_AWAIT ? &s->u.await.kept : s->kind == CS_YIELD ? &s->u.yield.kept : NULL;
}

int core_state(const CoreStmt *s)
{
    return s->kind == CS_AWAIT ? s->u.await.state : s->u.yield.state;
}

bool core_among(const CoreVars *vars, const CoreVar *v)
{
    for (int i = 0; i < vars->n; i++)
        if (vars->at[i] == v)
            return true;
    return false;
}
