/* lower_stmt.c: statements without control flow, and if.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include <string.h>
#include "base/intern.h"
#include "core/core_walk.h"

void lower_defaults(Lower *l, const FuncInfo *f);

/* ---- assignment ---- */

static void set_flag(Lower *l, const Symbol *s, bool bound)
{
    CoreVar *flag = lower_flag_of(l, s);
    if (flag)
        set_var(l, flag, core_bool(l->arena, bound));
}

void lower_bind(Lower *l, const Symbol *s, CoreExpr *x)
{
    CoreVar *v = lower_var_of(l, s);

    if (v)
        set_var(l, v, x);
    set_flag(l, s, true);
}

static void assign_name(Lower *l, const Expr *target, CoreExpr *x)
{
    const Symbol *s = names_of(l->program->names, target);

    if (s)
        lower_bind(l, s, x);
}

static void set_field(Lower *l, CoreExpr *object, const Field *f, CoreField *field, CoreExpr *x, bool owned)
{
    CoreStmt *s = LOWER_NEW_STMT(l, CS_SETFIELD);

    s->u.setfield.object = object;
    s->u.setfield.class = lower_class_of(l, f->owner);
    s->u.setfield.field = field;
    s->u.setfield.value = core_conv(l->arena, x, field->type);
    s->u.setfield.owned = owned;
    put_stmt(l, s);
}

static void store_field(Lower *l, CoreExpr *object, Field *f, CoreExpr *x, bool owned)
{
    CoreField *field = lower_field_of(l, f), *flag = map_get(&l->field_flag, f);

    if (!type_static(field->type))
        set_field(l, object, f, field, x, owned);
    if (flag)
        set_field(l, object, f, flag, core_bool(l->arena, true), false);
}

/* The field is let go, and counts as not set; it must have been. */
void lower_delete_attr(Lower *l, CoreExpr *object, const char *name)
{
    Field *f = class_field(object->type->u.class, name);
    CoreField *field = lower_field_of(l, f);

    object = lower_check_field(l, in_var(l, object), f);
    if (type_counted(field->type) && !type_static(field->type))
        set_field(l, object, f, field, core_none(l->arena), false);
    set_field(l, object, f, map_get(&l->field_flag, f), core_bool(l->arena, false), false);
}

/* object.name = x, where the object is of class `atom`: to a field, or through a property. `last`: x is not needed again. */
static void store_attr(Lower *l, const Expr *target, CoreExpr *object, const Type *atom, const char *name, CoreExpr *x, bool last)
{
    if (atom->kind != TY_INST) {
        lower_store_function_attr(l, object, atom, name, x);
        return;
    }
    if (class_register(atom->u.class, name)) {
        lower_write_register(l, core_conv(l->arena, object, atom), class_register(atom->u.class, name), NULL, x);
        return;
    }
    if (c_member(atom->u.class, name)) {
        lower_write_variable(l, c_member(atom->u.class, name), core_conv(l->arena, object, atom), x);
        return;
    }
    Field *f = class_field(atom->u.class, name);
    const CallInfo *setters = call_of(info_of(l, target), CALL_STORE);

    object = core_conv(l->arena, object, atom);
    if (f) {
        store_field(l, object, f, x, last && take(l, x));
        return;
    }
    for (int i = 0; setters && i < setters->targets.n; i++)
        if (type_same(setters->targets.at[i].when, atom)) {
            CoreExprs args = {0};
            vec_push(l->arena, &args, x);
            lower_target(l, &setters->targets.at[i], object, NULL, &args, type_none);
            return;
        }
    raise_text(l, "ac_AttributeError", arena_printf(l->arena, "property '%s' of '%s' object has no setter", name, atom->u.class->name));
    l->dead = true;
}

static bool has_attributes(const Type *atom)
{
    return atom->kind == TY_INST || atom->kind == TY_FUNC || atom->kind == TY_CLOSURE;
}

/* object.name = x; a property's setter hangs on `at`. */
void lower_store_attr(Lower *l, const Expr *at, CoreExpr *object, const char *name, CoreExpr *x)
{
    if (type_atoms(object->type) == 1 && has_attributes(object->type)) {
        store_attr(l, at, object, object->type, name, x, true);
        return;
    }
    object = in_var(l, object);
    x = in_var(l, x);
    CoreBlock *done = core_new_block(l->arena, l->fn, "stored");
    CoreStmt *block = LOWER_NEW_STMT(l, CS_BLOCK);
    block->u.block = done;
    CoreStmts *old = push_out(l, &done->body);
    for (int i = 0; i < type_atoms(object->type); i++) {
        const Type *atom = type_norm(type_atom(object->type, i));
        if (!has_attributes(atom))
            continue;
        CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
        branch->u.branch.cond = is_atom_test(l, object, atom);
        CoreStmts *outer = push_out(l, &branch->u.branch.then);
        store_attr(l, at, object, atom, name, x, false);
        leave(l, done);
        l->dead = false;
        pop_out(l, outer);
        put_stmt(l, branch);
    }
    op(l, "ac_raise_no_attribute", NULL, true, 2, any(l, object), core_ctext(l->arena, arena_printf(l->arena, "\"%s\"", name), type_none));
    pop_out(l, old);
    put_stmt(l, block);
}

/* The variable of a module or class; NULL: it is an object's attribute. */
static const Symbol *shared_variable(const Type *object, const char *name)
{
    if (c_variable(object, name))
        return NULL;
    if (object->kind == TY_MODULE)
        return scope_lookup(object->u.module->scope, name);
    if (object->kind != TY_CLASS)
        return NULL;
    const Member *own = map_get(&object->u.class->members, name);
    const Global *late = map_get(&object->u.class->late, name);
    return own ? own->variable->symbol : late->symbol;
}

static void assign_attr(Lower *l, const Expr *target, CoreExpr *x)
{
    const Symbol *shared = shared_variable(info_of(l, target->u.attr.object)->type, target->u.attr.name);

    const CRegister *inner = register_of(l->now, target->u.attr.object);

    x = fix(l, x, may_run_code(l, target->u.attr.object));
    if (inner && register_field(inner, target->u.attr.name)) {
        lower_write_register(l, lower_expr(l, target->u.attr.object->u.attr.object), inner, register_field(inner, target->u.attr.name), x);
        return;
    }
    const CVariable *v = c_variable(info_of(l, target->u.attr.object)->type, target->u.attr.name);
    if (v) {
        lower_write_variable(l, v, NULL, x);
        return;
    }
    if (!shared) {
        lower_store_attr(l, target, lower_expr(l, target->u.attr.object), target->u.attr.name, x);
        return;
    }
    if (may_run_code(l, target->u.attr.object))
        lower_expr(l, target->u.attr.object);
    lower_bind(l, shared, x);
}

static void store_slice(Lower *l, CoreExpr *object, const Index *index, CoreExpr *x)
{
    if (object->type->kind == TY_LIST)
        op(l, "ac_list_set_slice", NULL, true, 5, object, index->bound[0], index->bound[1], index->bound[2], any(l, x));
    else
        op(l, "ac_value_set_slice", NULL, true, 5, any(l, object), index->bound[0], index->bound[1], index->bound[2], any(l, x));
}

static void store_item(Lower *l, CoreExpr *object, CoreExpr *index, CoreExpr *x)
{
    bool plain = object->type->kind == TY_LIST && (index->type->kind == TY_INT || index->type->kind == TY_BOOL);

    if (object->type->kind == TY_DICT) {
        op(l, "ac_dict_set", NULL, true, 3, object, any(l, index), any(l, x));
        return;
    }
    if (!plain) {
        op(l, "ac_value_set_subscript", NULL, true, 3, any(l, object), any(l, index), any(l, x));
        return;
    }
    const Type *elem = item_type(object->type);
    const char *unboxed = unboxed_name(l, "ac_list_set", elem);
    if (unboxed) {
        op(l, unboxed, NULL, true, 3, object, to_int(l, index), core_conv(l->arena, x, elem));
        return;
    }
    CoreVar *t = new_temp(l, elem);
    set_fresh(l, t, x);
    own(l, t);
    op(l, "ac_list_set", NULL, true, 3, object, to_int(l, index), core_addr(l->arena, t));
}

static void store_subscript(Lower *l, const Expr *target, CoreExpr *object, const Index *index, CoreExpr *x)
{
    const CallInfo *call = call_of(info_of(l, target), CALL_STORE);
    CoreExprs args = {0};

    if (!call) {
        Index by = index->value && object->type->kind != TY_DICT ? index_of(l, index->value) : *index;
        if (by.value)
            store_item(l, object, by.value, x);
        else
            store_slice(l, object, &by, x);
        return;
    }
    vec_push(l->arena, &args, index->value);
    vec_push(l->arena, &args, x);
    lower_method(l, call, object, &args, type_none);
}

static void assign_subscript(Lower *l, const Expr *target, CoreExpr *x)
{
    const Expr *index = target->u.subscript.index;

    x = fix(l, x, may_run_code(l, target->u.subscript.object) || may_run_code(l, index));
    CoreExpr *object = fix(l, lower_expr(l, target->u.subscript.object), may_run_code(l, index));
    Index by = lower_index(l, index);
    store_subscript(l, target, object, &by, x);
}

static void assign_item(Lower *l, const Expr *part, CoreExpr *item)
{
    const Type *type = info_of(l, part)->type;

    if (type)
        lower_assign(l, part, type_static(type) ? static_value(l, type) : core_conv(l->arena, item, type));
}

/* A tuple stays as it is while its items are assigned. */
static void unpack_tuple(Lower *l, const Expr *target, CoreExpr *tuple)
{
    int n = target->u.list.n;

    tuple = hold(l, tuple);
    op(l, "ac_tuple_unpack_check", NULL, true, 2, tuple, core_int(l->arena, n));
    for (int i = 0; i < n; i++) {
        int mark = l->owned.n;
        assign_item(l, target->u.list.at[i], op(l, "ac_tuple_get", type_any, true, 2, tuple, core_int(l->arena, i)));
        release_to(l, mark);
    }
}

/* The items of a tuple of n that the last statement made, for nothing but this: then it is not made. Else NULL. */
static CoreExprs *take_apart(Lower *l, const CoreExpr *x, int n)
{
    CoreStmt *s = l->out->n ? vec_last(l->out) : NULL;

    if (!s || s->kind != CS_OP || x->kind != CE_VAR || s->u.op.dest != x->u.var || strcmp(s->u.op.name, "ac_tuple_new") != 0)
        return NULL;
    CoreExprs *items = &s->u.op.args.at[1]->u.array.items;
    if (items->n != n || !take(l, x))
        return NULL;
    l->out->n--;
    return items;
}

/* Each item is computed before the first is assigned. */
static void assign_items(Lower *l, const Expr *target, CoreExprs *items)
{
    for (int i = 0; i < items->n; i++) {
        CoreExpr *x = items->at[i];
        items->at[i] = hold(l, x->kind == CE_CONV ? x->u.conv : x);
    }
    for (int i = 0; i < items->n; i++)
        assign_item(l, target->u.list.at[i], items->at[i]);
}

/* x, item by item. Its length is tested first; a starred target takes what is left as a list. */
static void unpack(Lower *l, const Expr *target, CoreExpr *x)
{
    int n = target->u.list.n, star = -1;

    for (int i = 0; i < n; i++)
        if (target->u.list.at[i]->kind == EXPR_STARRED)
            star = i;
    CoreExprs *items = star < 0 ? take_apart(l, x, n) : NULL;
    if (items) {
        assign_items(l, target, items);
        return;
    }
    if (star < 0 && x->type->kind == TY_TUPLE) {
        unpack_tuple(l, target, x);
        return;
    }
    const Type *list_type = type_list(cell_new());
    cell_add(list_type->u.cell, type_int);
    cell_add(list_type->u.cell, type_str);      /* items stored as values of any type */
    CoreExpr *most = star < 0 ? core_int(l->arena, n + 1) : core_ctext(l->arena, "AC_INT_MAX", type_int);
    CoreExpr *list = op(l, "ac_list_of_unpacked", list_type, true, 2, any(l, x), most);
    if (star < 0)
        op(l, "ac_list_unpack_check", NULL, true, 2, list, core_int(l->arena, n));
    else
        op(l, "ac_list_unpack_star", NULL, true, 2, list, core_int(l->arena, n - 1));
    for (int i = 0; i < n; i++) {
        const Expr *part = target->u.list.at[i];
        int mark = l->owned.n;
        const Type *type = info_of(l, part)->type;
        if (i == star && type) {                /* without a type nothing ever comes */
            CoreExpr *from = any(l, core_int(l->arena, i));
            CoreExpr *to = i == n - 1 ? any(l, core_none(l->arena)) : any(l, core_int(l->arena, i - n + 1));
            CoreExpr *rest = op(l, "ac_list_slice", list_type, true, 4, list, from, to, any(l, core_none(l->arena)));
            CoreExpr *typed = op(l, "ac_list_from", type, true, 2, core_ctext(l->arena, "@rep", item_type(type)), any(l, rest));
            lower_assign(l, part->u.operand, typed);
        } else if (i != star) {
            assign_item(l, part, op(l, "ac_list_get", type_any, true, 2, list, core_int(l->arena, star >= 0 && i > star ? i - n : i)));
        }
        release_to(l, mark);
    }
}

void lower_assign(Lower *l, const Expr *target, CoreExpr *x)
{
    if (l->dead)
        return;
    switch (target->kind) {
    case EXPR_NAME:      assign_name(l, target, x); break;
    case EXPR_ATTR:      assign_attr(l, target, x); break;
    case EXPR_SUBSCRIPT: assign_subscript(l, target, x); break;
    case EXPR_TUPLE:
    case EXPR_LIST:      unpack(l, target, x); break;
    default: break;
    }
}

static bool same_shape(const Expr *a, const Expr *b)
{
    if ((a->kind != EXPR_TUPLE && a->kind != EXPR_LIST) || b->kind != EXPR_TUPLE || a->u.list.n != b->u.list.n)
        return false;
    for (int i = 0; i < a->u.list.n; i++)
        if (a->u.list.at[i]->kind == EXPR_STARRED || b->u.list.at[i]->kind == EXPR_STARRED)
            return false;
    return true;
}

/* a, b = x, y without a tuple: all values first. */
static void assign_parallel(Lower *l, const Expr *target, const Expr *value)
{
    CoreExprs values = {0};

    for (int i = 0; i < value->u.list.n; i++) {
        CoreExpr *x = lower_expr(l, value->u.list.at[i]);
        vec_push(l->arena, &values, hold(l, x));
    }
    for (int i = 0; i < target->u.list.n; i++)
        lower_assign(l, target->u.list.at[i], values.at[i]);
}

static void stmt_assign(Lower *l, const Stmt *s)
{
    const Expr *value = s->u.assign.value;

    if (s->u.assign.targets.n == 1 && same_shape(s->u.assign.targets.at[0], value)) {
        assign_parallel(l, s->u.assign.targets.at[0], value);
        return;
    }
    if (s->u.assign.targets.n == 1 && lower_assign_appended(l, s->u.assign.targets.at[0], value))
        return;
    CoreExpr *x = lower_expr(l, value);
    if (s->u.assign.targets.n > 1)
        x = hold(l, x);
    for (int i = 0; i < s->u.assign.targets.n; i++) {
        if (i + 1 < s->u.assign.targets.n && x->kind == CE_VAR) {       /* more to come: count up, do not move */
            CoreVar *copy = new_temp(l, x->type);
            set_copy(l, copy, x);
            own(l, copy);
            lower_assign(l, s->u.assign.targets.at[i], core_var(l->arena, copy));
        } else {
            lower_assign(l, s->u.assign.targets.at[i], x);
        }
    }
}

/* The target's parts once: load, value, operate, store. */
static void augment_subscript(Lower *l, const Stmt *s)
{
    const Expr *target = s->u.augment.target;
    const Type *type = info_of(l, target)->type;
    CoreExpr *object = lower_expr(l, target->u.subscript.object);
    if (!stays(object, target->u.subscript.index) || !stays(object, s->u.augment.value))
        object = in_var(l, hold(l, object));
    Index index = lower_index(l, target->u.subscript.index);
    if (index.value && !stays(index.value, s->u.augment.value))
        index.value = in_var(l, hold(l, index.value));
    CoreExpr *old = index.value ? lower_subscript_of(l, target, object, index.value) : lower_sliced(l, object, &index, type);
    old = fix(l, old, may_run_code(l, s->u.augment.value));
    CoreExpr *value = lower_expr(l, s->u.augment.value);
    CoreExpr *x = lower_operation(l, info_of(l, target), s->u.augment.op, old, value, type, true);
    store_subscript(l, target, object, &index, x);
}

/* The object is needed until the end, and what runs until then may let go of it. A local of a method that computes
 * no more than numbers stays as it is. */
static CoreExpr *augmented_object(Lower *l, const Stmt *s)
{
    CoreExpr *x = lower_expr(l, s->u.augment.target->u.attr.object);
    bool local = x->kind == CE_VAR && (x->u.var->kind == VAR_PARAM || x->u.var->kind == VAR_LOCAL);

    if (x->kind == CE_VAR && x->u.var->device)
        return x;

    return in_var(l, local && !may_run_code(l, s->u.augment.value) ? x : hold(l, x));
}

/* NULL: it is no field, or not that of one class, or not always set. */
static CoreVar *field_place(Lower *l, CoreExpr *object, const char *name)
{
    Field *f = object->kind == CE_VAR && object->type->kind == TY_INST ? class_field(object->type->u.class, name) : NULL;

    if (!f || type_static(f->type))
        return NULL;
    CoreField *field = lower_field_of(l, f);
    return map_get(&l->field_flag, f) ? NULL : core_new_cell(l->arena, object, lower_class_of(l, f->owner), field);
}

static void augment_attr(Lower *l, const Stmt *s)
{
    const Expr *target = s->u.augment.target;
    const CVariable *v = c_variable(info_of(l, target->u.attr.object)->type, target->u.attr.name);
    CoreExpr *object = v ? core_none(l->arena) : augmented_object(l, s);
    if (v) {
        CoreExpr *read = lower_read_variable(l, v, NULL), *by = lower_expr(l, s->u.augment.value);
        lower_write_variable(l, v, NULL, lower_operation(l, info_of(l, target), s->u.augment.op, read, by, info_of(l, target)->type, true));
        return;
    }
    CoreExpr *old = fix(l, lower_getattr(l, object, target->u.attr.name, info_of(l, target)->type, call_of(info_of(l, target), CALL_AS_WRITTEN)), may_run_code(l, s->u.augment.value));
    CoreExpr *value = lower_expr(l, s->u.augment.value);
    if (s->u.augment.op == BIN_ADD && lower_append(l, field_place(l, object, target->u.attr.name), old, value))
        return;
    CoreExpr *x = lower_operation(l, info_of(l, target), s->u.augment.op, old, value, info_of(l, target)->type, true);
    lower_store_attr(l, target, object, target->u.attr.name, x);
}

static const Type *augment_result(const Stmt *s, const Type *a, const Type *b)
{
    BinOp o = s->u.augment.op;
    bool ints = (a->kind == TY_INT || a->kind == TY_BOOL) && (b->kind == TY_INT || b->kind == TY_BOOL);
    bool numbers = (ints || a->kind == TY_FLOAT || a->kind == TY_INT || a->kind == TY_BOOL) && (b->kind == TY_INT || b->kind == TY_BOOL || b->kind == TY_FLOAT);

    if (numbers)
        return ints && o != BIN_TRUEDIV ? (a->kind == TY_BOOL && b->kind == TY_BOOL && o >= BIN_AND && o <= BIN_XOR ? type_bool : type_int) : type_float;
    if (a->kind == TY_STR || a->kind == TY_LIST || a->kind == TY_BYTES || a->kind == TY_BYTEARRAY)
        return a;
    return a->kind == TY_TUPLE ? type_tuple_open(type_any) : type_any;
}

/* Only one method can be asked: its result's type is known. */
static bool one_way(const CallInfo *call, const CallInfo *reflected, const CoreExpr *x)
{
    return !reflected && call->targets.n == 1 && type_atoms(x->type) == 1;
}

/* Of what is no object's: a variable. */
static void augment_name(Lower *l, const Stmt *s)
{
    const Expr *target = s->u.augment.target;
    const CallInfo *call = call_of(info_of(l, target), CALL_OPERATE), *reflected = call_of(info_of(l, target), CALL_REFLECTED);
    CoreExpr *old = lower_before(l, target, s->u.augment.value);
    CoreExpr *value = lower_expr(l, s->u.augment.value);

    if (l->dead || (s->u.augment.op == BIN_ADD && lower_append(l, lower_append_place(l, target), old, value)))
        return;
    const Type *type = augment_result(s, old->type, value->type);
    for (int i = 0; call && i < call->targets.n; i++)
        type = one_way(call, reflected, old) ? type_norm(call->targets.at[0].result) : type_any;
    if (reflected)
        type = type_any;
    CoreExpr *x = lower_operation(l, info_of(l, target), s->u.augment.op, old, value, type, true);
    if (target->kind == EXPR_ATTR)
        lower_bind(l, shared_variable(info_of(l, target->u.attr.object)->type, target->u.attr.name), x);
    else
        lower_assign(l, target, x);
}

static void stmt_augment(Lower *l, const Stmt *s)
{
    switch (s->u.augment.target->kind) {
    case EXPR_SUBSCRIPT: augment_subscript(l, s); break;
    case EXPR_ATTR:
        if (shared_variable(info_of(l, s->u.augment.target->u.attr.object)->type, s->u.augment.target->u.attr.name))
            augment_name(l, s);
        else
            augment_attr(l, s);
        break;
    default: augment_name(l, s); break;
    }
}

/* ---- the other simple statements ---- */

/* One that was made just now, only for this, is made by raising it, or else moved. */
static void put_raise(Lower *l, CoreExpr *exc, CoreExpr *cause)
{
    CoreStmt *raise = LOWER_NEW_STMT(l, CS_RAISE), *last = l->out->n ? vec_last(l->out) : NULL;
    bool owned = !cause && take(l, exc);

    if (owned && !l->dead && last && last->kind == CS_OP && last->u.op.dest == core_bare(exc)->u.var && strcmp(last->u.op.name, "ac_exc_new") == 0) {
        l->out->n--;
        raise->u.raise.made = last->u.op.args;
    } else {
        raise->u.raise.exc = exc;
        raise->u.raise.owned = owned;
    }
    raise->u.raise.cause = cause;
    raise->u.raise.has_cause = cause != NULL;
    raise->u.raise.to = raise_to(l);
    put_stmt(l, raise);
    l->dead = true;
}

/* The cause: None, or as what is raised. */
static CoreExpr *raised_from(Lower *l, const Expr *e)
{
    static const char refused[] = "exception causes must derive from BaseException";
    const Type *type = info_of(l, e)->type;
    CoreExpr *x = lower_expr(l, e);

    if (!type_has(type, TY_NONE))
        return raise_value(l, e, x, refused);
    if (type->kind == TY_NONE)
        return core_none(l->arena);
    CoreVar *cause = new_temp(l, type_join(type_none, type_inst(builtin_class(intern("BaseException")))));
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    x = in_var(l, x);
    set_var(l, cause, core_none(l->arena));
    branch->u.branch.cond = none_compare(l, x, false);
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    int mark = l->owned.n;
    set_fresh(l, cause, raise_value(l, e, x, refused));
    release_to(l, mark);
    pop_out(l, old);
    put_stmt(l, branch);
    own(l, cause);
    return core_var(l->arena, cause);
}

static void stmt_raise(Lower *l, const Stmt *s)
{
    if (!s->u.raise.exc) {
        if (l->handling)
            lower_raise_again(l);
        else
            raise_text(l, "ac_RuntimeError", "No active exception to reraise");
        l->dead = true;
        return;
    }
    const Expr *e = s->u.raise.exc;
    CoreExpr *exc = hold(l, raise_value(l, e, lower_expr(l, e), "exceptions must derive from BaseException"));
    put_raise(l, exc, s->u.raise.cause ? raised_from(l, s->u.raise.cause) : NULL);
}

static void stmt_assert(Lower *l, const Stmt *s)
{
    CoreExpr *test = lower_cond(l, s->u.assertion.test);
    if (l->dead)
        return;
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    int mark = l->owned.n;

    branch->u.branch.cond = core_unary(l->arena, "!", test, type_bool);
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    CoreExpr *array = core_array(l->arena, type_any);
    if (s->u.assertion.message && info_of(l, s->u.assertion.message)->type)
        vec_push(l->arena, &array->u.array.items, any(l, lower_expr(l, s->u.assertion.message)));
    ClassInfo *c = builtin_class(intern("AssertionError"));
    CoreExpr *exc = op(l, "ac_exc_new", type_inst(builtin_class(intern("BaseException"))), true, 3, core_class(l->arena, lower_class_of(l, c), type_class(c)),
                       core_int(l->arena, array->u.array.items.n), array);
    put_raise(l, exc, NULL);
    l->dead = false;
    l->owned.n = mark < l->owned.n ? mark : l->owned.n;
    pop_out(l, old);
    put_stmt(l, branch);
}

static void delete_item(Lower *l, CoreExpr *object, Index index)
{
    bool list = object->type->kind == TY_LIST;

    if (!index.value && list)
        op(l, "ac_list_delete_slice", NULL, true, 4, object, index.bound[0], index.bound[1], index.bound[2]);
    else if (!index.value)
        op(l, "ac_value_delete_slice", NULL, true, 4, any(l, object), index.bound[0], index.bound[1], index.bound[2]);
    else if (list && is_int(index.value->type))
        op(l, "ac_list_delete", NULL, true, 2, object, to_int(l, index.value));
    else
        op(l, "ac_value_delete", NULL, true, 2, any(l, object), any(l, index.value));
}

static void stmt_delete(Lower *l, const Expr *e)
{
    if (e->kind == EXPR_TUPLE || e->kind == EXPR_LIST) {
        for (int i = 0; i < e->u.list.n; i++)
            stmt_delete(l, e->u.list.at[i]);
    } else if (e->kind == EXPR_NAME) {
        const Symbol *s = names_of(l->program->names, e);
        CoreVar *v = lower_var_of(l, s);
        lower_expr(l, e);
        if (v && type_counted(v->type)) {
            CoreStmt *release = LOWER_NEW_STMT(l, CS_RELEASE);
            release->u.release.var = v;
            put_stmt(l, release);
        }
        set_flag(l, s, false);
    } else if (e->kind == EXPR_ATTR && call_of(info_of(l, e), CALL_STORE)) {
        CoreExprs none = {0};
        lower_method(l, call_of(info_of(l, e), CALL_STORE), lower_expr(l, e->u.attr.object), &none, type_none);
    } else if (e->kind == EXPR_ATTR) {
        lower_delete_attr(l, lower_expr(l, e->u.attr.object), e->u.attr.name);
    } else if (call_of(info_of(l, e), CALL_STORE)) {
        CoreExpr *object = fix(l, lower_expr(l, e->u.subscript.object), may_run_code(l, e->u.subscript.index));
        CoreExprs args = {0};
        vec_push(l->arena, &args, lower_expr(l, e->u.subscript.index));
        lower_method(l, call_of(info_of(l, e), CALL_STORE), object, &args, type_none);
    } else {
        CoreExpr *object = fix(l, lower_expr(l, e->u.subscript.object), may_run_code(l, e->u.subscript.index));
        Index index = lower_index(l, e->u.subscript.index);
        delete_item(l, object, index.value && object->type->kind != TY_DICT ? index_of(l, index.value) : index);
    }
}

/* def: what its name is bound to. NULL: it needs no place. */
static CoreExpr *lower_def(Lower *l, FuncInfo *f, bool wanted)
{
    CoreExprs decorators = {0};
    CoreExpr *x = NULL;

    if (!names_only_tell(l->program->names, f->module, &f->ast->decorators))
        decorators = lower_decorators(l, &f->ast->decorators);
    if (f->scope->closure)
        x = lower_function_made(l, f);
    else
        lower_defaults(l, f);
    if (!decorators.n && !wanted)
        return NULL;
    return lower_decorated(l, &f->ast->decorators, &decorators, x ? x : static_value(l, type_func(f)));
}

static void stmt_func(Lower *l, const Stmt *s)
{
    FuncInfo *f = map_get(&l->program->func_of, s->u.func);
    const Symbol *name = map_get(&l->program->names->symbol_of, s);
    CoreVar *v = lower_var_of(l, name);

    if (!f)
        return;
    CoreExpr *x = lower_def(l, f, v != NULL);
    if (l->dead)
        return;
    if (v)
        set_var(l, v, x);
    set_flag(l, name, true);
}

static void lower_stmt(Lower *l, const Stmt *s);

static void class_function(Lower *l, const ClassInfo *c, const Stmt *s)
{
    FuncInfo *f = map_get(&l->program->func_of, s->u.func);
    const Member *m = map_get(&c->members, s->u.func->name);

    if (!f)
        return;
    if (!m || !m->variable) {
        lower_defaults(l, f);
        return;
    }
    CoreVar *v = lower_global_of(l, m->variable);
    CoreExpr *x = lower_def(l, f, v != NULL);
    if (v && !l->dead)
        set_var(l, v, x);
}

/* A class statement that runs again begins without what it bound on some ways only. */
static void forget_late(Lower *l, const ClassInfo *c)
{
    if (l->now->func->scope->kind == SCOPE_MODULE && !l->fences)
        return;
    for (int i = 0; i < c->late.n; i++) {
        const Global *late = c->late.entry[i].value;
        if (scope_lookup(c->scope, c->late.entry[i].key) == late->symbol)
            set_flag(l, late->symbol, false);
    }
}

/* The name of a class is bound to what its decorators give. */
static void bind_class(Lower *l, const Stmt *s, ClassInfo *c, const CoreExprs *decorators)
{
    const Symbol *name = map_get(&l->program->names->symbol_of, s);

    if (decorators->n && !l->dead) {
        CoreExpr *x = lower_decorated(l, &s->u.class->decorators, decorators, static_value(l, type_class(c)));
        if (!l->dead)
            lower_bind(l, name, x);
        return;
    }
    set_flag(l, name, true);
}

static void stmt_class(Lower *l, const Stmt *s)
{
    ClassInfo *c = map_get(&l->program->class_of, s->u.class);
    CoreExprs decorators = {0};

    if (!names_only_tell(l->program->names, c->module, &s->u.class->decorators))
        decorators = lower_decorators(l, &s->u.class->decorators);
    forget_late(l, c);
    for (int i = 0; i < s->u.class->body.n; i++) {
        const Stmt *member = s->u.class->body.at[i];
        if (member->kind == STMT_FUNC)
            class_function(l, c, member);
        if (member->kind == STMT_CLASS)
            stmt_class(l, member);
        if (class_body_runs(c, member))
            lower_stmt(l, member);
        if (class_body_runs(c, member) || declares_property(c, member) || (member->kind != STMT_ASSIGN && !(member->kind == STMT_ANNASSIGN && member->u.annotate.value)))
            continue;
        bool annotated = member->kind == STMT_ANNASSIGN;
        CoreExpr *x = hold(l, lower_expr(l, annotated ? member->u.annotate.value : member->u.assign.value));
        for (int k = 0; k < (annotated ? 1 : member->u.assign.targets.n); k++) {
            const Expr *target = annotated ? member->u.annotate.target : member->u.assign.targets.at[k];
            Member *m = map_get(&c->members, target->u.name);
            CoreVar *v = m && m->variable ? lower_global_of(l, m->variable) : NULL;
            if (v)
                set_copy(l, v, x);
        }
    }
    bind_class(l, s, c, &decorators);
}

/* A test that decides nothing: neither branch is left. Nothing but releases stands between it and the branches, unless
 * it is made in several steps, which use what the first has set. */
static void drop_test(CoreStmts *out, const CoreVar *t)
{
    int i = out->n - 1;

    while (i >= 0 && out->at[i]->kind == CS_RELEASE)
        i--;
    if (i < 0 || out->at[i]->kind != CS_SET || out->at[i]->u.set.var != t)
        return;
    memmove(&out->at[i], &out->at[i + 1], sizeof out->at[0] * (size_t)(out->n - i - 1));
    out->n--;
}

static void stmt_if(Lower *l, const Stmt *s)
{
    int flags = info_of(l, s->u.branch.cond)->flags, mark = l->owned.n;
    CoreExpr *cond = lower_cond(l, s->u.branch.cond);

    if (l->dead)
        return;
    if (flags & (XF_ALWAYS_TRUE | XF_ALWAYS_FALSE)) {
        lower_body(l, flags & XF_ALWAYS_TRUE ? &s->u.branch.then : &s->u.branch.els);
        return;
    }
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    if (l->owned.n) {                           /* operands of the test are not needed in the branches */
        CoreVar *t = new_temp(l, type_bool);
        set_var(l, t, cond);
        cond = core_var(l->arena, t);
        release_to(l, mark);
    }
    branch->u.branch.cond = cond;
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    lower_body(l, &s->u.branch.then);
    bool dead = l->dead;
    l->dead = false;
    l->out = &branch->u.branch.els;
    lower_body(l, &s->u.branch.els);
    dead &= l->dead;
    l->dead = false;
    pop_out(l, old);
    if (branch->u.branch.then.n == 0 && branch->u.branch.els.n == 0 && cond->kind == CE_VAR && cond->u.var->kind == VAR_TEMP)
        drop_test(l->out, cond->u.var);
    put_stmt(l, branch);
    l->dead = dead;
}

/* The expression of a statement that is computed first, or NULL. */
static const Expr *first_expression(const Stmt *s)
{
    switch (s->kind) {
    case STMT_EXPR: case STMT_RETURN: return s->u.expr;
    case STMT_ASSIGN: return s->u.assign.value;
    case STMT_AUGASSIGN: return s->u.augment.target;
    case STMT_RAISE:  return s->u.raise.exc;
    case STMT_IF:     return s->u.branch.cond;
    case STMT_WHILE:  return s->u.loop.cond;
    case STMT_FOR:    return s->u.each.iter;
    case STMT_ASSERT: return s->u.assertion.test;
    case STMT_MATCH:  return s->u.match.subject;
    case STMT_WITH:   return s->u.with.items.at[0].manager;
    default:          return NULL;
    }
}

/* An assignment to a variable of a library module that the program does not read. */
static bool is_unwanted(const Lower *l, const Stmt *s)
{
    const Symbol *variable = program_library_variable(l->program, l->now->func, s);

    return variable && lower_is_unread(l, variable);
}

static void lower_stmt(Lower *l, const Stmt *s)
{
    int mark = l->owned.n;
    const Expr *first = first_expression(s);

    if (is_unwanted(l, s))
        return;
    if (first && !info_of(l, first)->type && first->kind != EXPR_STR) {
        l->dead = true;                         /* inference found that nothing comes here */
        return;
    }
    lower_set_line(l, s->span);
    switch (s->kind) {
    case STMT_EXPR:
        if (s->u.expr->kind != EXPR_STR && s->u.expr->kind != EXPR_ELLIPSIS)
            lower_expr(l, s->u.expr);
        break;
    case STMT_ASSIGN:    stmt_assign(l, s); break;
    case STMT_AUGASSIGN: stmt_augment(l, s); break;
    case STMT_ANNASSIGN:
        if (s->u.annotate.value)
            lower_assign(l, s->u.annotate.target, lower_expr(l, s->u.annotate.value));
        break;
    case STMT_RETURN:    lower_return(l, s->u.expr ? lower_expr(l, s->u.expr) : core_none(l->arena)); break;
    case STMT_RAISE:     stmt_raise(l, s); break;
    case STMT_ASSERT:    stmt_assert(l, s); break;
    case STMT_DEL:       stmt_delete(l, s->u.expr); break;
    case STMT_BREAK:     lower_break(l, true); break;
    case STMT_CONTINUE:  lower_break(l, false); break;
    case STMT_IMPORT: case STMT_FROM: lower_import(l, s); break;
    case STMT_IF:        stmt_if(l, s); break;
    case STMT_MATCH:     lower_match(l, s); break;
    case STMT_WHILE:     lower_while(l, s); break;
    case STMT_FOR:       lower_for(l, s); break;
    case STMT_TRY:       lower_try(l, s); break;
    case STMT_WITH:      lower_with(l, s); break;
    case STMT_FUNC:      stmt_func(l, s); break;
    case STMT_CLASS:     stmt_class(l, s); break;
    default: break;
    }
    release_to(l, mark);
}

void lower_body(Lower *l, const StmtVec *body)
{
    for (int i = 0; i < body->n && !l->dead; i++)
        lower_stmt(l, body->at[i]);
}
