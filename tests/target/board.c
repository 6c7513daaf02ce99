/* board.c: a microcontroller has no environment, and no files and terminals of a host. The simulated board asks for them
 * all the same, which the tests of drivers use there too.
 * SPDX-License-Identifier: MIT */
#include "host/system.h"
#include "objects.h"

AcStatus ac_host_environment(AcStr *name, AcStr **out)
{
    (void)name;
    *out = NULL;
    return AC_OK;
}

static AcStatus nothing_there(void)
{
    return ac_raise_text(&ac_OSError, "there is no host");
}

AcStatus ac_host_text(AcStr *path, AcStr **out)
{
    (void)path, (void)out;
    return nothing_there();
}

AcStatus ac_tty_open(AcStr *path, ac_int baudrate, ac_int bits, ac_int parity, ac_int stop, AcDescriptor **out)
{
    (void)path, (void)baudrate, (void)bits, (void)parity, (void)stop, (void)out;
    return nothing_there();
}

ac_int ac_tty_any(const AcDescriptor *d)
{
    (void)d;
    return 0;
}

AcStatus ac_descriptor_read(AcDescriptor *d, ac_int n, AcBytes **out)
{
    (void)d, (void)n, (void)out;
    return nothing_there();
}

AcStatus ac_descriptor_read_line(AcDescriptor *d, ac_int limit, AcBytes **out)
{
    (void)d, (void)limit, (void)out;
    return nothing_there();
}

AcStatus ac_descriptor_write(AcDescriptor *d, AcValue data, ac_int limit)
{
    (void)d, (void)data, (void)limit;
    return nothing_there();
}
