/* run.h: asyncc run: the C compiler, then the program.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_RUN_H
#define ASYNCC_RUN_H

#include "base/text.h"
#include "home.h"
#include "options.h"

/* Builds the C text with the runtime in a temporary directory and runs it with o->arguments. Gives the
 * program's exit status, 128 + n if signal n ended it; STATUS_USAGE or STATUS_FAULT when it did not come so far. */
int run(Arena *a, const Options *o, const Home *h, const Text *text);

#endif
