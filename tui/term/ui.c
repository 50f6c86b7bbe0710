/* The signs of both glyph sets and the small texts that every screen needs. */
#include "tui/term/ui.h"

#include "base/limits.h"

#include <stdio.h>

static const char *const GLYPHS[UI_GLYPH_COUNT][2] = {
    [UI_GLYPH_RULE] = {"-", "\xe2\x94\x80"},
    [UI_GLYPH_VERTICAL] = {"|", "\xe2\x94\x82"},
    [UI_GLYPH_TOP_LEFT] = {"+", "\xe2\x94\x8c"},
    [UI_GLYPH_TOP_RIGHT] = {"+", "\xe2\x94\x90"},
    [UI_GLYPH_BOTTOM_LEFT] = {"+", "\xe2\x94\x94"},
    [UI_GLYPH_BOTTOM_RIGHT] = {"+", "\xe2\x94\x98"},
    [UI_GLYPH_SORT_UP] = {"^", "\xe2\x86\x91"},
    [UI_GLYPH_SORT_DOWN] = {"v", "\xe2\x86\x93"},
    [UI_GLYPH_CUT] = {"~", "~"},
    [UI_GLYPH_FOCUS] = {">", ">"},
    [UI_GLYPH_MARK] = {"*", "*"},
    [UI_GLYPH_STAR] = {"*", "*"},
    [UI_GLYPH_BAR_NEW] = {"#", "#"},
    [UI_GLYPH_BAR_WEEK] = {"~", "~"},
    [UI_GLYPH_BAR_OLD] = {".", "."},
};

const char *ui_glyph(const struct ui *ui, enum ui_glyph glyph)
{
    bool lines = ui && ui->glyphs == UI_GLYPHS_LINES && !ui->plain && ui->link == UI_LINK_FAST;
    return GLYPHS[glyph][lines ? 1 : 0];
}

bool ui_borders(const struct ui *ui)
{
    return !ui->plain && ui->link == UI_LINK_FAST;
}

void ui_message(const struct ui *ui, const struct message *m, struct text *out)
{
    if (m && m->id)
        catalog_message(ui->catalog, m, out);
}

void ui_number(const struct ui *ui, long n, struct text *out)
{
    /* TRANSLATORS: what stands between groups of three digits; a no-break blank in French and Ukrainian. */
    const char *group = catalog_context(ui->catalog, "thousands", ",");
    char digits[24];
    int len = snprintf(digits, sizeof(digits), "%ld", n < 0 ? -n : n);

    if (n < 0)
        text_add_char(out, '-');
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            text_add(out, group);
        text_add_char(out, digits[i]);
    }
}

void ui_format(const struct ui *ui, struct text *out, const char *format, unsigned n, const char *const *args)
{
    catalog_format(out, catalog_text(ui->catalog, format), n, args);
}
