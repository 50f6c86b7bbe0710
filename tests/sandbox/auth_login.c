/* Sign-in: password, second factor, its set-up, and sign-out (ehealth contract 1.2, 1.4, 1.5). */
#include <string.h>

#include "tests/sandbox/auth.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/reply.h"
#include "tests/sandbox/scopes.h"
#include "tests/sandbox/services.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

static void answer_token(struct request *request, struct reply *reply, const json_t *row, const char *next)
{
    reply_data(request, reply, 201, token_json(row), json_pack("{s:s}", "next_step", next));
}

static bool login_locked(struct request *request, const json_t *user)
{
    int64_t from =
        world_now(request->world) - switch_number(&request->switches, SW_PASSWORD_WINDOW) * 1000000;

    return store_number(request->world, "SELECT count(*) FROM login_failure WHERE user_id=? AND at>?", "sl",
                        text_of(user, "id"), from) >= switch_number(&request->switches, SW_PASSWORD_FAILURES);
}

static bool password_fits(struct request *request, struct reply *reply, const json_t *user,
                          const char *password)
{
    char hash[65];

    password_hash(hash, text_of(user, "id"), password);
    if (strcmp(hash, text_of(user, "password")) == 0) {
        store_change(request->world, "DELETE FROM login_failure WHERE user_id=?", "s", text_of(user, "id"));
        return true;
    }
    store_change(request->world, "INSERT INTO login_failure(user_id,at) VALUES(?,?)", "sl",
                 text_of(user, "id"), world_now(request->world));
    reply_error(request, reply, 401, NULL, "Identity, password combination is wrong.");
    return false;
}

static bool user_may_enter(struct request *request, struct reply *reply, const json_t *user,
                           const json_t *asked)
{
    int64_t age;
    char text[120];

    if (!user) {
        reply_error(request, reply, 401, NULL, "User not found.");
        return false;
    }
    if (is_true(user, "is_blocked")) {
        reply_error(request, reply, 401, "user_blocked", "User blocked.");
        return false;
    }
    if (login_locked(request, user)) {
        reply_error(request, reply, 401, NULL, "You reached login attempts limit. Try again later");
        return false;
    }
    if (!password_fits(request, reply, user, text_of(asked, "password")))
        return false;
    age = world_now(request->world) / 1000000 - number_of_key(user, "password_set_at");
    if (age >= switch_number(&request->switches, SW_PASSWORD_LIFE)) {
        snprintf(text, sizeof text, "The password expired for user: %s", text_of(user, "id"));
        reply_error(request, reply, 401, "password_expired", text);
        return false;
    }
    return true;
}

static bool client_may_login(struct request *request, struct reply *reply, const json_t *client,
                             const json_t *asked)
{
    if (!client)
        reply_error(request, reply, 401, "invalid_client", "Invalid client id.");
    else if (is_true(client, "is_blocked"))
        reply_error(request, reply, 401, NULL, "Client is blocked.");
    else if (!is_true(client, "is_login"))
        reply_error(request, reply, 401, NULL, "Client is not allowed to issue login token.");
    else if (!scopes_within(text_of(asked, "scope"), text_of(client, "scopes")))
        reply_error(request, reply, 422, NULL, "Scope is not allowed by client type.");
    else
        return true;
    return false;
}

static void login_password(struct request *request, struct reply *reply, const json_t *asked)
{
    struct world *world = request->world;
    struct token_wish wish = {.client_id = text_of(asked, "client_id"),
                              .grant_type = "password",
                              .life = switch_number(&request->switches, SW_TOKEN_LIFE)};
    const char *next = "REQUEST_APPS";
    bool factor;
    json_t *row;

    if (!body_fits(request, reply, asked, "$.token",
                   "grant_type:s! email:s! password:s! client_id:s! scope:s! token:s"))
        return;
    request->client = store_row(world, "SELECT * FROM client WHERE id=?", "s", wish.client_id);
    request->user = store_row(world, "SELECT * FROM user WHERE email=?", "s", text_of(asked, "email"));
    if (!client_may_login(request, reply, request->client, asked) ||
        !user_may_enter(request, reply, request->user, asked))
        return;
    factor = is_true(request->user, "has_factor");
    wish.name = factor ? "2fa_access_token" : "access_token";
    wish.user_id = text_of(request->user, "id");
    wish.scope = factor ? "" : text_of(asked, "scope");
    wish.scope_request = factor ? text_of(asked, "scope") : NULL;
    row = token_new(request, &wish);
    if (factor && *text_of(request->user, "factor")) {
        next = "REQUEST_OTP";
        if (!login_code_send(request, reply, request->user, text_of(row, "id"),
                             text_of(request->user, "factor"), "sign-in")) {
            store_change(world, "DELETE FROM token WHERE id=?", "s", text_of(row, "id"));
            json_decref(row);
            return;
        }
    } else if (factor) {
        next = "REQUEST_FACTOR";
    }
    token_end_earlier(request, row);
    journal_change(request, "login", wish.user_id, next);
    answer_token(request, reply, row, next);
    json_decref(row);
}

/* The second-factor token becomes an access token with the scope that was asked at first. */
static void promote(struct request *request, struct reply *reply)
{
    const json_t *old = request->token;
    struct token_wish wish = {.name = "access_token",
                              .user_id = text_of(old, "user_id"),
                              .client_id = text_of(old, "client_id"),
                              .scope = text_of(old, "scope_request"),
                              .grant_type = text_of(old, "grant_type"),
                              .life = switch_number(&request->switches, SW_TOKEN_LIFE)};
    json_t *row = token_new(request, &wish);

    token_end_earlier(request, row);
    journal_change(request, "second_factor", wish.user_id, NULL);
    answer_token(request, reply, row, "REQUEST_APPS");
    json_decref(row);
}

static bool factor_is_set(struct request *request, struct reply *reply)
{
    if (*text_of(request->user, "factor"))
        return true;
    reply_error(request, reply, 409, NULL, "Factor not set");
    return false;
}

static void login_code_step(struct request *request, struct reply *reply, const json_t *asked)
{
    if (!body_fits(request, reply, asked, "$.token", "grant_type:s! otp:i!"))
        return;
    if (auth_second_factor(request, reply) && factor_is_set(request, reply) &&
        login_code_fits(request, reply, request->user, number_of_key(asked, "otp")))
        promote(request, reply);
}

static void login_resend(struct request *request, struct reply *reply, const json_t *asked)
{
    const json_t *old;
    json_t *row;

    if (!body_fits(request, reply, asked, "$.token", "grant_type:s!") ||
        !auth_second_factor(request, reply) || !factor_is_set(request, reply))
        return;
    old = request->token;
    row = token_new(request, &(struct token_wish){.name = "2fa_access_token",
                                                  .user_id = text_of(old, "user_id"),
                                                  .client_id = text_of(old, "client_id"),
                                                  .scope = "",
                                                  .scope_request = text_of(old, "scope_request"),
                                                  .grant_type = text_of(old, "grant_type"),
                                                  .life = switch_number(&request->switches, SW_TOKEN_LIFE)});
    if (login_code_send(request, reply, request->user, text_of(row, "id"), text_of(request->user, "factor"),
                        "sign-in")) {
        token_end_earlier(request, row);
        answer_token(request, reply, row, "REQUEST_OTP");
    } else {
        store_change(request->world, "DELETE FROM token WHERE id=?", "s", text_of(row, "id"));
    }
    json_decref(row);
}

void auth_login(struct request *request, struct reply *reply)
{
    const json_t *asked = json_object_get(request->json, "token");
    const char *grant;

    if (!body_fits(request, reply, request->json, "$", "token:o!"))
        return;
    grant = text_of(asked, "grant_type");
    if (!*grant)
        reply_error(request, reply, 422, NULL, "Request must include grant_type.");
    else if (strcmp(grant, "password") == 0)
        login_password(request, reply, asked);
    else if (strcmp(grant, "authorize_2fa_access_token") == 0)
        login_code_step(request, reply, asked);
    else if (strcmp(grant, "refresh_2fa_access_token") == 0)
        login_resend(request, reply, asked);
    else
        reply_error(request, reply, 401, "invalid_grant", "Grant type not allowed.");
}

void auth_logout(struct request *request, struct reply *reply)
{
    struct world *world = request->world;
    const char *bearer = auth_bearer(request);
    int64_t now = world_now(world) / 1000000;

    if (!bearer) {
        reply_error(request, reply, 401, NULL, "Authorization header required.");
        return;
    }
    request->token = store_row(world, "SELECT * FROM token WHERE value=?", "s", bearer);
    if (!request->token || token_expired(request, request->token)) {
        reply_error(request, reply, 401, "token_invalid", "Invalid token.");
        return;
    }
    request->user =
        store_row(world, "SELECT * FROM user WHERE id=?", "s", text_of(request->token, "user_id"));
    store_change(world, "UPDATE token SET expires_at=? WHERE value=? OR value=?", "lss", now, bearer,
                 text_of(request->token, "refresh_token"));
    journal_change(request, "logout", text_of(request->token, "user_id"), NULL);
    reply_data(request, reply, 200, json_object(), NULL);
}

void auth_init_factor(struct request *request, struct reply *reply)
{
    const char *phone = text_of(request->json, "factor");

    if (!body_fits(request, reply, request->json, "$", "factor:s! type:s!") ||
        !auth_second_factor(request, reply))
        return;
    if (strcmp(text_of(request->json, "type"), "SMS") != 0) {
        reply_invalid(request, reply, "$.type", NULL, "inclusion", "value is not allowed in enum");
    } else if (!phone_valid(phone)) {
        reply_invalid(request, reply, "$.factor", NULL, "format", "string does not match pattern");
    } else if (*text_of(request->user, "factor")) {
        reply_error(request, reply, 409, NULL, "Factor already set");
    } else if (login_code_send(request, reply, request->user, text_of(request->token, "id"), phone,
                               "factor")) {
        store_change(request->world, "UPDATE user SET pending_factor=? WHERE id=?", "ss", phone,
                     text_of(request->user, "id"));
        answer_token(request, reply, request->token, "APPROVE_FACTOR");
    }
}

void auth_approve_factor(struct request *request, struct reply *reply)
{
    const char *pending;

    if (!body_fits(request, reply, request->json, "$", "otp:i!") || !auth_second_factor(request, reply))
        return;
    pending = text_of(request->user, "pending_factor");
    if (!*pending) {
        reply_error(request, reply, 409, NULL, "Factor not set");
        return;
    }
    if (!login_code_fits(request, reply, request->user, number_of_key(request->json, "otp")))
        return;
    store_change(request->world, "UPDATE user SET factor=?, pending_factor=NULL WHERE id=?", "ss", pending,
                 text_of(request->user, "id"));
    journal_change(request, "factor", text_of(request->user, "id"), NULL);
    promote(request, reply);
}
