/* From keys to actions: sequences, letters that are typed into fields, and the list of what can be done now.
 */
#include "tui/app/app.h"
#include "tui/app/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what can be done ------------------------------------------------------------------------------------
 */

static bool place_has(const struct action *a, const struct screen *s)
{
    return (a->where & s->ops->where) != 0;
}

static bool editing(const struct screen *s)
{
    return s->ops->editing && s->ops->editing(s);
}

/* Whether an action of the table can be run on `s` now. */
static bool action_allowed(const struct action *a, struct host *host, struct screen *s, struct message *why)
{
    if (a->can && !a->can(host, why))
        return false;
    return !s->ops->can || s->ops->can(s, a->act, why);
}

static void item_from_action(struct act_item *item, const struct action *a, struct host *host,
                             struct screen *s)
{
    *item = (struct act_item){.act = a->act, .label = a->label, .help = a->help, .rank = a->rank};
    snprintf(item->id, sizeof item->id, "%s", a->id);
    const char *key = action_key(a, editing(s));
    snprintf(item->key, sizeof item->key, "%s", key ? key : "");
    const char *own = s->ops->label ? s->ops->label(s, a->act) : NULL;
    if (own)
        item->label = own;
    item->group = action_group_title(a->group);
    item->allowed = a->act == ACT_NONE || action_allowed(a, host, s, &item->why);
}

/* True when an action of the table already has this key on this screen. */
static bool key_taken(const struct screen *s, const char *key)
{
    size_t n;
    const struct action *table = actions_table(&n);
    struct keyseq wanted, have;
    if (!keyseq_parse(key, &wanted))
        return true;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; place_has(&table[i], s) && k < ACTION_KEYS && table[i].keys[k]; k++)
            if (keyseq_parse(table[i].keys[k], &have) &&
                (keyseq_begins(&wanted, &have) || keyseq_begins(&have, &wanted)))
                return true;
    return false;
}

/* The key of an action that came with the data: as suggested, else its capital, else only the palette has it.
 */
static void extra_key(const struct screen *s, const struct extra *extra, char *out, size_t size)
{
    char capital[2] = {extra->key[0], '\0'};
    snprintf(out, size, "%s", extra->key);
    if (!extra->key[0] || !key_taken(s, extra->key))
        return;
    out[0] = '\0';
    if (extra->key[1] == '\0' && capital[0] >= 'a' && capital[0] <= 'z') {
        capital[0] = (char)(capital[0] - 'a' + 'A');
        if (!key_taken(s, capital))
            snprintf(out, size, "%s", capital);
    }
}

size_t app_items(struct host *host, struct screen *s, struct act_item *out, size_t max)
{
    size_t n = 0, rows;
    struct extra extra;
    for (size_t i = 0; s->ops->extra && n < max; i++) {
        extra = (struct extra){0};
        if (!s->ops->extra(s, i, &extra))
            break;
        struct act_item *item = &out[n++];
        *item = (struct act_item){.label = extra.label,
                                  .help = extra.help,
                                  .rank = extra.rank,
                                  .allowed = extra.allowed,
                                  .why = extra.why};
        memcpy(item->id, extra.id, sizeof item->id);
        item->group = N_("Here");
        extra_key(s, &extra, item->key, sizeof item->key);
        struct action own = {.keys = {item->key}};
        if (editing(s) && !action_key(&own, true))
            item->key[0] = '\0';
    }
    const struct action *table = actions_table(&rows);
    for (size_t i = 0; i < rows && n < max; i++)
        if (place_has(&table[i], s))
            item_from_action(&out[n++], &table[i], host, s);
    const struct action *moves = actions_moving(&rows);
    for (size_t i = 0; i < rows && n < max; i++)
        if (place_has(&moves[i], s) && (moves[i].rank < 0 || editing(s))) {
            item_from_action(&out[n], &moves[i], host, s);
            out[n++].told_only = true;
        }
    return n;
}

/* ---- running ---------------------------------------------------------------------------------------------
 */

static void say_why_not(struct host *host, struct message *why)
{
    struct message sentence = {0};
    if (host->desk && why->id) {
        TEXT_AUTO reason;
        text_init(&reason, 1024);
        ui_message(host->ui, why, &reason);
        message_set(&sentence, N_("Not possible now: %s."), 1, reason.data);
        desk_notice_set(host->desk, &sentence, TONE_WARNING, NULL);
    }
    message_clear(&sentence);
    message_clear(why);
}

/* Actions that mean the same on every screen. False: the screen's own. */
static bool act_everywhere(struct app *app, struct screen *s, enum act act)
{
    struct host *host = &app->host;
    switch (act) {
    case ACT_REDRAW:
        term_redraw(app->term);
        return true;
    case ACT_SUSPEND:
        term_suspend(app->term);
        return true;
    case ACT_QUIT:
        app_quit_asked(app);
        return true;
    case ACT_HOME:
        host->ops->home(host);
        return true;
    case ACT_LOCK:
        desk_lock(app->desk);
        return true;
    case ACT_SIGN_OUT:
        desk_sign_out(app->desk);
        return true;
    case ACT_MOUSE:
        config_override(app->config, OPTION_MOUSE, config_flag(app->config, OPTION_MOUSE) ? "no" : "yes",
                        NULL);
        app_look(app);
        host_say(host, TONE_NONE,
                 config_flag(app->config, OPTION_MOUSE) ? N_("The mouse is on.") : N_("The mouse is off."),
                 NULL);
        return true;
    case ACT_BACK:
        if (progress_shown(&app->progress, loop_now(app->loop)) && desk_cancel_newest(app->desk))
            return true;
        s->ops->act(s, act);
        return true;
    default:
        return false;
    }
}

void app_act(struct host *host, struct screen *s, enum act act, const char *extra_id)
{
    struct app *app = (struct app *)host;
    app_dirty(app);
    if (act == ACT_NONE) {
        if (extra_id && s->ops->run)
            s->ops->run(s, extra_id);
        return;
    }
    struct message why = {0};
    size_t n;
    const struct action *table = actions_table(&n);
    for (size_t i = 0; i < n; i++)
        if (table[i].act == act && place_has(&table[i], s) && !action_allowed(&table[i], host, s, &why)) {
            say_why_not(host, &why);
            return;
        }
    if (!act_everywhere(app, s, act) && !host_act(s, act))
        s->ops->act(s, act);
}

/* ---- keys ------------------------------------------------------------------------------------------------
 */

void app_forget_keys(struct app *app)
{
    app->typed.n = 0;
    app->which_key = false;
    loop_stop(app->loop, &app->which_timer);
}

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
        for (size_t k = 0; place_has(&table[i], s) && k < ACTION_KEYS && table[i].keys[k]; k++) {
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
        say_why_not(&app->host, &why);
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
    if (editing(s) && s->ops->key && s->ops->key(s, pressed))
        return;
    struct key_event by_place = *pressed, *event = &by_place;
    if (!editing(s))
        by_place.code = place_of_letter(pressed->code, text_equal(catalog_language(app->catalog), "uk"));
    bool started = app->typed.n > 0;
    if (dispatch(app, s, event))
        return;
    /* A key that does not go on with a sequence is a key of its own. */
    if (started && dispatch(app, s, event))
        return;
    if (!editing(s) && s->ops->key)
        s->ops->key(s, event);
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
    if (event->kind == EVENT_MOUSE && event->button == MOUSE_LEFT &&
        app_click(app, s, event->row, event->col))
        return;
    if (s->ops->key)
        s->ops->key(s, event);
}
