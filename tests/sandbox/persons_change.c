/* Changes to persons: a method taken back, streams verified by hand (ehealth contract 2.3, 2.4). */
#include <string.h>

#include "tests/sandbox/graphql.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/people.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

static json_t *payload(struct world *world, const char *id)
{
    json_t *person = graphql_person_by_id(world, id);

    return json_pack("{s:o}", "person", person ? person : json_null());
}

json_t *graphql_reset_auth(const struct gql_call *call, json_t **error)
{
    struct request *request = graphql_request(call);
    struct world *world = request->world;
    const json_t *input = json_object_get(call->arguments, "input");
    char id[UUID_SIZE], method[UUID_SIZE], now[ISO_SIZE];
    json_t *row;

    if (!graphql_may(call, "person:reset_authentication_method", GUARD_NHS | GUARD_ACTIVE, error) ||
        !graphql_id_or_uuid("personId", text_of(input, "personId"), "Person", id, error))
        return NULL;
    row = person_row(world, id);
    if (!row || !is_true(row, "is_active")) {
        *error = graphql_error("NOT_FOUND", "Person not found", NULL);
    } else if (strcmp(text_of(row, "status"), "ACTIVE") != 0) {
        *error = graphql_error("CONFLICT", "Invalid status MPI for this action", NULL);
    } else {
        iso_instant(now, world_now(world));
        uuid_random(method);
        store_change(
            world,
            "UPDATE auth_method SET is_active=0, ended_at=?, updated_at=? WHERE person_id=? AND is_active=1",
            "sss", now, now, id);
        store_change(world,
                     "INSERT INTO auth_method(id,person_id,type,started_at,is_active,inserted_at,updated_at) "
                     "VALUES(?,?,'NA',?,1,?,?)",
                     "sssss", method, id, now, now, now);
        store_change(world, "UPDATE person SET updated_at=? WHERE id=?", "ss", now, id);
        journal_change(request, "reset_auth", id, NULL);
    }
    json_decref(row);
    return *error ? NULL : payload(world, id);
}

/* The overall status after a stream changed (2.3). */
static void settle(struct world *world, const char *id)
{
    json_t *row = person_row(world, id);
    static const char *const streams[] = {"drfo_status", "dracs_status", "rules_status"};
    bool all = true, none = false;
    char now[ISO_SIZE];

    for (int i = 0; i < 3; i++) {
        const char *status = text_of(row, streams[i]);
        none = none || strcmp(status, "NOT_VERIFIED") == 0;
        all = all && (strcmp(status, "VERIFIED") == 0 || strcmp(status, "VERIFICATION_NOT_NEEDED") == 0);
    }
    json_decref(row);
    iso_instant(now, world_now(world));
    store_change(world, "UPDATE person SET verification_status=?, updated_at=? WHERE id=?", "sss",
                 none  ? "CHANGES_NEEDED"
                 : all ? "VERIFIED"
                       : "VERIFICATION_NEEDED",
                 now, id);
}

static bool may_become(const char *from, const char *to)
{
    return strcmp(from, to) != 0 && (strcmp(to, "VERIFIED") == 0 || strcmp(to, "NOT_VERIFIED") == 0 ||
                                     (strcmp(to, "IN_REVIEW") == 0 && strcmp(from, "VERIFIED") != 0));
}

/* Checks shared by both mutations; the person's row on success. */
static json_t *checked(const struct gql_call *call, const json_t *input, const char *column,
                       const char *status, char id[UUID_SIZE], json_t **error)
{
    json_t *row;
    char text[120];

    if (!graphql_may(call, "person:verify", GUARD_NHS | GUARD_ACTIVE, error) ||
        !graphql_id_or_uuid("personId", text_of(input, "personId"), "Person", id, error))
        return NULL;
    row = person_row(graphql_request(call)->world, id);
    if (!row || !is_true(row, "is_active")) {
        *error = graphql_error("NOT_FOUND", "Person not found", NULL);
    } else if (strcmp(text_of(row, "status"), "ACTIVE") != 0) {
        *error = graphql_error("CONFLICT", "Person is not active", NULL);
    } else if (strcmp(status, "NOT_VERIFIED") == 0 && !*text_of(input, "verificationComment")) {
        *error = graphql_error("CONFLICT", "verification status comment is required", NULL);
    } else if (strcmp(status, "IN_REVIEW") == 0 && strcmp(text_of(row, column), "VERIFIED") == 0) {
        *error = graphql_error("CONFLICT",
                               "Such person can't be transferred into manual verification process", NULL);
    } else if (!may_become(text_of(row, column), status)) {
        snprintf(text, sizeof text, "Can't update verification status from %s to %s", text_of(row, column),
                 status);
        *error = graphql_error("CONFLICT", text, NULL);
    }
    if (!*error)
        return row;
    json_decref(row);
    return NULL;
}

json_t *graphql_verify_rules(const struct gql_call *call, json_t **error)
{
    struct request *request = graphql_request(call);
    const json_t *input = json_object_get(call->arguments, "input");
    const char *status = text_of(input, "manualRulesVerificationStatus");
    char id[UUID_SIZE];
    json_t *row = checked(call, input, "rules_status", status, id, error);

    if (!row)
        return NULL;
    json_decref(row);
    store_change(request->world,
                 "UPDATE person SET rules_status=?, rules_reason='MANUAL', verification_comment=? WHERE id=?",
                 "sss", status, json_string_value(json_object_get(input, "verificationComment")), id);
    settle(request->world, id);
    journal_change(request, "verify_rules", id, status);
    return payload(request->world, id);
}

json_t *graphql_verify_dracs(const struct gql_call *call, json_t **error)
{
    struct request *request = graphql_request(call);
    const json_t *input = json_object_get(call->arguments, "input");
    const char *status = text_of(input, "dracsDeathVerificationStatus");
    const char *reason = json_string_value(json_object_get(input, "dracsDeathVerificationReason"));
    char id[UUID_SIZE];
    json_t *row = checked(call, input, "dracs_status", status, id, error);

    if (!row)
        return NULL;
    json_decref(row);
    store_change(request->world,
                 "UPDATE person SET dracs_status=?, dracs_reason=?, verification_comment=? WHERE id=?",
                 "ssss", status,
                 reason                            ? reason
                 : strcmp(status, "VERIFIED") == 0 ? "MANUAL_NOT_CONFIRMED"
                                                   : "MANUAL_CONFIRMED",
                 json_string_value(json_object_get(input, "verificationComment")), id);
    settle(request->world, id);
    journal_change(request, "verify_dracs", id, status);
    return payload(request->world, id);
}
