/* Readable lines: one after the other, with the empty ones that are wanted between them. */
#include "plain.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "fail.h"

struct lines *lines_new(void)
{
    return grow_zeroed(1, sizeof(struct lines));
}

void lines_free(struct lines **pl)
{
    struct lines *l = *pl;
    for (size_t i = 0; l && i < l->n; i++)
        text_free(&l->items[i].text);
    if (l)
        free(l->items);
    free(l);
    *pl = NULL;
}

static struct line *line_new(struct lines *l, enum line_style style)
{
    if (l->n >= LIMIT_LINES)
        fail(DOCUMENT_EXIT_LONG, "too-long", NULL);
    if ((l->n & (l->n - 1)) == 0)
        l->items = grow_array(l->items, l->n ? l->n * 2 : 1, sizeof *l->items);
    struct line *line = &l->items[l->n++];
    line->style = style;
    text_init(&line->text, LIMIT_TEXT);
    return line;
}

struct line *lines_add(struct lines *l, enum line_style style)
{
    if (l->gap && l->n)
        line_new(l, LINE_NORMAL);
    l->gap = false;
    return line_new(l, style);
}

void lines_move(struct lines *to, struct lines *from, const char *first)
{
    int width = utf8_columns_z(first);
    for (size_t i = 0; i < from->n; i++) {
        struct line *line = lines_add(to, from->items[i].style);
        if (!i)
            text_add(&line->text, first);
        for (int c = 0; i && from->items[i].text.len && c < width; c++)
            text_add_char(&line->text, ' ');
        text_add_n(&line->text, from->items[i].text.data, from->items[i].text.len);
    }
    to->gap = to->gap || from->gap;
}
