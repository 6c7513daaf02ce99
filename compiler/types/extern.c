/* extern.c: what @extern says of functions, classes and numbers of C.
 *
 * A class that derives from int or float is a number of C: its name stands in the annotations of @extern functions, and
 * the program sees an int or a float, which is tested to lie between `low` and `high` when it is passed.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <inttypes.h>
#include <string.h>

static const char *text_of(const Arg *arg)
{
    return arg->value->kind == EXPR_STR ? intern(arg->value->u.string.bytes) : NULL;
}

static bool is_named(const Arg *arg, const char *name) { return arg->name && strcmp(arg->name, name) == 0; }

/* 5, -5, True */
static bool is_constant(const Expr *e, int64_t *value)
{
    if (e->kind == EXPR_UNARY && e->u.unary.op == UN_NEG && e->u.unary.operand->kind == EXPR_INT) {
        *value = -e->u.unary.operand->u.integer.value;
        return true;
    }
    *value = e->kind == EXPR_INT ? e->u.integer.value : e->kind == EXPR_BOOL ? e->u.boolean : 0;
    return e->kind == EXPR_INT || e->kind == EXPR_BOOL;
}

/* ---- functions ---- */

/* @extern("c_name", raises=True, header="x.h") */
static Extern *read_function(Infer *in, const FuncInfo *f, const Expr *d)
{
    Extern *x = arena_new(in->arena, Extern);

    x->name = f->name;
    x->awaits = x->raises = f->ast->is_async;
    for (int i = 0; d->kind == EXPR_CALL && i < d->u.call.args.n; i++) {
        const Arg *arg = &d->u.call.args.at[i];
        if (!arg->name && text_of(arg))
            x->name = text_of(arg);
        else if (is_named(arg, "raises") && arg->value->kind == EXPR_BOOL)
            x->raises = arg->value->u.boolean;
        else if (is_named(arg, "interrupt_safe") && arg->value->kind == EXPR_BOOL)
            x->interrupt_safe = arg->value->u.boolean;
        else if (is_named(arg, "header") && text_of(arg))
            x->header = text_of(arg);
        else
            diag_error(in->diag, arg->span, "@extern of a function takes the name in C, header=\"...\", raises=True and interrupt_safe=True, written out");
    }
    return x;
}

/* What goes through pointers, or into a frame, is of the runtime's own types. */
static void refuse_number(Infer *in, const FuncInfo *f, const CNumber *n, Span at, bool result)
{
    if (n && result && (n->bytes || n->room))
        diag_error(in->diag, at, "how many bytes '%s' would be C does not tell: it is a parameter only", n->name);
    else if (n && f->ext->awaits)
        diag_error(in->diag, at, "a coroutine of C takes and gives the runtime's types: write '%s' for '%s'", type_text(in->arena, n->type), n->name);
    else if (n && result && f->ext->raises)
        diag_error(in->diag, at, "the result of a function with raises=True is of the runtime's type: write '%s' for '%s'",
                   type_text(in->arena, n->type), n->name);
}

void extern_function(Infer *in, FuncInfo *f)
{
    const Func *ast = f->ast;
    const Expr *d = names_decorator(in->names, f->module, &ast->decorators, "extern");
    const Scope *scope = f->module->scope;

    if (!d)
        return;
    Extern *x = read_function(in, f, d);
    const Type **params = arena_array(in->arena, const Type *, ast->params.n + 1);
    x->param = arena_array(in->arena, const CNumber *, ast->params.n + 1);
    f->ext = x;
    for (int i = 0; i < ast->params.n; i++) {
        params[i] = annotation_type(in, ast->params.at[i].annotation, scope);
        x->param[i] = c_number(in, ast->params.at[i].annotation, scope);
        refuse_number(in, f, x->param[i], ast->params.at[i].span, false);
    }
    Instance *i = instance_new(in, f, NULL, params, ast->params.n);
    i->result = annotation_type(in, ast->returns, scope);
    x->result = c_number(in, ast->returns, scope);
    refuse_number(in, f, x->result, ast->name_span, true);
    if (i->task_cell)
        cell_add(i->task_cell, i->result);
}

/* ---- numbers ---- */

const CNumber *c_number(Infer *in, const Expr *e, const Scope *scope)
{
    const ClassInfo *c = e && (e->kind == EXPR_NAME || e->kind == EXPR_ATTR) ? class_named(in, e, scope) : NULL;

    return c ? c->number : NULL;
}

const char *c_number_bounds(Arena *a, const CNumber *n, const char *what)
{
    if (n->type == type_float)
        return arena_printf(a, "'%s' is too large for %s", what, n->name);
    if (!n->has_high)
        return arena_printf(a, "'%s' must be at least %" PRId64, what, n->low);
    if (!n->has_low)
        return arena_printf(a, "'%s' must be at most %" PRId64, what, n->high);
    return arena_printf(a, "'%s' must be from %" PRId64 " to %" PRId64, what, n->low, n->high);
}

static bool takes(const CNumber *n, int64_t value)
{
    return !(n->has_low && value < n->low) && !(n->has_high && value > n->high);
}

/* Is some of it what the parameter needs? The rest is tested at run time. */
bool extern_takes(const CNumber *n, const Type *t)
{
    bool some = !(n->bytes || n->room) || type_atoms(t) == 0;

    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_norm(type_atom(t, i));
        some |= a->kind == TY_ERROR || a->kind == TY_BYTEARRAY || a->kind == TY_MEMORYVIEW || (n->bytes && a->kind == TY_BYTES);
    }
    return some;
}

bool constant_misfits(const CNumber *n, const Expr *e)
{
    int64_t value;

    return n->type == type_int && is_constant(e, &value) && !takes(n, value);
}

bool extern_takes_constants(Infer *in, const FuncInfo *f, const Bind *bind, const Expr *call)
{
    for (int p = 0; p < f->ast->params.n; p++) {
        const Expr *x = call->kind == EXPR_CALL && bind[p].kind == BIND_ARG && bind[p].arg < call->u.call.args.n ? call->u.call.args.at[bind[p].arg].value : NULL;
        const CNumber *n = f->ext->param[p];
        if (!n || !x || !constant_misfits(n, x))
            continue;
        infer_report(in, x->span, "%s(): %s", f->name, c_number_bounds(in->arena, n, f->ast->params.at[p].name));
        return false;
    }
    return true;
}

static const Type *number_base(const ClassInfo *c)
{
    const Expr *base = c->ast->bases.n == 1 && !c->ast->bases.at[0].name ? c->ast->bases.at[0].value : NULL;

    if (!base || base->kind != EXPR_NAME)
        return NULL;
    static const struct { const char *name; const Type *const *type; } bases[] = {
        { "int", &type_int }, { "float", &type_float }, { "str", &type_str }, { "bytes", &type_any }, { "bytearray", &type_any },
    };
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++)
        if (strcmp(base->u.name, bases[i].name) == 0)
            return *bases[i].type;
    return NULL;
}

/* @extern("uint8_t", low=0, high=255, header="x.h") class u8(int) */
static void read_number(Infer *in, ClassInfo *c, const Type *base, const Expr *d)
{
    CNumber *n = arena_new(in->arena, CNumber);

    n->name = n->ctype = c->name;
    n->type = base;
    for (int i = 0; d->kind == EXPR_CALL && i < d->u.call.args.n; i++) {
        const Arg *arg = &d->u.call.args.at[i];
        if (!arg->name && text_of(arg))
            n->ctype = text_of(arg);
        else if (is_named(arg, "header") && text_of(arg))
            n->header = text_of(arg);
        else if (is_named(arg, "low") && is_constant(arg->value, &n->low))
            n->has_low = true;
        else if (is_named(arg, "high") && is_constant(arg->value, &n->high))
            n->has_high = true;
        else if (is_named(arg, "high") && arg->value->kind == EXPR_FLOAT)
            n->most = arg->value->u.floating;
        else
            diag_error(in->diag, arg->span, "@extern of a number takes its type in C, low=, high= and header=\"...\", written out");
    }
    n->pointer = n->ctype[strlen(n->ctype) - 1] == '*';
    n->text = base == type_str;
    n->room = strcmp(c->ast->bases.at[0].value->u.name, "bytearray") == 0;
    n->bytes = base == type_any && !n->room;
    c->number = n;
}

/* ---- variables ---- */

const CVariable *c_variable(const Type *object, const char *name)
{
    return object && object->kind == TY_CLASS && object->u.class->ast ? map_get(&object->u.class->c_variables, name) : NULL;
}

static bool holds_variables(const ClassInfo *c)
{
    for (int i = 0; i < c->ast->body.n; i++)
        if (c->ast->body.at[i]->kind == STMT_ANNASSIGN)
            return true;
    return false;
}

/* LED: u8, or Final[u8]; what it is assigned stands in for it under Python. */
static void read_variable(Infer *in, ClassInfo *c, const Stmt *s, const char *header, const char *prefix)
{
    CVariable *v = arena_new(in->arena, CVariable);
    const Expr *a = s->u.annotate.annotation, *name = s->u.annotate.target;

    v->constant = a->kind == EXPR_SUBSCRIPT && a->u.subscript.object->kind == EXPR_NAME && strcmp(a->u.subscript.object->u.name, "Final") == 0;
    if (v->constant)
        a = a->u.subscript.index;
    v->type = annotation_type(in, a, c->module->scope);
    v->number = c_number(in, a, c->module->scope);
    bool fits = v->type->kind == TY_INT || v->type->kind == TY_FLOAT || v->type->kind == TY_BOOL || (v->constant && v->number && v->number->text);
    if (name->kind != EXPR_NAME || (!fits && v->type->kind != TY_ERROR)) {
        diag_error(in->diag, a->span, "a variable of C is a number or a bool; a constant may be a cstr");
        return;
    }
    v->name = name->u.name;
    v->c_name = intern(arena_printf(in->arena, "%s%s", prefix, name->u.name));
    v->header = header;
    map_put(&c->c_variables, v->name, v);
}

/* @extern("BOARD_", header="board.h") class board: its names, with "BOARD_" before them, are C's. */
static void read_variables(Infer *in, ClassInfo *c, const Expr *d)
{
    const char *header = NULL, *prefix = "";

    for (int i = 0; d->kind == EXPR_CALL && i < d->u.call.args.n; i++) {
        const Arg *arg = &d->u.call.args.at[i];
        if (!arg->name && text_of(arg))
            prefix = text_of(arg);
        else if (is_named(arg, "header") && text_of(arg))
            header = text_of(arg);
        else
            diag_error(in->diag, arg->span, "@extern of variables takes what their names in C begin with, and header=\"...\", written out");
    }
    for (int i = 0; i < c->ast->body.n; i++)
        if (c->ast->body.at[i]->kind == STMT_ANNASSIGN)
            read_variable(in, c, c->ast->body.at[i], header, prefix);
}

const Type *variable_assign(Infer *in, const Expr *target, const CVariable *v, const Type *t)
{
    bool some = type_atoms(t) == 0 || t->kind == TY_ERROR;

    for (int i = 0; i < type_atoms(t); i++) {
        TypeKind kind = type_atom(t, i)->kind;
        some |= kind == v->type->kind || kind == TY_BOOL || (kind == TY_INT && v->type->kind == TY_FLOAT);
    }
    if (v->constant)
        infer_report(in, target->span, "'%s' is a constant of C", v->name);
    else if (!some)
        infer_report(in, target->span, "'%s' of C is '%s', not '%s'", v->name, type_text(in->arena, v->type), type_text(in->arena, t));
    return v->type;
}

/* ---- classes ---- */

/* @extern("AcQueue", type="ac_type_queue") */
static void read_class(Infer *in, ClassInfo *c, const Expr *d)
{
    for (int i = 0; d->kind == EXPR_CALL && i < d->u.call.args.n; i++) {
        const Arg *arg = &d->u.call.args.at[i];
        if (!arg->name && text_of(arg))
            c->c_struct = text_of(arg);
        else if (is_named(arg, "type") && text_of(arg))
            c->c_name = text_of(arg);
        else if (is_named(arg, "header") && text_of(arg))
            c->c_header = text_of(arg);
        else
            diag_error(in->diag, arg->span, "@extern of a class takes its struct in C, type=\"...\" and header=\"...\", written out");
    }
}

void extern_class(Infer *in, ClassInfo *c)
{
    const Expr *d = names_decorator(in->names, c->module, &c->ast->decorators, "extern");
    const Type *base = d ? number_base(c) : NULL;

    map_init(&c->c_variables, in->arena);
    if (base)
        read_number(in, c, base, d);
    else if (d && holds_variables(c))
        read_variables(in, c, d);
    else if (d)
        read_class(in, c, d);
}
