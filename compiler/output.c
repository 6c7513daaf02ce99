/* output.c: a new file is written beside the old one and then takes its name: nobody, and no make, ever sees
 * half of it.
 * SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS_MAX = 40 };

static const int ending_signals[] = { SIGINT, SIGTERM, SIGHUP };
enum { ENDING = sizeof ending_signals / sizeof ending_signals[0] };

static char *volatile unfinished;            /* what a signal must remove */

static bool failed(const char *path, const char *what)
{
    fprintf(stderr, "asyncc: cannot write %s: %s\n", path, what);
    return false;
}

static bool write_slice(int fd, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, text, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        text += n;
        length -= (size_t)n;
    }
    return true;
}

static bool write_all(int fd, const Text *text)
{
    for (int i = 0; i < text->n; i++)
        if (!write_slice(fd, text->at[i].at, text->at[i].n))
            return false;
    return true;
}

/* ---- while the new file is incomplete ---- */

static void remove_unfinished(int number)
{
    if (unfinished)
        unlink(unfinished);
    signal(number, SIG_DFL);
    raise(number);
}

/* SIGXFSZ is ignored so that a file too large is an error like any other. */
static void guard(struct sigaction old[ENDING + 1])
{
    struct sigaction action = { .sa_handler = remove_unfinished };

    sigemptyset(&action.sa_mask);
    for (int i = 0; i < ENDING; i++) {
        sigaction(ending_signals[i], NULL, &old[i]);
        if (old[i].sa_handler != SIG_IGN)
            sigaction(ending_signals[i], &action, NULL);
    }
    action.sa_handler = SIG_IGN;
    sigaction(SIGXFSZ, &action, &old[ENDING]);
}

static void unguard(const struct sigaction old[ENDING + 1])
{
    for (int i = 0; i < ENDING; i++)
        sigaction(ending_signals[i], &old[i], NULL);
    sigaction(SIGXFSZ, &old[ENDING], NULL);
}

/* ---- the target ---- */

static const char *directory_of(Arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? arena_printf(a, "%.*s", (int)(slash - path + 1), path) : "";
}

/* The file that a link means, also when it is not there yet; NULL for links that go round. */
static const char *follow_links(Arena *a, const char *path)
{
    for (int i = 0; i < LINKS_MAX; i++) {
        char target[4096];
        ssize_t n = readlink(path, target, sizeof target - 1);
        if (n < 0)
            return path;
        target[n] = '\0';
        path = arena_printf(a, "%s%s", target[0] == '/' ? "" : directory_of(a, path), target);
    }
    return NULL;
}

/* Are these the next bytes of the file? */
static bool continues(FILE *f, Slice slice)
{
    char buffer[4096];

    while (slice.n > 0) {
        size_t part = slice.n < sizeof buffer ? slice.n : sizeof buffer;
        if (fread(buffer, 1, part, f) != part || memcmp(buffer, slice.at, part) != 0)
            return false;
        slice.at += part;
        slice.n -= part;
    }
    return true;
}

static bool is_equal(const char *path, const Text *text)
{
    FILE *f = fopen(path, "rb");
    bool equal = f != NULL;

    for (int i = 0; i < text->n && equal; i++)
        equal = continues(f, text->at[i]);
    equal = equal && getc(f) == EOF && !ferror(f);
    if (f)
        fclose(f);
    return equal;
}

static mode_t default_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* ---- writing ---- */

static bool replace(const char *target, char *temporary, mode_t mode, const Text *text)
{
    unfinished = temporary;                  /* before it is there: a signal must not come between */
    int fd = mkstemp(temporary);
    if (fd < 0) {
        unfinished = NULL;
        return false;
    }
    bool ok = write_all(fd, text) && fchmod(fd, mode) == 0;
    int error = errno;
    if (close(fd) != 0 && ok) {
        ok = false;
        error = errno;
    }
    if (ok && rename(temporary, target) != 0) {
        ok = false;
        error = errno;
    }
    if (!ok)
        unlink(temporary);
    unfinished = NULL;
    errno = error;
    return ok;
}

static bool write_file(Arena *a, const char *path, const Text *text, bool if_changed)
{
    const char *target = follow_links(a, path);
    struct sigaction old[ENDING + 1];
    struct stat st;

    if (!target)
        return failed(path, strerror(ELOOP));
    bool exists = stat(target, &st) == 0;
    if (exists && S_ISDIR(st.st_mode))
        return failed(path, strerror(EISDIR));
    if (exists && !S_ISREG(st.st_mode))
        return failed(path, "Not a regular file");
    if (exists && access(target, W_OK) != 0)
        return failed(path, strerror(errno));
    if (exists && if_changed && is_equal(target, text))
        return true;
    char *temporary = arena_printf(a, "%s.asyncc-XXXXXX", directory_of(a, target));
    guard(old);
    bool ok = replace(target, temporary, exists ? st.st_mode & 07777 : default_mode(), text);
    int error = errno;
    unguard(old);
    return ok || failed(path, strerror(error));
}

bool output_write(Arena *a, const char *path, const Text *text, bool if_changed)
{
    if (strcmp(path, "-") != 0)
        return write_file(a, path, text, if_changed);
    return write_all(STDOUT_FILENO, text) || failed("standard output", strerror(errno));
}
