/* callers.c: lists in a map.
 * SPDX-License-Identifier: MIT */
#include "core/callers.h"

void callers_begin(Callers *c, Arena *a)
{
    c->arena = a;
    map_init(&c->of, a);
}

void callers_add(Callers *c, const CoreFn *callee, CoreFn *fn)
{
    Caller *last = map_get(&c->of, callee);

    if (last && last->fn == fn)
        return;
    Caller *added = arena_new(c->arena, Caller);
    *added = (Caller){ fn, last };
    map_put(&c->of, callee, added);
}

const Caller *callers_of(const Callers *c, const CoreFn *callee)
{
    return map_get(&c->of, callee);
}
