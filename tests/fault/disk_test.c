/*
 * Power failure: before every call that changes the disk, and with every kind of damage to what was not
 * synced, each acknowledged step of the outbox is found again, the rest settles once, and the same sweep over
 * a file that is kept with NORMAL finds the loss it must find.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "store/printlog.h"
#include "store/store.h"
#include "tests/fault/disk.h"
#include "tests/fault/ledger.h"
#include "tests/harness/scratch.h"

enum { CALLS_MAX = 4096, CUT_SHARE = 100 };

/* After call number `at`, this is what the ledger promised. */
struct moment {
    long at;
    struct ledger ledger;
};

static int kinds(void)
{
    return fault_soak() ? DISK_RANDOM + 24 : DISK_RANDOM + 3;
}

/* ---- the outbox -------------------------------------------------------------------------------------------
 */

/* Takes the journey in small bites and notes the ledger after every one: the promises by the number of calls.
 */
static size_t journey_record(struct disk *d, const char *folder, struct ledger *l, struct moment *moments)
{
    size_t n = 0;
    struct outbox *o = NULL;
    static const enum outbox_state path[] = {OUTBOX_QUEUED, OUTBOX_SENDING, OUTBOX_DONE};

    disk_record(d, folder);
    moments[n++] = (struct moment){0, *l};
    assert_int_equal(outbox_open(folder, &o, NULL), STATUS_OK);
    for (int i = 0; i < LEDGER_ROWS; i++) {
        for (int s = 0; s < 3; s++) {
            struct outbox_change change = {.from = path[s ? s - 1 : 0], .to = path[s]};
            struct outbox_order order = {.id = l->row[i].id,
                                         .profile = "p",
                                         .user = "u",
                                         .action = "approve",
                                         .kind = "request",
                                         .ref = "r",
                                         .payload = "{\"a\":1}"};
            char id[37];
            l->row[i].maybe |= OUTBOX_BIT(path[s]);
            moments[n++] = (struct moment){disk_calls(d), *l};
            assert_int_equal(s ? outbox_move(o, l->row[i].id, &change, NULL)
                               : outbox_append(o, &order, id, NULL),
                             STATUS_OK);
            l->row[i].acked = path[s];
            l->row[i].maybe = 0;
            l->row[i].sent += path[s] == OUTBOX_SENDING;
            moments[n++] = (struct moment){disk_calls(d), *l};
        }
    }
    outbox_close(&o);
    disk_stop(d);
    return n;
}

/* The newest moment that was reached before call `cut`: what was begun later may still have reached the disk
 * only by the calls before it, so the ledger of that moment is the whole truth. */
static const struct ledger *ledger_at(const struct moment *moments, size_t n, long cut)
{
    size_t best = 0;

    for (size_t i = 0; i < n; i++)
        if (moments[i].at <= cut)
            best = i;
    return &moments[best].ledger;
}

/* The power fails once more while the first loss is being recovered from. */
static const char *second_cut(struct disk *d, const struct disk *first, long cut, int kind,
                              const char *folder, const char *again, const struct ledger *l)
{
    const char *wrong = NULL;

    disk_make(first, cut, kind, folder);
    disk_record(d, folder);
    wrong = journey_judge(folder, l);
    disk_stop(d);
    for (long second = 0; !wrong && second <= disk_calls(d); second++) {
        disk_make(d, second, second % kinds(), again);
        wrong = journey_judge(again, l);
    }
    return wrong;
}

static void the_outbox_loses_nothing(void **state)
{
    struct disk *d = disk_new();
    struct ledger *l = ledger_new();
    struct moment *moments = calloc(1 + LEDGER_ROWS * 6 + 1, sizeof *moments);
    char *folder = scratch_new(), *found = scratch_new();
    long points = 0;
    size_t n;

    (void)state;
    ledger_begin(l);
    n = journey_record(d, folder, l, moments);
    for (long cut = 0; cut <= disk_calls(d); cut++) {
        for (int kind = 0; kind < kinds(); kind++) {
            long point = cut * CUT_SHARE + kind + 1;
            struct ledger then = *ledger_at(moments, n, cut);
            const char *wrong;
            if (fault_point() && fault_point() != point)
                continue;
            disk_make(d, cut, kind, found);
            wrong = journey_judge(found, &then);
            if (!wrong)
                wrong = journey_finish(found, &then);
            points++;
            if (wrong)
                fault_failed("power failure", point, wrong, "disk_test");
        }
    }
    fault_points("power failure over the outbox", points);
    assert_true(points > 100 || fault_point());
    free(moments);
    scratch_remove(&folder);
    scratch_remove(&found);
    ledger_free(&l);
    disk_free(&d);
}

static void nor_when_the_power_fails_again(void **state)
{
    struct disk *first = disk_new(), *second;
    struct ledger *l = ledger_new();
    struct moment *moments = calloc(1 + LEDGER_ROWS * 6 + 1, sizeof *moments);
    char *folder = scratch_new(), *found = scratch_new(), *again = scratch_new();
    long step = fault_soak() ? 1 : 7, points = 0;
    size_t n;

    (void)state;
    ledger_begin(l);
    n = journey_record(first, folder, l, moments);
    second = disk_new();
    for (long cut = 0; cut <= disk_calls(first); cut += step) {
        int kind = (int)(cut % kinds());
        const char *wrong;
        if (fault_point() && fault_point() != cut + 1)
            continue;
        wrong = second_cut(second, first, cut, kind, found, again, ledger_at(moments, n, cut));
        points += disk_calls(second) + 1;
        if (wrong)
            fault_failed("second power failure", cut + 1, wrong, "disk_test");
    }
    fault_points("power failure during recovery", points);
    free(moments);
    scratch_remove(&folder);
    scratch_remove(&found);
    scratch_remove(&again);
    ledger_free(&l);
    disk_free(&second);
    disk_free(&first);
}

/* ---- any file, with either setting
 * ------------------------------------------------------------------------- */

enum { NOTES = 12 };

static long notes_count(const char *folder, const struct store_spec *spec)
{
    sqlite3 *db;
    sqlite3_stmt *st = NULL;
    long n = -1;

    if (store_open(folder, spec, &db, NULL))
        return -1;
    if (sqlite3_prepare_v2(db, "SELECT count(*) FROM note", -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        n = (long)sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    store_close(&db);
    return n;
}

/* Adds notes, then tries every cut; how many disks lost an acknowledged one. */
static long notes_lost(bool full, long *points)
{
    static const char *const migrations[] = {"CREATE TABLE note (text TEXT)", NULL};
    struct store_spec spec = {"note.db", 4711, migrations, full, true};
    struct disk *d = disk_new();
    char *folder = scratch_new(), *found = scratch_new();
    long acked[NOTES + 1], lost = 0;
    sqlite3 *db;

    disk_record(d, folder);
    assert_int_equal(store_open(folder, &spec, &db, NULL), STATUS_OK);
    for (int i = 0; i < NOTES; i++) {
        assert_int_equal(store_run(db, "note.db", "INSERT INTO note VALUES (hex(randomblob(600)))", NULL),
                         STATUS_OK);
        acked[i] = disk_calls(d);
    }
    store_close(&db);
    disk_stop(d);
    for (long cut = 0; cut <= disk_calls(d); cut++) {
        for (int kind = 0; kind < kinds(); kind++) {
            long promised = 0;
            while (promised < NOTES && acked[promised] <= cut)
                promised++;
            disk_make(d, cut, kind, found);
            lost += notes_count(found, &spec) < promised;
            (*points)++;
        }
    }
    scratch_remove(&folder);
    scratch_remove(&found);
    disk_free(&d);
    return lost;
}

static void full_keeps_and_normal_loses(void **state)
{
    long points = 0;

    (void)state;
    assert_int_equal(notes_lost(true, &points), 0);
    assert_true(notes_lost(false, &points) >
                0); /* the planted fault: a sweep that finds nothing here is blind */
    fault_points("power failure with FULL and with NORMAL", points);
}

/* ---- the print log
 * ----------------------------------------------------------------------------------------- */

static void the_print_log_loses_no_row(void **state)
{
    struct disk *d = disk_new();
    char *folder = scratch_new(), *found = scratch_new();
    struct print_row row = {.copies = 1};
    struct print_query all = {.states = PRINT_ALL};
    long acked[NOTES], points = 0;
    struct printlog *l;
    char id[37];

    (void)state;
    disk_record(d, folder);
    assert_int_equal(printlog_open(folder, &l, NULL), STATUS_OK);
    for (int i = 0; i < NOTES; i++) {
        assert_int_equal(printlog_add(l, &row, PRINT_MAKING, id, NULL), STATUS_OK);
        acked[i] = disk_calls(d);
    }
    printlog_close(&l);
    disk_stop(d);
    for (long cut = 0; cut <= disk_calls(d); cut++) {
        for (int kind = 0; kind < kinds(); kind++, points++) {
            long promised = 0, n = -1;
            while (promised < NOTES && acked[promised] <= cut)
                promised++;
            disk_make(d, cut, kind, found);
            if (printlog_open(found, &l, NULL) == STATUS_OK)
                printlog_count(l, &all, &n, NULL, NULL);
            printlog_close(&l);
            if (n < promised)
                fault_failed("power failure", cut * CUT_SHARE + kind + 1, "a print is not in the log",
                             "disk_test");
        }
    }
    fault_points("power failure over the print log", points);
    scratch_remove(&folder);
    scratch_remove(&found);
    disk_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_outbox_loses_nothing),
        cmocka_unit_test(nor_when_the_power_fails_again),
        cmocka_unit_test(full_keeps_and_normal_loses),
        cmocka_unit_test(the_print_log_loses_no_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
