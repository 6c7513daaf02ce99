/* completion.c: completion of the command line, for three shells.
 *
 * Each script asks first which command stands on the line, as options differ.
 * SPDX-License-Identifier: MIT */
#include "manual.h"

#include <stdio.h>
#include <string.h>

typedef struct Row { const char *spelling, *argument, *help; bool is_choice; int commands; } Row;

static const Row rows[] = {
#define ROW_FLAG    false
#define ROW_TEXT    false
#define ROW_NUMBER  false
#define ROW_SILENCE false
#define ROW_VOICE   false
#define ROW_CHOICE  true
#define OPTION(kind, field, spelling, argument, commands, help) { spelling, argument, help, ROW_##kind, commands },
#include "options.def"
};
enum { ROWS = sizeof rows / sizeof rows[0] };

static const struct { const char *name; int bit; const char *help; } commands[] = {
#define COMMAND(name, command, arguments, help) { name, IN_##command, help },
#include "options.def"
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static bool is_long(const Row *r)
{
    return r->spelling[1] == '-';
}

static bool takes_file(const Row *r)
{
    return r->argument && strcmp(r->argument, "FILE") == 0;
}

/* The argument stands in the same word. */
static bool is_glued(const Row *r)
{
    return r->argument && *option_joint(r->spelling) != ' ';
}

static void print_choices(const Row *r)
{
    for (const char *p = r->argument; *p; p++)
        putchar(*p == '|' ? ' ' : *p);
}

/* With a backslash before each of `special`; a single quote as `quote`. */
static void print_escaped(const char *text, const char *special, const char *quote)
{
    for (; *text; text++) {
        if (strchr(special, *text))
            putchar('\\');
        if (*text == '\'')
            fputs(quote, stdout);
        else
            putchar(*text);
    }
}

/* Between single quotes of a shell that knows no escape there. */
#define QUOTE_INSIDE "'\\''"

/* The words of the commands. */
static void print_commands(const char *between)
{
    for (int i = 1; i < COMMANDS; i++)
        printf("%s%s", i > 1 ? between : "", commands[i].name);
}

/* The branches of a case on the word of the command; what is none stands for no word, and comes last. */
static void print_cases(const char *before, void (*print_options)(int bit), const char *after)
{
    for (int i = 1; i < COMMANDS; i++) {
        printf("    %s) %s", commands[i].name, before);
        print_options(commands[i].bit);
        puts(after);
    }
    printf("    *) %s", before);
    print_options(commands[0].bit);
    puts(after);
}

/* ---- bash ---- */

/* Of an option whose argument is another word, or behind a "=", which bash takes for a word. */
static void bash_argument(const Row *r)
{
    if (!r->argument || (is_glued(r) && !is_long(r)))
        return;
    printf("    %s) ", r->spelling);
    if (r->is_choice) {
        fputs("COMPREPLY=($(compgen -W '", stdout);
        print_choices(r);
        fputs("' -- \"$word\")); ", stdout);
    } else if (takes_file(r)) {
        fputs("compopt -o filenames; COMPREPLY=($(compgen -f -- \"$word\")); ", stdout);
    }
    puts("return ;;");
}

static void bash_options(int bit)
{
    const char *between = "";

    for (int i = 0; i < ROWS; i++)
        if (rows[i].commands & bit) {
            printf("%s%s%s", between, rows[i].spelling, is_long(&rows[i]) && rows[i].argument ? "=" : "");
            between = " ";
        }
}

static void print_bash(void)
{
    puts("# bash completion for asyncc\n"
         "_asyncc()\n"
         "{\n"
         "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options\n"
         "\n"
         "    COMPREPLY=()\n"
         "    if [ \"$word\" = = ]; then\n"
         "        word=\n"
         "    elif [ \"$before\" = = ]; then\n"
         "        before=${COMP_WORDS[COMP_CWORD-2]}\n"
         "    fi\n"
         "    case $before in");
    for (int i = 0; i < ROWS; i++)
        bash_argument(&rows[i]);
    puts("    esac\n"
         "    case ${COMP_WORDS[1]} in");
    print_cases("options='", bash_options, "' ;;");
    puts("    esac\n"
         "    if [[ $word == -* ]]; then\n"
         "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
         "        [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
         "        return\n"
         "    fi\n"
         "    compopt -o filenames\n"
         "    COMPREPLY=($(compgen -f -X '!*.async' -- \"$word\") $(compgen -d -- \"$word\"))");
    fputs("    [ \"$COMP_CWORD\" -eq 1 ] && COMPREPLY+=($(compgen -W '", stdout);
    print_commands(" ");
    puts("' -- \"$word\"))\n"
         "    return 0\n"
         "}\n"
         "complete -F _asyncc asyncc");
}

/* ---- zsh ---- */

/* '--dump=[help]:argument:(a b)', as _arguments wants it. */
static void zsh_option(const Row *r)
{
    printf("        '%s%s[", r->spelling, !r->argument ? "" : is_long(r) ? "=" : is_glued(r) ? "-" : "+");
    print_escaped(r->help, "[]\\", QUOTE_INSIDE);
    putchar(']');
    if (r->is_choice) {
        fputs(":choice:(", stdout);
        print_choices(r);
        putchar(')');
    } else if (r->argument) {
        printf(":%s:%s", r->argument, takes_file(r) ? "_files" : " ");
    }
    puts("'");
}

static void zsh_options(int bit)
{
    for (int i = 0; i < ROWS; i++)
        if (rows[i].commands & bit)
            zsh_option(&rows[i]);
}

static void print_zsh(void)
{
    puts("#compdef asyncc\n"
         "local -a options commands\n"
         "commands=(");
    for (int i = 1; i < COMMANDS; i++) {
        printf("    '%s:", commands[i].name);
        print_escaped(commands[i].help, "", QUOTE_INSIDE);
        puts("'");
    }
    puts(")\n"
         "case $words[2] in");
    print_cases("options=(\n", zsh_options, "    ) ;;");
    puts("esac\n"
         "_arguments $options \\\n"
         "    '1: :{ _describe command commands; _files -g \"*.async\" }' \\\n"
         "    '*:source:_files -g \"*.async\"'");
}

/* ---- fish ---- */

static void fish_condition(int bits)
{
    const char *between = "";

    if (bits == IN_ALL)
        return;
    fputs(" -n '", stdout);
    if (bits & IN_COMPILE) {
        fputs("not __fish_seen_subcommand_from ", stdout);
        print_commands(" ");
        between = "; or ";
    }
    for (int i = 1; i < COMMANDS; i++)
        if (commands[i].bit & bits) {
            printf("%s__fish_seen_subcommand_from %s", between, commands[i].name);
            between = "; or ";
        }
    putchar('\'');
}

/* -o NAME and -MD are words of one hyphen: fish's old style. */
static void fish_option(const Row *r)
{
    char name[32];

    snprintf(name, sizeof name, "%.*s", (int)strcspn(r->spelling + (is_long(r) ? 2 : 1), "="), r->spelling + (is_long(r) ? 2 : 1));
    fputs("complete -c asyncc", stdout);
    fish_condition(r->commands);
    printf(" %s %s", is_long(r) ? "-l" : name[1] ? "-o" : "-s", name);
    if (r->is_choice) {
        fputs(" -x -a '", stdout);
        print_choices(r);
        putchar('\'');
    } else if (r->argument) {
        fputs(takes_file(r) ? " -r -F" : " -x", stdout);
    }
    fputs(" -d '", stdout);
    print_escaped(r->help, "\\", "\\'");
    puts("'");
}

static void print_fish(void)
{
    puts("# fish completion for asyncc");
    for (int i = 1; i < COMMANDS; i++) {
        fputs("complete -c asyncc -n __fish_is_first_arg", stdout);
        printf(" -a %s -d '%s'\n", commands[i].name, commands[i].help);
    }
    for (int i = 0; i < ROWS; i++)
        fish_option(&rows[i]);
}

void completion_print(Shell shell)
{
    switch (shell) {
    case SHELL_BASH: print_bash(); return;
    case SHELL_ZSH:  print_zsh(); return;
    case SHELL_FISH: print_fish(); return;
    }
}
