/* manual.c: the manual page, in mdoc.
 * SPDX-License-Identifier: MIT */
#include "manual.h"

#include <stdio.h>

/* Of running text: mdoc reads a backslash, and a point or an apostrophe that begins a line. */
static void print_text(const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    for (; *text; text++)
        if (*text == '\\')
            fputs("\\e", stdout);
        else
            putchar(*text);
    putchar('\n');
}

static void print_synopsis(const char *name, const char *arguments)
{
    printf(".Nm\n");
    if (*name)
        printf(".Cm %s\n", name);
    printf(".Op Ar options\n.Ar %s\n", arguments);
}

static void print_command(const char *name, const char *help)
{
    printf(".It %s %s\n", *name ? "Cm" : "No", *name ? name : "(none)");
    print_text(help);
}

/* Fl prints the first hyphen. */
static void print_option(const char *spelling, const char *argument, const char *help)
{
    const char *joint = option_joint(spelling);

    printf(".It Fl %s", spelling + 1);
    if (argument && *joint == '=')
        printf(" Ns = Ns Ar %s", argument);
    else if (argument)
        printf(*joint ? " Ar %s" : " Ns Ar %s", argument);
    putchar('\n');
    print_text(help);
}

/* A heading ends the list before it, the first that of the commands. */
static void print_heading(const char *text)
{
    printf(".El\n.Ss %s\n.Bl -tag -width Ds\n", text);
}

static void print_front(void)
{
    puts(".\\\" SPDX-License-Identifier: MIT\n"
         ".Dd November 22, 2026\n"
         ".Dt ASYNCC 1\n"
         ".Os\n"
         ".Sh NAME\n"
         ".Nm asyncc\n"
         ".Nd compile Python's async and await to C state machines\n"
         ".Sh SYNOPSIS");
#define COMMAND(name, command, arguments, help) print_synopsis(name, arguments);
#include "options.def"
    puts(".Sh DESCRIPTION\n"
         ".Nm\n"
         "translates a program in a statically typed subset of Python,\n"
         "its coroutines included, to C99 that is C++17, too.\n"
         "The C is compiled with the runtime, whose directory\n"
         ".Fl -print-include-dir\n"
         "names, and whose files\n"
         ".Fl -print-runtime\n"
         "lists.\n"
         "What cannot be compiled is refused with its line.\n"
         "A file of the name\n"
         ".Sq -\n"
         "is standard input.\n"
         ".Pp\n"
         "The commands are:\n"
         ".Bl -tag -width Ds");
}

static void print_back(void)
{
    puts(".El\n"
         ".Sh ENVIRONMENT\n"
         ".Bl -tag -width Ds\n"
         ".It Ev CC\n"
         "the C compiler, with flags\n"
         ".It Ev TMPDIR\n"
         "where\n"
         ".Cm run\n"
         "and\n"
         ".Cm size\n"
         "have their directory\n"
         ".It Ev NO_COLOR\n"
         "diagnostics have no color\n"
         ".It Ev ASYNCC_RUNTIME\n"
         "the directory of the runtime, if it is not found beside\n"
         ".Nm\n"
         ".El\n"
         ".Sh EXIT STATUS\n"
         ".Bl -tag -width Ds\n"
         ".It 0\n"
         "all went well\n"
         ".It 1\n"
         "errors in the source, or more memory than\n"
         ".Fl -max-ram\n"
         "allows\n"
         ".It 2\n"
         "a wrong command line, or a file that cannot be read or written\n"
         ".It 3\n"
         "a fault of\n"
         ".Nm\n"
         "itself\n"
         ".El\n"
         ".Pp\n"
         ".Nm\n"
         ".Cm run\n"
         "gives the program's own status, 128 and the signal's number if one ended it.\n"
         ".Sh EXAMPLES\n"
         "Compile a program, and what was compiled:\n"
         ".Bd -literal -offset indent\n"
         "asyncc --bundle blink.async -o blink.c\n"
         "cc -O2 blink.c -lm -o blink\n"
         ".Ed\n"
         ".Pp\n"
         "What it takes on a microcontroller, without a heap:\n"
         ".Bd -literal -offset indent\n"
         "asyncc size --no-heap --port=cortexm \\e\n"
         "    --cc=\"arm-none-eabi-gcc -mcpu=cortex-m3 -mthumb\" blink.async\n"
         ".Ed\n"
         ".Sh SEE ALSO\n"
         ".Xr cc 1 ,\n"
         ".Xr gdb 1 ,\n"
         ".Xr make 1");
}

void manual_print(void)
{
    print_front();
#define COMMAND(name, command, arguments, help) print_command(name, help);
#define HEADING(text) print_heading(text);
#define OPTION(kind, field, spelling, argument, commands, help) print_option(spelling, argument, help);
#include "options.def"
    print_back();
}
