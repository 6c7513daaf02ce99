/* emit_expr.c: expressions.
 * SPDX-License-Identifier: MIT */
#include "emit/emit_impl.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/diag.h"
#include "base/intern.h"

/* Variables that share bytes are the members of a union of the frame. */
const char *frame_place(Emitter *e, const CoreVar *v)
{
    const char *name = name_local(e->names, v);

    if (!v->share)
        return arena_printf(e->arena, "f->%s", name);
    return arena_printf(e->arena, "f->share%d.%s", v->share, name);
}

const char *cplace(Emitter *e, const CoreVar *v)
{
    if (v->kind == VAR_GLOBAL)
        return name_file(e->names, v, v->name);
    if (v->kind == VAR_CELL)
        return cexpr(e, v->cell);
    const char *name = name_local(e->names, v);
    return v->place == PLACE_FRAME ? frame_place(e, v) : name;
}

/* ---- literals ---- */

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

const char *literal_name(Emitter *e, const char *bytes, uint32_t length, bool is_bytes)
{
    Map *seen = is_bytes ? &e->bytes_literal_of : &e->literal_of;
    const char *key = intern_n(bytes, length);
    intptr_t at = (intptr_t)map_get(seen, key);
    if (at)
        return e->literals.at[at - 1].name;
    const void *owner = is_bytes ? arena_new(e->keep, char) : key;   /* "x" and b"x" are two literals */
    Literal l = { bytes, length, name_file(e->names, owner, literal_wanted(e, bytes, length, is_bytes)), is_bytes };
    vec_push(e->keep, &e->literals, l);
    map_put(seen, key, (void *)(intptr_t)e->literals.n);
    return l.name;
}

static const char *cint(Emitter *e, int64_t n)
{
    if (n == INT64_MIN)
        return "AC_INT_MIN";
    if (n > INT32_MAX || n < -INT32_MAX)
        return arena_printf(e->arena, "AC_INT_C(%" PRId64 ")", n);
    return arena_printf(e->arena, n < 0 ? "(%" PRId64 ")" : "%" PRId64, n);
}

static const char *cfloat(Emitter *e, double d)
{
    char text[40];

    if (isinf(d))
        return d > 0 ? "((ac_float)HUGE_VAL)" : "(-(ac_float)HUGE_VAL)";
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, d);
        if (strtod(text, NULL) == d)
            break;
    }
    return arena_printf(e->arena, d < 0 ? "(%s%s)" : "%s%s", text, strpbrk(text, ".e") ? "" : ".0");
}

/* ---- conversion of storage ---- */

static const char *to_value(Emitter *e, const Type *from, const char *x)
{
    switch (type_rep(from)) {
    case REP_BOOL:  return arena_printf(e->arena, "ac_from_bool(%s)", x);
    case REP_INT:   return arena_printf(e->arena, "ac_from_int(%s)", x);
    case REP_FLOAT: return arena_printf(e->arena, "ac_from_float(%s)", x);
    case REP_VALUE: return x;
    default:        return arena_printf(e->arena, "ac_from_ref(%s)", x);
    }
}

static const char *from_value(Emitter *e, const Type *to, const char *x)
{
    switch (type_rep(to)) {
    case REP_BOOL:  return arena_printf(e->arena, "%s.u.b", x);
    case REP_INT:   return arena_printf(e->arena, "%s.u.i", x);
    case REP_FLOAT: return arena_printf(e->arena, "%s.u.f", x);
    case REP_VALUE: return x;
    default:        return arena_printf(e->arena, "(%s)ac_value_ref(%s)", ctype(e, to), x);
    }
}

static const char *cconv(Emitter *e, const CoreExpr *x)
{
    const CoreExpr *from = x->u.conv;
    const char *text = cexpr(e, from);
    Rep to = type_rep(x->type), was = type_rep(from->type);

    if (from->kind == CE_NONE)
        return to == REP_VALUE ? "ac_from_none()" : to == REP_REF ? "NULL" : to == REP_BOOL ? "false" : "0";
    if (to == REP_VALUE)
        return to_value(e, from->type, text);
    if (from->kind == CE_COND || from->kind == CE_BINARY)
        text = arena_printf(e->arena, "(%s)", text);
    if (was == REP_VALUE)
        return from_value(e, x->type, text);
    if (to == REP_REF && was == REP_REF)
        return arena_printf(e->arena, "(%s)%s", ctype(e, x->type), text);
    return arena_printf(e->arena, "(%s)%s", ctype(e, x->type), text);    /* unreachable at run time */
}

/* ---- operators ---- */

static int precedence(const char *op)
{
    static const struct { const char *op; int level; } table[] = {
        { "*", 10 }, { "/", 10 }, { "%", 10 }, { "+", 9 }, { "-", 9 }, { "<<", 8 }, { ">>", 8 }, { "<", 7 }, { "<=", 7 }, { ">", 7 }, { ">=", 7 },
        { "==", 6 }, { "!=", 6 }, { "&", 5 }, { "^", 4 }, { "|", 3 }, { "&&", 2 }, { "||", 1 },
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strcmp(op, table[i].op) == 0)
            return table[i].level;
    return 0;
}

/* Parentheses where C needs them, and where gcc's -Wparentheses wants them. */
static const char *coperand(Emitter *e, const CoreExpr *x, int level, bool right)
{
    const char *text = cexpr(e, x);
    if (x->kind == CE_COND)
        return arena_printf(e->arena, "(%s)", text);
    if (x->kind != CE_BINARY)
        return text;
    int inner = precedence(x->u.binary.op);
    bool plain = inner > level && (level >= 9 || level <= 2) && !(level == 1 && inner == 2);
    bool same = inner == level && !right && (level == 1 || level == 2 || level == 9 || level == 10);
    return plain || same ? text : arena_printf(e->arena, "(%s)", text);
}

static const char *cbinary(Emitter *e, const CoreExpr *x)
{
    int level = precedence(x->u.binary.op);
    return arena_printf(e->arena, "%s %s %s", coperand(e, x->u.binary.left, level, false), x->u.binary.op,
                        coperand(e, x->u.binary.right, level, true));
}

static const char *cunary(Emitter *e, const CoreExpr *x)
{
    const CoreExpr *operand = x->u.unary.operand;
    const char *text = cexpr(e, operand);
    bool wrap = operand->kind == CE_BINARY || operand->kind == CE_COND || (operand->kind == CE_UNARY && x->u.unary.op[0] == '-');
    return arena_printf(e->arena, wrap ? "%s(%s)" : "%s%s", x->u.unary.op, text);
}

static const char *cobject(Emitter *e, const CoreExpr *object, const char *want)
{
    const char *text = cexpr(e, object);
    const char *have = ctype(e, object->type);
    size_t n = strlen(want);

    if (strncmp(have, want, n) == 0 && strcmp(have + n, " *") == 0 && object->kind != CE_CONV)
        return text[0] == '&' ? arena_printf(e->arena, "(%s)", text) : text;
    return arena_printf(e->arena, "((%s *)%s)", want, text);
}

static const char *cmember(Emitter *e, const CoreExpr *x)
{
    if (!x->u.member.struct_name)
        return arena_printf(e->arena, x->u.member.object->kind == CE_COND ? "(%s).%s" : "%s.%s", cexpr(e, x->u.member.object), x->u.member.name);
    return arena_printf(e->arena, "%s->%s", cobject(e, x->u.member.object, x->u.member.struct_name), x->u.member.name);
}

static const char *cfield(Emitter *e, const CoreExpr *x)
{
    return arena_printf(e->arena, "%s->%s", cobject(e, x->u.field.object, class_struct(e, x->u.field.class)),
                        name_member(e->names, x->u.field.field->name));
}

static const char *ctrimmed(Emitter *e, const char *type)
{
    size_t n = strlen(type);
    return n && type[n - 1] == ' ' ? arena_printf(e->arena, "%.*s", (int)n - 1, type) : type;
}

static const char *carray(Emitter *e, const CoreExpr *x)
{
    if (x->u.array.items.n == 0)
        return "NULL";
    return arena_printf(e->arena, "(%s[%d]){ %s }", ctype(e, x->u.array.item), x->u.array.items.n, cargs(e, &x->u.array.items));
}

static const char *cclass(Emitter *e, const CoreExpr *x)
{
    return arena_printf(e->arena, "&%s", class_type(e, x->u.class));
}

static const char *ctext(Emitter *e, const CoreExpr *x)
{
    if (strcmp(x->u.ctext, "@rep") == 0)
        return rep_constant(x->type);
    if (strncmp(x->u.ctext, "@fn:", 4) == 0)
        return x->u.ctext + 4;
    (void)e;
    return x->u.ctext;
}

const char *cexpr(Emitter *e, const CoreExpr *x)
{
    switch (x->kind) {
    case CE_VAR:    return cplace(e, x->u.var);
    case CE_ADDR:   return arena_printf(e->arena, "&%s", cplace(e, x->u.var));
    case CE_NONE:   return "NULL";
    case CE_BOOL:   return x->u.boolean ? "true" : "false";
    case CE_INT:    return cint(e, x->u.integer);
    case CE_FLOAT:  return cfloat(e, x->u.floating);
    case CE_STR:    return arena_printf(e->arena, "&%s", literal_name(e, x->u.string.bytes, x->u.string.length, x->type->kind == TY_BYTES));
    case CE_CTEXT:  return ctext(e, x);
    case CE_FIELD:  return cfield(e, x);
    case CE_MEMBER: return cmember(e, x);
    case CE_ITEM:
        return arena_printf(e->arena, "AC_ITEM(%s, %s, %s)", ctrimmed(e, ctype(e, x->type)), cexpr(e, x->u.item.list), cexpr(e, x->u.item.index));
    case CE_CONV:   return cconv(e, x);
    case CE_BINARY: return cbinary(e, x);
    case CE_UNARY:  return cunary(e, x);
    case CE_PURE:   return arena_printf(e->arena, "%s(%s)", x->u.call.name, cargs(e, &x->u.call.args));
    case CE_COND:
        return arena_printf(e->arena, "%s ? %s : %s", coperand(e, x->u.cond.cond, 0, false), coperand(e, x->u.cond.then, 0, false),
                            coperand(e, x->u.cond.els, 0, false));
    case CE_ARRAY:  return carray(e, x);
    case CE_FUNC:   return arena_printf(e->arena, "&%s_function", name_file(e->names, x->u.func, x->u.func->name));
    case CE_CLASS:  return cclass(e, x);
    case CE_ENTRY:  return x->u.func ? name_file(e->names, x->u.func, x->u.func->name) : "NULL";
    case CE_CODE:   return arena_printf(e->arena, "&%s_code", name_file(e->names, x->u.func, x->u.func->name));
    case CORE_EXPR_KINDS: break;
    }
    unreachable("expression kind");
}

const char *cargs(Emitter *e, const CoreExprs *args)
{
    const char *text = "";
    for (int i = 0; i < args->n; i++)
        text = i ? arena_printf(e->arena, "%s, %s", text, cexpr(e, args->at[i])) : cexpr(e, args->at[i]);
    return text;
}
