/* poll.c: waiting for descriptors outside of the loop, as time.sleep waits: no task runs meanwhile.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include <errno.h>
#include <limits.h>
#include <poll.h>

#include "loop.h"
#include "objects.h"
#include "host/stream.h"

/* Behind the descriptors is room for the port's. */
struct AcPollSet { AcObj obj; size_t n, cap; struct pollfd *at; };

static void poll_set_free(AcObj *o);
static AcStatus hold(struct pollfd *fds, size_t n, ac_int ms);
static int look(struct pollfd *fds, size_t n, int ms);

const AcType ac_type_poll_set = { .obj = AC_TYPE_OBJ, .name = "PollSet", .base = &ac_type_object, .free = poll_set_free };

/* ---- one descriptor -------------------------------------------------------------------------- */

AcStatus ac_descriptor_hold(AcDescriptor *d, bool write, ac_int ms, bool *out)
{
    struct pollfd fds[2] = { { d->fd, write ? POLLOUT : POLLIN, 0 } };

    if (hold(fds, 1, ms) != AC_OK)
        return AC_RAISED;
    *out = fds[0].revents != 0;
    return AC_OK;
}

AcStatus ac_descriptor_events(AcDescriptor *d, ac_int events, ac_int *out)
{
    struct pollfd fds[2] = { { d->fd, (short)events, 0 } };

    *out = POLLNVAL;
    if (d->fd < 0)
        return AC_OK;
    if (hold(fds, 1, 0) != AC_OK)
        return AC_RAISED;
    *out = fds[0].revents | (d->in.n > 0 ? events & POLLIN : 0);
    return AC_OK;
}

/* ---- several --------------------------------------------------------------------------------- */

AcStatus ac_poll_set_new(AcPollSet **out)
{
    return ac_new(&ac_type_poll_set, sizeof **out, out);
}

static void poll_set_free(AcObj *o)
{
    ac_mem_free(((AcPollSet *)o)->at);
    mem_disown();
    mem_give(o, sizeof(AcPollSet));
}

AcStatus ac_poll_set_add(AcPollSet *set, ac_int fd, ac_int events)
{
    if (set->n + 1 >= set->cap) {
        size_t cap = set->cap ? set->cap * 2 : 8;
        struct pollfd *grown = ac_mem_resize(set->at, cap * sizeof *grown);

        if (!grown)
            return exc_raise_memory();
        set->at = grown;
        set->cap = cap;
    }
    set->at[set->n++] = (struct pollfd){ (int)fd, (short)events, 0 };
    return AC_OK;
}

AcStatus ac_poll_set_hold(AcPollSet *set, ac_int ms)
{
    struct pollfd none;

    return hold(set->n ? set->at : &none, set->n, ms);
}

ac_int ac_poll_set_events(const AcPollSet *set, ac_int i)
{
    return set->at[i].revents;
}

/* ---- waiting --------------------------------------------------------------------------------- */

/* Until one of the n is ready, for ms milliseconds, -1 for ever; behind them is room for another. A virtual clock jumps
 * when nothing is. */
static AcStatus hold(struct pollfd *fds, size_t n, ac_int ms)
{
    bool is_virtual = ac_port_wake_fd() < 0 && ms >= 0;
    uint64_t now = ac_port_now_us(), end = now + (uint64_t)(ms < 0 ? 0 : ms) * 1000;
    int ready = look(fds, n, 0);

    if (ready == 0)
        ac_flush();                             /* what was printed is seen while the program waits */
    while (ready == 0 && (ms < 0 || now < end)) {
        uint64_t left = (end - now + 999) / 1000;
        int timeout = ms < 0 ? -1 : left > INT_MAX ? INT_MAX : (int)left;

        ready = look(fds, n, is_virtual ? VIRTUAL_GRACE_MS : timeout);
        if (ac_runs && ac_port_interrupted())
            return ac_raise_type(&ac_KeyboardInterrupt);
        if (ready == 0 && is_virtual)
            ac_port_idle((uint32_t)timeout);
        now = ac_port_now_us();
    }
    loop_refresh();
    return ready < 0 ? raise_errno(errno) : AC_OK;
}

/* How many are ready; a wake counts for none, and is still marked for the loop. */
static int look(struct pollfd *fds, size_t n, int ms)
{
    int ready;

    fds[n] = (struct pollfd){ ac_port_wake_fd(), POLLIN, 0 };
    ready = poll(fds, (nfds_t)n + 1, ms);
    if (ready < 0)
        return errno == EINTR ? 0 : ready;
    if (fds[n].revents) {
        ac_port_idle(0);
        ready--;
    }
    return ready;
}
