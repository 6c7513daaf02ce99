/* posix/port.c: CLOCK_MONOTONIC, and poll() on a pipe through which signals and threads wake the loop.
 *
 * SIGUSR1 asks for a list of all tasks.
 * Ctrl-C becomes KeyboardInterrupt as long as a loop runs; a program that computes without one, or does not
 * come back to the loop before the second Ctrl-C, ends as any other.
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "port.h"

const bool ac_port_has_interrupts = true;

static int wake_pipe[2];
static bool started;
static volatile sig_atomic_t interrupted;
static volatile sig_atomic_t dump_wanted;
static volatile sig_atomic_t woken;       /* a byte is in the pipe, or will be at once */

static void make_pipe(void);
static void on_interrupt(int number);
static void on_dump(int number);
static uint64_t read_clock(clockid_t id);

void ac_port_start(void)
{
    struct sigaction action;

    if (started)
        return;
    started = true;
    make_pipe();
    memset(&action, 0, sizeof action);
    action.sa_handler = on_interrupt;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    action.sa_handler = on_dump;
    (void)sigaction(SIGUSR1, &action, NULL);
    action.sa_handler = SIG_IGN;
    (void)sigaction(SIGPIPE, &action, NULL);
}

/* Neither end blocks: a full pipe has enough bytes to wake anybody. */
static void make_pipe(void)
{
    if (pipe(wake_pipe) != 0) {
        perror("asyncc: pipe");
        exit(1);
    }
    for (int i = 0; i < 2; i++) {
        (void)fcntl(wake_pipe[i], F_SETFL, O_NONBLOCK);
        (void)fcntl(wake_pipe[i], F_SETFD, FD_CLOEXEC);
    }
}

static void on_interrupt(int number)
{
    if (ac_runs == 0 || interrupted) {
        (void)signal(number, SIG_DFL);
        (void)raise(number);
        return;
    }
    interrupted = 1;
    ac_attention = 1;
    ac_port_wake();
}

static void on_dump(int number)
{
    (void)number;
    dump_wanted = 1;
    ac_attention = 1;
    ac_port_wake();
}

bool ac_port_dump_wanted(void)
{
    bool was = dump_wanted != 0;

    if (was)
        dump_wanted = 0;
    return was;
}

bool ac_port_interrupted(void)
{
    bool was = interrupted != 0;

    if (was)
        interrupted = 0;
    return was;
}

uint32_t ac_port_now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint32_t)t.tv_sec * 1000u + (uint32_t)(t.tv_nsec / 1000000);
}

uint64_t ac_port_now_us(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t ac_port_epoch_us(void)
{
    return (int64_t)(read_clock(CLOCK_REALTIME) - read_clock(CLOCK_MONOTONIC));
}

static uint64_t read_clock(clockid_t id)
{
    struct timespec t;

    (void)clock_gettime(id, &t);
    return (uint64_t)t.tv_sec * 1000000u + (uint64_t)(t.tv_nsec / 1000);
}

/* The pipe is emptied before `woken` is taken back: a wake in between finds it still set and writes nothing,
 * but has set ac_attention, which the loop reads after this returns. */
void ac_port_idle(uint32_t ms)
{
    struct pollfd fd = { wake_pipe[0], POLLIN, 0 };
    int timeout = ms == AC_NEVER ? -1 : ms > 0x7FFFFFFFu ? 0x7FFFFFFF : (int)ms;
    char bytes[64];

    ac_port_start();
    fd.fd = wake_pipe[0];
    (void)poll(&fd, 1, timeout);
    while (read(wake_pipe[0], bytes, sizeof bytes) > 0)
        continue;
    woken = 0;
    ac_port_order();
}

void ac_port_delay_us(uint32_t us)
{
    uint64_t start = ac_port_now_us();

    while (ac_port_now_us() - start < us)
        continue;
}

void ac_port_wake(void)
{
    int saved = errno;

    ac_port_order();
    if (started && !woken) {
        woken = 1;
        if (write(wake_pipe[1], "", 1) < 0)
            errno = saved;
    }
    errno = saved;
}

int ac_port_wake_fd(void)
{
    ac_port_start();
    return wake_pipe[0];
}

void ac_port_order(void)
{
    __sync_synchronize();
}

void ac_port_enter_critical(void)
{
}

void ac_port_leave_critical(void)
{
}

void ac_port_write(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t written = write(fd, bytes, n);

        if (written < 0) {
            if (errno == EINTR)
                continue;
            if (errno != EAGAIN)
                return;
            (void)poll(&(struct pollfd){ fd, POLLOUT, 0 }, 1, -1);
            continue;
        }
        bytes += written;
        n -= (size_t)written;
    }
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
