/* check_mem.c: the life of objects, and running out of memory. Each operation is run with its first allocation
 * failing, then its second, and so on, until it succeeds: it must raise MemoryError and leave nothing behind.
 * Without -DAC_DEBUG nothing can be made to fail; the rest is tested.
 * SPDX-License-Identifier: MIT */
#include "values.h"

typedef struct Node { AcObj obj; struct Node *next; } Node;

static void node_drop(AcObj *o)
{
    ac_release(((Node *)o)->next);
}

static const AcType node_type = {
    .obj = AC_TYPE_OBJ, .name = "Node", .base = &ac_type_object, .size = sizeof(Node),
    .drop = node_drop
};
static const AcType derived_type = {
    .obj = AC_TYPE_OBJ, .name = "Derived", .base = &node_type, .size = sizeof(Node)
};

/* A million of them: the C stack must not hold one call for each. */
START_TEST(long_chains_are_dropped_without_depth)
{
    Node *head = NULL;

    for (int i = 0; i < 1000000; i++) {
        Node *node;

        ck_assert_int_eq(ac_new(i % 2 ? &node_type : &derived_type, sizeof *node, &node), AC_OK);
        node->next = head;
        head = node;
    }
    ck_assert_uint_eq(ac_live_objects, 1000000);
    ac_release(head);
}
END_TEST

START_TEST(static_objects_are_not_counted)
{
    AcStr *empty = str(""), *letter = str("x");

    ck_assert_uint_eq(ac_live_objects, 0);
    ac_retain(empty);
    ck_assert_uint_eq(empty->obj.count, 0);
    ac_release(letter);
    check_str(letter, "x");
}
END_TEST

#ifdef AC_DEBUG

static AcStr *text, *sep, *spec;
static AcList *words;

static AcStatus add_strings(void)
{
    AcStr *s;

    return ac_str_add(text, text, &s) == AC_OK ? (ac_release(s), AC_OK) : AC_RAISED;
}

static AcStatus split_and_join(void)
{
    AcStr *s;
    AcList *l;
    AcStatus status;

    if (ac_str_split(text, sep, -1, &l) != AC_OK)
        return AC_RAISED;
    status = ac_str_join(text, ac_from_ref(l), &s);
    ac_release(l);
    if (status == AC_OK)
        ac_release(s);
    return status;
}

static AcStatus partition(void)
{
    AcTuple *t;

    return ac_str_partition(text, sep, &t) == AC_OK ? (ac_release(t), AC_OK) : AC_RAISED;
}

static AcStatus repr_of_list(void)
{
    AcStr *s;

    return ac_value_repr(ac_from_ref(words), &s) == AC_OK ? (ac_release(s), AC_OK) : AC_RAISED;
}

static AcStatus sort_copy(void)
{
    AcList *l;
    AcStatus status;

    if (ac_list_copy(words, &l) != AC_OK)
        return AC_RAISED;
    status = ac_list_sort(l, false);
    ac_release(l);
    return status;
}

static AcStatus replace_slice(void)
{
    AcList *l;
    AcStatus status;

    if (ac_list_copy(words, &l) != AC_OK)
        return AC_RAISED;
    status = ac_list_set_slice(l, I(1), I(2), NONE, ac_from_ref(words));
    ac_release(l);
    return status;
}

static AcStatus format_value(void)
{
    AcStr *s;
    AcValue args[] = { F(12345.678), ac_from_ref(words) };

    return ac_str_format(spec, 2, 0, args, NULL, &s) == AC_OK ? (ac_release(s), AC_OK) : AC_RAISED;
}

static AcStatus max_of_text(void)
{
    AcValue arg = ac_from_ref(text), v;

    return ac_value_max(1, &arg, NULL, ac_from_none(), false, ac_from_none(), &v) == AC_OK ? (ac_release_value(v), AC_OK) : AC_RAISED;
}

static AcStatus raise_and_catch(void)
{
    (void)ac_raise_format(&ac_ValueError, "%R", ac_from_ref(words));
    ac_trace(&(const AcCode){ "f", "f", 0, 0, AC_REP_NONE, NULL, NULL, NULL }, 1);
    if (ac_exc_matches(ac_pending, &ac_MemoryError))
        return AC_RAISED;
    ac_clear(ac_pending);
    return AC_OK;
}

static AcStatus append_twice(void)
{
    AcStr *s = text;
    AcStatus status = AC_RAISED;

    ac_retain(s);
    if (ac_str_append(&s, sep) == AC_OK && ac_str_append(&s, sep) == AC_OK)
        status = ac_str_append(&s, s);
    ac_release(s);
    return status;
}

static AcStatus count_words(void)
{
    AcDict *d, *copy;
    AcStatus status;

    if (ac_dict_new(0, NULL, &d) != AC_OK)
        return AC_RAISED;
    status = ac_dict_set(d, ac_from_ref(text), ac_from_ref(sep));
    for (ac_int i = 0; i < 20 && status == AC_OK; i++)
        status = ac_dict_set(d, I(i), ac_from_ref(text));
    if (status == AC_OK)
        status = ac_dict_copy(d, &copy);
    ac_release(d);
    return status == AC_OK ? (ac_release(copy), AC_OK) : AC_RAISED;
}

static AcStatus (*const operations[])(void) = {
    add_strings, split_and_join, partition, repr_of_list, sort_copy, replace_slice, format_value, max_of_text,
    raise_and_catch, append_twice, count_words
};

START_TEST(every_allocation_may_fail)
{
    size_t live, n = 0;

    text = str("\xC3\xA9 one, two, three \xC3\xA4");
    sep = str(", ");
    ck_assert_int_eq(ac_str_split(text, NULL, -1, &words), AC_OK);
    spec = str("{0:>+20,.2f} {1!r:*^60} {1[2]}");
    live = ac_live_objects;
    for (;; n++) {
        AcStatus status;

        ac_fail_after = n;
        status = operations[_i]();
        ac_fail_after = SIZE_MAX;
        if (status == AC_OK)
            break;
        check_raised(status, "MemoryError: ");
        ck_assert_uint_eq(ac_live_objects, live);
    }
    ck_assert_uint_gt(n, 0);
    ck_assert_uint_eq(ac_live_objects, live);
    ac_release(text);
    ac_release(sep);
    ac_release(spec);
    ac_release(words);
}
END_TEST

START_TEST(living_objects_are_named)
{
    AcList *l = INTS(1);

    capture(2);
    ck_assert_uint_eq(ac_report_live(), 1);
    ck_assert_str_eq(captured(), "asyncc: live: list\n");
    ac_release(l);
}
END_TEST

#endif

static void add(TCase *tests)
{
    tcase_add_test(tests, long_chains_are_dropped_without_depth);
    tcase_add_test(tests, static_objects_are_not_counted);
#ifdef AC_DEBUG
    tcase_add_loop_test(tests, every_allocation_may_fail, 0, sizeof operations / sizeof *operations);
    tcase_add_test(tests, living_objects_are_named);
#endif
}

int main(void)
{
    return run_tests("mem", add);
}
