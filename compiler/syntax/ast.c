/* ast.c: constructors: what the grammar's actions call.
 * SPDX-License-Identifier: MIT */
#include "syntax/build.h"

#include <errno.h>
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

Expr *expr_new(Parser *p, ExprKind kind, Span span)
{
    Expr *e = arena_new(p->arena, Expr);
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
    diag_error(p->diag, (Span){ e->span.end, e->span.end }, "expression is nested too deeply");
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
    e->u.integer.value = e->u.integer.too_big ? INT64_MAX : (int64_t)value;
    e->u.integer.text = text;
}

Expr *build_number(Parser *p, Token t)
{
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
    return op == UN_NEG && e->kind == EXPR_INT && e->u.integer.too_big && strtoull(e->u.integer.text, NULL, 10) == (unsigned long long)INT64_MAX + 1;
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
    return expr_deeper(p, e, key && key->depth > depth ? key->depth : depth);
}

Expr *build_call(Parser *p, Expr *func, const ArgVec *args, Span end)
{
    Expr *e = expr_new(p, EXPR_CALL, span_join(func->span, end));
    int depth = func->depth;

    e->u.call.func = func;
    e->u.call.args = *args;
    for (int i = 0; i < args->n; i++)
        depth = args->at[i].value->depth > depth ? args->at[i].value->depth : depth;
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

Expr *build_paren(Parser *p, Span span, Expr *e)
{
    (void)p;
    if (e->kind != EXPR_STARRED)
        e->span = span;
    else
        diag_error(p->diag, e->span, "cannot use starred expression here");
    return e;
}

Expr *build_tuple_of(Parser *p, ExprVec *items, bool comma)
{
    if (items->n == 1 && !comma)
        return items->at[0];
    return build_list(p, EXPR_TUPLE, span_join(items->at[0]->span, items->at[items->n - 1]->span), items);
}

/* ---- lists ---- */

ExprVec *exprs_add(Parser *p, ExprVec *v, Expr *e)
{
    v = v ? v : arena_new(p->arena, ExprVec);
    vec_push(p->arena, v, e);
    return v;
}

StmtVec *stmts_add(Parser *p, StmtVec *v, Stmt *s)
{
    vec_push(p->arena, v, s);
    return v;
}

StmtVec *stmts_join(Parser *p, StmtVec *v, const StmtVec *more)
{
    for (int i = 0; i < more->n; i++)
        vec_push(p->arena, v, more->at[i]);
    return v;
}

StmtVec *one_stmt(Parser *p, Stmt *s)
{
    return stmts_add(p, arena_new(p->arena, StmtVec), s);
}

ArgVec *args_add(Parser *p, ArgVec *v, Arg a)
{
    v = v ? v : arena_new(p->arena, ArgVec);
    for (int i = 0; i < v->n; i++) {
        if (a.name && v->at[i].name == a.name)
            diag_error(p->diag, a.span, "keyword argument repeated: %s", a.name);
        if (!a.name && !a.star && (v->at[i].name || v->at[i].star == 2)) {
            diag_error(p->diag, a.span, "positional argument follows keyword argument");
            break;
        }
    }
    vec_push(p->arena, v, a);
    return v;
}

/* "/" and a lone "*" are no parameters: they mark those before and after. */
ParamVec *params_add(Parser *p, ParamVec *v, Param a)
{
    bool keyword_only = false;

    v = v ? v : arena_new(p->arena, ParamVec);
    if (!a.name && a.positional_only) {
        for (int i = 0; i < v->n; i++)
            v->at[i].positional_only = true;
        return v;
    }
    for (int i = 0; i < v->n; i++) {
        keyword_only |= v->at[i].kind == PARAM_STAR;
        if (a.name && v->at[i].name == a.name)
            diag_error(p->diag, a.span, "duplicate argument '%s' in function definition", a.name);
        if (v->at[i].kind == PARAM_STARSTAR)
            diag_error(p->diag, a.span, "arguments cannot follow var-keyword argument");
    }
    a.keyword_only = keyword_only && a.kind == PARAM_PLAIN;
    if (a.kind == PARAM_PLAIN && !a.fallback && !a.keyword_only)
        for (int i = 0; i < v->n; i++)
            if (v->at[i].fallback) {
                diag_error(p->diag, a.span, "non-default argument follows default argument");
                break;
            }
    vec_push(p->arena, v, a);
    return v;
}

/* Leaves out the lone "*", which has done its work. */
static ParamVec named_params(Parser *p, const ParamVec *all)
{
    ParamVec v = {0};
    for (int i = 0; i < all->n; i++)
        if (all->at[i].name)
            vec_push(p->arena, &v, all->at[i]);
    return v;
}

/* ---- statements ---- */

Stmt *stmt_new(Parser *p, StmtKind kind, Span span)
{
    Stmt *s = arena_new(p->arena, Stmt);
    s->kind = kind;
    s->span = span;
    return s;
}

static const char *target_name(const Expr *e)
{
    switch (e->kind) {
    case EXPR_CALL: return "function call";
    case EXPR_NONE: return "None";
    case EXPR_BOOL: return e->u.boolean ? "True" : "False";
    case EXPR_ELLIPSIS: return "ellipsis";
    case EXPR_INT: case EXPR_FLOAT: case EXPR_STR: case EXPR_BYTES: case EXPR_IMAGINARY: return "literal";
    case EXPR_FSTRING: return "f-string expression";
    case EXPR_COMPARE: return "comparison";
    case EXPR_AWAIT: return "await expression";
    case EXPR_YIELD: case EXPR_YIELD_FROM: return "yield expression";
    case EXPR_LAMBDA: return "lambda";
    case EXPR_TERNARY: return "conditional expression";
    case EXPR_DICT: return "dict literal";
    case EXPR_SET: return "set display";
    default: return "expression";
    }
}

static void check_items(Parser *p, Expr *e, const char *what)
{
    int stars = 0;
    for (int i = 0; i < e->u.list.n; i++) {
        Expr *item = e->u.list.at[i];
        if (item->kind == EXPR_STARRED && ++stars > 1)
            diag_error(p->diag, item->span, "multiple starred expressions in assignment");
        check_target(p, item->kind == EXPR_STARRED ? item->u.operand : item, what);
    }
}

Expr *check_target(Parser *p, Expr *e, const char *what)
{
    switch (e->kind) {
    case EXPR_NAME: case EXPR_ATTR: case EXPR_SUBSCRIPT: case EXPR_ERROR: break;
    case EXPR_TUPLE: case EXPR_LIST: check_items(p, e, what); break;
    case EXPR_STARRED: diag_error(p->diag, e->span, "starred assignment target must be in a list or tuple"); break;
    default: diag_error(p->diag, e->span, "cannot %s %s", what, target_name(e)); break;
    }
    return e;
}

Stmt *build_assign(Parser *p, ExprVec *chain)
{
    Expr *value = chain->at[chain->n - 1];
    Stmt *s = stmt_new(p, chain->n == 1 ? STMT_EXPR : STMT_ASSIGN, span_join(chain->at[0]->span, value->span));

    if (value->kind == EXPR_STARRED)
        diag_error(p->diag, value->span, "can't use starred expression here");
    if (chain->n == 1) {
        s->u.expr = value;
        return s;
    }
    for (int i = 0; i < chain->n - 1; i++)
        vec_push(p->arena, &s->u.assign.targets, check_target(p, chain->at[i], "assign to"));
    s->u.assign.value = value;
    return s;
}

Stmt *build_augment(Parser *p, BinOp op, Expr *target, Expr *value)
{
    Stmt *s = stmt_new(p, STMT_AUGASSIGN, span_join(target->span, value->span));

    if (target->kind != EXPR_NAME && target->kind != EXPR_ATTR && target->kind != EXPR_SUBSCRIPT && target->kind != EXPR_ERROR) {
        diag_error(p->diag, target->span, "'%s' is an illegal expression for augmented assignment", target_name(target));
        s->kind = STMT_ERROR;
        return s;
    }
    s->u.augment.op = op;
    s->u.augment.target = target;
    s->u.augment.value = value;
    return s;
}

Stmt *build_annotate(Parser *p, Expr *target, Expr *annotation, Expr *value)
{
    Stmt *s = stmt_new(p, STMT_ANNASSIGN, span_join(target->span, annotation->span));

    if (target->kind != EXPR_NAME && target->kind != EXPR_ATTR && target->kind != EXPR_SUBSCRIPT && target->kind != EXPR_ERROR) {
        diag_error(p->diag, target->span, "only single target can be annotated");
        s->kind = STMT_ERROR;
        return s;
    }
    s->u.annotate.target = target;
    s->u.annotate.annotation = annotation;
    s->u.annotate.value = value;
    return s;
}

static int elif_depth(const StmtVec *els)
{
    int n = 0;
    while (els->n == 1 && els->at[0]->kind == STMT_IF && n <= ELIF_MAX) {
        n++;
        els = &els->at[0]->u.branch.els;
    }
    return n;
}

Stmt *build_if(Parser *p, Token t, Expr *cond, const StmtVec *then, const StmtVec *els)
{
    Stmt *s = stmt_new(p, STMT_IF, t.span);
    s->u.branch.cond = cond;
    s->u.branch.then = *then;
    s->u.branch.els = *els;
    if (t.kind == ELIF && elif_depth(els) >= ELIF_MAX) {
        diag_error(p->diag, t.span, "too many 'elif'");
        s->u.branch.els.n = 0;
    }
    return s;
}

Func *build_func_head(Parser *p, Token t, const Token *name, const ParamVec *params, Expr *returns)
{
    Func *f = arena_new(p->arena, Func);
    f->name = name ? name->name : intern("<lambda>");
    f->name_span = name ? name->span : t.span;
    f->span = t.span;
    f->params = named_params(p, params);
    f->returns = returns;
    f->is_lambda = !name;
    f->first_id = *p->next_id;
    f->source = p->source;
    return f;
}

Stmt *build_func(Parser *p, Func *head, const StmtVec *body)
{
    Stmt *s = stmt_new(p, STMT_FUNC, head->span);
    head->body = *body;
    head->end_id = *p->next_id;
    s->u.func = head;
    return s;
}

Expr *build_lambda(Parser *p, Func *head, Expr *body)
{
    Stmt *ret = stmt_new(p, STMT_RETURN, body->span);
    ret->u.expr = body;
    vec_push(p->arena, &head->body, ret);
    head->end_id = *p->next_id;
    Expr *e = expr_new(p, EXPR_LAMBDA, span_join(head->span, body->span));
    e->u.lambda = head;
    return expr_deeper(p, e, body->depth);
}

Stmt *decorate(Parser *p, const ExprVec *decorators, Stmt *s)
{
    ExprVec *list = s->kind == STMT_FUNC ? &s->u.func->decorators : s->kind == STMT_CLASS ? &s->u.class->decorators : NULL;

    if (!list) {
        diag_error(p->diag, decorators->at[0]->span, "a decorator stands before a function or class");
        return s;
    }
    ExprVec joined = {0};
    for (int i = 0; i < decorators->n; i++)
        vec_push(p->arena, &joined, decorators->at[i]);
    for (int i = 0; i < list->n; i++)
        vec_push(p->arena, &joined, list->at[i]);
    *list = joined;
    return s;
}

Stmt *make_async(Parser *p, Token t, Stmt *s)
{
    s->span = span_join(t.span, s->span);
    switch (s->kind) {
    case STMT_FUNC: s->u.func->is_async = true; break;
    case STMT_FOR:  s->u.each.is_async = true; break;
    case STMT_WITH: s->u.with.is_async = true; break;
    default: diag_error(p->diag, t.span, "'async' stands before def, for or with"); break;
    }
    return s;
}

const char *dotted(Parser *p, const char *left, const char *right)
{
    return intern(arena_printf(p->arena, "%s.%s", left, right));
}

/* ---- patterns ---- */

Pattern *pattern_new(Parser *p, PatternKind kind, Span span)
{
    Pattern *pat = arena_new(p->arena, Pattern);
    pat->kind = kind;
    pat->span = span;
    return pat;
}

Pattern *pattern_add(Parser *p, Pattern *to, Pattern *part)
{
    vec_push(p->arena, &to->parts, part);
    to->span = span_join(to->span, part->span);
    return to;
}

Pattern *pattern_of(Parser *p, Expr *e)
{
    Pattern *pat = pattern_new(p, PAT_VALUE, e->span);
    pat->value = e;
    if (e->kind == EXPR_NAME) {
        bool wildcard = strcmp(e->u.name, "_") == 0;
        pat->kind = wildcard ? PAT_WILDCARD : PAT_CAPTURE;
        pat->name = e->u.name;
        pat->value = NULL;
    }
    return pat;
}
