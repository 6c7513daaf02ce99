/* stack.h: how much C stack a program takes at most: the call graph that the C compiler writes beside each object
 * file (-fcallgraph-info=su), put together.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_STACK_H
#define ASYNCC_STACK_H

#include <stdbool.h>
#include "base/map.h"
#include "object.h"
#include "pointer_calls.h"

typedef struct StackNode StackNode;
typedef struct Stack Stack;

/* What asyncc knows of the program: what is linked; interned names of the functions that resume generators; whether it
 * has values of type float. */
typedef struct StackFacts { const Object *linked; const Map *generators; bool floats; } StackFacts;
Stack *stack_new(Arena *a, PointerCalls *pointers, const StackFacts *facts);
void   stack_read(Stack *s, const char *path);                 /* a .ci file; */
void   stack_weak(Stack *s, const char *name);                 /* what replaces that function is called in its place; at last: */
void   stack_settle(Stack *s);

StackNode  *stack_find(const Stack *s, const char *name);      /* a function, or NULL */
long        stack_worst(Stack *s, StackNode *n);               /* bytes of the deepest chain of calls from it, */
typedef struct StackCall { const char *name; long bytes; } StackCall;
typedef VEC(StackCall) StackChain;
StackChain  stack_chain(Stack *s, StackNode *n);               /* and who is on it, itself first */
bool        stack_reaches(Stack *s, StackNode *n, const StackNode *to);      /* may it come to call that one, or be it? */
/* What the bound leaves out, interned names: functions that nothing is known of; those whose calls come back to
 * themselves, of which each is counted once; those with a stack that is not fixed. All that the chains from `n` reach. */
typedef struct StackGaps { Spellings unknown, recursive, unfixed; } StackGaps;
StackGaps   stack_gaps(Stack *s, StackNode *n);

#endif
