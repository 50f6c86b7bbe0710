/* POST /graphql: the body, the run, and what all resolvers share: errors, permissions, ids, pieces of lists.
 */
#include "tests/sandbox/graphql.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/embed.h"
#include "tests/sandbox/gateway.h"
#include "tests/sandbox/people.h"
#include "tests/sandbox/reply.h"
#include "tests/sandbox/services.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

struct request *graphql_request(const struct gql_call *call)
{
    return call->data;
}

struct world *graphql_world(const struct gql_call *call)
{
    return graphql_request(call)->world;
}

const char *graphql_text(const struct gql_call *call, const char *name)
{
    return text_of(call->arguments, name);
}

json_t *graphql_error(const char *code, const char *message)
{
    static const char *const usual[][2] = {
        {"UNAUTHENTICATED", "Unable to authenticate request"},
        {"FORBIDDEN", "You don't have permission to access this resource"},
        {"UNPROCESSABLE_ENTITY", "Validation failed"},
        {"NOT_FOUND", "Not found"},
        {"BAD_REQUEST", "Malformed request"},
    };

    for (size_t i = 0; !message && i < sizeof usual / sizeof *usual; i++)
        if (strcmp(usual[i][0], code) == 0)
            message = usual[i][1];
    return json_pack("{s:s, s:{s:s}}", "message", message ? message : "Something went wrong", "extensions",
                     "code", code);
}

json_t *graphql_plain_error(const char *message)
{
    return json_pack("{s:s}", "message", message);
}

json_t *graphql_input_error(const char *field, const char *message)
{
    json_t *error = graphql_error("UNPROCESSABLE_ENTITY", NULL);

    json_object_set_new(
        json_object_get(error, "extensions"), "exception",
        json_pack("{s:[{s:s, s:{}, s:[s]}]}", "inputErrors", "message", message, "options", "path", field));
    return error;
}

bool graphql_may(const struct gql_call *call, const char *scope, const char *client_type, json_t **error)
{
    struct request *request = graphql_request(call);
    json_t *missing = scopes_missing(request->token, scope), *entity;
    const char *type = switch_text(&request->switches, SW_CLIENT_TYPE);
    bool active;

    if (json_array_size(missing)) {
        *error = graphql_error("FORBIDDEN", NULL);
        json_object_set_new(json_object_get(*error, "extensions"), "exception",
                            json_pack("{s:o}", "missingAllowances", missing));
        return false;
    }
    json_decref(missing);
    type = *type ? type : text_of(request->client, "client_type");
    if (client_type && strcmp(type, client_type) != 0) {
        *error = graphql_error("FORBIDDEN", NULL);
        return false;
    }
    entity = legal_entity_row(request->world, text_of(request->client, "legal_entity_id"));
    active = strcmp(text_of(entity, "status"), "ACTIVE") == 0 &&
             !switch_on(&request->switches, SW_LEGAL_ENTITY_INACTIVE);
    json_decref(entity);
    if (!active)
        *error = graphql_error("CONFLICT", "client_id refers to legal entity that is not active");
    return active;
}

bool graphql_id(const struct gql_call *call, const char *argument, const char *type, char uuid[37],
                json_t **error)
{
    static const char *const types[] = {
        "Person",     "Declaration",  "LegalEntity",          "Division",       "Employee",
        "Dictionary", "MergeRequest", "ManualMergeCandidate", "MergeCandidate", "Task"};
    const char *id = graphql_text(call, argument), *colon;
    char *plain = base64_text(id), message[200];
    bool known = false;

    colon = plain ? strchr(plain, ':') : NULL;
    if (!colon || colon == plain || !colon[1]) {
        snprintf(message, sizeof message, "Could not decode ID value `%.100s'", id);
        *error = graphql_plain_error(message);
        free(plain);
        return false;
    }
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        known = known || (strlen(types[i]) == (size_t)(colon - plain) &&
                          strncmp(types[i], plain, strlen(types[i])) == 0);
    if (!known)
        snprintf(message, sizeof message, "Unknown type `%.*s'", (int)(colon - plain), plain);
    else if (strlen(type) != (size_t)(colon - plain) || strncmp(type, plain, strlen(type)) != 0)
        snprintf(message, sizeof message,
                 "In argument \"%s\": Expected node type in [\"%s\"], found \"%.*s\".", argument, type,
                 (int)(colon - plain), plain);
    else if (!uuid_valid(colon + 1))
        snprintf(message, sizeof message, "Could not decode ID value `%.100s'", id);
    else
        *message = '\0';
    if (*message)
        *error = graphql_plain_error(message);
    else
        snprintf(uuid, 37, "%s", colon + 1);
    free(plain);
    return !*message;
}

void graphql_ids(json_t *object, const char *type, const char *uuid)
{
    char *id = relay_id(type, uuid);

    json_object_set_new(object, "id", json_string(id ? id : ""));
    json_object_set_new(object, "databaseId", json_string(uuid));
    free(id);
}

static void camel_case(char *out, size_t size, const char *snake)
{
    size_t at = 0;

    for (; *snake && at + 1 < size; snake++) {
        if (*snake == '_' && snake[1])
            out[at++] = (char)toupper((unsigned char)*++snake);
        else
            out[at++] = *snake;
    }
    out[at] = '\0';
}

json_t *graphql_camel(const json_t *value)
{
    json_t *out, *member;
    const char *key;
    char name[80];
    size_t i;

    if (json_is_array(value)) {
        out = json_array();
        json_array_foreach(value, i, member) json_array_append_new(out, graphql_camel(member));
        return out;
    }
    if (!json_is_object(value))
        return json_incref((json_t *)value);
    out = json_object();
    json_object_foreach((json_t *)value, key, member)
    {
        camel_case(name, sizeof name, key);
        json_object_set_new(out, name, graphql_camel(member));
    }
    return out;
}

static bool cursor_read(const char *cursor, int64_t *offset)
{
    static const char prefix[] = "arrayconnection:";
    char *plain = base64_text(cursor), *end = NULL;
    bool fine = plain && strncmp(plain, prefix, sizeof prefix - 1) == 0 &&
                isdigit((unsigned char)plain[sizeof prefix - 1]);

    if (fine) {
        *offset = strtoll(plain + sizeof prefix - 1, &end, 10);
        fine = *end == '\0' && *offset >= 0 && *offset < INT64_C(1000000000);
    }
    free(plain);
    return fine;
}

static json_t *cursor_make(int64_t offset)
{
    char number[32], *cursor;
    json_t *out;

    snprintf(number, sizeof number, "%lld", (long long)offset);
    cursor = relay_id("arrayconnection", number);
    out = json_string(cursor);
    free(cursor);
    return out;
}

static int64_t size_of(const struct gql_call *call, const char *name)
{
    const json_t *value = json_object_get(call->arguments, name);
    int64_t n = json_is_integer(value) ? json_integer_value(value) : -1;

    return n < 0 ? -1 : n > GRAPHQL_PAGE_MOST ? GRAPHQL_PAGE_MOST : n;
}

bool graphql_piece(const struct gql_call *call, int64_t total, struct piece *piece, json_t **error)
{
    const char *after = graphql_text(call, "after"), *before = graphql_text(call, "before");
    int64_t first = size_of(call, "first"), last = size_of(call, "last"), from = 0, to = total, at;

    if (first < 0 && last < 0)
        *error = graphql_plain_error("You must either supply `:first` or `:last`");
    else if (first < 0 && !*before)
        *error = graphql_plain_error(
            "You must supply a count (total number of records) option if using `last` without `before`");
    if (*error)
        return false;
    if (*after && !cursor_read(after, &at)) {
        *error = graphql_plain_error("Invalid cursor provided as `after` argument");
        return false;
    }
    if (*after)
        from = at + 1;
    if (*before && !cursor_read(before, &at)) {
        *error = graphql_plain_error("Invalid cursor provided as `before` argument");
        return false;
    }
    if (*before && at < to)
        to = at;
    from = from > to ? to : from;
    if (first >= 0)
        to = from + first < to ? from + first : to;
    else
        from = to - last > from ? to - last : from;
    *piece = (struct piece){.start = from, .count = to - from};
    return true;
}

json_t *graphql_connection(json_t *nodes, struct piece piece, int64_t total)
{
    json_t *edges = json_array(), *node, *first = json_null(), *last = json_null();
    size_t i, n = json_array_size(nodes);

    json_array_foreach(nodes, i, node) json_array_append_new(
        edges, json_pack("{s:O, s:o}", "node", node, "cursor", cursor_make(piece.start + (int64_t)i)));
    if (n) {
        first = cursor_make(piece.start);
        last = cursor_make(piece.start + (int64_t)n - 1);
    }
    return json_pack("{s:o, s:o, s:{s:b, s:b, s:o, s:o}}", "nodes", nodes, "edges", edges, "pageInfo",
                     "hasNextPage", piece.start + (int64_t)n<total, "hasPreviousPage", piece.start> 0,
                     "startCursor", first, "endCursor", last);
}

static bool scalar_fits(const char *scalar, const json_t *value)
{
    int64_t at;

    if (strcmp(scalar, "UUID") == 0)
        return json_is_string(value) && uuid_valid(json_string_value(value));
    if (strcmp(scalar, "Date") == 0)
        return json_is_string(value) && date_valid(json_string_value(value));
    if (strcmp(scalar, "DateTime") == 0)
        return json_is_string(value) && instant_valid(json_string_value(value), &at);
    return json_is_string(value);
}

/* The schema of a server of 2019, where authenticationMethods is a plain list (ehealth contract 2.4). */
static struct gql_schema *schema_of_2019(void)
{
    static const char begins[] = "authenticationMethods(", ends[] = "): PersonAuthenticationMethodConnection";
    static const char plain[] = "authenticationMethods: [PersonAuthenticationMethod]";
    const char *sdl = embed_schema(), *at = strstr(sdl, begins), *to = at ? strstr(at, ends) : NULL;
    struct gql_schema *schema = NULL;
    struct gql_fault fault;
    size_t size = strlen(sdl) + sizeof plain;
    char *changed = to ? malloc(size) : NULL;

    if (!changed)
        return NULL;
    snprintf(changed, size, "%.*s%s%s", (int)(at - sdl), sdl, plain, to + sizeof ends - 1);
    gql_schema_read(changed, strlen(changed), &schema, &fault);
    free(changed);
    return schema;
}

static struct gql_resolver *all_resolvers(void)
{
    size_t n = 1, at = 0;
    struct gql_resolver *all;

    for (const struct gql_resolver *r = graphql_person_resolvers; r->type; r++)
        n++;
    for (const struct gql_resolver *r = graphql_place_resolvers; r->type; r++)
        n++;
    all = calloc(n, sizeof *all);
    for (const struct gql_resolver *r = graphql_person_resolvers; all && r->type; r++)
        all[at++] = *r;
    for (const struct gql_resolver *r = graphql_place_resolvers; all && r->type; r++)
        all[at++] = *r;
    return all;
}

void graphql_serve(struct request *request, struct reply *reply)
{
    const json_t *query = json_object_get(request->json, "query"),
                 *variables = json_object_get(request->json, "variables");
    const char *name = json_string_value(json_object_get(request->json, "operationName"));
    bool old = strcmp(switch_text(&request->switches, SW_AUTH_METHODS), "list") == 0;
    struct gql_resolver *resolvers = all_resolvers();
    struct gql_schema *own = old ? schema_of_2019() : NULL;
    struct gql_run run = {.schema = own ? own : request->world->schema,
                          .resolvers = resolvers,
                          .scalar = scalar_fits,
                          .data = request};
    json_t *answer;

    if (!json_is_string(query) || !resolvers) {
        reply_json(reply, 400,
                   json_pack("{s:[{s:s}], s:{s:s}}", "errors", "message", "No query document supplied",
                             "extensions", "requestId", request->id));
    } else {
        answer = gql_answer(&run, json_string_value(query), json_string_length(query), name,
                            json_is_object(variables) ? variables : NULL);
        json_object_set_new(answer, "extensions", json_pack("{s:s}", "requestId", request->id));
        reply_json(reply, 200, answer);
    }
    gql_schema_free(&own);
    free(resolvers);
}
