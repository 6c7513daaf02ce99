/* ast_dump.c: the tree as text: one node on a line, its parts below it.
 * SPDX-License-Identifier: MIT */
#include "syntax/parse.h"

#include <inttypes.h>
#include <string.h>

static const char *const expr_names[] = {
#define EXPR(KIND, member, python) #KIND,
#include "syntax/ast.def"
};
static const char *const stmt_names[] = {
#define STMT(KIND, member, python) #KIND,
#include "syntax/ast.def"
};
static const char *const pattern_names[] = { "VALUE", "CAPTURE", "WILDCARD", "SEQUENCE", "STAR", "CLASS", "MAPPING", "OR", "AS" };

static void dump_expr(Dump *o, const char *role, const Expr *e);
static void dump_body(Dump *o, const char *role, const StmtVec *body);

/* One line: "role: KIND text". */
static void line(Dump *o, const char *role, const char *kind, const char *text)
{
    dump_line(o, "%s%s%s%s%s", role, *role ? ": " : "", kind, text ? " " : "", text ? text : "");
}

static void quoted_line(Dump *o, const char *role, const char *kind, const char *bytes, size_t length)
{
    fprintf(o->out, "%*s%s%s%s ", o->indent * 4, "", role, *role ? ": " : "", kind);
    dump_quoted(o->out, bytes, length);
    putc('\n', o->out);
}

/* ---- expressions ---- */

static void dump_exprs(Dump *o, const char *role, const ExprVec *v)
{
    for (int i = 0; i < v->n; i++)
        dump_expr(o, role, v->at[i]);
}

static void dump_pieces(Dump *o, const char *role, const FPiece *pieces, int n)
{
    for (int i = 0; i < n; i++) {
        const FPiece *piece = &pieces[i];
        char conversion[3] = { '!', piece->conversion, '\0' };
        if (!piece->value) {
            quoted_line(o, role, "text", piece->text, piece->length);
            continue;
        }
        line(o, role, "field", piece->conversion ? conversion : NULL);
        dump_in(o);
        dump_expr(o, "", piece->value);
        dump_pieces(o, "spec", piece->spec.at, piece->spec.n);
        dump_out(o);
    }
}

static void dump_args(Dump *o, const ArgVec *args)
{
    for (int i = 0; i < args->n; i++) {
        const Arg *a = &args->at[i];
        dump_expr(o, a->name ? a->name : a->star == 2 ? "**" : a->star == 1 ? "*" : "arg", a->value);
    }
}

static void dump_compare(Dump *o, const Expr *e)
{
    dump_expr(o, "", e->u.compare.first);
    for (int i = 0; i < e->u.compare.rest.n; i++)
        dump_expr(o, cmpop_text(e->u.compare.ops.at[i]), e->u.compare.rest.at[i]);
}

static void dump_dict(Dump *o, const Expr *e)
{
    for (int i = 0; i < e->u.dict.values.n; i++) {
        if (e->u.dict.keys.at[i])
            dump_expr(o, "key", e->u.dict.keys.at[i]);
        dump_expr(o, e->u.dict.keys.at[i] ? "value" : "**", e->u.dict.values.at[i]);
    }
}

static void dump_comp(Dump *o, const Expr *e)
{
    dump_expr(o, "key", e->u.comp.key);
    dump_expr(o, "value", e->u.comp.value);
    for (int i = 0; i < e->u.comp.fors.n; i++) {
        const CompFor *f = &e->u.comp.fors.at[i];
        dump_expr(o, f->is_async ? "async for" : "for", f->target);
        dump_expr(o, "in", f->iter);
        dump_exprs(o, "if", &f->conds);
    }
}

static void dump_params(Dump *o, const ParamVec *params)
{
    for (int i = 0; i < params->n; i++) {
        const Param *a = &params->at[i];
        const char *star = a->kind == PARAM_STARSTAR ? "**" : a->kind == PARAM_STAR ? "*" : "";
        dump_line(o, "param: %s%s%s", star, a->name, a->positional_only ? " /" : a->keyword_only ? " keyword" : "");
        dump_in(o);
        dump_expr(o, "annotation", a->annotation);
        dump_expr(o, "default", a->fallback);
        dump_out(o);
    }
}

static void dump_slice(Dump *o, const Expr *e)
{
    dump_expr(o, "start", e->u.slice.start);
    dump_expr(o, "stop", e->u.slice.stop);
    dump_expr(o, "step", e->u.slice.step);
}

static void dump_ternary(Dump *o, const Expr *e)
{
    dump_expr(o, "then", e->u.ternary.then);
    dump_expr(o, "if", e->u.ternary.cond);
    dump_expr(o, "else", e->u.ternary.els);
}

static void dump_lambda(Dump *o, const Func *f)
{
    dump_params(o, &f->params);
    dump_expr(o, "", f->body.at[0]->u.expr);
}

static void expr_line(Dump *o, const char *role, const Expr *e)
{
    char text[64];

    switch (e->kind) {
    case EXPR_BOOL:   line(o, role, "BOOL", e->u.boolean ? "True" : "False"); return;
    case EXPR_INT:
        snprintf(text, sizeof text, "%" PRId64, e->u.integer.value);
        line(o, role, "INT", e->u.integer.too_big ? e->u.integer.text : text);
        return;
    case EXPR_FLOAT: case EXPR_IMAGINARY:
        snprintf(text, sizeof text, "%.17g", e->u.floating);
        line(o, role, expr_names[e->kind], text);
        return;
    case EXPR_STR: case EXPR_BYTES:
        quoted_line(o, role, expr_names[e->kind], e->u.string.bytes, e->u.string.length);
        return;
    case EXPR_NAME:   line(o, role, "NAME", e->u.name); return;
    case EXPR_ATTR:   line(o, role, "ATTR", e->u.attr.name); return;
    case EXPR_UNARY:  line(o, role, "UNARY", unop_text(e->u.unary.op)); return;
    case EXPR_BINARY: line(o, role, "BINARY", binop_text(e->u.binary.op)); return;
    default:          line(o, role, expr_names[e->kind], NULL); return;
    }
}

static void dump_parts(Dump *o, const Expr *e)
{
    switch (e->kind) {
    case EXPR_FSTRING:   dump_pieces(o, "", e->u.fstring.pieces.at, e->u.fstring.pieces.n); return;
    case EXPR_ATTR:      dump_expr(o, "", e->u.attr.object); return;
    case EXPR_SUBSCRIPT: dump_expr(o, "", e->u.subscript.object); dump_expr(o, "index", e->u.subscript.index); return;
    case EXPR_SLICE:     dump_slice(o, e); return;
    case EXPR_CALL:      dump_expr(o, "", e->u.call.func); dump_args(o, &e->u.call.args); return;
    case EXPR_UNARY:     dump_expr(o, "", e->u.unary.operand); return;
    case EXPR_BINARY:    dump_expr(o, "", e->u.binary.left); dump_expr(o, "", e->u.binary.right); return;
    case EXPR_COMPARE:   dump_compare(o, e); return;
    case EXPR_TERNARY:   dump_ternary(o, e); return;
    case EXPR_LAMBDA:    dump_lambda(o, e->u.lambda); return;
    case EXPR_AND: case EXPR_OR: case EXPR_TUPLE: case EXPR_LIST: case EXPR_SET: dump_exprs(o, "", &e->u.list); return;
    case EXPR_DICT:      dump_dict(o, e); return;
    case EXPR_LISTCOMP: case EXPR_SETCOMP: case EXPR_DICTCOMP: case EXPR_GENEXP: dump_comp(o, e); return;
    case EXPR_AWAIT: case EXPR_YIELD: case EXPR_YIELD_FROM: case EXPR_STARRED: dump_expr(o, "", e->u.operand); return;
    case EXPR_WALRUS:    dump_expr(o, "", e->u.walrus.target); dump_expr(o, "", e->u.walrus.value); return;
    default: return;
    }
}

static void dump_expr(Dump *o, const char *role, const Expr *e)
{
    if (!e)
        return;
    expr_line(o, role, e);
    dump_in(o);
    dump_parts(o, e);
    dump_out(o);
}

/* ---- patterns ---- */

static void dump_pattern(Dump *o, const char *role, const Pattern *p)
{
    int positional = p->parts.n - p->attrs.n;

    line(o, role, pattern_names[p->kind], p->kind == PAT_WILDCARD ? NULL : p->name);
    dump_in(o);
    dump_expr(o, "", p->value);
    for (int i = 0; i < p->parts.n; i++) {
        if (p->kind == PAT_MAPPING)
            dump_expr(o, "key", p->keys.at[i]);
        dump_pattern(o, p->kind == PAT_CLASS && i >= positional ? p->attrs.at[i - positional] : "", p->parts.at[i]);
    }
    dump_out(o);
}

static void dump_case(Dump *o, const MatchCase *c)
{
    dump_pattern(o, "case", c->pattern);
    dump_in(o);
    dump_expr(o, "if", c->guard);
    dump_body(o, "body", &c->body);
    dump_out(o);
}

/* ---- statements ---- */

static void dump_func(Dump *o, const Func *f)
{
    dump_exprs(o, "decorator", &f->decorators);
    dump_params(o, &f->params);
    dump_expr(o, "returns", f->returns);
    dump_body(o, "body", &f->body);
}

static void dump_class(Dump *o, const ClassDef *c)
{
    dump_exprs(o, "decorator", &c->decorators);
    dump_args(o, &c->bases);
    dump_body(o, "body", &c->body);
}

static void dump_handler(Dump *o, const Handler *h)
{
    dump_line(o, "except%s%s%s", h->star ? "*" : "", h->name ? " as " : "", h->name ? h->name : "");
    dump_in(o);
    dump_expr(o, "type", h->type);
    dump_body(o, "body", &h->body);
    dump_out(o);
}

static void dump_try(Dump *o, const Stmt *s)
{
    dump_body(o, "body", &s->u.try.body);
    for (int i = 0; i < s->u.try.handlers.n; i++)
        dump_handler(o, &s->u.try.handlers.at[i]);
    dump_body(o, "else", &s->u.try.els);
    dump_body(o, "finally", &s->u.try.final);
}

static void dump_with(Dump *o, const Stmt *s)
{
    for (int i = 0; i < s->u.with.items.n; i++) {
        dump_expr(o, "manager", s->u.with.items.at[i].manager);
        dump_expr(o, "as", s->u.with.items.at[i].target);
    }
    dump_body(o, "body", &s->u.with.body);
}

static void dump_aliases(Dump *o, const AliasVec *names)
{
    for (int i = 0; i < names->n; i++)
        dump_line(o, "name: %s%s%s", names->at[i].name, names->at[i].as ? " as " : "", names->at[i].as ? names->at[i].as : "");
}

static void dump_from(Dump *o, const Stmt *s)
{
    dump_line(o, "module: %.*s%s", s->u.from.level, "..........", s->u.from.module ? s->u.from.module : "");
    if (s->u.from.star)
        dump_line(o, "name: *");
    dump_aliases(o, &s->u.from.names);
}

static void stmt_line(Dump *o, const Stmt *s)
{
    bool is_async = (s->kind == STMT_FOR && s->u.each.is_async) || (s->kind == STMT_WITH && s->u.with.is_async) ||
                    (s->kind == STMT_FUNC && s->u.func->is_async);
    const char *text = s->kind == STMT_FUNC ? s->u.func->name : s->kind == STMT_CLASS ? s->u.class->name
                     : s->kind == STMT_AUGASSIGN ? binop_text(s->u.augment.op) : NULL;

    line(o, is_async ? "async" : "", stmt_names[s->kind], text);
}

static void dump_stmt_parts(Dump *o, const Stmt *s)
{
    switch (s->kind) {
    case STMT_EXPR: case STMT_RETURN: case STMT_DEL: dump_expr(o, "", s->u.expr); return;
    case STMT_ASSIGN: dump_exprs(o, "to", &s->u.assign.targets); dump_expr(o, "value", s->u.assign.value); return;
    case STMT_AUGASSIGN: dump_expr(o, "to", s->u.augment.target); dump_expr(o, "value", s->u.augment.value); return;
    case STMT_ANNASSIGN:
        dump_expr(o, "to", s->u.annotate.target);
        dump_expr(o, "annotation", s->u.annotate.annotation);
        dump_expr(o, "value", s->u.annotate.value);
        return;
    case STMT_RAISE:  dump_expr(o, "", s->u.raise.exc); dump_expr(o, "from", s->u.raise.cause); return;
    case STMT_ASSERT: dump_expr(o, "", s->u.assertion.test); dump_expr(o, "message", s->u.assertion.message); return;
    case STMT_GLOBAL: case STMT_NONLOCAL:
        for (int i = 0; i < s->u.names.names.n; i++)
            dump_line(o, "name: %s", s->u.names.names.at[i]);
        return;
    case STMT_IMPORT: dump_aliases(o, &s->u.import.names); return;
    case STMT_FROM:   dump_from(o, s); return;
    case STMT_IF:
        dump_expr(o, "if", s->u.branch.cond);
        dump_body(o, "then", &s->u.branch.then);
        dump_body(o, "else", &s->u.branch.els);
        return;
    case STMT_WHILE:
        dump_expr(o, "while", s->u.loop.cond);
        dump_body(o, "body", &s->u.loop.body);
        dump_body(o, "else", &s->u.loop.els);
        return;
    case STMT_FOR:
        dump_expr(o, "for", s->u.each.target);
        dump_expr(o, "in", s->u.each.iter);
        dump_body(o, "body", &s->u.each.body);
        dump_body(o, "else", &s->u.each.els);
        return;
    case STMT_TRY:   dump_try(o, s); return;
    case STMT_WITH:  dump_with(o, s); return;
    case STMT_FUNC:  dump_func(o, s->u.func); return;
    case STMT_CLASS: dump_class(o, s->u.class); return;
    case STMT_MATCH:
        dump_expr(o, "subject", s->u.match.subject);
        for (int i = 0; i < s->u.match.cases.n; i++)
            dump_case(o, &s->u.match.cases.at[i]);
        return;
    default: return;
    }
}

static void dump_stmt(Dump *o, const Stmt *s)
{
    stmt_line(o, s);
    dump_in(o);
    dump_stmt_parts(o, s);
    dump_out(o);
}

static void dump_body(Dump *o, const char *role, const StmtVec *body)
{
    if (body->n == 0)
        return;
    dump_line(o, "%s:", role);
    dump_in(o);
    for (int i = 0; i < body->n; i++)
        dump_stmt(o, body->at[i]);
    dump_out(o);
}

void ast_dump(Dump *out, const Module *m)
{
    for (int i = 0; i < m->top->body.n; i++)
        dump_stmt(out, m->top->body.at[i]);
}
