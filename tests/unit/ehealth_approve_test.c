/* Approving and rejecting at the eHealth registry: steps, orders, every refusal, and what a lost answer
 * becomes. */
#include "tests/unit/ehealth_canned.h"

static void a_code_request_is_approved(void **state)
{
    (void)state;
    static const struct raw_route routes[] = {
        {"PATCH /api/v3/declaration_requests/" REQUEST_ID "/actions/approve", 201,
         OK_DATA(ROW(REQUEST_ID, "APPROVED", PERSON_PART))},
        {"actions/resend_otp", 200,
         OK_DATA("{\"id\":\"x\",\"status\":\"NEW\",\"code_expired_at\":\"2036-01-05T12:20:16.300597Z\","
                 "\"active\":true}")},
        {"GET /api/v3/declaration_requests/" REQUEST_ID " ", 200,
         OK_DATA(ROW(REQUEST_ID, "NEW", PERSON_PART URGENT("OTP", "")))},
        {"POST /graphql", 200, NAMES_REPLY},
        SIGN_IN,
        {0},
    };
    struct eh_bench bench, *b = &bench;
    struct raw_server *s;
    up(b, &s, routes);
    sign_in(b);
    ASK(open_record(b->r, &request_ref, on_page, b));
    assert_int_equal(b->status, STATUS_OK);
    assert_string_equal(b->page->state.word, "New");
    assert_true(page_find_action(b->page, "approve")->allowed);
    assert_string_equal(page_field(b->page, "request", "Declaration number")->value.text, "0000-12H4-245D");
    assert_string_equal(page_field(b->page, "person", "Person")->link.id, PERSON_ID);
    ASK(prepare(b->r, &request_ref, "approve", on_step, b));
    assert_int_equal(b->step->kind, STEP_CODE);
    assert_int_equal(b->step->digits, 4);
    assert_string_equal(b->step->lines[0].args[1], "1975-06-15");
    struct step_answer again = {.step_id = "code", .verb = VERB_RESEND};
    ASK(step(b->r, &request_ref, "approve", &again, on_step, b));
    assert_int_equal(b->status, STATUS_OK);
    assert_true(b->step->valid_until > clock_wall());
    struct secret code = {0};
    char *payload;
    bool needs_code;
    ERROR_AUTO e = {0};
    assert_true(secret_set(&code, "0748", 4));
    struct step_answer a = {.step_id = "code", .code = &code};
    assert_int_equal(
        ehealth_registry.compose(b->r, &request_ref, "approve", b->step, &a, &payload, &needs_code, &e),
        STATUS_INVALID);
    assert_true(secret_set(&code, "3748", 4));
    assert_int_equal(
        ehealth_registry.compose(b->r, &request_ref, "approve", b->step, &a, &payload, &needs_code, &e),
        STATUS_OK);
    assert_true(needs_code);
    assert_null(strstr(payload, "3748"));
    struct order order = {
        .id = "key-1", .action = "approve", .ref = request_ref, .payload = payload, .code = &code};
    ASK(run(b->r, &order, on_progress, on_verdict, b));
    assert_int_equal(b->verdict, VERDICT_DONE);
    assert_non_null(strstr(s->last, "{\"verification_code\":3748}"));
    assert_non_null(strstr(s->last, "X-Idempotency-Key: key-1\r\n"));
    /* Without its code the order asks for one and sends no change. */
    order.code = NULL;
    int before = raw_requests(s);
    ASK(run(b->r, &order, on_progress, on_verdict, b));
    assert_int_equal(b->verdict, VERDICT_NEEDS_YOU);
    assert_int_equal(b->step->kind, STEP_CODE);
    assert_int_equal(raw_requests(s), before + 1);
    assert_non_null(strstr(s->last, "GET /api/v3"));
    ASK(confirm(b->r, &order, on_verdict, b));
    assert_int_equal(b->verdict, VERDICT_NOT);
    free(payload);
    secret_clear(&code);
    down(b, &s);
}

static const struct {
    int http;
    const char *json;
    enum verdict verdict;
    enum status status;
    const char *words;
} refusals[] = {
    {401, FAIL("access_denied", "Invalid access token"), VERDICT_NOT, STATUS_UNAUTHENTICATED,
     "sign-in has ended"},
    {403,
     FAIL("forbidden", "Your scope does not allow to access this resource. Missing allowances: "
                       "declaration_request:approve"),
     VERDICT_REFUSED, STATUS_FORBIDDEN, "permission %s"},
    {403, FAIL("forbidden", "Declaration request should be approved by Patient"), VERDICT_REFUSED,
     STATUS_REFUSED, "only the patient"},
    {403, FAIL("forbidden", "Declaration request should be approved by Doctor"), VERDICT_REFUSED,
     STATUS_REFUSED, "doctor's system"},
    {403, "{\"error\":{\"type\":\"forbidden\"}}", VERDICT_REFUSED, STATUS_FORBIDDEN, "another institution"},
    {404, "{\"error\":{\"type\":\"not_found\"}}", VERDICT_REFUSED, STATUS_NOT_FOUND, "does not know"},
    {404, FAIL("not_found", "Active parent declaration was not found"), VERDICT_REFUSED, STATUS_REFUSED,
     "continues"},
    {409, FAIL("request_conflict", "Patient is not verified"), VERDICT_REFUSED, STATUS_REFUSED,
     "not verified"},
    {409, FAIL("request_conflict", "Documents person.PASSPORT, person.tax_id is not uploaded"),
     VERDICT_NEEDS_YOU, STATUS_CONFLICT, "Papers are still missing"},
    {409, FAIL("request_conflict", "employee or party not found"), VERDICT_REFUSED, STATUS_REFUSED, "doctor"},
    {422, FAIL("request_malformed", "This doctor has 1800 declarations and could not sign more"),
     VERDICT_REFUSED, STATUS_REFUSED, "already has %s"},
    {422, FAIL("forbidden", "Invalid verification code"), VERDICT_NEEDS_YOU, STATUS_WRONG_CODE, "not right"},
    {422, FAIL("forbidden", "Verification code expired"), VERDICT_NEEDS_YOU, STATUS_WRONG_CODE, "too old"},
    {422, FAIL("forbidden", "Maximum attempts exceed"), VERDICT_NEEDS_YOU, STATUS_WRONG_CODE, "dead"},
    {500, FAIL("proxied error", "remote server internal error"), VERDICT_UNKNOWN, STATUS_UNKNOWN,
     "no living code"},
    {500, FAIL("internal_error", "boom"), VERDICT_UNKNOWN, STATUS_UNKNOWN, "itself failed"},
    {502, "<html>proxy</html>", VERDICT_UNKNOWN, STATUS_UNKNOWN, "between"},
    {429, "{\"message\":\"API rate limit exceeded\"}", VERDICT_NOT, STATUS_THROTTLED, "no more requests"},
    {422, FAIL("request_malformed", "Something nobody has written down"), VERDICT_REFUSED, STATUS_REFUSED,
     "did not accept"},
    {409, FAIL("request_conflict", "Invalid transition"), VERDICT_NEEDS_YOU, STATUS_CONFLICT,
     "no longer in a state"},
};

static void every_refusal_of_an_approval(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct raw_route routes[] = {
            {"/actions/approve", refusals[i].http, refusals[i].json},
            {"GET /api/v3/declaration_requests/" REQUEST_ID " ", 200,
             OK_DATA(ROW(REQUEST_ID, "NEW", PERSON_PART URGENT("OTP", "")))},
            {"POST /graphql", 200, NAMES_REPLY},
            SIGN_IN,
            {0},
        };
        struct eh_bench bench, *b = &bench;
        struct raw_server *s;
        struct secret code = {0};
        up(b, &s, routes);
        sign_in(b);
        assert_true(secret_set(&code, "3748", 4));
        struct order order = {.id = "k",
                              .action = "approve",
                              .ref = request_ref,
                              .payload = "{\"method\":\"OTP\"}",
                              .code = &code};
        ASK(run(b->r, &order, on_progress, on_verdict, b));
        assert_int_equal(b->verdict, refusals[i].verdict);
        assert_int_equal(b->error.status, refusals[i].status);
        assert_non_null(strstr(b->error.what.id, refusals[i].words));
        if (strstr(refusals[i].json, "\"message\"") && refusals[i].http != 429)
            assert_non_null(b->error.server);
        if (strstr(refusals[i].json, "Documents"))
            assert_string_equal(b->error.what.args[0], "person.PASSPORT, person.tax_id");
        if (strstr(refusals[i].json, "1800"))
            assert_string_equal(b->error.what.args[0], "1800");
        if (refusals[i].status == STATUS_WRONG_CODE)
            assert_int_equal(b->step->kind, STEP_CODE);
        for (int k = 0; k < 20 && refusals[i].http == 401 && !b->lost; k++)
            loop_wait(b->loop, 50);
        assert_int_equal(b->lost, refusals[i].http == 401);
        secret_clear(&code);
        down(b, &s);
    }
}

static void the_institution_has_its_name(void **state)
{
    (void)state;
    static const struct raw_route routes[] = {
        {"GET /api/v3/declaration_requests/" REQUEST_ID " ", 200,
         OK_DATA(ROW(REQUEST_ID, "NEW", ",\"legal_entity_id\":\"" PERSON_ID "\""))},
        {":legalEntity(id:", 200,
         "{\"data\":{\"n0\":null,\"n1\":null,\"n2\":{\"name\":\"Clinic 3\",\"edrpou\":\"12345678\"}}}"},
        SIGN_IN,
        {0},
    };
    struct eh_bench bench, *b = &bench;
    struct raw_server *s;
    up(b, &s, routes);
    sign_in(b);
    ASK(open_record(b->r, &request_ref, on_page, b));
    assert_int_equal(b->status, STATUS_OK);
    assert_string_equal(page_field(b->page, "doctor", "Institution")->value.text, "Clinic 3");
    assert_string_equal(page_field(b->page, "doctor", "EDRPOU")->value.text, "12345678");
    down(b, &s);
}

/* The code sent anew is still the one that is asked for, and its time runs on. */
static void a_wrong_code_leaves_the_new_one_counting(void **state)
{
    (void)state;
    static const struct raw_route routes[] = {
        {"/actions/approve", 422, FAIL("forbidden", "Invalid verification code")},
        {"actions/resend_otp", 200, OK_DATA("{\"code_expired_at\":\"2036-01-05T12:20:16.300597Z\"}")},
        {"GET /api/v3/declaration_requests/" REQUEST_ID " ", 200,
         OK_DATA(ROW(REQUEST_ID, "NEW", PERSON_PART URGENT("OTP", "")))},
        {"POST /graphql", 200, NAMES_REPLY},
        SIGN_IN,
        {0},
    };
    struct eh_bench bench, *b = &bench;
    struct raw_server *s;
    struct secret code = {0};
    struct step_answer again = {.step_id = "code", .verb = VERB_RESEND};
    up(b, &s, routes);
    sign_in(b);
    ASK(step(b->r, &request_ref, "approve", &again, on_step, b));
    int64_t until = b->step->valid_until;
    assert_int_equal(b->step->attempts_left, 3);
    assert_true(secret_set(&code, "1111", 4));
    struct order order = {
        .id = "k", .action = "approve", .ref = request_ref, .payload = "{\"method\":\"OTP\"}", .code = &code};
    ASK(run(b->r, &order, on_progress, on_verdict, b));
    assert_int_equal(b->verdict, VERDICT_NEEDS_YOU);
    assert_true(until > clock_wall());
    assert_int_equal(b->step->valid_until, until);
    assert_int_equal(b->step->attempts_left, 2);
    secret_clear(&code);
    down(b, &s);
}

static void papers_come_before_the_code(void **state)
{
    (void)state;
    static const struct raw_route routes[] = {
        {"GET /api/v3/declaration_requests/" REQUEST_ID " ", 200,
         OK_DATA(
             ROW(REQUEST_ID, "NEW",
                 PERSON_PART URGENT(
                     "OTP",
                     ",\"documents\":[{\"type\":\"person.no_tax_id\",\"url\":\"http://127.0.0.1:1/a\"}]")))},
        {"POST /graphql", 200, NAMES_REPLY},
        SIGN_IN,
        {0},
    };
    struct eh_bench bench, *b = &bench;
    struct raw_server *s;
    char *payload;
    bool needs_code;
    ERROR_AUTO e = {0};
    up(b, &s, routes);
    sign_in(b);
    ASK(prepare(b->r, &request_ref, "approve", on_step, b));
    assert_int_equal(b->step->kind, STEP_FILES);
    assert_int_equal(b->step->nfiles, 1);
    assert_false(b->step->files[0].uploaded);
    struct step_answer a = {.step_id = "papers"};
    assert_int_equal(
        ehealth_registry.compose(b->r, &request_ref, "approve", b->step, &a, &payload, &needs_code, &e),
        STATUS_INVALID);
    b->uploaded[0] = "person.no_tax_id";
    assert_int_equal(
        ehealth_registry.compose(b->r, &request_ref, "approve", b->step, &a, &payload, &needs_code, &e),
        STATUS_OK);
    assert_false(needs_code);
    struct order order = {.id = "k", .action = "approve", .ref = request_ref, .payload = payload};
    ASK(run(b->r, &order, on_progress, on_verdict, b));
    assert_int_equal(b->verdict, VERDICT_NEEDS_YOU);
    assert_int_equal(b->step->kind, STEP_CODE);
    assert_null(strstr(s->all, "/actions/approve"));
    free(payload);
    down(b, &s);
}

static void what_stands_decides_a_confirmation(void **state)
{
    (void)state;
    static const struct {
        const char *action, *status;
        enum verdict verdict;
    } cases[] = {
        {"approve", "APPROVED", VERDICT_DONE},   {"approve", "SIGNED", VERDICT_DONE},
        {"approve", "NEW", VERDICT_NOT},         {"approve", "REJECTED", VERDICT_REFUSED},
        {"approve", "EXPIRED", VERDICT_REFUSED}, {"approve", "CANCELLED", VERDICT_REFUSED},
        {"reject", "REJECTED", VERDICT_DONE},    {"reject", "NEW", VERDICT_NOT},
        {"reject", "APPROVED", VERDICT_NOT},     {"reject", "SIGNED", VERDICT_REFUSED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char json[512];
        snprintf(json, sizeof json, OK_DATA("{\"id\":\"" REQUEST_ID "\",\"status\":\"%s\"}"),
                 cases[i].status);
        struct raw_route routes[] = {{"GET /api/v3/declaration_requests/", 200, json}, SIGN_IN, {0}};
        struct eh_bench bench, *b = &bench;
        struct raw_server *s;
        up(b, &s, routes);
        sign_in(b);
        struct order order = {.id = "k", .action = cases[i].action, .ref = request_ref, .payload = "{}"};
        ASK(confirm(b->r, &order, on_verdict, b));
        assert_int_equal(b->verdict, cases[i].verdict);
        down(b, &s);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_request_is_approved),
        cmocka_unit_test(every_refusal_of_an_approval),
        cmocka_unit_test(the_institution_has_its_name),
        cmocka_unit_test(a_wrong_code_leaves_the_new_one_counting),
        cmocka_unit_test(papers_come_before_the_code),
        cmocka_unit_test(what_stands_decides_a_confirmation),
    };
    if (!secret_setup())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
