/* pointer_calls.c: a reader of C that sees just enough: tokens, the parameters that functions and pointers to
 * functions are declared with, and where a function's name stands without being called.
 *
 * C allows a call through a pointer only to a function of its type. So what a pointer may reach is what has its
 * parameters and whose address is taken; a function whose address is only ever an initialiser, `.repr = f`, is reached
 * by pointers of that name only.
 * SPDX-License-Identifier: MIT */
#include "pointer_calls.h"

#include <ctype.h>
#include <string.h>
#include "base/intern.h"
#include "base/map.h"
#include "object.h"

typedef enum { TOKEN_NAME, TOKEN_OTHER } TokenKind;
typedef struct Token { TokenKind kind; const char *text; int line, column; } Token;      /* text: interned */
typedef VEC(Token) Tokens;

typedef struct Taken { bool anywhere; Spellings slots; } Taken;

struct PointerCalls {
    Arena *arena;
    Map    files;                 /* interned path -> Tokens * */
    Map    functions, pointers;   /* name -> Spellings *: types of functions */
    Map    owners;                /* struct -> Spellings *: the pointers among its members, with their types: "drop void(...)" */
    Map    variables;             /* name -> Spellings *: the structs that variables and members of that name point to */
    Map    typedefs;              /* name of a type of pointer -> the function's type */
    Map    taken;                 /* function -> Taken * */
    bool   settled;
};

/* ---- tokens ---- */

static bool is_name_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static const char *after_quoted(const char *p)
{
    char quote = *p++;

    while (*p && *p != quote && *p != '\n')
        p += *p == '\\' && p[1] ? 2 : 1;
    return *p ? p + 1 : p;
}

static const char *after_comment(const char *p)
{
    const char *end = p[1] == '*' ? strstr(p + 2, "*/") : strchr(p, '\n');

    if (!end)
        return p + strlen(p);
    return p[1] == '*' ? end + 2 : end;
}

static const char *after_token(const char *p)
{
    if (*p == '"' || *p == '\'')
        return after_quoted(p);
    if (p[0] == '-' && p[1] == '>')
        return p + 2;
    if (!is_name_char(*p))
        return p + 1;
    while (is_name_char(*p))
        p++;
    return p;
}

static Tokens *read_tokens(Arena *a, const char *text)
{
    Tokens *tokens = arena_new(a, Tokens);
    const char *line_start = text;
    int line = 1;

    for (const char *p = text; *p;) {
        const char *start = p;
        bool comment = p[0] == '/' && (p[1] == '*' || p[1] == '/');
        p = comment ? after_comment(p) : after_token(p);
        if (!comment && !isspace((unsigned char)*start) && *start != '\\')
            vec_push(a, tokens, ((Token){ is_name_char(*start) && !isdigit((unsigned char)*start) ? TOKEN_NAME : TOKEN_OTHER,
                                          intern_n(start, (size_t)(p - start)), line, (int)(start - line_start) + 1 }));
        for (const char *q = start; q < p; q++)
            if (*q == '\n') {
                line++;
                line_start = q + 1;
            }
    }
    vec_push(a, tokens, ((Token){ TOKEN_OTHER, intern(""), line, 0 }));
    return tokens;
}

static bool is(const Tokens *t, int i, const char *text)
{
    return i >= 0 && i < t->n && strcmp(t->at[i].text, text) == 0;
}

/* The one that closes the bracket at `i`; the last token when there is none. */
static int closing(const Tokens *t, int i)
{
    int depth = 0;

    for (; i < t->n - 1; i++) {
        char c = t->at[i].text[0];
        depth += c == '(' || c == '[';
        depth -= c == ')' || c == ']';
        if (depth == 0)
            break;
    }
    return i;
}

/* ---- declarations ---- */

static void add_spelling(Arena *a, Spellings *s, const char *text)
{
    for (int i = 0; i < s->n; i++)
        if (s->at[i] == text)
            return;
    vec_push(a, s, text);
}

static void note(PointerCalls *p, Map *map, const char *name, const char *params)
{
    Spellings *s = map_get(map, name);

    if (!s) {
        s = arena_new(p->arena, Spellings);
        map_put(map, name, s);
    }
    add_spelling(p->arena, s, params);
}

/* One parameter's type: without its name, and without const, which does not tell functions apart here. */
static const char *type_text(PointerCalls *p, const Tokens *t, int from, int to)
{
    const char *text = "";
    bool array = is(t, to - 1, "]");

    while (array && to > from && !is(t, to, "["))
        to--;
    if (to - from > 1 && t->at[to - 1].kind == TOKEN_NAME)
        to--;
    for (int i = from; i < to; i++)
        if (!is(t, i, "const"))
            text = arena_printf(p->arena, "%s %s", text, t->at[i].text);
    return array ? arena_printf(p->arena, "%s *", text) : text;
}

/* Does it stand in front of a type without being part of it? */
static bool is_specifier(const char *text)
{
    static const char *const words[] = { "static", "inline", "extern", "typedef", "const", "volatile", "AC_MUST_CHECK", "AC_COLD", "AC_NOINLINE", "AC_UNUSED" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

/* The type that stands before the declarator at `i`. */
static const char *result_text(PointerCalls *p, const Tokens *t, int i)
{
    const char *text = "";

    while (i > 0 && (t->at[i - 1].kind == TOKEN_NAME || is(t, i - 1, "*")))
        if (!is_specifier(t->at[--i].text))
            text = arena_printf(p->arena, "%s %s", t->at[i].text, text);
    return text;
}

/* The type of a function that is declared at `declarator`, its parameters in the parentheses at `open`, as a text that
 * is the same for the same types. */
static const char *type_of_function(PointerCalls *p, const Tokens *t, int declarator, int open)
{
    int end = closing(t, open), from = open + 1;
    const char *text = "", *result = result_text(p, t, declarator);

    for (int i = open + 1; i <= end; i++) {
        if (is(t, i, "("))
            i = closing(t, i) + 1;
        if (i == end || is(t, i, ",")) {
            text = arena_printf(p->arena, "%s%s,", text, type_text(p, t, from, i));
            from = i + 1;
        }
    }
    return intern(arena_printf(p->arena, "%s(%s)", result, strcmp(text, " void,") == 0 ? "," : text));
}

/* (*name)(...), also with const and as an array: where its parameters begin, or 0. */
static int pointer_at(const Tokens *t, int i, const char **name)
{
    int n = i + 2;

    if (!is(t, i, "(") || !is(t, i + 1, "*"))
        return 0;
    while (is(t, n, "const"))
        n++;
    if (n >= t->n || t->at[n].kind != TOKEN_NAME)
        return 0;
    *name = t->at[n].text;
    int close = closing(t, i);
    return is(t, close + 1, "(") ? close + 1 : 0;
}

static bool begins_typedef(const Tokens *t, int i)
{
    while (i > 0 && !is(t, i - 1, ";") && !is(t, i - 1, "}") && !is(t, i - 1, "{"))
        if (is(t, --i, "typedef"))
            return true;
    return false;
}

static bool ends_declarator(const Tokens *t, int i)
{
    return is(t, i, "{") || is(t, i, ";") || is(t, i, "__attribute__");
}

static int after_braces(const Tokens *t, int i)
{
    int depth = 0;

    do {
        depth += is(t, i, "{");
        depth -= is(t, i, "}");
    } while (++i < t->n - 1 && depth > 0);
    return i;
}

/* `struct AcType {` or `typedef struct { ... } AcWatcher;`: what follows, up to the brace, are its members. */
static const char *struct_at(const Tokens *t, int i)
{
    if (is(t, i, "struct") && is(t, i + 2, "{"))
        return t->at[i + 1].text;
    return is(t, i, "struct") && is(t, i + 1, "{") ? t->at[after_braces(t, i + 1)].text : NULL;
}

static const char *member(PointerCalls *p, const char *name, const char *type)
{
    return intern(arena_printf(p->arena, "%s %s", name, type));
}

/* A function that is declared or defined: `AcStatus ac_raise(AcExc *e);` */
static bool is_declared(const Tokens *t, int i)
{
    bool after_type = i > 0 && (t->at[i - 1].kind == TOKEN_NAME || is(t, i - 1, "*"));

    return t->at[i].kind == TOKEN_NAME && is(t, i + 1, "(") && after_type && !is(t, i - 1, "return") && !is(t, i - 1, "else") &&
           !is(t, i - 1, "define") && ends_declarator(t, closing(t, i + 1) + 1);
}

static bool ends_struct(const Tokens *t, int i)
{
    return is(t, i, "}") && (is(t, i + 1, ";") || is(t, i + 2, ";"));
}

static void note_declarations(PointerCalls *p, const Tokens *t)
{
    const char *owner = NULL;

    for (int i = 0; i < t->n - 1; i++) {
        const char *name = NULL;
        int open = pointer_at(t, i, &name);
        owner = struct_at(t, i) ? struct_at(t, i) : ends_struct(t, i) ? NULL : owner;
        if (open && owner)
            note(p, &p->owners, owner, member(p, name, type_of_function(p, t, i, open)));
        if (is(t, i + 1, "*") && t->at[i].kind == TOKEN_NAME && t->at[i + 2].kind == TOKEN_NAME)
            note(p, &p->variables, t->at[i + 2].text, t->at[i].text);
        if (open && begins_typedef(t, i))
            map_put(&p->typedefs, name, (void *)type_of_function(p, t, i, open));
        else if (open)
            note(p, &p->pointers, name, type_of_function(p, t, i, open));
        else if (is_declared(t, i) && begins_typedef(t, i))
            map_put(&p->typedefs, t->at[i].text, (void *)type_of_function(p, t, i, i + 1));
        else if (is_declared(t, i))
            note(p, &p->functions, t->at[i].text, type_of_function(p, t, i, i + 1));
    }
}

void pointer_calls_read(PointerCalls *p, const char *path)
{
    size_t length;
    const char *text = object_text(p->arena, path, &length);

    if (!text || map_get(&p->files, intern(path)))
        return;
    Tokens *t = read_tokens(p->arena, text);
    map_put(&p->files, intern(path), t);
    note_declarations(p, t);
}

PointerCalls *pointer_calls_new(Arena *a)
{
    PointerCalls *p = arena_new(a, PointerCalls);

    p->arena = a;
    map_init(&p->files, a);
    map_init(&p->functions, a);
    map_init(&p->pointers, a);
    map_init(&p->owners, a);
    map_init(&p->variables, a);
    map_init(&p->typedefs, a);
    map_init(&p->taken, a);
    return p;
}

/* ---- uses ---- */

static Taken *taken_of(PointerCalls *p, const char *name)
{
    Taken *t = map_get(&p->taken, name);

    if (!t) {
        t = arena_new(p->arena, Taken);
        map_put(&p->taken, name, t);
    }
    return t;
}

/* `AcCallback call`: a pointer by the name of its type. */
static void note_uses(PointerCalls *p, const Tokens *t)
{
    for (int i = 1; i < t->n - 1; i++) {
        if (t->at[i].kind != TOKEN_NAME || is(t, i + 1, "(") || (is(t, i - 1, "*") && is(t, i + 1, ")") && is(t, i + 2, "(")))
            continue;
        const char *type = map_get(&p->typedefs, t->at[is(t, i - 1, "*") && i > 1 ? i - 2 : i - 1].text);
        if (type)
            note(p, &p->pointers, t->at[i].text, type);
        if (!map_get(&p->functions, t->at[i].text) || is(t, i - 1, ".") || is(t, i - 1, "->"))
            continue;
        if (is(t, i - 1, "=") && i > 2 && is(t, i - 3, "."))
            add_spelling(p->arena, &taken_of(p, t->at[i].text)->slots, t->at[i - 2].text);
        else
            taken_of(p, t->at[i].text)->anywhere = true;
    }
}

static void settle(PointerCalls *p)
{
    for (int i = 0; !p->settled && i < p->files.n; i++)
        note_uses(p, p->files.entry[i].value);
    p->settled = true;
}

/* ---- a call ---- */

/* The first token that stands there or behind. */
static int token_at(const Tokens *t, int line, int column)
{
    int low = 0, high = t->n - 1;

    while (low < high) {
        int middle = (low + high) / 2;
        if (t->at[middle].line > line || (t->at[middle].line == line && t->at[middle].column >= column))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* The last name of `o->type->repr(`, from its first; and the one before it. */
static const char *called_name(const Tokens *t, int i, const char **of)
{
    const char *name = NULL;

    for (; i < t->n - 1; i++) {
        int close = closing(t, i);
        if (is(t, i, "[") || (is(t, i, "(") && (is(t, close + 1, "->") || is(t, close + 1, "."))))
            i = close;
        else if (t->at[i].kind == TOKEN_NAME) {
            *of = name;
            name = t->at[i].text;
        } else if (!is(t, i, "->") && !is(t, i, "."))
            break;
    }
    return is(t, i, "(") ? name : NULL;
}

/* `(hook ? hook : other)(`, somewhere in it: its first name. */
static const char *name_in_parentheses(const Tokens *t, int i)
{
    int line = t->at[i].line, depth = 1;

    while (i < t->n - 1 && t->at[i].line == line && !(is(t, i, ")") && is(t, i + 1, "(")))
        i++;
    if (!is(t, i, ")") || !is(t, i + 1, "("))
        return NULL;
    while (i > 0 && depth > 0) {
        i--;
        depth += is(t, i, ")");
        depth -= is(t, i, "(");
    }
    return t->at[i + 1].text;
}

static bool has(const Spellings *s, const char *text)
{
    for (int i = 0; s && i < s->n; i++)
        if (s->at[i] == text)
            return true;
    return false;
}

/* Of the types that pointers of that name have, those of members of what `of` points to. */
static const Spellings *narrowed(PointerCalls *p, const char *pointer, const char *of, const Spellings *types)
{
    const Spellings *structs = of ? map_get(&p->variables, of) : NULL;
    Spellings *some = arena_new(p->arena, Spellings);

    for (int i = 0; structs && i < structs->n; i++)
        for (int k = 0; k < types->n; k++)
            if (has(map_get(&p->owners, structs->at[i]), member(p, pointer, types->at[k])))
                add_spelling(p->arena, some, types->at[k]);
    return some->n ? some : types;
}

static bool fits(const PointerCalls *p, const char *function, const char *pointer, const Spellings *types)
{
    const Taken *t = map_get(&p->taken, function);
    const Spellings *own = map_get(&p->functions, function);

    if (!t->anywhere && pointer && !has(&t->slots, pointer))
        return false;
    for (int i = 0; types && i < types->n; i++)
        if (has(own, types->at[i]))
            return true;
    return !types;
}

const char *pointer_calls_at(PointerCalls *p, const char *path, int line, int column, Spellings *may_be)
{
    const Tokens *t = map_get(&p->files, intern(path));
    int at = t ? token_at(t, line, column) : 0;
    const char *of = NULL, *pointer = t ? called_name(t, at, &of) : NULL;

    if (t && !pointer)
        pointer = name_in_parentheses(t, at);
    settle(p);
    const Spellings *types = pointer ? map_get(&p->pointers, pointer) : NULL;
    if (types)
        types = narrowed(p, pointer, of, types);
    for (int i = 0; i < p->taken.n; i++)
        if (fits(p, p->taken.entry[i].key, types ? pointer : NULL, types))
            vec_push(p->arena, may_be, p->taken.entry[i].key);
    return types ? pointer : NULL;
}

const char *pointer_calls_case(const PointerCalls *p, const char *path, int line)
{
    const Tokens *t = map_get(&p->files, intern(path));
    int i = t ? token_at(t, line, 0) : 0;

    return t && t->at[i].line == line && is(t, i, "case") && is(t, i + 2, ":") ? t->at[i + 1].text : NULL;
}
