/* object.c: sections by their flags, symbols by their section.
 * SPDX-License-Identifier: MIT */
#include "object.h"

#include <stdio.h>
#include <string.h>

/* Of the ELF specification. */
enum { IDENT_CLASS = 4, IDENT_DATA = 5, CLASS_64 = 2, DATA_BIG = 2 };
enum { SECTION_SYMTAB = 2, SECTION_ABSOLUTE = 0xFFF1, SECTION_NOBITS = 8 };
enum { FLAG_WRITE = 1, FLAG_ALLOC = 2, FLAG_EXEC = 4 };
enum { SYMBOL_OBJECT = 1, SYMBOL_FUNC = 2 };
enum { BINDING_WEAK = 2 };

typedef struct Section { uint32_t name, type, link; uint64_t flags, at, bytes, entry; } Section;

typedef struct Reader {
    const unsigned char *text;
    size_t   length;
    bool     wide, big;
    int      sections;
    Section *section;
} Reader;

const char *object_text(Arena *a, const char *path, size_t *length)
{
    FILE *f = fopen(path, "rb");
    char *text = NULL;
    long n;

    if (!f)
        return NULL;
    if (fseek(f, 0, SEEK_END) == 0 && (n = ftell(f)) >= 0 && fseek(f, 0, SEEK_SET) == 0) {
        text = arena_alloc(a, (size_t)n + 1);
        *length = fread(text, 1, (size_t)n, f);
    }
    fclose(f);
    return text;
}

/* A number of `bytes` bytes; 0 outside of the file. */
static uint64_t number(const Reader *r, uint64_t at, int bytes)
{
    uint64_t n = 0;

    if (at + (unsigned)bytes > r->length)
        return 0;
    for (int i = 0; i < bytes; i++)
        n = n << 8 | r->text[at + (unsigned)(r->big ? i : bytes - 1 - i)];
    return n;
}

static uint64_t word(const Reader *r, uint64_t at)
{
    return number(r, at, r->wide ? 8 : 4);
}

static Section section_at(const Reader *r, uint64_t at)
{
    unsigned w = r->wide ? 8 : 4;
    return (Section){
        .name = (uint32_t)number(r, at, 4), .type = (uint32_t)number(r, at + 4, 4), .flags = word(r, at + 8),
        .at = word(r, at + 8 + 2 * w), .bytes = word(r, at + 8 + 3 * w), .link = (uint32_t)number(r, at + 8 + 4 * w, 4),
        .entry = word(r, at + 16 + 5 * w),
    };
}

static const char *text_in(const Reader *r, uint32_t section, uint64_t offset)
{
    if (section >= (unsigned)r->sections || r->section[section].at + offset >= r->length)
        return "";
    return (const char *)r->text + r->section[section].at + offset;
}

/* What is written once, when the program is loaded, is constant on a machine that does not load. */
static bool is_variable(const Section *s, const char *name)
{
    return (s->flags & FLAG_ALLOC) && (s->flags & FLAG_WRITE) && strncmp(name, ".data.rel.ro", 12) != 0;
}

static void add_section(const Section *s, const char *name, Object *out)
{
    if (!(s->flags & FLAG_ALLOC))
        return;
    if (!is_variable(s, name))
        *(s->flags & FLAG_EXEC ? &out->code : &out->constants) += s->bytes;
    else
        *(s->type == SECTION_NOBITS ? &out->bss : &out->data) += s->bytes;
}

static void add_symbol(Arena *a, const Reader *r, const Section *table, uint64_t at, const char *names, Object *out)
{
    unsigned info = (unsigned)number(r, at + (r->wide ? 4 : 12), 1), section = (unsigned)number(r, at + (r->wide ? 6 : 14), 2);
    ObjectSymbol s = { .name = text_in(r, table->link, number(r, at, 4)), .bytes = word(r, at + (r->wide ? 16 : 8)) };

    s.is_undefined = section == 0;
    s.is_absolute = section == SECTION_ABSOLUTE && (info & 15) == 0;
    s.value = word(r, at + (r->wide ? 8 : 4));
    s.is_weak = info >> 4 == BINDING_WEAK;
    s.is_function = (info & 15) == SYMBOL_FUNC && !s.is_undefined;
    if ((info & 15) == SYMBOL_OBJECT && section && section < (unsigned)r->sections)
        s.is_variable = is_variable(&r->section[section], names + r->section[section].name);
    if (s.name[0] && (s.is_function || s.is_undefined || s.is_variable || s.is_absolute))
        vec_push(a, &out->symbols, s);
}

bool object_read(Arena *a, const char *path, Object *out)
{
    Reader r = { .text = NULL };

    *out = (Object){ 0 };
    r.text = (const unsigned char *)object_text(a, path, &r.length);
    if (!r.text || r.length < 64 || memcmp(r.text, "\177ELF", 4) != 0)
        return false;
    r.wide = r.text[IDENT_CLASS] == CLASS_64;
    r.big = r.text[IDENT_DATA] == DATA_BIG;
    uint64_t table = word(&r, r.wide ? 40 : 32), each = number(&r, r.wide ? 58 : 46, 2);
    r.sections = (int)number(&r, r.wide ? 60 : 48, 2);
    r.section = arena_array(a, Section, r.sections + 1);
    for (int i = 0; i < r.sections; i++)
        r.section[i] = section_at(&r, table + (uint64_t)i * each);
    const char *names = text_in(&r, (uint32_t)number(&r, r.wide ? 62 : 50, 2), 0);
    for (int i = 0; i < r.sections; i++) {
        const Section *s = &r.section[i];
        add_section(s, names + s->name, out);
        for (uint64_t at = 0; s->type == SECTION_SYMTAB && s->entry && at + s->entry <= s->bytes; at += s->entry)
            add_symbol(a, &r, s, s->at + at, names, out);
    }
    return true;
}
