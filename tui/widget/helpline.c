/* The help line: dropping labels by rank, so that a newcomer always sees where the rest is. */
#include "tui/widget/helpline.h"

#include "base/utf8.h"
#include "tui/term/paint.h"

static const int GAP = 2;

static int item_cols(const struct helpline_item *i)
{
    int label = utf8_columns_z(i->label);

    return utf8_columns_z(i->key) + (label ? 1 + label : 0);
}

unsigned helpline_fit(const struct helpline_item *items, int n, int cols)
{
    unsigned shown = 0;
    int total = -GAP;

    if (n > HELPLINE_ITEMS)
        n = HELPLINE_ITEMS;
    for (int i = 0; i < n; i++) {
        shown |= 1u << i;
        total += GAP + item_cols(&items[i]);
    }
    while (total > cols) {
        int worst = -1;
        for (int i = 0; i < n; i++)
            if ((shown & 1u << i) && items[i].rank > 0 && (worst < 0 || items[i].rank >= items[worst].rank))
                worst = i;
        if (worst < 0)
            break;
        shown &= ~(1u << worst);
        total -= GAP + item_cols(&items[worst]);
    }
    return shown;
}

/* Where item `i` begins and ends; the labels of rank 0 are cut evenly when even they are too wide. */
static int label_room(const struct helpline_item *items, int n, unsigned shown, int cols)
{
    int fixed = -GAP, labels = 0, count = 0;

    for (int i = 0; i < n; i++) {
        if (!(shown & 1u << i))
            continue;
        fixed += GAP + utf8_columns_z(items[i].key) + (items[i].label && items[i].label[0] ? 1 : 0);
        labels += utf8_columns_z(items[i].label);
        count++;
    }
    if (fixed + labels <= cols || !count)
        return cols;
    return cols > fixed ? (cols - fixed) / count : 0;
}

void helpline_draw(const struct ui *ui, struct rect a, const struct helpline_item *items, int n)
{
    unsigned shown = helpline_fit(items, n, a.cols);
    int room, col = a.col, end = a.col + a.cols;

    if (n > HELPLINE_ITEMS)
        n = HELPLINE_ITEMS;
    room = label_room(items, n, shown, a.cols);
    for (int i = 0; i < n && col < end; i++) {
        int label = utf8_columns_z(items[i].label);
        if (!(shown & 1u << i))
            continue;
        col = paint_put(ui->paint, a.row, col, end - col, items[i].key, THEME_KEY);
        if (label && room) {
            col++;
            label = label < room ? label : room;
            label = label < end - col ? label : end - col;
            col += paint_text(ui->paint, a.row, col, label, items[i].label, THEME_KEY_LABEL);
        }
        col += GAP;
    }
}

int helpline_at(const struct helpline_item *items, int n, int cols, int col)
{
    unsigned shown = helpline_fit(items, n, cols);
    int at = 0;

    for (int i = 0; i < n && i < HELPLINE_ITEMS; i++) {
        int width = item_cols(&items[i]);
        if (!(shown & 1u << i))
            continue;
        if (col >= at && col < at + width)
            return i;
        at += width + GAP;
    }
    return -1;
}
