struct UART {
    struct asyncc_registers base;
};

static AcStatus send_(ac_int byte)
{
    ac_int t1 = 0;
    bool t2 = false;
    ac_int t3 = 0;
    ac_int t4 = 0;
    int at = 0;
    AcStatus status = AC_OK;

    for (;;) {
        t1 = (ac_int)AC_REG_FIELD(uint32_t, 0x4000C018u, 3, 0x1u);
        t2 = t1 != 0;
        if (!t2) {
            goto ended_1;
        }
    }
ended_1:
    AC_REG_WRITE(uint16_t, 0x4000C000u, (uint16_t)(byte & 255));
    t3 = (ac_int)AC_REG_READ(uint16_t, 0x4000C000u);
    t4 = t3 | 256;
    if (ac_c_fit(t4, 0, 65535, "'DR' must be from 0 to 65535") != AC_OK) { at = 15; goto raised; }
    AC_REG_WRITE(uint16_t, 0x4000C000u, (uint16_t)t4);
    goto done;
raised:
    ac_trace(&send__code, at);
    status = AC_RAISED;
done:
    return status;
}

static AcStatus begin(struct UART *uart, ac_int mode, ac_int *out)
{
    ac_int t2 = 0;
    int at = 0;
    AcStatus status = AC_OK;

    AC_REG_SET_FIELD(uint16_t, AC_REG_AT(((struct asyncc_registers *)uart)->x_address_, 0x30u), 0, 0x1u, (uint16_t)(ac_int)true);
    if (ac_c_fit(mode, 0, 3, "'MODE' must be from 0 to 3") != AC_OK) { at = 20; goto raised; }
    AC_REG_SET_FIELD(uint16_t, AC_REG_AT(((struct asyncc_registers *)uart)->x_address_, 0x30u), 4, 0x3u, (uint16_t)mode);
    if (ac_c_unsigned(AC_REG_READ(uint32_t, 0x4000C018u), &t2) != AC_OK) { at = 21; goto raised; }
    *out = t2;
    goto done;
raised:
    ac_trace(&begin_code, at);
    status = AC_RAISED;
done:
    return status;
}
