/* lower_expr.c: expressions.
 *
 * Operands are computed from left to right. An operand that a later one might change (a variable of the
 * module, a field, an item; a local only by :=) is kept in a temporary first: fix().
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include <string.h>
#include "base/diag.h"
#include "base/intern.h"

/* ---- order of evaluation ---- */

static bool any_code(const ExprVec *v)
{
    for (int i = 0; i < v->n; i++)
        if (v->at[i] && may_run_code(v->at[i]))
            return true;
    return false;
}

static bool pieces_code(const FPiece *p, int n)
{
    for (int i = 0; i < n; i++)
        if ((p[i].value && may_run_code(p[i].value)) || pieces_code(p[i].spec.at, p[i].spec.n))
            return true;
    return false;
}

/* May evaluating it run code of the program, suspend, or assign? */
bool may_run_code(const Expr *e)
{
    if (!e)
        return false;
    switch (e->kind) {
    case EXPR_CALL: case EXPR_AWAIT: case EXPR_WALRUS: case EXPR_YIELD: case EXPR_YIELD_FROM:
    case EXPR_LISTCOMP: case EXPR_SETCOMP: case EXPR_DICTCOMP: case EXPR_GENEXP:
        return true;
    case EXPR_ATTR:      return may_run_code(e->u.attr.object);
    case EXPR_SUBSCRIPT: return may_run_code(e->u.subscript.object) || may_run_code(e->u.subscript.index);
    case EXPR_SLICE:     return may_run_code(e->u.slice.start) || may_run_code(e->u.slice.stop) || may_run_code(e->u.slice.step);
    case EXPR_UNARY:     return may_run_code(e->u.unary.operand);
    case EXPR_BINARY:    return may_run_code(e->u.binary.left) || may_run_code(e->u.binary.right);
    case EXPR_AND: case EXPR_OR: case EXPR_TUPLE: case EXPR_LIST: return any_code(&e->u.list);
    case EXPR_COMPARE:   return may_run_code(e->u.compare.first) || any_code(&e->u.compare.rest);
    case EXPR_TERNARY:   return may_run_code(e->u.ternary.cond) || may_run_code(e->u.ternary.then) || may_run_code(e->u.ternary.els);
    case EXPR_FSTRING:   return pieces_code(e->u.fstring.pieces.at, e->u.fstring.pieces.n);
    case EXPR_STARRED:   return may_run_code(e->u.operand);
    default:             return false;
    }
}

typedef struct Changeable { bool yes; } Changeable;

static void look_changeable(CoreExpr *x, void *context)
{
    Changeable *c = context;
    switch (x->kind) {
    case CE_FIELD: case CE_ITEM: case CE_MEMBER: case CE_PURE: c->yes = true; return;
    case CE_VAR: c->yes |= x->u.var->kind != VAR_TEMP; return;
    default: core_each_operand(x, look_changeable, context); return;
    }
}

CoreExpr *fix(Lower *l, CoreExpr *x, bool code_follows)
{
    Changeable c = { false };

    if (!code_follows)
        return x;
    look_changeable(x, &c);
    return c.yes ? hold(l, x) : x;
}

/* ---- names ---- */

CoreExpr *static_value(Lower *l, const Type *t)
{
    if (t->kind == TY_FUNC)
        return core_func(l->arena, lower_function_value(l, t->u.func), t);
    if (t->kind == TY_BUILTIN && !t->u.builtin.self)
        return core_func(l->arena, lower_builtin_value(l, t->u.builtin.builtin), t);
    if (t->kind == TY_CLASS)
        return core_class(l->arena, lower_class_of(l, t->u.class), t);
    return core_none(l->arena);
}

CoreExpr *lower_symbol(Lower *l, const Symbol *s, const Type *type)
{
    type = type_norm(type);
    if (l->inline_params && map_get(l->inline_params, s))
        return map_get(l->inline_params, s);
    if (type_static(type) || type->kind == TY_NEVER)
        return static_value(l, type);
    CoreVar *v = lower_var_of(l, s);
    return v ? core_conv(l->arena, core_var(l->arena, v), type) : static_value(l, type);
}

static CoreExpr *lower_name(Lower *l, const Expr *e)
{
    const Symbol *s = names_of(l->program->names, e);
    const ExprInfo *info = info_of(l, e);

    if (!s)
        return strcmp(e->u.name, "__name__") == 0
                   ? core_str(l->arena, l->now->func->module->name, (uint32_t)strlen(l->now->func->module->name))
                   : static_value(l, info->type);
    CoreVar *flag = info->flags & XF_MAYBE_UNBOUND ? lower_flag_of(l, s) : NULL;
    if (flag) {
        CoreStmt *test = LOWER_NEW_STMT(l, CS_IF);
        test->u.branch.cond = core_unary(l->arena, "!", core_var(l->arena, flag), type_bool);
        CoreStmts *old = push_out(l, &test->u.branch.then);
        const char *raise = s->scope->kind == SCOPE_FUNC ? "ac_raise_unbound_local" : "ac_raise_name";
        op(l, raise, NULL, true, 1, core_ctext(l->arena, arena_printf(l->arena, "\"%s\"", s->name), type_none));
        pop_out(l, old);
        put_stmt(l, test);
    }
    return lower_symbol(l, s, info->type);
}

/* ---- numbers ---- */

CoreExpr *to_int(Lower *l, CoreExpr *x)
{
    return x->type->kind == TY_BOOL ? core_unary(l->arena, "(ac_int)", x, type_int) : core_conv(l->arena, x, type_int);
}

CoreExpr *to_float(Lower *l, CoreExpr *x)
{
    if (x->type->kind == TY_INT || x->type->kind == TY_BOOL)
        return core_unary(l->arena, "(ac_float)", x, type_float);
    return core_conv(l->arena, x, type_float);
}

static bool is_int(const Type *t)    { return t->kind == TY_INT || t->kind == TY_BOOL; }
static bool is_number(const Type *t) { return is_int(t) || t->kind == TY_FLOAT; }

static CoreExpr *int_op(Lower *l, BinOp kind, CoreExpr *a, CoreExpr *b, const Type *result)
{
    static const char *const names[] = {
        [BIN_ADD] = "ac_int_add", [BIN_SUB] = "ac_int_sub", [BIN_MUL] = "ac_int_mul", [BIN_FLOORDIV] = "ac_int_floordiv",
        [BIN_MOD] = "ac_int_mod", [BIN_POW] = "ac_int_pow", [BIN_LSHIFT] = "ac_int_lshift", [BIN_RSHIFT] = "ac_int_rshift",
        [BIN_MATMUL] = NULL,
    };
    if (kind == BIN_TRUEDIV)
        return op(l, "ac_int_truediv", type_float, true, 2, to_int(l, a), to_int(l, b));
    if (kind == BIN_AND || kind == BIN_OR || kind == BIN_XOR) {
        const char *c_op = kind == BIN_AND ? "&" : kind == BIN_OR ? "|" : "^";
        if (result->kind == TY_BOOL)
            return core_binary(l->arena, kind == BIN_XOR ? "!=" : kind == BIN_AND ? "&&" : "||", a, b, type_bool);
        return core_binary(l->arena, c_op, to_int(l, a), to_int(l, b), type_int);
    }
    return op(l, names[kind], type_int, true, 2, to_int(l, a), to_int(l, b));
}

static CoreExpr *float_op(Lower *l, BinOp kind, CoreExpr *a, CoreExpr *b)
{
    a = to_float(l, a);
    b = to_float(l, b);
    switch (kind) {
    case BIN_ADD:      return core_binary(l->arena, "+", a, b, type_float);
    case BIN_SUB:      return core_binary(l->arena, "-", a, b, type_float);
    case BIN_MUL:      return core_binary(l->arena, "*", a, b, type_float);
    case BIN_TRUEDIV:  return op(l, "ac_float_truediv", type_float, true, 2, a, b);
    case BIN_FLOORDIV: return op(l, "ac_float_floordiv", type_float, true, 2, a, b);
    case BIN_MOD:      return op(l, "ac_float_mod", type_float, true, 2, a, b);
    default:           return op(l, "ac_float_pow", type_float, true, 2, a, b);
    }
}

static CoreExpr *sequence_op(Lower *l, BinOp kind, CoreExpr *a, CoreExpr *b, const Type *result)
{
    TypeKind x = a->type->kind, y = b->type->kind;

    if (kind == BIN_ADD && x == TY_STR && y == TY_STR)
        return op(l, "ac_str_add", type_str, true, 2, a, b);
    if (kind == BIN_MOD && x == TY_STR)
        return op(l, "ac_str_percent", type_str, true, 2, a, any(l, b));
    if (kind == BIN_ADD && x == TY_LIST && y == TY_LIST)
        return op(l, "ac_list_add", result, true, 2, a, b);
    if (kind == BIN_ADD && x == TY_TUPLE && y == TY_TUPLE)
        return op(l, "ac_tuple_add", result, true, 2, a, b);
    if (kind == BIN_MUL && is_int(a->type) && (y == TY_STR || y == TY_LIST || y == TY_TUPLE))
        return sequence_op(l, kind, b, a, result);
    if (kind == BIN_MUL && is_int(b->type) && (x == TY_STR || x == TY_LIST || x == TY_TUPLE))
        return op(l, x == TY_STR ? "ac_str_mul" : x == TY_LIST ? "ac_list_mul" : "ac_tuple_mul", result, true, 2, a, to_int(l, b));
    return NULL;
}

static const char *binary_constant(BinOp kind)
{
    static const char *const names[] = { "AC_ADD", "AC_SUB", "AC_MUL", "AC_TRUEDIV", "AC_FLOORDIV", "AC_MOD", "AC_POW",
                                         "AC_LSHIFT", "AC_RSHIFT", "AC_AND", "AC_OR", "AC_XOR", "AC_MATMUL" };
    return names[kind];
}

CoreExpr *lower_binary_values(Lower *l, BinOp kind, CoreExpr *a, CoreExpr *b, const Type *result, bool inplace)
{
    CoreExpr *r;

    if (is_int(a->type) && is_int(b->type) && (is_int(result) || kind == BIN_TRUEDIV))
        return int_op(l, kind, a, b, result);
    if (is_number(a->type) && is_number(b->type) && result->kind == TY_FLOAT)
        return float_op(l, kind, a, b);
    if (!(inplace && a->type->kind == TY_LIST)) {
        r = sequence_op(l, kind, a, b, result);
        if (r)
            return r;
    }
    r = op(l, inplace ? "ac_value_inplace" : "ac_value_binary", type_any, true, 3,
           core_ctext(l->arena, binary_constant(kind), type_none), any(l, a), any(l, b));
    return core_conv(l->arena, r, result);
}

static CoreExpr *lower_binary(Lower *l, const Expr *e)
{
    const ExprInfo *info = info_of(l, e);
    CoreExpr *a = fix(l, lower_expr(l, e->u.binary.left), may_run_code(e->u.binary.right));
    CoreExpr *b = lower_expr(l, e->u.binary.right);

    if (info->call) {
        CoreExprs args = {0};
        vec_push(l->arena, &args, b);
        return lower_method(l, info->call, a, &args, info->type);
    }
    return lower_binary_values(l, e->u.binary.op, a, b, info->type, false);
}

static CoreExpr *lower_unary(Lower *l, const Expr *e)
{
    const Type *type = info_of(l, e)->type;

    if (e->u.unary.op == UN_NOT)
        return core_unary(l->arena, "!", lower_cond(l, e->u.unary.operand), type_bool);
    CoreExpr *x = lower_expr(l, e->u.unary.operand);
    if (x->kind == CE_INT && e->u.unary.op == UN_NEG)
        return core_int(l->arena, -x->u.integer);
    if (x->kind == CE_FLOAT && e->u.unary.op == UN_NEG)
        return core_float(l->arena, -x->u.floating);
    if (is_int(x->type) && e->u.unary.op == UN_NEG)
        return op(l, "ac_int_neg", type_int, true, 1, to_int(l, x));
    if (is_int(x->type))
        return e->u.unary.op == UN_POS ? to_int(l, x) : core_unary(l->arena, "~", to_int(l, x), type_int);
    if (x->type->kind == TY_FLOAT)
        return e->u.unary.op == UN_POS ? x : core_unary(l->arena, "-", x, type_float);
    static const char *const names[] = { "ac_value_neg", "ac_value_pos", "ac_value_invert" };
    return core_conv(l->arena, op(l, names[e->u.unary.op], type_any, true, 1, any(l, x)), type);
}

/* ---- truth ---- */

static CoreExpr *not_null(Lower *l, CoreExpr *x)
{
    return core_binary(l->arena, "!=", x, core_none(l->arena), type_bool);
}

/* The object's own truth, when it is not None; NULL: always true. */
static CoreExpr *ref_truth(Lower *l, CoreExpr *x, TypeKind kind)
{
    CoreExpr *zero = core_int(l->arena, 0);
    switch (kind) {
    case TY_STR:   return core_binary(l->arena, "!=", core_member(l->arena, x, "AcStr", "bytes", type_int), zero, type_bool);
    case TY_LIST:  return core_binary(l->arena, "!=", core_member(l->arena, x, "AcList", "n", type_int), zero, type_bool);
    case TY_TUPLE: return core_binary(l->arena, "!=", core_member(l->arena, x, "AcTuple", "n", type_int), zero, type_bool);
    case TY_RANGE: return core_binary(l->arena, "!=", core_pure(l->arena, "ac_range_len", type_int, 1, x), zero, type_bool);
    default:       return NULL;
    }
}

static bool has_truth(const Type *bare)
{
    return bare->kind == TY_INST && (bare->u.class->slot[SLOT_TRUTH] || bare->u.class->is_exception);
}

CoreExpr *lower_truth(Lower *l, CoreExpr *x)
{
    const Type *t = x->type;
    bool none = type_has(t, TY_NONE);
    const Type *bare = none ? type_without(t, type_none) : t;

    switch (type_rep(t)) {
    case REP_BOOL:  return x;
    case REP_INT:   return core_binary(l->arena, "!=", x, core_int(l->arena, 0), type_bool);
    case REP_FLOAT: return core_binary(l->arena, "!=", x, core_float(l->arena, 0), type_bool);
    case REP_VALUE: return op(l, "ac_value_truth", type_bool, true, 1, x);
    default: break;
    }
    if (t->kind == TY_NONE || t->kind == TY_NEVER)
        return core_bool(l->arena, false);
    if (bare->kind == TY_UNION || has_truth(bare))
        return op(l, "ac_value_truth", type_bool, true, 1, any(l, x));
    if (none)
        x = in_var(l, x);
    CoreExpr *own_truth = ref_truth(l, x, bare->kind);
    if (!none)
        return own_truth ? own_truth : core_bool(l->arena, true);
    return own_truth ? core_binary(l->arena, "&&", not_null(l, x), own_truth, type_bool) : not_null(l, x);
}

/* Lowers into a list of its own: pure when the list stays empty. */
static CoreExpr *lower_aside(Lower *l, const Expr *e, CoreStmts *side, CoreExpr *(*how)(Lower *, const Expr *))
{
    CoreStmts *old = push_out(l, side);
    CoreExpr *x = how(l, e);
    pop_out(l, old);
    return x;
}

/* x and (or) y as conditions; y's statements stand in `side`. */
static CoreExpr *join_conds(Lower *l, CoreExpr *x, CoreExpr *y, CoreStmts *side, bool is_and, int mark)
{
    if (side->n == 0)
        return core_binary(l->arena, is_and ? "&&" : "||", x, y, type_bool);
    CoreVar *t = new_temp(l, type_bool);
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    set_var(l, t, x);
    branch->u.branch.cond = is_and ? core_var(l->arena, t) : core_unary(l->arena, "!", core_var(l->arena, t), type_bool);
    branch->u.branch.then = *side;
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    bool dead = l->dead;
    set_fresh(l, t, y);
    release_to(l, mark);
    l->dead = dead;
    pop_out(l, old);
    put_stmt(l, branch);
    return core_var(l->arena, t);
}

static CoreExpr *cond_logic(Lower *l, const Expr *e)
{
    bool is_and = e->kind == EXPR_AND;
    CoreExpr *x = lower_cond(l, e->u.list.at[0]);

    for (int i = 1; i < e->u.list.n; i++) {
        int flags = info_of(l, e->u.list.at[i - 1])->flags;
        if (flags & (is_and ? XF_ALWAYS_FALSE : XF_ALWAYS_TRUE))
            break;                              /* the rest is never evaluated */
        CoreStmts side = {0};
        int mark = l->owned.n;
        CoreExpr *y = lower_aside(l, e->u.list.at[i], &side, lower_cond);
        x = join_conds(l, x, y, &side, is_and, mark);
    }
    return x;
}

CoreExpr *lower_cond(Lower *l, const Expr *e)
{
    const ExprInfo *info = info_of(l, e);

    if (info->flags & (XF_ALWAYS_TRUE | XF_ALWAYS_FALSE)) {
        if (may_run_code(e) && info->type && !(e->kind == EXPR_CALL && e->u.call.func->kind == EXPR_NAME))
            lower_expr(l, e);
        return core_bool(l->arena, (info->flags & XF_ALWAYS_TRUE) != 0);
    }
    if (e->kind == EXPR_AND || e->kind == EXPR_OR)
        return cond_logic(l, e);
    return lower_truth(l, lower_expr(l, e));
}

/* ---- and, or, if-else as values ---- */

static CoreExpr *value_logic(Lower *l, const Expr *e, int from, const Type *type)
{
    const Expr *part = e->u.list.at[from];
    bool is_and = e->kind == EXPR_AND;
    CoreVar *result = new_temp(l, type);
    CoreExpr *x = lower_expr(l, part);

    if (from == e->u.list.n - 1 || l->dead)
        return core_conv(l->arena, x, type);
    x = in_var(l, x);
    CoreExpr *truth = in_var(l, lower_truth(l, x));
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    branch->u.branch.cond = is_and ? core_unary(l->arena, "!", truth, type_bool) : truth;
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    set_copy(l, result, x);                     /* its own reference: x is released on both ways */
    l->out = &branch->u.branch.els;
    int mark = l->owned.n;
    CoreExpr *rest = value_logic(l, e, from + 1, type);
    set_fresh(l, result, rest);
    release_to(l, mark);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, branch);
    own(l, result);
    return core_var(l->arena, result);
}

static CoreExpr *lower_ternary(Lower *l, const Expr *e)
{
    const ExprInfo *cond = info_of(l, e->u.ternary.cond);
    const Type *type = info_of(l, e)->type;

    if (cond->flags & (XF_ALWAYS_TRUE | XF_ALWAYS_FALSE)) {
        lower_cond(l, e->u.ternary.cond);
        return core_conv(l->arena, lower_expr(l, cond->flags & XF_ALWAYS_TRUE ? e->u.ternary.then : e->u.ternary.els), type);
    }
    CoreExpr *test = lower_cond(l, e->u.ternary.cond);
    CoreStmts yes = {0}, no = {0};
    int mark = l->owned.n;
    CoreExpr *a = lower_aside(l, e->u.ternary.then, &yes, lower_expr);
    bool dead_yes = l->dead;
    l->dead = false;
    int middle = l->owned.n;
    CoreExpr *b = lower_aside(l, e->u.ternary.els, &no, lower_expr);
    bool dead_no = l->dead;
    l->dead = false;
    if (!yes.n && !no.n && !type_counted(type) && !dead_yes && !dead_no)
        return core_cond(l->arena, test, core_conv(l->arena, a, type), core_conv(l->arena, b, type));
    CoreVar *result = new_temp(l, type);
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    branch->u.branch.cond = test;
    branch->u.branch.then = yes;
    branch->u.branch.els = no;
    CoreStmts *old = push_out(l, &branch->u.branch.els);
    l->dead = dead_no;
    set_fresh(l, result, b);
    release_to(l, middle < l->owned.n ? middle : l->owned.n);
    l->out = &branch->u.branch.then;
    l->dead = dead_yes;
    set_fresh(l, result, a);
    release_to(l, mark);
    pop_out(l, old);
    l->dead = dead_yes && dead_no;
    put_stmt(l, branch);
    own(l, result);
    return core_var(l->arena, result);
}

/* ---- comparison ---- */

static CoreExpr *none_compare(Lower *l, CoreExpr *x, bool is)
{
    if (type_rep(x->type) == REP_VALUE)
        return core_binary(l->arena, is ? "==" : "!=", core_member(l->arena, x, NULL, "tag", type_int),
                           core_ctext(l->arena, "AC_TAG_NONE", type_int), type_bool);
    if (type_rep(x->type) != REP_REF)
        return core_bool(l->arena, !is);
    return core_binary(l->arena, is ? "==" : "!=", x, core_none(l->arena), type_bool);
}

static CoreExpr *identity(Lower *l, CoreExpr *a, CoreExpr *b, bool is)
{
    if (b->type->kind == TY_NONE)
        return none_compare(l, a, is);
    if (a->type->kind == TY_NONE)
        return none_compare(l, b, is);
    CoreExpr *same = core_pure(l->arena, "ac_value_is", type_bool, 2, any(l, a), any(l, b));
    return is ? same : core_unary(l->arena, "!", same, type_bool);
}

static CoreExpr *contains(Lower *l, CoreExpr *item, CoreExpr *container, bool yes)
{
    CoreExpr *r;
    if (container->type->kind == TY_STR && item->type->kind == TY_STR)
        r = core_pure(l->arena, "ac_str_contains", type_bool, 2, container, item);
    else
        r = op(l, "ac_value_contains", type_bool, true, 2, any(l, container), any(l, item));
    return yes ? r : core_unary(l->arena, "!", r, type_bool);
}

static bool is_eq(CmpOp o) { return o == CMP_EQ || o == CMP_NE; }

static CoreExpr *equality(Lower *l, CmpOp o, CoreExpr *a, CoreExpr *b)
{
    CoreExpr *r;
    if (a->type->kind == TY_STR && b->type->kind == TY_STR)
        r = core_pure(l->arena, "ac_str_eq", type_bool, 2, a, b);
    else
        r = op(l, "ac_value_eq", type_bool, true, 2, any(l, a), any(l, b));
    return o == CMP_EQ ? r : core_unary(l->arena, "!", r, type_bool);
}

static CoreExpr *compare_pair(Lower *l, CmpOp o, CoreExpr *a, CoreExpr *b)
{
    static const char *const c_ops[] = { "<", "<=", ">", ">=", "==", "!=" };
    static const char *const constants[] = { "AC_LT", "AC_LE", "AC_GT", "AC_GE" };
    const Type *x = a->type, *y = b->type;

    if (o == CMP_IS || o == CMP_IS_NOT)
        return identity(l, a, b, o == CMP_IS);
    if (o == CMP_IN || o == CMP_NOT_IN)
        return contains(l, a, b, o == CMP_IN);
    if (x->kind == TY_BOOL && y->kind == TY_BOOL && is_eq(o))
        return core_binary(l->arena, c_ops[o], a, b, type_bool);
    if (is_int(x) && is_int(y))
        return core_binary(l->arena, c_ops[o], to_int(l, a), to_int(l, b), type_bool);
    if (x->kind == TY_FLOAT && y->kind == TY_FLOAT)
        return core_binary(l->arena, c_ops[o], a, b, type_bool);
    if (is_eq(o))
        return equality(l, o, a, b);
    if (x->kind == TY_STR && y->kind == TY_STR)
        return core_binary(l->arena, c_ops[o], core_pure(l->arena, "ac_str_compare", type_int, 2, a, b), core_int(l->arena, 0), type_bool);
    return op(l, "ac_value_compare", type_bool, true, 3, core_ctext(l->arena, constants[o], type_none), any(l, a), any(l, b));
}

/* The rest of a chain from operand i on; `left` is its left value. */
static CoreExpr *compare_chain(Lower *l, const Expr *e, int i, CoreExpr *left)
{
    const Expr *right_expr = e->u.compare.rest.at[i];
    bool last = i == e->u.compare.ops.n - 1;

    left = fix(l, left, may_run_code(right_expr));
    CoreExpr *right = lower_expr(l, right_expr);
    if (last)
        return compare_pair(l, e->u.compare.ops.at[i], left, right);
    right = hold(l, right);
    CoreExpr *x = compare_pair(l, e->u.compare.ops.at[i], left, right);
    CoreStmts side = {0};
    int mark = l->owned.n;
    CoreStmts *old = push_out(l, &side);
    CoreExpr *y = compare_chain(l, e, i + 1, right);
    pop_out(l, old);
    return join_conds(l, x, y, &side, true, mark);
}

static CoreExpr *lower_compare(Lower *l, const Expr *e)
{
    int flags = info_of(l, e)->flags;

    if (flags & (XF_ALWAYS_TRUE | XF_ALWAYS_FALSE)) {
        lower_expr(l, e->u.compare.first);
        return core_bool(l->arena, (flags & XF_ALWAYS_TRUE) != 0);
    }
    return compare_chain(l, e, 0, lower_expr(l, e->u.compare.first));
}

/* ---- tests of the run-time type ---- */

static CoreExpr *tag_test(Lower *l, CoreExpr *x, const char *tag)
{
    return core_binary(l->arena, "==", core_member(l->arena, x, NULL, "tag", type_int), core_ctext(l->arena, tag, type_int), type_bool);
}

static CoreExpr *class_test(Lower *l, CoreExpr *x, const char *function, CoreExpr *class)
{
    return core_pure(l->arena, function, type_bool, 2, x, class);
}

static CoreFn *method_function(Lower *l, const Type *method)
{
    return method->kind == TY_METHOD ? lower_function_value(l, method->u.method.func) : lower_builtin_value(l, method->u.builtin.builtin);
}

/* Is x a method of that function, bound to an object of that class? */
static CoreExpr *method_test(Lower *l, CoreExpr *x, const Type *method)
{
    const Type *self = method->kind == TY_METHOD ? method->u.method.self : method->u.builtin.self;
    ClassInfo *c = self->kind == TY_INST ? self->u.class : builtin_class_of(self->kind);

    return core_pure(l->arena, "ac_is_method", type_bool, 3, any(l, x), core_func(l->arena, method_function(l, method), type_none),
                     core_class(l->arena, lower_class_of(l, c), type_class(c)));
}

/* object.name as a value: the function and the object. */
static CoreExpr *bound_method(Lower *l, CoreExpr *object, const Type *method)
{
    return op(l, "ac_method_new", method, true, 2, core_func(l->arena, method_function(l, method), type_none), any(l, object));
}

/* Is the value of x (a variable) of this atom? */
CoreExpr *is_atom_test(Lower *l, CoreExpr *x, const Type *atom, bool exact)
{
    bool value = type_rep(x->type) == REP_VALUE;
    ClassInfo *c = atom->kind == TY_INST ? atom->u.class : builtin_class_of(atom->kind);

    (void)exact;
    if (atom->kind == TY_NONE)
        return none_compare(l, x, true);
    if (value && atom->kind == TY_BOOL)
        return tag_test(l, x, "AC_TAG_BOOL");
    if (value && atom->kind == TY_INT)
        return tag_test(l, x, "AC_TAG_INT");
    if (value && atom->kind == TY_FLOAT)
        return tag_test(l, x, "AC_TAG_FLOAT");
    if (atom->kind == TY_METHOD || (atom->kind == TY_BUILTIN && atom->u.builtin.self))
        return method_test(l, x, atom);
    if (atom->kind == TY_FUNC || atom->kind == TY_BUILTIN)
        return core_binary(l->arena, "==", value ? core_pure(l->arena, "ac_value_ref", type_inst(builtin_class(intern("object"))), 1, x) : core_conv(l->arena, x, type_inst(builtin_class(intern("object")))),
                           core_conv(l->arena, static_value(l, atom), type_inst(builtin_class(intern("object")))), type_bool);
    if (atom->kind == TY_CLASS)
        c = builtin_class(intern("type"));
    CoreExpr *class = core_class(l->arena, lower_class_of(l, c), type_class(c));
    if (atom->kind == TY_INST && !c->is_exception)          /* types of objects are exact; exceptions' are not */
        return class_test(l, x, value ? "ac_value_is_a" : "ac_ref_is", class);
    return class_test(l, x, value ? "ac_isinstance" : "ac_ref_isinstance", class);
}

/* ---- attributes ---- */

static CoreExpr *check_field(Lower *l, CoreExpr *object, Field *f)
{
    CoreField *flag = map_get(&l->field_flag, f);
    if (!flag)
        return object;
    object = in_var(l, object);
    CoreStmt *test = LOWER_NEW_STMT(l, CS_IF);
    test->u.branch.cond = core_unary(l->arena, "!", core_field(l->arena, object, lower_class_of(l, f->owner), flag), type_bool);
    CoreStmts *old = push_out(l, &test->u.branch.then);
    op(l, "ac_raise_no_attribute", NULL, true, 2, any(l, object),
       core_ctext(l->arena, arena_printf(l->arena, "\"%s\"", f->name), type_none));
    pop_out(l, old);
    put_stmt(l, test);
    return object;
}

static CoreExpr *class_name_of(Lower *l, const char *name)
{
    return core_str(l->arena, name, (uint32_t)strlen(name));
}

static CoreExpr *exception_attr(Lower *l, CoreExpr *object, const char *name, const Type *type)
{
    if (strcmp(name, "code") == 0 || strcmp(name, "errno") == 0 || strcmp(name, "value") == 0)
        return core_conv(l->arena, op(l, "ac_exc_arg", type_any, true, 2, core_conv(l->arena, object, type_inst(builtin_class(intern("BaseException")))),
                                      core_int(l->arena, 0)), type);
    CoreExpr *member = core_member(l->arena, object, "AcExc", strcmp(name, "args") == 0 ? "args" : name[2] == 'c' && name[3] == 'a' ? "cause" : "context",
                                   strcmp(name, "args") == 0 ? type_tuple_open(type_any) : type_inst(builtin_class(intern("BaseException"))));
    return core_conv(l->arena, hold(l, member), type);
}

static Member *member_of(const ClassInfo *c, const char *name)
{
    for (; c; c = c->base) {
        Member *m = map_get(&c->members, name);
        if (m)
            return m;
    }
    return NULL;
}

static Field *field_named(const ClassInfo *c, const char *name)
{
    for (; c; c = c->base)
        for (int i = 0; i < c->fields.n; i++)
            if (c->fields.at[i]->name == name)
                return c->fields.at[i];
    return NULL;
}

static CoreExpr *inst_attr(Lower *l, CoreExpr *object, const ClassInfo *c, const char *name, const Type *type)
{
    Field *f = field_named(c, name);
    Member *m = f ? NULL : member_of(c, name);

    if (f) {
        object = check_field(l, object, f);
        CoreField *field = lower_field_of(l, f);
        if (type_static(field->type) || field->type->kind == TY_NEVER)
            return static_value(l, field->type);
        return core_conv(l->arena, core_field(l->arena, object, lower_class_of(l, f->owner), field), type);
    }
    if (m && m->variable)
        return lower_symbol(l, m->variable->symbol, type);
    if (m && m->func && !m->func->is_static)
        return core_conv(l->arena, bound_method(l, object, type_method(m->func, object->type)), type);
    return m ? static_value(l, type) : exception_attr(l, object, name, type);
}

static CoreExpr *atom_attr(Lower *l, CoreExpr *object, const Type *atom, const char *name, const Type *type)
{
    switch (atom->kind) {
    case TY_INST:  return inst_attr(l, core_conv(l->arena, object, atom), atom->u.class, name, type);
    case TY_FUNC:  return class_name_of(l, atom->u.func->name);
    case TY_CLASS:
        if (strcmp(name, "__name__") == 0 || strcmp(name, "__qualname__") == 0)
            return strcmp(atom->u.class->name, "type") == 0 ? op(l, "ac_class_name", type_str, true, 1, any(l, object))
                                                            : class_name_of(l, atom->u.class->name);
        if (member_of(atom->u.class, name) && member_of(atom->u.class, name)->variable)
            return lower_symbol(l, member_of(atom->u.class, name)->variable->symbol, type);
        return static_value(l, type);
    case TY_MODULE: {
        const Symbol *s = scope_lookup(atom->u.module->scope, name);
        return lower_symbol(l, s, type);
    }
    case TY_RANGE: return core_member(l->arena, object, "AcRange", name, type_int);
    default:       return core_conv(l->arena, bound_method(l, object, type_builtin(builtin_method(atom->kind, name), atom)), type);
    }
}

static bool is_exception_attr(const char *name)
{
    return strcmp(name, "__cause__") == 0 || strcmp(name, "__context__") == 0 || strcmp(name, "code") == 0 ||
           strcmp(name, "errno") == 0 || strcmp(name, "value") == 0;
}

static bool atom_has_attr(const Type *atom, const char *name)
{
    if (atom->kind == TY_INST)
        return field_named(atom->u.class, name) || member_of(atom->u.class, name) ||
               (atom->u.class->is_exception && (strcmp(name, "args") == 0 || is_exception_attr(name)));
    return atom->kind == TY_FUNC || atom->kind == TY_CLASS || atom->kind == TY_RANGE || builtin_method(atom->kind, name);
}

/* The run-time type decides: a chain of tests. */
static CoreExpr *union_attr(Lower *l, CoreExpr *object, const char *name, const Type *type)
{
    CoreVar *result = new_temp(l, type);
    CoreBlock *done = core_new_block(l->arena, l->fn, "found");
    CoreStmt *block = LOWER_NEW_STMT(l, CS_BLOCK);
    const Type *t = object->type;

    object = in_var(l, object);
    block->u.block = done;
    CoreStmts *old = push_out(l, &done->body);
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *atom = type_norm(type_atom(t, i));
        if (!atom_has_attr(atom, name))
            continue;
        CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
        branch->u.branch.cond = is_atom_test(l, object, atom, false);
        CoreStmts *outer = push_out(l, &branch->u.branch.then);
        int mark = l->owned.n;
        set_fresh(l, result, atom_attr(l, object, atom, name, type));
        release_to(l, mark);
        leave(l, done);
        l->dead = false;
        pop_out(l, outer);
        put_stmt(l, branch);
    }
    op(l, "ac_raise_no_attribute", NULL, true, 2, any(l, object), core_ctext(l->arena, arena_printf(l->arena, "\"%s\"", name), type_none));
    pop_out(l, old);
    put_stmt(l, block);
    own(l, result);
    return core_var(l->arena, result);
}

CoreExpr *lower_getattr(Lower *l, CoreExpr *object, const char *name, const Type *type)
{
    return type_atoms(object->type) > 1 ? union_attr(l, object, name, type) : atom_attr(l, object, object->type, name, type);
}

static CoreExpr *lower_attr(Lower *l, const Expr *e)
{
    const Type *type = info_of(l, e)->type, *object = info_of(l, e->u.attr.object)->type;

    if (type_static(type) && !may_run_code(e->u.attr.object))
        return static_value(l, type);
    if (object && object->kind == TY_MODULE)
        return atom_attr(l, NULL, object, e->u.attr.name, type);
    return lower_getattr(l, lower_expr(l, e->u.attr.object), e->u.attr.name, type);
}

/* ---- subscripts ---- */

static CoreExpr *list_get(Lower *l, CoreExpr *list, CoreExpr *index, const Type *type)
{
    const Type *elem = type_elem(list->type);
    const char *name = type_rep(elem) == REP_INT ? "ac_list_get_int" : type_rep(elem) == REP_FLOAT ? "ac_list_get_float"
                     : type_rep(elem) == REP_BOOL ? "ac_list_get_bool" : "ac_list_get";
    if (elem->kind == TY_NEVER)
        elem = type_none;
    CoreExpr *r = op(l, name, elem, true, 2, list, to_int(l, index));
    return type_static(type) ? static_value(l, type) : core_conv(l->arena, r, type);
}

static CoreExpr *slice_bound(Lower *l, const Expr *e)
{
    return e ? any(l, hold(l, lower_expr(l, e))) : any(l, core_none(l->arena));
}

static CoreExpr *lower_slice(Lower *l, CoreExpr *object, const Expr *slice, const Type *type)
{
    CoreExpr *start = slice_bound(l, slice->u.slice.start), *stop = slice_bound(l, slice->u.slice.stop), *step = slice_bound(l, slice->u.slice.step);
    static const char *const names[] = { [TY_STR] = "ac_str_slice", [TY_LIST] = "ac_list_slice", [TY_TUPLE] = "ac_tuple_slice",
                                         [TY_RANGE] = "ac_range_slice", [TY_UNION] = NULL };
    const char *name = names[object->type->kind];

    if (name)
        return op(l, name, type, true, 4, object, start, stop, step);
    return core_conv(l->arena, op(l, "ac_value_slice", type_any, true, 4, any(l, object), start, stop, step), type);
}

static CoreExpr *subscript_value(Lower *l, CoreExpr *object, CoreExpr *index, const Type *type)
{
    TypeKind kind = object->type->kind;

    if (kind == TY_LIST && is_int(index->type))
        return list_get(l, object, index, type);
    if (kind == TY_STR && is_int(index->type))
        return op(l, "ac_str_index", type_str, true, 2, object, to_int(l, index));
    if (kind == TY_RANGE && is_int(index->type))
        return op(l, "ac_range_get", type_int, true, 2, object, to_int(l, index));
    CoreExpr *r = kind == TY_TUPLE && is_int(index->type)
                      ? op(l, "ac_tuple_get", type_any, true, 2, object, to_int(l, index))
                      : op(l, "ac_value_subscript", type_any, true, 2, any(l, object), any(l, index));
    return type_static(type) ? static_value(l, type) : core_conv(l->arena, r, type);
}

static CoreExpr *lower_subscript(Lower *l, const Expr *e)
{
    const ExprInfo *info = info_of(l, e);
    const Expr *index_expr = e->u.subscript.index;
    CoreExpr *object = fix(l, lower_expr(l, e->u.subscript.object), may_run_code(index_expr));

    if (index_expr->kind == EXPR_SLICE)
        return lower_slice(l, object, index_expr, info->type);
    CoreExpr *index = lower_expr(l, index_expr);
    if (info->call) {
        CoreExprs args = {0};
        vec_push(l->arena, &args, index);
        return lower_method(l, info->call, object, &args, info->type);
    }
    return subscript_value(l, object, index, info->type);
}

/* ---- displays ---- */

static bool later_code(const ExprVec *v, int i)
{
    for (i++; i < v->n; i++)
        if (may_run_code(v->at[i]))
            return true;
    return false;
}

static CoreExpr *list_with_stars(Lower *l, const Expr *e, const Type *type, const Type *elem)
{
    CoreExpr *list = op(l, "ac_list_new", type, true, 3, core_ctext(l->arena, "@rep", elem), core_int(l->arena, 0), core_array(l->arena, elem));

    for (int i = 0; i < e->u.list.n; i++) {
        const Expr *item = e->u.list.at[i];
        if (item->kind == EXPR_STARRED) {
            op(l, "ac_list_extend", NULL, true, 2, list, any(l, lower_expr(l, item->u.operand)));
        } else {
            CoreVar *t = new_temp(l, elem);
            CoreExpr *x = lower_expr(l, item);
            bool owned = take(l, x);
            CoreStmt *s = LOWER_NEW_STMT(l, CS_SET);
            s->u.set.var = t;
            s->u.set.value = core_conv(l->arena, x, elem);
            s->u.set.owned = owned;
            put_stmt(l, s);
            own(l, t);
            op(l, "ac_list_append", NULL, true, 2, list, core_addr(l->arena, t));
        }
    }
    return list;
}

static bool has_star(const ExprVec *v)
{
    for (int i = 0; i < v->n; i++)
        if (v->at[i]->kind == EXPR_STARRED)
            return true;
    return false;
}

static CoreExpr *lower_list(Lower *l, const Expr *e)
{
    const Type *type = info_of(l, e)->type, *elem = type_elem(type);
    CoreExpr *array;

    if (elem->kind == TY_NEVER)
        elem = type_none;
    if (has_star(&e->u.list))
        return list_with_stars(l, e, type, elem);
    array = core_array(l->arena, elem);
    for (int i = 0; i < e->u.list.n; i++) {
        CoreExpr *x = fix(l, lower_expr(l, e->u.list.at[i]), later_code(&e->u.list, i));
        vec_push(l->arena, &array->u.array.items, core_conv(l->arena, x, elem));
    }
    return op(l, "ac_list_new", type, true, 3, core_ctext(l->arena, "@rep", elem), core_int(l->arena, e->u.list.n), array);
}

static CoreExpr *lower_tuple(Lower *l, const Expr *e)
{
    const Type *type = info_of(l, e)->type;

    if (has_star(&e->u.list)) {
        CoreExpr *list = list_with_stars(l, e, type_list(cell_new()), type_any);
        return op(l, "ac_tuple_from", type, true, 1, any(l, list));
    }
    CoreExpr *array = core_array(l->arena, type_any);
    for (int i = 0; i < e->u.list.n; i++) {
        CoreExpr *x = fix(l, lower_expr(l, e->u.list.at[i]), later_code(&e->u.list, i));
        vec_push(l->arena, &array->u.array.items, any(l, x));
    }
    return op(l, "ac_tuple_new", type, true, 2, core_int(l->arena, e->u.list.n), array);
}

/* ---- f-strings ---- */

static CoreExpr *lower_pieces(Lower *l, const FPiece *pieces, int n);

static CoreExpr *piece_value(Lower *l, const FPiece *p)
{
    CoreExpr *x = lower_expr(l, p->value);
    static const Type *const str = NULL;

    (void)str;
    if (p->conversion)
        x = op(l, p->conversion == 'r' ? "ac_value_repr" : p->conversion == 'a' ? "ac_repr_ascii" : "ac_value_str", type_str, true, 1, any(l, x));
    if (p->spec.n)
        return op(l, "ac_format", type_str, true, 2, any(l, fix(l, x, pieces_code(p->spec.at, p->spec.n))), lower_pieces(l, p->spec.at, p->spec.n));
    if (x->type->kind == TY_STR)
        return x;
    return op(l, "ac_format", type_str, true, 2, any(l, x), core_none(l->arena));
}

static CoreExpr *lower_pieces(Lower *l, const FPiece *pieces, int n)
{
    CoreExpr *array = core_array(l->arena, type_str);

    for (int i = 0; i < n; i++) {
        CoreExpr *x = pieces[i].value ? piece_value(l, &pieces[i]) : core_str(l->arena, pieces[i].text, pieces[i].length);
        x = fix(l, x, pieces_code(pieces + i + 1, n - i - 1));
        if (n == 1)
            return x;
        vec_push(l->arena, &array->u.array.items, x);
    }
    if (n == 0)
        return core_str(l->arena, "", 0);
    return op(l, "ac_str_join_n", type_str, true, 2, core_int(l->arena, n), array);
}

/* ---- all kinds ---- */

static CoreExpr *lower_walrus(Lower *l, const Expr *e)
{
    CoreExpr *x = in_var(l, lower_expr(l, e->u.walrus.value));
    lower_assign(l, e->u.walrus.target, hold(l, x));
    const Symbol *s = names_of(l->program->names, e->u.walrus.target);
    return lower_symbol(l, s, info_of(l, e)->type);
}

static CoreExpr *lower_kind(Lower *l, const Expr *e)
{
    const Type *type = info_of(l, e)->type;

    switch (e->kind) {
    case EXPR_NONE:      return core_none(l->arena);
    case EXPR_BOOL:      return core_bool(l->arena, e->u.boolean);
    case EXPR_INT:       return core_int(l->arena, e->u.integer.value);
    case EXPR_FLOAT:     return core_float(l->arena, e->u.floating);
    case EXPR_STR:       return core_str(l->arena, e->u.string.bytes, e->u.string.length);
    case EXPR_FSTRING:   return lower_pieces(l, e->u.fstring.pieces.at, e->u.fstring.pieces.n);
    case EXPR_NAME:      return lower_name(l, e);
    case EXPR_ATTR:      return lower_attr(l, e);
    case EXPR_SUBSCRIPT: return lower_subscript(l, e);
    case EXPR_CALL:      return lower_call(l, e);
    case EXPR_UNARY:     return lower_unary(l, e);
    case EXPR_BINARY:    return lower_binary(l, e);
    case EXPR_AND: case EXPR_OR: return value_logic(l, e, 0, type);
    case EXPR_COMPARE:   return lower_compare(l, e);
    case EXPR_TERNARY:   return lower_ternary(l, e);
    case EXPR_LAMBDA:    return static_value(l, type);
    case EXPR_TUPLE:     return lower_tuple(l, e);
    case EXPR_LIST:      return lower_list(l, e);
    case EXPR_LISTCOMP:  return lower_listcomp(l, e);
    case EXPR_AWAIT:     return lower_await(l, e);
    case EXPR_WALRUS:    return lower_walrus(l, e);
    default:             unreachable("an expression that inference does not let through");
    }
}

CoreExpr *lower_expr(Lower *l, const Expr *e)
{
    const ExprInfo *info = info_of(l, e);

    if (l->dead || !info->type)
        return core_none(l->arena);
    CoreExpr *x = lower_kind(l, e);
    if (info->type->kind == TY_NEVER && (e->kind == EXPR_CALL || e->kind == EXPR_AWAIT))
        l->dead = true;
    return x;
}
