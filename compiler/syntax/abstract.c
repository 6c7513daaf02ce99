/* abstract.c: @abstractmethod is a mark of the method, no decorator that makes another one of it; so it may stand
 * behind @property and its like, and before special methods.
 * SPDX-License-Identifier: MIT */
#include "syntax/build.h"

#include <string.h>

void note_abstract(Parser *p, const Stmt *import)
{
    const AliasVec *names = import->kind == STMT_FROM ? &import->u.from.names : &import->u.import.names;
    bool from = import->kind == STMT_FROM;

    if (from && (!import->u.from.module || strcmp(import->u.from.module, "abc") != 0))
        return;
    for (int i = 0; i < names->n; i++)
        if (strcmp(names->at[i].name, from ? "abstractmethod" : "abc") == 0)
            *(from ? &p->abstract_method : &p->abc) = names->at[i].as ? names->at[i].as : names->at[i].name;
}

static bool is_mark(const Parser *p, const Expr *d)
{
    if (d->kind == EXPR_NAME)
        return d->u.name == p->abstract_method;
    return d->kind == EXPR_ATTR && strcmp(d->u.attr.name, "abstractmethod") == 0 && d->u.attr.object->kind == EXPR_NAME &&
           d->u.attr.object->u.name == p->abc;
}

/* Whether one of the decorators is the mark; the others are left. */
bool take_abstract(const Parser *p, ExprVec *decorators)
{
    int left = 0, n = decorators->n;

    for (int i = 0; i < n; i++)
        if (!is_mark(p, decorators->at[i]))
            decorators->at[left++] = decorators->at[i];
    decorators->n = left;
    return left < n;
}
