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

const CoreExpr *core_bare(const CoreExpr *e)
{
    while (e->kind == CE_CONV)
        e = e->u.conv;
    return e;
}

CoreVar *core_dest(const CoreStmt *s)
{
    switch (s->kind) {
    case CS_SET:   return s->u.set.var;
    case CS_OP:    return s->u.op.dest;
    case CS_CALL:  return s->u.call.dest;
    case CS_NEW:   return s->u.new.dest;
    case CS_MAKE:  return s->u.make.dest;
    case CS_AWAIT: return s->u.await.dest;
    case CS_YIELD: return s->u.yield.dest;
    case CS_CATCH: return s->u.catch.var;
    case CS_COUNT: return s->u.count.var;
    default:       return NULL;
    }
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

bool core_raises(const CoreStmt *s, CoreBlock **to)
{
    switch (s->kind) {
    case CS_OP:      *to = s->u.op.to; return s->u.op.raises;
    case CS_CALL:    *to = s->u.call.to; return s->u.call.fn->raises;
    case CS_NEW:     *to = s->u.new.to; return true;
    case CS_MAKE:    *to = s->u.make.to; return !s->u.make.place && !s->u.make.in_frame;
    case CS_AWAIT:   *to = s->u.await.to; return true;
    case CS_YIELD:   *to = s->u.yield.to; return true;
    case CS_RAISE:   *to = s->u.raise.to; return true;
    case CS_RERAISE: *to = s->u.reraise.to; return true;
    default:         return false;
    }
}

/* ---- walks ---- */

static void visit_all(const CoreExprs *v, void (*visit)(CoreExpr *, void *), void *context)
{
    for (int i = 0; i < v->n; i++)
        visit(v->at[i], context);
}

void core_each_operand(CoreExpr *e, void (*visit)(CoreExpr *, void *), void *context)
{
    switch (e->kind) {
    case CE_FIELD:  visit(e->u.field.object, context); break;
    case CE_MEMBER: visit(e->u.member.object, context); break;
    case CE_ITEM:   visit(e->u.item.list, context); visit(e->u.item.index, context); break;
    case CE_CONV:   visit(e->u.conv, context); break;
    case CE_BINARY: visit(e->u.binary.left, context); visit(e->u.binary.right, context); break;
    case CE_UNARY:  visit(e->u.unary.operand, context); break;
    case CE_PURE:   visit_all(&e->u.call.args, visit, context); break;
    case CE_COND:
        visit(e->u.cond.cond, context);
        visit(e->u.cond.then, context);
        visit(e->u.cond.els, context);
        break;
    case CE_ARRAY:  visit_all(&e->u.array.items, visit, context); break;
    default: break;
    }
}

void core_each_expr(CoreStmt *s, void (*visit)(CoreExpr *, void *), void *context)
{
    switch (s->kind) {
    case CS_SET:      visit(s->u.set.value, context); break;
    case CS_SETFIELD: visit(s->u.setfield.object, context); visit(s->u.setfield.value, context); break;
    case CS_SETITEM:
        visit(s->u.setitem.list, context);
        visit(s->u.setitem.index, context);
        visit(s->u.setitem.value, context);
        break;
    case CS_OP:       visit_all(&s->u.op.args, visit, context); break;
    case CS_CALL:     visit_all(&s->u.call.args, visit, context); break;
    case CS_MAKE:     visit_all(&s->u.make.args, visit, context); break;
    case CS_IF:       visit(s->u.branch.cond, context); break;
    case CS_LOOP:
        if (s->u.loop.cond)
            visit(s->u.loop.cond, context);
        break;
    case CS_COUNT:    visit(s->u.count.start, context); visit(s->u.count.stop, context); break;
    case CS_AWAIT:    visit_all(&s->u.await.args, visit, context); break;
    case CS_YIELD:    visit(s->u.yield.value, context); break;
    case CS_RAISE:
        visit_all(&s->u.raise.made, visit, context);
        if (s->u.raise.exc)
            visit(s->u.raise.exc, context);
        if (s->u.raise.cause)
            visit(s->u.raise.cause, context);
        break;
    case CS_RETURN:
        if (s->u.ret.value)
            visit(s->u.ret.value, context);
        break;
    default: break;
    }
}

void core_each_body(CoreStmt *s, void (*visit)(CoreStmts *, void *), void *context)
{
    switch (s->kind) {
    case CS_IF:
        visit(&s->u.branch.then, context);
        visit(&s->u.branch.els, context);
        break;
    case CS_LOOP:  visit(&s->u.loop.body, context); break;
    case CS_COUNT: visit(&s->u.count.body, context); break;
    case CS_BLOCK: visit(&s->u.block->body, context); break;
    default: break;
    }
}
