/* How a form looks: labels left, one or two columns, one sentence below. */
#include "base/limits.h"
#include "base/utf8.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"
#include "tui/term/wrap.h"
#include "tui/widget/formview.h"

#include <string.h>

enum { TWO_COLUMNS = 76, LABEL_MOST = 24, BETWEEN = 2, SIGN = 2, SENTENCE = 3, REASONS = 3 };

/* Arranged in two columns by its definition? */
static bool arranged(const struct form_def *d)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->fields[i].row || d->fields[i].column)
            return true;
    return false;
}

static int label_cols(const struct formview *v, const struct ui *ui, int column, int most)
{
    const struct form_def *d = form_def(v->form);
    int widest = 4;

    for (size_t i = 0; i < v->n; i++) {
        int cols = utf8_columns_z(_(d->fields[i].label));
        if ((!column || (d->fields[i].column > 1 ? 2 : 1) == column) && cols > widest)
            widest = cols;
    }
    return widest < most ? widest : most;
}

static void place(const struct formview *v, size_t i, int row, int left, int labels, int cols)
{
    struct formview_slot *s = &v->slots[i];
    int room = cols - SIGN - labels - BETWEEN, ideal = field_ideal_cols(&v->fields[i]);

    *s = (struct formview_slot){row,   left + SIGN,        labels, left + SIGN + labels + BETWEEN,
                                ideal, room > 1 ? room : 1};
    if (s->cols > s->room)
        s->cols = s->room;
}

int formview_layout(struct formview *v, const struct ui *ui, int cols)
{
    const struct form_def *d = form_def(v->form);
    int rows = 0, half = (cols - BETWEEN) / 2;

    if (cols >= TWO_COLUMNS && arranged(d)) {
        int labels[2] = {label_cols(v, ui, 1, LABEL_MOST), label_cols(v, ui, 2, LABEL_MOST)};
        for (size_t i = 0; i < v->n; i++) {
            int side = d->fields[i].column > 1, row = d->fields[i].row > 0 ? d->fields[i].row - 1 : 0;
            place(v, i, row, side ? half + BETWEEN : 0, labels[side], half);
            rows = row + 1 > rows ? row + 1 : rows;
        }
        return rows;
    }
    int labels = label_cols(v, ui, 0, cols * 2 / 5 < LABEL_MOST ? cols * 2 / 5 : LABEL_MOST);
    for (size_t i = 0; i < v->n; i++)
        place(v, i, rows++, 0, labels, cols);
    return rows;
}

/* Reasons that are too long for their fields: they stand below the form, each once. */
struct reasons {
    struct text line[REASONS];
    int n;
};

static void keep_reason(struct reasons *r, const char *why)
{
    for (int i = 0; i < r->n; i++)
        if (text_equal(r->line[i].data, why))
            return;
    if (r->n == REASONS)
        return;
    text_init(&r->line[r->n], LIMIT_FIELD * 4);
    text_add(&r->line[r->n++], why);
}

/* What stands in a field that is closed: why, in brackets, or a dash that is explained below. */
static void draw_closed(const struct ui *ui, int row, int col, int cols, const struct message *why,
                        struct reasons *reasons)
{
    TEXT_AUTO text, shown;

    text_init(&text, LIMIT_FIELD * 4);
    text_init(&shown, LIMIT_FIELD * 4);
    ui_message(ui, why, &text);
    if (text.len)
        text_addf(&shown, "(%s)", text.data);
    if (utf8_columns(shown.data, shown.len) > cols) {
        keep_reason(reasons, text.data);
        text_set(&shown, "-");
    }
    paint_text(ui->paint, row, col, cols, shown.data, THEME_FIELD_OFF);
}

static void draw_field(struct formview *v, const struct ui *ui, struct rect a, size_t i, bool focused,
                       struct reasons *reasons)
{
    const struct form_def *d = form_def(v->form);
    const struct formview_slot *s = &v->slots[i];
    struct message why = {0}, problem = {0};
    int row = a.row + s->row - v->top;
    bool open = form_enabled(v->form, i, &why);
    bool bad = open && v->left[i] && form_problem(v->form, i, &problem);

    if (s->row < v->top || s->row >= v->top + a.rows) {
        message_clear(&why);
        message_clear(&problem);
        return;
    }
    if (bad)
        paint_put(ui->paint, row, a.col + s->label_col - SIGN, 1, "!", THEME_ERROR);
    paint_text(ui->paint, row, a.col + s->label_col, s->label_cols, _(d->fields[i].label),
               open ? THEME_LABEL : THEME_DIM);
    if (open)
        field_draw(&v->fields[i], ui, row, a.col + s->col, s->cols, bad ? THEME_FIELD_BAD : THEME_FIELD,
                   focused && (int)i == v->focus);
    else
        draw_closed(ui, row, a.col + s->col, s->room, &why, reasons);
    message_clear(&why);
    message_clear(&problem);
}

/* The sentence that matters now, and its style. */
static unsigned sentence(const struct formview *v, const struct ui *ui, struct text *out)
{
    const struct form_def *d = form_def(v->form);
    struct message m = {0};
    unsigned style = THEME_NORMAL;
    size_t i = (size_t)v->focus;

    bool open = form_enabled(v->form, i, &m);

    message_clear(&m);
    if (v->left[i] && open && form_problem(v->form, i, &m)) {
        text_add(out, "! ");
        ui_message(ui, &m, out);
        style = THEME_ERROR;
    } else if (d->fields[i].hint) {
        text_add(out, _(d->fields[i].hint));
        style = THEME_DIM;
    } else if (!form_ready(v->form, &m)) {
        ui_message(ui, &m, out);
    }
    message_clear(&m);
    return style;
}

/* A sentence on as many rows as it needs; returns the row after it. */
static int draw_wrapped(const struct ui *ui, struct rect a, int row, const struct text *t, unsigned style)
{
    const char *s = t->data;
    size_t n = t->len, next;

    for (; n && row < a.row + a.rows; row++, s += next, n -= next) {
        size_t len = wrap_next(s, n, a.cols - SIGN, &next);
        paint_text_n(ui->paint, row, a.col + SIGN, a.cols - SIGN, s, len, style);
    }
    return row;
}

static void draw_sentences(const struct formview *v, const struct ui *ui, struct rect a, int row,
                           const struct reasons *reasons)
{
    TEXT_AUTO text;
    unsigned style;

    text_init(&text, LIMIT_FIELD);
    style = sentence(v, ui, &text);
    row = draw_wrapped(ui, a, row, &text, style);
    for (int i = 0; i < reasons->n; i++) {
        TEXT_AUTO line;
        text_init(&line, LIMIT_FIELD * 4);
        text_addf(&line, "- %s", reasons->line[i].data);
        row = draw_wrapped(ui, a, row, &line, THEME_DIM);
    }
}

void formview_draw(struct formview *v, const struct ui *ui, struct rect a, bool focused)
{
    int rows = formview_layout(v, ui, a.cols), focus_row;
    struct reasons reasons = {.n = 0};
    struct rect fields = a;

    if (!v->n || a.rows < 1)
        return;
    formview_sync(v);
    focus_row = v->slots[v->focus].row;
    if (rows + 1 + SENTENCE > a.rows) /* a long form scrolls above its sentence */
        fields.rows = a.rows > SENTENCE + 2 ? a.rows - SENTENCE : a.rows - 1;
    else
        fields.rows = rows;
    if (fields.rows < 1)
        fields.rows = 1;
    v->shown = fields.rows;
    if (v->top > focus_row)
        v->top = focus_row;
    if (focus_row >= v->top + fields.rows)
        v->top = focus_row - fields.rows + 1;
    if (v->top > rows - fields.rows)
        v->top = rows > fields.rows ? rows - fields.rows : 0;
    for (size_t i = 0; i < v->n; i++)
        draw_field(v, ui, fields, i, focused, &reasons);
    draw_sentences(v, ui, a, fields.row + fields.rows + (rows < a.rows - SENTENCE ? 1 : 0), &reasons);
    for (int i = 0; i < reasons.n; i++)
        text_free(&reasons.line[i]);
    if (focused)
        field_draw_choices(&v->fields[v->focus], ui, a, a.row + v->slots[v->focus].row - v->top,
                           a.col + v->slots[v->focus].col);
}
