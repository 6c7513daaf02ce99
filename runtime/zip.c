/* zip.c: several lists side by side, and unpacking with a star.
 * SPDX-License-Identifier: MIT */
#include "asyncc.h"

AcStatus ac_list_unpack_star(const AcList *l, ac_int least)
{
    if ((ac_int)l->n >= least)
        return AC_OK;
    return ac_raise_format(&ac_ValueError, "not enough values to unpack (expected at least %i, got %i)", least, (ac_int)l->n);
}

static AcStatus zip_row(size_t n, const AcValue *lists, uint32_t row, AcList *to)
{
    AcTuple *t = NULL;
    AcStatus status = ac_tuple_new(n, lists, &t);        /* right in number; each item is replaced */

    if (status != AC_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        const AcList *l = (const AcList *)lists[i].u.o;
        AcValue item = ac_rep_load((AcRep)l->rep, (const char *)l->data + row * ac_rep_size((AcRep)l->rep));
        ac_set_value(t->item[i], item);
    }
    status = ac_list_append(to, &t);
    ac_release(t);
    return status;
}

AcStatus ac_list_zip(size_t n, const AcValue *lists, AcList **out)
{
    AcList *rows = NULL;
    uint32_t shortest = n ? UINT32_MAX : 0;

    for (size_t i = 0; i < n; i++)
        if (((const AcList *)lists[i].u.o)->n < shortest)
            shortest = ((const AcList *)lists[i].u.o)->n;
    if (ac_list_new(AC_REP_REF, 0, NULL, &rows) != AC_OK)
        return AC_RAISED;
    for (uint32_t row = 0; row < shortest; row++)
        if (zip_row(n, lists, row, rows) != AC_OK) {
            ac_release(rows);
            return AC_RAISED;
        }
    *out = rows;
    return AC_OK;
}
