/* GraphQL's side of the services: what the resolvers of graphql_persons.c and graphql_places.c share. */
#ifndef SANDBOX_GRAPHQL_H
#define SANDBOX_GRAPHQL_H

#include "tests/sandbox/gql.h"
#include "tests/sandbox/http.h"

enum {
    GRAPHQL_PAGE_MOST = 100, /* larger pages are cut silently, ehealth contract 6.3 */
    RELAY_SIZE = 120,
};

struct request *graphql_request(const struct gql_call *call);
struct world *graphql_world(const struct gql_call *call);
/* An argument's text; "" when it is missing or null. */
const char *graphql_text(const struct gql_call *call, const char *name);

/* Errors with a code (1.7); `message` NULL: the code's usual one. A new reference. */
json_t *graphql_error(const char *code, const char *message);
/* Errors without extensions. */
json_t *graphql_plain_error(const char *message);
/* UNPROCESSABLE_ENTITY with one entry. */
json_t *graphql_input_error(const char *field, const char *message);

/* True when the token has the scope, the client is of the wanted type (NULL: any) and its legal entity is
 * active; else *error is set. */
bool graphql_may(const struct gql_call *call, const char *scope, const char *client_type, json_t **error);

/* The uuid inside the argument `id`, which must be a global id of that type (6.1). False: *error is set. */
bool graphql_id(const struct gql_call *call, const char *argument, const char *type, char uuid[37],
                json_t **error);
/* Relay id and database id of a row, set on `object`. */
void graphql_ids(json_t *object, const char *type, const char *uuid);
/* A copy of a row with camelCase keys, all the way down. */
json_t *graphql_camel(const json_t *row);

/* A piece of a list, ehealth contract 6.2 and 6.3. */
struct piece {
    int64_t start, count;
};
/* From first, after, last, before. False: *error is set. */
bool graphql_piece(const struct gql_call *call, int64_t total, struct piece *piece, json_t **error);
/* Connection of `nodes` (taken), which stand at piece.start of total. */
json_t *graphql_connection(json_t *nodes, struct piece piece, int64_t total);

/* Resolvers, each table ends with a NULL type. */
extern const struct gql_resolver graphql_person_resolvers[];
extern const struct gql_resolver graphql_place_resolvers[];

json_t *graphql_person(struct world *world, const json_t *row);
json_t *graphql_declaration(const json_t *row);

#endif
