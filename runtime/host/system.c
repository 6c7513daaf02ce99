/* system.c: the environment and files of a host.
 * SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "objects.h"
#include "host/system.h"

AcStatus ac_host_environment(AcStr *name, AcStr **out)
{
    const char *value = getenv(name->data);
    Text t = { NULL, 0, 0, false };

    *out = NULL;
    if (!value)
        return AC_OK;
    text_add_foreign(&t, value, strlen(value));
    return text_finish(&t, out);
}

AcStatus ac_host_text(AcStr *path, AcStr **out)
{
    Text all = { NULL, 0, 0, false }, t = { NULL, 0, 0, false };
    FILE *file = fopen(path->data, "rb");
    char piece[4096];
    size_t n;

    if (!file)
        return raise_errno(errno);
    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        text_add(&all, piece, n);
    (void)fclose(file);
    if (all.n)
        text_add_foreign(&t, (const char *)(all.s + 1), all.n);
    t.failed |= all.failed;
    text_drop(&all);
    return text_finish(&t, out);
}
