/* The training registry's declaration requests, rule by rule (ehealth contract 3.1 to 3.5). */
#include "tests/unit/sandbox_bench.h"

#define LIST "/api/v3/declaration_requests"

static void list_pages(void **state)
{
    struct bench *b = *state;
    long total;
    char newest[64];

    ask(b, "GET", LIST, NULL);
    assert_status(b, 200);
    assert_string_equal(text_at(b, "meta.type"), "list");
    assert_int_equal(json_integer_value(at(b, "paging.page_size")), 50);
    total = (long)json_integer_value(at(b, "paging.total_entries"));
    assert_true(total > 50);
    snprintf(newest, sizeof newest, "%s", text_at(b, "data.1.id"));
    ask(b, "GET", LIST "?page=2&page_size=1", NULL);
    assert_string_equal(text_at(b, "data.0.id"), newest);
    assert_int_equal(json_integer_value(at(b, "paging.total_pages")), total);
    ask(b, "GET", LIST "?page_size=301", NULL);
    assert_invalid(b, "$.page_size", "expected the value to be <= 300");
    ask(b, "GET", LIST "?page_size=0", NULL);
    assert_invalid(b, "$.page_size", "expected the value to be >= 1");
    ask(b, "GET", LIST "?page=zwei", NULL);
    assert_invalid(b, "$.page", "expected the value to be >= 1");
}

static void list_is_newest_first(void **state)
{
    struct bench *b = *state;
    const char *before = "9999";
    json_t *row;
    size_t i;

    ask(b, "GET", LIST "?page_size=300", NULL);
    json_array_foreach(at(b, "data"), i, row)
    {
        const char *when = json_string_value(json_object_get(row, "inserted_at"));
        assert_true(strcmp(before, when) >= 0);
        before = when;
    }
}

static void list_filters(void **state)
{
    struct bench *b = *state;
    json_t *row;
    size_t i;
    char path[160];

    ask(b, "GET", LIST "?status=REJECTED&channel=MIS&page_size=300", NULL);
    assert_true(json_array_size(at(b, "data")) > 0);
    json_array_foreach(at(b, "data"), i, row)
    {
        assert_string_equal(json_string_value(json_object_get(row, "status")), "REJECTED");
        assert_string_equal(json_string_value(json_object_get(row, "channel")), "MIS");
    }
    snprintf(path, sizeof path, LIST "?employee_id=%s", world_fixture(b->world, "employee.over_limit"));
    ask(b, "GET", path, NULL);
    assert_int_equal(json_array_size(at(b, "data")), 1);
    snprintf(path, sizeof path, LIST "?legal_entity_id=%s", world_fixture(b->world, "legal_entity.foreign"));
    ask(b, "GET", path, NULL);
    assert_status(b, 200);
    assert_int_equal(json_array_size(at(b, "data")), 0);
    ask(b, "GET", LIST "?status=new", NULL);
    assert_invalid(b, "$.status", "value is not allowed in enum");
    ask(b, "GET", LIST "?employee_id=7", NULL);
    assert_invalid(b, "$.employee_id", "is invalid");
    ask(b, "GET", LIST "?colour=red", NULL);
    assert_invalid(b, "$.colour", "schema does not allow additional properties");
}

static void get_one(void **state)
{
    struct bench *b = *state;

    ask_request(b, "GET", "new_otp", "", NULL);
    assert_status(b, 200);
    assert_int_equal(strlen(text_at(b, "data.declaration_number")), 14);
    assert_true(json_is_null(at(b, "data.data_to_be_signed")));
    assert_string_equal(text_at(b, "urgent.authentication_method_current.type"), "OTP");
    assert_string_equal(text_at(b, "urgent.authentication_method_current.number"), "+38094*****43");
    assert_null(strstr(b->body, "+380941455543"));
    ask(b, "GET", LIST "/00000000-0000-4000-8000-000000000000", NULL);
    assert_refused(b, 404, "not_found", NULL);
    ask_request(b, "GET", "foreign", "", NULL);
    assert_refused(b, 404, "not_found", NULL);
}

static void older_rows_lack_data(void **state)
{
    struct bench *b = *state;

    ask_request(b, "GET", "v2", "", NULL);
    assert_status(b, 200);
    assert_true(json_is_null(at(b, "data.person_id")));
    ask_request(b, "GET", "expired", "", NULL);
    assert_status(b, 200);
    assert_true(json_is_null(at(b, "data.person_id")));
    assert_true(json_is_null(at(b, "data.employee_id")));
    assert_true(json_is_null(at(b, "urgent.authentication_method_current")));
}

/* A fresh code for a prepared request, as the body of Approve. */
static void fresh_code(struct bench *b, const char *label, char body[60])
{
    ask_request(b, "POST", label, "/actions/resend_otp", NULL);
    assert_status(b, 200);
    snprintf(body, 60, "{\"verification_code\": %ld}", phone_code(b));
}

static void approve_with_the_code(void **state)
{
    struct bench *b = *state;
    char body[60];

    fresh_code(b, "new_otp", body);
    approve(b, "new_otp", body);
    assert_status(b, 201);
    assert_string_equal(text_at(b, "data.status"), "APPROVED");
    assert_string_equal(text_at(b, "data.status_reason"), "doctor_confirmed");
    assert_string_equal(text_at(b, "data.data_to_be_signed.status"), "APPROVED");
    assert_true(json_is_false(at(b, "data.data_to_be_signed.person.patient_signed")));
    assert_true(*text_at(b, "data.data_to_be_signed.seed"));
    assert_int_equal(world_count(b->world, "approve"), 1);
    approve(b, "new_otp", body);
    assert_refused(b, 409, "request_conflict", "Invalid transition");
    assert_int_equal(world_count(b->world, "approve"), 1);
}

static void approve_answers_200_when_told(void **state)
{
    struct bench *b = *state;

    char path[160];

    snprintf(path, sizeof path, "/api/declaration_requests/%s/actions/approve",
             world_fixture(b->world, "request.na_parent_active"));
    ask(b, "PATCH", path, NULL);
    assert_status(b, 200);
    world_switch(b->world, "{\"approve_status\": 200}");
    approve(b, "new_na", NULL);
    assert_status(b, 200);
}

static void approve_body(void **state)
{
    struct bench *b = *state;

    approve(b, "new_otp", "{\"verification_code\": \"3748\"}");
    assert_invalid(b, "$.verification_code", "type mismatch. Expected number but got string");
    approve(b, "new_otp", "{\"verification_code\": 3748, \"colour\": 1}");
    assert_invalid(b, "$.colour", "schema does not allow additional properties");
    approve(b, "new_otp", NULL);
    assert_invalid(b, "$.verification_code", "required property verification_code was not present");
    approve(b, "new_otp", "{\"verification_code\": ");
    assert_refused(b, 400, "request_malformed", "Malformed request. Probably, you have sent corrupted JSON.");
    assert_string_equal(text_at(b, "error.invalid.0.rules.0.rule"), "json");
}

static void text_code_burns_an_attempt_without_schema(void **state)
{
    struct bench *b = *state;
    char body[60], text[60];

    world_switch(b->world, "{\"verification_code_schema\": false, \"otp_attempts\": 1}");
    fresh_code(b, "new_otp", body);
    snprintf(text, sizeof text, "{\"verification_code\": \"%ld\"}", phone_code(b));
    approve(b, "new_otp", text);
    assert_refused(b, 422, "forbidden", "Invalid verification code");
    approve(b, "new_otp", body);
    assert_refused(b, 422, "forbidden", "Maximum attempts exceed");
}

static void wrong_codes(void **state)
{
    struct bench *b = *state;
    char body[60];

    fresh_code(b, "new_otp", body);
    for (int i = 0; i < 3; i++) {
        approve(b, "new_otp", "{\"verification_code\": 1}");
        assert_refused(b, 422, "forbidden", "Invalid verification code");
    }
    approve(b, "new_otp", body);
    assert_refused(b, 422, "forbidden", "Maximum attempts exceed");
    fresh_code(b, "new_otp", body);
    approve(b, "new_otp", body);
    assert_status(b, 201);
}

static void code_gets_old(void **state)
{
    struct bench *b = *state;
    char body[60];

    approve(b, "new_otp_2", "{\"verification_code\": 3748}");
    assert_refused(b, 422, "forbidden", "Verification code expired");
    fresh_code(b, "new_otp", body);
    world_forward(b->world, 301);
    approve(b, "new_otp", body);
    assert_refused(b, 422, "forbidden", "Verification code expired");
}

static void new_code_ends_the_old(void **state)
{
    struct bench *b = *state;
    char old[60], body[60];

    do {
        fresh_code(b, "new_otp", old);
        fresh_code(b, "new_otp", body);
    } while (strcmp(old, body) == 0);
    approve(b, "new_otp", old);
    assert_refused(b, 422, "forbidden", "Invalid verification code");
    approve(b, "new_otp", body);
    assert_status(b, 201);
}

static void no_code_known(void **state)
{
    struct bench *b = *state;

    approve(b, "new_otp_no_code", "{\"verification_code\": 3748}");
    assert_refused(b, 500, "proxied error", "remote server internal error");
}

static void refusals(void **state)
{
    static const struct {
        const char *label, *body;
        int status;
        const char *type, *message;
    } cases[] = {
        {"na_parent_terminated", NULL, 404, "not_found", "Active parent declaration was not found"},
        {"over_limit", NULL, 422, "request_malformed",
         "This doctor has 2000 declarations and could not sign more"},
        {"not_verified", "{\"verification_code\": 1}", 409, "request_conflict", "Patient is not verified"},
        {"cabinet", "{\"verification_code\": 1}", 403, "forbidden",
         "Declaration request should be approved by Patient"},
        {"not_shareable", "{\"verification_code\": 1}", 403, "forbidden", NULL},
        {"foreign", NULL, 403, "forbidden", NULL},
        {"approved", "{\"verification_code\": 1}", 409, "request_conflict", "Invalid transition"},
        {"signed", "{\"verification_code\": 1}", 409, "request_conflict", "Invalid transition"},
        {"rejected", "{\"verification_code\": 1}", 409, "request_conflict", "Invalid transition"},
        {"cancelled", "{\"verification_code\": 1}", 409, "request_conflict", "Invalid transition"},
        {"expired", "{\"verification_code\": 1}", 409, "request_conflict", "Invalid transition"},
        {"new_offline_missing", NULL, 409, "request_conflict",
         "Documents person.tax_id, person.PASSPORT is not uploaded"},
    };
    struct bench *b = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        approve(b, cases[i].label, cases[i].body);
        assert_refused(b, cases[i].status, cases[i].type, cases[i].message);
    }
    assert_int_equal(world_count(b->world, "approve"), 0);
    ask(b, "PATCH", LIST "/00000000-0000-4000-8000-000000000000/actions/approve", NULL);
    assert_refused(b, 404, "not_found", NULL);
    world_switch(b->world, "{\"employee_missing\": true}");
    approve(b, "new_na", NULL);
    assert_refused(b, 409, "request_conflict", "employee or party not found");
}

static void without_a_code(void **state)
{
    static const char *const labels[] = {"new_na", "na_parent_active", "pis_shareable"};
    struct bench *b = *state;

    for (size_t i = 0; i < 3; i++) {
        approve(b, labels[i], i ? NULL : "{}");
        assert_status(b, 201);
    }
    ask_request(b, "GET", "na_parent_active", "", NULL);
    assert_true(json_is_null(at(b, "data.data_to_be_signed.person.patient_signed")));
    assert_true(json_is_null(at(b, "data.data_to_be_signed.person.process_disclosure_data_consent")));
}

static void third_person_gets_the_code(void **state)
{
    struct bench *b = *state;
    char body[60];

    ask_request(b, "GET", "third_person", "", NULL);
    assert_string_equal(text_at(b, "urgent.authentication_method_current.type"), "OTP");
    assert_string_equal(text_at(b, "urgent.authentication_method_current.number"), "+38066*****88");
    assert_true(*text_at(b, "data.authorize_with"));
    fresh_code(b, "third_person", body);
    approve(b, "third_person", body);
    assert_status(b, 201);
}

static void used_code_is_lost_when_papers_miss(void **state)
{
    struct bench *b = *state;
    char body[60];

    fresh_code(b, "new_no_tax_id", body);
    approve(b, "new_no_tax_id", "{\"verification_code\": 1}");
    assert_refused(b, 422, "forbidden", "Invalid verification code");
    approve(b, "new_no_tax_id", body);
    assert_refused(b, 409, "request_conflict", "Documents person.no_tax_id is not uploaded");
    approve(b, "new_no_tax_id", body);
    assert_refused(b, 422, "forbidden", "Maximum attempts exceed");
}

static void reject(void **state)
{
    struct bench *b = *state;

    ask_request(b, "PATCH", "new_otp", "/actions/reject", NULL);
    assert_status(b, 201);
    assert_int_equal(json_integer_value(at(b, "meta.code")), 200);
    assert_string_equal(text_at(b, "data.status"), "REJECTED");
    assert_string_equal(text_at(b, "data.status_reason"), "doctor_reject");
    ask_request(b, "PATCH", "new_otp", "/actions/reject", NULL);
    assert_refused(b, 409, "request_conflict", "Invalid transition");
    ask_request(b, "PATCH", "pis_shareable", "/actions/reject", NULL);
    assert_string_equal(text_at(b, "data.status_reason"), "doctor_rejected_over_limit");
    ask_request(b, "PATCH", "approved", "/actions/reject", NULL);
    assert_status(b, 201);
    ask_request(b, "PATCH", "not_shareable", "/actions/reject", NULL);
    assert_refused(b, 403, "forbidden", NULL);
    ask_request(b, "PATCH", "cabinet", "/actions/reject", NULL);
    assert_refused(b, 403, "forbidden", NULL);
    ask_request(b, "PATCH", "foreign", "/actions/reject", NULL);
    assert_refused(b, 403, "forbidden", NULL);
    ask_request(b, "PATCH", "signed", "/actions/reject", NULL);
    assert_refused(b, 409, "request_conflict", "Invalid transition");
    assert_int_equal(world_count(b->world, "reject"), 3);
}

static void resend(void **state)
{
    struct bench *b = *state;

    ask_request(b, "POST", "new_otp", "/actions/resend_otp", NULL);
    assert_status(b, 200);
    assert_string_equal(text_at(b, "data.status"), "NEW");
    assert_true(json_is_true(at(b, "data.active")));
    assert_int_equal(strlen(text_at(b, "data.code_expired_at")), 27);
    ask_request(b, "POST", "approved", "/actions/resend_otp", NULL);
    assert_invalid(b, "$.status", "incorrect status");
    ask_request(b, "POST", "new_na", "/actions/resend_otp", NULL);
    assert_invalid(b, "$.authentication_method_current", "Auth method is not OTP");
    world_switch(b->world, "{\"otp_send_interval\": 60}");
    ask_request(b, "POST", "new_otp", "/actions/resend_otp", NULL);
    assert_status(b, 429);
    assert_string_equal(text_at(b, "error.message"), "too many requests");
    world_switch(b->world, "{\"otp_fails\": true}");
    ask_request(b, "POST", "new_otp", "/actions/resend_otp", NULL);
    assert_refused(b, 500, "proxied error", "remote server internal error");
}

static void form(void **state)
{
    struct bench *b = *state;
    const char *content;

    ask_request(b, "GET", "approved", "", NULL);
    content = text_at(b, "data.data_to_be_signed.content");
    assert_non_null(strstr(content, "<h1>Декларація № "));
    assert_non_null(strstr(content, "Шевчук Олена Іванівна"));
    assert_non_null(strstr(content, "29.02.1984"));
    assert_non_null(strstr(content, "<li>"));
    assert_null(strstr(content, "{{"));
    approve(b, "new_na", NULL);
    content = text_at(b, "data.data_to_be_signed.content");
    assert_non_null(strstr(content, "<td>––</td>"));
}

/* Asks for a new request; ids of fixtures, or a text as it is. */
static void create(struct bench *b, const char *person, const char *employee, const char *division)
{
    char body[300];

    snprintf(body, sizeof body, "{\"person_id\":\"%s\",\"employee_id\":\"%s\",\"division_id\":\"%s\"}",
             person, employee, division);
    ask(b, "POST", LIST, body);
}

static void new_requests(void **state)
{
    struct bench *b = *state;
    const char *doctor = world_fixture(b->world, "employee.first"),
               *place = world_fixture(b->world, "division.first");
    char first[64], body[60], path[160];

    create(b, world_fixture(b->world, "person.guardian"), doctor, place);
    assert_status(b, 201);
    assert_string_equal(text_at(b, "data.status"), "NEW");
    assert_string_equal(text_at(b, "urgent.authentication_method_current.number"), "+38066*****88");
    snprintf(first, sizeof first, "%s", text_at(b, "data.id"));
    snprintf(body, sizeof body, "{\"verification_code\": %ld}", phone_code(b));
    snprintf(path, sizeof path, LIST "/%s/actions/approve", first);
    ask(b, "PATCH", path, body);
    assert_status(b, 201);
    create(b, world_fixture(b->world, "person.guardian"), doctor, place);
    assert_status(b, 201);
    snprintf(path, sizeof path, LIST "/%s", first);
    ask(b, "GET", path, NULL);
    assert_string_equal(text_at(b, "data.status"), "CANCELLED");
}

static void new_requests_refused(void **state)
{
    struct bench *b = *state;
    const char *doctor = world_fixture(b->world, "employee.first"),
               *place = world_fixture(b->world, "division.first");
    static const char nobody[] = "00000000-0000-4000-8000-000000000000";

    ask(b, "POST", LIST, "{\"employee_id\":\"x\"}");
    assert_invalid(b, "$.person_id", "required property person_id was not present");
    create(b, nobody, nobody, place);
    assert_invalid(b, "$.employee_id", "Employee does not belong to legal entity.");
    create(b, nobody, doctor, nobody);
    assert_invalid(b, "$.division_id", "Division does not belong to legal entity.");
    create(b, nobody, doctor, place);
    assert_refused(b, 404, "not_found", "Such person doesn't exist");
    create(b, world_fixture(b->world, "person.inactive"), doctor, place);
    assert_refused(b, 404, "not_found", "Such person doesn't exist");
    create(b, world_fixture(b->world, "person.not_verified"), doctor, place);
    assert_refused(b, 409, "request_conflict", "Patient is not verified");
    create(b, world_fixture(b->world, "person.na"), doctor, place);
    assert_refused(b, 422, "request_malformed", "Person must have authentication method");
    assert_int_equal(world_count(b->world, "create"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIGNED(list_pages),
        SIGNED(list_is_newest_first),
        SIGNED(list_filters),
        SIGNED(get_one),
        SIGNED(older_rows_lack_data),
        SIGNED(approve_with_the_code),
        SIGNED(approve_answers_200_when_told),
        SIGNED(approve_body),
        SIGNED(text_code_burns_an_attempt_without_schema),
        SIGNED(wrong_codes),
        SIGNED(code_gets_old),
        SIGNED(new_code_ends_the_old),
        SIGNED(no_code_known),
        SIGNED(refusals),
        SIGNED(without_a_code),
        SIGNED(third_person_gets_the_code),
        SIGNED(used_code_is_lost_when_papers_miss),
        SIGNED(reject),
        SIGNED(resend),
        SIGNED(form),
        SIGNED(new_requests),
        SIGNED(new_requests_refused),
    };
    return cmocka_run_group_tests_name("the training registry's requests", tests, NULL, NULL);
}
