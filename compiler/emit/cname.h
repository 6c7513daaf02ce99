/* cname.h: C names: the user's where C allows them.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_EMIT_CNAME_H
#define ASYNCC_EMIT_CNAME_H

#include "base/map.h"
#include "core/core.h"

/* The names that the emitter makes of one: foo_start is the part START of foo. Sets of them are bits. */
typedef enum {
#define NAME_PART(PART, text) NAME_##PART,
#include "emit/name_part.def"
    NAME_PARTS,
    NAME_ITSELF = NAME_PARTS
} NamePart;

static inline unsigned name_part(NamePart part) { return 1u << part; }

typedef struct FnNames { const char *name, **local; } FnNames;      /* local: of its variables, by number */

typedef struct Names_ {
    Arena *arena;
    Map    reserved;              /* interned words that C or the runtime has taken */
    const Map *taken;             /* those of a runtime in the same file, and with it come the system's: app_ sets names apart */
    Map    plain;                 /* interned wanted name -> the name without what C cannot have */
    Map    file;                  /* interned name -> the set of its parts that are taken at file level, NAME_ITSELF among them */
    FnNames *fn;                  /* by CoreFn.number */
    Map    of, local;             /* of: what else has a name at file level -> that */
    const char **local_of;        /* those of the function that was begun last */
    Map    last_file, last_local; /* name -> the greatest number that was put behind it */
} Names_;

Names_ *names_new(Arena *a, const Map *taken, int functions);      /* taken may be NULL */
/* The name of a function at file level: unique; and with "_" and each of the parts behind it it is a free name too. */
const char *name_choose(Names_ *n, const CoreFn *f, unsigned parts);
const char *name_fn(const Names_ *n, const CoreFn *f);        /* the one that was chosen */
/* That of anything else there: unique, the same at each call for the same owner. */
const char *name_other(Names_ *n, const void *owner, const char *wanted);
void        name_claim(Names_ *n, const char *name, unsigned parts);          /* of an interned name, these are taken */
void        name_take(Names_ *n, const char *name);           /* so is this one, interned, as it is spelled */
void        name_begin_function(Names_ *n, const CoreFn *f);
const char *name_local(Names_ *n, const CoreVar *v);          /* of the function that was begun last */
const char *name_class(Names_ *n, const char *wanted);        /* of a class: unique as it is */
const char *name_member(Names_ *n, const char *wanted);       /* of a struct: only C's own words are in the way */

#endif
