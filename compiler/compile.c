/* compile.c: the pipeline. Above the line that asks for errors the user can be wrong; below it only we can.
 * SPDX-License-Identifier: MIT */
#include "compile.h"

#include "core/borrow.h"
#include "core/core.h"
#include "core/counter.h"
#include "core/frame.h"
#include "core/live.h"
#include "core/lodge.h"
#include "core/lower.h"
#include "core/storage.h"
#include "syntax/parse.h"
#include "syntax/resolve.h"
#include "types/builtins.h"
#include "types/infer.h"
#include "types/warn.h"

static void look_through(Arena *a, Core *core);
static Core *shown(Arena *a, const Core *core, bool library);

bool compile(Arena *a, Diag *d, const Source *source, const CompileOptions *o, Out *out, Out *header)
{
    int next_id = 0;
    ResolveConfig modules = { o->library, o->emit.as_library, builtin_known, d->sources, &next_id };
    Dump dump = { o->dump_to, 0 };

    if (o->dump == DUMP_TOKENS) {
        tokens_dump(a, d, source, o->dump_to);
        return !diag_failed(d);
    }
    builtins_begin(a);

    Module *ast = parse(a, d, source, &next_id);
    if (o->dump == DUMP_AST) {
        ast_dump(&dump, ast);
        return !diag_failed(d);
    }
    Names   *names   = resolve(a, d, ast, &modules);
    if (diag_failed(d))
        return false;
    Program *program = infer(a, d, names);
    if (o->dump == DUMP_TYPES)
        types_dump(&dump, program, o->dump_library);

    if (!diag_failed(d))
        warn(d, program);
    if (diag_failed(d) || (!out && !o->emit.no_heap) || o->dump == DUMP_TYPES)
        return !diag_failed(d);

    types_counted = !o->emit.no_heap ? COUNT_ALL : program->has_pools ? COUNT_POOLED : COUNT_NONE;
    Core *core = lower(a, program, d->sources);
    if (o->emit.no_heap)
        storage(a, d, core);
    if (diag_failed(d) || !out)
        return !diag_failed(d);

    look_through(a, core);
    if (o->dump == DUMP_CORE) {
        core_dump(&dump, shown(a, core, o->dump_library));
        return true;
    }
    live(a, core);
    frame(core);
    if (o->dump == DUMP_FRAMES) {
        frame_dump(&dump, shown(a, core, o->dump_library));
        return true;
    }
    emit(out, header, core, &o->emit);
    if (o->core)
        *o->core = core;
    return true;
}

/* No cache holds a large program, and to fetch it takes longer than what a pass does with it. So the passes that need
 * something of all of it find that in one look at each function, and those that then change a function do so in a second. */
static void look_through(Arena *a, Core *core)
{
    Borrow *borrow = borrow_begin(core);
    Counter counter;

    counter_begin(&counter);
    for (int i = 0; i < core->fns.n; i++) {
        counter_look(&counter, core->fns.at[i]);
        borrow_look(borrow, core->fns.at[i]);
        lodge_look(a, core->fns.at[i]);
    }
    counter_end(&counter, a);
    borrow_sum(borrow);
    lodge_end(core);
    for (int i = 0; i < core->fns.n; i++) {
        borrow_fn(borrow, core->fns.at[i]);
        core_check_fn(core->fns.at[i]);
    }
    borrow_end(borrow);
    core_check_handlers(core);
}

/* A view of the program without the library's functions. */
static Core *shown(Arena *a, const Core *core, bool library)
{
    Core *view = arena_new(a, Core);

    *view = *core;
    view->fns.at = NULL;
    view->fns.n = view->fns.cap = 0;
    for (int i = 0; i < core->fns.n; i++)
        if (library || !core->fns.at[i]->library)
            vec_push(a, &view->fns, core->fns.at[i]);
    return view;
}
