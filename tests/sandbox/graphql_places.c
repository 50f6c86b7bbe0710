/* Declarations, doctors, divisions, legal entities and dictionaries by GraphQL (ehealth contract 3.10, 7). */
#include "tests/sandbox/graphql.h"

#include <string.h>

#include "tests/sandbox/people.h"
#include "tests/sandbox/store.h"

static json_t *place(const char *type, json_t *row)
{
    json_t *out;

    if (!row)
        return json_null();
    out = graphql_camel(row);
    graphql_ids(out, type, text_of(row, "id"));
    json_object_set_new(out, "addresses",
                        json_is_object(json_object_get(out, "address"))
                            ? json_pack("[O]", json_object_get(out, "address"))
                            : json_array());
    json_object_set_new(out, "phones",
                        *text_of(row, "phone")
                            ? json_pack("[{s:s, s:s}]", "type", "MOBILE", "number", text_of(row, "phone"))
                            : json_array());
    json_decref(row);
    return out;
}

static json_t *employee_of(struct world *world, const char *id)
{
    json_t *row = employee_row(world, id), *out, *party;

    if (!row)
        return json_null();
    out = graphql_camel(row);
    graphql_ids(out, "Employee", text_of(row, "id"));
    party = json_pack("{s:o, s:o, s:o}", "lastName", copy_of(row, "last_name"), "firstName",
                      copy_of(row, "first_name"), "secondName", copy_of(row, "second_name"));
    graphql_ids(party, "Party", text_of(row, "party_id"));
    json_object_set_new(out, "party", party);
    json_decref(row);
    return out;
}

/* A root field `name(id: ID!)` of the type with the same name; the answer of `make`, or Not found. */
static json_t *by_id(const struct gql_call *call, const char *type,
                     json_t *(*make)(struct world *, const char *), json_t **error)
{
    char uuid[37];
    json_t *out;

    if (!graphql_may(call, NULL, NULL, error) || !graphql_id(call, "id", type, uuid, error))
        return NULL;
    out = make(graphql_world(call), uuid);
    if (json_is_null(out))
        *error = graphql_error("NOT_FOUND", NULL);
    return out;
}

static json_t *division_of(struct world *world, const char *id)
{
    return place("Division", division_row(world, id));
}

static json_t *legal_entity_of(struct world *world, const char *id)
{
    return place("LegalEntity", legal_entity_row(world, id));
}

static json_t *employee(const struct gql_call *call, json_t **error)
{
    return by_id(call, "Employee", employee_of, error);
}

static json_t *division(const struct gql_call *call, json_t **error)
{
    return by_id(call, "Division", division_of, error);
}

static json_t *legal_entity(const struct gql_call *call, json_t **error)
{
    return by_id(call, "LegalEntity", legal_entity_of, error);
}

static json_t *its_division(const struct gql_call *call, json_t **error)
{
    (void)error;
    return division_of(graphql_world(call), text_of(call->parent, "divisionId"));
}

static json_t *its_legal_entity(const struct gql_call *call, json_t **error)
{
    (void)error;
    return legal_entity_of(graphql_world(call), text_of(call->parent, "legalEntityId"));
}

static json_t *its_employee(const struct gql_call *call, json_t **error)
{
    (void)error;
    return employee_of(graphql_world(call), text_of(call->parent, "employeeId"));
}

static json_t *its_person(const struct gql_call *call, json_t **error)
{
    json_t *row = person_row(graphql_world(call), text_of(call->parent, "personId"));
    json_t *out = row ? graphql_person(graphql_world(call), row) : json_null();

    (void)error;
    json_decref(row);
    return out;
}

static json_t *declaration_found(json_t *row, json_t **error)
{
    json_t *out = row ? graphql_declaration(row) : NULL;

    if (!row)
        *error = graphql_error("NOT_FOUND", "Declaration not found");
    json_decref(row);
    return out;
}

static json_t *declaration(const struct gql_call *call, json_t **error)
{
    char uuid[37];

    if (!graphql_may(call, "declaration:read", NULL, error) ||
        !graphql_id(call, "id", "Declaration", uuid, error))
        return NULL;
    return declaration_found(
        store_row(graphql_world(call), "SELECT * FROM declaration WHERE id=?", "s", uuid), error);
}

static json_t *declaration_by_number(const struct gql_call *call, json_t **error)
{
    if (!graphql_may(call, "declaration:read", NULL, error))
        return NULL;
    return declaration_found(store_row(graphql_world(call),
                                       "SELECT * FROM declaration WHERE declaration_number=?", "s",
                                       graphql_text(call, "declarationNumber")),
                             error);
}

static json_t *dictionary_of(const json_t *row)
{
    json_t *out = graphql_camel(row);

    graphql_ids(out, "Dictionary", text_of(row, "id"));
    json_object_set_new(out, "values", copy_of(row, "dictionary_values"));
    return out;
}

static bool has_label(const json_t *labels, const char *label)
{
    const json_t *one;
    size_t i;

    json_array_foreach(labels, i, one) if (strcmp(json_string_value(one), label) == 0) return true;
    return false;
}

static json_t *dictionaries(const struct gql_call *call, json_t **error)
{
    const json_t *filter = json_object_get(call->arguments, "filter"),
                 *active = json_object_get(filter, "isActive");
    const char *name = text_of(filter, "name"), *label = text_of(filter, "label");
    json_t *rows = store_rows(graphql_world(call), "SELECT * FROM dictionary ORDER BY name", ""), *row;
    json_t *all = json_array(), *nodes;
    bool wants_active = json_is_boolean(active) ? json_is_true(active) : true;
    struct piece piece;
    size_t i;

    json_array_foreach(rows, i, row)
    {
        if (is_true(row, "is_active") != wants_active || (*name && !strstr(text_of(row, "name"), name)) ||
            (*label && !has_label(json_object_get(row, "labels"), label)))
            continue;
        json_array_append_new(all, dictionary_of(row));
    }
    json_decref(rows);
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

static json_t *dictionary(const struct gql_call *call, json_t **error)
{
    json_t *row = store_row(graphql_world(call), "SELECT * FROM dictionary WHERE name=?", "s",
                            graphql_text(call, "name"));
    json_t *out = row ? dictionary_of(row) : NULL;

    if (!row)
        *error = graphql_error("NOT_FOUND", "Dictionary not found");
    json_decref(row);
    return out;
}

const struct gql_resolver graphql_place_resolvers[] = {
    {"RootQueryType", "declaration", declaration},
    {"RootQueryType", "declarationByNumber", declaration_by_number},
    {"RootQueryType", "employee", employee},
    {"RootQueryType", "division", division},
    {"RootQueryType", "legalEntity", legal_entity},
    {"RootQueryType", "dictionaries", dictionaries},
    {"RootQueryType", "dictionary", dictionary},
    {"Declaration", "legalEntity", its_legal_entity},
    {"Declaration", "division", its_division},
    {"Declaration", "employee", its_employee},
    {"Declaration", "person", its_person},
    {"Employee", "division", its_division},
    {"Employee", "legalEntity", its_legal_entity},
    {0},
};
