/* job.h: one source on its way through the compiler, from its path to the text that comes of it.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_JOB_H
#define ASYNCC_JOB_H

#include "base/map.h"
#include "base/source.h"
#include "base/text.h"
#include "home.h"
#include "options.h"

typedef struct Job {
    Arena      *arena;
    Sources     sources;          /* every file that was read */
    Text        text;             /* the C, or the dump that was asked for */
    Text        header;           /* empty: there is none */
    char       *dump;             /* malloc'd memory that `text` may lie in */
    struct Core *core;            /* of `asyncc size`: the program, */
    Map         names;            /* and the C name of each CoreFn */
} Job;

/* Reads and compiles `file`, "-" being standard input; `output_name` is the C's for #line, and NULL when only
 * the diagnostics are wanted; `header_name` is the C header's, or NULL. Prints them and gives the exit status. */
int  job_run(Job *j, const Options *o, const Home *h, const char *file, const char *output_name, const char *header_name);
void job_end(Job *j);

#endif
