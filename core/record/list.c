/* Looking up what a description holds. */
#include "record/list.h"

#include <string.h>

const struct list_def *description_list(const struct description *d, const char *id)
{
    for (size_t i = 0; d && i < d->nlists; i++)
        if (strcmp(d->lists[i].id, id) == 0)
            return &d->lists[i];
    return NULL;
}

const struct action_def *description_action(const struct description *d, const char *id)
{
    for (size_t i = 0; d && i < d->nactions; i++)
        if (strcmp(d->actions[i]->id, id) == 0)
            return d->actions[i];
    return NULL;
}
