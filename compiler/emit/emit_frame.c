/* emit_frame.c: a coroutine's frame: its struct, what fills it at the start, and what it releases when it is dropped.
 * SPDX-License-Identifier: MIT */
#include "emit/emit_impl.h"

/* ---- the struct ---- */

const char *member_of_callees(Emitter *e, const CoreFn *f, const CoreFn *callee)
{
    const char *place = seat_place(e, f->callee_seat, "callee");

    return f->roomy_callees == 1 ? place : arena_printf(e->arena, "%s.%s", place, name_fn(e->names, callee));
}

/* The frames of the coroutines that it awaits: one at a time. */
static void emit_callees(Emitter *e, const CoreFn *f)
{
    if (f->roomy_callees > 1)
        out(e->out, "union {");
    for (int i = 0; i < f->callees.n; i++) {
        const char *name = name_fn(e->names, f->callees.at[i]);
        if (f->callees.at[i]->room)
            out(e->out, "struct %s_frame %s;", name, f->roomy_callees > 1 ? name : "callee");
    }
    if (f->roomy_callees > 1)
        out(e->out, "} callee;");
}

static bool sits(CoreSeat seat, int share, int beside)
{
    return seat.share == share && seat.beside == beside;
}

/* The variables with that seat; truth values apart, as they would only be followed by padding. */
static void emit_vars(Emitter *e, const CoreFn *f, int share, int beside, bool truth)
{
    for (int i = 0; i < f->vars.n; i++) {
        const CoreVar *v = f->vars.at[i];
        if (core_in_frame(v) && sits(v->seat, share, beside) && (type_rep(v->type) == REP_BOOL) == truth)
            out(e->out, "%s%s;", ctype(e, v->type), name_local(e->names, v));
    }
}

/* All that has a seat in a union, or in a struct of one. */
static void emit_seated(Emitter *e, const CoreFn *f, int share, int beside)
{
    emit_vars(e, f, share, beside, false);
    if (f->result && sits(f->result->seat, share, beside))
        out(e->out, "%sresult;", ctype(e, f->result->type));
    if (sits(f->callee_seat, share, beside))
        emit_callees(e, f);
    emit_vars(e, f, share, beside, true);
}

static int structs_in(const CoreFn *f, int share)
{
    int most = f->callee_seat.share == share ? f->callee_seat.beside : 0;

    if (f->result && f->result->seat.share == share && f->result->seat.beside > most)
        most = f->result->seat.beside;
    for (int i = 0; i < f->vars.n; i++)
        if (f->vars.at[i]->seat.share == share && f->vars.at[i]->seat.beside > most)
            most = f->vars.at[i]->seat.beside;
    return most;
}

/* What is never needed at the same time. */
static void emit_union(Emitter *e, const CoreFn *f, int share)
{
    out(e->out, "union {");
    emit_seated(e, f, share, 0);
    for (int k = 1; k <= structs_in(f, share); k++) {
        out(e->out, "struct {");
        emit_seated(e, f, share, k);
        out(e->out, "} part%d;", k);
    }
    out(e->out, "} share%d;", share);
}

void emit_frame_struct(Emitter *e, const CoreFn *f)
{
    name_begin_function(e->names, f);
    out(e->out, f->host ? "struct %s_frame {" : "struct %s_frame {\nAcFrame head;", name_fn(e->names, f));
    emit_vars(e, f, 0, 0, false);
    for (int k = 1; k <= f->unions; k++)
        emit_union(e, f, k);
    if (f->result && !f->result->seat.share)
        out(e->out, "%sresult;", ctype(e, f->result->type));
    if (!f->callee_seat.share)
        emit_callees(e, f);
    for (int i = 0; i < f->made_within.n; i++) {
        const char *name = name_fn(e->names, f->made_within.at[i]);
        out(e->out, "struct { AcTask task; struct %s_frame frame; } ac_%s;", name, name);
    }
    emit_vars(e, f, 0, 0, true);
    if (f->pool && !e->options->no_heap)
        out(e->out, "bool ac_pooled;");
    out(e->out, "};\n\n");
}

/* ---- where it lies ---- */

/* Where the frame of a lodger lies: "((struct host_frame *)head)->callee" */
static const char *lodging(Emitter *e, const CoreFn *f)
{
    const char *member = member_of_callees(e, f->host, f);

    if (f->host->host)
        return arena_printf(e->arena, "%s.%s", lodging(e, f->host), member);
    return arena_printf(e->arena, "((struct %s_frame *)head)->%s", name_fn(e->names, f->host), member);
}

void emit_frame_var(Emitter *e, const CoreFn *f)
{
    const char *name = name_fn(e->names, f);

    if (f->host)
        out(e->out, "struct %s_frame *f = &%s;", name, lodging(e, f));
    else
        out(e->out, "struct %s_frame *f = (struct %s_frame *)head;", name, name);
}

/* Where the frame of what it awaits lies in its own. */
const char *callee_place(Emitter *e, const CoreFn *callee)
{
    return in_frame(e, member_of_callees(e, e->fn, callee));
}

/* ---- start ---- */

const char *start_prototype(Emitter *e, const CoreFn *f)
{
    const char *name = name_fn(e->names, f), *text;

    name_begin_function(e->names, f);
    text = arena_printf(e->arena, f->host ? "static void %s_start(AcFrame *head" : "static void %s_start(struct %s_frame *f", name, name);
    for (int i = 0; i < f->params.n; i++)
        text = arena_printf(e->arena, "%s, %s%s", text, ctype(e, f->params.at[i]->type), name_local(e->names, f->params.at[i]));
    return arena_printf(e->arena, "%s)", text);
}

static const char *empty_of(const Type *t)
{
    return type_rep(t) == REP_VALUE ? "ac_from_none()" : "NULL";
}

static bool owns_in_frame(const CoreVar *v)
{
    return v->place == PLACE_FRAME && core_counted(v);
}

/* What holds references is empty at first; what shares bytes only if it has them at the start. */
static bool is_emptied(const CoreFn *f, const CoreVar *v)
{
    return owns_in_frame(v) && v->kind != VAR_PARAM && (!v->seat.share || core_among(&f->kept, v));
}

static bool start_fills(const CoreFn *f)
{
    for (int i = 0; i < f->vars.n; i++)
        if (is_emptied(f, f->vars.at[i]))
            return true;
    return f->params.n > 0 || (f->result && type_counted(f->result->type));
}

void emit_frame_start(Emitter *e, const CoreFn *f)
{
    out(e->out, "%s\n{", start_prototype(e, f));
    if (f->host && start_fills(f)) {
        emit_frame_var(e, f);
        out(e->out, "\n");
    }
    if (f->host || f->has_lodgers)
        out(e->out, "%scode = &%s_code;", f->host ? "head->" : "f->head.", name_fn(e->names, f));
    out(e->out, "%sstate = 0;", f->host ? "head->" : "f->head.");
    if (f->pool && !e->options->no_heap)
        out(e->out, "f->ac_pooled = true;");
    for (int i = 0; i < f->vars.n; i++)
        if (is_emptied(f, f->vars.at[i]))
            out(e->out, "%s = %s;", frame_place(e, f->vars.at[i]), empty_of(f->vars.at[i]->type));
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

/* Lodgers are dropped before their hosts are. */
static bool is_dropped_with(const CoreFn *callee)
{
    return !callee->host && callee->holds;
}

static void drop_callee(Emitter *e, const CoreFn *callee)
{
    if (callee->has_lodgers)
        out(e->out, "ac_frame_drop(&%s.head);", callee_place(e, callee));
    else
        out(e->out, "%s_drop(&%s.head);", name_fn(e->names, callee), callee_place(e, callee));
}

typedef struct DropCase { int state; const CoreFn *callee; const CoreVars *kept; } DropCase;
typedef struct DropCases { Arena *arena; VEC(DropCase) at; } DropCases;

static void add_case(DropCases *cases, const CoreStmt *s)
{
    const CoreFn *callee = s->kind == CS_AWAIT && s->u.await.kind == AWAIT_CALL && is_dropped_with(s->u.await.fn) ? s->u.await.fn : NULL;
    const CoreVars *kept = core_kept((CoreStmt *)s);

    if (callee || kept->n)
        vec_push(cases->arena, &cases->at, ((DropCase){ core_state(s), callee, kept }));
}

static bool same_drop(const DropCase *x, const DropCase *y)
{
    bool same = x->callee == y->callee && x->kept->n == y->kept->n;

    for (int i = 0; same && i < x->kept->n; i++)
        same = x->kept->at[i] == y->kept->at[i];
    return same;
}

/* By the state: the frame of what it awaits, and what shares bytes. Those that drop the same stand together. Without a heap
 * only what has not begun is dropped. */
static void emit_drop_cases(Emitter *e, const CoreFn *f)
{
    DropCases cases = { .arena = e->arena };

    if (f->kept.n)
        vec_push(e->arena, &cases.at, ((DropCase){ 0, NULL, &f->kept }));
    for (int i = 0; i < f->pauses.n && !e->options->no_heap; i++)
        add_case(&cases, f->pauses.at[i]);
    if (!cases.at.n)
        return;
    out(e->out, "switch (head->state) {");
    for (int i = 0; i < cases.at.n; i++) {
        const DropCase *c = &cases.at.at[i];
        out(e->out, "case %d:", c->state);
        if (i + 1 < cases.at.n && same_drop(c, c + 1))
            continue;
        if (c->callee)
            drop_callee(e, c->callee);
        for (int k = 0; k < c->kept->n; k++)
            emit_release(e, c->kept->at[k]);
        out(e->out, "break;");
    }
    out(e->out, "default:\nbreak;\n}");
}

/* Of a lodger: its host stands again at the await. */
void emit_head_back(Emitter *e, const CoreFn *f)
{
    out(e->out, "head->code = &%s_code;\nhead->state = %d;", name_fn(e->names, f->host), f->awaited->u.await.state);
}

static void emit_dropped(Emitter *e, const CoreFn *f)
{
    emit_drop_cases(e, f);
    for (int i = 0; i < f->vars.n; i++)
        if (owns_in_frame(f->vars.at[i]) && !f->vars.at[i]->seat.share)
            emit_release(e, f->vars.at[i]);
    if (f->result && type_counted(f->result->type))
        out(e->out, type_rep(f->result->type) == REP_VALUE ? "ac_clear_value(%s);" : "ac_clear(%s);", in_frame(e, "result"));
    if (f->pool && !e->options->no_heap)
        emit_give(e, f);
    if (f->host)
        emit_head_back(e, f);
    else
        out(e->out, "head->state = AC_STATE_DONE;");
    if (f->host && f->host->drops)
        out(e->out, "%s_drop(head);", name_fn(e->names, f->host));
}

void emit_frame_drop(Emitter *e, const CoreFn *f)
{
    const char *name = name_fn(e->names, f);
    Out *outer = begin_aside(e);

    emit_dropped(e, f);
    e->out = outer;
    out(e->out, "static void %s_drop(AcFrame *head)\n{", name);
    if (e->uses_frame) {
        emit_frame_var(e, f);
        out(e->out, "\n");
    }
    out_append(e->out, &e->body);
    out(e->out, "}\n\n");
}
