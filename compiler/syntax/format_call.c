/* format_call.c: "{p.x} {0.y}".format(q, p=p): the attributes that the fields of a literal template ask for become
 * arguments of their own, "{p x} {0 y}".format(q, p=p, **{"p x": p.x, "0 y": q.y}), as objects have their attributes at
 * compile time only. An argument that is not a name stays as it is, since reading it twice might do it twice.
 * SPDX-License-Identifier: MIT */
#include "base/intern.h"
#include "syntax/build.h"

#include <stdlib.h>
#include <string.h>

typedef struct { const char *at, *end; } Text;

typedef struct {
    Parser      *p;
    ArgVec       given, made;
    VEC(char)    out;
    int          next;            /* field without a name or number */
    bool         numbered;        /* there is one with a number */
    bool         changed, failed;
} Rewrite;

static void put(Rewrite *r, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        vec_push(r->p->arena, &r->out, text[i]);
}

/* The first of `stops` in it, or its end. */
static const char *until(Text t, const char *stops)
{
    while (t.at < t.end && !strchr(stops, *t.at))
        t.at++;
    return t.at;
}

/* Where the name of a field ends: not inside of [ ]. */
static const char *name_end(Text t)
{
    for (;;) {
        t.at = until(t, "[!:}");
        if (t.at == t.end || *t.at != '[')
            return t.at;
        t.at = until(t, "]");
    }
}

/* The argument of that name or number, or NULL. */
static const Expr *argument(const Rewrite *r, const char *name)
{
    char *end;
    long number = strtol(name, &end, 10);

    for (int i = 0, positional = 0; i < r->given.n; i++) {
        const Arg *a = &r->given.at[i];
        if (a->name ? strcmp(a->name, name) == 0 : *name && !*end && positional++ == number)
            return a->value;
    }
    return NULL;
}

static Expr *attribute_of(Rewrite *r, const Expr *argument, Text names)
{
    Span span = argument->span;
    Expr *e = build_name(r->p, (Token){ .span = span, .name = argument->u.name });

    while (names.at < names.end) {
        const char *dot = until((Text){ names.at + 1, names.end }, ".");
        e = build_attr(r->p, e, (Token){ .span = span, .name = intern_n(names.at + 1, (size_t)(dot - names.at - 1)) });
        names.at = dot;
    }
    return e;
}

/* Writes the field's name; one that asks for attributes is that of an argument that has them. */
static void put_name(Rewrite *r, Text name)
{
    const char *dot = until(name, ".["), *end = until(name, "[");
    const char *base = dot > name.at ? intern_n(name.at, (size_t)(dot - name.at)) : intern(arena_printf(r->p->arena, "%d", r->next++));
    const Expr *value = argument(r, base);

    r->numbered |= dot > name.at && *base >= '0' && *base <= '9';
    if (dot == end) {
        put(r, base, strlen(base));
    } else if (!value || value->kind != EXPR_NAME) {
        r->failed = true;
    } else {
        char *full = arena_printf(r->p->arena, "%s%.*s", base, (int)(end - dot), dot);
        for (char *c = full; *c; c++)
            *c = *c == '.' ? ' ' : *c;
        vec_push(r->p->arena, &r->made, ((Arg){ .value = attribute_of(r, value, (Text){ dot, end }), .name = intern(full), .span = value->span }));
        put(r, full, strlen(full));
        r->changed = true;
    }
    put(r, end, (size_t)(name.end - end));
}

/* A template, or a specification, in which fields may stand too. */
static void rewrite(Rewrite *r, Text t)
{
    while (t.at < t.end) {
        const char *brace = until(t, "{}");
        put(r, t.at, (size_t)(brace - t.at));
        if (brace == t.end)
            return;
        if (brace + 1 < t.end && brace[1] == *brace) {
            put(r, brace, 2);
            t.at = brace + 2;
            continue;
        }
        put(r, brace, 1);
        t.at = brace + 1;
        if (*brace == '{') {
            const char *end = name_end(t);
            put_name(r, (Text){ t.at, end });
            t.at = end;
        }
    }
}

ArgVec format_attributes(Parser *p, Expr *func, const ArgVec *args)
{
    Expr *template = func->kind == EXPR_ATTR && strcmp(func->u.attr.name, "format") == 0 ? func->u.attr.object : NULL;
    Rewrite r = { .p = p, .given = *args };
    ArgVec all = {0};

    if (!template || template->kind != EXPR_STR)
        return *args;
    for (int i = 0; i < args->n; i++) {
        if (args->at[i].star)
            return *args;
        vec_push(p->arena, &all, args->at[i]);
    }
    rewrite(&r, (Text){ template->u.string.bytes, template->u.string.bytes + template->u.string.length });
    if (!r.changed || r.failed || (r.next && r.numbered))
        return *args;
    for (int i = 0; i < r.made.n; i++)
        vec_push(p->arena, &all, r.made.at[i]);
    template->u.string.bytes = r.out.at;
    template->u.string.length = (uint32_t)r.out.n;
    return all;
}
