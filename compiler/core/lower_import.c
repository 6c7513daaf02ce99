/* lower_import.c: import: the modules of the program that it is the first to reach run there, then its names are bound.
 * What stands in the library has run before.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

/* ---- modules ---- */

static Instance *top_of(const Lower *l, const ModuleInfo *m)
{
    for (int i = 0; i < l->program->tops.n; i++)
        if (l->program->tops.at[i]->func->module == m)
            return l->program->tops.at[i];
    return NULL;
}

static CoreVar *begun_flag(Lower *l, const ModuleInfo *m)
{
    CoreVar *flag = map_get(&l->module_begun, m);

    if (!flag) {
        flag = core_new_var(l->arena, NULL, VAR_GLOBAL, arena_printf(l->arena, "%s_begun", m->name), type_bool);
        map_put(&l->module_begun, m, flag);
        vec_push(l->arena, &l->core->globals, flag);
    }
    return flag;
}

/* Where it is not known whether another import was there before. */
static void run_unless_begun(Lower *l, const ModuleInfo *m, Instance *top)
{
    CoreVar *begun = begun_flag(l, m);
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    CoreExprs none = {0};

    branch->u.branch.cond = core_unary(l->arena, "!", core_var(l->arena, begun), type_bool);
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    set_var(l, begun, core_bool(l->arena, true));
    (void)lower_call_instance(l, top, &none, type_none);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, branch);
}

/* The modules of the program that the statement imports run now, if they have not before. */
static void run_modules(Lower *l, const Stmt *s)
{
    const ModuleList *list = map_get(&l->program->names->runs, s);
    CoreExprs none = {0};

    for (int i = 0; list && i < list->of.n && !l->dead; i++) {
        const ModuleInfo *m = list->of.at[i];
        Instance *top = top_of(l, m);
        if (m->run_by == s)
            (void)lower_call_instance(l, top, &none, type_none);
        else if (!m->run_by)
            run_unless_begun(l, m, top);
    }
}

/* ---- names ---- */

bool lower_is_unread(const Lower *l, const Symbol *variable)
{
    const Global *global = map_get(&l->program->global_of, variable);

    return !global || !global->wanted;
}

static void import_name(Lower *l, const Symbol *s, const Symbol *source)
{
    if (!s || (program_library_import(l->now->func, s) && lower_is_unread(l, s)))
        return;
    CoreVar *value = source ? lower_var_of(l, source) : NULL;

    lower_bind(l, s, value ? core_var(l->arena, value) : core_none(l->arena));
}

static void import_names(Lower *l, const AliasVec *names, const ModuleInfo *from)
{
    for (int i = 0; i < names->n; i++)
        import_name(l, map_get(&l->program->names->symbol_of, &names->at[i]),
                    from && from->scope ? scope_lookup(from->scope, names->at[i].name) : NULL);
}

static void import_star(Lower *l, const ModuleInfo *from)
{
    for (int i = 0; from && from->scope && i < from->scope->symbols.n; i++)
        if (from->scope->symbols.at[i]->name[0] != '_')
            import_name(l, scope_lookup(l->now->func->scope, from->scope->symbols.at[i]->name), from->scope->symbols.at[i]);
}

void lower_import(Lower *l, const Stmt *s)
{
    const ModuleInfo *from = s->kind == STMT_FROM ? map_get(&l->program->names->module_of, s) : NULL;

    run_modules(l, s);
    if (s->kind == STMT_IMPORT)
        import_names(l, &s->u.import.names, NULL);
    else if (s->u.from.star)
        import_star(l, from);
    else
        import_names(l, &s->u.from.names, from);
}
