/* bundle.h: a program and the part of the runtime that it needs as one C file.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BUNDLE_H
#define ASYNCC_BUNDLE_H

#include "bundle_scan.h"

typedef struct Bundle { Runtime runtime; } Bundle;

/* Reads the runtime with that port, or that without a heap. False: standard error says what cannot be read. */
bool bundle_read(Bundle *b, Arena *a, const Home *h, const char *port, bool no_heap);

/* Names that stand before the program: its own must be others. Interned. */
const Map *bundle_taken(Bundle *b);

/* The program's C with the runtime before it. */
Text bundle_text(Bundle *b, Arena *a, const Text *program);

#endif
