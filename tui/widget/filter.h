/* A line to type into at the bottom of a screen: the filter (`/`), a search, a name for a view. Text lives in
 * its field. */
#ifndef TUI_WIDGET_FILTER_H
#define TUI_WIDGET_FILTER_H

#include "tui/widget/field.h"

struct filter {
    struct field field;
    bool open;    /* the line is shown and gets the keys */
    char *before; /* what stood there when it was opened: Esc brings it back */
};

void filter_init(struct filter *);
void filter_free(struct filter *);
void filter_open(struct filter *);
void filter_clear(struct filter *);
/* "" when there is none. Valid until the next change. */
const char *filter_text(const struct filter *);
/* WIDGET_CHANGED: filter anew; WIDGET_DONE: Enter, the line is closed and the filter stays; WIDGET_CANCEL:
 * Esc, the old text is back. Up, Down, PageUp and PageDown are ignored, so that the list still moves. */
enum widget_result filter_key(struct filter *, const struct ui *, const struct key_event *);
void filter_draw(struct filter *, const struct ui *, struct rect area, const char *prompt);

#endif
