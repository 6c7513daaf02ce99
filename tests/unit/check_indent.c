/* check_indent.c: the tokens of every text are in balance, and every token is known.
 * SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "base/intern.h"
#include "parser.h"
#include "syntax/lexer.h"
#include "suite.h"

static Arena *arena;
static Sources sources;
static Diag diag;

static TokenVec tokens_of(const char *text)
{
    arena = arena_create();
    sources = (Sources){ .arena = arena };
    diag_init(&diag, arena, &sources);
    return tokenize(arena, &diag, source_add(&sources, "t", text, strlen(text)));
}

static void done(void)
{
    intern_reset();
    arena_destroy(arena);
}

/* INDENT and DEDENT pair up, and the text ends with a NEWLINE before the last DEDENTs. */
static void assert_balanced(const char *text)
{
    TokenVec v = tokens_of(text);
    int depth = 0, last = 0;

    for (int i = 0; i < v.n; i++) {
        depth += (v.at[i].kind == INDENT) - (v.at[i].kind == DEDENT);
        last = v.at[i].kind == DEDENT ? last : v.at[i].kind;
        ck_assert_int_ge(depth, 0);
    }
    ck_assert_msg(depth == 0, "%d blocks stay open in: %s", depth, text);
    ck_assert(v.n == 0 || last == NEWLINE);
    done();
}

static void assert_error(const char *text, const char *message)
{
    tokens_of(text);
    ck_assert_msg(diag.item.n > 0, "no error in: %s", text);
    ck_assert_str_eq(diag.item.at[0].text, message);
    done();
}

START_TEST(every_prefix_is_balanced)
{
    static const char text[] = "if a:\n  b(\n1)\n  if c: # d\n\n\te\n f\ng = '''\nh''' \\\n + \"i\nj]\n";
    char part[sizeof text];

    for (size_t n = 0; n < sizeof text; n++) {
        memcpy(part, text, n);
        part[n] = '\0';
        assert_balanced(part);
    }
}
END_TEST

START_TEST(tabs_and_spaces_must_agree)
{
    assert_error("if a:\n\tb\n        c\n", "inconsistent use of tabs and spaces in indentation");
    assert_error("if a:\n        b\n\tc\n", "inconsistent use of tabs and spaces in indentation");
    assert_error("if a:\n  b\n c\n", "unindent does not match any outer indentation level");
}
END_TEST

START_TEST(what_cannot_be_a_token_is_named)
{
    assert_error("a = $\n", "invalid character '$'");
    assert_error("a = 'b\n", "unterminated string literal");
    assert_error("a = '''b\n", "unterminated triple-quoted string literal");
    assert_error("a = (b\n", "'(' was never closed");
    assert_error("a = 1_\n", "invalid number: 1_");
    assert_error("a \\ b\n", "unexpected character after line continuation character");
    assert_error("a = \xFF\n", "this is not valid UTF-8: byte 0xff");
}
END_TEST

/* A million brackets are one quick error. */
START_TEST(nesting_is_limited)
{
    char *text = malloc(1000001);

    ck_assert_ptr_nonnull(text);
    memset(text, '(', 1000000);
    text[1000000] = '\0';
    tokens_of(text);
    ck_assert_int_eq(diag.errors, 1);
    ck_assert_str_eq(diag.item.at[0].text, "too many nested parentheses");
    done();
    free(text);
}
END_TEST

START_TEST(every_token_has_a_text)
{
    const int known[] = {
#define TOKEN(KIND, TEXT) KIND,
#include "syntax/tokens.def"
#undef TOKEN
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        ck_assert_str_ne(token_text(known[i]), "the end of the file");
    /* the grammar has no token beside them but UNARY, which is only a precedence: its numbers are 1 to n + 1 */
    bool seen[256] = { false };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        seen[known[i]] = true;
    for (size_t i = 1; i <= sizeof known / sizeof known[0] + 1; i++)
        ck_assert_msg(seen[i] || i == UNARY, "token %zu is not in tokens.def", i);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("indent");

    tcase_add_test(tests, every_prefix_is_balanced);
    tcase_add_test(tests, tabs_and_spaces_must_agree);
    tcase_add_test(tests, what_cannot_be_a_token_is_named);
    tcase_add_test(tests, nesting_is_limited);
    tcase_add_test(tests, every_token_has_a_text);
    return run_suite("indent", tests);
}
