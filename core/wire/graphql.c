/* GraphQL: one body builder and one reader for replies that may be half an answer and half an error. */
#include "wire/graphql.h"

#include <string.h>

#include "base/catalog.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "wire/rest.h"

static const char next_again[] = N_("Try again. If it stays, tell whoever runs the registry.");
static const char next_ask[] = N_("The registry is asked whether it happened before anything is sent again.");

static const struct {
    const char *code;
    int http; /* the REST code with the same meaning */
} codes[] = {
    {"UNAUTHENTICATED", 401}, {"FORBIDDEN", 403},   {"UNPROCESSABLE_ENTITY", 422},  {"CONFLICT", 409},
    {"NOT_FOUND", 404},       {"BAD_REQUEST", 400}, {"INTERNAL_SERVER_ERROR", 500},
};

/* Errors of servers that give numbers as the specification pages do. */
static int error_http(const json_t *error)
{
    const char *code = json_text(error, "extensions.code");
    int64_t number;
    for (size_t i = 0; code && i < sizeof codes / sizeof *codes; i++)
        if (!strcmp(code, codes[i].code))
            return codes[i].http;
    if (json_number(error, "extensions.code", &number) || json_number(error, "status_code", &number))
        return number >= 400 && number < 600 ? (int)number : 0;
    return 0;
}

static void error_words(const json_t *error, struct error *e)
{
    struct text words;
    text_init(&words, LIMIT_TEXT);
    const char *message = json_text(error, "message");
    text_add(&words, message ? message : "");
    const json_t *inputs = json_list(error, "extensions.exception.inputErrors");
    for (size_t i = 0; i < json_array_size(inputs) && i < 32; i++) {
        const json_t *input = json_array_get(inputs, i), *path = json_list(input, "path");
        text_add(&words, words.len ? "; " : "");
        for (size_t k = 0; k < json_array_size(path); k++) {
            AUTO_FREE char *part = json_show(json_array_get(path, k), "");
            text_addf(&words, "%s%s", k ? "." : "", part ? part : "");
        }
        text_addf(&words, ": %s", json_text(input, "message") ? json_text(input, "message") : "");
    }
    AUTO_FREE char *shown = words.len ? utf8_clean(words.data, words.len, 2048, false) : NULL;
    text_replace(&e->server, shown);
    text_free(&words);
}

static enum status error_missing(const json_t *error, struct error *e)
{
    const json_t *names = json_list(error, "extensions.exception.missingAllowances");
    struct text list;
    text_init(&list, 1024);
    for (size_t i = 0; i < json_array_size(names); i++) {
        AUTO_FREE char *name = json_show(json_array_get(names, i), "");
        text_addf(&list, "%s%s", i ? ", " : "", name ? name : "");
    }
    enum status status = STATUS_OK;
    if (list.len)
        status = error_set1(e, STATUS_FORBIDDEN, N_("This needs the permission %s. Nothing was changed."),
                            N_("Ask your administrator whether you should have this permission."), list.data);
    text_free(&list);
    return status;
}

/* No extensions: the server could not even begin (contract 1.7, 6.1, 6.3). */
static enum status error_plain(const json_t *error, struct error *e)
{
    const char *message = json_text(error, "message");
    if (message && (strstr(message, "Cannot query field") || strstr(message, "Unknown argument") ||
                    strstr(message, "Unknown field") || strstr(message, "Unknown type") ||
                    strstr(message, "is not defined")))
        return error_set(e, STATUS_UNSUPPORTED,
                         N_("This registry is of a version that does not know this question."),
                         N_("Tell whoever looks after this program which registry it is."));
    return error_set(e, STATUS_REFUSED, N_("The registry did not accept the question. Nothing was changed."),
                     N_("Read the registry's own words, change what they name and try again."));
}

static enum status graphql_failed(const struct graphql_reply *reply, bool change, struct error *e)
{
    const json_t *error = json_array_get(reply->errors, 0);
    if (!error) {
        if (change)
            return error_set(e, STATUS_UNKNOWN, N_("The answer does not say whether it happened."), next_ask);
        return error_set(e, STATUS_NOT_FOUND, N_("The registry does not know this record."),
                         N_("Refresh the list; it may have been removed."));
    }
    int http = error_http(error);
    enum status status = http == 403 ? error_missing(error, e) : STATUS_OK;
    if (status == STATUS_OK)
        status = http ? rest_http_error(http, change, json_text(error, "message"), e) : error_plain(error, e);
    if (e)
        error_words(error, e);
    return status;
}

static void note_request(const struct graphql_reply *out, const struct net_reply *reply, struct error *e)
{
    if (!e)
        return;
    AUTO_FREE char *id = json_show(out->root, "extensions.requestId");
    text_replace(&e->request_id, id ? id : reply->request_id);
}

/* An HTTP failure: the REST envelope; but some servers say 400 or 500 and still speak GraphQL. */
static enum status read_failed(const struct net_reply *reply, bool change, struct graphql_reply *out,
                               struct error *e)
{
    struct rest_reply rest;
    out->status = rest_read(reply, change, &rest, e);
    if (rest.root && json_list(rest.root, "errors")) {
        out->root = json_incref(rest.root);
        out->errors = json_list(out->root, "errors");
        if (e)
            error_clear(e);
        out->status = graphql_failed(out, change, e);
        note_request(out, reply, e);
    }
    rest_free(&rest);
    return out->status;
}

static enum status read_unclear(const struct net_reply *reply, bool change, enum status status,
                                struct graphql_reply *out, struct error *e)
{
    if (change)
        status = STATUS_UNKNOWN;
    if (change && e) {
        e->status = status;
        message_set(&e->next, next_ask, 0);
    }
    note_request(out, reply, e);
    return out->status = status;
}

enum status graphql_read(const struct net_reply *reply, const char *field, bool change,
                         struct graphql_reply *out, struct error *e)
{
    *out = (struct graphql_reply){.http = reply->http};
    if (reply->status != STATUS_OK || reply->http >= 400)
        return read_failed(reply, change, out, e);
    enum status status = json_read(reply->body, reply->body_len, &out->root, e);
    if (status == STATUS_OK && !json_at(out->root, "data") && !json_list(out->root, "errors"))
        status = error_set(e, STATUS_MALFORMED, N_("An answer came that cannot be read."), next_again);
    if (status != STATUS_OK)
        return read_unclear(reply, change, status, out, e);
    out->data = json_at(out->root, "data");
    out->errors = json_list(out->root, "errors");
    const json_t *part = field ? json_object_get(out->data, field) : out->data;
    if (part && !json_is_null(part)) {
        out->partial = json_array_size(out->errors) > 0;
        /* Mutations treat any error as failure (contract 1.7). */
        if (!change || !out->partial)
            return out->status = STATUS_OK;
    }
    out->status = graphql_failed(out, change, e);
    note_request(out, reply, e);
    return out->status;
}

void graphql_free(struct graphql_reply *reply)
{
    json_decref(reply->root);
    *reply = (struct graphql_reply){0};
}
