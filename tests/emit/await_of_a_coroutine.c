struct inner_frame {
    union {
        ac_int n;
        ac_int result;
    } share1;
};

struct outer_frame {
    AcFrame head;
    struct inner_frame callee;
};

static AcStatus inner_resume(AcFrame *head, AcStatus in)
{
    struct inner_frame *f = &((struct outer_frame *)head)->callee;
    ac_int t2 = 0;
    AcStatus status = AC_OK;
    int at = 0;

    switch (head->state) {
    case 0:
        head->state = 1;
        in = ac_sleep_ms(head, 1);
        if (in >= AC_PENDING)
            return in;
        AC_FALLTHROUGH;
    case 1:
        if (in != AC_OK) { at = 6; goto raised; }
        if (ac_int_mul(f->share1.n, 2, &t2) != AC_OK) { at = 7; goto raised; }
        f->share1.result = t2;
        goto done;
    default:
        return AC_RAISED;
    }
raised:
    ac_coroutine_raised(&inner_code, at);
    status = AC_RAISED;
done:
    head->code = &outer_code;
    head->state = 1;
    return status;
}

static AcStatus outer_resume(AcFrame *head, AcStatus in)
{
    struct outer_frame *f = (struct outer_frame *)head;
    ac_int value = 0;
    AcStatus status = AC_OK;
    int at = 0;

    switch (head->state) {
    case 0:
        inner_start(head, 4);
        in = inner_resume(head, AC_OK);
        if (in >= AC_PENDING)
            return in;
        AC_FALLTHROUGH;
    case 1:
        if (in != AC_OK) { at = 11; goto raised; }
        value = f->callee.share1.result;
        {
            AcValue given[1] = { ac_from_int(value) };
            if (ac_print(1, given, NULL, NULL) != AC_OK) { at = 12; goto raised; }
        }
        goto done;
    default:
        return AC_RAISED;
    }
raised:
    ac_coroutine_raised(&outer_code, at);
    status = AC_RAISED;
done:
    head->state = AC_STATE_DONE;
    return status;
}
