/* The builder: a stack of open elements above a tree of blocks, and HTML's rules about white space. */
#include "build.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "css.h"
#include "elements.h"
#include "fail.h"

struct frame {
    const char *name; /* of the table, or a copy when it is not in it */
    char copy[16];
    enum element_kind kind;
    struct block *container; /* where blocks go while this element is open */
    unsigned style;
    enum align align;
    int level; /* of the heading we are in, 0 outside */
    bool spaced, skip, pre, head, title, page_after;
};

struct build {
    struct tree *tree;
    struct frame stack[DOCUMENT_DEPTH_MAX];
    int depth;
    struct block *leaf; /* text being collected */
    bool space;         /* white space seen, not yet written */
    unsigned space_style;
    struct text title;
};

static struct frame *top(struct build *b)
{
    return &b->stack[b->depth - 1];
}

struct build *build_new(void)
{
    struct build *b = grow_zeroed(1, sizeof *b);
    b->tree = grow_zeroed(1, sizeof *b->tree);
    b->tree->root = block_new(b->tree, NULL, BLOCK_GROUP);
    text_init(&b->title, 512);
    b->stack[0] = (struct frame){.name = "", .kind = EL_BLOCK, .container = b->tree->root};
    b->depth = 1;
    return b;
}

/* Ends the line being collected; a line without any character was never begun. */
static void leaf_end(struct build *b)
{
    b->leaf = NULL;
    b->space = false;
}

/* The nearest container of `kind` that a child may be put into, without leaving the table or list we are in.
 */
static struct block *inside(struct block *at, enum block_kind kind)
{
    for (; at; at = at->parent) {
        if (at->kind == kind)
            return at;
        if (at->kind == BLOCK_CELL && kind != BLOCK_CELL)
            return NULL;
    }
    return NULL;
}

/* A table and, before it, the place where its caption goes. */
static struct block *table_new(struct build *b, struct block *parent)
{
    struct block *caption = block_new(b->tree, parent, BLOCK_GROUP);
    struct block *table = block_new(b->tree, parent, BLOCK_TABLE);
    table->bordered = true;
    table->caption = caption;
    return table;
}

static struct block *row_new(struct build *b)
{
    struct frame *f = top(b);
    struct block *table = inside(f->container, BLOCK_TABLE);
    struct block *row = block_new(b->tree, table ? table : table_new(b, f->container), BLOCK_ROW);
    row->head = f->head;
    return row;
}

/* Text and blocks may not stand in tables and rows: they get a cell of their own. */
static struct block *container(struct build *b)
{
    struct block *at = top(b)->container;
    if (at->kind == BLOCK_TABLE)
        at = block_new(b->tree, at, BLOCK_ROW);
    if (at->kind == BLOCK_ROW)
        at = block_new(b->tree, at, BLOCK_CELL);
    return at;
}

static struct block *leaf(struct build *b)
{
    const struct frame *f = top(b);
    if (b->leaf)
        return b->leaf;
    b->leaf = block_new(b->tree, container(b), f->level ? BLOCK_HEADING : BLOCK_TEXT);
    b->leaf->level = f->level;
    b->leaf->align = f->align;
    b->leaf->spaced = f->spaced;
    return b->leaf;
}

static void block_open(struct build *b, struct frame *f, enum block_kind kind)
{
    leaf_end(b);
    f->container = block_new(b->tree, container(b), kind);
}

static void cell_open(struct build *b, struct frame *f, const char **attributes, const struct look *look,
                      bool th)
{
    leaf_end(b);
    struct block *row = inside(f->container, BLOCK_ROW);
    if (!row) /* cells that follow without a <tr> belong to the same row */
        row = top(b)->container = row_new(b);
    f->container = block_new(b->tree, row, BLOCK_CELL);
    f->container->th = th;
    f->container->percent = look->percent;
    f->container->colspan = attribute_number(attribute(attributes, "colspan"), DOCUMENT_COLUMNS_MAX, 1);
    f->container->rowspan = attribute_number(attribute(attributes, "rowspan"), 1000, 1);
    f->spaced = false;
    f->level = 0;
    if (th)
        f->style |= STYLE_BOLD;
}

/* Browsers show pictures and ticks; here they are words and signs, and no file is ever read. */
static void image(struct build *b, const char **attributes)
{
    const char *alt = attribute(attributes, "alt");
    b->tree->images++;
    if (alt && *alt) {
        build_text(b, "[", 1);
        build_text(b, alt, strlen(alt));
        build_text(b, "]", 1);
    }
}

static void input(struct build *b, const char **attributes)
{
    const char *type = attribute(attributes, "type"), *value = attribute(attributes, "value");
    if (type && (!strcasecmp(type, "checkbox") || !strcasecmp(type, "radio"))) {
        const char *sign = attribute(attributes, "checked") ? "\u2612" : "\u2610";
        build_text(b, sign, strlen(sign));
    } else if (value && (!type || !strcasecmp(type, "text"))) {
        build_text(b, value, strlen(value));
    }
}

static void heading_open(struct frame *f, unsigned level)
{
    f->level = (int)level;
    f->spaced = true;
    f->style &= ~(unsigned)STYLE_BOLD; /* a heading is bold by being one */
}

static void list_open(struct build *b, struct frame *f, const char **attributes, bool ordered)
{
    block_open(b, f, BLOCK_LIST);
    f->container->ordered = ordered;
    f->container->start = attribute_number(attribute(attributes, "start"), 1000000, 1);
    f->spaced = false;
}

static void language_read(struct build *b, const char **attributes)
{
    const char *lang = attribute(attributes, "lang");
    if (!lang || b->tree->language || strlen(lang) < 2 || strlen(lang) > 8 ||
        strspn(lang, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") != strlen(lang))
        return;
    b->tree->language = grow_zeroed(strlen(lang) + 1, 1);
    memcpy(b->tree->language, lang, strlen(lang));
}

static void line_break(struct build *b, unsigned style)
{
    b->space = false;
    block_add(leaf(b), "\n", 1, style);
}

/* The element itself; `f` is already on the stack. */
static void element_open(struct build *b, struct frame *f, const struct element *el, const char **attributes,
                         const struct look *look)
{
    switch (el->kind) {
    case EL_BLOCK:
    case EL_SPACED:
        leaf_end(b);
        f->spaced = f->spaced || el->kind == EL_SPACED;
        f->style |= el->bits;
        if (!strcmp(el->name, "center"))
            f->align = ALIGN_CENTER;
        if (!strcmp(el->name, "caption") && inside(f->container, BLOCK_TABLE))
            f->container = inside(f->container, BLOCK_TABLE)->caption;
        break;
    case EL_GROUP:
        block_open(b, f, BLOCK_GROUP);
        f->container->indented = el->bits & GROUP_INDENTED;
        f->container->spaced = el->bits & GROUP_SPACED;
        f->spaced = false;
        break;
    case EL_HEADING:
        leaf_end(b);
        heading_open(f, el->bits);
        break;
    case EL_LIST:
        list_open(b, f, attributes, el->bits);
        break;
    case EL_ITEM:
        block_open(b, f, BLOCK_ITEM);
        break;
    case EL_TABLE:
        leaf_end(b);
        f->container = table_new(b, container(b));
        f->container->bordered = look->border != 0;
        f->head = false;
        break;
    case EL_SECTION:
        leaf_end(b);
        f->head = el->bits;
        break;
    case EL_ROW:
        leaf_end(b);
        f->container = row_new(b);
        break;
    case EL_CELL:
        cell_open(b, f, attributes, look, el->bits);
        break;
    case EL_PRE:
        leaf_end(b);
        f->pre = f->spaced = true;
        break;
    case EL_BREAK:
        line_break(b, f->style);
        break;
    case EL_RULE:
        leaf_end(b);
        block_new(b->tree, container(b), BLOCK_RULE);
        break;
    case EL_IMAGE:
        image(b, attributes);
        break;
    case EL_INPUT:
        input(b, attributes);
        break;
    case EL_TITLE:
        f->title = true;
        break;
    case EL_HTML:
        language_read(b, attributes);
        break;
    case EL_SKIP:
        f->skip = true;
        break;
    case EL_INLINE:
        f->style |= el->bits;
        break;
    }
}

void build_open(struct build *b, const char *name, const char **attributes)
{
    const struct element *el = element_find(name);
    struct look look;
    if (b->depth == DOCUMENT_DEPTH_MAX)
        fail(DOCUMENT_EXIT_INPUT, "too-deep", NULL);
    b->stack[b->depth] = b->stack[b->depth - 1];
    struct frame *f = &b->stack[b->depth];
    f->name = el->name;
    f->page_after = f->title = false;
    if (!*el->name) {
        f->name = NULL;
        strncpy(f->copy, name, sizeof f->copy - 1);
    }
    f->kind = el->kind;
    look_read(&look, attributes);
    if (look.align != ALIGN_NONE && el->kind != EL_TABLE) /* <table align> places the table, not its text */
        f->align = look.align;
    f->pre = f->pre || look.pre;
    if (look.hidden)
        f->skip = true;
    if (f->skip) {
        b->depth++;
        return;
    }
    if (look.page_before && el->kind != EL_INLINE && f->container->kind == BLOCK_GROUP) {
        leaf_end(b);
        block_new(b->tree, f->container, BLOCK_PAGE);
    }
    f->page_after = look.page_after && f->container->kind == BLOCK_GROUP;
    /* what element_open puts beside this frame uses the frame below, so the depth grows afterwards */
    element_open(b, f, el, attributes, &look);
    f->style = (f->style | look.set) & ~look.cleared;
    b->depth++;
}

static bool frame_is(const struct frame *f, const char *name)
{
    return f->name ? !strcasecmp(f->name, name) : !strncasecmp(f->copy, name, sizeof f->copy - 1);
}

static void frame_close(struct build *b)
{
    const struct frame *f = top(b);
    bool page = f->page_after && !f->skip;
    if (!f->skip && f->kind != EL_INLINE && f->kind != EL_BREAK && f->kind != EL_IMAGE &&
        f->kind != EL_INPUT && f->kind != EL_TITLE)
        leaf_end(b);
    b->depth--;
    if (page) {
        leaf_end(b);
        block_new(b->tree, container(b), BLOCK_PAGE);
    }
}

void build_close(struct build *b, const char *name)
{
    int at = b->depth - 1;
    while (at > 0 && !frame_is(&b->stack[at], name))
        at--;
    if (at > 0)
        while (b->depth > at)
            frame_close(b);
}

/* Control characters, text direction overrides and byte order marks never reach screen or paper. */
static bool invisible(int32_t c)
{
    static const struct {
        int32_t from, to;
    } ranges[] = {
        {0, 0x1f},        {0x7f, 0x9f},     {0x61c, 0x61c},   {0x200e, 0x200f},   {0x2028, 0x202e},
        {0x2066, 0x2069}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i].from && c <= ranges[i].to)
            return true;
    return false;
}

static void pre_add(struct build *b, char c, unsigned style)
{
    if (c == '\n')
        block_add(leaf(b), "\n", 1, style);
    else if (c == '\t')
        block_add(leaf(b), "    ", 4, style);
    else if (c == ' ')
        block_add(leaf(b), " ", 1, style);
}

static void blank_add(struct build *b, const struct frame *f, char c)
{
    if (f->pre) {
        pre_add(b, c, f->style);
    } else if (!b->space) {
        b->space = true;
        b->space_style = f->style;
    }
}

static void word_add(struct build *b, const struct frame *f, const char *s, size_t n)
{
    struct block *at = leaf(b);
    bool fresh = !at->text.len || at->text.data[at->text.len - 1] == '\n';
    if (b->space && !fresh)
        block_add(at, " ", 1, b->space_style & f->style);
    b->space = false;
    block_add(at, s, n, f->style);
}

void build_text(struct build *b, const char *s, size_t n)
{
    const struct frame *f = top(b);
    if (f->title && !f->skip && text_ok(&b->title))
        text_add_n(&b->title, s, n);
    if (f->skip || f->title)
        return;
    while (n) {
        int32_t code;
        size_t bytes = utf8_decode(s, n, &code);
        if (!bytes)
            break;
        if (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r' || *s == '\f')
            blank_add(b, f, *s);
        else if (!invisible(code))
            word_add(b, f, s, bytes);
        s += bytes;
        n -= bytes;
    }
}

/* Line ends at the end of a paragraph show nothing. */
static void trim(struct block *b)
{
    while (b->text.len && strchr(" \n", b->text.data[b->text.len - 1]))
        b->text.data[--b->text.len] = '\0';
    while (b->n_runs && b->runs[b->n_runs - 1].from >= b->text.len)
        b->n_runs--;
    if (b->n_runs && b->runs[b->n_runs - 1].to > b->text.len)
        b->runs[b->n_runs - 1].to = b->text.len;
    for (struct block *child = b->first; child; child = child->next)
        trim(child);
}

struct tree *build_finish(struct build **pb)
{
    struct build *b = *pb;
    while (b->depth > 1)
        frame_close(b);
    struct tree *tree = b->tree;
    trim(tree->root);
    if (text_ok(&b->title) && b->title.len)
        tree->title = utf8_clean(b->title.data, b->title.len, 512, false);
    text_free(&b->title);
    free(b);
    *pb = NULL;
    return tree;
}
