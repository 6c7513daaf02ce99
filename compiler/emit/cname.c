/* cname.c: reserved words, collisions, temporaries.
 * SPDX-License-Identifier: MIT */
#include "emit/cname.h"

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

Names_ *names_new(Arena *a, const Map *taken)
{
    Names_ *n = arena_new(a, Names_);
    n->arena = a;
    n->taken = taken;
    map_init(&n->reserved, a);
    map_init(&n->plain, a);
    map_init(&n->file, a);
    map_init(&n->of, a);
    map_init(&n->local, a);
    map_init(&n->locals_of, a);
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

static bool is_free(const Names_ *n, const Map *taken, const char *name)
{
    return !map_get(&n->file, name) && !map_get(taken, name);
}

/* The names that the emitter makes of one: foo_start. */
static const char *part_of(Names_ *n, const char *name, const char *part)
{
    return intern(arena_printf(n->arena, "%s_%s", name, part));
}

static bool are_free(Names_ *n, const Map *taken, const char *name, const char *const *parts)
{
    if (!is_free(n, taken, name))
        return false;
    for (; *parts; parts++)
        if (!is_free(n, taken, part_of(n, name, *parts)))
            return false;
    return true;
}

/* `wanted`, or the first of wanted_2, wanted_3 ... that is free with its parts. `last` knows how far the numbers are
 * used up: names are only added, and a long function may have thousands of the same. */
static const char *unique(Names_ *n, Map *taken, Map *last, const char *wanted, const char *const *parts)
{
    const char *name = wanted;
    intptr_t number = (intptr_t)map_get(last, wanted);

    if (!are_free(n, taken, wanted, parts)) {
        number = number ? number : 1;
        do
            name = intern(arena_printf(n->arena, "%s_%d", wanted, (int)++number));
        while (!are_free(n, taken, name, parts));
        map_put(last, wanted, (void *)number);
    }
    map_put(taken, name, (void *)name);
    return name;
}

static const char *const no_parts[] = { NULL };

void name_claim(Names_ *n, const char *name, const char *const *parts)
{
    for (; *parts; parts++)
        map_put(&n->file, part_of(n, name, *parts), n);
}

void name_take(Names_ *n, const char *name)
{
    map_put(&n->file, intern(name), n);
}

const char *name_file_and_parts(Names_ *n, const void *owner, const char *wanted, const char *const *parts)
{
    const char *name = unique(n, &n->file, &n->last_file, at_file_level(n, wanted), parts);

    name_claim(n, name, parts);
    map_put(&n->of, owner, (void *)name);
    return name;
}

const char *name_file(Names_ *n, const void *owner, const char *wanted)
{
    if (owner == n->last_owner)
        return n->last_name;
    const char *name = map_get(&n->of, owner);
    if (!name) {
        name = unique(n, &n->file, &n->last_file, at_file_level(n, wanted), no_parts);
        map_put(&n->of, owner, (void *)name);
    }
    n->last_owner = owner;
    return n->last_name = name;
}

void name_begin_function(Names_ *n, const CoreFn *f)
{
    n->local_of = map_get(&n->locals_of, f);
    if (!n->local_of) {
        n->local_of = arena_array(n->arena, const char *, f->vars.n);
        map_put(&n->locals_of, f, n->local_of);
    }
    map_clear(&n->local);
    map_clear(&n->last_local);
}

const char *name_local(Names_ *n, const CoreVar *v)
{
    const char **name = &n->local_of[v->number];

    if (!*name)
        *name = unique(n, &n->local, &n->last_local, plain(n, v->name ? v->name : arena_printf(n->arena, "t%d", v->number)), no_parts);
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
