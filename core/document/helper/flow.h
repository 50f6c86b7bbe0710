/*
 * What stands below each other on paper: strips (a line of text, a rule, a row of a table) in flows. A flow
 * is filled from a tree, measured, and drawn piece by piece as far as the room goes. Points, y downwards.
 */
#ifndef DOCUMENT_HELPER_FLOW_H
#define DOCUMENT_HELPER_FLOW_H

#include <pango/pangocairo.h>

#include "tree.h"

struct flow;

enum strip_kind { STRIP_LINE, STRIP_RULE, STRIP_PAGE, STRIP_ROW };

struct cell {
    double x, width; /* of the whole cell, relative to the row */
    bool shaded;
    bool open_above, open_below; /* a rowspan goes on: no line there */
    struct flow *flow;
};

struct strip {
    enum strip_kind kind;
    double x, width; /* relative to the flow */
    double before;   /* room above, left out at the top of a page */
    double height;
    double baseline;
    bool keep;       /* stays on one page with the next strip */
    bool under_head; /* a row that wants the table's head above it on a new page */
    PangoLayout *layout;
    PangoLayoutLine *line; /* NULL: an empty line */
    PangoLayout *marker;   /* of a list item, drawn left of the first line */
    double marker_x;
    struct cell *cells; /* of a row */
    size_t n_cells;
    bool bordered;
    bool begun; /* part of the row is on an earlier page */
};

struct flow {
    struct strip *strips;
    size_t n, next; /* everything before `next` is drawn */
    double gap;     /* room the last block wants below itself */
};

struct flow *flow_new(void);
void flow_free(struct flow **);
/* Forgets all strips. */
void flow_clear(struct flow *);
struct strip *flow_add(struct flow *, enum strip_kind, double before);
/* Room that strips from..n-1 need, without the room above the first. */
double flow_height(const struct flow *, size_t from);
double strip_height(const struct strip *);
/*
 * Draws whole strips from `next` on at x, y while they fit into `room`, and part of a row that does not.
 * `force` places the first line even when there is no room for it. NULL cr only counts. Returns the height
 * used.
 */
double flow_draw(struct flow *, cairo_t *, double x, double y, double room, bool force);
/* Draws one strip, or the part of a row for which there is room; true when nothing of it is left. */
bool strip_draw(struct strip *, cairo_t *, double x, double y, double room, bool force, double *used);

#endif
