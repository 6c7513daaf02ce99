/* home.c: finds what asyncc brings along.
 * SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700

#include "home.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/source.h"

/* ---- directories ---- */

static const char *real(Arena *a, const char *path)
{
    char *found = realpath(path, NULL);
    const char *copy = found ? arena_printf(a, "%s", found) : NULL;
    free(found);
    return copy;
}

/* As a shell would have found it. */
static const char *found_in_path(Arena *a, const char *name)
{
    const char *path = getenv("PATH");

    while (path && *path) {
        int n = (int)strcspn(path, ":");
        const char *file = arena_printf(a, "%.*s/%s", n, path, name);
        if (access(file, X_OK) == 0)
            return file;
        path += n + (path[n] == ':');
    }
    return name;
}

static const char *own_directory(Arena *a, const char *argv0)
{
    const char *self = real(a, "/proc/self/exe");

    if (!self)
        self = real(a, strchr(argv0, '/') ? argv0 : found_in_path(a, argv0));
    if (!self)
        return ".";
    return arena_printf(a, "%.*s", (int)(strrchr(self, '/') - self), self);
}

static const char *runtime_at(Arena *a, const char *path)
{
    return access(arena_printf(a, "%s/asyncc.h", path), R_OK) == 0 ? real(a, path) : NULL;
}

bool home_find(Arena *a, Home *h, const char *argv0)
{
    const char *given = getenv("ASYNCC_RUNTIME"), *own = own_directory(a, argv0);

    *h = (Home){ 0 };
    if (given && *given) {
        h->runtime = runtime_at(a, given);
    } else {
        h->runtime = runtime_at(a, arena_printf(a, "%s/../runtime", own));
        h->archives = arena_printf(a, "%s/runtime", own);
        if (!h->runtime) {
            h->runtime = runtime_at(a, arena_printf(a, "%s/../share/asyncc/runtime", own));
            h->archives = arena_printf(a, "%s/../lib", own);
        }
    }
    if (!h->runtime) {
        fprintf(stderr, "asyncc: the runtime (asyncc.h) is not in %s\n"
                        "asyncc: the variable ASYNCC_RUNTIME may name its directory\n",
                given && *given ? given : arena_printf(a, "%s/../runtime or %s/../share/asyncc/runtime", own, own));
        return false;
    }
    h->library = arena_printf(a, "%s/lib", h->runtime);
    return true;
}

/* ---- files ---- */

static bool ends_in(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n > m && strcmp(name + n - m, end) == 0;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static Paths files_of(Arena *a, const char *directory)
{
    DIR *d = opendir(directory);
    Paths found = { 0 };

    if (!d)
        return found;
    for (struct dirent *e; (e = readdir(d)) != NULL;)
        if (ends_in(e->d_name, ".c") || ends_in(e->d_name, ".h") || ends_in(e->d_name, ".def"))
            vec_push(a, &found, arena_printf(a, "%s/%s", directory, e->d_name));
    closedir(d);
    if (found.n)
        qsort(found.at, (size_t)found.n, sizeof *found.at, by_text);
    return found;
}

static void add_files(Arena *a, Paths *all, const char *directory)
{
    Paths files = files_of(a, directory);

    for (int i = 0; i < files.n; i++)
        vec_push(a, all, files.at[i]);
}

static bool contains(Arena *a, const char *path, const char *text)
{
    Sources s = { .arena = a };
    const Source *file = source_read(&s, path);

    return file && strstr(file->text, text);
}

/* Streams are a system's: a port that has them tells what wakes it, and is not one of bare metal. */
static bool is_hosted(Arena *a, const char *port_c)
{
    return contains(a, port_c, "ac_port_wake_fd(") && !contains(a, port_c, "\"bare.h\"");
}

/* A program without a heap shares what does not care whether there is one: the headers, and what includes neither's. */
static void add_own_files(Arena *a, const Home *h, Paths *all, bool no_heap)
{
    Paths own = files_of(a, h->runtime);

    for (int i = 0; i < own.n; i++)
        if (!no_heap || !ends_in(own.at[i], ".c") || contains(a, own.at[i], "#include \"ac_ints.h\""))
            vec_push(a, all, own.at[i]);
    if (no_heap)
        add_files(a, all, arena_printf(a, "%s/noheap", h->runtime));
}

Paths home_files(Arena *a, const Home *h, const char *port, bool no_heap)
{
    const char *directory = strchr(port, '/') ? port : arena_printf(a, "%s/%s", h->runtime, port);
    const char *port_c = arena_printf(a, "%s/port.c", directory);
    Paths all = { 0 };

    if (access(port_c, R_OK) != 0)
        return all;
    add_own_files(a, h, &all, no_heap);
    if (!no_heap && is_hosted(a, port_c))
        add_files(a, &all, arena_printf(a, "%s/host", h->runtime));
    add_files(a, &all, directory);
    return all;
}

Paths home_sources(Arena *a, const Home *h, const char *port, bool no_heap)
{
    Paths all = home_files(a, h, port, no_heap), sources = { 0 };

    for (int i = 0; i < all.n; i++)
        if (ends_in(all.at[i], ".c"))
            vec_push(a, &sources, all.at[i]);
    return sources;
}

static bool older(const struct stat *x, const struct stat *y)
{
    return x->st_mtim.tv_sec < y->st_mtim.tv_sec ||
           (x->st_mtim.tv_sec == y->st_mtim.tv_sec && x->st_mtim.tv_nsec < y->st_mtim.tv_nsec);
}

const char *home_archive(Arena *a, const Home *h, const char *port, bool debug)
{
    const char *path = arena_printf(a, "%s/libasyncc-%s%s.a", h->archives, port, debug ? "-debug" : "");
    Paths all = home_files(a, h, port, false);
    struct stat archive, file;

    if (!h->archives || stat(path, &archive) != 0)
        return NULL;
    for (int i = 0; i < all.n; i++)
        if (stat(all.at[i], &file) != 0 || older(&archive, &file))
            return NULL;
    return path;
}
