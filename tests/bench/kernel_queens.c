/* kernel_queens.c ROUNDS: the same as kernel_queens.async.
 * SPDX-License-Identifier: MIT */
#include "kernel.h"

#include <stdbool.h>

static int place(int row, int n, bool *columns, bool *left, bool *right)
{
    int count = 0;

    if (row == n)
        return 1;
    for (int c = 0; c < n; c++) {
        if (columns[c] || left[row + c] || right[row - c + n])
            continue;
        columns[c] = left[row + c] = right[row - c + n] = true;
        count += place(row + 1, n, columns, left, right);
        columns[c] = left[row + c] = right[row - c + n] = false;
    }
    return count;
}

static long turn(void)
{
    bool columns[8] = { false }, left[16] = { false }, right[17] = { false };

    return place(0, 8, columns, left, right);
}
