struct guarded_frame {
    AcFrame head;
    AcExc *kept;
};

static AcStatus guarded_resume(AcFrame *head, AcStatus in)
{
    struct guarded_frame *f = (struct guarded_frame *)head;
    AcExc *t3 = NULL;
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
        if (in != AC_OK) { at = 7; goto failed_1; }
        goto cleanup_0;
    failed_1:
        ac_trace(&guarded_code, at);
        f->kept = ac_catch();
    cleanup_0:
        head->state = 2;
        in = ac_sleep_ms(head, 2);
        if (in >= AC_PENDING)
            return in;
        AC_FALLTHROUGH;
    case 2:
        if (in != AC_OK) { at = 9; goto late_3; }
        goto cleaned_2;
    late_3:
        ac_trace(&guarded_code, at);
        ac_chain(f->kept);
        ac_clear_exc(f->kept);
        t3 = ac_catch();
        (void)ac_reraise(t3);
        t3 = NULL;
        at = 0;
        goto raised;
    cleaned_2:
        if (f->kept != NULL) {
            (void)ac_reraise(f->kept);
            f->kept = NULL;
            at = 0;
            goto raised;
        }
        goto done;
    default:
        return AC_RAISED;
    }
raised:
    ac_coroutine_raised(&guarded_code, at);
    status = AC_RAISED;
done:
    ac_clear_exc(f->kept);
    head->state = AC_STATE_DONE;
    return status;
}
