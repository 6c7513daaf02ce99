/* infer_target.c: targets of assignment.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

static const Type *unpack_item(Infer *in, const Type *t, int i, int n, int star, const Expr *at)
{
    const Type *result = type_never;

    if (t->kind == TY_NEVER || t->kind == TY_ERROR)
        return t;
    for (int k = 0; k < type_atoms(t); k++) {
        const Type *a = type_norm(type_atom(t, k));
        if (a->kind == TY_TUPLE && !a->u.parts.open && star < 0 && a->u.parts.n == n)
            result = type_join(result, a->u.parts.at[i]);
        else if (a->kind == TY_TUPLE && !a->u.parts.open && star < 0 && type_atoms(t) == 1) {
            if (infer_expected(in, at->span, MISTAKE_VALUE))
                return type_never;
            infer_report(in, at->span, a->u.parts.n > n ? "too many values to unpack: %d names for %d values"
                                                        : "not enough values to unpack: %d names for %d values",
                         n, a->u.parts.n);
            return type_error;
        } else if (a->kind == TY_TUPLE && !a->u.parts.open && star >= 0 && a->u.parts.n >= n - 1 && i != star)
            result = type_join(result, a->u.parts.at[i < star ? i : a->u.parts.n - (n - i)]);
        else if (iter_atom(in, a))
            result = type_join(result, iter_atom(in, a));
    }
    if (result->kind == TY_NEVER && !type_has(t, TY_LIST) && !type_has(t, TY_TUPLE))
        return iter_elem(in, t, at->span);
    return result;
}

static void assign_unpacked(Infer *in, const Expr *target, const Type *t)
{
    int n = target->u.list.n, star = -1;

    for (int i = 0; i < n; i++)
        if (target->u.list.at[i]->kind == EXPR_STARRED)
            star = i;
    for (int i = 0; i < n; i++) {
        const Expr *part = target->u.list.at[i];
        const Type *item = unpack_item(in, t, i, n, star, target);
        if (part->kind == EXPR_STARRED) {
            Cell *cell = expr_cell(in, part);
            cell_add(cell, item);
            info_of(in, part)->type = type_list(cell);
            infer_target(in, part->u.operand, type_list(cell));
        } else {
            infer_target(in, part, item);
        }
    }
    info_of(in, target)->type = t;
}

static void assign_property(Infer *in, const Expr *target, const Member *m, const Type *self, const Type *t, CallInfo **setters)
{
    const Type *params[2] = { self, t };

    if (!m->setter || m->setter->ast->params.n != 2) {
        if (!infer_expected(in, target->span, MISTAKE_ATTRIBUTE))
            infer_report(in, target->span, "property '%s' of '%s' object has no setter", target->u.attr.name, type_text(in->arena, self));
        return;
    }
    if (t->kind == TY_NEVER && !in->reporting)
        return;
    Target way = { .when = self, .kind = TARGET_FUNC, .bind = arena_array(call_arena(in), Bind, 2), .result = type_none };
    way.instance = instance_get_closure(in, m->setter, method_outer(m, m->setter), params, 2);
    way.bind[0] = (Bind){ .kind = BIND_RECEIVER };
    way.bind[1] = (Bind){ .kind = BIND_ARG, .arg = 0 };
    if (!*setters)
        *setters = call_new(in);
    (*setters)->on_receiver = true;
    vec_push(call_arena(in), &(*setters)->targets, way);
}

/* None, a number, a string: what has no attributes of its own. */
static bool is_plain_value(const Type *t)
{
    return t->kind == TY_NONE || t->kind == TY_BOOL || t->kind == TY_INT || t->kind == TY_FLOAT || t->kind == TY_STR || type_is_bytes(t) ||
           t->kind == TY_LIST || t->kind == TY_DICT || t->kind == TY_TUPLE;
}

void infer_assign_attr(Infer *in, const Expr *at, const Type *object, const char *name, const Type *t)
{
    CallInfo *setters = NULL;
    const CRegister *inner = at->kind == EXPR_ATTR ? register_of(in->now, at->u.attr.object) : NULL;

    if (inner) {
        (void)field_read(in, inner, at);
        register_assign(in, at, inner, t);
        return;
    }
    for (int i = 0; i < type_atoms(object); i++) {
        const Type *a = type_norm(type_atom(object, i));
        if (a->kind == TY_ERROR)
            return;
        if (a->kind == TY_INST && class_register(a->u.class, name)) {
            register_assign(in, at, class_register(a->u.class, name), t);
            continue;
        }
        if (a->kind == TY_INST && (a->u.class->ast || a->u.class->is_exception)) {
            Field *f = class_field(a->u.class, name);
            Member *m = f ? NULL : class_member(a->u.class, name);
            if (m && m->getter) {
                assign_property(in, at, m, a, t, &setters);
                continue;
            }
            if (m && m->func) {
                infer_report(in, at->span, "assignment to method '%s' is not compiled", name);
                return;
            }
            if (!f && a->u.class->ast)
                f = field_declare(in, a->u.class, name, true);
            if (f) {
                field_add(in, f, t);
                continue;
            }
        }
        if (a->kind == TY_FUNC || a->kind == TY_CLOSURE) {
            if (!function_attr_assign(in, at, a, name, t))
                return;
            continue;
        }
        if (a->kind == TY_NONE && type_atoms(object) > 1)
            continue;                           /* raises at run time */
        if (is_plain_value(a) && infer_expected(in, at->span, MISTAKE_ATTRIBUTE))
            continue;
        infer_report(in, at->span, "cannot assign attribute '%s' of '%s'", name,
                     type_text(in->arena, a));
    }
    if (setters)
        call_set(in, at, CALL_STORE, setters);
}

static bool has_items_to_set(const Type *t)
{
    return t->kind == TY_LIST || t->kind == TY_DICT || t->kind == TY_BYTEARRAY || t->kind == TY_MEMORYVIEW;
}

static Target no_items(Infer *in, const Type *atom, const Type *index, bool set)
{
    bool sequence = atom->kind == TY_STR || atom->kind == TY_BYTES || atom->kind == TY_TUPLE || atom->kind == TY_RANGE;
    const char *format = set                                       ? "'%s' object does not support item assignment"
                         : sequence && index->kind == TY_INT       ? "'%s' object doesn't support item deletion"
                                                                   : "'%s' object does not support item deletion";

    return (Target){ .when = atom, .kind = TARGET_FAILS, .result = type_never, .message = arena_printf(in->arena, format, type_class_name(atom)) };
}

/* By __setitem__, or __delitem__ where x is NULL, of the object's classes; false: they have none. Where it may be a
 * value without items, that raises at run time. */
bool infer_store_item(Infer *in, const Expr *target, const Type *object, const Type *index, const Type *x)
{
    CallInfo *call = call_new(in), *one = NULL;
    const Type *args[2] = { index, x };
    const char *name = intern(x ? "__setitem__" : "__delitem__");
    int n = type_atoms(object);
    bool some = false;

    call->on_receiver = true;
    for (int i = 0; i < n; i++) {
        const Type *atom = type_norm(type_atom(object, i));
        if (!has_method(atom, name)) {
            if (!has_items_to_set(atom))
                vec_push(call_arena(in), &call->targets, no_items(in, atom, index, x != NULL));
            continue;
        }
        some = true;
        infer_method(in, target, atom, name, args, x ? 2 : 1, &one);
        for (int k = 0; k < one->targets.n; k++)
            vec_push(call_arena(in), &call->targets, one->targets.at[k]);
    }
    if (!some)
        return false;
    if (call->targets.n < n)
        infer_report(in, target->span, "item %s '%s', of which some have %s and some do not, is not compiled",
                     x ? "assignment to" : "deletion from", type_text(in->arena, object), name);
    call_set(in, target, CALL_STORE, call);
    if (x)
        info_of(in, target)->type = x;
    return true;
}

static void assign_subscript(Infer *in, const Expr *target, const Type *t)
{
    const Type *object = infer_expr(in, target->u.subscript.object);

    if (object->kind == TY_NEVER || object->kind == TY_ERROR)
        return;
    const Type *index = infer_index(in, target, object, intern("__setitem__"));
    int kinds = index_kinds(in, target->u.subscript.index, index);
    bool slice = kinds == BY_SLICE;
    if (infer_store_item(in, target, object, index, t))
        return;
    if (kinds == (BY_ITEM | BY_SLICE))
        infer_report(in, target->span, "assignment by an index that may be an int or a slice is not compiled: ask isinstance() first");
    const Type *dict = slice ? NULL : type_only(object, TY_DICT);
    if (dict) {
        dict_put(dict, index, t);
        info_of(in, target)->type = dict_value_read(in, dict);
        if (!type_has(object, TY_LIST) && !type_has(object, TY_BYTEARRAY) && !type_has(object, TY_MEMORYVIEW))
            return;                             /* what else it may be raises at run time */
    }
    const Type *list = type_only(object, TY_LIST);
    if (type_has(object, TY_BYTEARRAY) || type_has(object, TY_MEMORYVIEW)) {
        if (list)
            cell_add(list->u.cell, slice ? iter_elem(in, t, target->span) : t);
        else if (!slice && !type_has(t, TY_INT) && !type_has(t, TY_BOOL) && t->kind != TY_NEVER && t->kind != TY_ERROR)
            infer_report(in, target->span, "'%s' object cannot be interpreted as an integer", type_text(in->arena, t));
        info_of(in, target)->type = slice ? object : list ? type_join(type_int, elem_read(in, list)) : type_int;
        return;
    }
    if (list) {
        if (kinds & BY_SLICE)
            cell_add(list->u.cell, iter_elem(in, t, target->span));
        if (kinds != BY_SLICE)
            cell_add(list->u.cell, t);
        info_of(in, target)->type = slice ? list : elem_read(in, list);
        return;
    }
    if (infer_expected(in, target->span, MISTAKE_TYPE))
        return;
    infer_report(in, target->span, "'%s' object does not support item assignment", type_text(in->arena, object));
}

/* The class's own variable; one that it inherits, or has not got, becomes its own by this. */
static void assign_class_variable(Infer *in, const Expr *target, ClassInfo *c, const Type *t)
{
    const char *name = target->u.attr.name;
    const Member *own = map_get(&c->members, name), *m = class_member(c, name);

    if (c_variable(type_class(c), name)) {
        variable_assign(in, target, c_variable(type_class(c), name), t);
    } else if (c->ast && c->c_variables.n) {
        infer_report(in, target->span, "'%s' names no variable of C '%s'", c->name, name);
    } else if (own && own->variable) {
        symbol_assign(in, own->variable->symbol, t);
    } else if (c->ast && !(m && !m->variable) && !is_special_name(name)) {
        symbol_assign(in, late_declare(in, c, name)->symbol, t);
    } else {
        infer_report(in, target->span, "assignment to '%s' of class '%s' is not compiled", name, c->name);
        infer_help(in, "a class keeps its methods; write a function that asks a variable");
    }
}

void infer_target(Infer *in, const Expr *target, const Type *t)
{
    if (env_dead(in->env))
        return;
    facts_assigned(in, target, t);
    switch (target->kind) {
    case EXPR_NAME: {
        const Symbol *s = names_of(in->names, target);
        if (s)
            symbol_assign(in, s, t);
        info_of(in, target)->type = t;
        break;
    }
    case EXPR_TUPLE:
    case EXPR_LIST:
        assign_unpacked(in, target, t);
        break;
    case EXPR_ATTR: {
        const Type *object = infer_expr(in, target->u.attr.object);
        info_of(in, target)->type = t;
        if (object->kind == TY_MODULE && object->u.module->scope &&
            scope_lookup(object->u.module->scope, target->u.attr.name))
            symbol_assign(in, scope_lookup(object->u.module->scope, target->u.attr.name), t);
        else if (object->kind == TY_CLASS)
            assign_class_variable(in, target, object->u.class, t);
        else
            infer_assign_attr(in, target, object, target->u.attr.name, t);
        if (!call_of(info_of(in, target), CALL_STORE))
            fact_learn(in, &in->env, target, t);
        break;
    }
    case EXPR_SUBSCRIPT:
        assign_subscript(in, target, t);
        break;
    default:
        break;
    }
}
