/* The whole way of a morning at the counter: sign in, find the request, approve it with the code, print the
 * form on a private print service and read it back from the paper; and what the registry counted while that
 * happened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/harness/cupsd.h"
#include "tests/harness/picture.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch.h"
#include "tests/harness/wait.h"
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

/* From the home screen to the page of a request of the prepared data. */
static void open_request(struct world *w, struct pty *p, const char *label)
{
    char name[80];
    snprintf(name, sizeof name, "%s.number", label);
    const char *number = world_fixture(w, name);
    pty_keys(p, "<Enter>");
    pty_until_row(p, 1, "New requests", PTY_DEADLINE);
    pty_until(p, "0000-", PTY_DEADLINE);
    pty_keys(p, "/");
    pty_until(p, "Filter:", PTY_DEADLINE);
    pty_keys(p, number);
    pty_keys(p, "<Enter>");
    pty_until_gone(p, "Filter:", PTY_DEADLINE);
    pty_until(p, number, PTY_DEADLINE);
    pty_keys(p, "<Enter>");
    pty_until_row(p, 1, number, PTY_DEADLINE);
    pty_until(p, "Status", PTY_DEADLINE);
}

/* The code of a request, asked for anew: the one sent with the request is long dead. */
static char *fresh_code(struct world *w, struct pty *p, const char *label)
{
    char about[120];
    char name[80];
    snprintf(name, sizeof name, "%s.number", label);
    snprintf(about, sizeof about, "request %s", world_fixture(w, name));
    pty_keys(p, "<F5>");
    return world_code_about(w, about, NULL);
}

static char *words_of_pdf(const char *path)
{
    const char *const argv[] = {"/usr/bin/pdftotext", "-layout", path, "-", NULL};
    struct program_run run = {.argv = argv};
    program_run(&run);
    assert_int_equal(run.code, 0);
    char *words = run.out;
    run.out = NULL;
    program_run_free(&run);
    return words;
}

static void from_sign_in_to_paper(void **state)
{
    struct world *w = *state;
    const char *why = cupsd_missing();
    if (why) {
        wait_skip(why);
    }
    struct cupsd *cupsd = cupsd_start();
    cupsd_add(cupsd, "Counter2", NULL);
    cupsd_default(cupsd, "Counter2");
    char *server = NULL;
    assert_true(asprintf(&server, "CUPS_SERVER=%s", cupsd_server(cupsd)) > 0);
    const char *const extra[] = {server, NULL};
    const char *number = world_fixture(w, "request.new_otp.number");

    struct pty *p = world_open(w, &(struct world_program){.extra = extra});
    world_sign_in(w, p);
    open_request(w, p, "request.new_otp");
    pty_expect(p, "Шевчук");
    pty_keys(p, "a");
    pty_until(p, "Approve request", PTY_DEADLINE);
    pty_until(p, "Code", PTY_DEADLINE);
    picture_take(p, "approve", "registrar - approve with a code");
    char *code = fresh_code(w, p, "request.new_otp");
    pty_until(p, "A new code was sent", PTY_DEADLINE);
    pty_keys(p, code);
    pty_keys(p, "<Enter>");
    pty_until(p, "Approved 0000-", PTY_DEADLINE);
    assert_int_equal(world_count(w, "approve"), 1);
    free(code);

    pty_until(p, "p print", PTY_DEADLINE); /* offered when the approved form has come */
    pty_keys(p, "p");
    pty_until(p, "Counter2", PTY_DEADLINE);
    picture_take(p, "print", "registrar - print the form");
    pty_keys(p, "<Enter>");
    char *paper = cupsd_delivered(cupsd, "Counter2", 1, 60000);
    assert_non_null(paper);
    char *words = words_of_pdf(paper);
    assert_non_null(strstr(words, "Шевчук"));
    assert_non_null(strstr(words, number));
    pty_until(p, "Printed", PTY_DEADLINE);
    free(words);
    free(paper);

    pty_keys(p, "g");
    pty_keys(p, "p");
    pty_until(p, number, PTY_DEADLINE);
    pty_free(&p);
    free(server);
    cupsd_stop(&cupsd);
}

static void a_wrong_code_is_told_and_the_right_one_still_works(void **state)
{
    struct world *w = *state;
    struct pty *p = world_open(w, NULL);
    world_sign_in(w, p);
    open_request(w, p, "request.new_otp_2");
    pty_keys(p, "a");
    pty_until(p, "Code", PTY_DEADLINE);
    char *code = fresh_code(w, p, "request.new_otp_2");
    pty_until(p, "A new code was sent", PTY_DEADLINE);
    long before = world_count(w, "approve");
    const char *wrong = strcmp(code, "1111") == 0 ? "2222" : "1111";
    pty_keys(p, wrong);
    pty_keys(p, "<Enter>");
    pty_until(p, "Not approved: The code is not right", PTY_DEADLINE);
    pty_until(p, "2 tries are left", PTY_DEADLINE);
    assert_int_equal(world_count(w, "approve"), before);
    pty_keys(p, code);
    pty_keys(p, "<Enter>");
    pty_until(p, "Approved 0000-", PTY_DEADLINE);
    assert_int_equal(world_count(w, "approve"), before + 1);
    free(code);
    pty_free(&p);
}

/* The answer is cut after the registry did it: the program asks and tells the truth; nothing is sent twice.
 */
static void a_lost_answer_is_settled_by_asking(void **state)
{
    struct world *w = *state;
    struct pty *p = world_open(w, NULL);
    world_sign_in(w, p);
    open_request(w, p, "request.new_na");
    long before = world_count(w, "approve");
    pty_keys(p, "a");
    pty_until(p, "no way to confirm", PTY_DEADLINE);
    world_switch(w, "{\"drop_connection\": {\"value\": \"after\", \"count\": 1, \"method\": \"PATCH\"}}");
    pty_keys(p, "<Enter>");
    pty_until(p, "Approved 0000-", PTY_DEADLINE);
    assert_int_equal(world_count(w, "approve"), before + 1);
    pty_free(&p);
}

/* Codes and passwords never reach the disk, whatever was done with them. */
static void secrets_are_nowhere_on_the_disk(void **state)
{
    struct world *w = *state;
    struct pty *p = world_open(w, NULL);
    char *old = world_last_code(w);
    pty_until(p, "Password", PTY_DEADLINE);
    pty_keys(p, WORLD_USER "<Tab>not-the-pass-word-77<Enter>");
    pty_until(p, "Not", PTY_DEADLINE);
    free(old);
    pty_free(&p);
    char *found = scratch_search(world_home(w), "not-the-pass-word-77", strlen("not-the-pass-word-77"));
    if (found) {
        fail_msg("The password stands in %s", found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_sign_in_to_paper),
        cmocka_unit_test(a_wrong_code_is_told_and_the_right_one_still_works),
        cmocka_unit_test(a_lost_answer_is_settled_by_asking),
        cmocka_unit_test(secrets_are_nowhere_on_the_disk),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
