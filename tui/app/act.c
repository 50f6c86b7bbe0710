/* Running an action, wherever it was asked for: by key, from the help screen, the palette, a click. */
#include "tui/app/app.h"
#include "tui/app/rooms.h"

void app_say_why_not(struct host *host, struct message *why)
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
        if (table[i].act == act && app_has(&table[i], s) && !app_allowed(&table[i], host, s, &why)) {
            app_say_why_not(host, &why);
            return;
        }
    if (!act_everywhere(app, s, act) && !rooms_act(s, act))
        s->ops->act(s, act);
}
