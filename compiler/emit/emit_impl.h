/* emit_impl.h: what the files of the emitter share.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_EMIT_EMIT_IMPL_H
#define ASYNCC_EMIT_EMIT_IMPL_H

#include "emit/cname.h"
#include "emit/emit.h"

typedef struct Literal { const char *bytes; uint32_t length; const char *name; bool is_bytes; } Literal;

typedef struct Emitter {
    Out        *out;
    Out         body;             /* of the function, until it is known what must stand before it */
    Arena      *arena;            /* for texts on their way into `out`: given up after each function */
    Arena      *keep;             /* for what lasts */
    VEC(char)   text;             /* an expression under construction, behind those around it */
    const Core *core;
    const EmitOptions *options;
    Names_     *names;
    VEC(Literal) literals;
    Map         literal_of;       /* interned text -> index + 1 */
    Map         bytes_literal_of;
    int64_t     wide_int;         /* a constant beyond 32 bits, the first; 0: there is none */

    /* of the function */
    const CoreFn *fn;
    bool        uses_frame, uses_at, uses_raised, uses_done, uses_out, releases;
    const CoreExprs *arguments;   /* of the statement: those that are arrays have names of their own */
} Emitter;

/* emit_type.c */
const char *ctype(Emitter *e, const Type *t);                 /* "AcStr *" with its blank, "ac_int " */
const char *rep_constant(const Type *t);
const char *class_name(Emitter *e, const CoreClass *c);       /* "Lock" */
const char *class_struct(Emitter *e, const CoreClass *c);     /* "struct Lock", "AcExc" */
const char *class_type(Emitter *e, const CoreClass *c);       /* "Lock_type", "ac_ValueError" */
void emit_class_struct(Emitter *e, const CoreClass *c);
void emit_class_type(Emitter *e, const CoreClass *c);

/* emit_frame.c */
void emit_frame_struct(Emitter *e, const CoreFn *f);
const char *member_of_callees(Emitter *e, const CoreFn *f, const CoreFn *callee);      /* of the frame of f: "callee.bar" */
const char *callee_place(Emitter *e, const CoreFn *callee);   /* in the function's own frame: "f->callee" */
void emit_frame_var(Emitter *e, const CoreFn *f);             /* declares f */
void emit_head_back(Emitter *e, const CoreFn *f);
const char *start_prototype(Emitter *e, const CoreFn *f);
void emit_frame_start(Emitter *e, const CoreFn *f);
void emit_frame_drop(Emitter *e, const CoreFn *f);

/* emit_storage.c: programs without a heap */
const char *object_place(Emitter *e, const CoreObject *o);    /* "&Lock_object" */
void emit_objects(Emitter *e);
void emit_place(Emitter *e, const CoreStmt *s);               /* a MAKE with its place */
void emit_static_type(Emitter *e, const CoreClass *c);
void emit_static_code(Emitter *e, const CoreFn *f);

/* emit_pool.c */
void emit_pools(Emitter *e);
void emit_take(Emitter *e, const CoreStmt *s);                /* a MAKE of a coroutine of a pool */
void emit_give(Emitter *e, const CoreFn *f);                  /* with a heap: at the end of its drop */

/* emit_expr.c */
const char *cexpr(Emitter *e, const CoreExpr *x);
const char *seat_place(Emitter *e, CoreSeat seat, const char *name);       /* in a frame: "share1.part2.x" */
const char *result_place(Emitter *e, const CoreFn *f);        /* in its frame */
const char *in_frame(Emitter *e, const char *place);          /* "f->place" */
const char *frame_place(Emitter *e, const CoreVar *v);
const char *cplace(Emitter *e, const CoreVar *v);             /* where a variable lies: x, f->x */
const char *cargs(Emitter *e, const CoreExprs *args);
bool has_array(const CoreExprs *args);
void emit_arrays(Emitter *e, const CoreExprs *args);          /* each argument that is an array becomes a variable */
const char *literal_text(Emitter *e, const char *bytes, uint32_t length);     /* as C writes it between quotes */
const char *literal_name(Emitter *e, const char *bytes, uint32_t length, bool is_bytes);

/* emit_sizes.c */
void emit_sizes(Emitter *e);

/* emit_stmt.c, emit_async.c */
void emit_body(Emitter *e, const CoreStmts *body);
void emit_line(Emitter *e, int line);                         /* what follows comes from there: lines.h */
void emit_end_of_lines(Emitter *e);
void emit_function(Emitter *e, const CoreFn *f);
void emit_await(Emitter *e, const CoreStmt *s);
void emit_yield(Emitter *e, const CoreStmt *s);
void emit_coroutine(Emitter *e, const CoreFn *f);
Out *begin_aside(Emitter *e);                                 /* what follows goes into e->body; gives where it went before */
void emit_code(Emitter *e, const CoreFn *f);
const char *prototype(Emitter *e, const CoreFn *f);
void emit_checked(Emitter *e, const char *call, int line, const CoreBlock *to);     /* if (call != AC_OK) ... */
bool ends_by_raising(const CoreFn *f);
void emit_locals(Emitter *e, const CoreFn *f);
void emit_exit(Emitter *e, const CoreFn *f);
void emit_release(Emitter *e, const CoreVar *v);
void move_out(Emitter *e, const CoreExpr *x);                 /* empties the temporary that was moved */
/* emit_export.c */
void claim_exports(Emitter *e);
bool has_exports(const Emitter *e);
void emit_export_declarations(Emitter *e, bool header);
void emit_exports(Emitter *e);
void emit_header(Emitter *e);

/* emit_module.c */
void emit_includes(Emitter *e, const char *const *headers, int n);

const char *block_label(Emitter *e, const CoreBlock *b);

#endif
