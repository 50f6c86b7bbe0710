/* Declaration requests: list, one, reject, a new code (ehealth contract 3.1-3.3, 3.7). */
#include "tests/sandbox/requests.h"

#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/journal.h"
#include "tests/sandbox/otp.h"
#include "tests/sandbox/reply.h"
#include "tests/sandbox/services.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

#define PAGE_STANDARD 50
#define PAGE_MOST 300

static const char *const list_fields[] = {
    "id",
    "start_date",
    "end_date",
    "person_id",
    "employee_id",
    "division_id",
    "legal_entity_id",
    "parent_declaration_id",
    "status",
    "status_reason",
    "system_declaration_limit",
    "current_declaration_count",
    "channel",
    "authorize_with",
    "inserted_at",
    "updated_at",
};

static json_t *fields_json(const json_t *row)
{
    json_t *object = json_object();
    bool erased = strcmp(text_of(row, "status"), "EXPIRED") == 0;

    for (size_t i = 0; i < sizeof list_fields / sizeof *list_fields; i++)
        json_object_set_new(object, list_fields[i], copy_of(row, list_fields[i]));
    if (erased) {
        static const char *const lost[] = {"start_date",
                                           "end_date",
                                           "person_id",
                                           "employee_id",
                                           "division_id",
                                           "system_declaration_limit",
                                           "current_declaration_count",
                                           "authorize_with"};
        for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
            json_object_set_new(object, lost[i], json_null());
    }
    return object;
}

/* data_to_be_signed of an approved row (3.8), with the current chain hash; JSON null when there is none. */
static json_t *request_data(struct request *request, const json_t *row)
{
    const char *status = text_of(row, "status");
    json_t *data, *seed;

    if ((strcmp(status, "APPROVED") != 0 && strcmp(status, "SIGNED") != 0) ||
        !json_is_string(json_object_get(row, "person_id")))
        return json_null();
    data = copy_of(row, "data");
    if (!json_is_object(data)) {
        char *dump;
        json_decref(data);
        data = printout_data(request->world, row);
        dump = json_dumps(data, JSON_COMPACT);
        store_change(request->world, "UPDATE declaration_request SET data=? WHERE id=?", "ss", dump,
                     text_of(row, "id"));
        free(dump);
    }
    seed = store_row(request->world, "SELECT value FROM meta WHERE name='chain'", "");
    json_object_set_new(data, "seed", copy_of(seed, "value"));
    json_decref(seed);
    return data;
}

json_t *request_json(struct request *request, const json_t *row)
{
    json_t *object = fields_json(row);

    json_object_set_new(object, "declaration_number", copy_of(row, "declaration_number"));
    json_object_set_new(object, "declaration_id", copy_of(row, "declaration_id"));
    json_object_set_new(object, "data_to_be_signed", request_data(request, row));
    return object;
}

json_t *request_urgent(struct request *request, const json_t *row)
{
    json_t *urgent = json_object(), *documents = json_object_get(row, "documents"), *links = json_array(),
           *type;
    const char *method = text_of(row, "auth_type"), *phone = text_of(row, "auth_phone");
    char masked[32], name[256], url[512];
    size_t i;

    if (strcmp(text_of(row, "status"), "EXPIRED") == 0 || !*method) {
        json_object_set_new(urgent, "authentication_method_current", json_null());
    } else {
        json_t *current = json_pack("{s:s}", "type", method);
        if (*phone) {
            phone_mask(masked, sizeof masked, phone);
            json_object_set_new(current, "number", json_string(masked));
        }
        json_object_set_new(urgent, "authentication_method_current", current);
    }
    if (strcmp(text_of(row, "status"), "NEW") == 0) {
        json_array_foreach(documents, i, type)
        {
            document_name(name, sizeof name, text_of(row, "id"), json_string_value(type));
            document_link(request, url, sizeof url, "PUT", name);
            json_array_append_new(links, json_pack("{s:O, s:s}", "type", type, "url", url));
        }
    }
    if (json_array_size(links))
        json_object_set(urgent, "documents", links);
    json_decref(links);
    return urgent;
}

json_t *request_row(struct request *request)
{
    return store_row(request->world, "SELECT * FROM declaration_request WHERE id=?", "s", request->params[0]);
}

struct wanted {
    const char *name, *column;
    const char *const *allowed; /* NULL: a uuid */
};

static bool query_value_fits(struct request *request, struct reply *reply, const struct wanted *wanted,
                             const char *text)
{
    char entry[48];

    snprintf(entry, sizeof entry, "$.%s", wanted->name);
    if (!wanted->allowed) {
        if (uuid_valid(text))
            return true;
        reply_invalid(request, reply, entry, "query_parameter", "format", "is invalid");
        return false;
    }
    for (int i = 0; wanted->allowed[i]; i++)
        if (strcmp(wanted->allowed[i], text) == 0)
            return true;
    reply_invalid(request, reply, entry, "query_parameter", "inclusion", "value is not allowed in enum");
    return false;
}

static bool query_names_known(struct request *request, struct reply *reply)
{
    static const char *const names[] = {"employee_id", "legal_entity_id", "status", "channel",
                                        "page",        "page_size"};
    const char *name;
    json_t *value;

    json_object_foreach(request->query, name, value)
    {
        bool known = false;
        char entry[160];
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            known = known || strcmp(names[i], name) == 0;
        if (!known) {
            snprintf(entry, sizeof entry, "$.%.100s", name);
            reply_invalid(request, reply, entry, "query_parameter", "schema",
                          "schema does not allow additional properties");
            return false;
        }
    }
    return true;
}

void requests_list(struct request *request, struct reply *reply)
{
    static const char *const statuses[] = {"NEW",       "APPROVED", "SIGNED", "REJECTED",
                                           "CANCELLED", "EXPIRED",  NULL};
    static const char *const channels[] = {"MIS", "PIS", "CABINET", NULL};
    static const struct wanted wanted[] = {{"employee_id", "employee_id", NULL},
                                           {"status", "status", statuses},
                                           {"channel", "channel", channels},
                                           {"legal_entity_id", "legal_entity_id", NULL}};
    const char *values[4] = {NULL, NULL, NULL, NULL}, *own = text_of(request->client, "legal_entity_id");
    char where[256] = "legal_entity_id=?1", sql[400];
    int64_t page, size, total;
    json_t *rows, *row, *out = json_array();
    size_t i, n = strlen(where);

    if (!query_names_known(request, reply) ||
        !page_of(request, reply, PAGE_STANDARD, PAGE_MOST, &page, &size))
        goto done;
    for (i = 0; i < 4; i++) {
        values[i] = query_text(request, wanted[i].name);
        if (!values[i])
            continue;
        if (!query_value_fits(request, reply, &wanted[i], values[i]))
            goto done;
        n += (size_t)snprintf(where + n, sizeof where - n, " AND %s=?%zu", wanted[i].column, i + 2);
    }
    snprintf(sql, sizeof sql, "SELECT count(*), ?1, ?2, ?3, ?4, ?5 FROM declaration_request WHERE %s", where);
    total = store_number(request->world, sql, "sssss", own, values[0], values[1], values[2], values[3]);
    snprintf(sql, sizeof sql,
             "SELECT *, ?1, ?2, ?3, ?4, ?5 FROM declaration_request WHERE %s "
             "ORDER BY inserted_at DESC, rid DESC LIMIT ?6 OFFSET ?7",
             where);
    rows = store_rows(request->world, sql, "sssssll", own, values[0], values[1], values[2], values[3], size,
                      (page - 1) * size);
    json_array_foreach(rows, i, row) json_array_append_new(out, fields_json(row));
    json_decref(rows);
    reply_list(request, reply, json_incref(out), paging_of(page, size, total));
done:
    json_decref(out);
}

void requests_get(struct request *request, struct reply *reply)
{
    json_t *row = request_row(request);

    if (!row || strcmp(text_of(row, "legal_entity_id"), text_of(request->client, "legal_entity_id")) != 0)
        reply_error(request, reply, 404, NULL, NULL);
    else
        reply_data(request, reply, 200, request_json(request, row), request_urgent(request, row));
    json_decref(row);
}

void requests_reject(struct request *request, struct reply *reply)
{
    json_t *row = request_row(request);
    const char *status = text_of(row, "status"), *channel = text_of(row, "channel");
    char now[ISO_SIZE];

    if (request->json && !body_fits(request, reply, request->json, "$", "")) {
        json_decref(row);
        return;
    }
    if (!row) {
        reply_error(request, reply, 404, NULL, NULL);
    } else if (strcmp(text_of(row, "legal_entity_id"), text_of(request->client, "legal_entity_id")) != 0 ||
               (strcmp(channel, "MIS") != 0 && !is_true(row, "is_shareable"))) {
        reply_error(request, reply, 403, NULL, NULL);
    } else if (strcmp(status, "NEW") != 0 && strcmp(status, "APPROVED") != 0) {
        reply_error(request, reply, 409, NULL, "Invalid transition");
    } else {
        iso_instant(now, world_now(request->world));
        store_change(
            request->world,
            "UPDATE declaration_request SET status='REJECTED', status_reason=?, updated_at=?, updated_by=? "
            "WHERE id=?",
            "ssss", strcmp(channel, "PIS") == 0 ? "doctor_rejected_over_limit" : "doctor_reject", now,
            text_of(request->user, "id"), request->params[0]);
        journal_change(request, "reject", request->params[0], text_of(row, "declaration_number"));
        json_decref(row);
        row = request_row(request);
        reply_data(request, reply, 200, request_json(request, row), NULL);
        reply->status = 201; /* the page answers "201" with meta.code 200 */
    }
    json_decref(row);
}

void requests_resend(struct request *request, struct reply *reply)
{
    json_t *row = request_row(request), *code = NULL;
    char about[48];

    if (!row) {
        reply_error(request, reply, 404, NULL, NULL);
    } else if (strcmp(text_of(row, "legal_entity_id"), text_of(request->client, "legal_entity_id")) != 0) {
        reply_error(request, reply, 403, NULL, NULL);
    } else if (strcmp(text_of(row, "status"), "NEW") != 0) {
        reply_invalid(request, reply, "$.status", NULL, "invalid", "incorrect status");
    } else if (strcmp(text_of(row, "auth_type"), "OTP") != 0) {
        reply_invalid(request, reply, "$.authentication_method_current", NULL, "invalid",
                      "Auth method is not OTP");
    } else {
        snprintf(about, sizeof about, "request %s", text_of(row, "declaration_number"));
        switch (otp_send(request, text_of(row, "auth_phone"), about, &code)) {
        case OTP_RIGHT:
            journal_change(request, "resend_otp", request->params[0], text_of(row, "declaration_number"));
            reply_data(request, reply, 200, otp_json(code), NULL);
            break;
        case OTP_TOO_OFTEN:
            reply_error(request, reply, 429, NULL, "too many requests");
            break;
        default:
            reply_error(request, reply, 500, "proxied error", "remote server internal error");
        }
    }
    json_decref(code);
    json_decref(row);
}
