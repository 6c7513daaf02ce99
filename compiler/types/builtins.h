/* builtins.h: the built-in functions, the methods of built-in types and the built-in classes.
 *
 * Most stand in builtins.def as a row: name, signature as Python writes it, C function. A row's types:
 *     int float bool str      converted to it (bool counts as int, int as float)
 *     str|None                a str or None (NULL)
 *     value                   anything, passed as AcValue
 *     item                    of the receiver list's element type, passed by address
 *     list tuple exc task     a reference of that kind
 *     buffer buffer|None buffer|int   a bytes, bytearray or memoryview, passed as AcValue
 * and as results also: None, item, self (the receiver's type), bytes, list[str], list[self], tuple[str, str, str] ...
 * What stands behind * is given by name only. "bytes()" and its like: what calling a class does.
 * Those that no row can say are SPECIAL: a case each in infer_builtin.c and in lower_builtin.c.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_TYPES_BUILTINS_H
#define ASYNCC_TYPES_BUILTINS_H

#include "types/program.h"

typedef enum {
    BT_NONE, BT_INT, BT_FLOAT, BT_BOOL, BT_STR, BT_STR_OR_NONE, BT_VALUE, BT_ITEM, BT_LIST, BT_TUPLE,
    BT_EXC, BT_TASK, BT_SELF, BT_LIST_STR, BT_TUPLE_STR3, BT_RANGE,
    BT_BUFFER, BT_BUFFER_OR_NONE, BT_BUFFER_OR_INT, BT_BYTES, BT_BYTEARRAY, BT_MEMORYVIEW, BT_LIST_SELF, BT_LIST_INT,
    BT_TUPLE_SELF3, BT_TUPLE_INT2
} BuiltinType;

typedef struct BuiltinParam {
    const char *name;
    BuiltinType type;
    bool        optional, keyword_only;
    const char *fallback;         /* Python literal of the default: "-1", "None", "False", "0" */
} BuiltinParam;

/* SPECIAL ones, by number. */
typedef enum {
    SPECIAL_NO,
#define BUILTIN_SPECIAL(NAME, ID) SPECIAL_##ID,
#include "types/builtins.def"
    SPECIALS
} SpecialId;

struct Builtin {
    const char *name;             /* interned */
    TypeKind    receiver;         /* of a method; TY_NEVER for a function */
    SpecialId   special;
    const char *c_name;
    bool        raises;
    int         params;           /* receiver not counted */
    BuiltinParam param[6];
    BuiltinType result;
};

void builtins_begin(Arena *a);
bool builtin_known(const char *interned_name);                 /* functions, classes, exceptions, constants */
const Builtin *builtin_func(const char *interned_name);        /* or NULL */
const Builtin *builtin_method(TypeKind receiver, const char *interned_name);
/* The row of what calling a built-in class does; NULL: it has a rule of its own. */
const Builtin *builtin_conversion(const ClassInfo *c, const CallArgs *args);
/* A method of a class as a function of its own: str.upper, bytes.fromhex; NULL: it has none. */
const Builtin *builtin_unbound(const ClassInfo *c, const char *interned_name);
ClassInfo *builtin_class(const char *interned_name);           /* int, str, ValueError ...; or NULL */
ClassInfo *builtin_class_of(TypeKind kind);                    /* TY_INT: int */
/* Is w, an @extern function's parameter, the class that a's objects are of? Of those that only C takes by their class. */
bool builtin_class_is(const Type *a, const Type *w);
/* Names of the methods of a built-in type, for "did you mean". */
int builtin_method_names(TypeKind receiver, const char **names, int max);

#endif
