/* trace.c: tracebacks: gathered as an exception goes up, printed as CPython 3.11 does, without the marks under
 * the source line.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

#define REPEATED_LINES 3u         /* so many equal entries are printed, the others counted */

/* The exceptions being printed: a chain may come back to its start. */
typedef struct Printing { const AcExc *e; const struct Printing *outer; } Printing;

static void print_chain(const Printing *p, int fd);
static void print_earlier(const AcExc *e, const Printing *outer, int fd, const char *link);
static void print_trace(const AcExc *e, int fd);
static void begin_line(int fd);
static bool same_entry(const AcTraceEntry *a, const AcTraceEntry *b);
static void print_entry(const AcTraceEntry *entry, int fd);
static void print_source(const AcTraceEntry *entry, int fd);
static void print_repeated(size_t n, int fd);
static void print_message(const AcExc *e, int fd);
static void print_number(ac_uint n, int fd);

AC_NOINLINE static void replace(const char *text);

const ExcGroups *exc_groups;

#ifdef AC_NO_TRACE

static inline void add_line(const AcCode *code, int line)
{
    (void)code, (void)line;
}

#else

AC_NOINLINE static void trace_into_new_block(const AcCode *code, int line);

static inline void add_line(const AcCode *code, int line)
{
    AcExc *e = ac_pending;
    AcTraceEntry *entry;

    if (line == 0 || !e)
        return;
    entry = e->trace_next;
    if (entry == e->trace_end) {
        trace_into_new_block(code, line);
        return;
    }
    entry->code = code;
    entry->line = line;
    e->trace_next = entry + 1;
}

/* Without memory for it, the entry is left out; but that MemoryError tells where it was raised. */
static void trace_into_new_block(const AcCode *code, int line)
{
    AcExc *e = ac_pending;
    size_t n = e->trace ? (size_t)(e->trace_end - e->trace) : 0, cap = n ? n * 2 : TRACE_MIN;
    AcTraceEntry *trace = e->trace == exc_memory_trace ? NULL : ac_mem_resize(e->trace, cap * sizeof *trace);

    if (!trace && n == 0 && exc_is_memory(e))
        trace = exc_memory_trace;
    if (!trace)
        return;
    e->trace = trace;
    e->trace_next = trace + n;
    e->trace_end = trace + cap;
    add_line(code, line);
}

#endif

void exc_copy_trace(const AcExc *from, AcExc *to)
{
    size_t n = from->trace ? (size_t)(from->trace_next - from->trace) : 0;
    AcTraceEntry *trace = n ? ac_mem_resize(to->trace, n * sizeof *trace) : NULL;

    if (!trace) {
        to->trace_next = to->trace;
        return;
    }
    memcpy(trace, from->trace, n * sizeof *trace);
    to->trace = trace;
    to->trace_next = to->trace_end = trace + n;
}

bool exc_same_trace(const AcExc *a, const AcExc *b)
{
    size_t n = a->trace ? (size_t)(a->trace_next - a->trace) : 0, m = b->trace ? (size_t)(b->trace_next - b->trace) : 0;

    if (n != m)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!same_entry(&a->trace[i], &b->trace[i]))
            return false;
    return true;
}

void ac_trace(const AcCode *code, int line)
{
    add_line(code, line);
}

/* Such an exception would look like the end of what it leaves. No built-in class derives from the two. */
static inline void check_stop(const AcType *stop, const char *text)
{
    const AcType *type = ac_pending->obj.type;

    if (AC_UNLIKELY((type == stop || type->module) && ac_subtype(type, stop)))
        replace(text);
}

void ac_coroutine_raised(const AcCode *code, int line)
{
    add_line(code, line);
    check_stop(&ac_StopIteration, "coroutine raised StopIteration");
}

void ac_generator_raised(const AcCode *code, int line)
{
    add_line(code, line);
    check_stop(&ac_StopIteration, "generator raised StopIteration");
}

void ac_async_generator_raised(const AcCode *code, int line)
{
    add_line(code, line);
    check_stop(&ac_StopIteration, "async generator raised StopIteration");
    check_stop(&ac_StopAsyncIteration, "async generator raised StopAsyncIteration");
}

/* By a RuntimeError, of which it is the cause. */
static void replace(const char *text)
{
    AcExc *e = ac_catch();

    (void)ac_raise_text(&ac_RuntimeError, text);
    ac_set(AcExc *, ac_pending->context, e);
    ac_move(AcExc *, ac_pending->cause, e);
    ac_pending->suppress_context = true;
}

/* An exception on its way is left as it is. */
void ac_print_exception(const AcExc *e, int out_fd)
{
    AcExc *pending = ac_catch();

    exc_print(e, out_fd == 1 ? 1 : 2);
    ac_clear(ac_pending);
    ac_pending = pending;
}

/* While it is gathered, a __str__ of the program may ask for another one. */
AcStatus ac_exception_text(AcExc *e, AcStr **out)
{
    Text t = { NULL, 0, 0, false }, *outer = out_text;
    AcExc *pending = ac_catch();

    out_text = &t;
    exc_print(e, OUT_TEXT);
    out_text = outer;
    ac_clear(ac_pending);
    ac_pending = pending;
    return text_finish(&t, out);
}

static void print_chain(const Printing *p, int fd)
{
    const AcExc *e = p->e;

    if (e->cause)
        print_earlier(e->cause, p, fd, "The above exception was the direct cause of the following exception:\n");
    else if (e->context && !e->suppress_context)
        print_earlier(e->context, p, fd, "During handling of the above exception, another exception occurred:\n");
    if (exc_groups && exc_groups->has(e))
        exc_groups->print(e, fd);
    else
        exc_print_one(e, fd);
}

void exc_print(const AcExc *e, int fd)
{
    Printing p = { e, NULL };

    print_chain(&p, fd);
}

void exc_print_one(const AcExc *e, int fd)
{
    print_trace(e, fd);
    print_message(e, fd);
}

static void begin_line(int fd)
{
    if (exc_groups)
        exc_groups->margin(fd);
}

static void print_earlier(const AcExc *e, const Printing *outer, int fd, const char *link)
{
    Printing p = { e, outer };

    for (const Printing *seen = outer; seen; seen = seen->outer)
        if (seen->e == e)
            return;
    print_chain(&p, fd);
    begin_line(fd);
    out_write_c(fd, "\n");
    begin_line(fd);
    out_write_c(fd, link);
    begin_line(fd);
    out_write_c(fd, "\n");
}

static void print_trace(const AcExc *e, int fd)
{
    size_t n = e->trace ? (size_t)(e->trace_next - e->trace) : 0, repeated = 0;

    if (n == 0)
        return;
    if (exc_groups && exc_groups->has(e)) {
        exc_groups->header(fd);
    } else {
        begin_line(fd);
        out_write_c(fd, "Traceback (most recent call last):\n");
    }
    for (size_t i = n; i-- > 0; ) {
        bool same = i + 1 < n && same_entry(&e->trace[i], &e->trace[i + 1]);

        if (!same) {
            print_repeated(repeated, fd);
            repeated = 0;
        }
        if (++repeated <= REPEATED_LINES)
            print_entry(&e->trace[i], fd);
    }
    print_repeated(repeated, fd);
}

static bool same_entry(const AcTraceEntry *a, const AcTraceEntry *b)
{
    return a->line == b->line && (a->code == b->code || (strcmp(a->code->name, b->code->name) == 0 &&
                                                         strcmp(a->code->file, b->code->file) == 0));
}

static void print_entry(const AcTraceEntry *entry, int fd)
{
    begin_line(fd);
    out_write_c(fd, "  File \"");
    out_write_c(fd, entry->code->file);
    out_write_c(fd, "\", line ");
    print_number((ac_uint)entry->line, fd);
    out_write_c(fd, ", in ");
    out_write_c(fd, entry->code->name);
    out_write_c(fd, "\n");
    print_source(entry, fd);
}

static void print_source(const AcTraceEntry *entry, int fd)
{
    char line[256];
    size_t start = 0, end;

    line[0] = '\0';
    if (!ac_port_source_line(entry->code->file, entry->line, line, sizeof line))
        return;
    end = strlen(line);
    while (start < end && (line[start] == ' ' || line[start] == '\t' || line[start] == '\f'))
        start++;
    while (end > start && (line[end - 1] == ' ' || line[end - 1] == '\t'))
        end--;
    if (start == end)
        return;
    begin_line(fd);
    out_write_c(fd, "    ");
    out_write(fd, line + start, end - start);
    out_write_c(fd, "\n");
}

static void print_repeated(size_t n, int fd)
{
    if (n <= REPEATED_LINES)
        return;
    begin_line(fd);
    out_write_c(fd, "  [Previous line repeated ");
    print_number((ac_uint)(n - REPEATED_LINES), fd);
    out_write_c(fd, n - REPEATED_LINES == 1 ? " more time]\n" : " more times]\n");
}

/* CPython names the module of a class unless it is builtins or __main__. */
static void print_message(const AcExc *e, int fd)
{
    const char *module = type_module(e->obj.type);
    AcStr *s;

    begin_line(fd);
    if (module && strcmp(module, "__main__") != 0) {
        out_write_c(fd, module);
        out_write_c(fd, ".");
    }
    out_write_c(fd, e->obj.type->name);
    if (ac_value_str(ac_from_ref(e), &s) != AC_OK)
        out_write_c(fd, ": <exception str() failed>");
    else {
        if (s->bytes)
            out_write_c(fd, ": ");
        out_write(fd, s->data, s->bytes);
        ac_release(s);
    }
    out_write_c(fd, "\n");
}

static void print_number(ac_uint n, int fd)
{
    char digits[INT_TEXT_MAX], *end = digits + sizeof digits, *start = int_digits(n, 10, end);

    out_write(fd, start, (size_t)(end - start));
}
