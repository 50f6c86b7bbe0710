/* Consent of an application and the exchange of codes for tokens (ehealth contract 1.2 steps 3 and 4,
 * refresh). */
#include <string.h>

#include <sodium.h>

#include "tests/sandbox/auth.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/reply.h"
#include "tests/sandbox/scopes.h"
#include "tests/sandbox/services.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

static bool login_token(struct request *request, struct reply *reply)
{
    const char *bearer = auth_bearer(request);

    if (!bearer) {
        reply_error(request, reply, 401, NULL, "Authorization header required.");
        return false;
    }
    request->token = store_row(request->world, "SELECT * FROM token WHERE value=?", "s", bearer);
    if (!request->token)
        reply_error(request, reply, 401, "token_not_found", "Token not found.");
    else if (strcmp(text_of(request->token, "name"), "access_token") != 0)
        reply_error(request, reply, 401, "token_invalid_type", "Invalid token type.");
    else if (token_expired(request, request->token))
        reply_error(request, reply, 401, "token_expired", "Token expired.");
    else if (!scopes_within("app:authorize", text_of(request->token, "scope")))
        reply_error(request, reply, 403, NULL,
                    "Your scope does not allow to access this resource. Missing allowances: app:authorize");
    else
        return true;
    return false;
}

static bool consent_fits(struct request *request, struct reply *reply, const json_t *app)
{
    const char *scope = text_of(app, "scope");

    request->user =
        store_row(request->world, "SELECT * FROM user WHERE id=?", "s", text_of(request->token, "user_id"));
    request->client =
        store_row(request->world, "SELECT * FROM client WHERE id=?", "s", text_of(app, "client_id"));
    if (!request->user || is_true(request->user, "is_blocked"))
        reply_error(request, reply, 401, "user_blocked", "User blocked.");
    else if (!request->client || is_true(request->client, "is_login"))
        reply_error(request, reply, 401, NULL, "Invalid client id.");
    else if (is_true(request->client, "is_blocked"))
        reply_error(request, reply, 401, NULL, "Client is blocked.");
    else if (strcmp(text_of(app, "redirect_uri"), text_of(request->client, "redirect_uri")) != 0)
        reply_error(request, reply, 401, NULL,
                    "The redirection URI provided does not match a pre-registered value.");
    else if (!scope[strspn(scope, " ")])
        reply_error(request, reply, 422, NULL,
                    "Requested scope is empty. Scope not passed or user has no roles or global roles.");
    else if (!scopes_within(scope, text_of(request->client, "scopes")))
        reply_error(request, reply, 422, NULL, "Scope is not allowed by client type.");
    else if (!scopes_within(scope, text_of(request->user, "scopes")))
        reply_error(request, reply, 422, NULL,
                    "User requested scope that is not allowed by role based access policies.");
    else
        return true;
    return false;
}

/* 201 for a new approval, 200 when the same one is there. */
static int remember_approval(struct request *request, const char *scope)
{
    const char *user = text_of(request->user, "id"), *client = text_of(request->client, "id");
    json_t *row = store_row(request->world, "SELECT * FROM approval WHERE user_id=? AND client_id=?", "ss",
                            user, client);
    char id[UUID_SIZE];
    int status = 201;

    if (row) {
        status = 200;
        store_change(request->world, "UPDATE approval SET scope=? WHERE id=?", "ss", scope,
                     text_of(row, "id"));
    } else {
        uuid_random(id);
        store_change(request->world, "INSERT INTO approval VALUES(?,?,?,?)", "ssss", id, user, client, scope);
    }
    json_decref(row);
    return status;
}

void auth_authorize(struct request *request, struct reply *reply)
{
    const json_t *app = json_object_get(request->json, "app");
    char location[640];
    json_t *row, *data;
    int status;

    if (!body_fits(request, reply, request->json, "$", "app:o!") || !login_token(request, reply) ||
        !body_fits(request, reply, app, "$.app", "client_id:s! redirect_uri:s! scope:s!") ||
        !consent_fits(request, reply, app))
        return;
    status = remember_approval(request, text_of(app, "scope"));
    row = token_new(request, &(struct token_wish){.name = "authorization_code",
                                                  .user_id = text_of(request->user, "id"),
                                                  .client_id = text_of(request->client, "id"),
                                                  .scope = text_of(app, "scope"),
                                                  .grant_type = "password",
                                                  .redirect_uri = text_of(app, "redirect_uri"),
                                                  .life = switch_number(&request->switches, SW_CODE_LIFE)});
    snprintf(location, sizeof location, "%.500s?code=%s", text_of(app, "redirect_uri"),
             text_of(row, "value"));
    reply_header(reply, "Location", location);
    data = token_json(row);
    journal_change(request, "consent", text_of(request->client, "id"), NULL);
    reply_data(request, reply, status, data, json_pack("{s:s}", "redirect_uri", location));
    json_decref(row);
}

static bool secret_fits(struct request *request, struct reply *reply, const json_t *asked)
{
    const char *given = text_of(asked, "client_secret"), *kept;

    request->client =
        store_row(request->world, "SELECT * FROM client WHERE id=?", "s", text_of(asked, "client_id"));
    kept = text_of(request->client, "secret");
    if (!request->client || strlen(given) != strlen(kept) || sodium_memcmp(given, kept, strlen(kept)) != 0) {
        reply_error(request, reply, 401, "invalid_client", "Invalid client id or secret.");
        return false;
    }
    if (is_true(request->client, "is_blocked")) {
        reply_error(request, reply, 401, NULL, "Client is blocked.");
        return false;
    }
    return true;
}

static bool owner_fits(struct request *request, struct reply *reply)
{
    const char *user = text_of(request->token, "user_id");

    request->user = store_row(request->world, "SELECT * FROM user WHERE id=?", "s", user);
    if (!request->user || is_true(request->user, "is_blocked")) {
        reply_error(request, reply, 401, "user_blocked", "User blocked.");
        return false;
    }
    if (store_number(request->world, "SELECT count(*) FROM approval WHERE user_id=? AND client_id=?", "ss",
                     user, text_of(request->client, "id")) == 0) {
        reply_error(request, reply, 401, NULL, "Resource owner revoked access for the client.");
        return false;
    }
    return true;
}

static void give_access(struct request *request, struct reply *reply, const char *grant, const char *refresh)
{
    json_t *row =
        token_new(request, &(struct token_wish){.name = "access_token",
                                                .user_id = text_of(request->token, "user_id"),
                                                .client_id = text_of(request->client, "id"),
                                                .scope = text_of(request->token, "scope"),
                                                .grant_type = grant,
                                                .refresh_token = refresh,
                                                .redirect_uri = text_of(request->client, "redirect_uri"),
                                                .life = switch_number(&request->switches, SW_TOKEN_LIFE)});
    json_t *data = token_json(row);

    if (strcmp(grant, "refresh_token") == 0)
        json_object_del(json_object_get(data, "details"), "refresh_token");
    token_end_earlier(request, row);
    journal_change(request, grant, text_of(request->user, "id"), NULL);
    reply_data(request, reply, 201, data, NULL);
    json_decref(row);
}

static void exchange_code(struct request *request, struct reply *reply, const json_t *asked)
{
    json_t *refresh;

    if (!body_fits(request, reply, asked, "$.token",
                   "grant_type:s! code:s! client_id:s! client_secret:s! redirect_uri:s! scope:s") ||
        !secret_fits(request, reply, asked))
        return;
    request->token = store_row(
        request->world, "SELECT * FROM token WHERE value=? AND name='authorization_code' AND client_id=?",
        "ss", text_of(asked, "code"), text_of(request->client, "id"));
    if (!request->token)
        reply_error(request, reply, 401, "token_not_found", "Token not found.");
    else if (is_true(request->token, "used"))
        reply_error(request, reply, 401, NULL, "Token has already been used.");
    else if (token_expired(request, request->token))
        reply_error(request, reply, 401, "token_expired", "Token expired.");
    else if (strcmp(text_of(request->token, "redirect_uri"), text_of(asked, "redirect_uri")) != 0)
        reply_error(request, reply, 401, NULL,
                    "The redirection URI provided does not match a pre-registered value.");
    else if (owner_fits(request, reply)) {
        store_change(request->world, "UPDATE token SET used=1 WHERE id=?", "s",
                     text_of(request->token, "id"));
        refresh = token_new(request,
                            &(struct token_wish){.name = "refresh_token",
                                                 .user_id = text_of(request->token, "user_id"),
                                                 .client_id = text_of(request->client, "id"),
                                                 .scope = text_of(request->token, "scope"),
                                                 .grant_type = "authorization_code",
                                                 .life = switch_number(&request->switches, SW_REFRESH_LIFE)});
        give_access(request, reply, "authorization_code", text_of(refresh, "value"));
        json_decref(refresh);
    }
}

static void exchange_refresh(struct request *request, struct reply *reply, const json_t *asked)
{
    if (!body_fits(request, reply, asked, "$.token",
                   "grant_type:s! refresh_token:s! client_id:s! client_secret:s! scope:s") ||
        !secret_fits(request, reply, asked))
        return;
    request->token = store_row(request->world,
                               "SELECT * FROM token WHERE value=? AND name='refresh_token' AND client_id=?",
                               "ss", text_of(asked, "refresh_token"), text_of(request->client, "id"));
    if (!request->token || token_expired(request, request->token))
        reply_error(request, reply, 401, "invalid_grant", "Token not found or expired.");
    else if (owner_fits(request, reply))
        give_access(request, reply, "refresh_token", text_of(request->token, "value"));
}

void auth_tokens(struct request *request, struct reply *reply)
{
    const json_t *asked = json_object_get(request->json, "token");
    const char *grant;

    if (!body_fits(request, reply, request->json, "$", "token:o!"))
        return;
    grant = text_of(asked, "grant_type");
    if (!*grant)
        reply_error(request, reply, 422, NULL, "Request must include grant_type.");
    else if (strcmp(grant, "authorization_code") == 0)
        exchange_code(request, reply, asked);
    else if (strcmp(grant, "refresh_token") == 0)
        exchange_refresh(request, reply, asked);
    else
        reply_error(request, reply, 401, "invalid_grant", "Grant type not allowed.");
}
