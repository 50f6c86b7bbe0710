/* Tables on paper: columns by what their cells need, rows as strips, the head kept for every page. */
#include "fail.h"
#include "layout.h"
#include "look.h"

enum { TABLE_SMALL = 6 }; /* rows */

struct table {
    const struct block *block;
    double x, width;
    int n;
    bool small;
    struct column columns[DOCUMENT_COLUMNS_MAX];
};

/* Measures every cell into the columns; cells over several columns last, when the others are known. */
static void columns_measure(struct layouter *l, struct table *t)
{
    struct slot slots[DOCUMENT_COLUMNS_MAX];
    for (int wide = 0; wide < 2; wide++) {
        struct grid grid;
        grid_start(&grid, t->block);
        t->n = grid.n;
        for (const struct block *row = t->block->first; row; row = row->next) {
            int n = grid_row(&grid, row, slots);
            for (int i = 0; i < n; i++) {
                double min = 0, max = 0;
                if (!slots[i].cell || (slots[i].span > 1) != wide)
                    continue;
                l->measure(l, slots[i].cell, &min, &max);
                columns_need(t->columns, slots[i].column, slots[i].span, min + 2 * LOOK_CELL_PAD_X,
                             max + 2 * LOOK_CELL_PAD_X);
                if (!wide && slots[i].cell->percent > t->columns[slots[i].column].percent)
                    t->columns[slots[i].column].percent = slots[i].cell->percent;
            }
        }
    }
}

void table_measure(struct layouter *l, const struct block *block, double *min, double *max)
{
    struct table t = {.block = block};
    bool outer = l->in_table;
    l->in_table = true;
    columns_measure(l, &t);
    l->in_table = outer;
    *min = *max = 0;
    for (int c = 0; c < t.n; c++) {
        *min += t.columns[c].min;
        *max += t.columns[c].max;
    }
}

static void cell_fill(struct layouter *l, const struct table *t, const struct block *row,
                      const struct slot *slot, struct cell *cell)
{
    for (int c = 0; c < slot->column; c++)
        cell->x += t->columns[c].width;
    for (int c = slot->column; c < slot->column + slot->span; c++)
        cell->width += t->columns[c].width;
    cell->open_above = slot->goes_on;
    cell->open_below = slot->below;
    const struct block *owner = slot->cell ? slot->cell : slot->above;
    cell->shaded = t->block->bordered && owner && (owner->th || row->head);
    if (!slot->cell)
        return;
    double inner = cell->width - 2 * LOOK_CELL_PAD_X;
    cell->flow = flow_new();
    l->children(l, cell->flow, slot->cell, 0, inner > 1 ? inner : 1);
}

static void row_add(struct layouter *l, struct flow *flow, const struct table *t, struct grid *grid,
                    const struct block *row, double before)
{
    struct slot slots[DOCUMENT_COLUMNS_MAX];
    bool outer = l->in_table;
    int outer_level = l->list_level, n = grid_row(grid, row, slots);
    if (!n)
        return;
    struct cell *cells = grow_zeroed((size_t)n, sizeof *cells);
    l->in_table = true;
    l->list_level = 0;
    for (int i = 0; i < n; i++)
        cell_fill(l, t, row, &slots[i], &cells[i]);
    l->in_table = outer;
    l->list_level = outer_level;
    struct strip *s = flow_add(flow, STRIP_ROW, before);
    s->x = t->x;
    s->width = t->width;
    s->cells = cells;
    s->n_cells = (size_t)n;
    s->bordered = t->block->bordered;
    /* heads stay with a row, a last row is never alone on a page, and signatures (small tables without
     * lines) stay whole */
    s->keep = row->next && (row->head || !row->next->next || (!t->block->bordered && t->small));
    s->under_head = !row->head;
}

struct flow *table_head(struct layouter *l, const struct table *t)
{
    struct grid grid = {.n = t->n};
    if (!t->block->first || !t->block->first->head)
        return NULL;
    struct flow *flow = flow_new();
    for (const struct block *row = t->block->first; row && row->head; row = row->next)
        row_add(l, flow, t, &grid, row, 0);
    return flow;
}

void table_layout(struct layouter *l, struct flow *flow, const struct block *block, double x, double width)
{
    struct table t = {.block = block, .x = x, .width = width};
    bool outer = l->in_table;
    double before = l->in_table ? 2 : LOOK_TABLE_GAP;
    l->in_table = true;
    columns_measure(l, &t);
    l->in_table = outer;
    columns_fit(t.columns, t.n, width, true);
    struct grid grid = {.n = t.n};
    int rows = 0;
    for (const struct block *row = block->first; row; row = row->next)
        rows += rows <= TABLE_SMALL;
    t.small = rows <= TABLE_SMALL;
    for (const struct block *row = block->first; row; row = row->next) {
        row_add(l, flow, &t, &grid, row, row == block->first ? before : 0);
        if (flow == l->page && flow->n && !flow->strips[flow->n - 1].keep)
            l->ready(l->data, &t);
    }
    flow->gap = outer ? 2 : LOOK_TABLE_GAP;
}
