struct once_frame {
    union {
        ac_int x;
        ac_int result;
    } share1;
};

struct twice_frame {
    AcFrame head;
    union {
        ac_int x;
        ac_int result;
        struct once_frame callee;
    } share1;
};

struct main__frame {
    AcFrame head;
    struct twice_frame callee;
};

static AcStatus once_resume(AcFrame *head, AcStatus in)
{
    struct once_frame *f = &((struct twice_frame *)head)->share1.callee;
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
        if (in != AC_OK) { at = 7; goto raised; }
        if (ac_int_mul(f->share1.x, 2, &t2) != AC_OK) { at = 8; goto raised; }
        f->share1.result = t2;
        goto done;
    default:
        return AC_RAISED;
    }
raised:
    ac_coroutine_raised(&once_code, at);
    status = AC_RAISED;
done:
    head->code = &twice_code;
    head->state = 1;
    return status;
}

static AcStatus twice_resume(AcFrame *head, AcStatus in)
{
    struct twice_frame *f = (struct twice_frame *)head;
    ac_int x = 0;
    ac_int t2 = 0;
    AcStatus status = AC_OK;
    int at = 0;

    switch (head->state) {
    case 0:
        x = f->share1.x;
        once_start(head, x);
        in = once_resume(head, AC_OK);
        if (in >= AC_PENDING)
            return in;
        AC_FALLTHROUGH;
    case 1:
        if (in != AC_OK) { at = 12; goto raised; }
        t2 = f->share1.callee.share1.result;
        f->share1.result = t2;
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

static AcStatus main__resume(AcFrame *head, AcStatus in)
{
    struct main__frame *f = (struct main__frame *)head;
    ac_int t1 = 0;
    ac_int t2 = 0;
    (void)t1;
    (void)t2;
    AcStatus status = AC_OK;
    int at = 0;

    switch (head->state) {
    case 0:
        twice_start(&f->callee, 1);
        head->state = 1;
        in = twice_resume(&f->callee.head, AC_OK);
        if (in >= AC_PENDING) {
            f->callee.head.caller = head;
            return in;
        }
        AC_FALLTHROUGH;
    case 1:
        if (in != AC_OK) { at = 16; goto raised; }
        t1 = f->callee.share1.result;
        twice_start(&f->callee, 2);
        head->state = 2;
        in = twice_resume(&f->callee.head, AC_OK);
        if (in >= AC_PENDING) {
            f->callee.head.caller = head;
            return in;
        }
        AC_FALLTHROUGH;
    case 2:
        if (in != AC_OK) { at = 17; goto raised; }
        t2 = f->callee.share1.result;
        goto done;
    default:
        return AC_RAISED;
    }
raised:
    ac_coroutine_raised(&main__code, at);
    status = AC_RAISED;
done:
    head->state = AC_STATE_DONE;
    return status;
}

int main(int argc, char **argv)
{
    return ac_main(argc, argv, run_program);
}
