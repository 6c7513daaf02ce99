/* flow.h: a walk back over a function's tree, which knows at each statement what is read later.
 *
 * A set has a bit for each of the function's variables, by CoreVar.number; globals and cells have none.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_FLOW_H
#define ASYNCC_CORE_FLOW_H

#include "core/core.h"

typedef struct VarSet { uint64_t *at; } VarSet;

typedef struct Flow {
    Arena  *arena;            /* of the sets, given up after the function */
    CoreFn *fn;
    int     words;            /* of a set */
    VarSet    *at_end;           /* by block number, of the blocks around the statement */
    VEC(VarSet) spare;           /* a function of thousands of branches needs as many sets as they nest deep */
    bool    given;            /* it has variables that are assigned through their address alone */
    bool    releases;         /* a RELEASE reads its variable */
    /* What a counted variable owns is needed, or that it is empty, wherever it is released: by a SET that replaces it, before
     * an await, and at the end of the function those of `at_exit`. Not in the first walk: it is not known yet. */
    bool    owners;
    VarSet  at_exit;
    /* Called at each statement in the walk, in a loop more than once, with what is read later; and with what is
     * read after it or at the landing that it may leave to, less what it assigns. NULL: not asked for. */
    void  (*assigned)(void *context, CoreStmt *s, VarSet after);
    void  (*across)(void *context, CoreStmt *s, VarSet alive);
    void   *context;
} Flow;

void flow_begin(Flow *f, Arena *a, CoreFn *fn);
void flow_walk(Flow *f, VarSet entry);         /* entry: empty, or at_exit; then what is read before it is assigned */
void flow_use(CoreExpr *e, void *set);      /* adds what e reads to the VarSet * */
void flow_reads(CoreStmt *s, VarSet set);      /* adds what s reads, its own parts only */

VarSet vars_take(Flow *f);                     /* an empty one */
void vars_give(Flow *f, VarSet s);

/* Has it a bit? */
static inline bool flow_tracks(const CoreVar *v)
{
    return v->kind != VAR_GLOBAL && v->kind != VAR_RESULT && v->kind != VAR_CELL;
}

static inline void vars_clear(const Flow *f, VarSet s)
{
    for (int i = 0; i < f->words; i++)
        s.at[i] = 0;
}

static inline void vars_copy(const Flow *f, VarSet to, VarSet from)
{
    for (int i = 0; i < f->words; i++)
        to.at[i] = from.at[i];
}

/* Whether `to` grew. */
static inline bool vars_union(const Flow *f, VarSet to, VarSet from)
{
    bool grew = false;

    for (int i = 0; i < f->words; i++) {
        grew |= (from.at[i] & ~to.at[i]) != 0;
        to.at[i] |= from.at[i];
    }
    return grew;
}

/* Nothing for NULL and for what has no bit. */
static inline void vars_add(VarSet s, const CoreVar *v)
{
    if (v && flow_tracks(v))
        s.at[v->number / 64] |= (uint64_t)1 << (v->number % 64);
}

static inline void vars_drop(VarSet s, const CoreVar *v)
{
    if (v && flow_tracks(v))
        s.at[v->number / 64] &= ~((uint64_t)1 << (v->number % 64));
}

static inline bool vars_has(VarSet s, const CoreVar *v)
{
    return flow_tracks(v) && ((s.at[v->number / 64] >> (v->number % 64)) & 1);
}

#endif
