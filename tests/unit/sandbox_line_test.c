/* The training registry's switches, line faults, clock, journal, data and TLS (ehealth contract 9). */
#include "tests/unit/sandbox_bench.h"

#include <time.h>

#include "tests/harness/program.h"
#include "tests/harness/scratch.h"

#define GENDER "/api/dictionaries?name=GENDER"

static void unknown_switches(void **state)
{
    struct bench *b = *state;

    ask(b, "POST", "/training/switches", "{\"otp_life\": 1, \"colour\": 1}");
    assert_status(b, 422);
    assert_string_equal(text_at(b, "error"), "no switch is named colour");
    ask(b, "POST", "/training/switches", "{\"otp_life\": \"long\"}");
    assert_status(b, 422);
    ask(b, "GET", "/training/switches", NULL);
    assert_int_equal(json_integer_value(at(b, "otp_life")), 300);
    world_switch(b->world, "{\"otp_life\": 7}");
    ask(b, "GET", "/training/switches", NULL);
    assert_int_equal(json_integer_value(at(b, "otp_life")), 7);
    world_switch(b->world, "{\"otp_life\": null}");
    ask(b, "GET", "/training/switches", NULL);
    assert_int_equal(json_integer_value(at(b, "otp_life")), 300);
}

static void counted_and_placed(void **state)
{
    struct bench *b = *state;

    world_switch(
        b->world,
        "{\"reply_status\": {\"value\": 503, \"count\": 2, \"path\": \"/api/dict\", \"method\": \"GET\"}}");
    ask(b, "GET", "/api/v3/declaration_requests?page_size=1", NULL);
    assert_status(b, 200);
    for (int i = 0; i < 2; i++) {
        ask(b, "GET", GENDER, NULL);
        assert_refused(b, 503, "internal_error", NULL);
    }
    ask(b, "GET", GENDER, NULL);
    assert_status(b, 200);
}

static void replies_of_others(void **state)
{
    struct bench *b = *state;

    world_switch(b->world, "{\"reply_502_html\": true}");
    ask(b, "GET", GENDER, NULL);
    assert_status(b, 502);
    assert_null(b->json);
    assert_non_null(strstr(b->body, "<html>"));
    world_switch(b->world, "{\"reply_502_html\": null, \"rate_limit\": true}");
    ask(b, "GET", GENDER, NULL);
    assert_status(b, 429);
    assert_string_equal(text_at(b, "message"), "API rate limit exceeded");
    assert_non_null(strstr(b->head, "X-RateLimit-Remaining-minute: 0"));
    world_switch(b->world, "{\"rate_limit\": \"bare\"}");
    ask(b, "GET", GENDER, NULL);
    assert_null(strstr(b->head, "X-RateLimit"));
    world_switch(b->world, "{\"rate_limit\": \"retry-after\"}");
    ask(b, "GET", GENDER, NULL);
    assert_non_null(strstr(b->head, "Retry-After: 2"));
    world_switch(b->world, "{\"rate_limit\": null, \"redirect_to\": \"http://127.0.0.1:1/\"}");
    ask(b, "GET", GENDER, NULL);
    assert_status(b, 302);
    assert_non_null(strstr(b->head, "Location: http://127.0.0.1:1/"));
    world_switch(b->world, "{\"redirect_to\": null, \"proxied_error\": true}");
    ask(b, "GET", GENDER, NULL);
    assert_refused(b, 500, "proxied error", "remote server internal error");
}

static void spoilt_bodies(void **state)
{
    struct bench *b = *state;

    world_switch(b->world, "{\"truncate_json\": {\"value\": 40, \"count\": 1}}");
    ask(b, "GET", GENDER, NULL);
    assert_status(b, 200);
    assert_int_equal(b->body_size, 40);
    world_switch(b->world, "{\"huge_reply\": {\"value\": 3000000, \"count\": 1}}");
    ask(b, "GET", GENDER, NULL);
    assert_true(b->body_size > 3000000);
    assert_non_null(b->json);
    world_switch(b->world, "{\"deep_json\": {\"value\": 5000, \"count\": 1}}");
    ask(b, "GET", GENDER, NULL);
    assert_null(b->json);
    assert_int_equal(memcmp(b->body, "{\"deep\": [[[", 12), 0);
    world_switch(b->world, "{\"duplicate_keys\": {\"value\": true, \"count\": 1}}");
    ask(b, "GET", GENDER, NULL);
    assert_null(json_loadb(b->body, b->body_size, JSON_REJECT_DUPLICATES, NULL));
    assert_non_null(b->json);
    world_switch(b->world, "{\"invalid_utf8\": {\"value\": true, \"count\": 1}}");
    ask(b, "GET", GENDER, NULL);
    assert_null(b->json);
    ask(b, "GET", GENDER, NULL);
    assert_non_null(b->json);
}

static void lost_before_and_after(void **state)
{
    struct bench *b = *state;

    world_switch(b->world, "{\"drop_connection\": {\"value\": \"before\", \"count\": 1}}");
    approve(b, "new_na", NULL);
    assert_int_not_equal(b->code, CURLE_OK);
    assert_int_equal(world_count(b->world, "approve"), 0);
    world_switch(b->world, "{\"drop_connection\": {\"value\": \"after\", \"count\": 1}}");
    approve(b, "new_na", NULL);
    assert_int_not_equal(b->code, CURLE_OK);
    assert_int_equal(world_count(b->world, "approve"), 1);
    ask_request(b, "GET", "new_na", "", NULL);
    assert_string_equal(text_at(b, "data.status"), "APPROVED");
}

static void cut(struct bench *b, int at_byte, const char *with)
{
    char json[120];

    snprintf(json, sizeof json, "{\"cut_reply_at\": {\"value\": %d, \"count\": 1}, \"cut_with\": \"%s\"}",
             at_byte, with);
    world_switch(b->world, json);
    ask(b, "GET", GENDER, NULL);
    assert_int_not_equal(b->code, CURLE_OK);
}

static void cut_anywhere(void **state)
{
    struct bench *b = *state;

    cut(b, 0, "fin");
    assert_int_equal(b->head_size, 0);
    cut(b, 5, "fin");
    cut(b, 60, "fin");
    assert_int_equal(b->body_size, 0);
    cut(b, -1, "fin");
    assert_int_equal(b->code, CURLE_PARTIAL_FILE);
    assert_true(b->body_size > 50);
    cut(b, 10, "rst");
    assert_true(b->code == CURLE_RECV_ERROR || b->code == CURLE_WEIRD_SERVER_REPLY);
    ask(b, "GET", GENDER, NULL);
    assert_int_equal(b->code, CURLE_OK);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void slow_lines(void **state)
{
    struct bench *b = *state;
    double from = seconds();

    world_switch(b->world, "{\"delay_ms\": {\"value\": 300, \"count\": 1}}");
    ask(b, "GET", GENDER, NULL);
    assert_status(b, 200);
    assert_true(seconds() - from >= 0.3);
    from = seconds();
    world_switch(b->world, "{\"dribble\": {\"value\": 2000, \"count\": 1}}");
    ask(b, "GET", GENDER, NULL);
    assert_status(b, 200);
    assert_non_null(b->json);
    assert_true(seconds() - from >= 0.2);
}

/* Its end does not wait for a reply that is slow on purpose: world_free() would fail. */
static void ends_while_slow(void **state)
{
    struct bench *b = *state;

    world_switch(b->world, "{\"delay_reply_ms\": {\"value\": 600000, \"count\": 1}}");
    b->patience = 300;
    ask(b, "GET", GENDER, NULL);
    assert_int_equal(b->code, CURLE_OPERATION_TIMEDOUT);
}

static void clock_moves(void **state)
{
    struct bench *b = *state;

    ask(b, "POST", "/training/clock", "{\"offset\": 0}");
    ask(b, "POST", "/training/clock", "{\"ahead\": 86400}");
    assert_int_equal((long)json_number_value(at(b, "offset")), 86400);
    ask(b, "POST", "/training/clock", "{\"ahead\": 60}");
    assert_int_equal((long)json_number_value(at(b, "offset")), 86460);
    ask(b, "POST", "/training/clock", "{\"sideways\": 60}");
    assert_status(b, 422);
}

static void journal_counts(void **state)
{
    struct bench *b = *state;
    long before = world_requests(b->world);
    json_t *journal, *change;
    size_t i;
    bool seen = false;

    approve(b, "new_na", NULL);
    ask(b, "GET", GENDER, NULL);
    assert_int_equal(world_requests(b->world), before + 2);
    assert_int_equal(world_asked(b->world, "PATCH", "/api/v3/declaration_requests"), 1);
    journal = world_journal(b->world);
    assert_true(json_integer_value(json_object_get(journal, "bytes_out")) > 0);
    json_array_foreach(json_object_get(journal, "changes"), i, change)
    {
        if (strcmp(json_string_value(json_object_get(change, "what")), "approve") == 0) {
            assert_string_equal(json_string_value(json_object_get(change, "id")),
                                world_fixture(b->world, "request.new_na"));
            assert_string_equal(json_string_value(json_object_get(change, "user")), WORLD_USER);
            assert_true(*json_string_value(json_object_get(change, "request_id")));
            seen = true;
        }
    }
    assert_true(seen);
    json_decref(journal);
}

static void a_kill_loses_nothing(void **state)
{
    struct bench *b = *state;

    approve(b, "new_na", NULL);
    assert_status(b, 201);
    world_stop(b->world, true);
    world_resume(b->world);
    ask_request(b, "GET", "new_na", "", NULL);
    assert_status(b, 200);
    assert_string_equal(text_at(b, "data.status"), "APPROVED");
}

static void seeds(void **state)
{
    static const struct world_options other = {.seed = "2"};
    struct bench *b = *state;
    struct world *twin = world_new(NULL), *stranger = world_new(&other);
    char id[64];

    snprintf(id, sizeof id, "%s", world_fixture(b->world, "request.new_otp"));
    assert_string_equal(world_fixture(twin, "request.new_otp"), id);
    assert_string_equal(world_fixture(twin, "request.new_otp.number"),
                        world_fixture(b->world, "request.new_otp.number"));
    assert_string_not_equal(world_fixture(stranger, "request.new_otp"), id);
    world_free(&twin);
    world_free(&stranger);
}

static void hostile_rows(void **state)
{
    static const struct world_options options = {.hostile = true};
    struct bench *b;
    char query[120];

    bench_start_with(state, &options);
    b = *state;
    sign_in(b);
    snprintf(query, sizeof query, "query($f:PersonFilter!){persons(filter:$f,first:1){nodes{lastName}}}");
    graphql(b, query,
            json_pack("{s:{s:s}}", "f", "databaseId", world_fixture(b->world, "person.hostile_escape")));
    assert_non_null(strstr(text_at(b, "data.persons.nodes.0.lastName"), "\x1b[31m"));
    graphql(b, query,
            json_pack("{s:{s:s}}", "f", "databaseId", world_fixture(b->world, "person.hostile_long")));
    assert_int_equal(strlen(text_at(b, "data.persons.nodes.0.lastName")), 20000);
    ask_request(b, "GET", "hostile_rtl", "", NULL);
    assert_status(b, 200);
}

/* One request with real verification against the authority the registry wrote. */
static CURLcode verified(struct world *w)
{
    CURL *curl = curl_easy_init();
    char *authority = NULL, *url = NULL;
    CURLcode code;

    assert_non_null(curl);
    assert_true(asprintf(&authority, "%s/registry/ca.pem", world_folder(w)) > 0);
    assert_true(asprintf(&url, "%s/training/switches", world_url(w)) > 0);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "GET");
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_CAINFO, authority);
    curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    code = curl_easy_perform(curl);
    curl_easy_cleanup(curl);
    free(authority);
    free(url);
    return code;
}

static void cut_under_tls(void **state)
{
    static const struct world_options options = {.tls = true};
    struct bench *b;

    bench_start_with(state, &options);
    b = *state;
    sign_in(b);
    cut(b, 80, "fin");
    cut(b, -1, "rst");
    ask(b, "GET", GENDER, NULL);
    assert_status(b, 200);
}

static void certificates(void **state)
{
    static const char *const wrong[] = {"--set", "tls_name=registry.example", NULL};
    static const char *const old[] = {"--set", "tls_expired=true", NULL};
    const struct world_options good = {.tls = true}, named = {.tls = true, .extra = wrong},
                               late = {.tls = true, .extra = old};
    struct world *w;

    (void)state;
    w = world_new(&good);
    assert_int_equal(strncmp(world_url(w), "https://127.0.0.1:", 18), 0);
    assert_int_equal(verified(w), CURLE_OK);
    world_free(&w);
    w = world_new(&named);
    assert_int_equal(verified(w), CURLE_PEER_FAILED_VERIFICATION);
    world_free(&w);
    w = world_new(&late);
    assert_int_equal(verified(w), CURLE_PEER_FAILED_VERIFICATION);
    world_free(&w);
}

static void start(struct program_run *run, const char *const *arguments)
{
    char *path = program_path("registrar-sandbox");
    const char *argv[12] = {path};

    for (int i = 0; arguments[i]; i++)
        argv[i + 1] = arguments[i];
    *run = (struct program_run){.argv = argv};
    program_run(run);
    free(path);
}

static void command_line(void **state)
{
    static const struct {
        const char *const arguments[6];
        int code;
        const char *out, *err;
    } cases[] = {
        {{"--help"}, 0, "--stdin-guard", ""},
        {{"--version"}, 0, "registrar-sandbox ", ""},
        {{"--colour"}, 2, "", "colour"},
        {{"--size", "tiny"}, 2, "", "tiny is no good value"},
        {{"--port", "70000"}, 2, "", "70000 is no good value"},
        {{"more"}, 2, "", "more is not wanted"},
        {{"--set", "colour=1"}, 1, "", "no switch is named colour"},
        {{"--now", "today"}, 1, "", "--now wants an instant"},
        {{"--fixtures"}, 0, "\"request.new_otp\": ", ""},
        {{"--port", "0", "--stdin-guard"}, 0, "ready http://127.0.0.1:", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct program_run run;

        start(&run, cases[i].arguments);
        assert_int_equal(run.code, cases[i].code);
        assert_non_null(strstr(run.out, cases[i].out));
        assert_non_null(strstr(run.err, cases[i].err));
        program_run_free(&run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIGNED(unknown_switches),
        SIGNED(counted_and_placed),
        SIGNED(replies_of_others),
        SIGNED(spoilt_bodies),
        SIGNED(lost_before_and_after),
        SIGNED(cut_anywhere),
        SIGNED(slow_lines),
        SIGNED(ends_while_slow),
        SIGNED(clock_moves),
        SIGNED(journal_counts),
        SIGNED(a_kill_loses_nothing),
        WITH(seeds),
        cmocka_unit_test_teardown(hostile_rows, bench_end),
        cmocka_unit_test(certificates),
        cmocka_unit_test_teardown(cut_under_tls, bench_end),
        cmocka_unit_test(command_line),
    };
    return cmocka_run_group_tests_name("the training registry's line", tests, NULL, NULL);
}
