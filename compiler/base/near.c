/* near.c: edit distance.
 * SPDX-License-Identifier: MIT */
#include "base/near.h"

#include <stddef.h>
#include <string.h>

enum { LONGEST = 40 };

static int least(int a, int b, int c)
{
    int m = a < b ? a : b;
    return m < c ? m : c;
}

static int distance(const char *a, const char *b)
{
    int row[LONGEST + 1], na = (int)strlen(a), nb = (int)strlen(b);

    for (int k = 0; k <= nb; k++)
        row[k] = k;
    for (int i = 1; i <= na; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int k = 1; k <= nb; k++) {
            int above = row[k];
            row[k] = least(above + 1, row[k - 1] + 1, diagonal + (a[i - 1] != b[k - 1]));
            diagonal = above;
        }
    }
    return row[nb];
}

const char *near_name(const char *wanted, const char *const *names, int n)
{
    size_t length = strlen(wanted);
    const char *best = NULL;
    int best_distance = (int)length / 3 + 1;

    if (length > LONGEST)
        return NULL;
    for (int i = 0; i < n; i++) {
        if (strlen(names[i]) > LONGEST || strcmp(names[i], wanted) == 0)
            continue;
        int d = distance(wanted, names[i]);
        if (d < best_distance) {
            best_distance = d;
            best = names[i];
        }
    }
    return best;
}
