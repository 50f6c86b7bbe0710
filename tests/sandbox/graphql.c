/* POST /graphql: the table of resolvers and the answer around the engine's (ehealth contract 1.7). */
#include "tests/sandbox/graphql.h"

#include <string.h>

#include "tests/sandbox/reply.h"
#include "tests/sandbox/services.h"
#include "tests/sandbox/text.h"

static const struct gql_resolver resolvers[] = {
    {"RootQueryType", "persons", graphql_persons},
    {"RootQueryType", "person", graphql_person},
    {"RootQueryType", "unverifiedPersons", graphql_unverified},
    {"RootQueryType", "declaration", graphql_declaration},
    {"RootQueryType", "declarationByNumber", graphql_declaration_by_number},
    {"RootQueryType", "pendingDeclarations", graphql_pending},
    {"RootQueryType", "employee", graphql_employee},
    {"RootQueryType", "division", graphql_division},
    {"RootQueryType", "legalEntity", graphql_legal_entity},
    {"RootQueryType", "dictionaries", graphql_dictionaries},
    {"RootQueryType", "dictionary", graphql_dictionary},
    {"RootQueryType", "mergeRequests", graphql_merge_requests},
    {"RootQueryType", "mergeRequest", graphql_merge_request},
    {"RootMutationType", "resetPersonAuth", graphql_reset_auth},
    {"RootMutationType", "resetPersonAuthenticationMethod", graphql_reset_auth},
    {"RootMutationType", "updatePersonManualRulesVerificationStatus", graphql_verify_rules},
    {"RootMutationType", "updatePersonDracsDeathVerificationStatus", graphql_verify_dracs},
    {"RootMutationType", "approveDeclaration", graphql_declaration_approve},
    {"RootMutationType", "rejectDeclaration", graphql_declaration_reject},
    {"RootMutationType", "terminateDeclaration", graphql_declaration_terminate},
    {"RootMutationType", "updateDictionary", graphql_update_dictionary},
    {"RootMutationType", "assignMergeCandidate", graphql_assign_candidate},
    {"RootMutationType", "updateMergeRequest", graphql_update_merge},
    {"Person", "authenticationMethods", graphql_methods},
    {"Person", "declarations", graphql_person_declarations},
    {"PersonAuthenticationMethod", "thirdPerson", graphql_third_person},
    {"Declaration", "person", graphql_declaration_part},
    {"Declaration", "employee", graphql_declaration_part},
    {"Declaration", "division", graphql_declaration_part},
    {"Declaration", "legalEntity", graphql_declaration_part},
    {"Declaration", "declarationAttachedDocuments", graphql_declaration_documents},
    {"Employee", "division", graphql_employee_part},
    {"Employee", "legalEntity", graphql_employee_part},
    {NULL, NULL, NULL},
};

static bool scalar_fits(const char *scalar, const json_t *value)
{
    const char *text = json_string_value(value);

    if (!text)
        return false;
    if (strcmp(scalar, "Date") == 0)
        return date_valid(text);
    if (strcmp(scalar, "DateTime") == 0)
        return instant_valid(text, NULL);
    if (strcmp(scalar, "UUID") == 0)
        return uuid_valid(text);
    if (strcmp(scalar, "JSON") == 0) {
        json_t *inside = json_loads(text, JSON_DECODE_ANY, NULL);
        bool fits = inside != NULL;
        json_decref(inside);
        return fits;
    }
    return true;
}

static json_t *variables_of(const json_t *body)
{
    json_t *given = json_object_get(body, "variables");

    if (json_is_string(given))
        return json_loads(json_string_value(given), 0, NULL);
    return json_is_object(given) ? json_incref(given) : NULL;
}

void graphql_serve(struct request *request, struct reply *reply)
{
    json_t *query = json_object_get(request->json, "query"), *answer, *variables;
    bool list = strcmp(switch_text(&request->switches, SW_AUTH_METHODS), "list") == 0;
    struct gql_run run = {.schema = list ? request->world->schema_2019 : request->world->schema,
                          .resolvers = resolvers,
                          .scalar = scalar_fits,
                          .data = request};

    if (!json_is_string(query)) {
        reply_json(reply, 400,
                   json_pack("{s:[{s:s}], s:{s:s}}", "errors", "message", "No query document supplied",
                             "extensions", "requestId", request->id));
        return;
    }
    variables = variables_of(request->json);
    answer = gql_answer(&run, json_string_value(query), json_string_length(query),
                        json_string_value(json_object_get(request->json, "operationName")), variables);
    json_decref(variables);
    json_object_set_new(answer, "extensions", json_pack("{s:s}", "requestId", request->id));
    reply_json(reply, 200, answer);
}
