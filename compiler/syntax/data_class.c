/* data_class.c: a data class is a class, written shortly.
 *
 *     @dataclass(order=True)               class Point:
 *     class Point:                             x: int
 *         x: int                               y: int
 *         y: int = 0           becomes         def __init__(self, x, y=0): ...
 *                                              def __repr__(self): ...
 * and so on, where the name was imported from dataclasses. This is done with the tokens, before any of them becomes a
 * part of the tree, at the end of the class's body: then its fields and methods are known. What all data classes have
 * in common stands in the library, in the class dataclass.
 * SPDX-License-Identifier: MIT */
#include "syntax/expand.h"

#include <stdlib.h>
#include <string.h>
#include "base/intern.h"
#include "parser.h"

enum { FIELDS_MAX = 64, OPTIONS_MAX = 16 };

typedef struct DataField {
    const char *name;
    TokenVec    fallback;         /* its default, or what makes it; n == 0: none */
    bool        made, init, repr, compare, keyword;
    Span        span;
} DataField;

typedef struct DataOptions { bool init, repr, eq, order, frozen, hash, keyword; } DataOptions;

struct DataClass {
    DataClass  *outer;            /* around it; of a complete one: the one before */
    const char *name;
    DataOptions options;
    TokenVec    callee;           /* dataclass, or dataclasses.dataclass */
    DataField   field[FIELDS_MAX];
    int         fields, depth;    /* depth: of its body, in indents */
    VEC(const char *) defs;
    bool        post_init;
    Span        span;
};

/* ---- what the module imports ---- */

static void note_import(Parser *p, const Token *t)
{
    bool from = t->kind == FROM;

    if (from && (!token_is_name(t + 1, "dataclasses") || t[2].kind != IMPORT))
        return;
    for (t += from ? 3 : 1; t->kind != NEWLINE; t++) {
        if (from && token_is_name(t, "dataclass"))
            p->data_class_name = token_bound_as(t);
        else if (from && token_is_name(t, "field"))
            p->field_name = token_bound_as(t);
        else if (!from && token_is_name(t, "dataclasses"))
            p->dataclasses = token_bound_as(t);
    }
}

/* How many tokens of t are that name of the module dataclasses. */
static int callee_length(const Parser *p, const Token *t, const char *own, const char *name)
{
    if (own && t->kind == NAME && t->name == own)
        return 1;
    if (p->dataclasses && t->kind == NAME && t->name == p->dataclasses && t[1].kind == DOT && token_is_name(t + 2, name))
        return 3;
    return 0;
}

/* ---- options: name=True, name=False ---- */

static bool read_option(const Tokens *arg, const char *name, bool *value)
{
    if (arg->n != 3 || !token_is_name(arg->at, name) || arg->at[1].kind != ASSIGN || (arg->at[2].kind != TRUE_ && arg->at[2].kind != FALSE_))
        return false;
    *value = arg->at[2].kind == TRUE_;
    return true;
}

static void refuse_option(Parser *p, const Token *at)
{
    diag_error(p->diag, at->span, "this option of a data class is not compiled");
    diag_help(p->diag, "a data class takes init, repr, eq, order, frozen, unsafe_hash and kw_only, a field default, default_factory, init, repr, compare "
                       "and kw_only; True or False");
}

/* How many tokens they are. */
static int read_options(Parser *p, DataOptions *o, const Token *open)
{
    Tokens arg[OPTIONS_MAX];
    int length = 0, n = tokens_split(open, arg, OPTIONS_MAX, &length);

    for (int i = 0; i < n; i++)
        if (!read_option(&arg[i], "init", &o->init) && !read_option(&arg[i], "repr", &o->repr) && !read_option(&arg[i], "eq", &o->eq) &&
            !read_option(&arg[i], "order", &o->order) && !read_option(&arg[i], "frozen", &o->frozen) &&
            !read_option(&arg[i], "unsafe_hash", &o->hash) && !read_option(&arg[i], "kw_only", &o->keyword))
            refuse_option(p, arg[i].at);
    return length;
}

/* ---- fields ---- */

static void set_fallback(Parser *p, DataField *f, const Token *at, int n, bool made)
{
    f->fallback.n = 0;
    tokens_add(p, &f->fallback, (Tokens){ at, n });
    f->made = made;
}

/* field(default=..., ...) */
static void read_field_call(Parser *p, DataField *f, const Token *open)
{
    Tokens arg[OPTIONS_MAX];
    int length, n = tokens_split(open, arg, OPTIONS_MAX, &length);

    for (int i = 0; i < n; i++) {
        const Token *t = arg[i].at;
        bool value = arg[i].n > 2 && t[1].kind == ASSIGN;
        if (value && (token_is_name(t, "default") || token_is_name(t, "default_factory")))
            set_fallback(p, f, t + 2, arg[i].n - 2, token_is_name(t, "default_factory"));
        else if (!read_option(&arg[i], "init", &f->init) && !read_option(&arg[i], "repr", &f->repr) &&
                 !read_option(&arg[i], "compare", &f->compare) && !read_option(&arg[i], "kw_only", &f->keyword))
            refuse_option(p, t);
    }
}

static void read_default(Parser *p, DataField *f, const Token *t, int n)
{
    int callee = callee_length(p, t, p->field_name, "field");

    if (callee && t[callee].kind == LP) {
        read_field_call(p, f, t + callee);
        return;
    }
    if (t->kind == LB || t->kind == LC) {
        diag_error(p->diag, t->span, "the default of the field '%s' would be shared by all objects", f->name);
        diag_help(p->diag, "write: %s = field(default_factory=lambda: ...)", f->name);
    }
    set_fallback(p, f, t, n, false);
}

static DataField *field_named(DataClass *c, const char *name)
{
    for (int i = 0; i < c->fields; i++)
        if (c->field[i].name == name)
            return &c->field[i];
    return c->fields < FIELDS_MAX ? &c->field[c->fields++] : NULL;
}

/* Name, or module.Name */
static bool is_annotation(const Token *t, const char *name)
{
    return token_is_name(t, name) || (t->kind == NAME && t[1].kind == DOT && token_is_name(t + 2, name));
}

/* name: annotation = default; where the default begins, which *n tokens are, 0: there is none. What is left of the
 * line declares the field. */
static int read_field(Parser *p, DataClass *c, const Token *t, int *n)
{
    int end = 2, equals = 0, depth = 0;

    if (t->kind != NAME || t[1].kind != COLON || is_annotation(t + 2, "ClassVar"))
        return 0;
    for (; t[end].kind != NEWLINE; end++) {
        depth += (t[end].kind == LP || t[end].kind == LB || t[end].kind == LC) - (t[end].kind == RP || t[end].kind == RB || t[end].kind == RC);
        if (t[end].kind == ASSIGN && depth == 0 && !equals)
            equals = end;
    }
    bool known = !is_annotation(t + 2, "KW_ONLY") && !is_annotation(t + 2, "InitVar");
    DataField *f = known ? field_named(c, t->name) : NULL;
    if (!f) {
        diag_error(p->diag, t->span, "this field of a data class is not compiled");
        return 0;
    }
    *f = (DataField){ .name = t->name, .init = true, .repr = true, .compare = true, .keyword = c->options.keyword, .span = t->span };
    if (equals)
        read_default(p, f, t + equals + 1, end - equals - 1);
    *n = end - equals;
    return equals;
}

/* ---- the methods ---- */

static bool defines(const DataClass *c, const char *name)
{
    for (int i = 0; i < c->defs.n; i++)
        if (strcmp(c->defs.at[i], name) == 0)
            return true;
    return false;
}

static const char *place(Arena *a, const DataClass *c, const DataField *f)
{
    return arena_printf(a, c->options.frozen ? "_field_%s" : "%s", f->name);
}

static const char *parameters(Arena *a, const DataClass *c, bool keyword)
{
    const char *text = "";

    for (int i = 0; i < c->fields; i++) {
        const DataField *f = &c->field[i];
        if (!f->init || f->keyword != keyword)
            continue;
        text = arena_printf(a, !f->fallback.n ? "%s, %s" : f->made ? "%s, %s=callee_._absent" : "%s, %s=default_%d", text, f->name, i);
    }
    return text;
}

static const char *init_text(Arena *a, const DataClass *c)
{
    const char *keywords = parameters(a, c, true), *body = "";

    for (int i = 0; i < c->fields; i++) {
        const DataField *f = &c->field[i];
        const char *value = f->made && f->init ? arena_printf(a, "default_%d() if isinstance(%s, callee_._Absent) else %s", i, f->name, f->name)
                          : f->made ? arena_printf(a, "default_%d()", i) : f->init ? f->name : arena_printf(a, "default_%d", i);
        if (f->init || f->fallback.n)
            body = arena_printf(a, "%s        self.%s = %s\n", body, place(a, c, f), value);
    }
    return arena_printf(a, "    def __init__(self%s%s%s):\n%s%s", parameters(a, c, false), *keywords ? ", *" : "", keywords, body,
                        c->post_init ? "        self.__post_init__()\n" : "        pass\n");
}

/* The fields' values, as a tuple. */
static const char *values(Arena *a, const DataClass *c, const char *object)
{
    const char *text = "";

    for (int i = 0; i < c->fields; i++)
        if (c->field[i].compare)
            text = arena_printf(a, "%s%s.%s, ", text, object, place(a, c, &c->field[i]));
    return arena_printf(a, "(%s)", text);
}

static const char *items_text(Arena *a, const DataClass *c, const char *name, bool shown)
{
    const char *text = "";

    for (int i = 0; i < c->fields; i++)
        if (!shown || c->field[i].repr)
            text = arena_printf(a, "%s(\"%s\", self.%s), ", text, c->field[i].name, place(a, c, &c->field[i]));
    return arena_printf(a, "    def %s(self):\n        return (%s)\n", name, text);
}

static const char *compare_text(Arena *a, const DataClass *c, const char *method, const char *op)
{
    return arena_printf(a, "    def %s(self, other):\n"
                           "        if not isinstance(other, %s) or type(other) is not type(self):\n"
                           "            return NotImplemented\n"
                           "        return %s %s %s\n",
                        method, c->name, values(a, c, "self"), op, values(a, c, "other"));
}

static const char *replace_text(Arena *a, const DataClass *c)
{
    const char *changes = "", *given = "";

    for (int i = 0; i < c->fields; i++) {
        const DataField *f = &c->field[i];
        if (!f->init)
            continue;
        changes = arena_printf(a, "%s, %s=callee_._absent", changes, f->name);
        given = arena_printf(a, "%s%s=self.%s if isinstance(%s, callee_._Absent) else %s, ", given, f->name, place(a, c, f), f->name, f->name);
    }
    return arena_printf(a, "    def _replaced(self%s%s):\n        return type(self)(%s)\n", *changes ? ", *" : "", changes, given);
}

static const char *frozen_text(Arena *a, const DataClass *c)
{
    const char *text = "";

    for (int i = 0; i < c->fields; i++) {
        const char *f = c->field[i].name;
        text = arena_printf(a, "%s    @property\n    def %s(self):\n        return self._field_%s\n"
                               "    @%s.setter\n    def %s(self, value):\n        callee_._refuse(\"assign to\", \"%s\")\n"
                               "    @%s.deleter\n    def %s(self):\n        callee_._refuse(\"delete\", \"%s\")\n",
                            text, f, f, f, f, f, f, f, f);
    }
    return text;
}

static const char *match_args(Arena *a, const DataClass *c)
{
    const char *text = "";

    for (int i = 0; i < c->fields; i++)
        if (c->field[i].init && !c->field[i].keyword)
            text = arena_printf(a, "%s\"%s\", ", text, c->field[i].name);
    return arena_printf(a, "    __match_args__ = (%s)\n", text);
}

static const char *methods_text(Arena *a, const DataClass *c)
{
    static const struct { const char *method, *op; } order[] = { { "__lt__", "<" }, { "__le__", "<=" }, { "__gt__", ">" }, { "__ge__", ">=" } };
    const DataOptions *o = &c->options;
    const char *text = arena_printf(a, "class x:\n%s%s%s%s", match_args(a, c), o->frozen ? frozen_text(a, c) : "",
                                    items_text(a, c, "_data_items", false), replace_text(a, c));

    if (o->init && !defines(c, "__init__"))
        text = arena_printf(a, "%s%s", text, init_text(a, c));
    if (o->repr && !defines(c, "__repr__"))
        text = arena_printf(a, "%s%s    def __repr__(self):\n        return callee_._text(self, self._shown_items())\n", text,
                            items_text(a, c, "_shown_items", true));
    if (o->eq && !defines(c, "__eq__"))
        text = arena_printf(a, "%s%s", text, compare_text(a, c, "__eq__", "=="));
    for (int i = 0; o->order && i < 4; i++)
        text = arena_printf(a, "%s%s", text, compare_text(a, c, order[i].method, order[i].op));
    if (((o->eq && o->frozen) || o->hash) && !defines(c, "__hash__"))
        return arena_printf(a, "%s    def __hash__(self):\n        return hash(%s)\n", text, values(a, c, "self"));
    return o->eq && !defines(c, "__hash__") ? arena_printf(a, "%s    __hash__ = None\n", text) : text;
}

/* Without `class x:`, and the end of its body. */
static void add_methods(Parser *p, TokenVec *out, const DataClass *c)
{
    TokenVec tokens = tokens_of_text(p, methods_text(p->arena, c), c->span);

    for (int i = 5; i < tokens.n - 1; i++) {
        const Token *t = &tokens.at[i];
        const DataField *f = t->kind == NAME && strncmp(t->name, "default_", 8) == 0 ? &c->field[atoi(t->name + 8)] : NULL;
        if (token_is_name(t, "callee_"))
            tokens_add(p, out, (Tokens){ c->callee.at, c->callee.n });
        else if (f)
            tokens_add(p, out, (Tokens){ f->fallback.at, f->fallback.n });
        else
            vec_push(p->arena, out, *t);
    }
}

/* ---- lines ---- */

static const DataClass *known_class(const Parser *p, const char *name)
{
    const DataClass *c = p->data_classes;

    while (c && c->name != name)
        c = c->outer;
    return c;
}

/* The fields of a base come first. `strict`: what its fields are must be known. */
static void inherit(Parser *p, DataClass *c, const Token *t, bool strict)
{
    for (; t->kind != NEWLINE && t->kind != COLON; t++) {
        const DataClass *base = t->kind == NAME ? known_class(p, t->name) : NULL;
        if (strict && t->kind == NAME && !base && !token_is_name(t, "object"))
            diag_error(p->diag, t->span, "the bases of a data class are classes of its module: their fields are its own");
        if (!base)
            continue;
        memcpy(c->field, base->field, sizeof c->field);
        c->fields = base->fields;
        c->post_init = base->post_init;
    }
}

/* A class that is none may have fields that a data class inherits. */
static void note_class(Parser *p, const Token *t)
{
    DataClass *c = arena_new(p->arena, DataClass);

    c->name = t[1].name;
    inherit(p, c, t + 2, false);
    c->outer = p->data_classes;
    p->data_classes = c;
}

/* @dataclass, or @dataclass(...): how many tokens of the line. */
static int read_decorator(Parser *p, const Token *t)
{
    int n = callee_length(p, t + 1, p->data_class_name, "dataclass");

    if (!n || (t[1 + n].kind != NEWLINE && t[1 + n].kind != LP))
        return 0;
    DataClass *c = arena_new(p->arena, DataClass);
    c->options = (DataOptions){ .init = true, .repr = true, .eq = true };
    c->span = t[1].span;
    tokens_add(p, &c->callee, (Tokens){ t + 1, n });
    p->data_class_next = c;
    return 1 + n + (t[1 + n].kind == LP ? read_options(p, &c->options, t + 1 + n) : 0) + 1;
}

/* class A(B): pass */
static bool on_one_line(const Token *t)
{
    int depth = 0;

    for (; t->kind != NEWLINE && (t->kind != COLON || depth > 0); t++)
        depth += (t->kind == LP || t->kind == LB || t->kind == LC) - (t->kind == RP || t->kind == RB || t->kind == RC);
    return t->kind == COLON && t[1].kind != NEWLINE;
}

static void begin_class(Parser *p, const Token *t)
{
    DataClass *c = p->data_class_next;

    p->data_class_next = NULL;
    if (on_one_line(t)) {
        diag_error(p->diag, t[1].span, "the body of a data class stands on lines of its own");
        return;
    }
    c->name = t[1].name;
    c->depth = p->data_depth + 1;
    inherit(p, c, t + 2, true);
    c->outer = p->data_class;
    p->data_class = c;
}

static void end_class(Parser *p, TokenVec *out)
{
    DataClass *c = p->data_class;

    add_methods(p, out, c);
    p->data_class = c->outer;
    c->outer = p->data_classes;
    p->data_classes = c;
}

/* What begins a logical line, the token at `i`. The tokens up to the one it gives are dealt with. */
static int expand_line(Parser *p, Rewrite *r, int i)
{
    DataClass *c = p->data_class;
    const Token *t = &r->lines->at[i];
    bool inside = c && c->depth == p->data_depth;
    int n = 0;

    if (t->kind == FROM || t->kind == IMPORT)
        note_import(p, t);
    if (t->kind == AT) {
        n = read_decorator(p, t);
        if (n)
            rewrite_at(r, i, n);
        return i + n;
    }
    if (t->kind == CLASS && t[1].kind == NAME && p->data_class_next)
        begin_class(p, t);
    else if (t->kind == CLASS && t[1].kind == NAME && (p->data_class_name || p->dataclasses))
        note_class(p, t);
    if (inside && t->kind == DEF) {
        vec_push(p->arena, &c->defs, t[1].name);
        c->post_init |= token_is_name(t + 1, "__post_init__");
    }
    int equals = inside ? read_field(p, c, t, &n) : 0;
    if (equals)
        rewrite_at(r, i + equals, n);
    return equals ? i + equals + n : i;
}

void expand_data_classes(Parser *p, TokenVec *lines)
{
    Rewrite r = rewrite_begin(p, lines);
    bool begins = true;

    for (int i = 0; i < lines->n; i++) {
        int kind = lines->at[i].kind;
        bool layout = kind == NEWLINE || kind == INDENT || kind == DEDENT;
        int next = begins && !layout ? expand_line(p, &r, i) : i;
        if (next > i) {
            begins = kind == AT;
            i = next - 1;
            continue;
        }
        if (kind == DEDENT && p->data_class && p->data_class->depth == p->data_depth)
            end_class(p, rewrite_at(&r, i, 0));
        p->data_depth += (kind == INDENT) - (kind == DEDENT);
        begins = layout;
    }
    rewrite_end(&r);
}
