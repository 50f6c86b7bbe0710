/* Rows, pages and cells: building, copying, comparing and freeing what the screens show. */
#include "record/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/utf8.h"

void record_ref_set(struct record_ref *ref, const char *kind, const char *id, const char *label)
{
    char *k = text_dup(kind), *i = text_dup(id), *l = text_dup(label);

    record_ref_clear(ref);
    *ref = (struct record_ref){.kind = k, .id = i, .label = l};
}

void record_ref_copy(struct record_ref *to, const struct record_ref *from)
{
    record_ref_set(to, from->kind, from->id, from->label);
}

void record_ref_clear(struct record_ref *ref)
{
    free(ref->kind);
    free(ref->id);
    free(ref->label);
    *ref = (struct record_ref){0};
}

bool record_ref_equal(const struct record_ref *a, const struct record_ref *b)
{
    return a->id && b->id && text_equal(a->kind, b->kind) && strcmp(a->id, b->id) == 0;
}

void cell_clear(struct cell *c)
{
    free(c->text);
    free(c->label);
    message_clear(&c->message);
    *c = (struct cell){0};
}

void cell_copy(struct cell *to, const struct cell *from)
{
    struct cell made = *from;

    made.text = text_dup(from->text);
    made.label = text_dup(from->label);
    made.message = (struct message){0};
    message_copy(&made.message, &from->message);
    cell_clear(to);
    *to = made;
}

/* Turns `c` into a text cell of the cleaned `s`; false when there was nothing to show. */
static bool cell_take_text(struct cell *c, const char *s)
{
    char *clean;

    if (text_empty(s))
        return false;
    clean = utf8_clean(s, strlen(s), LIMIT_TEXT, false);
    if (!clean || !*clean) {
        free(clean);
        return false;
    }
    c->kind = CELL_TEXT;
    c->text = clean;
    return true;
}

void cell_text(struct cell *c, const char *s)
{
    cell_clear(c);
    cell_take_text(c, s);
}

void cell_number(struct cell *c, long n)
{
    cell_clear(c);
    c->kind = CELL_NUMBER;
    c->number = n;
}

void cell_date(struct cell *c, const char *iso)
{
    struct date d;

    cell_clear(c);
    if (!cell_take_text(c, iso))
        return;
    if (date_parse(c->text, &d)) {
        c->kind = CELL_DATE;
        c->date = d;
    }
}

void cell_instant(struct cell *c, const char *iso)
{
    int64_t at;

    cell_clear(c);
    if (!cell_take_text(c, iso))
        return;
    if (instant_parse(c->text, &at)) {
        c->kind = CELL_INSTANT;
        c->instant = at;
    }
}

void cell_code(struct cell *c, const char *code, const char *label, const char *word)
{
    cell_clear(c);
    if (!cell_take_text(c, code))
        return;
    c->kind = CELL_CODE;
    c->word = word;
    if (!text_empty(label))
        c->label = utf8_clean(label, strlen(label), LIMIT_TEXT, false);
}

void cell_word(struct cell *c, const char *word, enum tone tone)
{
    cell_clear(c);
    c->kind = CELL_WORD;
    c->word = word;
    c->tone = tone;
}

void cell_absent(struct cell *c, const char *word)
{
    cell_clear(c);
    c->kind = CELL_ABSENT;
    c->word = word;
}

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static const char *cell_words(const struct cell *c)
{
    switch (c->kind) {
    case CELL_CODE:
        return c->label ? c->label : c->word ? c->word : c->text;
    case CELL_TEXT:
        return c->text;
    case CELL_WORD:
    case CELL_ABSENT:
        return c->word;
    case CELL_MESSAGE:
        return c->message.id;
    default:
        return NULL;
    }
}

static bool cell_empty(const struct cell *c)
{
    return c->kind == CELL_NONE || c->kind == CELL_WAITING || c->kind == CELL_ABSENT;
}

int cell_compare(const struct cell *a, const struct cell *b)
{
    if (cell_empty(a) || cell_empty(b))
        return (int)cell_empty(a) - (int)cell_empty(b);
    if (a->kind == b->kind) {
        if (a->kind == CELL_NUMBER)
            return compare_numbers(a->number, b->number);
        if (a->kind == CELL_DATE)
            return date_compare(a->date, b->date);
        if (a->kind == CELL_INSTANT)
            return compare_numbers(a->instant, b->instant);
    }

    const char *x = cell_words(a), *y = cell_words(b);
    if (!x || !y)
        return (x != NULL) - (y != NULL);

    AUTO_FREE char *fx = utf8_fold(x);
    AUTO_FREE char *fy = utf8_fold(y);
    int order = fx && fy ? strcmp(fx, fy) : 0;
    return order ? order : strcmp(x, y);
}

void cell_search_text(const struct cell *c, struct text *out)
{
    char iso[25];

    switch (c->kind) {
    case CELL_NUMBER:
        text_addf(out, "%ld ", c->number);
        break;
    case CELL_DATE:
        date_format(c->date, iso);
        text_addf(out, "%s %02d.%02d.%04d ", iso, c->date.day, c->date.month, c->date.year);
        break;
    case CELL_INSTANT:
        instant_format(c->instant, iso);
        text_addf(out, "%.10s ", iso);
        break;
    case CELL_MESSAGE:
        for (int i = 0; i < MESSAGE_ARGS && c->message.args[i]; i++)
            text_addf(out, "%s ", c->message.args[i]);
        break;
    default:
        if (c->text)
            text_addf(out, "%s ", c->text);
        if (c->label)
            text_addf(out, "%s ", c->label);
        if (c->word)
            text_addf(out, "%s ", c->word);
        break;
    }
}

struct row *row_new(size_t columns)
{
    struct row *row = calloc(1, sizeof *row);

    if (!row)
        return NULL;
    row->cells = calloc(columns ? columns : 1, sizeof *row->cells);
    if (!row->cells) {
        free(row);
        return NULL;
    }
    row->n = columns;
    return row;
}

void row_free(struct row **row)
{
    if (!*row)
        return;
    record_ref_clear(&(*row)->ref);
    for (size_t i = 0; i < (*row)->n; i++)
        cell_clear(&(*row)->cells[i]);
    free((*row)->cells);
    free((*row)->folded);
    free(*row);
    *row = NULL;
}

struct row *row_copy(const struct row *from)
{
    struct row *row = row_new(from->n);

    if (!row)
        return NULL;
    record_ref_copy(&row->ref, &from->ref);
    for (size_t i = 0; i < from->n; i++)
        cell_copy(&row->cells[i], &from->cells[i]);
    row->partial = from->partial;
    row->folded = text_dup(from->folded);
    return row;
}

void row_fold(struct row *row)
{
    TEXT_AUTO words;
    char *folded;

    text_init(&words, LIMIT_TEXT * 4);
    if (row->ref.label)
        text_addf(&words, "%s ", row->ref.label);
    if (row->ref.id)
        text_addf(&words, "%s ", row->ref.id);
    for (size_t i = 0; i < row->n; i++)
        cell_search_text(&row->cells[i], &words);
    folded = utf8_fold(words.data);
    if (folded) {
        free(row->folded);
        row->folded = folded;
    }
}

struct page *page_new(void)
{
    return calloc(1, sizeof(struct page));
}

static void section_clear(struct section *s)
{
    for (size_t i = 0; i < s->n; i++) {
        free(s->fields[i].label_text);
        cell_clear(&s->fields[i].value);
        message_clear(&s->fields[i].note);
        record_ref_clear(&s->fields[i].link);
    }
    for (size_t i = 0; i < s->nrows; i++)
        row_free(&s->rows[i]);
    free(s->fields);
    free(s->rows);
    free(s->title_text);
}

void page_free(struct page **page)
{
    struct page *p = *page;

    if (!p)
        return;
    record_ref_clear(&p->ref);
    message_clear(&p->title);
    cell_clear(&p->state);
    message_clear(&p->state_reason);
    for (size_t i = 0; i < p->nsections; i++)
        section_clear(&p->sections[i]);
    for (size_t i = 0; i < p->nactions; i++)
        message_clear(&p->actions[i].reason);
    for (size_t i = 0; i < p->nattachments; i++) {
        free(p->attachments[i].id);
        free(p->attachments[i].title_text);
        free(p->attachments[i].type);
    }
    free(p->sections);
    free(p->actions);
    free(p->attachments);
    free(p->version);
    free(p);
    *page = NULL;
}

/* One more zeroed element behind *array of *n; NULL when memory ended or `max` is reached. */
static void *grow(void *array, size_t *n, size_t size, size_t max)
{
    void **slot = array;
    char *bigger;

    if (*n >= max)
        return NULL;
    bigger = realloc(*slot, (*n + 1) * size);
    if (!bigger)
        return NULL;
    *slot = bigger;
    memset(bigger + *n * size, 0, size);
    return bigger + (*n)++ * size;
}

struct section *page_section(struct page *page, const char *id, const char *title)
{
    struct section *s = page ? grow(&page->sections, &page->nsections, sizeof *s, LIMIT_SECTIONS) : NULL;

    if (s) {
        s->id = id;
        s->title = title;
    }
    return s;
}

struct record_field *section_field(struct section *s, const char *label)
{
    struct record_field *f = s ? grow(&s->fields, &s->n, sizeof *f, LIMIT_SECTION_ITEMS) : NULL;

    if (f)
        f->label = label;
    return f;
}

void section_row(struct section *s, struct row *taken)
{
    struct row **slot = s && taken ? grow(&s->rows, &s->nrows, sizeof *slot, LIMIT_SECTION_ITEMS) : NULL;

    if (slot)
        *slot = taken;
    else
        row_free(&taken);
}

struct action_state *page_action(struct page *page, const struct action_def *def)
{
    struct action_state *a = page ? grow(&page->actions, &page->nactions, sizeof *a, LIMIT_SECTIONS) : NULL;

    if (a)
        a->def = def;
    return a;
}

struct attachment *page_attachment(struct page *page, const char *id, const char *title, const char *type)
{
    struct attachment *a =
        page ? grow(&page->attachments, &page->nattachments, sizeof *a, LIMIT_SECTIONS) : NULL;

    if (a) {
        a->id = text_dup(id);
        a->title = title;
        a->type = text_dup(type);
        a->size = -1;
    }
    return a;
}

const struct action_state *page_find_action(const struct page *page, const char *id)
{
    for (size_t i = 0; i < page->nactions; i++)
        if (strcmp(page->actions[i].def->id, id) == 0)
            return &page->actions[i];
    return NULL;
}
