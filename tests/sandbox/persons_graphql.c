/* Persons: search by the six combinations, one person, methods, reviewers' list (ehealth contract 2.1-2.4).
 */
#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/graphql.h"
#include "tests/sandbox/people.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

static json_t *stream(const json_t *row, const char *status, const char *reason)
{
    return json_pack("{s:o, s:o}", "verificationStatus", copy_of(row, status), "verificationReason",
                     copy_of(row, reason));
}

static json_t *person_object(struct world *world, const json_t *row)
{
    json_t *full = person_full(world, row), *out = graphql_object(full, "Person"), *dracs;

    dracs = stream(row, "dracs_status", "dracs_reason");
    json_object_set_new(dracs, "unverifiedAt", copy_of(row, "dracs_unverified_at"));
    json_object_set_new(out, "verificationDetails",
                        json_pack("{s:o, s:o, s:o}", "drfo", stream(row, "drfo_status", "drfo_reason"),
                                  "dracsDeath", dracs, "manualRules",
                                  stream(row, "rules_status", "rules_reason")));
    json_decref(full);
    return out;
}

json_t *graphql_person_by_id(struct world *world, const char *id)
{
    json_t *row = person_row(world, id), *out = row ? person_object(world, row) : NULL;

    json_decref(row);
    return out;
}

/* What a filter holds, once empty texts and objects are left out. */
struct filter {
    const char *tax_id, *database_id, *status, *first, *last, *second, *unzr, *type, *number, *phone, *birth;
};

static void filter_read(const json_t *json, struct filter *f)
{
    const json_t *identity = json_object_get(json, "identity"), *personal = json_object_get(json, "personal");
    const json_t *document = json_object_get(identity, "document");

    *f = (struct filter){.tax_id = graphql_given(json, "taxId"),
                         .database_id = graphql_given(json, "databaseId"),
                         .status = graphql_given(json, "status"),
                         .first = graphql_given(identity, "firstName"),
                         .last = graphql_given(identity, "lastName"),
                         .second = graphql_given(identity, "secondName"),
                         .unzr = graphql_given(identity, "unzr"),
                         .type = graphql_given(document, "type"),
                         .number = graphql_given(document, "number"),
                         .phone =
                             graphql_given(json_object_get(personal, "authenticationMethod"), "phoneNumber"),
                         .birth = graphql_given(personal, "birthDate")};
}

/* Exactly the six combinations of 2.1; the status may join any. */
static bool filter_fits(const struct filter *f)
{
    bool names = f->first && f->last, document = f->type && f->number;
    int identity = (f->first != NULL) + (f->last != NULL) + (f->second != NULL) + (f->unzr != NULL) +
                   (f->type != NULL) + (f->number != NULL);
    int personal = (f->phone != NULL) + (f->birth != NULL);

    if (f->tax_id || f->database_id)
        return !(f->tax_id && f->database_id) && identity == 0 && personal == 0;
    return personal == 1 && identity == 2 && (names || document);
}

json_t *graphql_persons(const struct gql_call *call, json_t **error)
{
    static const char where[] =
        "WHERE is_active=1 AND (?1 IS NULL OR tax_id=?1) AND (?2 IS NULL OR id=?2) AND (?3 IS NULL OR "
        "status=?3) AND "
        "(?4 IS NULL OR last_name=?4) AND (?5 IS NULL OR first_name=?5) AND (?6 IS NULL OR doc_type=?6) AND "
        "(?7 IS NULL OR doc_number=?7) AND (?8 IS NULL OR birth_date=?8) AND (?9 IS NULL OR EXISTS(SELECT 1 "
        "FROM "
        "auth_method m WHERE m.person_id=person.id AND m.type='OTP' AND m.is_active=1 AND "
        "m.phone_number=?9))";
    struct world *world = graphql_request(call)->world;
    struct graphql_page page;
    struct filter f;
    char sql[1200], narrow[64] = "";
    json_t *rows, *row, *objects;
    size_t i;

    if (!graphql_may(call, "person:read", GUARD_NHS | GUARD_ACTIVE, error))
        return NULL;
    filter_read(json_object_get(call->arguments, "filter"), &f);
    if (!filter_fits(&f)) {
        *error =
            graphql_error("UNPROCESSABLE_ENTITY", "Validation failed",
                          json_pack("{s:[{s:s, s:{}, s:[s]}]}", "inputErrors", "message",
                                    "the combination of fields is not allowed", "options", "path", "filter"));
        return NULL;
    }
    if (!graphql_page(call, &page, error))
        return NULL;
    /* the part that an index can serve, said plainly so that the planner sees it */
    snprintf(narrow, sizeof narrow, " AND %s",
             f.tax_id        ? "tax_id=?1"
             : f.database_id ? "id=?2"
             : f.last        ? "last_name=?4 AND first_name=?5"
                             : "doc_number=?7");
    snprintf(sql, sizeof sql, "SELECT * FROM person %s%s ORDER BY %s LIMIT ?10 OFFSET ?11", where, narrow,
             graphql_order(graphql_given(call->arguments, "orderBy")));
    rows = store_rows(world, sql, "sssssssssll", f.tax_id, f.database_id, f.status, f.last, f.first, f.type,
                      f.number, f.birth, f.phone, page.limit + 1, page.offset);
    objects = json_array();
    json_array_foreach(rows, i, row) json_array_append_new(objects, person_object(world, row));
    json_decref(rows);
    return graphql_connection(&page, objects);
}

json_t *graphql_person(const struct gql_call *call, json_t **error)
{
    struct world *world = graphql_request(call)->world;
    json_t *row, *out = NULL;
    char id[UUID_SIZE];

    if (!graphql_may(call, "person:read", GUARD_NHS | GUARD_ACTIVE, error) ||
        !graphql_id("id", text_of(call->arguments, "id"), "Person", id, error))
        return NULL;
    row = person_row(world, id);
    if (row && is_true(row, "is_active") && strcmp(text_of(row, "status"), "ACTIVE") == 0)
        out = person_object(world, row);
    else
        *error = graphql_error("NOT_FOUND", "Person not found", NULL);
    json_decref(row);
    return out;
}

json_t *graphql_unverified(const struct gql_call *call, json_t **error)
{
    struct world *world = graphql_request(call)->world;
    const json_t *filter = json_object_get(call->arguments, "filter");
    struct graphql_page page;
    char sql[400];
    json_t *rows, *row, *objects;
    size_t i;

    if (!graphql_may(call, "person:read", GUARD_NHS | GUARD_ACTIVE, error) ||
        !graphql_page(call, &page, error))
        return NULL;
    snprintf(
        sql, sizeof sql,
        "SELECT * FROM person WHERE is_active=1 AND status='ACTIVE' AND verification_status<>'VERIFIED' AND "
        "(?1 IS NULL OR verification_status=?1) ORDER BY %s LIMIT ?2 OFFSET ?3",
        graphql_order(graphql_given(call->arguments, "orderBy")));
    rows = store_rows(world, sql, "sll", graphql_given(filter, "verificationStatus"), page.limit + 1,
                      page.offset);
    objects = json_array();
    json_array_foreach(rows, i, row) json_array_append_new(objects, person_object(world, row));
    json_decref(rows);
    return graphql_connection(&page, objects);
}

static json_t *method_list(struct world *world, const char *person)
{
    json_t *rows = method_rows(world, person), *row, *out = json_array();
    size_t i;

    json_array_foreach(rows, i, row) if (is_true(row, "is_active"))
        json_array_append_new(out, json_pack("{s:O, s:O}", "type", json_object_get(row, "type"),
                                             "phoneNumber", json_object_get(row, "phone_number")));
    json_decref(rows);
    return out;
}

/* A connection, or the plain list of 2019 when the switch says so. */
json_t *graphql_methods(const struct gql_call *call, json_t **error)
{
    struct request *request = graphql_request(call);
    const char *person = text_of(call->parent, "databaseId"),
               *order = graphql_given(call->arguments, "orderBy");
    const json_t *filter = json_object_get(call->arguments, "filter");
    json_t *active = json_object_get(filter, "isActive"), *ended = json_object_get(filter, "isEnded");
    struct graphql_page page;
    char sql[400];
    json_t *rows, *row, *objects;
    size_t i;

    if (strcmp(switch_text(&request->switches, SW_AUTH_METHODS), "list") == 0)
        return method_list(request->world, person);
    if (!graphql_page(call, &page, error))
        return NULL;
    snprintf(sql, sizeof sql,
             "SELECT * FROM auth_method WHERE person_id=?1 AND (?2 IS NULL OR type=?2) AND (?3<0 OR "
             "is_active=?3) AND "
             "(?4<0 OR (ended_at IS NOT NULL)=?4) ORDER BY %s LIMIT ?5 OFFSET ?6",
             graphql_order(order));
    rows = store_rows(request->world, sql, "ssiill", person, graphql_given(filter, "type"),
                      json_is_boolean(active) ? (int)json_is_true(active) : -1,
                      json_is_boolean(ended) ? (int)json_is_true(ended) : -1, page.limit + 1, page.offset);
    objects = json_array();
    json_array_foreach(rows, i, row)
        json_array_append_new(objects, graphql_object(row, "PersonAuthenticationMethod"));
    json_decref(rows);
    return graphql_connection(&page, objects);
}

json_t *graphql_third_person(const struct gql_call *call, json_t **error)
{
    (void)error;
    return graphql_person_by_id(graphql_request(call)->world, text_of(call->parent, "thirdPersonId"));
}
