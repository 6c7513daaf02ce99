/* call.c: calls whose arguments show at run time: f(a, *items, **mapping).
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus raise_missing(const AcArity *f, ac_int given);
static AcStatus raise_too_many(const AcArity *f, ac_int given, ac_int named);

AcStatus ac_check_arity(const AcTuple *items, const AcArity *f)
{
    ac_int given = f->before + (ac_int)items->n;

    if (f->most >= 0 && given > f->most)
        return raise_too_many(f, given, f->named);
    return given < f->required ? raise_missing(f, given) : AC_OK;
}

/* `named`: keyword-only arguments that are given. */
static AcStatus raise_too_many(const AcArity *f, ac_int given, ac_int named)
{
    const char *many = f->most == 1 ? "" : "s", *also = given == 1 ? "" : "s", *were = given == 1 ? "was" : "were";
    bool range = f->low < f->most;

    if (f->taken)
        return ac_raise_format(&ac_TypeError, "%s() got multiple values for argument '%s'", f->function, f->taken);
    if (named > 0)
        return range ? ac_raise_format(&ac_TypeError, "%s() takes from %i to %i positional arguments but %i positional argument%s (and %i "
                                       "keyword-only argument%s) were given", f->function, f->low, f->most, given, also, named, named == 1 ? "" : "s")
                     : ac_raise_format(&ac_TypeError, "%s() takes %i positional argument%s but %i positional argument%s (and %i keyword-only "
                                       "argument%s) were given", f->function, f->most, many, given, also, named, named == 1 ? "" : "s");
    return range ? ac_raise_format(&ac_TypeError, "%s() takes from %i to %i positional arguments but %i %s given", f->function, f->low, f->most,
                                   given, were)
                 : ac_raise_format(&ac_TypeError, "%s() takes %i positional argument%s but %i %s given", f->function, f->most, many, given, were);
}

/* The name with this number in "a,b,c"; it has n bytes. */
static const char *find_name(const char *names, ac_int number, size_t *n)
{
    for (; number > 0; number--) {
        while (*names != ',')
            names++;
        names++;
    }
    for (*n = 0; names[*n] && names[*n] != ','; )
        (*n)++;
    return names;
}

static void add_name(Text *t, const char *names, ac_int number)
{
    size_t n;
    const char *name = find_name(names, number, &n);

    text_add_char(t, '\'');
    text_add(t, name, n);
    text_add_char(t, '\'');
}

/* Between name number i of n and the one before it: 'a'; 'a' and 'b'; 'a', 'b', and 'c' */
static void add_between(Text *t, ac_int i, ac_int n)
{
    if (i > 0)
        text_add_c(t, n == 2 ? " and " : i == n - 1 ? ", and " : ", ");
}

static AcStatus raise_missing(const AcArity *f, ac_int given)
{
    Text text = { NULL, 0, 0, false };
    AcStr *names = NULL;
    ac_int missing = f->required - given;

    for (ac_int i = 0; i < missing; i++) {
        add_between(&text, i, missing);
        add_name(&text, f->names, given + i);
    }
    if (text_finish(&text, &names) != AC_OK)
        return AC_RAISED;
    (void)ac_raise_format(&ac_TypeError, "%s() missing %i required positional argument%s: %S", f->function, missing, missing == 1 ? "" : "s", names);
    ac_release(names);
    return AC_RAISED;
}

/* ---- names ----------------------------------------------------------------------------------- */

static AcStatus add_keyword(AcDict *keys, const AcTuple *pair, const char *function)
{
    bool twice = false;

    if (!value_str(pair->item[0]))
        return ac_raise_text(&ac_TypeError, "keywords must be strings");
    if (ac_dict_contains(keys, pair->item[0], &twice) != AC_OK)
        return AC_RAISED;
    if (twice)
        return ac_raise_format(&ac_TypeError, "%s() got multiple values for keyword argument '%S'", function, value_str(pair->item[0]));
    return ac_dict_set(keys, pair->item[0], pair->item[1]);
}

AcStatus ac_keywords_add(AcDict *keys, AcValue mapping, const char *function)
{
    ac_int position = 0;

    for (;;) {
        AcValue pair = ac_from_none();
        bool more = false;
        AcStatus status = dict_next(value_dict(mapping), DICT_ITEMS, &position, &more, &pair);
        if (status != AC_OK || !more)
            return status;
        status = add_keyword(keys, value_tuple(pair), function);
        ac_release_value(pair);
        if (status != AC_OK)
            return AC_RAISED;
    }
}

bool ac_keyword_given(AcDict *keys, AcStr *name)
{
    bool given = false;

    return ac_dict_contains(keys, ac_from_ref(name), &given) == AC_OK && given;         /* strings compare without failing */
}

/* The name with this number is among the keys. */
static bool has_name(AcDict *keys, const char *names, ac_int number)
{
    size_t n;
    const char *name = find_name(names, number, &n);
    ac_int position = 0;
    bool more = true, found = false;

    while (more && !found) {
        AcValue key = ac_from_none();
        if (dict_next(keys, DICT_KEYS, &position, &more, &key) != AC_OK)
            return false;
        found = more && value_str(key)->bytes == n && memcmp(value_str(key)->data, name, n) == 0;
        ac_release_value(key);
    }
    return found;
}

/* The number of the name in "a,b,c"; -1: it is not there. */
static ac_int place_of(const char *names, const char *name, size_t bytes)
{
    for (ac_int place = 0; *names; place++) {
        size_t n;

        names = find_name(names, 0, &n);
        if (n == bytes && memcmp(names, name, n) == 0)
            return place;
        names += n + (names[n] == ',');
    }
    return -1;
}

/* `both`: parameters up to number `reached` have got items of *; else NULL. */
static AcStatus check_key(const AcKeywords *f, const AcStr *name, const AcArity *both, ac_int reached)
{
    ac_int i = place_of(f->names, name->data, name->bytes), place = both ? place_of(both->names, name->data, name->bytes) : -1;

    if (i < 0)
        return f->rest ? AC_OK : ac_raise_format(&ac_TypeError, "%s() got an unexpected keyword argument '%S'", f->function, name);
    if (f->state[i] == 'p' || (place >= 0 && both->before <= place && place < reached))
        return ac_raise_format(&ac_TypeError, "%s() got multiple values for argument '%S'", f->function, name);
    if (f->state[i] == 'k')
        return ac_raise_format(&ac_TypeError, "__main__.%s() got multiple values for keyword argument '%S'", f->function, name);
    return AC_OK;
}

/* Required ones of that state that are not among the keys. */
static AcStatus check_required(AcDict *keys, const AcKeywords *f, char state)
{
    Text text = { NULL, 0, 0, false };
    AcStr *names = NULL;
    ac_int missing = 0, at = 0;

    for (ac_int i = 0; f->state[i]; i++)
        missing += f->state[i] == state && !has_name(keys, f->names, i);
    if (missing == 0)
        return AC_OK;
    for (ac_int i = 0; f->state[i]; i++) {
        if (f->state[i] != state || has_name(keys, f->names, i))
            continue;
        add_between(&text, at++, missing);
        add_name(&text, f->names, i);
    }
    if (text_finish(&text, &names) != AC_OK)
        return AC_RAISED;
    (void)ac_raise_format(&ac_TypeError, "%s() missing %i required %s argument%s: %S", f->function, missing,
                          state == 'R' ? "keyword-only" : "positional", missing == 1 ? "" : "s", names);
    ac_release(names);
    return AC_RAISED;
}

static AcStatus check_keys(AcDict *keys, const AcKeywords *f, const AcArity *both, ac_int reached)
{
    ac_int position = 0;

    for (;;) {
        AcValue key = ac_from_none();
        bool more = false;
        AcStatus status = dict_next(keys, DICT_KEYS, &position, &more, &key);
        if (status == AC_OK && more)
            status = check_key(f, value_str(key), both, reached);
        ac_release_value(key);
        if (status != AC_OK || !more)
            return status;
    }
}

static AcStatus check_all_required(AcDict *keys, const AcKeywords *f)
{
    return check_required(keys, f, 'r') == AC_OK ? check_required(keys, f, 'R') : AC_RAISED;
}

AcStatus ac_check_keywords(AcDict *keys, const AcKeywords *f)
{
    return check_keys(keys, f, NULL, 0) == AC_OK ? check_all_required(keys, f) : AC_RAISED;
}

/* ---- both ------------------------------------------------------------------------------------ */

static ac_int count_keyword_only(AcDict *keys, const AcKeywords *f, const AcArity *both)
{
    ac_int n = 0;

    for (ac_int i = 0; f->state[i]; i++) {
        size_t bytes;
        const char *name = find_name(f->names, i, &bytes);
        n += has_name(keys, f->names, i) && place_of(both->names, name, bytes) < 0;
    }
    return n;
}

static AcStatus add_item(AcDict *keys, const AcArity *f, ac_int place, AcValue item)
{
    size_t n;
    const char *text = find_name(f->names, place, &n);
    AcStr *name;

    if (ac_str_new(text, n, &name) != AC_OK)
        return AC_RAISED;
    AcStatus status = ac_dict_set(keys, ac_from_ref(name), item);
    ac_release(name);
    return status;
}

AcStatus ac_check_both(AcDict *keys, const AcTuple *items, ac_int end, const AcArity *f, const AcKeywords *names)
{
    ac_int given = f->before + (ac_int)items->n, reached = given < end ? given : end;

    if (check_keys(keys, names, f, reached) != AC_OK)
        return AC_RAISED;
    if (f->most >= 0 && given > f->most)
        return raise_too_many(f, given, f->named + count_keyword_only(keys, names, f));
    for (ac_int i = f->before; i < reached; i++)
        if (add_item(keys, f, i, items->item[i - f->before]) != AC_OK)
            return AC_RAISED;
    return check_all_required(keys, names);
}
