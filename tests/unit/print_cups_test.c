/* Every state of a print job, brought about at a real print service, and its sentence. */
#include "tests/unit/print_work.h"

#include <signal.h>
#include <unistd.h>

#include "tests/harness/cupsd.h"

struct place {
    struct cupsd *cupsd;
    struct work work;
};

static int setup(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    *state = p;
    if (cupsd_missing())
        return 0;
    p->cupsd = cupsd_start();
    cupsd_add(p->cupsd, "Reg", NULL);
    work_begin(&p->work, cupsd_server(p->cupsd));
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;
    if (p->cupsd)
        work_end(&p->work);
    cupsd_stop(&p->cupsd);
    free(p);
    return 0;
}

static struct place *place(void **state)
{
    struct place *p = *state;
    if (!p->cupsd)
        wait_skip(cupsd_missing());
    return p;
}

static void says(const struct work *w, const char *words)
{
    if (!strstr(w->what, words))
        fail_msg("\"%s\" does not say \"%s\"", w->what, words);
    assert_string_equal(w->args[0], "Counter 2");
}

static void test_printed(void **state)
{
    struct place *p = place(state);
    struct work *w = &p->work;
    size_t n;
    assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
    work_until(w, JOB_DONE);
    says(w, "Printed at %s.");
    assert_true(w->number > 0);
    assert_int_equal(w->sheets, 1);
    char *path = cupsd_delivered(p->cupsd, "Reg", w->number, 10000);
    char *got = scratch_read(path, &n);
    assert_int_equal(n, sizeof work_page - 1);
    assert_memory_equal(got, work_page, n);
    assert_int_equal(cupsd_count(p->cupsd, "Reg", "title=Декларація 0000-12H4-245D copies=1"), 1);
    assert_int_equal(cupsd_count(p->cupsd, "Reg", "media=iso_a4_210x297mm"), 1);
    free(got);
    free(path);
}

/* Each thing that can stop a printer: the job waits with the right sentence, and goes on by itself. */
static void test_waits_and_goes_on(void **state)
{
    static const struct {
        const char *reason;
        enum job_state state;
        const char *words;
    } cases[] = {
        {"media-empty-error", JOB_NO_PAPER, "waits for paper at %s"},
        {"media-empty-warning", JOB_NO_PAPER, "waits for paper at %s"},
        {"media-needed-error", JOB_OTHER_PAPER, "waits for the right paper"},
        {"media-jam-error", JOB_JAM, "Paper is jammed"},
        {"cover-open-error", JOB_COVER, "cover of %s is open"},
        {"door-open", JOB_COVER, "cover of %s is open"},
        {"toner-empty-error", JOB_NO_TONER, "no toner or ink"},
        {"output-area-full-error", JOB_TRAY_FULL, "output tray of %s is full"},
        {"offline-report", JOB_OFFLINE, "does not answer"},
        {"fuser-over-temp-error", JOB_ATTENTION, "needs attention: %2$s"},
    };
    struct place *p = place(state);
    struct work *w = &p->work;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cupsd_reason(p->cupsd, "Reg", cases[i].reason);
        assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
        work_until(w, cases[i].state);
        says(w, cases[i].words);
        assert_true(*w->next);
        cupsd_reason(p->cupsd, "Reg", "");
        work_until(w, JOB_DONE);
    }
    assert_int_equal(cupsd_count(p->cupsd, "Reg", "job="), (int)(sizeof cases / sizeof *cases));
}

/* What does not stop a printer is not told as if it did. */
static void test_only_reports(void **state)
{
    static const char *const reasons[] = {"media-low-warning", "toner-low-report", "media-empty-report"};
    struct place *p = place(state);
    struct work *w = &p->work;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        cupsd_reason(p->cupsd, "Reg", reasons[i]);
        assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
        work_until(w, JOB_PRINTING);
        cupsd_reason(p->cupsd, "Reg", "");
        work_until(w, JOB_DONE);
        for (int s = JOB_NO_PAPER; s < JOB_DONE; s++)
            assert_false(w->seen[s]);
    }
}

static void test_cancel(void **state)
{
    struct place *p = place(state);
    struct work *w = &p->work;
    cupsd_reason(p->cupsd, "Reg", "media-jam-error");
    assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
    work_until(w, JOB_JAM);
    print_cancel(w->job);
    work_until(w, JOB_CANCELLED);
    says(w, "was cancelled");
    /* the jam of the cancelled job is not the next one's */
    cupsd_reason(p->cupsd, "Reg", "");
    assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
    work_until(w, JOB_DONE);
    assert_false(w->seen[JOB_JAM]);
}

/* A cancel from before the job had a number is not forgotten. */
static void test_cancel_at_once(void **state)
{
    struct place *p = place(state);
    struct work *w = &p->work;
    cupsd_reason(p->cupsd, "Reg", "media-empty-error");
    assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
    print_cancel(w->job);
    work_until(w, JOB_CANCELLED);
}

static void test_held(void **state)
{
    struct place *p = place(state);
    struct work *w = &p->work;
    cupsd_add(p->cupsd, "Held", (const char *[]){"job-hold-until-default=indefinite", NULL});
    assert_int_equal(work_submit(w, "Held"), STATUS_OK);
    work_until(w, JOB_HELD);
    says(w, "is held at %s");
    print_cancel(w->job);
    work_until(w, JOB_CANCELLED);
}

static void test_queued(void **state)
{
    struct place *p = place(state);
    struct work *w = &p->work, other;
    work_begin(&other, cupsd_server(p->cupsd));
    cupsd_reason(p->cupsd, "Reg", "media-empty-error");
    assert_int_equal(work_submit(&other, "Reg"), STATUS_OK);
    work_until(&other, JOB_NO_PAPER);
    assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
    work_until(w, JOB_QUEUED);
    says(w, "waits for its turn");
    cupsd_reason(p->cupsd, "Reg", "");
    work_until(w, JOB_DONE);
    work_end(&other);
}

static void test_stopped(void **state)
{
    struct place *p = place(state);
    struct work *w = &p->work;
    cupsd_disable(p->cupsd, "Reg");
    assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
    work_until(w, JOB_STOPPED);
    says(w, "%s is stopped");
    cupsd_enable(p->cupsd, "Reg");
    work_until(w, JOB_DONE);
}

/* The printer's own program stops the queue (exit 4). */
static void test_stops_itself(void **state)
{
    struct place *p = place(state);
    struct work *w = &p->work;
    cupsd_reason(p->cupsd, "Reg", "stop");
    assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
    work_until(w, JOB_STOPPED);
    cupsd_reason(p->cupsd, "Reg", "");
    cupsd_enable(p->cupsd, "Reg");
    work_until(w, JOB_DONE);
}

static void test_aborted(void **state)
{
    struct place *p = place(state);
    struct work *w = &p->work;
    cupsd_add(p->cupsd, "Abort", (const char *[]){"printer-error-policy=abort-job", NULL});
    cupsd_reason(p->cupsd, "Abort", "fail");
    assert_int_equal(work_submit(w, "Abort"), STATUS_OK);
    work_until(w, JOB_ABORTED);
    says(w, "Not printed: %1$s gave up (%2$s).");
    assert_string_equal(w->args[1], "simulated failure");
}

static void test_rejected(void **state)
{
    struct place *p = place(state);
    struct work *w = &p->work;
    cupsd_reject(p->cupsd, "Reg");
    assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
    work_until(w, JOB_REJECTED);
    says(w, "does not accept jobs");
    assert_true(job_state_nothing_printed(w->state));
    cupsd_accept(p->cupsd, "Reg");
    assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
    work_until(w, JOB_DONE);
}

static void test_unknown_printer(void **state)
{
    struct place *p = place(state);
    struct work *w = &p->work;
    assert_int_equal(work_submit(w, "Nowhere"), STATUS_OK);
    work_until(w, JOB_UNKNOWN_PRINTER);
    says(w, "no printer called %s");
    assert_int_equal(work_submit(w, "../../admin?x=%20 \"#"), STATUS_OK);
    work_until(w, JOB_UNKNOWN_PRINTER);
}

static void test_no_daemon(void **state)
{
    struct place *p = place(state);
    struct work *w = &p->work;
    cupsd_kill(p->cupsd);
    assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
    work_until(w, JOB_NO_SERVER);
    assert_non_null(strstr(w->what, "the print service does not answer"));
    assert_true(job_state_nothing_printed(w->state));
    assert_int_equal(work_list(w), STATUS_OFFLINE);
    assert_null(w->printers);
}

/* kill -9 of the print service under a waiting job: said, asked again, and the truth when it is back. */
static void test_daemon_dies(void **state)
{
    struct place *p = place(state);
    struct work *w = &p->work;
    cupsd_reason(p->cupsd, "Reg", "media-empty-error");
    assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
    work_until(w, JOB_NO_PAPER);
    cupsd_kill(p->cupsd);
    work_until(w, JOB_SERVER_LOST);
    says(w, "stopped answering");
    cupsd_reason(p->cupsd, "Reg", "");
    cupsd_again(p->cupsd);
    work_until(w, JOB_DONE);
}

static void test_follow(void **state)
{
    struct place *p = place(state);
    struct work *w = &p->work;
    cupsd_reason(p->cupsd, "Reg", "media-empty-error");
    assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
    work_until(w, JOB_NO_PAPER);
    int number = w->number;
    work_reset(w); /* as after a restart of the program */
    assert_int_equal(
        print_follow(w->loop, &w->service, "Reg", "Counter 2", number, work_on_news, w, &w->job, &w->error),
        STATUS_OK);
    work_until(w, JOB_NO_PAPER);
    assert_int_equal(w->number, number);
    cupsd_reason(p->cupsd, "Reg", "");
    work_until(w, JOB_DONE);
    work_reset(w);
    assert_int_equal(
        print_follow(w->loop, &w->service, "Reg", "Counter 2", 4711, work_on_news, w, &w->job, &w->error),
        STATUS_OK);
    work_until(w, JOB_GONE);
    says(w, "does not know the job");
}

/* The process id of our child of that name, 0 when there is none. */
static pid_t child_named(const char *name)
{
    char path[64];
    pid_t found = 0;
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    char *children = scratch_read(path, NULL), *rest = NULL;
    for (char *pid = children ? strtok_r(children, " ", &rest) : NULL; pid;
         pid = strtok_r(NULL, " ", &rest)) {
        snprintf(path, sizeof path, "/proc/%s/comm", pid);
        char *comm = scratch_read(path, NULL);
        if (comm && !strncmp(comm, name, strlen(name)))
            found = (pid_t)strtol(pid, NULL, 10);
        free(comm);
    }
    free(children);
    return found;
}

/* kill -9 of our helper under a waiting job: said, the job itself goes on, and can be followed again. */
static void test_helper_dies(void **state)
{
    struct place *p = place(state);
    struct work *w = &p->work;
    cupsd_reason(p->cupsd, "Reg", "media-empty-error");
    assert_int_equal(work_submit(w, "Reg"), STATUS_OK);
    work_until(w, JOB_NO_PAPER);
    int number = w->number;
    pid_t helper = child_named("registrar-print");
    assert_true(helper > 0);
    kill(helper, SIGKILL);
    work_until(w, JOB_LOST);
    assert_int_equal(w->number, number);
    work_reset(w);
    assert_int_equal(
        print_follow(w->loop, &w->service, "Reg", "Counter 2", number, work_on_news, w, &w->job, &w->error),
        STATUS_OK);
    cupsd_reason(p->cupsd, "Reg", "");
    work_until(w, JOB_DONE);
    assert_int_equal(cupsd_count(p->cupsd, "Reg", "job="), 1);
}

static void test_list(void **state)
{
    struct place *p = place(state);
    struct work *w = &p->work;
    cupsd_add(p->cupsd, "Second", NULL);
    cupsd_default(p->cupsd, "Second");
    cupsd_reject(p->cupsd, "Reg");
    assert_int_equal(work_list(w), STATUS_OK);
    assert_int_equal(w->printers->n, 2);
    const struct printer *reg = &w->printers->items[0], *second = &w->printers->items[1];
    assert_string_equal(reg->name, "Reg");
    assert_false(reg->accepting);
    assert_string_equal(reg->note.id, "%s does not accept jobs now.");
    assert_string_equal(second->name, "Second");
    assert_true(second->is_default && second->accepting);
    assert_null(second->note.id);
    cupsd_disable(p->cupsd, "Second");
    assert_int_equal(work_list(w), STATUS_OK);
    assert_string_equal(w->printers->items[1].note.id, "%s is stopped.");
    cupsd_remove(p->cupsd, "Reg");
    cupsd_remove(p->cupsd, "Second");
    assert_int_equal(work_list(w), STATUS_OK);
    assert_int_equal(w->printers->n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_printed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_waits_and_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(test_only_reports, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cancel, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cancel_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_held, setup, teardown),
        cmocka_unit_test_setup_teardown(test_queued, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stopped, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stops_itself, setup, teardown),
        cmocka_unit_test_setup_teardown(test_aborted, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rejected, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unknown_printer, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_daemon, setup, teardown),
        cmocka_unit_test_setup_teardown(test_daemon_dies, setup, teardown),
        cmocka_unit_test_setup_teardown(test_follow, setup, teardown),
        cmocka_unit_test_setup_teardown(test_helper_dies, setup, teardown),
        cmocka_unit_test_setup_teardown(test_list, setup, teardown),
    };
    return cmocka_run_group_tests_name("print at a real print service", tests, NULL, NULL);
}
