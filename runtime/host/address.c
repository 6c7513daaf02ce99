/* address.c: names to addresses, and what stands in an address.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>

#include "objects.h"
#include "host/address.h"

static void addresses_free(AcObj *o);
static AcStatus copy(const struct addrinfo *found, AcAddresses **out);

const AcType ac_type_addresses = { .obj = AC_TYPE_OBJ, .name = "Addresses", .base = &ac_type_object, .free = addresses_free };

static size_t size_of(size_t n)
{
    return sizeof(AcAddresses) + n * sizeof(Address);
}

AcStatus addresses_new(size_t n, AcAddresses **out)
{
    if (ac_new(&ac_type_addresses, size_of(n), out) != AC_OK)
        return AC_RAISED;
    (*out)->n = n;
    return AC_OK;
}

static void addresses_free(AcObj *o)
{
    mem_disown();
    mem_give(o, size_of(((AcAddresses *)o)->n));
}

/* ---- looking up ------------------------------------------------------------------------------ */

AcStatus ac_addresses_new(AcStr *host, ac_int port, bool passive, AcAddresses **out)
{
    char digits[16];
    AcStr *service;
    AcStatus status;

    if (port < 0 || port > 65535)
        return ac_raise_text(&ac_OverflowError, "port must be 0-65535.");
    if (ac_str_new(digits, (size_t)snprintf(digits, sizeof digits, "%d", (int)port), &service) != AC_OK)
        return AC_RAISED;
    status = ac_addresses_find(host, service, AF_UNSPEC, SOCK_STREAM, 0, AI_NUMERICSERV | (passive ? AI_PASSIVE : 0), out);
    ac_release(service);
    return status;
}

AcStatus ac_addresses_find(AcStr *host, AcStr *service, ac_int family, ac_int kind, ac_int protocol, ac_int flags, AcAddresses **out)
{
    struct addrinfo hints = { .ai_family = (int)family, .ai_socktype = (int)kind, .ai_protocol = (int)protocol, .ai_flags = (int)flags };
    struct addrinfo *found;
    AcStatus status;
    int code;

    if (strlen(host->data) != host->bytes || strlen(service->data) != service->bytes)
        return ac_raise_text(&ac_ValueError, "embedded null character");
    code = getaddrinfo(host->bytes ? host->data : NULL, service->bytes ? service->data : NULL, &hints, &found);
    if (code != 0)
        return code == EAI_SYSTEM ? raise_errno(errno) : raise_os_error(code, gai_strerror(code));
    status = copy(found, out);
    freeaddrinfo(found);
    return status;
}

static AcStatus copy(const struct addrinfo *found, AcAddresses **out)
{
    size_t n = 0;
    Address *a;

    for (const struct addrinfo *at = found; at; at = at->ai_next)
        n++;
    if (addresses_new(n, out) != AC_OK)
        return AC_RAISED;
    a = (*out)->at;
    for (const struct addrinfo *at = found; at; at = at->ai_next, a++) {
        *a = (Address){ .family = at->ai_family, .kind = at->ai_socktype, .protocol = at->ai_protocol, .size = at->ai_addrlen };
        memcpy(&a->name, at->ai_addr, at->ai_addrlen);
    }
    return AC_OK;
}

AcStatus ac_address_of(AcDescriptor *d, bool peer, AcAddresses **out)
{
    Address *a;
    int got;

    if (addresses_new(1, out) != AC_OK)
        return AC_RAISED;
    a = (*out)->at;
    a->size = sizeof a->name;
    got = peer ? getpeername(d->fd, address_name(a), &a->size) : getsockname(d->fd, address_name(a), &a->size);
    if (got == 0)
        return AC_OK;
    ac_clear(*out);
    return raise_errno(errno);
}

AcStatus ac_address_new(AcAddresses **out)
{
    return addresses_new(1, out);
}

/* ---- reading --------------------------------------------------------------------------------- */

ac_int ac_addresses_count(const AcAddresses *a)
{
    return (ac_int)a->n;
}

ac_int ac_address_kind(const AcAddresses *a, ac_int i)
{
    return a->at[i].kind;
}

ac_int ac_address_protocol(const AcAddresses *a, ac_int i)
{
    return a->at[i].protocol;
}

/* Of a name that the system filled in, too. */
ac_int ac_address_family(const AcAddresses *a, ac_int i)
{
    return a->at[i].name.ss_family;
}

static bool is_wide(const AcAddresses *a, ac_int i)
{
    return a->at[i].name.ss_family == AF_INET6;
}

static struct sockaddr_in6 wide(const AcAddresses *a, ac_int i)
{
    struct sockaddr_in6 name;

    memcpy(&name, &a->at[i].name, sizeof name);
    return name;
}

AcStatus ac_address_host(const AcAddresses *a, ac_int i, AcStr **out)
{
    char host[NI_MAXHOST];
    int code;

    if (ac_address_family(a, i) != AF_INET && !is_wide(a, i))
        return raise_errno(EAFNOSUPPORT);
    code = getnameinfo((const struct sockaddr *)&a->at[i].name, a->at[i].size, host, sizeof host, NULL, 0, NI_NUMERICHOST);
    return code == 0 ? ac_str_new(host, strlen(host), out) : raise_os_error(code, gai_strerror(code));
}

ac_int ac_address_port(const AcAddresses *a, ac_int i)
{
    struct sockaddr_in name;

    memcpy(&name, &a->at[i].name, sizeof name);
    return ntohs(is_wide(a, i) ? wide(a, i).sin6_port : name.sin_port);
}

ac_int ac_address_flow(const AcAddresses *a, ac_int i)
{
    return is_wide(a, i) ? (ac_int)ntohl(wide(a, i).sin6_flowinfo) : 0;
}

ac_int ac_address_scope(const AcAddresses *a, ac_int i)
{
    return is_wide(a, i) ? (ac_int)wide(a, i).sin6_scope_id : 0;
}

void ac_address_set_link(AcAddresses *a, ac_int flow, ac_int scope)
{
    struct sockaddr_in6 name = wide(a, 0);

    if (!is_wide(a, 0))
        return;
    name.sin6_flowinfo = htonl((uint32_t)flow);
    name.sin6_scope_id = (uint32_t)scope;
    memcpy(&a->at[0].name, &name, sizeof name);
}
