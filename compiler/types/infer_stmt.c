/* infer_stmt.c: statements: assignment, control flow, and what is known after each.
 *
 * A loop or a try may run any part of its body before control comes back or goes on, so the variables
 * that it assigns are loosened there: their whole type, perhaps unbound.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>
#include "syntax/visit.h"

static void infer_stmt(Infer *in, const Stmt *s);

/* The body of the instance. */
void infer_body(Infer *in, const StmtVec *body)
{
    for (int i = 0; i < body->n && !env_dead(in->env); i++) {
        infer_stmt(in, body->at[i]);
        env_compact(in);
    }
}

void infer_block(Infer *in, const StmtVec *body)
{
    bool top = in->at_top;
    in->at_top = false;
    for (int i = 0; i < body->n && !env_dead(in->env); i++)
        infer_stmt(in, body->at[i]);
    in->at_top = top;
}

/* ---- which variables a body may assign ---- */


static void loosen_name(Infer *in, const Symbol *s)
{
    if (s)
        symbol_loosen(in, s);
}

static void loosen_target(Infer *in, const Expr *e)
{
    if (e->kind == EXPR_NAME)
        loosen_name(in, names_of(in->names, e));
    else if (e->kind == EXPR_STARRED)
        loosen_target(in, e->u.operand);
    else if (e->kind == EXPR_TUPLE || e->kind == EXPR_LIST)
        for (int i = 0; i < e->u.list.n; i++)
            loosen_target(in, e->u.list.at[i]);
}

/* Variables bound by := lie anywhere in expressions: all of the function's are loosened with it. */
static void loosen_walrus(void *context, const Expr *e)
{
    Infer *in = context;

    if (e->kind == EXPR_WALRUS)
        loosen_target(in, e->u.walrus.target);
    each_operand(e, loosen_walrus, in);
}

static void loosen_import(Infer *in, const AliasVec *names)
{
    for (int i = 0; i < names->n; i++)
        loosen_name(in, map_get(&in->names->symbol_of, &names->at[i]));
}

static void loosen_pattern(Infer *in, const Pattern *p)
{
    loosen_name(in, map_get(&in->names->symbol_of, p));
    for (int i = 0; i < p->parts.n; i++)
        loosen_pattern(in, p->parts.at[i]);
}

static void loosen_stmt(Infer *in, const Stmt *s)
{
    if (in->now->func->scope->has_walrus)
        each_expr(s, loosen_walrus, in);
    switch (s->kind) {
    case STMT_DEL: loosen_target(in, s->u.expr); break;
    case STMT_ASSIGN:
        for (int i = 0; i < s->u.assign.targets.n; i++)
            loosen_target(in, s->u.assign.targets.at[i]);
        break;
    case STMT_AUGASSIGN: loosen_target(in, s->u.augment.target); break;
    case STMT_ANNASSIGN:
        if (s->u.annotate.value)
            loosen_target(in, s->u.annotate.target);
        break;
    case STMT_IMPORT: loosen_import(in, &s->u.import.names); break;
    case STMT_FROM: loosen_import(in, &s->u.from.names); break;
    case STMT_IF:
        infer_loosen(in, &s->u.branch.then);
        infer_loosen(in, &s->u.branch.els);
        break;
    case STMT_WHILE:
        infer_loosen(in, &s->u.loop.body);
        infer_loosen(in, &s->u.loop.els);
        break;
    case STMT_FOR:
        loosen_target(in, s->u.each.target);
        infer_loosen(in, &s->u.each.body);
        infer_loosen(in, &s->u.each.els);
        break;
    case STMT_WITH:
        for (int i = 0; i < s->u.with.items.n; i++)
            if (s->u.with.items.at[i].target)
                loosen_target(in, s->u.with.items.at[i].target);
        infer_loosen(in, &s->u.with.body);
        break;
    case STMT_TRY:
        infer_loosen(in, &s->u.try.body);
        for (int i = 0; i < s->u.try.handlers.n; i++) {
            if (s->u.try.handlers.at[i].name)
                loosen_name(in, map_get(&in->names->symbol_of, &s->u.try.handlers.at[i]));
            infer_loosen(in, &s->u.try.handlers.at[i].body);
        }
        infer_loosen(in, &s->u.try.els);
        infer_loosen(in, &s->u.try.final);
        break;
    case STMT_MATCH:
        for (int i = 0; i < s->u.match.cases.n; i++) {
            loosen_pattern(in, s->u.match.cases.at[i].pattern);
            infer_loosen(in, &s->u.match.cases.at[i].body);
        }
        break;
    case STMT_FUNC: case STMT_CLASS:
        loosen_name(in, map_get(&in->names->symbol_of, s));
        break;
    default: break;
    }
}

void infer_loosen(Infer *in, const StmtVec *body)
{
    facts_forget(in);
    for (int i = 0; i < body->n; i++)
        loosen_stmt(in, body->at[i]);
}

/* ---- simple statements ---- */

static bool is_coro_call(Infer *in, const Expr *e)
{
    const Type *t = info_of(in, e)->type;
    return e->kind == EXPR_CALL && t && t->kind == TY_CORO;
}

static void stmt_expr(Infer *in, const Expr *e)
{
    if (e->kind == EXPR_ELLIPSIS) {             /* as good as pass */
        info_of(in, e)->type = type_none;
        return;
    }
    infer_expr(in, e);
    if (is_coro_call(in, e)) {
        infer_report(in, e->span, "coroutine '%s' is never awaited", info_of(in, e)->type->u.instance->func->name);
        infer_help(in, "write: await %s(...), or create_task(%s(...))", info_of(in, e)->type->u.instance->func->name,
                   info_of(in, e)->type->u.instance->func->name);
    }
}

static void stmt_assign(Infer *in, const Stmt *s)
{
    if (infer_unwanted(in, program_library_variable(in->program, in->now->func, s)))
        return;
    const Type *t = infer_expr(in, s->u.assign.value);

    for (int i = 0; i < s->u.assign.targets.n; i++) {
        infer_target(in, s->u.assign.targets.at[i], t);
        register_takes(in, s->u.assign.targets.at[i], s->u.assign.value);
    }
}

static void stmt_augment(Infer *in, const Stmt *s)
{
    const Expr *target = s->u.augment.target;
    const Type *old = infer_expr(in, target);
    if (target->kind == EXPR_ATTR && register_of(in->now, target->u.attr.object))
        infer_report(in, target->span, "a field is not changed in place: write %s = %s %s ...", target->u.attr.name, target->u.attr.name, binop_text(s->u.augment.op));
    const Type *value = infer_expr(in, s->u.augment.value);
    const Type *t = infer_binary(in, s->u.augment.op, old, value, target, true);

    facts_assigned(in, target, t);
    if (t->kind != TY_INT && t->kind != TY_FLOAT && t->kind != TY_STR)
        facts_forget(in);

    if (target->kind == EXPR_NAME) {
        const Symbol *sym = names_of(in->names, target);
        if (sym)
            symbol_assign(in, sym, t);
        return;                                 /* the fact at the target stays what was read */
    }
    ExprInfo read = *info_of(in, target);
    infer_target(in, target, t);
    info_of(in, target)->type = read.type;
    if (target->kind == EXPR_SUBSCRIPT)
        info_of(in, target)->type = infer_expr(in, target);
}

static void stmt_annotate(Infer *in, const Stmt *s)
{
    if (s->u.annotate.value)
        infer_target(in, s->u.annotate.target, infer_expr(in, s->u.annotate.value));
}

static void stmt_return(Infer *in, const Stmt *s)
{
    const Type *t = s->u.expr ? infer_expr(in, s->u.expr) : type_none;

    result_add(in, in->now, t);
    in->env.at = NULL;
}

static bool is_exception_class(const Type *t) { return t->kind == TY_CLASS && t->u.class->is_exception; }

static bool raisable(const Type *t)
{
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_atom(t, i);
        if (is_exception_class(a) || (a->kind == TY_INST && a->u.class->is_exception))
            return true;
    }
    return t->kind == TY_NEVER || t->kind == TY_ERROR;
}

/* raise E is raise E(): of a built-in class that is known nothing else is asked. */
static void raise_classes(Infer *in, const Expr *e, const Type *t)
{
    const Type *classes = type_never;
    CallInfo *call = NULL;

    for (int i = 0; i < type_atoms(t); i++)
        if (is_exception_class(type_atom(t, i)))
            classes = type_join(classes, type_atom(t, i));
    if (classes->kind == TY_NEVER || (t->kind == TY_CLASS && !t->u.class->ast))
        return;
    infer_apply(in, e, classes, NULL, 0, &call);
    call_set(in, e, CALL_RAISED, call);
}

bool infer_raised(Infer *in, const Expr *e, const Type *t)
{
    if (!raisable(t)) {
        if (infer_expected(in, e->span, MISTAKE_TYPE))
            return true;
        infer_report(in, e->span, "exceptions must derive from BaseException, not '%s'", type_text(in->arena, t));
        return false;
    }
    raise_classes(in, e, t);
    return true;
}

static void stmt_raise(Infer *in, const Stmt *s)
{
    const Expr *parts[2] = { s->u.raise.exc, s->u.raise.cause };

    for (int i = 0; i < 2; i++) {
        const Type *t = parts[i] ? infer_expr(in, parts[i]) : type_none;
        if (parts[i] && !(i == 1 && t->kind == TY_NONE))
            infer_raised(in, parts[i], t);
    }
    in->env.at = NULL;
}

static void stmt_assert(Infer *in, const Stmt *s)
{
    Env yes, no;

    infer_cond(in, s->u.assertion.test, &yes, &no);
    in->env = no;
    if (s->u.assertion.message && !env_dead(no))
        infer_expr(in, s->u.assertion.message);
    in->env = yes;
}

static void delete_item(Infer *in, const Expr *e)
{
    const Type *t = infer_expr(in, e->u.subscript.object);

    if (t->kind == TY_NEVER || t->kind == TY_ERROR)
        return;
    const Type *index = infer_index(in, e, t, intern("__delitem__"));
    if (infer_store_item(in, e, t, index, NULL))
        return;
    if (type_has(t, TY_LIST) || type_has(t, TY_DICT) || type_has(t, TY_BYTEARRAY))
        return;
    if (!infer_expected(in, e->span, MISTAKE_TYPE))
        infer_report(in, e->span, "'%s' object doesn't support item deletion", type_text(in->arena, t));
}

static void delete_property(Infer *in, const Expr *e, const Type *self, const Member *m)
{
    CallInfo *call = call_new(in);
    Target t = { .when = self, .kind = TARGET_FUNC, .bind = arena_new(call_arena(in), Bind), .result = type_none };

    t.instance = instance_get_closure(in, m->deleter, method_outer(m, m->deleter), &self, 1);
    t.bind[0] = (Bind){ .kind = BIND_RECEIVER };
    call->on_receiver = true;
    vec_push(call_arena(in), &call->targets, t);
    call_set(in, e, CALL_STORE, call);
}

/* del object.name: the field counts as not set. */
void infer_delete_attr(Infer *in, const Expr *e, const Type *t, const char *name)
{
    Field *f = t->kind == TY_INST ? class_field(t->u.class, name) : NULL;
    const Member *m = t->kind == TY_INST && !f ? class_member(t->u.class, name) : NULL;

    if (t->kind == TY_NEVER || t->kind == TY_ERROR)
        return;
    if (m && m->deleter && e->kind == EXPR_ATTR) {
        delete_property(in, e, t, m);
        return;
    }
    if (!f) {
        if (!infer_expected(in, e->span, MISTAKE_ATTRIBUTE))
            infer_report(in, e->span, "deleting the attribute '%s' of '%s' is not compiled", name, type_text(in->arena, t));
        return;
    }
    f->needs_flag = true;
}

static void stmt_delete(Infer *in, const Expr *e)
{
    facts_forget(in);
    if (e->kind == EXPR_TUPLE || e->kind == EXPR_LIST) {
        for (int i = 0; i < e->u.list.n; i++)
            stmt_delete(in, e->u.list.at[i]);
    } else if (e->kind == EXPR_NAME) {
        infer_expr(in, e);
        const Symbol *s = names_of(in->names, e);
        if (s)
            symbol_delete(in, s);
        if (s && in->reporting && s->scope == in->now->func->scope && s->scope->kind != SCOPE_MODULE)
            in->now->var[s->index].needs_flag = true;
        else if (s && in->reporting && s->scope->kind == SCOPE_MODULE)
            global_of(in, s)->needs_flag = true;
    } else if (e->kind == EXPR_SUBSCRIPT) {
        delete_item(in, e);
    } else {
        infer_delete_attr(in, e, infer_expr(in, e->u.attr.object), e->u.attr.name);
    }
}

static void bind_import(Infer *in, const Alias *alias, const ModuleInfo *from)
{
    const Symbol *s = map_get(&in->names->symbol_of, alias);
    const ModuleInfo *m = map_get(&in->names->module_of, alias);

    if (!s)
        return;
    if (m) {
        symbol_assign(in, s, type_module((ModuleInfo *)m));
        return;
    }
    if (program_library_import(in->now->func, s) && infer_unwanted(in, s))
        return;
    const Symbol *source = from && from->scope ? scope_lookup(from->scope, alias->name) : NULL;
    symbol_assign(in, s, source ? symbol_read(in, source, NULL) : type_error);
}

static void stmt_from(Infer *in, const Stmt *s)
{
    const ModuleInfo *m = map_get(&in->names->module_of, s);

    if (s->u.from.star) {
        for (int i = 0; m && m->scope && i < m->scope->symbols.n; i++) {
            const Symbol *source = m->scope->symbols.at[i];
            const Symbol *here = scope_lookup(in->now->func->scope, source->name);
            if (source->name[0] != '_' && here)
                symbol_assign(in, here, symbol_read(in, source, NULL));
        }
        return;
    }
    for (int i = 0; i < s->u.from.names.n; i++)
        bind_import(in, &s->u.from.names.at[i], m);
}

/* ---- definitions ---- */

/* A method; or, decorated, a class variable. */
static void class_function(Infer *in, const ClassInfo *c, const Stmt *s)
{
    FuncInfo *f = func_info(in, s->u.func, c->scope, (ClassInfo *)c);
    Member *m = map_get(&c->members, s->u.func->name);

    if (!m || !m->variable) {
        infer_defaults(in, f);
        return;
    }
    symbol_assign(in, m->variable->symbol, infer_decorated(in, f));
    m->variable->early = true;
}

static void stmt_class(Infer *in, const Stmt *s, Scope *scope);

/* Behind a statement that runs as anywhere. */
static void mark_set(const ClassInfo *c, const Stmt *s)
{
    for (int i = 0; i < c->members.n; i++) {
        const Member *m = c->members.entry[i].value;
        if (m->variable && stmt_sets(s, c->members.entry[i].key))
            m->variable->early = true;
    }
}

static void class_body(Infer *in, const ClassInfo *c)
{
    for (int i = 0; i < c->ast->body.n; i++) {
        const Stmt *s = c->ast->body.at[i];
        if (s->kind == STMT_FUNC)
            class_function(in, c, s);
        if (s->kind == STMT_CLASS)
            stmt_class(in, s, c->scope);
        if (class_body_runs(c, s)) {
            infer_stmt(in, s);
            mark_set(c, s);
            continue;
        }
        const Expr *value = s->kind == STMT_ASSIGN ? s->u.assign.value : s->kind == STMT_ANNASSIGN ? s->u.annotate.value : NULL;
        if (!value || declares_property(c, s))
            continue;
        const Type *t = infer_expr(in, value);
        int n = s->kind == STMT_ASSIGN ? s->u.assign.targets.n : 1;
        for (int k = 0; k < n; k++) {
            const Expr *target = s->kind == STMT_ASSIGN ? s->u.assign.targets.at[k] : s->u.annotate.target;
            Member *m = target->kind == EXPR_NAME ? map_get(&c->members, target->u.name) : NULL;
            if (m && m->variable) {
                symbol_assign(in, m->variable->symbol, t);
                m->variable->early = true;
            }
        }
    }
}

static void stmt_class(Infer *in, const Stmt *s, Scope *scope)
{
    const ClassInfo *c = class_info(in, s, scope);
    const Symbol *sym = map_get(&in->names->symbol_of, s);
    const Type **decorators = infer_decorators(in, &s->u.class->decorators);

    class_body(in, c);
    facts_forget(in);
    if (c->outer)
        note_unbound_captures(in, c->scope);
    const Type *t = infer_decorated_class(in, c, decorators);
    if (sym)
        symbol_assign(in, sym, t);
}

/* ---- control ---- */

static void stmt_if(Infer *in, const Stmt *s)
{
    Env yes, no;

    infer_cond(in, s->u.branch.cond, &yes, &no);
    in->env = yes;
    infer_block(in, &s->u.branch.then);
    yes = in->env;
    in->env = no;
    infer_block(in, &s->u.branch.els);
    in->env = env_join(in, yes, in->env);
}

static void stmt_while(Infer *in, const Stmt *s)
{
    Exits exits = { in->exits, { NULL }, { NULL } };
    Env yes, no;

    if (in->now->func->scope->has_walrus)
        loosen_walrus(in, s->u.loop.cond);
    infer_loosen(in, &s->u.loop.body);
    infer_cond(in, s->u.loop.cond, &yes, &no);
    in->env = yes;
    in->exits = &exits;
    infer_block(in, &s->u.loop.body);
    in->exits = exits.outer;
    in->env = no;
    infer_block(in, &s->u.loop.els);
    in->env = env_join(in, in->env, exits.on_break);
}

static void stmt_for(Infer *in, const Stmt *s)
{
    Exits exits = { in->exits, { NULL }, { NULL } };

    const Type *items = infer_expr(in, s->u.each.iter);
    const Type *elem = s->u.each.is_async ? async_elem(in, s->u.each.iter, items) : iter_elem(in, items, s->u.each.iter->span);
    if (env_dead(in->env))
        return;
    loosen_target(in, s->u.each.target);
    infer_loosen(in, &s->u.each.body);
    Env none = env_copy(in, in->env);
    in->exits = &exits;
    if (elem->kind == TY_NEVER)
        in->env.at = NULL;                      /* nothing is ever in it */
    infer_target(in, s->u.each.target, elem);
    infer_block(in, &s->u.each.body);
    in->exits = exits.outer;
    in->env = env_join(in, none, env_join(in, in->env, exits.on_continue));
    infer_block(in, &s->u.each.els);
    in->env = env_join(in, in->env, exits.on_break);
}

static void stmt_leave_loop(Infer *in, bool is_break)
{
    if (in->exits) {
        Env *to = is_break ? &in->exits->on_break : &in->exits->on_continue;
        *to = env_join(in, *to, in->env);
    }
    in->env.at = NULL;
}

const Type *handler_inst(const Type *t)
{
    if (t->kind == TY_CLASS && t->u.class->is_exception)
        return type_inst(t->u.class);
    if (t->kind != TY_TUPLE)
        return t->kind == TY_NEVER || t->kind == TY_ERROR ? t : NULL;
    const Type *all = type_never;
    for (int i = 0; i < t->u.parts.n; i++) {
        const Type *one = handler_inst(t->u.parts.at[i]);
        if (!one)
            return NULL;
        all = type_join(all, one);
    }
    return all;
}

static void infer_handler(Infer *in, const Handler *h)
{
    const Type *caught = type_inst(builtin_class(intern("BaseException")));

    if (h->type) {
        const Type *t = infer_expr(in, h->type);
        caught = handler_inst(t);
        if (!caught) {
            infer_report(in, h->type->span, "except needs an exception class, or a tuple of them, known at compile time");
            caught = type_error;
        }
    }
    const Symbol *s = h->name ? map_get(&in->names->symbol_of, h) : NULL;
    if (s)
        symbol_assign(in, s, caught);
    infer_block(in, &h->body);
    if (s)
        symbol_delete(in, s);
}

static void infer_handlers(Infer *in, const Stmt *s, Env thrown, Env *after)
{
    if (s->u.try.handlers.n && s->u.try.handlers.at[0].star) {
        infer_star_handlers(in, s, thrown, after);
        return;
    }
    for (int i = 0; i < s->u.try.handlers.n; i++) {
        in->env = env_copy(in, thrown);
        infer_handler(in, &s->u.try.handlers.at[i]);
        *after = env_join(in, *after, in->env);
    }
}

/* A jump out of the body runs `finally` too; what follows it is only reached by falling through. */
static void infer_finally(Infer *in, const Stmt *s, Env before)
{
    bool falls = !env_dead(in->env);
    Env through = in->env;

    in->env = before;
    infer_loosen(in, &s->u.try.body);
    for (int i = 0; i < s->u.try.handlers.n; i++)
        infer_loosen(in, &s->u.try.handlers.at[i].body);
    infer_loosen(in, &s->u.try.els);
    Env loose = env_copy(in, in->env);
    infer_block(in, &s->u.try.final);
    if (!falls) {
        in->env.at = NULL;
        return;
    }
    if (env_dead(in->env))
        return;
    /* it can fall through: type it again as it is then, so that what follows knows more */
    (void)loose;
    Env after_loose = in->env;
    in->env = through;
    infer_loosen(in, &s->u.try.final);
    if (env_dead(after_loose))
        in->env.at = NULL;
}

static int named_mistakes(const Expr *type)
{
    static const struct { const char *name; int mistake; } known[] = {
        { "TypeError", MISTAKE_TYPE }, { "AttributeError", MISTAKE_ATTRIBUTE }, { "NameError", MISTAKE_NAME }, { "UnboundLocalError", MISTAKE_NAME },
        { "IndexError", MISTAKE_INDEX }, { "LookupError", MISTAKE_INDEX }, { "ValueError", MISTAKE_VALUE },
    };
    int found = 0;

    if (type && type->kind == EXPR_TUPLE)
        for (int i = 0; i < type->u.list.n; i++)
            found |= named_mistakes(type->u.list.at[i]);
    if (!type || type->kind != EXPR_NAME)
        return found;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(type->u.name, known[i].name) == 0)
            found = known[i].mistake;
    return found;
}

/* What is wrong on purpose is expected by name: a handler of Exception would hide what is not. */
static void try_body(Infer *in, const Stmt *s)
{
    int outer = in->expected;

    for (int i = 0; i < s->u.try.handlers.n; i++)
        in->expected |= named_mistakes(s->u.try.handlers.at[i].type);
    infer_block(in, &s->u.try.body);
    in->expected = outer;
}

static void stmt_try(Infer *in, const Stmt *s)
{
    bool import_failed = map_get(&in->names->dead, s) != NULL;
    Env before = env_copy(in, in->env), thrown, after;

    try_body(in, s);
    if (import_failed)
        in->env.at = NULL;
    infer_block(in, &s->u.try.els);
    after = in->env;
    in->env = env_copy(in, before);
    infer_loosen(in, &s->u.try.body);
    thrown = in->env;
    if (!map_get(&in->names->settled, s))
        infer_handlers(in, s, thrown, &after);
    in->env = after;
    if (s->u.try.final.n)
        infer_finally(in, s, before);
}

static const Type *enter_manager(Infer *in, const Expr *manager, const Type *t, bool is_async, bool alone)
{
    const char *enter = intern(is_async ? "__aenter__" : "__enter__"), *leave = intern(is_async ? "__aexit__" : "__exit__");
    const Type *base = type_inst(builtin_class(intern("BaseException")));
    const Type *three[3] = { type_join(type_none, type_class(builtin_class(intern("type")))), type_join(type_none, base), type_none };
    CallInfo *on_enter = NULL, *on_exit = NULL;

    if (t->kind == TY_NEVER || t->kind == TY_ERROR)
        return t;
    if (type_atoms(t) == 2 && type_has(t, TY_NONE))
        t = type_norm(type_without(t, type_none));          /* None raises at run time */
    if (t->kind != TY_INST || !class_member(t->u.class, enter) || !class_member(t->u.class, leave)) {
        if (alone && type_atoms(t) == 1 && infer_expected(in, manager->span, MISTAKE_TYPE)) {
            in->env.at = NULL;
            return type_never;
        }
        infer_report(in, manager->span, "'%s' object does not support the %scontext manager protocol",
                     type_text(in->arena, t), is_async ? "asynchronous " : "");
        const char *other = intern(is_async ? "__enter__" : "__aenter__");
        if (t->kind == TY_INST && class_member(t->u.class, other))
            infer_help(in, is_async ? "write 'with'" : "write 'async with'");
        return type_error;
    }
    const Type *value = infer_method(in, manager, t, enter, NULL, 0, &on_enter);
    infer_method(in, manager, t, leave, three, 3, &on_exit);
    call_set(in, manager, CALL_ENTER, on_enter);
    call_set(in, manager, CALL_EXIT, on_exit);
    if (!is_async)
        return value;
    return value->kind == TY_CORO ? instance_result(in, value->u.instance) : value;
}

/* May an __exit__ of the statement give something that is true? */
static bool may_suppress(Infer *in, const Stmt *s)
{
    for (int i = 0; i < s->u.with.items.n; i++) {
        const CallInfo *c = call_of(info_of(in, s->u.with.items.at[i].manager), CALL_EXIT);
        const Type *r = c && c->targets.n ? c->targets.at[0].result : type_none;
        if (r->kind == TY_CORO)
            r = instance_result(in, r->u.instance);
        if (r->kind != TY_NONE && r->kind != TY_NEVER)
            return true;
    }
    return false;
}

static void stmt_with(Infer *in, const Stmt *s)
{
    for (int i = 0; i < s->u.with.items.n; i++) {
        const WithItem *item = &s->u.with.items.at[i];
        const Type *t = infer_expr(in, item->manager);
        const Type *value = enter_manager(in, item->manager, t, s->u.with.is_async, s->u.with.items.n == 1);
        facts_forget(in);
        if (item->target && !env_dead(in->env))
            infer_target(in, item->target, value);
    }
    Env before = env_copy(in, in->env);
    infer_block(in, &s->u.with.body);
    facts_forget(in);                           /* by __exit__ */
    if (!may_suppress(in, s))
        return;
    Env after = in->env;                        /* an exception from anywhere in the body may end here, too */
    in->env = before;
    infer_loosen(in, &s->u.with.body);
    in->env = env_join(in, after, in->env);
}

static void infer_kind(Infer *in, const Stmt *s)
{
    switch (s->kind) {
    case STMT_EXPR:      stmt_expr(in, s->u.expr); break;
    case STMT_ASSIGN:    stmt_assign(in, s); break;
    case STMT_AUGASSIGN: stmt_augment(in, s); break;
    case STMT_ANNASSIGN: stmt_annotate(in, s); break;
    case STMT_RETURN:    stmt_return(in, s); break;
    case STMT_RAISE:     stmt_raise(in, s); break;
    case STMT_ASSERT:    stmt_assert(in, s); break;
    case STMT_DEL:       stmt_delete(in, s->u.expr); break;
    case STMT_BREAK:     stmt_leave_loop(in, true); break;
    case STMT_CONTINUE:  stmt_leave_loop(in, false); break;
    case STMT_IMPORT:
        for (int i = 0; i < s->u.import.names.n; i++)
            bind_import(in, &s->u.import.names.at[i], NULL);
        break;
    case STMT_FROM:      stmt_from(in, s); break;
    case STMT_IF:        stmt_if(in, s); break;
    case STMT_WHILE:     stmt_while(in, s); break;
    case STMT_FOR:       stmt_for(in, s); break;
    case STMT_TRY:       stmt_try(in, s); break;
    case STMT_WITH:      stmt_with(in, s); break;
    case STMT_FUNC:
        infer_def(in, s);
        facts_forget(in);                       /* by its decorators */
        break;
    case STMT_CLASS:     stmt_class(in, s, in->now->func->scope); break;
    case STMT_MATCH:     infer_match(in, s); break;
    case STMT_ERROR: case STMT_PASS: case STMT_GLOBAL: case STMT_NONLOCAL: case STMT_KINDS: break;
    }
}

/* After a statement of a module's straight line: what is bound for sure before any function ran. */
static void mark_early(Infer *in)
{
    if (!in->reporting || !in->at_top || in->user_called || env_dead(in->env))
        return;
    for (int i = 0; i < in->bound_lately.n; i++) {
        const Symbol *s = in->bound_lately.at[i];
        if (!symbol_flows(in, s) || env_get(in->env, s->index).bound == BOUND)
            global_of(in, s)->early = true;
    }
    in->bound_lately.n = 0;
}

static void infer_stmt(Infer *in, const Stmt *s)
{
    bool called = in->user_called;

    in->top_statement += in->at_top;
    infer_kind(in, s);
    if (in->at_top && (s->kind == STMT_ASSIGN || s->kind == STMT_ANNASSIGN || s->kind == STMT_FROM || s->kind == STMT_IMPORT)) {
        bool now = in->user_called;
        in->user_called = called && now;
        if (!now)
            mark_early(in);
        in->user_called = now;
    }
}
