/* program.h: the typed program: which functions are compiled for which argument types, and what every
 * expression of each is. What infer gives and lower reads.
 *
 * Read next: infer.h for how it is found.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_TYPES_PROGRAM_H
#define ASYNCC_TYPES_PROGRAM_H

#include "base/map.h"
#include "syntax/ast.h"
#include "syntax/resolve.h"
#include "types/type.h"

typedef struct Builtin Builtin;
typedef struct CallInfo CallInfo;
typedef struct Global Global;

/* A number of C: @extern("uint8_t", low=0, high=255) class u8(int). The program sees an int or a float. Or what is passed
 * as a pointer: @extern("const char *") class cstr(str), ended by a NUL; of bytes and bytearrays the length follows. */
typedef struct CNumber {
    const char *name;             /* "u8" */
    const char *ctype;            /* "uint8_t" */
    const char *header;           /* that declares it; NULL: asyncc.h */
    const Type *type;             /* what the program sees */
    bool        pointer;          /* to something: an address, as an int */
    bool        text, bytes, room;        /* a str; bytes-like; a bytearray or what else can be written to */
    bool        function;         /* a function with @callback */
    bool        has_low, has_high;
    int64_t     low, high;        /* of an int */
    double      most;             /* of a float, without its sign; 0: any */
} CNumber;

/* A variable or constant of C: @extern(header="x.h") class board: LED: Final[u8] */
typedef struct CVariable {
    const char *name, *c_name;
    const char *header;           /* or NULL */
    const Type *type;
    const CNumber *number;        /* NULL: of the runtime's own type */
    bool        constant;
} CVariable;

/* Of a register: FIELD=bits(low, width). */
typedef struct CField {
    const char *name;
    int         low, width;
    CNumber     number;           /* what it may be */
} CField;

/* A memory-mapped register of a class, see registers.c. */
typedef struct CRegister {
    const char *name;
    const CNumber *number;
    int64_t     offset;
    bool        reads, writes;
    VEC(CField) fields;
} CRegister;

/* A C function that the program declares with @extern. */
typedef struct Extern {
    const char *name;             /* the C function */
    const char *header;           /* that declares it; NULL: asyncc.h */
    bool        raises;           /* returns AcStatus, result through a last out pointer */
    bool        interrupt_safe;   /* may be called by an interrupt handler */
    bool        awaits;           /* async def: a primitive; its first parameter is the AcFrame */
    const CNumber **param;        /* by parameter; NULL: it is of one of the runtime's types */
    const CNumber *result;        /* or NULL */
} Extern;

/* A function or coroutine that C calls: @export. Its types are int, float or bool; the result may be None. */
typedef struct Export {
    FuncInfo   *func;
    const char *name;             /* in C */
    const Type **param;           /* by parameter, as annotated */
    const CNumber **number;       /* the same; NULL: of the runtime's own type */
    const Type *result;
    const CNumber *result_number;
    Instance   *instance;
    bool        interrupt;        /* a handler: void name(void) */
    bool        callback;         /* with the C types alone: an exception is printed, and 0 given */
    VEC(Global *) objects;        /* of a handler: what it uses of the program's objects, see interrupt.c */
} Export;

/* A def, a lambda, or a module's top level. */
struct FuncInfo {
    const Func  *ast;
    const char  *name;            /* "foo"; "<module>" */
    Scope       *scope;
    ModuleInfo  *module;
    ClassInfo   *owner;           /* of a method */
    const Extern *ext;            /* or NULL */
    bool         is_static;       /* @staticmethod: no receiver */
    bool         is_class;        /* @classmethod: the class is the receiver */
    int          pool;            /* @pool(n): there are at most so many of its coroutines at a time; 0: it has none */
    bool         within;          /* a coroutine that is over, or forgotten, when the frame of who makes it goes on to make another, or ends */
    bool         awaits;          /* a generator that is a coroutine: `yield from` awaits, `yield` gives way */
    Cell        *rest_key, *rest_value;   /* of the dict that its ** parameter holds, the same one for all calls */
    const Type  *type;            /* of it as a value, once it was asked for (type.c) */
    const Type **fallback;        /* types of the defaults, by parameter; NULL where there is none */
    VEC(Instance *) fallback_readers;     /* whose calls leave a default to be filled in */
    VEC(Instance *) instances;    /* all ever made; those with `live` are compiled */
    Map          attrs;           /* interned name -> Global: what is assigned to its attributes, see function_attr.c */
    VEC(Instance *) attr_watchers;        /* that asked for one which may still come */
};

/* What a call of it makes: a coroutine, or a generator (asynchronous when it is an `async def`). */
static inline bool func_is_coroutine(const FuncInfo *f) { return f->awaits || (f->ast->is_async && !f->ast->has_yield); }
static inline bool func_is_generator(const FuncInfo *f) { return f->ast->has_yield && !f->awaits; }

/* Expr facts. */
typedef enum {
    XF_ALWAYS_TRUE  = 1,          /* a condition decided at compile time (isinstance, is None, platform) */
    XF_ALWAYS_FALSE = 2,
    XF_MAYBE_UNBOUND = 4,         /* a NAME that may be read before it is assigned: check its flag */
    XF_HAS = 8,                   /* getattr(): the object surely has the attribute, */
    XF_HAS_NOT = 16               /* or surely not */
} ExprFlag;

typedef struct ExprInfo {
    const Type *type;             /* NULL: never evaluated in this instance (dead code) */
    CallInfo   *call;             /* the calls that it makes: see CallRole; NULL: none */
    uint8_t     flags;
} ExprInfo;

/* A local variable of an instance, by Symbol.index of its scope. */
typedef struct VarInfo {
    const Type *type;             /* of all that is ever assigned to it */
    bool        needs_flag;       /* some read may find it unbound: keep a bool beside it */
    bool        whole_read, grew; /* of inference only, in this pass over the body */
    VEC(Instance *) readers;      /* nested functions that use it */
} VarInfo;

struct Instance {
    FuncInfo    *func;
    Instance    *outer;           /* of a closure: the instance in which its def ran; else NULL */
    const Type **param;           /* by Func.params; *args is a TUPLE */
    int          params;
    const Type  *result;          /* what it returns; of a coroutine: what awaiting it gives. NEVER: it never returns */
    const Type  *coro;            /* of its coroutines, once it was asked for (type.c) */
    const Type  *yielded, *sent;  /* of a generator: what comes out of its yields, and what goes into them */
    VarInfo     *var;             /* [scope->symbols.n] */
    Map          comp_var;        /* Symbol of a comprehension's scope -> VarInfo */
    ExprInfo    *expr;            /* [id - func->ast->first_id] */
    Map          cell;            /* const Expr * of a display -> Cell * of the container; kept over rounds of inference */
    Map          value_cell;      /* const Expr * that makes a dict -> Cell * of its values */
    Map          pattern;         /* const Pattern * -> const Type *: what of the value it matches; const Stmt * of
                                     a match -> what of the subject no case matches for sure */
    Map          pattern_rest;    /* const Pattern * of a mapping with **rest -> const Type *: the dict that it makes */
    Map          pattern_given;   /* const Pattern * -> const Type *: the value that it is tried on */
    VEC(const CallInfo *) calls;  /* in `expr`, each with the others of its expression; of live ones, filled in the last round */
    bool         live;            /* reached from the program after the fixpoint, and not merged */
    Instance    *same_as;         /* an equal instance that is compiled in its place, or NULL: see instance_of */
    bool         awaits_itself;   /* in a cycle of awaited calls: its callees in the cycle are made on the heap */
    bool         recursive;       /* in a cycle of plain calls: needs the recursion guard */
    int          number;          /* 0.. among the live instances of func */
    int          cycle;           /* number of its cycle of awaited calls; -1: none. Equal numbers: same cycle */

    /* of inference only */
    Instance    *called_by;       /* who called it first, and where: an error in the library is shown there */
    Span         called_at;
    VEC(Instance *) callers;      /* to be inferred again when the result grows */
    Cell        *task_cell;       /* of a coroutine: the cell of tasks made of it */
    int          expected;        /* MISTAKE_ bits: called inside of a try whose handlers name these exceptions */
    bool         queued, evaluating, joined;
    int          settled;         /* 1 .. among the live ones while settle looks for cycles; 0: it is none */
    int          runs_from;       /* the top-level statement from which on it may run, see early.c */
    bool         in_interrupt;    /* an interrupt handler calls it: it lets nothing be freed */
    bool         ill_typed;       /* some expression of it fails for every type that it has so far */
};

/* A variable of a module; one per non-constant Symbol of a module scope. */
struct Global {
    Symbol     *symbol;
    const Type *type;
    bool        needs_flag;
    bool        early;            /* surely bound before any function of the program runs */
    bool        wanted;           /* somebody reads it: a library module assigns no other */
    Instance   *assigned_by;      /* the library module that does, once it is wanted */
    int         bound_at;         /* of a def or class: the number of its statement, see early.c */
    VEC(Instance *) readers;
    bool        interrupted;      /* an interrupt handler reads or writes it */
    bool        device;           /* registers at this address, always: */
    int64_t     address;
};

typedef struct Field {
    const char *name;
    ClassInfo  *owner;            /* in whose struct it lies */
    const Type *type;
    bool        needs_flag;       /* may be read before it is assigned */
    VEC(Instance *) readers;
} Field;

/* Methods that the runtime calls, besides those of comparison. */
typedef enum { SLOT_REPR, SLOT_STR, SLOT_TRUTH, SLOT_HASH, SLOT_ITER, SLOT_NEXT, SLOT_ITEM, SLOT_INDEX, SLOT_FORMAT, CLASS_SLOTS } ClassSlot;

struct ClassInfo {
    const char  *name;
    const char  *own_name;        /* the same, with a number if another class of the module has it */
    const char  *c_name;          /* of a built-in or @extern class: its AcType; else NULL */
    const char  *c_struct;        /* "AcExc", "AcQueue": the C struct of a built-in or @extern class; else NULL */
    const char  *c_header;        /* that declares it; NULL: asyncc.h */
    const CNumber *number;        /* it stands for a number of C in annotations, and has no objects; else NULL */
    const ClassDef *ast;          /* NULL for a built-in */
    Scope       *scope;
    Instance    *outer;           /* of a closure (see capture.c): the instance in which its statement runs; else NULL */
    ClassInfo   *next;            /* the same statement's in another instance */
    ModuleInfo  *module;
    ClassInfo   *base;            /* whose struct its own begins with; NULL only for object */
    VEC(ClassInfo *) bases;       /* as written */
    VEC(ClassInfo *) mro;         /* itself first, object last: the order in which names are looked up */
    bool         is_exception;
    bool         hash_is_none;    /* __hash__ = None in its body */
    VEC(Field *) fields;          /* its own; the base's come first in the struct */
    Map          field_of;        /* interned name -> Field of these */
    Map          members;         /* interned name -> Member: methods and class variables of its own */
    Map          registers;       /* interned name -> CRegister of its own */
    Map          c_variables;     /* interned name -> CVariable: of a class that only names them, or of a struct; else empty */
    const char  *c_value;         /* "struct point": its objects hold one of C's; else NULL */
    Map          late;            /* interned name -> Global: variables that assignments from outside of its body give it */
    VEC(ClassInfo *) derived;
    Instance    *slot[CLASS_SLOTS];       /* of its own or inherited methods, for instances of exactly it */
    const Type  *compared_with;   /* what its objects may meet inside of containers; NULL: nothing */
    Instance    *compare[6];      /* by CmpOp up to CMP_NE: for such meetings */
    bool         used;            /* an object of it, or the class itself, occurs */
    VEC(Instance *) watchers;     /* instances that looked for a member which may still come */
};

/* A name in a class body. */
typedef struct Member {
    FuncInfo   *func;             /* a method; or */
    Global     *variable;         /* a class variable, kept as a variable of the module; or */
    FuncInfo   *getter, *setter, *deleter;    /* a property; one without a setter cannot be assigned */
    Instance   *outer;            /* of the class */
} Member;

/* What a method is called with besides its arguments: its own `outer`; NULL: it is no closure. */
static inline Instance *method_outer(const Member *m, const FuncInfo *f)
{
    return f->scope->closure && !f->is_static && !f->is_class ? m->outer : NULL;
}

/* Where each parameter of a call's target gets its value. */
typedef enum {
    BIND_ARG, BIND_RECEIVER, BIND_DEFAULT, BIND_TUPLE, BIND_STAR_ITEM, BIND_STAR_ALL, BIND_CONCAT,
    BIND_SPREAD, BIND_SPREAD_OR_DEFAULT, BIND_SPREAD_REST,
    BIND_MAPPING, BIND_KEY, BIND_KEY_OR_DEFAULT, BIND_DICT
} BindKind;
typedef struct Bind {
    BindKind kind;
    int      arg;                 /* ARG: index into args; STAR_*: index of the starred argument */
    int      item;                /* STAR_ITEM, SPREAD: item of that tuple; SPREAD_REST: the first of the items */
    int      n;                   /* of the parts */
    struct Bind *parts;           /* TUPLE: what *args or **names collects (ARG or STAR_ITEM each, or RECEIVER first); CONCAT: STAR_ALL too */
    const char **names;           /* DICT: of the parts; `arg` is the mapping whose other keys it takes, or -1 */
} Bind;                           /* STAR_ALL: *args is tuple(the starred argument), of open length. MAPPING: what stands
                                   * behind ** is a dict, whose keys show at run time: KEY takes its parameter's */

typedef enum {
    TARGET_FUNC,                  /* instance called; of a coroutine: gives a coroutine object, or is awaited */
    TARGET_EXTERN,                /* a C function; instance->func->ext */
    TARGET_INIT,                  /* object of `class` made, then instance (__init__, may be NULL) called with it */
    TARGET_EXCEPTION,             /* object of exception class `class` without an __init__ of the program */
    TARGET_BUILTIN,               /* builtin, see types/builtins.h */
    TARGET_FAILS                  /* this alternative raises TypeError or AttributeError: `message` */
} TargetKind;

/* The arguments of a call as Python would pass them: starred tuples stand for their items. STAR_ALL: all
 * that an iterable of unknown length gives. */
typedef struct CallArgs {
    int          n;
    const Type **type;
    const char **name;            /* of a keyword argument, else NULL */
    Bind        *bind;            /* ARG, STAR_ITEM, STAR_ALL or MAPPING */
} CallArgs;

/* How many arguments it stands for shows at run time. */
static inline bool bind_is_open(const Bind *b) { return b->kind == BIND_STAR_ALL || b->kind == BIND_MAPPING; }

/* f(a, *items) where the number of items shows at run time: they go to the parameters from `before` on. */
typedef struct Spread {
    bool        used;
    int         arg;              /* the starred argument */
    Bind        all;              /* CONCAT: of it and what stands behind it by position; no parts: it stands alone */
    int         before, required; /* parameters bound before it; as many must be bound with it */
    int         most, low;        /* as many can be (-1: any number); as many positional ones have no default */
    int         named;            /* keyword-only arguments that are given */
    const char *function, *names; /* for messages: "A.f", "self,a,b" */
    const char *taken;            /* the parameter after them that is given by name, or NULL */
    int         end;              /* the first parameter that it does not reach */
    bool        by_name;          /* ** of unknown names follows: the items join those, under their parameters' names */
} Spread;

/* f(a, **mapping): the parameters that its keys may reach, and what each has already. */
typedef struct Keywords {
    int          mappings, *arg;  /* the arguments behind **, in order; 0: none, and nothing else is set */
    const char  *function, *module;       /* for messages */
    const char **names;
    char        *state;           /* of each: 'p' bound by position, 'k' by name, 'o' optional, 'r' required, 'R' and keyword-only */
    int          n;
    bool         rest;            /* there is a ** parameter for other keys */
} Keywords;

/* One way in which a call can go. */
typedef struct Target {
    const Type *when;             /* atom of the callee's value (or of the receiver) for which it holds */
    TargetKind  kind;
    Instance   *instance;
    ClassInfo  *class;
    Global     *variable;         /* of a method that is a function in a class variable; else NULL */
    const Builtin *builtin;
    Bind       *bind;             /* of FUNC, EXTERN, INIT: by the target's parameters (receiver included) */
    const Spread *spread;         /* NULL: no starred argument of unknown length */
    const Keywords *keywords;     /* NULL: no mapping behind ** */
    const CallArgs *args;         /* of BUILTIN, EXCEPTION, INIT */
    const CallArgs *receiver;     /* of BUILTIN: str.upper(s): the one argument that is the receiver; else NULL */
    CallInfo   *method;           /* of len() and its like: the method that it calls; of sorted(): the key function */
    const Type *key;              /* what the key function, or that of map() and its like, gives; NULL: there is none */
    const Type **given;           /* of map() and its like: what the function is called with */
    int         given_n;
    const Type *result;           /* of this alternative */
    const char *message;
    const char *method_name;      /* EXCEPTION: super().__str__ or __repr__; NULL: __init__ */
} Target;

/* What a call is for the expression that it hangs on. */
typedef enum {
    CALL_AS_WRITTEN,              /* a call, an operator, a load by subscript or property */
    CALL_STORE,                   /* the target of an assignment: __setitem__, a property's setter */
    CALL_OPERATE,                 /* the target of an augmented assignment: its operator */
    CALL_REFLECTED,               /* an operator: the right operand's method */
    CALL_COMPARE,                 /* the right operand of a comparison: the left one's method; of `in`: its own */
    CALL_COMPARE_REFLECTED,
    CALL_ENTER, CALL_EXIT,        /* the manager of a `with` */
    CALL_AITER, CALL_ANEXT,       /* what an `async for` goes over */
    CALL_DECORATE,                /* a decorator: of its value, with the function */
    CALL_RAISED,                  /* of the classes that `raise` may find: raise E is raise E() */
    CALL_STAR_BEGIN, CALL_STAR_PART, CALL_STAR_FAILED, CALL_STAR_END      /* the classes of an `except*`, see infer_star.c */
} CallRole;

struct CallInfo {
    CallRole    role;
    bool        on_receiver;      /* a method: `when` speaks of the object left of the dot, which is passed */
    bool        super_call;       /* super().m(...): the receiver is the first parameter */
    VEC(Target) targets;          /* one: decided at compile time; several: by the run-time type */
    CallInfo   *next;             /* of another role, for the same expression */
};

typedef struct Program {
    const Names *names;
    VEC(FuncInfo *)  funcs;       /* in the order of the source */
    bool             has_pools;   /* one of them has a pool */
    bool             drives;      /* it calls send() or throw() of coroutines */
    Cell            *given, *sent;        /* then: what comes out of all of them, and what goes into them */
    VEC(ClassInfo *) classes;     /* bases first */
    VEC(Instance *)  instances;   /* live ones, in the order of their functions in the source, library first */
    VEC(Instance *)  tops;        /* the modules' top levels in the order in which they run */
    VEC(Export *)    exports;     /* in the order of the source */
    VEC(Global *)    globals;     /* in order of their binding */
    Map          global_of;       /* Symbol -> Global */
    Map          func_of;         /* const Func * -> FuncInfo */
    Map          class_of;        /* const ClassDef * -> ClassInfo, the first of those linked by `next` */
} Program;

/* The variable that a statement of a library module's straight line assigns, and nothing else; NULL: it is another statement. */
const Symbol *program_library_variable(const Program *p, const FuncInfo *f, const Stmt *s);
/* Of `from m import s` there: whether s is a variable of which the same holds. */
bool program_library_import(const FuncInfo *f, const Symbol *s);

/* The instance that is compiled for it. */
static inline Instance *instance_of(Instance *i)
{
    while (i->same_as)
        i = i->same_as;
    return i;
}
/* The call of that role, or NULL. */
static inline CallInfo *call_of(const ExprInfo *e, CallRole role)
{
    CallInfo *c = e->call;
    while (c && c->role != role)
        c = c->next;
    return c;
}

const Export *callback_of(const Program *p, const Type *t);   /* of a function with @callback; else NULL */
/* "'pin' must be from 0 to 255" */
const char *c_number_bounds(Arena *a, const CNumber *n, const char *what);
const CRegister *class_register(const ClassInfo *c, const char *name);        /* or NULL, inherited ones included */
const CRegister *register_of(const Instance *i, const Expr *e);       /* of e, an attribute of one object; or NULL */
const CVariable *c_variable(const Type *object, const char *name);    /* or NULL */
const CVariable *c_member(const ClassInfo *c, const char *name);      /* of the struct of C that objects of c hold; or NULL */
const CField *register_field(const CRegister *r, const char *name);   /* or NULL */
const Expr *func_doc(const FuncInfo *f);      /* its docstring, or NULL */
const Expr *class_doc(const ClassInfo *c);
/* Inherited members included. */
bool    class_derives(const ClassInfo *c, const ClassInfo *base);
Field  *class_field(const ClassInfo *c, const char *name);
Member *class_member(const ClassInfo *c, const char *name);
/* Those of its late variables, and of the classes behind it, that hide what class_member finds, once they are assigned:
 * the next, from *at in its order on; NULL: no more. */
Global *class_late(const ClassInfo *c, const char *name, int *at);
bool    class_has_late(const ClassInfo *c, const char *name);
/* An object of an exception class may be of one that derives from it: those whose own attribute that is, no property;
 * the most derived first. */
typedef VEC(ClassInfo *) ClassList;
void class_derived_with(Arena *a, const ClassInfo *c, const char *name, ClassList *found);
/* Its __getattr__, which gives its objects an attribute that they have not got otherwise; else NULL. */
const Member *class_getattr(const ClassInfo *c, const char *name);
bool    class_body_runs(const ClassInfo *c, const Stmt *s);   /* a statement in a class body that is like one anywhere else */
bool    declares_property(const ClassInfo *c, const Stmt *s); /* x = property(...) or reg(...) in its body: nothing is computed */
bool    is_classes(const Type *t);                            /* a class, or a tuple of classes, known at compile time */
const Type *callable_part(const Type *t, bool yes);           /* what of t can be called, or cannot */
const Type *member_function(const Member *m); /* of a method: FUNC or CLOSURE */
/* Where an attribute of a function lies: of one that is no closure, and of one that is. NULL: it has none of that name. */
Global *function_variable(const FuncInfo *f, const char *name);
const Symbol *closure_variable(Arena *a, const FuncInfo *f, const char *name);

/* Of a class pattern: the attribute that part i looks at (NULL: none is known); or whether it takes the whole value. */
const char *pattern_attribute(const Pattern *p, const ClassInfo *c, int i);
bool pattern_takes_whole(const Pattern *p, const ClassInfo *c, int i);

/* The type of a comprehension's own variable. */
const Type *instance_comp_var(const Instance *i, const Symbol *s);

static inline const ExprInfo *expr_info(const Instance *i, const Expr *e)
{
    return &i->expr[e->id - i->func->ast->first_id];
}

/* for (int def = 0, k = own_expr(f, 0, &def); k < expr_count(f); k = own_expr(f, k + 1, &def)): through the facts of
 * f's own expressions in Instance.expr. A module's top has room there for all of its functions, never touched. */
static inline int expr_count(const Func *f) { return f->end_id - f->first_id; }
static inline int own_expr(const Func *f, int k, int *def)
{
    for (; *def < f->defs.n && f->defs.at[*def]->first_id <= f->first_id + k; (*def)++)
        if (f->first_id + k < f->defs.at[*def]->end_id)
            k = f->defs.at[*def]->end_id - f->first_id;
    return k;
}

#endif
