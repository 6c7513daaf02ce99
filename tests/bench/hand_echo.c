/* hand_echo.c PORT: sends back what comes, on 127.0.0.1: one thread, epoll, a connection's memory only while the
 * other side does not read. Says "listening" when it does.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CHUNK = 65536, EVENTS = 64 };

typedef struct {
    int    fd;
    char  *rest;                  /* what could not be sent: n bytes from at on; nothing is read meanwhile */
    size_t at, n;
} Connection;

static int epoll;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void watch(int how, int fd, unsigned events, void *data)
{
    struct epoll_event event = { .events = events, .data.ptr = data };

    if (epoll_ctl(epoll, how, fd, &event) != 0)
        die("epoll_ctl");
}

static void drop(Connection *c)
{
    close(c->fd);
    free(c->rest);
    free(c);
}

static void accept_all(int listener)
{
    int fd, one = 1;

    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        Connection *c = calloc(1, sizeof *c);

        if (!c)
            die("calloc");
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        c->fd = fd;
        watch(EPOLL_CTL_ADD, fd, EPOLLIN, c);
    }
}

/* How many bytes went; -1: the connection is gone. */
static ssize_t send_some(const Connection *c, const char *data, size_t n)
{
    ssize_t sent = send(c->fd, data, n, MSG_NOSIGNAL);

    return sent < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : sent;
}

static bool keep(Connection *c, const char *data, size_t n)
{
    c->rest = malloc(n);
    if (!c->rest)
        return false;
    memcpy(c->rest, data, n);
    c->at = 0;
    c->n = n;
    watch(EPOLL_CTL_MOD, c->fd, EPOLLOUT, c);
    return true;
}

static bool send_rest(Connection *c)
{
    ssize_t sent = send_some(c, c->rest + c->at, c->n);

    if (sent < 0)
        return false;
    c->at += (size_t)sent;
    c->n -= (size_t)sent;
    if (c->n == 0) {
        free(c->rest);
        c->rest = NULL;
        watch(EPOLL_CTL_MOD, c->fd, EPOLLIN, c);
    }
    return true;
}

static bool echo(Connection *c)
{
    static char chunk[CHUNK];
    ssize_t came = recv(c->fd, chunk, sizeof chunk, 0), sent;

    if (came < 0)
        return errno == EAGAIN || errno == EINTR;
    if (came == 0)
        return false;
    sent = send_some(c, chunk, (size_t)came);
    return sent == came || (sent >= 0 && keep(c, chunk + sent, (size_t)(came - sent)));
}

static int listen_on(int port)
{
    struct sockaddr_in name = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0 ||
        bind(fd, (struct sockaddr *)&name, sizeof name) != 0 || listen(fd, 100) != 0)
        die("listen");
    return fd;
}

int main(int argc, char **argv)
{
    struct epoll_event events[EVENTS];
    int listener = listen_on(argc > 1 ? atoi(argv[1]) : 7007), n;

    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0)
        die("epoll_create1");
    watch(EPOLL_CTL_ADD, listener, EPOLLIN, NULL);
    puts("listening");
    fflush(stdout);
    while ((n = epoll_wait(epoll, events, EVENTS, -1)) >= 0 || errno == EINTR) {
        for (int i = 0; i < n; i++) {
            Connection *c = events[i].data.ptr;

            if (!c)
                accept_all(listener);
            else if (!(c->rest ? send_rest(c) : echo(c)))
                drop(c);
        }
    }
    die("epoll_wait");
}
