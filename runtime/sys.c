/* sys.c: the frame of a program: its arguments, its end, the depth of its calls.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

#define CLEAR_MAX 4               /* a generated program registers one function */
#define STATUS_LIVE 97            /* debug: objects are left at the end */
#define STATUS_INTERRUPTED 130    /* as a shell tells of a program that SIGINT ended */

static AcStatus make_argv(int argc, char **argv);
static int end_status(void);
static int exit_status(const AcExc *e);

uint32_t ac_depth;

static AcList *sys_argv;
static void (*clear_functions[CLEAR_MAX])(void);
static size_t clear_n;

int ac_main(int argc, char **argv, AcStatus (*program)(void))
{
    AcStatus status = ac_start_program(argc, argv, program);

    return ac_end_program(status == AC_OK ? 0 : end_status());
}

AcStatus ac_start_program(int argc, char **argv, AcStatus (*program)(void))
{
    ac_port_start();
    return make_argv(argc, argv) == AC_OK ? program() : AC_RAISED;
}

/* Where nobody starts programs by a name, it is empty. */
static AcStatus make_argv(int argc, char **argv)
{
    static char nameless[] = "", *names[] = { nameless };

    if (argc == 0) {
        argc = 1;
        argv = names;
    }
    if (ac_list_new(AC_REP_REF, 0, NULL, &sys_argv) != AC_OK)
        return AC_RAISED;
    for (int i = 0; i < argc; i++) {
        Text t = { NULL, 0, 0, false };
        AcStr *s;

        text_add_foreign(&t, argv[i], strlen(argv[i]));
        if (text_finish(&t, &s) != AC_OK || list_push(sys_argv, ac_from_ref(s)) != AC_OK)
            return AC_RAISED;
    }
    return AC_OK;
}

/* The pending exception as an exit status; printed unless it only means the end. */
static int end_status(void)
{
    AcExc *e = ac_catch();
    int status = 1;

    if (ac_exc_matches(e, &ac_SystemExit))
        status = exit_status(e);
    else {
        ac_print_exception(e, 2);
        if (ac_exc_matches(e, &ac_KeyboardInterrupt))
            status = STATUS_INTERRUPTED;
    }
    ac_release(e);
    return status;
}

/* None: 0; an int: its low byte; anything else is printed and means 1. */
static int exit_status(const AcExc *e)
{
    AcValue code = e->args->n == 1 ? e->args->item[0] : e->args->n ? ac_from_ref(e->args) : ac_from_none();

    if (code.tag == AC_TAG_NONE)
        return 0;
    if (value_is_int(code))
        return (int)((ac_uint)value_int(code) & 0xFF);
    if (ac_print_to(true, 1, &code, NULL, NULL) != AC_OK)
        ac_clear(ac_pending);
    return 1;
}

int ac_end_program(int status)
{
    tasks_forgotten = true;
    ac_loop_reset();
    tasks_forgotten = false;
    while (clear_n > 0)
        clear_functions[--clear_n]();
    ac_clear(sys_argv);
    exc_end();
    ac_flush();
#ifdef AC_DEBUG
    if (ac_report_live() > 0)
        return STATUS_LIVE;
#endif
    return status;
}

void ac_at_exit(void (*clear)(void))
{
    if (clear_n < CLEAR_MAX)
        clear_functions[clear_n++] = clear;
}

AcStatus ac_sys_argv(AcList **out)
{
    ac_retain(sys_argv);
    *out = sys_argv;
    return AC_OK;
}

AcStatus ac_sys_exit(AcValue status)
{
    return ac_raise_new(&ac_SystemExit, 1, &status);
}

AcStatus ac_sys_print_exception(AcExc *e)
{
    ac_print_exception(e, 1);
    return AC_OK;
}
