/* Changes at the training registry: codes, papers, refusals, and answers that were lost. */
#include "tests/unit/ehealth_sandbox.h"

static enum verdict do_order(struct sandbox *s, const char *action, const char *id, const char *code)
{
    struct eh_bench *b = &s->bench;
    struct record_ref ref = ref_of("request", id);
    struct secret secret = {0};
    char key[37], *payload = NULL;
    bool needs_code;
    ERROR_AUTO e = {0};
    secret_uuid(key);
    if (code)
        assert_true(secret_set(&secret, code, strlen(code)));
    struct step_answer a = {.step_id = b->step->id, .code = &secret};
    assert_int_equal(ehealth_registry.compose(b->r, &ref, action, b->step, &a, &payload, &needs_code, &e),
                     STATUS_OK);
    struct order order = {
        .id = key, .action = action, .ref = ref, .payload = payload, .code = code ? &secret : NULL};
    ASK(run(b->r, &order, on_progress, on_verdict, b));
    free(payload);
    secret_clear(&secret);
    return b->verdict;
}

static void prepare(struct sandbox *s, const char *action, const char *id)
{
    struct eh_bench *b = &s->bench;
    struct record_ref ref = ref_of("request", id);
    ASK(prepare(b->r, &ref, action, on_step, b));
    if (b->status != STATUS_OK)
        fail_msg("%s (%s)", b->error.what.id, b->error.server ? b->error.server : "");
}

static void new_code(struct sandbox *s, const char *id, char code[16])
{
    struct eh_bench *b = &s->bench;
    struct record_ref ref = ref_of("request", id);
    struct step_answer again = {.step_id = "code", .verb = VERB_RESEND};
    ASK(step(b->r, &ref, "approve", &again, on_step, b));
    if (b->status != STATUS_OK)
        fail_msg("%s (%s)", b->error.what.id, b->error.server ? b->error.server : "");
    assert_true(b->step->valid_until > clock_wall());
    sandbox_code(s, code);
}

static void refused_as(struct sandbox *s, const char *words)
{
    struct eh_bench *b = &s->bench;
    if (b->verdict != VERDICT_REFUSED || !strstr(b->error.what.id, words))
        fail_msg("verdict %d: %s (%s)", b->verdict, b->error.what.id, b->error.server ? b->error.server : "");
}

static void a_code_approves(void **state)
{
    struct sandbox *s = *state;
    struct eh_bench *b = &s->bench;
    const char *id = fixture(s, "request.new_otp");
    char code[16], wrong[16];
    prepare(s, "approve", id);
    assert_int_equal(b->step->kind, STEP_CODE);
    new_code(s, id, code);
    snprintf(wrong, sizeof wrong, "%ld", strtol(code, NULL, 10) == 1111 ? 2222L : 1111L);
    assert_int_equal(do_order(s, "approve", id, wrong), VERDICT_NEEDS_YOU);
    assert_int_equal(b->error.status, STATUS_WRONG_CODE);
    assert_int_equal(b->step->kind, STEP_CODE);
    assert_int_equal(do_order(s, "approve", id, code), VERDICT_DONE);
    assert_string_equal(status_of(s, id), "APPROVED");
    assert_int_equal(b->page->nattachments, 1);
    assert_non_null(page_part(b->page, "documents"));
    struct record_ref ref = ref_of("request", id);
    ASK(fetch(b->r, &ref, "form", on_bytes, b));
    assert_int_equal(b->status, STATUS_OK);
    assert_non_null(strstr(b->bytes, "Шевчук"));
    /* A second time is no longer possible, and is told as done: it is. */
    struct secret secret = {0};
    assert_true(secret_set(&secret, code, strlen(code)));
    struct order order = {
        .id = "again", .action = "approve", .ref = ref, .payload = "{\"method\":\"OTP\"}", .code = &secret};
    ASK(run(b->r, &order, on_progress, on_verdict, b));
    assert_int_equal(b->verdict, VERDICT_DONE);
    secret_clear(&secret);
}

static void a_dead_code_is_told(void **state)
{
    struct sandbox *s = *state;
    struct eh_bench *b = &s->bench;
    const char *id = fixture(s, "request.new_otp_2");
    char code[16];
    prepare(s, "approve", id);
    new_code(s, id, code);
    JSON_AUTO *clock = trainer(s, "clock", "{\"ahead\":400}");
    assert_int_equal(do_order(s, "approve", id, code), VERDICT_NEEDS_YOU);
    assert_non_null(strstr(b->error.what.id, "too old"));
    new_code(s, id, code);
    for (int i = 0; i < 3; i++)
        assert_int_equal(do_order(s, "approve", id, strcmp(code, "1111") ? "1111" : "2222"),
                         VERDICT_NEEDS_YOU);
    assert_int_equal(do_order(s, "approve", id, code), VERDICT_NEEDS_YOU);
    assert_non_null(strstr(b->error.what.id, "is dead"));
    assert_int_equal(b->step->attempts_left, 0);
    /* No code was ever sent to this phone. */
    id = fixture(s, "request.new_otp_no_code");
    prepare(s, "approve", id);
    assert_int_equal(do_order(s, "approve", id, "1111"), VERDICT_UNKNOWN);
    assert_non_null(strstr(b->error.what.id, "no living code"));
}

static void upload(struct sandbox *s, const char *id, const char *type, const char *path)
{
    struct eh_bench *b = &s->bench;
    struct record_ref ref = ref_of("request", id);
    struct step_answer a = {.step_id = "papers", .choice = type};
    char *payload;
    bool needs_code;
    ERROR_AUTO e = {0};
    assert_int_equal(ehealth_registry.compose(b->r, &ref, "upload", NULL, &a, &payload, &needs_code, &e),
                     STATUS_OK);
    struct order order = {.id = "up", .action = "upload", .ref = ref, .payload = payload, .file = path};
    b->progress = 0;
    ASK(run(b->r, &order, on_progress, on_verdict, b));
    if (b->verdict != VERDICT_DONE)
        fail_msg("%s: %s (%s)", type, b->error.what.id, b->error.server ? b->error.server : "");
    assert_int_equal(b->progress, 2000);
    free(payload);
}

static void papers_are_uploaded_first(void **state)
{
    struct sandbox *s = *state;
    struct eh_bench *b = &s->bench;
    char *folder = scratch_new(), picture[2001], code[16];
    memset(picture, 'x', sizeof picture - 1);
    memcpy(picture, "\xff\xd8\xff\xe0", 4);
    memcpy(picture + sizeof picture - 3, "\xff\xd9", 2);
    picture[2000] = '\0';
    scratch_write(folder, "page.jpeg", picture, 0600);
    AUTO_FREE char *path = scratch_path(folder, "page.jpeg");
    static const char *const labels[] = {"request.new_offline_missing", "request.child_offline",
                                         "request.new_no_tax_id"};
    for (size_t i = 0; i < 3; i++) {
        const char *id = fixture(s, labels[i]);
        memset(b->uploaded, 0, sizeof b->uploaded);
        prepare(s, "approve", id);
        assert_int_equal(b->step->kind, STEP_FILES);
        struct step *step = b->step;
        b->step = NULL;
        assert_true(step->nfiles > 0 && step->nfiles < 8);
        for (size_t k = 0; k < step->nfiles; k++) {
            upload(s, id, step->files[k].type, path);
            b->uploaded[k] = step->files[k].type;
        }
        prepare(s, "approve", id);
        if (i == 2) {
            assert_int_equal(b->step->kind, STEP_CODE);
            new_code(s, id, code);
            assert_int_equal(do_order(s, "approve", id, code), VERDICT_DONE);
        } else {
            assert_int_equal(b->step->kind, STEP_FILES);
            assert_int_equal(do_order(s, "approve", id, NULL), VERDICT_DONE);
        }
        memset(b->uploaded, 0, sizeof b->uploaded);
        step_free(&step);
        assert_string_equal(status_of(s, id), "APPROVED");
    }
    scratch_remove(&folder);
}

static void without_a_method(void **state)
{
    struct sandbox *s = *state;
    struct eh_bench *b = &s->bench;
    const char *id = fixture(s, "request.na_parent_terminated");
    prepare(s, "approve", id);
    assert_int_equal(b->step->kind, STEP_CONFIRM);
    do_order(s, "approve", id, NULL);
    refused_as(s, "continues");
    id = fixture(s, "request.na_parent_active");
    prepare(s, "approve", id);
    assert_int_equal(do_order(s, "approve", id, NULL), VERDICT_DONE);
    id = fixture(s, "request.over_limit");
    prepare(s, "approve", id);
    do_order(s, "approve", id, NULL);
    refused_as(s, "already has %s");
    assert_true(strtol(b->error.what.args[0], NULL, 10) > 0);
    id = fixture(s, "request.pis_shareable");
    prepare(s, "approve", id);
    assert_int_equal(do_order(s, "approve", id, NULL), VERDICT_DONE);
    id = fixture(s, "request.new_na");
    prepare(s, "reject", id);
    assert_int_equal(b->step->kind, STEP_CONFIRM);
    assert_int_equal(do_order(s, "reject", id, NULL), VERDICT_DONE);
    assert_string_equal(status_of(s, id), "REJECTED");
}

static void what_the_registry_forbids(void **state)
{
    struct sandbox *s = *state;
    struct eh_bench *b = &s->bench;
    char code[16];
    const char *id = fixture(s, "request.not_verified");
    prepare(s, "approve", id);
    new_code(s, id, code);
    do_order(s, "approve", id, code);
    refused_as(s, "not verified");
    id = fixture(s, "request.third_person");
    prepare(s, "approve", id);
    bool told = false;
    for (size_t i = 0; i < b->step->nlines; i++)
        told |= strstr(b->step->lines[i].id, "third person") &&
                strstr(b->step->lines[i].args[0], "Савчук Оксана");
    assert_true(told);
    id = fixture(s, "request.cabinet");
    struct record_ref ref = ref_of("request", id);
    ASK(open_record(b->r, &ref, on_page, b));
    assert_false(page_find_action(b->page, "approve")->allowed);
    /* The rule of the server, should our own be wrong. */
    struct order order = {.id = "x", .action = "approve", .ref = ref, .payload = "{\"method\":\"NONE\"}"};
    ASK(run(b->r, &order, on_progress, on_verdict, b));
    refused_as(s, "only the patient");
    order.ref = ref_of("request", fixture(s, "request.not_shareable"));
    ASK(run(b->r, &order, on_progress, on_verdict, b));
    refused_as(s, "another institution");
    order.action = "reject";
    ASK(run(b->r, &order, on_progress, on_verdict, b));
    refused_as(s, "another institution");
    ref = ref_of("request", fixture(s, "request.foreign"));
    ASK(open_record(b->r, &ref, on_page, b));
    assert_int_equal(b->status, STATUS_NOT_FOUND);
    ref = ref_of("request", fixture(s, "request.v2"));
    ASK(open_record(b->r, &ref, on_page, b));
    assert_int_equal(page_field(b->page, "person", "Person")->value.kind, CELL_ABSENT);
}

/* The registry did it, and the line broke before it could say so. */
static void a_lost_answer_is_asked_about(void **state)
{
    struct sandbox *s = *state;
    struct eh_bench *b = &s->bench;
    const char *id = fixture(s, "request.new_otp_2");
    struct record_ref ref = ref_of("request", id);
    prepare(s, "reject", id);
    turn(s, "{\"drop_connection\":{\"value\":\"after\",\"count\":1,\"method\":\"PATCH\"}}");
    assert_int_equal(do_order(s, "reject", id, NULL), VERDICT_UNKNOWN);
    struct order order = {.id = "k", .action = "reject", .ref = ref, .payload = "{}"};
    ASK(confirm(b->r, &order, on_verdict, b));
    assert_int_equal(b->verdict, VERDICT_DONE);
    id = fixture(s, "request.new_otp_no_code");
    ref = ref_of("request", id);
    prepare(s, "reject", id);
    turn(s, "{\"drop_connection\":{\"value\":\"before\",\"count\":1,\"method\":\"PATCH\"}}");
    assert_int_equal(do_order(s, "reject", id, NULL), VERDICT_UNKNOWN);
    order.ref = ref;
    ASK(confirm(b->r, &order, on_verdict, b));
    assert_int_equal(b->verdict, VERDICT_NOT);
    prepare(s, "reject", id);
    turn(s, "{\"reply_502_html\":{\"value\":true,\"count\":1,\"method\":\"PATCH\"}}");
    assert_int_equal(do_order(s, "reject", id, NULL), VERDICT_UNKNOWN);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_registry_forbids), cmocka_unit_test(a_code_approves),
        cmocka_unit_test(papers_are_uploaded_first), cmocka_unit_test(without_a_method),
        cmocka_unit_test(a_dead_code_is_told),       cmocka_unit_test(a_lost_answer_is_asked_about),
    };
    if (!secret_setup())
        return 1;
    return cmocka_run_group_tests_name("plain", tests, sandbox_open_signed_in, sandbox_close) +
           cmocka_run_group_tests_name("over TLS", tests, sandbox_open_tls_signed_in, sandbox_close);
}
