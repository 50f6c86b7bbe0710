/* What can be done now on a screen, as one list: for the keys, the help line, the help screen and the
 * palette. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/app/app.h"
#include "tui/term/i18n.h"

bool app_has(const struct action *a, const struct screen *s)
{
    return (a->where & s->ops->where) != 0;
}

bool app_editing(const struct screen *s)
{
    return s->ops->editing && s->ops->editing(s);
}

/* Whether an action of the table can be run on `s` now. */
bool app_allowed(const struct action *a, struct host *host, struct screen *s, struct message *why)
{
    if (a->can && !a->can(host, why))
        return false;
    return !s->ops->can || s->ops->can(s, a->act, why);
}

static void item_from_action(struct act_item *item, const struct action *a, struct host *host,
                             struct screen *s)
{
    *item = (struct act_item){.act = a->act, .label = a->label, .help = a->help, .rank = a->rank};
    snprintf(item->id, sizeof item->id, "%s", a->id);
    const char *key = action_key(a, app_editing(s));
    snprintf(item->key, sizeof item->key, "%s", key ? key : "");
    const char *own = s->ops->label ? s->ops->label(s, a->act) : NULL;
    if (own)
        item->label = own;
    item->group = action_group_title(a->group);
    item->allowed = a->act == ACT_NONE || app_allowed(a, host, s, &item->why);
}

/* True when an action of the table already has this key on this screen. */
static bool key_taken(const struct screen *s, const char *key)
{
    size_t n;
    const struct action *table = actions_table(&n);
    struct keyseq wanted, have;
    if (!keyseq_parse(key, &wanted))
        return true;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; app_has(&table[i], s) && k < ACTION_KEYS && table[i].keys[k]; k++)
            if (keyseq_parse(table[i].keys[k], &have) &&
                (keyseq_begins(&wanted, &have) || keyseq_begins(&have, &wanted)))
                return true;
    return false;
}

/* The key of an action that came with the data: as suggested, else its capital, else only the palette has it.
 */
static void extra_key(const struct screen *s, const struct extra *extra, char *out, size_t size)
{
    char capital[2] = {extra->key[0], '\0'};
    snprintf(out, size, "%s", extra->key);
    if (!extra->key[0] || !key_taken(s, extra->key))
        return;
    out[0] = '\0';
    if (extra->key[1] == '\0' && capital[0] >= 'a' && capital[0] <= 'z') {
        capital[0] = (char)(capital[0] - 'a' + 'A');
        if (!key_taken(s, capital))
            snprintf(out, size, "%s", capital);
    }
}

size_t app_items(struct host *host, struct screen *s, struct act_item *out, size_t max)
{
    size_t n = 0, rows;
    struct extra extra;
    for (size_t i = 0; s->ops->extra && n < max; i++) {
        extra = (struct extra){0};
        if (!s->ops->extra(s, i, &extra))
            break;
        struct act_item *item = &out[n++];
        *item = (struct act_item){.label = extra.label,
                                  .help = extra.help,
                                  .rank = extra.rank,
                                  .allowed = extra.allowed,
                                  .why = extra.why};
        memcpy(item->id, extra.id, sizeof item->id);
        item->group = N_("Here");
        extra_key(s, &extra, item->key, sizeof item->key);
        struct action own = {.keys = {item->key}};
        if (app_editing(s) && !action_key(&own, true))
            item->key[0] = '\0';
    }
    const struct action *table = actions_table(&rows);
    for (size_t i = 0; i < rows && n < max; i++)
        if (app_has(&table[i], s))
            item_from_action(&out[n++], &table[i], host, s);
    const struct action *moves = actions_moving(&rows);
    for (size_t i = 0; i < rows && n < max; i++)
        if (app_has(&moves[i], s) && (moves[i].rank < 0 || app_editing(s))) {
            item_from_action(&out[n], &moves[i], host, s);
            out[n++].told_only = true;
        }
    return n;
}

/* ---- the help line
 * ------------------------------------------------------------------------------------------ */

/* The continuations of the keys typed so far: "h home  s to send". */
static int which_keys(struct app *app, const struct act_item *items, size_t n, struct helpline_item *out)
{
    const struct ui *ui = &app->ui;
    int count = 0;
    for (size_t i = 0; i < n && count < HELPLINE_ITEMS; i++) {
        struct keyseq whole;
        if (!keyseq_parse(items[i].key, &whole) || whole.n <= app->typed.n ||
            !keyseq_begins(&app->typed, &whole))
            continue;
        const char *rest = items[i].key;
        for (int k = 0; k < app->typed.n && rest; k++)
            rest = strchr(rest, ' ') ? strchr(rest, ' ') + 1 : rest;
        out[count] = (struct helpline_item){.key = rest, .label = _(items[i].label), .rank = count + 1};
        count++;
    }
    return count;
}

static int rank_order(const void *a, const void *b)
{
    const struct act_item *const *x = a, *const *y = b;
    int rx = (*x)->rank ? (*x)->rank : 1000, ry = (*y)->rank ? (*y)->rank : 1000;
    return rx != ry ? (rx < ry ? -1 : 1) : *x < *y ? -1 : 1;
}

static int usual_keys(struct app *app, const struct act_item *items, size_t n, struct helpline_item *out)
{
    const struct ui *ui = &app->ui;
    const struct act_item *shown[APP_ITEMS] = {0};
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (items[i].allowed && items[i].rank >= 0 && items[i].key[0])
            shown[count++] = &items[i];
    qsort(shown, count, sizeof *shown, rank_order);
    size_t from = 0;
    int made = 0;
    /* The last ones, which are never dropped, must be among those that are handed on. */
    size_t skip_from = count > HELPLINE_ITEMS ? HELPLINE_ITEMS - 4 : count;
    for (; from < count; from++) {
        if (from >= skip_from && shown[from]->rank)
            continue;
        if (made < HELPLINE_ITEMS)
            out[made++] = (struct helpline_item){
                .key = shown[from]->key, .label = _(shown[from]->label), .rank = shown[from]->rank};
    }
    return made;
}

int app_help_keys(struct app *app, const struct act_item *items, size_t n, struct helpline_item *out)
{
    return app->which_key ? which_keys(app, items, n, out) : usual_keys(app, items, n, out);
}
