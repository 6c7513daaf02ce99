/* child.h: programs that asyncc runs, and a directory for what passes between them.
 *
 * While one runs, SIGTERM and SIGHUP are passed on to it and we end after it. Ctrl-C reaches it from the terminal.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CHILD_H
#define ASYNCC_CHILD_H

#include <stdbool.h>
#include <sys/types.h>
#include "base/vec.h"

typedef VEC(char *) Words;

enum { NOT_STARTED = 127 };                  /* as a shell tells of a command that is not there */

void child_watch(void);                      /* once, before the first */
int  child_stopped(void);                    /* the signal that ends us, or 0 */
/* Starts `file`; -1, told, when that fails. `quiet`: what it prints is not seen. */
pid_t child_start(const char *file, char **argv, bool quiet);
/* Its status, 128 + the signal's number, or NOT_STARTED. */
int  child_wait(pid_t pid);
/* Both. `user`: it is the user's program, which decides itself what Ctrl-C means. */
int  child_run(const char *file, char **argv, bool user);

void words_add(Arena *a, Words *w, const char *word);
void words_add_split(Arena *a, Words *w, const char *words);     /* at blanks: "ccache gcc" */
void words_add_compiler(Arena *a, Words *w, const char *given);  /* `given`, else $CC, else cc */

char *scratch_open(Arena *a);                /* a new directory, or NULL, told */
void  scratch_close(Arena *a, const char *directory, bool keep);

#endif
