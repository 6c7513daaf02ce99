/* painted.c: runs a program on a stack that was painted before, and tells how much of it was written.
 *
 * The functions of the C library that the bound leaves out run on another stack (the thunks of outside.s).
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

enum { BYTES = 8 << 20, PAINT = 0xA5 };

int program_main(int argc, char **argv);

static unsigned char stack[BYTES] __attribute__((aligned(4096)));
static unsigned char outside[BYTES] __attribute__((aligned(4096)));
void *outside_top = outside + BYTES;
void *outside_saved;

static ucontext_t back, there;
static int argument_n, status;
static char **arguments;
static unsigned char *top;

static unsigned char *lowest(void)
{
    unsigned char *p = stack;

    while (*p == PAINT)
        p++;
    return p;
}

static void tell(void)
{
    const char *file = getenv("STACK_FILE");
    FILE *f = fopen(file ? file : "/dev/null", "w");

    fprintf(f, "%ld\n", (long)(top - lowest()));
    fclose(f);
}

static __attribute__((noinline)) void nothing(void)
{
    __asm volatile("");
}

/* The program begins where a function that has only its return address ends. */
static void run(void)
{
    nothing();
    top = lowest() + sizeof(void *);
    status = program_main(argument_n, arguments);
}

int main(int argc, char **argv)
{
    memset(stack, PAINT, sizeof stack);
    argument_n = argc;
    arguments = argv;
    atexit(tell);
    getcontext(&there);
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = sizeof stack;
    there.uc_link = &back;
    makecontext(&there, run, 0);
    swapcontext(&back, &there);
    return status;
}
