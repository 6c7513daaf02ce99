/* text.h: a long text in slices, so that it can grow and be put together without being copied.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BASE_TEXT_H
#define ASYNCC_BASE_TEXT_H

#include <stddef.h>
#include "base/vec.h"

typedef struct Slice { const char *at; size_t n; } Slice;
typedef struct Text { Slice *at; int n, cap; } Text;          /* a VEC(Slice) with a name */

#endif
