/* type.c: hash-consed types, cells and their unification.
 * SPDX-License-Identifier: MIT */
#include "types/type.h"

#include <assert.h>
#include <string.h>
#include "base/intern.h"
#include "types/program.h"

typedef struct TypeTable { const Type **slot; int slots, n; } TypeTable;

static Arena    *arena;
static TypeTable table;
static int       next_type, next_cell;

static Type never_ = { .kind = TY_NEVER, .id = 0 }, error_ = { .kind = TY_ERROR, .id = 1 },
            none_ = { .kind = TY_NONE, .id = 2 }, bool_ = { .kind = TY_BOOL, .id = 3 },
            int_ = { .kind = TY_INT, .id = 4 }, float_ = { .kind = TY_FLOAT, .id = 5 },
            str_ = { .kind = TY_STR, .id = 6 }, range_ = { .kind = TY_RANGE, .id = 7 },
            bytes_ = { .kind = TY_BYTES, .id = 9 }, bytearray_ = { .kind = TY_BYTEARRAY, .id = 10 },
            memoryview_ = { .kind = TY_MEMORYVIEW, .id = 11 };
const Type *const type_never = &never_, *const type_error = &error_, *const type_none = &none_,
    *const type_bool = &bool_, *const type_int = &int_, *const type_float = &float_,
    *const type_str = &str_, *const type_range = &range_,
    *const type_bytes = &bytes_, *const type_bytearray = &bytearray_, *const type_memoryview = &memoryview_;

#define KIND_BIT(kind) ((uint32_t)1 << (kind))
static const uint32_t scalar_kinds = KIND_BIT(TY_BOOL) | KIND_BIT(TY_INT) | KIND_BIT(TY_FLOAT);

static const Type *any_parts[] = { &none_, &int_ };
static Type any_ = { .kind = TY_UNION, .id = 8, .u.parts = { any_parts, 2, false, NULL, KIND_BIT(TY_NONE) | KIND_BIT(TY_INT) } };
const Type *const type_any = &any_;

bool types_grew;
void (*types_dirty)(Instance *);

void types_begin(Arena *a)
{
    arena = a;
    table = (TypeTable){ NULL, 0, 0 };
    next_type = 16;
    next_cell = 0;
    types_grew = false;
}

/* ---- hash-consing ---- */

static uint64_t mix(uint64_t h, uint64_t v)
{
    h ^= v + 0x9E3779B97F4A7C15u + (h << 6) + (h >> 2);
    return h * 0xFF51AFD7ED558CCDu;
}

static uint64_t payload_hash(const Type *t)
{
    uint64_t h = mix(7, (uint64_t)t->kind);

    switch (t->kind) {
    case TY_DICT: return mix(mix(h, (uint64_t)t->u.dict.key->id), (uint64_t)t->u.dict.value->id);
    case TY_LIST: case TY_TASK: case TY_ITER: case TY_VIEW: case TY_SET: case TY_FROZENSET: return mix(h, (uint64_t)t->u.cell->id);
    case TY_TUPLE: case TY_UNION:
        h = mix(h, t->u.parts.open);
        for (int i = 0; i < t->u.parts.n; i++)
            h = mix(h, (uint64_t)t->u.parts.at[i]->id);
        return h;
    case TY_KEYWORDS:
        for (int i = 0; i < t->u.parts.n; i++)
            h = mix(mix(h, (uint64_t)t->u.parts.at[i]->id), (uintptr_t)t->u.parts.names[i]);
        return h;
    case TY_CLOSURE: return mix(mix(h, (uintptr_t)t->u.closure.func), (uintptr_t)t->u.closure.outer);
    case TY_METHOD:  return mix(mix(mix(h, (uintptr_t)t->u.method.func), (uintptr_t)t->u.method.self), (uintptr_t)t->u.method.outer);
    case TY_BUILTIN: return mix(mix(h, (uintptr_t)t->u.builtin.builtin), (uintptr_t)t->u.builtin.self);
    default:         return mix(h, (uintptr_t)t->u.class);      /* one pointer, whichever it is */
    }
}

static bool payload_equal(const Type *a, const Type *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case TY_DICT: return a->u.dict.key == b->u.dict.key && a->u.dict.value == b->u.dict.value;
    case TY_LIST: case TY_TASK: case TY_ITER: case TY_VIEW: case TY_SET: case TY_FROZENSET: return a->u.cell == b->u.cell;
    case TY_TUPLE: case TY_UNION:
        return a->u.parts.n == b->u.parts.n && a->u.parts.open == b->u.parts.open &&
               memcmp(a->u.parts.at, b->u.parts.at, sizeof *a->u.parts.at * (size_t)a->u.parts.n) == 0;
    case TY_KEYWORDS:
        return a->u.parts.n == b->u.parts.n && memcmp(a->u.parts.at, b->u.parts.at, sizeof *a->u.parts.at * (size_t)a->u.parts.n) == 0 &&
               memcmp(a->u.parts.names, b->u.parts.names, sizeof *a->u.parts.names * (size_t)a->u.parts.n) == 0;
    case TY_CLOSURE: return a->u.closure.func == b->u.closure.func && a->u.closure.outer == b->u.closure.outer;
    case TY_METHOD:
        return a->u.method.func == b->u.method.func && a->u.method.self == b->u.method.self && a->u.method.outer == b->u.method.outer;
    case TY_BUILTIN: return a->u.builtin.builtin == b->u.builtin.builtin && a->u.builtin.self == b->u.builtin.self;
    default:         return a->u.class == b->u.class;
    }
}

static void table_grow(void)
{
    TypeTable old = table;

    table.slots = old.slots ? old.slots * 2 : 256;
    table.slot = arena_array(arena, const Type *, table.slots);
    for (int i = 0; i < old.slots; i++) {
        if (!old.slot[i])
            continue;
        uint64_t h = payload_hash(old.slot[i]);
        while (table.slot[h & (uint64_t)(table.slots - 1)])
            h++;
        table.slot[h & (uint64_t)(table.slots - 1)] = old.slot[i];
    }
}

/* The one type equal to `t`, whose parts array may be the caller's: it is copied. */
static const Type *cons(Type t)
{
    if (2 * table.n >= table.slots)
        table_grow();
    uint64_t h = payload_hash(&t);
    for (;; h++) {
        const Type **slot = &table.slot[h & (uint64_t)(table.slots - 1)];
        if (*slot && payload_equal(*slot, &t))
            return *slot;
        if (*slot)
            continue;
        Type *made = arena_new(arena, Type);
        *made = t;
        made->id = next_type++;
        if (t.kind == TY_TUPLE || t.kind == TY_UNION) {
            made->u.parts.at = arena_array(arena, const Type *, t.u.parts.n + 1);
            memcpy(made->u.parts.at, t.u.parts.at, sizeof *t.u.parts.at * (size_t)t.u.parts.n);
        }
        for (int i = 0; t.kind == TY_UNION && i < t.u.parts.n; i++)
            made->u.parts.kinds |= KIND_BIT(t.u.parts.at[i]->kind);
        table.n++;
        return *slot = made;
    }
}

const Type *type_list(Cell *c)        { return cons((Type){ .kind = TY_LIST, .u.cell = cell_find(c) }); }
const Type *type_task(Cell *c)        { return cons((Type){ .kind = TY_TASK, .u.cell = cell_find(c) }); }
const Type *type_iter(Cell *c)        { return cons((Type){ .kind = TY_ITER, .u.cell = cell_find(c) }); }
const Type *type_view(Cell *c)        { return cons((Type){ .kind = TY_VIEW, .u.cell = cell_find(c) }); }
const Type *type_set(Cell *c)         { return cons((Type){ .kind = TY_SET, .u.cell = cell_find(c) }); }
const Type *type_frozenset(Cell *c)   { return cons((Type){ .kind = TY_FROZENSET, .u.cell = cell_find(c) }); }
const Type *type_dict(Cell *key, Cell *value)
{
    return cons((Type){ .kind = TY_DICT, .u.dict = { cell_find(key), cell_find(value) } });
}
const Type *type_coro(Instance *i)
{
    if (!i->coro)
        i->coro = cons((Type){ .kind = TY_CORO, .u.instance = i });
    return i->coro;
}
const Type *type_gen(Instance *i)
{
    return cons((Type){ .kind = i->func->ast->is_async ? TY_AGEN : TY_GEN, .u.instance = i });
}
const Type *type_inst(ClassInfo *c)   { return cons((Type){ .kind = TY_INST, .u.class = c }); }
const Type *type_class(ClassInfo *c)  { return cons((Type){ .kind = TY_CLASS, .u.class = c }); }
const Type *type_func(FuncInfo *f)
{
    if (!f->type)
        f->type = cons((Type){ .kind = TY_FUNC, .u.func = f });
    return f->type;
}
const Type *type_module(struct ModuleInfo *m) { return cons((Type){ .kind = TY_MODULE, .u.module = m }); }
const Type *type_closure(FuncInfo *f, Instance *outer)
{
    return cons((Type){ .kind = TY_CLOSURE, .u.closure = { f, outer } });
}
const Type *type_method(FuncInfo *f, const Type *self)
{
    return cons((Type){ .kind = TY_METHOD, .u.method = { f, self, NULL } });
}
const Type *type_method_of(const Type *f, const Type *self)
{
    if (f->kind == TY_FUNC)
        return type_method(f->u.func, self);
    return cons((Type){ .kind = TY_METHOD, .u.method = { f->u.closure.func, self, f->u.closure.outer } });
}
const Type *type_builtin(const struct Builtin *b, const Type *self)
{
    return cons((Type){ .kind = TY_BUILTIN, .u.builtin = { b, self } });
}

const Type *type_tuple(const Type *const *parts, int n)
{
    const Type **at = arena_array(arena, const Type *, n + 1);

    for (int i = 0; i < n; i++)
        at[i] = type_norm(parts[i]);
    return cons((Type){ .kind = TY_TUPLE, .u.parts = { .at = at, .n = n } });
}

const Type *type_keywords(const char *const *names, const Type *const *parts, int n)
{
    const Type **at = arena_array(arena, const Type *, n + 1);
    const char **copy = arena_array(arena, const char *, n + 1);

    for (int i = 0; i < n; i++) {
        at[i] = type_norm(parts[i]);
        copy[i] = names[i];
    }
    return cons((Type){ .kind = TY_KEYWORDS, .u.parts = { .at = at, .n = n, .names = copy } });
}

const Type *type_tuple_open(const Type *part)
{
    const Type *at[1] = { type_norm(part) };
    return cons((Type){ .kind = TY_TUPLE, .u.parts = { .at = at, .n = 1, .open = true } });
}

/* ---- cells ---- */

Cell *cell_new(void)
{
    Cell *c = arena_new(arena, Cell);
    c->content = type_never;
    c->id = next_cell++;
    return c;
}

Cell *cell_find(Cell *c)
{
    while (c->parent) {
        if (c->parent->parent)
            c->parent = c->parent->parent;
        c = c->parent;
    }
    return c;
}

static void wake_readers(Cell *c)
{
    types_grew = true;
    if (types_dirty)
        for (int i = 0; i < c->readers.n; i++)
            types_dirty(c->readers.at[i]);
}

bool cell_add(Cell *c, const Type *t)
{
    if (t->kind == TY_ERROR)                /* perhaps only as long as types are still to come: it would stay */
        return false;
    c = cell_find(c);
    const Type *joined = type_join(c->content, t);
    c = cell_find(c);                       /* joining may have unified this very cell */
    if (type_same(joined, c->content))
        return false;
    c->content = joined;
    wake_readers(c);
    return true;
}

bool cell_unify(Cell *a, Cell *b)
{
    a = cell_find(a);
    b = cell_find(b);
    if (a == b)
        return false;
    if (b->id < a->id) {
        Cell *swap = a;
        a = b;
        b = swap;
    }
    const Type *content = b->content;
    b->parent = a;
    for (int i = 0; i < b->readers.n; i++)
        vec_push(arena, &a->readers, b->readers.at[i]);
    wake_readers(a);
    cell_add(a, content);
    return true;
}

void cell_read(Cell *c, Instance *reader)
{
    c = cell_find(c);
    for (int i = c->readers.n; i > 0 && i > c->readers.n - 16; i--)
        if (c->readers.at[i - 1] == reader)
            return;
    vec_push(arena, &c->readers, reader);
}

/* ---- sets of atoms ---- */

/* The same type with every container named by the representative of its cell. */
const Type *type_norm(const Type *t)
{
    switch (t->kind) {
    case TY_LIST: return t->u.cell->parent ? type_list(t->u.cell) : t;
    case TY_TASK: return t->u.cell->parent ? type_task(t->u.cell) : t;
    case TY_ITER: return t->u.cell->parent ? type_iter(t->u.cell) : t;
    case TY_VIEW: return t->u.cell->parent ? type_view(t->u.cell) : t;
    case TY_SET: return t->u.cell->parent ? type_set(t->u.cell) : t;
    case TY_FROZENSET: return t->u.cell->parent ? type_frozenset(t->u.cell) : t;
    case TY_DICT: return t->u.dict.key->parent || t->u.dict.value->parent ? type_dict(t->u.dict.key, t->u.dict.value) : t;
    case TY_KEYWORDS: case TY_TUPLE: case TY_UNION: {
        bool changed = false;
        const Type **at = NULL;
        for (int i = 0; i < t->u.parts.n; i++) {
            const Type *p = type_norm(t->u.parts.at[i]);
            if (p != t->u.parts.at[i] && !changed) {
                changed = true;
                at = arena_array(arena, const Type *, t->u.parts.n);
                memcpy(at, t->u.parts.at, sizeof *at * (size_t)t->u.parts.n);
            }
            if (changed)
                at[i] = p;
        }
        if (!changed)
            return t;
        if (t->kind == TY_KEYWORDS)
            return type_keywords(t->u.parts.names, at, t->u.parts.n);
        if (t->kind == TY_TUPLE)
            return cons((Type){ .kind = TY_TUPLE, .u.parts = { .at = at, .n = t->u.parts.n, .open = t->u.parts.open } });
        const Type *joined = type_never;
        for (int i = 0; i < t->u.parts.n; i++)
            joined = type_join(joined, at[i]);
        return joined;
    }
    default: return t;
    }
}

bool type_is_bytes(const Type *t)
{
    return t->kind == TY_BYTES || t->kind == TY_BYTEARRAY || t->kind == TY_MEMORYVIEW;
}

bool type_is_set(const Type *t)
{
    return t->kind == TY_SET || t->kind == TY_FROZENSET;
}

bool type_same(const Type *a, const Type *b)
{
    return a == b || type_norm(a) == type_norm(b);
}

static const Type *join_tuples(const Type *a, const Type *b)
{
    if (!a->u.parts.open && !b->u.parts.open && a->u.parts.n == b->u.parts.n) {
        const Type **at = arena_array(arena, const Type *, a->u.parts.n + 1);
        for (int i = 0; i < a->u.parts.n; i++)
            at[i] = type_join(a->u.parts.at[i], b->u.parts.at[i]);
        return type_tuple(at, a->u.parts.n);
    }
    const Type *all = type_never;
    for (int i = 0; i < a->u.parts.n; i++)
        all = type_join(all, a->u.parts.at[i]);
    for (int i = 0; i < b->u.parts.n; i++)
        all = type_join(all, b->u.parts.at[i]);
    return type_tuple_open(all);
}

/* Both atoms as one atom, or NULL when they stay apart. */
static const Type *merge_atoms(const Type *a, const Type *b)
{
    if (a == b)
        return a;
    if (a->kind != b->kind)
        return NULL;
    switch (a->kind) {
    case TY_LIST: cell_unify(a->u.cell, b->u.cell); return type_list(a->u.cell);
    case TY_TASK: cell_unify(a->u.cell, b->u.cell); return type_task(a->u.cell);
    case TY_ITER: cell_unify(a->u.cell, b->u.cell); return type_iter(a->u.cell);
    case TY_VIEW: cell_unify(a->u.cell, b->u.cell); return type_view(a->u.cell);
    case TY_SET: cell_unify(a->u.cell, b->u.cell); return type_set(a->u.cell);
    case TY_FROZENSET: cell_unify(a->u.cell, b->u.cell); return type_frozenset(a->u.cell);
    case TY_DICT:
        cell_unify(a->u.dict.key, b->u.dict.key);
        cell_unify(a->u.dict.value, b->u.dict.value);
        return type_dict(a->u.dict.key, a->u.dict.value);
    case TY_TUPLE: return join_tuples(a, b);
    case TY_INST:
        if (a->u.class->is_exception && b->u.class->is_exception) {
            if (class_derives(a->u.class, b->u.class))
                return b;
            if (class_derives(b->u.class, a->u.class))
                return a;
        }
        return NULL;
    default: return NULL;
    }
}

/* By id. A set that grows by an atom is nearly in order. */
static void sort_atoms(const Type **at, int n)
{
    for (int i = 1; i < n; i++) {
        const Type *atom = at[i];
        int k = i;
        for (; k > 0 && at[k - 1]->id > atom->id; k--)
            at[k] = at[k - 1];
        at[k] = atom;
    }
}

static const Type *from_atoms(const Type **at, int n)
{
    if (n == 0)
        return type_never;
    if (n == 1)
        return at[0];
    sort_atoms(at, n);
    return cons((Type){ .kind = TY_UNION, .u.parts = { .at = at, .n = n } });
}

const Type *type_join(const Type *a, const Type *b)
{
    if (a == b || b->kind == TY_NEVER)
        return a;
    if (a->kind == TY_NEVER)
        return b;
    if (a->kind == TY_ERROR || b->kind == TY_ERROR)     /* perhaps only as long as types are still to come: it would stay */
        return a->kind == TY_ERROR ? b : a;

    int n = 0;
    const Type **at = arena_array(arena, const Type *, type_atoms(a) + type_atoms(b));
    for (int i = 0; i < type_atoms(a); i++)
        at[n++] = type_norm(type_atom(a, i));
    for (int i = 0; i < type_atoms(b); i++) {
        const Type *atom = type_norm(type_atom(b, i));
        for (int k = 0; k < n; k++) {           /* an atom may swallow several of the set */
            const Type *merged = merge_atoms(at[k], atom);
            if (!merged)
                continue;
            atom = merged;
            at[k--] = at[--n];
        }
        at[n++] = atom;
    }
    return from_atoms(at, n);
}

const Type *type_without(const Type *t, const Type *atom)
{
    int n = 0;
    const Type **at = arena_array(arena, const Type *, type_atoms(t) + 1);

    for (int i = 0; i < type_atoms(t); i++)
        if (!type_same(type_atom(t, i), atom))
            at[n++] = type_atom(t, i);
    return from_atoms(at, n);
}

const Type *type_only(const Type *t, TypeKind kind)
{
    if (t->kind == TY_UNION && !(t->u.parts.kinds & KIND_BIT(kind)))
        return NULL;
    for (int i = 0; i < type_atoms(t); i++)
        if (type_atom(t, i)->kind == kind)
            return type_norm(type_atom(t, i));
    return NULL;
}

bool type_has(const Type *t, TypeKind kind)
{
    return type_only(t, kind) != NULL;
}

const Type *type_elem(const Type *container)
{
    return type_norm(cell_find(container->u.cell)->content);
}

/* ---- storage ---- */

static bool is_scalar(const Type *atom)
{
    return (scalar_kinds & KIND_BIT(atom->kind)) != 0;
}

Rep type_rep(const Type *t)
{
    switch (t->kind) {
    case TY_BOOL:  return REP_BOOL;
    case TY_INT:   return REP_INT;
    case TY_FLOAT: return REP_FLOAT;
    case TY_UNION: return t->u.parts.kinds & scalar_kinds ? REP_VALUE : REP_REF;
    default: return REP_REF;
    }
}

bool type_static(const Type *t)
{
    if (t->kind == TY_CLASS)
        return t->u.class->c_name == NULL || strcmp(t->u.class->c_name, "ac_type_type") != 0;      /* `type`: some class */
    return t->kind == TY_FUNC || t->kind == TY_MODULE ||
           (t->kind == TY_BUILTIN && !t->u.builtin.self);
}

static bool atom_counted(const Type *t)
{
    return !is_scalar(t) && !type_static(t) && t->kind != TY_NONE && t->kind != TY_NEVER && t->kind != TY_ERROR;
}

/* `object` is what any reference may be taken for. */
static bool atom_pooled(const Type *t)
{
    return t->kind == TY_TASK || (t->kind == TY_CORO && t->u.instance->func->pool) || (t->kind == TY_INST && !t->u.class->base);
}

TypesCounted types_counted;

bool type_counted(const Type *t)
{
    if (types_counted == COUNT_NONE)
        return false;
    if (t == type_any)
        return true;
    for (int i = 0; i < type_atoms(t); i++)
        if (types_counted == COUNT_ALL ? atom_counted(type_atom(t, i)) : atom_pooled(type_atom(t, i)))
            return true;
    return false;
}

/* ---- spelling ---- */

const char *type_class_name(const Type *t)
{
    switch (t->kind) {
    case TY_NONE:  return "NoneType";
    case TY_BOOL:  return "bool";
    case TY_INT:   return "int";
    case TY_FLOAT: return "float";
    case TY_STR:   return "str";
    case TY_RANGE: return "range";
    case TY_BYTES: return "bytes";
    case TY_BYTEARRAY: return "bytearray";
    case TY_MEMORYVIEW: return "memoryview";
    case TY_LIST:  return "list";
    case TY_DICT:  return "dict";
    case TY_VIEW:  return "dict view";
    case TY_SET:   return "set";
    case TY_FROZENSET: return "frozenset";
    case TY_TUPLE: return "tuple";
    case TY_KEYWORDS: return "dict";
    case TY_TASK:  return "Task";
    case TY_ITER:  return "iterator";
    case TY_CORO:  return "coroutine";
    case TY_GEN:   return "generator";
    case TY_AGEN:  return "async_generator";
    case TY_INST:  return t->u.class->name;
    case TY_FUNC: case TY_CLOSURE: return "function";
    case TY_CLASS: return "type";
    case TY_METHOD: return "method";
    case TY_BUILTIN: return "builtin_function_or_method";
    case TY_MODULE: return "module";
    default:       return "object";
    }
}

static const char *spell(Arena *a, const Type *t, int depth);

static const char *spell_parts(Arena *a, const Type *t, const char *between, int depth)
{
    const char *text = "";
    for (int i = 0; i < t->u.parts.n; i++)
        text = arena_printf(a, "%s%s%s%s%s", text, i ? between : "", t->kind == TY_KEYWORDS ? t->u.parts.names[i] : "",
                            t->kind == TY_KEYWORDS ? ": " : "", spell(a, t->u.parts.at[i], depth));
    return text;
}

static const char *spell(Arena *a, const Type *t, int depth)
{
    if (depth > 6)
        return "...";
    switch (t->kind) {
    case TY_NEVER: return "NoReturn";
    case TY_ERROR: return "error";
    case TY_NONE:  return "None";
    case TY_LIST:  return arena_printf(a, "list[%s]", spell(a, type_elem(t), depth + 1));
    case TY_DICT:
        return arena_printf(a, "dict[%s, %s]", spell(a, type_elem(t), depth + 1),
                            spell(a, type_norm(cell_find(t->u.dict.value)->content), depth + 1));
    case TY_SET:   return arena_printf(a, "set[%s]", spell(a, type_elem(t), depth + 1));
    case TY_FROZENSET: return arena_printf(a, "frozenset[%s]", spell(a, type_elem(t), depth + 1));
    case TY_VIEW:  return arena_printf(a, "dict view of %s", spell(a, type_elem(t), depth + 1));
    case TY_TASK:  return arena_printf(a, "Task[%s]", spell(a, type_elem(t), depth + 1));
    case TY_ITER:  return arena_printf(a, "iterator[%s]", spell(a, type_elem(t), depth + 1));
    case TY_TUPLE: return arena_printf(a, "tuple[%s%s]", t->u.parts.n ? spell_parts(a, t, ", ", depth + 1) : "()",
                                       t->u.parts.open ? ", ..." : "");
    case TY_KEYWORDS: return arena_printf(a, "keywords[%s]", spell_parts(a, t, ", ", depth + 1));
    case TY_UNION: return spell_parts(a, t, " | ", depth + 1);
    case TY_CORO:  return arena_printf(a, "coroutine of %s", t->u.instance->func->name);
    case TY_GEN:   return arena_printf(a, "generator %s", t->u.instance->func->name);
    case TY_AGEN:  return arena_printf(a, "asynchronous generator %s", t->u.instance->func->name);
    case TY_FUNC:  return arena_printf(a, "function %s", t->u.func->name);
    case TY_CLOSURE: return arena_printf(a, "function %s", t->u.closure.func->name);
    case TY_CLASS: return arena_printf(a, "type[%s]", t->u.class->name);
    case TY_METHOD: return arena_printf(a, "method %s of %s", t->u.method.func->name, spell(a, t->u.method.self, depth + 1));
    case TY_MODULE: return arena_printf(a, "module %s", t->u.module->name);
    default:       return type_class_name(t);
    }
}

const char *type_text(Arena *a, const Type *t)
{
    return t == type_any ? "any" : spell(a, type_norm(t), 0);
}
