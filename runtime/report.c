/* report.c: what the loop tells the user on stderr: that no task can ever run again, and who waits for
 * what; all tasks, when somebody asks for them; and the exception of a task that nobody asked for.
 * SPDX-License-Identifier: MIT */
#include "loop.h"

static void write_text(const char *text);
static void write_number(uint32_t n);
static void write_tasks(const char *title, bool (*wanted)(const AcTask *), const char *one, const char *many);
static void write_task(const AcTask *t);
static void write_named(const AcTask *t);
static void write_wait(const AcTask *t);
static void write_since(const AcTask *t);
static void write_frame(const AcFrame *f);
static void write_place(const AcCode *code, uint16_t state);

/* Helpers of the library wait for tasks that are told of themselves. */
static bool is_told_of(const AcTask *t)
{
    return t->state != AC_TASK_RUNNING && !t->helper;
}

static bool is_any(const AcTask *t)
{
    (void)t;
    return true;
}

void report_deadlock(void)
{
    ac_flush();
    write_tasks("asyncc: nothing can run any more; ", is_told_of, " task waits for ever:\n", " tasks wait for ever:\n");
    ac_port_exit(1);
}

void ac_dump_tasks(void)
{
    loop_refresh();
    ac_flush();
    write_tasks("asyncc: ", is_any, " task:\n", " tasks:\n");
}

/* How many there are of those that `wanted` takes, and each of them, in the order in which they were made. */
static void write_tasks(const char *title, bool (*wanted)(const AcTask *), const char *one, const char *many)
{
    uint32_t n = 0;

    for (const AcTask *t = ac_loop.all; t; t = t->u.live.after)
        n += wanted(t);
    write_text(title);
    write_number(n);
    write_text(n == 1 ? one : many);
    for (const AcTask *t = loop_first_task(); t; t = t->u.live.before)
        if (wanted(t))
            write_wait(t);
}

void report_slow(const AcTask *t, uint32_t ms)
{
    ac_flush();
    write_text("asyncc: ");
    write_named(t);
    write_text(" ran for ");
    write_number(ms);
    write_text(" ms without an await");
    if (t->state != AC_TASK_DONE) {
        write_text(", up to\n");
        write_place(t->leaf->code, t->leaf->state);
    } else {
        write_text(", to its end\n");
    }
}

static void write_wait(const AcTask *t)
{
    write_text("  ");
    write_task(t);
    switch ((AcTaskState)t->state) {
    case AC_TASK_RUNNING: write_text(" is running"); break;
    case AC_TASK_READY:   write_text(t == ac_current ? " is running" : " is ready"); break;
    case AC_TASK_SLEEP:   write_text(" sleeps for another ");
                          write_number(t->place.at.due - ac_ready.now);
                          write_text(" ms"); break;
    case AC_TASK_JOIN:    write_text(" waits for ");
                          write_task(t->waits); break;
    case AC_TASK_GATHER:  write_text(" waits for ");
                          write_task(AC_ITEM(AcTask *, (const AcList *)t->waits, t->place.at.index));
                          write_text(" and what it gathers with it"); break;
    case AC_TASK_FLAG:    write_text(ac_port_has_interrupts ? " waits for a flag" : " waits for a flag that no interrupt can set"); break;
    case AC_TASK_QUEUE:   write_text(" waits for a wake-up"); break;
    default:              write_text(" waits for its cancellation"); break;
    }
    if (t->state != AC_TASK_RUNNING && t->state != AC_TASK_READY)
        write_since(t);
    write_text("\n");
    for (const AcFrame *f = t->leaf; f != &task_coro(t)->frame; f = f->caller)
        write_frame(f);
    write_frame(&task_coro(t)->frame);
}

/* If the program is to tell. */
static void write_since(const AcTask *t)
{
    const uint64_t *stamp = coro_stamp(t);

    if (!stamp)
        return;
    write_text(", for ");
    write_number((uint32_t)((ac_port_now_us() - *stamp) / 1000));
    write_text(" ms so far");
}

static void write_number_of(const AcTask *t)
{
    write_text("task ");
    write_number(t->id);
}

static void write_named(const AcTask *t)
{
    write_number_of(t);
    write_text(" (");
    write_text(ac_frame_code(&task_coro(t)->frame)->name);
    write_text(")");
}

static void write_task(const AcTask *t)
{
    if (t->state == AC_TASK_DONE)
        write_number_of(t);
    else
        write_named(t);
}

static void write_place(const AcCode *code, uint16_t state)
{
    write_text("    at ");
    write_text(code->file);
    if (code->lines && state != AC_STATE_DONE) {
        write_text(":");
        write_number(code->lines[state]);
    }
    write_text(" in ");
    write_text(code->name);
    write_text("\n");
}

/* Of a lodger and its hosts: each. */
static void write_frame(const AcFrame *f)
{
    const AcCode *code = f->code;

    write_place(code, f->state);
    for (; code->host; code = code->host)
        write_place(code->host, code->host_state);
}

AcStatus ac_default_exception_handler(AcExc *e, AcTask *t)
{
    ac_flush();
    write_text("Task exception wasn't retrieved\nfuture: ");
    write_task(t);
    write_text("\n");
    ac_print_exception(e, 2);
    return AC_OK;
}

static void write_text(const char *text)
{
    size_t n = 0;

    while (text[n])
        n++;
    ac_port_write(2, text, n);
}

static void write_number(uint32_t n)
{
    char digits[11];
    size_t i = sizeof digits;

    do
        digits[--i] = (char)('0' + n % 10);
    while ((n /= 10) != 0);
    ac_port_write(2, digits + i, sizeof digits - i);
}
