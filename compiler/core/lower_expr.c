/* lower_expr.c: expressions: order of evaluation, names, f-strings, and the way to the other files.
 *
 * Operands are computed from left to right. An operand that a later one might change (a variable of the
 * module, a field, an item; a local only by :=) is kept in a temporary first: fix().
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include <string.h>
#include "base/diag.h"
#include "base/intern.h"
#include "core/core_walk.h"
#include "syntax/visit.h"

/* ---- order of evaluation ---- */

static bool any_code(Lower *l, const ExprVec *v)
{
    for (int i = 0; i < v->n; i++)
        if (v->at[i] && may_run_code(l, v->at[i]))
            return true;
    return false;
}

enum { CONTENT_DEPTH = 4 };            /* lists of lists ... are looked into so far */

/* No method of the program compares, prints or tests a value of it. */
static bool is_plain(const Type *t, int depth)
{
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *atom = type_norm(type_atom(t, i));
        switch (atom->kind) {
        case TY_NONE: case TY_BOOL: case TY_INT: case TY_FLOAT: case TY_STR: case TY_RANGE: case TY_BYTES: case TY_BYTEARRAY:
        case TY_MEMORYVIEW:
            break;
        case TY_LIST: case TY_SET: case TY_FROZENSET:
            if (depth == 0 || !is_plain(type_norm(type_elem(atom)), depth - 1))
                return false;
            break;
        case TY_TUPLE:
            for (int k = 0; k < atom->u.parts.n; k++)
                if (depth == 0 || !is_plain(atom->u.parts.at[k], depth - 1))
                    return false;
            break;
        default:
            return false;
        }
    }
    return true;
}

static bool plain(Lower *l, const Expr *e)
{
    const Type *t = info_of(l, e)->type;

    return !t || is_plain(t, CONTENT_DEPTH);
}

static bool all_plain(Lower *l, const ExprVec *v, int n)
{
    for (int i = 0; i < n; i++)
        if (v->at[i] && !plain(l, v->at[i]))
            return false;
    return true;
}

static bool pieces_code(Lower *l, const FPiece *p, int n)
{
    for (int i = 0; i < n; i++)
        if ((p[i].value && (!plain(l, p[i].value) || may_run_code(l, p[i].value))) || pieces_code(l, p[i].spec.at, p[i].spec.n))
            return true;
    return false;
}

static bool compare_code(Lower *l, const Expr *e)
{
    bool by_identity = true;

    for (int i = 0; i < e->u.compare.ops.n; i++)
        by_identity &= e->u.compare.ops.at[i] == CMP_IS || e->u.compare.ops.at[i] == CMP_IS_NOT;
    if (!by_identity && (!plain(l, e->u.compare.first) || !all_plain(l, &e->u.compare.rest, e->u.compare.rest.n)))
        return true;
    return may_run_code(l, e->u.compare.first) || any_code(l, &e->u.compare.rest);
}

static bool defaults_code(Lower *l, const Func *f)
{
    for (int i = 0; i < f->params.n; i++)
        if (may_run_code(l, f->params.at[i].fallback))
            return true;
    return false;
}

/* May evaluating it run code of the program (a call, a property, an operator, __str__, __bool__ ...), suspend, or assign? */
bool may_run_code(Lower *l, const Expr *e)
{
    if (!e)
        return false;
    if (info_of(l, e)->call)
        return true;
    switch (e->kind) {
    case EXPR_CALL: case EXPR_AWAIT: case EXPR_WALRUS: case EXPR_YIELD: case EXPR_YIELD_FROM:
    case EXPR_LISTCOMP: case EXPR_SETCOMP: case EXPR_DICTCOMP: case EXPR_GENEXP:
        return true;
    case EXPR_ATTR:      return may_run_code(l, e->u.attr.object);
    case EXPR_SUBSCRIPT: return !plain(l, e->u.subscript.index) || may_run_code(l, e->u.subscript.object) || may_run_code(l, e->u.subscript.index);
    case EXPR_SLICE:     return may_run_code(l, e->u.slice.start) || may_run_code(l, e->u.slice.stop) || may_run_code(l, e->u.slice.step);
    case EXPR_UNARY:     return !plain(l, e->u.unary.operand) || may_run_code(l, e->u.unary.operand);
    case EXPR_BINARY:
        return !plain(l, e->u.binary.left) || !plain(l, e->u.binary.right) || may_run_code(l, e->u.binary.left) || may_run_code(l, e->u.binary.right);
    case EXPR_AND: case EXPR_OR: return !all_plain(l, &e->u.list, e->u.list.n - 1) || any_code(l, &e->u.list);
    case EXPR_TUPLE: case EXPR_LIST: return any_code(l, &e->u.list);
    case EXPR_SET:       return !all_plain(l, &e->u.list, e->u.list.n) || any_code(l, &e->u.list);
    case EXPR_DICT:      return !all_plain(l, &e->u.dict.keys, e->u.dict.keys.n) || any_code(l, &e->u.dict.keys) || any_code(l, &e->u.dict.values);
    case EXPR_COMPARE:   return compare_code(l, e);
    case EXPR_TERNARY:
        return !plain(l, e->u.ternary.cond) || may_run_code(l, e->u.ternary.cond) || may_run_code(l, e->u.ternary.then) || may_run_code(l, e->u.ternary.els);
    case EXPR_FSTRING:   return pieces_code(l, e->u.fstring.pieces.at, e->u.fstring.pieces.n);
    case EXPR_LAMBDA:    return defaults_code(l, e->u.lambda);
    case EXPR_STARRED:   return !plain(l, e->u.operand) || may_run_code(l, e->u.operand);
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

static bool is_walrus(void *context, const Expr *e)
{
    (void)context;
    return e->kind == EXPR_WALRUS;
}

bool stays(const CoreExpr *x, const Expr *follows)
{
    bool local = x->kind == CE_VAR && (x->u.var->kind == VAR_LOCAL || x->u.var->kind == VAR_PARAM);

    return local && !expr_has(follows, is_walrus, NULL);
}

/* ---- names ---- */

CoreExpr *of_type(Lower *l, CoreExpr *x, const Type *type)
{
    return type_static(type) || type->kind == TY_NEVER ? static_value(l, type) : core_conv(l->arena, x, type);
}

CoreExpr *static_value(Lower *l, const Type *t)
{
    if (t->kind == TY_FUNC)
        return core_func(l->arena, lower_function_value(l, t->u.func), t);
    if (t->kind == TY_BUILTIN && !t->u.builtin.self)
        return core_func(l->arena, lower_builtin_value(l, t->u.builtin.builtin), t);
    if (t->kind == TY_CLASS)
        return core_class(l->arena, lower_class_of(l, t->u.class), t);
    if (t->kind == TY_INST && strcmp(t->u.class->name, "NotImplementedType") == 0)
        return core_ctext(l->arena, "&ac_not_implemented", t);
    if (t->kind == TY_INST && strcmp(t->u.class->name, "ellipsis") == 0)
        return core_ctext(l->arena, "&ac_ellipsis", t);
    return core_none(l->arena);
}

CoreExpr *lower_symbol(Lower *l, const Symbol *s, const Type *type)
{
    type = type_norm(type);
    if (type_static(type) || type->kind == TY_NEVER)
        return static_value(l, type);
    if (s->constant && s->def_stmt && type->kind == TY_CLOSURE)
        return constant_closure(l, type);
    CoreVar *v = lower_var_of(l, s);
    return v ? core_conv(l->arena, core_var(l->arena, v), type) : static_value(l, type);
}

static const char *unbound_raise(const Lower *l, const Expr *name, const Symbol *s)
{
    if (s->scope->kind != SCOPE_FUNC)
        return "ac_raise_name";
    return s->scope == l->now->func->scope && !map_get(&l->program->names->free, name) ? "ac_raise_unbound_local" : "ac_raise_unbound_free";
}

void check_bound(Lower *l, const Expr *name)
{
    const Symbol *s = names_of(l->program->names, name);
    CoreVar *flag = info_of(l, name)->flags & XF_MAYBE_UNBOUND ? lower_flag_of(l, s) : NULL;

    if (!flag)
        return;
    CoreStmt *test = LOWER_NEW_STMT(l, CS_IF);
    test->u.branch.cond = core_unary(l->arena, "!", core_var(l->arena, flag), type_bool);
    CoreStmts *old = push_out(l, &test->u.branch.then);
    op(l, unbound_raise(l, name, s), NULL, true, 1, core_ctext(l->arena, arena_printf(l->arena, "\"%s\"", s->name), type_none));
    pop_out(l, old);
    put_stmt(l, test);
}

static CoreExpr *undefined_name(Lower *l, const char *name)
{
    op(l, "ac_raise_name", NULL, true, 1, core_ctext(l->arena, arena_printf(l->arena, "\"%s\"", name), type_none));
    l->dead = true;
    return core_none(l->arena);
}

/* What an interrupt may change is read where it stands, and only there. */
CoreExpr *read_once(Lower *l, CoreExpr *x)
{
    const CoreExpr *b = core_bare(x);

    if (b->kind != CE_VAR || !b->u.var->interrupted)
        return x;
    CoreVar *t = new_temp(l, x->type);
    set_fresh(l, t, x);
    return core_var(l->arena, t);
}

static CoreExpr *lower_name(Lower *l, const Expr *e)
{
    const Symbol *s = names_of(l->program->names, e);
    const ExprInfo *info = info_of(l, e);

    if (!s && info->type->kind == TY_NEVER)
        return undefined_name(l, e->u.name);
    if (!s)
        return strcmp(e->u.name, "__name__") == 0
                   ? core_str(l->arena, l->now->func->module->name, (uint32_t)strlen(l->now->func->module->name))
                   : static_value(l, info->type);
    if (info->type->kind == TY_NEVER && s->scope->kind == SCOPE_MODULE)         /* nothing ever assigns it */
        return undefined_name(l, s->name);
    check_bound(l, e);
    CoreVar *v = info->type->kind == TY_DICT ? lower_var_of(l, s) : NULL;
    if (v && v->type->kind == TY_KEYWORDS)
        return lower_keywords_dict(l, core_var(l->arena, v), info->type);
    return read_once(l, lower_symbol(l, s, info->type));
}

/* ---- f-strings ---- */

static CoreExpr *lower_pieces(Lower *l, const FPiece *pieces, int n);

static CoreExpr *piece_value(Lower *l, const FPiece *p)
{
    CoreExpr *x = lower_expr(l, p->value);

    if (p->conversion)
        x = op(l, p->conversion == 'r' ? "ac_value_repr" : p->conversion == 'a' ? "ac_repr_ascii" : "ac_value_str", type_str, true, 1, any(l, x));
    if (p->spec.n)
        return op(l, "ac_format", type_str, true, 2, any(l, fix(l, x, pieces_code(l, p->spec.at, p->spec.n))), lower_pieces(l, p->spec.at, p->spec.n));
    if (x->type->kind == TY_STR)
        return x;
    return op(l, "ac_format", type_str, true, 2, any(l, x), core_none(l->arena));
}

static CoreExpr *lower_pieces(Lower *l, const FPiece *pieces, int n)
{
    CoreExpr *array = core_array(l->arena, type_str);

    for (int i = 0; i < n; i++) {
        CoreExpr *x = pieces[i].value ? piece_value(l, &pieces[i]) : core_str(l->arena, pieces[i].text, pieces[i].length);
        x = fix(l, x, pieces_code(l, pieces + i + 1, n - i - 1));
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
    case EXPR_ELLIPSIS:  return static_value(l, type);
    case EXPR_INT:       return core_int(l->arena, e->u.integer.value);
    case EXPR_FLOAT:     return core_float(l->arena, e->u.floating);
    case EXPR_BYTES:    return core_bytes(l->arena, e->u.string.bytes, e->u.string.length);
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
    case EXPR_SLICE:     return lower_slice_object(l, e);
    case EXPR_LAMBDA:    return type_static(type) ? static_value(l, type) : lower_function_made(l, type->u.closure.func);
    case EXPR_TUPLE:     return lower_tuple(l, e);
    case EXPR_LIST:      return lower_list(l, e);
    case EXPR_GENEXP:    return lower_genexp(l, e);
    case EXPR_YIELD:     return lower_yield(l, e);
    case EXPR_YIELD_FROM: return lower_yield_from(l, e);
    case EXPR_LISTCOMP:
    case EXPR_SETCOMP:
    case EXPR_DICTCOMP:  return lower_comprehension(l, e);
    case EXPR_SET:       return lower_set_display(l, e);
    case EXPR_DICT:      return lower_dict(l, e);
    case EXPR_AWAIT:     return lower_await(l, e);
    case EXPR_WALRUS:    return lower_walrus(l, e);
    default:             unreachable("an expression that inference does not let through");
    }
}

/* Of type NEVER, it has raised. */
static bool never_returns(const Expr *e)
{
    return e->kind == EXPR_CALL || e->kind == EXPR_AWAIT || e->kind == EXPR_BINARY || e->kind == EXPR_UNARY ||
           e->kind == EXPR_SUBSCRIPT || e->kind == EXPR_ATTR;
}

CoreExpr *lower_expr(Lower *l, const Expr *e)
{
    const ExprInfo *info = info_of(l, e);

    if (l->dead || !info->type)
        return core_none(l->arena);
    CoreExpr *x = lower_kind(l, e);
    if (info->type->kind == TY_NEVER && never_returns(e))
        l->dead = true;
    return x;
}
