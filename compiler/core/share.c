/* share.c: interference, and its colouring in the order of the variables.
 * SPDX-License-Identifier: MIT */
#include "core/share.h"

enum { CANDIDATES_MAX = 512 };

struct Share {
    CoreFn   *fn;
    int       n;
    CoreVar **candidate;
    int      *index;              /* by CoreVar.number; -1: none */
    bool     *conflict;           /* [n * n] */
};

static bool may_share(const CoreVar *v, bool alive)
{
    return (alive || v->kind == VAR_PARAM) && v->kind != VAR_GLOBAL && v->kind != VAR_RESULT && v->kind != VAR_CELL &&
           type_rep(v->type) != REP_REF && type_rep(v->type) != REP_VALUE;
}

static bool in_set(const uint64_t *set, int number)
{
    return (set[number / 64] >> (number % 64)) & 1;
}

Share *share_begin(Arena *a, CoreFn *fn, const uint64_t *alive)
{
    Share *s = arena_new(a, Share);

    s->fn = fn;
    s->candidate = arena_array(a, CoreVar *, fn->vars.n + 1);
    s->index = arena_array(a, int, fn->vars.n + 1);
    for (int i = 0; i < fn->vars.n; i++) {
        bool yes = may_share(fn->vars.at[i], in_set(alive, i));
        s->index[i] = yes ? s->n : -1;
        if (yes)
            s->candidate[s->n++] = fn->vars.at[i];
    }
    if (s->n < 2 || s->n > CANDIDATES_MAX)
        return NULL;
    s->conflict = arena_array(a, bool, s->n * s->n);
    return s;
}

static int index_of(const Share *s, const CoreVar *v)
{
    return v->number < s->fn->vars.n && s->fn->vars.at[v->number] == v ? s->index[v->number] : -1;
}

void share_apart(Share *s, const CoreVar *a, const CoreVar *b)
{
    int i = index_of(s, a), k = index_of(s, b);

    if (i >= 0 && k >= 0 && i != k)
        s->conflict[i * s->n + k] = s->conflict[k * s->n + i] = true;
}

void share_defined(Share *s, const CoreVar *v, const uint64_t *live)
{
    int me = index_of(s, v);

    for (int i = 0; me >= 0 && i < s->n; i++)
        if (i != me && in_set(live, s->candidate[i]->number))
            s->conflict[me * s->n + i] = s->conflict[i * s->n + me] = true;
}

static bool fits(const Share *s, int me, int color, const int *color_of)
{
    for (int i = 0; i < me; i++)
        if (color_of[i] == color && (s->conflict[me * s->n + i] || type_rep(s->candidate[i]->type) != type_rep(s->candidate[me]->type)))
            return false;
    return true;
}

void share_end(Arena *a, Share *s)
{
    int *color_of = arena_array(a, int, s->n), *members = arena_array(a, int, s->n), *number = arena_array(a, int, s->n);
    int colors = 0;

    for (int i = 0; i < s->n; i++) {
        int c = 0;
        while (c < colors && !fits(s, i, c, color_of))
            c++;
        color_of[i] = c;
        colors = c == colors ? c + 1 : colors;
        members[c]++;
    }
    for (int i = 0; i < s->n; i++) {
        int c = color_of[i];
        if (members[c] > 1 && !number[c])
            number[c] = ++s->fn->unions;
        s->candidate[i]->share = number[c];
    }
}
