/* ast.c: the constructors of expressions: what the grammar's actions call.
 * SPDX-License-Identifier: MIT */
#include "syntax/build.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "base/intern.h"
#include "parser.h"

static const char *const bin_texts[] = { "+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^", "@" };
static const char *const cmp_texts[] = { "<", "<=", ">", ">=", "==", "!=", "is", "is not", "in", "not in" };

const char *binop_text(BinOp op) { return bin_texts[op]; }
const char *unop_text(UnOp op)   { return op == UN_NEG ? "-" : op == UN_POS ? "+" : op == UN_INVERT ? "~" : "not"; }
const char *cmpop_text(CmpOp op) { return cmp_texts[op]; }

Span span_join(Span a, Span b)
{
    return (Span){ a.start < b.start ? a.start : b.start, a.end > b.end ? a.end : b.end };
}

/* How much of a node its kind needs. */
static const unsigned char expr_size[] = {
#define EXPR(KIND, member, python) [EXPR_##KIND] = offsetof(Expr, u) + sizeof(((Expr *)NULL)->u.member),
#include "syntax/ast.def"
};

Expr *expr_new(Parser *p, ExprKind kind, Span span)
{
    Expr *e = arena_alloc(p->arena, expr_size[kind]);
    e->kind = kind;
    e->id = (*p->next_id)++;
    e->span = span;
    return e;
}

Expr *expr_deeper(Parser *p, Expr *e, int depth)
{
    if (depth + 1 > e->depth)
        e->depth = depth + 1;
    if (e->depth <= EXPR_DEPTH_MAX)
        return e;
    if (p->too_deep != p->line + 1) {
        diag_error(p->diag, p->last.span, "expression is nested too deeply");
        diag_help(p->diag, "give parts of it a name");
    }
    p->too_deep = p->line + 1;
    return expr_new(p, EXPR_ERROR, e->span);
}

static int deepest(const ExprVec *v)
{
    int depth = 0;
    for (int i = 0; i < v->n; i++)
        if (v->at[i] && v->at[i]->depth > depth)
            depth = v->at[i]->depth;
    return depth;
}

/* ---- atoms ---- */

Expr *build_name(Parser *p, Token t)
{
    Expr *e = expr_new(p, EXPR_NAME, t.span);
    e->u.name = t.name;
    return e;
}

Expr *build_constant(Parser *p, ExprKind kind, Token t, bool value)
{
    Expr *e = expr_new(p, kind, t.span);
    if (kind == EXPR_BOOL)
        e->u.boolean = value;
    return e;
}

/* The literal's text without underscores. */
static char *digits_of(const Parser *p, Token t)
{
    size_t n = t.span.end - t.span.start, k = 0;
    const char *text = p->source->text + (t.span.start - p->source->base);
    char *out = arena_alloc(p->arena, n + 1);

    for (size_t i = 0; i < n; i++)
        if (text[i] != '_')
            out[k++] = text[i];
    return out;
}

enum { SHORT_DIGITS = 18 };
#define TWO_TO_63 ((unsigned long long)INT64_MAX + 1)

static void read_integer(Expr *e, const char *text)
{
    int base = 10;
    if (text[0] == '0' && text[1] && strchr("xXoObB", text[1])) {
        base = text[1] == 'x' || text[1] == 'X' ? 16 : text[1] == 'o' || text[1] == 'O' ? 8 : 2;
        text += 2;
    }
    errno = 0;
    unsigned long long value = strtoull(text, NULL, base);
    e->u.integer.too_big = errno == ERANGE || value > (unsigned long long)INT64_MAX;
    e->u.integer.value = !e->u.integer.too_big ? (int64_t)value : errno == 0 && value == TWO_TO_63 ? INT64_MIN : INT64_MAX;
    e->u.integer.text = text;
}

/* Nearly all: decimal digits that surely fit. */
static bool read_short(const char *text, size_t n, int64_t *value)
{
    if (n > SHORT_DIGITS || (n > 1 && text[0] == '0'))
        return false;
    *value = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *value = 10 * *value + (text[i] - '0');
    }
    return true;
}

Expr *build_number(Parser *p, Token t)
{
    int64_t value;

    if (t.kind == INTEGER && read_short(p->source->text + (t.span.start - p->source->base), t.span.end - t.span.start, &value)) {
        Expr *e = expr_new(p, EXPR_INT, t.span);
        e->u.integer.value = value;
        return e;
    }
    char *text = digits_of(p, t);
    Expr *e = expr_new(p, t.kind == INTEGER ? EXPR_INT : t.kind == FLOAT ? EXPR_FLOAT : EXPR_IMAGINARY, t.span);

    if (t.kind == INTEGER)
        read_integer(e, text);
    else
        e->u.floating = strtod(text, NULL);
    return e;
}

Expr *build_strings(Parser *p, const TokenSeq *s)
{
    Span span = span_join(s->tokens.at[0].span, s->tokens.at[s->tokens.n - 1].span);
    bool format = false, bytes = false, text = false;
    Bytes out = {0};

    for (int i = 0; i < s->tokens.n; i++) {
        StringParts part = string_parts(p, s->tokens.at[i]);
        format |= part.format;
        bytes |= part.bytes;
        text |= !part.bytes;
    }
    if (bytes && text) {
        diag_error(p->diag, span, "cannot mix bytes and nonbytes literals");
        return expr_new(p, EXPR_ERROR, span);
    }
    if (format)
        return build_fstring(p, span, s);
    for (int i = 0; i < s->tokens.n; i++) {
        StringParts part = string_parts(p, s->tokens.at[i]);
        decode_text(p, s->tokens.at[i].span, part.text, part.n, part.raw, part.bytes, &out);
    }
    Expr *e = expr_new(p, bytes ? EXPR_BYTES : EXPR_STR, span);
    e->u.string.length = (uint32_t)out.n;
    vec_push(p->arena, &out, '\0');
    e->u.string.bytes = out.at;
    return e;
}

/* ---- operators ---- */

/* -9223372036854775808 is one literal to the user. */
static bool least_integer(const Expr *e, UnOp op)
{
    return op == UN_NEG && e->kind == EXPR_INT && e->u.integer.too_big && e->u.integer.value == INT64_MIN;
}

Expr *build_unary(Parser *p, Token op, UnOp kind, Expr *operand)
{
    Span span = span_join(op.span, operand->span);
    if (least_integer(operand, kind)) {
        Expr *e = expr_new(p, EXPR_INT, span);
        e->u.integer.value = INT64_MIN;
        return e;
    }
    Expr *e = expr_new(p, EXPR_UNARY, span);
    e->u.unary.op = kind;
    e->u.unary.operand = operand;
    return expr_deeper(p, e, operand->depth);
}

Expr *build_binary(Parser *p, BinOp op, Expr *l, Expr *r)
{
    Expr *e = expr_new(p, EXPR_BINARY, span_join(l->span, r->span));
    e->u.binary.op = op;
    e->u.binary.left = l;
    e->u.binary.right = r;
    return expr_deeper(p, e, l->depth > r->depth ? l->depth : r->depth);
}

/* a and b and c is one node. (a and b) and c, in parentheses, is spanned wider and stays two. */
Expr *build_logic(Parser *p, ExprKind kind, Expr *l, Expr *r)
{
    Span span = span_join(l->span, r->span);

    if (l->kind == kind && l->u.list.n >= 2 && l->span.start == l->u.list.at[0]->span.start) {
        vec_push(p->arena, &l->u.list, r);
        l->span = span;
        return expr_deeper(p, l, r->depth);
    }
    Expr *e = expr_new(p, kind, span);
    vec_push(p->arena, &e->u.list, l);
    vec_push(p->arena, &e->u.list, r);
    return expr_deeper(p, e, l->depth > r->depth ? l->depth : r->depth);
}

Expr *build_compare(Parser *p, CmpOp op, Expr *l, Expr *r)
{
    Span span = span_join(l->span, r->span);
    Expr *e = l;

    if (l->kind != EXPR_COMPARE || l->span.start != l->u.compare.first->span.start) {
        e = expr_new(p, EXPR_COMPARE, span);
        e->u.compare.first = l;
        e = expr_deeper(p, e, l->depth);
        if (e->kind == EXPR_ERROR)
            return e;
    }
    vec_push(p->arena, &e->u.compare.ops, op);
    vec_push(p->arena, &e->u.compare.rest, r);
    e->span = span;
    return expr_deeper(p, e, r->depth);
}

Expr *build_ternary(Parser *p, Expr *then, Expr *cond, Expr *els)
{
    Expr *e = expr_new(p, EXPR_TERNARY, span_join(then->span, els->span));
    e->u.ternary.then = then;
    e->u.ternary.cond = cond;
    e->u.ternary.els = els;
    int depth = then->depth > els->depth ? then->depth : els->depth;
    return expr_deeper(p, e, depth > cond->depth ? depth : cond->depth);
}

Expr *build_operand(Parser *p, ExprKind kind, Token t, Expr *operand)
{
    Expr *e = expr_new(p, kind, operand ? span_join(t.span, operand->span) : t.span);
    e->u.operand = operand;
    return expr_deeper(p, e, operand ? operand->depth : 0);
}

Expr *build_list(Parser *p, ExprKind kind, Span span, const ExprVec *items)
{
    Expr *e = expr_new(p, kind, span);
    e->u.list = *items;
    return expr_deeper(p, e, deepest(items));
}

Expr *dict_add(Parser *p, Expr *dict, Expr *key, Expr *value)
{
    if (dict->kind != EXPR_DICT)
        return dict;                            /* too deep already */
    vec_push(p->arena, &dict->u.dict.keys, key);
    vec_push(p->arena, &dict->u.dict.values, value);
    return expr_deeper(p, dict, key && key->depth > value->depth ? key->depth : value->depth);
}

Expr *build_comp(Parser *p, ExprKind kind, Span span, Expr *key, Expr *value, const CompForVec *fors)
{
    Expr *e = expr_new(p, kind, span);
    int depth = value->depth;

    e->u.comp.key = key;
    e->u.comp.value = value;
    memcpy(&e->u.comp.fors, &fors->fors, sizeof fors->fors);
    for (int i = 0; i < fors->fors.n; i++) {
        depth = fors->fors.at[i].iter->depth > depth ? fors->fors.at[i].iter->depth : depth;
        depth = deepest(&fors->fors.at[i].conds) > depth ? deepest(&fors->fors.at[i].conds) : depth;
    }
    if (kind == EXPR_GENEXP)
        e->u.comp.generator = generator_of(p, e);
    return expr_deeper(p, e, key && key->depth > depth ? key->depth : depth);
}

Expr *build_call(Parser *p, Expr *func, const ArgVec *args, Span end)
{
    ArgVec all = format_attributes(p, func, args);
    Expr *e = expr_new(p, EXPR_CALL, span_join(func->span, end));
    int depth = func->depth;

    if (args->n && args->at[0].value->kind == EXPR_GENEXP && call_consumes(func))
        args->at[0].value->u.comp.generator = NULL;
    e->u.call.func = func;
    e->u.call.args = all;
    for (int i = 0; i < all.n; i++)
        depth = all.at[i].value->depth > depth ? all.at[i].value->depth : depth;
    return expr_deeper(p, e, depth);
}

Expr *build_attr(Parser *p, Expr *object, Token name)
{
    Expr *e = expr_new(p, EXPR_ATTR, span_join(object->span, name.span));
    e->u.attr.object = object;
    e->u.attr.name = name.name;
    e->u.attr.name_span = name.span;
    return expr_deeper(p, e, object->depth);
}

Expr *build_subscript(Parser *p, Expr *object, Expr *index, Span end)
{
    Expr *e = expr_new(p, EXPR_SUBSCRIPT, span_join(object->span, end));
    e->u.subscript.object = object;
    e->u.subscript.index = index;
    return expr_deeper(p, e, object->depth > index->depth ? object->depth : index->depth);
}

Expr *build_slice(Parser *p, Span span, Expr *start, Expr *stop, Expr *step)
{
    Expr *parts[3] = { start, stop, step };
    Expr *e = expr_new(p, EXPR_SLICE, span);
    int depth = 0;

    e->u.slice.start = start;
    e->u.slice.stop = stop;
    e->u.slice.step = step;
    for (int i = 0; i < 3; i++)
        if (parts[i]) {
            depth = parts[i]->depth > depth ? parts[i]->depth : depth;
            e->span = span_join(e->span, parts[i]->span);
        }
    return expr_deeper(p, e, depth);
}

Expr *build_walrus(Parser *p, Expr *target, Expr *value)
{
    if (target->kind != EXPR_NAME)
        diag_error(p->diag, target->span, "only a name can stand before ':='");
    Expr *e = expr_new(p, target->kind == EXPR_NAME ? EXPR_WALRUS : EXPR_ERROR, span_join(target->span, value->span));
    e->u.walrus.target = target;
    e->u.walrus.value = value;
    return expr_deeper(p, e, value->depth);
}

Expr *build_paren(Span span, Expr *e)
{
    e->span = span;
    return e;
}

Expr *build_tuple_of(Parser *p, ExprVec *items, bool comma)
{
    if (items->n == 1 && !comma)
        return items->at[0];
    return build_list(p, EXPR_TUPLE, span_join(items->at[0]->span, items->at[items->n - 1]->span), items);
}
