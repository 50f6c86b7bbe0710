/*
 * Rows of any list: a queue, the results of a search, what is to be sent, what was printed. The desk keeps
 * the rows, the widget keeps focus and marks by id; this room brings the two together and runs actions on
 * many.
 */
#include "tui/widget/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "tui/screen/cells.h"
#include "tui/screen/list_screen.h"
#include "tui/screen/prose.h"
#include "tui/screen/screens.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"
#include "tui/widget/filter.h"

enum { WORDS_MAX = 4096, TAG_SORT = 1, TAG_BULK };

struct list_screen {
    struct screen screen;
    struct desk_list *rows;
    const struct list_def *def;
    struct list list;
    struct filter filter;
    struct rect area; /* of the rows, for clicks */
    size_t sort_next; /* the column that `s` takes after the present one */
};

static struct list_screen *of(struct screen *screen)
{
    return (struct list_screen *)screen;
}

/* ---- the widget's model -----------------------------------------------------------------------------------
 */

static long model_rows(void *data)
{
    return desk_list_rows(((struct list_screen *)data)->rows);
}

static void model_cell(void *data, long row, int column, struct text *out, unsigned *style)
{
    struct list_screen *s = data;
    const struct row *r = desk_list_row(s->rows, row);
    if (!r) {
        if (column == 0)
            text_add(out, "...");
        *style = THEME_DIM;
        return;
    }
    if ((size_t)column >= r->n)
        return;
    const struct cell *cell = &r->cells[column];
    cells_text(s->screen.host->ui, cell, CELLS_LIST, clock_wall(), out);
    if (cell->kind == CELL_ABSENT)
        *style = THEME_DIM;
    else if (cell->tone != TONE_NONE)
        *style = cells_style(cell->tone);
}

static const char *model_id(void *data, long row)
{
    const struct row *r = desk_list_row(((struct list_screen *)data)->rows, row);
    return r ? r->ref.id : NULL;
}

static long model_find(void *data, const char *id)
{
    struct list_screen *s = data;
    struct record_ref ref = {.kind = (char *)(uintptr_t)s->def->record_kind, .id = (char *)(uintptr_t)id};
    return desk_list_find(s->rows, &ref);
}

static void model_visible(void *data, long first, long last)
{
    desk_list_look(((struct list_screen *)data)->rows, first, last);
}

/* ---- small things -----------------------------------------------------------------------------------------
 */

static const struct row *focused_row(struct list_screen *s)
{
    long at = list_focus(&s->list);
    return at >= 0 ? desk_list_row(s->rows, at) : NULL;
}

static void take_order(struct list_screen *s)
{
    bool only_loaded;
    s->list.sort_column = desk_list_sorted(s->rows, &s->list.descending, &only_loaded);
}

static void set_filter(struct list_screen *s)
{
    desk_list_filter(s->rows, filter_text(&s->filter));
    s->list.filter = filter_text(&s->filter);
    list_refresh(&s->list);
    host_dirty(s->screen.host);
}

const struct record_ref *list_screen_step(struct screen *screen, int steps)
{
    struct list_screen *s = of(screen);
    long to = list_focus(&s->list) + steps;
    if (to < 0 || to >= desk_list_rows(s->rows))
        return NULL;
    const struct row *row = desk_list_row(s->rows, to);
    if (row)
        list_set_focus(&s->list, to);
    return row ? &row->ref : NULL;
}

/* ---- title and content ------------------------------------------------------------------------------------
 */

static void rows_title(struct screen *screen, const struct ui *ui, struct text *left, struct text *right)
{
    struct list_screen *s = of(screen);
    bool descending, only_loaded;
    int64_t as_of = desk_list_as_of(s->rows);
    s->list.total = desk_list_total(s->rows);
    s->list.more = desk_list_more(s->rows);
    s->list.filter_open = s->filter.open;
    s->list.filter = filter_text(&s->filter);
    int sorted = desk_list_sorted(s->rows, &descending, &only_loaded);
    s->list.sort_word = sorted >= 0 ? s->def->columns[sorted].title : NULL;
    list_title(&s->list, ui, _(s->def->title), left, right);
    if (sorted >= 0 && only_loaded) {
        text_add(right, right->len ? "  " : "");
        text_add(right, _("only rows that are here"));
    }
    if (desk_list_error(s->rows) && desk_list_rows(s->rows) > 0 && as_of > 0) {
        TEXT_AUTO clock;
        text_init(&clock, 128);
        cells_clock(ui, as_of, clock_wall(), &clock);
        const char *args[] = {clock.data};
        text_add(right, right->len ? "  " : "");
        /* TRANSLATORS: the rows of a list are as old as this time: "as of 12:04". */
        ui_format(ui, right, _("as of %s"), 1, args);
    }
}

static void empty_words(struct list_screen *s, const struct ui *ui, struct text *out)
{
    const struct error *e = desk_list_error(s->rows);
    if (desk_list_loading(s->rows))
        text_add(out, _("Waiting for the registry."));
    else if (e)
        cells_error(ui, e, out);
    else if (filter_text(&s->filter)[0])
        text_add(out, _("No row has these words. Esc shows all rows again."));
    else if (s->def->search)
        text_add(out, _("Nothing was found. F3 goes back to the search."));
    else
        text_add(out, _("There is nothing here."));
}

static void list_screen_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    struct list_screen *s = of(screen);
    struct rect rows = area;
    TEXT_AUTO empty;
    text_init(&empty, WORDS_MAX);
    if (s->filter.open && rows.rows > 1)
        rows.rows--;
    s->area = rows;
    take_order(s);
    s->list.total = desk_list_total(s->rows);
    s->list.more = desk_list_more(s->rows);
    list_refresh(&s->list);
    if (desk_list_rows(s->rows) <= 0) {
        desk_list_look(s->rows, 0, rows.rows);
        empty_words(s, ui, &empty);
    }
    list_draw(&s->list, ui, rows, !s->filter.open, empty.data);
    if (s->filter.open)
        filter_draw(&s->filter, ui, (struct rect){area.row + area.rows - 1, area.col, 1, area.cols},
                    _("Filter:"));
}

static bool row_waits(const struct row *row)
{
    for (size_t i = 0; row && i < row->n; i++)
        if (row->cells[i].kind == CELL_WAITING)
            return true;
    return !row;
}

/* After a jump: are most of the rows that a paint would show only dots yet? Asking for them is part of it. */
static bool list_hold(struct screen *screen)
{
    struct list_screen *s = of(screen);
    list_refresh(&s->list);
    long rows = desk_list_rows(s->rows), focus = list_focus(&s->list), first = s->list.top, waiting = 0;
    if (focus < first)
        first = focus;
    if (focus >= first + s->list.page)
        first = focus - s->list.page + 1;
    long last = first + s->list.page - 1;
    if (last >= rows)
        last = rows - 1;
    if (focus < 0 || last < first)
        return false;
    desk_list_look(s->rows, first, last);
    for (long i = first; i <= last; i++)
        waiting += row_waits(desk_list_row(s->rows, i));
    return waiting > (last - first + 1) / 4;
}

static void list_changed(struct screen *screen, unsigned what)
{
    struct list_screen *s = of(screen);
    if (what & (DESK_LISTS | DESK_OUTBOX | DESK_PRINT))
        list_refresh(&s->list);
}

static void list_screen_close(struct screen *screen)
{
    struct list_screen *s = of(screen);
    list_free(&s->list);
    filter_free(&s->filter);
    desk_list_close(&s->rows);
    free(s);
}

/* ---- keys and actions -------------------------------------------------------------------------------------
 */

static bool list_editing(const struct screen *screen)
{
    return ((const struct list_screen *)screen)->filter.open;
}

static bool list_screen_key(struct screen *screen, const struct key_event *event)
{
    struct list_screen *s = of(screen);
    enum widget_result r;
    if (event->kind == EVENT_PASTE && !s->filter.open)
        filter_open(&s->filter); /* a paste in a list is a search, never keys */
    if (s->filter.open) {
        r = filter_key(&s->filter, screen->host->ui, event);
        if (r == WIDGET_CHANGED || r == WIDGET_CANCEL)
            set_filter(s);
        if (r != WIDGET_IGNORED)
            return true;
    }
    if (event->kind != EVENT_KEY && event->kind != EVENT_MOUSE)
        return false;
    r = event->kind == EVENT_MOUSE ? list_click(&s->list, s->area, event) : list_key(&s->list, event);
    if (r == WIDGET_DONE)
        screen->ops->act(screen, ACT_ENTER);
    return r != WIDGET_IGNORED;
}

static void press(struct list_screen *s, int32_t code)
{
    struct key_event event = {.kind = EVENT_KEY, .code = code};
    list_key(&s->list, &event);
}

static void sort_next(struct list_screen *s)
{
    bool descending, only_loaded;
    int now = desk_list_sorted(s->rows, &descending, &only_loaded);
    if (now >= 0) {
        desk_list_sort(s->rows, (size_t)now);
        s->sort_next = (size_t)now + 1;
        if (desk_list_sorted(s->rows, &descending, &only_loaded) >= 0)
            return;
    }
    for (size_t i = s->sort_next; i < s->def->ncolumns; i++)
        if (s->def->columns[i].sortable) {
            desk_list_sort(s->rows, i);
            return;
        }
    s->sort_next = 0;
}

static void sort_choose(struct list_screen *s)
{
    const struct ui *ui = s->screen.host->ui;
    struct choose_option options[LIST_COLUMNS];
    size_t n = 0;
    for (size_t i = 0; i < s->def->ncolumns && n < LIST_COLUMNS; i++)
        if (s->def->columns[i].sortable)
            options[n++] = (struct choose_option){s->def->columns[i].id, _(s->def->columns[i].title), NULL};
    host_push(s->screen.host,
              s->screen.host->rooms->choose(s->screen.host, TAG_SORT, _("Sort by"), options, n, NULL));
}

static void list_result(struct screen *screen, int tag, const char *value)
{
    struct list_screen *s = of(screen);
    if (tag == TAG_BULK && value)
        list_clear_marks(&s->list);
    for (size_t i = 0; tag == TAG_SORT && value && i < s->def->ncolumns; i++)
        if (!strcmp(s->def->columns[i].id, value))
            desk_list_sort(s->rows, i);
}

static void go_back(struct list_screen *s)
{
    if (filter_text(&s->filter)[0]) {
        filter_clear(&s->filter);
        set_filter(s);
        return;
    }
    host_pop(s->screen.host, &s->screen, NULL);
}

static void list_act(struct screen *screen, enum act act)
{
    struct list_screen *s = of(screen);
    const struct row *row;
    switch (act) {
    case ACT_ENTER:
        row = focused_row(s);
        if (row)
            host_push(screen->host, screen->host->rooms->record(screen->host, &row->ref));
        break;
    case ACT_FILTER:
        filter_open(&s->filter);
        break;
    case ACT_MARK:
        press(s, ' ');
        break;
    case ACT_MARK_RANGE:
        press(s, 'V');
        break;
    case ACT_MARK_ALL:
        press(s, '*');
        break;
    case ACT_MARK_INVERT:
        press(s, '~');
        break;
    case ACT_MARK_NONE:
        press(s, '-');
        break;
    case ACT_SORT:
        sort_next(s);
        break;
    case ACT_SORT_CHOOSE:
        sort_choose(s);
        break;
    case ACT_REFRESH:
        desk_list_refresh(s->rows);
        break;
    case ACT_EDIT_SEARCH:
    case ACT_BACK:
        go_back(s);
        break;
    default:
        break;
    }
}

static bool refuse(struct message *why, const char *id)
{
    message_set(why, id, 0);
    return false;
}

static bool list_can(struct screen *screen, enum act act, struct message *why)
{
    struct list_screen *s = of(screen);
    if (s->filter.open && act != ACT_ENTER && act != ACT_BACK && act != ACT_HELP)
        return refuse(why, N_("the filter is being typed"));
    switch (act) {
    case ACT_ENTER:
        return s->filter.open || focused_row(s) || refuse(why, N_("there is nothing here"));
    case ACT_EDIT_SEARCH:
        return s->def->search || refuse(why, N_("this list has no search form"));
    case ACT_MARK:
    case ACT_MARK_ALL:
    case ACT_MARK_RANGE:
    case ACT_MARK_INVERT:
        return s->def->bulk || refuse(why, N_("nothing can be done to many rows of this list at once"));
    case ACT_MARK_NONE:
        return list_mark_count(&s->list) || refuse(why, N_("nothing is marked"));
    case ACT_SORT:
    case ACT_SORT_CHOOSE:
        for (size_t i = 0; i < s->def->ncolumns; i++)
            if (s->def->columns[i].sortable)
                return true;
        return refuse(why, N_("this list has one order only"));
    default:
        return true;
    }
}

/* Actions for marked rows; without marks they are for the row in focus. */
static bool list_extra(struct screen *screen, size_t i, struct extra *out)
{
    struct list_screen *s = of(screen);
    const struct description *about = desk_description(screen->host->desk);
    size_t n = 0;
    while (s->def->bulk && s->def->bulk[n])
        n++;
    const struct action_def *action = i < n && about ? description_action(about, s->def->bulk[i]) : NULL;
    if (!action)
        return false;
    strncpy(out->id, action->id, sizeof out->id - 1);
    strncpy(out->key, action->key ? action->key : "", sizeof out->key - 1);
    out->label = action->label;
    out->rank = action->rank > 0 ? action->rank : 2;
    out->help = N_("Runs on all marked rows; without marks, on this one.");
    out->allowed = list_mark_count(&s->list) > 0 || focused_row(s);
    if (!out->allowed)
        message_set(&out->why, N_("there is nothing here"), 0);
    return true;
}

static void run_on_marks(struct list_screen *s, const struct action_def *action)
{
    size_t n = s->list.n_marks;
    struct record_ref *refs = calloc(n, sizeof *refs);
    if (!refs)
        return;
    for (size_t i = 0; i < n; i++) {
        long at = model_find(s, s->list.marks[i]);
        const struct row *row = at >= 0 ? desk_list_row(s->rows, at) : NULL;
        if (row)
            record_ref_copy(&refs[i], &row->ref);
        else
            record_ref_set(&refs[i], s->def->record_kind, s->list.marks[i], s->list.marks[i]);
    }
    struct screen *bulk =
        s->screen.host->rooms->bulk(s->screen.host, refs, n, action, list_marks_hidden(&s->list));
    if (bulk)
        bulk->tag = TAG_BULK;
    host_push(s->screen.host, bulk);
    for (size_t i = 0; i < n; i++)
        record_ref_clear(&refs[i]);
    free(refs);
}

static void list_run(struct screen *screen, const char *extra_id)
{
    struct list_screen *s = of(screen);
    const struct description *about = desk_description(screen->host->desk);
    const struct action_def *action = about ? description_action(about, extra_id) : NULL;
    const struct row *row = focused_row(s);
    if (!action)
        return;
    if (list_mark_count(&s->list))
        run_on_marks(s, action);
    else if (row)
        host_push(screen->host, screen->host->rooms->task(screen->host, &row->ref, action->id));
}

static const char *list_label(struct screen *screen, enum act act)
{
    /* TRANSLATORS: what Enter does while a filter is typed: the filter stays, the line to type into goes. */
    return act == ACT_ENTER && of(screen)->filter.open ? N_("keep") : NULL;
}

static const struct screen_ops ops = {
    .where = ON_LIST,
    .close = list_screen_close,
    .title = rows_title,
    .draw = list_screen_draw,
    .key = list_screen_key,
    .act = list_act,
    .can = list_can,
    .label = list_label,
    .extra = list_extra,
    .run = list_run,
    .editing = list_editing,
    .changed = list_changed,
    .hold = list_hold,
    .result = list_result,
};

struct screen *list_screen_new(struct host *host, const char *id, const struct form *search,
                               const char *filter)
{
    struct list_screen *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    s->rows = desk_list_open(host->desk, id, search);
    if (!s->rows) {
        free(s);
        host_say(host, TONE_BAD, N_("Not opened: this list is not there for you."), NULL);
        return NULL;
    }
    s->def = desk_list_def(s->rows);
    int n = s->def->ncolumns < LIST_COLUMNS ? (int)s->def->ncolumns : LIST_COLUMNS;
    const struct list_model model = {s, model_rows, model_cell, model_id, model_find, model_visible};
    list_init(&s->list, s->def->columns, n, &model);
    s->list.no_marks = !s->def->bulk;
    filter_init(&s->filter);
    if (!text_empty(filter)) {
        field_set(&s->filter.field, filter);
        set_filter(s);
    }
    return &s->screen;
}
