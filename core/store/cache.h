/*
 * What can be fetched again: pages of lists, record pages, dictionaries, names; and small memories of the
 * screens (chosen columns, the last profile). Losing it costs time only, so it is kept with NORMAL, and a
 * damaged file is begun anew. NULL is an empty cache: every function takes it.
 */
#ifndef STORE_CACHE_H
#define STORE_CACHE_H

#include "base/status.h"

#include <stdint.h>

struct cache;

/* STATUS_VERSION: made by a newer program, not touched; go on without (NULL). */
enum status cache_open(const char *dir, struct cache **, struct error *);
void cache_close(struct cache **);

/* Whose things: what one person was shown is not shown to another. "" user: of everybody (dictionaries). */
struct cache_scope {
    const char *profile, *user;
};

/* Single values by kind ("page", "name", "dictionary", "memory", ...) and key. Failures are silent: a cache
 * that cannot be written is only slow. */
void cache_put(struct cache *, struct cache_scope, const char *kind, const char *key, const char *value);
/* NULL when unknown; the caller frees. *at (UTC ms when it was put) may be NULL. */
char *cache_get(struct cache *, struct cache_scope, const char *kind, const char *key, int64_t *at);

/* Rows of a list. `list` names the query as a whole: the list's id, its order and its search. */
struct cache_row {
    char *key;    /* kind and id of the record, unique in the list */
    char *value;  /* the row as text (the desk's JSON) */
    char *folded; /* utf8_fold() of what a filter looks at, so that it need not be made again */
    long place;   /* 0 is the first row of the list */
};
/* Replaces places [first, first + n) and, when `last`, forgets all behind them. Keys that move keep one
 * place. */
void cache_rows_put(struct cache *, struct cache_scope, const char *list, long first,
                    const struct cache_row *rows, size_t n, long total, bool last);
/* Rows in order of place, from `first`, at most `count`; free with cache_rows_free(). *at: when the oldest of
 * them was put; *total as last told (-1 unknown). Pointers may be NULL. */
struct cache_row *cache_rows_get(struct cache *, struct cache_scope, const char *list, long first, long count,
                                 size_t *n, int64_t *at, long *total);
void cache_rows_free(struct cache_row **, size_t n);

/* Forgets everything of that person (user NULL: of the whole profile), wiped from the file. */
enum status cache_erase(struct cache *, struct cache_scope, struct error *);
/* Forgets what was put before that instant, memories apart. */
void cache_forget(struct cache *, int64_t before);

#endif
