/* bundle_whole.c: prints what of a runtime a program needs that names all that stands in its standard input.
 *
 * usage: bundle_whole RUNTIME PORT [noheap]
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include "bundle.h"

int main(int argc, char **argv)
{
    static char names[1 << 20];
    Arena *a = arena_create();
    Bundle b;
    Text program = { 0 };

    if (argc < 3)
        return 2;
    Home home = { .runtime = argv[1] };
    Slice all = { names, fread(names, 1, sizeof names - 1, stdin) };
    vec_push(a, &program, all);
    if (!bundle_read(&b, a, &home, argv[2], argc > 3))
        return 1;
    Text text = bundle_text(&b, a, &program);
    for (int i = 0; i < text.n; i++)
        if (text.at[i].at != names)
            fwrite(text.at[i].at, 1, text.at[i].n, stdout);
    arena_destroy(a);
    return 0;
}
