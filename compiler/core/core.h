/* core.h: the second tree: typed, structured, without sugar. What lowering makes and the emitter prints.
 *
 * Expressions are pure. What can raise, suspend, allocate or have an effect is a statement. There is no
 * try, with, for or comprehension: BLOCK and LEAVE carry every exit. A landing block is one that
 * statements name in `to`: control reaches its end either by falling out of it, or by an exception,
 * which is then pending; so a body that ends well leaves past it:
 *
 *     block done {                          try: body
 *         block handler {                   except ValueError as e: h
 *             body ... to handler
 *             leave done
 *         }
 *         catch e
 *         if matches(e, ValueError) { h; release e; leave done }
 *         reraise e to outer
 *     }
 *
 * Ownership. Every counted variable (type_counted) owns what it holds and is empty at first. SET counts
 * up unless `owned`. OP, CALL, NEW, MAKE and AWAIT give an owned value to `dest`, which must be an empty
 * temporary or hold nothing counted: lowering releases temporaries after use, and at a landing those
 * that a raise may have left full. What is still held at the end of the function is released there.
 * `live` finds what no await needs and empties it before suspending.
 *
 * A variable that borrow found to need no count (CoreVar.borrowed) owns nothing and is not released.
 *
 * One annotation is filled in later: CoreVar.place and the slots of AWAIT, by frame.
 * Read next: core.def, core_check.c (the invariants as sentences).
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_CORE_H
#define ASYNCC_CORE_CORE_H

#include <stdint.h>
#include "base/dump.h"
#include "base/map.h"
#include "types/type.h"

typedef enum {
#define CORE_EXPR(KIND, member, text) CE_##KIND,
#include "core/core.def"
    CORE_EXPR_KINDS
} CoreExprKind;

typedef enum {
#define CORE_STMT(KIND, member, text) CS_##KIND,
#include "core/core.def"
    CORE_STMT_KINDS
} CoreStmtKind;

typedef struct CoreExpr CoreExpr;
typedef struct CoreStmt CoreStmt;
typedef struct CoreVar CoreVar;
typedef struct CoreFn CoreFn;
typedef struct CoreClass CoreClass;
typedef struct CoreField CoreField;
typedef struct CoreBlock CoreBlock;
typedef struct CoreObject CoreObject;
typedef struct CorePool CorePool;
typedef VEC(CoreExpr *) CoreExprs;
typedef VEC(CoreStmt *) CoreStmts;
typedef VEC(CoreVar *) CoreVars;

/* CELL: a variable that nested functions share with the function that owns it: a field of `object`. */
typedef enum { VAR_PARAM, VAR_LOCAL, VAR_TEMP, VAR_GLOBAL, VAR_RESULT, VAR_CELL } CoreVarKind;
typedef enum { PLACE_C, PLACE_FRAME, PLACE_STATIC } CorePlace;

/* Where in a frame something lies that shares its bytes: share.h. */
typedef struct CoreSeat {
    int share;                    /* number of the union; 0: none, it has bytes of its own */
    int beside;                   /* number of the struct in the union; 0: none */
} CoreSeat;

struct CoreVar {
    CoreVarKind kind;
    int         number;           /* in the function's vars */
    const char *name;             /* the user's, or what it is for: "iter", "exit"; temporaries: NULL */
    const Type *type;
    CorePlace   place;            /* filled by frame; GLOBAL: STATIC from birth */
    CoreSeat    seat;             /* filled by live */
    bool        arrives;          /* filled by live: a coroutine's PARAM that the frame only brings: it is taken out at once */
    bool        given;            /* filled by live: all its values come through the one place that has its address */
    bool        alive, held, written, read;   /* filled by live */
    bool        holds;            /* TEMP: it is never given what it would own */
    bool        any_int;          /* filled by counter: it is not only set to constants and counted up or down */
    bool        interrupted;      /* GLOBAL: an interrupt handler reads or writes it */
    bool        borrowed;         /* filled by borrow: what it refers to is held by somebody else */
    bool        device;           /* GLOBAL: once assigned, always registers at this address: */
    union {
        int64_t address;
        struct CoreExpr *cell;    /* CELL: the FIELD that it is */
    };
};

/* A class of the program (built-in ones have only type_name). */
struct CoreField {
    const char *name;
    const char *ctype;            /* it is a struct of C's; NULL: what its type says */
    const Type *type;
    bool        any_int;          /* filled by counter, as in CoreVar */
};
struct CoreClass {
    const char *name;             /* ClassInfo.own_name */
    const char *python_name;      /* as in the source */
    const char *type_name;        /* C expression of its AcType when built in ("ac_ValueError"), else NULL */
    const char *struct_name;      /* C struct of a built-in or @extern class ("AcExc"), else NULL */
    const char *module;           /* "__main__" */
    const char *python_module;    /* as Python names it; NULL: built in */
    CoreClass  *base;
    VEC(CoreClass *) mro;         /* of a class with several bases above it: itself first; else empty */
    bool        is_exception;
    VEC(CoreField *) fields;      /* its own */
    CoreField  *c_value;          /* that one of them which is C's; or NULL */
    CoreFn     *repr, *str, *truth, *hash, *compare, *iter, *step, *item, *index, *format;     /* slots of its AcType, or NULL */
    bool        unhashable;       /* it has __eq__ and no __hash__ */
};

struct CoreExpr {
    CoreExprKind kind;
    const Type  *type;
    union {                       /* only the kind's member is allocated */
        bool none;
        CoreVar *var;
        bool boolean;
        int64_t integer;
        double floating;
        struct { const char *bytes; uint32_t length; } string;
        const char *ctext;
        struct { CoreExpr *object; CoreClass *class; CoreField *field; } field;
        struct { CoreExpr *object; const char *struct_name, *name; } member;     /* ((AcRange *)object)->start */
        struct { CoreExpr *list, *index; } item;                                 /* type: the element's */
        CoreExpr *conv;                                                          /* to CoreExpr.type */
        struct { const char *op; CoreExpr *left, *right; } binary;               /* "<", "==", "&&", "+" on floats ... */
        struct { const char *op; CoreExpr *operand; } unary;                     /* "!", "-", "~", "(uint8_t)" */
        struct { const char *name; CoreExprs args; } call;
        struct { CoreExpr *cond, *then, *els; } cond;
        struct { const Type *item; const char *record; CoreExprs items; } array; /* of an OP or RAISE: each item converted to `item`, or
                                                                                    * C text of such a struct; none: NULL in C */
        CoreFn *func;
        CoreClass *class;
        CoreObject *object;
    } u;
};

/* Static storage of what one statement makes, without a heap: see storage.c. */
struct CoreObject {
    const char *name;             /* unique in the program */
    CoreClass  *class;            /* of an object; else */
    const CoreExpr *text;         /* of an exception, which is a constant: a STR, or NONE; */
    bool        is_exception;
    CoreFn     *fn;               /* of a coroutine object; else */
    const char *struct_name;      /* the C struct of one of the runtime's: "AcQueue" */
    int         n;                /* so many; at least 1 */
    bool        used;
};

struct CoreBlock {
    const char *hint;             /* "done", "handler", "next": for the label's name */
    CoreStmts   body;
    bool        landing;          /* some statement's `to` */
    bool        left;             /* some LEAVE or `to` names it: else it needs no label */
    int         number;           /* in the function */
};

typedef enum { AWAIT_CALL, AWAIT_EXTERN, AWAIT_OBJECT } CoreAwaitKind;

struct CoreStmt {
    CoreStmtKind kind;
    int          line;            /* of the source; 0: of nothing the user wrote */
    union {                       /* only the kind's member is allocated */
        struct { CoreVar *var; CoreExpr *value; bool owned, replaces; } set;        /* replaces: filled by live: it may own something */
        struct { CoreExpr *object; CoreClass *class; CoreField *field; CoreExpr *value; bool owned; } setfield;
        struct { CoreExpr *list, *index, *value; bool owned; } setitem;
        struct { CoreVar *var; bool full; } release;                                /* full: filled by live: it may be */
        /* dest may be NULL. raises: C function with AcStatus and out pointer; else dest = name(args), behind `cast`, a
         * text such as "(ac_int)", if that is not NULL. */
        struct { const char *name, *cast; CoreExprs args; CoreVar *dest; bool raises; CoreBlock *to; } op;
        struct { CoreFn *fn; CoreExprs args; CoreVar *dest; CoreBlock *to; } call;       /* `to` used if fn->raises */
        struct { CoreClass *class; CoreVar *dest; CoreBlock *to; } new;
        struct { CoreFn *fn; CoreExprs args; CoreVar *dest; CoreBlock *to; CoreObject *place; bool in_frame; } make;  /* place: storage's, or NULL; or it lies in the frame */
        struct { CoreExpr *cond; CoreStmts then, els; } branch;
        struct { CoreExpr *cond; CoreStmts body; } loop;                                 /* cond NULL: for ever */
        /* var takes start, start + step ... while below stop (above, for a negative step); start, stop and step
         * are constants or temporaries; step is a constant other than 0. `var` is a hidden counter that
         * the body copies. No overflow: the emitter counts turns where stop + step might. */
        struct { CoreVar *var; CoreExpr *start, *stop; int64_t step; CoreStmts body; } count;
        CoreBlock *block;
        struct { CoreBlock *block; } leave;
        struct {
            CoreAwaitKind kind;
            CoreFn      *fn;      /* CALL: its frame lies in ours */
            const char  *name;    /* EXTERN: the C function, called with the frame first; gives no value */
            CoreVar     *object;  /* OBJECT: variable that holds the coroutine object or task */
            CoreExprs    args;
            CoreVar     *dest;
            CoreBlock   *to;
            int          state;                   /* filled by frame: 1.. in the order of the source */
            CoreVars     dead;                    /* filled by live: counted variables to empty before suspending */
            CoreVars     kept;                    /* filled by live: those that share bytes, and have them now */
        } await;
        /* sends: something other than None may be sent. state, dead, kept: as above. */
        struct { CoreExpr *value; bool owned; CoreVar *dest; bool sends; CoreBlock *to; int state; CoreVars dead, kept; } yield;
        /* exc: an AcExc REF, moved if owned; NULL: one made of `made`, its class, the number of arguments, an ARRAY */
        struct { CoreExpr *exc, *cause; bool has_cause, owned; CoreExprs made; CoreBlock *to; } raise;
        struct { CoreVar *var; CoreBlock *to; } reraise;
        struct { CoreVar *var; } catch;
        struct { CoreExpr *value; bool owned; } ret;                                    /* value NULL: None */
    } u;
};

/* @pool(n): so many coroutine objects of these functions, which are instances of one, at a time. */
struct CorePool {
    const char *name;             /* of the function, unique in the program */
    int         n;
    VEC(CoreFn *) fns;
};

/* A function of the program: one instance, or one made by lowering. */
struct CoreFn {
    const char *name;             /* unique in the program, from the source: "bar", "Lock_acquire", "add__str" */
    const char *python_name;      /* for tracebacks */
    const char *file;             /* path as given */
    int         line;
    bool        is_coroutine;     /* it has a frame: a coroutine, or */
    bool        is_generator;     /* a generator, */
    bool        is_async;         /* asynchronous or not */
    bool        raises;           /* AcStatus and out pointer; always for coroutines */
    bool        always_raises;    /* by its C type, whatever it does; filled by raising */
    bool        guard;            /* recursive: counts its depth */
    bool        library;
    bool        value_used;       /* some FUNC names it: needs the static object */
    bool        value_only;       /* only its object is needed: there is no body */
    bool        built_in;         /* ... which is that of a built-in function */
    bool        inlined;          /* what it awaits has been written out in it; filled by inline */
    CorePool   *pool;             /* of which its coroutine objects are; or NULL */
    bool        within;           /* there is one of its coroutine objects at a time in each frame that makes them: */
    VEC(CoreFn *) made_within;    /* filled by storage: those that lie in this one's frame, without a heap */
    CoreVar    *result;           /* VAR_RESULT, or NULL: gives None */
    CoreVars    params;           /* in order; also in vars */
    CoreVars    vars;             /* all but globals and result */
    CoreStmts   body;
    int         blocks;           /* numbers given */
    bool        falls_off;        /* control can come to the end of the body; filled by prune */
    int         frees;            /* what it may free that was there before the call; filled by borrow */
    /* filled by lodge */
    VEC(CoreStmt *) pauses;       /* its AWAITs and YIELDs, in the order of the source */
    CoreFn     *host;             /* it has no head of its own, but that of this one, which awaits it */
    CoreStmt   *awaited;          /* here; */
    bool        own_head;         /* or it is awaited at several places, or an object */
    bool        has_lodgers;      /* itself a host */
    /* filled by frame */
    int         number;           /* 1 .. by its place in Core.fns */
    int         awaits;           /* states: 1 .. awaits */
    bool        frame_known;
    bool        drops;            /* dropped while its code is the head's, it has references to release, or those around it */
    bool        holds;            /* ... or some lodger's is */
    /* filled by live */
    VEC(CoreFn *) callees;        /* whose frames lie in this one's, each once */
    const CoreFn *caller;         /* the last of which it became a callee */
    CoreSeat    callee_seat;      /* of the union of them, */
    int         roomy_callees;    /* in which so many have anything to keep */
    CoreVars    kept;             /* as at an await, when it begins */
    int         unions;           /* of what shares bytes */
    int         room;             /* bytes of the frame, roughly: on a machine of 64 bits; 0: there is nothing in it */
    bool        laid_out;
};

/* check: what makes an int of it; NULL: the cast does. */
typedef struct CoreExportParam { const char *name, *ctype, *cast, *check; } CoreExportParam;

/* What C calls. */
typedef struct CoreExport {
    const char *name;             /* in C; of a coroutine: what its functions' names begin with */
    CoreFn     *fn;
    CoreFn     *given;            /* takes its result, of a coroutine as any value, and gives what C gets; NULL: the result itself */
    VEC(CoreExportParam) params;
    const char *ctype, *cast;     /* of the result; ctype NULL: there is none */
    bool        callback;         /* gives the result itself, or 0 */
    CoreObject *place;            /* of a coroutine, when storage is static: made by storage */
    bool        interrupt;        /* a handler; it does nothing as long as one of these is empty: */
    CoreVars    objects;
} CoreExport;

typedef struct Core {
    VEC(CoreFn *)    fns;         /* in the order of the source, library first */
    VEC(CoreClass *) classes;     /* of the program and @extern ones, bases first */
    CoreVars         globals;
    VEC(CoreObject *) objects;    /* made by storage */
    VEC(CorePool *)  pools;
    VEC(CoreExport *) exports;
    VEC(CoreFn *)    tops;        /* modules' top levels in order: plain functions without parameters */
    VEC(const char *) includes, header_includes;      /* the latter by the header that declares what is exported */
    const char      *path;        /* of the program, for the stamp */
    bool             raising_known;
    bool             drives;      /* coroutines may be driven by hand: one that is given up may run code */
} Core;

/* Constructors: core.c. All take the arena first. */
CoreExpr *core_var(Arena *a, CoreVar *v);
CoreExpr *core_int(Arena *a, int64_t n);
CoreExpr *core_bool(Arena *a, bool b);
CoreExpr *core_float(Arena *a, double d);
CoreExpr *core_none(Arena *a);
CoreExpr *core_str(Arena *a, const char *bytes, uint32_t length);
CoreExpr *core_bytes(Arena *a, const char *bytes, uint32_t length);
CoreExpr *core_ctext(Arena *a, const char *text, const Type *type);
CoreExpr *core_conv(Arena *a, CoreExpr *e, const Type *to);      /* e itself when nothing changes in C */
CoreExpr *core_binary(Arena *a, const char *op, CoreExpr *l, CoreExpr *r, const Type *type);
CoreExpr *core_unary(Arena *a, const char *op, CoreExpr *e, const Type *type);
CoreExpr *core_pure(Arena *a, const char *name, const Type *type, int n, ...);   /* n CoreExpr * */
CoreExpr *core_addr(Arena *a, CoreVar *v);
CoreExpr *core_cond(Arena *a, CoreExpr *cond, CoreExpr *then, CoreExpr *els);
CoreExpr *core_array(Arena *a, const Type *item);                /* push its items */
CoreExpr *core_record(Arena *a, const char *record, const char *text);       /* an array of one struct of C's: its members */
CoreExpr *core_member(Arena *a, CoreExpr *object, const char *struct_name, const char *name, const Type *type);
CoreExpr *core_field(Arena *a, CoreExpr *object, CoreClass *class, CoreField *field);
CoreExpr *core_item(Arena *a, CoreExpr *list, CoreExpr *index, const Type *type);
CoreExpr *core_func(Arena *a, CoreFn *fn, const Type *type);
CoreExpr *core_entry(Arena *a, CoreFn *fn);                      /* fn may be NULL */
CoreExpr *core_code(Arena *a, CoreFn *fn);
CoreExpr *core_object(Arena *a, CoreObject *object, const Type *type);
CoreExpr *core_class(Arena *a, CoreClass *class, const Type *type);
CoreStmt *core_stmt(Arena *a, CoreStmtKind kind, int line);
CoreExpr *core_expr_copy(Arena *a, const CoreExpr *e);           /* its operands are the same */
CoreStmt *core_stmt_copy(Arena *a, const CoreStmt *s, int line);
CoreVar  *core_new_var(Arena *a, CoreFn *f, CoreVarKind kind, const char *name, const Type *type);
CoreVar  *core_new_cell(Arena *a, CoreExpr *object, CoreClass *class, CoreField *field);
CoreBlock *core_new_block(Arena *a, CoreFn *f, const char *hint);
CoreVars *core_dead(CoreStmt *s);           /* of an AWAIT or a YIELD, or NULL */
CoreVars *core_kept(CoreStmt *s);
int core_state(const CoreStmt *s);          /* of an AWAIT or a YIELD */
bool core_among(const CoreVars *vars, const CoreVar *v);
/* Does the variable own a reference? */
static inline bool core_counted(const CoreVar *v) { return !v->borrowed && type_counted(v->type); }
/* Does it have bytes in its coroutine's frame? */
static inline bool core_in_frame(const CoreVar *v) { return v->place == PLACE_FRAME || v->arrives; }
/* Whether two types are the same C type: nothing to convert. */
TypeKind core_ref_kind(const Type *t);
bool core_same_storage(const Type *a, const Type *b);

/* These assert the invariants, when borrow is done. */
void core_check_fn(const CoreFn *fn);
void core_check_handlers(const Core *core);
void core_dump(Dump *d, const Core *core);

#endif
