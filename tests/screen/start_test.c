/* The command line, and where the program refuses to start: no terminal, a dumb one, a wrong option. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/harness/program.h"
#include "tests/harness/pty.h"
#include "tests/harness/scratch.h"

static void run(struct program_run *r, const char *const *args)
{
    char *program = program_path("registrar");
    const char *argv[12] = {program};
    for (size_t i = 0; args && args[i] && i < 10; i++) {
        argv[i + 1] = args[i];
    }
    r->argv = argv;
    program_run(r);
    r->argv = NULL;
    free(program);
}

static void without_a_terminal_it_says_so_and_exits_2(void **state)
{
    (void)state;
    struct program_run r = {0};
    run(&r, NULL);
    assert_int_equal(r.code, 2);
    assert_int_equal(r.out_size, 0);
    assert_non_null(strstr(r.err, "terminal"));
    program_run_free(&r);
}

static void a_dumb_terminal_is_refused_with_2(void **state)
{
    (void)state;
    char *program = program_path("registrar");
    const char *const argv[] = {program, NULL};
    struct pty *p = pty_start(&(struct pty_options){.argv = argv, .term = "dumb"});
    assert_int_equal(pty_wait(p, PTY_DEADLINE), 2);
    pty_expect(p, "registrar: ");
    pty_expect(p, "dumb");
    size_t n;
    const char *raw = pty_raw(p, &n);
    assert_null(memchr(raw, '\033', n)); /* nothing that a dumb terminal would print as rubbish */
    pty_free(&p);
    free(program);
}

static void an_unknown_terminal_is_refused_with_2(void **state)
{
    (void)state;
    char *program = program_path("registrar");
    const char *const argv[] = {program, NULL};
    struct pty *p = pty_start(&(struct pty_options){.argv = argv, .term = "no-such-terminal"});
    assert_int_equal(pty_wait(p, PTY_DEADLINE), 2);
    pty_expect(p, "registrar: ");
    pty_free(&p);
    free(program);
}

static void help_names_every_option(void **state)
{
    (void)state;
    static const char *const options[] = {"--help",   "--version",     "--profile", "--lang", "--theme",
                                          "--config", "--dump-config", "--plain",   "--link", "--man"};
    const char *const args[] = {"--help", NULL};
    struct program_run r = {0};
    run(&r, args);
    assert_int_equal(r.code, 0);
    assert_int_equal(r.err_size, 0);
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (!strstr(r.out, options[i])) {
            fail_msg("--help does not name %s", options[i]);
        }
    }
    program_run_free(&r);
}

static void the_version_is_one_line(void **state)
{
    (void)state;
    const char *const args[] = {"--version", NULL};
    struct program_run r = {0};
    run(&r, args);
    assert_int_equal(r.code, 0);
    assert_string_equal(r.out, "registrar " REGISTRAR_VERSION "\n");
    program_run_free(&r);
}

static void a_wrong_option_exits_2_with_a_sentence(void **state)
{
    (void)state;
    static const char *const wrong[][3] = {
        {"--no-such-option", NULL}, {"--profile", NULL}, {"--link", "sideways", NULL}, {"stray", NULL}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct program_run r = {0};
        run(&r, wrong[i]);
        if (r.code != 2 || r.err_size == 0 || r.out_size != 0) {
            fail_msg("%s: exit code %d, said \"%s\"", wrong[i][0], r.code, r.err);
        }
        program_run_free(&r);
    }
}

static void an_unknown_profile_exits_2_and_names_it(void **state)
{
    (void)state;
    const char *const args[] = {"--profile", "atlantis", NULL};
    struct program_run r = {0};
    run(&r, args);
    assert_int_equal(r.code, 2);
    assert_non_null(strstr(r.err, "atlantis"));
    program_run_free(&r);
}

/* What --dump-config prints is a configuration that means the same. */
static void a_dumped_configuration_reads_back(void **state)
{
    (void)state;
    const char *const args[] = {"--dump-config", NULL};
    char *home = scratch_new();
    struct program_run r = {.home = home};
    run(&r, args);
    assert_int_equal(r.code, 0);
    assert_int_equal(r.err_size, 0);
    assert_non_null(strstr(r.out, "[general]"));
    scratch_write(home, "dumped.ini", r.out, 0600);
    char *path = scratch_path(home, "dumped.ini");
    const char *const again[] = {"--config", path, "--dump-config", NULL};
    struct program_run r2 = {.home = home};
    run(&r2, again);
    assert_int_equal(r2.code, 0);
    assert_int_equal(r2.err_size, 0);
    assert_string_equal(r2.out, r.out);
    program_run_free(&r);
    program_run_free(&r2);
    free(path);
    scratch_remove(&home);
}

static void a_wrong_line_is_named_and_the_rest_is_used(void **state)
{
    (void)state;
    char *home = scratch_new();
    scratch_write(home, "bad.ini", "[general]\nlink = sideways\nlanguage = fr\nnonsense\n", 0600);
    char *path = scratch_path(home, "bad.ini");
    const char *const args[] = {"--config", path, "--dump-config", NULL};
    struct program_run r = {.home = home};
    run(&r, args);
    assert_int_equal(r.code, 0);
    assert_non_null(strstr(r.err, "bad.ini"));
    assert_non_null(strstr(r.err, "2"));
    assert_non_null(strstr(r.err, "sideways"));
    assert_non_null(strstr(r.out, "language = fr"));
    program_run_free(&r);
    free(path);
    scratch_remove(&home);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_terminal_it_says_so_and_exits_2),
        cmocka_unit_test(a_dumb_terminal_is_refused_with_2),
        cmocka_unit_test(an_unknown_terminal_is_refused_with_2),
        cmocka_unit_test(help_names_every_option),
        cmocka_unit_test(the_version_is_one_line),
        cmocka_unit_test(a_wrong_option_exits_2_with_a_sentence),
        cmocka_unit_test(an_unknown_profile_exits_2_and_names_it),
        cmocka_unit_test(a_dumped_configuration_reads_back),
        cmocka_unit_test(a_wrong_line_is_named_and_the_rest_is_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
