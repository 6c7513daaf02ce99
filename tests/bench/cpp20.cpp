/* cpp20.cpp WORK N ROUNDS: the work of the .async programs with C++20's coroutines, as somebody writes it who has the
 * standard library: tasks that are awaited and cancelled, a ready queue, timers, events, locks, queues.
 * SPDX-License-Identifier: MIT */
#include <coroutine>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

/* ---- the loop ---- */

struct Cancelled : std::exception {};
struct TimedOut : std::exception {};

struct Node;
using Waiters = std::deque<Node *>;

/* What a running task is to the loop. */
struct Node {
    std::coroutine_handle<> leaf;     /* resumed at its turn */
    Waiters *in = nullptr;            /* where it waits */
    bool cancelled = false;
    unsigned timer = 0;               /* the number of the timer that it waits for; 0: none */
};

static std::vector<Node *> ready, batch;
static Node *current;

struct Timer {
    double due;
    unsigned number;
    Node *node;
    bool operator<(const Timer &o) const { return due != o.due ? due > o.due : number > o.number; }
};
static std::priority_queue<Timer> timers;
static unsigned last_timer;
static double now;

static void push(Node *n) { ready.push_back(n); }

static void run_until(const bool &done)
{
    while (!done) {
        while (!timers.empty() && timers.top().node->timer != timers.top().number)
            timers.pop();
        if (ready.empty()) {
            if (timers.empty())
                return;
            now = timers.top().due;
            timers.top().node->timer = 0;
            push(timers.top().node);
            timers.pop();
        }
        batch.swap(ready);
        for (Node *n : batch) {
            current = n;
            n->leaf.resume();
        }
        batch.clear();
    }
}

static void cancel(Node *n)
{
    n->cancelled = true;
    if (n->in) {
        for (auto i = n->in->begin(); i != n->in->end(); ++i)
            if (*i == n) {
                n->in->erase(i);
                break;
            }
        n->in = nullptr;
        push(n);
    } else if (n->timer) {
        n->timer = 0;
        push(n);
    }
}

static void check_cancelled()
{
    if (current->cancelled) {
        current->cancelled = false;
        throw Cancelled();
    }
}

/* Waits in a list until somebody pushes the node. */
struct WaitIn {
    Waiters &list;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> h)
    {
        current->leaf = h;
        current->in = &list;
        list.push_back(current);
    }
    void await_resume() const { check_cancelled(); }
};

static bool wake_one(Waiters &list)
{
    if (list.empty())
        return false;
    Node *n = list.front();
    list.pop_front();
    n->in = nullptr;
    push(n);
    return true;
}

struct Yield {
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> h)
    {
        current->leaf = h;
        push(current);
    }
    void await_resume() const { check_cancelled(); }
};

struct Sleep {
    double seconds;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> h)
    {
        current->leaf = h;
        current->timer = ++last_timer;
        timers.push({ now + seconds, last_timer, current });
    }
    void await_resume() const { check_cancelled(); }
};

/* ---- coroutines and tasks ---- */

/* A coroutine that is awaited where it is made. */
template <class T> struct Co {
    struct promise_type {
        std::coroutine_handle<> caller;
        std::optional<T> value;
        std::exception_ptr error;
        Co get_return_object() { return { std::coroutine_handle<promise_type>::from_promise(*this) }; }
        std::suspend_always initial_suspend() noexcept { return {}; }
        struct Final {
            bool await_ready() const noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> h) noexcept { return h.promise().caller; }
            void await_resume() const noexcept {}
        };
        Final final_suspend() noexcept { return {}; }
        void return_value(T v) { value = std::move(v); }
        void unhandled_exception() { error = std::current_exception(); }
    };
    std::coroutine_handle<promise_type> handle;
    Co(std::coroutine_handle<promise_type> h) : handle(h) {}
    Co(Co &&o) : handle(std::exchange(o.handle, nullptr)) {}
    ~Co()
    {
        if (handle)
            handle.destroy();
    }
    bool await_ready() const { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> h)
    {
        handle.promise().caller = h;
        return handle;
    }
    T await_resume()
    {
        if (handle.promise().error)
            std::rethrow_exception(handle.promise().error);
        return std::move(*handle.promise().value);
    }
};

struct State : Node {
    bool done = false, gone = false;
    long value = 0;
    std::exception_ptr error;
    Waiters waiters;
    std::coroutine_handle<> frame;
};

/* A coroutine that runs on its own from the next turn on; whoever awaits it gets its value. */
struct Task {
    struct promise_type : State {
        Task get_return_object()
        {
            auto h = std::coroutine_handle<promise_type>::from_promise(*this);
            leaf = frame = h;
            push(this);
            return Task{ this };
        }
        std::suspend_always initial_suspend() noexcept { return {}; }
        struct Final {
            bool await_ready() const noexcept { return false; }
            void await_suspend(std::coroutine_handle<promise_type> h) noexcept
            {
                State &s = h.promise();
                s.done = true;
                while (wake_one(s.waiters))
                    ;
                if (s.gone)
                    h.destroy();
            }
            void await_resume() const noexcept {}
        };
        Final final_suspend() noexcept { return {}; }
        void return_value(long v) { value = v; }
        void unhandled_exception() { error = std::current_exception(); }
    };
    State *state;
    explicit Task(State *s) : state(s) {}
    Task(Task &&o) : state(std::exchange(o.state, nullptr)) {}
    ~Task()
    {
        if (!state)
            return;
        state->gone = true;
        if (state->done)
            state->frame.destroy();
    }
    struct Join {
        State *s;
        bool await_ready() const { return s->done; }
        void await_suspend(std::coroutine_handle<> h)
        {
            current->leaf = h;
            current->in = &s->waiters;
            s->waiters.push_back(current);
        }
        long await_resume() const
        {
            check_cancelled();
            if (s->error)
                std::rethrow_exception(s->error);
            return s->value;
        }
    };
    Join operator co_await() { return { state }; }
};

static Co<std::vector<long>> gather(std::vector<Task> tasks)
{
    std::vector<long> results;

    results.reserve(tasks.size());
    for (Task &t : tasks)
        results.push_back(co_await t);
    co_return results;
}

/* ---- events, locks, queues ---- */

struct Event {
    bool is_set = false;
    Waiters waiting;
    void set()
    {
        is_set = true;
        while (wake_one(waiting))
            ;
    }
    void clear() { is_set = false; }
    Co<bool> wait()
    {
        if (!is_set)
            co_await WaitIn{ waiting };
        co_return true;
    }
};

struct Lock {
    bool held = false;
    Waiters waiting;
    Co<bool> acquire()
    {
        if (held)
            co_await WaitIn{ waiting };       /* it is handed over */
        held = true;
        co_return true;
    }
    void release()
    {
        if (!wake_one(waiting))
            held = false;
    }
};

struct Queue {
    size_t most;
    std::deque<long> items;
    Waiters getters, putters;
    Co<bool> put(long item)
    {
        while (items.size() >= most)
            co_await WaitIn{ putters };
        items.push_back(item);
        wake_one(getters);
        co_return true;
    }
    Co<long> get()
    {
        while (items.empty())
            co_await WaitIn{ getters };
        long item = items.front();
        items.pop_front();
        wake_one(putters);
        co_return item;
    }
};

/* The timer cancels the task, unless that is done before. */
static Task alarm_after(double seconds, State *s)
{
    co_await Sleep{ seconds };
    cancel(s);
    co_return 0;
}

static Co<long> wait_for(Task task, double seconds)
{
    Task timer = alarm_after(seconds, task.state);
    long value = co_await task;

    cancel(timer.state);
    co_return value;
}

/* ---- the work ---- */

static Task answer(long rounds, Event &ping, Event &pong)
{
    for (long i = 0; i < rounds; i++) {
        co_await ping.wait();
        ping.clear();
        pong.set();
    }
    co_return 0;
}

static Task event(long, long rounds)
{
    Event ping, pong;
    Task other = answer(rounds, ping, pong);

    for (long i = 0; i < rounds; i++) {
        ping.set();
        co_await pong.wait();
        pong.clear();
    }
    co_return co_await other;
}

static Task contend(Lock &lock, long rounds)
{
    for (long i = 0; i < rounds; i++) {
        co_await lock.acquire();
        co_await Yield{};
        lock.release();
    }
    co_return 0;
}

static Task lock(long n, long rounds)
{
    Lock one;
    std::vector<Task> tasks;

    for (long i = 0; i < n; i++)
        tasks.push_back(contend(one, rounds));
    for (Task &t : tasks)
        co_await t;
    co_return 0;
}

static Task produce(Queue &q, long rounds)
{
    for (long i = 0; i < rounds; i++)
        co_await q.put(i);
    co_return 0;
}

static Task queue(long n, long rounds)
{
    Queue q{ (size_t)n, {}, {}, {} };
    Task producer = produce(q, rounds);
    long sum = 0;

    for (long i = 0; i < rounds; i++)
        sum += co_await q.get();
    co_await producer;
    co_return sum;
}

static Task work(long x)
{
    co_return x + 1;
}

static Task gathering(long n, long rounds)
{
    long last = 0;

    for (long r = 0; r < rounds; r++) {
        std::vector<Task> tasks;

        for (long i = 0; i < n; i++)
            tasks.push_back(work(i));
        last = (co_await gather(std::move(tasks))).back();
    }
    co_return last;
}

static Task timed(long, long rounds)
{
    long x = 0;

    for (long r = 0; r < rounds; r++)
        x = co_await wait_for(work(x), 1);
    co_return x;
}

static Task wait(Event &event)
{
    co_await event.wait();
    co_return 0;
}

static Task cancelling(long, long rounds)
{
    Event event;

    for (long r = 0; r < rounds; r++) {
        Task task = wait(event);
        co_await Yield{};
        cancel(task.state);
        try {
            co_await task;
        } catch (const Cancelled &) {
        }
    }
    co_return 0;
}

int main(int argc, char **argv)
{
    static const struct { const char *name; Task (*run)(long, long); } all[] = {
        { "event", event }, { "lock", lock }, { "queue", queue }, { "gather", gathering }, { "wait_for", timed }, { "cancel", cancelling }
    };

    for (const auto &one : all)
        if (argc == 4 && std::strcmp(argv[1], one.name) == 0) {
            Task main_task = one.run(std::atol(argv[2]), std::atol(argv[3]));

            run_until(main_task.state->done);
            std::printf("%ld\n", main_task.state->value);
            return main_task.state->done ? 0 : 1;
        }
    return 2;
}
