/* objects.h: what the files of the built-in objects share. Private to the runtime.
 *
 * Read first: Text, which every function that makes a string uses.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_OBJECTS_H
#define ASYNCC_OBJECTS_H

#include <string.h>

#include "asyncc.h"
#include "port.h"

/* ---- memory (mem.c) -------------------------------------------------------------------------- */

#ifdef AC_DEBUG
void mem_adopted(const AcObj *o);
#endif

/* Makes a block an object with one reference. */
static inline void mem_adopt(AcObj *o, const AcType *type)
{
    o->type = type;
    o->count = 1;
#ifdef AC_DEBUG
    mem_adopted(o);
#endif
}

/* The object is none any more; its block is. */
static inline void mem_disown(void)
{
#ifdef AC_DEBUG
    ac_live_objects--;
#endif
}

/* Small blocks that are given back with their size wait for who takes that size next, AC_SPARE bytes in all: tasks and
 * exceptions come and go faster than malloc makes them. Not where memory is short, nor where each block is watched. */
#ifndef AC_SPARE
#if defined(AC_DEBUG) || defined(AC_MALLOC) || defined(AC_ARENA) || UINTPTR_MAX <= UINT32_MAX
#define AC_SPARE 0
#else
#define AC_SPARE 262144
#endif
#endif

#if AC_SPARE

#define SPARE_SIZE_MAX 512u
#define SPARE_STEP 16u

/* Class c has the blocks of 16c + 8 bytes, as malloc's do. */
typedef struct Spare { struct Spare *next; } Spare;
extern Spare *mem_spares[SPARE_SIZE_MAX / SPARE_STEP + 1];
extern size_t mem_spare_room;

static inline size_t spare_class(size_t size) { return (size + SPARE_STEP / 2 - 1) / SPARE_STEP; }
static inline size_t spare_size(size_t class) { return class * SPARE_STEP + SPARE_STEP / 2; }

/* NULL: there is none of that size. */
static inline void *mem_take_spare(size_t size)
{
    size_t class = spare_class(size);
    Spare *spare = size <= SPARE_SIZE_MAX ? mem_spares[class] : NULL;

    if (AC_UNLIKELY(!spare))
        return NULL;
    mem_spares[class] = spare->next;
    mem_spare_room += spare_size(class);
    return spare;
}

static inline void *mem_take_new(size_t size)
{
    return ac_mem_alloc(size <= SPARE_SIZE_MAX ? spare_size(spare_class(size)) : size);
}

static inline void mem_give(void *block, size_t size)
{
    size_t class = spare_class(size);
    Spare *spare = block;

    if (AC_UNLIKELY(size > SPARE_SIZE_MAX || spare_size(class) > mem_spare_room)) {
        ac_mem_free(block);
        return;
    }
    spare->next = mem_spares[class];
    mem_spares[class] = spare;
    mem_spare_room -= spare_size(class);
}

#else

static inline void *mem_take_spare(size_t size) { (void)size; return NULL; }
static inline void *mem_take_new(size_t size) { return ac_mem_alloc(size); }
static inline void mem_give(void *block, size_t size) { (void)size; ac_mem_free(block); }

#endif

static inline void *mem_take(size_t size)
{
    void *block = mem_take_spare(size);

    return AC_LIKELY(block != NULL) ? block : mem_take_new(size);
}

/* type.c: the first class in t's order that fills the slot; NULL: none does. */
const AcType *type_with_drop(const AcType *t);
const AcType *type_with_repr(const AcType *t);
const AcType *type_with_str(const AcType *t);
const AcType *type_with_eq(const AcType *t);
const AcType *type_with_hash(const AcType *t);
const AcType *type_with_truth(const AcType *t);
const AcType *type_with_compare(const AcType *t);
const char *type_module(const AcType *t);                     /* NULL: builtins */

/* ---- text.c ---------------------------------------------------------------------------------- */

/* A string under construction. A failed allocation is remembered: only text_finish tells. Zeroed at first. */
typedef struct {
    AcStr *s;                     /* no object yet; bytes behind it */
    size_t n, cap;
    bool   failed;
} Text;

void text_add(Text *t, const char *bytes, size_t n);
void text_add_c(Text *t, const char *c_string);
void text_add_str(Text *t, const AcStr *s);
void text_add_char(Text *t, char c);
void text_add_code(Text *t, uint32_t code_point);
void text_add_foreign(Text *t, const char *bytes, size_t n);  /* from outside: invalid bytes become surrogates */
void text_add_int(Text *t, ac_int n);
void text_repeat(Text *t, const char *bytes, size_t n, size_t times);
bool text_reserve(Text *t, size_t n);                         /* room for n bytes more */
/* Adds str(v), repr(v). */
AC_MUST_CHECK AcStatus text_add_value(Text *t, AcValue v);
AC_MUST_CHECK AcStatus text_add_repr(Text *t, AcValue v);
/* The string, or MemoryError; `t` is empty afterwards. */
AC_MUST_CHECK AcStatus text_finish(Text *t, AcStr **out);
const char *text_bytes(const Text *t);                        /* what has been gathered: t->n bytes */
void text_drop(Text *t);
/* The end of a function that may have failed on its way: finishes or drops. */
AC_MUST_CHECK AcStatus text_end(Text *t, AcStatus status, AcStr **out);

/* ---- utf8.c ---------------------------------------------------------------------------------- */

/* The code point at *at, which moves behind it; valid UTF-8 only. */
uint32_t utf8_next(const char **at);
/* The code point that ends before *at, which moves to its start. */
uint32_t utf8_previous(const char **at);
size_t   utf8_put(uint32_t code_point, char *out);            /* at most 4 bytes */
size_t   utf8_count(const char *bytes, size_t n);
/* The length of the valid sequence that bytes from outside begin with; 0: none. */
size_t   utf8_valid(const char *bytes, size_t n);
/* `n` code points behind `at`. */
const char *utf8_skip(const char *at, size_t n);

/* unicode.c: classes and simple case mapping of code points. */
bool unicode_is_space(uint32_t c);
bool unicode_is_alpha(uint32_t c);
bool unicode_is_digit(uint32_t c);
bool unicode_is_printable(uint32_t c);
bool unicode_is_upper(uint32_t c);
bool unicode_is_lower(uint32_t c);
bool unicode_is_line_end(uint32_t c);
uint32_t unicode_upper(uint32_t c);
uint32_t unicode_lower(uint32_t c);

/* ---- strings (str.c) ------------------------------------------------------------------------- */

extern AcStr str_empty;
AcStr *str_of_ascii(char c);                                  /* static */
/* A string of so many bytes, for the caller to fill. */
AC_MUST_CHECK AcStatus str_alloc(size_t bytes, size_t chars, AcStr **out);
static inline char *str_bytes(AcStr *s) { return (char *)(s + 1); }      /* of a string that is no literal */
static inline ac_int str_hash(const AcStr *s) { return s->hash ? (ac_int)s->hash : ac_str_hash(s); }
/* Short strings are compared faster than memcmp is called. */
static inline bool str_same(const AcStr *s, const AcStr *t)
{
    const char *a = s->data, *b = t->data;
    ac_size n = s->bytes;
    uint64_t x, y;

    if (n != t->bytes)
        return false;
    if (n >= 64)
        return memcmp(a, b, n) == 0;
    for (; n >= 8; n -= 8, a += 8, b += 8) {
        memcpy(&x, a, 8);
        memcpy(&y, b, 8);
        if (x != y)
            return false;
    }
    while (n > 0 && *a == *b) {
        a++;
        b++;
        n--;
    }
    return n == 0;
}
/* The address of character i, 0 <= i <= chars. */
const char *str_at(const AcStr *s, size_t i);
/* The n bytes of `s` at `at`; the whole of `s` is `s` itself. */
AC_MUST_CHECK AcStatus str_part(AcStr *s, const char *at, size_t n, AcStr **out);
void str_trim(const char **at, const char **end);             /* less the white space at both ends */
/* How many characters lie before `at`. */
ac_int str_place(const AcStr *s, const char *at);
/* Where the characters from `from` to `to` lie; false: from > to. */
bool str_range(const AcStr *s, AcValue from, AcValue to, const char **start, const char **end);
/* The first (last) place of `part` in n bytes; NULL: none. */
const char *bytes_find(const char *at, size_t n, const char *part, size_t part_n);
const char *bytes_find_last(const char *at, size_t n, const char *part, size_t part_n);

/* ---- numbers --------------------------------------------------------------------------------- */

#define INT_TEXT_MAX (AC_INT_BITS + 3)                        /* binary, sign, prefix */
/* Digits of n in `base`, written so that they end at `end`; where they start. */
char *int_digits(ac_uint n, unsigned base, char *end);
void text_add_float(Text *t, ac_float f);                     /* its repr */
/* |f|; f as m * 2^exponent with m in [0.5, 1); f * 2^exponent. */
ac_float float_abs(ac_float f);
ac_float float_split(ac_float f, int *exponent);
ac_float float_scale(ac_float f, int exponent);
ac_float float_infinity(void);
bool     float_is_infinite(ac_float f);
bool     float_is_negative(ac_float f);                       /* -0.0 too */
/* Equal numbers hash alike. Most ints are their own hash. */
#define NUM_OWN_HASH(n) ((n) >= 0 && (n) <= AC_INT_MAX >> 3)
ac_int num_hash_int(ac_int n);
ac_int num_hash_float(ac_float f);
AC_MUST_CHECK AcStatus num_hash_items(const AcValue *items, size_t n, ac_int *out);

/* ---- places in sequences (slice.c) ----------------------------------------------------------- */

/* What s[start:stop:step] means for a length: `n` items, the first at `start`. */
typedef struct { ac_int start, stop, step, n; } Slice;
AC_MUST_CHECK AcStatus slice_of(AcValue start, AcValue stop, AcValue step, size_t length, Slice *out);
/* start and stop of find, count ..., clamped into [0, length]. Values that are no ints count as absent. */
void slice_bounds(AcValue start, AcValue stop, size_t length, ac_int *from, ac_int *to);
/* i into [0, length), or IndexError. */
AC_MUST_CHECK AcStatus slice_index(ac_int *i, size_t length, const char *text);

/* ---- values ---------------------------------------------------------------------------------- */

static inline bool value_is_int(AcValue v) { return v.tag == AC_TAG_INT || v.tag == AC_TAG_BOOL; }
static inline bool value_is_number(AcValue v) { return value_is_int(v) || v.tag == AC_TAG_FLOAT; }
static inline ac_int value_int(AcValue v) { return v.tag == AC_TAG_BOOL ? v.u.b : v.u.i; }
static inline ac_float value_float(AcValue v) { return v.tag == AC_TAG_FLOAT ? v.u.f : (ac_float)value_int(v); }
/* Has it an __index__, which ac_need_int calls? */
static inline bool value_is_index(AcValue v) { return value_is_int(v) || (ac_value_ref(v) && ac_value_ref(v)->type->index); }
/* The object when v is a reference of exactly this built-in type, else NULL. */
static inline void *value_as(AcValue v, const AcType *type)
{
    return v.tag == AC_TAG_REF && v.u.o->type == type ? v.u.o : NULL;
}
static inline AcStr   *value_str(AcValue v)   { return value_as(v, &ac_type_str); }
static inline AcList  *value_list(AcValue v)  { return value_as(v, &ac_type_list); }
static inline AcTuple *value_tuple(AcValue v) { return value_as(v, &ac_type_tuple); }
/* dict.c, dict_view.c */
typedef enum { DICT_KEYS, DICT_VALUES, DICT_ITEMS } DictPart;
static inline AcDict *value_dict(AcValue v) { return value_as(v, &ac_type_dict); }
AcDictView *value_dict_view(AcValue v);
AC_MUST_CHECK AcStatus dict_next(AcDict *d, DictPart part, ac_int *position, bool *more, AcValue *item);
AC_MUST_CHECK AcStatus dict_add_repr(Text *t, AcDict *d, DictPart part, bool braces);
AC_MUST_CHECK AcStatus dict_view_contains(AcDictView *v, AcValue item, bool *out);
/* set.c, set_ops.c */
AcSet *value_set(AcValue v);                                  /* a set or a frozenset */
AC_MUST_CHECK AcStatus set_next(AcSet *s, ac_int *position, bool *more, AcValue *item);
/* < <= > >=; *known false: a and b are no sets and no keys. */
AC_MUST_CHECK AcStatus set_compare(AcCompare op, AcValue a, AcValue b, bool *out, bool *known);
/* *out stays NULL where a and b are no sets and no keys, or the operator is none of & | ^ -. */
AC_MUST_CHECK AcStatus set_operator(AcBinary op, AcValue a, AcValue b, AcSet **out);
AC_MUST_CHECK AcStatus set_inplace(AcBinary op, AcValue a, AcValue b, bool *done);
AcIter *value_iter(AcValue v);                                /* NULL: not an iterator */
AC_MUST_CHECK AcStatus iter_item(AcObj *o, ac_int *position, bool *more, AcValue *item);       /* by AcType.item */
AC_MUST_CHECK AcStatus value_step(AcValue iterator, bool *more, AcValue *item);
static inline AcRange *value_range(AcValue v) { return value_as(v, &ac_type_range); }
/* Going over any iterable. Zeroed, it has ended. */
bool value_iterable(AcValue a);
typedef struct { AcValue over; ac_int position; } Walk;
AC_MUST_CHECK AcStatus walk_begin(Walk *w, AcValue iterable);        /* an object with __iter__ is asked for its iterator */
AC_MUST_CHECK AcStatus walk_next(Walk *w, bool *more, AcValue *item);        /* after the last, or a failure, it has ended */
void walk_end(Walk *w);                                       /* where it is left early; it may have ended already */
/* The object when v is a bytes, a bytearray or a memoryview, else NULL. */
AcBytes *value_bytes(AcValue v);
const char *value_type_name(AcValue v);
/* The end of a function that gives an object, held by the pointer variable at `variable`, as a value. */
AC_MUST_CHECK AcStatus value_give(AcStatus status, const void *variable, AcValue *out);
/* a is b or a == b: how containers compare their items. */
AC_MUST_CHECK AcStatus value_same(AcValue a, AcValue b, bool *out);

/* Keys of equal hash, compared as far as that runs no code of the program. */
typedef enum { KEY_OTHER, KEY_SAME, KEY_ASK } KeyMatch;
KeyMatch key_match_objects(const AcObj *a, const AcObj *b);
static inline KeyMatch key_match(AcValue a, AcValue b)
{
    if (a.tag == AC_TAG_INT && b.tag == AC_TAG_INT)
        return a.u.i == b.u.i ? KEY_SAME : KEY_OTHER;
    if (a.tag != AC_TAG_REF || b.tag != AC_TAG_REF)
        return KEY_ASK;
    return a.u.o == b.u.o ? KEY_SAME : key_match_objects(a.u.o, b.u.o);
}

AC_MUST_CHECK AcStatus tuple_sized(size_t n, AcTuple **out);        /* its items are all None */
/* Items of a list or tuple, whatever their storage. */
typedef struct { AcObj *owner; size_t n; } Items;
bool items_of(AcValue v, Items *out);                         /* false: v is neither */
AcValue items_get(const Items *items, size_t i);              /* borrowed */
AC_MUST_CHECK AcStatus items_eq(AcObj *a, AcObj *b, bool *out);
AC_MUST_CHECK AcStatus items_compare(AcCompare op, AcObj *a, AcObj *b, bool *out);
/* The items' reprs with commas between. */
AC_MUST_CHECK AcStatus items_repr(Text *t, AcObj *o);
static inline ac_int range_item(const AcRange *r, ac_int i)
{
    return ac_range_at(r->start, i, r->step);
}
/* A list's storage. */
static inline size_t rep_size(AcRep rep)
{
    switch (rep) {
    case AC_REP_BOOL:  return sizeof(bool);
    case AC_REP_INT:   return sizeof(ac_int);
    case AC_REP_FLOAT: return sizeof(ac_float);
    case AC_REP_VALUE: return sizeof(AcValue);
    case AC_REP_REF:
    case AC_REP_NONE:
    default:           return sizeof(AcObj *);
    }
}
static inline AcValue rep_load(AcRep rep, const void *at)
{
    switch (rep) {
    case AC_REP_BOOL:  return ac_from_bool(*(const bool *)at);
    case AC_REP_INT:   return ac_from_int(*(const ac_int *)at);
    case AC_REP_FLOAT: return ac_from_float(*(const ac_float *)at);
    case AC_REP_REF:   return ac_from_ref(*(AcObj *const *)at);
    case AC_REP_VALUE: return *(const AcValue *)at;
    case AC_REP_NONE:
    default:           return ac_from_none();
    }
}
static inline size_t list_item_size(const AcList *l) { return rep_size((AcRep)l->rep); }
static inline void *list_at(const AcList *l, size_t i) { return (char *)l->data + i * list_item_size(l); }
static inline AcValue list_value(const AcList *l, size_t i) { return rep_load((AcRep)l->rep, list_at(l, i)); }
static inline bool list_counted(const AcList *l) { return l->rep == AC_REP_REF || l->rep == AC_REP_VALUE; }
AC_MUST_CHECK AcStatus list_reserve(AcList *l, size_t n);     /* room for n items in all */
AC_MUST_CHECK AcStatus list_push(AcList *l, AcValue v);       /* takes v over, also when it fails */
void items_retain(const AcList *l, size_t from, size_t n);

/* closure.c: the same function, though made twice */
bool function_is(const AcObj *a, const AcObj *b);

/* ---- exceptions and output ------------------------------------------------------------------- */

void exc_end(void);               /* releases what the static exception holds, and the spare one */
AC_COLD AcStatus exc_raise_memory(void);
/* The MemoryError that this raises, and where its trace lies when there is no memory for one. */
#define TRACE_MIN 4u
extern AcTraceEntry exc_memory_trace[TRACE_MIN];
bool exc_is_memory(const AcExc *e);
AC_COLD AcStatus raise_key(AcValue key);                      /* KeyError of it */
/* print.c: stdout through its buffer, stderr at once; or gathered in *out_text. */
#define OUT_TEXT 3
extern Text *out_text;
void out_write(int fd, const char *bytes, size_t n);
void out_write_c(int fd, const char *c_string);
/* trace.c: with all that it came from; and without. */
void exc_print(const AcExc *e, int fd);
void exc_print_one(const AcExc *e, int fd);
void exc_copy_trace(const AcExc *from, AcExc *to);            /* without memory for it, there is none */
bool exc_same_trace(const AcExc *a, const AcExc *b);
/* group.c: how a group is printed, and what stands in front of the lines of its parts. NULL before the first group. */
typedef struct ExcGroups {
    bool (*has)(const AcExc *e);
    void (*margin)(int fd);
    void (*header)(int fd);
    void (*print)(const AcExc *e, int fd);
} ExcGroups;
extern const ExcGroups *exc_groups;

/* generator.c: the program has ended, and the tasks that are left are dropped: nothing of them runs, and so no generator
 * of theirs is closed. */
extern bool tasks_forgotten;
AcValue  generator_take(void);            /* what was yielded */
AcStatus generator_stop(AcValue v);       /* raises StopIteration with what was returned, taken over, unless that is None */
AcStatus generator_closed(void);          /* the pending exception, unless it is how what is closed ends: that is dropped */
void     generator_ignored(const char *where);        /* prints the pending exception, which goes no further */

#endif
