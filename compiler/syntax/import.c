/* import.c: from the name of a module to its text: beside the program, then in the library.
 *
 * The user's modules come first, as in Python; what the library imports is the library's own. A name of
 * modules.txt stands for another ("uasyncio = asyncio"), unless the user has a file of that name.
 * SPDX-License-Identifier: MIT */
#include "syntax/resolve_impl.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "base/intern.h"
#include "syntax/parse.h"

enum { IMPORT_DEPTH_MAX = 200 };

/* ---- the alias table: lines "uasyncio = asyncio" ---- */

static void read_alias(Resolver *r, const char *line)
{
    char from[64], to[64];
    if (line[0] != '#' && sscanf(line, " %63[^ =] = %63[^ \r\n]", from, to) == 2)
        map_put(&r->alias, intern(from), (void *)intern(to));
}

void read_aliases(Resolver *r)
{
    char line[200];
    FILE *f = fopen(arena_printf(r->arena, "%s/modules.txt", r->config->library), "r");

    if (!f)
        fatal("cannot read the library's %s/modules.txt: %s", r->config->library, strerror(errno));
    while (fgets(line, sizeof line, f))
        read_alias(r, line);
    fclose(f);
}

/* ---- names of modules ---- */

static const char *prefix_of(const char *name, const char *dot)
{
    return intern_n(name, (size_t)(dot - name));
}

static bool is_init(const ModuleInfo *m)
{
    return m->ast && (strstr(m->ast->source->path, "/__init__.async") || strstr(m->ast->source->path, "/__init__.py"));
}

/* The package that a module stands in; NULL: in none. */
static const char *package_of(const ModuleInfo *m)
{
    if (is_init(m) || !m->ast)
        return m->name;
    const char *dot = strrchr(m->name, '.');
    return dot ? prefix_of(m->name, dot) : NULL;
}

const char *module_relative(Resolver *r, const ModuleInfo *importer, const Stmt *from)
{
    const char *base = package_of(importer), *name = from->u.from.module;

    if (!base) {
        diag_error(r->diag, from->u.from.module_span, "attempted relative import with no known parent package");
        diag_help(r->diag, "leave out the dots: modules beside the program are found by their names");
        return NULL;
    }
    for (int i = 1; i < from->u.from.level; i++) {
        const char *dot = strrchr(base, '.');
        if (!dot) {
            diag_error(r->diag, from->u.from.module_span, "attempted relative import beyond top-level package");
            return NULL;
        }
        base = prefix_of(base, dot);
    }
    return name ? intern(arena_printf(r->arena, "%s.%s", base, name)) : base;
}

/* ---- files ---- */

static const char *path_of(Resolver *r, const char *directory, const char *name, const char *ending)
{
    char *path = arena_printf(r->arena, "%s/%s%s", directory, name, ending);

    for (char *c = path + strlen(directory); *c && c < path + strlen(path) - strlen(ending); c++)
        if (*c == '.')
            *c = '/';
    return path;
}

static bool is_file(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool is_directory(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static const char *find_file(Resolver *r, const char *directory, const char *name, bool library)
{
    static const char *const endings[] = { "/__init__.async", ".async", "/__init__.py", ".py" };

    for (int i = 0; i < (library ? 2 : 4); i++) {
        const char *path = path_of(r, directory, name, endings[i]);
        if (is_file(path) && strcmp(path, r->program->path) != 0)
            return path;
    }
    return NULL;
}

/* ---- modules ---- */

ModuleInfo *module_add(Resolver *r, const char *name, Module *ast, bool library)
{
    ModuleInfo *m = arena_new(r->arena, ModuleInfo);

    m->name = name;
    m->ast = ast;
    m->library = library;
    m->scope = scope_new(r, SCOPE_MODULE, NULL, m, ast ? (const void *)ast->top : NULL);
    m->scope->func = ast ? ast->top : NULL;
    map_put(library ? &r->library : &r->user, name, m);
    return m;
}

static bool is_loading(const Resolver *r, const ModuleInfo *m)
{
    for (int i = 0; i < r->loading.n; i++)
        if (r->loading.at[i] == m)
            return true;
    return false;
}

void report_cycle(Resolver *r, const ModuleInfo *m, Span at)
{
    const char *chain = m->name;

    if (!is_loading(r, m))
        return;
    for (int i = r->loading.n - 1; i >= 0; i--) {
        chain = arena_printf(r->arena, "%s -> %s", r->loading.at[i]->name, chain);
        if (r->loading.at[i] == m)
            break;
    }
    diag_error(r->diag, at, "import cycle: %s", chain);
    diag_help(r->diag, "move what both need into a third module");
}

static ModuleInfo *read_module(Resolver *r, const char *name, const char *path, bool library, Span at)
{
    if (r->loading.n >= IMPORT_DEPTH_MAX) {
        diag_error(r->diag, at, "imports are nested too deeply");
        return NULL;
    }
    Source *s = source_read(r->config->sources, path);
    if (!s) {
        diag_error(r->diag, at, "cannot read %s: %s", path, strerror(errno));
        return NULL;
    }
    s->library = library;
    const Stmt *importing = r->importing;
    ModuleInfo *m = module_add(r, name, parse(r->arena, r->diag, s, r->config->next_id), library);
    m->surely = r->imports_surely;
    m->run_by = m->surely ? importing : NULL;
    resolve_module(r, m);
    r->importing = importing;
    r->imports_surely = m->surely;
    return m;
}

static ModuleInfo *load_user(Resolver *r, const ModuleInfo *importer, const char *name, Span at)
{
    if (importer->library)
        return NULL;
    ModuleInfo *m = map_get(&r->user, name);
    const char *path = m ? NULL : find_file(r, r->directory, name, false);
    return path ? read_module(r, name, path, false, at) : m;
}

static ModuleInfo *load_library(Resolver *r, const char *asked, Span at)
{
    const char *canonical = map_get(&r->alias, asked), *name = canonical ? canonical : asked;
    ModuleInfo *m = map_get(&r->library, name);
    const char *path = m ? NULL : find_file(r, r->config->library, name, true);
    return path ? read_module(r, name, path, true, at) : m;
}

void module_library(Resolver *r, const char *name, Span at)
{
    load_library(r, intern(name), at);
}

/* The module itself, without regard to the packages before its dots. */
static ModuleInfo *load(Resolver *r, const ModuleInfo *importer, const char *name, Span at)
{
    ModuleInfo *m = load_user(r, importer, name, at);
    return m ? m : load_library(r, name, at);
}

/* ---- packages ---- */

static bool is_alias_prefix(const Resolver *r, const char *prefix)
{
    size_t n = strlen(prefix);

    for (int i = 0; i < r->alias.n; i++) {
        const char *name = r->alias.entry[i].key;
        if (strncmp(name, prefix, n) == 0 && name[n] == '.')
            return true;
    }
    return false;
}

/* A module, a directory, or the `usr` of the alias usr.uasyncio: the latter two have no text of their own. */
static ModuleInfo *package(Resolver *r, const ModuleInfo *importer, const char *name, Span at)
{
    ModuleInfo *m = load(r, importer, name, at);

    if (m)
        return m;
    if (is_alias_prefix(r, name) || is_directory(path_of(r, r->config->library, name, "")))
        return module_add(r, name, NULL, true);
    if (!importer->library && is_directory(path_of(r, r->directory, name, "")))
        return module_add(r, name, NULL, false);
    return NULL;
}

/* import a.b makes b a name in a, unless a has its own. */
static void attach(Resolver *r, ModuleInfo *to, const char *part, ModuleInfo *m)
{
    Symbol *s = scope_symbol(r, to->scope, part, (Span){ 0, 0 });

    if (s->bindings)
        return;
    s->constant = true;
    s->module = m;
}

/* The import that is being resolved asks for the module. */
static void asks_for(Resolver *r, ModuleInfo *m)
{
    ModuleList *list = map_get(&r->names->runs, r->importing);

    if (m->library || !m->ast || !r->importing)
        return;
    if (!list)
        map_put(&r->names->runs, r->importing, list = arena_new(r->arena, ModuleList));
    for (int i = 0; i < list->of.n; i++)
        if (list->of.at[i] == m)
            return;
    vec_push(r->arena, &list->of, m);
}

ModuleInfo *module_import(Resolver *r, const ModuleInfo *importer, const char *name, Span at, ModuleInfo **top)
{
    ModuleInfo *outer = NULL, *m = NULL;

    for (const char *part = name; part; ) {
        const char *dot = strchr(part, '.');
        const char *prefix = dot ? prefix_of(name, dot) : name;
        m = package(r, importer, prefix, at);
        if (!m)
            return NULL;
        asks_for(r, m);
        if (outer)
            attach(r, outer, dot ? prefix_of(part, dot) : intern(part), m);
        else if (top)
            *top = m;
        outer = m;
        part = dot ? dot + 1 : NULL;
    }
    return m;
}
