/* lines.h: #line, so that debuggers and C compilers speak of the .async.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_LINES_H
#define ASYNCC_LINES_H

#include "base/text.h"

/* The emitter marks where a function's C begins to come from another line, `#line 7 "foo.async"`, and where it ends,
 * `#line 0`. Here each line of C is given its line, as else it would count on from the mark (a brace is code, too), and behind
 * the end the C is itself again: `output_name`, with its own numbers. */
Text lines_numbered(Arena *a, const Text *text, const char *output_name);

#endif
