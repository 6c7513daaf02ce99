/* kernel_world.c ROUNDS: the same as kernel_world.async.
 * SPDX-License-Identifier: MIT */
#include "kernel.h"

typedef struct { double x, y; } Vector;
typedef struct { Vector position, speed; long hits; } Body;

static void add(Vector *v, const Vector *other, double scale)
{
    v->x += other->x * scale;
    v->y += other->y * scale;
}

static double length2(const Vector *v) { return v->x * v->x + v->y * v->y; }

static void step(Body *b, double dt)
{
    add(&b->position, &b->speed, dt);
    if (length2(&b->position) > 100.0) {
        b->speed.x = -b->speed.x;
        b->speed.y = -b->speed.y;
        b->hits++;
    }
}

static long run(int n, int steps)
{
    Body *bodies = malloc((size_t)n * sizeof *bodies);
    long hits = 0;

    for (int i = 0; i < n; i++)
        bodies[i] = (Body){ { i * 1.0, i * 0.5 }, { 1.0 - i * 0.1, 0.25 }, 0 };
    for (int s = 0; s < steps; s++)
        for (int i = 0; i < n; i++)
            step(&bodies[i], 0.01);
    for (int i = 0; i < n; i++)
        hits += bodies[i].hits;
    free(bodies);
    return hits;
}

static long turn(void)
{
    return run(10, 1000);
}
