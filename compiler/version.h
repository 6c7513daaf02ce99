/* version.h: the release that this is.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_VERSION_H
#define ASYNCC_VERSION_H

#define ASYNCC_VERSION "0.1.0"

#endif
