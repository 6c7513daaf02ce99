/* check_stack.c: the deepest chain of calls, in graphs as gcc writes them, beside the one found by trying all.
 * SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/intern.h"
#include "stack.h"
#include "suite.h"

enum { MOST = 64 };

static Arena *arena;
static int functions;
static long bytes[MOST];
static bool calls[MOST][MOST];

static void begin(void)
{
    arena = arena_create();
    memset(calls, 0, sizeof calls);
}

static void end(void)
{
    arena_destroy(arena);
}

/* As a .ci file: f0, f1, ... */
static Stack *settled(void)
{
    static const Object nothing;
    static StackFacts facts;
    char path[] = "/tmp/check_stack_XXXXXX";
    FILE *out = fdopen(mkstemp(path), "w");
    Map *generators = arena_new(arena, Map);

    map_init(generators, arena);
    facts = (StackFacts){ &nothing, generators, true };
    for (int i = 0; i < functions; i++)
        fprintf(out, "node: { title: \"f%d\" label: \"f%d\\nx.c:1:1\\n%ld bytes (static)\" }\n", i, i, bytes[i]);
    for (int i = 0; i < functions; i++)
        for (int k = 0; k < functions; k++)
            if (calls[i][k])
                fprintf(out, "edge: { sourcename: \"f%d\" targetname: \"f%d\" label: \"x.c:1:1\" }\n", i, k);
    fclose(out);
    Stack *s = stack_new(arena, pointer_calls_new(arena), &facts);
    stack_read(s, path);
    unlink(path);
    stack_settle(s);
    return s;
}

static StackNode *function(const Stack *s, int i)
{
    return stack_find(s, intern(arena_printf(arena, "f%d", i)));
}

static long tried(int i, unsigned on_path)
{
    long most = 0;

    on_path |= 1u << i;
    for (int k = 0; k < functions; k++)
        if (calls[i][k] && !(on_path >> k & 1)) {
            long bytes_on = tried(k, on_path);
            most = bytes_on > most ? bytes_on : most;
        }
    return bytes[i] + most;
}

/* Each calls the next, none stands twice, and the sum is what is told. */
static void assert_chain(Stack *s, int first)
{
    StackChain chain = stack_chain(s, function(s, first));
    bool seen[MOST] = { false };
    long sum = 0;
    int before = first;

    for (int i = 0; i < chain.n; i++) {
        int me = atoi(chain.at[i].name + 1);
        ck_assert(i == 0 ? me == first : calls[before][me]);
        ck_assert(!seen[me]);
        seen[me] = true;
        sum += chain.at[i].bytes;
        before = me;
    }
    ck_assert_int_eq(sum, stack_worst(s, function(s, first)));
}

START_TEST(chains_are_those_found_by_trying_all)
{
    unsigned random = 1;

    for (int graph = 0; graph < 400; graph++) {
        functions = 3 + graph % 7;
        for (int i = 0; i < functions; i++) {
            bytes[i] = 8 * (1 + graph % 3 + i * i % 5);
            for (int k = 0; k < functions; k++) {
                random = random * 1664525 + 1013904223;
                calls[i][k] = (random >> 24) % 10 < 2u + (unsigned)graph % 4;
            }
        }
        Stack *s = settled();
        for (int i = 0; i < functions; i++) {
            ck_assert_int_eq(stack_worst(s, function(s, i)), tried(i, 0));
            assert_chain(s, i);
        }
    }
}
END_TEST

START_TEST(what_is_too_much_to_try_is_added_up)
{
    functions = MOST;
    for (int i = 0; i < functions; i++) {
        bytes[i] = 8 + i;
        for (int k = 0; k < functions; k++)
            calls[i][k] = i > 0 && k > 0;
    }
    calls[0][5] = true;

    Stack *s = settled();
    ck_assert_int_eq(stack_worst(s, function(s, 0)), 8L * MOST + (MOST - 1) * MOST / 2);
    ck_assert_int_eq(stack_chain(s, function(s, 0)).n, MOST);
    ck_assert_str_eq(stack_chain(s, function(s, 0)).at[1].name, "f5");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("stack");

    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, chains_are_those_found_by_trying_all);
    tcase_add_test(tests, what_is_too_much_to_try_is_added_up);
    return run_suite("stack", tests);
}
