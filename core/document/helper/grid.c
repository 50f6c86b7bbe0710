/* Places cells into a grid and shares the width of a table among its columns. */
#include "grid.h"

#include <string.h>

/* Puts one cell at the first free column; returns the column after it. */
static int cell_place(struct grid *grid, const struct block *cell, int at, struct slot *slot)
{
    int room = DOCUMENT_COLUMNS_MAX - at, span = 1;
    while (span < cell->colspan && span < room && !grid->busy[at + span])
        span++;
    *slot = (struct slot){.cell = cell, .column = at, .span = span, .below = cell->rowspan > 1};
    return at + span;
}

static int row_place(struct grid *grid, const struct block *row, struct slot *slots)
{
    const struct block *cell = row->first;
    int n = 0, at = 0;
    while (cell || at < grid->n) {
        if (at >= DOCUMENT_COLUMNS_MAX)
            fail(DOCUMENT_EXIT_INPUT, "too-complex", NULL);
        if (grid->busy[at]) {
            int span = grid->busy_span[at] > 0 ? grid->busy_span[at] : 1;
            slots[n++] = (struct slot){
                .column = at,
                .span = span,
                .above = grid->busy_cell[at],
                .goes_on = true,
                .below = grid->busy[at] > 1,
            };
            at += span;
        } else if (cell) {
            at = cell_place(grid, cell, at, &slots[n++]);
            cell = cell->next;
        } else {
            slots[n++] = (struct slot){.column = at, .span = 1};
            at++;
        }
    }
    return n;
}

int grid_row(struct grid *grid, const struct block *row, struct slot *slots)
{
    int n = row_place(grid, row, slots);
    for (int i = 0; i < n; i++)
        for (int c = slots[i].column; c < slots[i].column + slots[i].span; c++) {
            grid->busy[c] = slots[i].cell ? slots[i].cell->rowspan - 1 : grid->busy[c] - (grid->busy[c] > 0);
            grid->busy_cell[c] = slots[i].cell ? slots[i].cell : grid->busy_cell[c];
            grid->busy_span[c] = c == slots[i].column ? slots[i].span : 0;
        }
    for (int i = 0; i < n; i++) /* the last row ends every rowspan */
        slots[i].below = slots[i].below && row->next;
    return n;
}

void grid_start(struct grid *grid, const struct block *table)
{
    struct slot slots[DOCUMENT_COLUMNS_MAX];
    int most = 0;
    *grid = (struct grid){0};
    for (const struct block *row = table->first; row; row = row->next) {
        if (row->kind != BLOCK_ROW)
            continue;
        int n = grid_row(grid, row, slots);
        int end = n ? slots[n - 1].column + slots[n - 1].span : 0;
        most = end > most ? end : most;
    }
    *grid = (struct grid){.n = most};
}

void columns_need(struct column *columns, int from, int span, double min, double max)
{
    double has_min = 0, has_max = 0;
    for (int c = from; c < from + span; c++) {
        has_min += columns[c].min;
        has_max += columns[c].max;
    }
    for (int c = from; c < from + span; c++) {
        if (min > has_min)
            columns[c].min += (min - has_min) / span;
        if (max > has_max)
            columns[c].max += (max - has_max) / span;
        if (columns[c].max < columns[c].min)
            columns[c].max = columns[c].min;
    }
}

static double wish(const struct column *column, double room)
{
    double want = column->percent ? room * column->percent / 100 : column->max;
    return want > column->min ? want - column->min : 0;
}

/* Gives the columns (those with a percentage, or the others) what they wish for, as far as `extra` goes. */
static double wishes_serve(struct column *columns, int n, double room, double extra, bool percent)
{
    double total = 0;
    for (int c = 0; c < n; c++)
        total += !columns[c].percent == !percent ? wish(&columns[c], room) : 0;
    if (total <= 0)
        return extra;
    double share = total > extra ? extra / total : 1;
    for (int c = 0; c < n; c++)
        if (!columns[c].percent == !percent)
            columns[c].width += share * wish(&columns[c], room);
    return extra - share * total;
}

/* What is left goes to the columns by their size; first to those that asked for no width of their own. */
static void rest_spread(struct column *columns, int n, double extra)
{
    double total = 0;
    bool any_free = false;
    for (int c = 0; c < n; c++)
        any_free = any_free || !columns[c].percent;
    for (int c = 0; c < n; c++)
        total += any_free && columns[c].percent ? 0 : columns[c].width + 1;
    for (int c = 0; c < n; c++)
        if (!any_free || !columns[c].percent)
            columns[c].width += extra * (columns[c].width + 1) / total;
}

void columns_fit(struct column *columns, int n, double room, bool fill)
{
    double least = 0;
    for (int c = 0; c < n; c++) {
        if (columns[c].max > room)
            columns[c].max = room;
        least += columns[c].min;
    }
    for (int c = 0; c < n; c++)
        columns[c].width = least > room ? columns[c].min * room / least : columns[c].min;
    if (least >= room)
        return;
    double extra = wishes_serve(columns, n, room, room - least, true);
    extra = wishes_serve(columns, n, room, extra, false);
    if (fill && extra > 0)
        rest_spread(columns, n, extra);
}
