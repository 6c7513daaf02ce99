/* main.c: the command: what is asked for, in which files, and how it ended.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "depfile.h"
#include "fault.h"
#include "home.h"
#include "job.h"
#include "manual.h"
#include "options.h"
#include "output.h"
#include "run.h"
#include "size.h"
#include "version.h"

enum { INCLUDES_MAX = 16384 };     /* in so many bytes are the includes of the C that was made */

static int command(Arena *a, const Options *o, const char *argv0);

int main(int argc, char **argv)
{
    Arena *a = arena_create();
    Options o;

    fault_catch();
    int status = options_parse(a, &o, argc, argv) ? command(a, &o, argv[0]) : STATUS_USAGE;
    arena_destroy(a);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("asyncc: cannot write standard output");
        return STATUS_USAGE;
    }
    return status;
}

static int usage(const char *what)
{
    fprintf(stderr, "asyncc: %s\nasyncc: 'asyncc --help' tells how it is used\n", what);
    return STATUS_USAGE;
}

/* ---- asyncc FILE ---- */

/* dir/foo.async gives foo.c here; a dump, and standard input without a name, go to standard output. */
static const char *output_path(Arena *a, const Options *o)
{
    const char *file = o->files.at[0];

    if (o->output)
        return o->output;
    if (strcmp(file, "-") == 0)
        file = o->name;
    if (o->dump || !file)
        return "-";
    const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file, *dot = strrchr(base, '.');
    return arena_printf(a, "%.*s.c", (int)(dot && dot > base ? dot - base : (long)strlen(base)), base);
}

/* foo.c gives foo.h; what goes to standard output has no header beside it. */
static const char *header_path(Arena *a, const Options *o, const char *output)
{
    const char *dot = strrchr(output, '.');

    if (o->header || o->dump || strcmp(output, "-") == 0)
        return o->header;
    return arena_printf(a, "%.*s.h", (int)(dot && strcmp(dot, ".c") == 0 ? dot - output : (long)strlen(output)), output);
}

/* One that asyncc did not write is not replaced unless it is named. */
static bool foreign_header(const Options *o, const char *path)
{
    char text[512] = "";
    FILE *file = o->header ? NULL : fopen(path, "r");

    if (!file)
        return false;
    size_t n = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    return n > 0 && !strstr(text, "asyncc claims no copyright");
}

/* The program's C asks for a header of this name: it must not get ours. */
static bool is_included(Arena *a, const Text *c, const char *header)
{
    const char *slash = strrchr(header, '/'), *line = arena_printf(a, "\n#include \"%s\"\n", slash ? slash + 1 : header);
    const char *first = c->n ? arena_printf(a, "%.*s", (int)(c->at[0].n < INCLUDES_MAX ? c->at[0].n : INCLUDES_MAX), c->at[0].at) : "";

    return strstr(first, line) != NULL;
}

static bool same_file(const char *x, const char *y)
{
    struct stat sx, sy;
    return stat(x, &sx) == 0 && stat(y, &sy) == 0 && sx.st_dev == sy.st_dev && sx.st_ino == sy.st_ino;
}

static bool write_rule(Arena *a, const Options *o, const char *output, const char *header, const Sources *sources)
{
    const char *dot = strrchr(output, '.');
    bool is_c = dot && strcmp(dot, ".c") == 0;
    const char *path = o->depend_file ? o->depend_file
                                      : arena_printf(a, "%.*s.d", (int)(is_c ? dot - output : (long)strlen(output)), output);
    const char *rule = depfile_text(a, o->depend_target ? o->depend_target : output, o->depend_target ? NULL : header, sources, o->depend_phony);
    Text text = {0};

    vec_push(a, &text, ((Slice){ rule, strlen(rule) }));
    return output_write(a, path, &text, false);
}

static int compile_file(Arena *a, const Options *o, const Home *h)
{
    const char *output = output_path(a, o);
    const char *header = header_path(a, o, output);
    bool to_stdout = strcmp(output, "-") == 0;
    Job job;

    if (o->files.n > 1)
        return usage("several input files: one program is translated at a time");
    if (o->depend && to_stdout && !(o->depend_file && o->depend_target))
        return usage("-MD needs -MF and -MT when the output is standard output");
    if (!to_stdout && same_file(o->files.at[0], output))
        return usage("the output would replace the input");
    if (header && (same_file(o->files.at[0], header) || strcmp(header, output) == 0))
        return usage("the header would replace the input or the output");
    int status = job_run(&job, o, h, o->files.at[0], to_stdout ? "<stdout>" : output, header);
    if (status == STATUS_FINE && job.header.n && (foreign_header(o, header) || is_included(a, &job.text, header))) {
        fprintf(stderr, "asyncc: %s is a header that asyncc did not write: name the one to write by --header\n", header);
        status = STATUS_USAGE;
    }
    if (status == STATUS_FINE && job.header.n && !output_write(a, header, &job.header, o->if_changed))
        status = STATUS_USAGE;
    if (status == STATUS_FINE || (o->dump && job.dump))
        if (!output_write(a, output, &job.text, o->if_changed))
            status = STATUS_USAGE;
    if (status == STATUS_FINE && o->depend && !write_rule(a, o, output, job.header.n ? header : NULL, &job.sources))
        status = STATUS_USAGE;
    job_end(&job);
    return status;
}

/* ---- the other commands ---- */

static int check_files(const Options *o, const Home *h)
{
    int worst = STATUS_FINE;

    for (int i = 0; i < o->files.n; i++) {
        Job job;
        int status = job_run(&job, o, h, o->files.at[i], NULL, NULL);
        job_end(&job);
        if (status > worst)
            worst = status;
    }
    return worst;
}

static int run_file(Arena *a, const Options *o, const Home *h)
{
    Job job;
    int status = job_run(&job, o, h, o->files.at[0], "program.c", NULL);

    if (status == STATUS_FINE)
        status = run(a, o, h, &job.text);
    job_end(&job);
    return status;
}

static int size_of_file(Arena *a, const Options *o, const Home *h)
{
    Job job;

    if (o->files.n > 1)
        return usage("several input files: one program is measured at a time");
    int status = job_run(&job, o, h, o->files.at[0], "program.c", NULL);
    if (status == STATUS_FINE)
        status = size(a, o, h, &job);
    job_end(&job);
    return status;
}

static int print_runtime(Arena *a, const Options *o, const Home *h)
{
    Paths sources = home_sources(a, h, o->port, o->no_heap);

    if (o->print_runtime && !sources.n)
        return usage(arena_printf(a, "there is no port %s", o->port));
    puts(h->runtime);
    for (int i = 0; o->print_runtime && i < sources.n; i++)
        puts(sources.at[i]);
    return STATUS_FINE;
}

static int command(Arena *a, const Options *o, const char *argv0)
{
    Home home;

    if (o->help) {
        options_help();
        return STATUS_FINE;
    }
    if (o->manual) {
        manual_print();
        return STATUS_FINE;
    }
    if (o->completion) {
        completion_print((Shell)o->completion);
        return STATUS_FINE;
    }
    if (o->version) {
        puts("asyncc " ASYNCC_VERSION);
        return STATUS_FINE;
    }
    if (o->files.n == 0 && !o->print_runtime && !o->print_include)
        return usage("no input file");
    if (!home_find(a, &home, argv0))
        return STATUS_USAGE;
    if (o->print_runtime || o->print_include)
        return print_runtime(a, o, &home);
    if (o->command == COMMAND_CHECK)
        return check_files(o, &home);
    if (o->command == COMMAND_SIZE)
        return size_of_file(a, o, &home);
    return o->command == COMMAND_RUN ? run_file(a, o, &home) : compile_file(a, o, &home);
}
