/* A field that is one of several: changed in place, or found in an open list that typing narrows. */
#include "base/limits.h"
#include "base/utf8.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"
#include "tui/widget/field_private.h"

#include <stdlib.h>
#include <string.h>

static size_t count(const struct field *f)
{
    return f->choices ? f->choices->n : 0;
}

const char *field_choice_label(const struct field *f, const struct ui *ui, size_t i)
{
    const struct choice *c = &f->choices->items[i];

    return c->label_id ? _(c->label_id) : c->label ? c->label : c->id;
}

int field_choice_index(const struct field *f)
{
    for (size_t i = 0; i < count(f); i++)
        if (text_equal(f->choices->items[i].id, f->text.data))
            return (int)i;
    return -1;
}

static bool matches(const struct field *f, const struct ui *ui, size_t i, const char *folded)
{
    AUTO_FREE char *label = NULL;

    if (!folded || !folded[0])
        return true;
    label = utf8_fold(field_choice_label(f, ui, i));
    return label && utf8_fold_match(label, folded);
}

/* The next choice that matches, from `i` in direction `step`; -1 when there is none. */
static int next_match(const struct field *f, const struct ui *ui, int i, int step, const char *folded)
{
    for (; i >= 0 && i < (int)count(f); i += step)
        if (matches(f, ui, (size_t)i, folded))
            return i;
    return -1;
}

static enum widget_result take(struct field *f, int i)
{
    if (i < 0 || i >= (int)count(f) || i == field_choice_index(f))
        return WIDGET_USED;
    field_remember(f, false);
    text_set(&f->text, f->choices->items[i].id);
    return WIDGET_CHANGED;
}

static void open_list(struct field *f)
{
    f->open = count(f) > 0;
    f->choice = field_choice_index(f);
    if (f->choice < 0)
        f->choice = 0;
    text_clear(&f->narrow);
}

/* After the narrowing text changed: stay if the choice still matches, else the first that does. */
static void renarrow(struct field *f, const struct ui *ui)
{
    AUTO_FREE char *folded = utf8_fold(f->narrow.data);

    if (f->choice < 0 || !matches(f, ui, (size_t)f->choice, folded))
        f->choice = next_match(f, ui, 0, 1, folded);
}

static void move_by(struct field *f, const struct ui *ui, int step, int times)
{
    AUTO_FREE char *folded = utf8_fold(f->narrow.data);

    while (times-- > 0) {
        int next = next_match(f, ui, f->choice + step, step, folded);
        if (next < 0)
            return;
        f->choice = next;
    }
}

static enum widget_result open_key(struct field *f, const struct ui *ui, const struct key_event *e)
{
    static const struct {
        int32_t code;
        int step, times;
    } MOVES[] = {{K_UP, -1, 1},        {K_DOWN, 1, 1},       {K_PAGE_UP, -1, 10},
                 {K_PAGE_DOWN, 1, 10}, {K_HOME, -1, 100000}, {K_END, 1, 100000}};

    for (size_t i = 0; i < sizeof(MOVES) / sizeof(MOVES[0]); i++) {
        if (key_is(e, MOVES[i].code, 0)) {
            move_by(f, ui, MOVES[i].step, MOVES[i].times);
            return WIDGET_USED;
        }
    }
    if (key_is(e, K_ESC, 0)) {
        f->open = false;
        return WIDGET_USED;
    }
    if (key_is(e, K_ENTER, 0) || key_is(e, K_TAB, 0)) {
        f->open = false;
        return take(f, f->choice);
    }
    if (key_types(e)) {
        char utf8[4];
        text_add_n(&f->narrow, utf8, utf8_encode(e->code, utf8));
        f->narrow.failed = false;
        renarrow(f, ui);
    } else if (key_is(e, K_BACKSPACE, 0) && f->narrow.len) {
        size_t n = utf8_grapheme_before(f->narrow.data, f->narrow.len);
        text_splice(&f->narrow, f->narrow.len - n, n, "", 0);
        renarrow(f, ui);
    }
    return WIDGET_USED;
}

enum widget_result field_choice_key(struct field *f, const struct ui *ui, const struct key_event *e)
{
    int now = field_choice_index(f);

    if (f->open)
        return open_key(f, ui, e);
    if (key_is(e, K_RIGHT, 0))
        return take(f, now + 1);
    if (key_is(e, K_LEFT, 0))
        return take(f, now > 0 ? now - 1 : 0);
    if (key_is(e, ' ', 0) || key_is(e, K_DOWN, MOD_ALT)) {
        open_list(f);
        return WIDGET_USED;
    }
    if (key_is(e, K_DELETE, 0) || key_is(e, K_BACKSPACE, 0)) {
        if (!f->text.len)
            return WIDGET_USED;
        field_remember(f, false);
        text_clear(&f->text);
        return WIDGET_CHANGED;
    }
    if (key_types(e)) {
        open_list(f);
        return f->open ? open_key(f, ui, e) : WIDGET_USED;
    }
    return WIDGET_IGNORED;
}

/* Rows of the open list: those around the choice that match. Returns how many and which line has the cursor.
 */
static int window(const struct field *f, const struct ui *ui, int most, int *lines, int *cursor)
{
    AUTO_FREE char *folded = utf8_fold(f->narrow.data);
    int before = 0, n = 0, i = f->choice;

    *cursor = 0;
    if (f->choice < 0)
        return 0;
    while (before < most / 2 && (i = next_match(f, ui, i - 1, -1, folded)) >= 0)
        before++;
    i = f->choice;
    for (int k = 0; k < before; k++)
        i = next_match(f, ui, i - 1, -1, folded);
    for (; i >= 0 && n < most; i = next_match(f, ui, i + 1, 1, folded)) {
        if (i == f->choice)
            *cursor = n;
        lines[n++] = i;
    }
    return n;
}

void field_draw_choices(struct field *f, const struct ui *ui, struct rect a, int row, int col)
{
    enum { MOST = 12 };
    int lines[MOST], cursor, n, cols = 12, most = a.rows - 2 < MOST ? a.rows - 2 : MOST;
    struct rect box;

    if (f->def.kind != FIELD_CHOICE || !f->open || most < 1)
        return;
    n = window(f, ui, most, lines, &cursor);
    for (int i = 0; i < n; i++) {
        int w = utf8_columns_z(field_choice_label(f, ui, (size_t)lines[i]));
        cols = w > cols ? w : cols;
    }
    if (!n && utf8_columns_z(_("Nothing matches.")) > cols)
        cols = utf8_columns_z(_("Nothing matches."));
    box = (struct rect){row + 1, col - 2, (n ? n : 1) + 2, cols + 4};
    if (box.cols > a.cols)
        box.cols = a.cols;
    if (box.col + box.cols > a.col + a.cols)
        box.col = a.col + a.cols - box.cols;
    if (box.col < a.col)
        box.col = a.col;
    if (box.row + box.rows > a.row + a.rows)
        box.row = row - box.rows >= a.row ? row - box.rows : a.row + a.rows - box.rows;
    paint_box(ui, box, f->narrow.data, THEME_DIALOG);
    if (!n)
        paint_text(ui->paint, box.row + 1, box.col + 2, box.cols - 4, _("Nothing matches."), THEME_DIM);
    for (int i = 0; i < n; i++) {
        bool here = i == cursor;
        paint_text(ui->paint, box.row + 1 + i, box.col + 1, 1, here ? ui_glyph(ui, UI_GLYPH_FOCUS) : " ",
                   THEME_DIALOG);
        paint_text(ui->paint, box.row + 1 + i, box.col + 2, box.cols - 4,
                   field_choice_label(f, ui, (size_t)lines[i]), here ? THEME_FOCUS : THEME_DIALOG);
        if (here)
            paint_cursor(ui->paint, box.row + 1 + i, box.col + 2);
    }
}
