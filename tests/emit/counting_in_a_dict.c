static AcStatus count(AcList *keys, ac_int *out)
{
    AcDict *t1 = NULL;
    AcDict *counts = NULL;
    AcList *items = NULL;
    ac_int i = 0;
    AcStr *t5 = NULL;
    AcStr *key = NULL;
    bool t7 = false;
    ac_int t8 = 0;
    ac_int t9 = 0;
    ac_int best = 0;
    AcDict *items_2 = NULL;
    ac_int position = 0;
    bool more = false;
    AcValue t14 = ac_from_none();
    ac_int t15 = 0;
    ac_int t17 = 0;
    ac_int t18 = 0;
    ac_int t19 = 0;
    int at = 0;
    AcStatus status = AC_OK;

    if (ac_dict_new(0, NULL, &t1) != AC_OK) { at = 3; goto raised; }
    counts = t1;
    t1 = NULL;
    items = keys;
    i = 0;
    while (i < (ac_int)items->n) {
        t5 = AC_ITEM(AcStr *, items, i);
        ac_retain(t5);
        i = i + 1;
        ac_move(AcStr *, key, t5);
        t5 = NULL;
        if (ac_dict_contains(counts, ac_from_ref(key), &t7) != AC_OK) { at = 5; goto raised; }
        if (t7) {
            if (ac_dict_get_int(counts, ac_from_ref(key), &t8) != AC_OK) { at = 6; goto raised; }
            if (ac_int_add(t8, 1, &t9) != AC_OK) { at = 6; goto raised; }
            if (ac_dict_set(counts, ac_from_ref(key), ac_from_int(t9)) != AC_OK) { at = 6; goto raised; }
        } else {
            if (ac_dict_set(counts, ac_from_ref(key), ac_from_int(1)) != AC_OK) { at = 8; goto raised; }
        }
    }
    best = 0;
    items_2 = counts;
    position = 0;
    for (;;) {
        if (ac_dict_next(items_2, &position, &more, &t14) != AC_OK) { at = 10; goto raised; }
        if (!more) {
            goto exhausted_3;
        }
        ac_move(AcStr *, key, (AcStr *)ac_value_ref(t14));
        t14 = ac_from_none();
        if (ac_dict_get_int(counts, ac_from_ref(key), &t15) != AC_OK) { at = 11; goto raised; }
        if (t15 > best) {
            if (ac_dict_get_int(counts, ac_from_ref(key), &best) != AC_OK) { at = 12; goto raised; }
        }
    }
exhausted_3:
    t17 = best;
    if (ac_dict_get_or_int(counts, ac_from_ref(&str_a), 0, &t18) != AC_OK) { at = 13; goto raised; }
    if (ac_int_add(t17, t18, &t19) != AC_OK) { at = 13; goto raised; }
    *out = t19;
    goto done;
raised:
    ac_trace(&count_code, at);
    status = AC_RAISED;
done:
    ac_clear(counts);
    ac_clear(key);
    ac_clear_value(t14);
    return status;
}
