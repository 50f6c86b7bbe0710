/* What people do to the view of a list: typing a filter, choosing an order. */
#include "desk/list_private.h"

#include <stdlib.h>

#include "base/text.h"
#include "base/utf8.h"

void desk_list_filter(struct desk_list *l, const char *typed)
{
    char *folded = utf8_fold(typed);
    bool longer;

    if (!folded || !text_replace(&l->filter, typed)) {
        free(folded);
        return;
    }
    longer = !text_empty(l->needle) && text_starts(folded, l->needle);
    if (text_equal(folded, l->needle)) {
        free(folded);
        return;
    }
    free(l->needle);
    l->needle = folded;
    if (longer)
        list_view_narrow(l);
    else
        list_view_rebuild(l);
    list_changed(l);
    list_pump(l);
}

int desk_list_sorted(const struct desk_list *l, bool *descending, bool *only_loaded)
{
    if (descending)
        *descending = l->descending;
    if (only_loaded)
        *only_loaded = l->sort_local && !l->local && (l->more || l->rows.held < l->total);
    return l->sort;
}

/* Next order of a column: ascending, descending, none. */
static void sort_next(struct desk_list *l, int c)
{
    if (l->sort != c) {
        l->sort = c;
        l->descending = false;
    } else if (!l->descending) {
        l->descending = true;
    } else {
        l->sort = -1;
        l->descending = false;
    }
}

static bool sort_by_server(const struct desk_list *l, int c)
{
    return !l->local && c >= 0 && l->def.columns[c].order_asc && l->def.columns[c].order_desc;
}

void desk_list_sort(struct desk_list *l, size_t c)
{
    bool was_server = sort_by_server(l, l->sort), is_server;

    if (c >= l->def.ncolumns)
        return;
    if (!l->def.columns[c].sortable && !sort_by_server(l, (int)c))
        return;
    sort_next(l, (int)c);
    is_server = sort_by_server(l, l->sort);
    l->sort_local = l->sort >= 0 && !is_server;
    if (was_server || is_server) { /* other rows in another order: the old ones stay until they come */
        list_load_stop(l);
        l->replace = true;
        l->chaining = false;
        chunks_clear(&l->fresh);
        list_unhold(l);
    }
    list_view_rebuild(l);
    list_changed(l);
    list_pump(l);
}
