/* One-time codes of the verification service, and its own endpoints (ehealth contract 3.7). */
#include "tests/sandbox/otp.h"

#include <string.h>

#include <sodium.h>

#include "tests/sandbox/journal.h"
#include "tests/sandbox/phone.h"
#include "tests/sandbox/reply.h"
#include "tests/sandbox/services.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

static unsigned pick(void *state)
{
    (void)state;
    return randombytes_uniform(9);
}

const char *otp_message(enum otp_result result)
{
    switch (result) {
    case OTP_EXPIRED:
        return "Verification code expired";
    case OTP_NO_MORE:
        return "Maximum attempts exceed";
    default:
        return "Invalid verification code";
    }
}

json_t *otp_json(const json_t *row)
{
    char at[ISO_SIZE];

    iso_instant(at, number_of_key(row, "expires_at"));
    return json_pack("{s:O, s:O, s:s, s:b}", "id", json_object_get(row, "id"), "status",
                     json_object_get(row, "status"), "code_expired_at", at, "active", is_true(row, "active"));
}

enum otp_result otp_send(struct request *request, const char *phone, const char *about, json_t **row)
{
    struct world *world = request->world;
    const struct switch_values *s = &request->switches;
    int64_t now = world_now(world), interval = switch_number(s, SW_OTP_SEND_INTERVAL), code;
    int length = (int)switch_number(s, SW_OTP_LENGTH);
    char id[UUID_SIZE];

    *row = NULL;
    if (switch_on(s, SW_OTP_FAILS))
        return OTP_FAILS;
    if (interval > 0 && store_number(world, "SELECT count(*) FROM otp WHERE phone_number=? AND sent_at>?",
                                     "sl", phone, now - interval * 1000000))
        return OTP_TOO_OFTEN;
    uuid_random(id);
    code = luhn_code(length < 2 ? 2 : length > 12 ? 12 : length, pick, NULL);
    store_change(world, "UPDATE otp SET active=0, status='CANCELED' WHERE phone_number=? AND active=1", "s",
                 phone);
    store_change(world,
                 "INSERT INTO otp(id,phone_number,code,status,active,attempts,expires_at,sent_at) "
                 "VALUES(?,?,?,'NEW',1,0,?,?)",
                 "sslll", id, phone, code, now + switch_number(s, SW_OTP_LIFE) * 1000000, now);
    phone_send(world, phone, code, about);
    journal_change(request, "otp", id, about);
    *row = store_row(world, "SELECT * FROM otp WHERE id=?", "s", id);
    return OTP_RIGHT;
}

static void settle(struct request *request, const json_t *row, int64_t attempts, bool active,
                   const char *status)
{
    store_change(request->world, "UPDATE otp SET attempts=?, active=?, status=? WHERE rid=?", "lisl",
                 attempts, (int)active, status, number_of_key(row, "rid"));
}

enum otp_result otp_check(struct request *request, const char *phone, const json_t *code)
{
    struct world *world = request->world;
    int64_t most = switch_number(&request->switches, SW_OTP_ATTEMPTS), attempts;
    json_t *row =
        store_row(world, "SELECT * FROM otp WHERE phone_number=? ORDER BY rid DESC LIMIT 1", "s", phone);
    enum otp_result result;

    if (!row)
        return OTP_UNKNOWN;
    attempts = number_of_key(row, "attempts") + 1;
    if (!is_true(row, "active") || attempts > most) {
        result = OTP_NO_MORE;
    } else if (number_of_key(row, "expires_at") <= world_now(world)) {
        result = OTP_EXPIRED;
        settle(request, row, attempts, attempts < most,
               attempts < most ? text_of(row, "status") : "UNVERIFIED");
    } else if (json_is_integer(code) && json_integer_value(code) == number_of_key(row, "code")) {
        char at[ISO_SIZE];
        iso_instant(at, world_now(world));
        result = OTP_RIGHT;
        settle(request, row, attempts, false, "VERIFIED");
        store_change(world, "INSERT OR REPLACE INTO verified_phone VALUES(?,?)", "ss", phone, at);
    } else {
        result = OTP_WRONG;
        settle(request, row, attempts, attempts < most,
               attempts < most ? text_of(row, "status") : "UNVERIFIED");
    }
    json_decref(row);
    return result;
}

void otp_initialize(struct request *request, struct reply *reply)
{
    const char *phone = text_of(request->json, "phone_number");
    json_t *row;

    if (!body_fits(request, reply, request->json, "$", "phone_number:s!"))
        return;
    if (!phone_valid(phone)) {
        reply_invalid(request, reply, "$.phone_number", NULL, "format", "string does not match pattern");
        return;
    }
    switch (otp_send(request, phone, "verification", &row)) {
    case OTP_RIGHT:
        reply_data(request, reply, 201, otp_json(row), NULL);
        break;
    case OTP_TOO_OFTEN:
        reply_error(request, reply, 429, NULL, "too many requests");
        break;
    default:
        reply_error(request, reply, 503, NULL, "SMS not sent. Try later");
    }
    json_decref(row);
}

void otp_complete(struct request *request, struct reply *reply)
{
    const char *phone = request->params[0];
    enum otp_result result;
    json_t *row;

    if (switch_on(&request->switches, SW_VERIFICATION_CODE_SCHEMA)
            ? !body_fits(request, reply, request->json, "$", "code:n!")
            : !body_fits(request, reply, request->json, "$", "code:a!"))
        return;
    result = otp_check(request, phone, json_object_get(request->json, "code"));
    if (result == OTP_UNKNOWN) {
        reply_error(request, reply, 404, NULL, NULL);
    } else if (result != OTP_RIGHT) {
        reply_error(request, reply, 403, NULL, otp_message(result));
    } else {
        row = store_row(request->world, "SELECT * FROM otp WHERE phone_number=? ORDER BY rid DESC LIMIT 1",
                        "s", phone);
        journal_change(request, "verify_phone", text_of(row, "id"), NULL);
        reply_data(request, reply, 200, otp_json(row), NULL);
        json_decref(row);
    }
}

void otp_verification(struct request *request, struct reply *reply)
{
    json_t *row = store_row(request->world, "SELECT phone_number FROM verified_phone WHERE phone_number=?",
                            "s", request->params[0]);

    if (row)
        reply_data(request, reply, 200, json_incref(row), NULL);
    else
        reply_error(request, reply, 404, NULL, NULL);
    json_decref(row);
}
