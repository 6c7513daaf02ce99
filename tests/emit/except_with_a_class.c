static AcStatus number(AcStr *text, ac_int *out)
{
    AcExc *caught = NULL;
    ac_int t2 = 0;
    int at = 0;
    AcStatus status = AC_OK;

    if (ac_int_parse(text, 10, &t2) != AC_OK) { at = 4; goto except_1; }
    *out = t2;
    goto done;
except_1:
    ac_trace(&number_code, at);
    caught = ac_catch();
    if (ac_exc_matches(caught, &ac_ValueError)) {
        *out = (-1);
        goto done;
    }
    (void)ac_reraise(caught);
    caught = NULL;
    at = 0;
    goto raised;
raised:
    ac_trace(&number_code, at);
    status = AC_RAISED;
done:
    ac_clear_exc(caught);
    return status;
}
