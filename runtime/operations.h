/* operations.h: what generated code calls: arithmetic, the built-in types, printing, tasks.
 * Included by asyncc.h, whose conventions hold. Messages of exceptions are CPython 3.11's.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_OPERATIONS_H
#define ASYNCC_OPERATIONS_H

/* ---- int (num.c) ----------------------------------------------------------------------------- */

#include <string.h>

#include "ac_ints.h"

AC_MUST_CHECK AcStatus ac_int_truediv(ac_int a, ac_int b, ac_float *out);     /* correctly rounded */
AC_MUST_CHECK AcStatus ac_int_pow(ac_int a, ac_int b, ac_int *out);           /* b >= 0; else ValueError: see ac_value_binary for the float result */
AC_MUST_CHECK AcStatus ac_int_pow_mod(ac_int a, ac_int b, ac_int m, ac_int *out);
AC_MUST_CHECK AcStatus ac_int_abs(ac_int a, ac_int *out);
AC_MUST_CHECK AcStatus ac_int_parse(AcStr *s, ac_int base, ac_int *out);      /* int("0x1f", 16): Python's rules and message */
AC_MUST_CHECK AcStatus ac_int_from_float(ac_float f, ac_int *out);            /* int(f), trunc; nan, inf, too large raise */
AC_MUST_CHECK AcStatus ac_int_repr(ac_int a, AcStr **out);
AC_MUST_CHECK AcStatus ac_int_hex(ac_int a, AcStr **out);                     /* hex(), oct(), bin() */
AC_MUST_CHECK AcStatus ac_int_oct(ac_int a, AcStr **out);
AC_MUST_CHECK AcStatus ac_int_bin(ac_int a, AcStr **out);
AC_MUST_CHECK AcStatus ac_int_round(ac_int a, ac_int digits, ac_int *out);    /* round(1234, -2) */
ac_int ac_int_bit_length(ac_int a);
ac_int ac_int_bit_count(ac_int a);
static inline ac_int ac_int_itself(ac_int a) { return a; }    /* conjugate() */
static inline ac_float ac_float_itself(ac_float a) { return a; }
AC_MUST_CHECK AcStatus ac_int_ratio(ac_int a, AcTuple **out);                 /* as_integer_ratio() */
AC_MUST_CHECK AcStatus ac_float_ratio(ac_float a, AcTuple **out);
AC_MUST_CHECK AcStatus ac_float_hex(ac_float a, AcStr **out);
AC_MUST_CHECK AcStatus ac_float_fromhex(AcStr *s, ac_float *out);

/* ---- float (num.c) --------------------------------------------------------------------------- */

AC_MUST_CHECK AcStatus ac_float_truediv(ac_float a, ac_float b, ac_float *out);   /* "float division by zero" */
AC_MUST_CHECK AcStatus ac_float_divmod(ac_float a, ac_float b, AcTuple **out);
AC_MUST_CHECK AcStatus ac_float_floordiv(ac_float a, ac_float b, ac_float *out);
AC_MUST_CHECK AcStatus ac_float_mod(ac_float a, ac_float b, ac_float *out);
AC_MUST_CHECK AcStatus ac_float_pow(ac_float a, ac_float b, ac_float *out);       /* negative base, fractional power: refused with ValueError (Python: complex) */
AC_MUST_CHECK AcStatus ac_float_parse(AcStr *s, ac_float *out);
AC_MUST_CHECK AcStatus ac_float_repr(ac_float a, AcStr **out);                    /* shortest that reads back */
AC_MUST_CHECK AcStatus ac_float_round_int(ac_float a, ac_int *out);               /* round(x): half to even */
AC_MUST_CHECK AcStatus ac_float_round(ac_float a, ac_int digits, ac_float *out);
bool ac_float_is_integer(ac_float a);
/* int and float compare by exact value, as in Python. -1, 0, 1; 2 for nan. */
int  ac_compare_int_float(ac_int a, ac_float b);

/* ---- operations on values of mixed type (value.c) -------------------------------------------- */

/* The numbers of BinOp and CmpOp in the order of the compiler's tables. */
typedef enum { AC_ADD, AC_SUB, AC_MUL, AC_TRUEDIV, AC_FLOORDIV, AC_MOD, AC_POW, AC_LSHIFT, AC_RSHIFT,
               AC_AND, AC_OR, AC_XOR, AC_MATMUL } AcBinary;
typedef enum { AC_LT, AC_LE, AC_GT, AC_GE, AC_EQ, AC_NE } AcCompare;

/* All built-in types in all combinations that Python allows (numbers, str, list, tuple, % of str ...);
 * else TypeError with Python's text. list + list gives a list of the left one's rep, which fits both by
 * the compiler's typing. inplace: += on a list extends it. */
AC_MUST_CHECK AcStatus ac_value_binary(AcBinary op, AcValue a, AcValue b, AcValue *out);
AC_MUST_CHECK AcStatus ac_value_inplace(AcBinary op, AcValue a, AcValue b, AcValue *out);
AC_MUST_CHECK AcStatus ac_value_neg(AcValue a, AcValue *out);
AC_MUST_CHECK AcStatus ac_value_pos(AcValue a, AcValue *out);
AC_MUST_CHECK AcStatus ac_value_invert(AcValue a, AcValue *out);
AC_MUST_CHECK AcStatus ac_value_abs(AcValue a, AcValue *out);
AC_MUST_CHECK AcStatus ac_value_eq(AcValue a, AcValue b, bool *out);              /* == ; != is its negation */
AC_MUST_CHECK AcStatus ac_value_compare(AcCompare op, AcValue a, AcValue b, bool *out);   /* < <= > >= == != */
bool ac_value_is(AcValue a, AcValue b);                                           /* identity; scalars by type and value */
AC_MUST_CHECK AcStatus ac_value_truth(AcValue a, bool *out);
AC_MUST_CHECK AcStatus ac_value_hash(AcValue a, ac_int *out);
AC_MUST_CHECK AcStatus ac_value_len(AcValue a, ac_int *out);
AC_MUST_CHECK AcStatus ac_value_repr(AcValue a, AcStr **out);
AC_MUST_CHECK AcStatus ac_value_str(AcValue a, AcStr **out);
AC_MUST_CHECK AcStatus ac_value_contains(AcValue container, AcValue item, bool *out);   /* item in container */
AC_MUST_CHECK AcStatus ac_value_subscript(AcValue container, AcValue index, AcValue *out);
AC_MUST_CHECK AcStatus ac_value_set_subscript(AcValue container, AcValue index, AcValue item);
AC_MUST_CHECK AcStatus ac_value_set_slice(AcValue container, AcValue start, AcValue stop, AcValue step, AcValue source);
AC_MUST_CHECK AcStatus ac_value_delete(AcValue container, AcValue index);
AC_MUST_CHECK AcStatus ac_value_delete_slice(AcValue container, AcValue start, AcValue stop, AcValue step);
AC_MUST_CHECK AcStatus ac_value_slice(AcValue container, AcValue start, AcValue stop, AcValue step, AcValue *out);
AC_MUST_CHECK AcStatus ac_value_int(AcValue a, ac_int *out);                      /* int(x) */
AC_MUST_CHECK AcStatus ac_int_of(AcValue a, AcValue base, ac_int *out);           /* int(x, base) */
AC_MUST_CHECK AcStatus ac_value_float(AcValue a, ac_float *out);                  /* float(x) */
AC_MUST_CHECK AcStatus ac_value_round(AcValue a, AcValue *out);
AC_MUST_CHECK AcStatus ac_value_round_to(AcValue a, ac_int digits, AcValue *out);
AC_MUST_CHECK AcStatus ac_refuse_hash(AcObj *self, ac_int *out);                  /* "unhashable type": a hash slot */

/* ---- dict (dict.c, dict_view.c) ---------------------------------------------------------------- */

AC_MUST_CHECK AcStatus ac_dict_new(size_t n, const AcValue *pairs, AcDict **out); /* key, value, key, value ... */
AC_MUST_CHECK AcStatus ac_dict_from(AcValue other, AcDict **out);                 /* of a dict, or an iterable of pairs */
AC_MUST_CHECK AcStatus ac_dict_fromkeys(AcValue keys, AcValue value, AcDict **out);
AC_MUST_CHECK AcStatus ac_dict_copy(AcDict *d, AcDict **out);
AC_MUST_CHECK AcStatus ac_dict_merge(AcDict *a, AcDict *b, AcDict **out);         /* a | b */
AC_MUST_CHECK AcStatus ac_dict_update(AcDict *d, AcValue other);
AC_MUST_CHECK AcStatus ac_dict_add_mapping(AcDict *d, AcValue mapping);                 /* {**mapping} */
void ac_dict_clear(AcDict *d);
AC_MUST_CHECK AcStatus ac_dict_get(AcDict *d, AcValue key, AcValue *out);         /* d[key]; KeyError */
AC_MUST_CHECK AcStatus ac_dict_set(AcDict *d, AcValue key, AcValue value);
AC_MUST_CHECK AcStatus ac_dict_delete(AcDict *d, AcValue key);
AC_MUST_CHECK AcStatus ac_dict_contains(AcDict *d, AcValue key, bool *out);
AC_MUST_CHECK AcStatus ac_dict_get_or(AcDict *d, AcValue key, AcValue fallback, AcValue *out);
AC_MUST_CHECK AcStatus ac_dict_setdefault(AcDict *d, AcValue key, AcValue fallback, AcValue *out);
AC_MUST_CHECK AcStatus ac_dict_pop(AcDict *d, AcValue key, AcValue *out);
AC_MUST_CHECK AcStatus ac_dict_pop_or(AcDict *d, AcValue key, AcValue fallback, AcValue *out);
/* Where all values are known to be numbers of one type. */
#define AC_DICT_GETTERS(NAME, T, MEMBER)                                                                      \
    static inline AC_MUST_CHECK AcStatus ac_dict_get_##NAME(AcDict *d, AcValue key, T *out)                   \
    {                                                                                                         \
        AcValue v;                                                                                            \
        if (ac_dict_get(d, key, &v) != AC_OK)                                                                 \
            return AC_RAISED;                                                                                 \
        *out = v.u.MEMBER;                                                                                    \
        return AC_OK;                                                                                         \
    }                                                                                                         \
    static inline AC_MUST_CHECK AcStatus ac_dict_get_or_##NAME(AcDict *d, AcValue key, T fallback, T *out)    \
    {                                                                                                         \
        AcValue v;                                                                                            \
        if (ac_dict_get_or(d, key, ac_from_##NAME(fallback), &v) != AC_OK)                                    \
            return AC_RAISED;                                                                                 \
        *out = v.u.MEMBER;                                                                                    \
        return AC_OK;                                                                                         \
    }
AC_DICT_GETTERS(int, ac_int, i)
AC_DICT_GETTERS(float, ac_float, f)
AC_DICT_GETTERS(bool, bool, b)
AC_MUST_CHECK AcStatus ac_dict_next(AcDict *d, ac_int *position, bool *more, AcValue *key);   /* as ac_value_next */
AcValue ac_dict_last_value(const AcDict *d);                                      /* of the key that ac_dict_next has just given */
AC_MUST_CHECK AcStatus ac_dict_popitem(AcDict *d, AcTuple **out);                 /* the last one */
AC_MUST_CHECK AcStatus ac_dict_keys(AcDict *d, AcDictView **out);
AC_MUST_CHECK AcStatus ac_dict_values(AcDict *d, AcDictView **out);
AC_MUST_CHECK AcStatus ac_dict_items(AcDict *d, AcDictView **out);

/* ---- set and frozenset (set.c, set_ops.c) ------------------------------------------------------ */

AC_MUST_CHECK AcStatus ac_set_new(const AcType *type, AcSet **out);               /* type: set or frozenset */
/* A display of three or more constants; the other one: where a loop goes over it. */
AC_MUST_CHECK AcStatus ac_set_of_constants(size_t n, const AcValue *items, AcSet **out);
AC_MUST_CHECK AcStatus ac_frozenset_of_constants(size_t n, const AcValue *items, AcSet **out);
AC_MUST_CHECK AcStatus ac_set_from(const AcType *type, AcValue other, AcSet **out);
AC_MUST_CHECK AcStatus ac_set_copy(AcSet *s, AcSet **out);
AC_MUST_CHECK AcStatus ac_set_add(AcSet *s, AcValue key);
AC_MUST_CHECK AcStatus ac_set_contains(AcSet *s, AcValue key, bool *out);
AC_MUST_CHECK AcStatus ac_set_discard(AcSet *s, AcValue key);
AC_MUST_CHECK AcStatus ac_set_remove(AcSet *s, AcValue key);                      /* KeyError */
AC_MUST_CHECK AcStatus ac_set_pop(AcSet *s, AcValue *out);                        /* KeyError */
void ac_set_clear(AcSet *s);
/* `other` is anything that can be iterated; results are of the class of s. */
AC_MUST_CHECK AcStatus ac_set_union(AcSet *s, size_t n, const AcValue *others, AcSet **out);
AC_MUST_CHECK AcStatus ac_set_update(AcSet *s, AcValue other);
AC_MUST_CHECK AcStatus ac_set_intersection(AcSet *s, AcValue other, AcSet **out);
AC_MUST_CHECK AcStatus ac_set_difference(AcSet *s, AcValue other, AcSet **out);
AC_MUST_CHECK AcStatus ac_set_symmetric_difference(AcSet *s, AcValue other, AcSet **out);
AC_MUST_CHECK AcStatus ac_set_intersection_update(AcSet *s, AcValue other);
AC_MUST_CHECK AcStatus ac_set_difference_update(AcSet *s, AcValue other);
AC_MUST_CHECK AcStatus ac_set_symmetric_difference_update(AcSet *s, AcValue other);
AC_MUST_CHECK AcStatus ac_set_issubset(AcSet *s, AcValue other, bool *out);
AC_MUST_CHECK AcStatus ac_set_issuperset(AcSet *s, AcValue other, bool *out);
AC_MUST_CHECK AcStatus ac_set_isdisjoint(AcSet *s, AcValue other, bool *out);

/* ---- iterators (iterator.c), bound methods (method.c) ------------------------------------------ */

AC_MUST_CHECK AcStatus ac_iter_new(AcValue iterable, AcIter **out);               /* of an iterator: itself */
AC_MUST_CHECK AcStatus ac_reversed_new(AcValue sequence, AcIter **out);
AC_MUST_CHECK AcStatus ac_zip_new(size_t n, const AcValue *iterables, AcIter **out);
AC_MUST_CHECK AcStatus ac_zip_strict_new(size_t n, const AcValue *iterables, bool strict, AcIter **out);
AC_MUST_CHECK AcStatus ac_enumerate_new(AcValue iterable, ac_int start, AcIter **out);
AC_MUST_CHECK AcStatus ac_map_new(AcCallback call, AcValue callee, AcValue iterable, AcIter **out);
AC_MUST_CHECK AcStatus ac_filter_new(AcCallback call, AcValue callee, AcValue iterable, AcIter **out);   /* call NULL: by the item's truth */
AC_MUST_CHECK AcStatus ac_iter_until_new(AcCallback call, AcValue callee, AcValue sentinel, AcIter **out);
AC_MUST_CHECK AcStatus ac_iter_next(AcIter *it, bool *more, AcValue *item);
AC_MUST_CHECK AcStatus ac_step_next(AcObj *o, bool *more, AcValue *item);       /* AcType.next of a class with __next__ */
AC_COLD AcStatus ac_stop(AcValue iterator);                   /* raises StopIteration, of a generator with its result */
AC_MUST_CHECK AcStatus ac_next(AcValue iterator, AcValue *out);                   /* exhausted: StopIteration */
AC_MUST_CHECK AcStatus ac_next_or(AcValue iterator, AcValue fallback, AcValue *out);
/* f(a, *items): what f takes. Arguments bound before the items; how many positional ones it needs and can take
 * (-1: any number), how many of them have no default; for messages how many keyword-only ones are given, "A.f" and
 * "self,a,b"; a parameter behind them that has its value by name, or NULL. */
typedef struct AcArity { ac_int before, required, most, low, named; const char *function, *names, *taken; } AcArity;
AC_MUST_CHECK AcStatus ac_check_arity(const AcTuple *items, const AcArity *f);
/* A call with ** of a dict: the function's parameters that have names, "a,b", and what each has already ('p' by position,
 * 'k' by name), or needs ('r' required, 'R' required by name only, 'o' optional); whether it takes other names. */
typedef struct AcKeywords { const char *function, *names, *state; bool rest; } AcKeywords;
AC_MUST_CHECK AcStatus ac_keywords_add(AcDict *keys, AcValue mapping, const char *function);  /* TypeError: a key twice */
AC_MUST_CHECK AcStatus ac_check_keywords(AcDict *keys, const AcKeywords *f);
/* A call with both: the items join the keys, under the names of the parameters from f->before up to number `end`. */
AC_MUST_CHECK AcStatus ac_check_both(AcDict *keys, const AcTuple *items, ac_int end, const AcArity *f, const AcKeywords *names);
bool ac_keyword_given(AcDict *keys, AcStr *name);
AC_MUST_CHECK AcStatus ac_closure_new(const AcFunc *of, AcObj *cells, bool once, AcFunc **out);
AC_MUST_CHECK AcStatus ac_function_named(const AcFunc *f, AcValue other, AcFunc **out);      /* f under the name of the other */
AC_MUST_CHECK AcStatus ac_function_name(const AcFunc *f, AcStr **out);
bool ac_is_function(const void *o, const AcFunc *f);          /* f itself, or a closure made of it */
AC_MUST_CHECK AcStatus ac_method_new(AcFunc *func, AcValue self, AcMethod **out);
AC_MUST_CHECK AcStatus ac_bind(AcValue v, AcValue self, AcValue *out);            /* a function becomes a method of self */
/* Is it that function, bound to an object of that class? */
bool ac_is_class_method(AcValue v, const AcFunc *func, const AcType *type);  /* bound to that class itself */
bool ac_is_method(AcValue v, const AcFunc *func, const AcType *self);
bool ac_is_generator_method(AcValue v, const AcFunc *func, const AcCode *code);   /* bound to a generator of that function */

/* Iteration over any built-in iterable held in a value: *position starts at 0. *more false: exhausted. */
AC_MUST_CHECK AcStatus ac_value_next(AcValue iterable, ac_int *position, bool *more, AcValue *item);
AC_MUST_CHECK AcStatus ac_value_check_iterable(AcValue a);                        /* "'int' object is not iterable" */
AcObj *ac_class_of(AcValue a);                                                    /* type(x), as an object; borrowed */
AC_MUST_CHECK AcStatus ac_isinstance_of(AcValue v, AcValue classes, bool *out);     /* of a class or tuple that shows at run time */
AC_MUST_CHECK AcStatus ac_issubclass_of(AcValue type, AcValue classes, bool *out);
AC_MUST_CHECK AcStatus ac_class_name(AcValue type, AcStr **out);                  /* type.__name__ */

/* Arguments of built-in functions that are typed wider than the parameter: TypeError with Python's text.
 * `what` is the message's format with one %T for the type's name. bool counts as int, int as float. */
AC_MUST_CHECK AcStatus ac_need_int(AcValue a, const char *what, ac_int *out);
AC_MUST_CHECK AcStatus ac_need_float(AcValue a, const char *what, ac_float *out);
AC_MUST_CHECK AcStatus ac_need_bool(AcValue a, const char *what, bool *out);
/* The object of a value that must be an instance of `type` (or, if `none` is true, None); borrowed. */
/* Of exactly this class, not of one derived from it. */
static inline bool ac_ref_is(const void *o, const AcType *t) { return o && ((const AcObj *)o)->type == t; }
static inline bool ac_value_is_a(AcValue v, const AcType *t) { return v.tag == AC_TAG_REF && v.u.o->type == t; }
AC_MUST_CHECK AcStatus ac_need_ref(AcValue a, const AcType *type, bool none, const char *what, void *out);
/* A list whose items are stored as `rep`; others TypeError. Borrowed. */
AC_COLD AcStatus ac_raise_no_attribute(AcValue a, const char *name);              /* AttributeError: 'X' object has no attribute 'name' */
AC_COLD AcStatus ac_raise_not_callable(AcValue a);
AC_COLD AcStatus ac_raise_unbound_local(const char *name);
AC_COLD AcStatus ac_raise_unbound_free(const char *name);                         /* NameError: cannot access free variable 'x' ... */
AC_COLD AcStatus ac_raise_name(const char *name);                                 /* NameError: name 'x' is not defined */
AC_COLD AcStatus ac_raise_unpack(ac_int wanted, ac_int got);                      /* "not enough values to unpack (expected 3, got 2)", "too many values to unpack (expected 2)" */
AC_COLD AcStatus ac_raise_not_awaitable(AcValue a);                               /* object int can't be used in 'await' expression */

/* ---- str (str.c) ----------------------------------------------------------------------------- */

AC_MUST_CHECK AcStatus ac_str_new(const char *bytes, size_t n, AcStr **out);      /* valid UTF-8, counted here */
AC_MUST_CHECK AcStatus ac_str_add(AcStr *a, AcStr *b, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_append(AcStr **a, AcStr *b);                        /* *a += b; in place when *a is the only reference */
/* *a += b where *a may have changed since it was read as *old, which may be released. */
AC_MUST_CHECK AcStatus ac_str_append_to(AcStr **a, AcStr **old, AcStr *b);
AC_MUST_CHECK AcStatus ac_str_join_n(size_t n, AcStr *const *parts, AcStr **out); /* f-strings */
AC_MUST_CHECK AcStatus ac_str_mul(AcStr *a, ac_int n, AcStr **out);
bool ac_str_eq(const AcStr *a, const AcStr *b);
int  ac_str_compare(const AcStr *a, const AcStr *b);                              /* by code points: <0, 0, >0 */
bool ac_str_contains(const AcStr *s, const AcStr *part);
ac_int ac_str_hash(const AcStr *s);
AC_MUST_CHECK AcStatus ac_str_index(AcStr *s, ac_int i, AcStr **out);             /* s[i] */
AC_MUST_CHECK AcStatus ac_str_slice(AcStr *s, AcValue start, AcValue stop, AcValue step, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_next(AcStr *s, ac_int *position, bool *more, AcStr **out);  /* position in bytes */
AC_MUST_CHECK AcStatus ac_str_repr(AcStr *s, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_ord(AcStr *s, ac_int *out);
AC_MUST_CHECK AcStatus ac_str_chr(ac_int c, AcStr **out);
/* Methods: s.upper() and so on: ac_str_NAME. Absent str arguments are NULL (None), absent ints as in Python. */
AC_MUST_CHECK AcStatus ac_str_upper(AcStr *s, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_lower(AcStr *s, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_capitalize(AcStr *s, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_title(AcStr *s, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_swapcase(AcStr *s, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_strip(AcStr *s, AcStr *chars, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_lstrip(AcStr *s, AcStr *chars, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_rstrip(AcStr *s, AcStr *chars, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_split(AcStr *s, AcStr *sep, ac_int maxsplit, AcList **out);
AC_MUST_CHECK AcStatus ac_str_rsplit(AcStr *s, AcStr *sep, ac_int maxsplit, AcList **out);
AC_MUST_CHECK AcStatus ac_str_splitlines(AcStr *s, bool keepends, AcList **out);
AC_MUST_CHECK AcStatus ac_str_partition(AcStr *s, AcStr *sep, AcTuple **out);
AC_MUST_CHECK AcStatus ac_str_rpartition(AcStr *s, AcStr *sep, AcTuple **out);
AC_MUST_CHECK AcStatus ac_str_join(AcStr *sep, AcValue iterable, AcStr **out);    /* "sequence item 1: expected str instance, int found" */
AC_MUST_CHECK AcStatus ac_str_replace(AcStr *s, AcStr *old_text, AcStr *new_text, ac_int count, AcStr **out);
ac_int ac_str_find(AcStr *s, AcStr *part, AcValue start, AcValue end);            /* in characters; -1 */
ac_int ac_str_rfind(AcStr *s, AcStr *part, AcValue start, AcValue end);
AC_MUST_CHECK AcStatus ac_str_index_of(AcStr *s, AcStr *part, AcValue start, AcValue end, ac_int *out);   /* s.index */
AC_MUST_CHECK AcStatus ac_str_rindex_of(AcStr *s, AcStr *part, AcValue start, AcValue end, ac_int *out);
ac_int ac_str_count(AcStr *s, AcStr *part, AcValue start, AcValue end);
AC_MUST_CHECK AcStatus ac_str_startswith(AcStr *s, AcValue prefix, AcValue start, AcValue end, bool *out);   /* str or tuple of str */
AC_MUST_CHECK AcStatus ac_str_endswith(AcStr *s, AcValue suffix, AcValue start, AcValue end, bool *out);
AC_MUST_CHECK AcStatus ac_str_removeprefix(AcStr *s, AcStr *prefix, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_removesuffix(AcStr *s, AcStr *suffix, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_center(AcStr *s, ac_int width, AcStr *fill, AcStr **out);   /* fill NULL: blank */
AC_MUST_CHECK AcStatus ac_str_ljust(AcStr *s, ac_int width, AcStr *fill, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_rjust(AcStr *s, ac_int width, AcStr *fill, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_zfill(AcStr *s, ac_int width, AcStr **out);
bool ac_str_isdigit(AcStr *s);
bool ac_str_isalpha(AcStr *s);
bool ac_str_isalnum(AcStr *s);
bool ac_str_isspace(AcStr *s);
bool ac_str_isupper(AcStr *s);
bool ac_str_islower(AcStr *s);
bool ac_str_istitle(AcStr *s);
bool ac_str_isascii(AcStr *s);
bool ac_str_isprintable(AcStr *s);
bool ac_str_isidentifier(AcStr *s);
bool ac_str_isdecimal(AcStr *s);
bool ac_str_isnumeric(AcStr *s);
AC_MUST_CHECK AcStatus ac_str_casefold(AcStr *s, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_expandtabs(AcStr *s, ac_int tabsize, AcStr **out);

/* ---- bytes, bytearray, memoryview ------------------------------------------------------------ */

/* An AcBytes is any of the three where nothing else is said; `what`, `separator` and so on are bytes-like values, and
 * ints where Python takes a byte. What a method gives is of the receiver's type. */
/* bytes.c */
AC_MUST_CHECK AcStatus ac_bytes_new(const char *data, size_t n, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_from(AcValue source, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytearray_from(AcValue source, AcBytes **out);
bool ac_bytes_eq(const AcBytes *a, const AcBytes *b);
int ac_bytes_compare(const AcBytes *a, const AcBytes *b);
AC_MUST_CHECK AcStatus ac_bytes_add(AcBytes *a, AcValue b, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_mul(AcBytes *a, ac_int n, AcBytes **out);
AC_MUST_CHECK AcStatus ac_value_ord(AcValue v, ac_int *out);
AC_MUST_CHECK AcStatus ac_bytes_get(const AcBytes *b, ac_int i, ac_int *out);
AC_MUST_CHECK AcStatus ac_bytes_slice(AcBytes *b, AcValue start, AcValue stop, AcValue step, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_contains(const AcBytes *b, AcValue item, bool *out);

/* bytearray.c */
AC_MUST_CHECK AcStatus ac_bytes_set(AcBytes *bytes, ac_int i, AcValue item);
AC_MUST_CHECK AcStatus ac_bytes_set_slice(AcBytes *bytes, AcValue start, AcValue stop, AcValue step, AcValue source);
AC_MUST_CHECK AcStatus ac_bytes_delete(AcBytes *bytes, ac_int i);
AC_MUST_CHECK AcStatus ac_bytes_delete_slice(AcBytes *bytes, AcValue start, AcValue stop, AcValue step);
AC_MUST_CHECK AcStatus ac_bytearray_append(AcBytes *b, AcValue item);
AC_MUST_CHECK AcStatus ac_bytearray_extend(AcBytes *b, AcValue source);
AC_MUST_CHECK AcStatus ac_bytearray_add_to(AcBytes *b, AcValue source);
AC_MUST_CHECK AcStatus ac_bytearray_repeat_to(AcBytes *b, ac_int n);
AC_MUST_CHECK AcStatus ac_bytearray_insert(AcBytes *b, ac_int i, AcValue item);
AC_MUST_CHECK AcStatus ac_bytearray_pop(AcBytes *b, ac_int i, ac_int *out);
AC_MUST_CHECK AcStatus ac_bytearray_remove(AcBytes *b, AcValue item);
AC_MUST_CHECK AcStatus ac_bytearray_clear(AcBytes *b);
void ac_bytearray_reverse(AcBytes *b);
AC_MUST_CHECK AcStatus ac_bytearray_copy(AcBytes *b, AcBytes **out);

/* memoryview.c */
AC_MUST_CHECK AcStatus ac_memoryview_new(AcValue source, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_tobytes(AcBytes *b, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_tolist(AcBytes *b, AcList **out);

/* bytes_find.c */
AC_MUST_CHECK AcStatus ac_bytes_find(AcBytes *b, AcValue what, AcValue start, AcValue end, ac_int *out);
AC_MUST_CHECK AcStatus ac_bytes_rfind(AcBytes *b, AcValue what, AcValue start, AcValue end, ac_int *out);
AC_MUST_CHECK AcStatus ac_bytes_index(AcBytes *b, AcValue what, AcValue start, AcValue end, ac_int *out);
AC_MUST_CHECK AcStatus ac_bytes_rindex(AcBytes *b, AcValue what, AcValue start, AcValue end, ac_int *out);
AC_MUST_CHECK AcStatus ac_bytes_count(AcBytes *b, AcValue what, AcValue start, AcValue end, ac_int *out);
AC_MUST_CHECK AcStatus ac_bytes_replace(AcBytes *b, AcValue old, AcValue by, ac_int count, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_translate(AcBytes *b, AcValue table, AcValue deleted, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_startswith(AcBytes *b, AcValue prefix, AcValue start, AcValue end, bool *out);
AC_MUST_CHECK AcStatus ac_bytes_endswith(AcBytes *b, AcValue suffix, AcValue start, AcValue end, bool *out);
AC_MUST_CHECK AcStatus ac_bytes_removeprefix(AcBytes *b, AcValue prefix, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_removesuffix(AcBytes *b, AcValue suffix, AcBytes **out);

/* bytes_split.c */
AC_MUST_CHECK AcStatus ac_bytes_split(AcBytes *b, AcValue separator, ac_int maxsplit, AcList **out);
AC_MUST_CHECK AcStatus ac_bytes_rsplit(AcBytes *b, AcValue separator, ac_int maxsplit, AcList **out);
AC_MUST_CHECK AcStatus ac_bytes_splitlines(AcBytes *b, bool keepends, AcList **out);
AC_MUST_CHECK AcStatus ac_bytes_partition(AcBytes *b, AcValue separator, AcTuple **out);
AC_MUST_CHECK AcStatus ac_bytes_rpartition(AcBytes *b, AcValue separator, AcTuple **out);
AC_MUST_CHECK AcStatus ac_bytes_join(AcBytes *sep, AcValue iterable, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_strip(AcBytes *b, AcValue chars, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_lstrip(AcBytes *b, AcValue chars, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_rstrip(AcBytes *b, AcValue chars, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_center(AcBytes *b, ac_int width, AcValue fill, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_ljust(AcBytes *b, ac_int width, AcValue fill, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_rjust(AcBytes *b, ac_int width, AcValue fill, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_zfill(AcBytes *b, ac_int width, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_expandtabs(AcBytes *b, ac_int tabsize, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_upper(AcBytes *b, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_lower(AcBytes *b, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_swapcase(AcBytes *b, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_title(AcBytes *b, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_capitalize(AcBytes *b, AcBytes **out);
bool ac_bytes_isdigit(const AcBytes *b);
bool ac_bytes_isalpha(const AcBytes *b);
bool ac_bytes_isalnum(const AcBytes *b);
bool ac_bytes_isspace(const AcBytes *b);
bool ac_bytes_isascii(const AcBytes *b);
bool ac_bytes_isupper(const AcBytes *b);
bool ac_bytes_islower(const AcBytes *b);
bool ac_bytes_istitle(const AcBytes *b);

/* codec.c */
AC_MUST_CHECK AcStatus ac_str_encode(AcStr *s, AcStr *encoding, AcStr *errors, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_decode(AcBytes *b, AcStr *encoding, AcStr *errors, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_decode(AcValue v, AcStr *encoding, AcStr *errors, AcStr **out);
AC_MUST_CHECK AcStatus ac_bytes_encoded(AcValue v, AcStr *encoding, AcStr *errors, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytearray_encoded(AcValue v, AcStr *encoding, AcStr *errors, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytes_hex(AcBytes *b, AcValue separator, ac_int group, AcStr **out);
AC_MUST_CHECK AcStatus ac_bytes_fromhex(AcStr *s, AcBytes **out);
AC_MUST_CHECK AcStatus ac_bytearray_fromhex(AcStr *s, AcBytes **out);
AC_MUST_CHECK AcStatus ac_int_to_bytes(ac_int n, ac_int length, AcStr *order, bool is_signed, AcBytes **out);
AC_MUST_CHECK AcStatus ac_int_from_bytes(AcValue source, AcStr *order, bool is_signed, ac_int *out);

/* ---- formatting and printing (fmt.c) --------------------------------------------------------- */

AC_MUST_CHECK AcStatus ac_format(AcValue v, AcStr *spec, AcStr **out);            /* format(v, spec); spec NULL: "" */
/* "...".format(*positional, **named): the whole template language with nested fields, conversions, attribute
 * and index access on built-in types. names[i] belongs to args[positional + i]. */
AC_MUST_CHECK AcStatus ac_str_format(AcStr *template_text, size_t positional, size_t named,
                                     const AcValue *args, AcStr *const *names, AcStr **out);
/* The same with a dict of further names, or NULL. */
AC_MUST_CHECK AcStatus ac_str_format_map(AcStr *template_text, size_t positional, size_t named, const AcValue *args,
                                         AcStr *const *names, AcDict *mapping, AcStr **out);
/* Each character replaced by what the table, a dict or a sequence, has for its code: a string, a code, or None. */
AC_MUST_CHECK AcStatus ac_str_translate(AcStr *s, AcValue table, AcStr **out);
AC_MUST_CHECK AcStatus ac_str_maketrans(AcValue from, AcValue to, AcValue gone, AcDict **out);        /* to, gone: a str or None */
AC_MUST_CHECK AcStatus ac_str_percent(AcStr *template_text, AcValue args, AcStr **out);   /* "%d" % x */
AC_MUST_CHECK AcStatus ac_bytes_percent(AcBytes *template_bytes, AcValue args, AcBytes **out);
/* print(): each value's str, between them sep, then end (NULL: " ", "\n"). */
AC_MUST_CHECK AcStatus ac_print(size_t n, const AcValue *args, AcStr *sep, AcStr *end);
AC_MUST_CHECK AcStatus ac_print_to(bool to_stderr, size_t n, const AcValue *args, AcStr *sep, AcStr *end);
AC_MUST_CHECK AcStatus ac_repr_ascii(AcValue v, AcStr **out);                     /* ascii(v), !a */
AC_MUST_CHECK AcStatus ac_input(AcStr *prompt, AcStr **out);
void ac_flush(void);

/* ---- list (list.c) --------------------------------------------------------------------------- */

/* `items`, `item`, `out` of the element's C type: ac_rep_size(rep) bytes. Items are borrowed. */
AC_MUST_CHECK AcStatus ac_list_new(AcRep rep, size_t n, const void *items, AcList **out);
AC_MUST_CHECK AcStatus ac_list_append(AcList *l, const void *item);
AC_MUST_CHECK AcStatus ac_list_grow(AcList *l);                                   /* room for one more */
AC_MUST_CHECK AcStatus ac_list_extend(AcList *l, AcValue iterable);
AC_MUST_CHECK AcStatus ac_list_insert(AcList *l, ac_int i, const void *item);
AC_MUST_CHECK AcStatus ac_list_pop(AcList *l, ac_int i, void *out);               /* "pop from empty list", "pop index out of range" */
AC_MUST_CHECK AcStatus ac_list_remove(AcList *l, const void *item);
AC_MUST_CHECK AcStatus ac_list_index_of(AcList *l, const void *item, ac_int *out);
/* l.index(item, start, stop) */
AC_MUST_CHECK AcStatus ac_list_index_in(AcList *l, const void *item, AcValue start, AcValue stop, ac_int *out);
AC_MUST_CHECK AcStatus ac_list_count(AcList *l, const void *item, ac_int *out);
AC_MUST_CHECK AcStatus ac_list_contains(AcList *l, const void *item, bool *out);
AC_MUST_CHECK AcStatus ac_list_delete(AcList *l, ac_int i);                       /* del l[i] */
AC_MUST_CHECK AcStatus ac_list_delete_slice(AcList *l, AcValue start, AcValue stop, AcValue step);
AC_MUST_CHECK AcStatus ac_list_add(AcList *a, AcList *b, AcList **out);
AC_MUST_CHECK AcStatus ac_list_mul(AcList *a, ac_int n, AcList **out);
AC_MUST_CHECK AcStatus ac_list_slice(AcList *l, AcValue start, AcValue stop, AcValue step, AcList **out);
AC_MUST_CHECK AcStatus ac_list_set_slice(AcList *l, AcValue start, AcValue stop, AcValue step, AcValue iterable);
AC_MUST_CHECK AcStatus ac_list_copy(AcList *l, AcList **out);
AC_MUST_CHECK AcStatus ac_list_from(AcRep rep, AcValue iterable, AcList **out);   /* list(x) */
AC_MUST_CHECK AcStatus ac_list_sort(AcList *l, bool reverse);                     /* stable */
AC_MUST_CHECK AcStatus ac_list_sort_by(AcList *l, const AcList *keys, bool reverse);   /* keys[i] is l[i]'s */
AC_MUST_CHECK AcStatus ac_list_sum(AcValue iterable, AcValue start, AcValue *out);
/* min(a, b, ...); n == 1: of an iterable, which may be empty if there is a default. key NULL: the items themselves. */
AC_MUST_CHECK AcStatus ac_value_min(size_t n, const AcValue *args, AcCallback key, AcValue callee, bool has_default,
                                    AcValue fallback, AcValue *out);
AC_MUST_CHECK AcStatus ac_value_max(size_t n, const AcValue *args, AcCallback key, AcValue callee, bool has_default,
                                    AcValue fallback, AcValue *out);
AC_MUST_CHECK AcStatus ac_value_any(AcValue iterable, bool *out);
AC_MUST_CHECK AcStatus ac_value_all(AcValue iterable, bool *out);
void ac_list_clear(AcList *l);
void ac_list_reverse(AcList *l);
AC_COLD AcStatus ac_raise_index(const char *text);
/* Makes a Python index right for a list of n: *i in [0, n), or IndexError "list index out of range". */
static inline AC_MUST_CHECK AcStatus ac_list_check(const AcList *l, ac_int *i, const char *text)
{
    if (AC_UNLIKELY((ac_uint)*i >= l->n)) {
        if (*i >= 0 || *i < -(ac_int)l->n)
            return AC_RAISES(ac_raise_index(text));
        *i += (ac_int)l->n;
    }
    return AC_OK;
}
/* Where l[i] lies. */
static inline AC_MUST_CHECK AcStatus ac_list_index(const AcList *l, ac_int i, ac_int *out)
{
    if (AC_UNLIKELY(ac_list_check(l, &i, "list index out of range") != AC_OK))
        return AC_RAISED;
    *out = i;
    return AC_OK;
}
/* l[i], for any element type: copies the item to `out` and counts it up. */
AC_MUST_CHECK AcStatus ac_list_get(AcList *l, ac_int i, void *out);
AC_MUST_CHECK AcStatus ac_list_set(AcList *l, ac_int i, const void *item);        /* "list assignment index out of range" */
/* Unboxed, inline: l[i] of a list whose rep is known. */
#define AC_LIST_GETTER(NAME, T)                                                                \
    static inline AC_MUST_CHECK AcStatus NAME(const AcList *l, ac_int i, T *out)               \
    {                                                                                          \
        if (AC_UNLIKELY(ac_list_check(l, &i, "list index out of range") != AC_OK))             \
            return AC_RAISED;                                                                  \
        *out = AC_ITEM(T, l, i);                                                               \
        return AC_OK;                                                                          \
    }
AC_LIST_GETTER(ac_list_get_int, ac_int)
AC_LIST_GETTER(ac_list_get_float, ac_float)
AC_LIST_GETTER(ac_list_get_bool, bool)
#define AC_LIST_SETTER(NAME, T)                                                                \
    static inline AC_MUST_CHECK AcStatus NAME(AcList *l, ac_int i, T item)                     \
    {                                                                                          \
        if (AC_UNLIKELY(ac_list_check(l, &i, "list assignment index out of range") != AC_OK))  \
            return AC_RAISED;                                                                  \
        AC_ITEM(T, l, i) = item;                                                               \
        return AC_OK;                                                                          \
    }
AC_LIST_SETTER(ac_list_set_int, ac_int)
AC_LIST_SETTER(ac_list_set_float, ac_float)
AC_LIST_SETTER(ac_list_set_bool, bool)
#define AC_LIST_APPENDER(NAME, T)                                                              \
    static inline AC_MUST_CHECK AcStatus NAME(AcList *l, T item)                               \
    {                                                                                          \
        if (AC_UNLIKELY(l->n == l->cap) && ac_list_grow(l) != AC_OK)                           \
            return AC_RAISED;                                                                  \
        AC_ITEM(T, l, l->n++) = item;                                                          \
        return AC_OK;                                                                          \
    }
AC_LIST_APPENDER(ac_list_append_int, ac_int)
AC_LIST_APPENDER(ac_list_append_float, ac_float)
AC_LIST_APPENDER(ac_list_append_bool, bool)
/* The items' own C type is another pointer: copied as bytes. */
static inline AC_MUST_CHECK AcStatus ac_list_append_obj(AcList *l, AcObj *item)
{
    if (AC_UNLIKELY(l->n == l->cap) && ac_list_grow(l) != AC_OK)
        return AC_RAISED;
    ac_retain_obj(item);
    memcpy((AcObj **)l->data + l->n++, &item, sizeof item);
    return AC_OK;
}
#define ac_list_append_ref(l, item) ac_list_append_obj(l, (AcObj *)(item))

/* ---- tuple and range (list.c) ---------------------------------------------------------------- */

AC_MUST_CHECK AcStatus ac_tuple_new(size_t n, const AcValue *items, AcTuple **out);   /* n == 0: the empty one */
AC_MUST_CHECK AcStatus ac_tuple_from(AcValue iterable, AcTuple **out);            /* tuple(x) */
AC_MUST_CHECK AcStatus ac_tuple_get_backward(const AcTuple *t, ac_int i, AcValue *out);   /* i < 0, or out of range */
/* Owned; "tuple index out of range". Inline, as loops over tuples do little else. */
static inline AC_MUST_CHECK AcStatus ac_tuple_get(const AcTuple *t, ac_int i, AcValue *out)
{
    if (AC_UNLIKELY((ac_uint)i >= t->n))
        return ac_tuple_get_backward(t, i, out);
    *out = t->item[i];
    ac_retain_value(*out);
    return AC_OK;
}
AC_MUST_CHECK AcStatus ac_tuple_slice(AcTuple *t, AcValue start, AcValue stop, AcValue step, AcTuple **out);
AC_MUST_CHECK AcStatus ac_tuple_count(AcTuple *t, AcValue item, ac_int *out);
AC_MUST_CHECK AcStatus ac_tuple_index_of(AcTuple *t, AcValue item, ac_int *out);  /* "tuple.index(x): x not in tuple" */
AC_MUST_CHECK AcStatus ac_tuple_index_in(AcTuple *t, AcValue item, AcValue start, AcValue stop, ac_int *out);
AC_MUST_CHECK AcStatus ac_range_count_of(AcRange *r, AcValue item, ac_int *out);
AC_MUST_CHECK AcStatus ac_range_index_of(AcRange *r, AcValue item, ac_int *out);
AC_MUST_CHECK AcStatus ac_tuple_add(AcTuple *a, AcTuple *b, AcTuple **out);
AC_MUST_CHECK AcStatus ac_tuple_mul(AcTuple *a, ac_int n, AcTuple **out);
/* Checks the length for unpacking: ValueError with Python's text. */
AC_MUST_CHECK AcStatus ac_tuple_unpack_check(const AcTuple *t, ac_int wanted);
AC_MUST_CHECK AcStatus ac_list_add_starred(AcList *l, AcValue iterable);         /* [*iterable] */
AC_MUST_CHECK AcStatus ac_list_of_unpacked(AcValue iterable, ac_int most, AcList **out);   /* of a, b = iterable: so many items, if there are */
AC_MUST_CHECK AcStatus ac_list_unpack_check(const AcList *l, ac_int wanted);
AC_MUST_CHECK AcStatus ac_list_unpack_star(const AcList *l, ac_int least);        /* a, *b = ...: at least so many */
AC_MUST_CHECK AcStatus ac_range_new(ac_int start, ac_int stop, ac_int step, AcRange **out);   /* step 0: ValueError */
ac_int ac_range_len(const AcRange *r);
/* Item i of range(start, ..., step). */
static inline ac_int ac_range_at(ac_int start, ac_int i, ac_int step)
{
    return (ac_int)((ac_uint)start + (ac_uint)i * (ac_uint)step);
}
/* Number of turns of `for i in range(start, stop, step)`; step is not 0. */
ac_uint ac_range_count(ac_int start, ac_int stop, ac_int step);
AC_MUST_CHECK AcStatus ac_check_step(ac_int step);                                /* "range() arg 3 must not be zero" */
AC_MUST_CHECK AcStatus ac_range_get(const AcRange *r, ac_int i, ac_int *out);
AC_MUST_CHECK AcStatus ac_range_slice(AcRange *r, AcValue start, AcValue stop, AcValue step, AcRange **out);
bool ac_range_contains(const AcRange *r, ac_int i);

/* ---- exceptions as values (exc.c) ------------------------------------------------------------ */

AC_MUST_CHECK AcStatus ac_exc_str(AcExc *e, AcStr **out);
AC_MUST_CHECK AcStatus ac_exc_repr(AcExc *e, AcStr **out);
void ac_exc_drop(AcObj *e);                                   /* for drop slots of derived classes */
AC_MUST_CHECK AcStatus ac_exc_arg(AcExc *e, ac_int i, AcValue *out);   /* e.args[i]; e.value, e.errno ... */
AC_MUST_CHECK AcStatus ac_exc_init(AcExc *e, size_t n, const AcValue *args);      /* BaseException.__init__ */

/* ---- the program (sys.c) --------------------------------------------------------------------- */

/* The generated main: int main(argc, argv) { return ac_main(argc, argv, module_body); }. Runs the program,
 * prints an uncaught exception, turns SystemExit into a status, flushes, and with -DAC_DEBUG reports live objects
 * (status 97 when there are some). */
int  ac_main(int argc, char **argv, AcStatus (*program)(void));
/* Its two halves: the program's text; what it left is given up, and the status is what is returned. */
AC_MUST_CHECK AcStatus ac_start_program(int argc, char **argv, AcStatus (*program)(void));
int  ac_end_program(int status);
/* Registers a function that clears the program's module variables at exit. */
void ac_at_exit(void (*clear)(void));
AC_MUST_CHECK AcStatus ac_sys_argv(AcList **out);             /* the one list, a reference to it */
AC_MUST_CHECK AcStatus ac_sys_exit(AcValue status);           /* raises SystemExit */
AC_MUST_CHECK AcStatus ac_sys_print_exception(AcExc *e);
AC_MUST_CHECK AcStatus ac_exception_text(AcExc *e, AcStr **out);                    /* its traceback */
static inline ac_int ac_sys_maxsize(void) { return AC_INT_MAX; }
ac_int ac_sys_write(ac_int fd, AcStr *s);                     /* how many characters; fd 1 or 2 */
/* ---- generators (generator.c) ---------------------------------------------------------------- */

/* What a yield hands out, owned, and what it is resumed with. */
extern AcValue ac_yielded, ac_sent;
AcValue ac_take_sent(void);
extern const AcType ac_type_generator, ac_type_async_generator;
/* As ac_coro_new. */
AC_MUST_CHECK AcStatus ac_generator_new(const AcCode *code, AcCoro **out);
AC_MUST_CHECK AcStatus ac_async_generator_new(const AcCode *code, AcCoro **out);
/* The next item, owned; at the end StopIteration. */
AC_MUST_CHECK AcStatus ac_generator_send(AcCoro *g, AcValue sent, AcValue *out);
AC_MUST_CHECK AcStatus ac_generator_throw(AcCoro *g, AcExc *e, AcValue *out);
AC_MUST_CHECK AcStatus ac_generator_close(AcCoro *g);
AcValue ac_generator_result(AcCoro *g);                       /* moved out */
/* yield from: `it` is resumed as the generator around it is. *more false: it has ended. */
AC_MUST_CHECK AcStatus ac_delegate_send(AcIter *it, AcValue sent, bool *more, AcValue *item);
AC_MUST_CHECK AcStatus ac_delegate_throw(AcIter *it, AcExc *e, bool *more, AcValue *item);
AcValue ac_delegate_result(AcIter *it);
/* async for: awaited by the frame f; then the item, owned, or *more false. */
AC_MUST_CHECK AcStatus ac_async_generator_next(AcFrame *f, AcCoro *g);
AcValue ac_async_generator_item(AcCoro *g, bool *more);
AC_MUST_CHECK AcStatus ac_async_generator_throw(AcFrame *f, AcCoro *g, AcExc *e);
bool ac_async_generator_ended(const AcCoro *g);
AC_MUST_CHECK AcStatus ac_async_generator_offer(const AcObj *g, AcValue sent);       /* for the yield that is resumed next */
AC_MUST_CHECK AcStatus ac_async_generator_take(AcObj *g, AcValue *out);              /* what has been yielded */
/* Whether it is a coroutine or generator of that function. */
bool ac_is_coroutine_of(const void *object, const AcCode *code);

/* ---- time (time.c) --------------------------------------------------------------------------- */

ac_float ac_time(void);                                       /* seconds; on the virtual clock from 0 */
ac_float ac_monotonic(void);
AC_MUST_CHECK AcStatus ac_blocking_sleep_ms(ac_int ms);       /* holds up every task */
AC_MUST_CHECK AcStatus ac_blocking_sleep_us(ac_int us);

/* ---- coroutines driven by hand (drive.c) ----------------------------------------------------- */

/* What it gives way with, owned; at its end StopIteration. */
AC_MUST_CHECK AcStatus ac_coroutine_send(AcCoro *coro, AcValue sent, AcValue *out);
AC_MUST_CHECK AcStatus ac_coroutine_throw(AcCoro *coro, AcExc *e, AcValue *out);
AC_MUST_CHECK AcStatus ac_coroutine_close(AcCoro *coro);
/* yield in a coroutine, awaited by f: to whoever drives it, or, in a task, a pause of so many milliseconds. */
AC_MUST_CHECK AcStatus ac_give_way(AcFrame *f, AcValue given);

/* ---- tasks (task.c, timer.c, wait.c, join.c) -------------------------------------------------- */

extern AcTask *ac_current;                                    /* running, or NULL */

/* A task of a coroutine object (takes a reference), queued last. An object already awaited: RuntimeError.
 * A task given instead of a coroutine is returned itself (ac_ensure_task). */
AC_MUST_CHECK AcStatus ac_task_new(AcCoro *coro, AcTask **out);
AC_MUST_CHECK AcStatus ac_ensure_task(AcObj *awaitable, AcTask **out);
static inline void ac_task_hide(AcTask *t) { t->helper = true; }      /* from all_tasks(): one of the library's own */
static inline void ac_task_disown(AcTask *t, AcTask *awaited) { (void)awaited; t->disowned = true; }
static inline bool ac_disowned(void) { return ac_current->disowned; }
static inline AcTask *ac_task_itself(AcTask *t) { ac_retain(t); return t; }   /* whatever its result's type */
AC_MUST_CHECK AcStatus ac_task_cancel(AcTask *t, bool *out);  /* "can't cancel self" */
bool ac_task_done(const AcTask *t);
bool ac_task_cancelled(const AcTask *t);
AC_MUST_CHECK AcStatus ac_task_result(AcTask *t, AcValue *out);       /* raises its exception; InvalidStateError is RuntimeError */
AC_MUST_CHECK AcStatus ac_task_exception(AcTask *t, AcExc **out);     /* NULL: none */
AC_MUST_CHECK AcStatus ac_current_task(AcTask **out);         /* RuntimeError outside */
void ac_task_wake(AcTask *t);                                 /* ends its sleep now, or ac_never; others: nothing */
/* Runs until `main_task` is done (NULL: until ac_loop_stop or nothing is left); its result or exception. */
AC_MUST_CHECK AcStatus ac_run_until_complete(AcTask *main_task, AcValue *out);
AC_MUST_CHECK AcStatus ac_run_forever(void);
void ac_loop_stop(void);
void ac_loop_reset(void);                                     /* new_event_loop(): forgets every task */
/* For superloops: runs what is ready; the ms until it next wants to run, or AC_NEVER. */
uint32_t ac_run_once(void);
/* The exception handler, called with (exception, task) of an unretrieved failure; the library sets it. NULL: default. */
typedef AcStatus (*AcExceptionHook)(AcExc *e, AcTask *t);
void ac_warn_slow(uint32_t ms);   /* from now on, on stderr, of each step of a task that takes longer */
void ac_dump_tasks(void);         /* all that are not done, on stderr: what each waits for, and where */
void ac_tell_since(void);         /* and since when, from now on: before the first coroutine is made */
extern AcExceptionHook ac_exception_hook;
static inline void ac_set_exception_hook(AcExceptionHook hook) { ac_exception_hook = hook; }
/* The next failed task whose exception nobody retrieved: see runtime/lib/asyncio.async. */
AC_MUST_CHECK AcStatus ac_default_exception_handler(AcExc *e, AcTask *t);     /* "Task exception wasn't retrieved", traceback, on stderr */

void ac_exception_group_made(void);                           /* group.c: from now on, exceptions may be groups */
void ac_exception_group_copy(const AcExc *whole, AcExc *part);        /* where it was raised, and why */
bool ac_exception_group_same(const AcExc *whole, const AcExc *part);  /* has it that still, and nothing more? */

/* Primitives to await: always park the running task with leaf `f`, whose state was set before. */
/* ms <= 0: once round, inline since it is what tasks do most; beyond half the clock: OverflowError. */
typedef struct { AcTask *first, **end; uint32_t now; } AcReady;   /* the ready queue, and the clock as last read */
extern AcReady ac_ready;
/* Last in the queue. A task that runs has the state READY already. */
static inline void ac_ready_append(AcTask *t)
{
    t->place.at.due = ac_ready.now;
    t->next = NULL;
    *ac_ready.end = t;
    ac_ready.end = &t->next;
}
AC_MUST_CHECK AcStatus ac_sleep_until_due(AcFrame *f, ac_int ms);
static inline AC_MUST_CHECK AcStatus ac_sleep_ms(AcFrame *f, ac_int ms)
{
    AcTask *t = ac_current;

    if (ms > 0)
        return ac_sleep_until_due(f, ms);
    t->leaf = f;
    ac_ready_append(t);
    return AC_PENDING;
}
AC_MUST_CHECK AcStatus ac_never(AcFrame *f);                  /* until cancelled, or ac_task_wake */
/* For who polls what tells nobody that it is ready: until all that is ready now has run, or a millisecond has passed. */
AC_MUST_CHECK AcStatus ac_next_pass(AcFrame *f);
/* From now on those who wait so are asked after every turn of another task, not once in a pass. */
void ac_loop_fast(void);
/* Queues of waiting tasks; inline, since Event and Lock do little else. What holds the queue lies in `f`, as all that
 * a primitive is given does, and keeps it alive. */
AC_MUST_CHECK AcStatus ac_queue_new(AcQueue **out);
static inline AC_MUST_CHECK AcStatus ac_queue_wait(AcFrame *f, AcQueue *q)
{
    AcTask *t = ac_current;

    t->leaf = f;
    t->state = AC_TASK_QUEUE;
    t->waits = q;
    t->next = NULL;
    t->left = false;
    t->place.prev = q->tail;
    *(q->tail ? &q->tail->next : &q->head) = t;
    q->tail = t;
    return AC_PENDING;
}
static inline bool ac_queue_wake_one(AcQueue *q)              /* false: it is empty */
{
    AcTask *t = q->head, *next;

    if (!t)
        return false;
    next = t->next;
    q->head = next;
    *(next ? &next->place.prev : &q->tail) = NULL;
    t->state = AC_TASK_READY;
    ac_ready_append(t);
    return true;
}
static inline void ac_queue_wake_all(AcQueue *q)
{
    while (ac_queue_wake_one(q))
        ;
}
/* For the handler of a cancellation: the running task had been woken from the queue before. */
static inline bool ac_queue_woken(void) { return !ac_current->left; }
static inline bool ac_queue_empty(const AcQueue *q) { return q->head == NULL; }
ac_int ac_queue_length(const AcQueue *q);
/* ThreadSafeFlag: set from interrupts and signal handlers. */
typedef struct AcFlag { AcObj obj; volatile int set; AcTask *waiter; struct AcFlag *next; } AcFlag;
extern const AcType ac_type_flag;
AC_MUST_CHECK AcStatus ac_flag_new(AcFlag **out);
void ac_flag_set(AcFlag *flag);
void ac_flag_clear(AcFlag *flag);
AC_MUST_CHECK AcStatus ac_flag_wait(AcFrame *f, AcFlag *flag);   /* AC_OK at once when set; resets it */
/* gather: parks until every task is done, or, with `first` true, one has raised. */
AC_MUST_CHECK AcStatus ac_join_wait(AcFrame *f, AcList *tasks, bool first);
AcTask *ac_join_failed(AcList *tasks);                        /* the first of them that has raised, owned; or NULL */

/* start.c: helpers that begin when so many ms have gone by (<= 0: as soon as possible), or when another task has
 * ended, however it did. */
AC_MUST_CHECK AcStatus ac_start_later(AcCoro *coro, ac_int ms, AcTask **out);
AC_MUST_CHECK AcStatus ac_start_after(AcCoro *coro, AcTask *first, AcTask **out);

/* tasks.c */
ac_int ac_task_cancelling(const AcTask *t);                   /* calls of cancel() less those of uncancel(); at most 255 */
ac_int ac_task_uncancel(AcTask *t);
AC_MUST_CHECK AcStatus ac_task_set_name(AcTask *t, AcValue name);     /* as str() gives it */
AC_MUST_CHECK AcStatus ac_task_get_name(AcTask *t, AcStr **out);      /* "Task-7" without one */
AC_MUST_CHECK AcStatus ac_all_tasks(AcList **out);            /* those not done; without helpers */
AC_MUST_CHECK AcStatus ac_coroutine_cancel(AcCoro *coro, bool *out);  /* the task that runs it; false: there is none */
AcTask *ac_coroutine_task(AcCoro *coro);                      /* owned; or NULL */

#endif
