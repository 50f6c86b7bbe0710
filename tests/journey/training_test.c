/* What a newcomer gets from the README's first command: no file to edit, a training registry that comes and
 * goes with the program, and the code on the training phone. */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/harness/picture.h"
#include "tests/harness/program.h"
#include "tests/harness/pty.h"
#include "tests/harness/scratch.h"
#include "tests/harness/wait.h"

static struct pty *start(void)
{
    char *program = program_path("registrar");
    const char *const argv[] = {program, NULL};
    struct pty *p = pty_start(&(struct pty_options){.argv = argv});
    free(program);
    return p;
}

/* The child of `parent` whose name begins with "registrar-sand" (the kernel keeps 15 letters); 0 when there
 * is none. */
static pid_t registry_of(pid_t parent)
{
    DIR *dir = opendir("/proc");
    pid_t found = 0;
    const struct dirent *d;
    while (dir && !found && (d = readdir(dir))) {
        char path[300];
        snprintf(path, sizeof path, "/proc/%s/stat", d->d_name);
        char *stat = d->d_name[0] >= '1' && d->d_name[0] <= '9' ? scratch_read(path, NULL) : NULL;
        const char *end = stat ? strrchr(stat, ')') : NULL;
        if (end && strstr(stat, "(registrar-sand") && strtol(end + 4, NULL, 10) == parent) {
            found = (pid_t)strtol(d->d_name, NULL, 10);
        }
        free(stat);
    }
    if (dir) {
        closedir(dir);
    }
    return found;
}

static bool gone(void *data)
{
    return kill(*(pid_t *)data, 0) != 0;
}

static bool phone_rang(struct pty *p, void *data)
{
    char *row = pty_text(p, 22);
    size_t n = strlen(row);
    bool digits = n > 6 && strspn(row + n - 6, "0123456789") == 6;
    if (digits) {
        memcpy(data, row + n - 6, 7);
    }
    free(row);
    return digits;
}

static void the_first_command_leads_to_the_home_screen(void **state)
{
    (void)state;
    char code[7] = "";
    struct pty *p = start();
    pty_until(p, "Try olena@training.example with the password training", 30000);
    picture_take(p, "sign-in", "registrar - the first screen");
    pid_t registry = registry_of(pty_pid(p));
    assert_true(registry > 0);
    pty_keys(p, "olena@training.example<Tab>training<Enter>");
    pty_until(p, "Type the code", PTY_DEADLINE);
    pty_until_true(p, phone_rang, code, "the code on the training phone", PTY_DEADLINE);
    pty_keys(p, code);
    pty_keys(p, "<Enter>");
    pty_until(p, "Let this program work for you", PTY_DEADLINE);
    pty_keys(p, "<Enter>");
    pty_until(p, "New requests", PTY_DEADLINE);
    pty_expect(p, "TRAINING registry");
    pty_keys(p, "q");
    assert_int_equal(pty_wait(p, PTY_DEADLINE), 0);
    assert_true(wait_until(gone, &registry, PTY_DEADLINE)); /* leaving ends what was started */
    pty_free(&p);
}

static void killing_the_program_ends_the_registry_too(void **state)
{
    (void)state;
    struct pty *p = start();
    pty_until(p, "Try olena@training.example", 30000);
    pid_t registry = registry_of(pty_pid(p));
    assert_true(registry > 0);
    pty_signal(p, SIGKILL);
    assert_int_equal(pty_wait(p, PTY_DEADLINE), -SIGKILL);
    assert_true(wait_until(gone, &registry, PTY_DEADLINE));
    pty_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_command_leads_to_the_home_screen),
        cmocka_unit_test(killing_the_program_ends_the_registry_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
