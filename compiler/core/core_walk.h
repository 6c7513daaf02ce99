/* core_walk.h: what a pass asks of each statement and expression on its way. Inline: the passes go over the whole program
 * again and again, and the compiler then calls a visitor directly, mostly itself.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_CORE_WALK_H
#define ASYNCC_CORE_CORE_WALK_H

#include "core/core.h"

/* e without the conversions around it. */
static inline const CoreExpr *core_bare(const CoreExpr *e)
{
    while (e->kind == CE_CONV)
        e = e->u.conv;
    return e;
}

/* What the statement assigns, or NULL. */
static inline CoreVar *core_dest(const CoreStmt *s)
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

/* Can it raise, and to which landing (NULL: out of the function)? */
static inline bool core_raises(const CoreStmt *s, CoreBlock **to)
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

static inline void core_visit_all(const CoreExprs *v, void (*visit)(CoreExpr *, void *), void *context)
{
    for (int i = 0; i < v->n; i++)
        visit(v->at[i], context);
}

/* Calls visit for each operand of an expression. */
static inline void core_each_operand(CoreExpr *e, void (*visit)(CoreExpr *, void *), void *context)
{
    switch (e->kind) {
    case CE_FIELD:  visit(e->u.field.object, context); break;
    case CE_MEMBER: visit(e->u.member.object, context); break;
    case CE_ITEM:   visit(e->u.item.list, context); visit(e->u.item.index, context); break;
    case CE_CONV:   visit(e->u.conv, context); break;
    case CE_BINARY: visit(e->u.binary.left, context); visit(e->u.binary.right, context); break;
    case CE_UNARY:  visit(e->u.unary.operand, context); break;
    case CE_PURE:   core_visit_all(&e->u.call.args, visit, context); break;
    case CE_COND:
        visit(e->u.cond.cond, context);
        visit(e->u.cond.then, context);
        visit(e->u.cond.els, context);
        break;
    case CE_ARRAY:  core_visit_all(&e->u.array.items, visit, context); break;
    default: break;
    }
}

/* Calls visit for each expression directly in a statement. */
static inline void core_each_expr(CoreStmt *s, void (*visit)(CoreExpr *, void *), void *context)
{
    switch (s->kind) {
    case CS_SET:      visit(s->u.set.value, context); break;
    case CS_SETFIELD: visit(s->u.setfield.object, context); visit(s->u.setfield.value, context); break;
    case CS_SETITEM:
        visit(s->u.setitem.list, context);
        visit(s->u.setitem.index, context);
        visit(s->u.setitem.value, context);
        break;
    case CS_OP:       core_visit_all(&s->u.op.args, visit, context); break;
    case CS_CALL:     core_visit_all(&s->u.call.args, visit, context); break;
    case CS_MAKE:     core_visit_all(&s->u.make.args, visit, context); break;
    case CS_IF:       visit(s->u.branch.cond, context); break;
    case CS_LOOP:
        if (s->u.loop.cond)
            visit(s->u.loop.cond, context);
        break;
    case CS_COUNT:    visit(s->u.count.start, context); visit(s->u.count.stop, context); break;
    case CS_AWAIT:    core_visit_all(&s->u.await.args, visit, context); break;
    case CS_YIELD:    visit(s->u.yield.value, context); break;
    case CS_RAISE:
        core_visit_all(&s->u.raise.made, visit, context);
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

/* Calls visit for each list of statements directly in a statement. */
static inline void core_each_body(CoreStmt *s, void (*visit)(CoreStmts *, void *), void *context)
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

#endif
