/* size.h: asyncc size: what a program takes of memory, before it runs.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_SIZE_H
#define ASYNCC_SIZE_H

#include "frame_sizes.h"
#include "home.h"
#include "job.h"
#include "object.h"
#include "options.h"
#include "stack.h"

/* A handler of interrupts, and what the processor saves on the stack before it. */
typedef struct Interrupt { StackNode *handler; long saved; } Interrupt;

/* What is known of a program. `linked`: with what it needs of the runtime. `main`: NULL when the C compiler writes
 * no call graph. */
typedef struct SizeReport {
    Arena     *arena;
    const char *file;
    Sizes      sizes;
    bool       no_heap;           /* what the program makes lies in static storage */
    bool       has_memory;        /* program and linked are known */
    Object     program, linked;
    Stack     *stack;
    StackNode *main;
    StackGaps  gaps;              /* of main */
    VEC(Interrupt) interrupts;    /* each may come on top of main and of the others */
    const Map *names;             /* the C names of functions */
} SizeReport;

/* Prints the report; the exit status. */
int size(Arena *a, const Options *o, const Home *h, const Job *job);

/* size_report.c */
void size_print(const SizeReport *r);
void size_print_json(const SizeReport *r);
long size_static(const SizeReport *r);                         /* bytes of all variables */
long size_total(const SizeReport *r);                          /* with the stack */
bool size_known(const SizeReport *r);                          /* is there a total? */
bool size_bounded(const SizeReport *r);                        /* and no recursion in it that goes on as long as data does? */

#endif
