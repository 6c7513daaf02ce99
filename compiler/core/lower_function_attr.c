/* lower_function_attr.c: attributes of functions, which are variables: see types/function_attr.c.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

/* `object` is a function of type `atom`. NULL: it has no storage, or there is no such attribute. */
static CoreVar *place(Lower *l, CoreExpr *object, const Type *atom, const char *name, bool flag)
{
    if (atom->kind == TY_CLOSURE) {
        const Symbol *s = closure_variable(l->arena, atom->u.closure.func, name);
        return s ? cell_of_closure(l, atom, object, s, flag) : NULL;
    }
    Global *g = function_variable(atom->u.func, name);
    return !g ? NULL : flag ? lower_flag_of(l, g->symbol) : lower_global_of(l, g);
}

bool function_has_attr(Lower *l, const Type *atom, const char *name)
{
    return atom->kind == TY_CLOSURE ? closure_variable(l->arena, atom->u.closure.func, name) != NULL
                                    : function_variable(atom->u.func, name) != NULL;
}

CoreExpr *function_attr_set(Lower *l, CoreExpr *object, const Type *atom, const char *name)
{
    return core_var(l->arena, place(l, object, atom, name, true));
}

CoreExpr *lower_function_attr(Lower *l, CoreExpr *object, const Type *atom, const char *name, const Type *type)
{
    CoreStmt *test = LOWER_NEW_STMT(l, CS_IF);

    object = in_var(l, object);
    test->u.branch.cond = core_unary(l->arena, "!", function_attr_set(l, object, atom, name), type_bool);
    CoreStmts *old = push_out(l, &test->u.branch.then);
    op(l, "ac_raise_no_attribute", NULL, true, 2, any(l, object), core_ctext(l->arena, arena_printf(l->arena, "\"%s\"", name), type_none));
    pop_out(l, old);
    put_stmt(l, test);
    CoreVar *v = place(l, object, atom, name, false);
    return v ? core_conv(l->arena, core_var(l->arena, v), type) : static_value(l, type);
}

void lower_store_function_attr(Lower *l, CoreExpr *object, const Type *atom, const char *name, CoreExpr *x)
{
    CoreVar *v, *flag;

    object = in_var(l, object);
    v = place(l, object, atom, name, false);
    flag = place(l, object, atom, name, true);
    if (v)
        set_copy(l, v, x);
    set_var(l, flag, core_bool(l->arena, true));
}
