/* Moving through a form: every change is in the form before the next key, and no field ever holds the cursor
 * back. */
#include "tui/widget/formview.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

static bool open_field(const struct formview *v, int i)
{
    struct message why = {0};
    bool open = form_enabled(v->form, (size_t)i, &why);

    message_clear(&why);
    return open;
}

static bool ready(const struct formview *v)
{
    struct message why = {0};
    bool can = form_ready(v->form, &why);

    message_clear(&why);
    return can;
}

bool formview_init(struct formview *v, struct form *form)
{
    const struct form_def *def = form_def(form);

    *v = (struct formview){.form = form, .n = def->n};
    v->fields = calloc(def->n + 1, sizeof(*v->fields));
    v->left = calloc(def->n + 1, sizeof(*v->left));
    v->slots = calloc(def->n + 1, sizeof(*v->slots));
    if (!v->fields || !v->left || !v->slots) {
        free(v->fields);
        v->fields = NULL;
        formview_free(v);
        return false;
    }
    for (size_t i = 0; i < def->n; i++) {
        bool secret = def->fields[i].kind == FIELD_SECRET;
        field_init(&v->fields[i], &def->fields[i], secret ? form_secret(form, i) : NULL);
    }
    v->generation = form_generation(form) - 1;
    formview_sync(v);
    for (int i = 0; i < (int)v->n; i++) {
        if (open_field(v, i)) {
            v->focus = i;
            break;
        }
    }
    return true;
}

void formview_free(struct formview *v)
{
    for (size_t i = 0; v->fields && i < v->n; i++)
        field_free(&v->fields[i]);
    free(v->fields);
    free(v->left);
    free(v->slots);
    *v = (struct formview){0};
}

/* True when the field shows what the form holds. */
static bool same(const struct formview *v, size_t i)
{
    bool equal;

    TEXT_AUTO value;
    text_init(&value, LIMIT_FIELD);
    field_value(&v->fields[i], &value);
    equal = text_equal(value.data, form_typed(v->form, i));
    return equal;
}

void formview_sync(struct formview *v)
{
    if (v->generation == form_generation(v->form))
        return;
    v->generation = form_generation(v->form);
    for (size_t i = 0; i < v->n; i++) {
        field_set_choices(&v->fields[i], form_choices(v->form, i));
        if (v->fields[i].def.kind != FIELD_SECRET && !same(v, i))
            field_set(&v->fields[i], form_typed(v->form, i));
    }
}

/* What the focused field says now, into the form. */
static void store(struct formview *v)
{
    struct field *f = &v->fields[v->focus];

    if (f->def.kind == FIELD_SECRET) /* typed into the form's own secret already */
        return;
    TEXT_AUTO value;
    text_init(&value, LIMIT_FIELD);
    field_value(f, &value);
    if (form_set(v->form, (size_t)v->focus, value.data) != STATUS_OK)
        field_set(f, form_typed(v->form, (size_t)v->focus)); /* longer than the form takes */
    formview_sync(v);
}

static int step(const struct formview *v, int from, int by)
{
    int n = (int)v->n;

    for (int k = 1; k <= n; k++) {
        int i = ((from + by * k) % n + n) % n;
        if (open_field(v, i))
            return i;
    }
    return from;
}

static bool is_last(const struct formview *v)
{
    return step(v, v->focus, 1) <= v->focus;
}

static void go(struct formview *v, int to, bool forward)
{
    struct field *f = &v->fields[v->focus];

    if (forward && !field_is_empty(f))
        v->left[v->focus] = true;
    f->open = false;
    f->typing = false;
    v->focus = to;
}

void formview_focus(struct formview *v, size_t field)
{
    if (field < v->n)
        go(v, (int)field, false);
}

bool formview_next_problem(struct formview *v)
{
    int at;

    for (size_t i = 0; i < v->n; i++)
        v->left[i] = true;
    if (!v->n)
        return false;
    at = form_next_problem(v->form, ((size_t)v->focus + 1) % v->n);
    if (at < 0)
        return false;
    go(v, at, false);
    return true;
}

bool formview_editing(const struct formview *v)
{
    return v->n > 0 && open_field(v, v->focus);
}

static enum widget_result enter(struct formview *v)
{
    if (v->enter_submits && ready(v))
        return WIDGET_DONE;
    if (is_last(v)) {
        v->left[v->focus] = true;
        if (!v->enter_submits)
            return WIDGET_DONE;
    }
    go(v, step(v, v->focus, 1), true);
    return WIDGET_USED;
}

static enum widget_result page(struct formview *v, int by)
{
    int want = v->slots[v->focus].row + by * (v->shown > 1 ? v->shown - 1 : 1), best = v->focus;

    for (int i = 0; i < (int)v->n; i++) {
        if (open_field(v, i) && abs(v->slots[i].row - want) < abs(v->slots[best].row - want))
            best = i;
    }
    go(v, best, by > 0);
    return WIDGET_USED;
}

/* Up and down go by place on the screen, not by order: the nearest open field above or below. */
static int vertical(const struct formview *v, int by)
{
    const struct formview_slot *here = &v->slots[v->focus];
    int best = -1, best_distance = 0;

    for (int i = 0; i < (int)v->n; i++) {
        int rows = (v->slots[i].row - here->row) * by, distance;
        if (rows <= 0 || !open_field(v, i))
            continue;
        distance = rows * 1000 + abs(v->slots[i].col - here->col);
        if (best < 0 || distance < best_distance) {
            best = i;
            best_distance = distance;
        }
    }
    return best >= 0 ? best : step(v, v->focus, by);
}

enum widget_result formview_key(struct formview *v, const struct ui *ui, const struct key_event *e)
{
    struct field *f = v->n ? &v->fields[v->focus] : NULL;
    enum widget_result r;

    if (!f)
        return key_is(e, K_ENTER, 0) ? WIDGET_DONE : WIDGET_IGNORED;
    formview_sync(v);
    if (!f->open && (key_is(e, K_PAGE_UP, 0) || key_is(e, K_PAGE_DOWN, 0)))
        return page(v, e->code == K_PAGE_DOWN ? 1 : -1);
    if (!open_field(v, v->focus)) { /* closed by another field's change */
        go(v, step(v, v->focus, 1), false);
        f = &v->fields[v->focus];
        if (!open_field(v, v->focus))
            return WIDGET_IGNORED;
    }
    r = field_key(f, ui, e);
    if (r == WIDGET_NEXT && e->kind == EVENT_KEY && key_types(e)) { /* a full field moves on */
        store(v);
        go(v, step(v, v->focus, 1), true);
        return WIDGET_CHANGED;
    }
    if (r == WIDGET_CHANGED)
        store(v);
    if (r != WIDGET_NEXT && r != WIDGET_PREVIOUS)
        return r;
    if (key_is(e, K_ENTER, 0))
        return enter(v);
    if (key_is(e, K_UP, 0) || key_is(e, K_DOWN, 0))
        go(v, vertical(v, r == WIDGET_NEXT ? 1 : -1), r == WIDGET_NEXT);
    else
        go(v, step(v, v->focus, r == WIDGET_NEXT ? 1 : -1), r == WIDGET_NEXT);
    return WIDGET_USED;
}
