/* Windows on a list: the rows an adapter hands over. */
#include "registry/registry.h"

#include <stdlib.h>

struct window *window_new(size_t capacity)
{
    struct window *w = calloc(1, sizeof *w);

    if (!w)
        return NULL;
    w->rows = calloc(capacity ? capacity : 1, sizeof *w->rows);
    if (!w->rows) {
        free(w);
        return NULL;
    }
    w->capacity = capacity ? capacity : 1;
    w->offset = -1;
    w->total = -1;
    return w;
}

void window_add(struct window *w, struct row *taken)
{
    if (w->n == w->capacity) {
        struct row **bigger = realloc(w->rows, w->capacity * 2 * sizeof *bigger);

        if (!bigger) {
            row_free(&taken);
            return;
        }
        w->rows = bigger;
        w->capacity *= 2;
    }
    w->rows[w->n++] = taken;
}

void window_free(struct window **window)
{
    struct window *w = *window;

    if (!w)
        return;
    for (size_t i = 0; i < w->n; i++)
        row_free(&w->rows[i]);
    free(w->rows);
    free(w->first_cursor);
    free(w->last_cursor);
    free(w);
    *window = NULL;
}
