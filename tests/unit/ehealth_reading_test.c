/* Signing in to the training registry, its queues, requests and persons, and bad answers of the line. */
#include "tests/unit/ehealth_sandbox.h"

static void signing_in_and_out(void **state)
{
    struct sandbox *s = *state;
    struct eh_bench *b = &s->bench;
    char code[16];
    answer_password(b, EMAIL, "wrong");
    assert_int_equal(b->status, STATUS_UNAUTHENTICATED);
    assert_string_equal(b->step->id, "password");
    answer_password(b, EMAIL, PASSWORD);
    assert_int_equal(b->status, STATUS_OK);
    sandbox_code(s, code);
    answer_code(b, strcmp(code, "111111") ? "111111" : "222222");
    assert_int_equal(b->status, STATUS_WRONG_CODE);
    assert_int_equal(b->step->attempts_left, 2);
    struct step_answer again = {.step_id = "code", .verb = VERB_RESEND};
    ASK(sign_in(b->r, &again, on_step, b));
    assert_int_equal(b->status, STATUS_OK);
    sandbox_code(s, code);
    answer_code(b, code);
    assert_int_equal(b->status, STATUS_OK);
    assert_int_equal(b->step->kind, STEP_CONFIRM);
    answer_consent(b);
    assert_int_equal(b->step->kind, STEP_DONE);
    assert_true(ehealth_registry.session_left(b->r) > 0);
    ASK(refresh(b->r, on_done, b));
    assert_int_equal(b->status, STATUS_OK);
    ASK(sign_out(b->r, on_done, b));
    assert_int_equal(b->status, STATUS_OK);
    struct query q = {.list = "requests:NEW", .count = 50};
    ASK(list(b->r, &q, on_window, b));
    assert_int_equal(b->status, STATUS_UNAUTHENTICATED);
    enter(s);
}

static void queues_have_rows_and_names(void **state)
{
    struct sandbox *s = *state;
    struct eh_bench *b = &s->bench;
    const struct description *d = ehealth_registry.describe(b->r);
    for (size_t i = 0; i < d->nlists; i++) {
        const struct list_def *list = &d->lists[i];
        if (list->search)
            continue;
        ASK(count(b->r, list->id, on_count, b));
        assert_int_equal(b->status, STATUS_OK);
        long total = b->total;
        struct query q = {.list = list->id, .count = 50};
        ASK(list(b->r, &q, on_window, b));
        assert_int_equal(b->status, STATUS_OK);
        assert_int_equal(b->window->total, total);
        assert_int_equal((long)b->window->n, total < 50 ? total : 50);
        struct window *rows = b->window;
        b->window = NULL;
        ASK(enrich(b->r, list->id, rows->rows, rows->n, on_window, b));
        if (b->status != STATUS_OK)
            fail_msg("%s: %s (%s)", list->id, b->error.what.id, b->error.server ? b->error.server : "");
        for (size_t k = 0; k < b->window->n; k++) {
            assert_false(b->window->rows[k]->partial);
            assert_int_not_equal(b->window->rows[k]->cells[RC_PERSON].kind, CELL_WAITING);
        }
        if (!strcmp(list->id, "requests:NEW")) {
            assert_true(b->window->n > 0);
            assert_int_equal(b->window->rows[0]->cells[RC_NUMBER].kind, CELL_TEXT);
            if (b->window->rows[0]->cells[RC_DOCTOR].kind != CELL_TEXT)
                fail_msg("%s: %s", b->window->rows[0]->ref.id, b->window->rows[0]->cells[RC_DOCTOR].word);
            assert_int_equal(b->window->rows[0]->cells[RC_DIVISION].kind, CELL_TEXT);
        }
        window_free(&rows);
    }
}

/* Every record of every queue opens as a page. */
static void every_request_opens(void **state)
{
    struct sandbox *s = *state;
    struct eh_bench *b = &s->bench;
    static const char *const lists[] = {"requests:NEW",      "requests:APPROVED",  "requests:SIGNED",
                                        "requests:REJECTED", "requests:CANCELLED", "requests:EXPIRED"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct query q = {.list = lists[i], .count = 10};
        ASK(list(b->r, &q, on_window, b));
        struct window *rows = b->window;
        b->window = NULL;
        for (size_t k = 0; k < rows->n; k++) {
            ASK(open_record(b->r, &rows->rows[k]->ref, on_page, b));
            if (b->status != STATUS_OK)
                fail_msg("%s: %s (%s)", rows->rows[k]->ref.id, b->error.what.id,
                         b->error.server ? b->error.server : "");
            assert_non_null(page_part(b->page, "request"));
            if (i > 0)
                assert_false(page_find_action(b->page, "approve")->allowed);
            bool form = b->page->nattachments > 0;
            if (form) {
                ASK(fetch(b->r, &rows->rows[k]->ref, "form", on_bytes, b));
                assert_int_equal(b->status, STATUS_OK);
                assert_non_null(strstr(b->bytes, "<"));
            }
        }
        window_free(&rows);
    }
}

static void hostile_answers_are_sentences(void **state)
{
    struct sandbox *s = *state;
    struct eh_bench *b = &s->bench;
    static const struct {
        const char *switches;
        enum status status;
    } cases[] = {
        {"{\"truncate_json\":{\"value\":40,\"count\":1,\"path\":\"/api\"}}", STATUS_MALFORMED},
        {"{\"deep_json\":{\"value\":500,\"count\":1,\"path\":\"/api\"}}", STATUS_LIMIT},
        {"{\"duplicate_keys\":{\"value\":true,\"count\":1,\"path\":\"/api\"}}", STATUS_MALFORMED},
        {"{\"invalid_utf8\":{\"value\":true,\"count\":1,\"path\":\"/api\"}}", STATUS_MALFORMED},
        {"{\"huge_reply\":{\"value\":9000000,\"count\":1,\"path\":\"/api\"}}", STATUS_LIMIT},
        {"{\"reply_502_html\":{\"value\":true,\"count\":3,\"path\":\"/api\"}}", STATUS_MALFORMED},
        {"{\"redirect_to\":{\"value\":\"http://127.0.0.2:1/\",\"count\":1,\"path\":\"/api\"}}",
         STATUS_REFUSED},
        {"{\"rate_limit\":{\"value\":true,\"count\":1,\"path\":\"/api\"}}", STATUS_THROTTLED},
        {"{\"cut_reply_at\":{\"value\":60,\"count\":3,\"path\":\"/api\"}}", STATUS_OFFLINE},
        {"{\"cut_reply_at\":{\"value\":60,\"count\":1,\"path\":\"/api\"}}", STATUS_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        turn(s, cases[i].switches);
        struct query q = {.list = "requests:NEW", .count = 50};
        ASK(list(b->r, &q, on_window, b));
        if (b->status != cases[i].status)
            fail_msg("%s: %s, %s", cases[i].switches, status_name(b->status),
                     b->error.what.id ? b->error.what.id : "");
        ASK(list(b->r, &q, on_window, b));
        assert_int_equal(b->status, STATUS_OK);
    }
}

static struct form *search_form(struct sandbox *s)
{
    struct form *f = form_new(description_list(ehealth_registry.describe(s->bench.r), "persons")->search);
    ehealth_registry.form_choices(s->bench.r, f);
    return f;
}

static void put(struct form *f, const char *id, const char *value)
{
    assert_int_equal(form_set(f, (size_t)form_find(f, id), value), STATUS_OK);
}

static void persons_by_each_combination(void **state)
{
    struct sandbox *s = *state;
    struct eh_bench *b = &s->bench;
    static const char *const cases[][8] = {
        {"taxId", "3074512345"},
        {"lastName", "Шевчук", "firstName", "Олена", "phone", "+380941455543"},
        {"lastName", "Шевчук", "firstName", "Олена", "birthDate", "1984-02-29"},
        {"documentType", "PASSPORT", "documentNumber", "КВ345678", "phone", "+380941455543"},
        {"documentType", "PASSPORT", "documentNumber", "КВ345678", "birthDate", "1984-02-29"},
        {"databaseId", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct form *f = search_form(s);
        for (size_t k = 0; k < 8 && cases[i][k]; k += 2)
            put(f, cases[i][k], cases[i][k + 1] ? cases[i][k + 1] : fixture(s, "person.otp"));
        put(f, "status", "ACTIVE");
        struct query q = {.list = "persons", .search = f, .count = 20};
        ASK(list(b->r, &q, on_window, b));
        if (b->status != STATUS_OK)
            fail_msg("%zu: %s (%s)", i, b->error.what.id, b->error.server ? b->error.server : "");
        assert_int_equal(b->window->n, 1);
        assert_string_equal(b->window->rows[0]->ref.id, fixture(s, "person.otp"));
        form_free(&f);
    }
}

static void namesakes_page_both_ways(void **state)
{
    struct sandbox *s = *state;
    struct eh_bench *b = &s->bench;
    struct form *f = search_form(s);
    put(f, "lastName", "Коваленко");
    put(f, "firstName", "Марія");
    put(f, "birthDate", "1985-03-08");
    struct query q = {.list = "persons", .search = f, .count = 25, .order = "TAX_ID_ASC"};
    char first[40], cursor[64];
    ASK(list(b->r, &q, on_window, b));
    if (b->status != STATUS_OK)
        fail_msg("%s (%s)", b->error.what.id, b->error.server ? b->error.server : "");
    assert_int_equal(b->window->n, 25);
    assert_true(b->window->more_after && !b->window->more_before);
    snprintf(first, sizeof first, "%s", b->window->rows[0]->ref.id);
    snprintf(cursor, sizeof cursor, "%s", b->window->last_cursor);
    q.cursor = cursor;
    ASK(list(b->r, &q, on_window, b));
    if (b->status != STATUS_OK)
        fail_msg("%s (%s)", b->error.what.id, b->error.server ? b->error.server : "");
    assert_int_equal(b->window->n, 25);
    snprintf(cursor, sizeof cursor, "%s", b->window->last_cursor);
    ASK(list(b->r, &q, on_window, b));
    assert_int_equal(b->window->n, 10);
    assert_false(b->window->more_after);
    q.backward = true;
    for (int i = 0; i < 2; i++) {
        snprintf(cursor, sizeof cursor, "%s", b->window->first_cursor);
        ASK(list(b->r, &q, on_window, b));
        assert_int_equal(b->window->n, 25);
    }
    assert_string_equal(b->window->rows[0]->ref.id, first);
    form_free(&f);
}

static void every_prepared_person_opens(void **state)
{
    struct sandbox *s = *state;
    struct eh_bench *b = &s->bench;
    static const char *const labels[] = {"person.otp",  "person.no_tax_id",    "person.offline",
                                         "person.na",   "person.third_person", "person.child",
                                         "person.dead", "person.not_verified", "person.merged_master"};
    for (int list = 0; list < 2; list++) {
        turn(s, list ? "{\"auth_methods\":\"list\"}" : "{\"auth_methods\":\"connection\"}");
        for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
            struct record_ref ref = ref_of("person", fixture(s, labels[i]));
            ASK(open_record(b->r, &ref, on_page, b));
            if (b->status != STATUS_OK)
                fail_msg("%s: %s (%s)", labels[i], b->error.what.id, b->error.server ? b->error.server : "");
            assert_non_null(page_part(b->page, "identity"));
            assert_int_equal(page_part(b->page, "verification")->nrows, 3);
            if (!strcmp(labels[i], "person.no_tax_id"))
                assert_int_equal(page_field(b->page, "identity", "Tax number")->value.kind, CELL_ABSENT);
            if (!strcmp(labels[i], "person.third_person") && !list)
                assert_string_equal(page_part(b->page, "methods")->rows[0]->cells[2].text,
                                    "Савчук Оксана Павлівна");
            if (!strcmp(labels[i], "person.merged_master"))
                assert_int_equal(page_part(b->page, "merged")->nrows, 3);
            if (!strcmp(labels[i], "person.otp"))
                assert_true(page_part(b->page, "declarations")->nrows > 0 &&
                            page_part(b->page, "requests")->nrows > 0);
        }
    }
    turn(s, "{\"auth_methods\":null}");
    struct record_ref gone = ref_of("person", fixture(s, "person.removed"));
    ASK(open_record(b->r, &gone, on_page, b));
    assert_int_equal(b->status, STATUS_NOT_FOUND);
    struct record_ref declaration = ref_of("declaration", fixture(s, "declaration.active"));
    ASK(open_record(b->r, &declaration, on_page, b));
    assert_int_equal(b->status, STATUS_OK);
    assert_string_equal(b->page->state.word, "Active");
}

/* The work stays, and signing in again opens it. */
static void a_session_ends_in_the_middle(void **state)
{
    struct sandbox *s = *state;
    struct eh_bench *b = &s->bench;
    JSON_AUTO *clock = trainer(s, "clock", "{\"ahead\":3000000}");
    struct query q = {.list = "requests:NEW", .count = 50};
    b->lost = 0;
    ASK(list(b->r, &q, on_window, b));
    assert_int_equal(b->status, STATUS_UNAUTHENTICATED);
    for (int k = 0; k < 20 && !b->lost; k++)
        loop_wait(b->loop, 50);
    assert_int_equal(b->lost, 1);
    enter(s);
    ASK(list(b->r, &q, on_window, b));
    assert_int_equal(b->status, STATUS_OK);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(signing_in_and_out),          cmocka_unit_test(queues_have_rows_and_names),
        cmocka_unit_test(every_request_opens),         cmocka_unit_test(hostile_answers_are_sentences),
        cmocka_unit_test(persons_by_each_combination), cmocka_unit_test(namesakes_page_both_ways),
        cmocka_unit_test(every_prepared_person_opens), cmocka_unit_test(a_session_ends_in_the_middle),
    };
    if (!secret_setup())
        return 1;
    return cmocka_run_group_tests(tests, sandbox_open, sandbox_close);
}
