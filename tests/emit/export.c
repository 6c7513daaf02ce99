AcStatus motor_set(uint32_t value, uint8_t *out)
{
    ac_int ac_value = 0;
    ac_int result = 0;
    AcStatus status = AC_OK;
    ac_int ac_given = 0;

    if (ac_c_unsigned(value, &ac_value) != AC_OK || motor_set_body(ac_value, &result) != AC_OK)
        return ac_c_failed();
    status = motor_set_given(result, &ac_given);
    if (status != AC_OK)
        return ac_c_failed();
    if (out)
        *out = (uint8_t)ac_given;
    return AC_OK;
}
