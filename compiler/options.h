/* options.h: the command line, taken apart. The options themselves: options.def.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_OPTIONS_H
#define ASYNCC_OPTIONS_H

#include <stdbool.h>
#include "base/vec.h"

typedef enum {
    COMMAND_COMPILE, COMMAND_CHECK, COMMAND_RUN, COMMAND_SIZE,
    COMMAND_LATER                 /* a name that is kept for a command to come */
} Command;

/* The commands that an option is one of. */
enum {
    IN_COMPILE = 1 << COMMAND_COMPILE, IN_CHECK = 1 << COMMAND_CHECK, IN_RUN = 1 << COMMAND_RUN, IN_SIZE = 1 << COMMAND_SIZE,
    IN_ALL = IN_COMPILE | IN_CHECK | IN_RUN | IN_SIZE
};

/* CHOICE fields: 0 is "not given". */
enum { COLOR_AUTO = 1, COLOR_ALWAYS, COLOR_NEVER };
enum { CLOCK_REAL = 1, CLOCK_VIRTUAL };
typedef enum { SHELL_BASH = 1, SHELL_ZSH, SHELL_FISH } Shell;

typedef struct Options {
    Command     command;
    const char *command_name;     /* "run"; NULL for compiling */
    VEC(const char *) files;
    char      **arguments;        /* run: of the program, [0] its file, ended by NULL */

    const char *output, *header, *name, *runtime_include, *optimize, *cc, *port;
    const char *depend_file, *depend_target;
    bool        if_changed, bundle, line, no_version, dump_library, depend, depend_phony;
    bool        werror, debug, keep, since, as_library, no_heap;
    bool        json;
    bool        print_include, print_runtime, manual, help, version;
    int         dump;             /* DumpKind of compile.h */
    int         completion;       /* Shell */
    int         color, clock, max_errors, slow, max_ram;   /* max_ram: 0 is "not given" */
    VEC(const char *) silenced;   /* names of warnings */
} Options;

/* False when the command line is wrong; standard error says why. */
bool options_parse(Arena *a, Options *o, int argc, char **argv);
void options_help(void);
/* Between an option and its argument: "", "=" or " ". */
const char *option_joint(const char *spelling);

#endif
