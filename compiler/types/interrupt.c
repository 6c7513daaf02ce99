/* interrupt.c: what an @interrupt handler, and all that it calls, may do: whatever can neither allocate, raise, await nor
 * touch the loop. What is not known to be harmless is refused, with its line.
 *
 * Arithmetic raises when it overflows, so each int is followed by its range: of a variable, what all assignments of the
 * program to it may give, which is found by assuming none and repeating with what came out, until that holds, else by assuming
 * any. `ticks = (ticks + 1) & 0xFFFF` keeps ticks in 0 .. 0xFFFF, whatever it was, so the sum fits.
 *
 * Leaves on instances `in_interrupt`, on variables `interrupted`, and on handlers the objects that they use.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "syntax/visit.h"

enum { ROUNDS_MAX = 6, DEPTH_MAX = 4 };

/* Of an int; not `known`: any; low > high: none. */
typedef struct { int64_t low, high; bool known; } Range;

/* What is assigned to a variable, by all statements. */
typedef struct {
    VEC(const Stmt *) by;         /* ASSIGN, ANNASSIGN, AUGASSIGN, FOR */
    bool looked_at;               /* its range is asked for just now: */
    Range assumed;                /* then it is this */
} Assigned;

typedef struct Walk {
    Infer      *in;
    Export     *handler;
    Instance   *now;
    Span        called_at;        /* in the program's own text, if `now` is the library's */
    Map         assigned;         /* Symbol -> Assigned */
    int         depth;            /* variables whose ranges are asked for, for each other's */
    Map         stored;           /* names of attributes that are assigned somewhere */
    Map         done;             /* Instance */
} Walk;

static void check_body(void *context, const StmtVec *body);
static void check_expr(Walk *w, const Expr *e);
static void check_instance(Walk *w, Instance *i, Span at);
static Range range_of(Walk *w, const Expr *e);
static Range range_of_symbol(Walk *w, const Symbol *s);

static void refuse(Walk *w, Span at, const char *format, ...)
{
    const FuncInfo *f = w->now->func;
    char text[300];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (f->module->library)
        at = w->called_at;
    if (f == w->handler->func || f->module->library)
        diag_error(w->in->diag, at, "in the interrupt handler '%s': %s", w->handler->func->name, text);
    else
        diag_error(w->in->diag, at, "in '%s', which the interrupt handler '%s' calls: %s", f->name, w->handler->func->name, text);
}

static const Type *type_of(const Walk *w, const Expr *e)
{
    const Type *t = expr_info(w->now, e)->type;

    return t ? type_norm(t) : type_never;
}

static bool is_plain(const Type *t)
{
    return t->kind == TY_INT || t->kind == TY_BOOL || t->kind == TY_FLOAT || t->kind == TY_NONE || t->kind == TY_NEVER;
}

/* ---- ranges ---- */

static const Range any = { 0, 0, false }, none = { 1, 0, true };

static bool is_none(Range r) { return r.known && r.low > r.high; }

static Range from_to(int64_t low, int64_t high) { return (Range){ low, high, true }; }

static bool is_constant(Range r, int64_t least) { return r.known && r.low == r.high && r.low >= least; }

static bool fits_int(Range r) { return r.known && r.low >= INT32_MIN && r.high <= INT32_MAX; }

static Range joined(Range a, Range b)
{
    if (is_none(a) || is_none(b))
        return is_none(a) ? b : a;
    if (!a.known || !b.known)
        return any;
    return from_to(a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high);
}

static int64_t all_bits(int64_t most)
{
    int64_t bits = 1;

    while (bits <= most)
        bits *= 2;
    return bits - 1;
}

static Range range_of_product(Range a, Range b)
{
    int64_t corner[] = { a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high };
    Range all = from_to(corner[0], corner[0]);

    for (int i = 1; i < 4; i++)
        all = joined(all, from_to(corner[i], corner[i]));
    return all;
}

static Range range_of_and(Range a, Range b)
{
    bool left = a.known && a.low >= 0, right = b.known && b.low >= 0;

    if (!left && !right)
        return any;
    return from_to(0, !right || (left && a.high < b.high) ? a.high : b.high);
}

static Range range_of_binary(BinOp op, Range a, Range b)
{
    if (is_none(a) || is_none(b))
        return none;
    if (op == BIN_AND)
        return range_of_and(a, b);
    if (op == BIN_MOD && is_constant(b, 1))
        return from_to(0, b.low - 1);
    if (!fits_int(a) || !fits_int(b))
        return any;
    switch (op) {
    case BIN_ADD: return from_to(a.low + b.low, a.high + b.high);
    case BIN_SUB: return from_to(a.low - b.high, a.high - b.low);
    case BIN_MUL: return range_of_product(a, b);
    case BIN_LSHIFT:
        return b.low >= 0 && b.high < 31 ? range_of_product(a, from_to((int64_t)1 << b.low, (int64_t)1 << b.high)) : any;
    case BIN_RSHIFT: return joined(a, from_to(0, 0));
    case BIN_FLOORDIV: return is_constant(b, 1) ? joined(a, from_to(0, 0)) : any;
    case BIN_OR: case BIN_XOR:
        return a.low >= 0 && b.low >= 0 ? from_to(0, all_bits(a.high > b.high ? a.high : b.high)) : any;
    default: return any;
    }
}

/* for i in range(n) */
static Range range_of_loop(Walk *w, const Expr *iter)
{
    if (iter->kind != EXPR_CALL || iter->u.call.args.n != 1 || iter->u.call.func->kind != EXPR_NAME || strcmp(iter->u.call.func->u.name, "range") != 0)
        return any;
    Range n = range_of(w, iter->u.call.args.at[0].value);
    return n.known && n.high > 0 ? from_to(0, n.high - 1) : any;
}

static Range range_of_assigned(Walk *w, const Symbol *s, const Stmt *by)
{
    switch (by->kind) {
    case STMT_ASSIGN:    return range_of(w, by->u.assign.value);
    case STMT_ANNASSIGN: return by->u.annotate.value ? range_of(w, by->u.annotate.value) : none;
    case STMT_AUGASSIGN: return range_of_binary(by->u.augment.op, range_of_symbol(w, s), range_of(w, by->u.augment.value));
    default:             return range_of_loop(w, by->u.each.iter);
    }
}

static Range range_of_all(Walk *w, const Symbol *s, const Assigned *a)
{
    Range all = none;

    for (int i = 0; i < a->by.n; i++)
        all = joined(all, range_of_assigned(w, s, a->by.at[i]));
    return all;
}

/* From none on, by what the assignments give; false: it did not come to an end. */
static bool grows_to_end(Walk *w, const Symbol *s, Assigned *a)
{
    a->assumed = none;
    for (int round = 0; round < ROUNDS_MAX; round++) {
        Range found = range_of_all(w, s, a);
        if (is_none(found) || (found.known && found.low >= a->assumed.low && found.high <= a->assumed.high && !is_none(a->assumed)))
            return true;
        a->assumed = joined(a->assumed, found);
        if (!a->assumed.known)
            return false;
    }
    return false;
}

/* Of what grows on, `n = (n + 1) & 0xFFFF`, the assignments may bound it whatever it was. */
static Range range_of_symbol(Walk *w, const Symbol *s)
{
    Assigned *a = s ? map_get(&w->assigned, s) : NULL;

    if (!a || s->is_param || a->by.n != s->bindings || (s->scope->kind == SCOPE_MODULE && map_get(&w->stored, s->name)))
        return any;
    if (a->looked_at || w->depth == DEPTH_MAX)
        return a->looked_at ? a->assumed : any;
    a->looked_at = true;
    w->depth++;
    if (!grows_to_end(w, s, a)) {
        a->assumed = any;
        a->assumed = range_of_all(w, s, a);
    }
    w->depth--;
    a->looked_at = false;
    return a->assumed;
}

/* Types are known of the expressions of the function that is looked at. */
static bool is_here(const Walk *w, const Expr *e)
{
    return e->id >= w->now->func->ast->first_id && e->id < w->now->func->ast->end_id;
}

static Range range_of_number(const CNumber *n)
{
    return n && n->type == type_int && n->has_low && n->has_high ? from_to(n->low, n->high) : any;
}

/* What is written by target, or read: a register, a field of one, or a variable of C; NULL: something else. */
static const CNumber *register_number(const Walk *w, const Expr *e)
{
    const CVariable *v = c_variable(type_of(w, e->u.attr.object), e->u.attr.name);
    if (v)
        return v->number && v->number->type == type_int ? v->number : NULL;
    const CRegister *inner = register_of(w->now, e->u.attr.object), *r = inner ? NULL : register_of(w->now, e);
    const CField *f = inner ? register_field(inner, e->u.attr.name) : NULL;

    return f ? &f->number : r ? r->number : NULL;
}

static Range range_of_call(Walk *w, const Expr *e)
{
    const CallInfo *c = is_here(w, e) ? call_of(expr_info(w->now, e), CALL_AS_WRITTEN) : NULL;
    const Target *t = c && c->targets.n == 1 ? &c->targets.at[0] : NULL;

    return range_of_number(t && t->kind == TARGET_EXTERN ? t->instance->func->ext->result : NULL);
}

/* Of an expression anywhere in the program: its types are not asked. */
static Range range_of(Walk *w, const Expr *e)
{
    switch (e->kind) {
    case EXPR_INT:     return from_to(e->u.integer.value, e->u.integer.value);
    case EXPR_BOOL:    return from_to(e->u.boolean, e->u.boolean);
    case EXPR_COMPARE: return from_to(0, 1);
    case EXPR_NAME:    return range_of_symbol(w, names_of(w->in->names, e));
    case EXPR_BINARY:  return range_of_binary(e->u.binary.op, range_of(w, e->u.binary.left), range_of(w, e->u.binary.right));
    case EXPR_TERNARY: return joined(range_of(w, e->u.ternary.then), range_of(w, e->u.ternary.els));
    case EXPR_CALL:    return range_of_call(w, e);
    case EXPR_ATTR:    return is_here(w, e) ? range_of_number(register_number(w, e)) : any;
    case EXPR_UNARY:
        if (e->u.unary.op == UN_NOT)
            return from_to(0, 1);
        if (e->u.unary.op == UN_POS)
            return range_of(w, e->u.unary.operand);
        return e->u.unary.op == UN_NEG ? range_of_binary(BIN_SUB, from_to(0, 0), range_of(w, e->u.unary.operand))
                                       : range_of_binary(BIN_SUB, from_to(-1, -1), range_of(w, e->u.unary.operand));
    default: return any;
    }
}

/* ---- what is assigned, in the whole program ---- */

static void note_assigned(Walk *w, const Expr *target, const Stmt *by)
{
    const Symbol *s = target->kind == EXPR_NAME ? names_of(w->in->names, target) : NULL;

    if (target->kind == EXPR_ATTR)
        map_put(&w->stored, target->u.attr.name, (void *)target);
    if (!s)
        return;
    Assigned *a = map_get(&w->assigned, s);
    if (!a) {
        a = arena_new(w->in->arena, Assigned);
        map_put(&w->assigned, s, a);
    }
    vec_push(w->in->arena, &a->by, by);
}

static void find_assigned(void *context, const StmtVec *body)
{
    Walk *w = context;

    for (int i = 0; i < body->n; i++) {
        const Stmt *s = body->at[i];
        for (int k = 0; s->kind == STMT_ASSIGN && k < s->u.assign.targets.n; k++)
            note_assigned(w, s->u.assign.targets.at[k], s);
        if (s->kind == STMT_ANNASSIGN)
            note_assigned(w, s->u.annotate.target, s);
        if (s->kind == STMT_AUGASSIGN)
            note_assigned(w, s->u.augment.target, s);
        if (s->kind == STMT_FOR)
            note_assigned(w, s->u.each.target, s);
        each_block(s, find_assigned, w);
    }
}

/* ---- expressions ---- */

static bool is_module_variable(const Symbol *s) { return s && s->scope->kind == SCOPE_MODULE && !s->module && !s->def_stmt; }

static void use_object(Walk *w, Global *g)
{
    if (g->device)
        return;
    for (int i = 0; i < w->handler->objects.n; i++)
        if (w->handler->objects.at[i] == g)
            return;
    vec_push(w->in->arena, &w->handler->objects, g);
}

/* It is read and written in one step. */
static void check_shared(Walk *w, const Symbol *s, Span at)
{
    Global *g = global_of(w->in, s);
    TypeKind kind = type_norm(g->type)->kind;

    if (kind != TY_INT && kind != TY_BOOL)
        refuse(w, at, "'%s' must always be an int, or always a bool", s->name);
    else
        g->interrupted = true;
}

static void check_name(Walk *w, const Expr *e)
{
    const Symbol *s = names_of(w->in->names, e);
    const Type *t = type_of(w, e);

    if (expr_info(w->now, e)->flags & XF_MAYBE_UNBOUND) {
        refuse(w, e->span, "'%s' may not have a value yet", e->u.name);
        if (is_module_variable(s))
            diag_help(w->in->diag, "assign it further up, before the module calls a function or makes an object of a class of its own");
        return;
    }
    if (is_module_variable(s) && is_plain(t))
        check_shared(w, s, e->span);
    else if (is_module_variable(s) && !type_static(t) && type_rep(type_norm(global_of(w->in, s)->type)) == REP_REF)
        use_object(w, global_of(w->in, s));
    else if (!is_plain(t) && !type_static(t) && !(s && s->is_param))
        refuse(w, e->span, "'%s' is not an int or bool", e->u.name);
}

static void check_overflow(Walk *w, const Expr *e, const char *op)
{
    if (type_of(w, e)->kind != TY_INT || fits_int(range_of(w, e)))
        return;
    refuse(w, e->span, "'%s' may raise OverflowError", op);
    diag_help(w->in->diag, "keep the operands in bounds: count = (count + 1) & 0xFFFF");
}

static void check_operator(Walk *w, BinOp op, const Expr *left, const Expr *right, Range range, Span at)
{
    const Type *a = type_of(w, left), *b = type_of(w, right);
    bool floats = a->kind == TY_FLOAT || b->kind == TY_FLOAT, divides = op == BIN_FLOORDIV || op == BIN_MOD;

    check_expr(w, right);
    if (!is_plain(a) || !is_plain(b) || op == BIN_POW || op == BIN_TRUEDIV || op == BIN_MATMUL || (floats && divides))
        refuse(w, at, "'%s' of '%s' and '%s' may raise or allocate", binop_text(op), type_text(w->in->arena, a), type_text(w->in->arena, b));
    else if (!floats && divides && !is_constant(range_of(w, right), 1))
        refuse(w, at, "'%s' by what may be 0 or less", binop_text(op));
    else if (!floats && op == BIN_RSHIFT && !(range_of(w, right).known && range_of(w, right).low >= 0))
        refuse(w, at, "'%s' by what may be less than 0", binop_text(op));
    else if (!floats && !divides && op != BIN_RSHIFT && op != BIN_AND && op != BIN_OR && op != BIN_XOR && !fits_int(range)) {
        refuse(w, at, "'%s' may raise OverflowError", binop_text(op));
        diag_help(w->in->diag, "keep the operands in bounds: count = (count + 1) & 0xFFFF");
    }
}

static void check_compare(Walk *w, const Expr *e)
{
    check_expr(w, e->u.compare.first);
    for (int i = 0; i < e->u.compare.rest.n; i++) {
        CmpOp op = e->u.compare.ops.at[i];
        const Expr *left = i ? e->u.compare.rest.at[i - 1] : e->u.compare.first, *right = e->u.compare.rest.at[i];
        bool identity = op == CMP_IS || op == CMP_IS_NOT;
        check_expr(w, right);
        if (op == CMP_IN || op == CMP_NOT_IN || (!identity && (!is_plain(type_of(w, left)) || !is_plain(type_of(w, right)))))
            refuse(w, e->span, "'%s' of what is not a number", cmpop_text(op));
    }
}

/* An argument that C takes must be known to fit. */
static void check_extern(Walk *w, const Expr *e, const Target *t)
{
    const FuncInfo *f = t->instance->func;

    if (!f->ext->interrupt_safe) {
        refuse(w, e->span, "'%s' is not declared with interrupt_safe=True", f->name);
        return;
    }
    for (int p = 0; p < f->ast->params.n; p++) {
        const CNumber *n = f->ext->param[p];
        const Bind *b = &t->bind[p];
        const Expr *x = b->kind == BIND_ARG ? e->u.call.args.at[b->arg].value : NULL;
        if (n && (n->text || n->bytes || n->room || n->function))
            refuse(w, e->span, "'%s' takes text, bytes or a function", f->name);
        if (!n || n->type != type_int || !(n->has_low || n->has_high) || b->kind == BIND_DEFAULT)
            continue;
        Range r = x ? range_of(w, x) : any;
        if (!r.known || (n->has_low && r.low < n->low) || (n->has_high && r.high > n->high))
            refuse(w, x ? x->span : e->span, "OverflowError may be raised: %s", c_number_bounds(w->in->arena, n, f->ast->params.at[p].name));
    }
    const CNumber *gives = f->ext->result;
    if (f->ext->raises || (gives && gives->type == type_int && !gives->pointer && !fits_int(from_to(gives->has_low ? gives->low : INT64_MIN, gives->has_high ? gives->high : INT64_MAX))))
        refuse(w, e->span, "'%s' may raise", f->name);
}

static void check_target(Walk *w, const Expr *e, const Target *t)
{
    switch (t->kind) {
    case TARGET_FUNC:
        if (func_is_coroutine(t->instance->func) || func_is_generator(t->instance->func))
            refuse(w, e->span, "a call of '%s' makes a coroutine or generator", t->instance->func->name);
        else if (t->spread || t->keywords)
            refuse(w, e->span, "the call may raise: arguments stand behind a star");
        else
            check_instance(w, instance_of(t->instance), e->span);
        return;
    case TARGET_EXTERN:  check_extern(w, e, t); return;
    case TARGET_BUILTIN: refuse(w, e->span, "%s() may raise or allocate", t->builtin ? t->builtin->name : t->class->name); return;
    case TARGET_FAILS:   refuse(w, e->span, "the call may raise: %s", t->message); return;
    default:             refuse(w, e->span, "a call of '%s' allocates an object", t->class->name); return;
    }
}

static void check_call(Walk *w, const Expr *e)
{
    const CallInfo *c = call_of(expr_info(w->now, e), CALL_AS_WRITTEN);
    const Expr *callee = e->u.call.func;

    for (int i = 0; i < e->u.call.args.n; i++)
        check_expr(w, e->u.call.args.at[i].value);
    if (callee->kind == EXPR_ATTR)
        check_expr(w, callee->u.attr.object);
    else
        check_expr(w, callee);
    for (int i = 0; c && i < c->targets.n; i++)
        check_target(w, e, &c->targets.at[i]);
    if (c && c->targets.n > 1)
        refuse(w, e->span, "which function is called shows at run time only");
}

/* The object whose register or field e is. A device is no more than its address. */
static void check_device(Walk *w, const Expr *e)
{
    const Expr *object = register_of(w->now, e->u.attr.object) ? e->u.attr.object->u.attr.object : e->u.attr.object;
    const Type *module = object->kind == EXPR_ATTR ? type_of(w, object->u.attr.object) : type_never;
    const Symbol *s = module->kind == TY_MODULE ? scope_lookup(module->u.module->scope, object->u.attr.name) : NULL;

    if (!s || !global_of(w->in, s)->device)
        check_expr(w, object);
}

static void check_register_read(Walk *w, const Expr *e)
{
    check_device(w, e);
    if (fits_int(range_of_number(register_number(w, e))))
        return;
    refuse(w, e->span, "'%s' may not fit into an int: OverflowError", e->u.attr.name);
    if (register_of(w->now, e))
        diag_help(w->in->diag, "declare fields of it, and read these");
}

static void check_register_write(Walk *w, const Expr *target, Range r, Span at)
{
    const CNumber *n = register_number(w, target);

    check_device(w, target);
    if (!r.known || r.low < n->low || r.high > n->high)
        refuse(w, at, "OverflowError may be raised: %s", c_number_bounds(w->in->arena, n, target->u.attr.name));
}

/* Of the library's objects, which are made for this; what the program's own hold may change at any time. */
static void check_attr(Walk *w, const Expr *e)
{
    const Expr *object = e->u.attr.object;
    const Type *t = type_of(w, object);

    if (register_number(w, e)) {
        check_register_read(w, e);
        return;
    }
    check_expr(w, object);
    if (type_static(type_of(w, e)))
        return;
    if (t->kind == TY_MODULE)
        refuse(w, e->span, "'%s' is a variable of another module", e->u.attr.name);
    else if (!w->now->func->module->library || t->kind != TY_INST || call_of(expr_info(w->now, e), CALL_AS_WRITTEN) || !class_field(t->u.class, e->u.attr.name))
        refuse(w, e->span, "'.%s' is an attribute of an object: keep it in a variable of the module", e->u.attr.name);
}

static void check_each(Walk *w, const ExprVec *all)
{
    for (int i = 0; i < all->n; i++) {
        check_expr(w, all->at[i]);
        if (!is_plain(type_of(w, all->at[i])) && !type_static(type_of(w, all->at[i])))
            refuse(w, all->at[i]->span, "this is not a number");
    }
}

static void check_expr(Walk *w, const Expr *e)
{
    if (!expr_info(w->now, e)->type && e->kind != EXPR_NAME)
        return;                                 /* nothing comes here */
    switch (e->kind) {
    case EXPR_NONE: case EXPR_BOOL: case EXPR_INT: case EXPR_FLOAT: case EXPR_STR: case EXPR_ELLIPSIS: return;
    case EXPR_NAME: check_name(w, e); return;
    case EXPR_ATTR: check_attr(w, e); return;
    case EXPR_CALL: check_call(w, e); return;
    case EXPR_COMPARE: check_compare(w, e); return;
    case EXPR_AND: case EXPR_OR: check_each(w, &e->u.list); return;
    case EXPR_UNARY:
        check_expr(w, e->u.unary.operand);
        if (!is_plain(type_of(w, e->u.unary.operand)))
            refuse(w, e->span, "'%s' of what is not a number", unop_text(e->u.unary.op));
        else if (e->u.unary.op == UN_NEG)
            check_overflow(w, e, "-");
        return;
    case EXPR_BINARY:
        check_expr(w, e->u.binary.left);
        check_operator(w, e->u.binary.op, e->u.binary.left, e->u.binary.right, range_of(w, e), e->span);
        return;
    case EXPR_TERNARY:
        check_expr(w, e->u.ternary.cond);
        check_expr(w, e->u.ternary.then);
        check_expr(w, e->u.ternary.els);
        return;
    case EXPR_SUBSCRIPT: refuse(w, e->span, "an item may not be there: IndexError or KeyError"); return;
    default: refuse(w, e->span, "this allocates an object"); return;
    }
}

/* ---- statements ---- */

/* What is written lies in the range. */
static void check_target_name(Walk *w, const Expr *target, Range r)
{
    const Symbol *s = target->kind == EXPR_NAME ? names_of(w->in->names, target) : NULL;
    const Type *t = s && s->scope == w->now->func->scope ? type_norm(w->now->var[s->index].type) : type_error;

    if (target->kind == EXPR_ATTR && register_number(w, target)) {
        check_register_write(w, target, r, target->span);
        return;
    }
    if (target->kind == EXPR_ATTR)
        check_expr(w, target->u.attr.object);
    if (!s)
        refuse(w, target->span, "only variables are assigned here");
    else if (is_module_variable(s))
        check_shared(w, s, target->span);
    else if (!is_plain(t))
        refuse(w, target->span, "'%s' is not always a number", s->name);
}

static void check_augmented(Walk *w, const Stmt *s)
{
    const Expr *target = s->u.augment.target;
    Range left = target->kind == EXPR_NAME ? range_of_symbol(w, names_of(w->in->names, target)) : any;

    bool device = target->kind == EXPR_ATTR && register_number(w, target);

    if (device) {
        check_register_read(w, target);
        left = range_of(w, target);
    }
    Range r = range_of_binary(s->u.augment.op, left, range_of(w, s->u.augment.value));
    check_target_name(w, target, r);
    if (target->kind == EXPR_NAME)
        check_name(w, target);
    if (target->kind == EXPR_NAME || device)
        check_operator(w, s->u.augment.op, target, s->u.augment.value, r, s->span);
}

static void check_for(Walk *w, const Stmt *s)
{
    const Expr *iter = s->u.each.iter;
    bool is_range = type_of(w, iter)->kind == TY_RANGE && iter->kind == EXPR_CALL && iter->u.call.func->kind == EXPR_NAME && iter->u.call.args.n == 1;

    check_target_name(w, s->u.each.target, any);
    if (!is_range || s->u.each.is_async) {
        refuse(w, iter->span, "a loop goes over range(n) only");
        return;
    }
    check_expr(w, iter->u.call.args.at[0].value);
}

static void check_stmt(Walk *w, const Stmt *s)
{
    switch (s->kind) {
    case STMT_PASS: case STMT_BREAK: case STMT_CONTINUE: case STMT_GLOBAL: return;
    case STMT_EXPR: check_expr(w, s->u.expr); return;
    case STMT_ASSIGN:
        check_expr(w, s->u.assign.value);
        for (int i = 0; i < s->u.assign.targets.n; i++)
            check_target_name(w, s->u.assign.targets.at[i], range_of(w, s->u.assign.value));
        return;
    case STMT_ANNASSIGN:
        if (s->u.annotate.value) {
            check_expr(w, s->u.annotate.value);
            check_target_name(w, s->u.annotate.target, range_of(w, s->u.annotate.value));
        }
        return;
    case STMT_AUGASSIGN: check_augmented(w, s); return;
    case STMT_RETURN:
        if (s->u.expr)
            check_each(w, &(ExprVec){ (Expr *[]){ s->u.expr }, 1, 1 });
        return;
    case STMT_IF:    check_each(w, &(ExprVec){ (Expr *[]){ s->u.branch.cond }, 1, 1 }); break;
    case STMT_WHILE: check_each(w, &(ExprVec){ (Expr *[]){ s->u.loop.cond }, 1, 1 }); break;
    case STMT_FOR:   check_for(w, s); break;
    case STMT_RAISE: case STMT_ASSERT: refuse(w, s->span, "it cannot raise"); return;
    default: refuse(w, s->span, "this statement may allocate or raise"); return;
    }
    each_block(s, check_body, w);
}

static void check_body(void *context, const StmtVec *body)
{
    for (int i = 0; i < body->n; i++)
        check_stmt(context, body->at[i]);
}

/* ---- functions ---- */

static void check_instance(Walk *w, Instance *i, Span at)
{
    Instance *outer = w->now;
    Span called_at = w->called_at;

    if (map_get(&w->done, i))
        return;
    map_put(&w->done, i, i);
    i->in_interrupt = true;
    if (outer && !outer->func->module->library)
        w->called_at = at;
    w->now = i;
    if (i->recursive)
        refuse(w, i->func->ast->name_span, "'%s' may call itself", i->func->name);
    else if (i->outer)
        refuse(w, at, "'%s' uses variables of a function around it", i->func->name);
    else
        check_body(w, &i->func->ast->body);
    w->now = outer;
    w->called_at = called_at;
}

void interrupts_check(Infer *in)
{
    Walk w = { .in = in };
    bool any_handler = false;

    for (int i = 0; i < in->program->exports.n; i++)
        any_handler |= in->program->exports.at[i]->interrupt;
    if (!any_handler || diag_failed(in->diag))
        return;
    map_init(&w.assigned, in->arena);
    map_init(&w.stored, in->arena);
    for (int i = 0; i < in->program->funcs.n; i++)
        find_assigned(&w, &in->program->funcs.at[i]->ast->body);
    for (int i = 0; i < in->program->exports.n; i++) {
        w.handler = in->program->exports.at[i];
        if (!w.handler->interrupt)
            continue;
        map_init(&w.done, in->arena);
        w.called_at = w.handler->func->ast->name_span;
        check_instance(&w, instance_of(w.handler->instance), w.called_at);
    }
}
