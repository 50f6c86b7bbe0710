/* Sentences in a column: the id and its arguments with unit separators between, and the pool that owns read
 * ids. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "store/store.h"

enum { SEPARATOR = 0x1f };

struct store_ids {
    char **ids;
    size_t n, cap;
};

struct store_ids *store_ids_new(void)
{
    return calloc(1, sizeof(struct store_ids));
}

void store_ids_free(struct store_ids **pp)
{
    struct store_ids *p = *pp;

    *pp = NULL;
    if (!p)
        return;
    for (size_t i = 0; i < p->n; i++)
        free(p->ids[i]);
    free(p->ids);
    free(p);
}

static const char *ids_keep(struct store_ids *p, const char *id, size_t len)
{
    for (size_t i = 0; i < p->n; i++)
        if (strncmp(p->ids[i], id, len) == 0 && p->ids[i][len] == '\0')
            return p->ids[i];
    if (p->n == p->cap) {
        size_t cap = p->cap ? p->cap * 2 : 16;
        char **ids = reallocarray(p->ids, cap, sizeof *ids);
        if (!ids)
            return NULL;
        p->ids = ids;
        p->cap = cap;
    }
    p->ids[p->n] = text_dup_n(id, len);
    return p->ids[p->n] ? p->ids[p->n++] : NULL;
}

/* The separator itself cannot be in a cleaned text; should it be, it becomes a blank. */
static void add_part(struct text *t, const char *part)
{
    size_t from = t->len;

    text_add(t, part);
    for (size_t i = from; text_ok(t) && i < t->len; i++)
        if (t->data[i] == SEPARATOR)
            t->data[i] = ' ';
}

char *store_message_pack(const struct message *m)
{
    TEXT_AUTO t;
    int last = -1;

    text_init(&t, LIMIT_TEXT);
    if (!m || !m->id)
        return NULL;
    add_part(&t, m->id);
    for (int i = 0; i < MESSAGE_ARGS; i++)
        if (m->args[i])
            last = i;
    for (int i = 0; i <= last; i++) {
        text_add_char(&t, SEPARATOR);
        add_part(&t, m->args[i]);
    }
    return text_take(&t);
}

bool store_message_unpack(struct store_ids *ids, const char *packed, struct message *out)
{
    const char *end;

    message_clear(out);
    if (text_empty(packed))
        return true;
    end = strchrnul(packed, SEPARATOR);
    out->id = ids_keep(ids, packed, (size_t)(end - packed));
    if (!out->id)
        return false;
    for (int i = 0; i < MESSAGE_ARGS && *end; i++) {
        packed = end + 1;
        end = strchrnul(packed, SEPARATOR);
        out->args[i] = text_dup_n(packed, (size_t)(end - packed));
        if (!out->args[i])
            return false;
    }
    return true;
}
