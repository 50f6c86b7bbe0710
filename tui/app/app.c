/* The loop and what is settled between input and painting. */
#include "tui/app/app.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/screen/screens.h"

/* A paint is put off while keys wait, but never longer than this. */
enum { PAINT_AT_LATEST_MS = 250, HOLD_MS = 80, SLOW_TERMINAL = 2400 };

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

static void close_desk(struct app *app)
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
static void settle_profile(struct app *app)
{
    const struct profile *next = app->next_profile, *before = app->profile;
    if (!next)
        return;
    app->next_profile = NULL;
    ERROR_AUTO why = {0}, again = {0};
    close_desk(app);
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

/* ---- events ----------------------------------------------------------------------------------------------
 */

static void term_resized(void *data, int rows, int cols)
{
    struct app *app = data;
    if (!app->paint || !paint_resize(app->paint, rows, cols))
        return;
    app->ui.rows = paint_rows(app->paint);
    app->ui.cols = paint_cols(app->paint);
    app_dirty(app);
}

/* The interrupt is a person asking to leave; a hang-up or an end from outside leaves at once, all work kept.
 */
static void term_stopped(void *data, int signal)
{
    struct app *app = data;
    if (signal == SIGINT)
        app_quit_asked(app);
    else
        app->ended = true;
    app_dirty(app);
}

static void clock_due(void *data)
{
    struct app *app = data;
    app->clock_timer = NULL;
    app_dirty(app);
}

static void set_clock(struct app *app)
{
    loop_stop(app->loop, &app->clock_timer);
    int ms = app_clock_ms(app);
    if (ms >= 0)
        app->clock_timer = loop_after(app->loop, ms, clock_due, app);
}

/* Keys that have come but are not read yet: painting now would show what is already old. */
static bool keys_wait(void)
{
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&fd, 1, 0) == 1 && fd.revents & POLLIN;
}

/* What is asked for often comes within a moment: one paint then, and not one of dots and one of words. */
static bool held(struct app *app)
{
    struct screen *top = stack_top(&app->stack);
    int64_t waited = loop_now(app->loop) - app->dirty_since;
    if (waited >= HOLD_MS || !top || !top->ops->hold || !top->ops->hold(top))
        return false;
    loop_stop(app->loop, &app->clock_timer);
    app->clock_timer = loop_after(app->loop, HOLD_MS - waited, clock_due, app);
    return true;
}

static void paint_last(struct app *app)
{
    if (!app->dirty || app->ended)
        return;
    if (keys_wait() && loop_now(app->loop) - app->dirty_since < PAINT_AT_LATEST_MS)
        return;
    if (!term_ready(app->term) || held(app))
        return;
    app->dirty = false;
    app_show(app);
    set_clock(app);
    if (config_number(app->config, OPTION_LINK) == LINK_AUTO && app->ui.link == UI_LINK_FAST) {
        long rate = term_rate(app->term);
        if (rate > 0 && rate < SLOW_TERMINAL)
            app_look(app);
    }
}

enum status app_open_terminal(struct app *app, enum term_refusal *why, struct error *e)
{
    struct term_options options = {
        .loop = app->loop,
        .events = {.key = app_key, .resized = term_resized, .stop = term_stopped, .data = app},
        .escape_ms = (int)config_number(app->config, OPTION_ESC_MS),
        .slow = config_number(app->config, OPTION_LINK) == LINK_SLOW,
        .mouse = config_flag(app->config, OPTION_MOUSE),
    };
    enum status status = term_open(&options, &app->term, why, e);
    if (status != STATUS_OK)
        return status;
    app->paint = paint_new(term_rows(app->term), term_cols(app->term));
    if (!app->paint) {
        *why = TERM_FAILED;
        return error_memory(e);
    }
    app->ui.term = app->term;
    app->ui.paint = app->paint;
    app->ui.rows = paint_rows(app->paint);
    app->ui.cols = paint_cols(app->paint);
    app_look(app);
    return STATUS_OK;
}

void app_run(struct app *app)
{
    app_dirty(app);
    while (!app->ended) {
        settle_profile(app);
        app_settle(app);
        stack_bury(&app->stack);
        paint_last(app);
        if (app->ended || loop_wait(app->loop, app->changed || app->next_profile ? 0 : -1) != STATUS_OK)
            break;
    }
}

void app_free(struct app *app)
{
    if (app->desk)
        close_desk(app);
    stack_clear(&app->stack);
    stack_bury(&app->stack);
    if (app->loop) {
        loop_stop(app->loop, &app->which_timer);
        loop_stop(app->loop, &app->clock_timer);
    }
    term_close(&app->term);
    paint_free(&app->paint);
    progress_stop(&app->progress);
    catalog_free(&app->catalog);
    config_free(&app->config);
    loop_free(&app->loop);
}
