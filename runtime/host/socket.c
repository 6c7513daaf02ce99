/* socket.c: TCP connections and servers of asyncio; sockets of the module `socket`.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bytes.h"
#include "host/address.h"

/* Not done, as it would have to wait. */
static bool is_busy(int number)
{
    return number == EAGAIN || number == EWOULDBLOCK;
}

/* None blocks: who wants to wait does it by ac_descriptor_hold. */
static void set_up(int fd)
{
    (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* ---- connections and servers of asyncio ------------------------------------------------------- */

/* A small message leaves at once. */
static void set_up_stream(int fd)
{
    int one = 1;

    set_up(fd);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static int open_stream(const Address *a)
{
    int fd = socket(a->family, a->kind, a->protocol);

    if (fd >= 0)
        set_up_stream(fd);
    return fd;
}

static AcStatus close_and_raise(int fd)
{
    int number = errno;

    (void)close(fd);
    return raise_errno(number);
}

AcStatus ac_socket_connect(AcAddresses *addresses, ac_int i, AcDescriptor **out)
{
    Address *a = &addresses->at[i];
    int fd = open_stream(a);

    if (fd < 0)
        return raise_errno(errno);
    if (connect(fd, address_name(a), a->size) != 0 && errno != EINPROGRESS && errno != EINTR)
        return close_and_raise(fd);
    return descriptor_make(fd, out);
}

AcStatus ac_socket_check(AcDescriptor *d)
{
    int error = 0;
    socklen_t size = sizeof error;

    if (getsockopt(d->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        return raise_errno(errno);
    return error == 0 ? AC_OK : raise_errno(error);
}

/* "All of this machine's" are two sockets, one of each kind of address. */
AcStatus ac_socket_listen(AcAddresses *addresses, ac_int i, ac_int backlog, AcDescriptor **out)
{
    Address *a = &addresses->at[i];
    int fd = open_stream(a), one = 1;

    if (fd < 0)
        return raise_errno(errno);
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (a->family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
    if (bind(fd, address_name(a), a->size) != 0 || listen(fd, backlog > 65535 ? 65535 : (int)backlog) != 0)
        return close_and_raise(fd);
    return descriptor_make(fd, out);
}

/* A connection that was reset while it waited is none. */
static int accept_next(AcDescriptor *d, struct sockaddr *name, socklen_t *size)
{
    int fd;

    do
        fd = accept(d->fd, name, size);
    while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
    return fd;
}

AcStatus ac_socket_accept(AcDescriptor *d, AcDescriptor **out)
{
    int fd = accept_next(d, NULL, NULL);

    *out = NULL;
    if (fd < 0 && !is_busy(errno))
        return raise_errno(errno);
    if (fd < 0) {
        d->readable = false;
        return AC_OK;
    }
    set_up_stream(fd);
    return descriptor_make(fd, out);
}

/* ---- sockets of the program ------------------------------------------------------------------ */

AcStatus ac_socket_fail(ac_int number)
{
    return raise_errno((int)number);
}

AcStatus ac_socket_new(ac_int family, ac_int kind, ac_int protocol, AcDescriptor **out)
{
    int fd = socket((int)family, (int)kind, (int)protocol);

    if (fd < 0)
        return raise_errno(errno);
    set_up(fd);
    return descriptor_own(fd, out);
}

AcStatus ac_socket_pair(ac_int family, ac_int kind, ac_int protocol, AcList **out)
{
    AcDescriptor *end[2] = { NULL, NULL };
    AcStatus status;
    int fd[2];

    if (socketpair((int)family, (int)kind, (int)protocol, fd) != 0)
        return raise_errno(errno);
    set_up(fd[0]);
    set_up(fd[1]);
    status = descriptor_own(fd[0], &end[0]);
    if (status != AC_OK)
        (void)close(fd[1]);
    else
        status = descriptor_own(fd[1], &end[1]);
    if (status == AC_OK)
        status = ac_list_new(AC_REP_REF, 2, end, out);
    ac_release(end[0]);
    ac_release(end[1]);
    return status;
}

AcStatus ac_socket_bind(AcDescriptor *d, AcAddresses *to)
{
    return bind(d->fd, address_name(to->at), to->at->size) == 0 ? AC_OK : raise_errno(errno);
}

AcStatus ac_socket_hear(AcDescriptor *d, ac_int backlog)
{
    return listen(d->fd, backlog < 0 ? 0 : backlog > 65535 ? 65535 : (int)backlog) == 0 ? AC_OK : raise_errno(errno);
}

ac_int ac_socket_begin(AcDescriptor *d, AcAddresses *to)
{
    return connect(d->fd, address_name(to->at), to->at->size) == 0 ? 0 : errno == EINTR ? EINPROGRESS : errno;
}

AcStatus ac_socket_take(AcDescriptor *d, AcAddresses *from, AcDescriptor **out)
{
    int fd;

    *out = NULL;
    from->at->size = sizeof from->at->name;
    fd = accept_next(d, address_name(from->at), &from->at->size);
    if (fd < 0)
        return is_busy(errno) ? AC_OK : raise_errno(errno);
    set_up(fd);
    return descriptor_own(fd, out);
}

AcStatus ac_socket_send(AcDescriptor *d, AcValue data, ac_int flags, AcAddresses *to, ac_int *out)
{
    AcBytes *b;
    ssize_t went;

    if (bytes_need(data, &b) != AC_OK)
        return AC_RAISED;
    do
        went = sendto(d->fd, b->data, b->n, (int)flags | MSG_NOSIGNAL, to ? address_name(to->at) : NULL, to ? to->at->size : 0);
    while (went < 0 && errno == EINTR);
    *out = (ac_int)went;
    return went < 0 && !is_busy(errno) ? raise_errno(errno) : AC_OK;
}

/* -1: nothing is there; no bytes always are. */
static AcStatus receive(AcDescriptor *d, void *data, size_t n, ac_int flags, AcAddresses *from, ssize_t *came)
{
    socklen_t size = sizeof(struct sockaddr_storage);

    *came = 0;
    if (n == 0 && !from)
        return AC_OK;
    do
        *came = recvfrom(d->fd, data, n, (int)flags, from ? address_name(from->at) : NULL, from ? &size : NULL);
    while (*came < 0 && errno == EINTR);
    if (*came < 0)
        return is_busy(errno) ? AC_OK : raise_errno(errno);
    if (from)
        from->at->size = size;
    return AC_OK;
}

AcStatus ac_socket_receive(AcDescriptor *d, ac_int n, ac_int flags, AcAddresses *from, AcBytes **out)
{
    char *room;
    ssize_t came;
    AcStatus status;

    *out = NULL;
    if (n < 0)
        return ac_raise_text(&ac_ValueError, "negative buffersize in recv");
    room = ac_mem_alloc(n ? (size_t)n : 1);
    if (!room)
        return ac_raise_type(&ac_MemoryError);
    status = receive(d, room, (size_t)n, flags, from, &came);
    if (status == AC_OK && came >= 0)
        status = ac_bytes_new(room, (size_t)came, out);
    ac_mem_free(room);
    return status;
}

AcStatus ac_socket_receive_into(AcDescriptor *d, AcValue buffer, ac_int n, ac_int flags, AcAddresses *from, ac_int *out)
{
    AcBuffer *b = value_bytearray(buffer) ? value_bytearray(buffer) : value_view(buffer);
    ssize_t came;

    if (!b || (!b->room && b->bytes.n > 0))
        return ac_raise_format(&ac_TypeError, "read-write bytes-like object expected, not %T", buffer);
    if (n < 0)
        return ac_raise_text(&ac_ValueError, "negative buffersize in recv_into");
    if ((size_t)n > b->bytes.n)
        return ac_raise_text(&ac_ValueError, "buffer too small for requested bytes");
    if (receive(d, b->room, n ? (size_t)n : b->bytes.n, flags, from, &came) != AC_OK)
        return AC_RAISED;
    *out = (ac_int)came;
    return AC_OK;
}

AcStatus ac_socket_end(AcDescriptor *d, ac_int how)
{
    return shutdown(d->fd, (int)how) == 0 ? AC_OK : raise_errno(errno);
}

AcStatus ac_socket_set_option(AcDescriptor *d, ac_int level, ac_int option, AcValue value)
{
    int number = value.tag == AC_TAG_INT || value.tag == AC_TAG_BOOL ? (int)value_int(value) : 0;
    AcBytes *b = NULL;
    int failed;

    if (value.tag != AC_TAG_INT && value.tag != AC_TAG_BOOL && bytes_need(value, &b) != AC_OK)
        return AC_RAISED;
    failed = setsockopt(d->fd, (int)level, (int)option, b ? (const void *)b->data : &number, b ? (socklen_t)b->n : sizeof number);
    return failed ? raise_errno(errno) : AC_OK;
}

AcStatus ac_socket_option(AcDescriptor *d, ac_int level, ac_int option, ac_int *out)
{
    int number = 0;
    socklen_t size = sizeof number;

    if (getsockopt(d->fd, (int)level, (int)option, &number, &size) != 0)
        return raise_errno(errno);
    *out = number;
    return AC_OK;
}
