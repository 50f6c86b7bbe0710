/* Boxes that ask: sentences and choices. */
#include "tui/widget/dialog.h"

#include "base/utf8.h"
#include "tui/term/paint.h"
#include "tui/term/wrap.h"

#include <stdlib.h>
#include <string.h>

enum { WIDEST = 76, INSET = 3, NARROWEST = 24 };

void dialog_init(struct dialog *d, const char *title)
{
    *d = (struct dialog){.title = text_dup(title)};
}

void dialog_free(struct dialog *d)
{
    free(d->title);
    for (int i = 0; i < d->n_lines; i++)
        free(d->line[i]);
    for (int i = 0; i < d->n_choices; i++)
        free(d->label[i]);
    memset(d, 0, sizeof(*d));
}

void dialog_line(struct dialog *d, const char *text, unsigned style)
{
    if (d->n_lines == DIALOG_LINES)
        return;
    d->line[d->n_lines] = text_dup(text ? text : "");
    d->style[d->n_lines++] = style;
}

void dialog_choice(struct dialog *d, const char *id, const char *label, int32_t key)
{
    if (d->n_choices == DIALOG_CHOICES)
        return;
    d->label[d->n_choices] = text_dup(label);
    d->choice[d->n_choices] = (struct dialog_choice){id, d->label[d->n_choices], key};
    d->n_choices++;
}

enum widget_result dialog_key(struct dialog *d, const struct key_event *e)
{
    if (key_is(e, K_ESC, 0))
        return WIDGET_CANCEL;
    if (!d->n_choices)
        return WIDGET_IGNORED;
    if (key_is(e, K_DOWN, 0) || key_is(e, K_RIGHT, 0) || key_is(e, K_TAB, 0)) {
        d->focus = (d->focus + 1) % d->n_choices;
        return WIDGET_USED;
    }
    if (key_is(e, K_UP, 0) || key_is(e, K_LEFT, 0) || key_is(e, K_TAB, MOD_SHIFT)) {
        d->focus = (d->focus + d->n_choices - 1) % d->n_choices;
        return WIDGET_USED;
    }
    if (key_is(e, K_ENTER, 0))
        return WIDGET_DONE;
    for (int i = 0; i < d->n_choices; i++) {
        if (d->choice[i].key && key_is(e, d->choice[i].key, 0)) {
            d->focus = i;
            return WIDGET_DONE;
        }
    }
    return WIDGET_IGNORED;
}

const char *dialog_answer(const struct dialog *d)
{
    return d->n_choices ? d->choice[d->focus].id : NULL;
}

/* Rows of everything below the sentences. */
static int tail_rows(const struct dialog *d)
{
    int rows = d->room ? d->room + 1 : 0;

    return rows + (d->n_choices ? d->n_choices + 1 : 0);
}

static int head_rows(const struct dialog *d, int inside)
{
    int rows = 0;

    for (int i = 0; i < d->n_lines; i++)
        rows += d->line[i] ? wrap_count(d->line[i], strlen(d->line[i]), inside) : 1;
    return rows;
}

struct rect dialog_place(const struct dialog *d, struct rect area)
{
    int cols = area.cols < WIDEST ? area.cols : WIDEST, rows, widest = NARROWEST;

    for (int i = 0; i < d->n_lines; i++)
        if (utf8_columns_z(d->line[i]) > widest)
            widest = utf8_columns_z(d->line[i]);
    for (int i = 0; i < d->n_choices; i++)
        if (utf8_columns_z(d->label[i]) + 6 > widest)
            widest = utf8_columns_z(d->label[i]) + 6;
    if (utf8_columns_z(d->title) + 2 > widest)
        widest = utf8_columns_z(d->title) + 2;
    if (!d->room && widest + 2 * INSET < cols)
        cols = widest + 2 * INSET;
    rows = head_rows(d, cols - 2 * INSET) + tail_rows(d) + 4;
    if (rows > area.rows)
        rows = area.rows;
    return (struct rect){area.row + (area.rows - rows) / 2, area.col + (area.cols - cols) / 2, rows, cols};
}

static int draw_lines(const struct dialog *d, const struct ui *ui, struct rect in, int last)
{
    int row = in.row;

    for (int i = 0; i < d->n_lines && d->line[i]; i++) {
        const char *s = d->line[i];
        size_t n = strlen(s), next;
        do {
            size_t len = wrap_next(s, n, in.cols, &next);
            if (row < last)
                paint_text_n(ui->paint, row++, in.col, in.cols, s, len, d->style[i]);
            s += next;
            n -= next;
        } while (n);
    }
    return row;
}

static void draw_choices(const struct dialog *d, const struct ui *ui, struct rect in, int row)
{
    for (int i = 0; i < d->n_choices; i++, row++) {
        bool here = i == d->focus;
        char key[5] = "";
        int col = in.col + 2;

        paint_put(ui->paint, row, in.col, 1, here ? ui_glyph(ui, UI_GLYPH_FOCUS) : " ", THEME_DIALOG);
        if (d->choice[i].key) {
            key[utf8_encode(d->choice[i].key, key)] = '\0';
            paint_put(ui->paint, row, col, 2, key, THEME_KEY);
        }
        col += 2;
        paint_put(ui->paint, row, col, in.col + in.cols - col, d->choice[i].label,
                  here ? THEME_FOCUS : THEME_DIALOG);
        if (here)
            paint_cursor(ui->paint, row, in.col);
    }
}

struct rect dialog_draw(struct dialog *d, const struct ui *ui, struct rect area)
{
    struct rect box = dialog_place(d, area), in, room;
    int tail = tail_rows(d), row;

    paint_box(ui, box, d->title, THEME_DIALOG);
    in = (struct rect){box.row + 2, box.col + INSET, box.rows - 4, box.cols - 2 * INSET};
    if (in.rows < 1) { /* a very low screen: the frame gives its rows */
        in.row = box.row + 1;
        in.rows = box.rows > 2 ? box.rows - 2 : 1;
    }
    row = draw_lines(d, ui, in, in.row + in.rows - tail);
    room = (struct rect){row, in.col, 0, in.cols};
    if (d->room) {
        room = (struct rect){row + 1, in.col, d->room, in.cols};
        row += d->room + 1;
    }
    if (d->n_choices)
        draw_choices(d, ui, in, row + 1);
    return room;
}
