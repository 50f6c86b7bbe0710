/*
 * Names that lists do not carry: persons, doctors and divisions of a whole page are asked for in one GraphQL
 * document with an alias each, and remembered. A name that cannot be had is remembered as null, so it is
 * asked for once.
 */
#include "registry/ehealth/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

bool eh_uuid(const char *s)
{
    if (!s || strlen(s) != 36)
        return false;
    for (int i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? s[i] != '-' : !strchr("0123456789abcdefABCDEF", s[i]))
            return false;
    }
    return true;
}

char *eh_short(const char *id)
{
    return utf8_clean(id ? id : "", id ? strnlen(id, 8) : 0, 64, false);
}

static void name_key(char kind, const char *id, char out[40])
{
    out[0] = kind;
    out[1] = '\0';
    if (id)
        strncat(out, id, 38);
}

const json_t *eh_name(const struct registry *r, char kind, const char *id)
{
    char key[40];
    name_key(kind, id, key);
    json_t *have = json_object_get(r->names, key);
    return json_is_null(have) ? NULL : have;
}

bool eh_name_known(const struct registry *r, char kind, const char *id)
{
    char key[40];
    name_key(kind, id, key);
    return json_object_get(r->names, key) != NULL;
}

void eh_name_put(struct registry *r, char kind, const char *id, json_t *taken)
{
    char key[40];
    name_key(kind, id, key);
    if (json_object_size(r->names) >= NAMES_KEPT)
        json_object_clear(r->names);
    json_object_set_new(r->names, key, taken ? taken : json_null());
}

size_t eh_list_size(const json_t *list)
{
    struct relay_page page;
    if (json_is_array(list))
        return json_array_size(list);
    return relay_page_read(list, &page) ? relay_page_count(&page) : 0;
}

json_t *eh_list_item(const json_t *list, size_t i)
{
    struct relay_page page;
    if (json_is_array(list))
        return json_array_get(list, i);
    return relay_page_read(list, &page) ? relay_page_node(&page, i) : NULL;
}

const json_t *eh_active_method(const json_t *methods, const char *authorize_with)
{
    const json_t *best = NULL;
    for (size_t i = 0; i < eh_list_size(methods); i++) {
        const json_t *m = eh_list_item(methods, i);
        if (authorize_with && text_equal(json_text(m, "databaseId"), authorize_with))
            return m;
        if (!best && json_truth(m, "isActive", true) && json_blank(m, "endedAt"))
            best = m;
    }
    return best;
}

static void want(struct registry *r, json_t *wanted, char kind, const char *id)
{
    char key[40];
    if (!eh_uuid(id) || eh_name_known(r, kind, id))
        return;
    name_key(kind, id, key);
    for (size_t i = 0; i < json_array_size(wanted); i++)
        if (!strcmp(json_string_value(json_array_get(wanted, i)), key))
            return;
    json_array_append_new(wanted, json_string(key));
}

void eh_names_want(struct registry *r, json_t *wanted, const json_t *request)
{
    if (r->names_denied || !r->env.profile->enrich)
        return;
    if (eh_may(r, "person:read"))
        want(r, wanted, 'p', json_text(request, "person_id"));
    want(r, wanted, 'e', json_text(request, "employee_id"));
    want(r, wanted, 'd', json_text(request, "division_id"));
}

void eh_names_want_entity(struct registry *r, json_t *wanted, const json_t *request)
{
    if (!r->names_denied && r->env.profile->enrich)
        want(r, wanted, 'l', json_text(request, "legal_entity_id"));
}

/* What is asked of each kind. The two forms of authenticationMethods differ by server (contract 2.4). */
static const char person_list[] =
    "fragment P on Person{lastName firstName secondName birthDate status verificationStatus"
    " authenticationMethods{type phoneNumber}}";
static const char person_connection[] =
    "fragment P on Person{lastName firstName secondName birthDate status verificationStatus"
    " authenticationMethods(first:20){nodes{databaseId type phoneNumber isActive endedAt"
    " thirdPerson{lastName firstName secondName}}}}";

static void names_document(const struct registry *r, const json_t *wanted, size_t from, size_t batch,
                           struct text *out)
{
    bool persons = false;
    text_add(out, "query{");
    for (size_t i = from; i < json_array_size(wanted) && i < from + batch; i++) {
        const char *key = json_string_value(json_array_get(wanted, i));
        char id[RELAY_ID];
        if (key[0] == 'p') {
            persons = true;
            text_addf(out, "n%zu:persons(filter:{databaseId:\"%s\"},first:1){nodes{...P}}", i, key + 1);
        } else if (key[0] == 'e' && relay_id("Employee", key + 1, id)) {
            text_addf(out, "n%zu:employee(id:\"%s\"){position party{lastName firstName secondName}}", i, id);
        } else if (key[0] == 'd' && relay_id("Division", key + 1, id)) {
            text_addf(out, "n%zu:division(id:\"%s\"){name}", i, id);
        } else if (key[0] == 'l' && relay_id("LegalEntity", key + 1, id)) {
            text_addf(out, "n%zu:legalEntity(id:\"%s\"){name edrpou}", i, id);
        }
    }
    text_add(out, "}");
    if (persons)
        text_add(out, r->methods_connection ? person_connection : person_list);
}

struct eh_names {
    json_t *wanted;
    size_t from, batch;
    bool turned; /* the other form of authenticationMethods was tried */
    void (*fn)(struct registry_call *);
};

static void names_free(struct eh_names **names)
{
    if (*names)
        json_decref((*names)->wanted);
    free(*names);
    *names = NULL;
}

static json_t *names_value(char kind, const json_t *answer)
{
    if (kind == 'p')
        answer = json_at(answer, "nodes.0");
    if (!json_is_object(answer))
        return NULL;
    return json_deep_copy(answer);
}

/* True when a missing answer is the server's trouble and may be asked for again later. */
static bool names_trouble(const struct graphql_reply *answer)
{
    for (size_t i = 0; i < json_array_size(answer->errors); i++)
        if (text_equal(json_text(json_array_get(answer->errors, i), "extensions.code"),
                       "INTERNAL_SERVER_ERROR"))
            return true;
    return false;
}

static void names_take(struct registry *r, const struct eh_names *names, const struct graphql_reply *answer)
{
    bool trouble = names_trouble(answer);
    size_t n = json_array_size(names->wanted);
    for (size_t i = names->from; i < n && i < names->from + names->batch; i++) {
        const char *key = json_string_value(json_array_get(names->wanted, i));
        char alias[24];
        snprintf(alias, sizeof alias, "n%zu", i);
        json_t *value = names_value(key[0], json_object_get(answer->data, alias));
        if (value || !trouble)
            eh_name_put(r, key[0], key + 1, value);
    }
}

static void names_end(struct registry_call *call)
{
    void (*fn)(struct registry_call *) = call->names->fn;
    names_free(&call->names);
    fn(call);
}

static void names_next(struct registry_call *call);

static void on_names(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct registry *r = call->r;
    struct eh_names *names = call->names;
    struct graphql_reply answer;
    ERROR_AUTO e = {0};
    (void)q;
    enum status status = graphql_read(reply, NULL, false, &answer, &e);
    if (status == STATUS_UNSUPPORTED && !names->turned) {
        names->turned = true;
        r->methods_connection = !r->methods_connection;
        graphql_free(&answer);
        names_next(call);
        return;
    }
    /* A server may bound how much one question asks for. */
    if (status == STATUS_REFUSED && names->batch > NAMES_AT_LEAST) {
        names->batch /= 2;
        graphql_free(&answer);
        names_next(call);
        return;
    }
    if (status == STATUS_FORBIDDEN || status == STATUS_UNSUPPORTED || status == STATUS_REFUSED)
        r->names_denied = true;
    if (status == STATUS_OK)
        names_take(r, names, &answer);
    else if (!r->names_denied)
        error_copy(&call->error, &e);
    graphql_free(&answer);
    names->from += names->batch;
    if (status == STATUS_OK && names->from < json_array_size(names->wanted))
        names_next(call);
    else
        names_end(call);
}

static void names_next(struct registry_call *call)
{
    struct text document;
    text_init(&document, LIMIT_REQUEST / 2);
    names_document(call->r, call->names->wanted, call->names->from, call->names->batch, &document);
    bool sent = text_ok(&document) && eh_query(call, document.data, NULL, on_names);
    text_free(&document);
    if (!sent)
        eh_later(call, names_end);
}

bool eh_names_ask(struct registry_call *call, json_t *wanted, void (*fn)(struct registry_call *))
{
    if (json_array_size(wanted))
        call->names = calloc(1, sizeof *call->names);
    if (!call->names) {
        json_decref(wanted);
        return false;
    }
    call->names_free = names_free;
    *call->names = (struct eh_names){.wanted = wanted, .batch = NAMES_AT_ONCE, .fn = fn};
    names_next(call);
    return true;
}

void eh_forget_people(struct registry *r)
{
    json_object_clear(r->names);
    json_object_clear(r->requests);
}
