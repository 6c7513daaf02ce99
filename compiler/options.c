/* options.c: reads the command line by the table in options.def, getopt_long underneath.
 * SPDX-License-Identifier: MIT */
#include "options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/near.h"

typedef enum { KIND_FLAG, KIND_TEXT, KIND_NUMBER, KIND_CHOICE, KIND_SILENCE, KIND_VOICE } Kind;

typedef struct Row {
    Kind        kind;
    size_t      field;            /* offset in Options */
    const char *spelling;         /* "-o", "-MF", "--dump" */
    const char *argument;         /* NULL: takes none */
    int         commands;
} Row;

static const Row rows[] = {
#define OPTION(kind, field, spelling, argument, commands, help) \
    { KIND_##kind, offsetof(Options, field), spelling, argument, commands },
#include "options.def"
};
enum { ROWS = sizeof rows / sizeof rows[0], LONG_BASE = 256 };

static const struct { const char *name; Command command; } commands[] = {
#define COMMAND(name, command, arguments, help) { name, COMMAND_##command },
#include "options.def"
    { "graph", COMMAND_LATER },
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

/* What getopt_long wants to know of the table. */
typedef struct Tables { char letters[2 * ROWS + 3]; struct option names[ROWS + 1]; } Tables;

static bool is_long(const Row *r)
{
    return r->spelling[1] == '-';
}

static bool wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));
static bool wrong(const char *format, ...)
{
    va_list args;

    fputs("asyncc: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputs("\nasyncc: 'asyncc --help' lists the options\n", stderr);
    return false;
}

/* ---- one option ---- */

static bool set_choice(int *field, const Row *r, const char *value)
{
    size_t length = strlen(value);
    int place = 1;

    for (const char *word = r->argument; word; place++) {
        const char *bar = strchr(word, '|');
        size_t n = bar ? (size_t)(bar - word) : strlen(word);
        if (n == length && memcmp(word, value, n) == 0) {
            *field = place;
            return true;
        }
        word = bar ? bar + 1 : NULL;
    }
    return wrong("%s=%s is unknown; there are %s", r->spelling, value, r->argument);
}

static bool set_number(int *field, const Row *r, const char *value)
{
    char *end;
    long n = strtol(value, &end, 10);

    if (end == value || *end || n < 0 || n > 1000000000)
        return wrong("%s%s%s: a number is wanted, from 0 up", r->spelling, r->spelling[1] == '-' ? "=" : "", value);
    *field = (int)n;
    return true;
}

static bool is_silenced(const Options *o, const char *name)
{
    for (int i = 0; i < o->silenced.n; i++)
        if (strcmp(o->silenced.at[i], name) == 0)
            return true;
    return false;
}

static void voice(Options *o, const char *name)
{
    int kept = 0;
    for (int i = 0; i < o->silenced.n; i++)
        if (strcmp(o->silenced.at[i], name) != 0)
            o->silenced.at[kept++] = o->silenced.at[i];
    o->silenced.n = kept;
}

static bool set(Arena *a, Options *o, const Row *r, const char *value)
{
    void *field = (char *)o + r->field;
    int command = 1 << o->command;

    if (!(r->commands & command))
        return wrong("%s is no option of 'asyncc%s%s'", r->spelling, o->command_name ? " " : "", o->command_name ? o->command_name : "");
    switch (r->kind) {
    case KIND_FLAG:    *(bool *)field = true; return true;
    case KIND_TEXT:    *(const char **)field = value; return true;
    case KIND_NUMBER:  return set_number(field, r, value);
    case KIND_CHOICE:  return set_choice(field, r, value);
    case KIND_VOICE:   voice(o, value); return true;
    case KIND_SILENCE:
        if (!is_silenced(o, value))
            vec_push(a, &o->silenced, value);
        return true;
    }
    return false;
}

/* ---- finding its row ---- */

static bool unknown(const char *text)
{
    const char *spellings[ROWS], *near;
    char name[64];

    snprintf(name, sizeof name, "%.*s", (int)strcspn(text, "="), text);
    for (int i = 0; i < ROWS; i++)
        spellings[i] = rows[i].spelling;
    near = strlen(name) > 2 ? near_name(name, spellings, ROWS) : NULL;
    return near ? wrong("unknown option '%s'; did you mean '%s'?", text, near) : wrong("unknown option '%s'", text);
}

/* -MFx.d and -MF x.d, -Wno-name, -fmax-errors=3: `rest` is what follows the letter. */
static bool set_of_family(Arena *a, Options *o, int letter, const char *rest, int argc, char **argv)
{
    for (const Row *r = rows; r < rows + ROWS; r++) {
        const char *tail = r->spelling + 2;
        size_t n = strlen(tail);
        if (r->spelling[1] != letter || strncmp(rest, tail, n) != 0 || (!r->argument && rest[n]))
            continue;
        if (!r->argument || rest[n])
            return set(a, o, r, rest + n);
        if (n && (tail[n - 1] == '=' || tail[n - 1] == '-' || optind == argc))
            return wrong("%s needs an argument: %s", r->spelling, r->argument);
        return set(a, o, r, argv[optind++]);
    }
    return unknown(arena_printf(a, "-%c%s", letter, rest));
}

static Tables make_tables(void)
{
    Tables t = { .letters = "-:" };              /* '-': operands come in their place; ':' tells a missing argument */
    char *p = t.letters + 2;
    int names = 0;

    for (int i = 0; i < ROWS; i++) {
        const Row *r = &rows[i];
        if (is_long(r)) {
            t.names[names++] = (struct option){ r->spelling + 2, r->argument ? required_argument : no_argument, NULL, LONG_BASE + i };
        } else if (!strchr(t.letters + 2, r->spelling[1])) {
            *p++ = r->spelling[1];
            *p++ = ':';                          /* every letter takes something: a family its rest */
        }
    }
    return t;
}

/* The word with the unknown letter: every letter takes an argument, so it is its word's first. */
static const char *word_of(int letter, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (argv[i][0] == '-' && argv[i][1] == letter)
            return argv[i];
    return "-";
}

static bool refuse(int argc, char **argv)
{
    if (optopt >= LONG_BASE)
        return wrong("%s takes no argument", rows[optopt - LONG_BASE].spelling);
    return unknown(optopt ? word_of(optopt, argc, argv) : argv[optind - 1]);
}

static bool missing(void)
{
    for (int i = 0; i < ROWS; i++)
        if (optopt == LONG_BASE + i || (!is_long(&rows[i]) && rows[i].spelling[1] == optopt))
            return wrong("%s needs an argument: %s", rows[i].spelling, rows[i].argument ? rows[i].argument : "see --help");
    return false;
}

/* ---- the whole line ---- */

static int take_command(Options *o, int argc, char **argv)
{
    for (int i = 0; argc > 1 && i < COMMANDS; i++)
        if (*commands[i].name && strcmp(argv[1], commands[i].name) == 0) {
            o->command = commands[i].command;
            o->command_name = commands[i].name;
            return 2;
        }
    return 1;
}

/* After run's file everything is the program's. */
static void take_file(Arena *a, Options *o, char **at)
{
    vec_push(a, &o->files, *at);
    if (o->command == COMMAND_RUN)
        o->arguments = at;
}

static bool take_option(Arena *a, Options *o, int c, int argc, char **argv)
{
    if (c == '?')
        return refuse(argc, argv);
    if (c == ':')
        return missing();
    if (c >= LONG_BASE)
        return set(a, o, &rows[c - LONG_BASE], optarg);
    return set_of_family(a, o, c, optarg, argc, argv);
}

bool options_parse(Arena *a, Options *o, int argc, char **argv)
{
    Tables t = make_tables();
    int c;

    *o = (Options){ .port = "posix" };
    optind = take_command(o, argc, argv);
    opterr = 0;
    if (o->command == COMMAND_LATER)
        return wrong("'asyncc %s' is not there yet", o->command_name);
    while (!o->arguments && (c = getopt_long(argc, argv, t.letters, t.names, NULL)) != -1) {
        if (c == 1)
            take_file(a, o, &argv[optind - 1]);
        else if (!take_option(a, o, c, argc, argv))
            return false;
    }
    while (!o->arguments && optind < argc)
        take_file(a, o, &argv[optind++]);
    return true;
}

/* ---- --help ---- */

const char *option_joint(const char *spelling)
{
    if (spelling[1] == '-')
        return "=";
    return spelling[2] && strchr("=-", spelling[strlen(spelling) - 1]) ? "" : " ";
}

static void print_command(const char *name, const char *arguments, const char *help)
{
    char left[64];

    snprintf(left, sizeof left, "asyncc %s%s[OPTIONS] %s", name, *name ? " " : "", arguments);
    printf("  %-44s  %s\n", left, help);
}

static void print_row(const char *spelling, const char *argument, const char *help)
{
    char left[64];

    snprintf(left, sizeof left, "%s%s%s", spelling, argument ? option_joint(spelling) : "", argument ? argument : "");
    if (strlen(left) > 24)
        printf("  %s\n  %-24s  %s\n", left, "", help);
    else
        printf("  %-24s  %s\n", left, help);
}

void options_help(void)
{
    puts("asyncc: Python's async and await, to C state machines\n");
#define COMMAND(name, command, arguments, help) print_command(name, arguments, help);
#include "options.def"
    puts("\nFILE.async may be '-': standard input.");
#define HEADING(text) puts("\n" text ":");
#define OPTION(kind, field, spelling, argument, commands, help) print_row(spelling, argument, help);
#include "options.def"
    puts("\n"
         "Exit status: 0 fine; 1 errors in the source, or more than --max-ram; 2 a wrong command line, or a file that cannot be\n"
         "read or written; 3 a fault of asyncc itself. 'asyncc run' gives the program's own status, 128 and\n"
         "the signal's number if one ended it.\n"
         "\n"
         "Environment: CC; TMPDIR; NO_COLOR; ASYNCC_RUNTIME, the runtime's directory if not beside asyncc.");
}
