/* Replies in the REST envelope of ehealth contract 1.6. */
#include "tests/sandbox/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

static const char validation_text[] =
    "Validation failed. You can find validators description at our API Manifest: "
    "http://docs.apimanifest.apiary.io/#introduction/interacting-with-api/errors.";

void reply_json(struct reply *reply, int status, json_t *body)
{
    free(reply->body);
    reply->status = status;
    reply->type = "application/json; charset=utf-8";
    reply->body = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);
    reply->size = reply->body ? strlen(reply->body) : 0;
    json_decref(body);
}

void reply_text(struct reply *reply, int status, const char *type, const char *text)
{
    free(reply->body);
    reply->status = status;
    reply->type = type;
    reply->body = strdup(text);
    reply->size = strlen(text);
}

void reply_header(struct reply *reply, const char *name, const char *value)
{
    if (!reply->headers)
        reply->headers = json_object();
    json_object_set_new(reply->headers, name, json_string(value));
}

static json_t *meta_of(struct request *request, int status, const char *type)
{
    char url[1200];
    json_t *meta;
    const char *key = request_header(request, "X-Idempotency-Key");

    snprintf(url, sizeof url, "%s%s", request->world->base_url, request->path);
    meta = json_pack("{s:i, s:s, s:s, s:s}", "code", status, "url", url, "type", type, "request_id",
                     request->id);
    if (key)
        json_object_set_new(meta, "idempotency_key", json_string(key));
    return meta;
}

void reply_data(struct request *request, struct reply *reply, int status, json_t *data, json_t *urgent)
{
    json_t *body = json_object();

    json_object_set_new(body, "meta", meta_of(request, status, json_is_array(data) ? "list" : "object"));
    json_object_set_new(body, "data", data);
    if (urgent)
        json_object_set_new(body, "urgent", urgent);
    reply_json(reply, status, body);
}

void reply_list(struct request *request, struct reply *reply, json_t *data, json_t *paging)
{
    json_t *body = json_object();

    json_object_set_new(body, "meta", meta_of(request, 200, "list"));
    json_object_set_new(body, "data", data);
    if (paging)
        json_object_set_new(body, "paging", paging);
    reply_json(reply, 200, body);
}

struct usual {
    int status;
    const char *type;
};

static const char *usual_type(int status)
{
    static const struct usual table[] = {
        {400, "request_malformed"}, {401, "access_denied"},        {403, "forbidden"},
        {404, "not_found"},         {406, "not_acceptable"},       {409, "request_conflict"},
        {413, "request_too_large"}, {415, "content_type_invalid"}, {422, "request_malformed"},
        {424, "failed_dependency"}, {429, "too_many_requests"},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].status == status)
            return table[i].type;
    return "internal_error";
}

void reply_error(struct request *request, struct reply *reply, int status, const char *type,
                 const char *message)
{
    json_t *body = json_object(), *error = json_object();

    if (!type)
        type = usual_type(status);
    json_object_set_new(error, "type", json_string(type));
    if (message)
        json_object_set_new(error, "message", json_string(message));
    if (strcmp(type, "request_malformed") == 0)
        json_object_set_new(
            error, "invalid",
            json_pack("[{s:s, s:[{s:s}]}]", "entry_type", "request", "rules", "rule", "json"));
    json_object_set_new(body, "meta", meta_of(request, status, "object"));
    json_object_set_new(body, "error", error);
    reply_json(reply, status, body);
}

void invalid_add(json_t *invalid, const char *entry, const char *entry_type, const char *rule,
                 const char *description)
{
    json_array_append_new(invalid, json_pack("{s:s, s:s, s:[{s:s, s:s, s:[]}]}", "entry", entry, "entry_type",
                                             entry_type ? entry_type : "json_data_property", "rules", "rule",
                                             rule, "description", description, "params"));
}

void reply_invalid_all(struct request *request, struct reply *reply, json_t *invalid)
{
    json_t *body = json_object();

    json_object_set_new(body, "meta", meta_of(request, 422, "object"));
    json_object_set_new(body, "error",
                        json_pack("{s:s, s:s, s:o}", "type", "validation_failed", "message", validation_text,
                                  "invalid", invalid));
    reply_json(reply, 422, body);
}

void reply_invalid(struct request *request, struct reply *reply, const char *entry, const char *entry_type,
                   const char *rule, const char *description)
{
    json_t *invalid = json_array();

    invalid_add(invalid, entry, entry_type, rule, description);
    reply_invalid_all(request, reply, invalid);
}

static bool page_number(struct request *request, struct reply *reply, const char *name, int64_t most,
                        int64_t *number)
{
    const char *text = query_text(request, name);
    char entry[32], *end = NULL;
    long long value;

    if (!text)
        return true;
    value = strtoll(text, &end, 10);
    snprintf(entry, sizeof entry, "$.%s", name);
    if (*text == 0 || *end != 0 || value < 1 || (most && value > most)) {
        char description[64] = "expected the value to be >= 1";
        if (*end == 0 && most && value > most)
            snprintf(description, sizeof description, "expected the value to be <= %lld", (long long)most);
        reply_invalid(request, reply, entry, "query_parameter", "number", description);
        return false;
    }
    *number = value;
    return true;
}

bool page_of(struct request *request, struct reply *reply, int standard, int most, int64_t *page,
             int64_t *size)
{
    *page = 1;
    *size = standard;
    return page_number(request, reply, "page", 0, page) &&
           page_number(request, reply, "page_size", most, size);
}

json_t *paging_of(int64_t page, int64_t size, int64_t total)
{
    int64_t pages = total ? (total + size - 1) / size : 1;

    return json_pack("{s:I, s:I, s:I, s:I}", "page_number", (json_int_t)page, "page_size", (json_int_t)size,
                     "total_entries", (json_int_t)total, "total_pages", (json_int_t)pages);
}

static const char *type_word(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "object";
    case JSON_ARRAY:
        return "array";
    case JSON_STRING:
        return "string";
    case JSON_INTEGER:
        return "integer";
    case JSON_REAL:
        return "number";
    case JSON_NULL:
        return "null";
    default:
        return "boolean";
    }
}

static void check_value(json_t *invalid, const char *entry, char type, const json_t *value)
{
    const char *wanted = NULL;
    char text[96];

    if (type == 's' && !json_is_string(value))
        wanted = "string";
    else if (type == 'n' && !json_is_number(value))
        wanted = "number";
    else if (type == 'i' && !json_is_integer(value))
        wanted = "integer";
    else if (type == 'b' && !json_is_boolean(value))
        wanted = "boolean";
    else if (type == 'o' && !json_is_object(value))
        wanted = "object";
    else if (type == 'u' && !json_is_string(value))
        wanted = "string";
    if (wanted) {
        snprintf(text, sizeof text, "type mismatch. Expected %s but got %s", wanted, type_word(value));
        invalid_add(invalid, entry, NULL, "cast", text);
    } else if (type == 'u' && !uuid_valid(json_string_value(value))) {
        invalid_add(invalid, entry, NULL, "format", "is invalid");
    }
}

struct schema_word {
    char name[48];
    char type;
    bool required;
};

static const char *next_word(const char *schema, struct schema_word *word)
{
    size_t n = strcspn(schema, ":");

    snprintf(word->name, sizeof word->name, "%.*s", (int)n, schema);
    word->type = schema[n + 1];
    word->required = schema[n + 2] == '!';
    schema += n + 2 + (word->required ? 1 : 0);
    return schema + strspn(schema, " ");
}

bool body_fits(struct request *request, struct reply *reply, const json_t *body, const char *prefix,
               const char *schema)
{
    json_t *invalid = json_array(), *value;
    const char *name, *at;
    struct schema_word word;
    char entry[160], text[120];

    if (body && !json_is_object(body)) {
        json_decref(invalid);
        reply_invalid(request, reply, prefix, NULL, "cast", "type mismatch. Expected object");
        return false;
    }
    for (at = schema; *at;) {
        at = next_word(at, &word);
        value = json_object_get(body, word.name);
        snprintf(entry, sizeof entry, "%s.%s", prefix, word.name);
        if (value) {
            check_value(invalid, entry, word.type, value);
        } else if (word.required) {
            snprintf(text, sizeof text, "required property %s was not present", word.name);
            invalid_add(invalid, entry, NULL, "required", text);
        }
    }
    json_object_foreach((json_t *)body, name, value)
    {
        bool known = false;
        for (at = schema; *at && !known;) {
            at = next_word(at, &word);
            known = strcmp(word.name, name) == 0;
        }
        if (!known) {
            snprintf(entry, sizeof entry, "%s.%.100s", prefix, name);
            invalid_add(invalid, entry, NULL, "schema", "schema does not allow additional properties");
        }
    }
    if (json_array_size(invalid) == 0) {
        json_decref(invalid);
        return true;
    }
    reply_invalid_all(request, reply, invalid);
    return false;
}
