/* riscv.c: the C library's files are the host's, by semihosting; runtime/virtual is the port. Standard output and errors
 * are kept apart, which picolibc's own do not.
 * SPDX-License-Identifier: MIT */
#include <semihost.h>
#include <stdio.h>
#include <stdlib.h>

#include "bare.h"

static int handle[2];

static int put(int n, char c)
{
    if (handle[n] == 0)
        handle[n] = sys_semihost_open(":tt", n == 0 ? SH_OPEN_W : SH_OPEN_A);
    return (int)sys_semihost_write(handle[n], &c, 1) == 0 ? (unsigned char)c : EOF;
}

static int put_output(char c, FILE *file)
{
    (void)file;
    return put(0, c);
}

static int put_error(char c, FILE *file)
{
    (void)file;
    return put(1, c);
}

static FILE output = FDEV_SETUP_STREAM(put_output, NULL, NULL, _FDEV_SETUP_WRITE);
static FILE errors = FDEV_SETUP_STREAM(put_error, NULL, NULL, _FDEV_SETUP_WRITE);
static FILE input = FDEV_SETUP_STREAM(NULL, NULL, NULL, _FDEV_SETUP_READ);
FILE *const stdin = &input;
FILE *const stdout = &output;
FILE *const stderr = &errors;

void ac_board_start(void)
{
}

void ac_board_exit(int status)
{
    exit(status);
}
