/* From blocks to strips: text set by Pango in the faces of look.h, lists with their markers, tables. */
#ifndef DOCUMENT_HELPER_LAYOUT_H
#define DOCUMENT_HELPER_LAYOUT_H

#include "faces.h"
#include "flow.h"
#include "grid.h"

struct table;

struct layouter {
    /* layout.c's own, for the cells of tables: appends the children of `block`; their narrowest and widest
     * useful width. */
    void (*children)(struct layouter *, struct flow *, const struct block *block, double x, double width);
    void (*measure)(struct layouter *, const struct block *block, double *min, double *max);
    struct fonts *fonts;
    PangoContext *context;
    bool in_table;
    int list_level;
    /* The flow of the pages, and what to call when its strips may be placed; `table` is the one they are rows
     * of, or NULL. */
    struct flow *page;
    void (*ready)(void *data, const struct table *table);
    void *data;
};

/* How text looks in a place. */
struct type {
    const char *family;
    double size;
    bool bold;
};

/* A layout for a leaf at `width` points; negative: unlimited. The caller unrefs it. */
PangoLayout *layout_leaf(struct layouter *, const struct block *leaf, double width);
/* A layout for one plain line. */
PangoLayout *layout_plain(struct layouter *, const char *text, const struct type *);
double layout_width(PangoLayout *);
/* Appends the children of `block`, set in by `x`, to `flow`. */
void layout_children(struct layouter *, struct flow *, const struct block *block, double x, double width);

/* table.c: appends the rows; narrowest and widest useful width of a table. */
void table_layout(struct layouter *, struct flow *, const struct block *table, double x, double width);
void table_measure(struct layouter *, const struct block *table, double *min, double *max);
/* Narrowest and widest useful width of whatever stands in `block`. */
void layout_measure(struct layouter *, const struct block *block, double *min, double *max);
/* A fresh flow with the head rows of a table, or NULL when it has none. */
struct flow *table_head(struct layouter *, const struct table *);

#endif
