/* lower_impl.h: what the files of the lowering share.
 *
 * A value is a pure Core expression. What must be computed by a statement goes to a temporary; one that
 * owns a reference stands on the stack `owned` until it is moved (take) or released (release_to).
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_LOWER_IMPL_H
#define ASYNCC_CORE_LOWER_IMPL_H

#include "core/lower.h"
#include "types/builtins.h"

/* Where an exception goes: a landing block. `dirty`: temporaries that a raise may leave full. */
typedef struct Landing { CoreBlock *block; int base, iterators; VEC(CoreVar *) dirty; } Landing;

/* The handler that statements stand in: what it caught, `as` which variable or NULL; where an exception of its own goes,
 * and where what leaves it goes. */
typedef struct Handling {
    struct Handling *around;
    const Symbol    *symbol;      /* of the name, or NULL */
    CoreVar         *caught, *name;
    Landing         *landing, *outer;
} Handling;

/* A construct that break, continue and return have to pass, innermost first. */
typedef enum { SCOPE_LOOP_, SCOPE_FINALLY_ } FenceKind;
typedef struct Fence {
    struct Fence *outer;
    FenceKind   kind;
    int         base, iterators;          /* temporaries owned, and iterators of loops, outside of it */
    const Handling *handling;             /* the handler around it */
    CoreBlock  *on_break, *on_continue;   /* LOOP */
    CoreBlock  *block;                    /* FINALLY: leave it with `exit` set */
    CoreVar    *exit, *value;             /* FINALLY: which way, and what is returned */
    bool        breaks, continues, returns;   /* FINALLY: which ways were used */
} Fence;

typedef struct Cells Cells;       /* see lower_closure.c */

typedef struct Lower {
    Arena         *arena;
    const Program *program;
    const Sources *sources;
    Core          *core;
    Map            fn_of;         /* Instance -> CoreFn */
    Map            class_of;      /* ClassInfo -> CoreClass */
    Map            field_of;      /* Field -> CoreField */
    Map            field_flag;    /* Field -> CoreField that tells whether it is set */
    Map            global_var;    /* Global -> CoreVar */
    Map            global_flag;
    Map            pool_of;       /* FuncInfo -> CorePool */
    Map            function_of;   /* FuncInfo -> CoreFn whose object stands for it as a value */
    Map            builtin_of;    /* Builtin -> CoreFn whose object stands for it as a value */
    Map            wrapper_of;    /* Instance of an @extern coroutine -> CoreFn */
    Map            default_var;   /* const Param -> CoreVar */
    Map            used_names;    /* C name -> what has it, for uniqueness */
    Map            class_names;   /* interned: those of core->classes */
    Map            last_number;   /* a wanted name -> the greatest number that was put behind it: all below are taken */
    Map            cells_of;      /* Instance, or closure Type with defaults of its own -> Cells */
    Map            comp_cells_of; /* Instance -> Map: Scope of a comprehension -> Cells */
    Map            carried;       /* ClassInfo -> Map: ClassInfo, it or a base, -> CoreField of its struct: the cells of that one's methods */
    Map            closure_of;    /* closure Type -> CoreFn whose object its values are made of */
    Map            module_begun;  /* ModuleInfo whose text one of several imports runs -> CoreVar: it has begun */

    /* of the function that is lowered */
    const Instance *now;
    CoreFn        *fn;
    CoreStmts     *out;
    Map            var_of;        /* Symbol -> CoreVar */
    Map            flag_of;
    CoreVar       *cells_given, *cells_own;      /* of closures around; of its own. NULL: none */
    Map            comp_cells;    /* Scope of a comprehension -> CoreVar that holds its cells */
    Scope         *scope;         /* the comprehension, or the function */
    VEC(CoreVar *) owned;
    VEC(CoreVar *) iterators;     /* of the loops around: a generator is closed where its loop is left */
    VEC(CoreVar *) unused;        /* temporaries to use again */
    Map            unused_of[2];  /* by CoreVar.holds: Type -> how many of them have it */
    Landing       *landing;       /* NULL: out of the function */
    Fence         *fences;
    Handling      *handling;
    CoreVar       *context;       /* the exception that the handler around handles, or the one that the finally around keeps: of what is caught inside */
    bool           dead;          /* nothing can come here any more */
    int            line;
} Lower;

#define LOWER_NEW_STMT(l, kind) core_stmt((l)->arena, (kind), (l)->line)

/* lower.c */
CoreFn    *lower_fn_of(Lower *l, Instance *i);
CoreClass *lower_class_of(Lower *l, ClassInfo *c);
CoreField *lower_field_of(Lower *l, Field *f);
CoreVar   *lower_global_of(Lower *l, Global *g);
CoreFn    *lower_function_value(Lower *l, FuncInfo *f);
CoreFn    *lower_closure_value(Lower *l, const Type *closure);
CoreFn    *lower_builtin_value(Lower *l, const Builtin *b);
CoreFn    *lower_wrapper(Lower *l, Instance *i);
void       lower_include(Lower *l, const char *header);       /* NULL: nothing */
CoreFn    *lower_begin_aside(Lower *l, const char *name, Lower *outer);
void       lower_end_aside(Lower *l, const Lower *outer);
CoreFn    *lower_slot_fn(Lower *l, const char *name, const Instance *method);     /* begins it: statements go there */
void       lower_add_class(Lower *l, CoreClass *c);
const char *lower_unique_name(Lower *l, const char *wanted, void *owner);
const ExprInfo *info_of(const Lower *l, const Expr *e);
void       lower_set_line(Lower *l, Span at);

/* statements and temporaries */
void       put_stmt(Lower *l, CoreStmt *s);
CoreVar   *new_temp(Lower *l, const Type *type);
void       own(Lower *l, CoreVar *v);                         /* it holds a reference now */
bool       take(Lower *l, const CoreExpr *x);                 /* x is an owned temporary: it is moved */
void       release_to(Lower *l, int mark);                    /* and forgets owned temporaries above mark */
/* Releases them here, where control leaves, and still owns them on the other ways. */
void       release_on_this_way(Lower *l, int mark);
void       set_var(Lower *l, CoreVar *v, CoreExpr *x);        /* converts, moves or counts */
void       set_fresh(Lower *l, CoreVar *v, CoreExpr *x);
void       set_copy(Lower *l, CoreVar *v, CoreExpr *x);       /* counts up, never moves */
CoreExpr  *hold(Lower *l, CoreExpr *x);                       /* into a temporary of its own, unless constant */
CoreExpr  *in_var(Lower *l, CoreExpr *x);                     /* as a variable, so that it can be read twice */
CoreStmts *push_out(Lower *l, CoreStmts *to);                 /* statements go to `to`; gives the old list */
void       pop_out(Lower *l, CoreStmts *old);
CoreBlock *raise_to(Lower *l);                                /* for `to`: notes what may be left full */
/* x = name(args): returns the value; type none: no result. */
CoreExpr  *op(Lower *l, const char *name, const Type *type, bool raises, int n, ...);
CoreExpr  *op_args(Lower *l, const char *name, const Type *type, bool raises, const CoreExprs *args);
void       leave(Lower *l, CoreBlock *b);
CoreExpr  *any(Lower *l, CoreExpr *x);                        /* as an AcValue */
void       raise_text(Lower *l, const char *type, const char *text);

CoreExpr  *op_cast(Lower *l, const char *name, const char *cast, const Type *type, const CoreExprs *args);

/* lower_extern.c */
const char *lower_extern(Lower *l, const Extern *x);
CoreExpr  *lower_call_extern(Lower *l, const Target *t, const CoreExprs *args, const Type *type);
CoreExpr  *lower_to_c(Lower *l, const CNumber *n, CoreExpr *x, const char *bounds);
CoreExpr  *lower_read_variable(Lower *l, const CVariable *v, CoreExpr *object);
void       lower_write_variable(Lower *l, const CVariable *v, CoreExpr *object, CoreExpr *x);
CoreExpr  *lower_fitting(Lower *l, const CNumber *n, CoreExpr *x, const char *bounds);
const char *c_number_check(const CNumber *n);
CoreExpr  *lower_from_c(Lower *l, const CNumber *n, const char *name, const CoreExprs *args);

/* lower_register.c */
CoreExpr  *lower_read_register(Lower *l, CoreExpr *object, const CRegister *r, const CField *f);
void       lower_write_register(Lower *l, CoreExpr *object, const CRegister *r, const CField *f, CoreExpr *x);

/* lower_export.c */
void       lower_exports(Lower *l);
bool       is_exported(const Lower *l, const Instance *instance);

/* lower_cond.c */
CoreExpr  *lower_cond(Lower *l, const Expr *e);
CoreExpr  *lower_truth(Lower *l, CoreExpr *x);
CoreExpr  *lower_ternary(Lower *l, const Expr *e);
CoreExpr  *value_logic(Lower *l, const Expr *e, int from, const Type *type);      /* `and`, `or` from operand `from` on */
/* x and (or) y as conditions; y's statements stand in `side`. */
CoreExpr  *join_conds(Lower *l, CoreExpr *x, CoreExpr *y, CoreStmts *side, bool is_and, int mark);

/* lower_op.c */
static inline bool is_int(const Type *t)    { return t->kind == TY_INT || t->kind == TY_BOOL; }
static inline bool is_number(const Type *t) { return is_int(t) || t->kind == TY_FLOAT; }
CoreExpr  *lower_binary(Lower *l, const Expr *e);
CoreExpr  *lower_operation(Lower *l, const ExprInfo *info, BinOp kind, CoreExpr *a, CoreExpr *b, const Type *type, bool inplace);
CoreExpr  *lower_unary(Lower *l, const Expr *e);
CoreExpr  *lower_compare(Lower *l, const Expr *e);
CoreExpr  *lower_identity(Lower *l, CoreExpr *a, CoreExpr *b);
CoreExpr  *lower_equality(Lower *l, CoreExpr *a, CoreExpr *b);
CoreExpr  *none_compare(Lower *l, CoreExpr *x, bool is);      /* x is None, or is not */
CoreExpr  *to_int(Lower *l, CoreExpr *x);
CoreExpr  *to_float(Lower *l, CoreExpr *x);
CoreExpr  *lower_binary_values(Lower *l, BinOp op_kind, CoreExpr *a, CoreExpr *b, const Type *result, bool inplace);

/* lower_append.c */
CoreExpr  *lower_before(Lower *l, const Expr *x, const Expr *follows);
CoreVar   *lower_append_place(Lower *l, const Expr *name);
bool       lower_append(Lower *l, CoreVar *place, CoreExpr *old, CoreExpr *x);
bool       lower_assign_appended(Lower *l, const Expr *target, const Expr *value);
bool       lower_is_fresh_str(const Lower *l, int n, const CoreExpr *x);

/* lower_special.c */
/* What an operation gives when no class has a method for it. b is NULL for one operand. */
typedef struct Otherwise {
    CoreExpr *(*value)(Lower *, void *, CoreExpr *a, CoreExpr *b);
    void *context;
    bool  others_only;            /* b's methods are asked for an `a` of another class only */
} Otherwise;
CoreExpr  *lower_asking(Lower *l, const CallInfo *left, const CallInfo *right, CoreExpr *a, CoreExpr *b, const Type *type, const Otherwise *rest);
CoreFn    *lower_plain_slot(Lower *l, CoreClass *c, Instance *method, const char *slot, const Type *type);
CoreFn    *lower_compare_slot(Lower *l, CoreClass *c, const ClassInfo *info);      /* NULL: it has none */

/* lower_expr.c */
CoreExpr  *lower_expr(Lower *l, const Expr *e);
CoreExpr  *read_once(Lower *l, CoreExpr *x);                  /* a copy, if an interrupt may change the variable x */
CoreExpr  *lower_symbol(Lower *l, const Symbol *s, const Type *type);
void       check_bound(Lower *l, const Expr *name);           /* raises NameError when it is not */
CoreVar   *lower_var_of(Lower *l, const Symbol *s);           /* NULL: it has no storage */
CoreVar   *lower_flag_of(Lower *l, const Symbol *s);          /* NULL: always bound where it is read */
CoreExpr  *static_value(Lower *l, const Type *t);
CoreExpr  *of_type(Lower *l, CoreExpr *x, const Type *type);  /* x, which is of it or more */
bool       may_run_code(Lower *l, const Expr *e);
CoreExpr  *fix(Lower *l, CoreExpr *x, bool code_follows);     /* keeps its value if what follows may change it */
bool       stays(const CoreExpr *x, const Expr *follows);     /* a local: no code but a := in `follows` could change it */

/* lower_attr.c */
CoreExpr  *lower_check_field(Lower *l, CoreExpr *object, Field *f);       /* AttributeError where it is not set; the object, in a variable */
void       lower_store_attr(Lower *l, const Expr *at, CoreExpr *object, const char *name, CoreExpr *x);
void       lower_delete_attr(Lower *l, CoreExpr *object, const char *name);
CoreExpr  *lower_has_attr(Lower *l, CoreExpr *object, const char *name);
CoreExpr  *is_atom_test(Lower *l, CoreExpr *x, const Type *atom);         /* is x (a variable) of that type? */
CoreExpr  *lower_attr(Lower *l, const Expr *e);
CoreExpr  *lower_module_attr(Lower *l, const ModuleInfo *m, const char *name, const Type *type);
CoreExpr  *class_at_run_time(Lower *l, CoreExpr *x);          /* type(x), where the type of x does not say it */
CoreExpr  *lower_getattr(Lower *l, CoreExpr *object, const char *name, const Type *type, const CallInfo *getters);

/* lower_function_attr.c; `object` is a FUNC or CLOSURE, `atom` */
bool       function_has_attr(Lower *l, const Type *atom, const char *name);
CoreExpr  *function_attr_set(Lower *l, CoreExpr *object, const Type *atom, const char *name);  /* has it a value now? */
CoreExpr  *lower_function_attr(Lower *l, CoreExpr *object, const Type *atom, const char *name, const Type *type);
void       lower_store_function_attr(Lower *l, CoreExpr *object, const Type *atom, const char *name, CoreExpr *x);

/* lower_container.c */
const Type *item_type(const Type *list);                      /* as its items are kept */
/* name_int, name_float, name_bool: the function for such items; else NULL. */
const char *unboxed_name(Lower *l, const char *name, const Type *elem);
void       lower_list_append(Lower *l, CoreExpr *list, const Type *elem, CoreExpr *x);   /* elem: as it keeps its items */
/* What stands between the brackets: a value, or, `value` NULL, the bounds of a slice. */
typedef struct Index { CoreExpr *value, *bound[3]; } Index;
Index      lower_index(Lower *l, const Expr *e);
Index      index_of(Lower *l, CoreExpr *x);                   /* of a value; a variable */
CoreExpr  *lower_sliced(Lower *l, CoreExpr *object, const Index *index, const Type *type);
CoreExpr  *lower_slice_object(Lower *l, const Expr *slice);
CoreExpr  *lower_subscript(Lower *l, const Expr *e);
CoreExpr  *lower_subscript_of(Lower *l, const Expr *e, CoreExpr *object, CoreExpr *index);
CoreExpr  *lower_list(Lower *l, const Expr *e);
CoreExpr  *lower_tuple(Lower *l, const Expr *e);

/* lower_call.c, lower_builtin.c */
CoreExpr  *lower_call(Lower *l, const Expr *e);
CoreExpr  *lower_call_instance(Lower *l, Instance *instance, const CoreExprs *args, const Type *type);
CoreExpr  *lower_method(Lower *l, const CallInfo *call, CoreExpr *receiver, const CoreExprs *args, const Type *type);
/* A call of the value `callee`. */
CoreExpr  *lower_apply(Lower *l, const CallInfo *call, CoreExpr *callee, const CoreExprs *args, const Type *type);
CoreExpr  *lower_super_attr(Lower *l, const CallInfo *call, const Type *type);      /* super().name, a property */
CoreExpr  *lower_target(Lower *l, const Target *t, CoreExpr *receiver, const Expr *e, const CoreExprs *args, const Type *type);
CoreExpr  *any_array(Lower *l, const CoreExprs *items);        /* as values of any type */
CoreExpr  *lower_builtin(Lower *l, const Expr *e, const Target *t, CoreExpr *receiver, const CoreExprs *args, const Type *type);
CoreExpr  *lower_class_builtin(Lower *l, const Target *t, const CoreExprs *args, const Type *type);
CoreExpr  *lower_isinstance_test(Lower *l, CoreExpr *x, const Type *classes);
/* The positional arguments, as values: how many, and their array. */
void       positional_args(Lower *l, const CallArgs *given, const CoreExprs *args, CoreExpr **n, CoreExpr **array);
int        keyword(const CallArgs *given, const char *name);  /* the index of that keyword argument, or -1 */
CoreExpr  *need(Lower *l, CoreExpr *x, const Type *want, const char *what);
CoreExpr  *need_else(Lower *l, CoreExpr *x, const Type *want, CoreExpr *message);
CoreExpr  *lower_length_given(Lower *l, CoreExpr *n);           /* what __len__ gave: an int that is not negative */
/* The exception of `raise e`, whose value is x; `refused`: the TypeError's text when it is none. */
CoreExpr  *raise_value(Lower *l, const Expr *e, CoreExpr *x, const char *refused);

/* lower_closure.c */
Cells     *cells_given(Lower *l, const FuncInfo *f, const Instance *outer);      /* NULL: f is called without */
const Type *cells_type(const Cells *c);
CoreVar   *cell_of(Lower *l, const Symbol *s);                /* NULL: it has no storage */
CoreVar   *cell_flag_of(Lower *l, const Symbol *s);
CoreVar   *cell_of_default(Lower *l, const FuncInfo *f, const Instance *outer, int p, CoreExpr *cells);
void       begin_cells(Lower *l);
Scope     *begin_comprehension(Lower *l, const Expr *e);      /* gives the scope around */
void       end_comprehension(Lower *l, const Expr *e, Scope *outer);
CoreExpr  *constant_closure(Lower *l, const Type *closure);
CoreExpr  *cells_of_constant(Lower *l, const Type *closure);
CoreExpr  *cells_of_value(Lower *l, const Type *closure, CoreExpr *value);
CoreVar   *cell_of_closure(Lower *l, const Type *closure, CoreExpr *value, const Symbol *s, bool flag);      /* a variable of the function around its def */
CoreExpr  *cells_of_object(Lower *l, CoreExpr *object, const FuncInfo *method, const Instance *outer);     /* for a method of its */
void       carry_cells(Lower *l, CoreClass *class, const ClassInfo *info);      /* its objects have places for them */
void       give_cells(Lower *l, CoreExpr *object, const ClassInfo *info);       /* to a new object */
CoreExpr  *method_value(Lower *l, const Type *method, CoreExpr *object);        /* the function of a bound method */
CoreExprs  lower_decorators(Lower *l, const ExprVec *decorators);     /* their values */
CoreExpr  *lower_decorated(Lower *l, const ExprVec *written, const CoreExprs *decorators, CoreExpr *function);
CoreExpr  *lower_function_made(Lower *l, FuncInfo *f);        /* NULL: its value is made where it is used */

/* lower_callback.c */
CoreExpr  *lower_map(Lower *l, const Target *t, const CoreExprs *args, const Type *type);
CoreExpr  *lower_filter(Lower *l, const Target *t, const CoreExprs *args, const Type *type);
CoreExpr  *lower_iter(Lower *l, const Target *t, const CoreExprs *args, const Type *type);
CoreExpr  *lower_best(Lower *l, const Target *t, const CoreExprs *args, const Type *type, bool is_min);

/* lower_generator.c */
CoreExpr  *lower_yield(Lower *l, const Expr *e);
CoreExpr  *lower_yield_from(Lower *l, const Expr *e);
CoreExpr  *lower_generator_method(Lower *l, const Expr *e, const Target *t, CoreExpr *generator, const CoreExprs *args, const Type *type);
CoreExpr  *lower_genexp(Lower *l, const Expr *e);

/* lower_async.c */
CoreExpr  *lower_await(Lower *l, const Expr *e);
CoreExpr  *lower_give_way(Lower *l, const Expr *e);           /* a yield in a coroutine */
CoreExpr  *await_value(Lower *l, CoreExpr *object, const Type *type);

/* lower_set.c */
CoreExpr  *new_set(Lower *l, const Type *type);
void       set_add(Lower *l, CoreExpr *set, CoreExpr *item);
bool       set_is_constant(const Expr *e);
CoreExpr  *lower_set_display(Lower *l, const Expr *e);
CoreExpr  *lower_set_to_iterate(Lower *l, const Expr *e);     /* a display that set_is_constant */
CoreExpr  *lower_set_call(Lower *l, const CoreExprs *args, const Type *type);
CoreExpr  *lower_set_method(Lower *l, const Target *t, CoreExpr *set, const CoreExprs *args, const Type *type);

/* lower_dict.c */
CoreExpr  *lower_dict(Lower *l, const Expr *e);
CoreExpr  *lower_dict_get(Lower *l, CoreExpr *dict, CoreExpr *key, const Type *type);
CoreExpr  *lower_keywords_dict(Lower *l, CoreExpr *keywords, const Type *type);
CoreExpr  *lower_dict_call(Lower *l, const Target *t, const CoreExprs *args, const Type *type);
CoreExpr  *lower_dict_method(Lower *l, const Target *t, CoreExpr *dict, const CoreExprs *args, const Type *type);

/* lower_import.c */
void       lower_import(Lower *l, const Stmt *s);
bool       lower_is_unread(const Lower *l, const Symbol *variable);      /* of a library module: nobody reads it */

/* lower_match.c */
void       lower_match(Lower *l, const Stmt *s);

/* lower_stmt.c, lower_loop.c, lower_control.c */
Fence loop_fence(const Lower *l, CoreBlock *on_break, CoreBlock *on_continue);       /* on_continue may be NULL */
CoreStmt  *open_block(Lower *l, const char *hint);
void       leave_if(Lower *l, CoreExpr *cond, CoreBlock *b);
void       forget(Lower *l, CoreVar *v);                      /* releases what it holds */
void       lower_bind(Lower *l, const Symbol *s, CoreExpr *x);
void       lower_body(Lower *l, const StmtVec *body);
void       lower_assign(Lower *l, const Expr *target, CoreExpr *x);
void       lower_while(Lower *l, const Stmt *s);
void       lower_for(Lower *l, const Stmt *s);
/* for item in e: calls body(context, item) with the statements' list set. */
void       lower_iterate(Lower *l, const Expr *iter, void (*body)(Lower *, void *, CoreExpr *), void *context);
/* async for, in lower_async_for.c */
void       lower_iterate_async(Lower *l, const Expr *iter, void (*body)(Lower *, void *, CoreExpr *), void *context);
void       lower_over(Lower *l, CoreExpr *iterable, void (*body)(Lower *, void *, CoreExpr *), void *context);
CoreExpr  *lower_any_all(Lower *l, const Expr *genexp, bool all);
CoreExpr  *lower_comprehension(Lower *l, const Expr *e);
void       lower_try(Lower *l, const Stmt *s);
void       lower_raise_again(Lower *l);
const Type *any_exception(void);
void       catch_into(Lower *l, CoreVar *v);                  /* the pending exception */
void       reraise(Lower *l, CoreVar *v);
void       reraise_kept(Lower *l, CoreVar *kept);             /* unless it is None */
void       raise_chained(Lower *l, CoreVar *v, CoreVar *name);
void       lower_handler(Lower *l, const Handler *h, CoreVar *caught, CoreBlock *done);
void       lower_star_handlers(Lower *l, const Stmt *s, CoreVar *caught, CoreBlock *done);      /* in lower_star.c */
void       lower_with(Lower *l, const Stmt *s);
void       lower_return(Lower *l, CoreExpr *x);
void       lower_break(Lower *l, bool is_break);
void       begin_landing(Lower *l, Landing *landing, const char *hint);
void       end_landing(Lower *l, Landing *landing);           /* after its block: releases what may be full */

#endif
