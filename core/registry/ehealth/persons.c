/* Searching persons with Relay pages both ways (ehealth contract 2.1, 2.2, 6.2, 6.3), and declarations by
 * number. */
#include "registry/ehealth/private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/utf8.h"

json_t *eh_any(const json_t *object, const char *camel)
{
    json_t *have = json_object_get(object, camel);
    if (have)
        return have;
    char snake[64];
    size_t n = 0;
    for (const char *c = camel; *c && n + 2 < sizeof snake; c++) {
        if (*c >= 'A' && *c <= 'Z')
            snake[n++] = '_';
        snake[n++] = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    }
    snake[n] = '\0';
    return json_object_get(object, snake);
}

char *eh_full_name(const json_t *person)
{
    static const char *const parts[] = {"lastName", "firstName", "secondName"};
    struct text name;
    text_init(&name, LIMIT_TEXT);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        AUTO_FREE char *part = json_show(eh_any(person, parts[i]), "");
        if (part)
            text_addf(&name, "%s%s", name.len ? " " : "", part);
    }
    char *out = name.len ? text_dup(name.data) : NULL;
    text_free(&name);
    return out;
}

static const char persons_document[] =
    "query SearchPersons($filter:PersonFilter!,$first:Int,$after:String,$last:Int,$before:String,"
    "$orderBy:PersonOrderBy){persons(filter:$filter,first:$first,after:$after,last:$last,before:$before,"
    "orderBy:$orderBy){nodes{databaseId lastName firstName secondName birthDate taxId unzr status insertedAt "
    "verificationStatus} pageInfo{startCursor endCursor hasNextPage hasPreviousPage}}}";

static const char number_document[] =
    "query($number:String!){declarationByNumber(declarationNumber:$number){databaseId declarationNumber "
    "startDate "
    "status person{databaseId lastName firstName secondName} employee{party{lastName firstName secondName}} "
    "division{name}}}";

/* Empty texts are left out (contract 8.1). */
static void put(json_t *object, const char *name, const char *value)
{
    if (value && *value)
        json_object_set_new(object, name, json_string(value));
}

/* The filter of the six combinations; NULL when the form is none of them. */
static json_t *filter_of(const struct form *f)
{
    struct message why = {0};
    bool ready = f && form_ready(f, &why);
    message_clear(&why);
    if (!ready)
        return NULL;
    json_t *filter = json_object(), *identity = json_object(), *personal = json_object();
    put(filter, "taxId", form_value_of(f, "taxId"));
    put(filter, "databaseId", form_value_of(f, "databaseId"));
    put(filter, "status", form_value_of(f, "status"));
    put(identity, "lastName", form_value_of(f, "lastName"));
    put(identity, "firstName", form_value_of(f, "firstName"));
    if (*form_value_of(f, "documentNumber"))
        json_object_set_new(identity, "document",
                            json_pack("{s:s, s:s}", "type", form_value_of(f, "documentType"), "number",
                                      form_value_of(f, "documentNumber")));
    put(personal, "birthDate", form_value_of(f, "birthDate"));
    if (*form_value_of(f, "phone"))
        json_object_set_new(personal, "authenticationMethod",
                            json_pack("{s:s}", "phoneNumber", form_value_of(f, "phone")));
    if (json_object_size(identity)) {
        json_object_set(filter, "identity", identity);
        json_object_set(filter, "personal", personal);
    }
    json_decref(identity);
    json_decref(personal);
    return filter;
}

static struct row *person_row(struct registry *r, const json_t *person)
{
    struct row *row = row_new(PERSON_COLUMNS);
    if (!row)
        return NULL;
    struct cell *c = row->cells;
    AUTO_FREE char *name = eh_full_name(person);
    const char *id = json_text(person, "databaseId"), *status = json_text(person, "status");
    const char *verified = json_text(person, "verificationStatus");
    enum tone tone;
    const char *word = eh_status_word(status, &tone);
    record_ref_set(&row->ref, "person", id ? id : "", name ? name : id);
    cell_text(&c[PC_NAME], name);
    cell_date(&c[PC_BIRTH], json_text(person, "birthDate"));
    cell_text(&c[PC_TAX], json_text(person, "taxId"));
    cell_text(&c[PC_UNZR], json_text(person, "unzr"));
    cell_code(&c[PC_STATUS], status, NULL, word);
    c[PC_STATUS].tone = tone;
    cell_code(&c[PC_VERIFICATION], verified, eh_label(r, "PERSON_VERIFICATION_STATUSES", verified),
              eh_verification_word(verified));
    c[PC_VERIFICATION].tone = eh_verification_tone(verified);
    cell_instant(&c[PC_INSERTED], json_text(person, "insertedAt"));
    row_fold(row);
    return row;
}

struct row *eh_declaration_row(struct registry *r, const json_t *declaration)
{
    struct row *row = row_new(DECLARATION_COLUMNS);
    (void)r;
    if (!row)
        return NULL;
    struct cell *c = row->cells;
    const char *id = json_text(declaration, "databaseId"),
               *number = json_text(declaration, "declarationNumber");
    const char *status = json_text(declaration, "status");
    AUTO_FREE char *person = eh_full_name(json_at(declaration, "person"));
    AUTO_FREE char *doctor = eh_full_name(json_at(declaration, "employee.party"));
    AUTO_FREE char *label = number ? utf8_clean(number, strlen(number), 64, false) : NULL;
    enum tone tone;
    const char *word = eh_status_word(status, &tone);
    record_ref_set(&row->ref, "declaration", id ? id : "", label ? label : id);
    cell_text(&c[DC_NUMBER], number);
    cell_text(&c[DC_PERSON], person);
    cell_text(&c[DC_DOCTOR], doctor);
    cell_text(&c[DC_DIVISION], json_text(declaration, "division.name"));
    cell_code(&c[DC_STATUS], status, NULL, word);
    c[DC_STATUS].tone = tone;
    cell_date(&c[DC_START], json_text(declaration, "startDate"));
    row_fold(row);
    return row;
}

/* --- the search --- */

static void search_end(struct registry_call *call, enum status status, const struct error *e,
                       struct window *w)
{
    call->on.window(call->data, status, status == STATUS_OK ? NULL : e, w);
    eh_call_free(call);
}

static void search_failed(struct registry_call *call)
{
    search_end(call, call->error.status, &call->error, NULL);
}

static void on_persons(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct graphql_reply answer;
    struct relay_page page;
    struct window *w = NULL;
    ERROR_AUTO e = {0};
    (void)q;
    enum status status = graphql_read(reply, "persons", false, &answer, &e);
    if (status == STATUS_OK && !relay_page_read(json_object_get(answer.data, "persons"), &page))
        status = error_set(&e, STATUS_MALFORMED, N_("An answer came that cannot be read."),
                           N_("Try again. If it stays, tell whoever runs the registry."));
    if (status == STATUS_OK && !(w = window_new(relay_page_count(&page))))
        status = error_memory(&e);
    for (size_t i = 0; w && i < relay_page_count(&page) && i < LIMIT_PAGE_ROWS; i++) {
        const json_t *node = relay_page_node(&page, i);
        struct row *row = json_is_object(node) ? person_row(call->r, node) : NULL;
        if (row)
            window_add(w, row);
    }
    if (w) {
        w->first_cursor = text_dup(page.start);
        w->last_cursor = text_dup(page.end);
        w->more_after = page.has_next;
        w->more_before = page.has_previous;
        if (!page.has_next && !page.has_previous)
            w->total = (long)w->n;
    }
    graphql_free(&answer);
    search_end(call, status, &e, w);
}

static void on_number(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct graphql_reply answer;
    ERROR_AUTO e = {0};
    (void)q;
    enum status status = graphql_read(reply, "declarationByNumber", false, &answer, &e);
    struct window *w = NULL;
    /* No such number is an answer, not an error. */
    if (status == STATUS_OK || status == STATUS_NOT_FOUND) {
        w = window_new(1);
        struct row *row =
            status == STATUS_OK
                ? eh_declaration_row(call->r, json_object_get(answer.data, "declarationByNumber"))
                : NULL;
        if (w && row)
            window_add(w, row);
        else
            row_free(&row);
        if (w)
            w->total = (long)w->n;
        status = w ? STATUS_OK : error_memory(&e);
    }
    graphql_free(&answer);
    search_end(call, status, &e, w);
}

static bool send_persons(struct registry_call *call, const struct query *query)
{
    json_t *filter = filter_of(query->search);
    if (!filter) {
        error_set(&call->error, STATUS_INVALID, N_("The search is not complete. Nothing was sent."),
                  N_("The form says what is missing."));
        return false;
    }
    json_int_t size = query->count > 0 ? query->count : 50;
    json_t *variables =
        json_pack("{s:o, s:I}", "filter", filter, query->backward && query->cursor ? "last" : "first",
                  size > 100 ? 100 : size);
    if (query->cursor && variables)
        json_object_set_new(variables, query->backward ? "before" : "after", json_string(query->cursor));
    if (query->order && variables)
        json_object_set_new(variables, "orderBy", json_string(query->order));
    return eh_query(call, persons_document, variables, on_persons);
}

struct registry_call *eh_search(struct registry *r, const struct query *query, registry_window_fn fn,
                                void *data)
{
    struct registry_call *call = eh_call(r, data, NULL, NULL);
    if (!call)
        return NULL;
    call->on.window = fn;
    bool sent;
    if (!strcmp(query->list, "persons")) {
        sent = send_persons(call, query);
    } else {
        const char *number = query->search ? form_value_of(query->search, "number") : "";
        sent = *number && eh_query(call, number_document, json_pack("{s:s}", "number", number), on_number);
        if (!*number)
            error_set(&call->error, STATUS_INVALID, N_("The search is not complete. Nothing was sent."),
                      N_("The form says what is missing."));
    }
    if (!sent)
        eh_later(call, search_failed);
    return call;
}
