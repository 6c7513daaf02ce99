/* storage.c: programs without a heap.
 *
 * How often is each function entered? The top level of a module once; another as often as the statements that call it,
 * make it or await it, each of which runs as often as the function around it, and without bound in a loop that does not
 * count to a constant, or in a recursion. A statement that makes an object and runs n times gets static storage for n of
 * them. One that runs without bound is refused, and so is whatever else takes memory: the runtime's functions that do not
 * are listed here by name.
 * SPDX-License-Identifier: MIT */
#include "core/storage.h"

#include <string.h>

#include "core/core_walk.h"
#include "core/prune.h"
#include "core/raising.h"

enum { MANY = 0x10000 };          /* and more: without bound */

typedef struct Site { CoreFn *caller; int line, times; } Site;
typedef struct Use {
    VEC(Site) sites;
    int  times;
    bool known, busy;             /* busy: it is being found out: a recursion comes here again */
} Use;

typedef struct Storage {
    Arena *arena;
    Diag  *diag;
    Core  *core;
    Map    use_of;                /* CoreFn -> Use */
    CoreFn *fn;                   /* whose body is walked; */
    int    times;                 /* how often the function, or the statement in it, runs */
    const CoreStmt *stmt;         /* that is looked at */
    Span   last;                  /* the last that was refused: one call of the library is refused once */
} Storage;

/* Of the runtime: they take no memory. */
static const char *const harmless[] = {
    "ac_int_add", "ac_int_sub", "ac_int_mul", "ac_int_neg", "ac_int_floordiv", "ac_int_mod", "ac_int_lshift", "ac_int_rshift",
    "ac_int_from_float",
    "ac_sleep_ms", "ac_queue_wait", "ac_queue_wake_one", "ac_queue_wake_all", "ac_queue_woken", "ac_queue_empty", "ac_queue_length",
    "ac_flag_set", "ac_flag_clear", "ac_flag_wait", "ac_ensure_task", "ac_run_until_complete", "ac_current_task", "ac_task_cancel",
    "ac_task_done", "ac_task_cancelled", "ac_task_result", "ac_task_exception", "ac_task_hide", "ac_task_wake", "ac_task_disown",
    "ac_disowned", "ac_never", "ac_ticks_ms", "ac_ticks_us", "ac_ticks_diff", "ac_ticks_add", "ac_print",
    "ac_c_fit", "ac_c_fit_float", "ac_c_unsigned", "ac_c_signed", "ac_raise_name", "ac_raise_unbound_local", "ac_ref_is", "ac_ref_isinstance",
    "ac_isinstance", "ac_value_is_a", "ac_exc_matches",
    "ac_sys_exit", "ac_sys_maxsize",
};

/* Of the library's classes in C: what makes their objects. */
static const struct { const char *maker, *struct_name, *name; } makers[] = {
    { "ac_queue_new", "AcQueue", "queue" }, { "ac_flag_new", "AcFlag", "flag" },
};

/* ---- how often ------------------------------------------------------------------------------- */

static int product(int a, int b)
{
    return (int64_t)a * b >= MANY ? MANY : a * b;
}

static int sum(int a, int b)
{
    return a + b >= MANY ? MANY : a + b;
}

static Use *use_of(Storage *s, const CoreFn *fn)
{
    Use *u = map_get(&s->use_of, fn);

    if (!u) {
        u = arena_new(s->arena, Use);
        map_put(&s->use_of, fn, u);
    }
    return u;
}

static int turns(const CoreStmt *loop)
{
    int64_t step = loop->u.count.step, span;

    if (loop->u.count.start->kind != CE_INT || loop->u.count.stop->kind != CE_INT)
        return MANY;
    span = step > 0 ? loop->u.count.stop->u.integer - loop->u.count.start->u.integer
                    : loop->u.count.start->u.integer - loop->u.count.stop->u.integer;
    step = step > 0 ? step : -step;
    return span <= 0 ? 0 : (span + step - 1) / step >= MANY ? MANY : (int)((span + step - 1) / step);
}

static const CoreFn *entered_by(const CoreStmt *s)
{
    switch (s->kind) {
    case CS_CALL:  return s->u.call.fn;
    case CS_MAKE:  return s->u.make.fn;
    case CS_AWAIT: return s->u.await.kind == AWAIT_CALL ? s->u.await.fn : NULL;
    default:       return NULL;
    }
}

static void walk(CoreStmts *body, void *context);

typedef void Visit(Storage *s, CoreStmt *stmt);
static Visit *visit;              /* what walk does at each statement */

static void walk(CoreStmts *body, void *context)
{
    Storage *s = context;

    for (int i = 0; i < body->n; i++) {
        CoreStmt *stmt = body->at[i];
        int outer = s->times;

        visit(s, stmt);
        if (stmt->kind == CS_LOOP)
            s->times = MANY;
        else if (stmt->kind == CS_COUNT)
            s->times = product(s->times, turns(stmt));
        core_each_body(stmt, walk, s);
        s->times = outer;
    }
}

static void walk_functions(Storage *s, Visit *v, bool entered_only)
{
    for (int i = 0; i < s->core->fns.n; i++) {
        s->fn = s->core->fns.at[i];
        s->times = entered_only ? use_of(s, s->fn)->times : 1;
        visit = v;
        if (s->times)
            walk(&s->fn->body, s);
    }
}

static void note_entry(CoreExpr *e, void *context)
{
    Storage *s = context;

    if (e->kind == CE_ENTRY && e->u.func)
        vec_push(s->arena, &use_of(s, e->u.func)->sites, ((Site){ s->fn, 0, MANY }));
    core_each_operand(e, note_entry, s);
}

static void note_site(Storage *s, CoreStmt *stmt)
{
    const CoreFn *fn = entered_by(stmt);

    if (fn)
        vec_push(s->arena, &use_of(s, fn)->sites, ((Site){ s->fn, stmt->line, s->times }));
    core_each_expr(stmt, note_entry, s);
}

static int times_of(Storage *s, const CoreFn *fn)
{
    Use *u = use_of(s, fn);

    if (u->busy)
        return MANY;
    if (u->known)
        return u->times;
    u->busy = true;
    for (int i = 0; i < s->core->tops.n; i++)
        u->times += s->core->tops.at[i] == fn;
    for (int i = 0; i < u->sites.n; i++) {
        int outer = times_of(s, u->sites.at[i].caller);
        if (outer)
            u->times = sum(u->times, product(outer, u->sites.at[i].times));
    }
    u->busy = false;
    u->known = true;
    return u->times;
}

/* ---- what is refused ------------------------------------------------------------------------- */

static Span line_span(const Sources *sources, const char *path, int line)
{
    for (int i = 0; i < sources->file.n; i++) {
        const Source *f = sources->file.at[i];
        if (strcmp(f->path, path) != 0 || line < 1 || line > f->line.n)
            continue;
        uint32_t start = f->line.at[line - 1], end;
        while (f->text[start] == ' ' || f->text[start] == '\t')
            start++;
        end = start;
        while (end < f->length && f->text[end] != '\n' && f->text[end] != '\r')
            end++;
        return (Span){ f->base + start, f->base + end };
    }
    return (Span){ 0, 0 };
}

/* Of the library: the statement of the program that comes there. */
static Span place_of(Storage *s, const CoreFn *fn, int line)
{
    for (int depth = 0; fn->library && depth < 100; depth++) {
        const Use *u = use_of(s, fn);
        int i = 0;
        while (i < u->sites.n && times_of(s, u->sites.at[i].caller) == 0)
            i++;
        if (i == u->sites.n)
            break;
        line = u->sites.at[i].line;
        fn = u->sites.at[i].caller;
    }
    return line_span(s->diag->sources, fn->file, line ? line : fn->line);
}

static const char *kind_of(const Storage *s, const char *name)
{
    static const struct { const char *prefix, *what; } kinds[] = {
        { "ac_list", "a list" }, { "ac_dict", "a dict" }, { "ac_set", "a set" }, { "ac_tuple", "a tuple" }, { "ac_bytes", "a bytes object" },
        { "ac_bytearray", "a bytearray" }, { "ac_str", "a str that is made while the program runs" }, { "ac_format", "a str that is made while the program runs" },
        { "ac_float", "this operation on floats" }, { "ac_join", "gathering tasks" }, { "ac_exc", "an exception with arguments that are no constant" },
        { "ac_func", "a closure" }, { "ac_closure", "a closure" }, { "ac_iter", "an iterator" }, { "ac_value", "a value of several types" },
        { "ac_int", "this operation on ints" }, { "ac_task", "this use of a task" }, { "ac_generator", "a generator" },
        { "ac_range", "a range that is an object" }, { "ac_raise", "an exception with arguments that are no constant" },
        { "ac_coroutine", "a coroutine that is driven by hand" },
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strncmp(name, kinds[i].prefix, strlen(kinds[i].prefix)) == 0)
            return kinds[i].what;
    return arena_printf(s->arena, "what this needs of the runtime with a heap (%s)", name);
}

/* Where to tell of it; false: something was told there. */
static bool is_told(Storage *s, Span *at)
{
    *at = place_of(s, s->fn, s->stmt->line);
    if (s->fn->library && at->start == s->last.start)
        return true;
    s->last = *at;
    return false;
}

static void refuse(Storage *s, const char *what)
{
    Span at;

    if (!is_told(s, &at))
        diag_error(s->diag, at, "without a heap there is no place for %s", what);
}

/* otherwise: what else may be done about it, or NULL. */
static void refuse_many(Storage *s, const char *what, const char *otherwise)
{
    Span at;

    if (is_told(s, &at))
        return;
    diag_error(s->diag, at, "without a heap %s must be made a known number of times", what);
    diag_help(s->diag, "make it before the loop, or once for all, and use it again%s", otherwise ? otherwise : "");
}

static bool is_harmless(const char *name)
{
    if (strncmp(name, "ac_", 3) != 0)
        return true;                            /* the program's own, by @extern */
    for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++)
        if (strcmp(harmless[i], name) == 0)
            return true;
    return false;
}

/* The result that C gets is tested there; it has no class of the program's. */
static bool tests_result(const Storage *s, const char *name)
{
    for (int i = 0; i < s->core->exports.n; i++)
        if (s->core->exports.at[i]->given == s->fn)
            return strcmp(name, "ac_need_int") == 0 || strcmp(name, "ac_need_bool") == 0 || strcmp(name, "ac_need_float") == 0;
    return false;
}

/* What print() can write piece by piece. */
static bool is_printable(const Type *t)
{
    for (int i = 0; i < type_atoms(t); i++) {
        TypeKind kind = type_atom(t, i)->kind;
        if (kind != TY_INT && kind != TY_BOOL && kind != TY_NONE && kind != TY_STR)
            return false;
    }
    return t != type_any;
}

static void check_print(Storage *s, const CoreStmt *stmt)
{
    const CoreExpr *values = stmt->u.op.args.n > 1 ? stmt->u.op.args.at[1] : NULL;

    if (values && values->kind == CE_ARRAY)
        for (int i = 0; i < values->u.array.items.n; i++)
            if (!is_printable(core_bare(values->u.array.items.at[i])->type))
                refuse(s, "the text of what is printed");
}

static void check_expr(CoreExpr *e, void *context)
{
    Storage *s = context;

    if (e->kind == CE_PURE && !is_harmless(e->u.call.name))
        refuse(s, kind_of(s, e->u.call.name));
    if (e->kind == CE_STR && e->type == type_bytes)
        refuse(s, "a bytes object");
    core_each_operand(e, check_expr, s);
}

/* ---- storage --------------------------------------------------------------------------------- */

static CoreObject *new_object(Storage *s, const char *name, int n)
{
    CoreObject *o = arena_new(s->arena, CoreObject);

    o->name = arena_printf(s->arena, "%s_object", name);
    o->n = n;
    vec_push(s->arena, &s->core->objects, o);
    return o;
}

/* The statement becomes: dest = the object. */
static void make_set(Storage *s, CoreStmt *stmt, CoreVar *dest, CoreObject *object)
{
    CoreStmt set = { .kind = CS_SET, .line = stmt->line };

    set.u.set.var = dest;
    set.u.set.value = core_object(s->arena, object, dest->type);
    memcpy(&stmt->u.set, &set.u.set, sizeof set.u.set);
    stmt->kind = CS_SET;
}

static void place_new(Storage *s, CoreStmt *stmt)
{
    CoreClass *class = stmt->u.new.class;
    CoreVar *dest = stmt->u.new.dest;

    if (s->times == MANY) {
        refuse_many(s, arena_printf(s->arena, "an object of '%s'", class->python_name), NULL);
        return;
    }
    CoreObject *o = new_object(s, class->python_name, s->times);
    o->class = class;
    make_set(s, stmt, dest, o);
}

static void place_within(Storage *s, CoreStmt *stmt)
{
    stmt->u.make.in_frame = true;
    for (int i = 0; i < s->fn->made_within.n; i++)
        if (s->fn->made_within.at[i] == stmt->u.make.fn)
            return;
    vec_push(s->arena, &s->fn->made_within, stmt->u.make.fn);
}

static void place_make(Storage *s, CoreStmt *stmt)
{
    CoreFn *fn = stmt->u.make.fn;

    if (fn->is_generator) {
        refuse(s, "a generator");
        return;
    }
    if (fn->result && type_counted(fn->result->type))        /* it would be held for as long as its place is not used again */
        refuse(s, arena_printf(s->arena, "the task that a task of '%s' gives", fn->python_name));
    if (fn->pool)
        return;
    if (fn->within && s->fn->is_coroutine) {
        place_within(s, stmt);
        return;
    }
    if (s->times == MANY) {
        refuse_many(s, arena_printf(s->arena, "a coroutine object of '%s'", fn->python_name),
                    "; or write @pool(n) above its def: at most so many of it at a time");
        return;
    }
    stmt->u.make.place = new_object(s, fn->name, s->times);
    stmt->u.make.place->fn = fn;
}

/* Its arguments are a constant, and so is it: any number of tasks may have it on its way at once. */
static void place_exception(Storage *s, CoreStmt *stmt)
{
    const CoreExprs *args = &stmt->u.op.args;
    CoreClass *class = args->at[0]->kind == CE_CLASS ? args->at[0]->u.class : NULL;
    const CoreExpr *text = args->at[1]->u.integer == 0 ? core_none(s->arena) : core_bare(args->at[2]->u.array.items.at[0]);

    if (!class || class->fields.n || args->at[1]->u.integer > 1 || (text->kind != CE_NONE && text->kind != CE_STR)) {
        refuse(s, "an exception with arguments that are no constant");
        return;
    }
    CoreObject *o = new_object(s, class->python_name, 1);
    o->class = class;
    o->is_exception = true;
    o->text = text;
    make_set(s, stmt, stmt->u.op.dest, o);
}

/* What gives a task, and what does the same where it is counted. */
static const struct { const char *name, *counted; } givers[] = {
    { "ac_ensure_task", "ac_ensure_counted_task" }, { "ac_current_task", "ac_current_counted_task" },
};

static void count_given(CoreStmt *stmt)
{
    for (size_t i = 0; i < sizeof givers / sizeof givers[0]; i++)
        if (strcmp(givers[i].name, stmt->u.op.name) == 0 && stmt->u.op.dest && type_counted(stmt->u.op.dest->type))
            stmt->u.op.name = givers[i].counted;
}

static bool place_op(Storage *s, CoreStmt *stmt)
{
    if (strcmp(stmt->u.op.name, "ac_exc_new") == 0) {
        place_exception(s, stmt);
        return true;
    }
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
        if (strcmp(makers[i].maker, stmt->u.op.name) != 0)
            continue;
        if (s->times == MANY) {
            refuse_many(s, "this", NULL);
            return true;
        }
        CoreObject *o = new_object(s, makers[i].name, s->times);
        o->struct_name = makers[i].struct_name;
        make_set(s, stmt, stmt->u.op.dest, o);
        return true;
    }
    return false;
}

static void place(Storage *s, CoreStmt *stmt)
{
    s->stmt = stmt;
    core_each_expr(stmt, check_expr, s);
    switch (stmt->kind) {
    case CS_NEW:   place_new(s, stmt); return;
    case CS_MAKE:  place_make(s, stmt); return;
    case CS_YIELD: refuse(s, "a generator"); return;
    case CS_AWAIT:
        if (stmt->u.await.kind == AWAIT_EXTERN && !is_harmless(stmt->u.await.name))
            refuse(s, kind_of(s, stmt->u.await.name));
        return;
    case CS_OP:
        if (!place_op(s, stmt) && !is_harmless(stmt->u.op.name) && !tests_result(s, stmt->u.op.name))
            refuse(s, kind_of(s, stmt->u.op.name));
        else if (stmt->kind == CS_OP && strcmp(stmt->u.op.name, "ac_print") == 0)
            check_print(s, stmt);
        if (stmt->kind == CS_OP)
            count_given(stmt);
        return;
    default: return;
    }
}

/* Interrupts, and what C calls otherwise, come as often as they like. A coroutine that C starts runs once at a time: each
 * start takes the same object. */
static void enter_exports(Storage *s)
{
    for (int i = 0; i < s->core->exports.n; i++) {
        CoreExport *x = s->core->exports.at[i];
        use_of(s, x->fn)->times = MANY;
        if (x->given)
            use_of(s, x->given)->times = MANY;
        if (x->fn->is_coroutine) {
            x->place = new_object(s, x->fn->name, 1);
            x->place->fn = x->fn;
        }
    }
}

/* What runtime/asyncc_noheap.h stands for. */
static bool is_stood_for(const char *header)
{
    return strcmp(header, "ac_c.h") == 0 || strcmp(header, "ac_export.h") == 0;
}

/* How many of the n headers are kept. */
static int drop_includes(const char **headers, int n)
{
    int kept = 0;

    for (int i = 0; i < n; i++)
        if (!is_stood_for(headers[i]))
            headers[kept++] = headers[i];
    return kept;
}

static void drop_unentered(Storage *s)
{
    int n = 0;

    for (int i = 0; i < s->core->fns.n; i++)
        if (s->core->fns.at[i]->value_only || use_of(s, s->core->fns.at[i])->times)
            s->core->fns.at[n++] = s->core->fns.at[i];
    s->core->fns.n = n;
}

static void drop_unentered_pools(Storage *s)
{
    int n = 0;

    for (int i = 0; i < s->core->pools.n; i++) {
        CorePool *p = s->core->pools.at[i];
        int kept = 0;
        for (int k = 0; k < p->fns.n; k++)
            if (use_of(s, p->fns.at[k])->times)
                p->fns.at[kept++] = p->fns.at[k];
        p->fns.n = kept;
        if (kept)
            s->core->pools.at[n++] = p;
    }
    s->core->pools.n = n;
}

void storage(Arena *a, Diag *d, Core *core)
{
    Storage s = { .arena = a, .diag = d, .core = core, .last = { UINT32_MAX, UINT32_MAX } };

    map_init(&s.use_of, a);
    walk_functions(&s, note_site, false);
    enter_exports(&s);
    for (int i = 0; i < core->fns.n; i++)
        (void)times_of(&s, core->fns.at[i]);
    drop_unentered(&s);
    drop_unentered_pools(&s);
    walk_functions(&s, place, true);
    if (diag_failed(d))
        return;
    core->includes.n = drop_includes(core->includes.at, core->includes.n);
    core->header_includes.n = drop_includes(core->header_includes.at, core->header_includes.n);
    raising(a, core);
    prune(core);
    fold(a, core);
    raising(a, core);
    prune(core);
}
