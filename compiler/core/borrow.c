/* borrow.c: first what each function may free of what was there before it was called; then, for each function, the
 * variables for which no statement within their reach frees anything.
 *
 * What a function holds itself it acquired itself: letting go of that takes nothing from its caller. But a generator
 * that is dropped runs its finally, which may do anything.
 * SPDX-License-Identifier: MIT */
#include "core/borrow.h"

#include <string.h>
#include "core/callers.h"
#include "core/core_walk.h"
#include "core/flow.h"
#include "core/live.h"

/* What is freed: texts and ranges, which hold nothing; or anything. */
enum { FREES_TEXT = 1, FREES_OBJECTS = 2, FREES_ANYTHING = FREES_TEXT | FREES_OBJECTS };

/* Which of the lists below the runtime's functions are in. */
enum { OF_CONTAINERS = 1, OF_NUMBERS_AND_TEXTS = 2, OF_DICTS = 4, OF_APPENDING = 8, LISTED = 16 };

struct Borrow {
    Arena  *keep, *arena;         /* arena: of one function */
    Map     lists;                /* name of an op -> LISTED and which of them */
    bool    generators;           /* the program has some */
    CoreFn *fn;                   /* that is looked at, for what it frees: those free that, too, that call it */
    Callers callers;
    VEC(CoreFn *) grown;
    bool    changed;
};

/* ---- what is freed ---- */

static bool is_text(const Type *atom)
{
    switch (atom->kind) {
    case TY_NONE: case TY_BOOL: case TY_INT: case TY_FLOAT: case TY_STR: case TY_BYTES: case TY_RANGE: return true;
    default: return false;
    }
}

static bool has_objects(const Type *type)
{
    for (int i = 0; i < type_atoms(type); i++)
        if (!is_text(type_atom(type, i)))
            return true;
    return false;
}

static int freed_with(const Type *type)
{
    return !type_counted(type) ? 0 : has_objects(type) ? FREES_ANYTHING : FREES_TEXT;
}

/* Which of it the variable may refer to. */
static int refers_to(const Type *type)
{
    int kinds = 0;

    for (int i = 0; i < type_atoms(type); i++)
        kinds |= is_text(type_atom(type, i)) ? FREES_TEXT : FREES_OBJECTS;
    return kinds;
}

/* The runtime's functions that neither let go of an object nor run code of the program: of containers, whatever they
 * are given; and of numbers and texts, when they are given nothing else, as an object might have an __index__. A star:
 * all whose names begin so. */
static const char *const of_containers[] = {
    "ac_dict_last_value", "ac_list_add", "ac_list_append*", "ac_list_copy", "ac_list_get*", "ac_list_index", "ac_list_mul", "ac_list_new", "ac_list_reverse",
    "ac_list_set_bool", "ac_list_set_float", "ac_list_set_int", "ac_list_unpack_*", "ac_tuple_add", "ac_tuple_get",
    "ac_tuple_mul", "ac_tuple_new", "ac_tuple_unpack_*", "ac_exc_new", "ac_method_new", NULL
};
static const char *const of_numbers_and_texts[] = { "ac_check_step", "ac_float_*", "ac_int_*", "ac_range_*", "ac_str_*", "ac_raise_*", NULL };
static const char *const of_dicts[] = { "ac_dict_contains", "ac_dict_get*", "ac_dict_next", NULL };
static const char *const of_appending[] = { "ac_str_append*", NULL };         /* to the string in a variable, in place */

static bool is_among(const char *const *patterns, const char *name)
{
    for (; *patterns; patterns++) {
        size_t n = strlen(*patterns);
        if ((*patterns)[n - 1] == '*' ? strncmp(*patterns, name, n - 1) == 0 : strcmp(*patterns, name) == 0)
            return true;
    }
    return false;
}

static bool is_listed(Borrow *b, int list, const char *name)
{
    int lists = (int)(intptr_t)map_get(&b->lists, name);

    if (!lists) {
        lists = LISTED | (is_among(of_containers, name) ? OF_CONTAINERS : 0) | (is_among(of_numbers_and_texts, name) ? OF_NUMBERS_AND_TEXTS : 0) |
                (is_among(of_dicts, name) ? OF_DICTS : 0) | (is_among(of_appending, name) ? OF_APPENDING : 0);
        map_put(&b->lists, name, (void *)(intptr_t)lists);
    }
    return (lists & list) != 0;
}

/* An array has no type of its own. */
static bool gives_objects(const CoreExpr *x)
{
    x = core_bare(x);
    for (int i = 0; x->kind == CE_ARRAY && i < x->u.array.items.n; i++)
        if (gives_objects(x->u.array.items.at[i]))
            return true;
    return has_objects(x->type);
}

static bool is_harmless(Borrow *b, const CoreStmt *s)
{
    if (is_listed(b, OF_CONTAINERS, s->u.op.name))
        return true;
    for (int i = 0; i < s->u.op.args.n; i++)
        if (gives_objects(s->u.op.args.at[i]))
            return false;
    return is_listed(b, OF_NUMBERS_AND_TEXTS, s->u.op.name);
}

static bool is_own(const CoreVar *v) { return v->kind == VAR_LOCAL || v->kind == VAR_TEMP || v->kind == VAR_PARAM; }

/* The keys of such a dict are compared without code of the program. */
static int dict_frees(Borrow *b, const CoreStmt *s, const Type *dict)
{
    const char *name = s->u.op.name;

    if (has_objects(type_elem(dict)) || has_objects(core_bare(s->u.op.args.at[1])->type))
        return FREES_ANYTHING;
    return is_listed(b, OF_DICTS, name) ? 0 : strcmp(name, "ac_dict_set") == 0 ? freed_with(cell_find(dict->u.dict.value)->content) : FREES_ANYTHING;
}

/* One of a function's own variables is the only reference to what grows in place. */
static int op_frees(Borrow *b, const CoreStmt *s, bool inside)
{
    if (is_listed(b, OF_APPENDING, s->u.op.name)) {
        const CoreExpr *place = s->u.op.args.at[0];
        return inside || place->kind != CE_ADDR || !is_own(place->u.var) ? FREES_TEXT : 0;
    }
    if (s->u.op.args.n > 1 && core_bare(s->u.op.args.at[0])->type->kind == TY_DICT)
        return dict_frees(b, s, core_bare(s->u.op.args.at[0])->type);
    return is_harmless(b, s) ? 0 : FREES_ANYTHING;
}

/* What the statement itself may free; `inside`: seen from within its function. */
static int frees(Borrow *b, const CoreStmt *s, bool inside)
{
    const CoreVar *v;

    switch (s->kind) {
    case CS_SET: case CS_RELEASE:
        v = s->kind == CS_SET ? s->u.set.var : s->u.release.var;
        if (!core_counted(v))
            return 0;
        if (!inside && is_own(v) && !(b->generators && freed_with(v->type) == FREES_ANYTHING))
            return 0;
        return freed_with(v->type);
    case CS_SETFIELD: return freed_with(s->u.setfield.field->type);
    case CS_SETITEM:  return freed_with(s->u.setitem.value->type);
    case CS_OP:       return op_frees(b, s, inside);
    case CS_CALL:     return s->u.call.fn->frees;
    case CS_RAISE:    return s->u.raise.has_cause ? FREES_ANYTHING : 0;
    case CS_AWAIT: case CS_YIELD: case CS_CHAIN: return FREES_ANYTHING;
    default:          return 0;
    }
}

static void sum_body(CoreStmts *body, void *context)
{
    Borrow *b = context;

    for (int i = 0; i < body->n; i++) {
        CoreStmt *s = body->at[i];

        b->fn->frees |= frees(b, s, false);
        if (s->kind == CS_CALL)
            callers_add(&b->callers, s->u.call.fn, b->fn);
        core_each_body(s, sum_body, b);
    }
}

/* What a plain function holds at its end it releases there. */
void borrow_look(Borrow *b, CoreFn *fn)
{
    b->fn = fn;
    sum_body(&fn->body, b);
    for (int k = 0; b->generators && k < fn->vars.n; k++)
        if (freed_with(fn->vars.at[k]->type) == FREES_ANYTHING)
            fn->frees = FREES_ANYTHING;
    if (fn->frees)
        vec_push(b->keep, &b->grown, fn);
}

void borrow_sum(Borrow *b)
{
    while (b->grown.n > 0) {
        const CoreFn *callee = b->grown.at[--b->grown.n];
        for (const Caller *c = callers_of(&b->callers, callee); c; c = c->next)
            if (callee->frees & ~c->fn->frees) {
                c->fn->frees |= callee->frees;
                vec_push(b->keep, &b->grown, c->fn);
            }
    }
}

/* ---- who may borrow ---- */

static CoreVar *moved_from(const CoreExpr *value, bool owned)
{
    return owned && value && core_bare(value)->kind == CE_VAR ? core_bare(value)->u.var : NULL;
}

static void refuse(Borrow *b, CoreVar *v)
{
    if (v && v->borrowed) {
        v->borrowed = false;
        b->changed = true;
    }
}

/* One to which an owned reference is given cannot borrow it. */
static void refuse_owners(CoreStmts *body, void *borrow)
{
    for (int i = 0; i < body->n; i++) {
        CoreStmt *s = body->at[i];

        switch (s->kind) {
        case CS_SET:
            if (s->u.set.owned && !(moved_from(s->u.set.value, true) && moved_from(s->u.set.value, true)->borrowed))
                refuse(borrow, s->u.set.var);
            break;
        case CS_RERAISE: refuse(borrow, s->u.reraise.var); break;
        case CS_CHAIN:   refuse(borrow, s->u.catch.var); break;
        default:         refuse(borrow, core_dest(s)); break;
        }
        core_each_body(s, refuse_owners, borrow);
    }
}

/* borrowed: at the walk's beginning. anchored: by number of the variable: it refers to what a parameter holds that is
 * never assigned: while the function runs nobody can let go of that. */
typedef struct Reach { Borrow *b; Flow flow; VarSet reads, borrowed; bool *anchored; } Reach;

static void loosen_given(CoreExpr *e, void *context)
{
    if (e->kind == CE_ADDR && is_own(e->u.var))
        ((bool *)context)[e->u.var->number] = false;
    core_each_operand(e, loosen_given, context);
}

static bool is_steady(const CoreExpr *value)
{
    return value->kind == CE_NONE || (value->kind == CE_VAR && value->u.var->kind == VAR_PARAM && !value->u.var->written);
}

static void loosen(CoreStmts *body, void *context)
{
    bool *anchored = context;

    for (int i = 0; i < body->n; i++) {
        CoreStmt *s = body->at[i];
        const CoreVar *dest = core_dest(s);

        if (dest && is_own(dest) && !(s->kind == CS_SET && is_steady(core_bare(s->u.set.value))))
            anchored[dest->number] = false;
        core_each_expr(s, loosen_given, anchored);
        core_each_body(s, loosen, anchored);
    }
}

static bool *find_anchored(Borrow *b, CoreFn *fn)
{
    bool *anchored = arena_array(b->arena, bool, fn->vars.n + 1);

    live_mark(fn);
    memset(anchored, true, sizeof *anchored * (size_t)fn->vars.n);
    loosen(&fn->body, anchored);
    live_unmark(fn);
    return anchored;
}

/* What is released or moved from is empty then: one that is read nevertheless must be. */
static void refuse_emptied(const Reach *r, const CoreStmt *s, VarSet alive)
{
    CoreVar *v = NULL;

    switch (s->kind) {
    case CS_RELEASE:  v = s->u.release.var; break;
    case CS_SET:      v = moved_from(s->u.set.value, s->u.set.owned); break;
    case CS_SETFIELD: v = moved_from(s->u.setfield.value, s->u.setfield.owned); break;
    case CS_SETITEM:  v = moved_from(s->u.setitem.value, s->u.setitem.owned); break;
    case CS_RAISE:    v = moved_from(s->u.raise.exc, s->u.raise.owned); break;
    default: break;
    }
    if (v && v->borrowed && vars_has(alive, v))
        refuse(r->b, v);
}

static int lowest_bit(uint64_t bits)
{
    int n = 0;
    for (; !(bits & 1); bits >>= 1)
        n++;
    return n;
}

static void across(void *context, CoreStmt *s, VarSet alive)
{
    Reach *r = context;
    int freed = frees(r->b, s, true);

    refuse_emptied(r, s, alive);
    if (!freed)
        return;
    vars_copy(&r->flow, r->reads, alive);
    flow_reads(s, r->reads);
    for (int w = 0; w < r->flow.words; w++)
        for (uint64_t rest = r->reads.at[w] & r->borrowed.at[w]; rest; rest &= rest - 1) {
            CoreVar *v = r->flow.fn->vars.at[64 * w + lowest_bit(rest)];
            if (!r->anchored[v->number] && (freed & refers_to(v->type)))
                refuse(r->b, v);
        }
}

static bool propose(CoreFn *fn)
{
    bool any = false;

    for (int i = 0; i < fn->vars.n; i++) {
        CoreVar *v = fn->vars.at[i];
        v->borrowed = (v->kind == VAR_LOCAL || v->kind == VAR_TEMP) && type_counted(v->type);
        any |= v->borrowed;
    }
    return any;
}

/* Fills `borrowed`; is there any? */
static bool remains(Reach *r, const CoreFn *fn)
{
    bool any = false;

    vars_clear(&r->flow, r->borrowed);
    for (int i = 0; i < fn->vars.n; i++)
        if (fn->vars.at[i]->borrowed) {
            vars_add(r->borrowed, fn->vars.at[i]);
            any = true;
        }
    return any;
}

/* ---- what that changes ---- */

static void stay(CoreExpr *value, bool *owned)
{
    const CoreVar *v = moved_from(value, *owned);
    if (v && v->borrowed)
        *owned = false;
}

static void settle_body(CoreStmts *body, void *context)
{
    int kept = 0;

    for (int i = 0; i < body->n; i++) {
        CoreStmt *s = body->at[i];

        switch (s->kind) {
        case CS_RELEASE:
            if (s->u.release.var->borrowed)
                continue;
            break;
        case CS_SET:      stay(s->u.set.value, &s->u.set.owned); break;
        case CS_SETFIELD: stay(s->u.setfield.value, &s->u.setfield.owned); break;
        case CS_SETITEM:  stay(s->u.setitem.value, &s->u.setitem.owned); break;
        case CS_RAISE:    stay(s->u.raise.exc, &s->u.raise.owned); break;
        case CS_YIELD:    stay(s->u.yield.value, &s->u.yield.owned); break;
        case CS_RETURN:   stay(s->u.ret.value, &s->u.ret.owned); break;
        default: break;
        }
        core_each_body(s, settle_body, context);
        body->at[kept++] = s;
    }
    body->n = kept;
}

static void borrow_vars(Borrow *b, CoreFn *fn)
{
    Reach r = { .b = b };

    if (!propose(fn))
        return;
    flow_begin(&r.flow, b->arena, fn);
    r.flow.across = across;
    r.flow.context = &r;
    r.reads = vars_take(&r.flow);
    r.borrowed = vars_take(&r.flow);
    r.anchored = find_anchored(b, fn);
    do {
        VarSet entry = vars_take(&r.flow);

        b->changed = false;
        refuse_owners(&fn->body, b);
        if (remains(&r, fn))
            flow_walk(&r.flow, entry);
        vars_give(&r.flow, entry);
    } while (b->changed);
    if (remains(&r, fn))
        settle_body(&fn->body, NULL);
}

/* Without a heap: it lies in the frame of who holds what it is given. */
static void borrow_params(const CoreFn *fn)
{
    for (int i = 0; i < fn->params.n; i++)
        fn->params.at[i]->borrowed = type_counted(fn->params.at[i]->type);
}

void borrow_fn(Borrow *b, CoreFn *fn)
{
    borrow_vars(b, fn);
    if (fn->within && types_counted != COUNT_ALL)
        borrow_params(fn);
    arena_reset(b->arena);
}

Borrow *borrow_begin(const Core *core)
{
    Arena *keep = arena_create();
    Borrow *b = arena_new(keep, Borrow);

    b->keep = keep;
    b->arena = arena_create();
    map_init(&b->lists, keep);
    callers_begin(&b->callers, keep);
    b->generators = core->drives;
    for (int i = 0; i < core->fns.n; i++)
        b->generators |= core->fns.at[i]->is_generator;
    return b;
}

void borrow_end(Borrow *b)
{
    arena_destroy(b->arena);
    arena_destroy(b->keep);
}
