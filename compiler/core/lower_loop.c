/* lower_loop.c: while, for, and list comprehensions.
 *
 *     block broken {                for x in items: body
 *         loop {                    else: e
 *             block next {
 *                 if exhausted leave ended
 *                 x = item; body    (break leaves broken, continue leaves next)
 *             }
 *         } ended
 *         e
 *     }
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include "base/intern.h"

typedef void ItemBody(Lower *, void *, CoreExpr *);

CoreStmt *open_block(Lower *l, const char *hint)
{
    CoreStmt *s = LOWER_NEW_STMT(l, CS_BLOCK);
    s->u.block = core_new_block(l->arena, l->fn, hint);
    return s;
}

/* if cond: leave b */
void leave_if(Lower *l, CoreExpr *cond, CoreBlock *b)
{
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    branch->u.branch.cond = cond;
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    leave(l, b);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, branch);
}

void lower_while(Lower *l, const Stmt *s)
{
    CoreStmt *broken = open_block(l, "broken"), *ended = open_block(l, "ended"), *next = open_block(l, "next");
    CoreStmt *loop = LOWER_NEW_STMT(l, CS_LOOP);
    Fence fence = loop_fence(l, broken->u.block, next->u.block);
    int flags = info_of(l, s->u.loop.cond)->flags;

    CoreStmts *old = push_out(l, &loop->u.loop.body);
    int mark = l->owned.n;
    CoreExpr *cond = lower_cond(l, s->u.loop.cond);
    bool pure = l->out->n == 0 && l->owned.n == mark;
    if (flags & XF_ALWAYS_TRUE) {
        release_to(l, mark);
    } else if (pure) {
        loop->u.loop.cond = cond;
    } else if (!l->dead) {
        CoreVar *t = new_temp(l, type_bool);
        set_var(l, t, cond);
        release_to(l, mark);
        leave_if(l, core_unary(l->arena, "!", core_var(l->arena, t), type_bool), ended->u.block);
    }
    push_out(l, &next->u.block->body);
    l->fences = &fence;
    lower_body(l, &s->u.loop.body);
    l->fences = fence.outer;
    l->dead = false;
    pop_out(l, &loop->u.loop.body);
    put_stmt(l, next);
    pop_out(l, &ended->u.block->body);
    put_stmt(l, loop);
    pop_out(l, &broken->u.block->body);
    put_stmt(l, ended);
    if (!(flags & XF_ALWAYS_TRUE))
        lower_body(l, &s->u.loop.els);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, broken);
}

/* ---- going over things ---- */

static CoreExpr *item_of_list(Lower *l, CoreExpr *list, CoreExpr *index)
{
    const Type *elem = type_elem(list->type);
    if (type_static(elem) || elem->kind == TY_NEVER)
        return static_value(l, elem);
    return core_item(l->arena, list, index, elem);
}

static CoreVar *counter(Lower *l, const char *name)
{
    return core_new_var(l->arena, l->fn, VAR_LOCAL, name, type_int);
}

static void step(Lower *l, CoreVar *i)
{
    set_var(l, i, core_binary(l->arena, "+", core_var(l->arena, i), core_int(l->arena, 1), type_int));
}

static CoreVar *keep_iterable(Lower *l, CoreExpr *x)
{
    CoreVar *v = core_new_var(l->arena, l->fn, VAR_LOCAL, "items", x->type);
    set_var(l, v, x);
    return v;
}

/* A list may change while the loop goes over it: its length is asked at each turn. */
static void over_indexed(Lower *l, CoreExpr *x, ItemBody *body, void *context)
{
    CoreVar *items = keep_iterable(l, x), *i = counter(l, "i");
    CoreExpr *list = core_var(l->arena, items);
    bool is_list = x->type->kind == TY_LIST;
    CoreExpr *n = core_unary(l->arena, "(ac_int)", core_member(l->arena, list, is_list ? "AcList" : "AcTuple", "n", type_int), type_int);
    CoreStmt *loop = LOWER_NEW_STMT(l, CS_LOOP);

    set_var(l, i, core_int(l->arena, 0));
    loop->u.loop.cond = core_binary(l->arena, "<", core_var(l->arena, i), n, type_bool);
    CoreStmts *old = push_out(l, &loop->u.loop.body);
    CoreExpr *item;
    int mark = l->owned.n;
    if (is_list) {
        item = hold(l, item_of_list(l, list, core_var(l->arena, i)));
    } else {
        CoreExpr *value = op(l, "ac_tuple_get", type_any, true, 2, list, core_var(l->arena, i));
        const Type *all = type_never;
        for (int k = 0; k < x->type->u.parts.n; k++)
            all = type_join(all, x->type->u.parts.at[k]);
        item = type_static(all) || all->kind == TY_NEVER ? static_value(l, all) : core_conv(l->arena, value, all);
    }
    step(l, i);
    body(l, context, item);
    release_to(l, mark);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, loop);
    forget(l, items);
}

/* Where its items are unpacked at once, it is not made: see unpack. */
static CoreExpr *new_pair(Lower *l, CoreExpr *a, CoreExpr *b, const Type *type)
{
    CoreExpr *array = core_array(l->arena, type_any);

    vec_push(l->arena, &array->u.array.items, any(l, a));
    vec_push(l->arena, &array->u.array.items, any(l, b));
    return op(l, "ac_tuple_new", type, true, 2, core_int(l->arena, 2), array);
}

/* `pair`: what the items of a dictionary are, if it is these that are gone over; else NULL. */
static void over_value(Lower *l, CoreExpr *x, const Type *elem, const Type *pair, ItemBody *body, void *context)
{
    bool text = x->type->kind == TY_STR, dict = x->type->kind == TY_DICT;
    CoreVar *items = keep_iterable(l, text || dict ? x : any(l, x)), *position = counter(l, "position");
    CoreVar *more = core_new_var(l->arena, l->fn, VAR_LOCAL, "more", type_bool);
    CoreStmt *loop = LOWER_NEW_STMT(l, CS_LOOP), *ended = open_block(l, "exhausted");

    if (!text && !dict)
        op(l, "ac_value_check_iterable", NULL, true, 1, core_var(l->arena, items));
    set_var(l, position, core_int(l->arena, 0));
    CoreStmts *old = push_out(l, &loop->u.loop.body);
    int mark = l->owned.n;
    CoreExpr *item = op(l, text ? "ac_str_next" : dict ? "ac_dict_next" : "ac_value_next", text ? type_str : type_any, true, 3, core_var(l->arena, items),
                        core_addr(l->arena, position), core_addr(l->arena, more));
    leave_if(l, core_unary(l->arena, "!", core_var(l->arena, more), type_bool), ended->u.block);
    if (pair)
        item = new_pair(l, item, op(l, "ac_dict_last_value", type_any, false, 1, core_var(l->arena, items)), pair);
    else if (!text)
        item = type_static(elem) || elem->kind == TY_NEVER ? static_value(l, elem) : core_conv(l->arena, item, elem);
    body(l, context, item);
    release_to(l, mark);
    l->dead = false;
    pop_out(l, &ended->u.block->body);
    put_stmt(l, loop);
    pop_out(l, old);
    put_stmt(l, ended);
    forget(l, items);
}

/* Does going over a value of the type begin with its __iter__, or with itself? */
static bool needs_iterator(const Type *t)
{
    for (int i = 0; i < type_atoms(t); i++) {
        TypeKind k = type_atom(t, i)->kind;
        if (k == TY_INST || k == TY_GEN || k == TY_ITER)
            return true;
    }
    return false;
}

static void over_iterator(Lower *l, CoreExpr *x, const Type *elem, ItemBody *body, void *context)
{
    bool itself = x->type->kind == TY_GEN || x->type->kind == TY_ITER;
    const Type *type = itself ? x->type : type_iter(cell_new());
    CoreVar *it = keep_iterable(l, itself ? x : op(l, "ac_iter_new", type, true, 1, any(l, x)));
    CoreVar *more = core_new_var(l->arena, l->fn, VAR_LOCAL, "more", type_bool);
    CoreStmt *loop = LOWER_NEW_STMT(l, CS_LOOP), *ended = open_block(l, "exhausted");

    vec_push(l->arena, &l->iterators, it);
    CoreStmts *old = push_out(l, &loop->u.loop.body);
    int mark = l->owned.n;
    CoreExpr *item = op(l, "ac_iter_next", type_any, true, 2, core_conv(l->arena, core_var(l->arena, it), type_iter(cell_new())),
                        core_addr(l->arena, more));
    leave_if(l, core_unary(l->arena, "!", core_var(l->arena, more), type_bool), ended->u.block);
    body(l, context, type_static(elem) || elem->kind == TY_NEVER ? static_value(l, elem) : core_conv(l->arena, item, elem));
    release_to(l, mark);
    l->dead = false;
    pop_out(l, &ended->u.block->body);
    put_stmt(l, loop);
    pop_out(l, old);
    put_stmt(l, ended);
    l->iterators.n--;
    forget(l, it);
}

static bool calls_special(Lower *l, const Expr *e, SpecialId id)
{
    const CallInfo *call = e->kind == EXPR_CALL ? call_of(info_of(l, e), CALL_AS_WRITTEN) : NULL;
    for (int i = 0; call && i < e->u.call.args.n; i++)
        if (e->u.call.args.at[i].star)
            return false;
    return call && call->targets.n == 1 && call->targets.at[0].kind == TARGET_BUILTIN && call->targets.at[0].builtin &&
           call->targets.at[0].builtin->special == id;
}

/* for x in range(...): turns are counted, so nothing overflows. */
static CoreExpr *in_own_var(Lower *l, CoreExpr *x, const char *name)
{
    CoreVar *v = counter(l, name);

    set_var(l, v, x);
    return core_var(l->arena, v);
}

/* for v in range(start, stop, step), with a step that is known. */
static void count_to(Lower *l, CoreExpr *start, CoreExpr *stop, int64_t by, ItemBody *body, void *context)
{
    CoreStmt *count = LOWER_NEW_STMT(l, CS_COUNT);
    CoreVar *v = counter(l, "i");

    count->u.count.var = v;
    count->u.count.start = start;
    count->u.count.stop = stop->kind == CE_INT ? stop : in_own_var(l, stop, "stop");
    count->u.count.step = by;
    CoreStmts *old = push_out(l, &count->u.count.body);
    int mark = l->owned.n;
    body(l, context, core_var(l->arena, v));
    release_to(l, mark);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, count);
}

/* A range whose step shows at run time: its items are counted from 0. */
typedef struct Counting { CoreExpr *start, *step; ItemBody *body; void *context; } Counting;

static void counted_item(Lower *l, void *context, CoreExpr *i)
{
    const Counting *c = context;
    c->body(l, c->context, core_pure(l->arena, "ac_range_at", type_int, 3, c->start, i, c->step));
}

static void over_range(Lower *l, const Expr *e, ItemBody *body, void *context)
{
    const ArgVec *args = &e->u.call.args;
    CoreExpr *start = core_int(l->arena, 0), *stop, *by = core_int(l->arena, 1);

    if (args->n > 1)
        start = fix(l, need(l, lower_expr(l, args->at[0].value), type_int, "range"), true);
    stop = need(l, lower_expr(l, args->at[args->n > 1].value), type_int, "range");
    stop = fix(l, stop, true);
    if (args->n == 3) {
        by = fix(l, need(l, lower_expr(l, args->at[2].value), type_int, "range"), true);
        if (by->kind != CE_INT || by->u.integer == 0)
            op(l, "ac_check_step", NULL, true, 1, by);
    }
    if (l->dead)
        return;
    Counting c = { start, NULL, body, context };
    if (by->kind == CE_INT && by->u.integer != 0) {
        count_to(l, start, stop, by->u.integer, body, context);
        return;
    }
    c.start = in_own_var(l, start, "start");
    c.step = in_own_var(l, by, "step");
    count_to(l, core_int(l->arena, 0), core_pure(l->arena, "(ac_int)ac_range_count", type_int, 3, c.start, stop, c.step), 1, counted_item, &c);
}

typedef struct Numbered { CoreVar *number; ItemBody *body; void *context; const Expr *target; } Numbered;

static void numbered_item(Lower *l, void *context, CoreExpr *item)
{
    Numbered *n = context;
    const Type *parts[2] = { type_int, item->type };

    CoreExpr *number = hold(l, core_var(l->arena, n->number));
    step(l, n->number);
    n->body(l, n->context, new_pair(l, number, item, type_tuple(parts, 2)));
}

static void over_enumerate(Lower *l, const Expr *e, ItemBody *body, void *context)
{
    Numbered n = { counter(l, "number"), body, context, NULL };
    CoreExpr *start = core_int(l->arena, 0);

    if (e->u.call.args.n > 1)
        start = need(l, lower_expr(l, e->u.call.args.at[1].value), type_int, "start");
    set_var(l, n.number, start);
    lower_iterate(l, e->u.call.args.at[0].value, numbered_item, &n);
}

static const Type *slot_result(Instance *i)
{
    return func_is_generator(i->func) ? type_gen(instance_of(i)) : type_norm(instance_of(i)->result);
}

/* What going over an object of a class gives. */
static const Type *object_item(const Type *object)
{
    Instance *const *slot = object->u.class->slot;
    const Type *iterator = slot[SLOT_ITER] ? slot_result(slot[SLOT_ITER]) : type_never, *all = type_never;

    if (!slot[SLOT_ITER])
        return slot[SLOT_ITEM] ? slot_result(slot[SLOT_ITEM]) : type_never;
    for (int i = 0; i < type_atoms(iterator); i++) {
        const Type *a = type_norm(type_atom(iterator, i));
        if (a->kind == TY_INST && a->u.class->slot[SLOT_NEXT])
            all = type_join(all, slot_result(a->u.class->slot[SLOT_NEXT]));
        else if (a->kind == TY_GEN)
            all = type_join(all, type_norm(a->u.instance->yielded));
        else if (a->kind == TY_ITER)
            all = type_join(all, type_elem(a));
    }
    return all;
}

static const Type *elem_of(Lower *l, const Type *t)
{
    const Type *all = type_never;
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_norm(type_atom(t, i));
        if (a->kind == TY_LIST || a->kind == TY_ITER || a->kind == TY_DICT || a->kind == TY_VIEW || type_is_set(a))
            all = type_join(all, type_elem(a));
        if (a->kind == TY_TUPLE)
            for (int k = 0; k < a->u.parts.n; k++)
                all = type_join(all, a->u.parts.at[k]);
        if (a->kind == TY_GEN)
            all = type_join(all, type_norm(a->u.instance->yielded));
        if (a->kind == TY_INST)
            all = type_join(all, object_item(a));
        if (a->kind == TY_STR)
            all = type_join(all, type_str);
        if (a->kind == TY_RANGE || type_is_bytes(a))
            all = type_join(all, type_int);
    }
    (void)l;
    return all;
}

void lower_over(Lower *l, CoreExpr *x, ItemBody *body, void *context)
{
    if (x->type->kind == TY_LIST || x->type->kind == TY_TUPLE)
        over_indexed(l, x, body, context);
    else if (needs_iterator(x->type))
        over_iterator(l, x, elem_of(l, x->type), body, context);
    else
        over_value(l, x, elem_of(l, x->type), NULL, body, context);
}

/* for ... in d.items(): the dictionary that is gone over, or NULL. */
static const Expr *items_of(Lower *l, const Expr *e)
{
    if (!calls_special(l, e, SPECIAL_DICT_ITEMS) || e->u.call.func->kind != EXPR_ATTR)
        return NULL;

    const Expr *dict = e->u.call.func->u.attr.object;
    const Type *item = type_elem(info_of(l, e)->type);
    bool pair = info_of(l, dict)->type->kind == TY_DICT && item->kind == TY_TUPLE && item->u.parts.n == 2;
    return pair ? dict : NULL;
}

void lower_iterate(Lower *l, const Expr *e, ItemBody *body, void *context)
{
    if (calls_special(l, e, SPECIAL_RANGE)) {
        over_range(l, e, body, context);
    } else if (calls_special(l, e, SPECIAL_ENUMERATE)) {
        over_enumerate(l, e, body, context);
    } else if (items_of(l, e)) {
        CoreExpr *dict = lower_expr(l, items_of(l, e));
        if (!l->dead)
            over_value(l, dict, type_never, type_elem(info_of(l, e)->type), body, context);
    } else {
        CoreExpr *x = set_is_constant(e) ? lower_set_to_iterate(l, e) : lower_expr(l, e);
        if (!l->dead)
            lower_over(l, x, body, context);
    }
}

/* ---- for ---- */

typedef struct ForBody { const Stmt *stmt; Fence *fence; } ForBody;

static void for_item(Lower *l, void *context, CoreExpr *item)
{
    ForBody *f = context;
    CoreStmt *next = open_block(l, "next");

    if (!info_of(l, f->stmt->u.each.target)->type && f->stmt->u.each.target->kind == EXPR_NAME)
        return;                                 /* nothing is ever in it */
    lower_assign(l, f->stmt->u.each.target, item);
    f->fence->on_continue = next->u.block;
    CoreStmts *old = push_out(l, &next->u.block->body);
    l->fences = f->fence;
    lower_body(l, &f->stmt->u.each.body);
    l->fences = f->fence->outer;
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, next);
}

void lower_for(Lower *l, const Stmt *s)
{
    CoreStmt *broken = open_block(l, "broken");
    Fence fence = loop_fence(l, broken->u.block, NULL);
    ForBody f = { s, &fence };

    CoreStmts *old = push_out(l, &broken->u.block->body);
    if (s->u.each.is_async)
        lower_iterate_async(l, s->u.each.iter, for_item, &f);
    else
        lower_iterate(l, s->u.each.iter, for_item, &f);
    lower_body(l, &s->u.each.els);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, broken);
}

/* ---- [value for target in iter if cond] ---- */

/* `list`: what is made; or, of any() and all(), `found`: whether an item that decides was met, and `decided`: where to. */
typedef struct Comp { const Expr *e; int level; CoreVar *list, *found; CoreBlock *decided; bool all; int base, iterators; } Comp;

static void comp_item(Lower *l, void *context, CoreExpr *item);

static void comp_entry(Lower *l, Comp *c)
{
    CoreExpr *key = fix(l, lower_expr(l, c->e->u.comp.key), may_run_code(l, c->e->u.comp.value));
    CoreExpr *value = lower_expr(l, c->e->u.comp.value);

    if (!l->dead)
        op(l, "ac_dict_set", NULL, true, 3, core_var(l->arena, c->list), any(l, key), any(l, value));
}

/* any() ends at the first true item, all() at the first false one. */
static void decide(Lower *l, Comp *c)
{
    int mark = l->owned.n;
    CoreVar *t = new_temp(l, type_bool);
    CoreExpr *x = lower_cond(l, c->e->u.comp.value);

    set_var(l, t, c->all ? core_unary(l->arena, "!", x, type_bool) : x);
    release_to(l, mark);
    if (l->dead)
        return;
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    branch->u.branch.cond = core_var(l->arena, t);
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    set_var(l, c->found, core_bool(l->arena, true));
    for (int i = l->iterators.n - 1; i >= c->iterators; i--)
        forget(l, l->iterators.at[i]);
    release_on_this_way(l, c->base);
    leave(l, c->decided);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, branch);
}

static void comp_level(Lower *l, Comp *c)
{
    if (c->level < c->e->u.comp.fors.n) {
        const CompFor *f = &c->e->u.comp.fors.at[c->level];
        (f->is_async ? lower_iterate_async : lower_iterate)(l, f->iter, comp_item, c);
        return;
    }
    int mark = l->owned.n;
    if (c->found) {
        decide(l, c);
        return;
    }
    if (c->e->kind == EXPR_DICTCOMP) {
        comp_entry(l, c);
        release_to(l, mark);
        return;
    }
    if (c->e->kind == EXPR_SETCOMP) {
        CoreExpr *item = lower_expr(l, c->e->u.comp.value);
        if (!l->dead)
            set_add(l, core_var(l->arena, c->list), item);
        release_to(l, mark);
        return;
    }
    lower_list_append(l, core_var(l->arena, c->list), item_type(c->list->type), lower_expr(l, c->e->u.comp.value));
    release_to(l, mark);
}

static void comp_item(Lower *l, void *context, CoreExpr *item)
{
    Comp inner = *(Comp *)context;
    const CompFor *f = &inner.e->u.comp.fors.at[inner.level];
    CoreStmt *next = open_block(l, "skipped");

    lower_assign(l, f->target, item);
    CoreStmts *old = push_out(l, &next->u.block->body);
    for (int i = 0; i < f->conds.n; i++) {
        int mark = l->owned.n;
        CoreVar *t = new_temp(l, type_bool);
        set_var(l, t, lower_cond(l, f->conds.at[i]));
        release_to(l, mark);
        leave_if(l, core_unary(l->arena, "!", core_var(l->arena, t), type_bool), next->u.block);
    }
    inner.level++;
    comp_level(l, &inner);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, next);
}

static CoreExpr *empty_of(Lower *l, const Type *type)
{
    const Type *elem = type_elem(type);

    if (type->kind == TY_SET)
        return new_set(l, type);
    if (type->kind == TY_DICT)
        return op(l, "ac_dict_new", type, true, 2, core_int(l->arena, 0), core_array(l->arena, type_any));
    if (elem->kind == TY_NEVER || type_static(elem))
        elem = type_none;
    return op(l, "ac_list_new", type, true, 3, core_ctext(l->arena, "@rep", elem), core_int(l->arena, 0), core_array(l->arena, elem));
}

CoreExpr *lower_any_all(Lower *l, const Expr *e, bool all)
{
    CoreStmt *decided = open_block(l, "decided");
    Comp c = { .e = e, .found = core_new_var(l->arena, l->fn, VAR_LOCAL, "found", type_bool), .decided = decided->u.block, .all = all,
               .base = l->owned.n, .iterators = l->iterators.n };

    set_var(l, c.found, core_bool(l->arena, false));
    CoreStmts *old = push_out(l, &decided->u.block->body);
    Scope *outer = begin_comprehension(l, e);
    comp_level(l, &c);
    end_comprehension(l, e, outer);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, decided);
    CoreExpr *found = core_var(l->arena, c.found);
    return all ? core_unary(l->arena, "!", found, type_bool) : found;
}

CoreExpr *lower_comprehension(Lower *l, const Expr *e)
{
    const Type *type = info_of(l, e)->type;
    Comp c = { .e = e, .list = core_new_var(l->arena, l->fn, VAR_LOCAL, "made", type) };

    set_var(l, c.list, empty_of(l, type));
    Scope *outer = begin_comprehension(l, e);
    comp_level(l, &c);
    end_comprehension(l, e, outer);
    CoreExpr *x = hold(l, core_var(l->arena, c.list));
    forget(l, c.list);
    return x;
}
