/* Readable text: wraps paragraphs at graphemes' widths, sets lists in, leaves tables to plain_table.c. */
#include "plain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "fail.h"

/* The paragraph being wrapped. */
struct wrap {
    const struct plain *plain;
    struct lines *lines;
    const struct block *leaf;
    struct text now;
    int columns;        /* of `now` */
    bool bold, plainly; /* bold characters, others, in `now` */
    size_t run;
    bool marks;
};

static unsigned style_at(struct wrap *w, size_t at)
{
    while (w->run + 1 < w->leaf->n_runs && w->leaf->runs[w->run].to <= at)
        w->run++;
    return w->run < w->leaf->n_runs ? w->leaf->runs[w->run].style : 0;
}

static void line_end(struct wrap *w)
{
    enum line_style style = w->leaf->kind == BLOCK_HEADING ? LINE_HEADING
                            : w->bold && !w->plainly       ? LINE_BOLD
                                                           : LINE_NORMAL;
    struct line *line = lines_add(w->lines, style);
    int room = w->plain->width - w->columns;
    int pad = w->leaf->align == ALIGN_CENTER ? room / 2 : w->leaf->align == ALIGN_RIGHT ? room : 0;
    for (int i = 0; w->columns && i < pad; i++)
        text_add_char(&line->text, ' ');
    text_add_n(&line->text, w->now.data, w->now.len);
    text_clear(&w->now);
    w->columns = 0;
    w->bold = w->plainly = false;
}

/* Signs a terminal font may lack, and characters that only make sense to a page. */
static const struct {
    int32_t code;
    const char *instead;
} signs[] = {{0x00a0, " "}, {0x202f, " "}, {0x2007, " "},   {0x00ad, ""},    {0x200b, ""},   {0x200c, ""},
             {0x200d, ""},  {0x2060, ""},  {0x2610, "[ ]"}, {0x2611, "[x]"}, {0x2612, "[x]"}};

static const char *sign_find(int32_t code)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i].code == code)
            return signs[i].instead;
    return NULL;
}

/* One word as it is shown, asterisks included. */
static void word_read(struct wrap *w, size_t from, size_t to, struct text *out)
{
    const char *s = w->leaf->text.data;
    bool open = false;
    for (size_t at = from; at < to;) {
        int32_t code;
        size_t n = utf8_decode(s + at, to - at, &code);
        bool bold = style_at(w, at) & STYLE_BOLD;
        const char *instead = sign_find(code);
        *(bold ? &w->bold : &w->plainly) = true;
        if (w->marks && bold != open)
            text_add_char(out, '*');
        open = bold;
        if (instead)
            text_add(out, instead);
        else
            text_add_n(out, s + at, n);
        at += n;
    }
    if (w->marks && open)
        text_add_char(out, '*');
}

/* Puts one word on the line, or on the next, or, when it is wider than a line, over several. */
static void word_put(struct wrap *w, const char *s, size_t n, size_t blanks, bool bold, bool plainly)
{
    int room = w->plain->width - w->columns - (int)blanks;
    if (w->columns && (room < 0 || utf8_fit(s, n, room, NULL) < n)) {
        line_end(w);
        blanks = 0;
    }
    for (size_t i = 0; i < blanks && w->columns < w->plain->width; i++, w->columns++)
        text_add_char(&w->now, ' ');
    for (;;) {
        int used = 0;
        size_t part = utf8_fit(s, n, w->plain->width - w->columns, &used);
        if (!part && n && !w->columns) /* a sign wider than the line */
            part = utf8_grapheme(s, n, &used);
        text_add_n(&w->now, s, part);
        w->columns += used;
        w->bold = w->bold || bold;
        w->plainly = w->plainly || plainly;
        s += part;
        n -= part;
        if (!n)
            return;
        line_end(w);
    }
}

static void leaf_wrap(const struct plain *plain, struct lines *lines, const struct block *leaf)
{
    struct wrap w = {.plain = plain, .lines = lines, .leaf = leaf};
    const char *s = leaf->text.data;
    TEXT_AUTO word = {0};
    text_init(&word, DOCUMENT_PARAGRAPH_MAX * 4);
    text_init(&w.now, LIMIT_TEXT);
    w.marks = plain->marks && leaf->kind == BLOCK_TEXT && !block_all_bold(leaf);
    for (size_t at = 0; at < leaf->text.len;) {
        size_t blanks = strspn(s + at, " ");
        size_t n = strcspn(s + at + blanks, " \n");
        if (n) {
            bool bold = w.bold, plainly = w.plainly;
            w.bold = w.plainly = false;
            text_clear(&word);
            word_read(&w, at + blanks, at + blanks + n, &word);
            bool word_bold = w.bold, word_plainly = w.plainly;
            w.bold = bold;
            w.plainly = plainly;
            word_put(&w, word.data, word.len, blanks, word_bold, word_plainly);
        }
        at += blanks + n;
        if (at < leaf->text.len && s[at] == '\n') {
            line_end(&w);
            at++;
        }
    }
    line_end(&w);
    text_free(&w.now);
}

static void plain_children(struct plain *plain, struct lines *lines, const struct block *b);

/* The children of `block` by themselves at `width`. The caller frees. */
static struct lines *plain_apart(const struct plain *plain, const struct block *block, int width)
{
    struct plain inner = *plain;
    struct lines *own = lines_new();
    inner.width = width > 1 ? width : 1;
    plain_children(&inner, own, block);
    return own;
}

static void list_render(struct plain *plain, struct lines *lines, const struct block *list)
{
    int number = list->start;
    lines->gap = lines->gap || !plain->list_level;
    plain->list_level++;
    for (const struct block *child = list->first; child; child = child->next) {
        char marker[24] = "- ";
        if (child->kind != BLOCK_ITEM)
            snprintf(marker, sizeof marker, "  ");
        else if (list->ordered)
            snprintf(marker, sizeof marker, "%d. ", number++);
        int set_in = (int)strlen(marker);
        struct block alone = {.kind = BLOCK_GROUP, .first = child->kind == BLOCK_ITEM ? child->first : NULL};
        struct lines *own = plain_apart(plain, &alone, plain->width - set_in);
        if (child->kind == BLOCK_ITEM && !own->n)
            lines_add(own, LINE_NORMAL);
        lines_move(lines, own, marker);
        lines_free(&own);
    }
    plain->list_level--;
    lines->gap = lines->gap || !plain->list_level;
}

static void set_in_render(const struct plain *plain, struct lines *lines, const struct block *b)
{
    struct lines *own = plain_apart(plain, b, plain->width - 2);
    lines_move(lines, own, "  ");
    lines_free(&own);
}

static void block_render(struct plain *plain, struct lines *lines, const struct block *b)
{
    switch (b->kind) {
    case BLOCK_TEXT:
    case BLOCK_HEADING:
        lines->gap = lines->gap || b->spaced;
        leaf_wrap(plain, lines, b);
        lines->gap = b->kind == BLOCK_HEADING ? b->level == 1 : b->spaced;
        break;
    case BLOCK_RULE:
        for (struct line *line = lines_add(lines, LINE_NORMAL); (int)line->text.len < plain->width;)
            text_add_char(&line->text, '-');
        break;
    case BLOCK_PAGE:
        lines->gap = true;
        break;
    case BLOCK_LIST:
        list_render(plain, lines, b);
        break;
    case BLOCK_TABLE:
        plain_table(plain, lines, b);
        break;
    case BLOCK_ITEM:
        set_in_render(plain, lines, b);
        break;
    case BLOCK_GROUP:
    case BLOCK_ROW:
    case BLOCK_CELL:
        lines->gap = lines->gap || b->spaced;
        if (b->indented)
            set_in_render(plain, lines, b);
        else
            plain_children(plain, lines, b);
        lines->gap = lines->gap || b->spaced;
        break;
    }
}

static void plain_children(struct plain *plain, struct lines *lines, const struct block *b)
{
    for (const struct block *child = b->first; child; child = child->next)
        block_render(plain, lines, child);
}

struct lines *plain_render(const struct tree *tree, int width, bool marks)
{
    struct plain plain = {.width = width, .marks = marks, .apart = plain_apart};
    struct lines *lines = lines_new();
    plain_children(&plain, lines, tree->root);
    return lines;
}
