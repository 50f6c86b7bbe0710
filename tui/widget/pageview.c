/* Filling a page and moving through it. */
#include "tui/widget/pageview.h"

#include "base/limits.h"
#include "base/text.h"
#include "tui/term/theme.h"

#include <stdlib.h>
#include <string.h>

enum { ITEMS = 20000 };

void pageview_init(struct pageview *p)
{
    *p = (struct pageview){.shown = 1};
}

static void drop_items(struct pageview *p)
{
    for (int i = 0; i < p->n_items; i++) {
        free(p->items[i].label);
        free(p->items[i].value);
        free(p->items[i].id);
        free(p->items[i].note);
    }
    p->n_items = 0;
    p->n_lines = p->height = 0;
    p->laid_cols = 0;
    p->failed = false;
}

void pageview_free(struct pageview *p)
{
    drop_items(p);
    free(p->items);
    free(p->lines);
    free(p->keep);
    *p = (struct pageview){0};
}

void pageview_clear(struct pageview *p)
{
    if (p->n_items && p->focus < p->n_items) {
        const struct pageview_item *i = &p->items[p->focus];
        text_replace(&p->keep, i->id ? i->id : i->label ? i->label : "");
        p->keep_index = p->focus;
    }
    drop_items(p);
}

static struct pageview_item *add(struct pageview *p, enum pageview_kind kind, const char *label,
                                 const char *value, unsigned style)
{
    struct pageview_item *i;

    if (p->n_items == p->cap_items) {
        int cap = p->cap_items ? p->cap_items * 2 : 64;
        struct pageview_item *grown = cap <= ITEMS ? realloc(p->items, (size_t)cap * sizeof(*grown)) : NULL;
        if (!grown) {
            p->failed = true;
            return NULL;
        }
        p->items = grown;
        p->cap_items = cap;
    }
    i = &p->items[p->n_items];
    *i = (struct pageview_item){.kind = kind, .style = style};
    i->label = text_dup(label);
    i->value = text_dup(value && value[0]                                 ? value
                        : kind == PAGEVIEW_VALUE || kind == PAGEVIEW_WIDE ? "-"
                                                                          : "");
    if (!i->value || (label && !i->label)) {
        free(i->label);
        free(i->value);
        p->failed = true;
        return NULL;
    }
    p->n_items++;
    p->laid_cols = 0;
    return i;
}

void pageview_section(struct pageview *p, const char *title)
{
    add(p, PAGEVIEW_SECTION, NULL, title, THEME_TITLE);
}

void pageview_value(struct pageview *p, const char *label, const char *value, unsigned style)
{
    add(p, PAGEVIEW_VALUE, label, value, style);
}

void pageview_wide(struct pageview *p, const char *label, const char *value, unsigned style)
{
    add(p, PAGEVIEW_WIDE, label, value, style);
}

void pageview_text(struct pageview *p, const char *text, unsigned style)
{
    add(p, PAGEVIEW_TEXT, NULL, text, style);
}

void pageview_row(struct pageview *p, const char *line, unsigned style)
{
    add(p, PAGEVIEW_ROW, NULL, line, style);
}

void pageview_note(struct pageview *p, char sign, const char *sentence, unsigned style)
{
    struct pageview_item *i = add(p, PAGEVIEW_NOTE, NULL, sentence, style);

    if (i)
        i->sign = sign;
}

void pageview_link(struct pageview *p, const char *id)
{
    if (p->n_items)
        text_replace(&p->items[p->n_items - 1].id, id);
}

void pageview_remark(struct pageview *p, char sign, const char *sentence, unsigned style)
{
    struct pageview_item *i = p->n_items ? &p->items[p->n_items - 1] : NULL;

    if (!i)
        return;
    text_replace(&i->note, sentence);
    i->sign = sign;
    i->note_style = style;
    p->laid_cols = 0;
}

static bool can_focus(const struct pageview *p, int i)
{
    return i >= 0 && i < p->n_items && p->items[i].kind != PAGEVIEW_SECTION;
}

/* First and last row of an item; false when it has no line. */
static bool span(const struct pageview *p, int item, int *first, int *last)
{
    bool found = false;

    for (int i = 0; i < p->n_lines; i++) {
        if (p->lines[i].item != item)
            continue;
        if (!found || p->lines[i].row < *first)
            *first = p->lines[i].row;
        if (!found || p->lines[i].row > *last)
            *last = p->lines[i].row;
        found = true;
    }
    return found;
}

static int column_of(const struct pageview *p, int item)
{
    for (int i = 0; i < p->n_lines; i++)
        if (p->lines[i].item == item)
            return p->lines[i].label_col;
    return 0;
}

static void clamp_top(struct pageview *p)
{
    if (p->top > p->height - p->shown)
        p->top = p->height - p->shown;
    if (p->top < 0)
        p->top = 0;
}

/* Scrolls as little as shows the focused item, or its beginning when it is taller than the screen. */
static void reveal(struct pageview *p)
{
    int first, last;

    if (!span(p, p->focus, &first, &last))
        return;
    if (p->focus > 0 && p->items[p->focus - 1].kind == PAGEVIEW_SECTION && first > 0)
        first--; /* with the title of its section */
    if (last >= p->top + p->shown)
        p->top = last - p->shown + 1;
    if (first < p->top)
        p->top = first;
    clamp_top(p);
}

/* The focusable item nearest above (-1) or below (1) in the same column. */
static int neighbour(const struct pageview *p, int by)
{
    int first, last, best = -1, best_score = 0, col = column_of(p, p->focus);

    if (!span(p, p->focus, &first, &last))
        return -1;
    for (int i = 0; i < p->n_lines; i++) {
        const struct pageview_line *l = &p->lines[i];
        int rows = by > 0 ? l->row - last : first - l->row, score;
        if (rows <= 0 || !l->first || !can_focus(p, l->item) || l->item == p->focus)
            continue;
        score = rows * 1000 + abs(l->label_col - col);
        if (best < 0 || score < best_score) {
            best = l->item;
            best_score = score;
        }
    }
    return best;
}

static void go(struct pageview *p, int item)
{
    if (!can_focus(p, item))
        return;
    p->focus = item;
    reveal(p);
}

static enum widget_result vertical(struct pageview *p, int by)
{
    int first = 0, last = 0, next = neighbour(p, by);

    span(p, p->focus, &first, &last);
    if ((by > 0 && last >= p->top + p->shown) || (by < 0 && first < p->top) || next < 0)
        p->top += by; /* through a long item, and past the last one, line by line */
    else
        go(p, next);
    clamp_top(p);
    return WIDGET_USED;
}

static enum widget_result sideways(struct pageview *p, int by)
{
    int first = 0, last = 0, here = column_of(p, p->focus);

    span(p, p->focus, &first, &last);
    for (int i = 0; i < p->n_lines; i++) {
        const struct pageview_line *l = &p->lines[i];
        if (l->first && l->row == first && can_focus(p, l->item) &&
            (by > 0 ? l->label_col > here : l->label_col < here)) {
            go(p, l->item);
            return WIDGET_USED;
        }
    }
    return WIDGET_IGNORED;
}

/* The first focusable item whose line is in view. */
static void focus_in_view(struct pageview *p)
{
    int first, last;

    if (span(p, p->focus, &first, &last) && last >= p->top && first < p->top + p->shown)
        return;
    for (int i = 0; i < p->n_lines; i++) {
        const struct pageview_line *l = &p->lines[i];
        if (l->row >= p->top && l->row < p->top + p->shown && can_focus(p, l->item)) {
            p->focus = l->item;
            return;
        }
    }
}

static enum widget_result page(struct pageview *p, int by)
{
    p->top += by * (p->shown > 1 ? p->shown - 1 : 1);
    clamp_top(p);
    focus_in_view(p);
    return WIDGET_USED;
}

static enum widget_result section(struct pageview *p, int by)
{
    int i = p->focus, first = 0, last = 0;

    if (by < 0) /* from the first item of a section to the section before */
        while (i > 0 && p->items[i].kind != PAGEVIEW_SECTION)
            i--;
    for (i += by; i >= 0 && i < p->n_items; i += by) {
        if (p->items[i].kind != PAGEVIEW_SECTION || !can_focus(p, i + 1))
            continue;
        p->focus = i + 1;
        if (span(p, i, &first, &last))
            p->top = first;
        clamp_top(p);
        return WIDGET_USED;
    }
    if (by < 0) {
        p->top = 0;
        focus_in_view(p);
    }
    return WIDGET_USED;
}

enum widget_result pageview_key(struct pageview *p, const struct key_event *e)
{
    static const struct {
        int32_t code;
        int by;
        enum widget_result (*move)(struct pageview *, int);
    } MOVES[] = {
        {K_UP, -1, vertical},  {K_DOWN, 1, vertical},  {K_LEFT, -1, sideways}, {K_RIGHT, 1, sideways},
        {K_PAGE_UP, -1, page}, {K_PAGE_DOWN, 1, page}, {']', 1, section},      {'[', -1, section},
    };

    if (e->kind != EVENT_KEY || !p->n_items)
        return WIDGET_IGNORED;
    for (size_t i = 0; i < sizeof(MOVES) / sizeof(MOVES[0]); i++)
        if (key_is(e, MOVES[i].code, 0))
            return MOVES[i].move(p, MOVES[i].by);
    if (key_is(e, K_HOME, 0) || key_is(e, K_END, 0)) {
        p->top = e->code == K_HOME ? 0 : p->height;
        clamp_top(p);
        p->focus = e->code == K_HOME ? 0 : p->n_items - 1;
        while (p->focus < p->n_items - 1 && !can_focus(p, p->focus))
            p->focus++;
        return WIDGET_USED;
    }
    if (key_is(e, K_ENTER, 0) && pageview_focus_id(p))
        return WIDGET_DONE;
    return WIDGET_IGNORED;
}

const char *pageview_focus_id(const struct pageview *p)
{
    return p->focus < p->n_items ? p->items[p->focus].id : NULL;
}

const char *pageview_focus_value(const struct pageview *p)
{
    return p->focus < p->n_items ? p->items[p->focus].value : NULL;
}
