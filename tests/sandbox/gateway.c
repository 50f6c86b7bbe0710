/* The gateway: the route table, and the checks that come before a service sees a request (ehealth
 * contract 1.6). */
#include "tests/sandbox/gateway.h"

#include <string.h>
#include <strings.h>

#include "tests/sandbox/reply.h"
#include "tests/sandbox/scopes.h"
#include "tests/sandbox/services.h"
#include "tests/sandbox/store.h"

enum {
    OPEN = 1,       /* no bearer wanted */
    STORAGE = 2,    /* the object store: no envelope, any content type */
    WANTS_JSON = 4, /* the body must be JSON */
    MAY_JSON = 8,   /* an empty body is fine too */
};

struct route {
    const char *method, *path; /* a part that begins with : takes anything */
    int flags;
    const char *scope;
    void (*handler)(struct request *request, struct reply *reply);
};

#define REQUESTS "declaration_requests"

static const struct route routes[] = {
    {"POST", "/auth/login", OPEN | WANTS_JSON, NULL, auth_login},
    {"POST", "/auth/logout", OPEN, NULL, auth_logout},
    {"POST", "/oauth/users/actions/init_factor", OPEN | WANTS_JSON, NULL, auth_init_factor},
    {"POST", "/oauth/users/actions/approve_factor", OPEN | WANTS_JSON, NULL, auth_approve_factor},
    {"POST", "/oauth/apps/authorize", OPEN | WANTS_JSON, NULL, auth_authorize},
    {"POST", "/oauth/tokens", OPEN | WANTS_JSON, NULL, auth_tokens},
    {"POST", "/graphql", WANTS_JSON, NULL, graphql_serve},
    {"GET", "/api/v3/" REQUESTS, 0, "declaration_request:read", requests_list},
    {"GET", "/api/" REQUESTS, 0, "declaration_request:read", requests_list},
    {"POST", "/api/v3/" REQUESTS, WANTS_JSON, "declaration_request:write", requests_create},
    {"GET", "/api/v3/" REQUESTS "/:id", 0, "declaration_request:read", requests_get},
    {"GET", "/api/" REQUESTS "/:id", 0, "declaration_request:read", requests_get},
    {"PATCH", "/api/v3/" REQUESTS "/:id/actions/approve", MAY_JSON, "declaration_request:approve",
     requests_approve},
    {"PATCH", "/api/" REQUESTS "/:id/actions/approve", MAY_JSON, "declaration_request:approve",
     requests_approve},
    {"PATCH", "/api/v3/" REQUESTS "/:id/actions/reject", MAY_JSON, "declaration_request:reject",
     requests_reject},
    {"PATCH", "/api/" REQUESTS "/:id/actions/reject", MAY_JSON, "declaration_request:reject",
     requests_reject},
    {"POST", "/api/v3/" REQUESTS "/:id/actions/resend_otp", MAY_JSON, "otp:write", requests_resend},
    {"POST", "/api/" REQUESTS "/:id/actions/resend_otp", MAY_JSON, "otp:write", requests_resend},
    {"POST", "/api/verifications", WANTS_JSON, "otp:write", otp_initialize},
    {"PATCH", "/api/verifications/:phone/actions/complete", WANTS_JSON, "otp:write", otp_complete},
    {"GET", "/api/verifications/:phone", 0, "otp:read", otp_verification},
    {"GET", "/api/dictionaries", 0, NULL, dictionaries_v1},
    {"GET", "/api/v2/dictionaries", 0, NULL, dictionaries_v2},
    {"GET", "/api/persons", 0, "person:read", persons_search},
    {"GET", "/api/persons/:id/merged_persons", 0, "person:read", persons_merged},
    {"GET", "/api/declarations/:id/documents", 0, "declaration_documents:read", declaration_documents},
    {"PUT", "/storage/:request/:name", OPEN | STORAGE, NULL, documents_put},
    {"GET", "/storage/:request/:name", OPEN | STORAGE, NULL, documents_get},
    {"HEAD", "/storage/:request/:name", OPEN | STORAGE, NULL, documents_get},
};

static bool path_fits(const char *pattern, const char *path, char params[PARAMS_MAX][128])
{
    int count = 0;

    while (*pattern && *path) {
        if (*pattern == ':') {
            size_t n = strcspn(path, "/");
            if (n == 0 || n >= 128 || count == PARAMS_MAX)
                return false;
            memcpy(params[count], path, n);
            params[count++][n] = 0;
            path += n;
            pattern += strcspn(pattern, "/");
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *pattern == 0 && *path == 0;
}

static const struct route *find_route(struct request *request, bool *path_known)
{
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (!path_fits(routes[i].path, request->path, request->params))
            continue;
        *path_known = true;
        if (strcmp(routes[i].method, request->method) == 0)
            return &routes[i];
    }
    return NULL;
}

/* The cookie wins over the header (1.1). NULL: there is no bearer. */
static const char *bearer_of(const struct request *request)
{
    const char *cookie = request_cookie(request, "authorization");
    const char *header = request_header(request, "Authorization");

    if (cookie)
        return cookie;
    if (header && strncasecmp(header, "Bearer ", 7) == 0 && header[7])
        return header + 7;
    return NULL;
}

static bool refuse_token(struct request *request, struct reply *reply)
{
    reply_error(request, reply, 401, NULL, "Invalid access token");
    return false;
}

static bool api_key_fits(struct request *request, struct reply *reply)
{
    const char *broker = switch_text(&request->switches, SW_BROKER);
    const char *key = request_header(request, "api-key");

    if (strcmp(broker, "off") == 0 || (key && strcmp(key, "training-api-key") == 0))
        return true;
    if (strcmp(broker, "docs") == 0 && !key) {
        reply_error(request, reply, 401, NULL, "API-KEY header required");
        return false;
    }
    return refuse_token(request, reply);
}

static bool token_fits(struct request *request, struct reply *reply)
{
    struct world *world = request->world;
    const char *bearer = bearer_of(request);

    if (!bearer) {
        reply_error(request, reply, 401, NULL,
                    "Authorization header is not set or doesn't contain Bearer token");
        return false;
    }
    request->token =
        store_row(world, "SELECT * FROM token WHERE value=? AND name='access_token'", "s", bearer);
    if (!request->token || number_of_key(request->token, "expires_at") * 1000000 <= world_now(world))
        return refuse_token(request, reply);
    request->user =
        store_row(world, "SELECT * FROM user WHERE id=?", "s", text_of(request->token, "user_id"));
    request->client =
        store_row(world, "SELECT * FROM client WHERE id=?", "s", text_of(request->token, "client_id"));
    if (!request->user || is_true(request->user, "is_blocked") || !request->client ||
        is_true(request->client, "is_blocked"))
        return refuse_token(request, reply);
    return api_key_fits(request, reply);
}

static bool scope_fits(struct request *request, struct reply *reply, const char *scope)
{
    json_t *missing = scopes_missing(request->token, scope), *one;
    char text[512];
    size_t i, n;

    if (json_array_size(missing) == 0) {
        json_decref(missing);
        return true;
    }
    n = (size_t)snprintf(text, sizeof text,
                         "Your scope does not allow to access this resource. Missing allowances: ");
    json_array_foreach(missing, i, one) n +=
        (size_t)snprintf(text + n, sizeof text - n, "%s%s", i ? ", " : "", json_string_value(one));
    json_decref(missing);
    reply_error(request, reply, 403, NULL, text);
    return false;
}

static bool json_accepted(const char *accept)
{
    return !accept || strstr(accept, "json") || strstr(accept, "*/*") || strstr(accept, "application/*");
}

static bool body_read(struct request *request, struct reply *reply, int flags)
{
    const char *type = request_header(request, "Content-Type");

    if (request->body_size == 0 && (flags & MAY_JSON))
        return true;
    if (!type || strncasecmp(type, "application/json", 16) != 0) {
        reply_error(request, reply, 415, "content_type_invalid",
                    "Invalid Content-Type header. Content-Type must be application/json");
        return false;
    }
    request->json = request->body ? json_loadb(request->body, request->body_size, 0, NULL) : NULL;
    if (!request->json) {
        reply_error(request, reply, 400, NULL, "Malformed request. Probably, you have sent corrupted JSON.");
        return false;
    }
    return true;
}

void gateway_serve(struct request *request, struct reply *reply)
{
    bool path_known = false;
    const struct route *route = find_route(request, &path_known);

    if (!route) {
        reply_error(request, reply, path_known ? 405 : 404, path_known ? "method_not_allowed" : NULL, NULL);
        return;
    }
    if (request->too_large && !(route->flags & STORAGE)) {
        reply_error(request, reply, 413, NULL, "Request size limit exceeded");
        return;
    }
    if (!(route->flags & OPEN) && (!token_fits(request, reply) || !scope_fits(request, reply, route->scope)))
        return;
    if (!(route->flags & STORAGE) && !json_accepted(request_header(request, "Accept"))) {
        reply_error(request, reply, 406, NULL, NULL);
        return;
    }
    if ((route->flags & (WANTS_JSON | MAY_JSON)) && !body_read(request, reply, route->flags))
        return;
    route->handler(request, reply);
}
