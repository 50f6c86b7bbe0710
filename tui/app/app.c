/* The loop, the terminal's events, and when to paint. */
#include "tui/app/app.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A paint is put off while keys wait, but never longer than this. */
enum { PAINT_AT_LATEST_MS = 250, HOLD_MS = 80, SLOW_TERMINAL = 2400 };

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
        app_settle_profile(app);
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
        app_close_desk(app);
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
