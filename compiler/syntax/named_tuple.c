/* named_tuple.c: a named tuple is a class, written shortly.
 *
 *     T = namedtuple("T", ["a", "b"])
 * becomes
 *     class T(namedtuple): ...
 * and class X(namedtuple("X", "a b")) gets such a class as its base. This is told from the tokens, before any of them
 * becomes a part of the tree, where the name was imported from collections. What all named tuples have in common
 * stands in the library, in the class namedtuple.
 * SPDX-License-Identifier: MIT */
#include "syntax/expand.h"

#include <stdlib.h>
#include <string.h>
#include "base/intern.h"
#include "parser.h"

enum { FIELDS_MAX = 64 };

typedef struct NamedTuple {
    Tokens      callee, names;    /* namedtuple, or collections.namedtuple; the argument that names the fields */
    Token       title;            /* "T" */
    const char *field[FIELDS_MAX];
    Tokens      fallback[FIELDS_MAX];
    int         fields, fallbacks;        /* the last fields have a default */
    int         end;              /* index of the token behind the call */
} NamedTuple;

/* ---- what the module imports ---- */

bool token_is_name(const Token *t, const char *name)
{
    return t->kind == NAME && t->name == intern(name);
}

static bool is_collections(const Token *t)
{
    return token_is_name(t, "collections") || token_is_name(t, "ucollections");
}

const char *token_bound_as(const Token *t)
{
    return t[1].kind == AS && t[2].kind == NAME ? t[2].name : t->name;
}

static void note_import(Parser *p, const Token *t)
{
    bool from = t->kind == FROM;

    if (from && (!is_collections(t + 1) || t[2].kind != IMPORT))
        return;
    for (t += from ? 3 : 1; t->kind != NEWLINE; t++) {
        if (from && token_is_name(t, "namedtuple"))
            p->named_tuple = token_bound_as(t);
        else if (!from && is_collections(t))
            p->collections = token_bound_as(t);
    }
}

/* ---- the call ---- */

/* How many tokens of `t` name namedtuple. */
static int callee_length(const Parser *p, const Token *t)
{
    if (p->named_tuple && t->kind == NAME && t->name == p->named_tuple && t[1].kind == LP)
        return 1;
    if (p->collections && t->kind == NAME && t->name == p->collections && t[1].kind == DOT && token_is_name(t + 2, "namedtuple") && t[3].kind == LP)
        return 3;
    return 0;
}

static bool opens(int kind) { return kind == LP || kind == LB || kind == LC; }
static bool closes(int kind) { return kind == RP || kind == RB || kind == RC; }

int tokens_split(const Token *t, Tokens *part, int max, int *length)
{
    int depth = 0, n = 0, start = 1, i = 0;

    do {
        depth += opens(t[i].kind) - closes(t[i].kind);
        if (((t[i].kind == COMMA && depth == 1) || depth == 0) && i > start) {
            if (n == max)
                return -1;
            part[n++] = (Tokens){ t + start, i - start };
        }
        if (t[i].kind == COMMA && depth == 1)
            start = i + 1;
        i++;
    } while (depth > 0 && t[i].kind != NEWLINE);
    *length = i;
    return depth == 0 ? n : -1;
}

static bool is_text(const Parser *p, const Token *t)
{
    StringParts s;

    if (t->kind != STRING)
        return false;
    s = string_parts(p, *t);
    return !s.bytes && !s.format && !memchr(s.text, '\\', s.n);
}

static bool is_identifier(const char *text)
{
    const char *cursor = text, *start;

    return *text != '_' && lex(&cursor, &start) == NAME && *cursor == '\0';
}

/* The names in text, between commas and spaces. */
static bool add_fields(const Parser *p, NamedTuple *t, const Token *text)
{
    StringParts s = string_parts(p, *text);
    const char *at = s.text, *end = s.text + s.n;

    for (;;) {
        while (at < end && strchr(", \t", *at))
            at++;
        if (at == end)
            return true;
        const char *start = at;
        while (at < end && !strchr(", \t", *at))
            at++;
        const char *field = intern_n(start, (size_t)(at - start));
        if (t->fields == FIELDS_MAX || !is_identifier(field))
            return false;
        t->field[t->fields++] = field;
        for (int i = 0; i < t->fields - 1; i++)
            if (t->field[i] == t->field[t->fields - 1])
                return false;
    }
}

static bool read_fields(const Parser *p, NamedTuple *t, Tokens names)
{
    Tokens part[FIELDS_MAX];
    int length = 0;

    t->names = names;
    if (names.n == 1 && is_text(p, names.at))
        return add_fields(p, t, names.at);
    int n = names.at[0].kind == LB || names.at[0].kind == LP ? tokens_split(names.at, part, FIELDS_MAX, &length) : -1;
    if (length != names.n)
        return false;
    for (int i = 0; i < n; i++) {
        int before = t->fields;
        if (part[i].n != 1 || !is_text(p, part[i].at) || !add_fields(p, t, part[i].at) || t->fields != before + 1)
            return false;
    }
    return n >= 0;
}

static bool read_defaults(NamedTuple *t, Tokens given)
{
    int length = 0;

    if (given.at[0].kind != LB && given.at[0].kind != LP)
        return false;
    t->fallbacks = tokens_split(given.at, t->fallback, FIELDS_MAX, &length);
    return t->fallbacks >= 0 && t->fallbacks <= t->fields && length == given.n;
}

/* namedtuple("T", names, defaults=[...]); false: it is something else. */
static bool read_call(const Parser *p, NamedTuple *t, const Token *at)
{
    Tokens arg[3];
    int callee = callee_length(p, at), length = 0;
    int n = tokens_split(at + callee, arg, 3, &length);

    memset(t, 0, sizeof *t);
    if (n < 2 || arg[0].n != 1 || !is_text(p, arg[0].at) || !read_fields(p, t, arg[1]))
        return false;
    if (n == 3 && !(arg[2].n > 2 && token_is_name(arg[2].at, "defaults") && arg[2].at[1].kind == ASSIGN &&
                    read_defaults(t, (Tokens){ arg[2].at + 2, arg[2].n - 2 })))
        return false;
    t->callee = (Tokens){ at, callee };
    t->title = *arg[0].at;
    t->end = callee + length;
    return true;
}

/* ---- the class ---- */

/* A list or tuple of strings: they are written in the class as well. */
static bool is_display(const NamedTuple *t)
{
    return t->names.n > 1 && t->fields > 0;
}

/* `callee_`, `title_`, `names_` ... stand for the tokens of the call. */
static const char *class_text(const Parser *p, const NamedTuple *t, const char *name, bool is_base)
{
    Arena *a = p->arena;
    StringParts title = string_parts(p, t->title);
    bool renamed = !is_base && (strlen(name) != title.n || memcmp(name, title.text, title.n) != 0);
    const char *params = "", *stores = "", *values = "", *changes = "", *changed = "", *properties = "";

    for (int i = 0; i < t->fields; i++) {
        const char *f = t->field[i];
        int k = i - (t->fields - t->fallbacks);
        params = arena_printf(a, k < 0 ? "%s, %s" : "%s, %s=default_%d", params, f, k);
        stores = arena_printf(a, "%s        self._field_%s = %s\n", stores, f, f);
        values = arena_printf(a, "%sself._field_%s, ", values, f);
        changes = arena_printf(a, "%s, %s=callee_._absent", changes, f);
        changed = arena_printf(a, "%sself._field_%s if isinstance(%s, callee_._Absent) else %s, ", changed, f, f, f);
        properties = arena_printf(a, "%s    @property\n    def %s(self):\n        return self._field_%s\n", properties, f, f);
    }
    return arena_printf(a,
                        "class %s(callee_):\n"
                        "    _fields = callee_._split(names_)\n"
                        "%s%s"
                        "    def __init__(self%s):\n"
                        "%s        pass\n"
                        "%s"
                        "    def _tuple(self):\n"
                        "        return (%s)\n"
                        "    def _replace(self%s%s):\n"
                        "        return type(self)(%s)\n"
                        "    @classmethod\n"
                        "    def _make(cls, iterable):\n"
                        "        return cls(*iterable)\n"
                        "%s",
                        name, is_display(t) ? "    __match_args__ = (texts_,)\n" : "",
                        t->fallbacks ? arena_printf(a, "    _field_defaults = callee_._last(_fields, (defaults_))\n") : "",
                        params, stores, properties, values, t->fields ? ", *" : "", changes, changed,
                        renamed ? arena_printf(a, "    def _named(self):\n"
                                                  "        return title_ if type(self).__name__ == %s.__name__ else type(self).__name__\n",
                                               name)
                                : "");
}

void tokens_add(const Parser *p, TokenVec *out, Tokens tokens)
{
    for (int i = 0; i < tokens.n; i++)
        vec_push(p->arena, out, tokens.at[i]);
}

Rewrite rewrite_begin(const Parser *p, TokenVec *lines)
{
    return (Rewrite){ .p = p, .lines = lines };
}

TokenVec *rewrite_at(Rewrite *r, int i, int taken)
{
    tokens_add(r->p, &r->out, (Tokens){ r->lines->at + r->copied, i - r->copied });
    r->copied = i + taken;
    r->changed = true;
    return &r->out;
}

void rewrite_end(Rewrite *r)
{
    if (!r->changed)
        return;
    rewrite_at(r, r->lines->n, 0);
    *r->lines = r->out;
}

TokenVec tokens_of_text(const Parser *p, const char *text, Span at)
{
    Source source = { .path = p->source->path, .text = text, .length = (uint32_t)strlen(text) };
    TokenVec tokens = tokenize(p->arena, p->diag, &source);

    for (int i = 0; i < tokens.n; i++) {
        Token *t = &tokens.at[i];
        if (t->kind == STRING)
            t->name = intern_n(text + t->span.start + 1, t->span.end - t->span.start - 2);
        t->span = at;
    }
    return tokens;
}

static void add_defaults(const Parser *p, TokenVec *out, const NamedTuple *t)
{
    for (int i = 0; i < t->fallbacks; i++) {
        tokens_add(p, out, t->fallback[i]);
        vec_push(p->arena, out, ((Token){ COMMA, t->title.span, NULL }));
    }
}

static void add_class(Parser *p, TokenVec *out, const NamedTuple *t, const char *name, Span at, bool is_base)
{
    const char *text = class_text(p, t, name, is_base);
    TokenVec tokens = tokens_of_text(p, text, at);

    for (int i = 0; i < tokens.n; i++) {
        Token token = tokens.at[i];
        if (token_is_name(&token, "callee_"))
            tokens_add(p, out, t->callee);
        else if (token_is_name(&token, "names_"))
            tokens_add(p, out, t->names);
        else if (token_is_name(&token, "texts_"))
            tokens_add(p, out, (Tokens){ t->names.at + 1, t->names.n - 2 - (t->names.at[t->names.n - 2].kind == COMMA) });
        else if (token_is_name(&token, "title_"))
            tokens_add(p, out, (Tokens){ &t->title, 1 });
        else if (token_is_name(&token, "defaults_"))
            add_defaults(p, out, t);
        else if (token.kind == NAME && strncmp(token.name, "default_", 8) == 0)
            tokens_add(p, out, t->fallback[atoi(token.name + 8)]);
        else
            vec_push(p->arena, out, token);
    }
}

/* ---- lines ---- */

static void refuse(Parser *p, const Token *call)
{
    diag_error(p->diag, call->span, "the fields of a named tuple are not known here");
    diag_help(p->diag, "write namedtuple(\"Name\", [\"field\", ...]), with defaults=[...] if need be");
}

/* How many tokens of the logical line at `t` were replaced; 0: none. */
static int expand_line(Parser *p, TokenVec *out, const Token *t)
{
    NamedTuple tuple;

    if (t[0].kind == NAME && t[1].kind == ASSIGN && callee_length(p, t + 2)) {
        if (!read_call(p, &tuple, t + 2) || t[2 + tuple.end].kind != NEWLINE) {
            refuse(p, t + 2);
            return 0;
        }
        add_class(p, out, &tuple, t[0].name, t[0].span, false);
        return 2 + tuple.end + 1;
    }
    if (t[0].kind == CLASS && t[1].kind == NAME && t[2].kind == LP && callee_length(p, t + 3)) {
        if (!read_call(p, &tuple, t + 3)) {
            refuse(p, t + 3);
            return 0;
        }
        const char *base = intern(arena_printf(p->arena, "_%s_fields", t[1].name));
        add_class(p, out, &tuple, base, t[1].span, true);
        tokens_add(p, out, (Tokens){ t, 3 });
        vec_push(p->arena, out, ((Token){ NAME, t[3].span, base }));
        return 3 + tuple.end;
    }
    return 0;
}

void expand_named_tuples(Parser *p, TokenVec *lines)
{
    Rewrite r = rewrite_begin(p, lines);
    int previous = NEWLINE;

    for (int i = 0; i < lines->n; previous = lines->at[i++].kind) {
        const Token *t = &lines->at[i];
        if (previous != NEWLINE && previous != INDENT && previous != DEDENT)
            continue;
        if (t->kind == FROM || t->kind == IMPORT)
            note_import(p, t);
        if ((t->kind != NAME && t->kind != CLASS) || (!p->named_tuple && !p->collections))
            continue;
        TokenVec expanded = {0};
        int n = expand_line(p, &expanded, t);
        if (n == 0)
            continue;
        tokens_add(p, rewrite_at(&r, i, n), (Tokens){ expanded.at, expanded.n });
        i += n - 1;
    }
    rewrite_end(&r);
}
