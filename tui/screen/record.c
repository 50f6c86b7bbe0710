/*
 * A record: sections of labelled values, its actions with the reasons why one cannot be run now, its papers,
 * and links to other records.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "tui/screen/cells.h"
#include "tui/screen/list_screen.h"
#include "tui/screen/prose.h"
#include "tui/screen/screens.h"
#include "tui/screen/table.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"
#include "tui/widget/pageview.h"

enum { WORDS_MAX = 64 * 1024, TAG_ATTACHMENT_VIEW = 1, TAG_ATTACHMENT_PRINT };

struct record {
    struct screen screen;
    struct record_ref ref;
    struct desk_page *page;
    struct pageview view;
    enum act wish; /* view or print, pressed while the record is on its way with its papers */
    bool stale;    /* fill the view again before drawing */
    int laid_cols; /* tables in it are laid out for this width */
};

static struct record *of(struct screen *screen)
{
    return (struct record *)screen;
}

static const struct page *page_of(const struct record *s)
{
    return desk_page(s->page);
}

/* ---- filling the view -------------------------------------------------------------------------------------
 */

/* A link is kept as "kind id" in the view. */
static void add_link(struct record *s, const struct record_ref *ref)
{
    if (!ref->kind || !ref->id)
        return;
    AUTO_FREE char *id = text_format("%s %s", ref->kind, ref->id);
    if (id)
        pageview_link(&s->view, id);
}

static void fill_field(struct record *s, const struct ui *ui, const struct record_field *f, int cols)
{
    TEXT_AUTO value, note;
    text_init(&value, WORDS_MAX);
    text_init(&note, WORDS_MAX);
    cells_text(ui, &f->value, CELLS_PAGE, clock_wall(), &value);
    const char *label = f->label ? _(f->label) : f->label_text;
    unsigned style =
        f->value.kind == CELL_NONE || f->value.kind == CELL_ABSENT || f->value.kind == CELL_WAITING
            ? THEME_DIM
        : f->value.tone != TONE_NONE ? cells_style(f->value.tone)
        : f->link.kind               ? THEME_LINK
                                     : THEME_VALUE;
    bool wide = utf8_columns_z(value.data) > cols / 3;
    if (wide)
        pageview_wide(&s->view, label, value.data, style);
    else
        pageview_value(&s->view, label, value.data, style);
    add_link(s, &f->link);
    if (f->note.id) {
        ui_message(ui, &f->note, &note);
        pageview_remark(&s->view, cells_sign(f->note_tone), note.data, cells_style(f->note_tone));
    }
}

static void fill_section(struct record *s, const struct ui *ui, const struct section *section, int cols)
{
    if (!section->n && !section->nrows && !section->empty)
        return;
    pageview_section(&s->view, section->title ? _(section->title) : section->title_text);
    if (!section->n && !section->nrows)
        pageview_text(&s->view, _(section->empty), THEME_DIM);
    for (size_t i = 0; i < section->n; i++)
        fill_field(s, ui, &section->fields[i], cols);
    if (!section->nrows)
        return;
    TEXT_AUTO line;
    text_init(&line, WORDS_MAX);
    table_heading(ui, section, cols, &line);
    pageview_row(&s->view, line.data, THEME_COLUMN);
    for (size_t i = 0; i < section->nrows; i++) {
        text_clear(&line);
        table_row(ui, section, i, cols, &line);
        pageview_row(&s->view, line.data, THEME_NORMAL);
        add_link(s, &section->rows[i]->ref);
    }
}

static void fill(struct record *s, const struct ui *ui, int cols)
{
    const struct page *page = page_of(s);
    s->stale = false;
    s->laid_cols = cols;
    pageview_clear(&s->view);
    if (!page)
        return;
    if (page->state_reason.id) {
        TEXT_AUTO words;
        text_init(&words, WORDS_MAX);
        ui_message(ui, &page->state_reason, &words);
        pageview_note(&s->view, cells_sign(page->state.tone), words.data, cells_style(page->state.tone));
    }
    for (size_t i = 0; i < page->nsections; i++)
        fill_section(s, ui, &page->sections[i], cols);
    if (page->nattachments) {
        pageview_section(&s->view, _("Papers"));
        for (size_t i = 0; i < page->nattachments; i++) {
            const struct attachment *a = &page->attachments[i];
            AUTO_FREE char *id = text_format("attachment %s", a->id);
            pageview_value(&s->view, a->title ? _(a->title) : a->title_text, _("view"), THEME_LINK);
            if (id)
                pageview_link(&s->view, id);
        }
    }
}

/* ---- drawing ----------------------------------------------------------------------------------------------
 */

static void record_title(struct screen *screen, const struct ui *ui, struct text *left, struct text *right)
{
    struct record *s = of(screen);
    const struct page *page = page_of(s);
    if (page && page->title.id)
        ui_message(ui, &page->title, left);
    else
        text_add(left, s->ref.label ? s->ref.label : "");
    if (page && page->state.kind != CELL_NONE)
        cells_text(ui, &page->state, CELLS_PAGE, clock_wall(), right);
    if (page && desk_page_error(s->page)) {
        int64_t as_of = desk_page_as_of(s->page);
        TEXT_AUTO clock;
        text_init(&clock, 128);
        cells_clock(ui, as_of, clock_wall(), &clock);
        const char *args[] = {clock.data};
        text_add(right, "  ");
        ui_format(ui, right, _("as of %s"), 1, args);
    }
}

static void record_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    struct record *s = of(screen);
    struct rect inner = {area.row, area.col + 1, area.rows, area.cols - 1};
    if (!page_of(s)) {
        const struct error *e = desk_page_error(s->page);
        TEXT_AUTO words;
        text_init(&words, WORDS_MAX);
        if (e)
            cells_error(ui, e, &words);
        else
            text_add(&words, _("Waiting for the registry."));
        prose_draw(ui, inner, words.data, e ? THEME_ERROR : THEME_DIM);
        paint_cursor(ui->paint, inner.row, inner.col);
        return;
    }
    if (s->stale || s->laid_cols != inner.cols)
        fill(s, ui, inner.cols);
    pageview_draw(&s->view, ui, inner, true);
}

/* ---- papers -----------------------------------------------------------------------------------------------
 */

static const struct attachment *find_attachment(const struct record *s, const char *id)
{
    const struct page *page = page_of(s);
    for (size_t i = 0; page && id && i < page->nattachments; i++)
        if (text_equal(page->attachments[i].id, id))
            return &page->attachments[i];
    return NULL;
}

static void use_attachment(struct record *s, const struct attachment *a, int tag)
{
    struct host *host = s->screen.host;
    if (tag == TAG_ATTACHMENT_PRINT)
        host_push(host, host->rooms->print(host, &s->ref, a));
    else
        host_push(host, host->rooms->text(host, &s->ref, a));
}

static bool fits(const struct attachment *a, int tag)
{
    return tag == TAG_ATTACHMENT_VIEW || a->printable;
}

/* The only paper that fits is taken at once; of several one is chosen. */
static void choose_attachment(struct record *s, int tag)
{
    struct host *host = s->screen.host;
    const struct ui *ui = host->ui;
    const struct page *page = page_of(s);
    struct choose_option options[16];
    size_t n = 0;
    for (size_t i = 0; page && i < page->nattachments && n < 16; i++) {
        const struct attachment *a = &page->attachments[i];
        if (fits(a, tag))
            options[n++] = (struct choose_option){a->id, a->title ? _(a->title) : a->title_text, NULL};
    }
    if (n == 1)
        use_attachment(s, find_attachment(s, options[0].value), tag);
    else if (n)
        host_push(host, host->rooms->choose(host, tag,
                                            tag == TAG_ATTACHMENT_PRINT ? _("Print") : _("View the form"),
                                            options, n, NULL));
}

static bool has_attachment(const struct record *s, int tag)
{
    const struct page *page = page_of(s);
    for (size_t i = 0; page && i < page->nattachments; i++)
        if (fits(&page->attachments[i], tag))
            return true;
    return false;
}

/* What was pressed too early is done when the record is here, or forgotten when it has no papers after all.
 */
static void grant_wish(struct record *s)
{
    int tag = s->wish == ACT_PRINT ? TAG_ATTACHMENT_PRINT : TAG_ATTACHMENT_VIEW;
    if (s->wish == ACT_NONE || (!has_attachment(s, tag) && desk_page_loading(s->page)))
        return;
    s->wish = ACT_NONE;
    if (has_attachment(s, tag))
        choose_attachment(s, tag);
    else
        host_say(s->screen.host, TONE_WARNING, N_("Not shown: this record has no form yet."), NULL);
}

static void record_changed(struct screen *screen, unsigned what)
{
    if (what & DESK_PAGES)
        grant_wish(of(screen));
    if (what & (DESK_PAGES | DESK_OUTBOX | DESK_PRINT | DESK_TASKS | CHANGED_LANGUAGE))
        of(screen)->stale = true;
}

static void record_result(struct screen *screen, int tag, const char *value)
{
    const struct attachment *a = find_attachment(of(screen), value);
    if (a)
        use_attachment(of(screen), a, tag);
}

/* ---- actions ----------------------------------------------------------------------------------------------
 */

static void follow(struct record *s)
{
    const char *id = pageview_focus_id(&s->view);
    const char *blank = id ? strchr(id, ' ') : NULL;
    if (!blank)
        return;
    AUTO_FREE char *kind = text_dup_n(id, (size_t)(blank - id));
    if (text_equal(kind, "attachment")) {
        const struct attachment *a = find_attachment(s, blank + 1);
        if (a)
            use_attachment(s, a, TAG_ATTACHMENT_VIEW);
        return;
    }
    struct record_ref ref = {0};
    record_ref_set(&ref, kind, blank + 1, pageview_focus_value(&s->view));
    host_push(s->screen.host, s->screen.host->rooms->record(s->screen.host, &ref));
    record_ref_clear(&ref);
}

static void step_record(struct record *s, int steps)
{
    struct host *host = s->screen.host;
    struct screen *below = host->ops->below(host, &s->screen);
    const struct record_ref *ref =
        below && below->ops->where == ON_LIST ? list_screen_step(below, steps) : NULL;
    if (!ref) {
        host_say(host, TONE_NONE, N_("There is no further record in this direction."), NULL);
        return;
    }
    struct desk_page *page = desk_page_open(host->desk, ref);
    if (!page)
        return;
    record_ref_copy(&s->ref, ref);
    desk_page_close(&s->page);
    s->page = page;
    s->stale = true;
    pageview_free(&s->view);
    pageview_init(&s->view);
}

static bool record_key(struct screen *screen, const struct key_event *event)
{
    struct record *s = of(screen);
    enum widget_result r = pageview_key(&s->view, event);
    if (r == WIDGET_DONE)
        follow(s);
    return r != WIDGET_IGNORED;
}

static void press(struct record *s, int32_t code)
{
    struct key_event event = {.kind = EVENT_KEY, .code = code};
    pageview_key(&s->view, &event);
}

static void record_act(struct screen *screen, enum act act)
{
    struct record *s = of(screen);
    s->wish = ACT_NONE;
    switch (act) {
    case ACT_ENTER:
        follow(s);
        break;
    case ACT_NEXT_SECTION:
        press(s, ']');
        break;
    case ACT_PREVIOUS_SECTION:
        press(s, '[');
        break;
    case ACT_VIEW:
    case ACT_PRINT:
        s->wish = act;
        grant_wish(s);
        break;
    case ACT_NEXT_ROW:
        step_record(s, 1);
        break;
    case ACT_PREVIOUS_ROW:
        step_record(s, -1);
        break;
    case ACT_REFRESH:
        desk_page_refresh(s->page);
        break;
    case ACT_BACK:
        host_pop(screen->host, screen, NULL);
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

static bool record_can(struct screen *screen, enum act act, struct message *why)
{
    struct record *s = of(screen);
    struct screen *below;
    switch (act) {
    case ACT_ENTER:
        return pageview_focus_id(&s->view) || refuse(why, N_("this line leads nowhere"));
    case ACT_VIEW:
        return has_attachment(s, TAG_ATTACHMENT_VIEW) || desk_page_loading(s->page) ||
               refuse(why, N_("this record has no form yet"));
    case ACT_PRINT:
        return has_attachment(s, TAG_ATTACHMENT_PRINT) || desk_page_loading(s->page) ||
               refuse(why, N_("this record has nothing to print yet"));
    case ACT_NEXT_ROW:
    case ACT_PREVIOUS_ROW:
        below = screen->host->ops->below(screen->host, screen);
        return (below && below->ops->where == ON_LIST) ||
               refuse(why, N_("this record was not opened from a list"));
    default:
        return true;
    }
}

static bool record_extra(struct screen *screen, size_t i, struct extra *out)
{
    const struct page *page = page_of(of(screen));
    if (!page || i >= page->nactions)
        return false;
    const struct action_state *state = &page->actions[i];
    strncpy(out->id, state->def->id, sizeof out->id - 1);
    strncpy(out->key, state->def->key ? state->def->key : "", sizeof out->key - 1);
    out->label = state->def->label;
    out->rank = state->def->rank > 0 ? state->def->rank : 2;
    out->allowed = state->allowed;
    message_copy(&out->why, &state->reason);
    return true;
}

/* Actions on what is kept on this computer happen here and now; those of the registry are a task. */
static void record_run(struct screen *screen, const char *action)
{
    struct record *s = of(screen);
    struct host *host = screen->host;
    const struct page *page = page_of(s);
    const struct action_state *state = page ? page_find_action(page, action) : NULL;
    ERROR_AUTO e = {0};
    if (!state)
        return;
    if (text_equal(s->ref.kind, "outbox")) {
        if (desk_outbox_act(host->desk, s->ref.id, action, &e) != STATUS_OK)
            host_fail(host, &e);
    } else if (text_equal(s->ref.kind, "print")) {
        if (desk_print_cancel(host->desk, s->ref.id, &e) != STATUS_OK)
            host_fail(host, &e);
    } else {
        host_push(host, host->rooms->task(host, &s->ref, action));
    }
}

static void record_close(struct screen *screen)
{
    struct record *s = of(screen);
    desk_page_close(&s->page);
    pageview_free(&s->view);
    record_ref_clear(&s->ref);
    free(s);
}

static const struct screen_ops ops = {
    .where = ON_RECORD,
    .close = record_close,
    .title = record_title,
    .draw = record_draw,
    .key = record_key,
    .act = record_act,
    .can = record_can,
    .extra = record_extra,
    .run = record_run,
    .changed = record_changed,
    .result = record_result,
};

struct screen *record_screen_new(struct host *host, const struct record_ref *ref)
{
    struct record *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    s->page = desk_page_open(host->desk, ref);
    if (!s->page) {
        free(s);
        host_say(host, TONE_BAD, N_("Not opened: this record is not there."), NULL);
        return NULL;
    }
    record_ref_copy(&s->ref, ref);
    pageview_init(&s->view);
    s->stale = true;
    return &s->screen;
}
