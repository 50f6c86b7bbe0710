/* Looking actions up, and keys that come one after the other. */
#include "tui/app/actions.h"

#include <string.h>

const char *action_group_title(enum action_group group)
{
    static const char *const titles[GROUP_COUNT] = {
        [GROUP_EVERYWHERE] = N_("Everywhere"), [GROUP_MOVING] = N_("Moving"),
        [GROUP_LISTS] = N_("Lists"),           [GROUP_RECORDS] = N_("Records and forms to print"),
        [GROUP_FORMS] = N_("Filling in"),      [GROUP_PROGRAM] = N_("The program"),
    };
    return (unsigned)group < GROUP_COUNT ? titles[group] : "";
}

bool keyseq_parse(const char *written, struct keyseq *out)
{
    *out = (struct keyseq){0};
    while (*written) {
        size_t n = strcspn(written, " ");
        char name[32];
        if (n == 0 || n >= sizeof name || out->n == KEYSEQ_MAX)
            return false;
        memcpy(name, written, n);
        name[n] = '\0';
        if (!key_parse(name, &out->code[out->n], &out->mods[out->n]))
            return false;
        out->n++;
        written += n;
        if (*written == ' ' && !*++written)
            return false;
    }
    return out->n > 0;
}

bool keyseq_begins(const struct keyseq *typed, const struct keyseq *whole)
{
    if (typed->n > whole->n)
        return false;
    for (int i = 0; i < typed->n; i++)
        if (typed->code[i] != whole->code[i] || typed->mods[i] != whole->mods[i])
            return false;
    return true;
}

/* A key that would put a character into a field: no use as an action there. */
static bool types(const struct keyseq *k)
{
    return k->code[0] < K_FIRST && !(k->mods[0] & (MOD_CTRL | MOD_ALT));
}

const char *action_key(const struct action *a, bool editing)
{
    for (size_t i = 0; i < ACTION_KEYS && a->keys[i]; i++) {
        struct keyseq k;
        if (!editing || (keyseq_parse(a->keys[i], &k) && !types(&k)))
            return a->keys[i];
    }
    return NULL;
}
