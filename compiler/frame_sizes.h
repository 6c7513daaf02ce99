/* frame_sizes.h: the frames of a program in the bytes of the machine that it is compiled for.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_FRAME_SIZES_H
#define ASYNCC_FRAME_SIZES_H

#include "emit/emit.h"

typedef struct FramePart {
    const CoreVar *var;           /* or */
    const CoreFn  *callee;        /* a coroutine whose frame lies there; the result has `var`, too */
    long     at, bytes, align;
    bool    *needed;              /* by state, 1 .. awaits: it is there at that await */
} FramePart;

typedef struct FrameSize {
    const CoreFn *fn;
    long    bytes;
    VEC(FramePart) parts;
    long    apart, packed;        /* if nothing shared bytes; if all did that are never needed at the same await */
    const int *line;              /* by state: of the await */
} FrameSize;

typedef struct ClassSize { const CoreClass *class; long bytes; } ClassSize;

/* `bytes`: of one of its places; of all an object's places. */
typedef struct PoolSize { const CorePool *pool; long bytes; } PoolSize;
typedef struct ObjectSize { const CoreObject *object; long bytes; } ObjectSize;

typedef struct Sizes {
    long head, block;             /* of each frame; of what a task has in front of its frame */
    VEC(FrameSize) frames;
    VEC(ClassSize) classes;
    VEC(PoolSize) pools;
    VEC(ObjectSize) objects;      /* in static storage */
} Sizes;

/* Takes the table of emit_sizes.c out of an object file's bytes; false: there is none. */
bool sizes_read(Arena *a, const char *object, size_t length, const Core *core, Sizes *out);

#endif
