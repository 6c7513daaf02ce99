/* host.c: a machine for runtime/template made of signals: a timer of the system's is the alarm, blocked signals are disabled
 * interrupts. The counter begins shortly before it wraps.
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "bare.h"
#include "template/machine.h"

#define BEFORE_WRAP (AC_CLOCK_HZ / 20)

static timer_t timer;
static sigset_t interrupts, none;
static uint64_t begun;

static uint64_t nanoseconds(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void on_alarm(int number)
{
    (void)number;
    ac_timer_interrupt();
}

void machine_start(void)
{
    struct sigaction action = { .sa_handler = on_alarm };
    struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM };

    (void)sigemptyset(&none);
    (void)sigaddset(&interrupts, SIGALRM);
    (void)sigaddset(&interrupts, SIGUSR1);
    action.sa_mask = interrupts;
    (void)sigaction(SIGALRM, &action, NULL);
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
        abort();
    begun = nanoseconds();
}

uint32_t machine_count(void)
{
    uint64_t gone = nanoseconds() - begun;
    uint64_t counts = gone / 1000000000u * AC_CLOCK_HZ + gone % 1000000000u * AC_CLOCK_HZ / 1000000000u;

    return (uint32_t)((MACHINE_COUNT_MAX - BEFORE_WRAP + counts) & MACHINE_COUNT_MAX);
}

void machine_alarm(uint32_t counts)
{
    uint64_t wait = ((uint64_t)counts * 1000000000u + AC_CLOCK_HZ - 1u) / AC_CLOCK_HZ;
    struct itimerspec at = { { 0, 0 }, { (time_t)(wait / 1000000000u), (long)(wait % 1000000000u) } };

    (void)timer_settime(timer, 0, &at, NULL);
}

bool machine_disable(void)
{
    sigset_t was;

    (void)sigprocmask(SIG_BLOCK, &interrupts, &was);
    return !sigismember(&was, SIGALRM);
}

void machine_enable(void)
{
    (void)sigprocmask(SIG_UNBLOCK, &interrupts, NULL);
}

void machine_sleep(void)
{
#ifdef ENABLED_TOO_EARLY
    machine_enable();
    for (volatile int i = 0; i < 5000; i++)           /* time enough for what happens once in a long while */
        continue;
    (void)pause();
#else
    (void)sigsuspend(&none);
#endif
}

void ac_board_write(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, bytes, n);

        if (done > 0) {
            bytes += done;
            n -= (size_t)done;
        }
    }
}

void ac_board_exit(int status)
{
    exit(status);
}
