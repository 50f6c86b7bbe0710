/*
 * Text that carries its length. `struct text` is a growing buffer with an upper bound and a sticky error:
 * appends return nothing, the caller asks text_ok() once at the end. `data` is never NULL and always ends in
 * NUL.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    char *data;
    size_t len;
    size_t cap; /* 0 while data points at shared static storage */
    size_t max; /* bytes without the NUL; an append beyond it sets `failed` and changes nothing */
    bool failed;
};

/* `max` from limits.h. */
void text_init(struct text *t, size_t max);
void text_free(struct text *t);
/* Empties, keeps the memory, forgets the error. */
void text_clear(struct text *t);
bool text_ok(const struct text *t);
void text_add(struct text *t, const char *s);
void text_add_n(struct text *t, const void *p, size_t n);
void text_add_char(struct text *t, char c);
void text_addf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Replaces `n` bytes at `at` with `with`. */
void text_splice(struct text *t, size_t at, size_t n, const char *with, size_t with_n);
void text_set(struct text *t, const char *s);
/* Gives the heap string away (the caller frees it) and leaves `t` empty; NULL when an append had failed. */
char *text_take(struct text *t);

#define TEXT_AUTO __attribute__((cleanup(text_free))) struct text
/* For heap strings: AUTO_FREE char *s = ... */
void text_free_string(void *pp);
#define AUTO_FREE __attribute__((cleanup(text_free_string)))

/* strdup and friends that take NULL for NULL. The caller frees. */
char *text_dup(const char *s);
char *text_dup_n(const char *s, size_t n);
char *text_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Replaces the heap string *slot with a copy of `s`; false when memory ended (the old one is kept). */
bool text_replace(char **slot, const char *s);
bool text_equal(const char *a, const char *b); /* NULL equals NULL */
bool text_starts(const char *s, const char *prefix);
bool text_empty(const char *s);
/* Decimal without sign or space, at most `max`; false and *out untouched otherwise. */
bool text_number(const char *s, long max, long *out);

#endif
