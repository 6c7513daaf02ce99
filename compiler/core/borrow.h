/* borrow.h: references that need no count.
 *
 * A variable borrows when nothing can free an object from any of its assignments to the last use of what it got:
 * who held the object then still holds it. Assigning it is a plain assignment, and it is never released.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_BORROW_H
#define ASYNCC_CORE_BORROW_H

#include "core/core.h"

typedef struct Borrow Borrow;

Borrow *borrow_begin(const Core *core);
void    borrow_look(Borrow *b, CoreFn *fn);         /* at each function of the program; then, once: */
void    borrow_sum(Borrow *b);
/* Fills CoreVar.borrowed; takes out the RELEASEs of such variables and what moves a reference out of them. */
void    borrow_fn(Borrow *b, CoreFn *fn);
void    borrow_end(Borrow *b);

#endif
