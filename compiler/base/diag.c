/* diag.c: diagnostics in the form of gcc's.
 * SPDX-License-Identifier: MIT */
#include "base/diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

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

static bool last_dropped;

static void report(Diag *d, DiagLevel level, Span at, const char *option, const char *format, va_list args)
{
    char text[1024];

    vsnprintf(text, sizeof text, format, args);
    last_dropped = repeated(d, at, text);
    if (last_dropped)
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

    last_dropped = is_silenced(d, option);
    if (last_dropped)
        return;
    va_start(args, format);
    report(d, DIAG_WARNING, at, option, format, args);
    va_end(args);
}

void diag_help(Diag *d, const char *format, ...)
{
    char text[1024];
    va_list args;

    if (last_dropped || d->item.n == 0)
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

static void print_source_line(const Place *p, FILE *out, uint32_t start, uint32_t end)
{
    for (uint32_t i = start; i < end; i++) {
        unsigned char c = (unsigned char)p->source->text[i];
        if (c == '\t' || c >= ' ')
            putc(c == 0x7F ? '?' : c, out);
        else
            putc('?', out);
    }
    putc('\n', out);
}

static void print_caret(const Place *p, FILE *out, uint32_t start, uint32_t end, uint32_t length)
{
    uint32_t column = (uint32_t)p->column - 1;

    fputs("    ", out);
    for (uint32_t i = 0; i < column && start + i < end; i++) {
        unsigned char c = (unsigned char)p->source->text[start + i];
        if ((c & 0xC0) != 0x80)
            putc(c == '\t' ? '\t' : ' ', out);
    }
    putc('^', out);
    for (uint32_t i = 1; i < length && start + column + i < end; i++)
        if (((unsigned char)p->source->text[start + column + i] & 0xC0) != 0x80)
            putc('~', out);
    putc('\n', out);
}

static void print_context(const Place *p, const DiagItem *item, FILE *out)
{
    uint32_t start = p->source->line.at[p->line - 1], end = start;
    uint32_t length = item->span.end > item->span.start ? item->span.end - item->span.start : 1;

    while (end < p->source->length && p->source->text[end] != '\n' && p->source->text[end] != '\r' && end - start < 400)
        end++;
    fputs("    ", out);
    print_source_line(p, out, start, end);
    print_caret(p, out, start, end, length);
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
