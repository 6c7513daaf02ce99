/* bundle_scan.c: splits the files of the runtime into items at file level, and finds what each defines and uses.
 *
 * Every file is gone through once, after the headers that it includes, so that macros are known where they are used.
 * A .c file's static names, types and macros are its own; in one file with others they are called after it:
 * `push` of timer.c is timer_c_push. Those that begin with ac_ or AC_ are the runtime's, and stay.
 * SPDX-License-Identifier: MIT */
#include "bundle_scan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "base/intern.h"
#include "base/source.h"

typedef VEC(CToken) CTokens;

enum { EXPANSIONS_MAX = 8 };

typedef struct Macro { bool called; Words parameters; Slice body; } Macro;

typedef struct Scan {
    Runtime *r;
    Arena   *arena;
    CFile   *file;
    Slice    text;                /* the file's, or that of a .def in its place */
    const char *at, *end;
    const Branch *branch;
    const char *comment;          /* one that stands directly above, or NULL */
    bool     apart, guarded;      /* the header's own #ifndef is open */
} Scan;

static CFile *scan_file(Runtime *r, const char *path);
static void scan_text(Scan *s, Slice text);
static void directive(Scan *s, Slice line);
static void code(Scan *s);
static Item *add_item(Scan *s, ItemKind kind, const char *start);
static void analyze(Scan *s, Item *item, Slice text, bool pasted);
static void name_own(Runtime *r);
static void name_items(Runtime *r);

bool runtime_scan(Runtime *r, Arena *a, const Home *h, const char *port, bool no_heap)
{
    Paths paths = home_sources(a, h, port, no_heap);

    *r = (Runtime){ .arena = a, .home = h };
    map_init(&r->names, a);
    map_init(&r->macros, a);
    map_init(&r->aliases, a);
    map_init(&r->tested, a);
    if (!paths.n) {
        fprintf(stderr, "asyncc: there is no port %s\n", port);
        return false;
    }
    for (int i = 0; i < paths.n; i++)
        if (!scan_file(r, paths.at[i]))
            return false;
    name_own(r);
    name_items(r);
    return true;
}

/* ---- tokens ---------------------------------------------------------------------------------- */

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static const char *after_comment(const char *p, const char *end)
{
    if (p[1] == '/') {
        while (p < end && *p != '\n')
            p++;
        return p;
    }
    for (p += 2; p + 1 < end && !(p[0] == '*' && p[1] == '/'); p++)
        continue;
    return p + 2 < end ? p + 2 : end;
}

static bool at_comment(const char *p, const char *end)
{
    return p + 1 < end && p[0] == '/' && (p[1] == '/' || p[1] == '*');
}

static const char *after_literal(const char *p, const char *end)
{
    char quote = *p++;

    while (p < end && *p != quote && *p != '\n')
        p += *p == '\\' && p + 1 < end ? 2 : 1;
    return p < end ? p + 1 : end;
}

bool c_token(const char **at, const char *end, CToken *t)
{
    const char *p = *at;

    for (; p < end; p++)
        if (at_comment(p, end))
            p = after_comment(p, end) - 1;
        else if (!strchr(" \t\n\\", *p))
            break;
    if (p >= end)
        return false;
    *t = (CToken){ .at = p };
    if (is_word_byte(*p)) {
        t->word = *p > '9';
        while (p < end && (is_word_byte(*p) || (!t->word && (*p == '.' || ((*p == '+' || *p == '-') && strchr("eEpP", p[-1]) && t->at[1] != 'x')))))
            p++;
    } else if (*p == '"' || *p == '\'') {
        p = after_literal(p, end);
    } else if (p + 1 < end && ((p[0] == '-' && p[1] == '>') || (p[0] == '#' && p[1] == '#'))) {
        p += 2;
    } else {
        p += p + 2 < end && memcmp(p, "...", 3) == 0 ? 3 : 1;
    }
    t->n = (int)(p - t->at);
    *at = p;
    return true;
}

static CTokens tokens_of(Arena *a, Slice text)
{
    const char *at = text.at;
    CTokens tokens = { 0 };
    CToken t;

    while (c_token(&at, text.at + text.n, &t))
        vec_push(a, &tokens, t);
    return tokens;
}

static bool is(const CToken *t, const char *text)
{
    return (size_t)t->n == strlen(text) && memcmp(t->at, text, (size_t)t->n) == 0;
}

static bool is_any(const CToken *t, const char *const *texts)
{
    for (; *texts; texts++)
        if (is(t, *texts))
            return true;
    return false;
}

static const char *word(const CToken *t)
{
    return intern_n(t->at, (size_t)t->n);
}

static bool contains(const Words *w, const char *name)
{
    for (int i = 0; i < w->n; i++)
        if (w->at[i] == name)
            return true;
    return false;
}

static void add_word(Arena *a, Words *w, const char *name)
{
    if (!contains(w, name))
        vec_push(a, w, name);
}

void c_words(Arena *a, Slice text, Words *out)
{
    const char *at = text.at;
    Map seen;
    CToken t;

    map_init(&seen, a);
    while (c_token(&at, text.at + text.n, &t))
        if (t.word && !map_get(&seen, word(&t))) {
            map_put(&seen, word(&t), out);
            vec_push(a, out, word(&t));
        }
}

/* ---- files ----------------------------------------------------------------------------------- */

static bool read_text(Arena *a, const char *path, Slice *out)
{
    Sources sources = { .arena = a };
    const Source *s = source_read(&sources, path);

    if (!s) {
        fprintf(stderr, "asyncc: cannot open %s: %s\n", path, strerror(errno));
        return false;
    }
    *out = (Slice){ s->text, s->length };
    return true;
}

static bool ends_in(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n > m && strcmp(text + n - m, end) == 0;
}

static const char *short_name(const Home *h, const char *path)
{
    size_t n = strlen(h->runtime);
    const char *slash = strrchr(path, '/');

    if (strncmp(path, h->runtime, n) == 0 && path[n] == '/')
        return path + n + 1;
    return slash ? slash + 1 : path;
}

/* A header counts once. NULL: it cannot be read. */
static CFile *scan_file(Runtime *r, const char *path)
{
    CFile *f;
    Slice text;
    Scan s = { .r = r, .arena = r->arena };

    for (int i = 0; i < r->files.n; i++)
        if (strcmp(r->files.at[i]->path, path) == 0)
            return r->files.at[i];
    if (!read_text(r->arena, path, &text))
        return NULL;
    s.file = f = arena_new(r->arena, CFile);
    f->path = path;
    f->name = short_name(r->home, path);
    f->header = ends_in(path, ".h");
    map_init(&f->names, r->arena);
    map_init(&f->own, r->arena);
    vec_push(r->arena, &r->files, f);
    scan_text(&s, text);
    return f;
}

/* Tables, and macros as text, are included in their place. */
static void scan_text(Scan *s, Slice text)
{
    Scan outer = *s;

    s->text = text;
    s->at = text.at;
    s->end = text.at + text.n;
    s->comment = NULL;
    while (s->at < s->end) {
        const char *p = s->at;
        if (*p == '\n' || *p == ' ' || *p == '\t') {
            if (*p == '\n' && p + 1 < s->end && p[1] == '\n') {
                s->comment = NULL;
                s->apart = true;
            }
            s->at++;
        } else if (at_comment(p, s->end)) {
            s->comment = p;
            s->at = after_comment(p, s->end);
        } else if (*p == '#') {
            while (p < s->end && *p != '\n')
                p = at_comment(p, s->end) ? after_comment(p, s->end) : p + (*p == '\\' && p + 1 < s->end ? 2 : 1);
            Slice line = { s->at, (size_t)(p - s->at) };
            s->at = p;
            directive(s, line);
        } else {
            code(s);
        }
    }
    s->text = outer.text;
    s->at = outer.at;
    s->end = outer.end;
    s->comment = NULL;
}

/* ---- directives ------------------------------------------------------------------------------ */

static void open_group(Scan *s, Slice line)
{
    Group *g = arena_new(s->arena, Group);
    Branch *b = arena_new(s->arena, Branch);

    vec_push(s->arena, &g->directive, line);
    *b = (Branch){ s->branch, g, 0 };
    s->branch = b;
}

static void next_part(Scan *s, Slice line)
{
    const Branch *here = s->branch;
    Branch *b = arena_new(s->arena, Branch);

    vec_push(s->arena, &here->group->directive, line);
    *b = (Branch){ here->outer, here->group, here->part + 1 };
    s->branch = b;
}

static const char *const conditions[] = { "if", "ifdef", "ifndef", NULL };

/* What is for C++ is left out. */
static void skip_group(Scan *s)
{
    int depth = 1;

    while (depth > 0 && s->at < s->end) {
        const char *line = ++s->at;
        CToken t;
        while (s->at < s->end && *s->at != '\n')
            s->at++;
        if (*line++ != '#' || !c_token(&line, s->at, &t))
            continue;
        depth += is_any(&t, conditions) ? 1 : is(&t, "endif") ? -1 : 0;
    }
}

static bool is_guard(const Scan *s, const CToken *name)
{
    const char *p = s->at;
    CToken t[3];

    return s->file->header && !s->file->items.n && !s->branch && !s->guarded && c_token(&p, s->end, &t[0]) && c_token(&p, s->end, &t[1]) &&
           c_token(&p, s->end, &t[2]) && is(&t[1], "define") && t[2].n == name->n && memcmp(t[2].at, name->at, (size_t)name->n) == 0;
}

static void condition(Scan *s, Slice line, const CTokens *t)
{
    if (is(&t->at[1], "ifndef") && is_guard(s, &t->at[2])) {
        s->guarded = true;
        while (s->at < s->end && *++s->at != '\n')
            continue;
        return;
    }
    if (is(&t->at[1], "ifdef") && is(&t->at[2], "__cplusplus")) {
        skip_group(s);
        return;
    }
    for (int i = 2; i < t->n; i++)
        if (t->at[i].word)
            map_put(&s->r->tested, word(&t->at[i]), s->r);
    open_group(s, line);
}

static void include(Scan *s, const CToken *t)
{
    Slice text;
    const char *path;

    path = arena_printf(s->arena, "%s/%.*s", s->r->home->runtime, t->n - 2, t->at + 1);
    if (ends_in(path, ".h")) {
        const char *beside = arena_printf(s->arena, "%.*s%.*s", (int)(strrchr(s->file->path, '/') - s->file->path + 1), s->file->path, t->n - 2, t->at + 1);
        int known = s->r->files.n;
        CFile *f = scan_file(s->r, access(path, R_OK) == 0 ? path : beside);
        if (f && s->file->header && s->r->files.n > known) {
            f->nested = true;
            add_item(s, ITEM_HEADER, s->at)->header = f;
        }
    } else if (read_text(s->arena, path, &text)) {
        scan_text(s, text);
    }
}

/* #define NAME(a, b) body: known from here on. */
static void define(Scan *s, Slice line, const CTokens *t)
{
    bool has_parameters = t->n > 3 && is(&t->at[3], "(") && t->at[3].at == t->at[2].at + t->at[2].n;
    Macro *m = arena_new(s->arena, Macro);
    int i = 3;

    m->called = has_parameters;
    while (has_parameters && i < t->n && !is(&t->at[i], ")"))
        if (t->at[i++].word)
            add_word(s->arena, &m->parameters, word(&t->at[i - 1]));
    i += has_parameters;
    if (i < t->n)
        m->body = (Slice){ t->at[i].at, (size_t)(line.at + line.n - t->at[i].at) };
    for (int k = i; k < t->n; k++)
        if (is(&t->at[k], "alias"))
            map_put(&s->r->aliases, word(&t->at[2]), s->r);
    map_put(&s->r->macros, word(&t->at[2]), m);
}

static void directive(Scan *s, Slice line)
{
    CTokens t = tokens_of(s->arena, line);
    const CToken *what = &t.at[1];

    if (is_any(what, conditions)) {
        condition(s, line, &t);
    } else if (is(what, "else") || is(what, "elif")) {
        next_part(s, line);
    } else if (is(what, "endif")) {
        s->branch = s->branch ? s->branch->outer : NULL;         /* that of the guard closes nothing */
    } else if (is(what, "include")) {
        s->comment = NULL;
        if (*t.at[2].at == '"')
            include(s, &t.at[2]);
        else if (t.at[2].word)               /* a file of the builder's */
            add_word(s->arena, &add_item(s, ITEM_CODE, line.at)->defines, word(&t.at[2]));
        else
            add_item(s, ITEM_SYSTEM, line.at);
    } else {
        bool feature = is(what, "define") && t.at[2].at[0] == '_';
        if (is(what, "define"))
            define(s, line, &t);
        Item *item = add_item(s, feature ? ITEM_FEATURE : ITEM_CODE, feature || !s->comment ? line.at : s->comment);
        add_word(s->arena, &item->defines, word(&t.at[2]));
        for (int i = 3; i < t.n; i++)
            if (t.at[i].word && !is(&t.at[i - 1], ".") && !is(&t.at[i - 1], "->"))
                add_word(s->arena, &item->uses, word(&t.at[i]));
            else if (*t.at[i].at == '"')        /* alias("name") */
                add_word(s->arena, &item->uses, intern_n(t.at[i].at + 1, (size_t)t.at[i].n - 2));
    }
    s->comment = NULL;
}

/* ---- code ------------------------------------------------------------------------------------ */

/* `depths` knows how deep it was at each #if, as what is behind #else begins there again. */
typedef struct Depth { int now; VEC(int) at_if; } Depth;

static bool begins_line(const Scan *s, const char *p)
{
    while (p > s->text.at && (p[-1] == ' ' || p[-1] == '\t'))
        p--;
    return p == s->text.at || p[-1] == '\n';
}

static void depth_at_directive(Scan *s, Depth *d)
{
    const char *p = s->at;
    CToken t;

    if (!c_token(&p, s->end, &t))
        return;
    if (is_any(&t, conditions))
        vec_push(s->arena, &d->at_if, d->now);
    else if (d->at_if.n && (is(&t, "else") || is(&t, "elif")))
        d->now = vec_last(&d->at_if);
    else if (d->at_if.n && is(&t, "endif"))
        d->at_if.n--;
}

/* Does a macro that expands to whole definitions stand here? */
static const Macro *invoked(const Scan *s, Slice text)
{
    const char *p = text.at, *end = text.at + text.n;
    CToken name, open;

    if (!c_token(&p, end, &name) || !name.word || !c_token(&p, end, &open) || !is(&open, "("))
        return NULL;
    const Macro *m = map_get(&s->r->macros, word(&name));
    return m && m->called ? m : NULL;
}

/* To the end of the item: behind its `;`, or the } of a function. */
static void skip_item(Scan *s, bool macro)
{
    Depth d = { 0 };
    CToken t, last = { 0 };
    bool function = false;

    while (c_token(&s->at, s->end, &t)) {
        if (is(&t, "#") && begins_line(s, t.at)) {
            depth_at_directive(s, &d);
            continue;
        }
        if (d.now == 0 && is(&t, "{"))
            function = last.n && is(&last, ")");
        if (is(&t, "(") || is(&t, "{") || is(&t, "["))
            d.now++;
        if (is(&t, ")") || is(&t, "}") || is(&t, "]"))
            d.now--;
        last = t;
        if (d.now > 0)
            continue;
        if (is(&t, ";") || (is(&t, "}") && function))
            return;
        if (macro && is(&t, ")")) {
            const char *after = s->at;
            if (c_token(&after, s->end, &t) && is(&t, ";"))
                s->at = after;
            return;
        }
    }
}

/* A comment on its last line belongs to an item. */
static void take_rest_of_line(Scan *s)
{
    const char *p = s->at;

    while (p < s->end && *p == ' ')
        p++;
    if (at_comment(p, s->end))
        s->at = after_comment(p, s->end);
}

static Slice expanded(Scan *s, const Macro *m, Slice call);

static void code(Scan *s)
{
    const char *start = s->at;
    const Macro *m = invoked(s, (Slice){ s->at, (size_t)(s->end - s->at) });

    skip_item(s, m != NULL);
    Slice text = { start, (size_t)(s->at - start) };
    take_rest_of_line(s);
    Item *item = add_item(s, ITEM_CODE, s->comment ? s->comment : start);
    if (m) {
        analyze(s, item, expanded(s, m, text), true);
        c_words(s->arena, text, &item->uses);
    } else {
        analyze(s, item, text, false);
    }
    s->comment = NULL;
}

/* From `start` to where the scan is. */
static Item *add_item(Scan *s, ItemKind kind, const char *start)
{
    Item *item = arena_new(s->arena, Item);

    item->kind = kind;
    item->file = s->file;
    item->text = (Slice){ start, (size_t)(s->at - start) };
    item->apart = s->apart;
    item->branch = s->branch;
    s->apart = false;
    vec_push(s->arena, &s->file->items, item);
    return item;
}

/* ---- macros ---------------------------------------------------------------------------------- */

typedef VEC(Slice) Slices;

static Slices arguments(Arena *a, Slice call)
{
    CTokens t = tokens_of(a, call);
    Slices found = { 0 };
    int depth = 0;
    const char *start = NULL;

    for (int i = 1; i < t.n; i++) {
        bool ends = depth == 1 && (is(&t.at[i], ",") || is(&t.at[i], ")"));
        if (ends && start)
            vec_push(a, &found, ((Slice){ start, (size_t)(t.at[i].at - start) }));
        depth += is(&t.at[i], "(") - is(&t.at[i], ")");
        if (depth == 0)
            break;
        if (ends || !start)
            start = t.at[i].at + 1;
    }
    return found;
}

static Slice trimmed(Slice s)
{
    while (s.n && strchr(" \t\n\\", *s.at))
        s.at++, s.n--;
    while (s.n && strchr(" \t\n\\", s.at[s.n - 1]))
        s.n--;
    return s;
}

static void add_bytes(Arena *a, Text *out, const char *at, size_t n)
{
    vec_push(a, out, ((Slice){ at, n }));
}

static Slice joined(Arena *a, const Text *pieces)
{
    size_t n = 0;
    char *text, *to;

    for (int i = 0; i < pieces->n; i++)
        n += pieces->at[i].n;
    to = text = arena_alloc(a, n + 1);
    for (int i = 0; i < pieces->n; to += pieces->at[i++].n)
        memcpy(to, pieces->at[i].at, pieces->at[i].n);
    return (Slice){ text, n };
}

/* The body with the arguments in it, ## done. */
static Slice expanded_once(Scan *s, const Macro *m, Slice call)
{
    CTokens t = tokens_of(s->arena, m->body);
    Slices arguments_ = arguments(s->arena, call);
    Text out = { 0 };

    for (int i = 0; i < t.n; i++) {
        Slice piece = { t.at[i].at, (size_t)t.at[i].n };
        if (is(&t.at[i], "##"))
            continue;
        for (int k = 0; t.at[i].word && k < m->parameters.n && k < arguments_.n; k++)
            if (m->parameters.at[k] == word(&t.at[i]))
                piece = trimmed(arguments_.at[k]);
        if (out.n && !is(&t.at[i - 1], "##"))
            add_bytes(s->arena, &out, " ", 1);
        add_bytes(s->arena, &out, piece.at, piece.n);
    }
    return joined(s->arena, &out);
}

/* Also what the body begins with, if that is a macro in turn. */
static Slice expanded(Scan *s, const Macro *m, Slice call)
{
    for (int depth = 0; m && depth < EXPANSIONS_MAX; depth++) {
        call = expanded_once(s, m, call);
        m = invoked(s, call);
    }
    return call;
}

/* ---- what an item defines and uses ------------------------------------------------------------ */

static const char *const keywords[] = {
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float", "for",
    "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof", "static", "struct",
    "switch", "typedef", "union", "unsigned", "void", "volatile", "while", "__attribute__", NULL,
};
static const char *const aggregates[] = { "struct", "union", NULL };
static const char *const tags[] = { "struct", "union", "enum", NULL };
static const char *const after_field[] = { ";", ",", "[", ":", NULL };
static const char *const after_declarator[] = { "(", "[", "=", ",", ";", NULL };

/* Inside what a token stands, from the outermost on: '(' '[' 'b' body or initializer, 's' struct, 'e' enum. */
typedef struct Nest { VEC(char) in; } Nest;

static char innermost(const Nest *n)
{
    return n->in.n ? vec_last(&n->in) : 0;
}

/* A body of struct Name { or struct { */
static char brace_kind(const CTokens *t, int i)
{
    int k = i > 0 && t->at[i - 1].word && !is_any(&t->at[i - 1], tags) ? i - 2 : i - 1;

    if (k < 0)
        return 'b';
    return is_any(&t->at[k], aggregates) ? 's' : is(&t->at[k], "enum") ? 'e' : 'b';
}

static void nest_token(Arena *a, Nest *n, const CTokens *t, int i)
{
    char c = t->at[i].n == 1 ? *t->at[i].at : 0;

    if (c == '(' || c == '[')
        vec_push(a, &n->in, c);
    else if (c == '{')
        vec_push(a, &n->in, brace_kind(t, i));
    else if ((c == ')' || c == ']' || c == '}') && n->in.n)
        n->in.n--;
}

/* A member's name: behind . or ->, or where it is declared. */
static bool is_member(const CTokens *t, int i, const Nest *n)
{
    if (i > 0 && (is(&t->at[i - 1], ".") || is(&t->at[i - 1], "->")))
        return true;
    if (i + 1 >= t->n)
        return false;
    if (innermost(n) == 's')
        return is_any(&t->at[i + 1], after_field);
    return innermost(n) == '(' && n->in.n > 1 && n->in.at[n->in.n - 2] == 's' && i > 1 && is(&t->at[i - 1], "*") && is(&t->at[i - 2], "(") && is(&t->at[i + 1], ")");
}

/* (*name)(...) */
static bool is_pointer_declarator(const CTokens *t, int i, const Nest *n)
{
    return n->in.n == 1 && innermost(n) == '(' && i > 1 && is(&t->at[i - 1], "*") && is(&t->at[i - 2], "(") &&
           (is(&t->at[i + 1], ")") || is(&t->at[i + 1], "[") || is(&t->at[i + 1], "("));
}

static bool declares(const Scan *s, const CTokens *t, int i, const Nest *n, bool value)
{
    const CToken *name = &t->at[i];

    if (i + 1 >= t->n)
        return false;
    if (innermost(n) == 'e')
        return is(&t->at[i - 1], "{") || is(&t->at[i - 1], ",");
    if (i > 0 && is_any(&t->at[i - 1], tags))
        return n->in.n == 0 && (is(&t->at[i + 1], "{") || is(&t->at[i + 1], ";"));
    if (value || is_any(name, keywords) || map_get(&s->r->macros, word(name)))
        return false;
    return n->in.n == 0 ? is_any(&t->at[i + 1], after_declarator) : is_pointer_declarator(t, i, n);
}

/* Definitions that follow one another. Names that a macro has pasted are as they are. */
static void analyze(Scan *s, Item *item, Slice text, bool pasted)
{
    CTokens t = tokens_of(s->arena, text);
    Nest n = { 0 };
    bool value = false, is_static = false, is_type = false, used = false, attribute = false, weak = false, assembles = false;

    for (int i = 0; i < t.n; i++) {
        const CToken *token = &t.at[i];
        if (n.in.n == 0) {
            value = is(token, "=") || (value && !is(token, ",") && !is(token, ";"));
            if (i == 0 || is(&t.at[i - 1], ";") || is(&t.at[i - 1], "}"))
                is_static = is_type = false;
            is_static |= is(token, "static");
            is_type |= is(token, "typedef");
        }
        if (token->word && declares(s, &t, i, &n, value)) {
            const char *name = word(token);
            bool tag = innermost(&n) == 'e' || is_any(&t.at[i ? i - 1 : 0], tags);
            add_word(s->arena, &item->defines, name);
            if (!s->file->header && !pasted && (is_static || is_type || tag))
                map_put(&s->file->own, name, (void *)name);
        } else if (token->word && !is_any(token, keywords) && !is_member(&t, i, &n)) {
            add_word(s->arena, &item->uses, word(token));
            used |= is(token, "used") || is(token, "section");
            weak |= is(token, "weak");
            item->stands_in |= map_get(&s->r->aliases, word(token)) != NULL;
        }
        if (assembles && *token->at == '"')
            c_words(s->arena, (Slice){ token->at + 1, (size_t)token->n - 2 }, &item->uses);
        attribute |= is(token, "__attribute__");
        assembles |= is(token, "__asm");
        nest_token(s->arena, &n, &t, i);
    }
    item->kept = used && attribute;
    item->stands_in |= weak && attribute;
}

/* ---- names of all files ----------------------------------------------------------------------- */

static bool is_public(const char *name)
{
    return strncmp(name, "ac_", 3) == 0 || strncmp(name, "AC_", 3) == 0 || strncmp(name, "Ac", 2) == 0 || name[0] == '_';
}

static const char *in_bundle(Arena *a, const CFile *f, const char *name)
{
    char *text = arena_printf(a, "%s_%s", f->name, name);

    for (char *p = text; *p; p++)
        if (!is_word_byte(*p))
            *p = '_';
    return intern(text);
}

static void name_own(Runtime *r)
{
    for (int i = 0; i < r->files.n; i++) {
        CFile *f = r->files.at[i];
        Map own;

        for (int k = 0; !f->header && k < f->items.n; k++) {
            const Item *item = f->items.at[k];
            CTokens t = tokens_of(r->arena, item->text);
            if (item->kind == ITEM_CODE && t.n > 2 && is(&t.at[0], "#") && (is(&t.at[1], "define") || is(&t.at[1], "undef")))
                map_put(&f->own, word(&t.at[2]), f);
        }
        map_init(&own, r->arena);
        for (int k = 0; k < f->own.n; k++) {
            const char *name = f->own.entry[k].key;
            if (!is_public(name) && !map_get(&r->tested, name))
                map_put(&own, name, (void *)in_bundle(r->arena, f, name));
        }
        f->own = own;
    }
}

static void add_to(Arena *a, Map *names, const char *name, Item *item)
{
    ItemList *list = map_get(names, name);

    if (!list)
        map_put(names, name, list = arena_new(a, ItemList));
    vec_push(a, &list->items, item);
}

static void name_items(Runtime *r)
{
    for (int i = 0; i < r->files.n; i++)
        for (int k = 0; k < r->files.at[i]->items.n; k++) {
            Item *item = r->files.at[i]->items.at[k];
            for (int w = 0; w < item->defines.n; w++) {
                const char *name = item->defines.at[w];
                add_to(r->arena, &item->file->names, name, item);
                if (!map_get(&item->file->own, name))
                    add_to(r->arena, &r->names, name, item);
            }
        }
}

/* In a header nobody need use what is static inline. */
static bool is_static_inline(const Item *item, const CTokens *t, int i)
{
    return item->file->header && i + 1 < t->n && is(&t->at[i], "static") && is(&t->at[i + 1], "inline");
}

static const char *renamed(const Item *item, const CTokens *t, int i, const Nest *n)
{
    if (is_static_inline(item, t, i))
        return "AC_UNUSED static";
    return t->at[i].word && !is_member(t, i, n) ? map_get(&item->file->own, word(&t->at[i])) : NULL;
}

Slice item_in_bundle(Arena *a, const Item *item)
{
    CTokens t = tokens_of(a, item->text);
    const char *from = item->text.at;
    Text out = { 0 };
    Nest n = { 0 };

    for (int i = 0; i < t.n; i++) {
        const char *name = renamed(item, &t, i, &n);
        nest_token(a, &n, &t, i);
        if (!name)
            continue;
        add_bytes(a, &out, from, (size_t)(t.at[i].at - from));
        add_bytes(a, &out, name, strlen(name));
        from = t.at[i].at + t.at[i].n;
    }
    add_bytes(a, &out, from, (size_t)(item->text.at + item->text.n - from));
    return joined(a, &out);
}
