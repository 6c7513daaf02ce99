struct five_frame {
    ac_int i;
    ac_int exit_;
    AcExc *kept;
    ac_int returned;
    union {
        ac_int how;
        ac_int result;
    } share1;
};

struct main__frame {
    AcFrame head;
    ac_int i;
    struct five_frame callee;
};

static AcStatus five_resume(AcFrame *head, AcStatus in)
{
    struct five_frame *f = &((struct main__frame *)head)->callee;
    ac_int i = 0;
    AcExc *t6 = NULL;
    AcStatus status = AC_OK;
    int at = 0;

    switch (head->state) {
    case 0:
        for (f->i = 0; f->i < 3; f->i++) {
            i = f->i;
            if (f->share1.how == 1) {
                f->exit_ = 2;
                goto cleanup_2;
            }
            if (f->share1.how == 2) {
                f->exit_ = 3;
                goto cleanup_2;
            }
            if (f->share1.how == 3) {
                f->returned = i;
                f->exit_ = 1;
                goto cleanup_2;
            }
            if (f->share1.how == 4) {
                {
                    AcValue given[1] = { ac_from_int(i) };
                    (void)ac_raise_new(&ac_ValueError, 1, given);
                    at = 15;
                    goto failed_3;
                }
            }
            f->exit_ = 0;
            goto cleanup_2;
        failed_3:
            ac_trace(&five_code, at);
            f->kept = ac_catch();
        cleanup_2:
            head->state = 1;
            in = ac_sleep_ms(head, 1);
            if (in >= AC_PENDING)
                return in;
            AC_FALLTHROUGH;
        case 1:
            if (in != AC_OK) { at = 17; goto late_5; }
            head->state = 2;
            in = ac_sleep_ms(head, 2);
            if (in >= AC_PENDING)
                return in;
            AC_FALLTHROUGH;
        case 2:
            if (in != AC_OK) { at = 18; goto late_5; }
            goto cleaned_4;
        late_5:
            ac_trace(&five_code, at);
            ac_chain(f->kept);
            ac_clear_exc(f->kept);
            t6 = ac_catch();
            (void)ac_reraise(t6);
            t6 = NULL;
            at = 0;
            goto raised;
        cleaned_4:
            if (f->kept != NULL) {
                (void)ac_reraise(f->kept);
                f->kept = NULL;
                at = 0;
                goto raised;
            }
            if (f->exit_ == 1) {
                f->share1.result = f->returned;
                goto done;
            }
            if (f->exit_ == 2) {
                goto broken_0;
            }
            if (f->exit_ == 3) {
                goto next_1;
            }
        next_1:
            ;
        }
    broken_0:
        f->share1.result = (-1);
        goto done;
    default:
        return AC_RAISED;
    }
raised:
    ac_coroutine_raised(&five_code, at);
    status = AC_RAISED;
done:
    ac_clear_exc(f->kept);
    head->code = &main__code;
    head->state = 1;
    return status;
}

static AcStatus main__resume(AcFrame *head, AcStatus in)
{
    struct main__frame *f = (struct main__frame *)head;
    ac_int how = 0;
    ac_int t3 = 0;
    AcStatus status = AC_OK;
    int at = 0;

    switch (head->state) {
    case 0:
        for (f->i = 0; f->i < 5; f->i++) {
            how = f->i;
            five_start(head, how);
            in = five_resume(head, AC_OK);
            if (in >= AC_PENDING)
                return in;
            AC_FALLTHROUGH;
        case 1:
            if (in != AC_OK) { at = 23; goto raised; }
            t3 = f->callee.share1.result;
            {
                AcValue given[1] = { ac_from_int(t3) };
                if (ac_print(1, given, NULL, NULL) != AC_OK) { at = 23; goto raised; }
            }
        }
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
