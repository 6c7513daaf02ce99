/* fstring.c: what stands inside string literals: escapes, and the pieces of f-strings.
 * SPDX-License-Identifier: MIT */
#include "syntax/build.h"

#include <string.h>
#include "parser.h"

/* ---- the literal's parts ---- */

StringParts string_parts(const Parser *p, Token t)
{
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

void decode_text(Parser *p, Span at, const char *text, size_t n, bool raw, bool bytes, Bytes *out)
{
    for (size_t i = 0; i < n;) {
        if (text[i] == '\\' && !raw) {
            i += escape(p, at, text + i, n - i, bytes, out);
        } else if (text[i] == '\r') {                       /* every line end is \n */
            put(p, out, '\n');
            i += i + 1 < n && text[i + 1] == '\n' ? 2 : 1;
        } else {
            if (bytes && (unsigned char)text[i] >= 0x80)
                diag_error(p->diag, at, "bytes can only contain ASCII literal characters");
            put(p, out, (unsigned char)text[i++]);
        }
    }
}

/* ---- f-strings ---- */

typedef struct FReader { Parser *p; Span at; const char *text; size_t n, i; bool raw; int depth; } FReader;
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

/* The end of the expression of a field: at !, :, =, } outside of brackets and strings. */
static size_t field_end(FReader *r, size_t i)
{
    char stack[64];
    int depth = 0;

    while (i < r->n) {
        char c = r->text[i], next = i + 1 < r->n ? r->text[i + 1] : '\0';
        if (c == '\'' || c == '"') {
            size_t quotes = i + 2 < r->n && r->text[i + 1] == c && r->text[i + 2] == c ? 3 : 1;
            size_t k = i + quotes;
            while (k < r->n && !(r->text[k] == c && (quotes == 1 || (k + 2 < r->n && r->text[k + 1] == c && r->text[k + 2] == c))))
                k++;
            i = k + quotes;
            continue;
        }
        if (depth == 0 && (c == '}' || c == ':' || (c == '!' && next != '=')))
            return i;
        if (depth == 0 && c == '=' && next != '=' && !(i > 0 && strchr("=!<>", r->text[i - 1])))
            return i;
        if ((c == '(' || c == '[' || c == '{') && depth < 64)
            stack[depth++] = c;
        else if ((c == ')' || c == ']' || c == '}') && depth > 0)
            depth--;
        if (c == '\\') {
            diag_error(r->p->diag, place(r, i), "f-string expression part cannot include a backslash");
            return r->n;
        }
        i++;
    }
    (void)stack;
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

/* {expression=!r:spec}; r->i stands behind the brace. */
static void read_field(FReader *r, Pieces *out)
{
    Parser *p = r->p;
    size_t start = r->i, end = field_end(r, start), after = end;
    FPiece piece = {0};
    bool debug = false;

    if (end >= r->n) {
        diag_error(p->diag, place(r, start - 1), "f-string: expecting '}'");
        r->i = r->n;
        return;
    }
    if (only_blank(r, start, end)) {
        diag_error(p->diag, place(r, start - 1), "f-string: empty expression not allowed");
        r->i = r->n;
        return;
    }
    if (r->text[after] == '=') {
        debug = true;
        after++;
        while (after < r->n && r->text[after] == ' ')
            after++;
        Bytes shown = {0};
        for (size_t k = start; k < after; k++)
            put(p, &shown, (unsigned char)r->text[k]);
        add_text(r, out, &shown);
    }
    piece.value = parse_field(p, offset_of(r, start), offset_of(r, end));
    if (after < r->n && r->text[after] == '!') {
        piece.conversion = after + 1 < r->n ? r->text[after + 1] : 0;
        if (!piece.conversion || !strchr("rsa", piece.conversion))
            diag_error(p->diag, place(r, after), "f-string: invalid conversion character: expected 's', 'r', or 'a'");
        after += 2;
    }
    r->i = after;
    if (after < r->n && r->text[after] == ':') {
        Pieces spec = {0};
        r->i++;
        r->depth++;
        if (r->depth > 2)
            diag_error(p->diag, place(r, after), "f-string: expressions nested too deeply");
        else
            read_pieces(r, &spec, true);
        r->depth--;
        memcpy(&piece.spec, &spec, sizeof spec);
    } else if (debug && !piece.conversion) {
        piece.conversion = 'r';
    }
    if (r->i >= r->n || r->text[r->i] != '}')
        diag_error(p->diag, place(r, start - 1), "f-string: expecting '}'");
    else
        r->i++;
    vec_push(p->arena, out, piece);
}

static void read_pieces(FReader *r, Pieces *out, bool in_spec)
{
    Bytes text = {0};

    while (r->i < r->n) {
        char c = r->text[r->i], next = r->i + 1 < r->n ? r->text[r->i + 1] : '\0';
        if (c == '}' && in_spec)
            break;
        if ((c == '{' && next == '{' && !in_spec) || (c == '}' && next == '}')) {
            put(r->p, &text, (unsigned char)c);
            r->i += 2;
        } else if (c == '{') {
            add_text(r, out, &text);
            text = (Bytes){0};
            r->i++;
            read_field(r, out);
        } else if (c == '}') {
            diag_error(r->p->diag, place(r, r->i), "f-string: single '}' is not allowed");
            r->i = r->n;
        } else {
            size_t from = r->i;
            while (r->i < r->n && r->text[r->i] != '{' && r->text[r->i] != '}') {
                if (r->text[r->i] == '\\' && !r->raw && r->i + 1 < r->n && r->text[r->i + 1] != '{' && r->text[r->i + 1] != '}')
                    r->i++;
                r->i++;
            }
            decode_text(r->p, r->at, r->text + from, (r->i > r->n ? r->n : r->i) - from, r->raw, false, &text);
        }
    }
    add_text(r, out, &text);
}

Expr *build_fstring(Parser *p, Span span, const TokenSeq *strings)
{
    Pieces pieces = {0};
    int depth = 0;

    for (int i = 0; i < strings->tokens.n; i++) {
        StringParts part = string_parts(p, strings->tokens.at[i]);
        if (part.format) {
            FReader r = { p, strings->tokens.at[i].span, part.text, part.n, 0, part.raw, 0 };
            read_pieces(&r, &pieces, false);
        } else {
            Bytes text = {0};
            decode_text(p, strings->tokens.at[i].span, part.text, part.n, part.raw, false, &text);
            FPiece piece = { .text = text.at, .length = (uint32_t)text.n };
            if (text.n)
                vec_push(p->arena, &pieces, piece);
        }
    }
    Expr *e = expr_new(p, EXPR_FSTRING, span);
    memcpy(&e->u.fstring.pieces, &pieces, sizeof pieces);
    for (int i = 0; i < pieces.n; i++)
        if (pieces.at[i].value && pieces.at[i].value->depth > depth)
            depth = pieces.at[i].value->depth;
    return expr_deeper(p, e, depth + 1);
}
