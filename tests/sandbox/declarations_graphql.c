/* Declarations in the admin panel (ehealth contract 3.10). */
#include <string.h>

#include "tests/sandbox/graphql.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/people.h"
#include "tests/sandbox/requests.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

#define REASON_MOST 3000

static json_t *object(const json_t *row)
{
    json_t *out = graphql_object(row, "Declaration");

    json_object_set_new(out, "status", graphql_upper(text_of(row, "status")));
    return out;
}

static json_t *objects(json_t *rows)
{
    json_t *out = json_array(), *row;
    size_t i;

    json_array_foreach(rows, i, row) json_array_append_new(out, object(row));
    json_decref(rows);
    return out;
}

static json_t *found(json_t *row, json_t **error)
{
    json_t *out = row ? object(row) : NULL;

    if (!row)
        *error = graphql_error("NOT_FOUND", "Declaration not found", NULL);
    json_decref(row);
    return out;
}

json_t *graphql_declaration(const struct gql_call *call, json_t **error)
{
    char id[UUID_SIZE];

    if (!graphql_may(call, "declaration:read", GUARD_ACTIVE, error) ||
        !graphql_id("id", text_of(call->arguments, "id"), "Declaration", id, error))
        return NULL;
    return found(store_row(graphql_request(call)->world, "SELECT * FROM declaration WHERE id=?", "s", id),
                 error);
}

json_t *graphql_declaration_by_number(const struct gql_call *call, json_t **error)
{
    if (!graphql_may(call, "declaration:read", GUARD_ACTIVE, error))
        return NULL;
    return found(store_row(graphql_request(call)->world,
                           "SELECT * FROM declaration WHERE declaration_number=?", "s",
                           text_of(call->arguments, "declarationNumber")),
                 error);
}

json_t *graphql_pending(const struct gql_call *call, json_t **error)
{
    const json_t *filter = json_object_get(call->arguments, "filter");
    bool reason = strcmp(text_of(filter, "reason"), "NO_TAX_ID") == 0;
    struct graphql_page page;
    char sql[300];

    if (!graphql_may(call, "declaration:read", GUARD_ACTIVE, error) || !graphql_page(call, &page, error))
        return NULL;
    snprintf(sql, sizeof sql,
             "SELECT * FROM declaration WHERE status='pending_verification' AND (?1 IS NULL OR reason=?1) "
             "ORDER BY %s "
             "LIMIT ?2 OFFSET ?3",
             graphql_order(graphql_given(call->arguments, "orderBy")));
    return graphql_connection(&page,
                              objects(store_rows(graphql_request(call)->world, sql, "sll",
                                                 reason ? "no_tax_id" : NULL, page.limit + 1, page.offset)));
}

json_t *graphql_person_declarations(const struct gql_call *call, json_t **error)
{
    struct graphql_page page;
    char sql[200];

    if (!graphql_page(call, &page, error))
        return NULL;
    snprintf(sql, sizeof sql, "SELECT * FROM declaration WHERE person_id=? ORDER BY %s LIMIT ? OFFSET ?",
             graphql_order(graphql_given(call->arguments, "orderBy")));
    return graphql_connection(
        &page, objects(store_rows(graphql_request(call)->world, sql, "sll",
                                  text_of(call->parent, "databaseId"), page.limit + 1, page.offset)));
}

json_t *graphql_declaration_part(const struct gql_call *call, json_t **error)
{
    static const struct {
        const char *field, *key;
        json_t *(*load)(struct world *world, const char *id);
    } parts[] = {{"person", "personId", graphql_person_by_id},
                 {"employee", "employeeId", graphql_employee_by_id},
                 {"division", "divisionId", graphql_division_by_id},
                 {"legalEntity", "legalEntityId", graphql_legal_entity_by_id}};

    (void)error;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(parts[i].field, call->field) == 0)
            return parts[i].load(graphql_request(call)->world, text_of(call->parent, parts[i].key));
    return NULL;
}

json_t *graphql_declaration_documents(const struct gql_call *call, json_t **error)
{
    struct request *request = graphql_request(call);
    json_t *row, *out = json_array(), *type;
    char name[256], url[512];
    size_t i;

    if (!graphql_may(call, "declaration_documents:read", GUARD_NONE, error)) {
        json_decref(out);
        return NULL;
    }
    row = store_row(request->world, "SELECT id, documents FROM declaration_request WHERE id=?", "s",
                    text_of(call->parent, "declarationRequestId"));
    json_array_foreach(json_object_get(row, "documents"), i, type)
    {
        document_name(name, sizeof name, text_of(row, "id"), json_string_value(type));
        document_link(request, url, sizeof url, "GET", name);
        json_array_append_new(out, json_pack("{s:O, s:s}", "type", type, "url", url));
    }
    json_decref(row);
    return out;
}

struct transition {
    const char *scope, *from, *to, *reason, *what;
};

static json_t *change(const struct gql_call *call, const struct transition *t, json_t **error)
{
    struct request *request = graphql_request(call);
    const json_t *input = json_object_get(call->arguments, "input");
    const char *words = json_string_value(json_object_get(input, "reasonDescription"));
    char id[UUID_SIZE], now[ISO_SIZE];
    json_t *row;

    if (!graphql_may(call, t->scope, GUARD_NHS | GUARD_ACTIVE, error) ||
        !graphql_id("id", text_of(input, "id"), "Declaration", id, error))
        return NULL;
    row = store_row(request->world, "SELECT * FROM declaration WHERE id=?", "s", id);
    if (!row) {
        *error = graphql_error("NOT_FOUND", "Declaration not found", NULL);
    } else if (strcmp(text_of(row, "status"), t->from) != 0) {
        *error = graphql_error(
            "CONFLICT", strcmp(t->to, "terminated") == 0 ? "Declaration is not active" : "Validation failed",
            NULL);
    } else if (words && strlen(words) > REASON_MOST * 4) {
        *error = graphql_error("UNPROCESSABLE_ENTITY", "Validation failed",
                               json_pack("{s:[{s:s, s:{}, s:[s]}]}", "inputErrors", "message",
                                         "expected value to have a maximum length of 3000", "options", "path",
                                         "reasonDescription"));
    } else {
        iso_instant(now, world_now(request->world));
        store_change(
            request->world,
            "UPDATE declaration SET status=?, reason=coalesce(?, reason), reason_description=?, updated_at=? "
            "WHERE id=?",
            "sssss", t->to, t->reason, words, now, id);
        journal_change(request, t->what, id, text_of(row, "declaration_number"));
    }
    json_decref(row);
    if (*error)
        return NULL;
    row = store_row(request->world, "SELECT * FROM declaration WHERE id=?", "s", id);
    return json_pack("{s:o}", "declaration", found(row, error));
}

json_t *graphql_declaration_approve(const struct gql_call *call, json_t **error)
{
    static const struct transition t = {"declaration:approve", "pending_verification", "active", NULL,
                                        "approve_declaration"};
    return change(call, &t, error);
}

json_t *graphql_declaration_reject(const struct gql_call *call, json_t **error)
{
    static const struct transition t = {"declaration:reject", "pending_verification", "rejected", NULL,
                                        "reject_declaration"};
    return change(call, &t, error);
}

json_t *graphql_declaration_terminate(const struct gql_call *call, json_t **error)
{
    static const struct transition t = {"declaration:terminate", "active", "terminated", "manual_employee",
                                        "terminate_declaration"};
    return change(call, &t, error);
}
