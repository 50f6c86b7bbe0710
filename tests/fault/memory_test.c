/*
 * Memory ends: the nth request of the journey for memory fails, once or from then on, in a child of its own.
 * The program says so and stays whole: no crash, nothing left behind, what it said holds, and a healthy run
 * settles the rest. A journey with a forgotten free() must be found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include <cmocka.h>

#include "config/config.h"
#include "store/audit.h"
#include "store/cache.h"
#include "store/printlog.h"
#include "tests/fault/counter.h"
#include "tests/fault/ledger.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch.h"
#include "tests/harness/world.h"

#if defined(__SANITIZE_ADDRESS__)
#define OWN_ALLOCATOR 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OWN_ALLOCATOR 0
#endif
#endif
#ifndef OWN_ALLOCATOR
#define OWN_ALLOCATOR 1
#endif

/* What the allocator does in the child; the only state a replaced malloc() can have. */
static struct {
    long calls, fail_at, live;
    bool forever, counting, met;
} fault;

static bool fault_now(void)
{
    if (!fault.counting)
        return false;
    fault.calls++;
    if (!fault.fail_at || fault.calls < fault.fail_at || (fault.calls > fault.fail_at && !fault.forever))
        return false;
    fault.met = true;
    return true;
}

/* Nothing here is about the disk, so it is not waited for. */
int fsync(int fd)
{
    (void)fd;
    return 0;
}

int fdatasync(int fd)
{
    (void)fd;
    return 0;
}

#if OWN_ALLOCATOR
/* Every allocation of the program and its libraries passes here, SQLite's too. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);

void *malloc(size_t n)
{
    void *p = fault_now() ? NULL : __libc_malloc(n);

    fault.live += fault.counting && p;
    return p;
}

void *calloc(size_t n, size_t size)
{
    void *p = fault_now() ? NULL : __libc_calloc(n, size);

    fault.live += fault.counting && p;
    return p;
}

void *realloc(void *old, size_t n)
{
    void *p = fault_now() ? NULL : __libc_realloc(old, n);

    fault.live += fault.counting && p && !old;
    return p;
}

void free(void *p)
{
    fault.live -= fault.counting && p;
    __libc_free(p);
}
#else
/* Under AddressSanitizer its own allocator stays, and only SQLite's table is ours; it looks for leaks itself.
 */
static sqlite3_mem_methods real;

static void *table_malloc(int n)
{
    return fault_now() ? NULL : real.xMalloc(n);
}

static void *table_realloc(void *p, int n)
{
    return fault_now() ? NULL : real.xRealloc(p, n);
}
#endif

static void allocator_install(void)
{
#if !OWN_ALLOCATOR
    sqlite3_mem_methods ours;
    sqlite3_shutdown(); /* the judge has used it; a table is only taken before the start */
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real);
    ours = real;
    ours.xMalloc = table_malloc;
    ours.xRealloc = table_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
#endif
}

/* ---- journeys ---------------------------------------------------------------------------------------------
 */

typedef void (*journey_fn)(const char *folder, struct ledger *);

/* The other rooms of the store, and the configuration: all they must do is end. */
static void journey_rooms(const char *folder, struct ledger *l)
{
    struct cache_scope scope = {"p", "u"};
    struct cache_row row = {.key = (char *)"k", .value = (char *)"v", .folded = (char *)"f"}, *rows;
    struct print_row print = {.copies = 1};
    struct print_query prints = {.states = PRINT_ALL};
    struct audit_row **events;
    struct print_row **found;
    struct printlog *p = NULL;
    struct config *c = NULL;
    struct cache *cache = NULL;
    struct audit *a = NULL;
    ERROR_AUTO e = {0};
    TEXT_AUTO dump;
    char *ini = text_format("%s/registrar.ini", folder);
    char id[37];
    size_t n;

    text_init(&dump, 100000);
    if (ini && config_load(ini, &c, &e) == STATUS_OK) {
        config_set(c, OPTION_THEME, "mono", &e);
        config_dump(c, &dump);
        l->failures += config_save(c, &e) != STATUS_OK;
    }
    config_free(&c);
    free(ini);
    if (audit_open(folder, &a, &e) == STATUS_OK) {
        l->failures += audit_add(a, AUDIT_LOCK, "p", "u", "idle", &e) != STATUS_OK;
        audit_list(a, 0, 10, &events, &n, &e);
        audit_rows_free(&events, n);
    }
    audit_close(&a);
    if (printlog_open(folder, &p, &e) == STATUS_OK) {
        l->failures += printlog_add(p, &print, PRINT_MAKING, id, &e) != STATUS_OK;
        printlog_list(p, &prints, &found, &n, &e);
        print_rows_free(&found, n);
    }
    printlog_close(&p);
    if (cache_open(folder, &cache, &e) == STATUS_OK) {
        cache_put(cache, scope, "page", "r", "value");
        free(cache_get(cache, scope, "page", "r", NULL));
        cache_rows_put(cache, scope, "list", 0, &row, 1, 1, true);
        rows = cache_rows_get(cache, scope, "list", 0, 10, &n, NULL, NULL);
        cache_rows_free(&rows, n);
        cache_erase(cache, scope, &e);
    }
    cache_close(&cache);
    l->ended = true;
}

/* The planted fault: remembers to free only when all goes well. */
static void journey_forgetful(const char *folder, struct ledger *l)
{
    char *note = text_format("%s/note", folder);
    char *copy = text_dup(note);

    l->ended = true;
    if (!copy)
        return;
    free(copy);
    free(note);
}

enum outcome { OUTCOME_WHOLE, OUTCOME_LEAK, OUTCOME_CRASH };

/* One run in a child; true in *met when the fault was reached. */
static enum outcome run(journey_fn journey, const char *folder, struct ledger *l, long point, bool forever)
{
    int status = 0;
    pid_t parent = getpid(), pid = fork();

    if (pid == 0) {
        program_child_setup(parent);
        allocator_install();
        fault.fail_at = point;
        fault.forever = forever;
        fault.counting = true;
        journey(folder, l);
        sqlite3_shutdown();
        fault.counting = false;
        l->fault_met = fault.met;
        _exit(OWN_ALLOCATOR && fault.live ? OUTCOME_LEAK : OUTCOME_WHOLE);
    }
    while (waitpid(pid, &status, 0) < 0)
        ;
    if (!WIFEXITED(status) || !l->ended)
        return OUTCOME_CRASH;
    return WEXITSTATUS(status) == OUTCOME_LEAK ? OUTCOME_LEAK : OUTCOME_WHOLE;
}

/* Judges one run; NULL when all is well. */
static const char *judge(journey_fn journey, const char *folder, struct ledger *l, enum outcome outcome)
{
    const char *wrong = outcome == OUTCOME_CRASH ? "the program crashed" : NULL;

    if (!wrong && outcome == OUTCOME_LEAK)
        wrong = "memory was left behind";
    if (!wrong && journey == journey_run)
        wrong = journey_judge(folder, l);
    if (!wrong && journey == journey_run)
        wrong = journey_finish(folder, l);
    return wrong;
}

/* The next point: all of them in the long form; in the short one the first hundred, where things are opened,
 * and then every eleventh. */
static long next_point(long point)
{
    long close = OWN_ALLOCATOR ? 100 : 10,
         stride = OWN_ALLOCATOR ? 11 : 37; /* a child costs much more there */

    return point < close || fault_soak() ? point + 1 : point + stride;
}

/* Points until a run meets no fault. Returns what was wrong first, or NULL. */
static const char *sweep(journey_fn journey, bool forever, long *points, long *bad)
{
    struct ledger *l = ledger_new();
    const char *wrong = NULL;
    bool met = true;

    for (long point = fault_point() ? fault_point() : 1; met && !wrong; point = next_point(point)) {
        char *folder = scratch_new();
        ledger_begin(l);
        enum outcome outcome = run(journey, folder, l, point, forever);
        met = l->fault_met || !l->ended;
        wrong = judge(journey, folder, l, outcome);
        *bad = point;
        *points += met;
        scratch_remove(&folder);
        if (fault_point())
            break;
    }
    ledger_free(&l);
    return wrong;
}

static void sweep_all(const char *kind, journey_fn journey)
{
    long points = 0, bad = 0;

    for (int forever = 0; forever < 2; forever++) {
        const char *wrong = sweep(journey, forever, &points, &bad);
        if (wrong)
            fault_failed(forever ? "memory ends for good" : "memory ends once", bad, wrong, "memory_test");
    }
    fault_points(kind, points);
    assert_true(points > 20 || fault_point());
}

static void the_outbox_survives(void **state)
{
    (void)state;
    sweep_all("memory ends in the outbox", journey_run);
}

static void the_other_rooms_survive(void **state)
{
    (void)state;
    sweep_all("memory ends in the other rooms", journey_rooms);
}

static void a_forgotten_free_is_found(void **state)
{
    long points = 0, bad = 0;
    const char *wrong;

    (void)state;
    if (!OWN_ALLOCATOR) {
        print_message("skipped: under AddressSanitizer its own allocator counts\n");
        skip();
    }
    if (fault_point())
        return; /* one point of another sweep is being replayed */
    wrong = sweep(journey_forgetful, false, &points, &bad);
    assert_non_null(wrong);
    assert_string_equal(wrong, "memory was left behind");
}

/* ---- the whole client -------------------------------------------------------------------------------------
 */

/* One walk to the registry and back in a child. Requests for memory it made, or -1 when it crashed. What
 * libraries keep for their whole life is theirs, so nothing is counted at the end. */
static long approval_run(struct counter *c, struct ledger *l, long point, bool forever)
{
    int status = 0;
    pid_t parent = getpid(), pid = fork();

    if (pid == 0) {
        program_child_setup(parent);
        allocator_install();
        fault.fail_at = point;
        fault.forever = forever;
        fault.counting = true;
        counter_walk(c);
        fault.counting = false;
        l->failures = (int)fault.calls;
        _exit(0);
    }
    while (waitpid(pid, &status, 0) < 0)
        ;
    return WIFEXITED(status) && !WEXITSTATUS(status) ? l->failures : -1;
}

static void approval_sweep(struct counter *c, struct world *w, struct ledger *l, bool forever, long stride)
{
    const char *kind = forever ? "memory ends for good, approving" : "memory ends once, approving";
    long points = 0;
    bool met = true;

    for (long at = fault_point() ? fault_point() : 1; met; at += stride) {
        const char *wrong;
        long before, calls;
        counter_begin(c, w);
        before = world_count(w, "approve");
        calls = approval_run(c, l, at, forever);
        met = calls >= at;
        points += met;
        wrong = calls < 0 ? "the program crashed" : counter_judge(c, w, before);
        if (wrong)
            fault_failed(kind, at, wrong, "memory_test");
        if (fault_point())
            break;
    }
    fault_points(kind, points);
}

static void the_approval_survives(void **state)
{
    struct world *w = world_new(NULL);
    struct counter *c = counter_new(w, world_fixture(w, "request.new_na"));
    struct ledger *l = ledger_new();
    long calls;

    (void)state;
    c->patience_ms = 1500;
    counter_begin(c, w);
    calls = approval_run(c, l, 0, false);
    assert_true(calls > 100 && c->told);
    for (int forever = 0; forever < 2; forever++)
        approval_sweep(c, w, l, forever, calls / (fault_soak() ? 300 : 12) + 1);
    ledger_free(&l);
    counter_free(&c);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_outbox_survives),
        cmocka_unit_test(the_other_rooms_survive),
        cmocka_unit_test(the_approval_survives),
        cmocka_unit_test(a_forgotten_free_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
