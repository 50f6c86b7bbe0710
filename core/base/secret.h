/*
 * Passwords, codes and tokens: memory that is locked, left out of core dumps and wiped. A secret is never put
 * into a struct text, a log, an argument list or an environment.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct secret {
    char *data; /* guarded memory, NUL-ended; NULL when empty */
    size_t len;
};

/* Once at start, before any secret: libsodium, no core dumps, not traceable by others. False: refuse to
 * start. */
bool secret_setup(void);
/* Copies at most LIMIT_SECRET bytes; false when longer or out of memory (then `s` is empty). */
bool secret_set(struct secret *s, const char *data, size_t len);
bool secret_add(struct secret *s, const char *data, size_t len);
bool secret_copy(struct secret *to, const struct secret *from);
void secret_drop_last(struct secret *s); /* one grapheme */
void secret_clear(struct secret *s);
/* Wipes a plain buffer the compiler must not optimise away. */
void secret_wipe(void *p, size_t n);
/* 16 random bytes as a lower-case version 4 UUID. */
void secret_uuid(char out[37]);

#endif
