/* main.c: the program's beginning and end, and its arithmetic's exceptions.
 * SPDX-License-Identifier: MIT */
#include "asyncc_noheap.h"

#include "noheap/text.h"

int ac_main(AcStatus (*program)(void))
{
    AcExc *e;

    if (program() == AC_OK)
        return 0;
    e = ac_catch();
    if (e->obj.type == &ac_SystemExit)
        return 0;
    text_exception(e);
    return 1;
}

AcStatus ac_raise_overflow(void)
{
    AC_STATIC_EXC(overflow, ac_OverflowError, "integer overflow");

    return ac_raise(&overflow);
}

AcStatus ac_raise_zero_division(const char *text)
{
    AC_STATIC_EXC(by_zero, ac_ZeroDivisionError, "division by zero");

    (void)text;
    return ac_raise(&by_zero);
}
