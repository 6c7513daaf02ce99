/* float_text.c: from digits to text: where the point goes, exponents, zeros.
 * SPDX-License-Identifier: MIT */
#include "float_text.h"

#include "digits.h"

typedef struct {
    Digits d;
    bool   exponent;
    int    places;                /* behind the point */
    bool   point;                 /* also without places */
} Layout;

static void add_shortest(Text *t, ac_float f, const FloatForm *form);
static void add_rounded(Text *t, ac_float f, const FloatForm *form);
static void add_laid_out(Text *t, ac_float f, const FloatForm *form, Layout *l);
static void lay_out(ac_float f, const FloatForm *form, Layout *l);
static void lay_out_general(const FloatForm *form, int precision, Layout *l);
static void add_digits(Text *t, const Digits *d, int from, int n);
static void add_exponent(Text *t, int exponent, bool upper);

void text_add_float(Text *t, ac_float f)
{
    FloatForm form = { 'r', 0, false, true };

    if (float_is_negative(f) && f == f)
        text_add_char(t, '-');
    add_shortest(t, f, &form);
}

AcStatus ac_float_repr(ac_float a, AcStr **out)
{
    Text t = { NULL, 0, 0, false };

    text_add_float(&t, a);
    return text_finish(&t, out);
}

void text_add_float_form(Text *t, ac_float f, const FloatForm *form)
{
    if (form->type == 'r')
        add_shortest(t, f, form);
    else
        add_rounded(t, f, form);
}

/* Apart from what needs hundreds of digits: the repr of a float comes where little stack may be left. */
static AC_NOINLINE void add_shortest(Text *t, ac_float f, const FloatForm *form)
{
    char digit[DIGITS_SHORTEST_MAX];
    Layout l = { { 0, 1, digit }, false, form->precision, form->alternate };

    if (f == f && f != 0 && !float_is_infinite(f))
        digits_shortest(float_abs(f), &l.d);
    lay_out_general(form, 17, &l);
    add_laid_out(t, f, form, &l);
}

static AC_NOINLINE void add_rounded(Text *t, ac_float f, const FloatForm *form)
{
    char digit[DIGITS_MAX];
    Layout l = { { 0, 1, digit }, false, form->precision, form->alternate };

    if (f == f && !float_is_infinite(f))
        lay_out(float_abs(f), form, &l);
    add_laid_out(t, f, form, &l);
}

static void add_laid_out(Text *t, ac_float f, const FloatForm *form, Layout *l)
{
    bool upper = form->type == 'E' || form->type == 'F' || form->type == 'G';
    int whole;

    if (f != f || float_is_infinite(f)) {
        text_add_c(t, f != f ? upper ? "NAN" : "nan" : upper ? "INF" : "inf");
        return;
    }
    whole = l->exponent ? 1 : l->d.point;
    if (whole > 0)
        add_digits(t, &l->d, 0, whole);
    else
        text_add_char(t, '0');
    if (l->places > 0 || l->point)
        text_add_char(t, '.');
    if (whole < 0) {
        int zeros = -whole < l->places ? -whole : l->places;

        text_repeat(t, "0", 1, (size_t)zeros);
        l->places -= zeros;
    }
    add_digits(t, &l->d, whole > 0 ? whole : 0, l->places);
    if (l->exponent)
        add_exponent(t, l->d.n ? l->d.point - 1 : 0, upper);
}

static void lay_out(ac_float f, const FloatForm *form, Layout *l)
{
    int precision = form->precision;

    switch (form->type) {
    case 'e': case 'E':
        if (f > 0)
            digits_significant(f, precision < DIGITS_MAX ? precision + 1 : DIGITS_MAX, &l->d);
        l->exponent = true;
        break;
    case 'f': case 'F':
        if (f > 0)
            digits_places(f, precision < 10000 ? precision : 10000, &l->d);
        break;
    default:
        precision = precision == 0 ? 1 : precision;
        if (f > 0)
            digits_significant(f, precision < DIGITS_MAX ? precision : DIGITS_MAX, &l->d);
        lay_out_general(form, precision, l);
        break;
    }
    if (l->d.n == 0)
        l->d.point = 1;
}

/* g: an exponent only for what is small or needs more than `precision` digits before the point. */
static void lay_out_general(const FloatForm *form, int precision, Layout *l)
{
    int point = l->d.n ? l->d.point : 1, limit = form->point_zero ? precision - 1 : precision;
    int digits = form->alternate && form->type != 'r' ? precision : l->d.n;

    l->exponent = point <= -4 || point > limit;
    l->places = digits - (l->exponent ? 1 : point);
    if (l->places < 0)
        l->places = 0;
    if (form->point_zero && !l->exponent && l->places == 0)
        l->places = 1;
}

/* Digits from place `from` on; behind the last one, zeros. */
static void add_digits(Text *t, const Digits *d, int from, int n)
{
    int there = from < d->n ? (d->n - from < n ? d->n - from : n) : 0;

    if (n <= 0)
        return;
    text_add(t, d->digit + from, (size_t)there);
    text_repeat(t, "0", 1, (size_t)(n - there));
}

/* At least two digits. */
static void add_exponent(Text *t, int exponent, bool upper)
{
    int n = exponent < 0 ? -exponent : exponent;

    text_add_char(t, upper ? 'E' : 'e');
    text_add_char(t, exponent < 0 ? '-' : '+');
    if (n < 10)
        text_add_char(t, '0');
    text_add_int(t, n);
}
