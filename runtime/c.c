/* c.c: text and bytes on their way to C and back.
 * SPDX-License-Identifier: MIT */
#include "ac_c.h"

#include <string.h>
#include "bytes.h"
#include "objects.h"

AcStatus ac_c_need_text(const AcStr *s)
{
    for (uint32_t i = 0; i < s->bytes; i++)
        if (s->data[i] == '\0')
            return ac_raise_text(&ac_ValueError, "embedded null character");
    return AC_OK;
}

AcStatus ac_c_bytes(AcValue v, AcBytes **out)
{
    AcBytes *found;

    if (bytes_need(v, &found) != AC_OK)
        return AC_RAISED;
    ac_retain(found);
    *out = found;
    return AC_OK;
}

AcStatus ac_c_need_room(const AcBytes *b)
{
    AcValue v = ac_from_ref(b);
    const AcBuffer *view = value_view(v);

    if (value_bytearray(v) || (view && value_bytearray(ac_from_ref(view->owner))))
        return AC_OK;
    return ac_raise_format(&ac_TypeError, "a read-write bytes-like object is required, not '%T'", v);
}

AcStatus ac_c_str(const char *text, AcStr **out)
{
    Text t = { NULL, 0, 0, false };

    if (!text)
        return ac_raise_text(&ac_ValueError, "C gave NULL for a text");
    text_add_foreign(&t, text, strlen(text));
    return text_finish(&t, out);
}
