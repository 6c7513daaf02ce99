/* system.h: what a program of a host asks the system: its environment, files, terminals.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_SYSTEM_H
#define ASYNCC_SYSTEM_H

#include "host/stream.h"

#ifdef __cplusplus
extern "C" {
#endif

/* NULL: the environment has no such name. */
AC_MUST_CHECK AcStatus ac_host_environment(AcStr *name, AcStr **out);
/* A whole file; invalid UTF-8 becomes surrogates. OSError. */
AC_MUST_CHECK AcStatus ac_host_text(AcStr *path, AcStr **out);

/* A terminal as a serial port: bytes as they are. parity -1: none, 0: even, 1: odd. ValueError if the system has no
 * such rate, OSError if there is no such terminal. */
AC_MUST_CHECK AcStatus ac_tty_open(AcStr *path, ac_int baudrate, ac_int bits, ac_int parity, ac_int stop, AcDescriptor **out);
/* Bytes that can be read without waiting. */
ac_int ac_tty_any(const AcDescriptor *d);

#ifdef __cplusplus
}
#endif

#endif
