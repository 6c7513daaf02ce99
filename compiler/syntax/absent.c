/* absent.c: the built-ins of CPython that asyncc does not have. Each is refused by name, also where a NameError
 * would be caught: in Python it would not be raised.
 * SPDX-License-Identifier: MIT */
#include "syntax/resolve_impl.h"

#include <string.h>

#define CODE      "a program is compiled as a whole: write a function"
#define VARIABLES "variables are known at compile time: keep what is looked up by name in a dict"
#define FILES     "there are no files"
#define WARNINGS  "there is no warnings module: print the text, or raise an exception"
#define SHELL     "that is for the interactive interpreter"
#define ITERATION "call __aiter__() and __anext__(), or write 'async for'"

static const struct { const char *name, *help; } absent[] = {
    { "compile", CODE }, { "eval", CODE }, { "exec", CODE }, { "__import__", "write: import" },
    { "dir", VARIABLES }, { "globals", VARIABLES }, { "locals", VARIABLES }, { "vars", VARIABLES },
    { "open", FILES }, { "IsADirectoryError", FILES }, { "NotADirectoryError", FILES },
    { "breakpoint", SHELL }, { "copyright", SHELL }, { "credits", SHELL }, { "help", SHELL }, { "license", SHELL },
    { "exit", "write: raise SystemExit" }, { "quit", "write: raise SystemExit" },
    { "Ellipsis", NULL },
    { "aiter", ITERATION }, { "anext", ITERATION },
    { "BytesWarning", WARNINGS }, { "DeprecationWarning", WARNINGS }, { "EncodingWarning", WARNINGS },
    { "FutureWarning", WARNINGS }, { "ImportWarning", WARNINGS }, { "PendingDeprecationWarning", WARNINGS },
    { "ResourceWarning", WARNINGS }, { "RuntimeWarning", WARNINGS }, { "SyntaxWarning", WARNINGS },
    { "UnicodeWarning", WARNINGS }, { "UserWarning", WARNINGS },
    { "BlockingIOError", "catch OSError" }, { "ChildProcessError", "catch OSError" }, { "ProcessLookupError", "catch OSError" },
    { "IndentationError", "catch SyntaxError" }, { "TabError", "catch SyntaxError" },
    { "UnicodeTranslateError", "catch UnicodeError" },
    { "__build_class__", NULL }, { "__debug__", NULL }, { "__doc__", NULL }, { "__loader__", NULL }, { "__package__", NULL },
    { "__spec__", NULL }, { "__file__", NULL }, { "__builtins__", NULL }, { "__annotations__", NULL }, { "__cached__", NULL },
};

static int find(const char *name)
{
    int n = (int)(sizeof absent / sizeof absent[0]);

    for (int i = 0; i < n; i++)
        if (strcmp(absent[i].name, name) == 0)
            return i;
    return -1;
}

bool absent_builtin(const char *name)
{
    return find(name) >= 0;
}

const char *absent_help(const char *name)
{
    int i = find(name);
    return i < 0 ? NULL : absent[i].help;
}
