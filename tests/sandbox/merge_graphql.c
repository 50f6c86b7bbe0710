/* The merge desk (ehealth contract 2.4). */
#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/graphql.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

static json_t *named(const char *type, const char *id)
{
    char *global = relay_id(type, id);
    json_t *out = json_pack("{s:s, s:s}", "id", global, "databaseId", id);

    free(global);
    return out;
}

static json_t *object(struct world *world, const json_t *row)
{
    json_t *out = graphql_object(row, "MergeRequest"), *candidate, *manual, *person, *master;

    person = graphql_person_by_id(world, text_of(row, "person_id"));
    master = graphql_person_by_id(world, text_of(row, "master_person_id"));
    candidate = named("MergeCandidate", text_of(row, "candidate_id"));
    json_object_set_new(candidate, "person", person ? person : json_null());
    json_object_set_new(candidate, "masterPerson", master ? master : json_null());
    manual = named("ManualMergeCandidate", text_of(row, "manual_candidate_id"));
    json_object_set_new(manual, "mergeCandidate", candidate);
    json_object_set_new(out, "manualMergeCandidate", manual);
    return out;
}

static const int desk = GUARD_NHS | GUARD_ACTIVE | GUARD_REVIEWER;

json_t *graphql_merge_requests(const struct gql_call *call, json_t **error)
{
    struct request *request = graphql_request(call);
    const json_t *filter = json_object_get(call->arguments, "filter");
    struct graphql_page page;
    json_t *rows, *row, *out, *connection;
    char sql[300];
    size_t i;

    if (!graphql_may(call, "merge_request:read", desk, error) || !graphql_page(call, &page, error))
        return NULL;
    snprintf(
        sql, sizeof sql,
        "SELECT * FROM merge_request WHERE assignee_id=?1 AND (?2 IS NULL OR status=?2) ORDER BY %s LIMIT ?3 "
        "OFFSET ?4",
        graphql_order(graphql_given(call->arguments, "orderBy")));
    rows = store_rows(request->world, sql, "ssll", text_of(request->user, "id"),
                      json_string_value(json_object_get(filter, "status")), page.limit + 1, page.offset);
    out = json_array();
    json_array_foreach(rows, i, row) json_array_append_new(out, object(request->world, row));
    json_decref(rows);
    connection = graphql_connection(&page, out);
    json_object_set_new(
        connection, "canAssignNew",
        json_boolean(store_number(request->world,
                                  "SELECT count(*) FROM merge_request WHERE assignee_id=? AND "
                                  "status='NEW'",
                                  "s", text_of(request->user, "id")) == 0));
    return connection;
}

static json_t *own(struct request *request, const char *id)
{
    return store_row(request->world, "SELECT * FROM merge_request WHERE id=? AND assignee_id=?", "ss", id,
                     text_of(request->user, "id"));
}

json_t *graphql_merge_request(const struct gql_call *call, json_t **error)
{
    struct request *request = graphql_request(call);
    char id[UUID_SIZE];
    json_t *row, *out = NULL;

    if (!graphql_may(call, "merge_request:read", desk, error) ||
        !graphql_id("id", text_of(call->arguments, "id"), "MergeRequest", id, error))
        return NULL;
    row = own(request, id);
    if (row)
        out = object(request->world, row);
    else
        *error = graphql_error("NOT_FOUND", "Not found", NULL);
    json_decref(row);
    return out;
}

static json_t *payload(struct request *request, const char *id)
{
    json_t *row = own(request, id), *out = json_pack("{s:o}", "mergeRequest", object(request->world, row));

    json_decref(row);
    return out;
}

json_t *graphql_assign_candidate(const struct gql_call *call, json_t **error)
{
    struct request *request = graphql_request(call);
    const char *user = text_of(request->user, "id");
    json_t *row, *out = NULL;

    if (!graphql_may(call, "merge_candidate:assign", desk, error))
        return NULL;
    if (store_number(request->world,
                     "SELECT count(*) FROM merge_request WHERE assignee_id=? AND status='NEW'", "s", user)) {
        *error = graphql_error("CONFLICT", "The user already has a new merge request", NULL);
        return NULL;
    }
    row = store_row(
        request->world,
        "SELECT * FROM merge_request WHERE assignee_id IS NULL AND status='NEW' ORDER BY inserted_at LIMIT 1",
        "");
    if (row) {
        store_change(request->world, "UPDATE merge_request SET assignee_id=? WHERE id=?", "ss", user,
                     text_of(row, "id"));
        journal_change(request, "assign_merge", text_of(row, "id"), NULL);
        out = payload(request, text_of(row, "id"));
    } else {
        *error = graphql_error("NOT_FOUND", "Not found", NULL);
    }
    json_decref(row);
    return out;
}

json_t *graphql_update_merge(const struct gql_call *call, json_t **error)
{
    struct request *request = graphql_request(call);
    const json_t *input = json_object_get(call->arguments, "input");
    char id[UUID_SIZE], now[ISO_SIZE];
    const char *status;
    json_t *row;

    if (!graphql_may(call, "merge_request:write", desk, error) ||
        !graphql_id("id", text_of(input, "id"), "MergeRequest", id, error))
        return NULL;
    row = own(request, id);
    status = text_of(row, "status");
    if (!row)
        *error = graphql_error("NOT_FOUND", "Not found", NULL);
    else if (strcmp(status, "NEW") != 0 && strcmp(status, "POSTPONE") != 0)
        *error = graphql_error("CONFLICT", "Incorrect transition status", NULL);
    json_decref(row);
    if (*error)
        return NULL;
    iso_instant(now, world_now(request->world));
    store_change(request->world, "UPDATE merge_request SET status=?, comment=?, updated_at=? WHERE id=?",
                 "ssss", text_of(input, "status"), json_string_value(json_object_get(input, "comment")), now,
                 id);
    journal_change(request, "update_merge", id, text_of(input, "status"));
    return payload(request, id);
}
