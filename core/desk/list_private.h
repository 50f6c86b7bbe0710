/* What the files of an open list share: the rows that are here, the view on them, loading and enriching. */
#ifndef DESK_LIST_PRIVATE_H
#define DESK_LIST_PRIVATE_H

#include "desk/desk_private.h"

/* --- rows that are here (list_rows.c) --- */

/* A run of rows as long as a server page. */
struct chunk {
    long number; /* its first row is number * size */
    struct row **rows;
    bool *asked; /* that row was asked to be enriched */
    size_t n;
    bool stale;         /* shown, but to be asked for again */
    unsigned long used; /* for letting the longest unused go */
};

/* Those runs that are here, by number: what is held does not depend on how long the whole list is. */
struct chunks {
    struct chunk **items;
    size_t n, cap;
    long size; /* rows of a chunk */
    long held; /* rows here */
    unsigned long clock;
};
struct chunk *chunks_find(const struct chunks *, long number);
struct row *chunks_row(struct chunks *, long i);
/* Puts rows (taken, also on failure) in the place of chunk `number`; waiting cells are filled from rows of
 * the same record that stood there or next to it. False when memory ended. */
bool chunks_put(struct chunks *, long number, struct row **rows, size_t n);
/* Puts one row (taken) behind the last one. */
bool chunks_append(struct chunks *, struct row *);
void chunks_drop_stale(struct chunks *);
void chunks_mark_stale(struct chunks *);
/* Frees the longest unused chunks outside [keep_first, keep_last] until LIMIT_ROWS_CACHED rows stay. */
void chunks_trim(struct chunks *, long keep_first, long keep_last);
void chunks_clear(struct chunks *);

/* --- the list --- */

struct desk_list {
    struct desk *desk;
    struct desk_list *next;

    struct list_def def; /* our own copy: the registry's may be replaced while this list is open */
    struct column *columns;
    const char **bulk;
    char **strings;
    size_t nstrings;
    struct form *search;
    bool local;

    struct chunks rows;
    long total, known; /* told (-1 unknown); rows known to be there when the total is not told */
    bool more;
    bool first_loaded; /* an answer of the registry has come */
    int64_t as_of;

    /* cursor lists: what comes after the last row; a refresh builds its chain aside */
    char *cursor;
    struct chunks fresh;
    long fresh_want;
    bool chaining;

    int sort;
    bool descending, sort_local;
    char *filter, *needle;
    long *view;
    size_t nview, view_cap;
    bool viewing;

    long first, last; /* on the screen */

    struct await load, enrich;
    long loading; /* chunk under way */
    bool replace; /* the next answer replaces all rows: another order was asked for */
    bool refreshing;
    bool held; /* the last load failed: waits for its timer, the line, or the user */
    struct loop_timer *retry, *refresh_clock, *save_clock;
    struct error error;
    bool failed;
    int64_t enrich_after; /* steady ms; a failed enrichment waits that long */
    size_t enrich_spread; /* rows outside the screen asked for because of a filter */
    bool outdated;        /* a record of its kind has changed */
    bool unsaved;         /* rows the cache on disk does not have yet */
};

static inline void list_changed(struct desk_list *l)
{
    desk_changed(l->desk, DESK_LISTS);
}

/* list_view.c */
void list_view_rebuild(struct desk_list *);
/* A longer filter: only what is shown can still match. */
void list_view_narrow(struct desk_list *);
long list_view_index(const struct desk_list *,
                     long i); /* place of shown row `i` in the whole list, -1 none */

/* list_load.c */
void list_pump(struct desk_list *);
void list_load_stop(struct desk_list *);
void list_reload(struct desk_list *);
void list_unhold(struct desk_list *);

/* list_enrich.c */
void list_enrich_pump(struct desk_list *);

/* list_cache.c: the first rows of a queue, as they were when last seen */
void list_cache_show(struct desk_list *);
void list_cache_save(struct desk_list *);
void list_cache_save_now(struct desk_list *);

/* locals.c */
void list_local_fill(struct desk_list *);

enum {
    LIST_FILL = 5000,         /* rows a filter or a local order brings here by itself */
    LIST_FILL_SLOW = 500,     /* the same on a slow line */
    LIST_ENRICH = 50,         /* rows of one enrichment */
    LIST_ENRICH_SPREAD = 600, /* rows enriched beyond the screen because a filter is typed */
    LIST_SLOW_ROWS = 50,      /* of one page on a slow line */
};

#endif
