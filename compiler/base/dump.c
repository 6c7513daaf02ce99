/* dump.c: indented text.
 * SPDX-License-Identifier: MIT */
#include "base/dump.h"

#include <stdarg.h>

void dump_line(Dump *d, const char *format, ...)
{
    va_list args;
    fprintf(d->out, "%*s", d->indent * 4, "");
    va_start(args, format);
    vfprintf(d->out, format, args);
    va_end(args);
    putc('\n', d->out);
}

void dump_in(Dump *d)  { d->indent++; }
void dump_out(Dump *d) { d->indent--; }

void dump_quoted(FILE *out, const char *bytes, size_t length)
{
    putc('"', out);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c == '\n')
            fputs("\\n", out);
        else if (c < ' ' || c > '~')
            fprintf(out, "\\x%02x", c);
        else
            putc(c, out);
    }
    putc('"', out);
}
