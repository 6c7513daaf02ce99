struct patient_frame {
    AcFrame head;
    AcList *events;
    union {
        struct asyncio_Event *t3;
        bool result;
    } share1;
};

static AcStatus patient_resume(AcFrame *head, AcStatus in)
{
    struct patient_frame *f = (struct patient_frame *)head;
    AcExc *caught = NULL;
    ac_int t2 = 0;
    AcStatus status = AC_OK;
    int at = 0;

    switch (head->state) {
    case 0:
        if (ac_list_index(f->events, 0, &t2) != AC_OK) { at = 8; goto except_1; }
        f->share1.t3 = AC_ITEM(struct asyncio_Event *, f->events, t2);
        ac_retain(f->share1.t3);
        if (!f->share1.t3->x_set_) {
            head->state = 1;
            in = ac_queue_wait(head, f->share1.t3->x_waiting_);
            if (in >= AC_PENDING)
                return in;
            AC_FALLTHROUGH;
        case 1:
            if (in != AC_OK) { at = 8; goto except_1; }
        }
        ac_clear(f->share1.t3);
        goto done_0;
    except_1:
        ac_trace(&patient_code, at);
        ac_clear(f->share1.t3);
        caught = ac_catch();
        if (ac_exc_matches(caught, &ac_CancelledError)) {
            f->share1.result = false;
            goto done;
        }
        (void)ac_reraise(caught);
        caught = NULL;
        at = 0;
        goto raised;
    done_0:
        f->share1.result = true;
        goto done;
    default:
        return AC_RAISED;
    }
raised:
    ac_coroutine_raised(&patient_code, at);
    status = AC_RAISED;
done:
    ac_clear(f->events);
    ac_clear_exc(caught);
    head->state = AC_STATE_DONE;
    return status;
}
