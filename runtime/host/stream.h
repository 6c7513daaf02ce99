/* stream.h: descriptors and sockets of hosts, as runtime/lib/stream.async, socket.async and select.async see them.
 *
 * A descriptor is watched from its creation to its close (a socket of the program from the first stream on it): what the system tells of it is kept in two bits,
 * `readable` and `writable`, which a read or write that found nothing to do takes back. So a task that waits costs no
 * call of the system, and one that need not wait costs a turn of the ready queue.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_STREAM_H
#define ASYNCC_STREAM_H

#include "asyncc.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes that came and were not asked for yet, or are to be written: n of them from data + at on. */
typedef struct { char *data; size_t at, n, cap; } AcRoom;

typedef struct AcDescriptor {
    AcObj   obj;
    int     fd;                   /* -1: closed */
    bool    readable, writable;   /* so the system said, and nothing was tried in vain since */
    bool    ended;                /* the other end has closed or failed: readable for good */
    bool    ends;                 /* nothing is written any more; the other end is told when `out` is empty */
    bool    watched;              /* not a file, which is always ready */
    bool    is_stream;            /* a read that gave less than it was asked for has taken all: announced again */
    bool    shared;               /* standard input, say: what others use too is not made non-blocking */
    AcQueue readers, writers;     /* tasks that wait */
    AcRoom  in, out;
    struct AcDescriptor *next, *previous;     /* of all that are open */
} AcDescriptor;

/* What getaddrinfo found; one that the system filled in. */
typedef struct AcAddresses AcAddresses;

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
ac_int ac_descriptor_number(const AcDescriptor *d);           /* -1: closed */
/* Of a socket of the program: it is watched from now on. */
AC_MUST_CHECK AcStatus ac_descriptor_watch(AcDescriptor *d);

/* ---- addresses ---- */

/* TCP. host "": all of this machine's. OSError of the resolver, with a negative number. */
AC_MUST_CHECK AcStatus ac_addresses_new(AcStr *host, ac_int port, bool passive, AcAddresses **out);
/* As getaddrinfo(3); host or service "": none. */
AC_MUST_CHECK AcStatus ac_addresses_find(AcStr *host, AcStr *service, ac_int family, ac_int kind, ac_int protocol, ac_int flags,
                                         AcAddresses **out);
AC_MUST_CHECK AcStatus ac_address_new(AcAddresses **out);     /* one, to be filled in; family 0 until then */
AC_MUST_CHECK AcStatus ac_address_of(AcDescriptor *d, bool peer, AcAddresses **out);      /* of this end, or of the other */
ac_int ac_addresses_count(const AcAddresses *a);
ac_int ac_address_family(const AcAddresses *a, ac_int i);
ac_int ac_address_kind(const AcAddresses *a, ac_int i);
ac_int ac_address_protocol(const AcAddresses *a, ac_int i);
AC_MUST_CHECK AcStatus ac_address_host(const AcAddresses *a, ac_int i, AcStr **out);      /* OSError: it is no internet address */
ac_int ac_address_port(const AcAddresses *a, ac_int i);
ac_int ac_address_flow(const AcAddresses *a, ac_int i);
ac_int ac_address_scope(const AcAddresses *a, ac_int i);
void ac_address_set_link(AcAddresses *a, ac_int flow, ac_int scope);          /* of the first, if it is one of IPv6 */

/* ---- asyncio's connections and servers ---- */

/* Begins to connect: writable when that is done, how is told by ac_socket_check. */
AC_MUST_CHECK AcStatus ac_socket_connect(AcAddresses *a, ac_int i, AcDescriptor **out);
AC_MUST_CHECK AcStatus ac_socket_check(AcDescriptor *d);
AC_MUST_CHECK AcStatus ac_socket_listen(AcAddresses *a, ac_int i, ac_int backlog, AcDescriptor **out);
AC_MUST_CHECK AcStatus ac_socket_accept(AcDescriptor *d, AcDescriptor **out);             /* NULL: nobody is there */

/* ---- sockets of the program: as the system's functions; none waits ---- */

AC_COLD AcStatus ac_socket_fail(ac_int number);               /* raises the OSError of that number */
AC_MUST_CHECK AcStatus ac_socket_new(ac_int family, ac_int kind, ac_int protocol, AcDescriptor **out);
AC_MUST_CHECK AcStatus ac_socket_pair(ac_int family, ac_int kind, ac_int protocol, AcList **out);
AC_MUST_CHECK AcStatus ac_socket_bind(AcDescriptor *d, AcAddresses *to);
AC_MUST_CHECK AcStatus ac_socket_hear(AcDescriptor *d, ac_int backlog);
ac_int ac_socket_begin(AcDescriptor *d, AcAddresses *to);     /* connect: 0, or the system's number */
AC_MUST_CHECK AcStatus ac_socket_take(AcDescriptor *d, AcAddresses *from, AcDescriptor **out);    /* accept; NULL: nobody is there */
/* `to`, `from` may be NULL. -1, NULL: it would have to wait. */
AC_MUST_CHECK AcStatus ac_socket_send(AcDescriptor *d, AcValue data, ac_int flags, AcAddresses *to, ac_int *out);
AC_MUST_CHECK AcStatus ac_socket_receive(AcDescriptor *d, ac_int n, ac_int flags, AcAddresses *from, AcBytes **out);
AC_MUST_CHECK AcStatus ac_socket_receive_into(AcDescriptor *d, AcValue buffer, ac_int n, ac_int flags, AcAddresses *from, ac_int *out);
AC_MUST_CHECK AcStatus ac_socket_end(AcDescriptor *d, ac_int how);
AC_MUST_CHECK AcStatus ac_socket_set_option(AcDescriptor *d, ac_int level, ac_int option, AcValue value);
AC_MUST_CHECK AcStatus ac_socket_option(AcDescriptor *d, ac_int level, ac_int option, ac_int *out);

/* ---- waiting outside of the loop, which holds up every task: poll.c ---- */

typedef struct AcPollSet AcPollSet;
extern const AcType ac_type_poll_set;

/* Until it is writable or readable, or for ms milliseconds; -1: for ever. */
AC_MUST_CHECK AcStatus ac_descriptor_hold(AcDescriptor *d, bool write, ac_int ms, bool *out);
/* Which of poll's events are there: what was read and not asked for counts, and so does a close. */
AC_MUST_CHECK AcStatus ac_descriptor_events(AcDescriptor *d, ac_int events, ac_int *out);
AC_MUST_CHECK AcStatus ac_poll_set_new(AcPollSet **out);
AC_MUST_CHECK AcStatus ac_poll_set_add(AcPollSet *set, ac_int fd, ac_int events);         /* fd -1: nothing ever happens to it */
AC_MUST_CHECK AcStatus ac_poll_set_hold(AcPollSet *set, ac_int ms);
ac_int ac_poll_set_events(const AcPollSet *set, ac_int i);    /* of the one added as number i */

/* ---- between the files of host/ ---- */

AC_MUST_CHECK AcStatus descriptor_make(int fd, AcDescriptor **out);   /* takes fd over, closes it on failure */
AC_MUST_CHECK AcStatus descriptor_own(int fd, AcDescriptor **out);    /* the same, not watched yet */
/* What one end of a connection wrote, the other reads at once; but the system may take its time to move it. */
#define VIRTUAL_GRACE_MS 1
AC_COLD AcStatus raise_errno(int number);
AC_COLD AcStatus raise_os_error(int number, const char *words);

#ifdef __cplusplus
}
#endif

#endif
