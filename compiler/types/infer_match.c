/* infer_match.c: match: what each pattern takes of the subject's type, and what it binds.
 *
 * What a pattern matches is kept by the instance (Instance.pattern): lowering reads it.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

static const Type *infer_pattern(Infer *in, const Pattern *p, const Type *t);

static void refuse_pattern(Infer *in, const Pattern *p, const char *text)
{
    infer_report(in, p->span, "%s", text);
}

static void bind(Infer *in, const Pattern *p, const Type *t)
{
    const Symbol *s = map_get(&in->names->symbol_of, p);
    if (s && t->kind != TY_NEVER)
        symbol_assign(in, s, t);
}

static const Type *match_value(Infer *in, const Pattern *p, const Type *t)
{
    const Type *v = infer_expr(in, p->value);

    if (v->kind == TY_NONE)
        return type_has(t, TY_NONE) ? type_none : type_never;
    classes_compared(in, type_join(t, v));
    return t;
}

/* ---- sequences ---- */

static int star_index(const Pattern *p)
{
    for (int i = 0; i < p->parts.n; i++)
        if (p->parts.at[i]->kind == PAT_STAR)
            return i;
    return -1;
}

static bool length_fits(const Type *tuple, const Pattern *p)
{
    int n = tuple->u.parts.n, wanted = p->parts.n, star = star_index(p);
    return tuple->u.parts.open || (star < 0 ? n == wanted : n >= wanted - 1);
}

/* The type of what part i of the pattern meets in a sequence of that type. */
static const Type *part_type(Infer *in, const Type *atom, const Pattern *p, int i)
{
    int star = star_index(p);

    if (atom->kind != TY_TUPLE || atom->u.parts.open || i == star)
        return iter_atom(in, atom);
    return atom->u.parts.at[star >= 0 && i > star ? atom->u.parts.n - (p->parts.n - i) : i];
}

static bool is_sequence(const Type *atom, const Pattern *p)
{
    return atom->kind == TY_LIST || atom->kind == TY_RANGE || (atom->kind == TY_TUPLE && length_fits(atom, p));
}

static const Type *star_list(Infer *in, const Pattern *star, const Type *item)
{
    const Type *old = map_get(&in->now->pattern, star);
    Cell *cell = old && old->kind == TY_LIST ? old->u.cell : cell_new();

    cell_add(cell, item);
    return type_list(cell);
}

static const Type *match_sequence(Infer *in, const Pattern *p, const Type *t)
{
    const Type *matched = type_never;
    bool can = true;

    for (int k = 0; k < type_atoms(t); k++) {
        if (has_name_of(type_atom(t, k), TY_TUPLE))
            infer_report(in, p->span, "a pattern for a sequence does not take apart a named tuple: match tuple(x), or its class");
        if (is_sequence(type_norm(type_atom(t, k)), p))
            matched = type_join(matched, type_norm(type_atom(t, k)));
    }
    for (int i = 0; i < p->parts.n; i++) {
        const Type *item = type_never;
        for (int k = 0; k < type_atoms(matched); k++)
            item = type_join(item, part_type(in, type_norm(type_atom(matched, k)), p, i));
        if (p->parts.at[i]->kind == PAT_STAR)
            item = star_list(in, p->parts.at[i], item);
        can &= infer_pattern(in, p->parts.at[i], item)->kind != TY_NEVER;
    }
    return can ? matched : type_never;          /* nothing is in it that a part could match */
}

/* ---- classes ---- */

/* The i-th of the names in the class's __match_args__; NULL: there is none. */
static const char *match_arg(const ClassInfo *c, int i)
{
    for (int k = 0; k < c->mro.n; k++) {
        const ClassDef *def = c->mro.at[k]->ast;
        for (int s = 0; def && s < def->body.n; s++) {
            const Stmt *stmt = def->body.at[s];
            const Expr *target = stmt->kind == STMT_ASSIGN ? stmt->u.assign.targets.at[0] : NULL, *value;
            if (!target || target->kind != EXPR_NAME || strcmp(target->u.name, "__match_args__") != 0)
                continue;
            value = stmt->u.assign.value;
            bool known = value->kind == EXPR_TUPLE && i < value->u.list.n && value->u.list.at[i]->kind == EXPR_STR;
            return known ? intern(value->u.list.at[i]->u.string.bytes) : NULL;
        }
    }
    return NULL;
}

const char *pattern_attribute(const Pattern *p, const ClassInfo *c, int i)
{
    int positional = p->parts.n - p->attrs.n;
    return i >= positional ? p->attrs.at[i - positional] : match_arg(c, i);
}

bool pattern_takes_whole(const Pattern *p, const ClassInfo *c, int i)
{
    return !c->ast && i == 0 && p->parts.n - p->attrs.n == 1;       /* int(n), str(s) ... */
}

static void match_attribute(Infer *in, const Pattern *p, const ClassInfo *c, const Type *matched, int i, CallInfo *getters)
{
    const char *name = pattern_attribute(p, c, i);
    const Type *t = type_never;

    if (pattern_takes_whole(p, c, i)) {
        infer_pattern(in, p->parts.at[i], matched);
        return;
    }
    if (!name) {
        infer_report(in, p->span, "%s() accepts %d positional sub-patterns (%d given)", c->name, i, p->parts.n - p->attrs.n);
        return;
    }
    const CallInfo *own = getters_of(in, matched, name);
    for (int k = 0; own && k < own->targets.n; k++)
        vec_push(call_arena(in), &getters->targets, own->targets.at[k]);
    for (int k = 0; k < type_atoms(matched); k++) {
        const Type *a = attr_type(in, type_norm(type_atom(matched, k)), name, p->span, false);
        if (a)
            t = type_join(t, a);
    }
    infer_pattern(in, p->parts.at[i], t);
}

static const Type *match_class(Infer *in, const Pattern *p, const Type *t)
{
    const Type *c = infer_expr(in, p->value);

    if (c->kind == TY_ERROR || c->kind == TY_NEVER)
        return c;
    if (c->kind != TY_CLASS) {
        refuse_pattern(in, p, "a class pattern needs a class that is known at compile time");
        return type_error;
    }
    const Type *matched = isinstance_part(t, c, true);
    CallInfo *getters = call_new(in);           /* of all properties among the attributes: they hang on the class */
    getters->on_receiver = true;
    for (int i = 0; i < p->parts.n; i++)
        match_attribute(in, p, c->u.class, matched, i, getters);
    if (getters->targets.n)
        call_set(in, p->value, CALL_AS_WRITTEN, getters);
    return matched;
}

/* ---- mappings ---- */

/* **rest is a dict of its own. */
static const Type *rest_dict(Infer *in, const Pattern *p, const Type *from)
{
    const Type *rest = map_get(&in->now->pattern_rest, p);

    if (!rest)
        rest = type_dict(cell_new(), cell_new());
    rest = type_norm(rest);
    dict_put(rest, elem_read(in, from), dict_value_read(in, from));
    map_put(&in->now->pattern_rest, p, (void *)rest);
    return rest;
}

static const Type *match_mapping(Infer *in, const Pattern *p, const Type *t)
{
    const Type *dict = type_only(t, TY_DICT), *value = dict ? dict_value_read(in, dict) : type_never;
    bool can = dict != NULL;

    for (int k = 0; k < type_atoms(t); k++)
        if (has_name_of(type_atom(t, k), TY_DICT))
            infer_report(in, p->span, "a pattern for a mapping does not look into '%s': match dict(x)", type_text(in->arena, type_atom(t, k)));
    for (int i = 0; i < p->parts.n; i++) {
        infer_expr(in, p->keys.at[i]);
        can &= infer_pattern(in, p->parts.at[i], value)->kind != TY_NEVER;
    }
    if (dict && p->name)
        bind(in, p, rest_dict(in, p, dict));
    return can ? dict : type_never;
}

/* ---- all kinds ---- */

static const Type *match_or(Infer *in, const Pattern *p, const Type *t)
{
    const Type *matched = type_never;
    for (int i = 0; i < p->parts.n; i++)
        matched = type_join(matched, infer_pattern(in, p->parts.at[i], t));
    return matched;
}

static const Type *match_kind(Infer *in, const Pattern *p, const Type *t)
{
    switch (p->kind) {
    case PAT_VALUE:    return match_value(in, p, t);
    case PAT_WILDCARD: return t;
    case PAT_CAPTURE:
    case PAT_STAR:
        bind(in, p, t);
        return t;
    case PAT_SEQUENCE: return match_sequence(in, p, t);
    case PAT_CLASS:    return match_class(in, p, t);
    case PAT_OR:       return match_or(in, p, t);
    case PAT_AS: {
        const Type *matched = infer_pattern(in, p->parts.at[0], t);
        bind(in, p, matched);
        return matched;
    }
    case PAT_MAPPING:  return match_mapping(in, p, t);
    }
    return type_error;
}

/* What of t the pattern matches; binds its names. */
static const Type *infer_pattern(Infer *in, const Pattern *p, const Type *t)
{
    const Type *matched = t->kind == TY_ERROR ? t : type_norm(match_kind(in, p, t));
    map_put(&in->now->pattern_given, p, (void *)type_norm(t));
    map_put(&in->now->pattern, p, (void *)matched);
    return matched;
}

/* What of t goes on to the next case. */
static const Type *unmatched(Infer *in, const Pattern *p, const Type *t)
{
    switch (p->kind) {
    case PAT_CAPTURE:
    case PAT_WILDCARD: return type_never;
    case PAT_AS:       return unmatched(in, p->parts.at[0], t);
    case PAT_OR:
        for (int i = 0; i < p->parts.n; i++)
            t = unmatched(in, p->parts.at[i], t);
        return t;
    case PAT_CLASS: {
        const Type *c = info_of(in, p->value)->type;
        return p->parts.n == 0 && c && c->kind == TY_CLASS ? isinstance_part(t, c, false) : t;
    }
    case PAT_VALUE:    return p->value->kind == EXPR_NONE ? type_without(t, type_none) : t;
    default:           return t;
    }
}

static bool pattern_binds(const Infer *in, const Pattern *p, const Symbol *s)
{
    if (map_get(&in->names->symbol_of, p) == s)
        return true;
    for (int i = 0; i < p->parts.n; i++)
        if (pattern_binds(in, p->parts.at[i], s))
            return true;
    return false;
}

/* The variable whose value is matched, which each case narrows. NULL: none, or one that the patterns bind anew. */
static const Symbol *matched_variable(const Infer *in, const Stmt *match)
{
    const Expr *subject = match->u.match.subject;
    const Symbol *s = subject->kind == EXPR_NAME ? names_of(in->names, subject) : NULL;

    for (int i = 0; s && i < match->u.match.cases.n; i++)
        if (pattern_binds(in, match->u.match.cases.at[i].pattern, s))
            return NULL;
    return s;
}

static void narrow_subject(Infer *in, const Symbol *s, const Type *t)
{
    if (t->kind == TY_NEVER)
        in->env.at = NULL;
    else if (s && t->kind != TY_ERROR)
        symbol_narrow(in, s, t);
}

void infer_match(Infer *in, const Stmt *s)
{
    const Type *t = infer_expr(in, s->u.match.subject);
    const Symbol *subject = matched_variable(in, s);
    Env after = { NULL };

    for (int i = 0; i < s->u.match.cases.n && !env_dead(in->env); i++) {
        const MatchCase *c = &s->u.match.cases.at[i];
        facts_forget(in);                       /* the patterns compare, and read properties */
        Env next = env_copy(in, in->env), yes, no;
        narrow_subject(in, subject, infer_pattern(in, c->pattern, t));
        facts_forget(in);
        if (c->guard && !env_dead(in->env)) {
            infer_cond(in, c->guard, &yes, &no);
            in->env = yes;
            next = env_join(in, next, no);
        }
        infer_block(in, &c->body);
        after = env_join(in, after, in->env);
        in->env = next;
        if (c->guard)
            continue;
        t = unmatched(in, c->pattern, t);
        narrow_subject(in, subject, t);
    }
    map_put(&in->now->pattern, s, (void *)t);
    in->env = env_join(in, after, in->env);
}
