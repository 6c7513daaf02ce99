/* kernel_text.c ROUNDS: the same as kernel_text.async.
 * SPDX-License-Identifier: MIT */
#include "kernel.h"

#include <string.h>

typedef struct { char *at; size_t n, cap; } Text;

static void add(Text *t, const char *s, size_t n)
{
    if (t->n + n + 1 > t->cap) {
        t->cap = 2 * (t->n + n + 1);
        t->at = realloc(t->at, t->cap);
    }
    memcpy(t->at + t->n, s, n);
    t->n += n;
    t->at[t->n] = '\0';
}

static long build(long n)
{
    Text text = { NULL, 0, 0 }, line = { NULL, 0, 0 };
    char head[64];
    long count = 0;

    for (long i = 0; i < n; i++) {
        char c = (char)(97 + i % 26);
        add(&text, &c, 1);
        if (i % 10 == 9)
            add(&text, ",", 1);
    }
    for (char *word = text.at, *end; ; word = end + 1) {
        char number[24];
        end = strchr(word, ',');
        size_t length = end ? (size_t)(end - word) : strlen(word);
        char *upper = malloc(length + 1);
        for (size_t i = 0; i < length; i++)
            upper[i] = word[i] >= 'a' && word[i] <= 'z' ? (char)(word[i] - 32) : word[i];
        if (word != text.at)
            add(&line, "-", 1);
        add(&line, upper, length);
        add(&line, number, (size_t)snprintf(number, sizeof number, "%zu", length));
        free(upper);
        if (!end)
            break;
    }
    for (size_t i = 0; i < line.n; i++)
        count += line.at[i] == 'A';
    count += (long)line.n + snprintf(head, sizeof head, "%ld:%.10s", n, line.at);
    free(text.at);
    free(line.at);
    return count;
}

static long turn(void)
{
    return build(2000);
}
