/* From keys to actions: sequences, letters that are typed into fields, and clicks. */
#include <stdlib.h>
#include <string.h>

#include "tui/app/app.h"
#include "tui/app/places.h"

static void which_key_due(void *data)
{
    struct app *app = data;
    app->which_timer = NULL;
    app->which_key = app->typed.n > 0;
    app_dirty(app);
}

/* An item whose key is exactly what was typed; *longer tells that a sequence goes on. */
static const struct act_item *find_typed(const struct keyseq *typed, const struct act_item *items, size_t n,
                                         bool *longer)
{
    const struct act_item *found = NULL;
    *longer = false;
    for (size_t i = 0; i < n; i++) {
        struct keyseq whole;
        if (items[i].told_only || !keyseq_parse(items[i].key, &whole) || !keyseq_begins(typed, &whole))
            continue;
        if (whole.n > typed->n)
            *longer = true;
        else if (!found)
            found = &items[i];
    }
    return found;
}

/* The second and third keys of the table, which items do not carry. */
static enum act find_other_key(const struct keyseq *typed, const struct screen *s, bool *longer)
{
    size_t n;
    const struct action *table = actions_table(&n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; app_has(&table[i], s) && k < ACTION_KEYS && table[i].keys[k]; k++) {
            struct keyseq whole;
            if (!keyseq_parse(table[i].keys[k], &whole) || !keyseq_begins(typed, &whole))
                continue;
            if (whole.n == typed->n)
                return table[i].act;
            *longer = true;
        }
    return ACT_NONE;
}

/* Runs what the typed keys mean on `s`. True: the key was used. */
static bool dispatch(struct app *app, struct screen *s, const struct key_event *event)
{
    struct keyseq *typed = &app->typed;
    if (typed->n == KEYSEQ_MAX)
        app_forget_keys(app);
    typed->code[typed->n] = event->code;
    typed->mods[typed->n] = event->mods;
    typed->n++;

    struct act_item *items = calloc(APP_ITEMS, sizeof *items);
    if (!items)
        return false;
    bool longer = false, used = true;
    size_t n = app_items(&app->host, s, items, APP_ITEMS);
    const struct act_item *found = find_typed(typed, items, n, &longer);
    enum act other = found ? found->act : find_other_key(typed, s, &longer);
    if (found && !found->allowed) {
        struct message why = {0};
        message_copy(&why, &found->why);
        app_say_why_not(&app->host, &why);
    } else if (found || other != ACT_NONE) {
        app_act(&app->host, s, other, found ? found->id : NULL);
    } else if (longer) {
        loop_stop(app->loop, &app->which_timer);
        app->which_timer = loop_after(app->loop, WHICH_KEY_MS, which_key_due, app);
    } else {
        used = false;
    }
    if (found || other != ACT_NONE || !longer)
        app_forget_keys(app);
    for (size_t i = 0; i < n; i++)
        message_clear(&items[i].why);
    free(items);
    return used;
}

/* An error stays until the next key; a result at least long enough to be read. */
static void notice_step_aside(struct app *app)
{
    const struct notice *notice = app->desk ? desk_notice(app->desk) : NULL;
    if (!notice || notice->serial != app->notice_seen)
        return;
    bool bad = notice->tone == TONE_BAD || notice->tone == TONE_WARNING || notice->story.status != STATUS_OK;
    if (bad || loop_now(app->loop) - app->notice_at > 2000)
        app->notice_hidden = notice->serial;
}

/* True when this key found the screen idle for too long: it locks, and is no part of the password. */
static bool locked_by_touch(struct app *app)
{
    if (!app->desk)
        return false;
    enum desk_session before = desk_session(app->desk);
    desk_touch(app->desk);
    app_settle(app);
    return desk_session(app->desk) == DESK_LOCKED && before != DESK_LOCKED;
}

static void typed_key(struct app *app, struct screen *s, const struct key_event *pressed)
{
    if (app_editing(s) && s->ops->key && s->ops->key(s, pressed))
        return;
    struct key_event by_place = *pressed, *event = &by_place;
    if (!app_editing(s))
        by_place.code = place_of_letter(pressed->code, text_equal(catalog_language(app->catalog), "uk"));
    bool started = app->typed.n > 0;
    if (dispatch(app, s, event))
        return;
    /* A key that does not go on with a sequence is a key of its own. */
    if (started && dispatch(app, s, event))
        return;
    if (!app_editing(s) && s->ops->key)
        s->ops->key(s, event);
}

/* A click on a key of the help line runs it; true when the click was on that line. */
static bool click(struct app *app, struct screen *s, int row, int col)
{
    if (row != app->ui.rows - 1)
        return false;
    struct helpline_item keys[HELPLINE_ITEMS];
    struct act_item *items = calloc(APP_ITEMS, sizeof *items);
    size_t n = items ? app_items(&app->host, s, items, APP_ITEMS) : 0;
    int made = app_help_keys(app, items, n, keys), at = helpline_at(keys, made, app->ui.cols, col);
    struct act_item hit = {0};
    for (size_t i = 0; at >= 0 && i < n; i++)
        if (keys[at].key == items[i].key && !items[i].told_only)
            hit = items[i];
    for (size_t i = 0; i < n; i++)
        message_clear(&items[i].why);
    free(items);
    if (hit.id[0])
        app_act(&app->host, s, hit.act, hit.id);
    return true;
}

void app_key(void *data, const struct key_event *event)
{
    struct app *app = data;
    if (app->ended || event->kind == EVENT_FOCUS || event->kind == EVENT_NONE)
        return;
    app_settle(app);
    if (locked_by_touch(app))
        return;
    struct screen *s = stack_top(&app->stack);
    if (!s)
        return;
    notice_step_aside(app);
    app_dirty(app);
    if (event->kind == EVENT_KEY) {
        typed_key(app, s, event);
        return;
    }
    app_forget_keys(app);
    if (event->kind == EVENT_MOUSE && event->button == MOUSE_LEFT && click(app, s, event->row, event->col))
        return;
    if (s->ops->key)
        s->ops->key(s, event);
}
