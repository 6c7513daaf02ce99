/* check_list.c: lists, tuples and ranges: slices, comparing, sorting, text.
 * SPDX-License-Identifier: MIT */
#include "values.h"

#include <math.h>

static AcTuple *pair(AcValue a, AcValue b)
{
    AcValue items[] = { a, b };
    AcTuple *t;

    ck_assert_int_eq(ac_tuple_new(2, items, &t), AC_OK);
    return t;
}

START_TEST(items_move_as_python_moves_them)
{
    AcList *l = INTS(1, 2, 3);
    ac_int n = 9;

    ck_assert_int_eq(ac_list_insert(l, -100, &n), AC_OK);
    ck_assert_int_eq(ac_list_insert(l, 100, &n), AC_OK);
    ck_assert_int_eq(ac_list_insert(l, -1, &n), AC_OK);
    ac_retain(l);
    check_repr(ac_from_ref(l), "[9, 1, 2, 3, 9, 9]");
    ck_assert_int_eq(ac_list_pop(l, -6, &n), AC_OK);
    check_raised(ac_list_pop(l, 5, &n), "IndexError: pop index out of range");
    n = 7;
    check_raised(ac_list_remove(l, &n), "ValueError: list.remove(x): x not in list");
    check_raised(ac_list_index_of(l, &n, &n), "ValueError: 7 is not in list");
    n = 9;
    ck_assert_int_eq(ac_list_remove(l, &n), AC_OK);
    ck_assert_int_eq(ac_list_extend(l, ac_from_ref(l)), AC_OK);
    check_repr(ac_from_ref(l), "[1, 2, 3, 9, 1, 2, 3, 9]");
}
END_TEST

static void check_set_slice(AcValue start, AcValue stop, AcValue step, AcList *by, const char *result)
{
    AcList *l = INTS(0, 1, 2, 3, 4, 5);

    ck_assert_int_eq(ac_list_set_slice(l, start, stop, step, ac_from_ref(by)), AC_OK);
    check_repr(ac_from_ref(l), result);
    ac_release(by);
}

START_TEST(slices_are_replaced)
{
    AcList *l = INTS(0, 1, 2), *two = INTS(7, 8);

    check_set_slice(I(1), I(4), NONE, INTS(9), "[0, 9, 4, 5]");
    check_set_slice(I(2), I(2), NONE, INTS(7, 8, 9), "[0, 1, 7, 8, 9, 2, 3, 4, 5]");
    check_set_slice(I(5), I(2), NONE, INTS(7), "[0, 1, 2, 3, 4, 7, 5]");
    check_set_slice(NONE, NONE, I(-2), INTS(7, 8, 9), "[0, 9, 2, 8, 4, 7]");
    check_raised(ac_list_set_slice(l, NONE, NONE, I(2), ac_from_ref(l)),
                 "ValueError: attempt to assign sequence of size 3 to extended slice of size 2");
    check_raised(ac_list_set_slice(l, NONE, NONE, I(0), ac_from_ref(two)),
                 "ValueError: slice step cannot be zero");
    ck_assert_int_eq(ac_list_set_slice(l, I(1), I(1), NONE, ac_from_ref(l)), AC_OK);
    check_repr(ac_from_ref(l), "[0, 0, 1, 2, 1, 2]");
    ac_release(two);
}
END_TEST

START_TEST(slices_are_deleted)
{
    AcList *l = INTS(0, 1, 2, 3, 4, 5, 6);

    ck_assert_int_eq(ac_list_delete_slice(l, NONE, NONE, I(-3)), AC_OK);
    ac_retain(l);
    check_repr(ac_from_ref(l), "[1, 2, 4, 5]");
    ck_assert_int_eq(ac_list_delete_slice(l, I(1), I(-1), NONE), AC_OK);
    check_repr(ac_from_ref(l), "[1, 5]");
}
END_TEST

START_TEST(a_list_within_itself_is_printed_once)
{
    AcList *l;
    AcObj *self;

    ck_assert_int_eq(ac_list_new(AC_REP_REF, 0, NULL, &l), AC_OK);
    self = (AcObj *)l;
    ck_assert_int_eq(ac_list_append(l, &self), AC_OK);
    ac_retain(l);
    check_repr(ac_from_ref(l), "[[...]]");
    ac_list_clear(l);
    ac_release(l);
}
END_TEST

/* nan is not equal to itself, but a list that holds it is. */
START_TEST(containers_compare_identity_first)
{
    AcTuple *a = pair(F(NAN), I(1)), *b = pair(F(NAN), I(2)), *c = pair(ac_from_bool(true), F(2.0));
    AcTuple *d = pair(I(1), I(2));
    bool r;

    ck_assert_int_eq(ac_value_eq(F(NAN), F(NAN), &r), AC_OK);
    ck_assert(!r);
    ck_assert_int_eq(ac_value_eq(ac_from_ref(a), ac_from_ref(a), &r), AC_OK);
    ck_assert(r);
    ck_assert_int_eq(ac_value_compare(AC_LT, ac_from_ref(a), ac_from_ref(b), &r), AC_OK);
    ck_assert(r);
    ck_assert_int_eq(ac_value_eq(ac_from_ref(c), ac_from_ref(d), &r), AC_OK);
    ck_assert(r);
    check_raised(ac_value_compare(AC_LT, ac_from_ref(a), I(1), &r),
                 "TypeError: '<' not supported between instances of 'tuple' and 'int'");
    ac_release(a);
    ac_release(b);
    ac_release(c);
    ac_release(d);
}
END_TEST

/* Pairs of few different keys. Where each came from is told by its count, which no comparison looks at. */
START_TEST(sorting_is_stable)
{
    AcList *l;
    bool reverse = _i % 2 == 1;
    ac_int n = _i < 2 ? 7 : 1000, last_key = reverse ? 100 : -1, last_place = -1;

    ck_assert_int_eq(ac_list_new(AC_REP_REF, 0, NULL, &l), AC_OK);
    for (ac_int i = 0; i < n; i++) {
        AcTuple *key = pair(I(i * 7919 % 10), I(0));

        ck_assert_int_eq(ac_list_append(l, &key), AC_OK);
        ac_release(key);
    }
    for (ac_int i = 0; i < n; i++)
        AC_ITEM(AcTuple *, l, i)->obj.count += (uint32_t)i + 1;
    ck_assert_int_eq(ac_list_sort(l, reverse), AC_OK);
    for (ac_int i = 0; i < n; i++) {
        AcTuple *t = AC_ITEM(AcTuple *, l, i);
        ac_int key = t->item[0].u.i, place = (ac_int)t->obj.count;

        ck_assert(reverse ? key <= last_key : key >= last_key);
        if (key == last_key)
            ck_assert_int_gt(place, last_place);
        last_key = key;
        last_place = place;
        t->obj.count = 1;
    }
    ac_release(l);
}
END_TEST

START_TEST(a_failed_sort_keeps_every_item)
{
    AcValue items[] = { I(3), I(2), F(2.5), I(1), NONE, I(0) };
    AcList *l;

    ck_assert_int_eq(ac_list_new(AC_REP_VALUE, 6, items, &l), AC_OK);
    check_raised(ac_list_sort(l, false),
                 "TypeError: '<' not supported between instances of 'NoneType' and 'float'");
    ck_assert_uint_eq(l->n, 6);
    for (size_t i = 0; i < 6; i++) {
        bool found;

        ck_assert_int_eq(ac_list_contains(l, &items[i], &found), AC_OK);
        ck_assert(found);
    }
    ac_release(l);
}
END_TEST

START_TEST(sums_and_extremes)
{
    AcValue items[] = { I(1), F(2.5), ac_from_bool(true) }, v;
    AcStr *empty = str("");
    AcList *l = INTS(3, 1, 2), *none = ints(0, NULL);
    AcTuple *t;

    ck_assert_int_eq(ac_tuple_new(3, items, &t), AC_OK);
    ck_assert_int_eq(ac_list_sum(ac_from_ref(t), I(0), &v), AC_OK);
    check_repr(v, "4.5");
    ck_assert_int_eq(ac_value_min(3, items, NULL, ac_from_none(), false, ac_from_none(), &v), AC_OK);
    check_repr(v, "1");
    ck_assert_int_eq(ac_value_max(1, (AcValue[]){ ac_from_ref(l) }, NULL, ac_from_none(), false, ac_from_none(), &v), AC_OK);
    check_repr(v, "3");
    check_raised(ac_value_max(1, (AcValue[]){ ac_from_ref(none) }, NULL, ac_from_none(), false, ac_from_none(), &v),
                 "ValueError: max() arg is an empty sequence");
    check_raised(ac_list_sum(ac_from_ref(t), ac_from_ref(empty), &v),
                 "TypeError: sum() can't sum strings [use ''.join(seq) instead]");
    ac_release(t);
    ac_release(l);
    ac_release(none);
}
END_TEST

START_TEST(ranges_at_the_ends_of_int)
{
    AcRange *r, *part;
    ac_int n;

    ck_assert_uint_eq(ac_range_count(AC_INT_MIN, AC_INT_MAX, 1), UINT64_MAX);
    ck_assert_uint_eq(ac_range_count(AC_INT_MAX, AC_INT_MIN, AC_INT_MIN), 2);
    ck_assert_int_eq(ac_range_new(10, 0, -3, &r), AC_OK);
    ck_assert_int_eq(ac_range_get(r, -1, &n), AC_OK);
    ck_assert_int_eq(n, 1);
    ck_assert(ac_range_contains(r, 4) && !ac_range_contains(r, 5) && !ac_range_contains(r, 0));
    ck_assert_int_eq(ac_range_slice(r, I(1), NONE, I(2), &part), AC_OK);
    check_repr(ac_from_ref(part), "range(7, -2, -6)");
    check_raised(ac_range_get(r, 4, &n), "IndexError: range object index out of range");
    check_raised(ac_check_step(0), "ValueError: range() arg 3 must not be zero");
    ac_release(r);
}
END_TEST

START_TEST(operators_say_what_they_do_not_take)
{
    AcList *l = INTS(1);
    AcStr *s = str("ab");
    AcValue v;

    check_raised(ac_value_binary(AC_ADD, I(1), ac_from_ref(s), &v),
                 "TypeError: unsupported operand type(s) for +: 'int' and 'str'");
    check_raised(ac_value_binary(AC_ADD, ac_from_ref(s), I(1), &v),
                 "TypeError: can only concatenate str (not \"int\") to str");
    check_raised(ac_value_inplace(AC_POW, ac_from_ref(s), I(1), &v),
                 "TypeError: unsupported operand type(s) for **=: 'str' and 'int'");
    check_raised(ac_value_binary(AC_MUL, ac_from_ref(l), F(1.5), &v),
                 "TypeError: can't multiply sequence by non-int of type 'float'");
    check_raised(ac_value_subscript(ac_from_ref(l), ac_from_ref(s), &v),
                 "TypeError: list indices must be integers or slices, not str");
    ck_assert_int_eq(ac_value_inplace(AC_ADD, ac_from_ref(l), ac_from_ref(l), &v), AC_OK);
    ck_assert_ptr_eq(v.u.o, (AcObj *)l);
    check_repr(v, "[1, 1]");
    ac_release(l);
    ac_release(s);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, items_move_as_python_moves_them);
    tcase_add_test(tests, slices_are_replaced);
    tcase_add_test(tests, slices_are_deleted);
    tcase_add_test(tests, a_list_within_itself_is_printed_once);
    tcase_add_test(tests, containers_compare_identity_first);
    tcase_add_loop_test(tests, sorting_is_stable, 0, 4);
    tcase_add_test(tests, a_failed_sort_keeps_every_item);
    tcase_add_test(tests, sums_and_extremes);
    tcase_add_test(tests, ranges_at_the_ends_of_int);
    tcase_add_test(tests, operators_say_what_they_do_not_take);
}

int main(void)
{
    return run_tests("list", add);
}
