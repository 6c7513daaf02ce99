/* driver.c: compiles damaged programs, many in one process, with sanitizers.
 *
 * usage: fuzz prefixes FILE...                every prefix of each file
 *        fuzz mutations COUNT SEED FILE...    COUNT times a file with a few bytes changed
 *
 * A compilation must end in two seconds, with errors reported or with C. It runs in a child process; when that
 * dies, the text is kept in build/tests/fuzz-N.async and the next child goes on behind it. The last line is
 * "N passed, M failed".
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/intern.h"
#include "compile.h"

#define LIMIT 2                        /* seconds */
#define KEPT_MAX 20                    /* texts that are kept */

typedef struct { const char *path; char *text; size_t length; } Program;

typedef struct {
    Program *program;
    int      n;
    long     cases;
    bool     prefixes;
    uint64_t seed;
} Plan;

static volatile long *current;         /* the case that the child is at; shared with the parent */

static Program load(const char *path)
{
    Program p = { path, NULL, 0 };
    FILE *f = fopen(path, "rb");

    if (!f) {
        perror(path);
        exit(2);
    }
    p.text = malloc(1 << 20);
    p.length = fread(p.text, 1, (1 << 20) - 1, f);
    fclose(f);
    return p;
}

/* A generator of one's own, so that a seed means the same everywhere. */
static uint32_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* ---- cases ---- */

static size_t prefix(const Plan *plan, long number, char *text)
{
    const Program *p = plan->program;

    while (number > (long)p->length) {
        number -= (long)p->length + 1;
        p++;
    }
    memcpy(text, p->text, (size_t)number);
    return (size_t)number;
}

static void mutate(uint64_t *state, char *text, size_t *length)
{
    static const char bytes[] = "()[]{}:,.;=+-*/%<>!@#'\"\\\n \t\rabfr019_\xc3\x80";
    static const char *const words[] = { "await ", "async ", "if ", "else:\n", "for ", " in ", "try:\n", "return ", "def f():\n",
                                         "class A:\n", "    ", "f'{", "lambda: ", "None", "yield ", "import ", "**", "1e400" };
    size_t at = *length ? next(state) % *length : 0, n = next(state) % 12;

    switch (next(state) % 5) {
    case 0:
        text[at] = bytes[next(state) % (sizeof bytes - 1)];
        return;
    case 1:
        text[at] = (char)next(state);
        return;
    case 2:                            /* cut out */
        n = n < *length - at ? n : *length - at;
        memmove(text + at, text + at + n, *length - at - n);
        *length -= n;
        return;
    case 3: {                          /* put in */
        const char *word = words[next(state) % (sizeof words / sizeof *words)];
        n = strlen(word);
        memmove(text + at + n, text + at, *length - at);
        memcpy(text + at, word, n);
        *length += n;
        return;
    }
    default:                           /* repeat */
        n = n < *length - at ? n : *length - at;
        memmove(text + at + n, text + at, *length - at);
        *length += n;
    }
}

static size_t mutation(const Plan *plan, long number, char *text)
{
    uint64_t state = plan->seed + (uint64_t)number * 0x9E3779B97F4A7C15u;
    const Program *p = &plan->program[next(&state) % (uint32_t)plan->n];
    size_t length = p->length;

    memcpy(text, p->text, length);
    for (uint32_t i = next(&state) % 4 + 1; i > 0; i--)
        mutate(&state, text, &length);
    return length;
}

static size_t make_case(const Plan *plan, long number, char *text)
{
    return plan->prefixes ? prefix(plan, number, text) : mutation(plan, number, text);
}

/* ---- compiling ---- */

static void compile_text(const char *text, size_t length, FILE *nowhere)
{
    Arena *a = arena_create();
    Sources sources = { .arena = a };
    CompileOptions options = { .library = "runtime/lib", .emit = { .runtime_include = "asyncc.h" } };
    Diag d = { 0 };
    Out out;

    diag_init(&d, a, &sources);
    out_init(&out, a);
    const Source *source = source_add(&sources, "fuzz.async", text, length);
    bool fine = compile(a, &d, source, &options, &out, NULL);
    if (fine == diag_failed(&d))
        abort();
    diag_print(&d, nowhere);
    arena_destroy(a);
    intern_reset();
}

static void run_cases(const Plan *plan, long from)
{
    FILE *nowhere = fopen("/dev/null", "w");
    char *text = malloc(2 << 20);

    for (*current = from; *current < plan->cases; (*current)++) {
        size_t length = make_case(plan, *current, text);
        alarm(LIMIT);
        compile_text(text, length, nowhere);
    }
    free(text);
    fclose(nowhere);
    _exit(0);
}

static void keep(const Plan *plan, long number, int failed)
{
    char path[64], *text = malloc(2 << 20);
    size_t length = make_case(plan, number, text);
    FILE *f;

    snprintf(path, sizeof path, "build/tests/fuzz-%d.async", failed);
    printf("FAIL fuzz: case %ld, kept as %s\n", number, path);
    f = fopen(path, "wb");
    if (f) {
        fwrite(text, 1, length, f);
        fclose(f);
    }
    free(text);
}

/* Children one after the other, each behind the case that the last one died of. */
static int run_plan(const Plan *plan)
{
    int failed = 0, status;

    for (*current = 0; *current < plan->cases; (*current)++) {
        fflush(stdout);
        pid_t child = fork();
        if (child == 0)
            run_cases(plan, *current);
        waitpid(child, &status, 0);
        if (*current < plan->cases && ++failed <= KEPT_MAX)
            keep(plan, *current, failed);
    }
    printf("%ld passed, %d failed\n", plan->cases - failed, failed);
    return failed ? 1 : 0;
}

int main(int argc, char **argv)
{
    Plan plan = { .prefixes = argc > 1 && strcmp(argv[1], "prefixes") == 0 };
    int first = plan.prefixes ? 2 : 4;

    if (argc <= first) {
        fprintf(stderr, "usage: fuzz prefixes FILE... | mutations COUNT SEED FILE...\n");
        return 2;
    }
    current = mmap(NULL, sizeof *current, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    plan.program = calloc((size_t)argc, sizeof *plan.program);
    for (int i = first; i < argc; i++) {
        plan.program[plan.n++] = load(argv[i]);
        plan.cases += (long)plan.program[plan.n - 1].length + 1;
    }
    if (!plan.prefixes) {
        plan.cases = strtol(argv[2], NULL, 10);
        plan.seed = strtoull(argv[3], NULL, 10);
    }
    int status = run_plan(&plan);
    for (int i = 0; i < plan.n; i++)
        free(plan.program[i].text);
    free(plan.program);
    return status;
}
