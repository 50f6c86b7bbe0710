/* A text to read: paragraphs with styles, wrapped to the width, scrolled, searched. For the printout form and
 * long stories. */
#ifndef TUI_WIDGET_TEXTVIEW_H
#define TUI_WIDGET_TEXTVIEW_H

#include "tui/term/keys.h"
#include "tui/term/ui.h"
#include "tui/widget/widget.h"

#include <stdbool.h>
#include <stddef.h>

struct textview_part {
    char *text; /* owned; no line ends */
    size_t n;
    unsigned style; /* THEME_NORMAL, THEME_TEXT_HEADING, THEME_TEXT_STRONG, ... */
    int indent;     /* cells */
    bool keep;      /* preformatted: clipped, scrolled sideways, not wrapped (tables) */
};

struct textview_line {
    int part;
    size_t from, n;
};

struct textview {
    struct textview_part *parts;
    int n_parts, cap_parts;
    struct textview_line *lines;
    int n_lines, cap_lines, laid_cols;
    int top, shown, left; /* left: sideways scroll of preformatted parts */
    char *needle;         /* folded; NULL: no search */
    char *needle_shown;
    int found;        /* line of the present match, -1 none */
    bool failed, cut; /* memory ended; more than LIMIT_LINES parts */
};

void textview_init(struct textview *);
void textview_free(struct textview *);
/* Splits at line ends; every line becomes a part. */
void textview_add(struct textview *, const char *text, size_t n, unsigned style, int indent, bool keep);
bool textview_layout(struct textview *, int cols);
/* Up, Down, PageUp, PageDown, Space, Home, End, Left, Right; 'n' and 'N' (next and previous match). */
enum widget_result textview_key(struct textview *, const struct key_event *);
/* Searches as filters do (case, accents, script). Moves to the first match at or below the top. False:
 * nothing found. */
bool textview_search(struct textview *, const char *needle);
/* "lines 1-18 of 240", for the title. */
void textview_place(const struct textview *, const struct ui *, struct text *out);
void textview_draw(struct textview *, const struct ui *, struct rect area, bool focused);

#endif
