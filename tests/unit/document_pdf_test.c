/* Forms as PDF, read back with poppler: the words, the fonts, the pages, the breaks, the same bytes twice. */
#include "tests/unit/document_work.h"

#include "base/text.h"

static void test_fixture(void **state)
{
    struct work w;
    char *html = work_fixture("declaration.html");
    (void)state;
    work_begin(&w);
    assert_int_equal(work_pdf(&w, html), STATUS_OK);
    assert_int_equal(w.pdf->images, 1);
    char *text = work_tool(&w, "/usr/bin/pdftotext", "-layout");
    static const char *const words[] = {
        "про вибір лікаря, який надає первинну медичну допомогу",
        "№ 0000-12H4-245D від 05.01.2026",
        "Щербаківська-Ґудзь Євгенія Їжаківна",
        "☐ чоловіча",
        "☒ жіноча",
        "вул. Городоцька",
        "«Центр первинної медико-санітарної",
        "роз’яснено мої права та обов’язки",
        "– Ліцензія АЕ 123456 (12.05.2018)",
        "[М. П.]",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strstr(text, words[i]))
            fail_msg("not in the PDF: %s\n%s", words[i], text);
    assert_null(strstr(text, "сценарій"));
    free(text);
    free(html);
    work_end(&w);
}

/* Every font is embedded with its Unicode map, and none comes from anywhere but the Noto files. */
static void test_fonts(void **state)
{
    struct work w;
    char *html = work_fixture("declaration.html"), *rest = NULL;
    int fonts = 0;
    (void)state;
    work_begin(&w);
    assert_int_equal(work_pdf(&w, html), STATUS_OK);
    char *text = work_tool(&w, "/usr/bin/pdffonts", NULL);
    int at = 0;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest), at++) {
        if (at < 2) /* the heads of the table */
            continue;
        fonts++;
        assert_non_null(strstr(line, "+Noto"));
        assert_non_null(strstr(line, " yes yes yes "));
    }
    assert_true(fonts >= 4);
    free(text);
    free(html);
    work_end(&w);
}

static void test_same_bytes(void **state)
{
    struct work a, b;
    char *html = work_fixture("declaration.html");
    (void)state;
    work_begin(&a);
    work_begin(&b);
    assert_int_equal(work_pdf(&a, html), STATUS_OK);
    assert_int_equal(work_pdf(&b, html), STATUS_OK);
    assert_int_equal(a.pdf->n, b.pdf->n);
    assert_memory_equal(a.pdf->bytes, b.pdf->bytes, a.pdf->n);
    char *info = work_tool(&a, "/usr/bin/pdfinfo", NULL);
    assert_non_null(strstr(info, "Декларація № 0000-12H4-245D"));
    assert_non_null(strstr(info, "Jan  5 "));
    assert_non_null(strstr(info, "(A4)"));
    free(info);
    free(html);
    work_end(&a);
    work_end(&b);
}

/* 120 rows: the head again on each page, no row lost, none cut in two, the page numbers true. */
static void test_table_over_pages(void **state)
{
    struct work w;
    (void)state;
    TEXT_AUTO html = {0};
    text_init(&html, 1 << 20);
    text_add(&html, "<h1>Long</h1><table><thead><tr><th>Number<th>Name and place</thead><tbody>");
    for (int i = 1; i <= 120; i++)
        text_addf(&html, "<tr><td>row-%03d<td>Прізвище %03d<br>друга лінія %03d", i, i, i);
    text_add(&html, "</tbody></table>");
    work_begin(&w);
    assert_int_equal(work_pdf(&w, html.data), STATUS_OK);
    assert_true(w.pdf->pages >= 4);
    char *text = work_tool(&w, "/usr/bin/pdftotext", "-layout");
    char word[64];
    int row = 0, page = 0;
    for (char *start = text, *end; *start && (end = strchr(start, '\f')); start = end + 1) {
        *end = '\0';
        page++;
        snprintf(word, sizeof word, "%d / %d", page, w.pdf->pages);
        assert_non_null(strstr(start, word));
        assert_non_null(strstr(start, "Name and place"));
        for (;; row++) {
            snprintf(word, sizeof word, "row-%03d", row + 1);
            if (!strstr(start, word))
                break;
            snprintf(word, sizeof word, "друга лінія %03d", row + 1);
            assert_non_null(strstr(start, word));
        }
    }
    assert_int_equal(page, w.pdf->pages);
    assert_int_equal(row, 120);
    free(text);
    work_end(&w);
}

/* A cell taller than a page goes on where the page ends; every word of it arrives, in order. */
static void test_cell_over_pages(void **state)
{
    struct work w;
    (void)state;
    TEXT_AUTO html = {0};
    text_init(&html, 1 << 20);
    text_add(&html, "<table><thead><tr><th>Head</thead><tr><td>");
    for (int i = 1; i <= 3000; i++)
        text_addf(&html, "w%04d ", i);
    text_add(&html, "<td>beside</table><p>after");
    work_begin(&w);
    assert_int_equal(work_pdf(&w, html.data), STATUS_OK);
    assert_true(w.pdf->pages >= 3);
    char *text = work_tool(&w, "/usr/bin/pdftotext", "-raw");
    const char *at = text;
    for (int i = 1; i <= 3000; i++) {
        char word[16];
        snprintf(word, sizeof word, "w%04d", i);
        at = strstr(at, word);
        if (!at)
            fail_msg("lost: %s", word);
    }
    assert_non_null(strstr(text, "beside"));
    assert_non_null(strstr(at, "after"));
    free(text);
    work_end(&w);
}

/* A heading at the foot of a page goes to the next with its text; wishes for new pages are kept. */
static void test_page_breaks(void **state)
{
    struct work w;
    (void)state;
    work_begin(&w);
    for (int lines = 36; lines < 48; lines++) {
        TEXT_AUTO html = {0};
        text_init(&html, 1 << 20);
        for (int i = 0; i < lines; i++)
            text_addf(&html, "<div>line %d</div>", i);
        text_add(&html, "<h2>Heading</h2><p>its text</p>");
        assert_int_equal(work_pdf(&w, html.data), STATUS_OK);
        char *text = work_tool(&w, "/usr/bin/pdftotext", "-layout");
        char *heading = strstr(text, "Heading"), *page = strchr(text, '\f');
        assert_non_null(heading);
        assert_true((heading < page) == (strstr(text, "its text") < page));
        free(text);
    }
    assert_int_equal(work_pdf(&w, "<p>one</p><p style='page-break-before: always'>two</p>"), STATUS_OK);
    assert_int_equal(w.pdf->pages, 2);
    work_end(&w);
}

static void test_mark(void **state)
{
    struct work w;
    struct document_job *job = NULL;
    (void)state;
    work_begin(&w);
    assert_int_equal(document_pdf(w.loop, &w.service, "<p>body", 7, WORK_DATE, "TRAINING", work_on_pdf, &w,
                                  &job, &w.error),
                     STATUS_OK);
    work_wait(&w);
    assert_int_equal(w.status, STATUS_OK);
    char *text = work_tool(&w, "/usr/bin/pdftotext", "-raw");
    assert_non_null(strstr(text, "TRAINING"));
    assert_non_null(strstr(text, "body"));
    free(text);
    work_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixture),
        cmocka_unit_test(test_fonts),
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_table_over_pages),
        cmocka_unit_test(test_cell_over_pages),
        cmocka_unit_test(test_page_breaks),
        cmocka_unit_test(test_mark),
    };
    return cmocka_run_group_tests_name("document as PDF", tests, NULL, NULL);
}
