/* main.c: the program's beginning and end, and its arithmetic's exceptions.
 * SPDX-License-Identifier: MIT */
#include "asyncc_noheap.h"

#include "noheap/text.h"

/* What sys.exit() raises, and the status that it means. */
static struct AcConstExc leaving = { { &ac_SystemExit }, NULL };
static int leaving_with;

int ac_main(AcStatus (*program)(void))
{
    AcExc *e;

    if (program() == AC_OK)
        return 0;
    e = ac_catch();
    if (e->obj.type != &ac_SystemExit) {
        text_exception(e);
        return 1;
    }
    if (e->text)
        text_line(e->text);
    return e == &leaving ? leaving_with : e->text != NULL;
}

AcStatus ac_sys_exit(AcValue status)
{
    bool is_text = status.tag == AC_TAG_REF;

    leaving.text = is_text ? ((const AcStr *)(const void *)status.u.o)->data : NULL;
    leaving_with = status.tag == AC_TAG_INT ? (int)status.u.i : status.tag == AC_TAG_BOOL ? status.u.b : is_text;
    return ac_raise(&leaving);
}

AcStatus ac_raise_overflow(void)
{
    AC_STATIC_EXC(overflow, ac_OverflowError, "integer overflow");

    return ac_raise(&overflow);
}

AcStatus ac_raise_overflow_text(const char *text)
{
    AC_STATIC_EXC(misfit, ac_OverflowError, "a number does not fit");

    (void)text;
    return ac_raise(&misfit);
}

AcStatus ac_raise_zero_division(const char *text)
{
    AC_STATIC_EXC(by_zero, ac_ZeroDivisionError, "division by zero");

    (void)text;
    return ac_raise(&by_zero);
}

AcStatus ac_raise_name(const char *name)
{
    AC_STATIC_EXC(unbound, ac_NameError, "a name has no value yet");

    (void)name;
    return ac_raise(&unbound);
}

AcStatus ac_raise_unbound_local(const char *name)
{
    AC_STATIC_EXC(unbound, ac_UnboundLocalError, "a local variable has no value yet");

    (void)name;
    return ac_raise(&unbound);
}

static AcStatus raise_negative_shift(void)
{
    AC_STATIC_EXC(negative, ac_ValueError, "negative shift count");

    return ac_raise(&negative);
}

AcStatus ac_int_lshift_far(ac_int a, ac_int b, ac_int *out)
{
    if (b < 0)
        return raise_negative_shift();
    if (a != 0)
        return ac_raise_overflow();
    *out = 0;
    return AC_OK;
}

AcStatus ac_int_rshift_far(ac_int a, ac_int b, ac_int *out)
{
    if (b < 0)
        return raise_negative_shift();
    *out = a < 0 ? -1 : 0;
    return AC_OK;
}

AcStatus ac_int_from_float(ac_float f, ac_int *out)
{
    AC_STATIC_EXC(nan, ac_ValueError, "cannot convert float NaN to integer");

    if (f != f)
        return ac_raise(&nan);
    if (f >= -(ac_float)AC_INT_MIN || f < (ac_float)AC_INT_MIN)
        return ac_raise_overflow();
    *out = (ac_int)f;
    return AC_OK;
}

uint32_t ac_depth;

AcStatus ac_raise_recursion(void)
{
    AC_STATIC_EXC(too_deep, ac_RecursionError, "maximum recursion depth exceeded");

    return ac_raise(&too_deep);
}
