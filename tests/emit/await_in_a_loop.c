struct count_frame {
    AcFrame head;
    ac_int stop;
    ac_int i;
    union {
        ac_int n;
        ac_int i_2;
    } share1;
};

static AcStatus count_resume(AcFrame *head, AcStatus in)
{
    struct count_frame *f = (struct count_frame *)head;
    ac_int n = 0;
    ac_int t1 = 0;
    AcStatus status = AC_OK;
    int at = 0;

    switch (head->state) {
    case 0:
        n = f->share1.n;
        t1 = n;
        f->stop = t1;
        for (f->share1.i_2 = 0; f->share1.i_2 < f->stop; f->share1.i_2++) {
            f->i = f->share1.i_2;
            head->state = 1;
            in = ac_sleep_ms(head, 1);
            if (in >= AC_PENDING)
                return in;
            AC_FALLTHROUGH;
        case 1:
            if (in != AC_OK) { at = 7; goto raised; }
            {
                AcValue given[1] = { ac_from_int(f->i) };
                if (ac_print(1, given, NULL, NULL) != AC_OK) { at = 8; goto raised; }
            }
        }
        goto done;
    default:
        return AC_RAISED;
    }
raised:
    ac_coroutine_raised(&count_code, at);
    status = AC_RAISED;
done:
    head->state = AC_STATE_DONE;
    return status;
}
