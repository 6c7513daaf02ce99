/* hand.c: leds.async as a careful C programmer writes it: a state for each task, deadlines compared in a loop, and the
 * lock's queue, so that those who wait for it have it in the order in which they came.
 * SPDX-License-Identifier: MIT */
#include "board.h"

enum { BLINKS = 3, BUTTON = BLINKS, TASKS, NOBODY = 0xFF };
enum { SLEEPS, WANTS_LOCK, HOLDS_LOCK, WAITS_FLAG };

typedef struct { uint32_t due; uint8_t state; bool on; } Task;

static const uint16_t period[BLINKS] = { 500, 300, 70 };
static Task task[TASKS];
static uint8_t queue[TASKS], queued, holder = NOBODY;
static volatile bool pressed, woken;

void button_pressed(void)
{
    pressed = woken = true;
}

static bool take(uint8_t i)
{
    if (holder != NOBODY) {
        queue[queued++] = i;
        task[i].state = WANTS_LOCK;
        return false;
    }
    holder = i;
    return true;
}

static void release(void)
{
    holder = NOBODY;
    if (queued == 0)
        return;
    holder = queue[0];
    queued--;
    for (uint8_t i = 0; i < queued; i++)
        queue[i] = queue[i + 1];
}

static void sleep_for(Task *t, uint32_t ms)
{
    t->due = board_ticks() + ms;
    t->state = SLEEPS;
}

static void blink(uint8_t i)
{
    Task *t = &task[i];

    if (t->state == SLEEPS) {
        t->on = !t->on;
        if (!take(i))
            return;
    }
    board_led(i, t->on);
    release();
    sleep_for(t, period[i]);
}

static void button(void)
{
    Task *t = &task[BUTTON];

    if (t->state == HOLDS_LOCK) {
        board_led(BUTTON, false);
        release();
        t->state = WAITS_FLAG;
        return;
    }
    if (t->state == WAITS_FLAG) {
        pressed = false;
        if (!take(BUTTON))
            return;
    }
    board_led(BUTTON, true);
    sleep_for(t, 20);
    t->state = HOLDS_LOCK;
}

static bool is_due(uint8_t i)
{
    switch (task[i].state) {
    case WANTS_LOCK: return holder == i;
    case WAITS_FLAG: return pressed;
    default:         return (int32_t)(board_ticks() - task[i].due) >= 0;
    }
}

int main(void)
{
    task[BUTTON].state = WAITS_FLAG;
    for (;;) {
        bool idle = true;

        for (uint8_t i = 0; i < TASKS; i++)
            if (is_due(i)) {
                idle = false;
                if (i == BUTTON)
                    button();
                else
                    blink(i);
            }
        if (idle)
            board_sleep(&woken);
    }
}
