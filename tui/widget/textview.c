/* Reading: wrapping, scrolling, finding. */
#include "tui/widget/textview.h"

#include "base/limits.h"
#include "base/text.h"
#include "base/utf8.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"
#include "tui/term/wrap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void textview_init(struct textview *v)
{
    *v = (struct textview){.found = -1, .shown = 1};
}

void textview_free(struct textview *v)
{
    for (int i = 0; i < v->n_parts; i++)
        free(v->parts[i].text);
    free(v->parts);
    free(v->lines);
    free(v->needle);
    free(v->needle_shown);
    *v = (struct textview){.found = -1};
}

static void add_part(struct textview *v, const char *s, size_t n, unsigned style, int indent, bool keep)
{
    if (v->n_parts == LIMIT_LINES) {
        v->cut = true;
        return;
    }
    if (v->n_parts == v->cap_parts) {
        int cap = v->cap_parts ? v->cap_parts * 2 : 64;
        struct textview_part *grown = realloc(v->parts, (size_t)cap * sizeof(*grown));
        if (!grown) {
            v->failed = true;
            return;
        }
        v->parts = grown;
        v->cap_parts = cap;
    }
    char *copy = utf8_clean(s, n, LIMIT_TEXT, false);
    if (!copy) {
        v->failed = true;
        return;
    }
    v->parts[v->n_parts++] = (struct textview_part){copy, strlen(copy), style, indent, keep};
    v->laid_cols = 0;
}

void textview_add(struct textview *v, const char *text, size_t n, unsigned style, int indent, bool keep)
{
    do {
        const char *end = n ? memchr(text, '\n', n) : NULL;
        size_t len = end ? (size_t)(end - text) : n;
        if (len && text[len - 1] == '\r')
            add_part(v, text, len - 1, style, indent, keep);
        else
            add_part(v, text, len, style, indent, keep);
        text += end ? len + 1 : len;
        n -= end ? len + 1 : len;
    } while (n);
}

static bool add_line(struct textview *v, struct textview_line line)
{
    if (v->n_lines == v->cap_lines) {
        int cap = v->cap_lines ? v->cap_lines * 2 : 256;
        struct textview_line *grown = realloc(v->lines, (size_t)cap * sizeof(*grown));
        if (!grown)
            return false;
        v->lines = grown;
        v->cap_lines = cap;
    }
    v->lines[v->n_lines++] = line;
    return true;
}

static bool lay_part(struct textview *v, int i, int cols)
{
    const struct textview_part *p = &v->parts[i];
    size_t from = 0, next;

    if (p->keep)
        return add_line(v, (struct textview_line){i, 0, p->n});
    do {
        size_t len = wrap_next(p->text + from, p->n - from, cols - p->indent, &next);
        if (!add_line(v, (struct textview_line){i, from, len}))
            return false;
        from += next;
    } while (from < p->n);
    return true;
}

static void clamp(struct textview *v)
{
    if (v->top > v->n_lines - v->shown)
        v->top = v->n_lines - v->shown;
    if (v->top < 0)
        v->top = 0;
    if (v->left < 0)
        v->left = 0;
}

bool textview_layout(struct textview *v, int cols)
{
    int part = v->top < v->n_lines && v->laid_cols ? v->lines[v->top].part : -1;

    if (v->laid_cols == cols)
        return true;
    v->n_lines = 0;
    v->found = -1;
    for (int i = 0; i < v->n_parts; i++) {
        if (i == part)
            v->top = v->n_lines; /* another width: the same paragraph stays on top */
        if (!lay_part(v, i, cols)) {
            v->failed = true;
            return false;
        }
    }
    v->laid_cols = cols;
    clamp(v);
    return true;
}

static bool line_matches(const struct textview *v, int i)
{
    const struct textview_line *l = &v->lines[i];
    AUTO_FREE char *text = text_dup_n(v->parts[l->part].text + l->from, l->n);
    AUTO_FREE char *folded = text ? utf8_fold(text) : NULL;

    return folded && utf8_fold_match(folded, v->needle);
}

static bool find_from(struct textview *v, int from, int by)
{
    for (int k = 0; k < v->n_lines; k++) {
        int i = ((from + by * k) % v->n_lines + v->n_lines) % v->n_lines;
        if (!line_matches(v, i))
            continue;
        v->found = i;
        if (i < v->top || i >= v->top + v->shown)
            v->top = i - v->shown / 3;
        clamp(v);
        return true;
    }
    v->found = -1;
    return false;
}

bool textview_search(struct textview *v, const char *needle)
{
    free(v->needle);
    v->needle = needle && needle[0] ? utf8_fold(needle) : NULL;
    text_replace(&v->needle_shown, needle ? needle : "");
    v->found = -1;
    if (!v->needle || !v->needle[0] || !v->n_lines)
        return false;
    return find_from(v, v->top, 1);
}

enum widget_result textview_key(struct textview *v, const struct key_event *e)
{
    int page = v->shown > 1 ? v->shown - 1 : 1;
    const struct {
        int32_t code;
        int by;
    } MOVES[] = {{K_UP, -1},  {K_DOWN, 1},           {K_PAGE_UP, -page}, {K_PAGE_DOWN, page},
                 {' ', page}, {K_HOME, -v->n_lines}, {K_END, v->n_lines}};

    for (size_t i = 0; i < sizeof(MOVES) / sizeof(MOVES[0]); i++) {
        if (key_is(e, MOVES[i].code, 0)) {
            v->top += MOVES[i].by;
            clamp(v);
            return WIDGET_USED;
        }
    }
    if (key_is(e, K_LEFT, 0) || key_is(e, K_RIGHT, 0)) {
        v->left += e->code == K_LEFT ? -8 : 8;
        if (v->left > 1000)
            v->left = 1000;
        clamp(v);
        return WIDGET_USED;
    }
    if ((key_is(e, 'n', 0) || key_is(e, 'N', 0)) && v->needle && v->n_lines) {
        int by = e->code == 'n' ? 1 : -1;
        find_from(v, v->found >= 0 ? v->found + by : v->top, by);
        return WIDGET_USED;
    }
    return WIDGET_IGNORED;
}

void textview_place(const struct textview *v, const struct ui *ui, struct text *out)
{
    char first[16], last[16], all[16];
    const char *args[3] = {first, last, all};
    int end = v->top + v->shown < v->n_lines ? v->top + v->shown : v->n_lines;

    snprintf(first, sizeof(first), "%d", v->n_lines ? v->top + 1 : 0);
    snprintf(last, sizeof(last), "%d", end);
    snprintf(all, sizeof(all), "%d", v->n_lines);
    catalog_format(out, _("lines %1$s-%2$s of %3$s"), 3, args);
}

void textview_draw(struct textview *v, const struct ui *ui, struct rect a, bool focused)
{
    if (a.rows < 1 || a.cols < 2)
        return;
    v->shown = a.rows;
    if (!textview_layout(v, a.cols - 1)) /* the first column is for the sign of a match and for the cursor */
        return;
    clamp(v);
    for (int i = 0; i < a.rows && v->top + i < v->n_lines; i++) {
        const struct textview_line *l = &v->lines[v->top + i];
        const struct textview_part *p = &v->parts[l->part];
        bool match = v->top + i == v->found;
        const char *s = p->text + l->from;
        size_t n = l->n;

        if (p->keep) {
            int used;
            size_t skip = utf8_fit(s, n, v->left, &used);
            s += skip;
            n -= skip;
        }
        paint_text_n(ui->paint, a.row + i, a.col + 1 + p->indent, a.cols - 1 - p->indent, s, n,
                     match ? THEME_MATCH : p->style);
        if (match)
            paint_put(ui->paint, a.row + i, a.col, 1, ui_glyph(ui, UI_GLYPH_FOCUS), THEME_NORMAL);
    }
    if (focused)
        paint_cursor(ui->paint,
                     a.row + (v->found >= v->top && v->found < v->top + a.rows ? v->found - v->top : 0),
                     a.col);
}
