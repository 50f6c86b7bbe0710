/* Sentences in a part of the screen. */
#include "tui/screen/prose.h"

#include <string.h>

#include "base/utf8.h"
#include "tui/term/paint.h"
#include "tui/term/wrap.h"

enum { PROSE_MAX = 64 * 1024 };

int prose_rows(const char *text, int cols)
{
    return text_empty(text) ? 0 : wrap_count(text, strlen(text), cols > 0 ? cols : 1);
}

int prose_draw(const struct ui *ui, struct rect area, const char *text, unsigned style)
{
    size_t n = text ? strlen(text) : 0, next;
    int row = 0;
    for (; n && row < area.rows; row++) {
        size_t take = wrap_next(text, n, area.cols > 0 ? area.cols : 1, &next);
        paint_text_n(ui->paint, area.row + row, area.col, area.cols, text, take, style);
        text += next;
        n -= next;
    }
    return row;
}

int prose_message_rows(const struct ui *ui, const struct message *m, int cols)
{
    TEXT_AUTO words;
    text_init(&words, PROSE_MAX);
    ui_message(ui, m, &words);
    return prose_rows(words.data, cols);
}

struct rect prose_below(struct rect area, int rows)
{
    if (rows > area.rows)
        rows = area.rows;
    return (struct rect){area.row + rows, area.col, area.rows - rows, area.cols};
}

void prose_item(const struct ui *ui, struct rect area, int row, bool focused, const char *text,
                const char *right, unsigned right_style)
{
    if (row < 0 || row >= area.rows)
        return;
    bool reversed = focused && ui->link == UI_LINK_FAST;
    unsigned style = reversed ? THEME_FOCUS : THEME_NORMAL;
    int at = area.row + row, wide = right ? utf8_columns_z(right) : 0;
    paint_fill(ui->paint, (struct rect){at, area.col, 1, area.cols}, style);
    paint_text(ui->paint, at, area.col, 2, focused ? ui_glyph(ui, UI_GLYPH_FOCUS) : "", style);
    int room = area.cols - 2 - (wide ? wide + 2 : 0);
    if (room < 8)
        room = area.cols - 2;
    else if (wide)
        paint_right(ui->paint, at, area.col + area.cols - wide, wide, right, reversed ? style : right_style);
    paint_text(ui->paint, at, area.col + 2, room, text, style);
    if (focused)
        paint_cursor(ui->paint, at, area.col);
}
