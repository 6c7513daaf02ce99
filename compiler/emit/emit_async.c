/* emit_async.c: coroutines: awaits, resume, and the code that tells the runtime of them.
 * SPDX-License-Identifier: MIT */
#include "emit/emit_impl.h"

#include "base/format.h"

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
    out(e->out, "head->state = %d;\nreturn AC_OK;\ncase %d:", s->u.yield.state, s->u.yield.state);
    emit_checked(e, "in", s->line, s->u.yield.to);
    if (s->u.yield.dest)
        take_sent(e, s->u.yield.dest);
    else if (s->u.yield.sends)
        out(e->out, "ac_clear_value(ac_sent);");
}

static void enter(Emitter *e, const CoreStmt *s, const char *call, const char *suspended)
{
    out(e->out, "in = %s;\nif (in >= AC_PENDING)\n    return %s;\nAC_FALLTHROUGH;\ncase %d:", call, suspended, s->u.await.state);
    emit_checked(e, "in", s->line, s->u.await.to);
}

static void suspend_and_enter(Emitter *e, const CoreStmt *s, const char *call, const char *suspended)
{
    out(e->out, "head->state = %d;", s->u.await.state);
    enter(e, s, call, suspended);
}

static void take_result(Emitter *e, const CoreStmt *s)
{
    const CoreFn *callee = s->u.await.fn;

    if (s->u.await.dest)
        out(e->out, "%s = %s.%s;", cplace(e, s->u.await.dest), callee_place(e, callee), result_place(e, callee));
    else if (callee->result && type_counted(callee->result->type))
        out(e->out, type_rep(callee->result->type) == REP_VALUE ? "ac_clear_value(%s.result);" : "ac_clear(%s.result);", callee_place(e, callee));
}

/* It sets the head's state when it begins, and gives it back when it ends. */
static void await_lodger(Emitter *e, const CoreStmt *s)
{
    const char *name = name_fn(e->names, s->u.await.fn);

    out(e->out, "%s_start(head%s%s);", name, s->u.await.args.n ? ", " : "", cargs(e, &s->u.await.args));
    emit_dead(e, &s->u.await.dead);
    enter(e, s, arena_printf(e->arena, "%s_resume(head, AC_OK)", name), "in");
    take_result(e, s);
}

/* When it is suspended its head may have the code of a lodger: it has had its own from the start. */
static void await_host(Emitter *e, const CoreStmt *s, const char *name, const char *place)
{
    out(e->out, "head->state = %d;\nin = %s_resume(&%s.head, AC_OK);", s->u.await.state, name, place);
    out(e->out, "if (in >= AC_PENDING) {\n%s.head.caller = head;\nreturn in;\n}\nAC_FALLTHROUGH;\ncase %d:", place, s->u.await.state);
    emit_checked(e, "in", s->line, s->u.await.to);
}

static void await_call(Emitter *e, const CoreStmt *s)
{
    const CoreFn *callee = s->u.await.fn;
    const char *name = name_fn(e->names, callee), *place;

    if (callee->host) {
        await_lodger(e, s);
        return;
    }
    place = callee_place(e, callee);
    out(e->out, "%s_start(&%s%s%s);", name, place, s->u.await.args.n ? ", " : "", cargs(e, &s->u.await.args));
    emit_dead(e, &s->u.await.dead);
    if (callee->has_lodgers)
        await_host(e, s, name, place);
    else
        suspend_and_enter(e, s, arena_printf(e->arena, "%s_resume(&%s.head, AC_OK)", name, place),
                          arena_printf(e->arena, "ac_suspended(&%s.head, &%s_code, head, in)", place, name));
    take_result(e, s);
}

static void await_extern(Emitter *e, const CoreStmt *s)
{
    const char *args = cargs(e, &s->u.await.args);
    emit_dead(e, &s->u.await.dead);
    suspend_and_enter(e, s, arena_printf(e->arena, "%s(head%s%s)", s->u.await.name, args[0] ? ", " : "", args), "in");
}

static const char *await_function(const Type *t)
{
    if (type_has(t, TY_NONE))
        return "ac_await(head, (AcObj *)";
    switch (core_ref_kind(t)) {
    case TY_TASK: return "ac_await_task(head, ";
    case TY_CORO: return "ac_await_coro(head, ";
    default:      return "ac_await(head, (AcObj *)";
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

/* ---- resume ---- */

static void print_resume(Emitter *e, const CoreFn *f)
{
    out(e->out, "switch (head->state) {\ncase 0:");
    for (int i = 0; i < f->params.n; i++)
        if (f->params.at[i]->arrives && (f->params.at[i]->read || f->params.at[i]->written))
            out(e->out, "%s = %s;", cplace(e, f->params.at[i]), frame_place(e, f->params.at[i]));
    if (f->is_generator)                            /* an exception may be thrown into it before it starts */
        emit_checked(e, "in", f->line, NULL);
    emit_body(e, &f->body);
    out(e->out, ends_by_raising(f) ? "default:\nreturn AC_RAISED;\n}" : "goto done;\ndefault:\nreturn AC_RAISED;\n}");
    e->uses_done |= !ends_by_raising(f);
}

static void print_end(Emitter *e, const CoreFn *f)
{
    emit_line(e, f->line);
    if (e->uses_raised)
        out(e->out, "raised:\nac_%s_raised(&%s_code, at);\nstatus = AC_RAISED;",
            !f->is_generator ? "coroutine" : f->is_async ? "async_generator" : "generator", name_fn(e->names, f));
    if (e->uses_done)
        out(e->out, "done:");
    emit_exit(e, f);
    if (f->host)
        emit_head_back(e, f);
    else
        out(e->out, "head->state = AC_STATE_DONE;");
    out(e->out, "return status;");
}

void emit_coroutine(Emitter *e, const CoreFn *f)
{
    const char *name = name_fn(e->names, f);
    Out *outer;

    e->fn = f;
    emit_frame_start(e, f);
    name_begin_function(e->names, f);
    outer = begin_aside(e);
    print_resume(e, f);
    print_end(e, f);
    e->out = outer;
    emit_line(e, f->line);
    out(e->out, "static AcStatus %s_resume(AcFrame *head, AcStatus in)\n{", name);
    if (e->uses_frame)
        emit_frame_var(e, f);
    emit_locals(e, f);
    out(e->out, "%sAcStatus status = AC_OK;%s\n\n", f->awaits || f->is_generator ? "" : "(void)in;\n", e->uses_at ? "\nint at = 0;" : "");
    out_append(e->out, &e->body);
    out(e->out, "}\n\n");
    emit_end_of_lines(e);
    if (f->drops)
        emit_frame_drop(e, f);
}

/* ---- code ---- */

/* The numbers of a table, in one growing text: a coroutine may have thousands of awaits. */
typedef struct LineTable { Arena *arena; char *at; int n, cap; } LineTable;

static void add_line(LineTable *t, int line)
{
    char number[2 + FORMAT_INT_MAX] = ", ";
    size_t blank = t->n ? 2 : 0, n = blank + format_int(number + blank, line > 65535 ? 65535 : line);

    for (size_t i = 0; i < n; i++)
        vec_push(t->arena, t, number[i]);
}

void emit_code(Emitter *e, const CoreFn *f)
{
    const char *name = name_fn(e->names, f);
    LineTable lines = { .arena = e->arena };

    if (e->options->no_heap) {
        emit_static_code(e, f);
        return;
    }
    add_line(&lines, f->line);
    for (int i = 0; i < f->pauses.n; i++)
        add_line(&lines, f->pauses.at[i]->line);
    out(e->out, "static const uint16_t %s_lines[] = { %.*s };", name, lines.n, lines.at);
    out(e->out, "static const AcCode %s_code = {\n\"%s\",\n\"%s\",", name, f->python_name, f->file);
    out(e->out, f->host ? "0," : "sizeof(struct %s_frame),", name);
    if (f->result && !f->host)
        out(e->out, "offsetof(struct %s_frame, %s),\n%s,", name, result_place(e, f), rep_constant(f->result->type));
    else
        out(e->out, "0,\nAC_REP_NONE,");
    out(e->out, "%s_resume,", name);
    out(e->out, f->drops ? "%s_drop," : "NULL,", name);
    out(e->out, "%s_lines,", name);
    if (f->host)
        out(e->out, "&%s_code,\n%d,\n};", name_fn(e->names, f->host), f->awaited->u.await.state);
    else
        out(e->out, "NULL,\n0,\n};");
}
