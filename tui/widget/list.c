/* Moving through rows, marks, and keeping the focus where it was. */
#include "tui/widget/list.h"

#include <stdlib.h>
#include <string.h>

void list_init(struct list *l, const struct column *columns, int n, const struct list_model *model)
{
    *l = (struct list){.columns = columns,
                       .n_columns = n < LIST_COLUMNS ? n : LIST_COLUMNS,
                       .model = *model,
                       .sort_column = -1,
                       .total = -1,
                       .page = 1,
                       .range_from = -1};
}

void list_free(struct list *l)
{
    list_clear_marks(l);
    free(l->marks);
    l->marks = NULL;
    l->cap_marks = 0;
}

static long rows(const struct list *l)
{
    long n = l->model.rows(l->model.data);

    return n > 0 ? n : 0;
}

/* Remembers which row the focus is on. */
static void remember(struct list *l)
{
    const char *id = rows(l) > l->focus ? l->model.id(l->model.data, l->focus) : NULL;
    size_t n = id ? strnlen(id, LIST_ID - 1) : 0;

    memcpy(l->focus_id, id ? id : "", n);
    l->focus_id[n] = '\0';
}

/* Is the row at `i` the one whose id begins as `id` does? Ids longer than LIST_ID are compared as far as
 * kept. */
static bool is_row(const struct list *l, long i, const char *id)
{
    const char *there = l->model.id(l->model.data, i);

    return there && strncmp(there, id, LIST_ID - 1) == 0;
}

static long find(const struct list *l, const char *id)
{
    long n = rows(l);

    if (!id[0])
        return -1;
    if (l->model.find)
        return l->model.find(l->model.data, id);
    for (long d = 0; d < n; d++) {
        if (l->focus + d < n && is_row(l, l->focus + d, id))
            return l->focus + d;
        if (l->focus - d >= 0 && l->focus - d < n && is_row(l, l->focus - d, id))
            return l->focus - d;
        if (l->focus + d >= n && l->focus - d < 0)
            break;
    }
    return -1;
}

static void clamp(struct list *l)
{
    long n = rows(l);

    if (l->focus >= n)
        l->focus = n - 1;
    if (l->focus < 0)
        l->focus = 0;
    if (l->top > n - l->page)
        l->top = n - l->page;
    if (l->top > l->focus)
        l->top = l->focus;
    if (l->focus >= l->top + l->page)
        l->top = l->focus - l->page + 1;
    if (l->top < 0)
        l->top = 0;
}

void list_refresh(struct list *l)
{
    long at;

    if (!l->held) {
        l->focus = l->top = 0;
    } else if (l->focus_id[0] && (l->focus >= rows(l) || !is_row(l, l->focus, l->focus_id))) {
        at = find(l, l->focus_id);
        if (at >= 0) { /* the row moved: it stays on its line of the screen */
            l->top += at - l->focus;
            l->focus = at;
        }
    }
    clamp(l);
    if (rows(l) > 0 && (!l->focus_id[0] || !l->held || l->model.id(l->model.data, l->focus)))
        remember(l);
}

void list_set_focus(struct list *l, long row)
{
    l->focus = row;
    l->held = true;
    clamp(l);
    remember(l);
}

long list_focus(const struct list *l)
{
    return rows(l) > l->focus ? l->focus : -1;
}

/* Place of an id among the marks; true when it is there. */
static bool mark_place(const struct list *l, const char *id, size_t *place)
{
    size_t low = 0, high = l->n_marks;

    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = strcmp(l->marks[mid], id);
        if (order == 0) {
            *place = mid;
            return true;
        }
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    *place = low;
    return false;
}

bool list_marked(const struct list *l, const char *id)
{
    size_t place;

    return id && l->n_marks && mark_place(l, id, &place);
}

size_t list_mark_count(const struct list *l)
{
    return l->n_marks;
}

void list_mark(struct list *l, const char *id, bool on)
{
    size_t place;
    bool there = id && mark_place(l, id, &place);

    if (!id || there == on)
        return;
    if (!on) {
        free(l->marks[place]);
        memmove(&l->marks[place], &l->marks[place + 1], (l->n_marks - place - 1) * sizeof(*l->marks));
        l->n_marks--;
        return;
    }
    if (l->n_marks == l->cap_marks) {
        size_t cap = l->cap_marks ? l->cap_marks * 2 : 64;
        char **grown = realloc(l->marks, cap * sizeof(*grown));
        if (!grown)
            return;
        l->marks = grown;
        l->cap_marks = cap;
    }
    char *copy = text_dup(id);
    if (!copy)
        return;
    memmove(&l->marks[place + 1], &l->marks[place], (l->n_marks - place) * sizeof(*l->marks));
    l->marks[place] = copy;
    l->n_marks++;
}

void list_clear_marks(struct list *l)
{
    for (size_t i = 0; i < l->n_marks; i++)
        free(l->marks[i]);
    l->n_marks = 0;
    l->range_from = -1;
}

size_t list_marks_hidden(const struct list *l)
{
    size_t hidden = 0;

    for (size_t i = 0; i < l->n_marks; i++)
        hidden += find(l, l->marks[i]) < 0;
    return hidden;
}

static void mark_rows(struct list *l, long from, long to, bool invert)
{
    for (long i = from; i <= to; i++) {
        const char *id = l->model.id(l->model.data, i);
        if (id)
            list_mark(l, id, !invert || !list_marked(l, id));
    }
}

static enum widget_result mark_key(struct list *l, const struct key_event *e)
{
    long n = rows(l), from = l->range_from >= 0 && l->range_from < n ? l->range_from : l->focus;
    const char *id = n ? l->model.id(l->model.data, l->focus) : NULL;

    if (l->no_marks || !n || e->mods)
        return WIDGET_IGNORED;
    switch (e->code) {
    case ' ':
        if (!id)
            return WIDGET_USED;
        list_mark(l, id, !list_marked(l, id));
        l->range_from = l->focus;
        if (l->focus + 1 < n)
            list_set_focus(l, l->focus + 1);
        return WIDGET_CHANGED;
    case 'V':
        mark_rows(l, from < l->focus ? from : l->focus, from < l->focus ? l->focus : from, false);
        l->range_from = l->focus;
        return WIDGET_CHANGED;
    case '*':
        mark_rows(l, 0, n - 1, false);
        return WIDGET_CHANGED;
    case '~':
        mark_rows(l, 0, n - 1, true);
        return WIDGET_CHANGED;
    case '-':
        list_clear_marks(l);
        return WIDGET_CHANGED;
    default:
        return WIDGET_IGNORED;
    }
}

enum widget_result list_key(struct list *l, const struct key_event *e)
{
    long n = rows(l), page = l->page > 1 ? l->page - 1 : 1;
    const struct {
        int32_t code;
        long to;
    } MOVES[] = {
        {K_UP, l->focus - 1}, {K_DOWN, l->focus + 1},       {K_HOME, 0},
        {K_END, n - 1},       {K_PAGE_UP, l->focus - page}, {K_PAGE_DOWN, l->focus + page},
    };

    if (e->kind != EVENT_KEY)
        return WIDGET_IGNORED;
    for (size_t i = 0; i < sizeof(MOVES) / sizeof(MOVES[0]); i++) {
        if (!key_is(e, MOVES[i].code, 0))
            continue;
        if (e->code == K_PAGE_DOWN || e->code == K_PAGE_UP) /* the page turns; the focus keeps its line */
            l->top += e->code == K_PAGE_DOWN ? page : -page;
        list_set_focus(l, MOVES[i].to);
        return WIDGET_USED;
    }
    if (key_is(e, K_ENTER, 0))
        return n ? WIDGET_DONE : WIDGET_IGNORED;
    return mark_key(l, e);
}

enum widget_result list_click(struct list *l, struct rect a, const struct key_event *e)
{
    long line = e->row - a.row - (a.rows >= 5 ? 1 : 0);

    if (e->kind != EVENT_MOUSE)
        return WIDGET_IGNORED;
    if (e->button == MOUSE_WHEEL_UP || e->button == MOUSE_WHEEL_DOWN) {
        list_set_focus(l, l->focus + (e->button == MOUSE_WHEEL_UP ? -3 : 3));
        return WIDGET_USED;
    }
    if (e->button != MOUSE_LEFT || line < 0 || line >= l->page || l->top + line >= rows(l))
        return WIDGET_IGNORED;
    if (l->top + line == l->focus)
        return WIDGET_DONE;
    list_set_focus(l, l->top + line);
    return WIDGET_USED;
}
