/*
 * A record as a page: sections of labelled values in one or two columns, tables, links, notes with a sign and
 * a sentence. The screen fills it anew whenever the record changes; focus and scroll stay on the same item.
 */
#ifndef TUI_WIDGET_PAGEVIEW_H
#define TUI_WIDGET_PAGEVIEW_H

#include "tui/term/keys.h"
#include "tui/term/ui.h"
#include "tui/widget/widget.h"

#include <stdbool.h>

enum pageview_kind {
    PAGEVIEW_SECTION, /* value: the title */
    PAGEVIEW_VALUE,   /* label and value; takes one of two columns when the screen is wide */
    PAGEVIEW_WIDE,    /* label and value over the whole width */
    PAGEVIEW_NOTE,    /* sign and sentence */
    PAGEVIEW_TEXT,    /* a paragraph */
    PAGEVIEW_ROW, /* one line of a table; value: its text as laid out by the screen for pageview.laid_cols */
};

struct pageview_item {
    enum pageview_kind kind;
    char *label, *value, *id; /* owned, translated; label may be NULL; id: Enter follows it, NULL: no link */
    char *note;               /* a sentence below the value; NULL: none */
    char sign;                /* in front of note: ! suspicious, + changed, ? unknown, 0 none */
    unsigned style;           /* of the value: a theme element */
    unsigned note_style;
};

/* One line as laid out: which item, which piece of its text, where. */
struct pageview_line {
    int item;
    int row, col, cols; /* of the text; row from the top of the page */
    int label_col, label_cols;
    size_t from, n; /* bytes of the value (or of the note) */
    bool note;
    bool first; /* the first line of the item: its label stands here */
};

struct pageview {
    struct pageview_item *items;
    int n_items, cap_items;
    bool failed; /* memory ended while adding */
    struct pageview_line *lines;
    int n_lines, cap_lines, height;
    int laid_cols;  /* width of the present layout, 0: to be laid out */
    int focus, top; /* item, first shown row */
    int shown;      /* rows at the last draw */
    char *keep;     /* what the focus was on before pageview_clear() */
    int keep_index;
};

void pageview_init(struct pageview *);
void pageview_free(struct pageview *);
/* Empties it; the focus is found again by id, else by label, when it has been filled anew. */
void pageview_clear(struct pageview *);
/* All texts are translated and copied; NULL or empty values are shown as a dash. */
void pageview_section(struct pageview *, const char *title);
void pageview_value(struct pageview *, const char *label, const char *value, unsigned style);
void pageview_wide(struct pageview *, const char *label, const char *value, unsigned style);
void pageview_note(struct pageview *, char sign, const char *sentence, unsigned style);
void pageview_text(struct pageview *, const char *text, unsigned style);
void pageview_row(struct pageview *, const char *line, unsigned style);
/* About the item added last: Enter gives WIDGET_DONE there and pageview_focus_id() is `id`. */
void pageview_link(struct pageview *, const char *id);
/* About the item added last: a sign and a sentence below it. */
void pageview_remark(struct pageview *, char sign, const char *sentence, unsigned style);
/* Finds positions for a width; called by pageview_draw(). False when memory ended. */
bool pageview_layout(struct pageview *, int cols);
/* Up, Down (item by item, through long ones line by line), Left and Right (the other column), PageUp,
 * PageDown, Home, End,
 * ']' and '[' (sections), Enter on a link (WIDGET_DONE). */
enum widget_result pageview_key(struct pageview *, const struct key_event *);
const char *pageview_focus_id(const struct pageview *);    /* of a link; NULL else */
const char *pageview_focus_value(const struct pageview *); /* for "copy"; NULL else */
void pageview_draw(struct pageview *, const struct ui *, struct rect area, bool focused);

#endif
