/* text.h: what is written without being made first. Private to the runtime without a heap.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_NOHEAP_TEXT_H
#define ASYNCC_NOHEAP_TEXT_H

#include "asyncc_noheap.h"

/* Each text is an object of its own: what is not used is not linked. */
#ifdef AC_NO_TEXT
#define AC_STATIC_EXC(NAME, TYPE, TEXT) static AcExc NAME = AC_EXC_INIT(&TYPE, NULL)
static inline void text_exception(AcExc *e) { (void)e; }
static inline void text_line(const char *text) { (void)text; }
#else
#define AC_STATIC_EXC(NAME, TYPE, TEXT) \
    static const char NAME##_text[] = TEXT; static AcExc NAME = AC_EXC_INIT(&TYPE, NAME##_text)
void text_exception(AcExc *e);            /* its class and text, to fd 2 */
void text_line(const char *text);         /* this */
#endif

#endif
