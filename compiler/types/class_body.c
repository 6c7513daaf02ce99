/* class_body.c: what statements with blocks, imports and del do to the variables of a class: they run as anywhere else,
 * and a name that is bound on some ways only is looked at, when it is read, like one assigned from outside of the body
 * (ClassInfo.late).
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>
#include "syntax/visit.h"

/* ---- which names are bound whatever happens ---- */

static bool target_has(const Expr *e, const char *name)
{
    if (!e)
        return false;
    if (e->kind == EXPR_STARRED)
        return target_has(e->u.operand, name);
    for (int i = 0; (e->kind == EXPR_TUPLE || e->kind == EXPR_LIST) && i < e->u.list.n; i++)
        if (target_has(e->u.list.at[i], name))
            return true;
    return e->kind == EXPR_NAME && e->u.name == name;
}

static bool assigns(const Stmt *s, const char *name)
{
    for (int i = 0; i < s->u.assign.targets.n; i++)
        if (target_has(s->u.assign.targets.at[i], name))
            return true;
    return false;
}

static bool body_sets(const StmtVec *body, const char *name)
{
    for (int i = 0; i < body->n; i++)
        if (body->at[i]->kind == STMT_RAISE || stmt_sets(body->at[i], name))
            return true;
    return false;
}

static bool with_sets(const Stmt *s, const char *name)
{
    return s->u.with.items.at[0].target && target_has(s->u.with.items.at[0].target, name);
}

static bool try_sets(const Stmt *s, const char *name)
{
    if (body_sets(&s->u.try.final, name))
        return true;
    if (!body_sets(&s->u.try.body, name) && !body_sets(&s->u.try.els, name))
        return false;
    for (int i = 0; i < s->u.try.handlers.n; i++)
        if (s->u.try.handlers.at[i].name == name || !body_sets(&s->u.try.handlers.at[i].body, name))
            return false;
    return true;
}

/* Behind the statement the name has a value. */
bool stmt_sets(const Stmt *s, const char *name)
{
    switch (s->kind) {
    case STMT_ASSIGN:    return assigns(s, name);
    case STMT_ANNASSIGN: return s->u.annotate.value && target_has(s->u.annotate.target, name);
    case STMT_FUNC:      return s->u.func->name == name;
    case STMT_CLASS:     return s->u.class->name == name;
    case STMT_IF:        return body_sets(&s->u.branch.then, name) && body_sets(&s->u.branch.els, name);
    case STMT_WITH:      return with_sets(s, name);
    case STMT_TRY:       return try_sets(s, name);
    default:             return false;
    }
}

static bool sets_in_class(const ClassInfo *c, const char *name)
{
    for (int i = 0; i < c->ast->body.n; i++)
        if (stmt_sets(c->ast->body.at[i], name))
            return true;
    return false;
}

static bool is_del_of(void *name, const Stmt *s)
{
    return s->kind == STMT_DEL && target_has(s->u.expr, name);
}

bool class_deletes(const ClassInfo *c, const char *name)
{
    return body_has(&c->ast->body, is_del_of, NULL, (void *)name);
}

/* ---- declaring ---- */

static void refuse_method(Infer *in, const Func *f, const char *what)
{
    diag_error(in->diag, f->name_span, "%s '%s' is defined on some ways only: this is not compiled", what, f->name);
    diag_help(in->diag, "define it in the body of the class, and decide in it");
}

/* In a block, a function is the value of a variable. */
static void declare_function(Infer *in, ClassInfo *c, const Func *f)
{
    static const char *const words[] = { "property", "staticmethod", "classmethod" };
    const Member *m = class_member(c, f->name);
    bool plain = true;

    func_info(in, f, c->scope, c);
    class_find_fields(in, c, f);
    for (int i = 0; i < f->decorators.n; i++)
        for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
            const Expr *d = f->decorators.at[i]->kind == EXPR_ATTR ? f->decorators.at[i]->u.attr.object : f->decorators.at[i];
            plain &= d->kind != EXPR_NAME || (strcmp(d->u.name, words[k]) != 0 && d->u.name != f->name);
        }
    if (!plain)
        refuse_method(in, f, "the attribute");
    else if (is_special_name(f->name))
        refuse_method(in, f, "the special method");
    else if (m && !m->variable)
        refuse_method(in, f, "the method");
}

/* What `x += 1` reads is a variable of the class, not of the module. */
static void check_augmented(Infer *in, const ClassInfo *c, const Expr *target)
{
    const Symbol *s = target->kind == EXPR_NAME ? names_of(in->names, target) : NULL;
    const Member *m = s ? map_get(&c->members, s->name) : NULL;

    if (s && s->scope == c->scope && (s->span.start == target->span.start || (m && !m->variable)))
        diag_error(in->diag, target->span, "'%s' is no variable of the class yet: write an assignment", s->name);
}

typedef struct Declare { Infer *in; ClassInfo *class; } Declare;

static void declare_block(void *context, const StmtVec *body)
{
    const Declare *d = context;

    for (int i = 0; i < body->n; i++) {
        if (body->at[i]->kind == STMT_FUNC)
            declare_function(d->in, d->class, body->at[i]->u.func);
        if (body->at[i]->kind == STMT_AUGASSIGN)
            check_augmented(d->in, d->class, body->at[i]->u.augment.target);
        each_block(body->at[i], declare_block, context);
    }
}

static void declare_name(Infer *in, ClassInfo *c, Symbol *s)
{
    const Member *m = class_member(c, s->name);

    if (m && !m->variable) {
        diag_error(in->diag, s->span, "'%s' is a method: on some ways it is another thing here, which is not compiled", s->name);
        return;
    }
    Global *variable = global_of(in, s);
    if (sets_in_class(c, s->name) && !class_deletes(c, s->name)) {
        Member *own = arena_new(in->arena, Member);
        own->variable = variable;
        map_put(&c->members, s->name, own);
        return;
    }
    variable->needs_flag = true;
    map_put(&c->late, s->name, variable);
}

/* After the methods and the variables of the straight line. */
void class_declare_blocks(Infer *in, ClassInfo *c)
{
    Declare d = { in, c };

    for (int i = 0; i < c->ast->body.n; i++) {
        if (c->ast->body.at[i]->kind == STMT_AUGASSIGN)
            check_augmented(in, c, c->ast->body.at[i]->u.augment.target);
        each_block(c->ast->body.at[i], declare_block, &d);
    }
    for (int i = 0; i < c->scope->symbols.n; i++) {
        Symbol *s = c->scope->symbols.at[i];
        bool declared = map_get(&c->members, s->name) || (strcmp(s->name, "__hash__") == 0 && c->hash_is_none);
        if (s->bindings && s->scope == c->scope && !declared)
            declare_name(in, c, s);
    }
}

/* ---- running ---- */

static bool is_late_name(const ClassInfo *c, const Expr *e)
{
    const Global *late = e->kind == EXPR_NAME ? map_get(&c->late, e->u.name) : NULL;

    return late && scope_lookup(c->scope, e->u.name) == late->symbol;
}

bool class_body_runs(const ClassInfo *c, const Stmt *s)
{
    switch (s->kind) {
    case STMT_EXPR:      return s->u.expr->kind != EXPR_STR && s->u.expr->kind != EXPR_ELLIPSIS;
    case STMT_FUNC: case STMT_CLASS: return false;
    case STMT_ANNASSIGN: return s->u.annotate.value && is_late_name(c, s->u.annotate.target);
    case STMT_ASSIGN:
        for (int i = 0; i < s->u.assign.targets.n; i++)
            if (s->u.assign.targets.at[i]->kind != EXPR_NAME || is_late_name(c, s->u.assign.targets.at[i]))
                return true;
        return false;
    default:             return true;
    }
}
