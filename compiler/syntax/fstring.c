/* fstring.c: what stands inside string literals: escapes, and the pieces of f-strings.
 * SPDX-License-Identifier: MIT */
#include "syntax/build.h"

#include <string.h>
#include "parser.h"

/* ---- the literal's parts ---- */

StringParts string_parts(const Parser *p, Token t)
{
    if (t.name)
        return (StringParts){ .text = t.name, .n = strlen(t.name) };
    const char *text = p->source->text + (t.span.start - p->source->base), *end = text + (t.span.end - t.span.start);
    StringParts s = {0};

    for (; *text != '\'' && *text != '"' && text < end; text++) {
        s.raw |= *text == 'r' || *text == 'R';
        s.bytes |= *text == 'b' || *text == 'B';
        s.format |= *text == 'f' || *text == 'F';
    }
    int quotes = end - text >= 6 && text[1] == text[0] && text[2] == text[0] ? 3 : 1;
    s.text = text + quotes;
    s.n = (size_t)(end - text) - 2 * (size_t)quotes;
    return s;
}

/* ---- escapes ---- */

static void put(Parser *p, Bytes *out, unsigned c)
{
    vec_push(p->arena, out, (char)c);
}

static void put_utf8(Parser *p, Bytes *out, unsigned long c)
{
    if (c < 0x80) {
        put(p, out, (unsigned)c);
    } else if (c < 0x800) {
        put(p, out, 0xC0 | (unsigned)(c >> 6));
        put(p, out, 0x80 | (unsigned)(c & 0x3F));
    } else if (c < 0x10000) {
        put(p, out, 0xE0 | (unsigned)(c >> 12));
        put(p, out, 0x80 | (unsigned)(c >> 6 & 0x3F));
        put(p, out, 0x80 | (unsigned)(c & 0x3F));
    } else {
        put(p, out, 0xF0 | (unsigned)(c >> 18));
        put(p, out, 0x80 | (unsigned)(c >> 12 & 0x3F));
        put(p, out, 0x80 | (unsigned)(c >> 6 & 0x3F));
        put(p, out, 0x80 | (unsigned)(c & 0x3F));
    }
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static size_t hex_escape(Parser *p, Span at, const char *s, size_t n, int digits, bool bytes, Bytes *out)
{
    unsigned long c = 0;
    int i = 0;

    while (i < digits && (size_t)(2 + i) < n && hex_value(s[2 + i]) >= 0)
        c = c * 16 + (unsigned long)hex_value(s[2 + i++]);
    if (i < digits)
        diag_error(p->diag, at, "truncated \\%c escape in a string", s[1]);
    else if (c > 0x10FFFF)
        diag_error(p->diag, at, "illegal Unicode character in a string");
    else if (c >= 0xD800 && c < 0xE000)
        diag_error(p->diag, at, "surrogates in strings are not compiled");
    else if (bytes)
        put(p, out, (unsigned)c);
    else
        put_utf8(p, out, c);
    return 2 + (size_t)i;
}

static size_t octal_escape(Parser *p, const char *s, size_t n, bool bytes, Bytes *out)
{
    unsigned c = 0;
    size_t i = 1;

    while (i < 4 && i < n && s[i] >= '0' && s[i] <= '7')
        c = c * 8 + (unsigned)(s[i++] - '0');
    if (bytes)
        put(p, out, c & 0xFF);
    else
        put_utf8(p, out, c);
    return i;
}

/* One escape at s[0] == '\\'; how many characters it takes. */
static size_t escape(Parser *p, Span at, const char *s, size_t n, bool bytes, Bytes *out)
{
    static const char from[] = "abfnrtv\\'\"", to[] = "\a\b\f\n\r\t\v\\'\"";
    const char *found = n > 1 ? memchr(from, s[1], sizeof from - 1) : NULL;

    if (found) {
        put(p, out, (unsigned char)to[found - from]);
        return 2;
    }
    switch (n > 1 ? s[1] : 0) {
    case '\n': return 2;
    case '\r': return n > 2 && s[2] == '\n' ? 3 : 2;
    case 'x':  return hex_escape(p, at, s, n, 2, bytes, out);
    case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7':
        return octal_escape(p, s, n, bytes, out);
    case 'u':
        if (!bytes)
            return hex_escape(p, at, s, n, 4, bytes, out);
        break;
    case 'U':
        if (!bytes)
            return hex_escape(p, at, s, n, 8, bytes, out);
        break;
    case 'N':
        if (!bytes) {
            diag_error(p->diag, at, "\\N{...} escapes are not compiled");
            diag_help(p->diag, "write \\u and the character's number");
            return 2;
        }
        break;
    default: break;
    }
    put(p, out, '\\');
    return 1;
}

static void put_run(Parser *p, Bytes *out, const char *text, size_t n)
{
    int cap = out->cap ? out->cap : 16;

    while ((size_t)(cap - out->n) < n)
        cap *= 2;
    if (cap > out->cap) {
        out->at = arena_grow(p->arena, out->at, (size_t)out->cap, (size_t)cap);
        out->cap = cap;
    }
    memcpy(out->at + out->n, text, n);
    out->n += (int)n;
}

/* The length of what stands for itself. */
static size_t plain_run(const char *text, size_t n, bool raw, bool bytes)
{
    size_t i = 0;
    while (i < n && text[i] != '\r' && (raw || text[i] != '\\') && !(bytes && (unsigned char)text[i] >= 0x80))
        i++;
    return i;
}

void decode_text(Parser *p, Span at, const char *text, size_t n, bool raw, bool bytes, Bytes *out)
{
    for (size_t i = 0; i < n;) {
        size_t run = plain_run(text + i, n - i, raw, bytes);
        put_run(p, out, text + i, run);
        i += run;
        if (i == n)
            return;
        if (text[i] == '\\') {
            i += escape(p, at, text + i, n - i, bytes, out);
        } else if (text[i] == '\r') {                       /* every line end is \n */
            put(p, out, '\n');
            i += i + 1 < n && text[i + 1] == '\n' ? 2 : 1;
        } else {
            diag_error(p->diag, at, "bytes can only contain ASCII literal characters");
            i = n;
        }
    }
}

/* ---- f-strings ---- */

typedef struct FReader { Parser *p; Span at; const char *text; size_t n, i; bool raw; int depth; bool failed; } FReader;
typedef VEC(FPiece) Pieces;

static void read_pieces(FReader *r, Pieces *out, bool in_spec);

static uint32_t offset_of(const FReader *r, size_t i)
{
    return (uint32_t)(r->text + i - r->p->source->text);
}

static Span place(const FReader *r, size_t i)
{
    Pos pos = r->p->source->base + offset_of(r, i);
    return (Span){ pos, pos + 1 };
}

/* Behind the string literal that starts at i. */
static size_t skip_string(const FReader *r, size_t i)
{
    char quote = r->text[i];
    bool triple = i + 2 < r->n && r->text[i + 1] == quote && r->text[i + 2] == quote;

    for (i += triple ? 3 : 1; i < r->n; i++)
        if (r->text[i] == quote && (!triple || (i + 2 < r->n && r->text[i + 1] == quote && r->text[i + 2] == quote)))
            return i + (triple ? 3 : 1);
    return r->n;
}

/* `=` of {x=}: not of ==, !=, <=, >=. */
static bool is_debug_mark(const FReader *r, size_t i)
{
    return r->text[i] == '=' && !(i + 1 < r->n && r->text[i + 1] == '=') && !(i > 0 && strchr("=!<>", r->text[i - 1]));
}

static bool ends_field(const FReader *r, size_t i)
{
    char c = r->text[i];
    return c == '}' || c == ':' || (c == '!' && !(i + 1 < r->n && r->text[i + 1] == '=')) || is_debug_mark(r, i);
}

/* The end of the expression of a field: at !, :, =, } outside of brackets and strings. */
static size_t field_end(FReader *r, size_t i)
{
    int depth = 0;

    while (i < r->n) {
        char c = r->text[i];
        if (depth == 0 && ends_field(r, i))
            return i;
        if (c == '\\') {
            diag_error(r->p->diag, place(r, i), "f-string expression part cannot include a backslash");
            return r->n;
        }
        depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
        i = c == '\'' || c == '"' ? skip_string(r, i) : i + 1;
    }
    return r->n;
}

static void add_text(FReader *r, Pieces *out, const Bytes *text)
{
    FPiece piece = { .text = text->at, .length = (uint32_t)text->n };
    if (text->n)
        vec_push(r->p->arena, out, piece);
}

static bool only_blank(const FReader *r, size_t from, size_t to)
{
    for (; from < to; from++)
        if (!strchr(" \t\n\r\f", r->text[from]))
            return false;
    return true;
}

/* One mistake in a string: an outer field sees only that its inner one broke off. */
static bool field_error(FReader *r, size_t at, const char *text)
{
    if (!r->failed)
        diag_error(r->p->diag, place(r, at), "f-string: %s", text);
    r->failed = true;
    r->i = r->n;
    return false;
}

/* `x = ` of {x = } is shown as it stands. */
static void read_debug(FReader *r, size_t start, Pieces *out)
{
    Bytes shown = {0};

    r->i++;
    while (r->i < r->n && strchr(" \t\n\r\f", r->text[r->i]))
        r->i++;
    decode_text(r->p, r->at, r->text + start, r->i - start, true, false, &shown);
    add_text(r, out, &shown);
}

static bool read_conversion(FReader *r, FPiece *piece)
{
    piece->conversion = r->i + 1 < r->n ? r->text[r->i + 1] : 0;
    r->i += 2;
    if (!piece->conversion || !strchr("rsa", piece->conversion))
        return field_error(r, r->i - 2, "invalid conversion character: expected 's', 'r', or 'a'");
    return true;
}

static bool read_spec(FReader *r, FPiece *piece)
{
    Pieces spec = {0};

    if (r->depth == 1)
        return field_error(r, r->i, "expressions nested too deeply");
    r->i++;
    r->depth++;
    read_pieces(r, &spec, true);
    r->depth--;
    memcpy(&piece->spec, &spec, sizeof spec);
    return true;
}

static bool at_char(const FReader *r, char c)
{
    return r->i < r->n && r->text[r->i] == c;
}

/* {expression=!r:spec}; r->i stands behind the brace. False: the rest of the string is given up. */
static bool read_field(FReader *r, Pieces *out)
{
    size_t start = r->i, end = field_end(r, start);
    FPiece piece = {0};
    bool debug = false;

    if (end >= r->n)
        return field_error(r, start - 1, "expecting '}'");
    if (only_blank(r, start, end))
        return field_error(r, start - 1, "empty expression not allowed");
    r->i = end;
    if (at_char(r, '=')) {
        debug = true;
        read_debug(r, start, out);
    }
    piece.value = parse_field(r->p, offset_of(r, start), offset_of(r, end));
    if (at_char(r, '!') && !read_conversion(r, &piece))
        return false;
    if (at_char(r, ':')) {
        if (!read_spec(r, &piece))
            return false;
    } else if (debug && !piece.conversion) {
        piece.conversion = 'r';
    }
    if (!at_char(r, '}'))
        return field_error(r, start - 1, "expecting '}'");
    r->i++;
    vec_push(r->p->arena, out, piece);
    return true;
}

/* Literal text up to the next brace, its escapes decoded. A backslash before a brace is only a backslash. */
static void read_literal(FReader *r, Bytes *text)
{
    size_t from = r->i;

    while (r->i < r->n && r->text[r->i] != '{' && r->text[r->i] != '}') {
        bool pair = r->text[r->i] == '\\' && !r->raw && r->i + 1 < r->n && !strchr("{}", r->text[r->i + 1]);
        r->i += pair ? 2 : 1;
    }
    decode_text(r->p, r->at, r->text + from, r->i - from, r->raw, false, text);
}

static void read_pieces(FReader *r, Pieces *out, bool in_spec)
{
    Bytes text = {0};

    while (r->i < r->n) {
        char c = r->text[r->i], next = r->i + 1 < r->n ? r->text[r->i + 1] : '\0';
        if (c == '}' && in_spec)
            break;
        if ((c == '{' || c == '}') && next == c && !in_spec) {
            put(r->p, &text, (unsigned char)c);
            r->i += 2;
        } else if (c == '{') {
            add_text(r, out, &text);
            text = (Bytes){0};
            r->i++;
            if (!read_field(r, out))
                return;
        } else if (c == '}') {
            field_error(r, r->i, "single '}' is not allowed");
            return;
        } else {
            read_literal(r, &text);
        }
    }
    add_text(r, out, &text);
}

static void add_plain(Parser *p, Token t, const StringParts *part, Pieces *out)
{
    Bytes text = {0};

    decode_text(p, t.span, part->text, part->n, part->raw, false, &text);
    FPiece piece = { .text = text.at, .length = (uint32_t)text.n };
    if (text.n)
        vec_push(p->arena, out, piece);
}

static int deepest_piece(const FPiece *pieces, int n)
{
    int depth = 0;
    for (int i = 0; i < n; i++) {
        int inner = deepest_piece(pieces[i].spec.at, pieces[i].spec.n);
        if (pieces[i].value && pieces[i].value->depth > inner)
            inner = pieces[i].value->depth;
        depth = inner > depth ? inner : depth;
    }
    return depth;
}

Expr *build_fstring(Parser *p, Span span, const TokenSeq *strings)
{
    Pieces pieces = {0};

    for (int i = 0; i < strings->tokens.n; i++) {
        Token t = strings->tokens.at[i];
        StringParts part = string_parts(p, t);
        FReader r = { p, t.span, part.text, part.n, 0, part.raw, 0, false };
        if (part.format)
            read_pieces(&r, &pieces, false);
        else
            add_plain(p, t, &part, &pieces);
    }
    Expr *e = expr_new(p, EXPR_FSTRING, span);
    memcpy(&e->u.fstring.pieces, &pieces, sizeof pieces);
    return expr_deeper(p, e, deepest_piece(pieces.at, pieces.n));
}
