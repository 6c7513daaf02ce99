/* coroutines.cpp: leds.async with C++20's coroutines, without a heap: frames lie in one static block, as large as they
 * need. A ready queue, sleepers in the order of their deadlines, a lock with a queue, a flag that an interrupt sets.
 * SPDX-License-Identifier: MIT */
#include <coroutine>
#include <cstddef>

#include "board.h"

namespace {

constexpr std::size_t FRAMES = 256;
alignas(8) unsigned char frames[FRAMES];
std::size_t used;
volatile bool pressed, woken;

struct Waiter { std::coroutine_handle<> handle; Waiter *next; uint32_t due; };

struct Queue {
    Waiter *first, **end;
    void push(Waiter *w) { w->next = nullptr; *(first ? end : &first) = w; end = &w->next; }
    Waiter *pop() { Waiter *w = first; if (w) first = w->next; return w; }
};

Queue ready;
Waiter *sleepers, *flag_waiter;

struct Task {
    struct promise_type {
        Task get_return_object() { return { std::coroutine_handle<promise_type>::from_promise(*this) }; }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() {}
        static void *operator new(std::size_t n) noexcept
        {
            void *at = frames + used;
            used += (n + 7) / 8 * 8;
            if (used > FRAMES)
                for (;;)
                    continue;
            return at;
        }
        static void operator delete(void *) {}
        static Task get_return_object_on_allocation_failure() { return {}; }
    };
    std::coroutine_handle<promise_type> handle;
};

struct Sleep : Waiter {
    explicit Sleep(uint32_t ms) { due = board_ticks() + ms; }
    bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<> h)
    {
        Waiter **link = &sleepers;
        handle = h;
        while (*link && static_cast<int32_t>(due - (*link)->due) >= 0)
            link = &(*link)->next;
        next = *link;
        *link = this;
    }
    void await_resume() {}
};

struct Lock {
    bool held;
    Queue queue;
    struct Acquire : Waiter {
        Lock &lock;
        explicit Acquire(Lock &l) : lock(l) {}
        bool await_ready() { bool free = !lock.held; lock.held = true; return free; }
        void await_suspend(std::coroutine_handle<> h) { handle = h; lock.queue.push(this); }
        void await_resume() {}
    };
    Acquire acquire() { return Acquire(*this); }
    void release()
    {
        if (Waiter *w = queue.pop())
            ready.push(w);
        else
            held = false;
    }
} lock;

struct Flag : Waiter {
    bool await_ready() { bool set = pressed; pressed = false; return set; }
    void await_suspend(std::coroutine_handle<> h) { handle = h; flag_waiter = this; }
    void await_resume() {}
};

Task blink(int n, uint32_t ms)
{
    bool on = false;
    for (;;) {
        on = !on;
        co_await lock.acquire();
        board_led(n, on);
        lock.release();
        co_await Sleep(ms);
    }
}

Task button()
{
    for (;;) {
        co_await Flag();
        co_await lock.acquire();
        board_led(3, true);
        co_await Sleep(20);
        board_led(3, false);
        lock.release();
    }
}

void run()
{
    for (;;) {
        if (pressed && flag_waiter) {
            pressed = false;
            ready.push(flag_waiter);
            flag_waiter = nullptr;
        }
        while (sleepers && static_cast<int32_t>(board_ticks() - sleepers->due) >= 0) {
            Waiter *w = sleepers;
            sleepers = w->next;
            ready.push(w);
        }
        if (Waiter *w = ready.pop())
            w->handle.resume();
        else
            board_sleep(&woken);
    }
}

}

extern "C" void button_pressed(void)
{
    pressed = true;
    woken = true;
}

int main()
{
    blink(0, 500).handle.resume();
    blink(1, 300).handle.resume();
    blink(2, 70).handle.resume();
    button().handle.resume();
    run();
}
