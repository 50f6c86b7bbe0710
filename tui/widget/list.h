/*
 * A window over rows that somebody else keeps: only visible rows are asked for, the number of rows may be
 * unknown and growing, the focus stays on its row (by id) whatever happens around it, marks are kept by id.
 */
#ifndef TUI_WIDGET_LIST_H
#define TUI_WIDGET_LIST_H

#include "record/record.h"
#include "tui/term/keys.h"
#include "tui/term/ui.h"
#include "tui/widget/widget.h"

#include <stdbool.h>

enum { LIST_COLUMNS = 24, LIST_ID = 128 };

/* Where a column stands: cells from the left edge of the row's text. */
struct list_slot {
    int column, col, cols;
};

/*
 * The layout of one row of `cols` cells, two blanks between columns: drops columns by rank until the minima
 * fit (of rank 0: two thirds of the way to the ideal), then widens from the left to the ideals; what is still
 * over goes to the left-aligned column with the largest ideal, at most doubling it. Returns how many slots
 * are filled: >= 1 when a column is not hidden. Pure.
 */
int list_layout(const struct column *, int n, uint32_t hidden, int cols, struct list_slot out[LIST_COLUMNS]);

struct list_model {
    void *data;
    /* Rows that can be asked for now. */
    long (*rows)(void *data);
    /* Text (uncleaned is fine) and style of a cell; leave `out` empty for none. `style` comes as
     * THEME_NORMAL. */
    void (*cell)(void *data, long row, int column, struct text *out, unsigned *style);
    /* A stable id; NULL while the row is not here yet. At most LIST_ID - 1 bytes count. */
    const char *(*id)(void *data, long row);
    /* Where `id` is now, -1 when gone. May be NULL: looked for around the old place, then everywhere. */
    long (*find)(void *data, const char *id);
    /* Rows first..last are about to be shown: fetch what is missing, also when last is near the end. May be
     * NULL. */
    void (*visible)(void *data, long first, long last);
};

struct list {
    const struct column *columns; /* borrowed */
    int n_columns;
    uint32_t hidden; /* bit i: column i was taken away by the user */
    struct list_model model;
    long focus, top;
    char focus_id[LIST_ID];
    bool held; /* the user has moved: the focus follows its row; before that it stays on the first row */
    int page;  /* rows shown at the last draw */
    int sort_column; /* -1: as it comes */
    bool descending;
    const char *sort_word; /* message id: "newest first" */
    const char *filter;    /* borrowed, shown in the title; NULL or "": none */
    bool filter_open;      /* the filter line is being typed */
    long total;            /* rows the server says it has, -1: unknown */
    bool more;             /* further rows can be fetched */
    char **marks;          /* sorted ids */
    size_t n_marks, cap_marks;
    long range_from; /* where a range of marks began, -1: none */
    bool no_marks;   /* rows of this list cannot be marked */
};

void list_init(struct list *, const struct column *, int n, const struct list_model *);
void list_free(struct list *);
/* The rows changed: keep the focus on its row; when that is gone, stay at its place. Call it before drawing.
 */
void list_refresh(struct list *);
/* Up, Down, PageUp, PageDown, Home, End, Space (mark and down), 'V' (range to here), '*' (all rows here), '~'
 * (invert),
 * '-' (clear marks), Enter (WIDGET_DONE). Everything else is ignored. */
enum widget_result list_key(struct list *, const struct key_event *);
enum widget_result list_click(struct list *, struct rect area, const struct key_event *);
/* Row under the focus, -1 when the list is empty. */
long list_focus(const struct list *);
void list_set_focus(struct list *, long row);
bool list_marked(const struct list *, const char *id);
size_t list_mark_count(const struct list *);
void list_mark(struct list *, const char *id, bool on);
void list_clear_marks(struct list *);
/* Marked rows that the present rows do not contain (hidden by the filter): bulk actions must say so. */
size_t list_marks_hidden(const struct list *);

/* Line 2 in two parts: title (already translated) with its count, and order, filter, marks. Both appended. */
void list_title(const struct list *, const struct ui *, const char *title, struct text *left,
                struct text *right);
/* Column titles (the first row of `area`, when it has at least 5 rows) and rows; puts the real cursor on the
 * focus. When there is no row, `empty` (translated, one sentence) is shown in its place. */
void list_draw(struct list *, const struct ui *, struct rect area, bool focused, const char *empty);

#endif
