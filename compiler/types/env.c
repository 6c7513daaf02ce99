/* env.c: what is known of the variables at a point of the program.
 *
 * An environment is copied at each branch and joined after it, and most branches assign few variables. So it is a
 * table of chunks that copies share until one of them writes: a branch in a function of thousands of variables
 * costs a table, not all of them. The owner of a chunk is the one table that may write into it.
 *
 * All lies in the scratch memory of the inference, which evaluate (infer.c) gives up after each instance, and
 * env_compact within a long one.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

enum { CHUNK = 32, COMPACT_AFTER = 1 << 19 };

typedef struct Chunk { const EnvTable *owner; Flow flow[]; } Chunk;
struct EnvTable { const Fact *facts; int chunks; Chunk *at[]; };     /* NULL: none of its variables was ever assigned */

static int env_size(const Infer *in) { return in->now->func->scope->symbols.n; }

/* The only chunk of a small function is small. */
static int chunk_length(const Infer *in, int k)
{
    int rest = env_size(in) - k * CHUNK;
    return rest < CHUNK ? rest : CHUNK;
}

void *scratch_alloc(Infer *in, size_t size)
{
    in->scratch_used += size;
    return arena_alloc(in->scratch, size);
}

static Chunk *chunk_new(Infer *in, const EnvTable *owner, int k)
{
    Chunk *c = scratch_alloc(in, sizeof(Chunk) + sizeof(Flow) * (size_t)chunk_length(in, k));
    c->owner = owner;
    return c;
}

Env env_new(Infer *in)
{
    int chunks = (env_size(in) + CHUNK - 1) / CHUNK;
    EnvTable *table = scratch_alloc(in, sizeof(EnvTable) + sizeof(Chunk *) * (size_t)chunks);

    table->chunks = chunks;
    return (Env){ table };
}

bool env_dead(Env e) { return !e.at; }

const Fact **env_facts(Env e) { return &e.at->facts; }

Flow env_get(Env e, int i)
{
    const Chunk *c = e.at->at[i / CHUNK];
    return c ? c->flow[i % CHUNK] : (Flow){ type_never, UNBOUND, false };
}

void env_set(Infer *in, Env e, int i, Flow f)
{
    int k = i / CHUNK;
    Chunk *c = e.at->at[k];

    if (!c || c->owner != e.at) {
        c = chunk_new(in, e.at, k);
        for (int j = 0; j < chunk_length(in, k); j++)
            c->flow[j] = env_get(e, k * CHUNK + j);
        e.at->at[k] = c;
    }
    c->flow[i % CHUNK] = f;
}

static Chunk *shared(Chunk *c)
{
    if (c)
        c->owner = NULL;
    return c;
}

Env env_copy(Infer *in, Env e)
{
    if (!e.at)
        return e;
    Env copy = env_new(in);
    copy.at->facts = e.at->facts;
    for (int k = 0; k < copy.at->chunks; k++)
        copy.at->at[k] = shared(e.at->at[k]);
    return copy;
}

static Flow flow_join(Flow a, Flow b)
{
    Flow f;
    f.type = a.bound == UNBOUND ? b.type : b.bound == UNBOUND ? a.type : type_join(a.type, b.type);
    f.bound = a.bound == b.bound ? a.bound : MAYBE_BOUND;
    f.whole = a.bound == UNBOUND ? b.whole : b.bound == UNBOUND ? a.whole : a.whole || b.whole;
    return f;
}

static Chunk *chunk_join(Infer *in, const EnvTable *owner, int k, Env a, Env b)
{
    Chunk *c = chunk_new(in, owner, k);

    for (int i = 0; i < chunk_length(in, k); i++)
        c->flow[i] = flow_join(env_get(a, k * CHUNK + i), env_get(b, k * CHUNK + i));
    return c;
}

Env env_join(Infer *in, Env a, Env b)
{
    if (!a.at || !b.at)
        return a.at ? a : b;
    Env joined = env_new(in);
    joined.at->facts = facts_join(in, a.at->facts, b.at->facts);
    for (int k = 0; k < joined.at->chunks; k++)
        joined.at->at[k] = a.at->at[k] == b.at->at[k] ? shared(a.at->at[k]) : chunk_join(in, joined.at, k, a, b);
    return joined;
}

/* Between two statements of a function's body only in->env is needed of the scratch memory. */
void env_compact(Infer *in)
{
    int n = env_size(in);

    if (in->scratch_used < COMPACT_AFTER + 4 * sizeof(Flow) * (size_t)n || env_dead(in->env))
        return;
    Flow *kept = arena_array(in->spare, Flow, n + 1);
    for (int i = 0; i < n; i++)
        kept[i] = env_get(in->env, i);
    arena_release(in->scratch, in->scratch_mark);
    in->scratch_used = 0;
    in->env = env_new(in);
    for (int i = 0; i < n; i++)
        env_set(in, in->env, i, kept[i]);
    arena_reset(in->spare);
}
