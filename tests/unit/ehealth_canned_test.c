/* The eHealth adapter against canned answers: what it sends, what it makes of what comes back. */
#include "tests/unit/ehealth_canned.h"

static void the_whole_sign_in(void **state)
{
    (void)state;
    static const struct raw_route routes[] = {
        {"\"otp\":111111", 401, FAIL("otp_invalid", "Invalid OTP code.")},
        {"refresh_2fa_access_token", 201, TOKEN("2fa_access_token", "two-factor-2", "REQUEST_OTP")},
        {"/auth/logout", 200, OK_DATA("{}")},
        SIGN_IN,
        {0},
    };
    struct eh_bench bench, *b = &bench;
    struct raw_server *s;
    up(b, &s, routes);
    assert_null(ehealth_registry.describe(b->r));
    answer_password(b, "olena@training.example", "training");
    assert_int_equal(b->step->kind, STEP_CODE);
    assert_int_equal(b->step->digits, 6);
    assert_int_equal(b->step->attempts_left, 3);
    assert_non_null(b->step->resend);
    answer_code(b, "111111");
    assert_int_equal(b->status, STATUS_WRONG_CODE);
    assert_string_equal(b->error.server, "Invalid OTP code.");
    assert_int_equal(b->step->attempts_left, 2);
    assert_true(b->step->valid_until > clock_wall());
    assert_non_null(strstr(s->last, "Authorization: Bearer two-factor-1\r\n"));
    struct step_answer again = {.step_id = "code", .verb = VERB_RESEND};
    ASK(sign_in(b->r, &again, on_step, b));
    assert_int_equal(b->status, STATUS_OK);
    assert_string_equal(b->step->id, "code");
    assert_string_equal(b->step->lines[0].id, "A new code was sent; the old one is dead.");
    assert_int_equal(b->step->attempts_left, 2);
    answer_code(b, "482915");
    assert_non_null(strstr(s->last, "Authorization: Bearer two-factor-2\r\n"));
    assert_int_equal(b->step->kind, STEP_CONFIRM);
    answer_consent(b);
    assert_int_equal(b->step->kind, STEP_DONE);
    assert_non_null(strstr(s->all, "Authorization: Bearer login-1\r\n"));
    char *exchange = strstr(s->all, "POST /oauth/tokens");
    assert_non_null(exchange);
    assert_null(memmem(exchange, (size_t)(strstr(exchange, "\r\n\r\n") - exchange), "Authorization", 13));
    assert_non_null(strstr(exchange, "\"client_secret\":\"" TRAINING_CLIENT_SECRET "\""));
    assert_null(strstr(s->all, "Cookie"));
    const struct description *d = ehealth_registry.describe(b->r);
    assert_non_null(description_list(d, "requests:NEW"));
    assert_non_null(description_list(d, "persons")->search);
    assert_true(ehealth_registry.session_left(b->r) > 0);
    /* Consent is remembered: the next walk goes straight on. */
    answer_password(b, "olena@training.example", "training");
    answer_code(b, "482915");
    assert_int_equal(b->step->kind, STEP_DONE);
    ASK(sign_out(b->r, on_done, b));
    assert_int_equal(b->status, STATUS_OK);
    assert_non_null(strstr(s->all, "POST /auth/logout"));
    assert_int_equal(ehealth_registry.session_left(b->r), -1);
    down(b, &s);
}

static void sign_in_refusals_have_their_own_words(void **state)
{
    (void)state;
    static const struct {
        int http;
        const char *json;
        enum status status;
        bool again;
        const char *words;
    } cases[] = {
        {401, FAIL("access_denied", "Identity, password combination is wrong."), STATUS_UNAUTHENTICATED, true,
         "password"},
        {401, FAIL("access_denied", "You reached login attempts limit. Try again later"), STATUS_THROTTLED,
         true, "locked"},
        {401, FAIL("user_blocked", "User blocked."), STATUS_REFUSED, false, "blocked"},
        {401, FAIL("password_expired", "The password expired for user: 1"), STATUS_REFUSED, false, "too old"},
        {401, FAIL("access_denied", "Client is blocked."), STATUS_REFUSED, false, "blocked"},
        {401, FAIL("invalid_client", "Invalid client id."), STATUS_REFUSED, false, "registration"},
        {401, FAIL("access_denied", "Client is not allowed to issue login token."), STATUS_REFUSED, false,
         "sign-ins"},
        {422,
         FAIL("request_malformed", "User requested scope that is not allowed by role based access policies."),
         STATUS_REFUSED, false, "role"},
        {429, FAIL("otp_timeout", "Sending OTP timeout. Try later."), STATUS_THROTTLED, true,
         "Too many codes"},
        {503, FAIL("internal_error", "SMS not sent. Try later"), STATUS_BROKEN, true, "message"},
        {502, "<html><body>Bad gateway</body></html>", STATUS_MALFORMED, true, "between"},
        {200, "{\"data\":", STATUS_MALFORMED, true, "cannot be read"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct raw_route routes[] = {{"/auth/login", cases[i].http, cases[i].json}, {0}};
        struct eh_bench bench, *b = &bench;
        struct raw_server *s;
        up(b, &s, routes);
        answer_password(b, "a@b.ua", "x");
        assert_int_equal(b->status, cases[i].status);
        assert_non_null(strstr(b->error.what.id, cases[i].words));
        assert_int_equal(b->step != NULL, cases[i].again);
        assert_int_equal(raw_requests(s), 1);
        down(b, &s);
    }
}

static void the_factor_is_set_up_here(void **state)
{
    (void)state;
    static const struct raw_route routes[] = {
        {"\"grant_type\":\"password\"", 201, TOKEN("access_token", "login-0", "REQUEST_FACTOR")},
        {"init_factor", 201, TOKEN("2fa_access_token", "two-1", "APPROVE_FACTOR")},
        {"approve_factor", 201, TOKEN("access_token", "login-1", "REQUEST_APPS")},
        SIGN_IN,
        {0},
    };
    struct eh_bench bench, *b = &bench;
    struct raw_server *s;
    up(b, &s, routes);
    answer_password(b, "new@b.ua", "x");
    assert_string_equal(b->step->id, "factor");
    struct form *f = form_new(b->step->form);
    form_set(f, 0, "+380941455543");
    struct step_answer a = {.step_id = "factor", .form = f};
    ASK(sign_in(b->r, &a, on_step, b));
    assert_string_equal(b->step->id, "factor_code");
    assert_non_null(strstr(s->last, "\"factor\":\"+380941455543\""));
    struct secret code = {0};
    assert_true(secret_set(&code, "654321", 6));
    a = (struct step_answer){.step_id = "factor_code", .code = &code};
    ASK(sign_in(b->r, &a, on_step, b));
    assert_string_equal(b->step->id, "consent");
    assert_non_null(strstr(s->all, "\"otp\":654321"));
    secret_clear(&code);
    form_free(&f);
    down(b, &s);
}

static void lists_counts_and_names(void **state)
{
    (void)state;
    static const struct raw_route routes[] = {
        {"status=NEW&page=1&page_size=1 ", 200,
         "{\"meta\":{},\"data\":[{}],\"paging\":{\"page_number\":1,\"page_size\":1,\"total_entries\":142,"
         "\"total_pages\":142}}"},
        {"status=NEW&page=142&page_size=1 ", 200,
         "{\"meta\":{},\"data\":[{\"start_date\":\"2026-01-01\"}],\"paging\":{\"page_number\":142,\"page_"
         "size\":1,"
         "\"total_entries\":142,\"total_pages\":142}}"},
        {"status=NEW&page=2&page_size=50 ", 200,
         "{\"meta\":{},\"data\":[" ROW(REQUEST_ID, "NEW", PERSON_PART) "," ROW(
             "11111111-2222-4333-8444-555555555556", "NEW",
             ",\"person_id\":\"\"") ","
                                    "{\"id\":\"bad id\",\"status\":\"STRANGE\\u001b[31m\"},7],"
                                    "\"paging\":{\"page_number\":2,\"page_size\":50,\"total_entries\":142,"
                                    "\"total_pages\":3}}"},
        {"GET /api/v3/declaration_requests/" REQUEST_ID " ", 200,
         OK_DATA(ROW(REQUEST_ID, "NEW", PERSON_PART URGENT("OTP", "")))},
        {"POST /graphql", 200, NAMES_REPLY},
        {"status=SIGNED", 403,
         FAIL("forbidden", "Your scope does not allow to access this resource. Missing allowances: x:y")},
        SIGN_IN,
        {0},
    };
    struct eh_bench bench, *b = &bench;
    struct raw_server *s;
    up(b, &s, routes);
    sign_in(b);
    ASK(count(b->r, "requests:NEW", on_count, b));
    assert_int_equal(b->total, 142);
    assert_int_equal(b->oldest, 1767225600000);
    struct query q = {.list = "requests:NEW", .offset = 50, .count = 50};
    ASK(list(b->r, &q, on_window, b));
    assert_int_equal(b->status, STATUS_OK);
    assert_int_equal(b->window->n, 4);
    assert_int_equal(b->window->offset, 50);
    assert_int_equal(b->window->total, 142);
    assert_true(b->window->more_before && b->window->more_after);
    struct row *row = b->window->rows[0];
    assert_true(row->partial);
    assert_int_equal(row->cells[RC_PERSON].kind, CELL_WAITING);
    assert_int_equal(b->window->rows[1]->cells[RC_PERSON].kind, CELL_ABSENT);
    assert_null(strchr(b->window->rows[2]->cells[RC_STATUS].text, 27));
    assert_non_null(strstr(b->window->rows[2]->cells[RC_STATUS].text, "STRANGE"));
    struct window *kept = b->window;
    b->window = NULL;
    ASK(enrich(b->r, "requests:NEW", kept->rows, kept->n, on_window, b));
    assert_int_equal(b->status, STATUS_OK);
    assert_int_equal(b->window->n, 4);
    row = b->window->rows[0];
    assert_false(row->partial);
    assert_string_equal(row->cells[RC_PERSON].text, "Сироїд Павло Пилипович");
    assert_string_equal(row->cells[RC_DOCTOR].text, "Бойко Ірина");
    assert_string_equal(row->cells[RC_DIVISION].text, "Амбулаторія 3");
    assert_string_equal(row->cells[RC_NUMBER].text, "0000-12H4-245D");
    assert_string_equal(row->cells[RC_METHOD].text, "OTP");
    assert_string_equal(row->ref.label, "0000-12H4-245D");
    window_free(&kept);
    int asked = raw_requests(s);
    ASK(list(b->r, &q, on_window, b));
    assert_false(b->window->rows[0]->partial);
    assert_int_equal(raw_requests(s), asked + 1);
    q.list = "requests:SIGNED";
    ASK(list(b->r, &q, on_window, b));
    assert_int_equal(b->status, STATUS_FORBIDDEN);
    assert_string_equal(b->error.what.args[0], "x:y");
    q.list = "nonsense";
    ASK(list(b->r, &q, on_window, b));
    assert_int_equal(b->status, STATUS_NOT_FOUND);
    down(b, &s);
}

static void older_and_erased_requests_say_so(void **state)
{
    (void)state;
    static const struct raw_route routes[] = {
        {"GET /api/v3/declaration_requests/" REQUEST_ID " ", 200,
         OK_DATA("{\"id\":\"" REQUEST_ID
                 "\",\"status\":\"EXPIRED\",\"person_id\":null,\"status_reason\":\"new_reason\"}")},
        SIGN_IN,
        {0},
    };
    struct eh_bench bench, *b = &bench;
    struct raw_server *s;
    up(b, &s, routes);
    sign_in(b);
    ASK(open_record(b->r, &request_ref, on_page, b));
    assert_int_equal(page_field(b->page, "person", "Person")->value.kind, CELL_ABSENT);
    assert_string_equal(b->page->state.word, "Expired");
    assert_string_equal(page_field(b->page, "request", "Reason")->value.text, "new_reason");
    assert_false(page_find_action(b->page, "approve")->allowed);
    assert_false(page_find_action(b->page, "reject")->allowed);
    ASK(prepare(b->r, &request_ref, "approve", on_step, b));
    assert_int_equal(b->status, STATUS_CONFLICT);
    ASK(fetch(b->r, &request_ref, "form", on_bytes, b));
    assert_int_equal(b->status, STATUS_NOT_FOUND);
    struct record_ref bad = {(char *)"request", (char *)"../../x", NULL};
    ASK(open_record(b->r, &bad, on_page, b));
    assert_int_equal(b->status, STATUS_NOT_FOUND);
    down(b, &s);
}

static const struct raw_route person_routes[] = {
    {"SearchPersons", 200,
     "{\"data\":{\"persons\":{\"nodes\":[" PERSON_NODE
     "}],\"pageInfo\":{\"startCursor\":\"s\",\"endCursor\":\"e\","
     "\"hasNextPage\":true,\"hasPreviousPage\":false}}}}"},
    {"declarationByNumber", 200,
     "{\"data\":{\"declarationByNumber\":null},\"errors\":[{\"message\":\"Declaration not "
     "found\",\"extensions\":{"
     "\"code\":\"NOT_FOUND\"}}]}"},
    {"person(id:$id)", 200,
     "{\"data\":{\"person\":" PERSON_NODE ",\"gender\":\"FEMALE\",\"verificationDetails\":{\"drfo\":{"
     "\"verificationStatus\":\"VERIFIED\",\"verificationReason\":\"AUTO\"},\"newStream\":{"
     "\"verificationStatus\":\"ODD\",\"verificationReason\":\"ODDER\"}},\"documents\":[{\"type\":"
     "\"PASSPORT\","
     "\"number\":\"АА120518\"}],\"addresses\":[{\"type\":\"RESIDENCE\",\"zip\":\"02090\",\"area\":\"М."
     "КИЇВ\","
     "\"settlement\":\"КИЇВ\",\"building\":\"15\",\"apartment\":\"23\"}],\"authenticationMethods\":{"
     "\"nodes\":[{"
     "\"type\":\"THIRD_PERSON\",\"thirdPerson\":{\"lastName\":\"Ш\",\"firstName\":\"І\"},\"isActive\":"
     "true}]}}}}"},
    {"/merged_persons", 200,
     OK_DATA("[{\"merge_person_id\":\"" EMPLOYEE_ID
             "\",\"status\":\"MERGED\",\"inserted_at\":\"2021-03-13T19:44:28Z\"}]")},
    SIGN_IN,
    {0},
};

static void persons_are_found(void **state)
{
    (void)state;
    struct eh_bench bench, *b = &bench;
    struct raw_server *s;
    up(b, &s, person_routes);
    sign_in(b);
    const struct list_def *list = description_list(ehealth_registry.describe(b->r), "persons");
    struct form *f = form_new(list->search);
    for (int k = 0; k < 50 && !b->described; k++)
        loop_wait(b->loop, 50);
    ehealth_registry.form_choices(b->r, f);
    const struct choices *types = form_choices(f, (size_t)form_find(f, "documentType"));
    size_t passport = 0;
    while (passport < types->n && strcmp(types->items[passport].id, "PASSPORT"))
        passport++;
    assert_true(passport < types->n);
    assert_string_equal(types->items[passport].label, "Паспорт");
    struct query q = {.list = "persons", .search = f, .count = 50};
    ASK(list(b->r, &q, on_window, b));
    assert_int_equal(b->status, STATUS_INVALID);
    form_set(f, (size_t)form_find(f, "lastName"), "Шевчук");
    form_set(f, (size_t)form_find(f, "firstName"), "Олена");
    form_set(f, (size_t)form_find(f, "birthDate"), "1984-02-29");
    q.order = "BIRTH_DATE_ASC";
    ASK(list(b->r, &q, on_window, b));
    assert_int_equal(b->status, STATUS_OK);
    assert_non_null(strstr(s->last,
                           "\"filter\":{\"identity\":{\"lastName\":\"Шевчук\",\"firstName\":\"Олена\"},"
                           "\"personal\":{\"birthDate\":\"1984-02-29\"}}"));
    assert_non_null(strstr(s->last, "\"first\":50,\"orderBy\":\"BIRTH_DATE_ASC\""));
    assert_string_equal(b->window->rows[0]->cells[PC_NAME].text, "Шевчук Олена");
    assert_int_equal(b->window->rows[0]->cells[PC_TAX].kind, CELL_NONE);
    assert_string_equal(b->window->rows[0]->cells[PC_VERIFICATION].text, "SOMETHING_NEW");
    assert_true(b->window->more_after);
    q.cursor = "s";
    q.backward = true;
    ASK(list(b->r, &q, on_window, b));
    assert_non_null(strstr(s->last, "\"last\":50,\"before\":\"s\""));
    form_free(&f);
    list = description_list(ehealth_registry.describe(b->r), "declarations");
    f = form_new(list->search);
    form_set(f, 0, "0000-12H4-245D");
    q = (struct query){.list = "declarations", .search = f, .count = 10};
    ASK(list(b->r, &q, on_window, b));
    assert_int_equal(b->status, STATUS_OK);
    assert_int_equal(b->window->n, 0);
    form_free(&f);
    down(b, &s);
}

static void a_person_is_shown(void **state)
{
    (void)state;
    struct eh_bench bench, *b = &bench;
    struct raw_server *s;
    up(b, &s, person_routes);
    sign_in(b);
    for (int k = 0; k < 50 && !b->described; k++)
        loop_wait(b->loop, 50);
    struct record_ref ref = {(char *)"person", (char *)PERSON_ID, NULL};
    ASK(open_record(b->r, &ref, on_page, b));
    assert_int_equal(b->status, STATUS_OK);
    assert_string_equal(page_field(b->page, "identity", "Sex")->value.label, "жіноча");
    assert_string_equal(page_field(b->page, "contact", "Lives at")->value.text,
                        "02090, М.КИЇВ, КИЇВ, 15, кв. 23");
    assert_int_equal(page_part(b->page, "verification")->nrows, 2);
    assert_string_equal(page_part(b->page, "verification")->rows[1]->cells[0].text, "newStream");
    assert_string_equal(page_part(b->page, "verification")->rows[1]->cells[1].text, "ODD");
    assert_string_equal(page_part(b->page, "methods")->rows[0]->cells[2].text, "Ш І");
    assert_int_equal(page_part(b->page, "merged")->nrows, 1);
    assert_string_equal(page_part(b->page, "merged")->rows[0]->ref.kind, "person");
    down(b, &s);
}

static void cancelled_calls_are_silent(void **state)
{
    (void)state;
    static const struct raw_route routes[] = {SIGN_IN, {0}};
    struct eh_bench bench, *b = &bench;
    struct raw_server *s;
    up(b, &s, routes);
    sign_in(b);
    bench_forget(b);
    struct registry_call *call = ehealth_registry.open_record(b->r, &request_ref, on_page, b);
    ehealth_registry.cancel(b->r, call);
    ehealth_registry.cancel(b->r, call); /* a handle that is gone is not followed */
    call = ehealth_registry.count(b->r, "nonsense", on_count, b);
    ehealth_registry.cancel(b->r, call);
    for (int i = 0; i < 10; i++)
        loop_wait(b->loop, 5);
    assert_int_equal(b->answers, 0);
    ehealth_registry.count(b->r, "requests:NEW", on_count, b); /* left to close() */
    down(b, &s);
}

static void the_older_form_of_methods_is_spoken(void **state)
{
    (void)state;
    static const struct raw_route routes[] = {
        {"authenticationMethods(first:20)", 200,
         "{\"errors\":[{\"message\":\"Unknown argument \\\"first\\\" on field "
         "\\\"authenticationMethods\\\".\"}]}"},
        {"person(id:$id)", 200,
         "{\"data\":{\"person\":{\"databaseId\":\"" PERSON_ID "\",\"lastName\":\"Ш\",\"firstName\":\"О\","
         "\"authenticationMethods\":[{\"type\":\"OTP\",\"phoneNumber\":\"+380941455543\"},{\"type\":\"ODD\"}]"
         "}}}"},
        {"/merged_persons", 404, FAIL("not_found", "Such person not found")},
        SIGN_IN,
        {0},
    };
    struct eh_bench bench, *b = &bench;
    struct raw_server *s;
    up(b, &s, routes);
    sign_in(b);
    struct record_ref ref = {(char *)"person", (char *)PERSON_ID, NULL};
    ASK(open_record(b->r, &ref, on_page, b));
    assert_int_equal(b->status, STATUS_OK);
    const struct section *methods = page_part(b->page, "methods");
    assert_int_equal(methods->nrows, 2);
    assert_string_equal(methods->rows[0]->cells[1].text, "+380941455543");
    assert_string_equal(methods->rows[1]->cells[0].text, "ODD");
    assert_int_equal(page_part(b->page, "merged")->nrows, 0);
    int asked = raw_requests(s);
    ASK(open_record(b->r, &ref, on_page, b));
    assert_int_equal(raw_requests(s), asked + 2); /* it is remembered */
    down(b, &s);
}

/* 401 is also said of a scope: then signing in again would not help. */
static void a_missing_scope_does_not_end_the_session(void **state)
{
    (void)state;
    static const struct raw_route routes[] = {
        {"status=NEW", 401, FAIL("access_denied", "Invalid scopes")},
        {"status=SIGNED", 401, FAIL("access_denied", "Invalid access token")},
        SIGN_IN,
        {0},
    };
    struct eh_bench bench, *b = &bench;
    struct raw_server *s;
    up(b, &s, routes);
    sign_in(b);
    struct query q = {.list = "requests:NEW", .count = 50};
    ASK(list(b->r, &q, on_window, b));
    assert_int_equal(b->status, STATUS_FORBIDDEN);
    q.list = "requests:SIGNED";
    assert_true(ehealth_registry.session_left(b->r) > 0);
    ASK(list(b->r, &q, on_window, b));
    assert_int_equal(b->status, STATUS_UNAUTHENTICATED);
    for (int k = 0; k < 20 && !b->lost; k++)
        loop_wait(b->loop, 50);
    assert_int_equal(b->lost, 1);
    assert_non_null(ehealth_registry.describe(b->r)); /* the work stays */
    ASK(list(b->r, &q, on_window, b));
    assert_int_equal(b->status, STATUS_UNAUTHENTICATED); /* nothing is sent without a token */
    assert_int_equal(b->lost, 1);
    sign_in_again(b);
    assert_true(ehealth_registry.session_left(b->r) > 0);
    down(b, &s);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_sign_in),
        cmocka_unit_test(sign_in_refusals_have_their_own_words),
        cmocka_unit_test(the_factor_is_set_up_here),
        cmocka_unit_test(lists_counts_and_names),
        cmocka_unit_test(older_and_erased_requests_say_so),
        cmocka_unit_test(persons_are_found),
        cmocka_unit_test(a_person_is_shown),
        cmocka_unit_test(cancelled_calls_are_silent),
        cmocka_unit_test(the_older_form_of_methods_is_spoken),
        cmocka_unit_test(a_missing_scope_does_not_end_the_session),
    };
    if (!secret_setup())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
