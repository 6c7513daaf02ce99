/* zephyr/port.c: one thread of Zephyr, which sleeps on a semaphore. Interrupts and other threads wake it.
 * SPDX-License-Identifier: MIT */
#include <zephyr/kernel.h>
#include <zephyr/sys/barrier.h>
#include <zephyr/sys/printk.h>

#include "port.h"

const bool ac_port_has_interrupts = true;

K_SEM_DEFINE(woken, 0, 1)

static unsigned int interrupt_key;
static unsigned int critical_depth;

void ac_port_start(void)
{
}

uint32_t ac_port_now(void)
{
    return (uint32_t)k_uptime_get();
}

uint64_t ac_port_now_us(void)
{
    return k_ticks_to_us_floor64((uint64_t)k_uptime_ticks());
}

int64_t ac_port_epoch_us(void)
{
    return 0;
}

/* A wake since the last return has left the semaphore at 1. */
void ac_port_idle(uint32_t ms)
{
    (void)k_sem_take(&woken, ms == AC_NEVER ? K_FOREVER : K_MSEC(ms));
}

void ac_port_delay_us(uint32_t us)
{
    k_busy_wait(us);
}

void ac_port_wake(void)
{
    k_sem_give(&woken);
}

bool ac_port_interrupted(void)
{
    return false;
}

bool ac_port_dump_wanted(void)
{
    return false;
}

void ac_port_enter_critical(void)
{
    unsigned int key = irq_lock();

    if (critical_depth++ == 0)
        interrupt_key = key;
}

void ac_port_leave_critical(void)
{
    if (--critical_depth == 0)
        irq_unlock(interrupt_key);
}

void ac_port_order(void)
{
    barrier_dmem_fence_full();
}

void ac_port_write(int fd, const char *bytes, size_t n)
{
    (void)fd;
    for (size_t i = 0; i < n; i++)
        printk("%c", bytes[i]);
}

/* The thread ends; Zephyr and its other threads go on. */
void ac_port_exit(int status)
{
    (void)status;
    k_thread_abort(k_current_get());
    CODE_UNREACHABLE;
}

bool ac_port_source_line(const char *path, int line, char *buffer, size_t size)
{
    (void)path;
    (void)line;
    (void)buffer;
    (void)size;
    return false;
}
