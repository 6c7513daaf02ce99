/* job.c: carries the options of the command into one compilation.
 * SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700

#include "job.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/intern.h"
#include "bundle.h"
#include "compile.h"
#include "fault.h"
#include "lines.h"
#include "version.h"

static Source *read_source(Job *j, const Options *o, const char *file)
{
    Source *s = source_read(&j->sources, file);

    if (!s)
        fprintf(stderr, "asyncc: cannot open %s: %s\n", file, strerror(errno));
    else if (strcmp(file, "-") == 0)
        s->path = o->name ? o->name : "<stdin>";
    return s;
}

static bool wants_color(const Options *o)
{
    const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");

    if (o->color == COLOR_ALWAYS || o->color == COLOR_NEVER)
        return o->color == COLOR_ALWAYS;
    return !(none && *none) && terminal && strcmp(terminal, "dumb") != 0 && isatty(STDERR_FILENO);
}

static Diag *new_diag(Job *j, const Options *o)
{
    Diag *d = arena_new(j->arena, Diag);

    diag_init(d, j->arena, &j->sources);
    d->werror = o->werror;
    d->max_errors = o->max_errors;
    d->color = wants_color(o);
    for (int i = 0; i < o->silenced.n; i++)
        vec_push(j->arena, &d->silenced, o->silenced.at[i]);
    return d;
}

static CompileOptions compile_options(const Options *o, const Home *h)
{
    return (CompileOptions){
        .library = h->library,
        .dump = (DumpKind)o->dump,
        .dump_library = o->dump_library,
        .emit = {
            .version = o->no_version ? NULL : ASYNCC_VERSION,
            .no_heap = o->no_heap,
            .line = o->line,
            .slow = o->slow,
            .since = o->since,
            .header_wanted = o->header != NULL,
            .runtime_include = o->bundle ? NULL : o->runtime_include,
        },
    };
}

/* "dir/board-io.async" gives "board_io". */
static const char *library_name(Job *j, const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    char *name = arena_printf(j->arena, "%s%.*s", *base >= '0' && *base <= '9' ? "x" : "", (int)strcspn(base, "."), base);

    for (char *p = name; *p; p++)
        if (!isalnum((unsigned char)*p) || (unsigned char)*p > 127)
            *p = '_';
    return intern(name);
}

int job_run(Job *j, const Options *o, const Home *h, const char *file, const char *output_name, const char *header_name)
{
    CompileOptions options = compile_options(o, h);
    bool bundles = o->bundle && !o->dump && output_name;
    size_t dump_length = 0;
    Bundle bundle;
    Out out, header;

    *j = (Job){ .arena = arena_create() };
    j->sources.arena = j->arena;
    map_init(&j->names, j->arena);
    if (bundles && !bundle_read(&bundle, j->arena, h, o->port, o->no_heap))
        return STATUS_USAGE;
    if (bundles)
        options.emit.taken = bundle_taken(&bundle);
    if (o->command == COMMAND_SIZE) {
        options.core = &j->core;
        options.emit.sizes = true;
        options.emit.names = &j->names;
    }
    Source *source = read_source(j, o, file);
    if (!source)
        return STATUS_USAGE;
    Diag *d = new_diag(j, o);
    out_init(&out, j->arena);
    out_init(&header, j->arena);
    options.emit.header_name = header_name;
    if (o->as_library)
        options.emit.as_library = library_name(j, source->path);
    if (o->dump)
        options.dump_to = open_memstream(&j->dump, &dump_length);
    bool fine = compile(j->arena, d, source, &options, output_name ? &out : NULL, &header);
    if (o->dump)
        fclose(options.dump_to);
    if (o->dump)
        vec_push(j->arena, &j->text, ((Slice){ j->dump, dump_length }));
    else
        j->text = out_text(&out);
    if (fine && bundles)
        j->text = bundle_text(&bundle, j->arena, &j->text);
    if (fine && o->line && !o->dump && output_name)
        j->text = lines_numbered(j->arena, &j->text, output_name);
    j->header = out_text(&header);
    diag_print(d, stderr);
    return fine ? STATUS_FINE : STATUS_SOURCE;
}

void job_end(Job *j)
{
    free(j->dump);
    arena_destroy(j->arena);
    intern_reset();
}
