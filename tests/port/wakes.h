/* wakes.h: the interrupt of wakes.async, and another clock.
 * SPDX-License-Identifier: MIT */
#ifndef WAKES_H
#define WAKES_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "asyncc.h"

static AcFlag *the_flag;
static atomic_long seen;
static long settings;
static pthread_t loop;

static void on_interrupt(int number)
{
    (void)number;
    ac_flag_set(the_flag);
}

/* Interrupts the loop's thread: while it goes to sleep, sooner or later. */
static void *setter(void *unused)
{
    unsigned dice = 1;

    for (long n = 0; n < settings; n++) {
        while (atomic_load(&seen) < n)
            continue;
        dice = dice * 1103515245u + 12345u;
        for (volatile unsigned spin = (dice >> 16) % 4096u; spin > 0; spin--)
            continue;
        (void)pthread_kill(loop, SIGUSR1);
    }
    return unused;
}

/* The thread itself is not interrupted: its machine is another one. */
static inline void start_thread(AcFlag *flag, ac_int n)
{
    struct sigaction action = { .sa_handler = on_interrupt };
    sigset_t all, was;
    pthread_t thread;

    the_flag = flag;
    settings = (long)n;
    loop = pthread_self();
    (void)sigfillset(&all);
    action.sa_mask = all;
    (void)sigaction(SIGUSR1, &action, NULL);
    (void)pthread_sigmask(SIG_BLOCK, &all, &was);
    (void)pthread_create(&thread, NULL, setter, NULL);
    (void)pthread_detach(thread);
    (void)pthread_sigmask(SIG_SETMASK, &was, NULL);
}

static inline void saw(ac_int n)
{
    atomic_store(&seen, (long)n);
}

static inline ac_int other_clock(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (ac_int)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

#endif
