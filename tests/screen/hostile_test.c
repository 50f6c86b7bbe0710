/* Bad input on the screen: data that tries to drive the terminal, and a registry that answers with nonsense.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/harness/world.h"

static int setup(void **state)
{
    *state = world_new(&(struct world_options){.hostile = true});
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    world_free(&w);
    return 0;
}

static void expect_nothing_dangerous(struct pty *p)
{
    static const char *const never[] = {
        "\033]",        "\033P",        "\033_",        "\033^",        "\007",
        "\xE2\x80\xAE", "\xE2\x80\xAD", "\xE2\x81\xA6", "\xE2\x81\xA7", "\xE2\x80\x8F",
        "\xE2\x80\x8D", "\xC2\x9B",     "\033[3J",      "\033c",
    };
    size_t n;
    const char *raw = pty_raw(p, &n);
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        const char *at = memmem(raw, n, never[i], strlen(never[i]));
        if (at) {
            pty_fail(p, "A control sequence of the data reached the terminal (number %zu, byte %zu)", i,
                     (size_t)(at - raw));
        }
    }
    assert_int_equal(emulator_bells(pty_emulator(p)), 0);
}

static void hostile_rows_stay_text(void **state)
{
    static const char *const queues[] = {"New requests", "Approved, to be signed", "Signed", "Rejected"};
    struct pty *p = world_open(*state, NULL);
    world_sign_in(*state, p);
    for (size_t i = 0; i < sizeof queues / sizeof *queues; i++) {
        pty_keys(p, "<Enter>");
        pty_until_row(p, 1, queues[i], PTY_DEADLINE);
        pty_until(p, "0000-", PTY_DEADLINE);
        if (i == 0) {
            pty_until(p, "^[[31m", PTY_DEADLINE); /* it is there, as text that can be read */
        }
        for (int page = 0; page < 6; page++) {
            pty_quiet(p);
            pty_until_row(p, 23, "Esc", PTY_DEADLINE); /* the frame is where it was */
            pty_until_row(p, 1, queues[i], PTY_DEADLINE);
            pty_keys(p, "<PageDown>");
        }
        pty_keys(p, "<Enter>");
        pty_until(p, "Declaration number", PTY_DEADLINE);
        pty_keys(p, "<Esc>");
        pty_until_row(p, 1, queues[i], PTY_DEADLINE);
        pty_keys(p, "<Esc>");
        pty_until_row(p, 1, "Home", PTY_DEADLINE);
        pty_keys(p, "<Down>");
    }
    expect_nothing_dangerous(p);
    pty_free(&p);
}

/* Each nonsense gets a sentence, the rows stay, the program lives, and the next answer is taken again. */
static void nonsense_from_the_registry_is_a_sentence(void **state)
{
    static const char *const switches[] = {
        "{\"reply_502_html\": {\"value\": true, \"count\": 2, \"path\": \"/api\"}}",
        "{\"truncate_json\": {\"value\": 40, \"count\": 2, \"path\": \"/api\"}}",
        "{\"deep_json\": {\"value\": 500, \"count\": 2, \"path\": \"/api\"}}",
        "{\"duplicate_keys\": {\"value\": true, \"count\": 2, \"path\": \"/api\"}}",
        "{\"invalid_utf8\": {\"value\": true, \"count\": 2, \"path\": \"/api\"}}",
        "{\"drop_connection\": {\"value\": \"before\", \"count\": 2, \"path\": \"/api\"}}",
        "{\"cut_reply_at\": {\"value\": 200, \"count\": 2, \"path\": \"/api\"}}",
        "{\"redirect_to\": {\"value\": \"http://example.org/\", \"count\": 2, \"path\": \"/api\"}}",
        "{\"reply_status\": {\"value\": 500, \"count\": 2, \"path\": \"/api\"}}",
    };
    struct world *w = *state;
    struct pty *p = world_open(w, NULL);
    world_sign_in(w, p);
    pty_keys(p, "<Enter>");
    pty_until(p, "0000-", PTY_DEADLINE);
    pty_quiet(p);
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        world_switch(w, switches[i]);
        pty_keys(p, "<F5>");
        pty_quiet(p);
        pty_expect(p, "0000-");
        pty_expect(p, "New requests");
        world_switch(
            w, "{\"reply_502_html\": null, \"truncate_json\": null, \"deep_json\": null, \"duplicate_keys\": "
               "null, \"invalid_utf8\": null, \"drop_connection\": null, \"cut_reply_at\": null, "
               "\"redirect_to\": null, \"reply_status\": null}");
        pty_keys(p, "<F5>");
        pty_quiet(p);
        pty_expect(p, "0000-");
        assert_true(pty_running(p));
    }
    expect_nothing_dangerous(p);
    pty_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_rows_stay_text),
        cmocka_unit_test(nonsense_from_the_registry_is_a_sentence),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
