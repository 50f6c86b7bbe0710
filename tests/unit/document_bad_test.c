/* Forms nobody should send, and a helper that fails: each gets its sentence, and the program lives on. */
#include "tests/unit/document_work.h"

#include "base/limits.h"
#include "base/text.h"

static void refused(struct work *w, enum status want, const char *words)
{
    assert_int_equal(w->status, want);
    assert_int_equal(w->error.status, want);
    assert_null(w->pdf);
    assert_null(w->lines);
    assert_non_null(w->error.next.id);
    assert_int_equal(strncmp(w->error.what.id, "Not prepared: ", 14), 0);
    if (!strstr(w->error.what.id, words))
        fail_msg("\"%s\" instead of \"%s\"", w->error.what.id, words);
}

static void test_empty(void **state)
{
    static const char *const forms[] = {"", " \n\t ", "<html><body><script>x</script></body></html>"};
    struct work w;
    (void)state;
    work_begin(&w);
    for (size_t i = 0; i < 3; i++) {
        work_pdf(&w, forms[i]);
        refused(&w, STATUS_MALFORMED, "is empty");
        work_text(&w, forms[i], 80);
        refused(&w, STATUS_MALFORMED, "is empty");
    }
    work_end(&w);
}

static void test_too_large(void **state)
{
    struct work w;
    size_t n = (size_t)50 * 1024 * 1024;
    char *html = malloc(n);
    (void)state;
    assert_non_null(html);
    memset(html, 'a', n);
    work_begin(&w);
    work_pdf_n(&w, html, n);
    refused(&w, STATUS_LIMIT, "larger");
    free(html);
    work_end(&w);
}

static void test_helper_bounds_its_input(void **state)
{
    char *helper = program_path("registrar-document"), *html = malloc(LIMIT_FORM_HTML + 2);
    (void)state;
    memset(html, 'a', LIMIT_FORM_HTML + 1);
    html[LIMIT_FORM_HTML + 1] = '\0';
    const char *argv[] = {helper, "--text", NULL};
    struct program_run run = {.argv = argv, .input = html};
    program_run(&run);
    assert_int_equal(run.code, 3);
    assert_non_null(strstr(run.err, "{\"error\":\"too-large\""));
    assert_int_equal(run.out_size, 0);
    program_run_free(&run);
    free(html);
    free(helper);
}

static void nested(const char *open, enum status want, const char *words)
{
    struct work w;
    TEXT_AUTO html = {0};
    text_init(&html, LIMIT_FORM_HTML);
    for (int i = 0; i < 10000; i++)
        text_add(&html, open);
    text_add(&html, "deep");
    work_begin(&w);
    work_pdf(&w, html.data);
    refused(&w, want, words);
    work_text(&w, html.data, 80);
    refused(&w, want, words);
    work_end(&w);
}

static void test_too_deep(void **state)
{
    (void)state;
    nested("<div>", STATUS_LIMIT, "nested");
    nested("<table><tr><td>", STATUS_LIMIT, "nested");
    nested("<ul><li>", STATUS_LIMIT, "nested");
    nested("<b>", STATUS_LIMIT, "nested");
}

static void repeated(const char *piece, int times, const char *words)
{
    struct work w;
    TEXT_AUTO html = {0};
    text_init(&html, LIMIT_FORM_HTML);
    for (int i = 0; i < times; i++)
        text_add(&html, piece);
    assert_true(text_ok(&html));
    work_begin(&w);
    work_pdf(&w, html.data);
    refused(&w, STATUS_LIMIT, words);
    work_end(&w);
}

static void test_too_much(void **state)
{
    (void)state;
    repeated("<p>a", 200000, "more parts");
    repeated("<td>a", 1000, "more parts");
    repeated("aaaaaaaa ", 40000, "more parts");
    repeated("<p>a<br>b<br>c", 20000, "more pages");
}

static void test_broken_text(void **state)
{
    struct work w;
    (void)state;
    work_begin(&w);
    work_pdf(&w, "<p>a\xff</p>");
    refused(&w, STATUS_MALFORMED, "not text");
    work_pdf_n(&w, "<p>a\0b</p>", 10);
    refused(&w, STATUS_MALFORMED, "not text");
    assert_int_equal(work_text_n(&w, "<p>a\0b</p>", 10, 80), STATUS_OK);
    work_end(&w);
}

static void test_missing_characters(void **state)
{
    struct work w;
    (void)state;
    work_begin(&w);
    work_pdf(&w, "<p>Мама \xf0\x9f\x98\x80 і \xe6\x97\xa5</p>");
    refused(&w, STATUS_UNSUPPORTED, "characters");
    assert_string_equal(w.error.what.args[0], "U+1F600 U+65E5");
    work_end(&w);
}

static void test_missing_font(void **state)
{
    struct work w;
    char *folder = scratch_new();
    (void)state;
    work_begin(&w);
    w.service.fonts = folder;
    work_pdf(&w, "<p>a</p>");
    refused(&w, STATUS_UNSUPPORTED, "font file");
    assert_non_null(strstr(w.error.what.args[0], "NotoSerif-Regular.ttf"));
    assert_int_equal(work_text(&w, "<p>a</p>", 80), STATUS_OK);
    scratch_remove(&folder);
    work_end(&w);
}

/* A helper that does what `script` says. */
static void with_helper(const char *script, bool pdf, enum status want, const char *words)
{
    struct work w;
    char *folder = scratch_new();
    work_begin(&w);
    scratch_write(folder, "helper", script, 0700);
    free(w.helper);
    w.helper = scratch_path(folder, "helper");
    w.service.helper = w.helper;
    if (pdf)
        work_pdf(&w, "<p>a</p>");
    else
        work_text(&w, "<p>a</p>", 80);
    refused(&w, want, words);
    work_end(&w);
    scratch_remove(&folder);
}

static void test_helper_fails(void **state)
{
    (void)state;
    with_helper("#!/bin/sh\nkill -SEGV $$\n", true, STATUS_BROKEN, "stopped unexpectedly");
    with_helper("#!/bin/sh\nkill -KILL $$\n", true, STATUS_BROKEN, "stopped unexpectedly");
    with_helper("#!/bin/sh\nkill -XCPU $$\n", true, STATUS_BROKEN, "too long");
    with_helper("#!/bin/sh\nexit 1\n", true, STATUS_BROKEN, "stopped unexpectedly");
    with_helper("#!/bin/sh\necho '{\"error\":\"guard\",\"detail\":\"seccomp\"}' >&2\nexit 8\n", true,
                STATUS_BROKEN, "failed: %s");
}

static void test_helper_talks_nonsense(void **state)
{
    (void)state;
    with_helper("#!/bin/sh\necho hello\n", true, STATUS_MALFORMED, "unreadable");
    with_helper("#!/bin/sh\necho '%PDF-1.5 but no report'\n", true, STATUS_MALFORMED, "unreadable");
    with_helper("#!/bin/sh\necho hello\n", false, STATUS_MALFORMED, "unreadable");
    with_helper("#!/bin/sh\necho '{\"lines\":[{\"t\":1,\"s\":\"bold\"}]}'\n", false, STATUS_MALFORMED,
                "unreadable");
    with_helper("#!/bin/sh\necho '{\"lines\":[{\"t\":\"a\",\"s\":\"pink\"}]}'\n", false, STATUS_MALFORMED,
                "unreadable");
}

static void test_no_helper(void **state)
{
    struct work w;
    (void)state;
    work_begin(&w);
    w.service.helper = "/nonexistent/registrar-document";
    assert_int_not_equal(work_pdf(&w, "<p>a</p>"), STATUS_OK);
    assert_non_null(w.error.what.id);
    work_end(&w);
}

static void never_lines(void *data, enum status s, const struct error *e, struct document_lines *lines)
{
    (void)data;
    (void)s;
    (void)e;
    (void)lines;
    fail_msg("called after it was cancelled");
}

static void test_cancel(void **state)
{
    struct work w;
    struct document_job *job = NULL;
    (void)state;
    work_begin(&w);
    assert_int_equal(document_text(w.loop, &w.service, "<p>a", 4, 80, never_lines, NULL, &job, &w.error),
                     STATUS_OK);
    document_cancel(&job);
    assert_null(job);
    document_cancel(&job);
    assert_int_equal(work_text(&w, "<p>a</p>", 80), STATUS_OK);
    work_end(&w);
}

struct canceller {
    struct document_job *job;
    bool done;
};

static void on_lines_cancel(void *data, enum status s, const struct error *e, struct document_lines *lines)
{
    struct canceller *c = data;
    (void)e;
    assert_int_equal(s, STATUS_OK);
    c->done = true;
    document_lines_free(&lines);
    document_cancel(&c->job);
}

/* An owner that tidies up in its own callback does no harm. */
static void test_cancel_when_done(void **state)
{
    struct work w;
    struct canceller c = {0};
    (void)state;
    work_begin(&w);
    assert_int_equal(document_text(w.loop, &w.service, "<p>a", 4, 80, on_lines_cancel, &c, &c.job, &w.error),
                     STATUS_OK);
    while (!c.done)
        assert_int_equal(loop_wait(w.loop, 20000), STATUS_OK);
    assert_null(c.job);
    work_end(&w);
}

static void test_arguments(void **state)
{
    static const char *const wrong[][4] = {
        {"--pdf"},
        {"--text", "--pdf"},
        {"--text", "--width", "7"},
        {"--text", "--width", "x"},
        {"--pdf", "--date", "today"},
        {"--text", "--font"},
        {"--width"},
    };
    char *helper = program_path("registrar-document");
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *argv[] = {helper, wrong[i][0], wrong[i][1], wrong[i][2], NULL};
        struct program_run run = {.argv = argv, .input = "<p>a"};
        program_run(&run);
        assert_int_equal(run.code, 2);
        assert_non_null(strstr(run.err, "{\"error\":\"usage\""));
        program_run_free(&run);
    }
    free(helper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_helper_bounds_its_input),
        cmocka_unit_test(test_too_deep),
        cmocka_unit_test(test_too_much),
        cmocka_unit_test(test_broken_text),
        cmocka_unit_test(test_missing_characters),
        cmocka_unit_test(test_missing_font),
        cmocka_unit_test(test_helper_fails),
        cmocka_unit_test(test_helper_talks_nonsense),
        cmocka_unit_test(test_no_helper),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_cancel_when_done),
        cmocka_unit_test(test_arguments),
    };
    return cmocka_run_group_tests_name("document that cannot be", tests, NULL, NULL);
}
