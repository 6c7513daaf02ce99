/* lower_match.c: match.
 *
 *     block matched {
 *         block no_match {
 *             if subject is no Point: leave no_match      tests, from the outside in
 *             x = subject.x                               names are bound when all tests have held
 *             if !guard: leave no_match
 *             body; leave matched
 *         }
 *         ...the next case
 *     }
 *
 * What a pattern takes apart lies in variables of its own, released when the case is decided.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include "base/intern.h"

/* A name that waits to be bound, and what it will be bound to. */
typedef struct Capture { const Symbol *symbol; CoreVar *value; } Capture;

typedef struct Matching {
    CoreBlock *no_match;
    VEC(Capture) captures;
    VEC(CoreVar *) kept;          /* to be released at the end */
} Matching;

static void match_pattern(Lower *l, Matching *m, const Pattern *p, CoreExpr *x);

static const Type *matched_type(const Lower *l, const Pattern *p)
{
    const Type *t = map_get(&l->now->pattern, p);
    return t ? type_norm(t) : type_never;
}

static const Type *given_type(const Lower *l, const Pattern *p)
{
    const Type *t = map_get(&l->now->pattern_given, p);
    return t ? type_norm(t) : type_never;
}

static void fail_unless(Lower *l, Matching *m, CoreExpr *cond)
{
    if (cond->kind == CE_BOOL && cond->u.boolean)
        return;
    leave_if(l, core_unary(l->arena, "!", cond, type_bool), m->no_match);
}

static CoreVar *keep(Lower *l, Matching *m, CoreExpr *x, const char *name)
{
    CoreVar *v = core_new_var(l->arena, l->fn, VAR_LOCAL, name, x->type);
    set_var(l, v, x);
    if (type_counted(v->type))
        vec_push(l->arena, &m->kept, v);
    return v;
}

/* Alternatives bind the same names: each name has one variable. */
static void capture(Lower *l, Matching *m, const Pattern *p, CoreExpr *x)
{
    const Symbol *s = map_get(&l->program->names->symbol_of, p);
    CoreVar *target = s ? lower_var_of(l, s) : NULL;

    if (!target)
        return;
    for (int i = 0; i < m->captures.n; i++)
        if (m->captures.at[i].symbol == s) {
            set_copy(l, m->captures.at[i].value, x);
            return;
        }
    CoreVar *v = core_new_var(l->arena, l->fn, VAR_LOCAL, "captured", target->type);
    set_copy(l, v, x);
    vec_push(l->arena, &m->captures, ((Capture){ s, v }));
    vec_push(l->arena, &m->kept, v);
}

static void bind_captures(Lower *l, const Matching *m)
{
    for (int i = 0; i < m->captures.n; i++)
        lower_bind(l, m->captures.at[i].symbol, core_var(l->arena, m->captures.at[i].value));
}

static void forget_kept(Lower *l, const Matching *m)
{
    for (int i = 0; i < m->kept.n; i++)
        forget(l, m->kept.at[i]);
}

/* ---- the kinds of patterns ---- */

static void match_value(Lower *l, Matching *m, const Pattern *p, CoreExpr *x)
{
    int mark = l->owned.n;
    CoreVar *t = new_temp(l, type_bool);
    bool identical = p->value->kind == EXPR_NONE || p->value->kind == EXPR_BOOL;

    set_var(l, t, identical ? lower_identity(l, x, lower_expr(l, p->value)) : lower_equality(l, x, lower_expr(l, p->value)));
    release_to(l, mark);
    fail_unless(l, m, core_var(l->arena, t));
}

/* Is the value a sequence of one of these types? */
static CoreExpr *sequence_test(Lower *l, CoreExpr *x, const Type *matched)
{
    CoreExpr *test = NULL;

    if (type_same(x->type, matched))
        return core_bool(l->arena, true);
    for (int i = 0; i < type_atoms(matched); i++) {
        CoreExpr *one = is_atom_test(l, x, type_norm(type_atom(matched, i)));
        test = test ? core_binary(l->arena, "||", test, one, type_bool) : one;
    }
    return test;
}

static CoreExpr *length_test(Lower *l, CoreExpr *x, const Pattern *p, int star)
{
    if (x->type->kind == TY_TUPLE && !x->type->u.parts.open)
        return core_bool(l->arena, true);       /* inference took those that fit */
    CoreExpr *n = op(l, "ac_value_len", type_int, true, 1, any(l, x));
    return core_binary(l->arena, star < 0 ? "==" : ">=", n, core_int(l->arena, p->parts.n - (star >= 0)), type_bool);
}

static void match_star(Lower *l, Matching *m, const Pattern *p, const Pattern *star, CoreExpr *x, int i)
{
    const Type *type = matched_type(l, star);
    CoreExpr *none = any(l, core_none(l->arena)), *to = i == p->parts.n - 1 ? none : any(l, core_int(l->arena, i - p->parts.n + 1));

    if (type->kind != TY_LIST || !star->name)
        return;
    int mark = l->owned.n;
    CoreExpr *slice = op(l, "ac_value_slice", type_any, true, 4, any(l, x), any(l, core_int(l->arena, i)), to, none);
    const Type *elem = type_elem(type)->kind == TY_NEVER || type_static(type_elem(type)) ? type_none : type_elem(type);
    capture(l, m, star, op(l, "ac_list_from", type, true, 2, core_ctext(l->arena, "@rep", elem), slice));
    release_to(l, mark);
}

static void match_item(Lower *l, Matching *m, const Pattern *part, CoreExpr *x, int index)
{
    const Type *type = given_type(l, part);

    if (part->kind == PAT_WILDCARD)
        return;
    int mark = l->owned.n;
    CoreExpr *item = op(l, "ac_value_subscript", type_any, true, 2, any(l, x), any(l, core_int(l->arena, index)));
    item = type_static(type) || type->kind == TY_NEVER ? static_value(l, type) : core_conv(l->arena, item, type);
    CoreVar *v = keep(l, m, item, "item");
    release_to(l, mark);
    match_pattern(l, m, part, core_var(l->arena, v));
}

static void match_sequence(Lower *l, Matching *m, const Pattern *p, CoreExpr *x)
{
    const Type *matched = matched_type(l, p);
    int star = -1;

    for (int i = 0; i < p->parts.n; i++)
        if (p->parts.at[i]->kind == PAT_STAR)
            star = i;
    fail_unless(l, m, sequence_test(l, x, matched));
    x = core_conv(l->arena, x, matched);
    fail_unless(l, m, length_test(l, x, p, star));
    for (int i = 0; i < p->parts.n && !l->dead; i++) {
        if (i == star)
            match_star(l, m, p, p->parts.at[i], x, i);
        else
            match_item(l, m, p->parts.at[i], x, star >= 0 && i > star ? i - p->parts.n : i);
    }
}

static void match_attribute(Lower *l, Matching *m, const Pattern *p, const ClassInfo *c, CoreExpr *x, int i)
{
    const Pattern *part = p->parts.at[i];

    if (pattern_takes_whole(p, c, i)) {
        match_pattern(l, m, part, x);
        return;
    }
    int mark = l->owned.n;
    const Type *type = given_type(l, part);
    if (type->kind == TY_NEVER) {
        leave(l, m->no_match);
        return;
    }
    const char *name = pattern_attribute(p, c, i);
    x = in_var(l, x);
    fail_unless(l, m, lower_has_attr(l, x, name));
    CoreVar *v = keep(l, m, lower_getattr(l, x, name, type, call_of(info_of(l, p->value), CALL_AS_WRITTEN)), "attribute");
    release_to(l, mark);
    match_pattern(l, m, part, core_var(l->arena, v));
}

static void match_class(Lower *l, Matching *m, const Pattern *p, CoreExpr *x)
{
    const Type *class = info_of(l, p->value)->type, *matched = matched_type(l, p);

    if (!type_same(matched, x->type))
        fail_unless(l, m, lower_isinstance_test(l, x, class));
    x = core_conv(l->arena, x, matched);
    for (int i = 0; i < p->parts.n && !l->dead; i++)
        match_attribute(l, m, p, class->u.class, x, i);
}

/* One key: it is there, and its value fits. */
static void match_key(Lower *l, Matching *m, const Expr *key, const Pattern *part, CoreExpr *dict)
{
    const Type *type = given_type(l, part);
    int mark = l->owned.n;
    CoreVar *has = new_temp(l, type_bool);
    CoreExpr *k = any(l, hold(l, lower_expr(l, key)));

    set_var(l, has, op(l, "ac_dict_contains", type_bool, true, 2, dict, k));
    release_to(l, mark);
    fail_unless(l, m, core_var(l->arena, has));
    if (part->kind == PAT_WILDCARD)
        return;
    CoreExpr *value = op(l, "ac_dict_get", type_any, true, 2, dict, any(l, lower_expr(l, key)));
    value = type_static(type) || type->kind == TY_NEVER ? static_value(l, type) : core_conv(l->arena, value, type);
    CoreVar *v = keep(l, m, value, "value");
    release_to(l, mark);
    match_pattern(l, m, part, core_var(l->arena, v));
}

/* **rest: a copy without the keys of the pattern. */
static void match_rest(Lower *l, Matching *m, const Pattern *p, CoreExpr *dict)
{
    int mark = l->owned.n;
    CoreExpr *rest = op(l, "ac_dict_copy", type_norm(map_get(&l->now->pattern_rest, p)), true, 1, dict);

    for (int i = 0; i < p->keys.n; i++)
        op(l, "ac_dict_delete", NULL, true, 2, rest, any(l, lower_expr(l, p->keys.at[i])));
    capture(l, m, p, rest);
    release_to(l, mark);
}

static void match_mapping(Lower *l, Matching *m, const Pattern *p, CoreExpr *x)
{
    const Type *matched = matched_type(l, p);

    if (!type_same(x->type, matched))
        fail_unless(l, m, is_atom_test(l, x, matched));
    CoreExpr *dict = core_conv(l->arena, x, matched);
    for (int i = 0; i < p->parts.n && !l->dead; i++)
        match_key(l, m, p->keys.at[i], p->parts.at[i], dict);
    if (p->name && !l->dead)
        match_rest(l, m, p, dict);
}

/* The first alternative that holds: the others' failure is not the whole pattern's. */
static void match_or(Lower *l, Matching *m, const Pattern *p, CoreExpr *x)
{
    CoreStmt *held = open_block(l, "held");
    CoreBlock *outer = m->no_match;
    CoreStmts *old = push_out(l, &held->u.block->body);

    for (int i = 0; i < p->parts.n; i++) {
        bool last = i == p->parts.n - 1;
        CoreStmt *other = open_block(l, "other");
        CoreStmts *here = last ? NULL : push_out(l, &other->u.block->body);
        m->no_match = last ? outer : other->u.block;
        match_pattern(l, m, p->parts.at[i], x);
        if (!last) {
            if (!l->dead)
                leave(l, held->u.block);
            l->dead = false;
            pop_out(l, here);
            put_stmt(l, other);
        }
    }
    m->no_match = outer;
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, held);
}

static void match_pattern(Lower *l, Matching *m, const Pattern *p, CoreExpr *x)
{
    if (matched_type(l, p)->kind == TY_NEVER) {
        leave(l, m->no_match);
        return;
    }
    switch (p->kind) {
    case PAT_VALUE:    match_value(l, m, p, x); break;
    case PAT_CAPTURE:  capture(l, m, p, x); break;
    case PAT_SEQUENCE: match_sequence(l, m, p, x); break;
    case PAT_CLASS:    match_class(l, m, p, x); break;
    case PAT_OR:       match_or(l, m, p, x); break;
    case PAT_AS:
        match_pattern(l, m, p->parts.at[0], x);
        if (!l->dead)
            capture(l, m, p, core_conv(l->arena, x, matched_type(l, p)));
        break;
    case PAT_MAPPING:  match_mapping(l, m, p, x); break;
    case PAT_WILDCARD:
    case PAT_STAR:     break;
    }
}

/* Whether control can come to the end of the body. */
static bool match_case(Lower *l, const MatchCase *c, CoreVar *subject, CoreBlock *matched)
{
    bool ends = false;

    CoreStmt *next = open_block(l, "no_match");
    Matching m = { .no_match = next->u.block };
    CoreStmts *old = push_out(l, &next->u.block->body);

    match_pattern(l, &m, c->pattern, core_var(l->arena, subject));
    if (!l->dead)
        bind_captures(l, &m);
    if (c->guard && !l->dead) {
        int mark = l->owned.n;
        CoreVar *t = new_temp(l, type_bool);
        set_var(l, t, lower_cond(l, c->guard));
        release_to(l, mark);
        fail_unless(l, &m, core_var(l->arena, t));
    }
    if (!l->dead) {
        forget_kept(l, &m);
        lower_body(l, &c->body);
    }
    if (!l->dead) {
        ends = true;
        leave(l, matched);
    }
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, next);
    forget_kept(l, &m);
    return ends;
}

void lower_match(Lower *l, const Stmt *s)
{
    CoreExpr *x = lower_expr(l, s->u.match.subject);
    CoreStmt *matched = open_block(l, "matched");
    bool ends = false;

    if (l->dead)
        return;
    CoreVar *subject = core_new_var(l->arena, l->fn, VAR_LOCAL, "subject", x->type);
    set_var(l, subject, x);
    CoreStmts *old = push_out(l, &matched->u.block->body);
    for (int i = 0; i < s->u.match.cases.n; i++)
        if (map_get(&l->now->pattern, s->u.match.cases.at[i].pattern))
            ends |= match_case(l, &s->u.match.cases.at[i], subject, matched->u.block);
    pop_out(l, old);
    put_stmt(l, matched);
    forget(l, subject);
    const Type *left = map_get(&l->now->pattern, s);
    l->dead = !ends && left && left->kind == TY_NEVER;
}
