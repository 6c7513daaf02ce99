/* emit_stmt.c: statements, one C construct for each, and plain functions.
 * SPDX-License-Identifier: MIT */
#include "emit/emit_impl.h"

#include <inttypes.h>
#include <string.h>
#include "base/diag.h"
#include "core/core_walk.h"

enum { LONG_CALL = 80 };

const char *block_label(Emitter *e, const CoreBlock *b)
{
    return arena_printf(e->arena, "%s_%d", b->hint, b->number);
}

static const char *exit_label(Emitter *e, const CoreBlock *to)
{
    if (to)
        return block_label(e, to);
    e->uses_raised = true;
    return "raised";
}

void emit_checked(Emitter *e, const char *call, int line, const CoreBlock *to)
{
    e->uses_at = true;
    out(e->out, strlen(call) > LONG_CALL ? "if (%s != AC_OK) {\nat = %d;\ngoto %s;\n}" : "if (%s != AC_OK) { at = %d; goto %s; }",
        call, line, exit_label(e, to));
}

static void emit_failure(Emitter *e, int line, const CoreBlock *to)
{
    e->uses_at = true;
    out(e->out, "at = %d;\ngoto %s;", line, exit_label(e, to));
}

void move_out(Emitter *e, const CoreExpr *x)
{
    const CoreExpr *b = core_bare(x);
    if (b->kind == CE_VAR && type_counted(b->type))
        out(e->out, "%s = %s;", cplace(e, b->u.var), type_rep(b->type) == REP_VALUE ? "ac_from_none()" : "NULL");
}

void emit_release(Emitter *e, const CoreVar *v)
{
    bool exc = strcmp(ctype(e, v->type), "AcExc *") == 0;

    out(e->out, type_rep(v->type) == REP_VALUE ? "ac_clear_value(%s);" : exc ? "ac_clear_exc(%s);" : "ac_clear(%s);", cplace(e, v));
}

static const char *trimmed(Emitter *e, const char *type)
{
    size_t n = 0;
    while (type[n])
        n++;
    return n && type[n - 1] == ' ' ? arena_printf(e->arena, "%.*s", (int)n - 1, type) : type;
}

/* A literal is static, and never counted. */
static bool is_retained(const CoreExpr *value, bool owned)
{
    const CoreExpr *bare = core_bare(value);

    return !owned && type_counted(bare->type) && bare->kind != CE_STR;
}

/* Where nothing is to be released. */
static void emit_first(Emitter *e, const char *place, const Type *type, bool retained, const CoreExpr *value)
{
    out(e->out, "%s = %s;", place, cexpr(e, value));
    if (retained)
        out(e->out, type_rep(type) == REP_VALUE ? "ac_retain_value(%s);" : "ac_retain(%s);", place);
}

/* `replaces`: it may own something that is released. */
static void emit_store(Emitter *e, const char *place, const Type *type, bool counted, bool replaces, const CoreExpr *value, bool owned)
{
    if (!counted || !replaces)
        emit_first(e, place, type, counted && is_retained(value, owned), value);
    else if (type_rep(type) == REP_VALUE)
        out(e->out, "%s(%s, %s);", owned ? "ac_move_value" : "ac_set_value", place, cexpr(e, value));
    else
        out(e->out, "%s(%s, %s, %s);", owned ? "ac_move" : "ac_set", trimmed(e, ctype(e, type)), place, cexpr(e, value));
    if (owned)
        move_out(e, value);
}

static void emit_set(Emitter *e, const CoreStmt *s)
{
    const CoreVar *v = s->u.set.var;
    emit_store(e, cplace(e, v), v->type, core_counted(v), s->u.set.replaces, s->u.set.value, s->u.set.owned);
}

static void emit_setfield(Emitter *e, const CoreStmt *s)
{
    CoreExpr field = { .kind = CE_FIELD, .type = s->u.setfield.field->type };
    field.u.field.object = s->u.setfield.object;
    field.u.field.class = s->u.setfield.class;
    field.u.field.field = s->u.setfield.field;
    emit_store(e, cexpr(e, &field), field.type, type_counted(field.type), true, s->u.setfield.value, s->u.setfield.owned);
}

static const char *with_out(Emitter *e, const char *name, const CoreExprs *args, const CoreVar *dest)
{
    const char *text = cargs(e, args);
    return arena_printf(e->arena, "%s(%s%s%s%s)", name, text, dest && args->n ? ", " : "", dest ? "&" : "", dest ? cplace(e, dest) : "");
}

static void emit_op(Emitter *e, const CoreStmt *s)
{
    if (s->u.op.raises)
        emit_checked(e, with_out(e, s->u.op.name, &s->u.op.args, s->u.op.dest), s->line, s->u.op.to);
    else if (s->u.op.dest)
        out(e->out, "%s = %s%s(%s);", cplace(e, s->u.op.dest), s->u.op.cast ? s->u.op.cast : "", s->u.op.name, cargs(e, &s->u.op.args));
    else
        out(e->out, "%s(%s);", s->u.op.name, cargs(e, &s->u.op.args));
}

static void emit_call(Emitter *e, const CoreStmt *s)
{
    const char *name = name_fn(e->names, s->u.call.fn);

    if (s->u.call.fn->raises)
        emit_checked(e, with_out(e, name, &s->u.call.args, s->u.call.dest), s->line, s->u.call.to);
    else if (s->u.call.dest)
        out(e->out, "%s = %s(%s);", cplace(e, s->u.call.dest), name, cargs(e, &s->u.call.args));
    else
        out(e->out, "%s(%s);", name, cargs(e, &s->u.call.args));
}

static void emit_new(Emitter *e, const CoreStmt *s)
{
    const CoreClass *c = s->u.new.class;
    emit_checked(e, arena_printf(e->arena, "ac_new(&%s, sizeof(%s), &%s)", class_type(e, c), class_struct(e, c), cplace(e, s->u.new.dest)),
                 s->line, s->u.new.to);
}

static void emit_make(Emitter *e, const CoreStmt *s)
{
    if (s->u.make.place || s->u.make.in_frame) {
        emit_place(e, s);
        return;
    }
    if (s->u.make.fn->pool) {
        emit_take(e, s);
        return;
    }
    const char *name = name_fn(e->names, s->u.make.fn), *dest = cplace(e, s->u.make.dest);
    const CoreFn *fn = s->u.make.fn;
    const char *made = !fn->is_generator ? "ac_coro_new" : fn->is_async ? "ac_async_generator_new" : "ac_generator_new";

    emit_checked(e, arena_printf(e->arena, "%s(&%s_code, &%s)", made, name, dest), s->line, s->u.make.to);
    out(e->out, "%s_start((struct %s_frame *)&%s->frame%s%s);", name, name, dest, s->u.make.args.n ? ", " : "", cargs(e, &s->u.make.args));
}

static void emit_if(Emitter *e, const CoreStmt *s)
{
    bool then = s->u.branch.then.n > 0;

    if (!then && !s->u.branch.els.n)
        return;
    const char *cond = cexpr(e, s->u.branch.cond);
    if (then)
        out(e->out, "if (%s) {", cond);
    else
        out(e->out, "if (!(%s)) {", cond);
    emit_body(e, then ? &s->u.branch.then : &s->u.branch.els);
    if (then && s->u.branch.els.n) {
        out(e->out, "} else {");
        emit_body(e, &s->u.branch.els);
    }
    out(e->out, "}");
}

static void emit_loop(Emitter *e, const CoreStmt *s)
{
    if (s->u.loop.cond)
        out(e->out, "while (%s) {", cexpr(e, s->u.loop.cond));
    else
        out(e->out, "for (;;) {");
    emit_body(e, &s->u.loop.body);
    out(e->out, "}");
}

/* stop - step may lie outside of int at the very ends only: then the last turn is left by a test. */
static void emit_count(Emitter *e, const CoreStmt *s)
{
    const char *v = cplace(e, s->u.count.var);
    int64_t step = s->u.count.step;
    const char *next = step == 1 ? arena_printf(e->arena, "%s++", v) : step == -1 ? arena_printf(e->arena, "%s--", v)
                     : arena_printf(e->arena, "%s = ac_int_step(%s, %" PRId64 ")", v, v, step);

    out(e->out, "for (%s = %s; %s %s %s; %s) {", v, cexpr(e, s->u.count.start), v, step > 0 ? "<" : ">", cexpr(e, s->u.count.stop), next);
    emit_body(e, &s->u.count.body);
    out(e->out, "}");
}

static void emit_block(Emitter *e, const CoreStmt *s)
{
    const CoreBlock *b = s->u.block;

    emit_body(e, &b->body);
    if (!b->left)
        return;
    out(e->out, "%s:", block_label(e, b));
    if (b->landing) {
        e->uses_at = true;
        out(e->out, "ac_trace(&%s_code, at);", name_fn(e->names, e->fn));
    }
}

static void emit_raise(Emitter *e, const CoreStmt *s)
{
    const CoreExprs *made = &s->u.raise.made;

    if (made->n && made->at[1]->u.integer == 0)
        out(e->out, "(void)ac_raise_type(%s);", cexpr(e, made->at[0]));
    else if (made->n)
        out(e->out, "(void)ac_raise_new(%s);", cargs(e, made));
    else if (s->u.raise.has_cause)
        out(e->out, "(void)ac_raise_from(%s, %s);", cexpr(e, s->u.raise.exc), cexpr(e, s->u.raise.cause));
    else
        out(e->out, s->u.raise.owned ? "(void)ac_reraise(%s);" : "(void)ac_raise(%s);", cexpr(e, s->u.raise.exc));
    if (s->u.raise.owned)
        move_out(e, s->u.raise.exc);
    emit_failure(e, s->line, s->u.raise.to);
}

static void emit_reraise(Emitter *e, const CoreStmt *s)
{
    const char *v = cplace(e, s->u.reraise.var);
    out(e->out, "(void)ac_reraise(%s);\n%s = NULL;", v, v);
    emit_failure(e, 0, s->u.reraise.to);
}

static const CoreStmt *last_of(const CoreStmts *body)
{
    return body->n ? body->at[body->n - 1] : NULL;
}

/* Control does not come to the end of the body's C. A RETURN at its end is no jump. */
bool ends_by_raising(const CoreFn *f)
{
    const CoreStmt *s = last_of(&f->body);
    return !f->falls_off && !(s && s->kind == CS_RETURN);
}

static void emit_return(Emitter *e, const CoreStmt *s)
{
    const CoreExpr *value = s->u.ret.value;
    const CoreFn *f = e->fn;

    if (value && f->result) {
        const char *place = f->is_coroutine ? in_frame(e, result_place(e, f)) : f->raises ? "*out" : "result";
        e->uses_out = true;
        emit_first(e, place, value->type, type_counted(value->type) && is_retained(value, s->u.ret.owned), value);
        if (s->u.ret.owned)
            move_out(e, value);
    }
    if (s == last_of(&f->body))
        return;                                 /* what follows is the function's end */
    e->uses_done = true;
    out(e->out, "goto done;");
}

void emit_line(Emitter *e, int line)
{
    if (e->options->line && line > 0)
        out(e->out, "#line %d \"%s\"", line, e->fn->file);
}

void emit_end_of_lines(Emitter *e)
{
    if (e->options->line)
        out(e->out, "#line 0");
}

static void emit_plain_stmt(Emitter *e, const CoreStmt *s)
{
    switch (s->kind) {
    case CS_SET:      emit_set(e, s); return;
    case CS_SETFIELD: emit_setfield(e, s); return;
    case CS_RELEASE:
        if (s->u.release.full)
            emit_release(e, s->u.release.var);
        return;
    case CS_OP:       emit_op(e, s); return;
    case CS_CALL:     emit_call(e, s); return;
    case CS_NEW:      emit_new(e, s); return;
    case CS_MAKE:     emit_make(e, s); return;
    case CS_IF:       emit_if(e, s); return;
    case CS_LOOP:     emit_loop(e, s); return;
    case CS_COUNT:    emit_count(e, s); return;
    case CS_BLOCK:    emit_block(e, s); return;
    case CS_LEAVE:    out(e->out, "goto %s;", block_label(e, s->u.leave.block)); return;
    case CS_AWAIT:    emit_await(e, s); return;
    case CS_YIELD:    emit_yield(e, s); return;
    case CS_RAISE:    emit_raise(e, s); return;
    case CS_RERAISE:  emit_reraise(e, s); return;
    case CS_CATCH:    out(e->out, "%s = ac_catch();", cplace(e, s->u.catch.var)); return;
    case CS_CHAIN:    out(e->out, "ac_chain(%s);", cplace(e, s->u.catch.var)); return;
    case CS_RETURN:   emit_return(e, s); return;
    default: unreachable("statement kind");
    }
}

/* An array is there for the statement that needs it. */
static void emit_stmt(Emitter *e, const CoreStmt *s)
{
    static const CoreExprs none;

    emit_line(e, s->line);
    e->arguments = s->kind == CS_OP ? &s->u.op.args : s->kind == CS_RAISE ? &s->u.raise.made : &none;
    if (!has_array(e->arguments)) {
        emit_plain_stmt(e, s);
        return;
    }
    out(e->out, "{");
    emit_arrays(e, e->arguments);
    emit_plain_stmt(e, s);
    out(e->out, "}");
}

void emit_body(Emitter *e, const CoreStmts *body)
{
    for (int i = 0; i < body->n; i++)
        emit_stmt(e, body->at[i]);
}

/* ---- plain functions ---- */

static const char *params_text(Emitter *e, const CoreFn *f, const char *after)
{
    const char *text = "";
    for (int i = 0; i < f->params.n; i++)
        text = arena_printf(e->arena, "%s%s%s%s", text, i ? ", " : "", ctype(e, f->params.at[i]->type), name_local(e->names, f->params.at[i]));
    if (after)
        text = arena_printf(e->arena, "%s%s%s", text, f->params.n ? ", " : "", after);
    return text[0] ? text : "void";
}

const char *prototype(Emitter *e, const CoreFn *f)
{
    const char *name = name_fn(e->names, f);
    const char *result = f->result ? ctype(e, f->result->type) : "void ";

    name_begin_function(e->names, f);
    if (!f->raises)
        return arena_printf(e->arena, "static %s%s(%s)", result, name, params_text(e, f, NULL));
    return arena_printf(e->arena, "static AcStatus %s(%s)", name,
                        params_text(e, f, f->result ? arena_printf(e->arena, "%sout", arena_printf(e->arena, "%s*", result)) : NULL));
}

void emit_locals(Emitter *e, const CoreFn *f)
{
    for (int i = 0; i < f->vars.n; i++) {
        const CoreVar *v = f->vars.at[i];
        static const char *const zero[] = { "false", "0", "0", "NULL", "ac_from_none()", "NULL" };
        if (v->place != PLACE_C || (v->kind == VAR_PARAM && !v->arrives) || !(v->written || v->read))
            continue;
        out(e->out, "%s%s = %s;", ctype(e, v->type), name_local(e->names, v), zero[type_rep(v->type)]);
    }
    for (int i = 0; i < f->vars.n; i++) {
        const CoreVar *v = f->vars.at[i];
        if (v->place == PLACE_C && v->kind != VAR_PARAM && v->written != v->read)       /* C may see no use of it */
            out(e->out, "(void)%s;", name_local(e->names, v));
    }
}

void emit_exit(Emitter *e, const CoreFn *f)
{
    for (int i = 0; i < f->vars.n; i++) {
        const CoreVar *v = f->vars.at[i];
        if (v->held && core_counted(v) && !(v->kind == VAR_PARAM && !f->is_coroutine && !v->written))
            emit_release(e, v);
    }
}

static void retain_params(Emitter *e, const CoreFn *f)
{
    for (int i = 0; i < f->params.n; i++) {
        const CoreVar *p = f->params.at[i];
        if (type_counted(p->type) && p->written)
            out(e->out, type_rep(p->type) == REP_VALUE ? "ac_retain_value(%s);" : "ac_retain(%s);", name_local(e->names, p));
    }
}

/* Which labels and variables it needs is known when it has been printed. */
Out *begin_aside(Emitter *e)
{
    Out *outer = e->out;

    e->body.indent = 1;
    e->out = &e->body;
    e->uses_frame = e->uses_at = e->uses_raised = e->uses_done = e->uses_out = false;
    return outer;
}

void emit_function(Emitter *e, const CoreFn *f)
{
    const char *name = name_fn(e->names, f);
    Out *outer;

    e->fn = f;
    emit_line(e, f->line);
    out(e->out, "%s\n{", prototype(e, f));
    outer = begin_aside(e);
    emit_body(e, &f->body);
    e->out = outer;
    emit_locals(e, f);
    if (e->uses_at)
        out(e->out, "int at = 0;");
    if (f->raises)
        out(e->out, "AcStatus status = AC_OK;");
    else if (f->result)
        out(e->out, "%sresult;", ctype(e, f->result->type));
    out(e->out, "\n");
    for (int i = 0; i < f->params.n; i++)
        if (!f->params.at[i]->read)
            out(e->out, "(void)%s;", name_local(e->names, f->params.at[i]));
    if (f->raises && f->result && !e->uses_out)     /* it never returns */
        out(e->out, "(void)out;");
    if (f->guard)
        out(e->out, "if (ac_enter() != AC_OK)\n    return AC_RAISED;");
    retain_params(e, f);
    out_append(e->out, &e->body);
    emit_line(e, f->line);
    if (e->uses_raised)
        out(e->out, "%sraised:\nac_trace(&%s_code, at);\nstatus = AC_RAISED;", ends_by_raising(f) ? "" : "goto done;\n", name);
    if (e->uses_done || (e->uses_raised && !ends_by_raising(f)))
        out(e->out, "done:");
    emit_exit(e, f);
    if (f->guard)
        out(e->out, "ac_leave();");
    out(e->out, f->raises ? "return status;\n}\n\n" : f->result ? "return result;\n}\n\n" : "return;\n}\n\n");
    emit_end_of_lines(e);
}
