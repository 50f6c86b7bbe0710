/* JSON, REST and GraphQL envelopes, Relay ids: what is read, what is refused, and in which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "wire/graphql.h"
#include "wire/relay.h"
#include "wire/rest.h"

static void json_is_bounded(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum status status;
    } cases[] = {
        {"{\"a\":1}", STATUS_OK},
        {"[]", STATUS_OK},
        {"{\"a\":123456789012345678901234567890}", STATUS_OK},
        {"{\"a\":-9223372036854775808}", STATUS_OK},
        {"{\"a\":1,\"a\":2}", STATUS_MALFORMED},
        {"{\"a\":", STATUS_MALFORMED},
        {"", STATUS_MALFORMED},
        {"{\"a\":\"\xff\"}", STATUS_MALFORMED},
        {"{\"a\":\"\\u0000\"}", STATUS_MALFORMED},
        {"{\"a\":1} x", STATUS_MALFORMED},
        {"  <!DOCTYPE html><html>", STATUS_MALFORMED},
        {"{\"a\":1e999}", STATUS_MALFORMED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        JSON_AUTO *v = NULL;
        ERROR_AUTO e = {0};
        assert_int_equal(json_read(cases[i].text, strlen(cases[i].text), &v, &e), cases[i].status);
        assert_int_equal(v != NULL, cases[i].status == STATUS_OK);
    }
    char deep[LIMIT_JSON_DEPTH * 2 + 3];
    for (int depth = LIMIT_JSON_DEPTH; depth <= LIMIT_JSON_DEPTH + 1; depth++) {
        JSON_AUTO *v = NULL;
        memset(deep, '[', (size_t)depth);
        memset(deep + depth, ']', (size_t)depth);
        assert_int_equal(json_read(deep, (size_t)depth * 2, &v, NULL),
                         depth == LIMIT_JSON_DEPTH ? STATUS_OK : STATUS_LIMIT);
    }
    /* Brackets in texts are no depth. */
    JSON_AUTO *v = NULL;
    char text[200] = "[\"\\\"";
    memset(text + 4, '[', 100);
    memcpy(text + 104, "\"]", 3);
    assert_int_equal(json_read(text, strlen(text), &v, NULL), STATUS_OK);
}

static void json_is_read_by_path(void **state)
{
    (void)state;
    static const char text[] =
        "{\"a\":{\"b\":[1,\"x\\u001b[31m\\u202ey\",true,2.0,\"17\",null,\"\"]},\"n\":null}";
    JSON_AUTO *v = NULL;
    int64_t n;
    assert_int_equal(json_read(text, sizeof text - 1, &v, NULL), STATUS_OK);
    assert_true(json_number(v, "a.b.0", &n) && n == 1);
    assert_true(json_number(v, "a.b.3", &n) && n == 2);
    assert_true(json_number(v, "a.b.4", &n) && n == 17);
    assert_false(json_number(v, "a.b.1", &n));
    assert_null(json_at(v, "a.b.9"));
    assert_null(json_at(v, "a.b.-1"));
    assert_null(json_at(v, "a.x.c"));
    assert_true(json_truth(v, "a.b.2", false));
    assert_true(json_blank(v, "n") && json_blank(v, "a.b.6") && json_blank(v, "zzz"));
    AUTO_FREE char *shown = json_show(v, "a.b.1");
    assert_null(strchr(shown, 27));
    assert_null(strstr(shown, "\xe2\x80\xae"));
    AUTO_FREE char *truth = json_show(v, "a.b.2");
    assert_string_equal(truth, "true");
    assert_null(json_show(v, "n"));
}

static enum status rest(int http, const char *body, bool change, struct rest_reply *out, struct error *e)
{
    struct net_reply r = {.status = http == 429 ? STATUS_THROTTLED : STATUS_OK,
                          .http = http,
                          .body = body,
                          .body_len = strlen(body),
                          .retry_after = http == 429 ? 9 : 0};
    return rest_read(&r, change, out, e);
}

static void rest_success_and_pages(void **state)
{
    (void)state;
    struct rest_reply r;
    ERROR_AUTO e = {0};
    assert_int_equal(
        rest(200,
             "{\"meta\":{\"code\":200},\"data\":[1,2],\"paging\":{\"page_number\":2,\"page_size\":2,"
             "\"total_entries\":7,\"total_pages\":4},\"urgent\":{\"x\":1}}",
             false, &r, &e),
        STATUS_OK);
    assert_true(r.page.numbered && r.page.has_more && r.page.total == 7 && r.page.number == 2);
    assert_non_null(r.urgent);
    rest_free(&r);
    assert_int_equal(rest(200,
                          "{\"data\":[],\"paging\":{\"limit\":50,\"size\":3,\"has_more\":true,\"cursors\":{"
                          "\"starting_after\":\"a\",\"ending_before\":null}}}",
                          false, &r, &e),
                     STATUS_OK);
    assert_true(r.page.cursored && r.page.has_more && r.page.size == 50);
    assert_string_equal(r.page.after, "a");
    assert_null(r.page.before);
    rest_free(&r);
    /* meta.code is not believed, the HTTP code is. */
    assert_int_equal(rest(201, "{\"meta\":{\"code\":500},\"data\":{}}", true, &r, &e), STATUS_OK);
    rest_free(&r);
    assert_int_equal(rest(204, "", true, &r, &e), STATUS_OK);
    rest_free(&r);
}

static void rest_failures(void **state)
{
    (void)state;
    static const struct {
        int http;
        const char *body;
        bool change;
        enum status status;
        const char *server;
    } cases[] = {
        {400, "{\"error\":{\"type\":\"request_malformed\",\"message\":\"m\"}}", false, STATUS_REFUSED, "m"},
        {401, "{\"error\":{\"type\":\"access_denied\"}}", false, STATUS_UNAUTHENTICATED, "access_denied"},
        {403, "{\"error\":{\"message\":\"Missing allowances: a:b\"}}", true, STATUS_FORBIDDEN,
         "Missing allowances: a:b"},
        {404, "{\"error\":{\"type\":\"not_found\"}}", true, STATUS_NOT_FOUND, "not_found"},
        {409, "{\"error\":{\"message\":\"c\"}}", true, STATUS_CONFLICT, "c"},
        {422,
         "{\"error\":{\"type\":\"validation_failed\",\"message\":\"V\",\"invalid\":[{\"entry\":\"$.status\","
         "\"rules\":[{"
         "\"description\":\"incorrect "
         "status\"}]},{\"entry_type\":\"request\",\"rules\":[{\"rule\":\"json\"}]}]}}",
         true, STATUS_REFUSED, "V; $.status: incorrect status"},
        {429, "{\"message\":\"API rate limit exceeded\"}", true, STATUS_THROTTLED, "API rate limit exceeded"},
        {429, "slow down", false, STATUS_THROTTLED, NULL},
        {500, "{\"error\":{\"message\":\"x\\u001b[2J\"}}", false, STATUS_BROKEN, NULL},
        {500, "{\"error\":{\"message\":\"x\"}}", true, STATUS_UNKNOWN, "x"},
        {501, "{\"error\":{}}", true, STATUS_UNSUPPORTED, NULL},
        {503, "", false, STATUS_BROKEN, NULL},
        {502, "<html>", false, STATUS_MALFORMED, NULL},
        {502, "<html>", true, STATUS_UNKNOWN, NULL},
        {200, "<html>", true, STATUS_UNKNOWN, NULL},
        {200, "[]", false, STATUS_MALFORMED, NULL},
        {404, "not here", false, STATUS_NOT_FOUND, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rest_reply r;
        ERROR_AUTO e = {0};
        assert_int_equal(rest(cases[i].http, cases[i].body, cases[i].change, &r, &e), cases[i].status);
        assert_int_equal(e.status, cases[i].status);
        assert_non_null(e.what.id);
        if (cases[i].server)
            assert_string_equal(e.server, cases[i].server);
        if (e.server)
            assert_null(strchr(e.server, 27));
        if (cases[i].http == 429)
            assert_int_equal(e.retry_after, 9);
        rest_free(&r);
    }
}

static enum status graphql(int http, const char *body, bool change, struct graphql_reply *out,
                           struct error *e)
{
    struct net_reply r = {.http = http, .body = body, .body_len = strlen(body)};
    return graphql_read(&r, "persons", change, out, e);
}

#define CODE(code)                                                                                           \
    "{\"data\":{\"persons\":null},\"errors\":[{\"message\":\"m\",\"extensions\":{\"code\":\"" code "\"}}]}"

static void graphql_answers(void **state)
{
    (void)state;
    static const struct {
        int http;
        const char *body;
        bool change;
        enum status status;
    } cases[] = {
        {200, "{\"data\":{\"persons\":{}}}", false, STATUS_OK},
        {200, "{\"data\":{\"persons\":{}},\"errors\":[{\"message\":\"half\"}]}", false, STATUS_OK},
        {200, "{\"data\":{\"persons\":{}},\"errors\":[{\"message\":\"half\"}]}", true, STATUS_REFUSED},
        {200, CODE("UNAUTHENTICATED"), false, STATUS_UNAUTHENTICATED},
        {200, CODE("FORBIDDEN"), false, STATUS_FORBIDDEN},
        {200, CODE("UNPROCESSABLE_ENTITY"), false, STATUS_REFUSED},
        {200, CODE("CONFLICT"), false, STATUS_CONFLICT},
        {200, CODE("NOT_FOUND"), false, STATUS_NOT_FOUND},
        {200, CODE("BAD_REQUEST"), false, STATUS_REFUSED},
        {200, CODE("INTERNAL_SERVER_ERROR"), false, STATUS_BROKEN},
        {200, CODE("INTERNAL_SERVER_ERROR"), true, STATUS_UNKNOWN},
        {200, "{\"errors\":[{\"message\":\"Cannot query field \\\"x\\\" on type \\\"Person\\\".\"}]}", false,
         STATUS_UNSUPPORTED},
        {200, "{\"errors\":[{\"message\":\"Could not decode ID value `x'\"}]}", false, STATUS_REFUSED},
        {400, "{\"errors\":[{\"message\":\"Cannot query field \\\"x\\\"\"}]}", false, STATUS_UNSUPPORTED},
        {200, "{\"data\":{\"persons\":null}}", false, STATUS_NOT_FOUND},
        {200, "{\"data\":{\"persons\":null}}", true, STATUS_UNKNOWN},
        {200, "{\"no\":1}", false, STATUS_MALFORMED},
        {401, "{\"error\":{\"message\":\"Invalid access token\"}}", false, STATUS_UNAUTHENTICATED},
        {403, "{\"error\":{\"message\":\"Missing allowances: person:read\"}}", false, STATUS_FORBIDDEN},
        {502, "<html>", false, STATUS_MALFORMED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct graphql_reply r;
        ERROR_AUTO e = {0};
        assert_int_equal(graphql(cases[i].http, cases[i].body, cases[i].change, &r, &e), cases[i].status);
        if (cases[i].status != STATUS_OK)
            assert_non_null(e.what.id);
        graphql_free(&r);
    }
    struct graphql_reply r;
    ERROR_AUTO e = {0};
    assert_int_equal(
        graphql(200,
                "{\"errors\":[{\"message\":\"No\",\"extensions\":{\"code\":\"FORBIDDEN\",\"exception\":{"
                "\"missingAllowances\":[\"person:read\",\"x:y\"]}}}],\"extensions\":{\"requestId\":\"r#1\"}}",
                false, &r, &e),
        STATUS_FORBIDDEN);
    assert_string_equal(e.what.args[0], "person:read, x:y");
    assert_string_equal(e.request_id, "r#1");
    graphql_free(&r);
    error_clear(&e);
    assert_int_equal(
        graphql(200,
                "{\"errors\":[{\"message\":\"Validation failed\",\"extensions\":{\"code\":"
                "\"UNPROCESSABLE_ENTITY\",\"exception\":{\"inputErrors\":[{\"message\":\"wrong\","
                "\"path\":[\"filter\",0,\"taxId\"]}]}}}]}",
                false, &r, &e),
        STATUS_REFUSED);
    assert_string_equal(e.server, "Validation failed; filter.0.taxId: wrong");
    graphql_free(&r);
}

static void relay_ids(void **state)
{
    (void)state;
    char id[RELAY_ID], back[RELAY_ID];
    assert_true(relay_id("Person", "3f0a9c12-5d24-4b81-9e7a-1c2d3e4f5a6b", id));
    assert_string_equal(id, "UGVyc29uOjNmMGE5YzEyLTVkMjQtNGI4MS05ZTdhLTFjMmQzZTRmNWE2Yg==");
    assert_true(relay_id_of(id, "Person", back));
    assert_string_equal(back, "3f0a9c12-5d24-4b81-9e7a-1c2d3e4f5a6b");
    assert_false(relay_id_of(id, "Perso", back));
    assert_false(relay_id_of(id, "Declaration", back));
    assert_false(relay_id_of("!!", "Person", back));
    assert_false(relay_id_of("UGVyc29uOg==", "Person", back));
    assert_false(relay_id_of(NULL, "Person", back));
    char lng[300];
    memset(lng, 'a', sizeof lng - 1);
    lng[sizeof lng - 1] = '\0';
    assert_false(relay_id("Person", lng, id));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_bounded),        cmocka_unit_test(json_is_read_by_path),
        cmocka_unit_test(rest_success_and_pages), cmocka_unit_test(rest_failures),
        cmocka_unit_test(graphql_answers),        cmocka_unit_test(relay_ids),
    };
    json_setup();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
