/* enum_class.c: an enumeration is two classes: that of its members, and that of the object which its name is bound to.
 *
 *     class Color(Enum):                   class Color_type:
 *         RED = 1                              def __init__(self, member):
 *         GREEN = auto()                           RED = 1
 *         def nice(self): ...                      self._member_RED = self._add("RED", member("RED", RED))
 *                                                  ...
 *                                              @property
 *                                              def RED(self): return self._member_RED
 *                              becomes     @Color_type
 *                                          class Color(Enum):
 *                                              def nice(self): ...
 *                                              def __init__(self, name, value): ...
 * This is done with the tokens, where the base was imported from enum. What all members have in common stands in the
 * library, in the class Enum.
 * SPDX-License-Identifier: MIT */
#include "syntax/expand.h"

#include <stdlib.h>
#include <string.h>
#include "base/intern.h"
#include "parser.h"

typedef struct EnumMember { const char *name; TokenVec value; bool is_auto; } EnumMember;

struct EnumClass {
    const char *name;
    TokenVec    callee;           /* Enum, or enum.Enum */
    TokenVec    head, body;       /* up to the INDENT; what is no member */
    VEC(EnumMember) members;
    int         depth;            /* of its body, in indents */
    bool        has_init;         /* each member is given its value's parts */
    Span        span;
};

/* ---- what the module imports ---- */

static bool is_base(const Token *t)
{
    return token_is_name(t, "Enum") || token_is_name(t, "IntEnum");
}

static void note_import(Parser *p, const Token *t)
{
    bool from = t->kind == FROM;

    if (from && (!token_is_name(t + 1, "enum") || t[2].kind != IMPORT))
        return;
    for (t += from ? 3 : 1; t->kind != NEWLINE; t++) {
        if (from && token_is_name(t, "auto"))
            p->enum_auto = token_bound_as(t);
        else if (from && is_base(t))
            vec_push(p->arena, &p->enum_bases, token_bound_as(t));
        else if (!from && token_is_name(t, "enum"))
            p->enum_module = token_bound_as(t);
    }
}

static bool is_imported_base(const Parser *p, const Token *t)
{
    for (int i = 0; i < p->enum_bases.n; i++)
        if (t->kind == NAME && t->name == p->enum_bases.at[i])
            return true;
    return false;
}

static bool in_module(const Parser *p, const Token *t)
{
    return p->enum_module && t->kind == NAME && t->name == p->enum_module && t[1].kind == DOT;
}

/* How many tokens of t name the class of an enumeration's members; 0: something else. */
static int base_length(const Parser *p, const Token *t)
{
    return is_imported_base(p, t) ? 1 : in_module(p, t) && is_base(t + 2) ? 3 : 0;
}

/* auto() and nothing more */
static bool is_auto(const Parser *p, const Token *t, int n)
{
    int name = in_module(p, t) && token_is_name(t + 2, "auto") ? 3 : p->enum_auto && t->kind == NAME && t->name == p->enum_auto ? 1 : 0;

    return name && n == name + 2 && t[name].kind == LP && t[name + 1].kind == RP;
}

/* ---- reading ---- */

/* class A(Enum): and a body on lines of its own */
static bool begin_class(Parser *p, const Token *t)
{
    int n = t->kind == CLASS && t[1].kind == NAME && t[2].kind == LP ? base_length(p, t + 3) : 0;

    if (!n || t[3 + n].kind != RP || t[4 + n].kind != COLON || t[5 + n].kind != NEWLINE)
        return false;
    EnumClass *c = arena_new(p->arena, EnumClass);
    c->name = t[1].name;
    c->span = t[1].span;
    c->depth = p->enum_depth + 1;
    tokens_add(p, &c->callee, (Tokens){ t + 3, n });
    p->enum_class = c;
    return true;
}

/* NAME = value: how many tokens were taken; 0: it is no member. */
static int read_member(Parser *p, EnumClass *c, const Token *t)
{
    int n = 2;

    if (t->kind != NAME || t[1].kind != ASSIGN || t->name[0] == '_')
        return 0;
    while (t[n].kind != NEWLINE)
        n++;
    EnumMember m = { .name = t->name, .is_auto = is_auto(p, t + 2, n - 2) };
    tokens_add(p, &m.value, (Tokens){ t + 2, n - 2 });
    vec_push(p->arena, &c->members, m);
    return n + 1;
}

/* ---- writing ---- */

static const char *type_text(Arena *a, const EnumClass *c)
{
    const char *members = "", *properties = "";

    for (int i = 0; i < c->members.n; i++) {
        const char *name = c->members.at[i].name, *before = i ? c->members.at[i - 1].name : "callee_._before_first";
        const char *value = c->members.at[i].is_auto ? arena_printf(a, "callee_._after(%s)", before) : arena_printf(a, "value_%d", i);
        members = arena_printf(a, "%s        %s = %s\n", members, name, value);
        members = arena_printf(a, "%s        self._member_%s = self._add(\"%s\", member(\"%s\", %s))\n", members, name, name, name, name);
        properties = arena_printf(a, "%s    @property\n    def %s(self):\n        return self._member_%s\n", properties, name, name);
    }
    return arena_printf(a,
                        "class %s_type:\n"
                        "    def __init__(self, member):\n"
                        "        self._members = []\n"
                        "        self._names = {}\n"
                        "%s%s"
                        "    def _add(self, name, member):\n"
                        "        for one in self._members:\n"
                        "            if one._value_ == member._value_:\n"
                        "                member = one\n"
                        "                break\n"
                        "        else:\n"
                        "            self._members.append(member)\n"
                        "        self._names[name] = member\n"
                        "        return member\n"
                        "    def __call__(self, value):\n"
                        "        for one in self._members:\n"
                        "            if one is value or one._value_ == value:\n"
                        "                return one\n"
                        "        callee_._refuse(value, \"%s\")\n"
                        "    def __getitem__(self, name):\n"
                        "        return self._names[name]\n"
                        "    def __iter__(self):\n"
                        "        return iter(self._members)\n"
                        "    def __reversed__(self):\n"
                        "        return reversed(self._members)\n"
                        "    def __len__(self):\n"
                        "        return len(self._members)\n"
                        "    def __contains__(self, member):\n"
                        "        return callee_._holds(self._members, member)\n"
                        "    @property\n"
                        "    def __members__(self):\n"
                        "        return dict(self._names)\n"
                        "    @property\n"
                        "    def __name__(self):\n"
                        "        return \"%s\"\n"
                        "    def __repr__(self):\n"
                        "        return \"<enum '%s'>\"\n",
                        c->name, members, properties, c->name, c->name, c->name);
}

static const char *member_text(Arena *a, const EnumClass *c)
{
    return arena_printf(a, "class x:\n"
                           "    def __init__(self, name, value):\n"
                           "        self._name_ = name\n"
                           "        self._value_ = value\n"
                           "%s"
                           "    @property\n"
                           "    def name(self):\n"
                           "        return self._name_\n"
                           "    @property\n"
                           "    def value(self):\n"
                           "        return self._value_\n",
                        c->has_init ? "        if isinstance(value, tuple):\n"
                                      "            self._init_member(*value)\n"
                                      "        else:\n"
                                      "            self._init_member(value)\n"
                                    : "");
}

static void add_text(Parser *p, TokenVec *out, const EnumClass *c, const char *text, int from, int less)
{
    TokenVec tokens = tokens_of_text(p, text, c->span);

    for (int i = from; i < tokens.n - less; i++) {
        const Token *t = &tokens.at[i];
        const EnumMember *m = t->kind == NAME && strncmp(t->name, "value_", 6) == 0 ? &c->members.at[atoi(t->name + 6)] : NULL;
        if (token_is_name(t, "callee_"))
            tokens_add(p, out, (Tokens){ c->callee.at, c->callee.n });
        else if (m)
            tokens_add(p, out, (Tokens){ m->value.at, m->value.n });
        else
            vec_push(p->arena, out, *t);
    }
}

static void write_class(Parser *p, TokenVec *out, const EnumClass *c)
{
    Token decorator[] = { { AT, c->span, NULL }, { NAME, c->span, intern(arena_printf(p->arena, "%s_type", c->name)) }, { NEWLINE, c->span, NULL } };

    add_text(p, out, c, type_text(p->arena, c), 0, 0);
    tokens_add(p, out, (Tokens){ decorator, 3 });
    tokens_add(p, out, (Tokens){ c->head.at, c->head.n });
    tokens_add(p, out, (Tokens){ c->body.at, c->body.n });
    add_text(p, out, c, member_text(p->arena, c), 5, 1);
}

/* ---- lines ---- */

static bool is_special(const Token *t)
{
    return token_is_name(t, "__new__") || token_is_name(t, "_missing_") || token_is_name(t, "_generate_next_value_") ||
           token_is_name(t, "_ignore_");
}

/* A token that is no part of a member. Its __init__ is called by the one that all members have. */
static void take(Parser *p, const Token *t, const Token *before)
{
    EnumClass *c = p->enum_class;
    Token token = *t;

    if (p->enum_depth == c->depth && is_special(t))
        diag_error(p->diag, t->span, "'%s' of an enumeration is not compiled", t->name);
    if (p->enum_depth == c->depth && before->kind == DEF && token_is_name(t, "__init__")) {
        token.name = intern("_init_member");
        c->has_init = true;
    }
    vec_push(p->arena, p->enum_depth < c->depth ? &c->head : &c->body, token);
}

void expand_enums(Parser *p, TokenVec *lines)
{
    Rewrite r = rewrite_begin(p, lines);
    bool begins = true;

    for (int i = 0; i < lines->n; i++) {
        const Token *t = &lines->at[i];
        EnumClass *c = p->enum_class;
        if (begins && !c && (t->kind == FROM || t->kind == IMPORT))
            note_import(p, t);
        if (begins && !c && begin_class(p, t))
            c = p->enum_class;
        int taken = begins && c && c->depth == p->enum_depth ? read_member(p, c, t) : 0;
        if (taken) {
            rewrite_at(&r, i, taken);
            i += taken - 1;
            continue;
        }
        if (c && t->kind == DEDENT && p->enum_depth == c->depth) {
            write_class(p, rewrite_at(&r, i, 0), c);
            c = p->enum_class = NULL;
        }
        if (c)
            rewrite_at(&r, i, 1);
        if (t->kind == INDENT && c && p->enum_depth + 1 == c->depth)
            vec_push(p->arena, &c->head, *t);
        else if (c)
            take(p, t, i > 0 ? t - 1 : t);
        p->enum_depth += (t->kind == INDENT) - (t->kind == DEDENT);
        begins = t->kind == NEWLINE || t->kind == INDENT || t->kind == DEDENT;
    }
    rewrite_end(&r);
}
