/* What is settled between input and painting: another registry, the session, what is awaited, what has
 * changed. */
#include <stdlib.h>
#include <string.h>

#include "tui/app/app.h"
#include "tui/screen/screens.h"

static void desk_changed(void *data, unsigned what)
{
    struct app *app = data;
    app->changed |= what;
    app_dirty(app);
}

enum status app_open_desk(struct app *app, const struct profile *profile, struct error *e)
{
    struct desk_options options = {
        .loop = app->loop,
        .config = app->config,
        .profile = profile,
        .helper_dir = app->helper_dir,
        .changed = desk_changed,
        .data = app,
    };
    struct desk *desk = NULL;
    enum status status = desk_open(&options, &desk, e);
    if (status != STATUS_OK)
        return status;
    app->desk = desk;
    app->profile = profile;
    app->host.desk = desk;
    app->host.profile = profile;
    app->changed = ~CHANGED_LANGUAGE;
    app->notice_hidden = app->notice_seen = 0;
    return STATUS_OK;
}

void app_close_desk(struct app *app)
{
    stack_clear(&app->stack);
    stack_bury(&app->stack);
    progress_stop(&app->progress);
    app->awaited_since = -1;
    desk_close(&app->desk);
    app->host.desk = NULL;
}

/* Another registry was chosen. When it cannot be opened, the one before is opened again and the reason told.
 */
void app_settle_profile(struct app *app)
{
    const struct profile *next = app->next_profile, *before = app->profile;
    if (!next)
        return;
    app->next_profile = NULL;
    ERROR_AUTO why = {0}, again = {0};
    app_close_desk(app);
    if (app_open_desk(app, next, &why) == STATUS_OK)
        return;
    if (app_open_desk(app, before, &again) == STATUS_OK)
        host_fail(&app->host, &why);
    else
        app->ended = true;
}

/* ---- settling --------------------------------------------------------------------------------------------
 */

static void show_only(struct app *app, struct screen *s)
{
    stack_clear(&app->stack);
    stack_push(&app->stack, s);
    app_forget_keys(app);
}

static void settle_session(struct app *app)
{
    struct screen *sign_in = stack_find(&app->stack, ON_SIGN_IN);
    struct screen *lock = stack_find(&app->stack, ON_LOCK);
    bool at_work = stack_find(&app->stack, ON_HOME) != NULL;
    switch (desk_session(app->desk)) {
    case DESK_STARTING:
    case DESK_SIGNED_OUT:
        if (!sign_in || at_work)
            show_only(app, sign_in_screen_new(&app->host, false));
        break;
    case DESK_SIGNED_IN:
        if (lock)
            stack_pop(&app->stack, lock);
        if (!at_work)
            show_only(app, home_screen_new(&app->host));
        else if (sign_in)
            stack_pop(&app->stack, sign_in);
        break;
    case DESK_LOST:
        if (lock)
            stack_pop(&app->stack, lock);
        if (!sign_in || !at_work)
            stack_push(&app->stack, sign_in_screen_new(&app->host, at_work));
        break;
    case DESK_LOCKED:
        if (!lock)
            stack_push(&app->stack, lock_screen_new(&app->host));
        break;
    }
}

static void settle_awaited(struct app *app)
{
    int64_t since = -1;
    const struct message *what = desk_awaited(app->desk, &since);
    if (!what || !what->id) {
        progress_stop(&app->progress);
        app->awaited_since = -1;
        return;
    }
    TEXT_AUTO words;
    text_init(&words, 1024);
    ui_message(&app->ui, what, &words);
    if (since == app->awaited_since && app->progress.what && !strcmp(app->progress.what, words.data))
        return;
    app->awaited_since = since;
    progress_start(&app->progress, words.data, since);
}

void app_settle(struct app *app)
{
    if (!app->desk || app->ended)
        return;
    unsigned what = app->changed;
    app->changed = 0;
    if (what & DESK_SESSION || !app->stack.n)
        settle_session(app);
    if (what & DESK_LINE)
        settle_awaited(app);
    for (int i = 0; what && i < app->stack.n; i++)
        if (app->stack.open[i]->ops->changed)
            app->stack.open[i]->ops->changed(app->stack.open[i], what);
}
