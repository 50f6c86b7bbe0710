/* Printout forms as readable lines: wrapping, lists, tables, styles, and everything a form must not do. */
#include "tests/unit/document_work.h"

#include "base/utf8.h"

static void text_is(const char *html, int width, const char *want)
{
    struct work w;
    work_begin(&w);
    assert_int_equal(work_text(&w, html, width), STATUS_OK);
    char *got = work_joined(&w);
    assert_string_equal(got, want);
    free(got);
    work_end(&w);
}

static void test_paragraphs(void **state)
{
    (void)state;
    text_is("<p>One   two\n three</p><p>four<br>five</p>six<div>seven</div>", 20,
            "One two three\n\nfour\nfive\n\nsix\nseven\n");
    text_is("<p>aaa bbb ccc ddd eee fff</p>", 16, "aaa bbb ccc ddd\neee fff\n");
    text_is("<p>abcdefghijklmnopqrstuvwxyz</p>", 16, "abcdefghijklmnop\nqrstuvwxyz\n");
    text_is("<p>а<b>б</b>в <i>г</i></p>", 16, "абв г\n");
    text_is("<p align=right>x</p><p style='text-align:center'>yy</p>", 16, "               x\n\n       yy\n");
    text_is("<pre>a  b\n  c</pre>", 20, "a  b\n  c\n");
    text_is("<p>a&nbsp;b&shy;c&#8203;d</p>", 20, "a bcd\n");
}

static void test_wide_characters(void **state)
{
    (void)state;
    text_is("<p>日本語日本語日本語 é</p>", 16, "日本語日本語日本\n語 é\n");
}

static void test_lists(void **state)
{
    (void)state;
    text_is("<ul><li>one<li>two long words here</ul>", 16, "- one\n- two long words\n  here\n");
    text_is("<ol start=9><li>a<ol><li>b</ol><li>c</ol>", 20, "9. a\n   1. b\n10. c\n");
    text_is("<dl><dt>Term<dd>What it means</dl>", 20, "Term\n  What it means\n");
    text_is("a<dl><dt>b<dd>c</dl>d<blockquote>e</blockquote>f", 20, "a\n\nb\n  c\n\nd\n\n  e\n\nf\n");
    text_is("<li>alone</li>", 20, "  alone\n");
}

static void test_tables(void **state)
{
    (void)state;
    text_is("<table><tr><th>Name<th>Born<tr><td>Koval<td>15.06.1975</table>", 40,
            "Name  | Born\nKoval | 15.06.1975\n");
    text_is("<table><thead><tr><th>A<th>B</thead><tbody><tr><td>1<td align=right>2</table>", 40,
            "A | B\n--+--\n1 | 2\n");
    text_is("<table border=0><tr><td>a<td>b</table>", 40, "a  b\n");
    text_is("<table><tr><td>first cell with words<td>x<tr><td>b<td>c</table>", 20,
            "first cell with  | x\nwords            |\n-----------------+--\nb                | c\n");
    text_is("<table><tr><td colspan=2>over both<tr><td>a<td>b</table>", 40, "over both\na   | b\n");
    text_is("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>", 40, "a | b\n  | c\n");
    text_is("<table><caption>Title</caption><tr><td>a</table>", 40, "Title\n\na\n");
    text_is("<table><tr><td>out<td><table><tr><td>in<td>side</table></table>", 40, "out | in | side\n");
}

/* More columns than the screen has room for: names and values below each other. */
static void test_table_without_room(void **state)
{
    (void)state;
    text_is(
        "<table><thead><tr><th>A<th>B<th>C<th>D<th>E<th>F</thead><tr><td>1<td>2<td>3<td>4<td>5<td>6</table>",
        16, "A\n  1\nB\n  2\nC\n  3\nD\n  4\nE\n  5\nF\n  6\n");
}

static void test_styles(void **state)
{
    struct work w;
    (void)state;
    work_begin(&w);
    assert_int_equal(work_text(&w, "<h2>Head</h2><p><b>all bold</b></p><p>part <b>bold</b></p>", 40),
                     STATUS_OK);
    assert_int_equal(w.lines->n, 5);
    assert_string_equal(w.lines->items[0].text, "Head");
    assert_int_equal(w.lines->items[0].style, DOCUMENT_HEADING);
    assert_int_equal(w.lines->items[2].style, DOCUMENT_BOLD);
    assert_int_equal(w.lines->items[4].style, DOCUMENT_NORMAL);
    /* bold lines stay bold where they wrap; a line is bold only when all of it is */
    assert_int_equal(work_text(&w, "<p><b>aaaa bbbb cccc dddd</b> gg</p>", 16), STATUS_OK);
    assert_int_equal(w.lines->n, 2);
    assert_int_equal(w.lines->items[0].style, DOCUMENT_BOLD);
    assert_int_equal(w.lines->items[1].style, DOCUMENT_NORMAL);
    work_end(&w);
}

/* Pictures, scripts, styles, frames: nothing is fetched and nothing of them is shown. */
static void test_nothing_active(void **state)
{
    struct work w;
    (void)state;
    work_begin(&w);
    assert_int_equal(
        work_text(&w,
                  "<title>t</title><style>p{}</style><script>alert('x')</script><p>seen"
                  "<img src='file:///etc/passwd'><img src='http://127.0.0.1:1/x' alt='stamp'>"
                  "<iframe src='file:///etc/passwd'>in</iframe><object data='/etc/passwd'>o</object>"
                  "<svg><text>s</text></svg><span style='display:none'>hid</span><!-- c --></p>"
                  "<?xml-stylesheet href='file:///etc/passwd'?>",
                  60),
        STATUS_OK);
    char *got = work_joined(&w);
    assert_string_equal(got, "seen[stamp]\n");
    assert_int_equal(w.lines->images, 2);
    free(got);
    work_end(&w);
}

static void test_entities(void **state)
{
    (void)state;
    text_is("<p>&lt;b&gt; &amp; &#1111; &laquo;&raquo; &unknown; &#0; &#x1F;</p>", 60,
            "<b> & ї «» &unknown;\n");
}

/* Entities that a document declares itself stay what they are: words between & and ;. */
static void test_declared_entities(void **state)
{
    struct work w;
    (void)state;
    work_begin(&w);
    assert_int_equal(work_text(&w,
                               "<!DOCTYPE html [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>"
                               "<!ENTITY f SYSTEM 'file:///etc/passwd'>]><p>[&b;][&f;]</p>",
                               60),
                     STATUS_OK);
    char *got = work_joined(&w);
    assert_non_null(strstr(got, "[&b;][&f;]\n"));
    assert_null(strstr(got, "root:"));
    free(got);
    work_end(&w);
}

static void test_controls(void **state)
{
    (void)state;
    text_is("<p>a\x1b[31mb\x07"
            "c&#27;[0m \xe2\x80\xae"
            "d\xc2\x9b"
            "e</p>",
            60, "a[31mbc[0m de\n");
}

static void test_broken_utf8(void **state)
{
    (void)state;
    text_is("<p>a\xff\xc3(b</p>", 60, "a\xef\xbf\xbd\xef\xbf\xbd(b\n");
}

static void test_fixture(void **state)
{
    struct work w;
    char *html = work_fixture("declaration.html");
    (void)state;
    work_begin(&w);
    for (int width = 16; width <= 132; width += 29) {
        assert_int_equal(work_text(&w, html, width), STATUS_OK);
        for (size_t i = 0; i < w.lines->n; i++)
            assert_true(utf8_columns_z(w.lines->items[i].text) <= width);
    }
    char *got = work_joined(&w);
    assert_non_null(strstr(got, "| Щербаківська-Ґудзь Євгенія Їжаківна"));
    assert_null(strstr(got, "сценарій"));
    free(got);
    free(html);
    work_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paragraphs),
        cmocka_unit_test(test_wide_characters),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_table_without_room),
        cmocka_unit_test(test_styles),
        cmocka_unit_test(test_nothing_active),
        cmocka_unit_test(test_entities),
        cmocka_unit_test(test_controls),
        cmocka_unit_test(test_broken_utf8),
        cmocka_unit_test(test_declared_entities),
        cmocka_unit_test(test_fixture),
    };
    return cmocka_run_group_tests_name("document as text", tests, NULL, NULL);
}
