/* Sets text with Pango and turns blocks into strips. */
#include "layout.h"

#include <stdio.h>
#include <string.h>

#include "fail.h"
#include "look.h"

static const struct {
    double size, before, after;
} headings[] = {
    {0, 0, 0}, {15, 14, 7}, {12.5, 13, 5}, {11, 11, 4}, {10.5, 9, 3}, {10, 8, 3}, {9.5, 8, 3},
};

static struct type type_of(const struct layouter *l, const struct block *leaf)
{
    if (leaf->kind == BLOCK_HEADING && !l->in_table)
        return (struct type){FONT_SANS, headings[leaf->level].size, true};
    if (l->in_table)
        return (struct type){FONT_SANS, LOOK_TABLE_SIZE, leaf->kind == BLOCK_HEADING};
    return (struct type){FONT_SERIF, LOOK_TEXT_SIZE, false};
}

static void attribute_add(PangoAttrList *list, PangoAttribute *a, const struct run *run)
{
    a->start_index = (guint)run->from;
    a->end_index = (guint)run->to;
    pango_attr_list_insert(list, a);
}

static void run_style(PangoAttrList *list, const struct run *run, double size)
{
    if (run->style & STYLE_BOLD)
        attribute_add(list, pango_attr_weight_new(PANGO_WEIGHT_BOLD), run);
    if (run->style & STYLE_ITALIC)
        attribute_add(list, pango_attr_style_new(PANGO_STYLE_ITALIC), run);
    if (run->style & STYLE_UNDERLINE)
        attribute_add(list, pango_attr_underline_new(PANGO_UNDERLINE_SINGLE), run);
    if (run->style & STYLE_STRIKE)
        attribute_add(list, pango_attr_strikethrough_new(TRUE), run);
    if (run->style & (STYLE_SMALL | STYLE_SUPER | STYLE_SUB))
        attribute_add(list, pango_attr_scale_new(run->style & STYLE_SMALL ? 0.85 : 0.7), run);
    if (run->style & STYLE_BIG)
        attribute_add(list, pango_attr_scale_new(1.2), run);
    if (run->style & STYLE_SUPER)
        attribute_add(list, pango_attr_rise_new((int)(size * 0.33 * PANGO_SCALE)), run);
    if (run->style & STYLE_SUB)
        attribute_add(list, pango_attr_rise_new((int)(size * -0.16 * PANGO_SCALE)), run);
}

static PangoLayout *layout_typed(struct layouter *l, const char *text, size_t n, const struct type *type)
{
    PangoLayout *layout = pango_layout_new(l->context);
    PangoFontDescription *face = pango_font_description_new();
    pango_font_description_set_family_static(face, type->family);
    pango_font_description_set_size(face, (gint)(type->size * PANGO_SCALE));
    pango_font_description_set_weight(face, type->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, face);
    pango_font_description_free(face);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_text(layout, text, (int)n);
    return layout;
}

PangoLayout *layout_plain(struct layouter *l, const char *text, const struct type *type)
{
    PangoLayout *layout = layout_typed(l, text, strlen(text), type);
    fonts_check(l->fonts, layout);
    return layout;
}

PangoLayout *layout_leaf(struct layouter *l, const struct block *leaf, double width)
{
    struct type type = type_of(l, leaf);
    PangoLayout *layout = layout_typed(l, leaf->text.data, leaf->text.len, &type);
    PangoAttrList *list = pango_attr_list_new();
    for (size_t i = 0; i < leaf->n_runs; i++)
        run_style(list, &leaf->runs[i], type.size);
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(layout, width < 0 ? -1 : (int)(width * PANGO_SCALE));
    if (leaf->align == ALIGN_CENTER)
        pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    else if (leaf->align == ALIGN_RIGHT)
        pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
    pango_layout_set_justify(layout, leaf->align == ALIGN_JUSTIFY);
    fonts_check(l->fonts, layout);
    return layout;
}

double layout_width(PangoLayout *layout)
{
    PangoRectangle r;
    pango_layout_get_extents(layout, NULL, &r);
    return (double)r.width / PANGO_SCALE;
}

static void gap_want(struct flow *flow, double gap)
{
    flow->gap = gap > flow->gap ? gap : flow->gap;
}

/* No single line at the foot of a page, none at the head, and a heading stays with what it heads. */
static void lines_keep(struct flow *flow, size_t from, bool heading)
{
    size_t n = flow->n - from;
    for (size_t i = 0; i < n; i++)
        flow->strips[from + i].keep = heading || (n > 1 && (i == 0 || i == n - 2));
}

static void leaf_lines(struct flow *flow, PangoLayout *layout, double x, double width, double before)
{
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        PangoRectangle r;
        pango_layout_iter_get_line_extents(iter, NULL, &r);
        struct strip *s = flow_add(flow, STRIP_LINE, before);
        s->layout = g_object_ref(layout);
        s->line = pango_layout_line_ref(pango_layout_iter_get_line_readonly(iter));
        s->x = x + (double)r.x / PANGO_SCALE;
        s->width = width;
        s->height = (double)r.height / PANGO_SCALE;
        s->baseline = (double)(pango_layout_iter_get_baseline(iter) - r.y) / PANGO_SCALE;
        before = 0;
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
}

static void leaf_layout(struct layouter *l, struct flow *flow, const struct block *leaf, double x,
                        double width)
{
    bool heading = leaf->kind == BLOCK_HEADING;
    double before = leaf->spaced ? LOOK_PARAGRAPH_GAP : 0, after = before;
    size_t from = flow->n;
    if (heading && !l->in_table) {
        before = headings[leaf->level].before;
        after = headings[leaf->level].after;
    }
    if (!leaf->text.len) {
        struct strip *s = flow_add(flow, STRIP_LINE, before);
        s->height = type_of(l, leaf).size * LOOK_LINE_FACTOR;
        s->baseline = s->height * 0.75;
    } else {
        PangoLayout *layout = layout_leaf(l, leaf, width);
        leaf_lines(flow, layout, x, width, before);
        g_object_unref(layout);
    }
    lines_keep(flow, from, heading);
    gap_want(flow, after);
    if (flow == l->page && !heading)
        l->ready(l->data, NULL);
}

/* "1." or a bullet, left of the first line of the item. */
static void marker_add(struct layouter *l, struct flow *flow, size_t at, const struct block *item, int number,
                       double x)
{
    static const char *const bullets[] = {"\u2022", "\u2013", "\u2022", "\u2013"};
    char text[16];
    if (item->parent->ordered)
        snprintf(text, sizeof text, "%d.", number);
    else
        snprintf(text, sizeof text, "%s", bullets[(l->list_level - 1) & 3]);
    struct strip *s = &flow->strips[at];
    if (s->kind == STRIP_ROW)
        return;
    struct block plain = {.kind = BLOCK_TEXT};
    struct type type = type_of(l, &plain);
    s->marker = layout_plain(l, text, &type);
    s->marker_x = x - LOOK_MARKER_GAP - layout_width(s->marker);
}

static void item_layout(struct layouter *l, struct flow *flow, const struct block *item, int number, double x,
                        double width)
{
    struct flow *own = flow_new();
    layout_children(l, own, item, x, width);
    if (!own->n) {
        struct block empty = {.kind = BLOCK_TEXT};
        leaf_layout(l, own, &empty, x, width);
    }
    marker_add(l, own, 0, item, number, x);
    /* the item's strips move into the flow they belong to */
    for (size_t i = 0; i < own->n; i++) {
        struct strip *s = flow_add(flow, own->strips[i].kind, own->strips[i].before);
        double before = s->before;
        *s = own->strips[i];
        s->before = before;
    }
    gap_want(flow, own->gap);
    own->n = 0;
    flow_free(&own);
    if (flow == l->page)
        l->ready(l->data, NULL);
}

static void block_layout(struct layouter *l, struct flow *flow, const struct block *b, double x,
                         double width);

static void list_layout(struct layouter *l, struct flow *flow, const struct block *list, double x,
                        double width)
{
    int number = list->start;
    double outer_gap = l->list_level ? LOOK_ITEM_GAP : LOOK_PARAGRAPH_GAP;
    double inner = width > 3 * LOOK_INDENT ? LOOK_INDENT : width / 3;
    gap_want(flow, outer_gap);
    l->list_level++;
    for (const struct block *child = list->first; child; child = child->next) {
        if (child->kind == BLOCK_ITEM)
            item_layout(l, flow, child, number++, x + inner, width - inner);
        else
            block_layout(l, flow, child, x + inner, width - inner);
        gap_want(flow, LOOK_ITEM_GAP);
    }
    l->list_level--;
    gap_want(flow, outer_gap);
}

static void rule_layout(struct flow *flow, double x, double width)
{
    struct strip *s = flow_add(flow, STRIP_RULE, LOOK_RULE_GAP);
    s->x = x;
    s->width = width;
    s->height = LOOK_LINE;
    gap_want(flow, LOOK_RULE_GAP);
}

static void block_layout(struct layouter *l, struct flow *flow, const struct block *b, double x, double width)
{
    double set_in = b->indented && width > 3 * LOOK_INDENT ? LOOK_INDENT : 0;
    switch (b->kind) {
    case BLOCK_TEXT:
    case BLOCK_HEADING:
        leaf_layout(l, flow, b, x, width);
        break;
    case BLOCK_RULE:
        rule_layout(flow, x, width);
        break;
    case BLOCK_PAGE:
        flow_add(flow, STRIP_PAGE, 0);
        break;
    case BLOCK_LIST:
        list_layout(l, flow, b, x, width);
        break;
    case BLOCK_TABLE:
        table_layout(l, flow, b, x, width);
        break;
    case BLOCK_ITEM: /* outside of a list: a paragraph that is set in */
        layout_children(l, flow, b, x + LOOK_INDENT, width - LOOK_INDENT);
        break;
    case BLOCK_GROUP:
    case BLOCK_ROW:
    case BLOCK_CELL:
        gap_want(flow, b->spaced ? LOOK_PARAGRAPH_GAP : 0);
        layout_children(l, flow, b, x + set_in, width - set_in);
        gap_want(flow, b->spaced ? LOOK_PARAGRAPH_GAP : 0);
        break;
    }
}

void layout_children(struct layouter *l, struct flow *flow, const struct block *block, double x, double width)
{
    for (const struct block *child = block->first; child; child = child->next)
        block_layout(l, flow, child, x, width);
}

static void leaf_measure(struct layouter *l, const struct block *leaf, double *min, double *max)
{
    PangoLayout *layout = layout_leaf(l, leaf, -1);
    double widest = layout_width(layout);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
    pango_layout_set_width(layout, 0);
    double narrowest = layout_width(layout);
    g_object_unref(layout);
    /* a hair more than measured, so that rounding never breaks a word */
    *max = widest + 0.5 > *max ? widest + 0.5 : *max;
    *min = narrowest + 0.5 > *min ? narrowest + 0.5 : *min;
}

void layout_measure(struct layouter *l, const struct block *block, double *min, double *max)
{
    for (const struct block *child = block->first; child; child = child->next) {
        double low = 0, high = 0;
        if (block_is_leaf(child))
            leaf_measure(l, child, &low, &high);
        else if (child->kind == BLOCK_TABLE)
            table_measure(l, child, &low, &high);
        else
            layout_measure(l, child, &low, &high);
        if (child->kind == BLOCK_LIST || child->indented) {
            low += LOOK_INDENT;
            high += LOOK_INDENT;
        }
        *min = low > *min ? low : *min;
        *max = high > *max ? high : *max;
    }
}
