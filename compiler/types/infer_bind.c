/* infer_bind.c: the arguments of a call, and how they reach the parameters.
 *
 * Arguments are typed from left to right. A starred tuple and a ** whose names are known stand for their items,
 * so that binding is decided here once and for all; only what follows a * of unknown length is left to run time
 * (Spread). What Python would say of arguments that do not fit is said in its words: at compile time when the
 * call is certain to fail, else when it does.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

enum { ARGS_MAX = 255 };

/* ---- arguments ---- */

GivenArgs *given_new(Infer *in, int expected)
{
    GivenArgs *given = scratch_alloc(in, sizeof *given);

    given->at = scratch_alloc(in, sizeof *given->at * (size_t)expected);
    given->cap = expected;
    return given;
}

void give(Infer *in, GivenArgs *given, const Type *type, const char *name, Bind bind, Span span)
{
    if (given->n >= ARGS_MAX) {
        given->failed = true;
        return;
    }
    vec_push(in->scratch, given, ((Given){ .type = type, .name = name, .bind = bind, .span = span }));
}

/* *arg is no iterable, **arg no mapping. */
static void refuse_starred(Infer *in, GivenArgs *given, const Arg *arg, const Type *t, const char *want)
{
    given->failed = true;
    if (t->kind == TY_ERROR)
        return;
    if (!(in->expected & MISTAKE_TYPE))
        infer_report(in, arg->span, "argument after %s must be %s, not %s", arg->star == 1 ? "*" : "**", want, type_text(in->arena, t));
    else if (!given->mistake)
        given->mistake = arena_printf(in->arena, "argument after %s must be %s, not %s", arg->star == 1 ? "*" : "**", want, type_class_name(t));
}

static void give_starred(Infer *in, GivenArgs *given, const Arg *arg, int index)
{
    const Type *t = infer_expr(in, arg->value);

    if (t->kind == TY_TUPLE && !t->u.parts.open) {
        for (int i = 0; i < t->u.parts.n; i++)
            give(in, given, t->u.parts.at[i], NULL, (Bind){ .kind = BIND_STAR_ITEM, .arg = index, .item = i }, arg->span);
        return;
    }
    if (t->kind == TY_ERROR || !may_iterate(in, t))
        refuse_starred(in, given, arg, t, "an iterable");
    else
        give(in, given, iter_elem(in, t, arg->span), NULL, (Bind){ .kind = BIND_STAR_ALL, .arg = index }, arg->span);
}

static bool names_known(const Expr *e)
{
    if (e->kind != EXPR_DICT)
        return false;
    for (int i = 0; i < e->u.dict.keys.n; i++)
        if (!e->u.dict.keys.at[i] || e->u.dict.keys.at[i]->kind != EXPR_STR)
            return false;
    for (int i = 0; i < e->u.dict.keys.n; i++)
        for (int k = 0; k < i; k++)
            if (strcmp(e->u.dict.keys.at[i]->u.string.bytes, e->u.dict.keys.at[k]->u.string.bytes) == 0)
                return false;
    return true;
}

/* {'a': 1} behind ** is never a dictionary: its values are arguments. */
static const Type *keywords_display(Infer *in, const Expr *e)
{
    int n = e->u.dict.keys.n;
    const char **names = scratch_alloc(in, sizeof *names * (size_t)(n + 1));
    const Type **types = scratch_alloc(in, sizeof *types * (size_t)(n + 1));

    for (int i = 0; i < n; i++) {
        names[i] = intern(e->u.dict.keys.at[i]->u.string.bytes);
        types[i] = infer_expr(in, e->u.dict.values.at[i]);
    }
    return info_of(in, e)->type = type_keywords(names, types, n);
}

/* The names of a ** parameter themselves: as an expression they would be a dict. NULL: it is none. */
static const Type *keywords_passed_on(Infer *in, const Expr *e)
{
    const Symbol *s = e->kind == EXPR_NAME ? names_of(in->names, e) : NULL;
    const Type *t = s ? symbol_read(in, s, e) : type_never;

    return t->kind == TY_KEYWORDS ? info_of(in, e)->type = t : NULL;
}

static void give_keywords(Infer *in, GivenArgs *given, const Arg *arg, int index)
{
    const Type *t = names_known(arg->value) ? keywords_display(in, arg->value) : keywords_passed_on(in, arg->value);

    if (!t)
        t = infer_expr(in, arg->value);

    if (t->kind == TY_KEYWORDS) {
        for (int i = 0; i < t->u.parts.n; i++)
            give(in, given, t->u.parts.at[i], t->u.parts.names[i], (Bind){ .kind = BIND_STAR_ITEM, .arg = index, .item = i }, arg->span);
    } else if (t->kind == TY_NEVER) {
        give(in, given, t, NULL, (Bind){ .kind = BIND_ARG, .arg = index }, arg->span);
    } else if (t->kind == TY_DICT) {
        give(in, given, dict_value_read(in, t), NULL, (Bind){ .kind = BIND_MAPPING, .arg = index }, arg->span);
    } else {
        refuse_starred(in, given, arg, t, "a mapping");
    }
}

GivenArgs *infer_args(Infer *in, const Expr *e)
{
    GivenArgs *given = given_new(in, e->u.call.args.n);

    for (int i = 0; i < e->u.call.args.n; i++) {
        const Arg *arg = &e->u.call.args.at[i];
        if (arg->star == 2)
            give_keywords(in, given, arg, i);
        else if (arg->star == 1)
            give_starred(in, given, arg, i);
        else
            give(in, given, infer_expr(in, arg->value), arg->name, (Bind){ .kind = BIND_ARG, .arg = i }, arg->span);
    }
    return given;
}

/* Also a tuple's, one of whose items is still to come. */
static bool is_to_come(const Type *t)
{
    if (t->kind == TY_TUPLE && !t->u.parts.open)
        for (int i = 0; i < t->u.parts.n; i++)
            if (is_to_come(t->u.parts.at[i]))
                return true;
    return t->kind == TY_NEVER;
}

bool args_dead(const GivenArgs *given)
{
    for (int i = 0; i < given->n; i++)
        if (is_to_come(given->at[i].type) && !bind_is_open(&given->at[i].bind))
            return true;
    return false;
}

/* ---- Python's words ---- */

/* "A.f", "outer.<locals>.f" */
const char *func_qualname(Infer *in, const FuncInfo *f)
{
    const char *name = f->ast->is_lambda ? "<lambda>" : f->name;

    for (const Scope *s = f->scope->parent; s; s = s->parent)
        if (s->kind == SCOPE_CLASS)
            name = arena_printf(in->arena, "%s.%s", s->class->name, name);
        else if (s->kind == SCOPE_FUNC)
            name = arena_printf(in->arena, "%s.<locals>.%s", s->func->is_lambda ? "<lambda>" : s->func->name, name);
    return name;
}

static const char *bind_text(Binder *b, const char *format, const char *name)
{
    return arena_printf(b->in->arena, format, func_qualname(b->in, b->func), name);
}

static bool by_position(const Given *g) { return !g->name && g->bind.kind != BIND_MAPPING; }
static bool is_positional(const Param *p) { return p->kind == PARAM_PLAIN && !p->keyword_only; }

static int count_positional(const Func *f)
{
    int n = 0;

    while (n < f->params.n && is_positional(&f->params.at[n]))
        n++;
    return n;
}

static int count_defaults(const Func *f, int positional)
{
    int n = 0;

    for (int i = 0; i < positional; i++)
        n += f->params.at[i].fallback != NULL;
    return n;
}

static int count_keyword_only(const Func *f, int positional, const GivenArgs *given)
{
    int n = 0;

    for (int i = 0; i < given->n; i++)
        for (int p = positional; given->at[i].name && p < f->params.n; p++)
            n += f->params.at[p].kind == PARAM_PLAIN && f->params.at[p].name == given->at[i].name;
    return n;
}

static const char *too_many(Binder *b, const GivenArgs *given, bool receiver)
{
    const Func *f = b->func->ast;
    int positional = count_positional(f), defaults = count_defaults(f, positional), n = receiver;
    int keyword_only = count_keyword_only(f, positional, given);
    const char *takes, *only = "";

    for (int i = 0; i < given->n; i++)
        n += by_position(&given->at[i]);
    takes = defaults ? arena_printf(b->in->arena, "from %d to %d", positional - defaults, positional) : arena_printf(b->in->arena, "%d", positional);
    if (keyword_only)
        only = arena_printf(b->in->arena, " positional argument%s (and %d keyword-only argument%s)", n == 1 ? "" : "s", keyword_only,
                            keyword_only == 1 ? "" : "s");
    return arena_printf(b->in->arena, "%s() takes %s positional argument%s but %d%s %s given", func_qualname(b->in, b->func), takes,
                        defaults || positional != 1 ? "s" : "", n, only, n == 1 && !keyword_only ? "was" : "were");
}

/* 'a'; 'a' and 'b'; 'a', 'b', and 'c' */
static const char *missing_names(Binder *b, bool keyword_only, int *n)
{
    const Func *f = b->func->ast;
    const char *text = "", *last = NULL;

    *n = 0;
    for (int p = 0; p < f->params.n; p++) {
        const Param *param = &f->params.at[p];
        if (param->kind != PARAM_PLAIN || b->done[p] || param->fallback || param->keyword_only != keyword_only)
            continue;
        if (last)
            text = *n == 1 ? arena_printf(b->in->arena, "'%s'", last) : arena_printf(b->in->arena, "%s, '%s'", text, last);
        last = param->name;
        ++*n;
    }
    if (*n <= 1)
        return last ? arena_printf(b->in->arena, "'%s'", last) : "";
    return arena_printf(b->in->arena, "%s%s and '%s'", text, *n > 2 ? "," : "", last);
}

static void check_missing(Binder *b, bool keyword_only)
{
    int n;
    const char *names = missing_names(b, keyword_only, &n);

    if (n && !b->problem)
        b->problem = arena_printf(b->in->arena, "%s() missing %d required %s argument%s: %s", func_qualname(b->in, b->func), n,
                                  keyword_only ? "keyword-only" : "positional", n == 1 ? "" : "s", names);
}

/* ---- binding ---- */

static void bind_one(Binder *b, int p, const Given *g)
{
    if (b->done[p]) {
        b->problem = bind_text(b, "%s() got multiple values for argument '%s'", b->func->ast->params.at[p].name);
        return;
    }
    b->done[p] = true;
    b->bind[p] = g->bind;
    b->type[p] = g->type;
}

static int param_named(const Func *f, const char *name)
{
    for (int i = 0; i < f->params.n; i++)
        if (f->params.at[i].kind == PARAM_PLAIN && f->params.at[i].name == name && !f->params.at[i].positional_only)
            return i;
    return -1;
}

static int param_of(const Func *f, ParamKind kind)
{
    for (int i = 0; i < f->params.n; i++)
        if (f->params.at[i].kind == kind)
            return i;
    return -1;
}

/* The positional arguments from `from` on are what *args holds; before them the object, of a method that has no other
 * parameter for it. */
static void bind_rest(Binder *b, int p, const GivenArgs *given, int from, const Type *receiver)
{
    Bind all = { .kind = BIND_TUPLE };
    const Type **types = arena_array(b->in->scratch, const Type *, given->n + 1);
    const Type *joined = receiver ? receiver : type_never;
    bool open = false;

    all.parts = arena_array(call_arena(b->in), Bind, given->n + 1);
    if (receiver) {
        types[all.n] = receiver;
        all.parts[all.n++] = (Bind){ .kind = BIND_RECEIVER };
    }
    for (int i = from; i < given->n; i++) {
        const Given *g = &given->at[i];
        if (!by_position(g))
            continue;
        open |= g->bind.kind == BIND_STAR_ALL;
        types[all.n] = g->type;
        joined = type_join(joined, g->type);
        all.parts[all.n++] = g->bind;
    }
    b->done[p] = true;
    b->bind[p] = open && all.n == 1 ? all.parts[0] : all;
    if (open && all.n > 1)
        b->bind[p].kind = BIND_CONCAT;
    b->type[p] = open ? type_tuple_open(joined) : type_tuple(types, all.n);
}

static bool given_by_name(const GivenArgs *given, const char *name)
{
    for (int i = 0; i < given->n; i++)
        if (given->at[i].name == name)
            return true;
    return false;
}

static const char *positional_names(Binder *b)
{
    const Func *f = b->func->ast;
    const char *text = "";

    for (int i = 0; i < f->params.n && is_positional(&f->params.at[i]); i++)
        text = arena_printf(b->in->arena, "%s%s%s", text, i ? "," : "", f->params.at[i].name);
    return text;
}

/* A parameter that an iterable of unknown length may reach. */
static void bind_spread_item(Binder *b, int p, int first, const Given *g)
{
    bool optional = b->func->ast->params.at[p].fallback != NULL;

    b->done[p] = true;
    b->bind[p] = (Bind){ .kind = optional ? BIND_SPREAD_OR_DEFAULT : BIND_SPREAD, .arg = g->bind.arg, .item = p - first };
    b->type[p] = optional ? type_join(g->type, fallback_read(b->in, b->func, p)) : g->type;
}

/* The positional arguments from `at` on, as one iterable. */
static Given all_from(Binder *b, const GivenArgs *given, int at, Bind *all)
{
    Given joined = given->at[at];

    all->parts = arena_array(call_arena(b->in), Bind, given->n);
    for (int i = at; i < given->n; i++) {
        const Given *g = &given->at[i];
        if (!by_position(g))
            continue;
        joined.type = type_join(joined.type, g->type);
        all->parts[all->n++] = g->bind;
    }
    return joined;
}

/* The argument `at` is an iterable of unknown length, and the next parameter is `first`: its items, and what stands
 * behind it, go to the parameters from there on, as far as they reach; how far shows at run time. */
static void bind_spread(Binder *b, const GivenArgs *given, int at, int first)
{
    const Func *f = b->func->ast;
    Bind all = { .kind = BIND_CONCAT };
    Given g = all_from(b, given, at, &all);
    int positional = count_positional(f), end = first, star = param_of(f, PARAM_STAR);

    bool by_name = false;

    for (int i = at + 1; i < given->n; i++)
        by_name |= given->at[i].bind.kind == BIND_MAPPING;
    if (all.n == 1)
        all.n = 0;
    b->spread = (Spread){ .used = true, .arg = g.bind.arg, .all = all, .before = first, .required = first,
                          .low = positional - count_defaults(f, positional), .most = star >= 0 ? -1 : positional,
                          .named = count_keyword_only(f, positional, given), .function = func_qualname(b->in, b->func), .names = positional_names(b) };
    for (; end < positional && !given_by_name(given, f->params.at[end].name); end++) {
        if (by_name && f->params.at[end].positional_only) {
            infer_report(b->in, given->at[at].span, "* of unknown length before ** of unknown names, for a parameter without a name, is not compiled yet");
            b->refused = true;
            return;
        }
        if (by_name)
            continue;
        bind_spread_item(b, end, first, &g);
        if (!f->params.at[end].fallback)
            b->spread.required = end + 1;
    }
    b->spread.end = end;
    b->spread.by_name = by_name;
    b->spread_by_name = by_name ? g.type : NULL;
    if (end < positional) {
        b->spread.most = end;
        b->spread.taken = f->params.at[end].name;
    }
    if (star >= 0) {
        b->done[star] = true;
        b->bind[star] = (Bind){ .kind = BIND_SPREAD_REST, .arg = g.bind.arg, .item = end - first };
        b->type[star] = type_tuple_open(g.type);
    }
}

/* False: there are more than the function takes. */
static bool bind_positional(Binder *b, const GivenArgs *given, int first)
{
    const Func *f = b->func->ast;
    int p = first, positional = count_positional(f), star = param_of(f, PARAM_STAR);

    for (int i = 0; i < given->n && !b->problem; i++) {
        const Given *g = &given->at[i];
        if (!by_position(g))
            continue;
        if (g->bind.kind == BIND_STAR_ALL && (p < positional || star < 0)) {
            bind_spread(b, given, i, p);
            return true;
        }
        if (p < positional) {
            bind_one(b, p++, g);
            continue;
        }
        if (star >= 0)
            bind_rest(b, star, given, i, NULL);
        return star >= 0;
    }
    return true;
}

static const char *unexpected(Binder *b, const GivenArgs *given, const char *name)
{
    const Func *f = b->func->ast;
    const char *names = NULL;

    for (int i = 0; i < f->params.n; i++)
        if (f->params.at[i].positional_only && given_by_name(given, f->params.at[i].name))
            names = names ? arena_printf(b->in->arena, "%s, %s", names, f->params.at[i].name) : f->params.at[i].name;
    return bind_text(b, names ? "%s() got some positional-only arguments passed as keyword arguments: '%s'"
                              : "%s() got an unexpected keyword argument '%s'", names ? names : name);
}

/* f(**names) is all that the function does with them, besides looking at them. */
static bool only_passed_on(const FuncInfo *f, int param)
{
    const Symbol *s = scope_param(f->scope, param);
    return s->uses == s->forwards + s->looks && s->bindings == 1;
}

/* What ** gives where the names are known, or only passed on, is told apart by its names; else it is a dict. */
static void bind_names(Binder *b, int rest, Bind all, const Type *const *types, const Type *mapped)
{
    FuncInfo *f = b->func;

    b->done[rest] = true;
    if (!b->keywords.mappings && only_passed_on(f, rest)) {
        all.kind = BIND_TUPLE;
        b->bind[rest] = all;
        b->type[rest] = type_keywords(all.names, types, all.n);
        return;
    }
    if (!f->rest_key) {
        f->rest_key = cell_new();
        f->rest_value = cell_new();
    }
    const Type *dict = type_dict(f->rest_key, f->rest_value);
    for (int i = 0; i < all.n; i++)
        dict_put(dict, type_str, types[i]);
    if (mapped)
        dict_put(dict, type_str, mapped);
    all.kind = BIND_DICT;
    all.arg = b->keywords.mappings ? b->keywords.arg[0] : -1;
    b->bind[rest] = all;
    b->type[rest] = dict;
}

static void keyword_state(Binder *b, const char *name, char state)
{
    b->keywords.names[b->keywords.n] = name;
    b->keywords.state[b->keywords.n++] = state;
}

/* The parameters that have nothing yet get what the mappings have under their names. */
static void bind_mappings(Binder *b, const GivenArgs *given, const Bind *extra, const Type *mapped)
{
    Keywords *k = &b->keywords;
    const Func *f = b->func->ast;
    Arena *keep = call_arena(b->in);

    k->arg = arena_array(keep, int, given->n);
    for (int i = 0; i < given->n; i++)
        if (given->at[i].bind.kind == BIND_MAPPING)
            k->arg[k->mappings++] = given->at[i].bind.arg;
    k->names = arena_array(keep, const char *, f->params.n + extra->n + 1);
    k->state = arena_array(keep, char, f->params.n + extra->n + 1);
    k->function = func_qualname(b->in, b->func);
    k->module = b->func->module->name;
    k->rest = param_of(f, PARAM_STARSTAR) >= 0;
    for (int p = 0; p < f->params.n; p++) {
        const Param *param = &f->params.at[p];
        if (param->kind != PARAM_PLAIN || param->positional_only)
            continue;
        keyword_state(b, param->name, b->done[p]         ? given_by_name(given, param->name) ? 'k' : 'p'
                                      : param->fallback     ? 'o'
                                      : param->keyword_only ? 'R'
                                                            : 'r');
        if (b->done[p])
            continue;
        b->done[p] = true;
        b->bind[p] = (Bind){ .kind = param->fallback ? BIND_KEY_OR_DEFAULT : BIND_KEY, .arg = k->arg[0] };
        b->type[p] = param->fallback ? type_join(mapped, fallback_read(b->in, b->func, p)) : mapped;
    }
    for (int i = 0; i < extra->n; i++)
        keyword_state(b, extra->names[i], 'k');
}

static bool has_name(const Bind *all, const char *name)
{
    for (int i = 0; i < all->n; i++)
        if (all->names[i] == name)
            return true;
    return false;
}

static void bind_keywords(Binder *b, const GivenArgs *given)
{
    int rest = param_of(b->func->ast, PARAM_STARSTAR);
    const Type **types = NULL, *mapped = NULL;
    Bind all = { 0 };

    if (rest >= 0) {
        types = scratch_alloc(b->in, sizeof *types * (size_t)given->n);
        all.parts = arena_array(call_arena(b->in), Bind, given->n);
        all.names = arena_array(call_arena(b->in), const char *, given->n);
    }
    for (int i = 0; i < given->n && !b->problem; i++) {
        const Given *g = &given->at[i];
        if (g->bind.kind == BIND_MAPPING)
            mapped = mapped ? type_join(mapped, g->type) : g->type;
        if (!g->name)
            continue;
        int p = param_named(b->func->ast, g->name);
        if (p >= 0) {
            bind_one(b, p, g);
        } else if (rest >= 0 && has_name(&all, g->name)) {
            b->problem = arena_printf(b->in->arena, "%s.%s() got multiple values for keyword argument '%s'", b->func->module->name,
                                      func_qualname(b->in, b->func), g->name);
        } else if (rest >= 0) {
            all.names[all.n] = g->name;
            types[all.n] = g->type;
            all.parts[all.n++] = g->bind;
        } else {
            b->problem = unexpected(b, given, g->name);
        }
    }
    if (mapped && !b->problem)
        bind_mappings(b, given, &all, b->spread_by_name ? type_join(mapped, b->spread_by_name) : mapped);
    if (rest >= 0)
        bind_names(b, rest, all, types, mapped);
}

static void bind_defaults(Binder *b)
{
    const Func *f = b->func->ast;

    for (int p = 0; p < f->params.n && !b->problem; p++) {
        if (b->done[p])
            continue;
        if (f->params.at[p].kind == PARAM_STAR) {
            b->bind[p] = (Bind){ .kind = BIND_TUPLE };
            b->type[p] = type_tuple(NULL, 0);
        } else {
            b->bind[p] = (Bind){ .kind = BIND_DEFAULT };
            b->type[p] = fallback_read(b->in, b->func, p);
        }
    }
}

bool bind_args(Infer *in, Binder *b, FuncInfo *f, const Type *receiver, const GivenArgs *given)
{
    int n = f->ast->params.n, first = 0;

    *b = (Binder){ .in = in, .func = f };
    b->bind = arena_array(call_arena(in), Bind, n);
    b->type = arena_array(in->scratch, const Type *, n);
    b->done = arena_array(in->scratch, bool, n);
    bool starred = receiver && param_of(f->ast, PARAM_STAR) == 0;
    if (starred) {
        bind_rest(b, 0, given, 0, receiver);
    } else if (receiver) {
        if (n == 0 || f->ast->params.at[0].kind != PARAM_PLAIN) {
            b->problem = arena_printf(in->arena, "%s() takes no arguments, but its object is passed as the first: write self", f->name);
            return false;
        }
        b->bind[0] = (Bind){ .kind = BIND_RECEIVER };
        b->type[0] = receiver;
        b->done[0] = true;
        first = 1;
    }
    bool fits = starred || bind_positional(b, given, first);
    if (b->refused)
        return false;
    if (!b->problem)
        bind_keywords(b, given);
    if (!fits && !b->problem)
        b->problem = too_many(b, given, receiver != NULL);
    check_missing(b, false);
    check_missing(b, true);
    bind_defaults(b);
    return !b->problem;
}
