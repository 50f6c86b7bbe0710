/* The grid behind a table: which cell stands in which column, and how wide the columns are. */
#ifndef DOCUMENT_HELPER_GRID_H
#define DOCUMENT_HELPER_GRID_H

#include "fail.h"
#include "tree.h"

struct slot {
    const struct block *cell; /* NULL: nothing there, or a cell of a row above */
    int column, span;
    const struct block *above; /* whose rowspan goes on here */
    bool goes_on;              /* a rowspan from above */
    bool below;                /* the next row goes on with it */
};

struct grid {
    int n;                               /* columns */
    int busy[DOCUMENT_COLUMNS_MAX];      /* rows that a cell from above still takes in this column */
    int busy_span[DOCUMENT_COLUMNS_MAX]; /* its columns, where it begins */
    const struct block *busy_cell[DOCUMENT_COLUMNS_MAX];
};

/* Counts the columns of a table; "too-complex" when there are too many. */
void grid_start(struct grid *, const struct block *table);
/* The slots of the next row, left to right, without holes; `slots` has room for DOCUMENT_COLUMNS_MAX. */
int grid_row(struct grid *, const struct block *row, struct slot *slots);

struct column {
    double min, max; /* without breaking a word; without breaking a line */
    int percent;     /* wished, 0: none */
    double width;    /* result */
};

/* Makes room in the columns from..from+span-1 for a cell. */
void columns_need(struct column *, int from, int span, double min, double max);
/* Shares `room` out; `fill` uses all of it. Widths may fall below `min` when there is too little. */
void columns_fit(struct column *, int n, double room, bool fill);

#endif
