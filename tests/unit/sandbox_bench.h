/* What the contract tests of the training registry share: requests with a bearer, answers, signing in. */
#ifndef UNIT_SANDBOX_BENCH_H
#define UNIT_SANDBOX_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <curl/curl.h>
#include <jansson.h>

#include "config/training.h"
#include "tests/harness/wait.h"
#include "tests/harness/world.h"

#define ALL_SCOPES                                                                                           \
    "person:read person:verify person:reset_authentication_method merge_request:read merge_request:write "   \
    "merge_candidate:assign declaration:read declaration:approve declaration:reject declaration:terminate "  \
    "declaration_documents:read declaration_request:read declaration_request:write "                         \
    "declaration_request:approve declaration_request:reject otp:read otp:write dictionary:write"

struct bench {
    struct world *world;
    char token[80];
    long status;  /* of the newest answer; 0: none came */
    json_t *json; /* its body, NULL when it is not JSON */
    char *body, *head;
    size_t body_size, head_size;
    CURLcode code;
    const char *extra; /* one more request header, or NULL */
    const char *type;  /* Content-Type, NULL: application/json, "": none */
    bool compressed;
    long patience; /* milliseconds, 0: long enough */
};

static size_t bench_add(char **text, size_t *size, const char *bytes, size_t n)
{
    char *more = realloc(*text, *size + n + 1);

    assert_non_null(more);
    memcpy(more + *size, bytes, n);
    *text = more;
    *size += n;
    more[*size] = 0;
    return n;
}

static size_t bench_body(char *bytes, size_t size, size_t count, void *data)
{
    struct bench *b = data;
    return bench_add(&b->body, &b->body_size, bytes, size * count);
}

static size_t bench_head(char *bytes, size_t size, size_t count, void *data)
{
    struct bench *b = data;
    return bench_add(&b->head, &b->head_size, bytes, size * count);
}

static void bench_clear(struct bench *b)
{
    json_decref(b->json);
    free(b->body);
    free(b->head);
    b->json = NULL;
    b->body = b->head = NULL;
    b->body_size = b->head_size = 0;
    b->status = 0;
}

/* Sends; `path` may be a whole URL; size 0: the body is text. Leaves status, body, json and head in the
 * bench. */
static void bench_send(struct bench *b, const char *method, const char *path, const char *token,
                       const char *body, size_t size)
{
    struct curl_slist *headers = NULL;
    CURL *curl = curl_easy_init();
    char *url = NULL, *line = NULL;

    bench_clear(b);
    assert_non_null(curl);
    assert_true(asprintf(&url, "%s%s", strncmp(path, "http", 4) ? world_url(b->world) : "", path) > 0);
    assert_true(asprintf(&line, "Content-Type:%s%s", b->type && !*b->type ? "" : " ",
                         b->type ? b->type : "application/json") > 0);
    headers = curl_slist_append(headers, line);
    free(line);
    if (token) {
        assert_true(asprintf(&line, "Authorization: Bearer %s", token) > 0);
        headers = curl_slist_append(headers, line);
        free(line);
    }
    if (b->extra)
        headers = curl_slist_append(headers, b->extra);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_NOBODY, strcmp(method, "HEAD") == 0 ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, b->patience ? b->patience : (long)wait_patience(30000));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, bench_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, b);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, bench_head);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, b);
    if (b->compressed)
        curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
    if (body) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)(size ? size : strlen(body)));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    }
    b->code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &b->status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    free(url);
    b->json = b->body ? json_loadb(b->body, b->body_size, JSON_ALLOW_NUL, NULL) : NULL;
}

static inline void ask(struct bench *b, const char *method, const char *path, const char *body)
{
    bench_send(b, method, path, b->token, body, body ? strlen(body) : 0);
}

/* "data.urgent.0.next_step": a value of the newest answer, NULL when it is not there. */
static inline json_t *at(struct bench *b, const char *way)
{
    json_t *value = b->json;

    while (value && *way) {
        char name[64];
        size_t n = strcspn(way, ".");
        snprintf(name, sizeof name, "%.*s", (int)n, way);
        value = json_is_array(value) ? json_array_get(value, strtoul(name, NULL, 10))
                                     : json_object_get(value, name);
        way += n + (way[n] == '.');
    }
    return value;
}

static inline const char *text_at(struct bench *b, const char *way)
{
    const char *text = json_string_value(at(b, way));
    return text ? text : "";
}

static inline const char *bench_words(const char *message)
{
    return message ? message : "";
}

#define assert_status(b, wanted)                                                                             \
    do {                                                                                                     \
        if ((b)->status != (wanted))                                                                         \
            print_error("%s\n", (b)->body ? (b)->body : "(no body)");                                        \
        assert_int_equal((b)->status, wanted);                                                               \
    } while (0)

/* Status, type and message of a refusal; message NULL: there must be none. */
#define assert_refused(b, wanted, type, message)                                                             \
    do {                                                                                                     \
        assert_status(b, wanted);                                                                            \
        assert_string_equal(text_at(b, "error.type"), type);                                                 \
        assert_string_equal(text_at(b, "error.message"), bench_words(message));                              \
        assert_int_equal(json_integer_value(at(b, "meta.code")), wanted);                                    \
    } while (0)

/* A 422 whose first entry is about `entry` and says `description`. */
#define assert_invalid(b, entry, description)                                                                \
    do {                                                                                                     \
        assert_status(b, 422);                                                                               \
        assert_string_equal(text_at(b, "error.type"), "validation_failed");                                  \
        assert_string_equal(text_at(b, "error.invalid.0.entry"), entry);                                     \
        assert_string_equal(text_at(b, "error.invalid.0.rules.0.description"), description);                 \
    } while (0)

static inline void login(struct bench *b, const char *email, const char *password)
{
    char *body = NULL;

    assert_true(asprintf(&body,
                         "{\"token\":{\"grant_type\":\"password\",\"email\":\"%s\",\"password\":\"%s\","
                         "\"client_id\":\"%s\","
                         "\"scope\":\"app:authorize\"}}",
                         email, password, TRAINING_LOGIN_CLIENT_ID) > 0);
    bench_send(b, "POST", "/auth/login", NULL, body, strlen(body));
    free(body);
}

/* Keeps data.value of the newest answer as the token. */
static inline void keep_token(struct bench *b)
{
    snprintf(b->token, sizeof b->token, "%s", text_at(b, "data.value"));
    assert_true(*b->token);
}

static inline void send_code(struct bench *b, long code)
{
    char body[120];

    snprintf(body, sizeof body, "{\"token\":{\"grant_type\":\"authorize_2fa_access_token\",\"otp\":%ld}}",
             code);
    ask(b, "POST", "/auth/login", body);
}

static inline long phone_code(struct bench *b)
{
    char *code = world_code(b->world, NULL);
    long value = strtol(code, NULL, 10);

    free(code);
    return value;
}

static inline void authorize(struct bench *b, const char *client, const char *redirect, const char *scope)
{
    char *body = NULL;

    assert_true(asprintf(&body, "{\"app\":{\"client_id\":\"%s\",\"redirect_uri\":\"%s\",\"scope\":\"%s\"}}",
                         client, redirect, scope) > 0);
    ask(b, "POST", "/oauth/apps/authorize", body);
    free(body);
}

static inline void exchange(struct bench *b, const char *code, const char *client, const char *secret,
                            const char *redirect)
{
    char *body = NULL;

    assert_true(
        asprintf(&body,
                 "{\"token\":{\"grant_type\":\"authorization_code\",\"code\":\"%s\",\"client_id\":\"%s\","
                 "\"client_secret\":\"%s\",\"redirect_uri\":\"%s\",\"scope\":\"\"}}",
                 code, client, secret, redirect) > 0);
    bench_send(b, "POST", "/oauth/tokens", NULL, body, strlen(body));
    free(body);
}

/* All four steps; the access token is in b->token. */
static inline void sign_in_through(struct bench *b, const char *email, const char *client, const char *scope)
{
    char code[80];

    login(b, email, "training");
    assert_status(b, 201);
    keep_token(b);
    send_code(b, phone_code(b));
    assert_status(b, 201);
    keep_token(b);
    authorize(b, client, TRAINING_REDIRECT_URI, scope);
    assert_true(b->status == 201 || b->status == 200);
    snprintf(code, sizeof code, "%s", text_at(b, "data.value"));
    exchange(b, code, client, TRAINING_CLIENT_SECRET, TRAINING_REDIRECT_URI);
    assert_status(b, 201);
    keep_token(b);
}

static inline void sign_in(struct bench *b)
{
    sign_in_through(b, WORLD_USER, TRAINING_CLIENT_ID, ALL_SCOPES);
}

/* Asks about a prepared request: "/api/v3/declaration_requests/<id of label><tail>". */
static inline void ask_request(struct bench *b, const char *method, const char *label, const char *tail,
                               const char *body)
{
    char path[160], name[80];

    snprintf(name, sizeof name, "request.%s", label);
    snprintf(path, sizeof path, "/api/v3/declaration_requests/%s%s", world_fixture(b->world, name), tail);
    ask(b, method, path, body);
}

static inline void approve(struct bench *b, const char *label, const char *body)
{
    ask_request(b, "PATCH", label, "/actions/approve", body);
}

static inline void graphql(struct bench *b, const char *query, json_t *variables)
{
    json_t *body =
        json_pack("{s:s, s:o}", "query", query, "variables", variables ? variables : json_object());
    char *text = json_dumps(body, JSON_COMPACT);

    ask(b, "POST", "/graphql", text);
    free(text);
    json_decref(body);
}

/* A GraphQL error: its message, and its code ("" for none). */
#define assert_graphql(b, message, code)                                                                     \
    do {                                                                                                     \
        assert_status(b, 200);                                                                               \
        assert_string_equal(text_at(b, "errors.0.message"), message);                                        \
        assert_string_equal(text_at(b, "errors.0.extensions.code"), code);                                   \
        assert_true(*text_at(b, "extensions.requestId"));                                                    \
    } while (0)

static inline int bench_start_with(void **state, const struct world_options *options)
{
    struct bench *b = calloc(1, sizeof *b);

    assert_non_null(b);
    b->world = world_new(options);
    *state = b;
    return 0;
}

static inline int bench_start(void **state)
{
    return bench_start_with(state, NULL);
}

static inline int bench_start_signed(void **state)
{
    bench_start(state);
    sign_in(*state);
    return 0;
}

static inline int bench_end(void **state)
{
    struct bench *b = *state;

    bench_clear(b);
    world_free(&b->world);
    free(b);
    return 0;
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, bench_start, bench_end)
#define SIGNED(test) cmocka_unit_test_setup_teardown(test, bench_start_signed, bench_end)

#endif
