/* Approve a declaration request, in the order of work of ehealth contract 3.5. */
#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/journal.h"
#include "tests/sandbox/otp.h"
#include "tests/sandbox/reply.h"
#include "tests/sandbox/requests.h"
#include "tests/sandbox/services.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

static bool schema_fits(struct request *request, struct reply *reply)
{
    bool strict = switch_on(&request->switches, SW_VERIFICATION_CODE_SCHEMA);

    return !request->json || body_fits(request, reply, request->json, "$",
                                       strict ? "verification_code:n" : "verification_code:a");
}

static bool owner_fits(struct request *request, struct reply *reply, const json_t *row)
{
    const char *channel = text_of(row, "channel");

    if (strcmp(text_of(row, "legal_entity_id"), text_of(request->client, "legal_entity_id")) != 0) {
        reply_error(request, reply, 403, NULL, NULL);
    } else if (strcmp(channel, "CABINET") == 0) {
        reply_error(request, reply, 403, NULL, "Declaration request should be approved by Patient");
    } else if (strcmp(channel, "MIS") != 0 && !is_true(row, "is_shareable")) {
        reply_error(request, reply, 403, NULL, NULL);
    } else {
        return true;
    }
    return false;
}

static bool person_fits(struct request *request, struct reply *reply, const json_t *row)
{
    json_t *person = store_row(request->world, "SELECT verification_status FROM person WHERE id=?", "s",
                               text_of(row, "person_id"));
    bool blocked = strcmp(text_of(person, "verification_status"), "NOT_VERIFIED") == 0;

    json_decref(person);
    if (blocked)
        reply_error(request, reply, 409, NULL, "Patient is not verified");
    return !blocked;
}

static bool code_fits(struct request *request, struct reply *reply, const json_t *row)
{
    const json_t *code = json_object_get(request->json, "verification_code");
    enum otp_result result;

    if (!code) {
        reply_invalid(request, reply, "$.verification_code", NULL, "required",
                      "required property verification_code was not present");
        return false;
    }
    result = switch_on(&request->switches, SW_OTP_FAILS)
                 ? OTP_FAILS
                 : otp_check(request, text_of(row, "auth_phone"), code);
    if (result == OTP_RIGHT) {
        journal_change(request, "code_used", text_of(row, "id"), text_of(row, "declaration_number"));
        return true;
    }
    if (result == OTP_UNKNOWN || result == OTP_FAILS)
        reply_error(request, reply, 500, "proxied error", "remote server internal error");
    else
        reply_error(request, reply, 422, "forbidden", otp_message(result));
    return false;
}

static bool documents_fit(struct request *request, struct reply *reply, const json_t *row)
{
    json_t *documents = json_object_get(row, "documents"), *type;
    char text[1024], name[256];
    size_t i, n, missing = 0;

    if (json_array_size(documents) == 0)
        return true;
    if (switch_on(&request->switches, SW_STORAGE_FAILS)) {
        reply_error(request, reply, 500, "proxied error", "remote server internal error");
        return false;
    }
    n = (size_t)snprintf(text, sizeof text, "Documents ");
    json_array_foreach(documents, i, type)
    {
        document_name(name, sizeof name, text_of(row, "id"), json_string_value(type));
        if (!document_stored(request->world, name) && n < sizeof text - 100)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%.80s", missing++ ? ", " : "",
                                  json_string_value(type));
    }
    snprintf(text + n, sizeof text - n, " is not uploaded");
    if (missing)
        reply_error(request, reply, 409, NULL, text);
    return missing == 0;
}

static bool parent_fits(struct request *request, struct reply *reply, const json_t *row)
{
    const char *parent = text_of(row, "parent_declaration_id");

    if (strcmp(text_of(row, "auth_type"), "NA") != 0 || !*parent)
        return true;
    if (store_number(request->world, "SELECT count(*) FROM declaration WHERE id=? AND status='active'", "s",
                     parent))
        return true;
    reply_error(request, reply, 404, NULL, "Active parent declaration was not found");
    return false;
}

static bool limit_fits(struct request *request, struct reply *reply, const json_t *row)
{
    const char *employee = text_of(row, "employee_id"), *person = text_of(row, "person_id");
    json_t *doctor = store_row(request->world, "SELECT * FROM employee WHERE id=?", "s", employee);
    int64_t count, limit = number_of_key(doctor, "declaration_limit");
    char text[96];

    if (!doctor || switch_on(&request->switches, SW_EMPLOYEE_MISSING)) {
        json_decref(doctor);
        reply_error(request, reply, 409, NULL, "employee or party not found");
        return false;
    }
    count =
        number_of_key(doctor, "base_count") +
        store_number(request->world,
                     "SELECT (SELECT count(*) FROM declaration WHERE employee_id=?1 AND status='active' AND "
                     "person_id<>?2) + (SELECT count(*) FROM declaration_request WHERE employee_id=?1 AND "
                     "status='APPROVED' AND person_id<>?2)",
                     "ss", employee, person);
    json_decref(doctor);
    if (count < limit)
        return true;
    snprintf(text, sizeof text, "This doctor has %lld declarations and could not sign more",
             (long long)count);
    reply_error(request, reply, 422, NULL, text);
    return false;
}

static bool status_fits(struct request *request, struct reply *reply, const json_t *row)
{
    if (strcmp(text_of(row, "status"), "NEW") == 0)
        return true;
    reply_error(request, reply, 409, NULL, "Invalid transition");
    return false;
}

static bool method_fits(struct request *request, struct reply *reply, const json_t *row)
{
    const char *method = text_of(row, "auth_type");

    if (!*method) {
        reply_error(request, reply, 500, "proxied error", "remote server internal error");
        return false;
    }
    return strcmp(method, "OTP") != 0 || code_fits(request, reply, row);
}

static void approve(struct request *request, struct reply *reply, json_t *row)
{
    const char *id = text_of(row, "id");
    char now[ISO_SIZE], *dump = NULL;
    json_t *data = NULL, *after;
    bool first_version = !strstr(request->path, "/v3/"); /* whose success is 200 (3.1) */

    iso_instant(now, world_now(request->world));
    json_object_set_new(row, "status", json_string("APPROVED"));
    json_object_set_new(row, "status_reason", json_string("doctor_confirmed"));
    if (*text_of(row, "person_id")) {
        data = printout_data(request->world, row);
        dump = json_dumps(data, JSON_COMPACT);
    }
    store_change(request->world,
                 "UPDATE declaration_request SET status='APPROVED', status_reason='doctor_confirmed', "
                 "is_shareable=1, updated_at=?, updated_by=?, data=? WHERE id=?",
                 "ssss", now, text_of(request->user, "id"), dump, id);
    free(dump);
    json_decref(data);
    journal_change(request, "approve", id, text_of(row, "declaration_number"));
    after = request_row(request);
    reply_data(request, reply,
               first_version ? 200 : (int)switch_number(&request->switches, SW_APPROVE_STATUS),
               request_json(request, after), NULL);
    json_decref(after);
}

void requests_approve(struct request *request, struct reply *reply)
{
    json_t *row;

    if (!schema_fits(request, reply))
        return;
    row = request_row(request);
    if (!row)
        reply_error(request, reply, 404, NULL, NULL);
    else if (owner_fits(request, reply, row) && person_fits(request, reply, row) &&
             status_fits(request, reply, row) && method_fits(request, reply, row) &&
             documents_fit(request, reply, row) && parent_fits(request, reply, row) &&
             limit_fits(request, reply, row))
        approve(request, reply, row);
    json_decref(row);
}
