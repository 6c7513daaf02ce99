struct Counter {
    AcObj base;
    ac_int n;
};

static void Counter___init__(struct Counter *self)
{

    self->n = 0;
    return;
}

static AcStatus Counter_add(struct Counter *self, ac_int by, ac_int *out)
{
    ac_int t2 = 0;
    int at = 0;
    AcStatus status = AC_OK;

    if (ac_int_add(self->n, by, &t2) != AC_OK) { at = 7; goto raised; }
    self->n = t2;
    *out = self->n;
    goto done;
raised:
    ac_trace(&Counter_add_code, at);
    status = AC_RAISED;
done:
    return status;
}
