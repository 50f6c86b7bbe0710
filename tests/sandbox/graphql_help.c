/* What the GraphQL resolvers share: who may ask, errors, pages, names in camelCase (ehealth contract 1.7, 6).
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "tests/sandbox/graphql.h"
#include "tests/sandbox/people.h"
#include "tests/sandbox/scopes.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

#define PAGE_MOST 100

struct request *graphql_request(const struct gql_call *call)
{
    return call->data;
}

const char *graphql_given(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text && *text ? text : NULL;
}

json_t *graphql_error(const char *code, const char *message, json_t *exception)
{
    json_t *error = json_pack("{s:s}", "message", message), *extensions;

    if (!code)
        return error;
    extensions = json_pack("{s:s}", "code", code);
    if (exception)
        json_object_set_new(extensions, "exception", exception);
    json_object_set_new(error, "extensions", extensions);
    return error;
}

static bool entity_active(struct request *request)
{
    json_t *row;
    bool active;

    if (switch_on(&request->switches, SW_LEGAL_ENTITY_INACTIVE))
        return false;
    row = legal_entity_row(request->world, text_of(request->client, "legal_entity_id"));
    active = strcmp(text_of(row, "status"), "ACTIVE") == 0;
    json_decref(row);
    return active;
}

bool graphql_may(const struct gql_call *call, const char *scope, int guards, json_t **error)
{
    static const char denied[] = "You don't have permission to access this resource";
    struct request *request = graphql_request(call);
    const char *type = switch_text(&request->switches, SW_CLIENT_TYPE);
    json_t *missing = scopes_missing(request->token, scope);

    if (!*type)
        type = text_of(request->client, "client_type");
    if (json_array_size(missing)) {
        *error = graphql_error("FORBIDDEN", denied, json_pack("{s:o}", "missingAllowances", missing));
        return false;
    }
    json_decref(missing);
    if ((guards & GUARD_NHS) && strcmp(type, "NHS") != 0)
        *error = graphql_error("FORBIDDEN", denied, NULL);
    else if ((guards & GUARD_ACTIVE) && !entity_active(request))
        *error = graphql_error("CONFLICT", "client_id refers to legal entity that is not active", NULL);
    else if ((guards & GUARD_REVIEWER) && strcmp(text_of(request->user, "role"), "NHS REVIEWER") != 0)
        *error = graphql_error("FORBIDDEN", "User doesn't have required role", NULL);
    return *error == NULL;
}

static bool decode(const char *text, char *out, size_t size)
{
    size_t n;

    if (sodium_base642bin((unsigned char *)out, size - 1, text, strlen(text), NULL, &n, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    out[n] = 0;
    return strlen(out) == n;
}

static bool cursor(const json_t *arguments, const char *name, int64_t *offset, json_t **error)
{
    static const char prefix[] = "arrayconnection:";
    const char *text = json_string_value(json_object_get(arguments, name));
    char plain[64], message[64], *end = NULL;

    if (!text)
        return true;
    if (decode(text, plain, sizeof plain) && strncmp(plain, prefix, sizeof prefix - 1) == 0 &&
        isdigit((unsigned char)plain[sizeof prefix - 1])) {
        *offset = strtoll(plain + sizeof prefix - 1, &end, 10);
        if (*end == 0)
            return true;
    }
    snprintf(message, sizeof message, "Invalid cursor provided as `%s` argument", name);
    *error = graphql_error(NULL, message, NULL);
    return false;
}

static int64_t bounded(const json_t *size)
{
    int64_t n = json_integer_value(size);

    return n < 0 ? 0 : n > PAGE_MOST ? PAGE_MOST : n;
}

bool graphql_page(const struct gql_call *call, struct graphql_page *page, json_t **error)
{
    json_t *first = json_object_get(call->arguments, "first"),
           *last = json_object_get(call->arguments, "last");
    int64_t after = -1, before = -1;

    if (!cursor(call->arguments, "after", &after, error) ||
        !cursor(call->arguments, "before", &before, error))
        return false;
    if (json_is_integer(first)) {
        page->offset = after + 1;
        page->limit = bounded(first);
    } else if (!json_is_integer(last)) {
        *error = graphql_error(NULL, "You must either supply `:first` or `:last`", NULL);
        return false;
    } else if (before < 0) {
        *error = graphql_error(
            NULL, "You must supply a count (total number of records) option if using `last` without `before`",
            NULL);
        return false;
    } else {
        page->limit = bounded(last);
        page->offset = before > page->limit ? before - page->limit : 0;
        if (page->limit > before)
            page->limit = before;
    }
    return true;
}

static json_t *cursor_made(int64_t offset)
{
    char plain[48], *text;
    json_t *out;

    snprintf(plain, sizeof plain, "arrayconnection:%lld", (long long)offset);
    text = base64_text(plain);
    out = json_string(text);
    free(text);
    return out;
}

json_t *graphql_connection(const struct graphql_page *page, json_t *rows)
{
    bool more = (int64_t)json_array_size(rows) > page->limit;
    json_t *nodes = json_array(), *edges = json_array(), *row, *start = json_null(), *end = json_null();
    size_t i;

    json_array_foreach(rows, i, row)
    {
        json_t *at;
        if ((int64_t)i >= page->limit)
            break;
        at = cursor_made(page->offset + (int64_t)i);
        json_array_append(nodes, row);
        if (i == 0)
            start = json_incref(at);
        json_decref(end);
        end = json_incref(at);
        json_array_append_new(edges, json_pack("{s:O, s:o}", "node", row, "cursor", at));
    }
    json_decref(rows);
    return json_pack("{s:o, s:o, s:{s:b, s:b, s:o, s:o}}", "nodes", nodes, "edges", edges, "pageInfo",
                     "hasNextPage", (int)more, "hasPreviousPage", (int)(page->offset > 0), "startCursor",
                     start, "endCursor", end);
}

static bool known_type(const char *name)
{
    static const char *const nodes[] = {
        "Person",     "Declaration",  "LegalEntity",          "Division",       "Employee",
        "Dictionary", "MergeRequest", "ManualMergeCandidate", "MergeCandidate", "PersonAuthenticationMethod"};

    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++)
        if (strcmp(nodes[i], name) == 0)
            return true;
    return false;
}

static bool plain_type(const char *name)
{
    static const char *const others[] = {"PageInfo", "Phone", "Address", "PersonConnection",
                                         "PersonDocument"};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i], name) == 0)
            return true;
    return false;
}

bool graphql_id(const char *argument, const char *global, const char *type, char uuid[37], json_t **error)
{
    char plain[160], message[300], *colon;

    if (!decode(global, plain, sizeof plain) || !(colon = strchr(plain, ':')) || colon == plain ||
        !colon[1]) {
        snprintf(message, sizeof message, "Could not decode ID value `%.100s'", global);
    } else {
        *colon = 0;
        if (plain_type(plain))
            snprintf(message, sizeof message, "Type `%s' is not a valid node type", plain);
        else if (!known_type(plain))
            snprintf(message, sizeof message, "Unknown type `%.100s'", plain);
        else if (strcmp(plain, type) != 0)
            snprintf(message, sizeof message,
                     "In argument \"%s\": Expected node type in [\"%s\"], found \"%s\".", argument, type,
                     plain);
        else if (!uuid_valid(colon + 1))
            snprintf(message, sizeof message, "Could not decode ID value `%.100s'", global);
        else {
            memcpy(uuid, colon + 1, 37);
            return true;
        }
    }
    *error = graphql_error(NULL, message, NULL);
    return false;
}

bool graphql_id_or_uuid(const char *argument, const char *given, const char *type, char uuid[37],
                        json_t **error)
{
    if (!uuid_valid(given))
        return graphql_id(argument, given, type, uuid, error);
    memcpy(uuid, given, 37);
    return true;
}

static void camel(char *out, size_t size, const char *name)
{
    size_t n = 0;

    for (; *name && n + 1 < size; name++) {
        if (*name == '_' && name[1])
            out[n++] = (char)toupper((unsigned char)*++name);
        else
            out[n++] = *name;
    }
    out[n] = 0;
}

static json_t *camel_json(const json_t *value)
{
    const char *key;
    char name[64];
    json_t *out, *one;
    size_t i;

    if (json_is_array(value)) {
        out = json_array();
        json_array_foreach(value, i, one) json_array_append_new(out, camel_json(one));
        return out;
    }
    if (!json_is_object(value))
        return json_incref((json_t *)value);
    out = json_object();
    json_object_foreach((json_t *)value, key, one)
    {
        camel(name, sizeof name, key);
        json_object_set_new_nocheck(out, name, camel_json(one));
    }
    return out;
}

json_t *graphql_object(const json_t *row, const char *type)
{
    json_t *out = camel_json(row);

    if (type) {
        char *id = relay_id(type, text_of(row, "id"));
        json_object_set(out, "databaseId", json_object_get(row, "id"));
        json_object_set_new(out, "id", json_string(id));
        free(id);
    }
    return out;
}

json_t *graphql_upper(const char *text)
{
    char out[64];
    size_t n = 0;

    for (; text[n] && n + 1 < sizeof out; n++)
        out[n] = (char)toupper((unsigned char)text[n]);
    out[n] = 0;
    return n ? json_string(out) : json_null();
}

const char *graphql_order(const char *value)
{
    static const struct {
        const char *value, *order;
    } table[] = {
        {"BIRTH_DATE_ASC", "birth_date, rid"},
        {"BIRTH_DATE_DESC", "birth_date DESC, rid DESC"},
        {"INSERTED_AT_ASC", "inserted_at, rid"},
        {"INSERTED_AT_DESC", "inserted_at DESC, rid DESC"},
        {"TAX_ID_ASC", "tax_id NULLS LAST, rid"},
        {"TAX_ID_DESC", "tax_id DESC NULLS FIRST, rid DESC"},
        {"UNZR_ASC", "unzr NULLS LAST, rid"},
        {"UNZR_DESC", "unzr DESC NULLS FIRST, rid DESC"},
        {"REASON_ASC", "reason NULLS LAST, rid"},
        {"REASON_DESC", "reason DESC NULLS FIRST, rid DESC"},
        {"START_DATE_ASC", "start_date, rid"},
        {"START_DATE_DESC", "start_date DESC, rid DESC"},
        {"STATUS_ASC", "status, rid"},
        {"STATUS_DESC", "status DESC, rid DESC"},
    };

    for (size_t i = 0; value && i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].value, value) == 0)
            return table[i].order;
    return "inserted_at DESC, rid DESC";
}
