/* Pictures: every cell in its place, colours and attributes kept, and text that cannot break the file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/harness/picture.h"

static char *picture_of(const char *bytes, const char *title)
{
    struct emulator *e = emulator_new(4, 20, NULL, NULL);
    char *svg = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&svg, &n);
    assert_non_null(e);
    assert_non_null(out);
    emulator_feed(e, bytes, strlen(bytes));
    assert_true(picture_write(e, title, out));
    fclose(out);
    emulator_free(&e);
    return svg;
}

static void words_stand_in_their_columns(void **state)
{
    (void)state;
    char *svg = picture_of("one two   three\r\n  \033[1mbold\033[0m", "a title");
    assert_non_null(strstr(svg, ">one two</text>"));
    assert_non_null(strstr(svg, ">three</text>"));
    /* "three" begins in column 10: 12 pixels of margin and 9 a cell */
    assert_non_null(strstr(svg, "<text x=\"102\" y=\"56\" textLength=\"45\""));
    assert_non_null(strstr(svg, "font-weight=\"bold\">bold</text>"));
    assert_non_null(strstr(svg, ">a title</text>"));
    free(svg);
}

static void markup_in_the_text_is_text(void **state)
{
    (void)state;
    char *svg = picture_of("<b>&amp;", "<title>");
    assert_non_null(strstr(svg, ">&lt;b&gt;&amp;amp;</text>"));
    assert_non_null(strstr(svg, ">&lt;title&gt;</text>"));
    assert_null(strstr(svg, "<b>"));
    free(svg);
}

static void reverse_swaps_ink_and_paper(void **state)
{
    (void)state;
    char *svg = picture_of("\033[7mx\033[0m", "t");
    assert_non_null(strstr(svg, "<rect x=\"12\" y=\"42\" width=\"9\" height=\"19\" fill=\"#d7dce4\"/>"));
    assert_non_null(strstr(svg, "fill=\"#1b1f27\">x</text>"));
    free(svg);
}

static void the_cursor_is_drawn_where_it_is(void **state)
{
    (void)state;
    char *svg = picture_of("ab\033[?25l", "t");
    assert_null(strstr(svg, "fill-opacity"));
    free(svg);
    svg = picture_of("ab", "t");
    assert_non_null(
        strstr(svg, "<rect x=\"30\" y=\"42\" width=\"9\" height=\"19\" fill=\"#e6c768\" fill-opacity"));
    free(svg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_stand_in_their_columns),
        cmocka_unit_test(markup_in_the_text_is_text),
        cmocka_unit_test(reverse_swaps_ink_and_paper),
        cmocka_unit_test(the_cursor_is_drawn_where_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
