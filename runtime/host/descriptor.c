/* descriptor.c: reading and writing of descriptors without blocking, and the wait for them: epoll on Linux, where an
 * event is told once, poll elsewhere, for those that somebody waits for.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/epoll.h>
#endif

#include "loop.h"
#include "bytes.h"
#include "host/stream.h"

#define CHUNK_MAX 65536           /* bytes that one read asks for */
#define EVENTS_MAX 64

static void descriptor_free(AcObj *o);
static void wait_for_events(uint32_t ms);
static bool somebody_waits(void);
static AcStatus fill(AcDescriptor *d, size_t n, const char **got, size_t *n_got);
static AcStatus raise_closed(void);
static AcStatus shut_down(AcDescriptor *d);

const AcType ac_type_descriptor = { .obj = AC_TYPE_OBJ, .name = "Descriptor", .base = &ac_type_object, .free = descriptor_free };

static const AcWatcher watcher = { wait_for_events, somebody_waits };
static AcDescriptor *all;
static char chunk[CHUNK_MAX];     /* what is read comes here first */

/* ---- rooms ----------------------------------------------------------------------------------- */

static void room_clear(AcRoom *r)
{
    ac_mem_free(r->data);
    *r = (AcRoom){ NULL, 0, 0, 0 };
}

/* An empty room has no memory: of ten thousand connections few have anything in it. */
static void room_take(AcRoom *r, size_t n)
{
    r->at += n;
    r->n -= n;
    if (r->n == 0)
        room_clear(r);
}

static AcStatus room_add(AcRoom *r, const char *data, size_t n)
{
    if (n == 0)
        return AC_OK;
    if (r->at > 0 && r->at + r->n + n > r->cap) {
        memmove(r->data, r->data + r->at, r->n);
        r->at = 0;
    }
    if (r->n + n > r->cap) {
        size_t cap = r->cap * 2 > r->n + n ? r->cap * 2 : r->n + n;
        char *grown = ac_mem_resize(r->data, cap);

        if (!grown)
            return exc_raise_memory();
        r->data = grown;
        r->cap = cap;
    }
    memcpy(r->data + r->at + r->n, data, n);
    r->n += n;
    return AC_OK;
}

static AcStatus room_give(AcRoom *r, size_t n, AcBytes **out)
{
    if (ac_bytes_new(r->n ? r->data + r->at : "", n, out) != AC_OK)
        return AC_RAISED;
    if (n > 0)
        room_take(r, n);
    return AC_OK;
}

/* ---- events ---------------------------------------------------------------------------------- */

static void tell(AcDescriptor *d, bool readable, bool writable, bool ended)
{
    d->ended |= ended;
    if (readable || ended) {
        d->readable = true;
        ac_queue_wake_all(&d->readers);
    }
    if (writable || ended) {
        d->writable = true;
        ac_queue_wake_all(&d->writers);
    }
}

#ifdef __linux__

static int epoll = -1;

static bool watch(AcDescriptor *d)
{
    struct epoll_event event = { .events = d->shared ? EPOLLONESHOT : EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = d };

    if (epoll < 0) {
        struct epoll_event wake = { .events = EPOLLIN, .data.ptr = NULL };

        epoll = epoll_create1(EPOLL_CLOEXEC);
        if (epoll < 0 || (ac_port_wake_fd() >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, ac_port_wake_fd(), &wake) != 0))
            return false;
    }
    return epoll_ctl(epoll, EPOLL_CTL_ADD, d->fd, &event) == 0;
}

static void unwatch(AcDescriptor *d)
{
    (void)epoll_ctl(epoll, EPOLL_CTL_DEL, d->fd, NULL);
}

/* What is not read to its end must be told again: such a descriptor is asked for each time. */
static void ask(AcDescriptor *d)
{
    struct epoll_event event = { .events = EPOLLONESHOT, .data.ptr = d };

    event.events |= (ac_queue_empty(&d->readers) ? 0u : EPOLLIN) | (ac_queue_empty(&d->writers) ? 0u : EPOLLOUT);
    (void)epoll_ctl(epoll, EPOLL_CTL_MOD, d->fd, &event);
}

/* -1: it takes as long as it takes; true: something came. A descriptor that was closed meanwhile is not among them:
 * nothing runs in between. */
static bool look(int ms)
{
    struct epoll_event events[EVENTS_MAX];
    int n = epoll_wait(epoll, events, EVENTS_MAX, ms);

    for (int i = 0; i < n; i++) {
        unsigned e = events[i].events;

        if (events[i].data.ptr)
            tell(events[i].data.ptr, e & EPOLLIN, e & EPOLLOUT, e & (EPOLLRDHUP | EPOLLHUP | EPOLLERR));
        else
            ac_port_idle(0);
    }
    return n > 0;
}

#else

static struct pollfd *polled;
static AcDescriptor **polled_for;
static size_t polled_cap;

/* Room for all that are open, and for the port. */
static bool watch(AcDescriptor *d)
{
    size_t n = 2;
    struct pollfd *fds;
    AcDescriptor **descriptors;

    (void)d;
    for (const AcDescriptor *other = all; other; other = other->next)
        n++;
    if (n <= polled_cap)
        return true;
    fds = ac_mem_resize(polled, n * 2 * sizeof *fds);
    if (fds)
        polled = fds;
    descriptors = ac_mem_resize(polled_for, n * 2 * sizeof *descriptors);
    if (descriptors)
        polled_for = descriptors;
    if (!fds || !descriptors) {
        errno = ENOMEM;
        return false;
    }
    polled_cap = n * 2;
    return true;
}

static void unwatch(AcDescriptor *d)
{
    (void)d;
}

static void ask(AcDescriptor *d)
{
    (void)d;
}

static bool look(int ms)
{
    size_t n = 0;
    bool came = false;

    if (ac_port_wake_fd() >= 0) {
        polled_for[n] = NULL;
        polled[n++] = (struct pollfd){ ac_port_wake_fd(), POLLIN, 0 };
    }
    for (AcDescriptor *d = all; d; d = d->next) {
        short events = (short)((ac_queue_empty(&d->readers) ? 0 : POLLIN) | (ac_queue_empty(&d->writers) ? 0 : POLLOUT));

        if (d->watched && events) {
            polled_for[n] = d;
            polled[n++] = (struct pollfd){ d->fd, events, 0 };
        }
    }
    if (poll(polled, (nfds_t)n, ms) <= 0)
        return false;
    for (size_t i = 0; i < n; i++) {
        short e = polled[i].revents;

        came |= e != 0;
        if (e && polled_for[i])
            tell(polled_for[i], e & POLLIN, e & POLLOUT, e & (POLLHUP | POLLERR | POLLNVAL));
        else if (e)
            ac_port_idle(0);
    }
    return came;
}

#endif

/* As ac_port_idle, but for the descriptors too. A virtual clock jumps only when there is nothing to read. */
static void wait_for_events(uint32_t ms)
{
    int timeout = ms == AC_NEVER ? -1 : ms > INT_MAX ? INT_MAX : (int)ms;

    if (ac_port_wake_fd() >= 0 || timeout <= 0)
        (void)look(timeout);
    else if (!look(VIRTUAL_GRACE_MS))
        ac_port_idle(ms);
}

static bool somebody_waits(void)
{
    for (const AcDescriptor *d = all; d; d = d->next)
        if (!ac_queue_empty(&d->readers) || !ac_queue_empty(&d->writers))
            return true;
    return false;
}

/* ---- the life of a descriptor ---------------------------------------------------------------- */

AcStatus descriptor_own(int fd, AcDescriptor **out)
{
    AcDescriptor *d;
    int kind = 0;
    socklen_t size = sizeof kind;

    if (ac_new(&ac_type_descriptor, sizeof *d, &d) != AC_OK) {
        (void)close(fd);
        return AC_RAISED;
    }
    d->fd = fd;
    d->is_stream = getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &size) == 0 && kind == SOCK_STREAM;
    *out = d;
    return AC_OK;
}

AcStatus ac_descriptor_watch(AcDescriptor *d)
{
    if (d->fd < 0)
        return raise_closed();
    if (d->watched)
        return AC_OK;
    d->watched = watch(d);
    if (!d->watched && errno != EPERM)                      /* EPERM: a file */
        return raise_errno(errno);
    d->readable = d->writable = !d->watched;
    d->next = all;
    if (all)
        all->previous = d;
    all = d;
    ac_watcher = &watcher;
    ac_attention = ATTENTION_LOOK;
    return AC_OK;
}

static AcStatus make(int fd, bool shared, AcDescriptor **out)
{
    if (descriptor_own(fd, out) != AC_OK)
        return AC_RAISED;
    (*out)->shared = shared;
    if (ac_descriptor_watch(*out) == AC_OK)
        return AC_OK;
    ac_clear(*out);
    return AC_RAISED;
}

AcStatus descriptor_make(int fd, AcDescriptor **out)
{
    return make(fd, false, out);
}

AcStatus ac_descriptor_new(ac_int fd, AcDescriptor **out)
{
    int copy = fcntl((int)fd, F_DUPFD_CLOEXEC, 0);

    return copy < 0 ? raise_errno(errno) : make(copy, true, out);
}

void ac_descriptor_close(AcDescriptor *d)
{
    if (d->fd < 0)
        return;
    if (d->watched)
        unwatch(d);
    (void)close(d->fd);
    room_clear(&d->in);
    room_clear(&d->out);
    d->fd = -1;
    if (d->next)
        d->next->previous = d->previous;
    if (d->previous)
        d->previous->next = d->next;
    else if (all == d)
        all = d->next;
    if (!all)
        ac_watcher = NULL;
    ac_queue_wake_all(&d->readers);
    ac_queue_wake_all(&d->writers);
}

bool ac_descriptor_closed(const AcDescriptor *d)
{
    return d->fd < 0;
}

ac_int ac_descriptor_number(const AcDescriptor *d)
{
    return d->fd;
}

static void descriptor_free(AcObj *o)
{
    ac_descriptor_close((AcDescriptor *)o);
    mem_disown();
    mem_give(o, sizeof(AcDescriptor));
}

AcStatus ac_descriptor_wait(AcFrame *f, AcDescriptor *d, bool write, bool more)
{
    AcStatus status;

    if (d->fd < 0)
        return raise_closed();
    if (!write && !more && d->in.n > 0)
        return AC_OK;
    if (write ? d->writable : d->readable)
        return ac_sleep_ms(f, 0);
    status = ac_queue_wait(f, write ? &d->writers : &d->readers);
    if (d->shared)
        ask(d);
    return status;
}

static AcStatus raise_closed(void)
{
    return raise_errno(EBADF);
}

AcStatus raise_errno(int number)
{
    return raise_os_error(number, strerror(number));
}

AcStatus raise_os_error(int number, const char *words)
{
    AcValue args[2] = { ac_from_int(number), ac_from_none() };
    AcStr *text;

    if (ac_str_new(words, strlen(words), &text) != AC_OK)
        return AC_RAISED;
    args[1] = ac_from_ref(text);
    (void)ac_raise_new(&ac_OSError, 2, args);
    ac_release(text);
    return AC_RAISED;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* A stream that gave less than was asked for is empty: its next bytes will be announced. Terminals give a line. */
static AcStatus fill(AcDescriptor *d, size_t n, const char **got, size_t *n_got)
{
    ssize_t came;

    *got = NULL;
    *n_got = 0;
    if (d->fd < 0)
        return raise_closed();
    if (!d->readable)
        return AC_OK;
    if (n > CHUNK_MAX)
        n = CHUNK_MAX;
    do
        came = read(d->fd, chunk, n);
    while (came < 0 && errno == EINTR);
    if (came < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
        return raise_errno(errno);
    if (d->watched && (came < 0 || d->shared || (d->is_stream && (size_t)came < n && !d->ended)))
        d->readable = false;
    if (came < 0)
        return AC_OK;
    *got = chunk;
    *n_got = (size_t)came;
    return AC_OK;
}

AcStatus ac_descriptor_read(AcDescriptor *d, ac_int n, AcBytes **out)
{
    size_t most = n < 0 || n > CHUNK_MAX ? CHUNK_MAX : (size_t)n, came;
    const char *data;

    *out = NULL;
    if (d->in.n > 0 || n == 0)
        return room_give(&d->in, d->in.n < most ? d->in.n : most, out);
    if (fill(d, most, &data, &came) != AC_OK)
        return AC_RAISED;
    return data ? ac_bytes_new(data, came, out) : AC_OK;
}

/* Moves one chunk into `in`: how many bytes; -1: none yet, 0: the end. */
static AcStatus gather(AcDescriptor *d, ac_int *came)
{
    const char *data;
    size_t n;

    if (fill(d, CHUNK_MAX, &data, &n) != AC_OK)
        return AC_RAISED;
    *came = data ? (ac_int)n : -1;
    return room_add(&d->in, data, n);
}

AcStatus ac_descriptor_read_all(AcDescriptor *d, AcBytes **out)
{
    ac_int came = 1;

    *out = NULL;
    while (came > 0)
        if (gather(d, &came) != AC_OK)
            return AC_RAISED;
    return came == 0 ? room_give(&d->in, d->in.n, out) : AC_OK;
}

AcStatus ac_descriptor_read_exactly(AcDescriptor *d, ac_int n, AcBytes **out)
{
    ac_int came = 1;

    *out = NULL;
    while ((ac_int)d->in.n < n && came > 0)
        if (gather(d, &came) != AC_OK)
            return AC_RAISED;
    if ((ac_int)d->in.n >= n)
        return room_give(&d->in, n < 0 ? 0 : (size_t)n, out);
    return came == 0 ? ac_raise_type(&ac_EOFError) : AC_OK;
}

AcStatus ac_descriptor_read_line(AcDescriptor *d, ac_int limit, AcBytes **out)
{
    ac_int came = 1;
    size_t seen = 0;

    *out = NULL;
    for (;;) {
        const char *data = d->in.data + d->in.at, *end = d->in.n > seen ? memchr(data + seen, '\n', d->in.n - seen) : NULL;
        size_t n = end ? (size_t)(end - data) + 1 : d->in.n;

        if ((ac_int)n > limit) {
            room_take(&d->in, n);
            return ac_raise_text(&ac_ValueError, "the line is longer than the stream's limit");
        }
        if (end || came == 0)
            return room_give(&d->in, n, out);
        seen = d->in.n;
        if (gather(d, &came) != AC_OK)
            return AC_RAISED;
        if (came < 0)
            return AC_OK;
    }
}

AcStatus ac_descriptor_read_into(AcDescriptor *d, AcValue buffer, ac_int *out)
{
    AcBuffer *b = value_bytearray(buffer) ? value_bytearray(buffer) : value_view(buffer);
    AcBytes *got;

    if (!b || (!b->room && b->bytes.n > 0))
        return ac_raise_format(&ac_TypeError, "read-write bytes-like object expected, not %T", buffer);
    if (ac_descriptor_read(d, (ac_int)b->bytes.n, &got) != AC_OK)
        return AC_RAISED;
    *out = got ? (ac_int)got->n : -1;
    if (got && got->n)
        memcpy(b->room, got->data, got->n);
    ac_release(got);
    return AC_OK;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* What is announced as writable takes so many bytes without blocking. */
static size_t most_to_write(const AcDescriptor *d, size_t n)
{
    return d->shared && n > PIPE_BUF ? PIPE_BUF : n;
}

static AcStatus put(AcDescriptor *d, const char *data, size_t n, size_t *written)
{
    *written = 0;
    if (d->fd < 0)
        return raise_closed();
    if (d->shared)
        ac_flush();                             /* what print() has gathered comes first */
    while (d->writable && *written < n) {
        ssize_t went = d->is_stream ? send(d->fd, data + *written, n - *written, MSG_NOSIGNAL)
                                    : write(d->fd, data + *written, most_to_write(d, n - *written));

        if (went >= 0) {
            *written += (size_t)went;
            d->writable = !d->shared || !d->watched;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            d->writable = false;
        } else if (errno != EINTR) {
            return raise_errno(errno);
        }
    }
    return AC_OK;
}

AcStatus ac_descriptor_write(AcDescriptor *d, AcValue data, ac_int limit)
{
    AcBytes *b;
    size_t written = 0;

    if (bytes_need(data, &b) != AC_OK)
        return AC_RAISED;
    if (d->fd < 0)
        return raise_closed();
    if (d->ends)
        return raise_errno(EPIPE);
    if ((ac_int)(d->out.n + b->n) > limit)
        return raise_errno(ENOBUFS);
    if (d->out.n == 0 && put(d, b->data, b->n, &written) != AC_OK)
        return AC_RAISED;
    return room_add(&d->out, b->data + written, b->n - written);
}

AcStatus ac_descriptor_flush(AcDescriptor *d)
{
    size_t written;

    if (d->out.n == 0)
        return AC_OK;
    if (put(d, d->out.data + d->out.at, d->out.n, &written) != AC_OK) {
        room_clear(&d->out);                    /* nobody will ever read it */
        return AC_RAISED;
    }
    room_take(&d->out, written);
    return d->ends && d->out.n == 0 ? shut_down(d) : AC_OK;
}

ac_int ac_descriptor_unwritten(const AcDescriptor *d)
{
    return (ac_int)d->out.n;
}

AcStatus ac_descriptor_end(AcDescriptor *d)
{
    if (d->fd < 0)
        return raise_closed();
    d->ends = true;
    return d->out.n == 0 ? shut_down(d) : AC_OK;
}

static AcStatus shut_down(AcDescriptor *d)
{
    return shutdown(d->fd, SHUT_WR) == 0 ? AC_OK : raise_errno(errno);
}
