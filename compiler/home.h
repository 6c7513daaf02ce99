/* home.h: where the runtime lies, and which of its files a program needs.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_HOME_H
#define ASYNCC_HOME_H

#include <stdbool.h>
#include <sys/types.h>
#include "base/vec.h"

typedef struct Home {
    const char *runtime;          /* directory with asyncc.h */
    const char *library;          /* the modules written in the language: runtime/lib */
    const char *archives;         /* directory of built runtimes, or NULL */
} Home;

typedef VEC(const char *) Paths;

/* $ASYNCC_RUNTIME, or ../runtime or ../share/asyncc/runtime as seen from the program asyncc itself. False when
 * there is none: standard error says so. */
bool home_find(Arena *a, Home *h, const char *argv0);

/* The files of the runtime with that port, sorted, headers and sources; the C files among them. A port is a directory of
 * the runtime, or another's if there is a / in its name. None when there is no such port. */
Paths home_files(Arena *a, const Home *h, const char *port, bool no_heap);
Paths home_sources(Arena *a, const Home *h, const char *port, bool no_heap);

/* A built runtime that is not older than its sources; NULL when there is none. */
const char *home_archive(Arena *a, const Home *h, const char *port, bool debug);

#endif
