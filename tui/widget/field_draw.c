/* How a field looks, being typed into and read back. */
#include "base/limits.h"
#include "base/utf8.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"
#include "tui/widget/field_private.h"

#include <stdio.h>
#include <string.h>

int field_ideal_cols(const struct field *f)
{
    const char *mask = field_mask(f);

    if (mask)
        return utf8_columns_z(mask);
    if (f->def.kind == FIELD_DATE)
        return 10;
    if (f->def.max && f->def.max < 40)
        return (int)f->def.max + 1;
    return 30;
}

/* The mask with what is typed; *at becomes the column of the cursor. */
static void show_mask(const struct field *f, struct text *out, int *at)
{
    const char *s = f->text.data;
    size_t typed = 0;

    *at = -1;
    for (const char *m = field_mask(f); *m; m++) {
        if (*m != '_') {
            text_add_char(out, *m);
            continue;
        }
        if (*at < 0 && typed == f->at)
            *at = utf8_columns(out->data, out->len);
        text_add_char(out, s[typed] ? s[typed] : '_');
        typed += s[typed] != '\0';
    }
    if (*at < 0)
        *at = utf8_columns(out->data, out->len);
}

static void show_stars(const struct field *f, const struct ui *ui, struct text *out)
{
    size_t n = f->secret->len ? utf8_count_graphemes(f->secret->data, f->secret->len) : 0;

    for (size_t i = 0; i < n; i++)
        text_add(out, ui_glyph(ui, UI_GLYPH_STAR));
}

/* A text field shows its line ends as a sign, so that nothing hidden is sent. */
static void show_lines(const char *s, size_t n, struct text *out)
{
    for (size_t i = 0; i < n; i++)
        text_add_n(out, s[i] == '\n' ? "|" : s + i, 1);
}

/* What stands in the field while it is typed into, and the column of the cursor in it. */
static void show_typed(const struct field *f, const struct ui *ui, struct text *out, int *at)
{
    *at = 0;
    switch (f->def.kind) {
    case FIELD_SECRET:
        show_stars(f, ui, out);
        *at = utf8_columns(out->data, out->len);
        return;
    case FIELD_CHOICE:
    case FIELD_BOOL:
        field_shown(f, ui, out);
        return;
    case FIELD_DATE:
        field_date_show(f, out);
        *at = utf8_columns(f->text.data, f->at);
        return;
    default:
        if (field_mask(f)) {
            show_mask(f, out, at);
            return;
        }
        show_lines(f->text.data, f->text.len, out);
        *at = utf8_columns(out->data, f->at);
    }
}

void field_shown(const struct field *f, const struct ui *ui, struct text *out)
{
    struct date d;
    int at;

    TEXT_AUTO value;
    text_init(&value, LIMIT_FIELD);
    field_value(f, &value);
    if (f->def.kind == FIELD_SECRET) {
        show_stars(f, ui, out);
    } else if (f->def.kind == FIELD_CHOICE) {
        int i = field_choice_index(f);
        text_add(out, i >= 0 ? field_choice_label(f, ui, (size_t)i) : f->text.data);
    } else if (f->def.kind == FIELD_BOOL) {
        text_add(out, f->text.len ? _("yes") : _("no"));
    } else if (f->def.kind == FIELD_DATE && date_parse(value.data, &d)) {
        text_addf(out, "%02d.%02d.%04d", d.day, d.month, d.year);
    } else if (field_mask(f) && f->text.len) {
        show_mask(f, out, &at);
    } else {
        show_lines(f->text.data, f->text.len, out);
    }
}

/* Bytes of `s` that begin at or after column `skip`; *lost gets the columns really skipped. */
static size_t skip_columns(const char *s, size_t n, int skip, int *lost)
{
    size_t at = 0;

    for (*lost = 0; at < n && *lost < skip;) {
        int columns;
        at += utf8_grapheme(s + at, n - at, &columns);
        *lost += columns;
    }
    return at;
}

void field_draw(struct field *f, const struct ui *ui, int row, int col, int cols, unsigned style,
                bool focused)
{
    int at, lost;
    size_t from;
    TEXT_AUTO line;

    text_init(&line, LIMIT_FIELD * 4);
    if (cols < 1)
        return;
    show_typed(f, ui, &line, &at);
    if (!focused)
        f->scroll = 0;
    else if (at < f->scroll)
        f->scroll = at;
    else if (at >= f->scroll + cols)
        f->scroll = at - cols + 1 + cols / 4;
    if (focused && style == THEME_FIELD)
        style = THEME_FIELD_FOCUS;
    from = skip_columns(line.data, line.len, f->scroll, &lost);
    if (!focused) {
        paint_text_n(ui->paint, row, col, cols, line.data, line.len, style);
        return;
    }
    paint_text(ui->paint, row, col, cols, NULL, style);
    paint_put(ui->paint, row, col, cols, line.data + from, style);
    paint_cursor(ui->paint, row, col + at - lost);
}
