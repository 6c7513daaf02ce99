/* vec.h: a typed growable array in an arena.
 *
 *     VEC(int) v = {0};
 *     vec_push(arena, &v, 42);
 *     for (int i = 0; i < v.n; i++) use(v.at[i]);
 *
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BASE_VEC_H
#define ASYNCC_BASE_VEC_H

#include "base/arena.h"

#define VEC(T) struct { T *at; int n, cap; }

#define vec_push(a, v, item)                                                                   \
    do {                                                                                       \
        if ((v)->n == (v)->cap) {                                                              \
            int vec_cap_ = (v)->cap ? 2 * (v)->cap : 2;                                        \
            (v)->at = arena_grow((a), (v)->at, sizeof *(v)->at * (size_t)(v)->cap,             \
                                 sizeof *(v)->at * (size_t)vec_cap_);                          \
            (v)->cap = vec_cap_;                                                               \
        }                                                                                      \
        (v)->at[(v)->n++] = (item);                                                            \
    } while (0)

#define vec_last(v) ((v)->at[(v)->n - 1])

#endif
