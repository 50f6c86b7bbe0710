/* Tokens and login codes of the authorization service (ehealth contract 1.3, 1.4). */
#include "tests/sandbox/auth.h"

#include <string.h>
#include <strings.h>

#include <sodium.h>

#include "tests/sandbox/journal.h"
#include "tests/sandbox/phone.h"
#include "tests/sandbox/reply.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

void password_hash(char out[65], const char *user_id, const char *password)
{
    unsigned char hash[32];

    crypto_generichash(hash, sizeof hash, (const unsigned char *)password, strlen(password),
                       (const unsigned char *)user_id, strlen(user_id));
    sodium_bin2hex(out, 65, hash, sizeof hash);
}

json_t *token_new(struct request *request, const struct token_wish *wish)
{
    struct world *world = request->world;
    int64_t expires = world_now(world) / 1000000 + wish->life;
    unsigned char bytes[24];
    char id[UUID_SIZE], value[40];

    uuid_random(id);
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(value, sizeof value, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    store_change(
        world,
        "INSERT INTO token(id,name,value,expires_at,user_id,client_id,scope,scope_request,grant_type,"
        "refresh_token,redirect_uri,used) VALUES(?,?,?,?,?,?,?,?,?,?,?,0)",
        "ssslsssssss", id, wish->name, value, expires, wish->user_id, wish->client_id, wish->scope,
        wish->scope_request, wish->grant_type, wish->refresh_token, wish->redirect_uri);
    return store_row(world, "SELECT * FROM token WHERE id=?", "s", id);
}

json_t *token_json(const json_t *row)
{
    static const char *const optional[] = {"refresh_token", "redirect_uri", "scope_request"};
    json_t *details =
        json_pack("{s:O, s:O, s:O}", "scope", json_object_get(row, "scope"), "client_id",
                  json_object_get(row, "client_id"), "grant_type", json_object_get(row, "grant_type"));

    for (size_t i = 0; i < sizeof optional / sizeof *optional; i++)
        if (json_is_string(json_object_get(row, optional[i])))
            json_object_set(details, optional[i], json_object_get(row, optional[i]));
    return json_pack("{s:O, s:O, s:O, s:O, s:O, s:o}", "id", json_object_get(row, "id"), "name",
                     json_object_get(row, "name"), "value", json_object_get(row, "value"), "expires_at",
                     json_object_get(row, "expires_at"), "user_id", json_object_get(row, "user_id"),
                     "details", details);
}

void token_end_earlier(struct request *request, const json_t *row)
{
    store_change(
        request->world,
        "UPDATE token SET expires_at=min(expires_at,?) WHERE user_id=? AND client_id=? AND id<>? AND "
        "name IN ('access_token','2fa_access_token')",
        "lsss", world_now(request->world) / 1000000, text_of(row, "user_id"), text_of(row, "client_id"),
        text_of(row, "id"));
}

bool token_expired(const struct request *request, const json_t *row)
{
    return number_of_key(row, "expires_at") * 1000000 <= world_now(request->world);
}

const char *auth_bearer(const struct request *request)
{
    const char *header = request_header(request, "Authorization");

    return header && strncasecmp(header, "Bearer ", 7) == 0 && header[7] ? header + 7 : NULL;
}

bool auth_second_factor(struct request *request, struct reply *reply)
{
    const char *bearer = auth_bearer(request);

    if (!bearer) {
        reply_error(request, reply, 401, NULL, "Authorization header required.");
        return false;
    }
    request->token = store_row(request->world, "SELECT * FROM token WHERE value=?", "s", bearer);
    if (!request->token) {
        reply_error(request, reply, 401, "token_invalid", "Invalid token.");
        return false;
    }
    request->user =
        store_row(request->world, "SELECT * FROM user WHERE id=?", "s", text_of(request->token, "user_id"));
    if (!request->user || is_true(request->user, "is_blocked")) {
        reply_error(request, reply, 401, "user_blocked", "User blocked.");
        return false;
    }
    if (strcmp(text_of(request->token, "name"), "2fa_access_token") != 0) {
        reply_error(request, reply, 401, NULL, "Invalid token type");
        return false;
    }
    if (token_expired(request, request->token)) {
        reply_error(request, reply, 401, "token_expired", "Token expired.");
        return false;
    }
    return true;
}

static int64_t login_code(void)
{
    int64_t code = 0;

    for (int i = 0; i < 6; i++)
        code = code * 10 + 1 + randombytes_uniform(9);
    return code;
}

bool login_code_send(struct request *request, struct reply *reply, const json_t *user, const char *token,
                     const char *phone, const char *about)
{
    struct world *world = request->world;
    int64_t now = world_now(world), code = login_code();
    const char *user_id = text_of(user, "id");

    if (switch_on(&request->switches, SW_LOGIN_SMS_FAILS)) {
        reply_error(request, reply, 503, NULL, "SMS not sent. Try later");
        return false;
    }
    if (store_number(world, "SELECT count(*) FROM login_code WHERE user_id=? AND sent_at>?", "sl", user_id,
                     now - 60000000) >= switch_number(&request->switches, SW_LOGIN_OTP_SENDS)) {
        reply_error(request, reply, 429, "otp_timeout", "Sending OTP timeout. Try later.");
        return false;
    }
    store_change(world, "UPDATE login_code SET active=0 WHERE user_id=?", "s", user_id);
    store_change(world,
                 "INSERT INTO login_code(user_id,token,phone_number,code,attempts,active,expires_at,sent_at) "
                 "VALUES(?,?,?,?,0,1,?,?)",
                 "sssl"
                 "ll",
                 user_id, token, phone, code,
                 now + switch_number(&request->switches, SW_LOGIN_OTP_LIFE) * 1000000, now);
    phone_send(world, phone, code, about);
    journal_change(request, "login_code", user_id, NULL);
    return true;
}

static enum code_result compare(struct request *request, const json_t *user, int64_t code)
{
    struct world *world = request->world;
    json_t *row = store_row(world, "SELECT * FROM login_code WHERE user_id=? ORDER BY rid DESC LIMIT 1", "s",
                            text_of(user, "id"));
    int64_t rid = number_of_key(row, "rid"), attempts = number_of_key(row, "attempts") + 1;
    int64_t most = switch_number(&request->switches, SW_LOGIN_OTP_ATTEMPTS);
    enum code_result result;

    if (!row)
        return CODE_WRONG;
    if (attempts > most)
        result = CODE_NO_MORE;
    else if (number_of_key(row, "expires_at") <= world_now(world))
        result = CODE_EXPIRED;
    else if (is_true(row, "active") && number_of_key(row, "code") == code)
        result = CODE_RIGHT;
    else
        result = CODE_WRONG;
    store_change(world, "UPDATE login_code SET attempts=?, active=? WHERE rid=?", "lil", attempts,
                 result != CODE_RIGHT && attempts < most ? (int)is_true(row, "active") : 0, rid);
    json_decref(row);
    return result;
}

bool login_code_fits(struct request *request, struct reply *reply, const json_t *user, int64_t code)
{
    static const char *const types[] = {[CODE_WRONG] = "otp_invalid",
                                        [CODE_EXPIRED] = "otp_expired",
                                        [CODE_NO_MORE] = "otp_reached_max_attempts"};
    static const char *const texts[] = {[CODE_WRONG] = "Invalid OTP code.",
                                        [CODE_EXPIRED] = "OTP expired.",
                                        [CODE_NO_MORE] = "Reached max OTP verify attempts"};
    struct world *world = request->world;
    enum code_result result = compare(request, user, code);
    int64_t errors = number_of_key(user, "otp_errors") + 1;

    if (result == CODE_RIGHT) {
        store_change(world, "UPDATE user SET otp_errors=0 WHERE id=?", "s", text_of(user, "id"));
        return true;
    }
    store_change(world, "UPDATE user SET otp_errors=? WHERE id=?", "ls", errors, text_of(user, "id"));
    if (errors >= switch_number(&request->switches, SW_LOGIN_OTP_ERRORS)) {
        store_change(world, "UPDATE user SET is_blocked=1 WHERE id=?", "s", text_of(user, "id"));
        journal_change(request, "block_user", text_of(user, "id"), NULL);
    }
    reply_error(request, reply, 401, types[result], texts[result]);
    return false;
}
