/* Persons by GraphQL: the search with its six combinations, one person, methods, declarations (ehealth
 * contract 2). */
#include "tests/sandbox/graphql.h"

#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/journal.h"
#include "tests/sandbox/people.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

json_t *graphql_person(struct world *world, const json_t *row)
{
    json_t *full = person_full(world, row), *person = graphql_camel(full);

    json_decref(full);
    graphql_ids(person, "Person", text_of(row, "id"));
    json_object_set_new(
        person, "verificationDetails",
        json_pack("{s:{s:o, s:o}, s:{s:o, s:o, s:o}, s:{s:o, s:o}}", "drfo", "verificationStatus",
                  copy_of(row, "drfo_status"), "verificationReason", copy_of(row, "drfo_reason"),
                  "dracsDeath", "verificationStatus", copy_of(row, "dracs_status"), "verificationReason",
                  copy_of(row, "dracs_reason"), "unverifiedAt", copy_of(row, "dracs_unverified_at"),
                  "manualRules", "verificationStatus", copy_of(row, "rules_status"), "verificationReason",
                  copy_of(row, "rules_reason")));
    return person;
}

/* What a filter asks for, "" where it does not. */
struct wanted {
    const char *id, *tax, *status, *last, *first, *second, *unzr, *doc_type, *doc_number, *phone, *birth;
};

static struct wanted wanted_of(const json_t *filter)
{
    const json_t *identity = json_object_get(filter, "identity"),
                 *personal = json_object_get(filter, "personal");
    const json_t *document = json_object_get(identity, "document");

    return (struct wanted){
        .id = text_of(filter, "databaseId"),
        .tax = text_of(filter, "taxId"),
        .status = text_of(filter, "status"),
        .last = text_of(identity, "lastName"),
        .first = text_of(identity, "firstName"),
        .second = text_of(identity, "secondName"),
        .unzr = text_of(identity, "unzr"),
        .doc_type = text_of(document, "type"),
        .doc_number = text_of(document, "number"),
        .phone = text_of(json_object_get(personal, "authenticationMethod"), "phoneNumber"),
        .birth = text_of(personal, "birthDate"),
    };
}

/* One of the six combinations of 2.1, and nothing else. */
static bool admitted(const struct wanted *w)
{
    bool id = *w->id, tax = *w->tax, names = *w->last && *w->first, name = *w->last || *w->first;
    bool document = *w->doc_type && *w->doc_number, phone = *w->phone, birth = *w->birth;

    if (*w->second || *w->unzr || name != names)
        return false;
    if (id || tax)
        return id != tax && !name && !document && !phone && !birth;
    return names != document && phone != birth;
}

/* The rest of a query behind FROM person p; every parameter is named so that all can be bound. */
static const char condition[] =
    "WHERE p.is_active=1 AND (?1='' OR p.id=?1) AND (?2='' OR p.tax_id=?2) AND (?3='' OR p.status=?3) AND "
    "(?4='' OR p.birth_date=?4) AND (?5='' OR EXISTS(SELECT 1 FROM auth_method m WHERE m.person_id=p.id AND "
    "m.type='OTP' AND m.is_active=1 AND m.phone_number=?5))";

/* An index is used only when the deciding column is compared plainly. */
static const char *narrowing(const struct wanted *w)
{
    if (*w->id)
        return "AND p.id=?1 AND (?6 IS NULL OR 1) AND (?7 IS NULL OR 1)";
    if (*w->tax)
        return "AND p.tax_id=?2 AND (?6 IS NULL OR 1) AND (?7 IS NULL OR 1)";
    if (*w->last)
        return "AND p.last_name=?6 AND p.first_name=?7";
    return "AND p.doc_type=?6 AND p.doc_number=?7";
}

static const char *order_sql(const char *order)
{
    static const char *const orders[][2] = {
        {"BIRTH_DATE_ASC", "p.birth_date, p.rid"},
        {"BIRTH_DATE_DESC", "p.birth_date DESC, p.rid DESC"},
        {"INSERTED_AT_ASC", "p.inserted_at, p.rid"},
        {"INSERTED_AT_DESC", "p.inserted_at DESC, p.rid DESC"},
        {"TAX_ID_ASC", "p.tax_id, p.rid"},
        {"TAX_ID_DESC", "p.tax_id DESC, p.rid DESC"},
        {"UNZR_ASC", "p.unzr, p.rid"},
        {"UNZR_DESC", "p.unzr DESC, p.rid DESC"},
    };

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (strcmp(orders[i][0], order) == 0)
            return orders[i][1];
    return orders[3][1];
}

static json_t *persons(const struct gql_call *call, json_t **error)
{
    struct wanted w = wanted_of(json_object_get(call->arguments, "filter"));
    const char *sixth = *w.last ? w.last : w.doc_type, *seventh = *w.last ? w.first : w.doc_number;
    struct world *world = graphql_world(call);
    json_t *rows, *row, *nodes = json_array();
    struct piece piece;
    char sql[1600];
    int64_t total;
    size_t i;

    if (!graphql_may(call, "person:read", "NHS", error))
        goto refused;
    if (!admitted(&w)) {
        *error = graphql_input_error("filter", "is invalid");
        goto refused;
    }
    snprintf(sql, sizeof sql, "SELECT count(*) FROM person p %s %s", condition, narrowing(&w));
    total = store_number(world, sql, "sssssss", w.id, w.tax, w.status, w.birth, w.phone, sixth, seventh);
    if (!graphql_piece(call, total, &piece, error))
        goto refused;
    snprintf(sql, sizeof sql, "SELECT p.* FROM person p %s %s ORDER BY %s LIMIT ?8 OFFSET ?9", condition,
             narrowing(&w), order_sql(graphql_text(call, "orderBy")));
    rows = store_rows(world, sql, "sssssssll", w.id, w.tax, w.status, w.birth, w.phone, sixth, seventh,
                      piece.count, piece.start);
    json_array_foreach(rows, i, row) json_array_append_new(nodes, graphql_person(world, row));
    json_decref(rows);
    return graphql_connection(nodes, piece, total);

refused:
    json_decref(nodes);
    return NULL;
}

static json_t *person(const struct gql_call *call, json_t **error)
{
    char uuid[37];
    json_t *row, *out = NULL;

    if (!graphql_may(call, "person:read", "NHS", error) || !graphql_id(call, "id", "Person", uuid, error))
        return NULL;
    row = person_row(graphql_world(call), uuid);
    if (row && is_true(row, "is_active"))
        out = graphql_person(graphql_world(call), row);
    else
        *error = graphql_error("NOT_FOUND", "Person not found");
    json_decref(row);
    return out;
}

static bool method_wanted(const json_t *filter, const json_t *row)
{
    const json_t *ended = json_object_get(filter, "isEnded"), *active = json_object_get(filter, "isActive");
    const char *type = text_of(filter, "type");

    if (json_is_boolean(ended) && json_is_true(ended) != (*text_of(row, "ended_at") != '\0'))
        return false;
    if (json_is_boolean(active) && json_is_true(active) != is_true(row, "is_active"))
        return false;
    return !*type || strcmp(type, text_of(row, "type")) == 0;
}

static json_t *method(const json_t *row)
{
    json_t *out = graphql_camel(row);

    graphql_ids(out, "PersonAuthenticationMethod", text_of(row, "id"));
    return out;
}

static json_t *methods(const struct gql_call *call, json_t **error)
{
    struct request *request = graphql_request(call);
    bool list = strcmp(switch_text(&request->switches, SW_AUTH_METHODS), "list") == 0;
    const json_t *filter = json_object_get(call->arguments, "filter");
    json_t *rows = method_rows(request->world, text_of(call->parent, "databaseId")), *row;
    json_t *all = json_array(), *nodes;
    struct piece piece;
    size_t i;

    json_array_foreach(rows, i, row) if (method_wanted(filter, row)) json_array_append_new(all, method(row));
    json_decref(rows);
    if (list)
        return all;
    if (strcmp(graphql_text(call, "orderBy"), "INSERTED_AT_ASC") == 0) {
        for (size_t n = json_array_size(all), k = 0; k + 1 < n; k++) {
            json_array_insert(all, k, json_array_get(all, n - 1));
            json_array_remove(all, n);
        }
    }
    if (!graphql_piece(call, (int64_t)json_array_size(all), &piece, error)) {
        json_decref(all);
        return NULL;
    }
    nodes = json_array();
    for (int64_t k = 0; k < piece.count; k++)
        json_array_append(nodes, json_array_get(all, (size_t)(piece.start + k)));
    row = graphql_connection(nodes, piece, (int64_t)json_array_size(all));
    json_decref(all);
    return row;
}

static json_t *third_person(const struct gql_call *call, json_t **error)
{
    const char *id = text_of(call->parent, "thirdPersonId");
    json_t *row = *id ? person_row(graphql_world(call), id) : NULL;
    json_t *out = row ? graphql_person(graphql_world(call), row) : json_null();

    (void)error;
    json_decref(row);
    return out;
}

json_t *graphql_declaration(const json_t *row)
{
    json_t *out = graphql_camel(row);
    char status[32];
    size_t i = 0;

    for (const char *s = text_of(row, "status"); *s && i + 1 < sizeof status; s++)
        status[i++] = (char)(*s >= 'a' && *s <= 'z' ? *s - 32 : *s);
    status[i] = '\0';
    graphql_ids(out, "Declaration", text_of(row, "id"));
    json_object_set_new(out, "status", json_string(status));
    return out;
}

static const char *declaration_order(const char *order)
{
    static const char *const orders[][2] = {
        {"INSERTED_AT_ASC", "inserted_at, rid"}, {"INSERTED_AT_DESC", "inserted_at DESC, rid DESC"},
        {"REASON_ASC", "reason, rid"},           {"REASON_DESC", "reason DESC, rid DESC"},
        {"START_DATE_ASC", "start_date, rid"},   {"START_DATE_DESC", "start_date DESC, rid DESC"},
        {"STATUS_ASC", "status, rid"},           {"STATUS_DESC", "status DESC, rid DESC"},
    };

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (strcmp(orders[i][0], order) == 0)
            return orders[i][1];
    return orders[1][1];
}

static json_t *person_declarations(const struct gql_call *call, json_t **error)
{
    struct world *world = graphql_world(call);
    const char *id = text_of(call->parent, "databaseId");
    json_t *rows, *row, *nodes;
    struct piece piece;
    char sql[200];
    int64_t total;
    size_t i;

    if (!graphql_may(call, "declaration:read", NULL, error))
        return NULL;
    total = store_number(world, "SELECT count(*) FROM declaration WHERE person_id=?", "s", id);
    if (!graphql_piece(call, total, &piece, error))
        return NULL;
    snprintf(sql, sizeof sql, "SELECT * FROM declaration WHERE person_id=? ORDER BY %s LIMIT ? OFFSET ?",
             declaration_order(graphql_text(call, "orderBy")));
    rows = store_rows(world, sql, "sll", id, piece.count, piece.start);
    nodes = json_array();
    json_array_foreach(rows, i, row) json_array_append_new(nodes, graphql_declaration(row));
    json_decref(rows);
    return graphql_connection(nodes, piece, total);
}

/* Both names of the mutation; the id may be global or bare (2.4). */
static json_t *reset_method(const struct gql_call *call, json_t **error)
{
    struct world *world = graphql_world(call);
    const char *id = text_of(json_object_get(call->arguments, "input"), "personId"), *uuid = id;
    char *plain = uuid_valid(id) ? NULL : base64_text(id), now[ISO_SIZE];
    json_t *row, *out = NULL;

    if (!graphql_may(call, "person:reset_authentication_method", "NHS", error)) {
        free(plain);
        return NULL;
    }
    if (plain && strncmp(plain, "Person:", 7) == 0)
        uuid = plain + 7;
    row = person_row(world, uuid);
    if (!row) {
        *error = graphql_error("NOT_FOUND", "Person not found");
    } else if (strcmp(text_of(row, "status"), "ACTIVE") != 0) {
        *error = graphql_error("CONFLICT", "Invalid status MPI for this action");
    } else {
        iso_instant(now, world_now(world));
        store_change(
            world,
            "UPDATE auth_method SET type='NA', phone_number=NULL, third_person_id=NULL, updated_at=? WHERE "
            "person_id=?",
            "ss", now, uuid);
        journal_change(graphql_request(call), "reset_authentication_method", uuid, NULL);
        out = json_pack("{s:o}", "person", graphql_person(world, row));
    }
    json_decref(row);
    free(plain);
    return out;
}

const struct gql_resolver graphql_person_resolvers[] = {
    {"RootQueryType", "persons", persons},
    {"RootQueryType", "person", person},
    {"RootMutationType", "resetPersonAuth", reset_method},
    {"RootMutationType", "resetPersonAuthenticationMethod", reset_method},
    {"Person", "authenticationMethods", methods},
    {"Person", "declarations", person_declarations},
    {"PersonAuthenticationMethod", "thirdPerson", third_person},
    {0},
};
