/* mem.c: the heap: one hook for every allocation, and the life of objects.
 *
 * The hook is three macros, the C library's functions by default; with -DAC_ARENA=8192 those of arena.c. With -DAC_DEBUG each block has a head that
 * links it to the others, is filled with 0xA5 when freed, and may be made to fail: ac_fail_after.
 *
 * An object whose count falls to zero is dropped at once. Only in a chain of objects longer than
 * DROP_DEPTH_MAX does it wait until the drops above it are done: the C stack must not grow with the data.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

#include "ac_heap.h"

#if defined(AC_ARENA)
#include "arena.h"
#define AC_MALLOC(size) arena_alloc(size)
#define AC_REALLOC(block, size) arena_resize(block, size)
#define AC_FREE(block) arena_free(block)
#define AC_HEAP_USED() arena_used()
#define AC_HEAP_LEFT() (arena_size() - arena_used())
#elif !defined(AC_MALLOC)
#include <stdlib.h>
#define AC_MALLOC(size) malloc(size)
#define AC_REALLOC(block, size) realloc(block, size)
#define AC_FREE(block) free(block)
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
#include <malloc.h>
#define AC_HEAP_USED() (mallinfo2().uordblks + mallinfo2().hblkhd)
#define AC_HEAP_LEFT() (mallinfo2().fordblks)
#endif
#endif

/* Bytes of the heap that are in use, and that are not; 0 where nobody knows. */
#ifndef AC_HEAP_USED
#define AC_HEAP_USED() ((size_t)0)
#define AC_HEAP_LEFT() ((size_t)0)
#endif

#define DROP_DEPTH_MAX 64u

static void drop(AcObj *o);
AC_COLD static void drop_postponed(void);
static void postpone(AcObj *o);

static unsigned drop_depth;
static AcObj *postponed;
static unsigned locks;            /* while it is not 0, nothing is allocated */

/* ---- blocks ---------------------------------------------------------------------------------- */

#ifdef AC_DEBUG

enum { BLOCK_RAW = 0x5A5A0001, BLOCK_OBJECT, BLOCK_FREED };

typedef union Block {
    struct { union Block *next, *previous; size_t size; uint32_t state; } head;
    long double aligned;
} Block;

static Block blocks = { { &blocks, &blocks, 0, BLOCK_RAW } };
size_t ac_live_objects;
size_t ac_fail_after = SIZE_MAX;

static void fault(const char *text);
static bool may_allocate(void);
static void link_block(Block *b, size_t size, uint32_t state);
static void unlink_block(Block *b);

void *ac_mem_alloc(size_t size)
{
    Block *b = may_allocate() ? AC_MALLOC(sizeof *b + size) : NULL;

    if (!b)
        return NULL;
    link_block(b, size, BLOCK_RAW);
    return b + 1;
}

void *ac_mem_resize(void *block, size_t size)
{
    Block *old = block ? (Block *)block - 1 : NULL;
    void *moved = ac_mem_alloc(size);

    if (!moved || !old)
        return moved;
    memcpy(moved, block, old->head.size < size ? old->head.size : size);
    ((Block *)moved - 1)->head.state = old->head.state;
    ac_mem_free(block);
    return moved;
}

void ac_mem_free(void *block)
{
    Block *b;

    if (!block)
        return;
    b = (Block *)block - 1;
    if (b->head.state != BLOCK_RAW && b->head.state != BLOCK_OBJECT)
        fault("asyncc: freed twice\n");
    unlink_block(b);
    b->head.state = BLOCK_FREED;
    memset(block, 0xA5, b->head.size);
    AC_FREE(b);
}

static void fault(const char *text)
{
    out_write_c(2, text);
    ac_port_exit(98);
}

static bool may_allocate(void)
{
    if (ac_fail_after == 0 || locks)
        return false;
    if (ac_fail_after != SIZE_MAX)
        ac_fail_after--;
    return true;
}

static void link_block(Block *b, size_t size, uint32_t state)
{
    b->head.next = blocks.head.next;
    b->head.previous = &blocks;
    b->head.next->head.previous = b;
    blocks.head.next = b;
    b->head.size = size;
    b->head.state = state;
}

static void unlink_block(Block *b)
{
    b->head.next->head.previous = b->head.previous;
    b->head.previous->head.next = b->head.next;
}

size_t ac_report_live(void)
{
    size_t n = 0;

    for (const Block *b = blocks.head.next; b != &blocks; b = b->head.next) {
        if (b->head.state != BLOCK_OBJECT)
            continue;
        out_write_c(2, "asyncc: live: ");
        out_write_c(2, ((const AcObj *)(const void *)(b + 1))->type->name);
        out_write_c(2, "\n");
        n++;
    }
    return n;
}

#else

void *ac_mem_alloc(size_t size)
{
    return AC_UNLIKELY(locks) ? NULL : AC_MALLOC(size ? size : 1);
}

void *ac_mem_resize(void *block, size_t size)
{
    return AC_UNLIKELY(locks) ? NULL : AC_REALLOC(block, size ? size : 1);
}

void ac_mem_free(void *block)
{
    AC_FREE(block);
}

#endif

/* ---- spare blocks ---------------------------------------------------------------------------- */

#if AC_SPARE
#define SPARES (SPARE_SIZE_MAX / SPARE_STEP + 1)
Spare *mem_spares[SPARES];
size_t mem_spare_room = AC_SPARE;

/* Given to malloc again, and none is kept while the heap is locked. */
static void drop_spares(void)
{
    for (size_t i = 0; i < SPARES; i++)
        while (mem_spares[i]) {
            Spare *spare = mem_spares[i];
            mem_spares[i] = spare->next;
            ac_mem_free(spare);
        }
}
#endif

void ac_heap_lock(void)
{
    locks++;
#if AC_SPARE
    drop_spares();
    mem_spare_room = 0;
#endif
}

void ac_heap_unlock(void)
{
    if (locks > 0)
        locks--;
#if AC_SPARE
    mem_spare_room = locks ? 0 : AC_SPARE;
#endif
}

ac_int ac_heap_locks(void)
{
    return (ac_int)locks;
}

ac_int ac_heap_used(void)
{
    size_t used = AC_HEAP_USED();
#if AC_SPARE
    used -= used < AC_SPARE - mem_spare_room ? used : AC_SPARE - mem_spare_room;
#endif
    return (ac_int)used;
}

ac_int ac_heap_left(void)
{
    return (ac_int)AC_HEAP_LEFT();
}

/* ---- objects --------------------------------------------------------------------------------- */

AcStatus ac_new(const AcType *type, size_t size, void *out)
{
    AcObj *o = type->size || type->free ? mem_take(size) : ac_mem_alloc(size);

#ifdef AC_DEBUG
    if (type->size && type->size != size)
        fault("asyncc: not an instance's size\n");
#endif
    if (AC_UNLIKELY(!o))
        return exc_raise_memory();
    memset(o, 0, size);
    mem_adopt(o, type);
    memcpy(out, &o, sizeof o);
    return AC_OK;
}

#ifdef AC_DEBUG
void mem_adopted(const AcObj *o)
{
    ac_live_objects++;
    ((Block *)(uintptr_t)o - 1)->head.state = BLOCK_OBJECT;
}
#endif

void ac_free_object(AcObj *o)
{
    if (o->type == &ac_type_str) {              /* the most frequent objects own nothing */
        mem_disown();
        ac_mem_free(o);
        return;
    }
    if (AC_UNLIKELY(drop_depth >= DROP_DEPTH_MAX)) {
        postpone(o);
        return;
    }
    drop_depth++;
    if (o->type->free)
        o->type->free(o);
    else
        drop(o);
    if (AC_UNLIKELY(postponed != NULL) && drop_depth == 1)
        drop_postponed();
    drop_depth--;
}

static void drop(AcObj *o)
{
    const AcType *t = o->type, *dropping = t->drop ? t : type_with_drop(t);

    if (dropping)
        dropping->drop(o);
    if (AC_UNLIKELY(o->count))                  /* a task closes it first */
        return;
    mem_disown();
    if (t->size)
        mem_give(o, t->size);
    else
        ac_mem_free(o);
}

static void drop_postponed(void)
{
    while (postponed) {
        AcObj *o = postponed;

        memcpy(&postponed, &o->count, sizeof postponed);
        o->count = 0;
        if (o->type->free)
            o->type->free(o);
        else
            drop(o);
    }
}

/* The link lies in the count, which nobody needs any more, and in the padding behind it. */
static void postpone(AcObj *o)
{
    typedef char fits[sizeof(AcObj) - offsetof(AcObj, count) >= sizeof(AcObj *) ? 1 : -1] AC_UNUSED;

    memcpy((char *)o + offsetof(AcObj, count), &postponed, sizeof postponed);
    postponed = o;
}

/* ---- storage --------------------------------------------------------------------------------- */

size_t ac_rep_size(AcRep rep)
{
    return rep_size(rep);
}

AcValue ac_rep_load(AcRep rep, const void *at)
{
    return rep_load(rep, at);
}

void ac_rep_store(AcRep rep, void *at, AcValue v)
{
    switch (rep) {
    case AC_REP_BOOL:  *(bool *)at = v.u.b; break;
    case AC_REP_INT:   *(ac_int *)at = value_int(v); break;
    case AC_REP_FLOAT: *(ac_float *)at = value_float(v); break;
    case AC_REP_VALUE: *(AcValue *)at = v; break;
    case AC_REP_REF:
    case AC_REP_NONE:
    default:           *(AcObj **)at = ac_value_ref(v); break;
    }
}
