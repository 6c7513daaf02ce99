/* zephyr/kernel.h: what the port asks of Zephyr, on a host, so that it can be tried without Zephyr.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_H
#define KERNEL_H

#include <errno.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct { int64_t ms; } k_timeout_t;
#define K_FOREVER ((k_timeout_t){ -1 })
#define K_MSEC(n) ((k_timeout_t){ (int64_t)(n) })
#define CODE_UNREACHABLE __builtin_unreachable()

struct k_sem { sem_t sem; int ready; };
#define K_SEM_DEFINE(name, initial, limit) static struct k_sem name;

static inline int64_t k_uptime_ticks(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
static inline uint64_t k_ticks_to_us_floor64(uint64_t ticks) { return ticks; }
static inline int64_t k_uptime_get(void) { return k_uptime_ticks() / 1000; }

static inline int k_sem_take(struct k_sem *s, k_timeout_t timeout)
{
    struct timespec t;
    if (!s->ready)
        s->ready = sem_init(&s->sem, 0, 0) == 0;
    if (timeout.ms < 0)
        return sem_wait(&s->sem);
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += timeout.ms / 1000;
    t.tv_nsec += timeout.ms % 1000 * 1000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return sem_timedwait(&s->sem, &t) == 0 ? 0 : -EAGAIN;
}
static inline void k_sem_give(struct k_sem *s)
{
    if (s->ready)
        sem_post(&s->sem);
}
static inline void k_busy_wait(uint32_t us) { (void)us; }
static inline unsigned int irq_lock(void) { return 0; }
static inline void irq_unlock(unsigned int key) { (void)key; }
static inline int *k_current_get(void) { return NULL; }
static inline void k_thread_abort(int *thread) { (void)thread; fflush(stdout); exit(0); }

#endif
