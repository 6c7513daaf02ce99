/* virtual/port.c: a clock that stands still while the program computes and jumps when it would wait. It starts
 * at 0, or at $ASYNCC_CLOCK_START milliseconds, so that programs can be run across the clock's wrap.
 * SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "port.h"

const bool ac_port_has_interrupts = false;

static uint64_t now_us;
static bool started;
static unsigned looks;

void ac_port_start(void)
{
    const char *start = getenv("ASYNCC_CLOCK_START");

    if (started)
        return;
    started = true;
#ifdef SIGPIPE
    (void)signal(SIGPIPE, SIG_IGN);
#endif
    if (start)
        now_us = strtoull(start, NULL, 10) * 1000;
}

/* A program that only polls would never let it move: a thousand looks without a wait are a millisecond. */
uint32_t ac_port_now(void)
{
    if (++looks == 1000) {
        looks = 0;
        now_us += 1000;
    }
    return (uint32_t)(now_us / 1000);
}

uint64_t ac_port_now_us(void)
{
    return now_us;
}

int64_t ac_port_epoch_us(void)
{
    return 0;
}

/* Until the millisecond that is so many on begins: deadlines are counted in these. */
void ac_port_idle(uint32_t ms)
{
    looks = 0;
    if (ms > 0)
        now_us = (now_us / 1000 + ms) * 1000;
}

void ac_port_delay_us(uint32_t us)
{
    looks = 0;
    now_us += us;
}

void ac_port_wake(void)
{
}

bool ac_port_interrupted(void)
{
    return false;
}

bool ac_port_dump_wanted(void)
{
    return false;
}

int ac_port_wake_fd(void)
{
    return -1;
}

void ac_port_order(void)
{
}

void ac_port_enter_critical(void)
{
}

void ac_port_leave_critical(void)
{
}

void ac_port_write(int fd, const char *bytes, size_t n)
{
    FILE *file = fd == 1 ? stdout : stderr;

    (void)fwrite(bytes, 1, n, file);
    (void)fflush(file);
}

void ac_port_exit(int status)
{
    exit(status);
}

bool ac_port_source_line(const char *path, int line, char *buffer, size_t size)
{
    FILE *file = fopen(path, "r");
    bool found = false;

    if (!file)
        return false;
    for (int i = 1, c = 0; i < line && c != EOF; )
        i += (c = getc(file)) == '\n';
    found = fgets(buffer, (int)size, file) != NULL;
    if (found)
        buffer[strcspn(buffer, "\r\n")] = '\0';
    (void)fclose(file);
    return found;
}
