/* infer_impl.h: what the files of the inference share. The algorithm is told in infer.c.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_TYPES_INFER_IMPL_H
#define ASYNCC_TYPES_INFER_IMPL_H

#include "base/intern.h"
#include "types/builtins.h"
#include "types/infer.h"

/* Mistakes that are compiled, with a warning, where their exception is expected by name. */
enum { MISTAKE_TYPE = 1, MISTAKE_ATTRIBUTE = 2, MISTAKE_NAME = 4, MISTAKE_INDEX = 8, MISTAKE_VALUE = 16 };

typedef enum { UNBOUND, MAYBE_BOUND, BOUND } Binding;

/* What is known of a variable at a point of the program. `whole`: the type is, or contains, what was known of the whole
 * variable when it was loosened. */
typedef struct { const Type *type; Binding bound; bool whole; } Flow;

/* The variables at a point: by Symbol.index of the instance's scope. NULL: the point is not reached. */
typedef struct EnvTable EnvTable;
typedef struct Fact Fact;         /* of an attribute: see facts.c */
typedef struct { EnvTable *at; } Env;

/* A loop or try around the statement that is typed: where its exits go. */
typedef struct Exits { struct Exits *outer; Env on_break, on_continue; } Exits;

typedef struct Launch { const CallInfo *call; int statement; } Launch;
typedef struct LateRead { Instance *instance; Global *global; const Expr *at; } LateRead;

typedef struct Infer {
    Arena       *arena;
    Arena       *scratch, *spare; /* for what only the evaluation of an instance needs, see env.c */
    ArenaMark    scratch_mark;
    size_t       scratch_used;    /* since the mark */
    Diag        *diag;
    const Names *names;
    Program     *program;
    Map          class_names;     /* "module.name" of the classes -> the last number behind it */
    VEC(Instance *) queue;        /* to be inferred (again) */
    int          queue_head;
    int          depth;           /* of nested evaluation */
    const Expr  *classes;         /* the second argument of isinstance(): in it, int | str is (int, str) */
    bool         reporting;       /* the last round: types are final, diagnostics are given */
    Map         *awaited;         /* Func of the generators that are awaited: coroutines, from the start of the inference on */
    bool         awaits_more;     /* one was found */

    /* of the instance that is evaluated */
    Instance    *now;
    Env          env;
    Exits       *exits;
    bool         vars_grew;       /* a variable's type grew: once more */
    int          top_statement;   /* number of the module's statement, in the order in which they run */
    VEC(Launch)  launches;        /* see early.c */
    VEC(LateRead) late_reads;
    VEC(const Symbol *) bound_lately;  /* of a module, assigned since mark_early looked */
    bool         at_top;          /* in a module's straight-line statements */
    bool         user_called;     /* a function of the program may have run already */
    int          expected;        /* MISTAKE_ bits: inside of a try whose handlers name these exceptions */
    const char  *mistake;         /* in the arguments of a built-in, where TypeError is expected: its text; see call_mistake */
} Infer;

/* What is found out about e in the instance that is evaluated. */
static inline ExprInfo *info_of(Infer *in, const Expr *e)
{
    return &in->now->expr[e->id - in->now->func->ast->first_id];
}

/* env.c */
Env         env_new(Infer *in);                               /* nothing is bound */
Env         env_copy(Infer *in, Env e);
Env         env_join(Infer *in, Env a, Env b);
bool        env_dead(Env e);
Flow        env_get(Env e, int i);
void        env_set(Infer *in, Env e, int i, Flow f);
const Fact **env_facts(Env e);
void        env_compact(Infer *in);
void       *scratch_alloc(Infer *in, size_t size);            /* given up after the statement */

/* facts.c */
const Fact *facts_join(Infer *in, const Fact *a, const Fact *b);
void        facts_forget(Infer *in);                          /* code of the program may have run */
void        facts_forget_symbol(Infer *in, const Symbol *s);  /* it has another value */
void        facts_forget_attr(Infer *in, const char *name);   /* some object's has */
void        fact_learn(Infer *in, Env *env, const Expr *place, const Type *type);
const Type *fact_known(Infer *in, const Expr *place, const Type *type);      /* type, or what of it is known there */
void        facts_before(Infer *in, const Expr *e);
void        facts_between(Infer *in, const Type *a, const Type *b);   /* an operation of them, within an expression */
void        facts_after(Infer *in, const Expr *e);
void        facts_assigned(Infer *in, const Expr *target, const Type *t);
bool        truth_runs_code(const Type *t);

/* Every way in which a call may go, those of the calls that it makes itself included. */
void        each_target(const CallInfo *c, void (*visit)(void *, const Target *), void *context);
/* ... and all calls of an instance. */
void        each_call_target(const Instance *i, void (*visit)(void *, const Target *), void *context);

/* infer.c: instances, variables */
Instance   *instance_get(Infer *in, FuncInfo *f, const Type **params, int n);
Instance   *instance_around(const Infer *in, const Scope *scope);    /* the one that is evaluated, or around it, whose scope that is; or NULL */
Instance   *instance_new(Infer *in, FuncInfo *f, Instance *outer, const Type **params, int n);       /* not evaluated */
Instance   *instance_get_closure(Infer *in, FuncInfo *f, Instance *outer, const Type **params, int n);
const Type *instance_result(Infer *in, Instance *i);          /* and remember who asked */
const Type *call_result(Infer *in, Instance *i);              /* what a call of its function gives: a coroutine, a generator ... */
const Type *instance_yielded(Infer *in, Instance *i);         /* and remember who asked */
void        yielded_add(Infer *in, Instance *i, const Type *t);
void        sent_add(Infer *in, Instance *i, const Type *t);
void        infer_report(Infer *in, Span at, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* True inside of a try that expects the mistake: it is compiled to the exception that it raises. */
bool        infer_expected(Infer *in, Span at, int mistake);
void        infer_help(Infer *in, const char *format, ...) __attribute__((format(printf, 2, 3)));
void        result_add(Infer *in, Instance *i, const Type *t);
const Type *symbol_read(Infer *in, const Symbol *s, const Expr *at);      /* `at` may be NULL */
bool        infer_unwanted(Infer *in, const Symbol *variable);
void        symbol_assign(Infer *in, const Symbol *s, const Type *t);
void        symbol_delete(Infer *in, const Symbol *s);
void        symbol_narrow(Infer *in, const Symbol *s, const Type *t);
bool        symbol_flows(const Infer *in, const Symbol *s);   /* is it followed through the control flow? */
void        symbol_loosen(Infer *in, const Symbol *s);        /* may have been assigned on the way here */
const Type *instance_var_read(Infer *in, Instance *owner, const Symbol *s);  /* a variable that closures share, from outside */
void        instance_var_assign(Infer *in, Instance *owner, const Symbol *s, const Type *t);
Global     *global_of(Infer *in, const Symbol *s);
FuncInfo   *library_function(Infer *in, const char *module, const char *interned_name);      /* NULL: there is none */
ClassInfo  *library_class(Infer *in, const char *module, const char *interned_name);
FuncInfo   *func_info(Infer *in, const Func *ast, Scope *scope, ClassInfo *owner);
void        fallback_add(Infer *in, FuncInfo *f, int param, const Type *t);
const Type *fallback_read(Infer *in, FuncInfo *f, int param);
Cell       *expr_cell(Infer *in, const Expr *e);
const Type *elem_read(Infer *in, const Type *container);

/* infer_expr.c */
const Type *infer_expr(Infer *in, const Expr *e);
const Type *infer_listcomp(Infer *in, const Expr *e);

/* settle.c */
void        settle(Infer *in);                                /* after the rounds: fills .same_as, .cycle, .number ... */

/* infer_op.c */
const Type *infer_binary_expr(Infer *in, const Expr *e);
const Type *infer_unary(Infer *in, const Expr *e);
const Type *infer_compare(Infer *in, const Expr *e);
bool        is_integral(const Type *t);                       /* int or bool */

/* infer_special.c: special methods of classes */
typedef enum { METHOD_FORWARD, METHOD_REFLECTED, METHOD_INPLACE } MethodForm;
/* An operator's methods; found: the alternatives by the left operand's class, and by the right one's. */
typedef struct SpecialCall {
    const char *forward, *reflected, *inplace;                /* inplace may be NULL */
    CallRole    role, reflected_role;
    CallInfo   *left, *right;
} SpecialCall;
const char *operator_method(BinOp op, MethodForm form);
const char *compare_method(CmpOp op, bool reflected);
bool        has_method(const Type *atom, const char *name);
const Type *infer_special(Infer *in, SpecialCall *s, const Expr *at, const Type *l, const Type *r);
bool        special_found(const SpecialCall *s);
bool        special_covers(const SpecialCall *s, const Type *a, const Type *b);
const Type *infer_special_unary(Infer *in, CallInfo **call, const Expr *at, const Type *t, const char *name);
void        classes_compared(Infer *in, const Type *t);       /* values of t may be compared by the runtime */
const Type *type_not_implemented(void);
const Type *type_ellipsis(void);

/* infer_cond.c */
const Type *infer_logic(Infer *in, const Expr *e);            /* and, or as values */
const Type *infer_ternary(Infer *in, const Expr *e);
const Type *isinstance_part(const Type *t, const Type *classes, bool yes);      /* what of t is, or may not be, one */
void        set_truth(Infer *in, const Expr *e, int truth);   /* 1, 0, or -1: not known */

/* infer_container.c */
const Type *infer_items(Infer *in, const ExprVec *items);             /* what items, starred ones opened, are together */
const Type *infer_list(Infer *in, const Expr *e);
const Type *infer_tuple(Infer *in, const Expr *e);
const Type *infer_subscript(Infer *in, const Expr *e);
/* What stands between the brackets of e, an item of `object`; of a slice NONE, unless `method` of some class takes it. */
const Type *infer_index(Infer *in, const Expr *e, const Type *object, const char *method);
const Type *infer_slice_object(Infer *in, const Expr *slice);
typedef enum { BY_ITEM = 1, BY_SLICE = 2 } IndexKinds;
int         index_kinds(Infer *in, const Expr *index, const Type *t);         /* what an index of type t may take out of a sequence */

/* infer_attr.c */
const Type *infer_attr(Infer *in, const Expr *e);
/* The environments after the condition held and did not. */
void        infer_cond(Infer *in, const Expr *e, Env *yes, Env *no);
void        infer_target(Infer *in, const Expr *target, const Type *t);
const Type *infer_binary(Infer *in, BinOp op, const Type *l, const Type *r, const Expr *at, bool inplace);
const Type *attr_type(Infer *in, const Type *atom, const char *name, Span at, bool report);

/* infer_bind.c. The arguments of a call as typed: starred ones of known length stand for their items. */
typedef struct Given {
    const Type  *type;
    const char  *name;            /* keyword */
    Bind         bind;            /* ARG or STAR_ITEM; STAR_ALL: of unknown length; MAPPING: of unknown names */
    Span         span;
} Given;
typedef struct GivenArgs {
    Given      *at;
    int         n, cap;
    bool        failed;
    const char *mistake;          /* failed, where a handler expects it: what the TypeError says of an argument */
} GivenArgs;

typedef struct Binder {
    Infer       *in;
    FuncInfo    *func;
    Bind        *bind;            /* by parameter */
    const Type **type;
    bool        *done;
    Spread       spread;
    const Type  *spread_by_name;  /* what its items are, if they join those of ** */
    Keywords     keywords;
    const char  *problem;         /* Python's TypeError, or NULL */
    bool         refused;         /* it is not compiled; that is reported */
} Binder;

GivenArgs  *infer_args(Infer *in, const Expr *call);          /* types all arguments from left to right */
GivenArgs  *given_new(Infer *in, int expected);
void        give(Infer *in, GivenArgs *given, const Type *type, const char *name, Bind bind, Span span);
bool        args_dead(const GivenArgs *given);                /* some argument's type is still to come */
/* Binds arguments (and a receiver, if any) to the parameters. False: `problem` says why not, if it is Python's. */
bool        bind_args(Infer *in, Binder *b, FuncInfo *f, const Type *receiver, const GivenArgs *given);
const char *func_qualname(Infer *in, const FuncInfo *f);

/* infer_call.c, infer_builtin.c */
bool        is_super(Infer *in, const Expr *e);              /* super() */
const Type *infer_super_attr(Infer *in, const Expr *e);
const Type *infer_call(Infer *in, const Expr *e);
/* An object of a class of the library that derives from tuple, or dict: it has their methods, but is stored as any object. */
bool has_name_of(const Type *atom, TypeKind kind);
const Type *infer_method(Infer *in, const Expr *at, const Type *object, const char *name,
                         const Type **args, int n, CallInfo **info);
/* A call of the value `callee` with arguments that are not written as such: a key function, a callback. */
const Type *infer_apply(Infer *in, const Expr *at, const Type *callee, const Type **args, int n, CallInfo **info);
/* infer_callback.c: built-ins that call a function of the program; their arguments are in t->args. */
const Type *infer_map(Infer *in, const Expr *e, Target *t);
const Type *infer_filter(Infer *in, const Expr *e, Target *t);
const Type *infer_iter(Infer *in, const Expr *e, Target *t);
const Type *infer_best(Infer *in, const Expr *e, Target *t);   /* min, max */
bool        plain_args(Infer *in, const Expr *e, const CallArgs *args, const char *name, int least, int most);  /* by position only */
/* The arguments do not fit: refused, or, where a handler expects it, the call raises TypeError with the text `raised`. */
const Type *call_mistake(Infer *in, const Expr *e, const char *report, const char *raised);
const Type *infer_builtin_call(Infer *in, const Expr *e, Target *t, const Type *self);
const Type *infer_class_call(Infer *in, const Expr *e, ClassInfo *c, Target *t);
CallInfo   *call_new(Infer *in);
Arena      *call_arena(Infer *in);                            /* where what is found out about calls lies */
CallInfo   *call_single(Infer *in, TargetKind kind, const Type *result);
void        call_set(Infer *in, const Expr *e, CallRole role, CallInfo *c);      /* in the place of one of that role */
const char *extern_problem(Infer *in, FuncInfo *f);
const Type *annotation_type(Infer *in, const Expr *e, const Scope *scope);

/* infer_dict.c */
const Type *dict_made_by(Infer *in, const Expr *e);           /* the dict that e makes */
void        dict_put(const Type *dict, const Type *key, const Type *value);
const Type *dict_value_read(Infer *in, const Type *dict);
const Type *infer_dict(Infer *in, const Expr *e);
const Type *infer_dict_call(Infer *in, const Expr *e, Target *t);
const Type *dict_of_keywords(Infer *in, const Expr *e, const Type *keywords);
bool        dict_put_all(Infer *in, const Expr *at, const Type *dict, const Type *from);      /* false: reported */
const Type *infer_fromkeys(Infer *in, const Expr *e, const CallArgs *args);
const Type *infer_maketrans(Infer *in, const Expr *e, const CallArgs *args);
const Type *infer_dict_method(Infer *in, const Expr *e, const Target *t, const Type *self);

/* Is class c, whose methods may use variables of the function around it, given by its name, as it must be? False: reported. */
bool        class_by_name(Infer *in, const Expr *e, const ClassInfo *c);
CallInfo   *getters_of(Infer *in, const Type *object, const char *name);      /* the properties of that name, by class; NULL: none */

/* infer_getattr.c */
const Type *infer_hasattr(Infer *in, const Expr *e, const CallArgs *args);
const Type *infer_getattr(Infer *in, const Expr *e, const CallArgs *args);
const Type *infer_setattr(Infer *in, const Expr *e, const CallArgs *args);
const Type *infer_delattr(Infer *in, const Expr *e, const CallArgs *args);
void        infer_delete_attr(Infer *in, const Expr *e, const Type *object, const char *name);        /* infer_stmt.c */
/* infer_target.c; a property's setter hangs on `at`. An item is deleted where x is NULL. */
void        infer_assign_attr(Infer *in, const Expr *at, const Type *object, const char *name, const Type *t);
bool        infer_store_item(Infer *in, const Expr *target, const Type *object, const Type *index, const Type *x);

/* infer_set.c */
const Type *infer_set(Infer *in, const Expr *e);
const Type *infer_setcomp(Infer *in, const Expr *e);
const Type *infer_set_call(Infer *in, const Expr *e, bool frozen, const CallArgs *args);
const Type *infer_set_method(Infer *in, const Expr *e, const Target *t, const Type *self);
const Type *set_operation(Infer *in, BinOp op, const Type *a, const Type *b, const Expr *at, bool inplace);

/* infer_iter.c */
bool        may_iterate(Infer *in, const Type *t);
const Type *iter_elem(Infer *in, const Type *iterable, Span at);
const Type *iter_atom(Infer *in, const Type *atom);           /* NULL: nothing to go over */
const Type *iterator_of_object(Infer *in, const Type *object);        /* what its __iter__ gives; NULL: it has none */
const Type *next_atom(Infer *in, const Type *iterator);       /* NULL: it is no iterator */
const Type *tuple_all(const Type *tuple);                     /* the join of its items */

/* infer_await.c */
const Type *infer_await(Infer *in, const Expr *e);
bool        is_awaitable(const Type *t);
bool        await_generator(Infer *in, const Type *t);        /* t is one of a function, which is to be a coroutine */
const Type *infer_give_way(Infer *in, const Expr *e);         /* a yield in a coroutine */
const Type *async_elem(Infer *in, const Expr *e, const Type *t);      /* what `async for` over e, of type t, gives */

/* infer_generator.c */
const Type *infer_yield(Infer *in, const Expr *e);
const Type *infer_yield_from(Infer *in, const Expr *e);
const Type *infer_next(Infer *in, const Expr *e, const CallArgs *args);
const Type *infer_async_generator(Infer *in, const Target *t);        /* of the library */
const Type *infer_generator_method(Infer *in, const Expr *e, Target *t, const Type *self);

/* infer_match.c */
void        infer_match(Infer *in, const Stmt *s);

/* early.c: during the last round: calls of a module's top level, its defs and classes, where functions read these */
void        early_call(Infer *in, const CallInfo *c);
void        early_bound(Infer *in, const Symbol *s);
void        early_read(Infer *in, const Symbol *s, const Expr *at);
void        early_finish(Infer *in);

/* infer_func.c */
void        infer_def(Infer *in, const Stmt *s);
void        note_unbound_captures(Infer *in, const Scope *f);
const Type *infer_decorated(Infer *in, FuncInfo *f);          /* what the name of a def is bound to */
const Type **infer_decorators(Infer *in, const ExprVec *decorators);
const Type *infer_decorated_class(Infer *in, const ClassInfo *c, const Type **decorators);
const Type *infer_lambda(Infer *in, const Expr *e);
const Type *infer_genexp(Infer *in, const Expr *e);
void        infer_defaults(Infer *in, FuncInfo *f);

/* infer_stmt.c */
bool        infer_raised(Infer *in, const Expr *e, const Type *t);    /* e, of that type, is raised; false: it cannot be */
void        infer_block(Infer *in, const StmtVec *body);      /* inside of a compound statement */
void        infer_body(Infer *in, const StmtVec *body);
void        infer_loosen(Infer *in, const StmtVec *body);     /* any part of it may have run */
const Type *handler_inst(const Type *classes);                /* what a handler of them gets; NULL: they are no exceptions */

/* infer_star.c */
void        infer_star_handlers(Infer *in, const Stmt *s, Env thrown, Env *after);

/* classes.c */
ClassInfo  *class_info(Infer *in, const Stmt *def, Scope *scope);
ClassInfo  *class_named(Infer *in, const Expr *e, const Scope *scope);
void        classes_declare(Infer *in, const Func *func, Scope *scope);
void        field_add(Infer *in, Field *f, const Type *t);
Global     *late_declare(Infer *in, ClassInfo *c, const char *name);
void        class_watch(Infer *in, ClassInfo *c);             /* what is evaluated asks for a name that it may still get */
bool        is_special_name(const char *name);                /* __x__ */
Field      *field_declare(Infer *in, ClassInfo *c, const char *name, bool needs_flag);
void        class_use(Infer *in, ClassInfo *c);               /* an object of it occurs: its slots are compiled */
Instance   *class_slot(Infer *in, ClassInfo *c, ClassSlot slot, const char *method);    /* NULL: it has no such method */
void        class_find_fields(Infer *in, ClassInfo *c, const Func *method);

/* extern.c: what @extern says */
const Type *variable_assign(Infer *in, const Expr *target, const CVariable *v, const Type *t);
void        extern_function(Infer *in, FuncInfo *f);
void        extern_class(Infer *in, ClassInfo *c);
const CNumber *c_number(Infer *in, const Expr *annotation, const Scope *scope);       /* the number of C that it names, or NULL */
bool        extern_takes(const Program *p, const CNumber *n, const Type *t);
bool        constant_misfits(const CNumber *n, const Expr *value);    /* an int, written out, that is out of bounds */
bool        extern_takes_constants(Infer *in, const FuncInfo *f, const Bind *bind, const Expr *call);     /* false: reported */

/* export.c: what @export says */
void        export_function(Infer *in, FuncInfo *f);
void        pool_function(Infer *in, FuncInfo *f);           /* pool.c */
void        exports_infer(Infer *in);
void        exports_check(Infer *in);

/* registers.c */
void        registers_declare(Infer *in, ClassInfo *c);
bool        declared_of_c(const ClassInfo *c, const Stmt *s);     /* a statement of its body names a register or variable: it computes nothing */
const Type *register_read(Infer *in, const CRegister *r, Span at);
const Type *field_read(Infer *in, const CRegister *r, const Expr *e);
void        register_assign(Infer *in, const Expr *target, const CRegister *r, const Type *t);
void        register_takes(Infer *in, const Expr *target, const Expr *value);     /* a constant, if value is one */
void        devices_find(Infer *in);

/* interrupt.c */
void        interrupts_check(Infer *in);

/* function_attr.c */
const Type *function_attr_type(Infer *in, const Type *atom, const char *name);        /* FUNC or CLOSURE; NULL: it has none */
bool        function_attr_assign(Infer *in, const Expr *target, const Type *atom, const char *name, const Type *t);

/* class_body.c */
bool        stmt_sets(const Stmt *s, const char *interned_name);      /* behind the statement the name has a value */
bool        class_deletes(const ClassInfo *c, const char *interned_name);
void        class_declare_blocks(Infer *in, ClassInfo *c);

#endif
