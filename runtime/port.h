/* port.h: what a machine must offer to run asyncc programs. A port is one file that defines these and
 * nothing else; runtime/virtual/port.c is the shortest one, runtime/posix/port.c the usual one, runtime/template what
 * a new one begins with.
 *
 * Only ac_port_wake may be called from an interrupt, a signal handler or another thread; everything else
 * is called by the loop's thread.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_PORT_H
#define ASYNCC_PORT_H

#include "ac_base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Called before the program and by the loop before it first runs; later calls do nothing. */
void ac_port_start(void);

/* ---- the clock ------------------------------------------------------------------------------- */

/* Milliseconds from any start; wraps at 2^32. Never goes back. */
uint32_t ac_port_now(void);
/* The same clock in microseconds, that does not wrap within the life of the program. */
uint64_t ac_port_now_us(void);
/* Microseconds from 1970 to the clock's zero; 0 where nobody knows. */
int64_t ac_port_epoch_us(void);

/* ---- idle ------------------------------------------------------------------------------------ */

/* Waits for `ms` milliseconds, AC_NEVER for ever; returns earlier when ac_port_wake was called. A wake
 * that came since the last return counts: the loop looks whether there is work, then calls this, and a
 * wake between the two must not be lost. (On a microcontroller: look at the wake flag with interrupts
 * disabled, then WFI, which an interrupt ends even so.) It may return too early for no reason. */
void ac_port_idle(uint32_t ms);
/* Holds the program up for a few milliseconds at most, as exactly as the machine can. */
void ac_port_delay_us(uint32_t us);
void ac_port_wake(void);

/* Whether anything outside the program can call ac_port_wake. If not, a program that waits for flags only
 * can never go on, and the loop says so instead of calling ac_port_idle(AC_NEVER). */
extern const bool ac_port_has_interrupts;

/* True once for each Ctrl-C: KeyboardInterrupt is raised where the loop was started. The port tells of one by
 * setting ac_attention. */
bool ac_port_interrupted(void);

/* True once for each time that somebody outside asked for a list of all tasks. As above. */
bool ac_port_dump_wanted(void);

/* ---- the rest -------------------------------------------------------------------------------- */

/* Interrupts off and on again; these nest. Nothing on a port whose handlers only call ac_flag_set. */
void ac_port_enter_critical(void);
void ac_port_leave_critical(void);

/* Between a store and a load of what other threads store and load: neither overtakes the other. Nothing where only
 * interrupts or signals of the loop's own thread wake it. */
void ac_port_order(void);

/* Writes all bytes: fd 1 the program's output, 2 its errors. */
void ac_port_write(int fd, const char *bytes, size_t n);

/* On hosts, where streams are: a descriptor that becomes readable when ac_port_wake is called; -1: nobody calls it,
 * the clock is virtual. */
int ac_port_wake_fd(void);

/* Ends the program; what the runtime has buffered is flushed before. */
AC_NORETURN void ac_port_exit(int status);

/* Line `line` of a source file without its end of line, for tracebacks; false where there are no files. */
bool ac_port_source_line(const char *path, int line, char *buffer, size_t size);

/* ---- what the loop offers to a port ---------------------------------------------------------- */

/* Set to 1, from anywhere, when the loop must look at flags and interrupts before it goes on. */
extern volatile int ac_attention;
/* How many runs of the loop are active, one inside the other. */
extern volatile int ac_runs;

#ifdef __cplusplus
}
#endif

#endif
