/* Create a declaration request (ehealth contract 3.4): what puts new work into the queue. */
#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/journal.h"
#include "tests/sandbox/maker.h"
#include "tests/sandbox/otp.h"
#include "tests/sandbox/people.h"
#include "tests/sandbox/reply.h"
#include "tests/sandbox/requests.h"
#include "tests/sandbox/services.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

static bool entity_fits(struct request *request, struct reply *reply)
{
    json_t *row = legal_entity_row(request->world, text_of(request->client, "legal_entity_id"));
    const char *type = text_of(row, "type");
    bool kind =
        strcmp(type, "MSP") == 0 || strcmp(type, "PRIMARY_CARE") == 0 || strcmp(type, "MSP_PHARMACY") == 0;
    bool active = strcmp(text_of(row, "status"), "ACTIVE") == 0 &&
                  !switch_on(&request->switches, SW_LEGAL_ENTITY_INACTIVE);

    json_decref(row);
    if (!active)
        reply_error(request, reply, 409, NULL, "client_id refers to legal entity that is not active");
    else if (!kind)
        reply_error(request, reply, 403, NULL, NULL);
    return active && kind;
}

static bool doctor_fits(struct request *request, struct reply *reply)
{
    const char *entity = text_of(request->client, "legal_entity_id"), *wrong = NULL;
    json_t *row = employee_row(request->world, text_of(request->json, "employee_id"));
    json_t *place = division_row(request->world, text_of(request->json, "division_id"));
    bool place_fits = place && strcmp(text_of(place, "legal_entity_id"), entity) == 0;

    if (!row || strcmp(text_of(row, "legal_entity_id"), entity) != 0)
        wrong = "Employee does not belong to legal entity.";
    else if (strcmp(text_of(row, "employee_type"), "DOCTOR") != 0)
        wrong = "Employee ID must reference a doctor.";
    else if (strcmp(text_of(row, "status"), "APPROVED") != 0 || !is_true(row, "is_active"))
        wrong = "Invalid employee status";
    json_decref(row);
    json_decref(place);
    if (wrong)
        reply_invalid(request, reply, "$.employee_id", NULL, "invalid", wrong);
    else if (!place_fits)
        reply_invalid(request, reply, "$.division_id", NULL, "invalid",
                      "Division does not belong to legal entity.");
    return !wrong && place_fits;
}

static bool person_fits(struct request *request, struct reply *reply)
{
    json_t *row = person_row(request->world, text_of(request->json, "person_id"));
    bool known = row && is_true(row, "is_active") && strcmp(text_of(row, "status"), "ACTIVE") == 0;
    bool verified = strcmp(text_of(row, "verification_status"), "NOT_VERIFIED") != 0;

    json_decref(row);
    if (!known)
        reply_error(request, reply, 404, NULL, "Such person doesn't exist");
    else if (!verified)
        reply_error(request, reply, 409, NULL, "Patient is not verified");
    return known && verified;
}

/* The method that answers for the person: the chosen one, else the newest; through a third person, that
 * one's. */
static json_t *method_of(struct request *request, struct reply *reply)
{
    const char *chosen = text_of(request->json, "authorize_with"),
               *person = text_of(request->json, "person_id");
    static const char newest[] = "SELECT * FROM auth_method WHERE person_id=? AND is_active=1 ORDER BY "
                                 "inserted_at DESC, rid DESC LIMIT 1";
    json_t *row, *third;

    row = *chosen ? store_row(request->world,
                              "SELECT * FROM auth_method WHERE id=? AND person_id=? AND is_active=1", "ss",
                              chosen, person)
                  : store_row(request->world, newest, "s", person);
    if (!row && *chosen) {
        reply_invalid(request, reply, "$.authorize_with", NULL, "invalid",
                      "Authentication method doesn't exist");
        return NULL;
    }
    if (row && strcmp(text_of(row, "type"), "THIRD_PERSON") == 0) {
        third = store_row(request->world, newest, "s", text_of(row, "third_person_id"));
        json_decref(row);
        row = third;
    }
    if (!row || strcmp(text_of(row, "type"), "NA") == 0) {
        json_decref(row);
        reply_error(request, reply, 422, NULL, "Person must have authentication method");
        return NULL;
    }
    return row;
}

static void cancel_earlier(struct request *request, const char *now)
{
    store_change(
        request->world,
        "UPDATE declaration_request SET status='CANCELLED', updated_at=? WHERE person_id=? AND employee_id=? "
        "AND legal_entity_id=? AND status IN ('NEW','APPROVED')",
        "ssss", now, text_of(request->json, "person_id"), text_of(request->json, "employee_id"),
        text_of(request->client, "legal_entity_id"));
}

static void insert(struct request *request, const json_t *method, const char *id)
{
    struct world *world = request->world;
    const char *type = text_of(method, "type"),
               *phone = json_string_value(json_object_get(method, "phone_number"));
    int64_t rid = 1 + store_number(world, "SELECT max(rid) FROM declaration_request", ""),
            now = world_now(world);
    json_t *wanted = documents_wanted(world, text_of(request->json, "person_id"), type);
    json_t *doctor = employee_row(world, text_of(request->json, "employee_id"));
    char *documents = json_dumps(wanted, JSON_COMPACT);
    char number[15], declaration[UUID_SIZE], at[ISO_SIZE], start[ISO_SIZE], end[ISO_SIZE];

    maker_number(number, world->options.seed, false, rid);
    uuid_random(declaration);
    iso_instant(at, now);
    iso_date(start, now);
    iso_date(end, now + 40 * 365 * DAY_US);
    cancel_earlier(request, at);
    store_change(
        world,
        "INSERT INTO "
        "declaration_request(rid,id,version,start_date,end_date,person_id,employee_id,division_id,"
        "legal_entity_id,declaration_number,declaration_id,parent_declaration_id,status,"
        "system_declaration_limit,current_declaration_count,channel,is_shareable,authorize_with,auth_type,"
        "auth_phone,documents,inserted_at,updated_at,updated_by) "
        "VALUES(?,?,3,?,?,?,?,?,?,?,?,?,'NEW',?,?,'MIS',0,?,?,?,?,?,?,?)",
        "lsssssssssslls"
        "ssssss",
        rid, id, start, end, text_of(request->json, "person_id"), text_of(request->json, "employee_id"),
        text_of(request->json, "division_id"), text_of(request->client, "legal_entity_id"), number,
        declaration, json_string_value(json_object_get(request->json, "parent_declaration_id")),
        number_of_key(doctor, "declaration_limit"), number_of_key(doctor, "base_count"),
        json_string_value(json_object_get(request->json, "authorize_with")), type, phone, documents, at, at,
        text_of(request->user, "id"));
    free(documents);
    json_decref(wanted);
    json_decref(doctor);
}

void requests_create(struct request *request, struct reply *reply)
{
    json_t *method, *row, *code = NULL;
    char id[UUID_SIZE], about[48];

    if (!body_fits(request, reply, request->json, "$",
                   "person_id:u! employee_id:u! division_id:u! authorize_with:u parent_declaration_id:u") ||
        !entity_fits(request, reply) || !doctor_fits(request, reply) || !person_fits(request, reply))
        return;
    method = method_of(request, reply);
    if (!method)
        return;
    uuid_random(id);
    insert(request, method, id);
    row = store_row(request->world, "SELECT * FROM declaration_request WHERE id=?", "s", id);
    if (row && strcmp(text_of(method, "type"), "OTP") == 0) {
        snprintf(about, sizeof about, "request %s", text_of(row, "declaration_number"));
        otp_send(request, text_of(method, "phone_number"), about, &code);
    }
    if (row) {
        journal_change(request, "create", id, text_of(row, "declaration_number"));
        reply_data(request, reply, 201, request_json(request, row), request_urgent(request, row));
    } else {
        reply_error(request, reply, 500, NULL, NULL);
    }
    json_decref(code);
    json_decref(method);
    json_decref(row);
}
