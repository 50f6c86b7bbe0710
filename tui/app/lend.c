/* What the program lends to its screens: the stack, language, colours, leaving. */
#include "tui/app/app.h"

#include <stdlib.h>
#include <string.h>

#include "tui/app/rooms.h"

static struct app *app_of(struct host *host)
{
    return (struct app *)host;
}

static void lend_dirty(struct host *host)
{
    app_dirty(app_of(host));
}

static void lend_push(struct host *host, struct screen *s)
{
    struct app *app = app_of(host);
    app_forget_keys(app);
    if (s && !stack_push(&app->stack, s))
        host_say(host, TONE_WARNING, N_("Not opened: too many screens are open. Go back first."), NULL);
    app_dirty(app);
}

static void lend_pop(struct host *host, struct screen *s, const char *value)
{
    struct app *app = app_of(host);
    struct screen *below = stack_below(&app->stack, s);
    int tag = s->tag;
    app_forget_keys(app);
    if (stack_pop(&app->stack, s) && !rooms_chosen(host, tag, value) && below && below->ops->result)
        below->ops->result(below, tag, value);
    app_dirty(app);
}

static void lend_home(struct host *host)
{
    struct app *app = app_of(host);
    if (app->stack.n > 1)
        stack_pop(&app->stack, app->stack.open[1]);
    app_forget_keys(app);
    app_dirty(app);
}

static struct screen *lend_below(struct host *host, const struct screen *s)
{
    return stack_below(&app_of(host)->stack, s);
}

static void lend_quit(struct host *host)
{
    app_of(host)->ended = true;
}

/* ---- language, colours, line ------------------------------------------------------------------------------
 */

static bool set_language(struct app *app, const char *code)
{
    struct catalog *loaded = NULL;
    if (strcmp(code, "en") && catalog_load(app->locale_dir, code, &loaded, NULL) != STATUS_OK)
        return false;
    catalog_free(&app->catalog);
    app->catalog = loaded;
    app->ui.catalog = loaded;
    for (int i = 0; i < app->stack.n; i++)
        if (app->stack.open[i]->ops->changed)
            app->stack.open[i]->ops->changed(app->stack.open[i], CHANGED_LANGUAGE);
    if (app->progress.what && app->desk) {
        app->awaited_since = -1;
        app->changed |= DESK_LINE;
    }
    app_dirty(app);
    return true;
}

static bool lend_language(struct host *host, const char *code)
{
    return set_language(app_of(host), code);
}

static bool lend_theme(struct host *host, const char *name)
{
    return app_set_theme(app_of(host), name);
}

static void lend_look(struct host *host)
{
    app_look(app_of(host));
}

static void lend_profile(struct host *host, const struct profile *profile)
{
    app_of(host)->next_profile = profile;
    app_dirty(app_of(host));
}

const struct host_ops app_host_ops = {
    .push = lend_push,
    .pop = lend_pop,
    .home = lend_home,
    .items = app_items,
    .run = app_act,
    .below = lend_below,
    .dirty = lend_dirty,
    .quit = lend_quit,
    .language = lend_language,
    .theme = lend_theme,
    .look = lend_look,
    .profile = lend_profile,
};
