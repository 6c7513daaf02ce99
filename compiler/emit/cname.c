/* cname.c: reserved words, collisions, temporaries.
 * SPDX-License-Identifier: MIT */
#include "emit/cname.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "base/intern.h"

static const char *const reserved[] = {
    /* keywords of C and C++, up to C++20 */
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char", "char8_t",
    "char16_t", "char32_t", "class", "co_await", "co_return", "co_yield", "compl", "concept", "const", "const_cast", "consteval",
    "constexpr", "constinit", "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else", "enum",
    "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace",
    "new", "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private", "protected", "public", "register",
    "reinterpret_cast", "requires", "restrict", "return", "short", "signed", "sizeof", "static", "static_assert", "static_cast",
    "struct", "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "typeof",
    "union", "unsigned", "using", "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
    /* what generated code uses, and the system's headers */
    "NULL", "errno", "I", "unix", "linux", "main", "stdin", "stdout", "stderr", "EOF", "INFINITY", "NAN", "HUGE_VAL", "offsetof",
    "assert", "at", "in", "f", "head", "given", "given_2", "given_3", "status", "result", "out", "raised", "done", "program",
    "exit", "abs", "time", "read", "write", "open", "close", "index", "log", "exp", "sin", "cos", "tan", "pow", "y0", "y1", "j0", "j1", "callee",
    /* functions that compilers know without a header */
    "printf", "fprintf", "sprintf", "snprintf", "scanf", "puts", "putchar", "getchar", "malloc", "calloc", "realloc",
    "free", "abort", "labs", "llabs", "atexit", "rindex", "strlen", "strcpy", "strcmp", "strcat", "strchr", "memcpy",
    "memset", "memmove", "memcmp", "sqrt", "cbrt", "floor", "ceil", "fabs", "fmod", "fmax", "fmin", "round", "trunc",
    "rint", "nan", "nanf", "lgamma", "tgamma", "gamma", "hypot", "sinh", "cosh", "tanh", "asin", "acos", "atan", "atan2",
    "exp2", "expm1", "log2", "log10", "log1p", "logb", "ldexp", "frexp", "modf", "pow10", "scalb", "drem", "significand",
    "yn", "jn", "j0f", "toupper", "tolower", "isalpha", "isdigit", "isspace", "signbit", "isnan", "isinf", "isfinite",
    "finite", "ffs", "execl", "execv", "fork", "alloca", "bcmp", "bcopy", "bzero", "dcgettext", "gettext", "remainder",
    "erf", "erfc", "cabs", "carg", "conj", "creal", "cimag", "cexp", "csqrt", "clog", "cpow", "nearbyint", "lround",
    "lrint", "fma", "fdim", "vprintf", "vfprintf", "putc", "fputc", "fputs", "fwrite", "strdup", "strstr", "strspn",
    "strcspn", "strpbrk", "strncmp", "strncpy", "strncat", "complex", "imaginary", "signal", "select", "poll", "pipe",
    "wait", "bind", "connect", "listen", "accept", "send", "recv", "socket", "environ",
    /* variables of the system */
    "optarg", "optind", "opterr", "optopt", "timezone", "daylight", "tzname", "signgam",
};

/* As the macros of the system's headers are. */
static bool is_capital(const char *name)
{
    return name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] == '\0';
}

static bool is_reserved(const Names_ *n, const char *name)
{
    if (n->taken && (map_get(n->taken, intern(name)) || is_capital(name)))
        return true;
    return map_get(&n->reserved, intern(name)) || strncmp(name, "ac_", 3) == 0 || strncmp(name, "AC_", 3) == 0 ||
           strncmp(name, "Ac", 2) == 0 || name[0] == '_';
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* ASCII letters, digits and _ stay; other bytes become uXX. */
static const char *spelled(Arena *a, const char *wanted)
{
    char *text = arena_alloc(a, 3 * strlen(wanted) + 1), *to = text;

    for (const char *p = wanted; *p; p++) {
        if (is_word(*p)) {
            *to++ = *p;
        } else {
            snprintf(to, 4, "u%02X", (unsigned char)*p);
            to += 3;
        }
    }
    return text;
}

static const char *plain(Names_ *n, const char *wanted)
{
    wanted = intern(wanted);
    const char *name = map_get(&n->plain, wanted);

    if (name)
        return name;
    name = spelled(n->arena, wanted);
    if (is_reserved(n, name))
        name = arena_printf(n->arena, "%s%s_", name[0] == '_' ? "x" : "", name);
    map_put(&n->plain, wanted, (void *)intern(name));
    return intern(name);
}

Names_ *names_new(Arena *a, const Map *taken, int functions)
{
    Names_ *n = arena_new(a, Names_);
    n->arena = a;
    n->taken = taken;
    n->fn = arena_array(a, FnNames, functions + 1);
    map_init(&n->reserved, a);
    map_init(&n->plain, a);
    map_init(&n->file, a);
    map_init(&n->of, a);
    map_init(&n->local, a);
    map_init(&n->last_file, a);
    map_init(&n->last_local, a);
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        map_put(&n->reserved, intern(reserved[i]), n);
    return n;
}

static const char *at_file_level(Names_ *n, const char *wanted)
{
    return n->taken ? intern(arena_printf(n->arena, "app_%s", spelled(n->arena, wanted))) : plain(n, wanted);
}

/* ---- what is taken ---- */

static const char *const part_text[] = {
#define NAME_PART(PART, text) [NAME_##PART] = text,
#include "emit/name_part.def"
};

/* A name that ends as a part does is one of its stem's: "foo_start" is foo's start, whoever has it. */
typedef struct Place { const char *stem; unsigned part; } Place;      /* interned, as `name` is */

static Place place_of(const char *name)
{
    const char *end = strrchr(name, '_');

    for (int i = 0; end && i < NAME_PARTS; i++)
        if (end[1] == part_text[i][0] && strcmp(end + 1, part_text[i]) == 0)
            return (Place){ intern_n(name, (size_t)(end - name)), name_part(i) };
    return (Place){ name, name_part(NAME_ITSELF) };
}

static unsigned taken_of(const Names_ *n, const char *stem)
{
    return (unsigned)(uintptr_t)map_get(&n->file, stem);
}

static void take_of(Names_ *n, const char *stem, unsigned parts)
{
    map_put(&n->file, stem, (void *)(uintptr_t)(taken_of(n, stem) | parts));
}

static bool is_free(const Names_ *n, const char *name)
{
    Place p = place_of(name);
    return !(taken_of(n, p.stem) & p.part);
}

/* Where a name is wanted. `last` knows how far the numbers are used up: names are only added, and a long function may
 * have thousands of the same. */
typedef struct Level { Map *local, *last; unsigned parts; } Level;     /* local: NULL at file level */

static bool is_free_at(const Names_ *n, const Level *l, const char *name)
{
    return is_free(n, name) && (l->local ? !map_get(l->local, name) : !(taken_of(n, name) & l->parts));
}

static void take_at(Names_ *n, const Level *l, const char *name)
{
    if (l->local) {
        map_put(l->local, name, (void *)name);
        return;
    }
    name_take(n, name);
    name_claim(n, name, l->parts);
}

/* `wanted`, or the first of wanted_2, wanted_3 ... that is free with its parts. */
static const char *unique(Names_ *n, const Level *l, const char *wanted)
{
    const char *name = wanted;
    intptr_t number = (intptr_t)map_get(l->last, wanted);

    if (!is_free_at(n, l, wanted)) {
        number = number ? number : 1;
        do
            name = intern(arena_printf(n->arena, "%s_%d", wanted, (int)++number));
        while (!is_free_at(n, l, name));
        map_put(l->last, wanted, (void *)number);
    }
    take_at(n, l, name);
    return name;
}

void name_claim(Names_ *n, const char *name, unsigned parts)
{
    if (parts)
        take_of(n, name, parts);
}

void name_take(Names_ *n, const char *name)
{
    Place p = place_of(name);
    take_of(n, p.stem, p.part);
}

/* ---- who has which ---- */

const char *name_other(Names_ *n, const void *owner, const char *wanted)
{
    const char *name = map_get(&n->of, owner);

    if (name)
        return name;
    name = unique(n, &(Level){ NULL, &n->last_file, 0 }, at_file_level(n, wanted));
    map_put(&n->of, owner, (void *)name);
    return name;
}

const char *name_choose(Names_ *n, const CoreFn *f, unsigned parts)
{
    return n->fn[f->number].name = unique(n, &(Level){ NULL, &n->last_file, parts }, at_file_level(n, f->name));
}

const char *name_fn(const Names_ *n, const CoreFn *f)
{
    assert(f->number && "a function of the program");
    return n->fn[f->number].name;
}

void name_begin_function(Names_ *n, const CoreFn *f)
{
    const char ***local = &n->fn[f->number].local;

    if (!*local)
        *local = arena_array(n->arena, const char *, f->vars.n);
    n->local_of = *local;
    map_clear(&n->local);
    map_clear(&n->last_local);
}

const char *name_local(Names_ *n, const CoreVar *v)
{
    const char **name = &n->local_of[v->number];

    if (!*name)
        *name = unique(n, &(Level){ &n->local, &n->last_local, 0 }, plain(n, v->name ? v->name : arena_printf(n->arena, "t%d", v->number)));
    return *name;
}

const char *name_class(Names_ *n, const char *wanted)
{
    return at_file_level(n, wanted);
}

const char *name_member(Names_ *n, const char *wanted)
{
    return plain(n, wanted);
}
