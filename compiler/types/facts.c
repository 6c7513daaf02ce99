/* facts.c: what a condition or an assignment tells of an attribute: `if self.x is not None: self.x.y`.
 *
 * A fact is of an attribute that is a field, of a variable that is followed through the control flow. It holds until code
 * may run that could change the field: a call, an await, a special method, an assignment to an attribute of that name,
 * or the end of an object, where generators are closed. So what follows below are the expressions that run none.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

struct Fact { const Symbol *base; const char *name; const Type *type; const Fact *next; };

/* ---- the facts of an environment ---- */

static const Fact *fact_of(const Fact *f, const Symbol *base, const char *name)
{
    while (f && (f->base != base || f->name != name))
        f = f->next;
    return f;
}

static const Fact *fact_new(Infer *in, const Symbol *base, const char *name, const Type *type, const Fact *next)
{
    Fact *f = scratch_alloc(in, sizeof *f);

    *f = (Fact){ base, name, type, next };
    return f;
}

/* Those of another base, or name; NULL: of any. */
static const Fact *without(Infer *in, const Fact *f, const Symbol *base, const char *name)
{
    const Fact *kept = NULL;

    for (; f; f = f->next)
        if (f->base != base && f->name != name)
            kept = fact_new(in, f->base, f->name, f->type, kept);
    return kept;
}

const Fact *facts_join(Infer *in, const Fact *a, const Fact *b)
{
    const Fact *both = NULL;

    if (a == b)
        return a;
    for (; a; a = a->next) {
        const Fact *other = fact_of(b, a->base, a->name);
        if (other)
            both = fact_new(in, a->base, a->name, type_join(a->type, other->type), both);
    }
    return both;
}

void facts_forget(Infer *in)
{
    if (!env_dead(in->env))
        *env_facts(in->env) = NULL;
}

void facts_forget_symbol(Infer *in, const Symbol *s)
{
    if (!env_dead(in->env) && *env_facts(in->env))
        *env_facts(in->env) = without(in, *env_facts(in->env), s, NULL);
}

void facts_forget_attr(Infer *in, const char *name)
{
    if (!env_dead(in->env) && *env_facts(in->env))
        *env_facts(in->env) = without(in, *env_facts(in->env), NULL, name);
}

/* ---- places ---- */

/* object.name, a field whatever the object is. */
static const Symbol *base_of(Infer *in, const Expr *e)
{
    const Expr *object = e->kind == EXPR_ATTR ? e->u.attr.object : NULL;
    const Symbol *s = object && object->kind == EXPR_NAME ? names_of(in->names, object) : NULL;
    const Type *t = s ? info_of(in, object)->type : NULL;

    if (!t || !symbol_flows(in, s) || s->nonlocal_written)
        return NULL;
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_norm(type_atom(t, i));
        if (a->kind != TY_INST || !class_field(a->u.class, e->u.attr.name))
            return NULL;
    }
    return s;
}

void fact_learn(Infer *in, Env *env, const Expr *place, const Type *type)
{
    const Symbol *s = base_of(in, place);

    if (s && !env_dead(*env) && type->kind != TY_NEVER && type->kind != TY_ERROR)
        *env_facts(*env) = fact_new(in, s, place->u.attr.name, type, *env_facts(*env));
}

const Type *fact_known(Infer *in, const Expr *place, const Type *type)
{
    const Symbol *s = !env_dead(in->env) && *env_facts(in->env) ? base_of(in, place) : NULL;
    const Fact *f = s ? fact_of(*env_facts(in->env), s, place->u.attr.name) : NULL;

    return f ? f->type : type;
}

/* ---- what runs code of the program ---- */

/* Its operators, its text and its end are the runtime's own affair. */
static bool is_plain(const Type *t)
{
    for (int i = 0; t && i < type_atoms(t); i++) {
        TypeKind k = type_norm(type_atom(t, i))->kind;
        if (k != TY_NONE && k != TY_BOOL && k != TY_INT && k != TY_FLOAT && k != TY_STR && k != TY_BYTES)
            return t->kind == TY_NEVER || t->kind == TY_ERROR;
    }
    return true;
}

static bool plain(Infer *in, const Expr *e)
{
    return !e || is_plain(info_of(in, e)->type);
}

static bool all_plain(Infer *in, const ExprVec *v)
{
    for (int i = 0; i < v->n; i++)
        if (!plain(in, v->at[i]))
            return false;
    return true;
}

static bool compares_plainly(Infer *in, const Expr *e)
{
    bool identity = true;

    for (int i = 0; i < e->u.compare.ops.n; i++)
        identity &= e->u.compare.ops.at[i] == CMP_IS || e->u.compare.ops.at[i] == CMP_IS_NOT;
    return identity || (plain(in, e->u.compare.first) && all_plain(in, &e->u.compare.rest));
}

static bool pieces_plain(Infer *in, const FPiece *pieces, int n)
{
    for (int i = 0; i < n; i++)
        if (!plain(in, pieces[i].value) || !pieces_plain(in, pieces[i].spec.at, pieces[i].spec.n))
            return false;
    return true;
}

static bool subscripts_plainly(Infer *in, const Expr *e)
{
    const Type *object = info_of(in, e->u.subscript.object)->type;

    return object && !type_has(object, TY_INST) && (e->u.subscript.index->kind == EXPR_SLICE || plain(in, e->u.subscript.index));
}

/* A built-in function of plain values; isinstance() of any. */
static bool calls_plainly(Infer *in, const Expr *e)
{
    static const char *const names[] = { "len", "abs", "min", "max", "int", "float", "str", "ord", "chr", "print", "round", "bool" };
    const Expr *f = e->u.call.func;
    bool known = false;

    if (f->kind != EXPR_NAME || names_of(in->names, f))
        return false;
    if (strcmp(f->u.name, "isinstance") == 0)
        return true;
    if (strcmp(f->u.name, "len") == 0 && e->u.call.args.n == 1 && !type_has(info_of(in, e->u.call.args.at[0].value)->type, TY_INST))
        return true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        known |= strcmp(f->u.name, names[i]) == 0;
    for (int i = 0; i < e->u.call.args.n; i++)
        known &= plain(in, e->u.call.args.at[i].value);
    return known;
}

static bool opens_something(const ExprVec *v)
{
    for (int i = 0; i < v->n; i++)
        if (v->at[i]->kind == EXPR_STARRED)
            return true;
    return false;
}

static bool runs_nothing(Infer *in, const Expr *e)
{
    switch (e->kind) {
    case EXPR_NONE: case EXPR_BOOL: case EXPR_INT: case EXPR_FLOAT: case EXPR_STR: case EXPR_BYTES: case EXPR_ELLIPSIS: case EXPR_NAME:
    case EXPR_AND: case EXPR_OR: case EXPR_TERNARY: case EXPR_LAMBDA:
        return true;
    case EXPR_TUPLE: case EXPR_LIST: return !opens_something(&e->u.list);
    case EXPR_ATTR:      return !info_of(in, e)->call;
    case EXPR_UNARY:     return plain(in, e->u.unary.operand);
    case EXPR_BINARY:    return plain(in, e->u.binary.left) && plain(in, e->u.binary.right);
    case EXPR_COMPARE:   return compares_plainly(in, e);
    case EXPR_FSTRING:   return pieces_plain(in, e->u.fstring.pieces.at, e->u.fstring.pieces.n);
    case EXPR_SUBSCRIPT: return subscripts_plainly(in, e);
    case EXPR_CALL:      return calls_plainly(in, e);
    default:             return false;
    }
}

/* Does e run code while its parts are still being computed: a loop of its own, or what * and ** open? */
static bool runs_within(const Expr *e)
{
    switch (e->kind) {
    case EXPR_LISTCOMP: case EXPR_SETCOMP: case EXPR_DICTCOMP: case EXPR_GENEXP: return true;
    case EXPR_TUPLE: case EXPR_LIST: case EXPR_SET: return opens_something(&e->u.list);
    case EXPR_DICT:
        for (int i = 0; i < e->u.dict.keys.n; i++)
            if (!e->u.dict.keys.at[i])
                return true;
        return false;
    case EXPR_CALL:
        for (int i = 0; i < e->u.call.args.n; i++)
            if (e->u.call.args.at[i].star)
                return true;
        return false;
    default: return false;
    }
}

void facts_before(Infer *in, const Expr *e)
{
    if (!env_dead(in->env) && *env_facts(in->env) && runs_within(e))
        facts_forget(in);
}

void facts_between(Infer *in, const Type *a, const Type *b)
{
    if (!is_plain(a) || !is_plain(b))
        facts_forget(in);
}

/* After e was typed. */
void facts_after(Infer *in, const Expr *e)
{
    if (!env_dead(in->env) && *env_facts(in->env) && !runs_nothing(in, e))
        facts_forget(in);
}

/* The truth of a value of type t is asked: by a method of the program? */
bool truth_runs_code(const Type *t)
{
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_norm(type_atom(t, i));
        if (has_method(a, intern("__bool__")) || has_method(a, intern("__len__")))
            return true;
    }
    return false;
}

static bool has_generators(const Infer *in)
{
    for (int i = 0; i < in->program->funcs.n; i++)
        if (in->program->funcs.at[i]->ast->has_yield && in->program->funcs.at[i]->instances.n)
            return true;
    return false;
}

/* Nothing but plain values was ever there. */
static bool held_plain(Infer *in, const Expr *target)
{
    const Symbol *s = target->kind == EXPR_NAME ? names_of(in->names, target) : NULL;
    const Type *object = target->kind == EXPR_ATTR ? info_of(in, target->u.attr.object)->type : NULL;

    if (s && symbol_flows(in, s))
        return is_plain(in->now->var[s->index].type);
    for (int i = 0; object && i < type_atoms(object); i++) {
        const Type *a = type_norm(type_atom(object, i));
        const Field *f = a->kind == TY_INST ? class_field(a->u.class, target->u.attr.name) : NULL;
        if (!f || !is_plain(type_norm(f->type)))
            return false;
    }
    return object != NULL;
}

/* `target` gets a value of type t: something may end there. */
void facts_assigned(Infer *in, const Expr *target, const Type *t)
{
    if (env_dead(in->env))
        return;
    if (target->kind == EXPR_SUBSCRIPT ? !subscripts_plainly(in, target) : target->kind != EXPR_NAME && target->kind != EXPR_ATTR)
        facts_forget(in);
    if (*env_facts(in->env) && (!is_plain(t) || !held_plain(in, target)) && has_generators(in))
        facts_forget(in);
    if (target->kind == EXPR_ATTR)
        facts_forget_attr(in, target->u.attr.name);
}
