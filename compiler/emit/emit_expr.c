/* emit_expr.c: expressions.
 * SPDX-License-Identifier: MIT */
#include "emit/emit_impl.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/diag.h"
#include "base/format.h"
#include "base/intern.h"

/* What shares bytes is a member of a union of the frame, or of a struct in it. */
const char *seat_place(Emitter *e, CoreSeat seat, const char *name)
{
    if (!seat.share)
        return name;
    if (!seat.beside)
        return arena_printf(e->arena, "share%d.%s", seat.share, name);
    return arena_printf(e->arena, "share%d.part%d.%s", seat.share, seat.beside, name);
}

const char *result_place(Emitter *e, const CoreFn *f)
{
    return seat_place(e, f->result->seat, "result");
}

const char *in_frame(Emitter *e, const char *place)
{
    e->uses_frame = true;
    return arena_printf(e->arena, "f->%s", place);
}

const char *frame_place(Emitter *e, const CoreVar *v)
{
    return in_frame(e, seat_place(e, v->seat, name_local(e->names, v)));
}

const char *cplace(Emitter *e, const CoreVar *v)
{
    if (v->kind == VAR_GLOBAL)
        return name_other(e->names, v, v->name);
    if (v->kind == VAR_CELL)
        return cexpr(e, v->cell);
    const char *name = name_local(e->names, v);
    return v->place == PLACE_FRAME ? frame_place(e, v) : name;
}

/* ---- literals ---- */

/* None where that is wanted too. */
static bool is_bytes_or_none(const Type *t)
{
    return type_without(t, type_none)->kind == TY_BYTES;
}

static const char *literal_wanted(Emitter *e, const char *bytes, uint32_t length, bool is_bytes)
{
    char text[25];
    uint32_t n = 0;

    for (uint32_t i = 0; i < length && n < 20; i++) {
        char c = bytes[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter)
            text[n++] = c;
        else if (n && text[n - 1] != '_')
            text[n++] = '_';
    }
    while (n && text[n - 1] == '_')
        n--;
    text[n] = '\0';
    return arena_printf(e->arena, is_bytes ? "bytes_%s" : "str_%s", n ? text : is_bytes ? "data" : "text");
}

const char *literal_text(Emitter *e, const char *bytes, uint32_t length)
{
    char *text = arena_alloc(e->arena, 5 * (size_t)length + 1), *p = text;

    for (uint32_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c < ' ' || c > '~' || c == '"' || c == '\\' || c == '?') {
            *p++ = '\\';
            *p++ = (char)('0' + (c >> 6));
            *p++ = (char)('0' + (c >> 3 & 7));
            *p++ = (char)('0' + (c & 7));
        } else {
            *p++ = (char)c;
        }
    }
    *p = '\0';
    return text;
}

const char *literal_name(Emitter *e, const char *bytes, uint32_t length, bool is_bytes)
{
    Map *seen = is_bytes ? &e->bytes_literal_of : &e->literal_of;
    const char *key = intern_n(bytes, length);
    intptr_t at = (intptr_t)map_get(seen, key);
    if (at)
        return e->literals.at[at - 1].name;
    const void *owner = is_bytes ? arena_new(e->keep, char) : key;   /* "x" and b"x" are two literals */
    Literal l = { bytes, length, name_other(e->names, owner, literal_wanted(e, bytes, length, is_bytes)), is_bytes };
    vec_push(e->keep, &e->literals, l);
    map_put(seen, key, (void *)(intptr_t)e->literals.n);
    return l.name;
}

/* ---- the text under construction ---- */

static void put_expr(Emitter *e, const CoreExpr *x);

static void append(Emitter *e, const char *text, size_t n)
{
    while ((size_t)(e->text.cap - e->text.n) < n) {
        e->text.at = arena_grow(e->keep, e->text.at, (size_t)e->text.cap, 2 * (size_t)e->text.cap);
        e->text.cap *= 2;
    }
    memcpy(e->text.at + e->text.n, text, n);
    e->text.n += (int)n;
}

static void append_int(Emitter *e, int n)
{
    char digits[FORMAT_INT_MAX];
    append(e, digits, format_int(digits, n));
}

static bool in_parentheses(const CoreExpr *x) { return x->kind == CE_COND || x->kind == CE_BINARY; }

/* %s is a string, %d an int, %e an expression, %p one to which an operator is applied. */
static void put(Emitter *e, const char *format, ...)
{
    const char *mark;
    va_list args;

    va_start(args, format);
    for (; (mark = strchr(format, '%')); format = mark + 2) {
        append(e, format, (size_t)(mark - format));
        if (mark[1] == 'e') {
            put_expr(e, va_arg(args, const CoreExpr *));
        } else if (mark[1] == 'p') {
            const CoreExpr *x = va_arg(args, const CoreExpr *);
            put(e, in_parentheses(x) ? "(%e)" : "%e", x);
        } else if (mark[1] == 'd') {
            append_int(e, va_arg(args, int));
        } else {
            const char *text = va_arg(args, const char *);
            append(e, text, strlen(text));
        }
    }
    append(e, format, strlen(format));
    va_end(args);
}

/* What was put since `start` becomes a string. */
static const char *taken(Emitter *e, int start)
{
    size_t n = (size_t)(e->text.n - start);
    char *text = arena_alloc(e->arena, n + 1);

    memcpy(text, e->text.at + start, n);
    e->text.n = start;
    return text;
}

/* ---- numbers ---- */

static void put_int(Emitter *e, int64_t n)
{
    bool wide = n > INT32_MAX || n < INT32_MIN;

    if (wide && e->wide_int == 0)
        e->wide_int = n;
    if (n == INT64_MIN)
        put(e, "AC_INT_MIN");
    else if (wide || n == INT32_MIN)
        put(e, "%s", arena_printf(e->arena, "AC_INT_C(%" PRId64 ")", n));
    else
        put(e, n < 0 ? "(%d)" : "%d", (int)n);
}

static void put_float(Emitter *e, double d)
{
    char text[40];

    if (isinf(d)) {
        put(e, d > 0 ? "((ac_float)HUGE_VAL)" : "(-(ac_float)HUGE_VAL)");
        return;
    }
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, d);
        if (strtod(text, NULL) == d)
            break;
    }
    put(e, d < 0 ? "(%s%s)" : "%s%s", text, strpbrk(text, ".e") ? "" : ".0");
}

/* ---- conversion of storage ---- */

static void put_to_value(Emitter *e, const CoreExpr *x)
{
    switch (type_rep(x->type)) {
    case REP_BOOL:  put(e, "ac_from_bool(%e)", x); return;
    case REP_INT:   put(e, "ac_from_int(%e)", x); return;
    case REP_FLOAT: put(e, "ac_from_float(%e)", x); return;
    case REP_VALUE: put_expr(e, x); return;
    default:        put(e, "ac_from_ref(%e)", x); return;
    }
}

static void put_from_value(Emitter *e, const Type *to, const CoreExpr *x)
{
    switch (type_rep(to)) {
    case REP_BOOL:  put(e, "%p.u.b", x); return;
    case REP_INT:   put(e, "%p.u.i", x); return;
    case REP_FLOAT: put(e, "%p.u.f", x); return;
    case REP_VALUE: put_expr(e, x); return;
    default:        put(e, "(%s)ac_value_ref(%e)", ctype(e, to), x); return;
    }
}

static void put_conv(Emitter *e, const CoreExpr *x)
{
    const CoreExpr *from = x->u.conv;
    Rep to = type_rep(x->type), was = type_rep(from->type);

    if (from->kind == CE_NONE)
        put(e, to == REP_VALUE ? "ac_from_none()" : to == REP_REF ? "NULL" : to == REP_BOOL ? "false" : "0");
    else if (to == REP_VALUE)
        put_to_value(e, from);
    else if (was == REP_VALUE)
        put_from_value(e, x->type, from);
    else if (from->kind == CE_CLASS)
        put(e, "ac_class(%e)", from);
    else if ((to == REP_REF) == (was == REP_REF))
        put(e, "(%s)%p", ctype(e, x->type), from);
    else if (from->kind == CE_VAR)              /* nobody looks at it, or nothing comes here */
        put(e, to == REP_REF ? "NULL" : "0");
    else
        put(e, to == REP_REF ? "((void)%p, (%s)NULL)" : "((void)%p, 0)", from, ctype(e, x->type));
}

/* ---- operators ---- */

static int precedence(const char *op)
{
    static const struct { const char *op; int level; } table[] = {
        { "*", 10 }, { "/", 10 }, { "%", 10 }, { "+", 9 }, { "-", 9 }, { "<<", 8 }, { ">>", 8 }, { "<", 7 }, { "<=", 7 }, { ">", 7 }, { ">=", 7 },
        { "==", 6 }, { "!=", 6 }, { "&", 5 }, { "^", 4 }, { "|", 3 }, { "&&", 2 }, { "||", 1 },
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (op[0] == table[i].op[0] && strcmp(op, table[i].op) == 0)
            return table[i].level;
    return 0;
}

/* Parentheses where C needs them, and where gcc's -Wparentheses wants them. */
static bool parenthesised(const CoreExpr *x, int level, bool right)
{
    if (x->kind != CE_BINARY)
        return x->kind == CE_COND;
    int inner = precedence(x->u.binary.op);
    bool plain = inner > level && (level >= 9 || level <= 2) && !(level == 1 && inner == 2);
    bool same = inner == level && !right && (level == 1 || level == 2 || level == 9 || level == 10);
    return !plain && !same;
}

static void put_operand(Emitter *e, const CoreExpr *x, int level, bool right)
{
    put(e, parenthesised(x, level, right) ? "(%e)" : "%e", x);
}

static void put_binary(Emitter *e, const CoreExpr *x)
{
    int level = precedence(x->u.binary.op);

    put_operand(e, x->u.binary.left, level, false);
    put(e, " %s ", x->u.binary.op);
    put_operand(e, x->u.binary.right, level, true);
}

static void put_unary(Emitter *e, const CoreExpr *x)
{
    const CoreExpr *operand = x->u.unary.operand;
    bool wrap = operand->kind == CE_BINARY || operand->kind == CE_COND || (operand->kind == CE_UNARY && x->u.unary.op[0] == '-');
    put(e, wrap ? "%s(%e)" : "%s%e", x->u.unary.op, operand);
}

static void put_cond(Emitter *e, const CoreExpr *x)
{
    put_operand(e, x->u.cond.cond, 0, false);
    put(e, " ? ");
    put_operand(e, x->u.cond.then, 0, false);
    put(e, " : ");
    put_operand(e, x->u.cond.els, 0, false);
}

/* ---- members ---- */

static void put_object(Emitter *e, const CoreExpr *object, const char *want)
{
    const char *have = ctype(e, object->type);
    size_t n = strlen(want);
    int start = e->text.n;

    if (strncmp(have, want, n) != 0 || strcmp(have + n, " *") != 0 || object->kind == CE_CONV) {
        put(e, "((%s *)%e)", want, object);
        return;
    }
    put_expr(e, object);
    if (e->text.at[start] == '&')
        put(e, "(%s)", taken(e, start));
}

static void put_member(Emitter *e, const CoreExpr *x)
{
    if (!x->u.member.struct_name) {
        put(e, x->u.member.object->kind == CE_COND ? "(%e).%s" : "%e.%s", x->u.member.object, x->u.member.name);
        return;
    }
    put_object(e, x->u.member.object, x->u.member.struct_name);
    put(e, "->%s", x->u.member.name);
}

static void put_field(Emitter *e, const CoreExpr *x)
{
    put_object(e, x->u.field.object, class_struct(e, x->u.field.class));
    put(e, "->%s", name_member(e->names, x->u.field.field->name));
}

/* ---- the rest ---- */

static const char *ctrimmed(Emitter *e, const char *type)
{
    size_t n = strlen(type);
    return n && type[n - 1] == ' ' ? arena_printf(e->arena, "%.*s", (int)n - 1, type) : type;
}

static void put_args(Emitter *e, const CoreExprs *args)
{
    for (int i = 0; i < args->n; i++)
        put(e, i ? ", %e" : "%e", args->at[i]);
}

/* ---- arrays ---- */

static bool is_array(const CoreExpr *x)
{
    return x->kind == CE_ARRAY && x->u.array.items.n;
}

bool has_array(const CoreExprs *args)
{
    for (int i = 0; i < args->n; i++)
        if (is_array(args->at[i]))
            return true;
    return false;
}

/* given, given_2 ...: reserved names. */
static const char *array_name(Emitter *e, const CoreExprs *args, const CoreExpr *x)
{
    int number = 1;

    for (int i = 0; args->at[i] != x; i++)
        number += is_array(args->at[i]);
    return number == 1 ? "given" : arena_printf(e->arena, "given_%d", number);
}

void emit_arrays(Emitter *e, const CoreExprs *args)
{
    for (int i = 0; i < args->n; i++) {
        const CoreExpr *x = args->at[i];
        const char *record = x->kind == CE_ARRAY ? x->u.array.record : NULL;
        if (is_array(x))
            out(e->out, record ? "const %s %s[%d] = { %s };" : "%s%s[%d] = { %s };", record ? record : ctype(e, x->u.array.item), array_name(e, args, x),
                x->u.array.items.n, cargs(e, &x->u.array.items));
    }
}

static void put_array(Emitter *e, const CoreExpr *x)
{
    put(e, is_array(x) ? array_name(e, e->arguments, x) : "NULL");
}

static void put_pure(Emitter *e, const CoreExpr *x)
{
    put(e, "%s(", x->u.call.name);
    put_args(e, &x->u.call.args);
    put(e, ")");
}

static const char *function_named(Emitter *e, const char *name)
{
    for (int i = 0; i < e->core->fns.n; i++)
        if (strcmp(e->core->fns.at[i]->name, name) == 0)
            return name_fn(e->names, e->core->fns.at[i]);
    unreachable("a function that is no part of the program");
}

static const char *ctext(Emitter *e, const CoreExpr *x)
{
    if (strcmp(x->u.ctext, "@rep") == 0)
        return rep_constant(x->type);
    if (strncmp(x->u.ctext, "@fn:", 4) == 0)
        return function_named(e, x->u.ctext + 4);
    return x->u.ctext;
}

static void put_expr(Emitter *e, const CoreExpr *x)
{
    switch (x->kind) {
    case CE_VAR:    put(e, "%s", cplace(e, x->u.var)); return;
    case CE_ADDR:   put(e, "&%s", cplace(e, x->u.var)); return;
    case CE_NONE:   put(e, "NULL"); return;
    case CE_BOOL:   put(e, x->u.boolean ? "true" : "false"); return;
    case CE_INT:    put_int(e, x->u.integer); return;
    case CE_FLOAT:  put_float(e, x->u.floating); return;
    case CE_STR:    put(e, "&%s", literal_name(e, x->u.string.bytes, x->u.string.length, is_bytes_or_none(x->type))); return;
    case CE_CTEXT:  put(e, "%s", ctext(e, x)); return;
    case CE_FIELD:  put_field(e, x); return;
    case CE_MEMBER: put_member(e, x); return;
    case CE_ITEM:   put(e, "AC_ITEM(%s, %e, %e)", ctrimmed(e, ctype(e, x->type)), x->u.item.list, x->u.item.index); return;
    case CE_CONV:   put_conv(e, x); return;
    case CE_BINARY: put_binary(e, x); return;
    case CE_UNARY:  put_unary(e, x); return;
    case CE_PURE:   put_pure(e, x); return;
    case CE_COND:   put_cond(e, x); return;
    case CE_ARRAY:  put_array(e, x); return;
    case CE_FUNC:   put(e, "&%s_function", name_fn(e->names, x->u.func)); return;
    case CE_OBJECT: put(e, "%s", object_place(e, x->u.object)); return;
    case CE_CLASS:  put(e, "&%s", class_type(e, x->u.class)); return;
    case CE_ENTRY:  put(e, "%s", x->u.func ? name_fn(e->names, x->u.func) : "NULL"); return;
    case CE_CODE:   put(e, "&%s_code", name_fn(e->names, x->u.func)); return;
    case CORE_EXPR_KINDS: break;
    }
    unreachable("expression kind");
}

const char *cexpr(Emitter *e, const CoreExpr *x)
{
    int start = e->text.n;

    if (x->kind == CE_VAR)
        return cplace(e, x->u.var);
    put_expr(e, x);
    return taken(e, start);
}

const char *cargs(Emitter *e, const CoreExprs *args)
{
    int start = e->text.n;

    put_args(e, args);
    return taken(e, start);
}
