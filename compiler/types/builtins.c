/* builtins.c: the table of builtins.def, read once, and the built-in classes.
 * SPDX-License-Identifier: MIT */
#include "types/builtins.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "base/diag.h"
#include "base/intern.h"

typedef struct Row { const char *name; TypeKind receiver; const char *signature, *c_name; bool raises; SpecialId special; } Row;

static const Row rows[] = {
#define BUILTIN_SPECIAL(NAME, ID) { NAME, TY_NEVER, NULL, NULL, true, SPECIAL_##ID },
#define BUILTIN_FUNC(NAME, SIGNATURE, C_NAME, RAISES) { NAME, TY_NEVER, SIGNATURE, C_NAME, RAISES, SPECIAL_NO },
#define BUILTIN_METHOD(RECEIVER, NAME, SIGNATURE, C_NAME, RAISES) { NAME, RECEIVER, SIGNATURE, C_NAME, RAISES, SPECIAL_NO },
#include "types/builtins.def"
};
enum { ROWS = sizeof rows / sizeof rows[0] };

typedef struct ClassRow { const char *name, *base, *c_name, *c_struct; } ClassRow;

static const ClassRow class_rows[] = {
    { "object", NULL, "ac_type_object", "AcObj" },
    { "int", "object", "ac_type_int", "AcObj" },
    { "bool", "int", "ac_type_bool", "AcObj" },
    { "float", "object", "ac_type_float", "AcObj" },
    { "str", "object", "ac_type_str", "AcStr" },
    { "list", "object", "ac_type_list", "AcList" },
    { "dict", "object", "ac_type_dict", "AcDict" },
    { "set", "object", "ac_type_set", "AcSet" },
    { "frozenset", "object", "ac_type_frozenset", "AcSet" },
    { "dict_view", "object", "ac_type_dict_keys", "AcDictView" },
    { "tuple", "object", "ac_type_tuple", "AcTuple" },
    { "range", "object", "ac_type_range", "AcRange" },
    { "bytes", "object", "ac_type_bytes", "AcBytes" },
    { "bytearray", "object", "ac_type_bytearray", "AcBytes" },
    { "memoryview", "object", "ac_type_memoryview", "AcBytes" },
    { "type", "object", "ac_type_type", "AcType" },
    { "Task", "object", "ac_type_task", "AcTask" },
    { "NoneType", "object", "ac_type_none", "AcObj" },
    { "function", "object", "ac_type_function", "AcFunc" },
    { "builtin_function_or_method", "object", "ac_type_builtin", "AcFunc" },
    { "NotImplementedType", "object", "ac_type_not_implemented", "AcObj" },
    { "ellipsis", "object", "ac_type_ellipsis", "AcObj" },
    { "method", "object", "ac_type_method", "AcMethod" },
    { "iterator", "object", "ac_type_iterator", "AcIter" },
    { "coroutine", "object", "ac_type_coroutine", "AcCoro" },
    { "generator", "object", "ac_type_generator", "AcCoro" },
    { "async_generator", "object", "ac_type_async_generator", "AcCoro" },
#define BUILTIN_EXCEPTION(NAME, BASE) { NAME, BASE, "ac_" NAME, "AcExc" },
#include "types/builtins.def"
};
enum { CLASS_ROWS = sizeof class_rows / sizeof class_rows[0] };

static Builtin    table[ROWS];
static ClassInfo *classes[CLASS_ROWS];
static Map        functions, methods[TY_UNION + 1], class_map;
static Map        nameless, elsewhere;        /* names of those that the program does not know by them; and that it knows besides */

/* ---- reading a signature: "(sub: str, start: value = None) -> int" ---- */

static const struct { const char *text; BuiltinType type; } type_words[] = {
    { "buffer|None", BT_BUFFER_OR_NONE }, { "buffer|int", BT_BUFFER_OR_INT }, { "buffer", BT_BUFFER },
    { "bytes", BT_BYTES }, { "bytearray", BT_BYTEARRAY }, { "memoryview", BT_MEMORYVIEW }, { "list[self]", BT_LIST_SELF },
    { "list[int]", BT_LIST_INT }, { "tuple[self, self, self]", BT_TUPLE_SELF3 }, { "tuple[int, int]", BT_TUPLE_INT2 },
    { "str|None", BT_STR_OR_NONE }, { "list[str]", BT_LIST_STR }, { "tuple[str, str, str]", BT_TUPLE_STR3 },
    { "None", BT_NONE }, { "int", BT_INT }, { "float", BT_FLOAT }, { "bool", BT_BOOL }, { "str", BT_STR },
    { "value", BT_VALUE }, { "item", BT_ITEM }, { "list", BT_LIST }, { "tuple", BT_TUPLE }, { "exc", BT_EXC },
    { "task", BT_TASK }, { "self", BT_SELF }, { "range", BT_RANGE },
};

static BuiltinType read_type(const char **p)
{
    for (size_t i = 0; i < sizeof type_words / sizeof type_words[0]; i++) {
        size_t n = strlen(type_words[i].text);
        if (**p == type_words[i].text[0] && strncmp(*p, type_words[i].text, n) == 0) {
            *p += n;
            return type_words[i].type;
        }
    }
    unreachable("type in builtins.def");
}

static void expect(const char **p, const char *text)
{
    size_t n = strlen(text);
    if (strncmp(*p, text, n) != 0)
        unreachable("signature in builtins.def");
    *p += n;
}

static void read_param(const char **p, BuiltinParam *param)
{
    size_t n = strcspn(*p, ":");

    param->name = intern_n(*p, n);
    *p += n;
    expect(p, ": ");
    param->type = read_type(p);
    if (strncmp(*p, " = ", 3) == 0) {
        *p += 3;
        n = strcspn(*p, ",)");
        param->optional = true;
        param->fallback = intern_n(*p, n);
        *p += n;
    }
    if (strncmp(*p, ", ", 2) == 0)
        *p += 2;
}

static void read_signature(Builtin *b, const char *p)
{
    bool keyword_only = false;

    expect(&p, "(");
    while (*p != ')') {
        if (strncmp(p, "*, ", 3) == 0) {
            keyword_only = true;
            p += 3;
        }
        b->param[b->params].keyword_only = keyword_only;
        read_param(&p, &b->param[b->params++]);
    }
    expect(&p, ") -> ");
    b->result = read_type(&p);
}

/* ---- the tables ---- */

static TypeKind special_receiver(const char **name)
{
    static const struct { const char *prefix; TypeKind kind; } prefixes[] = {
        { "str.", TY_STR }, { "list.", TY_LIST }, { "dict.", TY_DICT }, { "set.", TY_SET }, { "frozenset.", TY_FROZENSET }, { "Task.", TY_TASK }, { "generator.", TY_GEN }, { "coroutine.", TY_CORO },
    };
    if (strcmp(*name, "str.maketrans") == 0 || strcmp(*name, "dict.fromkeys") == 0)
        return TY_NEVER;                        /* a function of the class */
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (strncmp(*name, prefixes[i].prefix, strlen(prefixes[i].prefix)) == 0) {
            *name += strlen(prefixes[i].prefix);
            return prefixes[i].kind;
        }
    return TY_NEVER;
}

static void add_row(const Row *row, Builtin *b)
{
    const char *name = row->name;

    memset(b, 0, sizeof *b);
    b->receiver = row->special ? special_receiver(&name) : row->receiver;
    b->name = intern(name);
    b->special = row->special;
    b->c_name = row->c_name;
    b->raises = row->raises;
    if (row->signature)
        read_signature(b, row->signature);
    map_put(b->receiver == TY_NEVER ? &functions : &methods[b->receiver], b->name, b);
}

static void add_class(Arena *a, const ClassRow *row, ClassInfo **slot)
{
    ClassInfo *c = arena_new(a, ClassInfo);

    c->name = intern(row->name);
    c->c_name = row->c_name;
    c->c_struct = row->c_struct;
    c->base = row->base ? map_get(&class_map, intern(row->base)) : NULL;
    c->is_exception = strcmp(row->c_struct, "AcExc") == 0;
    map_init(&c->members, a);
    vec_push(a, &c->mro, c);
    for (int i = 0; c->base && i < c->base->mro.n; i++)
        vec_push(a, &c->mro, c->base->mro.at[i]);
    if (c->base)
        vec_push(a, &c->base->derived, c);
    map_put(&class_map, c->name, c);
    *slot = c;
}

static void put_names(Map *m, Arena *a, const char *const *names)
{
    map_init(m, a);
    for (; *names; names++)
        map_put(m, intern(*names), (void *)*names);
}

void builtins_begin(Arena *a)
{
    static const char *const without_name[] = {     /* classes that Python gives no name, or one in a module */
        "CancelledError", "Task", "NoneType", "NotImplementedType", "ellipsis", "dict_view", "function", "builtin_function_or_method", "method",
        "iterator", "coroutine", "generator", "async_generator", NULL
    };
    static const char *const not_in_table[] = {
        "__name__", "NotImplemented", "Ellipsis", "property", "classmethod", "staticmethod", "slice", "complex", "BaseExceptionGroup",
        "ExceptionGroup", "id", "anext", "aiter", NULL
    };

    put_names(&nameless, a, without_name);
    put_names(&elsewhere, a, not_in_table);
    map_init(&functions, a);
    map_init(&class_map, a);
    for (int k = 0; k <= TY_UNION; k++)
        map_init(&methods[k], a);
    for (int i = 0; i < ROWS; i++)
        add_row(&rows[i], &table[i]);
    for (int i = 0; i < CLASS_ROWS; i++)
        add_class(a, &class_rows[i], &classes[i]);
    map_put(&class_map, intern("_CancelledError"), builtin_class(intern("CancelledError")));
    map_put(&class_map, intern("_TimeoutError"), builtin_class(intern("TimeoutError")));
    map_put(&class_map, intern("_Task"), builtin_class(intern("Task")));
    map_put(&class_map, intern("IOError"), builtin_class(intern("OSError")));
    map_put(&class_map, intern("EnvironmentError"), builtin_class(intern("OSError")));
}

bool builtin_known(const char *name)
{
    return map_get(&elsewhere, name) || ((map_get(&functions, name) || map_get(&class_map, name)) && !map_get(&nameless, name));
}

const Builtin *builtin_func(const char *name)
{
    return map_get(&functions, name);
}

const Builtin *builtin_method(TypeKind receiver, const char *name)
{
    return map_get(&methods[receiver], name);
}

/* bytes(5) is made otherwise than bytes("x", "utf-8"), int("5") than int("5", base=8). */
const Builtin *builtin_conversion(const ClassInfo *c, const CallArgs *args)
{
    bool more = args->n > 1;
    char name[40];

    for (int i = 0; i < args->n; i++)
        more |= args->name[i] && strcmp(args->name[i], "source") != 0;
    snprintf(name, sizeof name, !more ? "%s()" : strcmp(c->name, "int") == 0 ? "%s(base)" : "%s(encoding)", c->name);
    return map_get(&functions, intern(name));
}

static TypeKind kind_of_class(const ClassInfo *c)
{
    for (int k = 0; k < TY_UNION; k++)
        if (builtin_class_of((TypeKind)k) == c)
            return (TypeKind)k;
    return TY_NEVER;
}

const Builtin *builtin_unbound(const ClassInfo *c, const char *name)
{
    char full[80];
    TypeKind kind = c->ast ? TY_NEVER : kind_of_class(c);

    if (kind == TY_NEVER)
        return NULL;
    snprintf(full, sizeof full, "%s.%s", c->name, name);
    const Builtin *b = map_get(&functions, intern(full));
    return b ? b : builtin_method(kind, name);
}

ClassInfo *builtin_class(const char *name)
{
    return map_get(&class_map, name);
}

ClassInfo *builtin_class_of(TypeKind kind)
{
    static const char *const names[TY_UNION + 1] = {
        [TY_NONE] = "NoneType", [TY_BOOL] = "bool", [TY_INT] = "int", [TY_FLOAT] = "float", [TY_STR] = "str",
        [TY_RANGE] = "range", [TY_LIST] = "list", [TY_DICT] = "dict", [TY_VIEW] = "dict_view", [TY_SET] = "set", [TY_FROZENSET] = "frozenset", [TY_TUPLE] = "tuple", [TY_TASK] = "Task",
        [TY_CORO] = "coroutine", [TY_FUNC] = "function", [TY_CLOSURE] = "function", [TY_BUILTIN] = "builtin_function_or_method", [TY_CLASS] = "type",
        [TY_BYTES] = "bytes", [TY_BYTEARRAY] = "bytearray", [TY_MEMORYVIEW] = "memoryview",
        [TY_METHOD] = "method", [TY_ITER] = "iterator", [TY_GEN] = "generator", [TY_AGEN] = "async_generator",
    };
    return names[kind] ? builtin_class(intern(names[kind])) : NULL;
}

bool builtin_class_is(const Type *a, const Type *w)
{
    return w->kind == TY_INST && (a->kind == TY_AGEN || a->kind == TY_CORO) && builtin_class_of(a->kind) == w->u.class;
}

int builtin_method_names(TypeKind receiver, const char **names, int max)
{
    int n = 0;
    for (int i = 0; i < methods[receiver].n && n < max; i++)
        names[n++] = methods[receiver].entry[i].key;
    return n;
}
