/* bundle_scan.h: the runtime's C, taken apart: what stands at file level, which names it defines and uses.
 *
 * No C parser: it relies on what all files of the runtime keep to. Macros that stand at file level expand to whole
 * definitions; a function's body follows the `)` of its head; what is behind #else balances braces as what is before.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BUNDLE_SCAN_H
#define ASYNCC_BUNDLE_SCAN_H

#include <stdbool.h>
#include "base/map.h"
#include "base/text.h"
#include "home.h"

typedef VEC(const char *) Words;              /* interned */

/* #if ... #elif ... #else ... #endif */
typedef struct Group { VEC(Slice) directive; } Group;

/* Where something stands within them: behind group->directive.at[part]. */
typedef struct Branch {
    const struct Branch *outer;
    Group               *group;
    int                  part;
} Branch;

typedef enum {
    ITEM_CODE,                    /* a declaration, a definition, a macro's invocation, #define, #undef */
    ITEM_SYSTEM,                  /* #include <...> */
    ITEM_FEATURE,                 /* #define _GNU_SOURCE and its like */
    ITEM_HEADER,                  /* another header, in a header: it stands here */
} ItemKind;

typedef struct Item {
    ItemKind      kind;
    struct CFile *file;
    Slice         text;           /* whole lines, with the comment that stands directly above */
    bool          apart;          /* a blank line stands before it */
    const Branch *branch;         /* NULL: in no #if */
    Words         defines, uses;
    struct CFile *header;         /* ITEM_HEADER */
    bool          kept;           /* __attribute__((used)), or in a section of its own: whoever needs it is not in C */
    bool          stands_in;      /* __attribute__((weak)), or alias: if nobody else defines it */
    bool          needed;         /* filled by bundle.c */
} Item;

typedef struct CFile {
    const char *name;             /* "timer.c", "host/poll.c", "port.c" of a port elsewhere */
    const char *path;
    bool        header, nested;   /* nested: an ITEM_HEADER stands for it */
    VEC(Item *) items;
    Map         names;            /* interned -> ItemList *: those that define it here */
    Map         own;              /* names that no other file sees -> what they are called in the bundle */
    bool        used;             /* filled by bundle.c */
} CFile;

typedef struct { VEC(Item *) items; } ItemList;

typedef struct Runtime {
    Arena        *arena;
    const Home   *home;
    VEC(CFile *)  files;          /* in the order of their first #include */
    Map           names;          /* as CFile.names: of all files, without those of `own` */
    Map           macros;         /* with parameters, as defined last: name -> Macro * */
    Map           aliases;        /* macros that stand for such an attribute */
    Map           tested;         /* names that an #if asks for: a program's builder may define them */
    Map           handlers;       /* filled by bundle.c: what the program defines as "void name(void)" */
} Runtime;

/* False when a file cannot be read: standard error says which. */
bool runtime_scan(Runtime *r, Arena *a, const Home *h, const char *port, bool no_heap);

/* The next token of C from *at on, without blanks and comments; false at the end. */
typedef struct { const char *at; int n; bool word; } CToken;
bool c_token(const char **at, const char *end, CToken *t);

/* Every word of C text. */
void c_words(Arena *a, Slice text, Words *out);

/* Its text with the names that hold in the bundle. */
Slice item_in_bundle(Arena *a, const Item *item);

#endif
