/* fault.c: the last words.
 * SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700

#include "fault.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>
#include "version.h"

/* On a stack of its own: the usual one may be what has run out. */
static char stack[1 << 16];

static void say(const char *text)
{
    ssize_t n = write(STDERR_FILENO, text, strlen(text));
    (void)n;
}

static const char *fault_name(int number)
{
    switch (number) {
    case SIGSEGV: return "segmentation fault";
    case SIGBUS:  return "bus error";
    case SIGFPE:  return "arithmetic fault";
    case SIGILL:  return "illegal instruction";
    default:      return "a statement did not hold";
    }
}

static void end(int number)
{
    say("asyncc: internal error: ");
    say(fault_name(number));
    say(" (asyncc " ASYNCC_VERSION ")\n"
        "asyncc: this is a fault of asyncc; please report it with the program that shows it\n");
    _exit(STATUS_FAULT);
}

void fault_catch(void)
{
    static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
    stack_t alternative = { .ss_sp = stack, .ss_size = sizeof stack };
    struct sigaction action = { .sa_handler = end, .sa_flags = SA_ONSTACK };

    sigaltstack(&alternative, NULL);
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        sigaction(faults[i], &action, NULL);
}
