/* Doctors, divisions and legal entities by id: names for lists [I], not in the contract. */
#include <string.h>

#include "tests/sandbox/graphql.h"
#include "tests/sandbox/people.h"
#include "tests/sandbox/store.h"

/* [I] the public schema asks employee:read and legal_entity:read; whoever reads requests may read these names
 */
static const char names_scope[] = "declaration_request:read";

static json_t *phones(const json_t *row)
{
    return json_pack("[{s:s, s:s}]", "type", "MOBILE", "number", text_of(row, "phone"));
}

json_t *graphql_employee_by_id(struct world *world, const char *id)
{
    json_t *row = employee_row(world, id), *out, *party, *speciality;

    if (!row)
        return NULL;
    out = graphql_object(row, "Employee");
    json_object_set_new(row, "id", copy_of(row, "party_id"));
    party = graphql_object(row, "Party");
    json_object_set_new(party, "phones", phones(row));
    json_object_set_new(out, "party", party);
    speciality = json_pack("{s:s, s:b, s:s, s:s, s:s, s:s, s:s}", "speciality", text_of(row, "speciality"),
                           "specialityOfficio", 1, "level", "FIRST", "qualificationType", "AWARDING",
                           "attestationName", "Львівський національний медичний університет",
                           "attestationDate", "2018-06-30", "certificateNumber", "AB/21331");
    json_object_set_new(out, "additionalInfo", json_pack("{s:[o]}", "specialities", speciality));
    json_decref(row);
    return out;
}

static json_t *place(const json_t *row, const char *type)
{
    json_t *out = graphql_object(row, type);

    json_object_set_new(out, "addresses", json_pack("[O]", json_object_get(out, "address")));
    json_object_set_new(out, "phones", phones(row));
    return out;
}

json_t *graphql_division_by_id(struct world *world, const char *id)
{
    json_t *row = division_row(world, id), *out = row ? place(row, "Division") : NULL;

    json_decref(row);
    return out;
}

json_t *graphql_legal_entity_by_id(struct world *world, const char *id)
{
    json_t *row = legal_entity_row(world, id), *out = row ? place(row, "LegalEntity") : NULL;

    json_decref(row);
    return out;
}

static json_t *one(const struct gql_call *call, const char *type,
                   json_t *(*load)(struct world *world, const char *id), json_t **error)
{
    char id[37];
    json_t *out;

    if (!graphql_may(call, names_scope, GUARD_NONE, error) ||
        !graphql_id("id", text_of(call->arguments, "id"), type, id, error))
        return NULL;
    out = load(graphql_request(call)->world, id);
    if (!out)
        *error = graphql_error("NOT_FOUND", "Not found", NULL);
    return out;
}

json_t *graphql_employee(const struct gql_call *call, json_t **error)
{
    return one(call, "Employee", graphql_employee_by_id, error);
}

json_t *graphql_division(const struct gql_call *call, json_t **error)
{
    return one(call, "Division", graphql_division_by_id, error);
}

json_t *graphql_legal_entity(const struct gql_call *call, json_t **error)
{
    return one(call, "LegalEntity", graphql_legal_entity_by_id, error);
}

json_t *graphql_employee_part(const struct gql_call *call, json_t **error)
{
    struct world *world = graphql_request(call)->world;

    (void)error;
    if (strcmp(call->field, "division") == 0)
        return graphql_division_by_id(world, text_of(call->parent, "divisionId"));
    return graphql_legal_entity_by_id(world, text_of(call->parent, "legalEntityId"));
}
