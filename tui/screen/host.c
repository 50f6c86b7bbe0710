/* What every screen does the same way: saying things on line 22, and opening the rooms that all can reach. */
#include <string.h>

#include "tui/screen/screens.h"
#include "tui/term/i18n.h"

enum { TAG_LANGUAGE = 1000, TAG_REGISTRY };

void host_say(struct host *host, enum tone tone, const char *id, const char *arg)
{
    struct message m = {0};
    message_set(&m, id, arg ? 1 : 0, arg);
    if (host->desk)
        desk_notice_set(host->desk, &m, tone, NULL);
    message_clear(&m);
    host_dirty(host);
}

void host_fail(struct host *host, const struct error *e)
{
    if (host->desk)
        desk_notice_set(host->desk, &e->what, TONE_BAD, e);
    host_dirty(host);
}

void open_list(struct host *host, const char *id)
{
    const struct description *about = host->desk ? desk_description(host->desk) : NULL;
    const struct list_def *def = about ? description_list(about, id) : NULL;
    if (def && def->search)
        host_push(host, search_screen_new(host, def));
    else
        host_push(host, list_screen_new(host, id, NULL, NULL));
}

void open_record(struct host *host, const struct record_ref *ref)
{
    host_push(host, record_screen_new(host, ref));
}

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

bool host_chosen(struct host *host, int tag, const char *value)
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

bool host_act(struct screen *s, enum act act)
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
