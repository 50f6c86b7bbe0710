/* The line that filters and searches are typed into. */
#include "tui/widget/filter.h"

#include "base/utf8.h"
#include "tui/term/paint.h"

#include <stdlib.h>

void filter_init(struct filter *f)
{
    static const struct field_def DEF = {.id = "filter", .kind = FIELD_TEXT, .max = 200};

    *f = (struct filter){0};
    field_init(&f->field, &DEF, NULL);
}

void filter_free(struct filter *f)
{
    field_free(&f->field);
    free(f->before);
    f->before = NULL;
}

void filter_open(struct filter *f)
{
    text_replace(&f->before, f->field.text.data);
    f->open = true;
}

void filter_clear(struct filter *f)
{
    field_clear(&f->field);
    f->open = false;
}

const char *filter_text(const struct filter *f)
{
    return f->field.text.data;
}

enum widget_result filter_key(struct filter *f, const struct ui *ui, const struct key_event *e)
{
    enum widget_result r;

    if (key_is(e, K_ESC, 0)) {
        field_set(&f->field, f->before ? f->before : "");
        f->open = false;
        return WIDGET_CANCEL;
    }
    if (key_is(e, K_ENTER, 0)) {
        f->open = false;
        return WIDGET_DONE;
    }
    r = field_key(&f->field, ui, e);
    return r == WIDGET_NEXT || r == WIDGET_PREVIOUS ? WIDGET_IGNORED : r;
}

void filter_draw(struct filter *f, const struct ui *ui, struct rect a, const char *prompt)
{
    int col = a.col, used = utf8_columns_z(prompt);

    if (used > a.cols / 2)
        used = a.cols / 2;
    if (used)
        col += paint_text(ui->paint, a.row, col, used, prompt, THEME_LABEL) + 1;
    field_draw(&f->field, ui, a.row, col, a.col + a.cols - col, THEME_NORMAL, f->open);
}
