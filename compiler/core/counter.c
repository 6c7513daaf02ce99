/* counter.c: what else than a count is assigned somewhere is found first, in the whole program, and the additions that
 * may be counts are listed on the way; then those of the rest are renamed.
 * SPDX-License-Identifier: MIT */
#include "core/counter.h"

#include <string.h>
#include "core/core_walk.h"

enum { STEP_MAX = 64, START_BITS = 53 };

static bool is_start(const CoreExpr *x)
{
    return x->kind == CE_INT && x->u.integer >= -(INT64_C(1) << START_BITS) && x->u.integer <= INT64_C(1) << START_BITS;
}

static bool is_step(const CoreExpr *x) { return x->kind == CE_INT && x->u.integer >= -STEP_MAX && x->u.integer <= STEP_MAX; }

/* What is counted when s adds a step to something, or NULL. */
static const CoreExpr *counted_by(const CoreStmt *s)
{
    if (!s || s->kind != CS_OP || s->u.op.args.n != 2 || !is_step(s->u.op.args.at[1]) ||
        (strcmp(s->u.op.name, "ac_int_add") != 0 && strcmp(s->u.op.name, "ac_int_sub") != 0))
        return NULL;
    return s->u.op.args.at[0];
}

static bool counts_var(const CoreStmt *s)
{
    const CoreExpr *x = counted_by(s);
    return x && x->kind == CE_VAR && x->u.var == s->u.op.dest && x->u.var->kind != VAR_CELL;
}

/* before: t = object.field + step;  s: object.field = t */
static bool counts_field(const CoreStmt *before, const CoreStmt *s)
{
    const CoreExpr *x = counted_by(before), *value = s->u.setfield.value;
    return x && x->kind == CE_FIELD && x->u.field.field == s->u.setfield.field && value->kind == CE_VAR && value->u.var == before->u.op.dest;
}

/* ---- what is not only counted ---- */

static void refuse_addressed(CoreExpr *e, void *context)
{
    if (e->kind == CE_ADDR)
        e->u.var->any_int = true;
    core_each_operand(e, refuse_addressed, context);
}

static void note_addition(Counter *c, CoreStmt *op, const bool *any_int)
{
    vec_push(c->arena, &c->additions, ((Addition){ op, any_int }));
}

static void refuse_body(CoreStmts *body, void *counter);

static void refuse(Counter *c, CoreStmt *before, CoreStmt *s)
{
    CoreVar *dest = core_dest(s);

    core_each_expr(s, refuse_addressed, NULL);
    if (s->kind == CS_OP && counts_var(s)) {
        note_addition(c, s, &dest->any_int);
    } else if (dest && !(s->kind == CS_SET && is_start(s->u.set.value))) {
        dest->any_int = true;
        if (dest->kind == VAR_CELL)
            dest->cell->u.field.field->any_int = true;
    }
    if (s->kind == CS_SETFIELD && counts_field(before, s))
        note_addition(c, before, &s->u.setfield.field->any_int);
    else if (s->kind == CS_SETFIELD && !is_start(s->u.setfield.value))
        s->u.setfield.field->any_int = true;
    core_each_body(s, refuse_body, c);
}

static void refuse_body(CoreStmts *body, void *counter)
{
    for (int i = 0; i < body->n; i++)
        refuse(counter, i ? body->at[i - 1] : NULL, body->at[i]);
}

/* ---- the rest ---- */

static void rename_op(Arena *a, CoreStmt *s)
{
    if (strcmp(s->u.op.name, "ac_int_sub") == 0)
        s->u.op.args.at[1] = core_int(a, -s->u.op.args.at[1]->u.integer);
    s->u.op.name = "ac_int_count";
}

void counter_begin(Counter *c)
{
    *c = (Counter){ .arena = arena_create() };
}

void counter_look(Counter *c, CoreFn *fn)
{
    for (int k = 0; k < fn->params.n; k++)
        fn->params.at[k]->any_int = true;
    refuse_body(&fn->body, c);
}

void counter_end(Counter *c, Arena *a)
{
    for (int i = 0; i < c->additions.n; i++)
        if (!*c->additions.at[i].any_int)
            rename_op(a, c->additions.at[i].op);
    arena_destroy(c->arena);
}
