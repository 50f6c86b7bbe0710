/* Dictionaries over GraphQL (ehealth contract 7). */
#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/graphql.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

/* By hand: the codes of the values are no names to be put into camelCase. */
static json_t *object(const json_t *row)
{
    char *id = relay_id("Dictionary", text_of(row, "id"));
    json_t *out = json_pack("{s:s, s:O, s:O, s:O, s:O, s:O}", "id", id, "databaseId",
                            json_object_get(row, "id"), "name", json_object_get(row, "name"), "isActive",
                            json_object_get(row, "is_active"), "labels", json_object_get(row, "labels"),
                            "values", json_object_get(row, "dictionary_values"));

    free(id);
    return out;
}

json_t *graphql_dictionaries(const struct gql_call *call, json_t **error)
{
    const json_t *filter = json_object_get(call->arguments, "filter"),
                 *active = json_object_get(filter, "isActive");
    json_t *rows, *row, *out = json_array();
    struct graphql_page page;
    size_t i;

    if (!graphql_page(call, &page, error)) {
        json_decref(out);
        return NULL;
    }
    /* the web asks for 400 at once (6.3); dictionaries are not cut to the cap of the other lists */
    if (json_integer_value(json_object_get(call->arguments, "first")) > page.limit)
        page.limit = json_integer_value(json_object_get(call->arguments, "first"));
    rows =
        store_rows(graphql_request(call)->world,
                   "SELECT * FROM dictionary WHERE (?1 IS NULL OR instr(name, ?1)) AND (?2 IS NULL OR "
                   "EXISTS(SELECT 1 FROM json_each(labels) WHERE value=?2)) AND is_active=?3 ORDER BY name "
                   "LIMIT ?4 OFFSET ?5",
                   "ssill", json_string_value(json_object_get(filter, "name")),
                   json_string_value(json_object_get(filter, "label")), (int)!json_is_false(active),
                   page.limit + 1, page.offset);
    json_array_foreach(rows, i, row) json_array_append_new(out, object(row));
    json_decref(rows);
    return graphql_connection(&page, out);
}

json_t *graphql_dictionary(const struct gql_call *call, json_t **error)
{
    json_t *row = store_row(graphql_request(call)->world, "SELECT * FROM dictionary WHERE name=?", "s",
                            text_of(call->arguments, "name"));
    json_t *out = row ? object(row) : NULL;

    if (!row)
        *error = graphql_error("NOT_FOUND", "Dictionary not found", NULL);
    json_decref(row);
    return out;
}

static bool repeated(const json_t *labels)
{
    json_t *seen = json_object(), *one;
    bool twice = false;
    size_t i;

    json_array_foreach((json_t *)labels, i, one)
    {
        twice = twice || json_object_get(seen, json_string_value(one));
        json_object_set_new(seen, json_string_value(one), json_true());
    }
    json_decref(seen);
    return twice;
}

json_t *graphql_update_dictionary(const struct gql_call *call, json_t **error)
{
    struct request *request = graphql_request(call);
    const json_t *input = json_object_get(call->arguments, "input"),
                 *labels = json_object_get(input, "labels");
    const char *text = json_string_value(json_object_get(input, "values"));
    json_t *row, *values = text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
    char id[UUID_SIZE], *new_labels, *new_values;

    if (!graphql_may(call, "dictionary:write", GUARD_NHS | GUARD_ACTIVE, error) ||
        !graphql_id("id", text_of(input, "id"), "Dictionary", id, error)) {
        json_decref(values);
        return NULL;
    }
    row = store_row(request->world, "SELECT * FROM dictionary WHERE id=?", "s", id);
    if (!row)
        *error = graphql_error("NOT_FOUND", "Dictionary not found", NULL);
    else if (!is_true(row, "is_active"))
        *error = graphql_error("CONFLICT", "Deactivated dictionary is not allowed to be updated", NULL);
    else if (text && json_object_size(values) == 0)
        *error = graphql_error("CONFLICT", "Values should not be empty", NULL);
    else if (repeated(labels))
        *error = graphql_error("CONFLICT", "Labels are duplicated", NULL);
    json_decref(row);
    if (!*error) {
        new_labels = json_is_array(labels) ? json_dumps(labels, JSON_COMPACT) : NULL;
        new_values = values ? json_dumps(values, JSON_COMPACT) : NULL;
        store_change(request->world,
                     "UPDATE dictionary SET labels=coalesce(?,labels), "
                     "dictionary_values=coalesce(?,dictionary_values) "
                     "WHERE id=?",
                     "sss", new_labels, new_values, id);
        free(new_labels);
        free(new_values);
        journal_change(request, "update_dictionary", id, NULL);
        row = store_row(request->world, "SELECT * FROM dictionary WHERE id=?", "s", id);
    }
    json_decref(values);
    if (*error)
        return NULL;
    values = json_pack("{s:o}", "dictionary", object(row));
    json_decref(row);
    return values;
}
