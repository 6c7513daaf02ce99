/* emit_async.c: coroutines: start, resume, drop.
 * SPDX-License-Identifier: MIT */
#include "emit/emit_impl.h"

#include "base/format.h"

const char *callee_place(Emitter *e, const CoreFn *f, const CoreFn *callee)
{
    const char *place = seat_place(e, f->callee_seat, "callee");

    if (f->callees.n == 1)
        return arena_printf(e->arena, "f->%s", place);
    return arena_printf(e->arena, "f->%s.%s", place, name_file(e->names, callee, callee->name));
}

static void emit_dead(Emitter *e, const CoreVars *dead)
{
    for (int i = 0; i < dead->n; i++)
        emit_release(e, dead->at[i]);
}

/* ---- yield ---- */

static void take_sent(Emitter *e, const CoreVar *dest)
{
    CoreExpr sent = { .kind = CE_CTEXT, .type = type_any, .u.ctext = "ac_take_sent()" }, conv = { .kind = CE_CONV };

    conv.type = dest->type;
    conv.u.conv = &sent;
    out(e->out, "%s = %s;", cplace(e, dest), type_rep(dest->type) == REP_VALUE ? sent.u.ctext : cexpr(e, &conv));
}

void emit_yield(Emitter *e, const CoreStmt *s)
{
    out(e->out, "ac_yielded = %s;", cexpr(e, s->u.yield.value));
    if (s->u.yield.owned)
        move_out(e, s->u.yield.value);
    else
        out(e->out, "ac_retain_value(ac_yielded);");
    emit_dead(e, &s->u.yield.dead);
    out(e->out, "f->head.state = %d;\nreturn AC_OK;\ncase %d:", s->u.yield.state, s->u.yield.state);
    emit_checked(e, "in", s->line, s->u.yield.to);
    if (s->u.yield.dest)
        take_sent(e, s->u.yield.dest);
    else if (s->u.yield.sends)
        out(e->out, "ac_clear_value(ac_sent);");
}

static void suspend_and_enter(Emitter *e, const CoreStmt *s, const char *call, const char *suspended)
{
    out(e->out, "f->head.state = %d;\nin = %s;\nif (in >= AC_PENDING)\n    return %s;\nAC_FALLTHROUGH;\ncase %d:",
        s->u.await.state, call, suspended, s->u.await.state);
    emit_checked(e, "in", s->line, s->u.await.to);
}

static void await_call(Emitter *e, const CoreStmt *s)
{
    const CoreFn *callee = s->u.await.fn;
    const char *name = name_file(e->names, callee, callee->name), *place = callee_place(e, e->fn, callee);

    out(e->out, "%s_start(&%s%s%s);", name, place, s->u.await.args.n ? ", " : "", cargs(e, &s->u.await.args));
    emit_dead(e, &s->u.await.dead);
    suspend_and_enter(e, s, arena_printf(e->arena, "%s_resume(&%s.head, AC_OK)", name, place),
                      arena_printf(e->arena, "ac_suspended(&%s.head, &%s_code, &f->head, in)", place, name));
    if (s->u.await.dest)
        out(e->out, "%s = %s.%s;", cplace(e, s->u.await.dest), place, result_place(e, callee));
    else if (callee->result && type_counted(callee->result->type))
        out(e->out, type_rep(callee->result->type) == REP_VALUE ? "ac_clear_value(%s.result);" : "ac_clear(%s.result);", place);
}

static void await_extern(Emitter *e, const CoreStmt *s)
{
    const char *args = cargs(e, &s->u.await.args);
    emit_dead(e, &s->u.await.dead);
    suspend_and_enter(e, s, arena_printf(e->arena, "%s(&f->head%s%s)", s->u.await.name, args[0] ? ", " : "", args), "in");
}

static const char *await_function(const Type *t)
{
    if (type_has(t, TY_NONE))
        return "ac_await(&f->head, (AcObj *)";
    switch (core_ref_kind(t)) {
    case TY_TASK: return "ac_await_task(&f->head, ";
    case TY_CORO: return "ac_await_coro(&f->head, ";
    default:      return "ac_await(&f->head, (AcObj *)";
    }
}

static void await_object(Emitter *e, const CoreStmt *s)
{
    const char *object = cplace(e, s->u.await.object);
    const CoreVar *dest = s->u.await.dest;
    CoreExpr value = { .kind = CE_CTEXT, .type = type_any }, conv = { .kind = CE_CONV };

    emit_dead(e, &s->u.await.dead);
    if (type_rep(s->u.await.object->type) == REP_VALUE)
        object = arena_printf(e->arena, "ac_value_ref(%s)", object);
    suspend_and_enter(e, s, arena_printf(e->arena, "%s%s)", await_function(s->u.await.object->type), object), "in");
    value.u.ctext = arena_printf(e->arena, "ac_await_result((AcObj *)%s)", object);
    if (!dest) {
        if (!e->options->no_heap)               /* there it is none that is counted */
            out(e->out, "ac_release_value(%s);", value.u.ctext);
        return;
    }
    conv.type = dest->type;
    conv.u.conv = &value;
    out(e->out, "%s = %s;", cplace(e, dest), type_rep(dest->type) == REP_VALUE ? value.u.ctext : cexpr(e, &conv));
}

void emit_await(Emitter *e, const CoreStmt *s)
{
    switch (s->u.await.kind) {
    case AWAIT_CALL:   await_call(e, s); return;
    case AWAIT_EXTERN: await_extern(e, s); return;
    case AWAIT_OBJECT: await_object(e, s); return;
    }
}

/* ---- start ---- */

const char *start_prototype(Emitter *e, const CoreFn *f)
{
    const char *name = name_file(e->names, f, f->name), *text;

    name_begin_function(e->names, f);
    text = arena_printf(e->arena, "static void %s_start(struct %s_frame *f", name, name);
    for (int i = 0; i < f->params.n; i++)
        text = arena_printf(e->arena, "%s, %s%s", text, ctype(e, f->params.at[i]->type), name_local(e->names, f->params.at[i]));
    return arena_printf(e->arena, "%s)", text);
}

static const char *empty_of(const Type *t)
{
    return type_rep(t) == REP_VALUE ? "ac_from_none()" : "NULL";
}

static void emit_start(Emitter *e, const CoreFn *f)
{
    out(e->out, "%s\n{", start_prototype(e, f));
    out(e->out, "f->head.state = 0;");
    if (f->pool && !e->options->no_heap)
        out(e->out, "f->ac_pooled = true;");
    for (int i = 0; i < f->vars.n; i++) {
        const CoreVar *v = f->vars.at[i];
        if (v->place == PLACE_FRAME && v->kind != VAR_PARAM && core_counted(v))
            out(e->out, "f->%s = %s;", name_local(e->names, v), empty_of(v->type));
    }
    if (f->result && type_counted(f->result->type))
        out(e->out, "f->result = %s;", empty_of(f->result->type));
    for (int i = 0; i < f->params.n; i++) {
        const CoreVar *p = f->params.at[i];
        const char *name = name_local(e->names, p);
        if (core_counted(p))
            out(e->out, type_rep(p->type) == REP_VALUE ? "ac_retain_value(%s);" : "ac_retain(%s);", name);
        out(e->out, "%s = %s;", frame_place(e, p), name);
    }
    out(e->out, "}\n\n");
}

/* ---- drop ---- */

static void find_awaits(const CoreStmts *body, void (*visit)(void *, const CoreStmt *), void *context)
{
    for (int i = 0; i < body->n; i++) {
        const CoreStmt *s = body->at[i];
        switch (s->kind) {
        case CS_AWAIT: case CS_YIELD: visit(context, s); break;
        case CS_IF:
            find_awaits(&s->u.branch.then, visit, context);
            find_awaits(&s->u.branch.els, visit, context);
            break;
        case CS_LOOP:  find_awaits(&s->u.loop.body, visit, context); break;
        case CS_COUNT: find_awaits(&s->u.count.body, visit, context); break;
        case CS_BLOCK: find_awaits(&s->u.block->body, visit, context); break;
        default: break;
        }
    }
}

static bool drops_callee(const CoreFn *f)
{
    for (int i = 0; i < f->callees.n; i++)
        if (f->callees.at[i]->drops)
            return true;
    return false;
}

static void drop_case(void *context, const CoreStmt *s)
{
    Emitter *e = context;
    if (s->kind == CS_AWAIT && s->u.await.kind == AWAIT_CALL && s->u.await.fn->drops)
        out(e->out, "case %d:\n%s_drop(&%s.head);\nbreak;", s->u.await.state, name_file(e->names, s->u.await.fn, s->u.await.fn->name),
            callee_place(e, e->fn, s->u.await.fn));
}

static void emit_drop(Emitter *e, const CoreFn *f)
{
    const char *name = name_file(e->names, f, f->name);

    out(e->out, "static void %s_drop(AcFrame *head)\n{\nstruct %s_frame *f = (struct %s_frame *)head;\n", name, name, name);
    if (drops_callee(f)) {
        out(e->out, "switch (head->state) {");
        find_awaits(&f->body, drop_case, e);
        out(e->out, "default:\nbreak;\n}");
    }
    for (int i = 0; i < f->vars.n; i++)
        if (f->vars.at[i]->place == PLACE_FRAME && core_counted(f->vars.at[i]))
            emit_release(e, f->vars.at[i]);
    if (f->result && type_counted(f->result->type))
        out(e->out, type_rep(f->result->type) == REP_VALUE ? "ac_clear_value(f->result);" : "ac_clear(f->result);");
    if (f->pool && !e->options->no_heap)
        emit_give(e, f);
    out(e->out, "head->state = AC_STATE_DONE;\n}\n\n");
}

/* ---- resume ---- */

/* The numbers of a table, in one growing text: a coroutine may have thousands of awaits. */
typedef struct LineTable { Arena *arena; char *at; int n, cap; } LineTable;

static void add_line(LineTable *t, int line)
{
    char number[2 + FORMAT_INT_MAX] = ", ";
    size_t blank = t->n ? 2 : 0, n = blank + format_int(number + blank, line > 65535 ? 65535 : line);

    for (size_t i = 0; i < n; i++)
        vec_push(t->arena, t, number[i]);
}

static void add_await(void *context, const CoreStmt *s)
{
    add_line(context, s->line);
}

static void emit_code(Emitter *e, const CoreFn *f)
{
    const char *name = name_file(e->names, f, f->name);
    LineTable lines = { .arena = e->arena };

    if (e->options->no_heap) {
        emit_static_code(e, f);
        return;
    }
    add_line(&lines, f->line);
    find_awaits(&f->body, add_await, &lines);
    out(e->out, "static const uint16_t %s_lines[] = { %.*s };", name, lines.n, lines.at);
    out(e->out, "static const AcCode %s_code = {\n.name = \"%s\",\n.file = \"%s\",\n.size = sizeof(struct %s_frame),", name, f->python_name, f->file, name);
    if (f->result)
        out(e->out, ".result_offset = offsetof(struct %s_frame, %s),\n.result_rep = %s,", name, result_place(e, f), rep_constant(f->result->type));
    else
        out(e->out, ".result_rep = AC_REP_NONE,");
    out(e->out, ".resume = %s_resume,", name);
    if (f->drops)
        out(e->out, ".drop = %s_drop,", name);
    out(e->out, ".lines = %s_lines,\n};\n", name);
}

static void print_resume(Emitter *e, const CoreFn *f)
{
    out(e->out, "switch (f->head.state) {\ncase 0:");
    for (int i = 0; i < f->params.n; i++)
        if (f->params.at[i]->arrives && (f->params.at[i]->read || f->params.at[i]->written))
            out(e->out, "%s = %s;", cplace(e, f->params.at[i]), frame_place(e, f->params.at[i]));
    if (f->is_generator)                            /* an exception may be thrown into it before it starts */
        emit_checked(e, "in", f->line, NULL);
    emit_body(e, &f->body);
    out(e->out, ends_by_raising(f) ? "default:\nreturn AC_RAISED;\n}" : "goto done;\ndefault:\nreturn AC_RAISED;\n}");
    e->uses_done |= !ends_by_raising(f);
}

void emit_coroutine(Emitter *e, const CoreFn *f)
{
    const char *name = name_file(e->names, f, f->name);
    Out *outer = e->out;

    e->fn = f;
    emit_start(e, f);
    name_begin_function(e->names, f);
    e->body.indent = 1;
    e->out = &e->body;
    e->uses_at = e->uses_raised = e->uses_done = false;
    print_resume(e, f);
    e->out = outer;
    emit_line(e, f->line);
    out(e->out, "static AcStatus %s_resume(AcFrame *head, AcStatus in)\n{\nstruct %s_frame *f = (struct %s_frame *)head;", name, name, name);
    emit_locals(e, f);
    out(e->out, "%sAcStatus status = AC_OK;%s\n\n", f->awaits || f->is_generator ? "" : "(void)in;\n", e->uses_at ? "\nint at = 0;" : "");
    out_append(e->out, &e->body);
    emit_line(e, f->line);
    if (e->uses_raised)
        out(e->out, "raised:\nac_%s_raised(&%s_code, at);\nstatus = AC_RAISED;",
            !f->is_generator ? "coroutine" : f->is_async ? "async_generator" : "generator", name);
    if (e->uses_done)
        out(e->out, "done:");
    emit_exit(e, f);
    out(e->out, "f->head.state = AC_STATE_DONE;\nreturn status;\n}\n\n");
    emit_end_of_lines(e);
    if (f->drops)
        emit_drop(e, f);
    emit_code(e, f);
    out(e->out, "\n");
}
