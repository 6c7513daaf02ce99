static AcStatus show(bool flag)
{
    AcValue x = ac_from_none();
    int at = 0;
    AcStatus status = AC_OK;

    if (flag) {
        x = ac_from_int(1);
    } else {
        x = ac_from_ref(&str_one);
    }
    {
        AcValue given[1] = { x };
        if (ac_print(1, given, NULL, NULL) != AC_OK) { at = 7; goto raised; }
    }
    goto done;
raised:
    ac_trace(&show_code, at);
    status = AC_RAISED;
done:
    ac_clear_value(x);
    return status;
}
