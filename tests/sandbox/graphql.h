/* What the GraphQL resolvers share: who may ask, errors, pages, names in camelCase (ehealth contract 1.7, 6).
 */
#ifndef SANDBOX_GRAPHQL_H
#define SANDBOX_GRAPHQL_H

#include "tests/sandbox/gql.h"
#include "tests/sandbox/http.h"

/* An error with extensions.code; `exception` (taken) may be NULL. Without `code` there are no extensions. */
json_t *graphql_error(const char *code, const char *message, json_t *exception);

enum graphql_guard { GUARD_NONE = 0, GUARD_NHS = 1, GUARD_ACTIVE = 2, GUARD_REVIEWER = 4 };

/* Scope, then client type, then legal entity, then role. False: *error is set. */
bool graphql_may(const struct gql_call *call, const char *scope, int guards, json_t **error);

/* Offset and number of rows asked for (6.2, 6.3). False: *error is set. */
struct graphql_page {
    int64_t offset, limit;
};
bool graphql_page(const struct gql_call *call, struct graphql_page *page, json_t **error);
/* nodes, edges and pageInfo from rows (taken) fetched with limit + 1. */
json_t *graphql_connection(const struct graphql_page *page, json_t *rows);

/* The uuid of a global id of that type (6.1). False: *error is set. */
bool graphql_id(const char *argument, const char *global, const char *type, char uuid[37], json_t **error);
/* The same, or a bare uuid. */
bool graphql_id_or_uuid(const char *argument, const char *given, const char *type, char uuid[37],
                        json_t **error);

/* A row's object with camelCase keys, all the way down; with id and databaseId when `type` is given. */
json_t *graphql_object(const json_t *row, const char *type);
struct request *graphql_request(const struct gql_call *call);
/* Text in upper case, as GraphQL enums are. New string, or null for "". */
json_t *graphql_upper(const char *text);
/* "ORDER BY" words of an orderBy value such as BIRTH_DATE_ASC; newest first when unknown. */
const char *graphql_order(const char *value);
/* A text member, NULL when it is missing, null or empty. */
const char *graphql_given(const json_t *object, const char *name);

/* Objects of the wire by database id; NULL when unknown. */
json_t *graphql_person_by_id(struct world *world, const char *id);
json_t *graphql_employee_by_id(struct world *world, const char *id);
json_t *graphql_division_by_id(struct world *world, const char *id);
json_t *graphql_legal_entity_by_id(struct world *world, const char *id);

/* Resolvers, each as gql_resolve_fn wants it. */
json_t *graphql_persons(const struct gql_call *call, json_t **error);
json_t *graphql_person(const struct gql_call *call, json_t **error);
json_t *graphql_unverified(const struct gql_call *call, json_t **error);
json_t *graphql_methods(const struct gql_call *call, json_t **error);
json_t *graphql_third_person(const struct gql_call *call, json_t **error);
json_t *graphql_reset_auth(const struct gql_call *call, json_t **error);
json_t *graphql_verify_rules(const struct gql_call *call, json_t **error);
json_t *graphql_verify_dracs(const struct gql_call *call, json_t **error);
json_t *graphql_declaration(const struct gql_call *call, json_t **error);
json_t *graphql_declaration_by_number(const struct gql_call *call, json_t **error);
json_t *graphql_pending(const struct gql_call *call, json_t **error);
json_t *graphql_person_declarations(const struct gql_call *call, json_t **error);
json_t *graphql_declaration_part(const struct gql_call *call, json_t **error);
json_t *graphql_declaration_documents(const struct gql_call *call, json_t **error);
json_t *graphql_declaration_approve(const struct gql_call *call, json_t **error);
json_t *graphql_declaration_reject(const struct gql_call *call, json_t **error);
json_t *graphql_declaration_terminate(const struct gql_call *call, json_t **error);
json_t *graphql_employee(const struct gql_call *call, json_t **error);
json_t *graphql_division(const struct gql_call *call, json_t **error);
json_t *graphql_legal_entity(const struct gql_call *call, json_t **error);
json_t *graphql_employee_part(const struct gql_call *call, json_t **error);
json_t *graphql_dictionaries(const struct gql_call *call, json_t **error);
json_t *graphql_dictionary(const struct gql_call *call, json_t **error);
json_t *graphql_update_dictionary(const struct gql_call *call, json_t **error);
json_t *graphql_merge_requests(const struct gql_call *call, json_t **error);
json_t *graphql_merge_request(const struct gql_call *call, json_t **error);
json_t *graphql_assign_candidate(const struct gql_call *call, json_t **error);
json_t *graphql_update_merge(const struct gql_call *call, json_t **error);

#endif
