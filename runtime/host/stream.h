/* stream.h: descriptors and sockets of hosts, as runtime/lib/stream.async sees them.
 *
 * A descriptor is watched from its creation to its close: what the system tells of it is kept in two bits,
 * `readable` and `writable`, which a read or write that found nothing to do takes back. So a task that waits costs no
 * call of the system, and one that need not wait costs a turn of the ready queue.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_STREAM_H
#define ASYNCC_STREAM_H

#include "asyncc.h"

/* Bytes that came and were not asked for yet, or are to be written: n of them from data + at on. */
typedef struct { char *data; size_t at, n, cap; } AcRoom;

typedef struct AcDescriptor {
    AcObj   obj;
    int     fd;                   /* -1: closed */
    bool    readable, writable;   /* so the system said, and nothing was tried in vain since */
    bool    ended;                /* the other end has closed or failed: readable for good */
    bool    ends;                 /* nothing is written any more; the other end is told when `out` is empty */
    bool    watched;              /* not a file, which is always ready */
    bool    is_socket;
    bool    shared;               /* standard input, say: what others use too is not made non-blocking */
    AcQueue readers, writers;     /* tasks that wait */
    AcRoom  in, out;
    struct AcDescriptor *next, *previous;     /* of all that are open */
} AcDescriptor;

/* What getaddrinfo found. */
typedef struct AcAddresses { AcObj obj; void *first; } AcAddresses;

extern const AcType ac_type_descriptor, ac_type_addresses;

/* Of a copy of a descriptor that others use too. */
AC_MUST_CHECK AcStatus ac_descriptor_new(ac_int fd, AcDescriptor **out);
/* Parks the running task until it is worth trying: `write` to write, else to read; a turn, if it is already, so that
 * nobody who reads and writes all the time keeps the others from running. Not if something is kept in `in`, unless
 * `more` is needed. */
AC_MUST_CHECK AcStatus ac_descriptor_wait(AcFrame *f, AcDescriptor *d, bool write, bool more);

/* Each gives NULL when it has to wait for more; what has come stays. OSError of the system. */
AC_MUST_CHECK AcStatus ac_descriptor_read(AcDescriptor *d, ac_int n, AcBytes **out);      /* up to n; empty: the end */
AC_MUST_CHECK AcStatus ac_descriptor_read_all(AcDescriptor *d, AcBytes **out);            /* up to the end */
AC_MUST_CHECK AcStatus ac_descriptor_read_exactly(AcDescriptor *d, ac_int n, AcBytes **out);      /* EOFError */
/* With its \n; without one at the end; ValueError if it is longer than `limit`. */
AC_MUST_CHECK AcStatus ac_descriptor_read_line(AcDescriptor *d, ac_int limit, AcBytes **out);
/* Into a bytearray or memoryview: how many; -1: has to wait. */
AC_MUST_CHECK AcStatus ac_descriptor_read_into(AcDescriptor *d, AcValue buffer, ac_int *out);

/* Writes what it can, and keeps the rest. All or nothing: OSError(ENOBUFS) if more than `limit` bytes would be kept if
 * none could be written, OSError(EPIPE) after the end. */
AC_MUST_CHECK AcStatus ac_descriptor_write(AcDescriptor *d, AcValue data, ac_int limit);
AC_MUST_CHECK AcStatus ac_descriptor_flush(AcDescriptor *d);  /* of that as much as it can */
ac_int ac_descriptor_unwritten(const AcDescriptor *d);
/* When all is written the other side reads an end; reading goes on. */
AC_MUST_CHECK AcStatus ac_descriptor_end(AcDescriptor *d);
/* Whoever waits for it gets OSError(EBADF). */
void ac_descriptor_close(AcDescriptor *d);
bool ac_descriptor_closed(const AcDescriptor *d);

/* host "": all of this machine's. OSError of the resolver. */
AC_MUST_CHECK AcStatus ac_addresses_new(AcStr *host, ac_int port, bool passive, AcAddresses **out);
ac_int ac_addresses_count(const AcAddresses *a);
/* Begins to connect: writable when that is done, how is told by ac_socket_check. */
AC_MUST_CHECK AcStatus ac_socket_connect(AcAddresses *a, ac_int i, AcDescriptor **out);
AC_MUST_CHECK AcStatus ac_socket_check(AcDescriptor *d);
AC_MUST_CHECK AcStatus ac_socket_listen(AcAddresses *a, ac_int i, ac_int backlog, AcDescriptor **out);
AC_MUST_CHECK AcStatus ac_socket_accept(AcDescriptor *d, AcDescriptor **out);             /* NULL: nobody is there */
/* Of this end, or of the other. */
AC_MUST_CHECK AcStatus ac_socket_host(AcDescriptor *d, bool peer, AcStr **out);
AC_MUST_CHECK AcStatus ac_socket_port(AcDescriptor *d, bool peer, ac_int *out);

/* ---- between descriptor.c and socket.c ---- */

AC_MUST_CHECK AcStatus descriptor_make(int fd, AcDescriptor **out);   /* takes fd over, closes it on failure */
AC_COLD AcStatus raise_errno(int number);
#endif
