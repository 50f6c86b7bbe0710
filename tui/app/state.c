/* The program's own state: what is to be painted, keys half typed, colours, line, leaving. */
#include <string.h>

#include "tui/app/app.h"
#include "tui/screen/screens.h"

void app_dirty(struct app *app)
{
    if (!app->dirty)
        app->dirty_since = loop_now(app->loop);
    app->dirty = true;
}

void app_forget_keys(struct app *app)
{
    app->typed.n = 0;
    app->which_key = false;
    loop_stop(app->loop, &app->which_timer);
}

void app_quit_asked(struct app *app)
{
    if (!app->desk || desk_unsent(app->desk) <= 0) {
        app->ended = true;
        return;
    }
    if (!stack_top(&app->stack) || stack_top(&app->stack)->ops != quit_screen_ops())
        host_push(&app->host, quit_screen_new(&app->host));
}

bool app_set_theme(struct app *app, const char *name)
{
    if (strchr(name, '/') || name[0] == '.')
        return false;
    AUTO_FREE char *path = text_format("%s/%s.theme", app->theme_dir, name);
    struct theme theme;
    TEXT_AUTO complaints;
    text_init(&complaints, 4096);
    if (!path || theme_load(&theme, path, app->catalog, &complaints, NULL) != STATUS_OK)
        return false;
    app->theme = theme;
    if (app->term)
        term_redraw(app->term);
    app_dirty(app);
    if (complaints.len && app->desk) {
        complaints.data[strcspn(complaints.data, "\n")] = '\0';
        host_say(&app->host, TONE_WARNING, N_("The theme was used but for a line: %s"), complaints.data);
    }
    return true;
}

void app_look(struct app *app)
{
    struct config *config = app->config;
    app->ui.plain = config_flag(config, OPTION_PLAIN);
    app->ui.link = config_number(config, OPTION_LINK) == LINK_SLOW ? UI_LINK_SLOW : UI_LINK_FAST;
    app->ui.iso_dates = config_number(config, OPTION_DATES) == DATES_ISO;
    app->ui.bidi = config_number(config, OPTION_BIDI) == BIDI_TERMINAL ? UI_BIDI_TERMINAL : UI_BIDI_APP;
    app->ui.glyphs =
        app->utf8 && !app->ui.plain && app->ui.link == UI_LINK_FAST ? UI_GLYPHS_LINES : UI_GLYPHS_ASCII;
    if (app->paint)
        paint_set_bidi(app->paint, app->ui.bidi == UI_BIDI_APP);
    if (app->term)
        term_set_mouse(app->term, config_flag(config, OPTION_MOUSE));
    app_dirty(app);
}
