/* The growing, bounded text and the few helpers for heap strings. */
#include "base/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_FIRST = 64 };

/* The shared storage of every empty text: never written, because cap 0 marks it. */
static char *text_nothing(void)
{
    return (char *)"";
}

void text_init(struct text *t, size_t max)
{
    *t = (struct text){.data = text_nothing(), .max = max < SIZE_MAX / 4 ? max : SIZE_MAX / 4};
}

void text_free(struct text *t)
{
    if (t->cap)
        free(t->data);
    text_init(t, t->max);
}

void text_clear(struct text *t)
{
    t->len = 0;
    t->failed = false;
    if (t->cap)
        t->data[0] = '\0';
}

bool text_ok(const struct text *t)
{
    return !t->failed;
}

/* Makes room for `len` bytes and the NUL. */
static bool text_reserve(struct text *t, size_t len)
{
    size_t cap;
    char *data;

    if (t->failed)
        return false;
    if (len > t->max) {
        t->failed = true;
        return false;
    }
    if (len < t->cap)
        return true;
    cap = t->cap ? t->cap : TEXT_FIRST;
    while (cap <= len)
        cap *= 2;
    if (cap > t->max + 1)
        cap = t->max + 1;
    data = realloc(t->cap ? t->data : NULL, cap);
    if (!data) {
        t->failed = true;
        return false;
    }
    t->data = data;
    t->cap = cap;
    t->data[t->len] = '\0';
    return true;
}

void text_splice(struct text *t, size_t at, size_t n, const char *with, size_t with_n)
{
    if (t->failed || at > t->len || n > t->len - at || with_n > t->max) {
        t->failed = true;
        return;
    }
    if (!n && !with_n)
        return;
    if (!text_reserve(t, t->len - n + with_n))
        return;
    memmove(t->data + at + with_n, t->data + at + n, t->len - at - n);
    if (with_n)
        memcpy(t->data + at, with, with_n);
    t->len = t->len - n + with_n;
    t->data[t->len] = '\0';
}

void text_add_n(struct text *t, const void *p, size_t n)
{
    text_splice(t, t->len, 0, p, n);
}

void text_add(struct text *t, const char *s)
{
    if (s)
        text_add_n(t, s, strlen(s));
}

void text_add_char(struct text *t, char c)
{
    text_add_n(t, &c, 1);
}

void text_addf(struct text *t, const char *format, ...)
{
    va_list ap;
    int n;

    va_start(ap, format);
    n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    if (n < 0) {
        t->failed = true;
        return;
    }
    if (!text_reserve(t, t->len + (size_t)n))
        return;
    va_start(ap, format);
    if (n > 0)
        t->len += (size_t)vsnprintf(t->data + t->len, (size_t)n + 1, format, ap);
    va_end(ap);
}

void text_set(struct text *t, const char *s)
{
    text_clear(t);
    text_add(t, s);
}

char *text_take(struct text *t)
{
    char *s = NULL;

    if (!t->failed)
        s = t->cap ? t->data : text_dup("");
    else if (t->cap)
        free(t->data);
    text_init(t, t->max);
    return s;
}

void text_free_string(void *pp)
{
    char *s;

    memcpy(&s, pp, sizeof s);
    free(s);
}

char *text_dup(const char *s)
{
    return s ? strdup(s) : NULL;
}

char *text_dup_n(const char *s, size_t n)
{
    char *copy;

    if (!s)
        return NULL;
    copy = malloc(n + 1);
    if (!copy)
        return NULL;
    memcpy(copy, s, n);
    copy[n] = '\0';
    return copy;
}

char *text_format(const char *format, ...)
{
    char *s = NULL;
    va_list ap;
    int n;

    va_start(ap, format);
    n = vasprintf(&s, format, ap);
    va_end(ap);
    return n < 0 ? NULL : s;
}

bool text_replace(char **slot, const char *s)
{
    char *copy = text_dup(s);

    if (s && !copy)
        return false;
    free(*slot);
    *slot = copy;
    return true;
}

bool text_equal(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool text_starts(const char *s, const char *prefix)
{
    return s && prefix && strncmp(s, prefix, strlen(prefix)) == 0;
}

bool text_empty(const char *s)
{
    return !s || !*s;
}

bool text_number(const char *s, long max, long *out)
{
    long n = 0;

    if (text_empty(s))
        return false;
    for (; *s; s++) {
        if (*s < '0' || *s > '9')
            return false;
        if (n > (max - (*s - '0')) / 10)
            return false;
        n = n * 10 + (*s - '0');
    }
    *out = n;
    return true;
}
