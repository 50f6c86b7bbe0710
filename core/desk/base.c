/* What every room of the desk stands on: news, who is signed in, words, the audit. */
#include "desk/desk_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { WORDS_MAX = 8192 };

void desk_changed(struct desk *d, unsigned what)
{
    if (!d->closing && d->changed)
        d->changed(d->data, what);
}

bool desk_may_ask(const struct desk *d)
{
    return d->registry && d->session.phase == PHASE_IN && !d->closing;
}

struct cache_scope desk_scope(const struct desk *d)
{
    return (struct cache_scope){.profile = d->profile->name, .user = d->session.user ? d->session.user : ""};
}

const struct profile *desk_profile(const struct desk *d)
{
    return d->profile;
}

const struct description *desk_description(const struct desk *d)
{
    return d->description;
}

static int word_compare(const void *key, const void *item)
{
    return strcmp(key, *(char *const *)item);
}

const char *desk_word(struct desk *d, const char *s)
{
    char **found, **bigger, *copy;
    size_t at;

    if (!s)
        return NULL;
    found = d->nwords ? bsearch(s, d->words, d->nwords, sizeof *d->words, word_compare) : NULL;
    if (found)
        return *found;
    if (d->nwords >= WORDS_MAX)
        return NULL;
    bigger = reallocarray(d->words, d->nwords + 1, sizeof *bigger);
    if (!bigger)
        return NULL;
    d->words = bigger;
    copy = text_dup(s);
    if (!copy)
        return NULL;
    for (at = d->nwords; at && strcmp(d->words[at - 1], s) > 0; at--)
        d->words[at] = d->words[at - 1];
    d->words[at] = copy;
    d->nwords++;
    return copy;
}

enum desk_line desk_line(const struct desk *d)
{
    return d->line;
}

void desk_audit(struct desk *d, enum audit_event event, const char *user, const char *detail)
{
    ERROR_AUTO e = {0};

    if (audit_add(d->audit, event, d->profile->name, user ? user : "", detail, &e) != STATUS_OK)
        log_line(d->log, "audit", "not written: %s", status_name(e.status));
    log_line(d->log, "audit", "%s %s", audit_event_word(event), detail ? detail : "");
}
