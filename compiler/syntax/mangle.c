/* mangle.c: private names: __x in the body of class C means _C__x, so that derived classes have an __x of their own.
 *
 * Told from the tokens, before any of them becomes a part of the tree: a class's body begins behind the colon of its
 * head and ends with its indentation, or with its line.
 * SPDX-License-Identifier: MIT */
#include "syntax/build.h"

#include <string.h>
#include "base/intern.h"
#include "parser.h"

static bool is_private(const char *name)
{
    if (name[0] != '_' || name[1] != '_')
        return false;
    size_t n = strlen(name);
    return n > 2 && !(name[n - 1] == '_' && name[n - 2] == '_');
}

static const char *mangled(const Parser *p, const char *name)
{
    const char *class = p->bodies.n ? p->bodies.at[p->bodies.n - 1].class : NULL;

    if (!class || !is_private(name))
        return name;
    class += strspn(class, "_");
    return *class ? intern(arena_printf(p->arena, "_%s%s", class, name)) : name;
}

static void enter(Parser *p, bool one_line)
{
    ClassBody body = { p->heading, p->indents, one_line };

    vec_push(p->arena, &p->bodies, body);
    p->heading = NULL;
}

static void leave(Parser *p)
{
    while (p->bodies.n && !p->bodies.at[p->bodies.n - 1].one_line && p->bodies.at[p->bodies.n - 1].indents >= p->indents)
        p->bodies.n--;
}

void mangle_private(Parser *p, Token *t, int next_kind)
{
    switch (t->kind) {
    case NAME:
        if (p->last.kind == CLASS)
            p->heading = t->name;
        t->name = mangled(p, t->name);
        break;
    case LP: case LB: case LC: p->brackets++; break;
    case RP: case RB: case RC: p->brackets--; break;
    case COLON:
        if (p->heading && p->brackets == 0)
            enter(p, next_kind != NEWLINE);
        break;
    case NEWLINE:
        p->heading = NULL;
        p->brackets = 0;
        if (p->bodies.n && p->bodies.at[p->bodies.n - 1].one_line)
            p->bodies.n--;
        break;
    case INDENT: p->indents++; break;
    case DEDENT:
        p->indents--;
        leave(p);
        break;
    default: break;
    }
}
