/*
 * The kernel says no: the nth open, write, sync, cut, rename or removal of the journey fails with each error
 * a disk or a full table of files can give, once or from then on; and the program is killed at each of them.
 * What was said holds, nothing is stuck, and one healthy run settles the rest exactly once.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <seccomp.h>

#include <cmocka.h>

#include "config/config.h"
#include "tests/fault/gate.h"
#include "tests/fault/ledger.h"
#include "tests/harness/scratch.h"

/* Numbers of system calls are constants of the machine, so a table of them can be static. */
static const int opens[] = {SCMP_SYS(openat), SCMP_SYS(open), -1};
static const int writes[] = {SCMP_SYS(write), SCMP_SYS(pwrite64), SCMP_SYS(ftruncate), SCMP_SYS(fallocate),
                             -1};
static const int syncs[] = {SCMP_SYS(fsync), SCMP_SYS(fdatasync), -1};
static const int reads[] = {SCMP_SYS(pread64), -1};
static const int names[] = {SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(mkdir), -1};
static const int changes[] = {SCMP_SYS(write),  SCMP_SYS(pwrite64),  SCMP_SYS(ftruncate),
                              SCMP_SYS(fsync),  SCMP_SYS(fdatasync), SCMP_SYS(unlink),
                              SCMP_SYS(openat), SCMP_SYS(rename),    -1};

static const struct kind {
    const char *name;
    const int *calls;
    int error;
} kinds[] = {
    {"too many open files", opens, EMFILE}, {"interrupted open", opens, EINTR},
    {"disk full", writes, ENOSPC},          {"disk broken in writing", writes, EIO},
    {"interrupted write", writes, EINTR},   {"disk broken in syncing", syncs, EIO},
    {"disk broken in reading", reads, EIO}, {"name not removed", names, EACCES},
};

struct trip {
    const char *folder;
    struct ledger *ledger;
};

static void outbox_trip(void *data)
{
    struct trip *t = data;

    journey_run(t->folder, t->ledger);
}

static const char *outbox_judge(const struct trip *t)
{
    const char *wrong = journey_judge(t->folder, t->ledger);

    return wrong ? wrong : journey_finish(t->folder, t->ledger);
}

/* Saving a preference: the file is the old or the new one, and a failure was said. */
static void config_trip(void *data)
{
    struct trip *t = data;
    AUTO_FREE char *file = text_format("%s/registrar.ini", t->folder);
    struct config *c = NULL;
    ERROR_AUTO e = {0};

    if (config_load(file, &c, &e) == STATUS_OK && config_set(c, OPTION_THEME, "mono", &e) == STATUS_OK)
        t->ledger->row[0].acked = config_save(c, &e) == STATUS_OK;
    config_free(&c);
    t->ledger->ended = true;
}

static const char *config_judge(const struct trip *t)
{
    AUTO_FREE char *file = text_format("%s/registrar.ini", t->folder);
    AUTO_FREE char *text = scratch_read(file, NULL);
    bool fresh = text_equal(text, "[general]\ntheme = mono\n; mine\n");

    if (!fresh && !text_equal(text, "[general]\ntheme = light\n; mine\n"))
        return "the file is neither the old nor the new one";
    return t->ledger->row[0].acked && !fresh ? "a saved preference is lost" : NULL;
}

static const struct travel {
    const char *name;
    void (*go)(void *data);
    const char *(*judge)(const struct trip *);
} outbox_travel = {"outbox", outbox_trip, outbox_judge},
  config_travel = {"preferences", config_trip, config_judge};

/* One point. *met: the fault was reached. */
static const char *point_run(const struct travel *travel, const struct gate_fault *fault, bool *met)
{
    struct trip t = {scratch_new(), ledger_new()};
    const char *wrong = NULL;
    int status = 0;
    long seen;

    ledger_begin(t.ledger);
    scratch_write(t.folder, "registrar.ini", "[general]\ntheme = light\n; mine\n", 0600);
    seen = gate_run(fault, travel->go, &t, &status);
    *met = seen >= fault->at;
    if (seen < 0)
        wrong = "the gate did not open";
    else if (fault->error && (!WIFEXITED(status) || WEXITSTATUS(status) || !t.ledger->ended))
        wrong = "the program crashed";
    if (!wrong)
        wrong = travel->judge(&t);
    ledger_free(&t.ledger);
    char *folder = (char *)t.folder;
    scratch_remove(&folder);
    return wrong; /* cppcheck-suppress returnDanglingLifetime; a text in static storage */
}

/* Points until a run meets no fault; the short form takes every `stride`th. */
static long sweep(const struct travel *travel, const struct kind *k, bool forever, long stride)
{
    long points = 0;
    bool met = true;

    if (fault_soak() || fault_point())
        stride = 1;
    for (long at = fault_point() ? fault_point() : 1; met; at += stride) {
        struct gate_fault fault = {.calls = k->calls, .at = at, .error = k->error, .forever = forever};
        const char *wrong = point_run(travel, &fault, &met);
        points += met;
        if (wrong)
            fault_failed(k->name, at, wrong, "call_test");
        if (fault_point())
            break;
    }
    return points;
}

static void gate_or_skip(void)
{
    const char *why;

    if (gate_works(&why))
        return;
    print_message("skipped: %s\n", why);
    skip();
}

static void the_kernel_may_fail_once(void **state)
{
    long points = 0;

    (void)state;
    gate_or_skip();
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        points += sweep(&outbox_travel, &kinds[i], false, 3);
    fault_points("calls of the outbox that fail once", points);
    assert_true(points > 50 || fault_point());
}

static void the_kernel_may_fail_for_good(void **state)
{
    long points = 0;

    (void)state;
    gate_or_skip();
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].error != EINTR) /* for ever interrupted is not a thing a kernel does */
            points += sweep(&outbox_travel, &kinds[i], true, 3);
    fault_points("calls of the outbox that fail for good", points);
    assert_true(points > 50 || fault_point());
}

static void preferences_are_old_or_new(void **state)
{
    long points = 0;

    (void)state;
    gate_or_skip();
    for (int forever = 0; forever < 2; forever++)
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (!forever || kinds[i].error != EINTR)
                points += sweep(&config_travel, &kinds[i], forever, 1);
    fault_points("calls of saving preferences", points);
    assert_true(points > 5 || fault_point());
}

static void killed_at_any_call(void **state)
{
    static const struct kind killed = {"kill -9", changes, 0};
    long points;

    (void)state;
    gate_or_skip();
    points = sweep(&outbox_travel, &killed, false, 2) + sweep(&config_travel, &killed, false, 1);
    fault_points("kill -9", points);
    assert_true(points > 50 || fault_point());
}

/* The planted fault: a store that says "kept" before it is. */
static void boastful_trip(void *data)
{
    struct trip *t = data;

    for (int i = 0; i < LEDGER_ROWS; i++) {
        t->ledger->row[i].acked = OUTBOX_QUEUED;
        t->ledger->row[i].maybe = 0;
    }
    journey_run(t->folder, t->ledger);
}

static void a_promise_too_early_is_found(void **state)
{
    static const struct travel boastful = {"boastful", boastful_trip, outbox_judge};
    struct gate_fault fault = {.calls = writes, .at = 1, .error = ENOSPC, .forever = true};
    bool met;

    (void)state;
    gate_or_skip();
    assert_non_null(point_run(&boastful, &fault, &met));
    assert_true(met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kernel_may_fail_once),     cmocka_unit_test(the_kernel_may_fail_for_good),
        cmocka_unit_test(preferences_are_old_or_new),   cmocka_unit_test(killed_at_any_call),
        cmocka_unit_test(a_promise_too_early_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
