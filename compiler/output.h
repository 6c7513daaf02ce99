/* output.h: files that are replaced whole or not at all.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_OUTPUT_H
#define ASYNCC_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include "base/text.h"

/* Makes `text` the content of the file at `path`, "-" being standard output. An existing file keeps its mode and,
 * if it is a link, stays one; with `if_changed` an equal one is not touched. On failure standard error says why and
 * the old file is as it was; so it is when a signal ends the process. */
bool output_write(Arena *a, const char *path, const Text *text, bool if_changed);

#endif
