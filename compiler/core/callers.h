/* callers.h: who calls whom, for what goes from a function to those that call it.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_CALLERS_H
#define ASYNCC_CORE_CALLERS_H

#include "core/core.h"

typedef struct Caller { CoreFn *fn; struct Caller *next; } Caller;
typedef struct Callers { Arena *arena; Map of; } Callers;

void callers_begin(Callers *c, Arena *a);
void callers_add(Callers *c, const CoreFn *callee, CoreFn *fn);
const Caller *callers_of(const Callers *c, const CoreFn *callee);      /* the latest first; NULL: nobody */

#endif
