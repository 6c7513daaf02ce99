static AcStatus total(AcList *numbers, ac_int *out)
{
    ac_int result_ = 0;
    AcList *items = NULL;
    ac_int i = 0;
    ac_int t4 = 0;
    ac_int n = 0;
    int at = 0;
    AcStatus status = AC_OK;

    result_ = 0;
    items = numbers;
    i = 0;
    while (i < (ac_int)items->n) {
        t4 = AC_ITEM(ac_int, items, i);
        i = i + 1;
        n = t4;
        if (ac_int_add(result_, n, &result_) != AC_OK) { at = 5; goto raised; }
    }
    *out = result_;
    goto done;
raised:
    ac_trace(&total_code, at);
    status = AC_RAISED;
done:
    return status;
}
