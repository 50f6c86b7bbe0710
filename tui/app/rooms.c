/* Which screen is which: how they open each other, and those that can be opened from everywhere. */
#include "tui/app/rooms.h"

#include <string.h>

#include "tui/screen/screens.h"
#include "tui/term/i18n.h"

enum { TAG_LANGUAGE = 1000, TAG_REGISTRY };

static struct screen *any_list(struct host *host, const char *id)
{
    const struct description *about = host->desk ? desk_description(host->desk) : NULL;
    const struct list_def *def = about ? description_list(about, id) : NULL;
    if (def && def->search)
        return search_screen_new(host, def);
    return list_screen_new(host, id, NULL, NULL);
}

const struct rooms app_rooms = {
    .any_list = any_list,
    .list = list_screen_new,
    .record = record_screen_new,
    .text = text_screen_new,
    .task = task_screen_new,
    .bulk = bulk_screen_new,
    .print = print_screen_new,
    .save = save_screen_new,
    .choose = choose_screen_new,
    .files = files_screen_new,
};

static void open_story(struct host *host)
{
    const struct notice *notice = host->desk ? desk_notice(host->desk) : NULL;
    if (notice && notice->story.status != STATUS_OK)
        host_push(host, story_screen_new(host, &notice->story, &notice->sentence));
}

/* ---- language and registry
 * --------------------------------------------------------------------------------- */

/* Each language calls itself by its own name. */
static const struct choose_option languages[] = {
    {"en", "English", NULL}, {"uk", "Українська", NULL}, {"fr", "Français", NULL}};

static void choose_language(struct host *host)
{
    const struct ui *ui = host->ui;
    host_push(host, choose_screen_new(host, TAG_LANGUAGE, _("Language"), languages,
                                      sizeof languages / sizeof *languages, catalog_language(ui->catalog)));
}

static void choose_registry(struct host *host)
{
    const struct ui *ui = host->ui;
    struct choose_option options[32];
    size_t n = config_profile_count(host->config), max = sizeof options / sizeof *options;
    if (n > max)
        n = max;
    for (size_t i = 0; i < n; i++) {
        const struct profile *p = config_profile_at(host->config, i);
        options[i] =
            (struct choose_option){p->name, p->title, p->training ? _("training, nothing is real") : p->url};
    }
    host_push(host, choose_screen_new(host, TAG_REGISTRY, _("Registry"), options, n,
                                      host->profile ? host->profile->name : NULL));
}

bool rooms_chosen(struct host *host, int tag, const char *value)
{
    if (tag == TAG_LANGUAGE && value) {
        ERROR_AUTO e = {0};
        if (!host->ops->language(host, value))
            host_say(host, TONE_BAD, N_("Not changed: the texts of this language are not installed."), NULL);
        else if (config_set(host->config, OPTION_LANGUAGE, value, &e) != STATUS_OK ||
                 config_save(host->config, &e) != STATUS_OK)
            host_fail(host, &e);
        return true;
    }
    if (tag == TAG_REGISTRY && value && (!host->profile || strcmp(host->profile->name, value)))
        host->ops->profile(host, config_profile(host->config, value));
    return tag == TAG_LANGUAGE || tag == TAG_REGISTRY;
}

bool rooms_act(struct screen *s, enum act act)
{
    struct host *host = s->host;
    switch (act) {
    case ACT_HELP:
        host_push(host, help_screen_new(host, s));
        return true;
    case ACT_PALETTE:
        host_push(host, palette_screen_new(host, s));
        return true;
    case ACT_STORY:
        open_story(host);
        return true;
    case ACT_LANGUAGE:
        choose_language(host);
        return true;
    case ACT_REGISTRY:
        choose_registry(host);
        return true;
    case ACT_PREFERENCES:
        host_push(host, preferences_screen_new(host));
        return true;
    case ACT_OUTBOX:
        host_push(host, list_screen_new(host, "local:outbox", NULL, NULL));
        return true;
    case ACT_PRINTED:
        host_push(host, list_screen_new(host, "local:printed", NULL, NULL));
        return true;
    default:
        return false;
    }
}
