/* type.c: the built-in classes, as far as a program without a heap can ask for them.
 * SPDX-License-Identifier: MIT */
#include "asyncc_noheap.h"

/* A name of its own for each text: what is not used is not linked. */
#ifdef AC_NO_TEXT
#define BUILT_IN(TYPE, NAME, BASE) const AcType TYPE = AC_TYPE_INIT(NULL, BASE);
#else
#define BUILT_IN(TYPE, NAME, BASE) \
    static const char name_of_##TYPE[] = NAME; const AcType TYPE = AC_TYPE_INIT(name_of_##TYPE, BASE);
#endif
BUILT_IN(ac_type_object, "object", NULL)
BUILT_IN(ac_type_none, "NoneType", &ac_type_object)
BUILT_IN(ac_type_int, "int", &ac_type_object)
BUILT_IN(ac_type_bool, "bool", &ac_type_int)
BUILT_IN(ac_type_float, "float", &ac_type_object)
BUILT_IN(ac_type_str, "str", &ac_type_object)
BUILT_IN(ac_type_coroutine, "coroutine", &ac_type_object)
BUILT_IN(ac_type_task, "Task", &ac_type_object)
#define AC_EXCEPTION(NAME, BASE) BUILT_IN(ac_##NAME, #NAME, &ac_##BASE)
#include "exceptions.def"
#undef AC_EXCEPTION

bool ac_subtype(const AcType *t, const AcType *base)
{
    while (t && t != base)
        t = t->base;
    return t != NULL;
}

const AcType *ac_typeof(AcValue v)
{
    switch (v.tag) {
    case AC_TAG_NONE:  break;
    case AC_TAG_BOOL:  return &ac_type_bool;
    case AC_TAG_INT:   return &ac_type_int;
    case AC_TAG_FLOAT: return &ac_type_float;
    case AC_TAG_REF:   return v.u.o->type;
    default:           break;
    }
    return &ac_type_none;
}
