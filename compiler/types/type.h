/* type.h: static types: sets of atoms, hash-consed.
 *
 * A Type is an atom (one kind of value), a UNION of two or more atoms, NEVER (the empty set: nothing
 * flows here) or ERROR (agrees with everything; after a diagnostic). What a container holds is a Cell:
 * a variable that grows during inference and is unified when containers flow together, so two list types
 * are the same when their cells are. A union holds at most one LIST, one TASK and one TUPLE: joining
 * unifies them.
 *
 * How a value is stored follows from its type alone: type_rep.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_TYPES_TYPE_H
#define ASYNCC_TYPES_TYPE_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/vec.h"

typedef struct Type Type;
typedef struct Cell Cell;
typedef struct FuncInfo FuncInfo;
typedef struct ClassInfo ClassInfo;
typedef struct Instance Instance;
struct ModuleInfo;
struct Builtin;

typedef enum {
    TY_NEVER, TY_ERROR,
    TY_NONE, TY_BOOL, TY_INT, TY_FLOAT,
    TY_STR, TY_RANGE, TY_BYTES, TY_BYTEARRAY, TY_MEMORYVIEW,
    TY_LIST,          /* cell */
    TY_DICT,          /* dict: the cells of its keys and of its values */
    TY_VIEW,          /* cell: what d.keys(), d.values() or d.items() goes over */
    TY_SET, TY_FROZENSET,    /* cell */
    TY_TUPLE,         /* parts; or open: tuple[parts[0], ...] */
    TY_KEYWORDS,      /* parts with names: what a ** parameter holds, which is only passed on; a tuple at run time */
    TY_TASK,          /* cell: what awaiting it gives */
    TY_ITER,          /* cell: what next() gives; an iterator object */
    TY_CORO,          /* a coroutine object of `instance` */
    TY_GEN,           /* a generator of `instance` */
    TY_AGEN,          /* an asynchronous generator of `instance` */
    TY_INST,          /* an object of exactly `class`; of an exception class: or of one derived from it */
    TY_FUNC,          /* the function `func` as a value */
    TY_CLOSURE,       /* `func` with variables of the instance `outer` in which its def ran */
    TY_CLASS,         /* the class `class` as a value */
    TY_METHOD,        /* `func`, perhaps a closure, bound to an object of type `self` */
    TY_BUILTIN,       /* print, len ...; or a method of a built-in type, bound to `self` */
    TY_MODULE,
    TY_UNION          /* parts: atoms, ascending by id */
} TypeKind;

struct Type {
    TypeKind kind;
    int      id;
    union {
        Cell *cell;               /* of a dict: the same as dict.key */
        struct { Cell *key, *value; } dict;
        struct { const Type **at; int n; bool open; const char **names; uint32_t kinds; } parts;      /* kinds: of a union, a bit for each */
        Instance *instance;
        ClassInfo *class;
        FuncInfo *func;
        struct { FuncInfo *func; Instance *outer; } closure;
        struct { FuncInfo *func; const Type *self; Instance *outer; } method;  /* outer: of a closure; or NULL */
        struct { const struct Builtin *builtin; const Type *self; } builtin;   /* self NULL: a function */
        struct ModuleInfo *module;
    } u;
};

extern const Type *const type_never, *const type_error, *const type_none, *const type_bool,
    *const type_int, *const type_float, *const type_str, *const type_range, *const type_bytes,
    *const type_bytearray, *const type_memoryview;

/* For lowering: a value of any type, stored tagged. Inference never gives it. */
extern const Type *const type_any;

/* Content of containers. cell_add and cell_unify return whether anything grew. */
struct Cell {
    Cell       *parent;           /* union-find */
    const Type *content;
    int         id;
    VEC(Instance *) readers;      /* to be inferred again when content grows */
};

void        types_begin(Arena *a);            /* a compilation's tables; forgets earlier ones */
Cell       *cell_new(void);
Cell       *cell_find(Cell *c);
bool        cell_add(Cell *c, const Type *t);
bool        cell_unify(Cell *a, Cell *b);
void        cell_read(Cell *c, Instance *reader);             /* reader is inferred again when c grows */
const Type *type_list(Cell *c);
const Type *type_task(Cell *c);
const Type *type_dict(Cell *key, Cell *value);
const Type *type_set(Cell *c);
const Type *type_frozenset(Cell *c);
const Type *type_view(Cell *c);
const Type *type_iter(Cell *c);
const Type *type_tuple(const Type *const *parts, int n);
const Type *type_tuple_open(const Type *part);
const Type *type_keywords(const char *const *names, const Type *const *parts, int n);
const Type *type_coro(Instance *i);
const Type *type_gen(Instance *i);                            /* asynchronous when its function is */
const Type *type_inst(ClassInfo *c);
const Type *type_class(ClassInfo *c);
const Type *type_func(FuncInfo *f);
const Type *type_closure(FuncInfo *f, Instance *outer);
const Type *type_method(FuncInfo *f, const Type *self);
const Type *type_method_of(const Type *function, const Type *self);       /* a FUNC or CLOSURE, bound */
const Type *type_builtin(const struct Builtin *b, const Type *self);
const Type *type_module(struct ModuleInfo *m);

const Type *type_join(const Type *a, const Type *b);          /* may unify cells */
const Type *type_without(const Type *t, const Type *atom);    /* t less one atom */
bool        type_has(const Type *t, TypeKind kind);           /* t is, or a union that has, an atom of it */
const Type *type_only(const Type *t, TypeKind kind);          /* that atom, or NULL */
/* 0 for NEVER, 1 for an atom, n for a union */
static inline int type_atoms(const Type *t)
{
    return t->kind == TY_NEVER ? 0 : t->kind == TY_UNION ? t->u.parts.n : 1;
}
static inline const Type *type_atom(const Type *t, int i)
{
    return t->kind == TY_UNION ? t->u.parts.at[i] : t;
}
bool        type_is_bytes(const Type *atom);                  /* bytes, bytearray or memoryview */
bool        type_is_set(const Type *atom);                    /* set or frozenset */
bool        type_same(const Type *a, const Type *b);          /* after unification */
const Type *type_norm(const Type *t);                         /* cells named by their representatives */
const Type *type_elem(const Type *container);              /* content of its cell */
/* As Python's annotations are written: "int | None", "list[str]", "tuple[int, ...]", "Lock". */
const char *type_text(Arena *a, const Type *t);
/* The name of the class at run time, type(x).__name__, of an atom: "int", "NoneType", "function". */
const char *type_class_name(const Type *atom);
extern bool types_grew;                                       /* set when any cell grows or is unified */
extern void (*types_dirty)(Instance *);                       /* called for each reader of a cell that grew */

/* Storage. REF: a pointer to an object, NULL for None. VALUE: a tagged AcValue. The numbers are AcRep's of
 * runtime/asyncc.h. A union of references (and None) is a REF; None alone is a REF that is always NULL. */
typedef enum { REP_BOOL, REP_INT, REP_FLOAT, REP_REF, REP_VALUE, REP_NONE } Rep;
Rep  type_rep(const Type *t);
/* One function, class, module or unbound built-in: known at compile time, so variables of it need no storage. */
bool type_static(const Type *t);
/* Without a heap only what may refer to a coroutine of a pool is counted, if the program has pools; else nothing. */
typedef enum { COUNT_ALL, COUNT_POOLED, COUNT_NONE } TypesCounted;
extern TypesCounted types_counted;
bool type_counted(const Type *t);             /* REF or VALUE that may hold a counted reference */

#endif
