/* Finding an action by typing its words. */
#include "tui/widget/palette.h"

#include "base/utf8.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"

#include <stdlib.h>
#include <string.h>

enum { ITEMS = 4096 };

void palette_init(struct palette *p, const char *title)
{
    static const struct field_def INPUT = {.id = "palette", .kind = FIELD_TEXT, .max = 100};

    *p = (struct palette){.title = text_dup(title), .shown = 1};
    field_init(&p->input, &INPUT, NULL);
}

static void free_item(struct palette_item *i)
{
    free((char *)(uintptr_t)i->label);
    free((char *)(uintptr_t)i->key);
    free((char *)(uintptr_t)i->detail);
    free((char *)(uintptr_t)i->group);
}

void palette_free(struct palette *p)
{
    for (int i = 0; i < p->n_items; i++) {
        free_item(&p->items[i]);
        free(p->folds[i]);
    }
    free(p->items);
    free(p->folds);
    free(p->match);
    free(p->title);
    field_free(&p->input);
    memset(p, 0, sizeof(*p));
}

static bool grow(struct palette *p)
{
    int cap = p->cap_items ? p->cap_items * 2 : 64;
    size_t n = (size_t)cap;
    struct palette_item *items = cap <= ITEMS ? realloc(p->items, n * sizeof(*items)) : NULL;
    char **folds;
    int *match;

    if (!items)
        return false;
    p->items = items;
    folds = realloc(p->folds, n * sizeof(*folds));
    if (!folds)
        return false;
    p->folds = folds;
    match = realloc(p->match, n * sizeof(*match));
    if (!match)
        return false;
    p->match = match;
    p->cap_items = cap;
    return true;
}

bool palette_add(struct palette *p, const struct palette_item *item)
{
    struct palette_item copy = {.off = item->off};
    AUTO_FREE char *words = text_format("%s %s %s", item->label ? item->label : "",
                                        item->detail ? item->detail : "", item->key ? item->key : "");
    char *fold = words ? utf8_fold(words) : NULL;

    if (!fold || (p->n_items == p->cap_items && !grow(p))) {
        free(fold);
        return false;
    }
    copy.label = text_dup(item->label ? item->label : "");
    copy.key = text_dup(item->key);
    copy.detail = text_dup(item->detail);
    copy.group = text_dup(item->group);
    if (!copy.label) {
        free(fold);
        free_item(&copy);
        return false;
    }
    p->folds[p->n_items] = fold;
    p->items[p->n_items] = copy;
    p->match[p->n_match++] = p->n_items++; /* nothing is typed while it is being filled */
    return true;
}

static void search(struct palette *p)
{
    AUTO_FREE char *needle = utf8_fold(p->input.text.data);

    p->n_match = 0;
    for (int i = 0; needle && i < p->n_items; i++)
        if (utf8_fold_match(p->folds[i], needle))
            p->match[p->n_match++] = i;
    p->focus = p->top = 0;
}

enum widget_result palette_key(struct palette *p, const struct ui *ui, const struct key_event *e)
{
    int page = p->shown > 1 ? p->shown - 1 : 1;
    const struct {
        int32_t code;
        int by;
    } MOVES[] = {{K_UP, -1}, {K_DOWN, 1}, {K_TAB, 1}, {K_PAGE_UP, -page}, {K_PAGE_DOWN, page}};
    enum widget_result r;

    if (key_is(e, K_ESC, 0))
        return WIDGET_CANCEL;
    if (key_is(e, K_ENTER, 0))
        return WIDGET_DONE;
    for (size_t i = 0; i < sizeof(MOVES) / sizeof(MOVES[0]); i++) {
        if (!key_is(e, MOVES[i].code, 0))
            continue;
        p->focus += MOVES[i].by;
        if (p->focus >= p->n_match)
            p->focus = p->n_match - 1;
        if (p->focus < 0)
            p->focus = 0;
        return WIDGET_USED;
    }
    r = field_key(&p->input, ui, e);
    if (r == WIDGET_CHANGED)
        search(p);
    return r == WIDGET_NEXT || r == WIDGET_PREVIOUS ? WIDGET_USED : r;
}

int palette_taken(const struct palette *p)
{
    return p->n_match ? p->match[p->focus] : -1;
}

const char *palette_text(const struct palette *p)
{
    return p->input.text.data;
}

/* A group's heading stands on its first line, in a column of its own. */
static bool heads_group(const struct palette *p, int m)
{
    const char *group = p->items[p->match[m]].group;

    return group && (m == p->top || !text_equal(group, p->items[p->match[m - 1]].group));
}

static int widest(const struct palette *p, int what)
{
    int cols = 0;

    for (int i = 0; i < p->n_items; i++) {
        const struct palette_item *it = &p->items[i];
        int w = utf8_columns_z(what == 0 ? it->key : what == 1 ? it->label : it->group);
        cols = w > cols ? w : cols;
    }
    return cols;
}

static void draw_item(const struct palette *p, const struct ui *ui, struct rect a, int row, int m,
                      const int w[3])
{
    const struct palette_item *it = &p->items[p->match[m]];
    bool here = m == p->focus;
    int col = a.col + 2, end = a.col + a.cols;

    paint_put(ui->paint, row, a.col, 1, here ? ui_glyph(ui, UI_GLYPH_FOCUS) : " ", THEME_NORMAL);
    if (w[2]) {
        if (heads_group(p, m))
            paint_text(ui->paint, row, col, w[2], it->group, THEME_LABEL);
        col += w[2] + 2;
    }
    if (w[0] && col < end) {
        paint_text(ui->paint, row, col, w[0], it->key, it->off ? THEME_DIM : THEME_KEY);
        col += w[0] + 2;
    }
    if (col >= end)
        return;
    int label = w[1] < end - col ? w[1] : end - col, used;
    used = paint_text(ui->paint, row, col, label, it->label, it->off ? THEME_DIM : THEME_NORMAL);
    if (here && ui->link == UI_LINK_FAST)
        paint_restyle(ui->paint, row, col, used, THEME_FOCUS);
    col += label + 2;
    if (it->detail && end - col > 8)
        paint_text(ui->paint, row, col, end - col, it->detail, THEME_DIM);
}

void palette_draw(struct palette *p, const struct ui *ui, struct rect a)
{
    int w[3] = {widest(p, 0), widest(p, 1), widest(p, 2)}, row = a.row;
    int prompt = utf8_columns_z(p->title);

    if (a.rows < 2 || a.cols < 10)
        return;
    if (w[2] > a.cols / 4)
        w[2] = a.cols < 60 ? 0 : a.cols / 4;
    if (w[0] > 12)
        w[0] = 12;
    if (w[1] > a.cols / 2)
        w[1] = a.cols / 2;
    prompt = prompt < a.cols / 2 ? prompt : a.cols / 2;
    paint_text(ui->paint, row, a.col, prompt, p->title, THEME_TITLE);
    field_draw(&p->input, ui, row, a.col + prompt + 1, a.cols - prompt - 1, THEME_NORMAL, true);
    p->shown = a.rows - 1;
    if (p->focus < p->top)
        p->top = p->focus;
    if (p->focus >= p->top + p->shown)
        p->top = p->focus - p->shown + 1;
    if (!p->n_match)
        paint_text(ui->paint, row + 1, a.col + 2, a.cols - 2, _("Nothing matches."), THEME_DIM);
    for (int i = 0; i < p->shown && p->top + i < p->n_match; i++)
        draw_item(p, ui, a, row + 1 + i, p->top + i, w);
}
