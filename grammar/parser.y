/* parser.y: Python 3.11's grammar. Each action is one constructor call (syntax/build.h).
 * SPDX-License-Identifier: MIT */
%include {
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "base/intern.h"
#include "parser.h"
#include "syntax/build.h"
#define NEW(T) arena_new(p->arena, T)
static Span at(Token t) { return t.span; }
static Span between(Token a, Token b) { return span_join(a.span, b.span); }
}
%name ParserMachine
%token_type { Token }
%extra_argument { Parser *p }
%stack_size 0
%syntax_error {
    bool colon = yy_find_shift_action(COLON, yypParser->yytos->stateno) != YY_ERROR_ACTION;
    syntax_error(p, TOKEN, colon);
}
%parse_failure { p->failed = true; }
%stack_overflow { diag_error(p->diag, p->last.span, "the parser is out of memory"); p->failed = true; }

/* The operators, loosest first. A comparison is none of them here: its operands are `expr`, and and/or/not join
 * comparisons. */
%left OR.
%left AND.
%right NOT.
%left BAR.
%left CARET.
%left AMP.
%left LSHIFT RSHIFT.
%left PLUS MINUS.
%left STAR SLASH DSLASH PERCENT AT.
%right UNARY.
%right DSTAR.

%type module { int }
%type block { StmtVec * }
%type stmts { StmtVec * }
%type broken { Token }
%type small_line { StmtVec * }
%type smalls { StmtVec * }
%type small { Stmt * }
%type compound { Stmt * }
%type for_stmt { Stmt * }
%type with_stmt { Stmt * }
%type func_def { Stmt * }
%type class_def { Stmt * }
%type definition { Stmt * }
%type orelse { StmtVec * }
%type elifs { StmtVec * }
%type handlers { HandlerVec * }
%type handler { Handler }
%type caught { Handler }
%type exprlist { Expr * }
%type exprs { ExprVec * }
%type items { Expr * }
%type testlist { Expr * }
%type one_test { Expr * }
%type tests { ExprVec * }
%type rhs { Expr * }
%type chain { ExprVec * }
%type yield_expr { Expr * }
%type named { Expr * }
%type test { Expr * }
%type test_nocond { Expr * }
%type lambda { Expr * }
%type or_test { Expr * }
%type comparison { Expr * }
%type comp_op { CmpOp }
%type star_expr { Expr * }
%type expr { Expr * }
%type awaited { Expr * }
%type primary { Expr * }
%type atom { Expr * }
%type strings { TokenSeq * }
%type display { ExprVec * }
%type display_item { Expr * }
%type dict_items { Expr * }
%type subscripts { Expr * }
%type subscript_list { ExprVec * }
%type subscript { Expr * }
%type opt_test { Expr * }
%type comp_fors { CompForVec * }
%type comp_for { CompFor }
%type comp_ifs { ExprVec * }
%type arguments { ArgVec * }
%type args { ArgVec * }
%type argument { Arg }
%type params { ParamVec * }
%type param_list { ParamVec * }
%type param { Param }
%type lparams { ParamVec * }
%type lparam_list { ParamVec * }
%type lparam { Param }
%type opt_annotation { Expr * }
%type opt_default { Expr * }
%type func_head { Func * }
%type lambda_head { Func * }
%type returns { Expr * }
%type decorators { ExprVec * }
%type class_bases { ArgVec * }
%type aug { BinOp }
%type with_items { WithVec * }
%type with_item { WithItem }
%type name_list { NameVec * }
%type dotted_name { Token }
%type import_as { AliasVec * }
%type import_one { Alias }
%type from_names { AliasVec * }
%type from_as { AliasVec * }
%type from_one { Alias }
%type dots { int }
%type cases { CaseVec * }
%type case_block { MatchCase }
%type guard { Expr * }
%type patterns { Pattern * }
%type pattern_list { Pattern * }
%type pattern { Pattern * }
%type or_pattern { Pattern * }
%type closed_pattern { Pattern * }
%type class_patterns { Pattern * }
%type mapping { Pattern * }
%type dotted_value { Expr * }

module ::= stmts(B). { p->module->top->body = *B; }
module ::= FIELD testlist(E) NEWLINE. { p->field = E; }
module ::= FIELD yield_expr(E) NEWLINE. { p->field = E; }

stmts(R) ::= . { R = NEW(StmtVec); }
stmts(R) ::= stmts(L) small(S) NEWLINE. { R = stmts_add(p, L, S); p->after_error = false; }
stmts(R) ::= stmts(L) small_line(S). { R = stmts_join(p, L, S); p->after_error = false; }
stmts(R) ::= stmts(L) compound(S). { R = stmts_add(p, L, S); p->after_error = false; }
stmts(R) ::= stmts(L) NEWLINE. { R = L; }
/* Recovery: to the end of the line, and over the block that follows when the line was a header. Lemon keeps
 * silent for three tokens after an error; here the next line is a new chance. */
stmts(R) ::= stmts(L) broken(T). { R = stmts_add(p, L, stmt_new(p, STMT_ERROR, at(T))); p->after_error = true; }
broken(R) ::= error NEWLINE(T). { R = T; yypParser->yyerrcnt = -1; }
broken(R) ::= error NEWLINE(T) INDENT stmts DEDENT. { R = T; yypParser->yyerrcnt = -1; }
stmts(R) ::= stmts(L) case_block(C). { R = stmts_add(p, L, stmt_new(p, STMT_ERROR, C.span)); }
block(R) ::= small(S) NEWLINE. { R = one_stmt(p, S); }
block ::= small_line.
block(R) ::= NEWLINE INDENT stmts(S) DEDENT. { R = S; }
/* With a semicolon. */
small_line(R) ::= smalls(S) NEWLINE. { R = S; }
small_line(R) ::= smalls(L) small(S) NEWLINE. { R = stmts_add(p, L, S); }
smalls(R) ::= small(S) SEMI. { R = one_stmt(p, S); }
smalls(R) ::= smalls(L) small(S) SEMI. { R = stmts_add(p, L, S); }

/* ---- simple statements ---- */
small(R) ::= rhs(E). { R = build_expr_stmt(p, E); }
small(R) ::= chain(C) rhs(V). { R = build_assign(p, C, V); }
small(R) ::= testlist(T) aug(O) rhs(V). { R = build_augment(p, O, T, V); }
small(R) ::= testlist(T) COLON test(A). { R = build_annotate(p, T, A, NULL); }
small(R) ::= testlist(T) COLON test(A) ASSIGN rhs(V). { R = build_annotate(p, T, A, V); }
chain(R) ::= rhs(E) ASSIGN. { R = exprs_add(p, NULL, E); }
chain(R) ::= chain(L) rhs(E) ASSIGN. { R = exprs_add(p, L, E); }
rhs ::= testlist.
rhs ::= yield_expr.
aug(R) ::= ADD_ASSIGN. { R = BIN_ADD; }
aug(R) ::= SUB_ASSIGN. { R = BIN_SUB; }
aug(R) ::= MUL_ASSIGN. { R = BIN_MUL; }
aug(R) ::= DIV_ASSIGN. { R = BIN_TRUEDIV; }
aug(R) ::= FLOOR_ASSIGN. { R = BIN_FLOORDIV; }
aug(R) ::= MOD_ASSIGN. { R = BIN_MOD; }
aug(R) ::= POW_ASSIGN. { R = BIN_POW; }
aug(R) ::= LSHIFT_ASSIGN. { R = BIN_LSHIFT; }
aug(R) ::= RSHIFT_ASSIGN. { R = BIN_RSHIFT; }
aug(R) ::= AND_ASSIGN. { R = BIN_AND; }
aug(R) ::= OR_ASSIGN. { R = BIN_OR; }
aug(R) ::= XOR_ASSIGN. { R = BIN_XOR; }
aug(R) ::= AT_ASSIGN. { R = BIN_MATMUL; }
small(R) ::= PASS(T). { R = build_simple(p, STMT_PASS, T, NULL); }
small(R) ::= BREAK(T). { R = build_simple(p, STMT_BREAK, T, NULL); }
small(R) ::= CONTINUE(T). { R = build_simple(p, STMT_CONTINUE, T, NULL); }
small(R) ::= DEL(T) exprlist(E). { R = build_simple(p, STMT_DEL, T, check_target(p, E, "delete")); }
small(R) ::= RETURN(T). { R = build_simple(p, STMT_RETURN, T, NULL); }
small(R) ::= RETURN(T) testlist(E). { R = build_simple(p, STMT_RETURN, T, E); }
small(R) ::= RAISE(T). { R = build_raise(p, T, NULL, NULL); }
small(R) ::= RAISE(T) test(E). { R = build_raise(p, T, E, NULL); }
small(R) ::= RAISE(T) test(E) FROM test(C). { R = build_raise(p, T, E, C); }
small(R) ::= ASSERT(T) test(E). { R = build_assert(p, T, E, NULL); }
small(R) ::= ASSERT(T) test(E) COMMA test(M). { R = build_assert(p, T, E, M); }
small(R) ::= GLOBAL(T) name_list(N). { R = build_declaration(p, STMT_GLOBAL, T, N); }
small(R) ::= NONLOCAL(T) name_list(N). { R = build_declaration(p, STMT_NONLOCAL, T, N); }
name_list(R) ::= NAME(T). { R = NEW(NameVec); vec_push(p->arena, &R->names, T.name); }
name_list(R) ::= name_list(L) COMMA NAME(T). { R = L; vec_push(p->arena, &R->names, T.name); }

small(R) ::= IMPORT(T) import_as(N). { R = build_import(p, T, N); }
import_as(R) ::= import_one(A). { R = NEW(AliasVec); vec_push(p->arena, R, A); }
import_as(R) ::= import_as(L) COMMA import_one(A). { R = L; vec_push(p->arena, R, A); }
import_one(R) ::= dotted_name(N). { R = (Alias){ N.name, NULL, N.span }; }
import_one(R) ::= dotted_name(N) AS NAME(A). { R = (Alias){ N.name, A.name, span_join(N.span, at(A)) }; }
dotted_name ::= NAME.
dotted_name(R) ::= dotted_name(L) DOT NAME(N). { R = dotted(p, L, N); }
small(R) ::= FROM(T) dotted_name(M) IMPORT from_names(N). { R = build_from(p, T, 0, &M, N); }
small(R) ::= FROM(T) dots(D) dotted_name(M) IMPORT from_names(N). { R = build_from(p, T, D, &M, N); }
small(R) ::= FROM(T) dots(D) IMPORT from_names(N). { R = build_from(p, T, D, NULL, N); }
dots(R) ::= DOT. { R = 1; }
dots(R) ::= ELLIPSIS. { R = 3; }
dots(R) ::= dots(D) DOT. { R = D + 1; }
dots(R) ::= dots(D) ELLIPSIS. { R = D + 3; }
from_names(R) ::= STAR. { R = NULL; }
from_names ::= from_as.
from_names(R) ::= LP from_as(N) RP. { R = N; }
from_names(R) ::= LP from_as(N) COMMA RP. { R = N; }
from_as(R) ::= from_one(A). { R = NEW(AliasVec); vec_push(p->arena, R, A); }
from_as(R) ::= from_as(L) COMMA from_one(A). { R = L; vec_push(p->arena, R, A); }
from_one(R) ::= NAME(N). { R = (Alias){ N.name, NULL, at(N) }; }
from_one(R) ::= NAME(N) AS NAME(A). { R = (Alias){ N.name, A.name, span_join(at(N), at(A)) }; }

/* ---- compound statements ---- */
compound(R) ::= IF(T) named(C) COLON block(B) elifs(E). { R = build_if(p, T, C, B, E); }
elifs ::= orelse.
elifs(R) ::= ELIF(T) named(C) COLON block(B) elifs(E). { R = one_stmt(p, build_if(p, T, C, B, E)); }
orelse(R) ::= . { R = NEW(StmtVec); }
orelse(R) ::= ELSE COLON block(B). { R = B; }
compound(R) ::= WHILE(T) named(C) COLON block(B) orelse(E). { R = build_while(p, T, C, B, E); }
compound ::= for_stmt.
compound(R) ::= ASYNC(T) for_stmt(S). { R = make_async(T, S); }
for_stmt(R) ::= FOR(T) exprlist(X) IN testlist(I) COLON block(B) orelse(E). { R = build_for(p, T, X, I, B, E); }
compound(R) ::= TRY(T) COLON block(B) handlers(H) orelse(E). { R = build_try(p, T, B, H, E, NULL); }
compound(R) ::= TRY(T) COLON block(B) handlers(H) orelse(E) FINALLY COLON block(F). { R = build_try(p, T, B, H, E, F); }
compound(R) ::= TRY(T) COLON block(B) FINALLY COLON block(F). { R = build_try(p, T, B, NULL, NULL, F); }
handlers(R) ::= handler(H). { R = handlers_add(p, NULL, &H); }
handlers(R) ::= handlers(L) handler(H). { R = handlers_add(p, L, &H); }
handler(R) ::= EXCEPT(T) COLON block(B). { R = (Handler){ .body = *B, .span = at(T) }; }
handler(R) ::= EXCEPT(T) caught(C) COLON block(B). { R = C; R.body = *B; R.span = at(T); }
handler(R) ::= EXCEPT(T) STAR caught(C) COLON block(B). { R = C; R.body = *B; R.span = at(T); R.star = true; }
caught(R) ::= test(E). { R = (Handler){ .type = E }; }
caught(R) ::= test(E) AS NAME(N). { R = (Handler){ .type = E, .name = N.name, .name_span = at(N) }; }
compound ::= with_stmt.
compound(R) ::= ASYNC(T) with_stmt(S). { R = make_async(T, S); }
with_stmt(R) ::= WITH(T) with_items(W) COLON block(B). { R = build_with(p, T, W, B); }
with_items(R) ::= with_item(W). { R = NEW(WithVec); vec_push(p->arena, &R->items, W); }
with_items(R) ::= with_items(L) COMMA with_item(W). { R = L; vec_push(p->arena, &R->items, W); }
with_item(R) ::= test(E). { R = (WithItem){ E, NULL }; }
with_item(R) ::= test(E) AS expr(X). { R = (WithItem){ E, check_target(p, X, "assign to") }; }
func_def(R) ::= func_head(H) block(B). { R = build_func(p, H, B); }
func_head(R) ::= DEF(T) NAME(N) LP params(P) RP returns(A) COLON. { R = build_func_head(p, T, &N, P, A); }
returns(R) ::= . { R = NULL; }
returns(R) ::= ARROW test(E). { R = E; }
class_def(R) ::= CLASS(T) NAME(N) class_bases(A) COLON block(B). { R = build_class(p, T, N, A, B); }
class_bases(R) ::= . { R = NEW(ArgVec); }
class_bases(R) ::= LP arguments(A) RP. { R = A; }
definition ::= func_def.
definition ::= class_def.
definition(R) ::= ASYNC(T) func_def(S). { R = make_async(T, S); }
compound ::= definition.
compound(R) ::= decorators(D) definition(S). { R = decorate(p, D, S); }
decorators(R) ::= AT named(E) NEWLINE. { R = exprs_add(p, NULL, E); }
decorators(R) ::= decorators(L) AT named(E) NEWLINE. { R = exprs_add(p, L, E); }

compound(R) ::= MATCH(T) items(S) COLON NEWLINE INDENT cases(C) DEDENT. { R = build_match(p, T, S, C); }
cases(R) ::= case_block(C). { R = NEW(CaseVec); vec_push(p->arena, &R->cases, C); }
cases(R) ::= cases(L) broken. { R = L; }
cases(R) ::= broken. { R = NEW(CaseVec); }
cases(R) ::= cases(L) case_block(C). { R = L; vec_push(p->arena, &R->cases, C); }
case_block(R) ::= CASE(T) patterns(P) guard(G) COLON block(B). { R = (MatchCase){ P, G, *B, at(T) }; }
guard(R) ::= . { R = NULL; }
guard(R) ::= IF named(E). { R = E; }
patterns ::= pattern.
patterns ::= pattern_list.
patterns(R) ::= pattern_list(P) pattern(Q). { R = pattern_add(p, P, Q); }
pattern_list(R) ::= pattern(P) COMMA. { R = pattern_add(p, pattern_new(p, PAT_SEQUENCE, P->span), P); }
pattern_list(R) ::= pattern_list(L) pattern(P) COMMA. { R = pattern_add(p, L, P); }
pattern ::= or_pattern.
pattern(R) ::= or_pattern(P) AS NAME(N). { R = pattern_add(p, pattern_new(p, PAT_AS, at(N)), P); R->name = N.name; }
pattern(R) ::= STAR(T) NAME(N). { R = pattern_star(p, T, N); }
or_pattern ::= closed_pattern.
or_pattern(R) ::= or_pattern(L) BAR closed_pattern(P). { R = pattern_or(p, L, P); }
closed_pattern(R) ::= INTEGER(T). { R = pattern_of(p, build_number(p, T)); }
closed_pattern(R) ::= FLOAT(T). { R = pattern_of(p, build_number(p, T)); }
closed_pattern(R) ::= MINUS(M) INTEGER(T). { R = pattern_of(p, build_unary(p, M, UN_NEG, build_number(p, T))); }
closed_pattern(R) ::= MINUS(M) FLOAT(T). { R = pattern_of(p, build_unary(p, M, UN_NEG, build_number(p, T))); }
closed_pattern(R) ::= strings(S). { R = pattern_of(p, build_strings(p, S)); }
closed_pattern(R) ::= NONE(T). { R = pattern_of(p, build_constant(p, EXPR_NONE, T, false)); }
closed_pattern(R) ::= TRUE_(T). { R = pattern_of(p, build_constant(p, EXPR_BOOL, T, true)); }
closed_pattern(R) ::= FALSE_(T). { R = pattern_of(p, build_constant(p, EXPR_BOOL, T, false)); }
closed_pattern(R) ::= dotted_value(E). { R = pattern_of(p, E); }
dotted_value(R) ::= NAME(N). { R = build_name(p, N); }
dotted_value(R) ::= dotted_value(E) DOT NAME(N). { R = build_attr(p, E, N); }
closed_pattern(R) ::= dotted_value(E) LP class_patterns(A) RP. { R = pattern_class(E, A); }
closed_pattern(R) ::= dotted_value(E) LP class_patterns(A) COMMA RP. { R = pattern_class(E, A); }
closed_pattern(R) ::= dotted_value(E) LP RP. { R = pattern_class(E, pattern_new(p, PAT_CLASS, E->span)); }
class_patterns(R) ::= pattern(P). { R = pattern_positional(p, pattern_new(p, PAT_CLASS, P->span), P); }
class_patterns(R) ::= NAME(N) ASSIGN pattern(P). { R = pattern_attr(p, pattern_new(p, PAT_CLASS, P->span), N, P); }
class_patterns(R) ::= class_patterns(L) COMMA pattern(P). { R = pattern_positional(p, L, P); }
class_patterns(R) ::= class_patterns(L) COMMA NAME(N) ASSIGN pattern(P). { R = pattern_attr(p, L, N, P); }
closed_pattern(R) ::= LP(T) RP. { R = pattern_new(p, PAT_SEQUENCE, at(T)); }
closed_pattern(R) ::= LP pattern(P) RP. { R = P; }
closed_pattern(R) ::= LP pattern_list(P) RP. { R = P; }
closed_pattern(R) ::= LP pattern_list(P) pattern(Q) RP. { R = pattern_add(p, P, Q); }
closed_pattern(R) ::= LB(T) RB. { R = pattern_new(p, PAT_SEQUENCE, at(T)); }
closed_pattern(R) ::= LB(T) pattern(P) RB. { R = pattern_add(p, pattern_new(p, PAT_SEQUENCE, at(T)), P); }
closed_pattern(R) ::= LB pattern_list(P) RB. { R = P; }
closed_pattern(R) ::= LB pattern_list(P) pattern(Q) RB. { R = pattern_add(p, P, Q); }
closed_pattern(R) ::= LC(T) RC. { R = pattern_new(p, PAT_MAPPING, at(T)); }
closed_pattern(R) ::= LC mapping(M) RC. { R = M; }
closed_pattern(R) ::= LC mapping(M) COMMA RC. { R = M; }
mapping(R) ::= closed_pattern(K) COLON pattern(P). { R = pattern_item(p, pattern_new(p, PAT_MAPPING, K->span), K, P); }
mapping(R) ::= DSTAR(T) NAME(N). { R = pattern_new(p, PAT_MAPPING, at(T)); R->name = N.name; }
mapping(R) ::= mapping(L) COMMA closed_pattern(K) COLON pattern(P). { R = pattern_item(p, L, K, P); }
mapping(R) ::= mapping(L) COMMA DSTAR NAME(N). { R = L; R->name = N.name; }

/* ---- parameters ---- */
params(R) ::= . { R = NEW(ParamVec); }
params ::= param_list.
params(R) ::= param_list(L) COMMA. { R = L; }
param_list(R) ::= param(A). { R = params_add(p, NULL, A); }
param_list(R) ::= param_list(L) COMMA param(A). { R = params_add(p, L, A); }
param(R) ::= NAME(N) opt_annotation(A) opt_default(D). { R = param_new(PARAM_PLAIN, N, A, D); }
param(R) ::= STAR(T). { R = param_new(PARAM_STAR, T, NULL, NULL); }
param(R) ::= STAR NAME(N) opt_annotation(A). { R = param_new(PARAM_STAR, N, A, NULL); }
param(R) ::= DSTAR NAME(N) opt_annotation(A). { R = param_new(PARAM_STARSTAR, N, A, NULL); }
param(R) ::= SLASH(T). { R = param_slash(T); }
opt_annotation(R) ::= . { R = NULL; }
opt_annotation(R) ::= COLON test(E). { R = E; }
opt_default(R) ::= . { R = NULL; }
opt_default(R) ::= ASSIGN test(E). { R = E; }
lparams(R) ::= . { R = NEW(ParamVec); }
lparams ::= lparam_list.
lparams(R) ::= lparam_list(L) COMMA. { R = L; }
lparam_list(R) ::= lparam(A). { R = params_add(p, NULL, A); }
lparam_list(R) ::= lparam_list(L) COMMA lparam(A). { R = params_add(p, L, A); }
lparam(R) ::= NAME(N) opt_default(D). { R = param_new(PARAM_PLAIN, N, NULL, D); }
lparam(R) ::= STAR(T). { R = param_new(PARAM_STAR, T, NULL, NULL); }
lparam(R) ::= STAR NAME(N). { R = param_new(PARAM_STAR, N, NULL, NULL); }
lparam(R) ::= DSTAR NAME(N). { R = param_new(PARAM_STARSTAR, N, NULL, NULL); }
lparam(R) ::= SLASH(T). { R = param_slash(T); }

/* ---- expressions ---- */
/* Without brackets a walrus is refused; `items` stands inside of brackets. */
testlist ::= one_test.
testlist(R) ::= tests(L). { R = build_tuple_of(p, L, true); }
testlist(R) ::= tests(L) one_test(E). { R = build_tuple_of(p, exprs_add(p, L, E), true); }
one_test ::= test.
one_test ::= star_expr.
tests(R) ::= one_test(E) COMMA. { R = exprs_add(p, NULL, E); }
tests(R) ::= tests(L) one_test(E) COMMA. { R = exprs_add(p, L, E); }
items(R) ::= display(L). { R = build_tuple_of(p, L, false); }
items(R) ::= display(L) COMMA. { R = build_tuple_of(p, L, true); }
display(R) ::= display_item(E). { R = exprs_add(p, NULL, E); }
display(R) ::= display(L) COMMA display_item(E). { R = exprs_add(p, L, E); }
display_item ::= named.
display_item ::= star_expr.
star_expr(R) ::= STAR(T) expr(E). { R = build_operand(p, EXPR_STARRED, T, E); }
exprlist(R) ::= exprs(L). { R = build_tuple_of(p, L, false); }
exprlist(R) ::= exprs(L) COMMA. { R = build_tuple_of(p, L, true); }
exprs(R) ::= expr(E). { R = exprs_add(p, NULL, E); }
exprs(R) ::= star_expr(E). { R = exprs_add(p, NULL, E); }
exprs(R) ::= exprs(L) COMMA expr(E). { R = exprs_add(p, L, E); }
exprs(R) ::= exprs(L) COMMA star_expr(E). { R = exprs_add(p, L, E); }
yield_expr(R) ::= YIELD(T). { R = build_operand(p, EXPR_YIELD, T, NULL); }
yield_expr(R) ::= YIELD(T) testlist(E). { R = build_operand(p, EXPR_YIELD, T, E); }
yield_expr(R) ::= YIELD(T) FROM test(E). { R = build_operand(p, EXPR_YIELD_FROM, T, E); }

named ::= test.
named(R) ::= test(T) WALRUS test(E). { R = build_walrus(p, T, E); }
test ::= or_test.
test(R) ::= or_test(A) IF or_test(C) ELSE test(B). { R = build_ternary(p, A, C, B); }
test ::= lambda.
lambda(R) ::= lambda_head(H) test(E). { R = build_lambda(p, H, E); }
lambda_head(R) ::= LAMBDA(T) lparams(P) COLON. { R = build_func_head(p, T, NULL, P, NULL); }
test_nocond ::= or_test.
test_nocond(R) ::= or_test(T) WALRUS or_test(E). { R = build_walrus(p, T, E); }
or_test(R) ::= or_test(L) OR or_test(E). { R = build_logic(p, EXPR_OR, L, E); }
or_test(R) ::= or_test(L) AND or_test(E). { R = build_logic(p, EXPR_AND, L, E); }
or_test(R) ::= NOT(T) or_test(E). { R = build_unary(p, T, UN_NOT, E); }
or_test ::= comparison.
comparison ::= expr.
comparison(R) ::= comparison(L) comp_op(O) expr(E). { R = build_compare(p, O, L, E); }
comp_op(R) ::= LT. { R = CMP_LT; }
comp_op(R) ::= LE. { R = CMP_LE; }
comp_op(R) ::= GT. { R = CMP_GT; }
comp_op(R) ::= GE. { R = CMP_GE; }
comp_op(R) ::= EQ. { R = CMP_EQ; }
comp_op(R) ::= NE. { R = CMP_NE; }
comp_op(R) ::= IS. { R = CMP_IS; }
comp_op(R) ::= IS NOT. { R = CMP_IS_NOT; }
comp_op(R) ::= IN. { R = CMP_IN; }
comp_op(R) ::= NOT IN. { R = CMP_NOT_IN; }
expr(R) ::= expr(L) BAR expr(E). { R = build_binary(p, BIN_OR, L, E); }
expr(R) ::= expr(L) CARET expr(E). { R = build_binary(p, BIN_XOR, L, E); }
expr(R) ::= expr(L) AMP expr(E). { R = build_binary(p, BIN_AND, L, E); }
expr(R) ::= expr(L) LSHIFT expr(E). { R = build_binary(p, BIN_LSHIFT, L, E); }
expr(R) ::= expr(L) RSHIFT expr(E). { R = build_binary(p, BIN_RSHIFT, L, E); }
expr(R) ::= expr(L) PLUS expr(E). { R = build_binary(p, BIN_ADD, L, E); }
expr(R) ::= expr(L) MINUS expr(E). { R = build_binary(p, BIN_SUB, L, E); }
expr(R) ::= expr(L) STAR expr(E). { R = build_binary(p, BIN_MUL, L, E); }
expr(R) ::= expr(L) SLASH expr(E). { R = build_binary(p, BIN_TRUEDIV, L, E); }
expr(R) ::= expr(L) DSLASH expr(E). { R = build_binary(p, BIN_FLOORDIV, L, E); }
expr(R) ::= expr(L) PERCENT expr(E). { R = build_binary(p, BIN_MOD, L, E); }
expr(R) ::= expr(L) AT expr(E). { R = build_binary(p, BIN_MATMUL, L, E); }
expr(R) ::= expr(L) DSTAR expr(E). { R = build_binary(p, BIN_POW, L, E); }
expr(R) ::= MINUS(T) expr(E). [UNARY] { R = build_unary(p, T, UN_NEG, E); }
expr(R) ::= PLUS(T) expr(E). [UNARY] { R = build_unary(p, T, UN_POS, E); }
expr(R) ::= TILDE(T) expr(E). [UNARY] { R = build_unary(p, T, UN_INVERT, E); }
expr ::= awaited.
awaited ::= primary.
awaited(R) ::= AWAIT(T) primary(E). { R = build_operand(p, EXPR_AWAIT, T, E); }
primary ::= atom.
primary(R) ::= primary(E) DOT NAME(N). { R = build_attr(p, E, N); }
primary(R) ::= primary(E) LP arguments(A) RP(T). { R = build_call(p, E, A, at(T)); }
primary(R) ::= primary(E) LB subscripts(I) RB(T). { R = build_subscript(p, E, I, at(T)); }

atom(R) ::= NAME(T). { R = build_name(p, T); }
atom(R) ::= BROKEN(T). { R = expr_new(p, EXPR_ERROR, at(T)); }
atom(R) ::= INTEGER(T). { R = build_number(p, T); }
atom(R) ::= FLOAT(T). { R = build_number(p, T); }
atom(R) ::= IMAGINARY(T). { R = build_number(p, T); }
atom(R) ::= strings(S). { R = build_strings(p, S); }
strings(R) ::= STRING(T). { R = NEW(TokenSeq); vec_push(p->arena, &R->tokens, T); }
strings(R) ::= strings(L) STRING(T). { R = L; vec_push(p->arena, &R->tokens, T); }
atom(R) ::= NONE(T). { R = build_constant(p, EXPR_NONE, T, false); }
atom(R) ::= TRUE_(T). { R = build_constant(p, EXPR_BOOL, T, true); }
atom(R) ::= FALSE_(T). { R = build_constant(p, EXPR_BOOL, T, false); }
atom(R) ::= ELLIPSIS(T). { R = build_constant(p, EXPR_ELLIPSIS, T, false); }
atom(R) ::= LP(A) RP(B). { R = build_list(p, EXPR_TUPLE, between(A, B), NEW(ExprVec)); }
atom(R) ::= LP(A) yield_expr(E) RP(B). { R = build_paren(between(A, B), E); }
atom(R) ::= LP(A) items(E) RP(B). { R = build_paren(between(A, B), E); }
atom(R) ::= LP(A) display_item(E) comp_fors(F) RP(B). { R = build_comp(p, EXPR_GENEXP, between(A, B), NULL, E, F); }
atom(R) ::= LB(A) RB(B). { R = build_list(p, EXPR_LIST, between(A, B), NEW(ExprVec)); }
atom(R) ::= LB(A) display(L) RB(B). { R = build_list(p, EXPR_LIST, between(A, B), L); }
atom(R) ::= LB(A) display(L) COMMA RB(B). { R = build_list(p, EXPR_LIST, between(A, B), L); }
atom(R) ::= LB(A) display_item(E) comp_fors(F) RB(B). { R = build_comp(p, EXPR_LISTCOMP, between(A, B), NULL, E, F); }
atom(R) ::= LC(A) display(L) RC(B). { R = build_list(p, EXPR_SET, between(A, B), L); }
atom(R) ::= LC(A) display(L) COMMA RC(B). { R = build_list(p, EXPR_SET, between(A, B), L); }
atom(R) ::= LC(A) display_item(E) comp_fors(F) RC(B). { R = build_comp(p, EXPR_SETCOMP, between(A, B), NULL, E, F); }
atom(R) ::= LC(A) RC(B). { R = expr_new(p, EXPR_DICT, between(A, B)); }
atom(R) ::= LC(A) dict_items(D) RC(B). { R = D; R->span = between(A, B); }
atom(R) ::= LC(A) dict_items(D) COMMA RC(B). { R = D; R->span = between(A, B); }
atom(R) ::= LC(A) test(K) COLON test(V) comp_fors(F) RC(B). { R = build_comp(p, EXPR_DICTCOMP, between(A, B), K, V, F); }
dict_items(R) ::= test(K) COLON test(V). { R = dict_add(p, expr_new(p, EXPR_DICT, K->span), K, V); }
dict_items(R) ::= DSTAR expr(V). { R = dict_add(p, expr_new(p, EXPR_DICT, V->span), NULL, V); }
dict_items(R) ::= dict_items(D) COMMA test(K) COLON test(V). { R = dict_add(p, D, K, V); }
dict_items(R) ::= dict_items(D) COMMA DSTAR expr(V). { R = dict_add(p, D, NULL, V); }

subscripts(R) ::= subscript_list(L). { R = build_tuple_of(p, L, L->at[0]->kind == EXPR_STARRED); }
subscripts(R) ::= subscript_list(L) COMMA. { R = build_tuple_of(p, L, true); }
subscript_list(R) ::= subscript(E). { R = exprs_add(p, NULL, E); }
subscript_list(R) ::= subscript_list(L) COMMA subscript(E). { R = exprs_add(p, L, E); }
subscript ::= display_item.
subscript(R) ::= opt_test(A) COLON(T) opt_test(B). { R = build_slice(p, at(T), A, B, NULL); }
subscript(R) ::= opt_test(A) COLON(T) opt_test(B) COLON opt_test(C). { R = build_slice(p, at(T), A, B, C); }
opt_test(R) ::= . { R = NULL; }
opt_test ::= test.

comp_fors(R) ::= comp_for(F). { R = NEW(CompForVec); vec_push(p->arena, &R->fors, F); }
comp_fors(R) ::= comp_fors(L) comp_for(F). { R = L; vec_push(p->arena, &R->fors, F); }
comp_for(R) ::= FOR exprlist(X) IN or_test(I) comp_ifs(C). { R = comp_for(p, X, I, C, false); }
comp_for(R) ::= ASYNC FOR exprlist(X) IN or_test(I) comp_ifs(C). { R = comp_for(p, X, I, C, true); }
comp_ifs(R) ::= . { R = NEW(ExprVec); }
comp_ifs(R) ::= comp_ifs(L) IF test_nocond(E). { R = exprs_add(p, L, E); }

arguments(R) ::= . { R = NEW(ArgVec); }
arguments ::= args.
arguments(R) ::= args(L) COMMA. { R = L; }
args(R) ::= argument(A). { R = args_add(p, NULL, A); }
args(R) ::= args(L) COMMA argument(A). { R = args_add(p, L, A); }
argument(R) ::= named(E). { R = (Arg){ E, NULL, 0, E->span }; }
argument(R) ::= named(E) comp_fors(F). { R = arg_generator(p, E, F); }
argument(R) ::= NAME(N) ASSIGN test(E). { R = (Arg){ E, N.name, 0, span_join(at(N), E->span) }; }
argument(R) ::= STAR(T) test(E). { R = (Arg){ E, NULL, 1, span_join(at(T), E->span) }; }
argument(R) ::= DSTAR(T) test(E). { R = (Arg){ E, NULL, 2, span_join(at(T), E->span) }; }

