/* address.h: what address.c and socket.c share: the addresses themselves. Private to them.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_ADDRESS_H
#define ASYNCC_ADDRESS_H

#include <sys/socket.h>

#include "host/stream.h"

typedef struct {
    int                     family, kind, protocol;
    socklen_t               size;
    struct sockaddr_storage name;
} Address;

struct AcAddresses { AcObj obj; size_t n; Address at[]; };

AC_MUST_CHECK AcStatus addresses_new(size_t n, AcAddresses **out);
static inline struct sockaddr *address_name(Address *a) { return (struct sockaddr *)&a->name; }

#endif
