/* child.c: fork, exec and wait, with the signals that come meanwhile.
 * SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700

#include "child.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN_MAX = 16 };

static volatile sig_atomic_t children[CHILDREN_MAX], program_runs, stopped;

/* ---- signals ---- */

static void pass_on(int number)
{
    if (program_runs && (number == SIGINT || number == SIGQUIT))
        return;
    for (int i = 0; i < CHILDREN_MAX; i++)
        if (children[i])
            kill((pid_t)children[i], number);
    stopped = number;
}

void child_watch(void)
{
    static const int ending[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
    struct sigaction action = { .sa_handler = pass_on }, old;

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++)
        if (sigaction(ending[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(ending[i], &action, NULL);
    signal(SIGCHLD, SIG_DFL);                /* whoever ignored it would take the child's status away */
}

int child_stopped(void) { return stopped; }

/* ---- children ---- */

static void note(sig_atomic_t old, sig_atomic_t new)
{
    for (int i = 0; i < CHILDREN_MAX; i++)
        if (children[i] == old) {
            children[i] = new;
            return;
        }
}

static void be_quiet(void)
{
    int nowhere = open("/dev/null", O_WRONLY);

    if (nowhere >= 0) {
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
    }
}

/* Handlers fall back to the default in the new program by themselves. */
pid_t child_start(const char *file, char **argv, bool quiet)
{
    pid_t pid = fork();

    if (pid == 0) {
        if (quiet)
            be_quiet();
        execvp(file, argv);
        fprintf(stderr, "asyncc: cannot run %s: %s\n", file, strerror(errno));
        _exit(NOT_STARTED);
    }
    if (pid < 0) {
        fprintf(stderr, "asyncc: cannot run %s: %s\n", file, strerror(errno));
        return -1;
    }
    note(0, (sig_atomic_t)pid);
    if (stopped)
        kill(pid, (int)stopped);
    return pid;
}

int child_wait(pid_t pid)
{
    int status;

    if (pid < 0)
        return NOT_STARTED;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    note((sig_atomic_t)pid, 0);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int child_run(const char *file, char **argv, bool user)
{
    program_runs = user;
    int status = child_wait(child_start(file, argv, false));
    program_runs = 0;
    return status;
}

/* ---- their command lines ---- */

void words_add(Arena *a, Words *w, const char *word)
{
    vec_push(a, w, arena_printf(a, "%s", word));
}

void words_add_split(Arena *a, Words *w, const char *words)
{
    for (const char *p = words; *(p += strspn(p, " \t"));) {
        int n = (int)strcspn(p, " \t");
        vec_push(a, w, arena_printf(a, "%.*s", n, p));
        p += n;
    }
}

void words_add_compiler(Arena *a, Words *w, const char *given)
{
    const char *cc = given ? given : getenv("CC");
    int before = w->n;

    words_add_split(a, w, cc ? cc : "");
    if (w->n == before)
        words_add(a, w, "cc");
}

/* ---- the directory ---- */

char *scratch_open(Arena *a)
{
    const char *given = getenv("TMPDIR"), *where = given && *given ? given : "/tmp";
    char *directory = arena_printf(a, "%s/asyncc-XXXXXX", where);

    if (mkdtemp(directory))
        return directory;
    fprintf(stderr, "asyncc: cannot make a directory in %s: %s\n", where, strerror(errno));
    return NULL;
}

void scratch_close(Arena *a, const char *directory, bool keep)
{
    DIR *d = keep ? NULL : opendir(directory);

    if (keep)
        fprintf(stderr, "asyncc: kept %s\n", directory);
    if (!d)
        return;
    for (struct dirent *e; (e = readdir(d)) != NULL;)
        if (e->d_name[0] != '.')
            unlink(arena_printf(a, "%s/%s", directory, e->d_name));
    closedir(d);
    rmdir(directory);
}
