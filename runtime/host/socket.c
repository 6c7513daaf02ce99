/* socket.c: TCP: names to addresses, connecting, listening, accepting.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "objects.h"
#include "host/stream.h"

static void addresses_free(AcObj *o);

const AcType ac_type_addresses = { .obj = AC_TYPE_OBJ, .name = "Addresses", .base = &ac_type_object, .free = addresses_free };

/* ---- names ----------------------------------------------------------------------------------- */

static AcStatus raise_resolver(int code)
{
    AcValue args[2] = { ac_from_int(code), ac_from_none() };
    const char *words = gai_strerror(code);
    AcStr *text;

    if (ac_str_new(words, strlen(words), &text) != AC_OK)
        return AC_RAISED;
    args[1] = ac_from_ref(text);
    (void)ac_raise_new(&ac_OSError, 2, args);
    ac_release(text);
    return AC_RAISED;
}

AcStatus ac_addresses_new(AcStr *host, ac_int port, bool passive, AcAddresses **out)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV | (passive ? AI_PASSIVE : 0) }, *found;
    char service[16];
    int code;

    if (port < 0 || port > 65535)
        return ac_raise_text(&ac_OverflowError, "port must be 0-65535.");
    if (strlen(host->data) != host->bytes)
        return ac_raise_text(&ac_ValueError, "embedded null character");
    (void)snprintf(service, sizeof service, "%d", (int)port);
    code = getaddrinfo(host->bytes ? host->data : NULL, service, &hints, &found);
    if (code != 0)
        return code == EAI_SYSTEM ? raise_errno(errno) : raise_resolver(code);
    if (ac_new(&ac_type_addresses, sizeof **out, out) != AC_OK) {
        freeaddrinfo(found);
        return AC_RAISED;
    }
    (*out)->first = found;
    return AC_OK;
}

static void addresses_free(AcObj *o)
{
    freeaddrinfo(((AcAddresses *)o)->first);
    mem_disown();
    mem_give(o, sizeof(AcAddresses));
}

ac_int ac_addresses_count(const AcAddresses *a)
{
    ac_int n = 0;

    for (const struct addrinfo *at = a->first; at; at = at->ai_next)
        n++;
    return n;
}

static const struct addrinfo *address(const AcAddresses *a, ac_int i)
{
    const struct addrinfo *at = a->first;

    for (; i > 0; i--)
        at = at->ai_next;
    return at;
}

/* ---- sockets --------------------------------------------------------------------------------- */

/* A small message leaves at once. */
static void set_up(int fd)
{
    int one = 1;

    (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static int open_socket(const struct addrinfo *a)
{
    int fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);

    if (fd >= 0)
        set_up(fd);
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
    const struct addrinfo *a = address(addresses, i);
    int fd = open_socket(a);

    if (fd < 0)
        return raise_errno(errno);
    if (connect(fd, a->ai_addr, a->ai_addrlen) != 0 && errno != EINPROGRESS && errno != EINTR)
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
    const struct addrinfo *a = address(addresses, i);
    int fd = open_socket(a), one = 1;

    if (fd < 0)
        return raise_errno(errno);
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (a->ai_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
    if (bind(fd, a->ai_addr, a->ai_addrlen) != 0 || listen(fd, backlog > 65535 ? 65535 : (int)backlog) != 0)
        return close_and_raise(fd);
    return descriptor_make(fd, out);
}

/* A connection that was reset while it waited is none. */
AcStatus ac_socket_accept(AcDescriptor *d, AcDescriptor **out)
{
    int fd;

    *out = NULL;
    if (d->fd < 0)
        return raise_errno(EBADF);
    do
        fd = accept(d->fd, NULL, NULL);
    while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
    if (fd < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
        return raise_errno(errno);
    if (fd < 0) {
        d->readable = false;
        return AC_OK;
    }
    set_up(fd);
    return descriptor_make(fd, out);
}

/* host and service are NAME_SIZE long. */
#define NAME_SIZE 64

static AcStatus name_of(AcDescriptor *d, bool peer, char *host, char *service)
{
    struct sockaddr_storage name;
    socklen_t size = sizeof name;
    int got = peer ? getpeername(d->fd, (struct sockaddr *)&name, &size) : getsockname(d->fd, (struct sockaddr *)&name, &size);

    if (got != 0)
        return raise_errno(errno);
    got = getnameinfo((struct sockaddr *)&name, size, host, NAME_SIZE, service, NAME_SIZE, NI_NUMERICHOST | NI_NUMERICSERV);
    return got == 0 ? AC_OK : raise_resolver(got);
}

AcStatus ac_socket_host(AcDescriptor *d, bool peer, AcStr **out)
{
    char host[NAME_SIZE], service[NAME_SIZE];

    if (name_of(d, peer, host, service) != AC_OK)
        return AC_RAISED;
    return ac_str_new(host, strlen(host), out);
}

AcStatus ac_socket_port(AcDescriptor *d, bool peer, ac_int *out)
{
    char host[NAME_SIZE], service[NAME_SIZE];

    if (name_of(d, peer, host, service) != AC_OK)
        return AC_RAISED;
    *out = 0;
    for (const char *c = service; *c; c++)
        *out = *out * 10 + (*c - '0');
    return AC_OK;
}
