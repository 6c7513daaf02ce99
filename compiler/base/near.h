/* near.h: "did you mean": the known name most like a wanted one.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BASE_NEAR_H
#define ASYNCC_BASE_NEAR_H

/* By edit distance, at most a third of the name's length; NULL when none is near. */
const char *near_name(const char *wanted, const char *const *names, int n);

#endif
