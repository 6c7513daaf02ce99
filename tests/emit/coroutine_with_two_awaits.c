struct twice_frame {
    AcFrame head;
    union {
        ac_int n;
        ac_int result;
    } share1;
};

static AcStatus twice_resume(AcFrame *head, AcStatus in)
{
    struct twice_frame *f = (struct twice_frame *)head;
    ac_int t2 = 0;
    AcStatus status = AC_OK;
    int at = 0;

    switch (head->state) {
    case 0:
        head->state = 1;
        in = ac_sleep_ms(head, f->share1.n);
        if (in >= AC_PENDING)
            return in;
        AC_FALLTHROUGH;
    case 1:
        if (in != AC_OK) { at = 6; goto raised; }
        if (ac_int_add(f->share1.n, 1, &t2) != AC_OK) { at = 7; goto raised; }
        head->state = 2;
        in = ac_sleep_ms(head, t2);
        if (in >= AC_PENDING)
            return in;
        AC_FALLTHROUGH;
    case 2:
        if (in != AC_OK) { at = 7; goto raised; }
        f->share1.result = f->share1.n;
        goto done;
    default:
        return AC_RAISED;
    }
raised:
    ac_coroutine_raised(&twice_code, at);
    status = AC_RAISED;
done:
    head->state = AC_STATE_DONE;
    return status;
}
