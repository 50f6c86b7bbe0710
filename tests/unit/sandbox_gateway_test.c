/* The training registry's gateway, codes, papers and dictionaries (ehealth contract 1.1, 1.6, 3.6, 3.7, 7).
 */
#include "tests/unit/sandbox_bench.h"

#define LIST "/api/v3/declaration_requests"

static void order_of_checks(void **state)
{
    struct bench *b = *state;

    ask(b, "GET", "/nowhere", NULL);
    assert_refused(b, 404, "not_found", NULL);
    bench_send(b, "GET", LIST, NULL, NULL, 0);
    assert_refused(b, 401, "access_denied",
                   "Authorization header is not set or doesn't contain Bearer token");
    bench_send(b, "GET", LIST, "nonsense", NULL, 0);
    assert_refused(b, 401, "access_denied", "Invalid access token");
    bench_send(b, "GET", LIST, NULL, NULL, 0);
    login(b, WORLD_USER, "training");
    keep_token(b);
    ask(b, "GET", LIST, NULL);
    assert_refused(b, 401, "access_denied", "Invalid access token");
}

static void scopes(void **state)
{
    struct bench *b = *state;

    sign_in_through(b, "petro@training.example", TRAINING_CLIENT_ID, "person:read declaration_request:read");
    ask(b, "GET", LIST, NULL);
    assert_status(b, 200);
    approve(b, "new_na", NULL);
    assert_refused(b, 403, "forbidden",
                   "Your scope does not allow to access this resource. Missing allowances: "
                   "declaration_request:approve");
}

static void blocked_in_between(void **state)
{
    struct bench *b = *state;
    char token[80];

    sign_in(b);
    snprintf(token, sizeof token, "%s", b->token);
    login(b, WORLD_USER, "training");
    keep_token(b);
    for (int i = 0; i < 3; i++)
        send_code(b, 1);
    bench_send(b, "GET", LIST, token, NULL, 0);
    assert_refused(b, 401, "access_denied", "Invalid access token");
}

static void cookie_wins(void **state)
{
    struct bench *b = *state;

    b->extra = "Cookie: authorization=nonsense";
    ask(b, "GET", LIST, NULL);
    assert_refused(b, 401, "access_denied", "Invalid access token");
    b->extra = NULL;
}

static void media_types(void **state)
{
    struct bench *b = *state;

    b->type = "text/plain";
    ask(b, "POST", "/auth/login", "{}");
    assert_status(b, 415);
    assert_string_equal(text_at(b, "error.type"), "content_type_invalid");
    b->type = NULL;
    b->extra = "Accept: text/html";
    ask(b, "GET", LIST, NULL);
    assert_status(b, 406);
    b->extra = NULL;
    ask(b, "POST", "/auth/login", "{\"token\":");
    assert_refused(b, 400, "request_malformed", "Malformed request. Probably, you have sent corrupted JSON.");
    ask(b, "DELETE", LIST, NULL);
    assert_status(b, 405);
}

static void request_ids(void **state)
{
    struct bench *b = *state;
    char line[160];

    ask(b, "GET", LIST "?page_size=1", NULL);
    assert_true(strchr(text_at(b, "meta.request_id"), '#') != NULL);
    snprintf(line, sizeof line, "x-request-id: %s", text_at(b, "meta.request_id"));
    assert_non_null(strstr(b->head, line));
    b->extra = "X-Request-ID: my-own-id";
    ask(b, "GET", LIST "?page_size=1", NULL);
    assert_string_equal(text_at(b, "meta.request_id"), "my-own-id");
    b->extra = "X-Idempotency-Key: once-only";
    ask(b, "GET", LIST "?page_size=1", NULL);
    assert_string_equal(text_at(b, "meta.idempotency_key"), "once-only");
    assert_non_null(strstr(b->head, "X-Idempotency-Key: once-only"));
    b->extra = NULL;
}

static void brokers(void **state)
{
    struct bench *b = *state;

    world_switch(b->world, "{\"broker\": \"on\"}");
    ask(b, "GET", LIST, NULL);
    assert_refused(b, 401, "access_denied", "Invalid access token");
    b->extra = "api-key: training-api-key";
    ask(b, "GET", LIST, NULL);
    assert_status(b, 200);
    b->extra = NULL;
    world_switch(b->world, "{\"broker\": \"docs\"}");
    ask(b, "GET", LIST, NULL);
    assert_refused(b, 401, "access_denied", "API-KEY header required");
}

static void compressed(void **state)
{
    struct bench *b = *state;

    b->compressed = true;
    ask(b, "GET", LIST, NULL);
    assert_status(b, 200);
    assert_non_null(strstr(b->head, "Content-Encoding: gzip"));
    assert_int_equal(json_array_size(at(b, "data")), 50);
}

static void verification_service(void **state)
{
    struct bench *b = *state;
    char body[60], *code, path[80] = "/api/verifications/+380671112233/actions/complete";
    int sum = 0;

    ask(b, "POST", "/api/verifications", "{\"phone_number\":\"0671112233\"}");
    assert_invalid(b, "$.phone_number", "string does not match pattern");
    ask(b, "GET", "/api/verifications/+380671112233", NULL);
    assert_refused(b, 404, "not_found", NULL);
    ask(b, "POST", "/api/verifications", "{\"phone_number\":\"+380671112233\"}");
    assert_status(b, 201);
    code = world_code(b->world, NULL);
    assert_int_equal(strlen(code), 4);
    assert_int_equal(strspn(code, "123456789") >= 3, 1);
    for (int i = 0; i < 4; i++) {
        int d = (code[3 - i] - '0') * (i % 2 ? 2 : 1);
        sum += d > 9 ? d - 9 : d;
    }
    assert_int_equal(sum % 10, 0);
    ask(b, "PATCH", path, "{\"code\":\"1111\"}");
    assert_invalid(b, "$.code", "type mismatch. Expected number but got string");
    ask(b, "PATCH", path, "{\"code\":1}");
    assert_refused(b, 403, "forbidden", "Invalid verification code");
    snprintf(body, sizeof body, "{\"code\":%s}", code);
    ask(b, "PATCH", path, body);
    assert_status(b, 200);
    assert_string_equal(text_at(b, "data.status"), "VERIFIED");
    ask(b, "PATCH", path, body);
    assert_refused(b, 403, "forbidden", "Maximum attempts exceed");
    ask(b, "GET", "/api/verifications/+380671112233", NULL);
    assert_status(b, 200);
    free(code);
}

static void code_length_is_a_switch(void **state)
{
    struct bench *b = *state;
    char *code;

    world_switch(b->world, "{\"otp_length\": 6}");
    ask_request(b, "POST", "new_otp", "/actions/resend_otp", NULL);
    code = world_code_about(b->world, NULL, NULL);
    assert_int_equal(strlen(code), 6);
    free(code);
}

static const char picture[] = "\xff\xd8\xff\xe0 training \xff\xd9";

static void papers(void **state)
{
    struct bench *b = *state;
    char first[600], second[600];

    ask_request(b, "GET", "new_offline_missing", "", NULL);
    assert_string_equal(text_at(b, "urgent.documents.0.type"), "person.tax_id");
    assert_string_equal(text_at(b, "urgent.documents.1.type"), "person.PASSPORT");
    snprintf(first, sizeof first, "%s", text_at(b, "urgent.documents.0.url"));
    snprintf(second, sizeof second, "%s", text_at(b, "urgent.documents.1.url"));
    b->type = "image/jpeg";
    bench_send(b, "HEAD", first, NULL, NULL, 0);
    assert_status(b, 404);
    bench_send(b, "PUT", first, NULL, picture, sizeof picture - 1);
    assert_status(b, 200);
    bench_send(b, "HEAD", first, NULL, NULL, 0);
    assert_status(b, 200);
    b->type = NULL;
    approve(b, "new_offline_missing", NULL);
    assert_refused(b, 409, "request_conflict", "Documents person.PASSPORT is not uploaded");
    b->type = "image/jpeg";
    bench_send(b, "PUT", second, NULL, picture, sizeof picture - 1);
    b->type = NULL;
    approve(b, "new_offline_missing", NULL);
    assert_status(b, 201);
    assert_int_equal(world_count(b->world, "upload"), 2);
}

static void papers_refused(void **state)
{
    struct bench *b = *state;
    char url[600], *big = calloc(1, 10 * 1024 * 1024 + 1);

    assert_non_null(big);
    ask_request(b, "GET", "new_offline_missing", "", NULL);
    snprintf(url, sizeof url, "%s", text_at(b, "urgent.documents.0.url"));
    b->type = "image/jpeg";
    bench_send(b, "PUT", url, NULL, "not a picture", 13);
    assert_status(b, 400);
    assert_non_null(strstr(b->body, "InvalidArgument"));
    memcpy(big, picture, 4);
    memcpy(big + 10 * 1024 * 1024 - 1, "\xff\xd9", 2);
    bench_send(b, "PUT", url, NULL, big, 10 * 1024 * 1024 + 1);
    assert_status(b, 413);
    free(big);
    b->type = "image/png";
    bench_send(b, "PUT", url, NULL, picture, sizeof picture - 1);
    assert_status(b, 403);
    b->type = "image/jpeg";
    bench_send(b, "GET", url, NULL, NULL, 0);
    assert_status(b, 403);
    assert_non_null(strstr(b->body, "SignatureDoesNotMatch"));
    world_forward(b->world, 901);
    bench_send(b, "PUT", url, NULL, picture, sizeof picture - 1);
    assert_status(b, 400);
    assert_non_null(strstr(b->body, "ExpiredToken"));
    url[strlen(url) - 1] = url[strlen(url) - 1] == '0' ? '1' : '0';
    bench_send(b, "PUT", url, NULL, picture, sizeof picture - 1);
    assert_status(b, 403);
    *strchr(url, '?') = 0;
    bench_send(b, "PUT", url, NULL, picture, sizeof picture - 1);
    assert_status(b, 403);
    assert_non_null(strstr(b->body, "AccessDenied"));
    assert_int_equal(world_count(b->world, "upload"), 0);
}

static void dictionaries(void **state)
{
    struct bench *b = *state;

    ask(b, "GET", "/api/dictionaries?name=GENDER,PHONE_TYPE", NULL);
    assert_status(b, 200);
    assert_int_equal(json_array_size(at(b, "data")), 2);
    assert_string_equal(text_at(b, "data.0.values.MALE"), "чоловіча");
    ask(b, "GET", "/api/dictionaries", NULL);
    assert_null(strstr(b->body, "ICD10"));
    ask(b, "GET", "/api/dictionaries?name=eHealth/ICD10/condition_codes", NULL);
    assert_int_equal(json_array_size(at(b, "data")), 1);
    ask(b, "GET", "/api/dictionaries?is_active=false", NULL);
    assert_string_equal(text_at(b, "data.0.name"), "OLD_DOCUMENT_TYPE");
    ask(b, "GET", "/api/dictionaries?is_active=maybe", NULL);
    assert_invalid(b, "$.is_active", "is invalid");
    ask(b, "GET", "/api/v2/dictionaries?name=DOCUMENT_TYPE&value_code=PASSPORT", NULL);
    assert_int_equal(json_array_size(at(b, "data.0.values")), 1);
    assert_string_equal(text_at(b, "data.0.values.0.description"), "Паспорт");
    assert_true(json_is_array(at(b, "data.0.values.0.child_values")));
}

static void merged_persons(void **state)
{
    struct bench *b = *state;
    char path[160];

    snprintf(path, sizeof path, "/api/persons/%s/merged_persons?page_size=2",
             world_fixture(b->world, "person.merged_master"));
    ask(b, "GET", path, NULL);
    assert_status(b, 200);
    assert_int_equal(json_array_size(at(b, "data")), 2);
    assert_int_equal(json_integer_value(at(b, "paging.total_entries")), 3);
    ask(b, "GET", "/api/persons/00000000-0000-4000-8000-000000000000/merged_persons", NULL);
    assert_refused(b, 404, "not_found", "Such person not found");
}

static void doctors_search(void **state)
{
    struct bench *b = *state;
    static const char names[] =
        "/api/persons?first_name=%D0%9C%D0%B0%D1%80%D1%96%D1%8F&last_name="
        "%D0%9A%D0%BE%D0%B2%D0%B0%D0%BB%D0%B5%D0%BD%D0%BA%D0%BE&birth_date=1985-03-08";
    char path[400];

    ask(b, "GET", names, NULL);
    assert_refused(b, 403, "forbidden",
                   "This API method returns only exact match results, please retry with more specific search "
                   "parameters");
    snprintf(path, sizeof path, "%s&tax_id=3111410000", names);
    ask(b, "GET", path, NULL);
    assert_int_equal(json_array_size(at(b, "data")), 1);
    ask(b, "GET", "/api/persons?first_name=a", NULL);
    assert_invalid(b, "$.last_name", "required property last_name was not present");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(order_of_checks),
        WITH(scopes),
        WITH(blocked_in_between),
        SIGNED(cookie_wins),
        SIGNED(media_types),
        SIGNED(request_ids),
        SIGNED(brokers),
        SIGNED(compressed),
        SIGNED(verification_service),
        SIGNED(code_length_is_a_switch),
        SIGNED(papers),
        SIGNED(papers_refused),
        SIGNED(dictionaries),
        SIGNED(merged_persons),
        SIGNED(doctors_search),
    };
    return cmocka_run_group_tests_name("the training registry's gateway", tests, NULL, NULL);
}
