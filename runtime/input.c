/* input.c: input(), for machines with the C library's stdin.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "objects.h"

AcStatus ac_input(AcStr *prompt, AcStr **out)
{
    Text line = { NULL, 0, 0, false }, t = { NULL, 0, 0, false };
    int c;

    if (prompt)
        out_write(1, prompt->data, prompt->bytes);
    ac_flush();
    while ((c = getc(stdin)) != EOF && c != '\n')
        text_add_char(&line, (char)c);
    if (c == EOF && line.n == 0) {
        text_drop(&line);
        return ac_raise_text(&ac_EOFError, "EOF when reading a line");
    }
    if (line.n)
        text_add_foreign(&t, (const char *)(line.s + 1), line.n);
    t.failed |= line.failed;
    text_drop(&line);
    return text_finish(&t, out);
}
