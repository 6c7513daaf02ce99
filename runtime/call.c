/* call.c: calls whose number of arguments shows at run time: f(a, *items).
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus raise_missing(const AcArity *f, ac_int given);
static AcStatus raise_too_many(const AcArity *f, ac_int given);

AcStatus ac_check_arity(const AcTuple *items, const AcArity *f)
{
    ac_int given = f->before + (ac_int)items->n;

    if (f->most >= 0 && given > f->most)
        return f->taken ? ac_raise_format(&ac_TypeError, "%s() got multiple values for argument '%s'", f->function, f->taken)
                        : raise_too_many(f, given);
    return given < f->required ? raise_missing(f, given) : AC_OK;
}

static AcStatus raise_too_many(const AcArity *f, ac_int given)
{
    const char *were = given == 1 ? "was" : "were";

    if (f->low < f->most)
        return ac_raise_format(&ac_TypeError, "%s() takes from %i to %i positional arguments but %i %s given", f->function, f->low, f->most,
                               given, were);
    return ac_raise_format(&ac_TypeError, "%s() takes %i positional argument%s but %i %s given", f->function, f->most, f->most == 1 ? "" : "s",
                           given, were);
}

/* The name with this number in "a,b,c". */
static void add_name(Text *t, const char *names, ac_int number)
{
    size_t n = 0;

    for (; number > 0; number--) {
        while (*names != ',')
            names++;
        names++;
    }
    while (names[n] && names[n] != ',')
        n++;
    text_add_char(t, '\'');
    text_add(t, names, n);
    text_add_char(t, '\'');
}

/* 'a'; 'a' and 'b'; 'a', 'b', and 'c' */
static AcStatus raise_missing(const AcArity *f, ac_int given)
{
    Text text = { NULL, 0, 0, false };
    AcStr *names = NULL;
    ac_int missing = f->required - given;

    for (ac_int i = 0; i < missing; i++) {
        if (i > 0)
            text_add_c(&text, missing == 2 ? " and " : i == missing - 1 ? ", and " : ", ");
        add_name(&text, f->names, given + i);
    }
    if (text_finish(&text, &names) != AC_OK)
        return AC_RAISED;
    (void)ac_raise_format(&ac_TypeError, "%s() missing %i required positional argument%s: %S", f->function, missing, missing == 1 ? "" : "s", names);
    ac_release(names);
    return AC_RAISED;
}
