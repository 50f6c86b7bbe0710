/* Tables in readable text: columns that wrap inside their cells, or one value a line when there is no room.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "fail.h"
#include "grid.h"
#include "plain.h"

enum { COLUMN_LEAST = 4 };

struct sheet {
    const struct block *block;
    int n, gap; /* columns; blanks and bars between two of them */
    const char *bar;
    struct column columns[DOCUMENT_COLUMNS_MAX];
    int width[DOCUMENT_COLUMNS_MAX];
};

static void leaf_measure(const struct block *leaf, double *min, double *max)
{
    const char *s = leaf->text.data;
    for (const char *line = s; *line;) {
        size_t n = strcspn(line, "\n");
        double columns = utf8_columns(line, n);
        *max = columns > *max ? columns : *max;
        line += n + (line[n] == '\n');
    }
    for (const char *word = s; *word;) {
        size_t n = strcspn(word, " \n");
        double columns = utf8_columns(word, n);
        *min = columns > *min ? columns : *min;
        word += n + (word[n] != '\0');
    }
}

static void measure(const struct block *b, double *min, double *max)
{
    for (const struct block *child = b->first; child; child = child->next) {
        double low = 0, high = 0;
        if (block_is_leaf(child))
            leaf_measure(child, &low, &high);
        else
            measure(child, &low, &high);
        if (child->kind == BLOCK_ITEM || child->indented) {
            low += 3;
            high += 3;
        }
        if (b->kind == BLOCK_ROW) { /* cells of a table in a cell stand side by side */
            *min += low + 3;
            *max += high + 3;
            continue;
        }
        *min = low > *min ? low : *min;
        *max = high > *max ? high : *max;
    }
}

static void sheet_measure(struct sheet *sheet)
{
    struct slot slots[DOCUMENT_COLUMNS_MAX];
    for (int wide = 0; wide < 2; wide++) {
        struct grid grid;
        grid_start(&grid, sheet->block);
        sheet->n = grid.n;
        for (const struct block *row = sheet->block->first; row; row = row->next) {
            int n = grid_row(&grid, row, slots);
            for (int i = 0; i < n; i++) {
                double min = 0, max = 0;
                if (!slots[i].cell || (slots[i].span > 1) != wide)
                    continue;
                measure(slots[i].cell, &min, &max);
                double bars = (slots[i].span - 1) * sheet->gap;
                columns_need(sheet->columns, slots[i].column, slots[i].span, min > bars ? min - bars : 0,
                             max > bars ? max - bars : 0);
            }
        }
    }
}

/* Whole columns from the shares; what rounding left over goes to the first that lost by it. */
static void sheet_round(struct sheet *sheet, int room)
{
    int used = 0;
    for (int c = 0; c < sheet->n; c++) {
        int width = (int)sheet->columns[c].width;
        sheet->width[c] = width > 0 ? width : 1;
        used += sheet->width[c];
    }
    for (int c = 0; c < sheet->n && used < room; c++)
        if (sheet->columns[c].width > sheet->width[c]) {
            sheet->width[c]++;
            used++;
        }
}

static int slot_width(const struct sheet *sheet, const struct slot *slot)
{
    int width = (slot->span - 1) * sheet->gap;
    for (int c = slot->column; c < slot->column + slot->span; c++)
        width += sheet->width[c];
    return width;
}

static void rule_add(const struct sheet *sheet, struct lines *lines)
{
    struct line *line = lines_add(lines, LINE_NORMAL);
    for (int c = 0; c < sheet->n; c++) {
        for (int i = 0; i < sheet->width[c]; i++)
            text_add_char(&line->text, '-');
        if (c + 1 < sheet->n)
            text_add(&line->text, sheet->block->bordered ? "-+-" : "  ");
    }
}

static void part_add(struct line *line, const struct sheet *sheet, const struct slot *slot,
                     const struct lines *cell, size_t at, bool last)
{
    int columns = 0;
    if (cell && at < cell->n) {
        text_add_n(&line->text, cell->items[at].text.data, cell->items[at].text.len);
        columns = utf8_columns(cell->items[at].text.data, cell->items[at].text.len);
    }
    for (int i = columns; !last && i < slot_width(sheet, slot); i++)
        text_add_char(&line->text, ' ');
    if (!last)
        text_add(&line->text, sheet->bar);
}

static bool all_bold(struct lines *const *cells, int n)
{
    bool any = false;
    for (int i = 0; i < n; i++)
        for (size_t k = 0; cells[i] && k < cells[i]->n; k++) {
            if (!cells[i]->items[k].text.len)
                continue;
            if (cells[i]->items[k].style == LINE_NORMAL)
                return false;
            any = true;
        }
    return any;
}

/* Returns the number of lines the row took. */
static size_t row_render(const struct plain *plain, const struct sheet *sheet, struct lines *lines,
                         const struct slot *slots, int n)
{
    struct lines *cells[DOCUMENT_COLUMNS_MAX] = {0};
    size_t height = 1;
    for (int i = 0; i < n; i++)
        if (slots[i].cell) {
            cells[i] = plain->apart(plain, slots[i].cell, slot_width(sheet, &slots[i]));
            height = cells[i]->n > height ? cells[i]->n : height;
        }
    enum line_style style = all_bold(cells, n) ? LINE_BOLD : LINE_NORMAL;
    for (size_t at = 0; at < height; at++) {
        struct line *line = lines_add(lines, style);
        for (int i = 0; i < n; i++)
            part_add(line, sheet, &slots[i], cells[i], at, i == n - 1);
        while (line->text.len && line->text.data[line->text.len - 1] == ' ')
            line->text.data[--line->text.len] = '\0';
    }
    for (int i = 0; i < n; i++)
        if (cells[i])
            lines_free(&cells[i]);
    return height;
}

static void columns_render(const struct plain *plain, const struct sheet *sheet, struct lines *lines)
{
    struct slot slots[DOCUMENT_COLUMNS_MAX];
    struct grid grid = {.n = sheet->n};
    size_t before = 0;
    bool head = false;
    for (const struct block *row = sheet->block->first; row; row = row->next) {
        struct lines own = {0};
        size_t height = row_render(plain, sheet, &own, slots, grid_row(&grid, row, slots));
        bool tall = sheet->block->bordered && (height > 1 || before > 1);
        if (row != sheet->block->first && (tall || (head && !row->head)))
            rule_add(sheet, lines);
        lines_move(lines, &own, "");
        for (size_t i = 0; i < own.n; i++)
            text_free(&own.items[i].text);
        free(own.items);
        before = height;
        head = row->head;
    }
}

/* The cell of the head above a column, for its name. */
static const struct block *head_cell(const struct sheet *sheet, int column)
{
    struct slot slots[DOCUMENT_COLUMNS_MAX];
    struct grid grid = {.n = sheet->n};
    const struct block *row = sheet->block->first;
    if (!row || !row->head)
        return NULL;
    int n = grid_row(&grid, row, slots);
    for (int i = 0; i < n; i++)
        if (slots[i].column == column)
            return slots[i].cell;
    return NULL;
}

/* Too many columns for the width: each row becomes a list of names and values. */
static void stack_render(const struct plain *plain, const struct sheet *sheet, struct lines *lines)
{
    struct slot slots[DOCUMENT_COLUMNS_MAX];
    struct grid grid = {.n = sheet->n};
    for (const struct block *row = sheet->block->first; row; row = row->next) {
        int n = grid_row(&grid, row, slots);
        if (row->head && row->next)
            continue;
        lines->gap = true;
        for (int i = 0; i < n; i++) {
            const struct block *name = head_cell(sheet, slots[i].column);
            if (!slots[i].cell)
                continue;
            if (name && name != slots[i].cell) {
                struct lines *label = plain->apart(plain, name, plain->width);
                lines_move(lines, label, "");
                lines_free(&label);
            }
            struct lines *value = plain->apart(plain, slots[i].cell, plain->width - (name ? 2 : 0));
            lines_move(lines, value, name ? "  " : "");
            lines_free(&value);
        }
    }
}

void plain_table(struct plain *plain, struct lines *lines, const struct block *table)
{
    struct sheet *sheet = grow_zeroed(1, sizeof *sheet);
    sheet->block = table;
    sheet->bar = table->bordered ? " | " : "  ";
    sheet->gap = (int)strlen(sheet->bar);
    sheet_measure(sheet);
    int room = plain->width - (sheet->n - 1) * sheet->gap;
    lines->gap = true;
    if (sheet->n > 1 && room < sheet->n * COLUMN_LEAST) {
        stack_render(plain, sheet, lines);
    } else if (sheet->n) {
        columns_fit(sheet->columns, sheet->n, room, false);
        sheet_round(sheet, room);
        columns_render(plain, sheet, lines);
    }
    free(sheet);
    lines->gap = true;
}
