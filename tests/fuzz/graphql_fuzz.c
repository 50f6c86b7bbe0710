/* The training registry's GraphQL: any bytes as a document, checked and walked against a schema with every
 * shape. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tests/sandbox/gql.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const char sdl[] =
    "scalar UUID enum S { A B } interface Node { id: ID! } type V { x: String } union U = P | V "
    "type P implements Node { id: ID! name(max: Int = 3): String! v: V u: U more: [P!]! } type C { nodes: "
    "[P] } "
    "input D { type: String! number: String! } input F { databaseId: UUID status: S d: D any: [Int!] f: F } "
    "type Query { persons(filter: F!, first: Int, n: [Int]): C node(id: ID!): Node }";

static json_t *persons(const struct gql_call *call, json_t **error)
{
    (void)error;
    return json_pack("{s:[{s:s,s:s,s:O,s:[]}]}", "nodes", "id", "1", "name", "n", "v", call->arguments,
                     "more");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const struct gql_resolver resolvers[] = {{"Query", "persons", persons}, {0}};
    struct gql_schema *schema;
    struct gql_fault fault;

    if (gql_schema_read(sdl, strlen(sdl), &schema, &fault) != 0)
        __builtin_trap();

    struct gql_run run = {.schema = schema, .resolvers = resolvers};
    json_decref(gql_answer(&run, (const char *)bytes, n, NULL, NULL));
    gql_schema_free(&schema);
    return 0;
}
