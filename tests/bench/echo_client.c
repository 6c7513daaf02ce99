/* echo_client.c PORT CLIENTS BYTES MS: so many connections to an echo server on 127.0.0.1, each of which sends a line
 * of so many bytes, waits until it is back, and sends the next, for MS milliseconds after the first round.
 * Prints how many lines came back a second; ends with 1 if one came back wrong.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BYTES_MAX = 65536, EVENTS = 64 };

typedef struct { int fd; size_t back; } Client;      /* bytes of the line that have come back */

static char line[BYTES_MAX];
static size_t line_n;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void connect_to(Client *c, int port, int epoll)
{
    struct sockaddr_in name = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
    int one = 1;

    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&name, sizeof name) != 0)
        die("connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event) != 0)
        die("epoll_ctl");
}

/* A line is small enough to go at once: the server has read the one before. */
static void send_line(Client *c)
{
    c->back = 0;
    if (send(c->fd, line, line_n, MSG_NOSIGNAL) != (ssize_t)line_n)
        die("send");
}

/* Whether the whole line is back. */
static bool receive(Client *c)
{
    char got[BYTES_MAX];
    ssize_t n = recv(c->fd, got, line_n - c->back, MSG_DONTWAIT);

    if (n <= 0)
        die("recv");
    if (memcmp(got, line + c->back, (size_t)n) != 0) {
        fputs("what came back is not what was sent\n", stderr);
        exit(1);
    }
    c->back += (size_t)n;
    return c->back == line_n;
}

static void make_line(size_t n)
{
    if (n < 1 || n > BYTES_MAX)
        exit(2);
    line_n = n;
    for (size_t i = 0; i < n; i++)
        line[i] = (char)('a' + i % 26);
    line[n - 1] = '\n';
}

static void start(int clients, int port, int epoll)
{
    Client *all = calloc((size_t)clients, sizeof *all);

    if (!all)
        die("calloc");
    for (int i = 0; i < clients; i++)
        connect_to(&all[i], port, epoll);
    for (int i = 0; i < clients; i++)
        send_line(&all[i]);
}

/* How many lines came back of the clients of whom something did; each that has all of its line sends it again. */
static int turn(int epoll)
{
    struct epoll_event events[EVENTS];
    int n = epoll_wait(epoll, events, EVENTS, 10000), lines = 0;

    if (n <= 0)
        die("epoll_wait");
    for (int i = 0; i < n; i++) {
        Client *c = events[i].data.ptr;

        if (receive(c)) {
            lines++;
            send_line(c);
        }
    }
    return lines;
}

int main(int argc, char **argv)
{
    int epoll = epoll_create1(EPOLL_CLOEXEC), clients;
    long lines = 0;
    double begun, time;

    if (argc != 5 || epoll < 0)
        return 2;
    clients = atoi(argv[2]);
    make_line((size_t)atol(argv[3]));
    start(clients, atoi(argv[1]), epoll);
    while (lines < clients)
        lines += turn(epoll);
    begun = now();
    lines = 0;
    do {
        lines += turn(epoll);
        time = now() - begun;
    } while (time < atof(argv[4]) / 1000);
    printf("%.0f\n", (double)lines / time);
    return 0;
}
