/* The stack of screens: what is closed is freed later and once, and nothing is lost when it is full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tui/app/stack.h"

struct counted {
    struct screen screen;
    int *closed;
};

static void counted_close(struct screen *s)
{
    ++*((struct counted *)s)->closed;
    free(s);
}

static const struct screen_ops home_ops = {.where = ON_HOME, .close = counted_close};
static const struct screen_ops list_ops = {.where = ON_LIST, .close = counted_close};

static struct screen *screen_new(const struct screen_ops *ops, int *closed)
{
    struct counted *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->screen.ops = ops;
    s->closed = closed;
    return &s->screen;
}

static void closed_screens_are_freed_later(void **state)
{
    struct stack stack = {0};
    int closed = 0;
    struct screen *home = screen_new(&home_ops, &closed), *list = screen_new(&list_ops, &closed);
    (void)state;
    assert_true(stack_push(&stack, home));
    assert_true(stack_push(&stack, list));
    assert_true(stack_push(&stack, screen_new(&list_ops, &closed)));
    assert_ptr_equal(stack_below(&stack, list), home);
    assert_null(stack_below(&stack, home));
    assert_true(stack_pop(&stack, list));
    assert_int_equal(stack.n, 1);
    assert_int_equal(closed, 0);
    assert_false(stack_pop(&stack, list));
    stack_bury(&stack);
    assert_int_equal(closed, 2);
    assert_ptr_equal(stack_top(&stack), home);
    stack_clear(&stack);
    assert_null(stack_top(&stack));
    stack_bury(&stack);
    assert_int_equal(closed, 3);
}

static void screens_are_found_by_kind(void **state)
{
    struct stack stack = {0};
    int closed = 0;
    (void)state;
    stack_push(&stack, screen_new(&home_ops, &closed));
    stack_push(&stack, screen_new(&list_ops, &closed));
    struct screen *last = screen_new(&list_ops, &closed);
    stack_push(&stack, last);
    assert_ptr_equal(stack_find(&stack, ON_LIST), last);
    assert_null(stack_find(&stack, ON_TASK));
    assert_false(stack_push(&stack, NULL));
    stack_clear(&stack);
    stack_bury(&stack);
    assert_int_equal(closed, 3);
}

static void a_full_stack_takes_no_more(void **state)
{
    struct stack stack = {0};
    int closed = 0;
    (void)state;
    for (int i = 0; i < STACK_MAX; i++)
        assert_true(stack_push(&stack, screen_new(&list_ops, &closed)));
    for (int i = 0; i < STACK_MAX + 5; i++)
        assert_false(stack_push(&stack, screen_new(&list_ops, &closed)));
    assert_int_equal(stack.n, STACK_MAX);
    stack_clear(&stack);
    stack_bury(&stack);
    assert_int_equal(closed, 2 * STACK_MAX + 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_screens_are_freed_later),
        cmocka_unit_test(screens_are_found_by_kind),
        cmocka_unit_test(a_full_stack_takes_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
