/* A step on the screen: what is typed into is never pushed out, a wrong code is emptied, what is missing is
 * said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/screen/stepview.h"
#include "tui/term/paint.h"

static struct paint *paint;
static struct ui ui;

static int set_up(void **state)
{
    (void)state;
    paint = paint_new(12, 40);
    ui = (struct ui){.paint = paint, .rows = 12, .cols = 40, .plain = true};
    return paint ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    paint_free(&paint);
    return 0;
}

static void press(struct stepview *v, int32_t code, enum stepview_result expected)
{
    const struct key_event event = {.kind = EVENT_KEY, .code = code};
    assert_int_equal(stepview_key(v, &ui, &event), expected);
}

static struct step *code_step(int attempts, int sentences)
{
    struct step *step = step_new(STEP_CODE, "code");
    assert_non_null(step);
    step->digits = 4;
    step->attempts_left = attempts;
    for (int i = 0; i < sentences; i++)
        message_set(step_line(step), "A sentence that takes more than one line of the screen.", 0);
    return step;
}

static void sentences_never_push_the_code_out(void **state)
{
    struct step *step = code_step(3, 12);
    struct stepview v;
    (void)state;
    stepview_init(&v);
    stepview_set(&v, step, NULL, NULL);
    paint_begin(paint);
    stepview_draw(&v, &ui, (struct rect){2, 0, 6, 40}, -1, 0, 0);
    int row, col;
    assert_true(paint_cursor_at(paint, &row, &col));
    assert_int_equal(row, 7);
    assert_true(v.hidden > 0);
    int before = v.top;
    press(&v, K_DOWN, STEPVIEW_USED);
    assert_int_equal(v.top, before + 1);
    stepview_free(&v);
    step_free(&step);
}

static void fewer_tries_empty_the_code(void **state)
{
    struct step *first = code_step(3, 1), *second = code_step(2, 1);
    struct stepview v;
    struct message why = {0};
    (void)state;
    stepview_init(&v);
    stepview_set(&v, first, NULL, NULL);
    assert_false(stepview_ready(&v, &why));
    for (const char *digit = "3748"; *digit; digit++)
        press(&v, *digit, STEPVIEW_USED);
    assert_true(stepview_ready(&v, &why));
    struct step_answer answer;
    stepview_answer(&v, VERB_SUBMIT, &answer);
    assert_string_equal(answer.step_id, "code");
    assert_int_equal(answer.code->len, 4);
    press(&v, K_ENTER, STEPVIEW_SUBMIT);
    stepview_set(&v, second, NULL, NULL);
    assert_false(stepview_ready(&v, &why));
    message_clear(&why);
    stepview_free(&v);
    step_free(&first);
    step_free(&second);
}

/* What cannot be taken back wants the number of the record, letter by letter. */
static void what_cannot_be_taken_back_is_typed(void **state)
{
    struct step *step = step_new(STEP_CONFIRM, "confirm");
    struct stepview v;
    struct message why = {0};
    (void)state;
    step->irreversible = true;
    stepview_init(&v);
    stepview_set(&v, step, NULL, "A-1");
    assert_true(stepview_editing(&v));
    assert_false(stepview_ready(&v, &why));
    press(&v, 'A', STEPVIEW_USED);
    press(&v, '-', STEPVIEW_USED);
    assert_false(stepview_ready(&v, &why));
    press(&v, '1', STEPVIEW_USED);
    assert_true(stepview_ready(&v, &why));
    message_clear(&why);
    stepview_free(&v);
    step_free(&step);
}

static void missing_papers_are_named(void **state)
{
    struct step *step = step_new(STEP_FILES, "files");
    struct stepview v;
    struct message why = {0};
    (void)state;
    step_add_file(step, "person.tax_id")->needed = true;
    step_add_file(step, "person.PASSPORT")->needed = false;
    stepview_init(&v);
    stepview_set(&v, step, NULL, NULL);
    assert_false(stepview_ready(&v, &why));
    press(&v, K_ENTER, STEPVIEW_FILE);
    press(&v, K_UP, STEPVIEW_USED); /* round, to the button */
    press(&v, K_ENTER, STEPVIEW_SUBMIT);
    step->files[0].uploaded = true;
    assert_true(stepview_ready(&v, &why));
    message_clear(&why);
    stepview_free(&v);
    step_free(&step);
}

static void an_uploaded_paper_leads_to_the_next(void **state)
{
    struct step *step = step_new(STEP_FILES, "files");
    struct stepview v;
    (void)state;
    step_add_file(step, "person.tax_id")->needed = true;
    step_add_file(step, "person.PASSPORT")->needed = true;
    stepview_init(&v);
    stepview_set(&v, step, NULL, NULL);
    press(&v, K_ENTER, STEPVIEW_FILE);
    stepview_set(&v, step, NULL, NULL);
    assert_int_equal(v.focus, 0);
    step->files[0].uploaded = true;
    stepview_set(&v, step, NULL, NULL);
    assert_int_equal(v.focus, 1);
    press(&v, K_ENTER, STEPVIEW_FILE);
    step->files[1].uploaded = true;
    stepview_set(&v, step, NULL, NULL);
    press(&v, K_ENTER, STEPVIEW_SUBMIT);
    stepview_free(&v);
    step_free(&step);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sentences_never_push_the_code_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(fewer_tries_empty_the_code, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_taken_back_is_typed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(missing_papers_are_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_uploaded_paper_leads_to_the_next, set_up, tear_down),
    };
    return secret_setup() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
