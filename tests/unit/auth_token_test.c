/* Tokens end when the server says, on our clock; scopes are whole words. */
#include "auth/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void ends_are_foreseen(void **state)
{
    (void)state;
    const int64_t now = 1767225600000, minute = 60 * 1000;
    struct token t = {0};
    assert_int_equal(token_state(&t, now), TOKEN_NONE);
    assert_true(token_set(&t, "v", "r", "a:b", now / 1000 + 600 * 60, 0, now));
    assert_int_equal(token_state(&t, now), TOKEN_GOOD);
    assert_int_equal(token_state(&t, now + 539 * minute), TOKEN_GOOD);
    assert_int_equal(token_state(&t, now + 541 * minute), TOKEN_ENDING);
    assert_int_equal(token_state(&t, now + 601 * minute), TOKEN_ENDED);
    /* A refresh has no refresh token of its own: the first one stays. */
    assert_true(token_set(&t, "w", NULL, "a:b", now / 1000 + 600, 0, now));
    assert_string_equal(t.refresh.data, "r");
    assert_int_equal(token_state(&t, now + 7 * minute), TOKEN_GOOD);
    assert_int_equal(token_state(&t, now + 9 * minute), TOKEN_ENDING);
    /* A short life is not all ending. */
    assert_true(token_set(&t, "w", NULL, "a:b", now / 1000 + 60, 0, now));
    assert_int_equal(token_state(&t, now + 10 * 1000), TOKEN_GOOD);
    assert_int_equal(token_state(&t, now + 40 * 1000), TOKEN_ENDING);
    /* The server's clock is an hour ahead of ours. */
    assert_true(token_set(&t, "w", NULL, "a:b", now / 1000 + 3600 + 600, 3600 * 1000, now));
    assert_int_equal(t.until_ms, now + 600 * 1000);
    assert_true(token_set(&t, "w", NULL, "a:b", 0, 0, now));
    assert_int_equal(token_ending_at(&t), INT64_MAX);
    assert_int_equal(token_state(&t, now + 1000 * 24 * 60 * minute), TOKEN_GOOD);
    token_clear(&t);
    assert_int_equal(token_state(&t, now), TOKEN_NONE);
    assert_false(token_set(&t, "", NULL, NULL, 0, 0, now));
    assert_false(token_set(&t, NULL, NULL, NULL, 0, 0, now));
}

static void scopes_are_whole_words(void **state)
{
    (void)state;
    const char *scopes = "person:read  declaration_request:read otp:write";
    assert_true(scope_has(scopes, "person:read"));
    assert_true(scope_has(scopes, "otp:write"));
    assert_false(scope_has(scopes, "person:rea"));
    assert_false(scope_has(scopes, "declaration:read"));
    assert_false(scope_has(scopes, ""));
    assert_false(scope_has(NULL, "a"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_are_foreseen),
        cmocka_unit_test(scopes_are_whole_words),
    };
    if (!secret_setup())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
