/* turns.h: what the program of tests/target/instructions calls, and what it is judged by. Of each flag are counted: how often
 * it was set that was not before, and how often a task woke for it.
 * SPDX-License-Identifier: MIT */
#ifndef TURNS_H
#define TURNS_H
#include "runtime.h"                    /* asyncc.h or asyncc_noheap.h */
#include "port.h"

#define FLAGS 3
#define TURN_MIN 4u                     /* milliseconds: it sleeps twice for two at least */
#define TURN_MAX 12u
#define LATE_MAX (CLOCK_MS * 3 / 2)         /* from a setting to who waits for it: less than any sleep */
enum { LOST = 1, TWICE = 2, LATE = 4, TOO_SHORT = 8, TOO_LONG = 16, OTHER_CLOCK = 32, NOT_CALM = 64 };     /* Wrong in instructions */

typedef struct { AcFlag *flag; volatile uint32_t set, woke, since, cleared; volatile bool clearing; } Counted;

static Counted counted[FLAGS];
static uint32_t turn_start, turn_now;
volatile uint32_t turn_wrong, ticks_left;
volatile uint32_t only_interrupt;       /* ends the present sleep; it sets the first flag alone */
volatile uint32_t comes;                /* that interrupt, by itself */

void __real_ac_port_idle(uint32_t ms);
void __wrap_ac_port_idle(uint32_t ms);
void turn_ends(void);
void awake(void);
static void interrupt(void);
static inline uint32_t is_set(const Counted *c) { return c->flag->set != 0; }
#include "machine.h"

static void interrupt(void)
{
    for (int i = 0; i < (only_interrupt ? 1 : FLAGS); i++)
        if (!is_set(&counted[i])) {
            counted[i].set++;
            counted[i].since = CLOCK;
            if (counted[i].clearing)
                counted[i].cleared++;   /* it may be, or not */
            ac_flag_set(counted[i].flag);
        }
    only_interrupt = 0;
}

static inline void begin(AcFlag *a, AcFlag *b, AcFlag *c)
{
    counted[0].flag = a;
    counted[1].flag = b;
    counted[2].flag = c;
    enable_interrupt();
    ac_port_start();
}

static inline void woke(ac_int n)
{
    uint32_t since = counted[n].since;  /* another may come now */

    if (CLOCK - since > LATE_MAX)
        turn_wrong |= LATE;
    counted[n].woke++;
}

static inline void awaits(ac_int n)
{
    counted[n].since = CLOCK;           /* what was set before is not late */
}

static inline void about_to_clear(ac_int n)
{
    counted[n].clearing = true;
    counted[n].cleared += is_set(&counted[n]);
}

static inline void has_cleared(ac_int n)
{
    counted[n].clearing = false;
}

__attribute__((noinline)) void turn_ends(void)
{
    __asm volatile("" ::: "memory");
}

__attribute__((noinline)) void awake(void)
{
    __asm volatile("" ::: "memory");
}

void __wrap_ac_port_idle(uint32_t ms)
{
    only_interrupt = ms == AC_NEVER;
    if (only_interrupt && comes)
        INJECT();
    __real_ac_port_idle(ms);
    ticks_left = TICKS_LEFT();
    awake();
}

static inline void end_turn(void)
{
    uint32_t now, clock;

    ac_port_enter_critical();
    now = ac_port_now() - turn_now;
    clock = (CLOCK - turn_start) / CLOCK_MS;
    for (int i = 0; i < FLAGS; i++) {
        Counted *c = &counted[i];
        uint32_t seen = c->woke + is_set(c);

        if (seen > c->set)
            turn_wrong |= TWICE;
        if (seen + c->cleared < c->set)
            turn_wrong |= LOST;
        if (is_set(c))
            turn_wrong |= i != 1 && CLOCK - c->since > LATE_MAX ? LATE : NOT_CALM;   /* the second may have no waiter */
        c->woke = c->cleared = 0;
        c->set = is_set(c);
    }
    if (now < TURN_MIN)
        turn_wrong |= TOO_SHORT;
    if (clock > TURN_MAX)
        turn_wrong |= TOO_LONG;
    if (clock - now + 1 > 2)
        turn_wrong |= OTHER_CLOCK;
    ac_port_leave_critical();
    ticks_left = TICKS_LEFT();
    turn_ends();
    turn_wrong = 0;
    for (ac_int i = 0; i < FLAGS; i++)
        awaits(i);
    turn_start = CLOCK;
    turn_now = ac_port_now();
}
#endif
