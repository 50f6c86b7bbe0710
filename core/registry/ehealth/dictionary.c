/* Labels of codes (ehealth contract 7): fetched once, kept on disk, refreshed daily; a code without one is
 * itself. */
#include "registry/ehealth/private.h"

#include <string.h>

#define CACHE_KEY "dictionaries 1"

enum { FRESH_MS = 24 * 3600 * 1000 };

/* Only what our screens show; big lists are left out by the server unless named. */
static const char wanted[] =
    "/api/"
    "dictionaries?is_active=true&name=GENDER,AUTHENTICATION_METHOD,DOCUMENT_TYPE,DOCUMENT_RELATIONSHIP_TYPE,"
    "PHONE_TYPE,ADDRESS_TYPE,CONFIDANT_PERSON_TYPE,SETTLEMENT_TYPE,STREET_TYPE,POSITION,COUNTRY,"
    "PERSON_VERIFICATION_STATUSES,PERSON_VERIFICATION_STATUS_REASONS,DECLARATION_REQUEST_STATUS_REASON";

/* Both shapes: values as an object of labels (v1), or as an array of code and description (v2). */
static json_t *dictionary_values(const json_t *values)
{
    if (json_is_object(values))
        return json_deep_copy(values);
    json_t *out = json_object();
    for (size_t i = 0; i < json_array_size(values); i++) {
        const json_t *row = json_array_get(values, i);
        const char *code = json_text(row, "code"), *label = json_text(row, "description");
        if (code && label)
            json_object_set_new(out, code, json_string(label));
    }
    return out;
}

static json_t *dictionaries_read(const json_t *data)
{
    json_t *out = json_object();
    for (size_t i = 0; i < json_array_size(data); i++) {
        const json_t *row = json_array_get(data, i);
        const char *name = json_text(row, "name");
        if (name)
            json_object_set_new(out, name, dictionary_values(json_at(row, "values")));
    }
    return out;
}

static void on_dictionaries(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct registry *r = call->r;
    struct rest_reply rest;
    ERROR_AUTO e = {0};
    (void)q;
    bool ok = rest_read(reply, false, &rest, &e) == STATUS_OK && json_is_array(rest.data);
    if (ok) {
        json_decref(r->dictionaries);
        r->dictionaries = dictionaries_read(rest.data);
        TEXT_AUTO kept;
        text_init(&kept, LIMIT_REPLY);
        json_write(r->dictionaries, &kept);
        if (text_ok(&kept) && r->env.cache_put)
            r->env.cache_put(r->env.data, CACHE_KEY, kept.data);
    }
    rest_free(&rest);
    eh_call_free(call);
    if (ok && r->env.described)
        r->env.described(r->env.data);
}

void eh_dictionaries_start(struct registry *r)
{
    int64_t age = INT64_MAX;
    AUTO_FREE char *kept = r->env.cache_get ? r->env.cache_get(r->env.data, CACHE_KEY, &age) : NULL;
    if (kept && !r->dictionaries && json_read(kept, strlen(kept), &r->dictionaries, NULL) != STATUS_OK)
        age = INT64_MAX;
    if (kept && age >= 0 && age < FRESH_MS)
        return;
    struct registry_call *call = eh_call(r, NULL, NULL, NULL);
    if (call && !eh_send(call, &(struct eh_http){.method = "GET", .path = wanted}, on_dictionaries))
        eh_call_free(call);
}

const json_t *eh_dictionary(const struct registry *r, const char *dictionary)
{
    return json_object_get(r->dictionaries, dictionary);
}

const char *eh_label(const struct registry *r, const char *dictionary, const char *code)
{
    return code ? json_string_value(json_object_get(eh_dictionary(r, dictionary), code)) : NULL;
}
