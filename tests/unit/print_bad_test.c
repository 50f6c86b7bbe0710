/* Orders that cannot be right, and a helper that fails: a clear sentence, the program alive. */
#include "tests/unit/print_work.h"

/* A helper that does what `script` says, for one job. */
static void with_helper(struct work *w, const char *script)
{
    char *folder = scratch_new();
    work_begin(w, NULL);
    scratch_write(folder, "helper", script, 0700);
    free(w->helper);
    w->helper = scratch_path(folder, "helper");
    w->service.helper = w->helper;
    assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
    int64_t end = wait_now() + wait_patience(20000);
    while (!w->final && wait_now() < end)
        loop_wait(w->loop, 1000);
    assert_true(w->final);
    scratch_remove(&folder);
}

static void test_helper_fails(void **state)
{
    static const char *const scripts[] = {
        "#!/bin/sh\nkill -SEGV $$\n",
        "#!/bin/sh\nexit 2\n",
        "#!/bin/sh\nread line\nexit 0\n",
        "#!/bin/sh\necho nonsense\nsleep 60\n",
        "#!/bin/sh\necho '{\"reply\":\"job\",\"job\":1,\"state\":\"flying\"}'\nsleep 60\n",
        "#!/bin/sh\necho '{\"reply\":\"job\",\"job\":-1,\"state\":\"done\"}'\nsleep 60\n",
        "#!/bin/sh\necho '{\"reply\":\"error\",\"state\":\"printing\"}'\nsleep 60\n",
        "#!/bin/sh\necho '{\"reply\":\"job\",\"job\":1,\"state\":\"done\",\"state\":\"jam\"}'\nsleep 60\n",
        "#!/bin/sh\ncat /dev/zero\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        struct work w;
        with_helper(&w, scripts[i]);
        assert_int_equal(w.state, JOB_LOST);
        assert_non_null(strstr(w.what, "Not followed any more"));
        assert_non_null(strstr(w.next, "Look at the printer"));
        assert_false(job_state_nothing_printed(w.state));
        work_end(&w);
    }
}

/* The print service's words are cleaned before anybody sees them. */
static void test_hostile_words(void **state)
{
    struct work w;
    (void)state;
    with_helper(
        &w,
        "#!/bin/sh\n"
        "echo '{\"reply\":\"job\",\"job\":7,\"state\":\"aborted\",\"detail\":\"a\\u001b[2Jb\\u202ec\"}'\n");
    assert_int_equal(w.state, JOB_ABORTED);
    assert_int_equal(w.number, 7);
    assert_string_equal(w.detail, "a^[[2Jbc");
    work_end(&w);
}

static void test_drop_inside_news(void **state)
{
    struct work w;
    char *folder = scratch_new();
    (void)state;
    work_begin(&w, NULL);
    scratch_write(folder, "helper",
                  "#!/bin/sh\necho '{\"reply\":\"job\",\"job\":1,\"state\":\"printing\"}'\n"
                  "echo '{\"reply\":\"job\",\"job\":1,\"state\":\"done\"}'\nread line; sleep 60\n",
                  0700);
    free(w.helper);
    w.helper = scratch_path(folder, "helper");
    w.service.helper = w.helper;
    w.drop_in_news = true;
    assert_int_equal(work_submit(&w, "Reg"), STATUS_OK);
    work_until(&w, JOB_PRINTING);
    assert_int_equal(w.count, 1);
    assert_null(w.job);
    work_end(&w);
    scratch_remove(&folder);
}

static void test_orders(void **state)
{
    static const struct job_order good = {.printer = "Reg",
                                          .title = "t",
                                          .copies = 1,
                                          .media = "iso_a4_210x297mm",
                                          .pdf = work_page,
                                          .n = sizeof work_page - 1};
    struct work w;
    (void)state;
    work_begin(&w, NULL);
    for (int i = 0; i < 7; i++) {
        struct job_order order = good;
        order.printer = i == 0 ? "" : i == 1 ? NULL : order.printer;
        order.copies = i == 2 ? 0 : i == 3 ? 100 : 1;
        order.media = i == 4 ? "" : order.media;
        order.pdf = i == 5 ? "<html>" : order.pdf;
        order.n = i == 5 ? 6 : i == 6 ? (size_t)65 * 1024 * 1024 : order.n;
        error_clear(&w.error);
        enum status s = print_submit(w.loop, &w.service, &order, work_on_news, &w, &w.job, &w.error);
        assert_int_equal(s, i == 6 ? STATUS_LIMIT : STATUS_INVALID);
        assert_null(w.job);
        assert_int_equal(strncmp(w.error.what.id, "Not printed: ", 13), 0);
    }
    w.service.helper = "/nonexistent/registrar-print";
    assert_int_not_equal(work_submit(&w, "Reg"), STATUS_OK);
    assert_int_not_equal(work_list(&w), STATUS_OK);
    work_end(&w);
}

/* A helper that answers with one printer. */
#define ANSWER(printer) "#!/bin/sh\necho '{\"reply\":\"printers\",\"printers\":[" printer "]}'\n"

/* Lists that are none. */
static void test_bad_lists(void **state)
{
    static const char *const scripts[] = {
        "#!/bin/sh\necho nonsense\n",
        "#!/bin/sh\nexit 3\n",
        "#!/bin/sh\nkill -SEGV $$\n",
        "#!/bin/sh\necho '{\"reply\":\"printers\",\"printers\":5}'\n",
        ANSWER("{\"name\":\"\",\"state\":\"idle\"}"),
        ANSWER("{\"name\":\"a\",\"state\":\"mad\"}"),
        ANSWER("{\"name\":\"a\",\"state\":\"idle\",\"media\":[1]}"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        struct work w;
        char *folder = scratch_new();
        work_begin(&w, NULL);
        scratch_write(folder, "helper", scripts[i], 0700);
        free(w.helper);
        w.helper = scratch_path(folder, "helper");
        w.service.helper = w.helper;
        enum status s = work_list(&w);
        assert_true(s == STATUS_MALFORMED || s == STATUS_BROKEN);
        assert_int_equal(strncmp(w.error.what.id, "Not listed: ", 12), 0);
        assert_null(w.printers);
        work_end(&w);
        scratch_remove(&folder);
    }
}

/* The helper refuses what is no request, without a word to the print service. */
static void test_bad_requests(void **state)
{
    static const char *const requests[] = {
        "nonsense\n",
        "{\"op\":\"dance\"}\n",
        "{\"op\":\"submit\",\"printer\":\"a\"}\n",
        "{\"op\":\"submit\",\"printer\":\"a\",\"title\":\"t\",\"media\":\"m\",\"copies\":0,\"bytes\":5}\n%"
        "PDF-",
        "{\"op\":\"submit\",\"printer\":\"a\\nb\",\"title\":\"t\",\"media\":\"m\",\"copies\":1,\"bytes\":5}"
        "\n%PDF-",
        "{\"op\":\"submit\",\"printer\":\"a\",\"title\":\"t\",\"media\":\"m\",\"copies\":1,\"bytes\":"
        "99999999999}\n",
        "{\"op\":\"watch\",\"job\":0,\"printer\":\"a\"}\n",
        "{\"op\":\"list\",\"op\":\"list\"}\n",
    };
    char *helper = program_path("registrar-print");
    (void)state;
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        const char *argv[] = {helper, NULL}, *extra[] = {"CUPS_SERVER=/nonexistent/cups.sock", NULL};
        struct program_run run = {.argv = argv, .extra = extra, .input = requests[i]};
        program_run(&run);
        assert_int_equal(run.code, 2);
        assert_int_equal(run.out_size, 0);
        program_run_free(&run);
    }
    free(helper);
}

/* Every state has its word, its sentence, and, when something is to be done, what. */
static void test_sentences(void **state)
{
    (void)state;
    for (int s = 0; s < JOB_STATES; s++) {
        struct message what = {0}, next = {0};
        enum job_state back = JOB_STATES;
        assert_true(job_state_find(job_state_word((enum job_state)s), &back));
        assert_int_equal(back, s);
        print_sentence((enum job_state)s, "Counter 2", "words", &what, &next);
        assert_non_null(what.id);
        assert_int_equal(what.id[strlen(what.id) - 1], '.');
        assert_true(next.id || s == JOB_SENDING || s == JOB_PRINTING || s == JOB_DONE);
        assert_true(job_state_final((enum job_state)s) == (s >= JOB_DONE));
        for (int other = 0; other < s; other++) {
            struct message what_else = {0}, next_else = {0};
            print_sentence((enum job_state)other, "Counter 2", "words", &what_else, &next_else);
            assert_string_not_equal(what.id, what_else.id);
            message_clear(&what_else);
            message_clear(&next_else);
        }
        print_sentence((enum job_state)s, "Counter 2", "", &what, &next);
        assert_null(strstr(what.id, "%2$s"));
        message_clear(&what);
        message_clear(&next);
    }
    assert_false(job_state_find("nothing", &(enum job_state){0}));
    assert_false(job_state_find(NULL, &(enum job_state){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_helper_fails),     cmocka_unit_test(test_hostile_words),
        cmocka_unit_test(test_drop_inside_news), cmocka_unit_test(test_orders),
        cmocka_unit_test(test_bad_lists),        cmocka_unit_test(test_bad_requests),
        cmocka_unit_test(test_sentences),
    };
    return cmocka_run_group_tests_name("printing that fails", tests, NULL, NULL);
}
