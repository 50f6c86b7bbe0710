/* Ways into the program and out of it, and what stands in the way: wrong words, blocked people, a session
 * that ends in the middle of work, the lock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/harness/scratch.h"
#include "tests/harness/world.h"

static int setup(void **state)
{
    *state = world_new(NULL);
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    world_free(&w);
    return 0;
}

static void name_and_password(struct pty *p, const char *name, const char *password)
{
    pty_until(p, "Password", PTY_DEADLINE);
    pty_keys(p, name);
    pty_keys(p, "<Tab>");
    pty_keys(p, password);
    pty_keys(p, "<Enter>");
}

static void a_wrong_password_is_told_and_nothing_is_lost(void **state)
{
    struct pty *p = world_open(*state, NULL);
    name_and_password(p, WORLD_USER, "wrong-word");
    pty_until(p, "The name or the password is not right", PTY_DEADLINE);
    pty_expect(p, WORLD_USER);
    pty_refuse(p, "**********");
    pty_free(&p);
}

static void blocked_and_expired_people_read_why(void **state)
{
    static const char *const people[][2] = {{"ivan@training.example", "blocked"},
                                            {"halyna@training.example", "too old"}};
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        struct pty *p = world_open(*state, NULL);
        name_and_password(p, people[i][0], WORLD_PASSWORD);
        pty_until(p, people[i][1], PTY_DEADLINE);
        pty_refuse(p, "Type the code");
        pty_free(&p);
    }
}

static void a_wrong_code_costs_a_try_and_a_new_one_can_be_asked_for(void **state)
{
    struct world *w = *state;
    struct pty *p = world_open(w, NULL);
    char *old = world_last_code(w);
    name_and_password(p, WORLD_USER, WORLD_PASSWORD);
    pty_until(p, "Type the code", PTY_DEADLINE);
    char *code = world_code(w, old);
    pty_keys(p, strcmp(code, "111111") == 0 ? "222222<Enter>" : "111111<Enter>");
    pty_until(p, "code is not right", PTY_DEADLINE);
    pty_keys(p, "<F5>");
    char *next = world_code(w, code);
    pty_quiet(p); /* the answer to F5 empties the code, and says nothing that could be waited for */
    pty_keys(p, next);
    pty_keys(p, "<Enter>");
    pty_until_gone(p, "Type the code", PTY_DEADLINE);
    free(old);
    free(code);
    free(next);
    pty_free(&p);
}

/* The token dies in the middle of work: sign-in stands over it, and behind it everything is as it was. */
static void a_session_that_ends_leaves_the_work_in_place(void **state)
{
    struct world *w = *state;
    struct pty *p = world_open(w, NULL);
    world_sign_in(w, p);
    pty_keys(p, "<Enter>");
    pty_until(p, "0000-", PTY_DEADLINE);
    pty_keys(p, "<Down*2>");
    pty_quiet(p);
    char *row = pty_text(p, 6);
    world_forward(w, 3L * 365 * 24 * 3600);
    pty_keys(p, "<F5>");
    pty_until(p, "Sign in again", PTY_DEADLINE);
    pty_until(p, "Password", PTY_DEADLINE);
    world_forward(w, -3L * 365 * 24 * 3600);
    char *old = world_last_code(w);
    pty_quiet(p); /* the form stands there while the registry is still asked for the first step */
    pty_keys(p, WORLD_PASSWORD "<Enter>"); /* the name stands there already */
    pty_until(p, "Code", PTY_DEADLINE);
    char *code = world_code(w, old);
    pty_keys(p, code);
    pty_keys(p, "<Enter>");
    pty_until_row(p, 1, "New requests", PTY_DEADLINE);
    pty_until_row(p, 6, ">", PTY_DEADLINE);
    char number[15] = "";
    memcpy(number, strstr(row, "0000-"), 14);
    pty_until_row(p, 6, number, PTY_DEADLINE);
    free(row);
    free(old);
    free(code);
    pty_free(&p);
}

static void the_lock_hides_the_work_and_the_password_opens_it(void **state)
{
    struct world *w = *state;
    struct pty *p = world_open(w, NULL);
    world_sign_in(w, p);
    pty_keys(p, "<Enter>");
    pty_until(p, "0000-", PTY_DEADLINE);
    pty_keys(p, "gl");
    pty_until_gone(p, "0000-", PTY_DEADLINE);
    pty_until(p, "Password", PTY_DEADLINE);
    pty_keys(p, "not-it<Enter>");
    pty_quiet(p);
    pty_refuse(p, "0000-");
    pty_keys(p, WORLD_PASSWORD "<Enter>");
    pty_until(p, "0000-", PTY_DEADLINE);
    pty_free(&p);
}

static void signing_out_ends_the_token_at_the_registry(void **state)
{
    struct world *w = *state;
    struct pty *p = world_open(w, NULL);
    world_sign_in(w, p);
    long before = world_count(w, "logout");
    pty_keys(p, "gx");
    pty_until(p, "Password", PTY_DEADLINE);
    pty_refuse(p, "New requests");
    assert_int_equal(world_count(w, "logout"), before + 1);
    pty_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_password_is_told_and_nothing_is_lost),
        cmocka_unit_test(blocked_and_expired_people_read_why),
        cmocka_unit_test(a_wrong_code_costs_a_try_and_a_new_one_can_be_asked_for),
        cmocka_unit_test(a_session_that_ends_leaves_the_work_in_place),
        cmocka_unit_test(the_lock_hides_the_work_and_the_password_opens_it),
        cmocka_unit_test(signing_out_ends_the_token_at_the_registry),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
