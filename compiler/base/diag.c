/* diag.c: diagnostics in the form of gcc's.
 * SPDX-License-Identifier: MIT */
#include "base/diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "base/utf8.h"

static const char version[] = "asyncc 0.1.0";

void diag_init(Diag *d, Arena *a, Sources *s)
{
    *d = (Diag){ .arena = a, .sources = s };
}

static bool repeated(const Diag *d, Span at, const char *text)
{
    for (int i = d->item.n - 1; i >= 0 && i >= d->item.n - 64; i--)
        if (d->item.at[i].span.start == at.start && strcmp(d->item.at[i].text, text) == 0)
            return true;
    return false;
}

static void report(Diag *d, DiagLevel level, Span at, const char *option, const char *format, va_list args)
{
    char text[1024];

    vsnprintf(text, sizeof text, format, args);
    d->dropped = repeated(d, at, text);
    if (d->dropped)
        return;
    DiagItem item = { level, at, arena_printf(d->arena, "%s", text), NULL, option };
    vec_push(d->arena, &d->item, item);
    d->errors += level == DIAG_ERROR || d->werror;
}

void diag_error(Diag *d, Span at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report(d, DIAG_ERROR, at, NULL, format, args);
    va_end(args);
}

static bool is_silenced(const Diag *d, const char *option)
{
    for (int i = 0; i < d->silenced.n; i++)
        if (strcmp(d->silenced.at[i], option) == 0)
            return true;
    return false;
}

void diag_warn(Diag *d, Span at, const char *option, const char *format, ...)
{
    va_list args;

    d->dropped = is_silenced(d, option);
    if (d->dropped)
        return;
    va_start(args, format);
    report(d, DIAG_WARNING, at, option, format, args);
    va_end(args);
}

void diag_help(Diag *d, const char *format, ...)
{
    char text[1024];
    va_list args;

    if (d->dropped || d->item.n == 0)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    vec_last(&d->item).note = arena_printf(d->arena, "%s", text);
}

bool diag_failed(const Diag *d)
{
    return d->errors > 0;
}

/* ---- printing ---- */

static int by_place(const void *a, const void *b)
{
    const DiagItem *x = *(const DiagItem *const *)a, *y = *(const DiagItem *const *)b;
    if (x->span.start != y->span.start)
        return x->span.start < y->span.start ? -1 : 1;
    return x < y ? -1 : x > y;
}

enum { LINE_SHOWN = 200 };       /* bytes of a longer line, around the place */

/* One character of the source as one column: what would upset a terminal or turn the text around is '?'. */
static const char *show_char(FILE *out, const char *p, const char *end)
{
    unsigned char c = (unsigned char)*p;
    size_t n = utf8_length(p, (size_t)(end - p));
    bool control = (c < ' ' && c != '\t') || c == 0x7F || (c == 0xC2 && n == 2 && (unsigned char)p[1] < 0xA0);

    if (n == 0 || control || bidi_control(p, p + n))
        putc('?', out);
    else
        fwrite(p, 1, n, out);
    return p + (n ? n : 1);
}

static const char *next_char(const char *p, const char *end)
{
    size_t n = utf8_length(p, (size_t)(end - p));
    return p + (n ? n : 1);
}

static void print_caret(FILE *out, const char *start, const char *at, const char *to)
{
    for (const char *p = start; p < at; p = next_char(p, at))
        putc(*p == '\t' ? '\t' : ' ', out);
    putc('^', out);
    for (const char *p = at < to ? next_char(at, to) : to; p < to; p = next_char(p, to))
        putc('~', out);
    putc('\n', out);
}

static void print_context(const Place *p, const DiagItem *item, FILE *out)
{
    const Source *s = p->source;
    const char *start = s->text + s->line.at[p->line - 1], *at = start + p->column - 1, *end = at;
    const char *file_end = s->text + s->length, *to = at + (item->span.end - item->span.start);

    if (at - start > LINE_SHOWN / 2)
        for (start = at - LINE_SHOWN / 2; start < at && ((unsigned char)*start & 0xC0) == 0x80; start++) {
        }
    while (end < file_end && end - start < LINE_SHOWN && *end != '\n' && *end != '\r')
        end++;
    to = to > end ? end : to;

    fputs("    ", out);
    for (const char *c = start; c < end; )
        c = show_char(out, c, end);
    fputs("\n    ", out);
    print_caret(out, start, at, to);
}

static void print_item(const Diag *d, const DiagItem *item, FILE *out)
{
    Place p = source_place(d->sources, item->span.start);
    bool error = item->level == DIAG_ERROR;
    const char *color = !d->color ? "" : error ? "\033[1;31m" : "\033[1;35m", *plain = d->color ? "\033[0m" : "";

    fprintf(out, "%s:%d:%d: %s%s:%s %s", p.source->path, p.line, p.column, color, error ? "error" : "warning", plain, item->text);
    if (item->option)
        fprintf(out, " [-W%s%s]", d->werror ? "error=" : "", item->option);
    putc('\n', out);
    print_context(&p, item, out);
    if (item->note)
        fprintf(out, "    help: %s\n", item->note);
}

void diag_print(const Diag *d, FILE *out)
{
    const DiagItem **sorted = arena_array(d->arena, const DiagItem *, d->item.n + 1);

    for (int i = 0; i < d->item.n; i++)
        sorted[i] = &d->item.at[i];
    if (d->item.n)
        qsort(sorted, (size_t)d->item.n, sizeof *sorted, by_place);
    for (int i = 0; i < d->item.n; i++) {
        if (d->max_errors && i >= d->max_errors) {
            fprintf(out, "asyncc: %d more diagnostics are not shown\n", d->item.n - i);
            return;
        }
        print_item(d, sorted[i], out);
    }
}

_Noreturn void fatal(const char *format, ...)
{
    va_list args;
    fputs("asyncc: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    putc('\n', stderr);
    exit(2);
}

_Noreturn void unreachable_at(const char *file, int line, const char *what)
{
    fprintf(stderr, "asyncc: internal error: %s (%s:%d, %s)\n"
                    "asyncc: this is a fault of asyncc; please report it with the program that shows it\n",
            what, file, line, version);
    exit(3);
}
