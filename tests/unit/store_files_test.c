/* SQLite files of other versions, other programs and damaged disks; the print log, the audit, the cache. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/audit.h"
#include "store/cache.h"
#include "store/outbox.h"
#include "store/printlog.h"
#include "store/store.h"
#include "tests/harness/scratch.h"

static int room_open(void **state)
{
    *state = scratch_new();
    return 0;
}

static int room_close(void **state)
{
    char *folder = *state;

    scratch_remove(&folder);
    return 0;
}

static void sql(const char *folder, const char *name, const char *text)
{
    AUTO_FREE char *path = scratch_path(folder, name);
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* ---- versions and damage ----------------------------------------------------------------------------------
 */

static void a_newer_file_is_not_touched(void **state)
{
    static const char *const names[] = {"outbox.db", "prints.db", "audit.db", "cache.db"};
    char *folder = *state;
    ERROR_AUTO e = {0};
    void *handle;

    for (int i = 0; i < 4; i++) {
        AUTO_FREE char *path = scratch_path(folder, names[i]);
        AUTO_FREE char *wal = text_format("%s-wal", path);
        size_t before_n, after_n;
        struct stat before, after;
        int ids[] = {0x72676f62, 0x7267706c, 0x72676175, 0x72676361};
        AUTO_FREE char *make =
            text_format("CREATE TABLE future (x); PRAGMA application_id=%d; PRAGMA user_version=99", ids[i]);
        sql(folder, names[i], make);
        AUTO_FREE char *bytes = scratch_read(path, &before_n);
        assert_int_equal(stat(path, &before), 0);
        enum status status = i == 0   ? outbox_open(folder, (struct outbox **)&handle, &e)
                             : i == 1 ? printlog_open(folder, (struct printlog **)&handle, &e)
                             : i == 2 ? audit_open(folder, (struct audit **)&handle, &e)
                                      : cache_open(folder, (struct cache **)&handle, &e);
        assert_int_equal(status, STATUS_VERSION);
        assert_null(handle);
        assert_non_null(strstr(e.what.id, "newer"));
        AUTO_FREE char *now = scratch_read(path, &after_n);
        assert_int_equal(before_n, after_n);
        assert_memory_equal(bytes, now, before_n);
        assert_int_equal(stat(path, &after), 0);
        assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
        assert_false(scratch_exists(wal));
    }
}

/* A newer program died before its log was folded into the file: the file's own header still looks old. */
static void a_newer_version_in_the_log_counts(void **state)
{
    char *folder = *state;
    AUTO_FREE char *path = scratch_path(folder, "outbox.db");
    AUTO_FREE char *wal = scratch_path(folder, "outbox.db-wal");
    struct outbox *o;
    sqlite3 *db;
    size_t before, after;

    assert_int_equal(outbox_open(folder, &o, NULL), STATUS_OK);
    outbox_close(&o);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version=99", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    AUTO_FREE char *log = scratch_read(wal, &before);
    assert_non_null(log);
    assert_int_equal(outbox_open(folder, &o, NULL), STATUS_VERSION);
    AUTO_FREE char *now = scratch_read(wal, &after);
    assert_non_null(now);
    assert_int_equal(before, after);
    assert_memory_equal(log, now, before);
}

static void files_of_others_are_refused(void **state)
{
    char *folder = *state;
    ERROR_AUTO e = {0};
    struct outbox *o;

    scratch_write(folder, "outbox.db",
                  "my diary, not a database at all, but long enough to fill a whole header, "
                  "so that it cannot be taken for an empty one",
                  0600);
    assert_int_equal(outbox_open(folder, &o, &e), STATUS_VERSION);
    scratch_write(folder, "outbox.db", "short", 0600);
    assert_int_equal(outbox_open(folder, &o, &e), STATUS_VERSION);
    AUTO_FREE char *path = scratch_path(folder, "outbox.db");
    AUTO_FREE char *kept = scratch_read(path, NULL);
    assert_string_equal(kept, "short");
    assert_int_equal(unlink(path), 0);
    sql(folder, "outbox.db", "CREATE TABLE other (x)");
    assert_int_equal(outbox_open(folder, &o, &e), STATUS_VERSION);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    assert_int_equal(outbox_open(folder, &o, &e), STATUS_VERSION);
}

static void a_damaged_file_is_a_sentence(void **state)
{
    char *folder = *state;
    AUTO_FREE char *path = scratch_path(folder, "outbox.db");
    ERROR_AUTO e = {0};
    struct outbox_order order = {
        .profile = "p", .user = "u", .action = "a", .kind = "k", .ref = "r", .payload = "{}"};
    struct outbox *o;
    char id[37];
    FILE *f;

    assert_int_equal(outbox_open(folder, &o, NULL), STATUS_OK);
    for (int i = 0; i < 50; i++)
        assert_int_equal(outbox_append(o, &order, id, NULL), STATUS_OK);
    outbox_close(&o);
    f = fopen(path, "r+");
    assert_non_null(f);
    for (int i = 0; i < 3000; i++) {
        fseek(f, 4096 + i * 5, SEEK_SET);
        fputc(i * 7, f);
    }
    fclose(f);
    assert_int_equal(outbox_open(folder, &o, &e), STATUS_DISK);
    assert_null(o);
    assert_true(store_damaged(&e));
}

static void the_settings_are_what_we_promised(void **state)
{
    static const char *const none[] = {"CREATE TABLE t (x)", NULL};
    struct store_spec spec = {"x.db", 4711, none, true, true};
    char *folder = *state;
    sqlite3 *db;
    sqlite3_stmt *st;

    for (int full = 0; full < 2; full++) {
        spec.full = full;
        assert_int_equal(store_open(folder, &spec, &db, NULL), STATUS_OK);
        assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA synchronous", -1, &st, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(st), SQLITE_ROW);
        assert_int_equal(sqlite3_column_int(st, 0), full ? 2 : 1);
        sqlite3_finalize(st);
        assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA journal_mode", -1, &st, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(st), SQLITE_ROW);
        assert_string_equal((const char *)sqlite3_column_text(st, 0), "wal");
        sqlite3_finalize(st);
        store_close(&db);
    }
}

static void old_files_are_led_to_the_new_version(void **state)
{
#define FIRST "CREATE TABLE t (x); INSERT INTO t VALUES (1)"
#define SECOND "ALTER TABLE t ADD COLUMN y; UPDATE t SET y = 2"
    static const char *const one[] = {FIRST, NULL};
    static const char *const two[] = {FIRST, SECOND, NULL};
    static const char *const bad[] = {FIRST, SECOND, "CREATE TABLE u (x); NONSENSE", NULL};
    struct store_spec spec = {"x.db", 4711, one, true, true};
    char *folder = *state;
    sqlite3 *db;

    assert_int_equal(store_open(folder, &spec, &db, NULL), STATUS_OK);
    store_close(&db);
    spec.migrations = bad;
    assert_int_not_equal(store_open(folder, &spec, &db, NULL), STATUS_OK);
    spec.migrations = two; /* nothing of the failed one was kept */
    assert_int_equal(store_open(folder, &spec, &db, NULL), STATUS_OK);
    assert_int_equal(store_run(db, "x.db", "INSERT INTO t SELECT y, x FROM t WHERE y = 2", NULL), STATUS_OK);
    assert_int_not_equal(store_run(db, "x.db", "SELECT * FROM u", NULL), STATUS_OK);
    store_close(&db);
    spec.migrations = one;
    assert_int_equal(store_open(folder, &spec, &db, NULL), STATUS_VERSION);
}

/* ---- print log --------------------------------------------------------------------------------------------
 */

static void prints_are_kept_with_their_why(void **state)
{
    char *folder = *state;
    struct print_row row = {.profile = (char *)"p",
                            .user = (char *)"olena",
                            .kind = (char *)"request",
                            .ref = (char *)"r1",
                            .label = (char *)"0000-12H4",
                            .attachment = (char *)"form",
                            .title = (char *)"Form",
                            .printer = (char *)"Counter 2",
                            .paper = (char *)"iso_a4_210x297mm",
                            .copies = 2,
                            .reason = (char *)"smudged"};
    struct print_query q = {
        .kind = "request", .ref = "r1", .attachment = "form", .states = PRINT_BIT(PRINT_PRINTED)};
    struct message m = {0};
    struct printlog *l;
    struct print_row *read, **rows;
    int64_t newest;
    char id[37], other[37];
    size_t n;
    long count;

    assert_int_equal(printlog_open(folder, &l, NULL), STATUS_OK);
    assert_int_equal(printlog_add(l, &row, PRINT_MAKING, id, NULL), STATUS_OK);
    assert_int_equal(printlog_add(l, &row, PRINT_SAVED, other, NULL), STATUS_OK);
    message_set(&m, "waits for paper at %s", 1, "Counter 2");
    assert_int_equal(printlog_update(l, id, PRINT_PRINTING, 17, &m, NULL), STATUS_OK);
    printlog_close(&l);
    assert_int_equal(printlog_open(folder, &l, NULL), STATUS_OK);
    q.states = PRINT_OPEN;
    assert_int_equal(printlog_list(l, &q, &rows, &n, NULL), STATUS_OK);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0]->job, 17);
    assert_string_equal(rows[0]->sentence.args[0], "Counter 2");
    assert_string_equal(rows[0]->reason, "smudged");
    assert_int_equal(rows[0]->copies, 2);
    print_rows_free(&rows, n);
    assert_int_equal(printlog_update(l, id, PRINT_PRINTED, 0, NULL, NULL), STATUS_OK);
    assert_int_equal(printlog_update(l, id, PRINT_FAILED, 0, NULL, NULL), STATUS_CONFLICT);
    assert_int_equal(printlog_update(l, other, PRINT_PRINTED, 0, NULL, NULL), STATUS_CONFLICT);
    assert_int_equal(printlog_find(l, id, &read, NULL), STATUS_OK);
    assert_int_equal(read->state, PRINT_PRINTED);
    assert_int_equal(read->job, 17);
    assert_null(read->sentence.id);
    print_row_free(&read);
    assert_int_equal(printlog_find(l, "nothing", &read, NULL), STATUS_NOT_FOUND);
    q.states = PRINT_BIT(PRINT_PRINTED);
    assert_int_equal(printlog_count(l, &q, &count, &newest, NULL), STATUS_OK);
    assert_int_equal(count, 1);
    assert_true(newest > 0);
    q.attachment = "other";
    assert_int_equal(printlog_count(l, &q, &count, &newest, NULL), STATUS_OK);
    assert_int_equal(count + newest, 0);
    for (int s = PRINT_MAKING; s <= PRINT_SAVED; s++)
        assert_true(*print_state_word((enum print_state)s));
    message_clear(&m);
    printlog_close(&l);
}

/* ---- audit
 * ------------------------------------------------------------------------------------------------- */

static void the_audit_only_grows(void **state)
{
    char *folder = *state;
    AUTO_FREE char *path = scratch_path(folder, "audit.db");
    struct audit_row **rows;
    struct audit *a;
    sqlite3 *db;
    size_t n;

    assert_int_equal(audit_open(folder, &a, NULL), STATUS_OK);
    assert_int_equal(audit_add(a, AUDIT_SIGN_IN, "p", "olena", NULL, NULL), STATUS_OK);
    assert_int_equal(audit_add(a, AUDIT_LOCK, "p", "olena", "idle", NULL), STATUS_OK);
    audit_close(&a);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_not_equal(sqlite3_exec(db, "DELETE FROM audit", NULL, NULL, NULL), SQLITE_OK);
    assert_int_not_equal(sqlite3_exec(db, "UPDATE audit SET user = 'x'", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(audit_open(folder, &a, NULL), STATUS_OK);
    assert_int_equal(audit_list(a, 0, 10, &rows, &n, NULL), STATUS_OK);
    assert_int_equal(n, 2);
    assert_int_equal(rows[0]->event, AUDIT_LOCK);
    assert_string_equal(rows[0]->detail, "idle");
    assert_string_equal(rows[1]->user, "olena");
    assert_null(rows[1]->detail);
    assert_true(rows[1]->at > 0 && rows[1]->at <= clock_wall());
    audit_rows_free(&rows, n);
    assert_int_equal(audit_list(a, 2, 10, &rows, &n, NULL), STATUS_OK);
    assert_int_equal(n, 0);
    audit_rows_free(&rows, n);
    audit_close(&a);
    for (int event = AUDIT_SIGN_IN; event <= AUDIT_ERASE; event++)
        assert_true(*audit_event_word((enum audit_event)event));
}

/* ---- cache
 * ------------------------------------------------------------------------------------------------- */

static const struct cache_scope olena = {"p", "olena"}, petro = {"p", "petro"};

static void values_belong_to_one_person(void **state)
{
    char *folder = *state;
    struct cache *c;
    int64_t at;

    assert_int_equal(cache_open(folder, &c, NULL), STATUS_OK);
    cache_put(c, olena, "page", "r1", "one");
    cache_put(c, olena, "page", "r1", "two");
    AUTO_FREE char *value = cache_get(c, olena, "page", "r1", &at);
    assert_string_equal(value, "two");
    assert_true(at > 0);
    assert_null(cache_get(c, petro, "page", "r1", &at));
    assert_int_equal(at, 0);
    assert_null(cache_get(c, olena, "name", "r1", NULL));
    cache_close(&c);
}

static void without_a_cache_everything_is_unknown(void **state)
{
    long total;
    size_t n = 9;

    (void)state;
    cache_put(NULL, olena, "page", "r1", "one");
    assert_null(cache_get(NULL, olena, "page", "r1", NULL));
    cache_rows_put(NULL, olena, "list", 0, NULL, 0, 0, true);
    assert_null(cache_rows_get(NULL, olena, "list", 0, 10, &n, NULL, &total));
    assert_int_equal(n, 0);
    assert_int_equal(total, -1);
    cache_forget(NULL, 0);
    assert_int_equal(cache_erase(NULL, olena, NULL), STATUS_OK);
}

static void rows_make(struct cache_row *rows, size_t n, int first)
{
    for (size_t i = 0; i < n; i++) {
        rows[i].key = text_format("request/%d", first + (int)i);
        rows[i].value = text_format("{\"n\":%d}", first + (int)i);
        rows[i].folded =
            text_format("person %d%s", first + (int)i, (first + (int)i) % 10 ? "" : " kovalenko");
    }
}

static void rows_release(struct cache_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(rows[i].key);
        free(rows[i].value);
        free(rows[i].folded);
    }
}

static void lists_are_replaced_page_by_page(void **state)
{
    char *folder = *state;
    struct cache_row page[100], *got;
    struct cache *c;
    int64_t at;
    size_t n;
    long total;

    assert_int_equal(cache_open(folder, &c, NULL), STATUS_OK);
    for (int first = 0; first < 300; first += 100) {
        rows_make(page, 100, first);
        cache_rows_put(c, olena, "new", first, page, 100, 300, first == 200);
        rows_release(page, 100);
    }
    got = cache_rows_get(c, olena, "new", 95, 10, &n, &at, &total);
    assert_int_equal(n, 10);
    assert_int_equal(total, 300);
    assert_int_equal(got[0].place, 95);
    assert_string_equal(got[9].key, "request/104");
    assert_true(at > 0);
    cache_rows_free(&got, n);
    rows_make(page, 2, 50); /* rows 50 and 51 moved to the front: they are not there twice */
    cache_rows_put(c, olena, "new", 0, page, 2, 300, false);
    rows_release(page, 2);
    got = cache_rows_get(c, olena, "new", 0, 1000, &n, NULL, NULL);
    assert_int_equal(n, 298);
    assert_string_equal(got[0].key, "request/50");
    cache_rows_free(&got, n);
    rows_make(page, 1, 7);
    cache_rows_put(c, olena, "new", 0, page, 1, 1, true);
    rows_release(page, 1);
    got = cache_rows_get(c, olena, "new", 0, 1000, &n, NULL, &total);
    assert_int_equal(n, 1);
    assert_int_equal(total, 1);
    cache_rows_free(&got, n);
    got = cache_rows_get(c, petro, "new", 0, 1000, &n, NULL, &total);
    assert_int_equal(n, 0);
    assert_int_equal(total, -1);
    cache_rows_free(&got, n);
    cache_close(&c);
}

static void erasing_leaves_no_name_in_the_file(void **state)
{
    char *folder = *state;
    struct cache_row row = {
        .key = (char *)"request/1", .value = (char *)"Сіроїд Павло", .folded = (char *)"siroid pavlo"};
    struct cache *c;

    assert_int_equal(cache_open(folder, &c, NULL), STATUS_OK);
    cache_put(c, olena, "page", "r1", "Сіроїд Павло");
    cache_put(c, petro, "page", "r1", "Коваль");
    cache_rows_put(c, olena, "new", 0, &row, 1, 1, true);
    assert_int_equal(cache_erase(c, olena, NULL), STATUS_OK);
    assert_null(scratch_search(folder, "Сіроїд", strlen("Сіроїд")));
    assert_null(scratch_search(folder, "siroid", 6));
    AUTO_FREE char *kept = cache_get(c, petro, "page", "r1", NULL);
    assert_string_equal(kept, "Коваль");
    cache_put(c, olena, "memory", "columns", "a,b");
    cache_forget(c, clock_wall() + 1);
    assert_null(cache_get(c, petro, "page", "r1", NULL));
    AUTO_FREE char *memory = cache_get(c, olena, "memory", "columns", NULL);
    assert_string_equal(memory, "a,b");
    cache_close(&c);
}

static void a_damaged_cache_is_begun_anew(void **state)
{
    char *folder = *state;
    AUTO_FREE char *path = scratch_path(folder, "cache.db");
    struct cache *c;
    FILE *f;

    assert_int_equal(cache_open(folder, &c, NULL), STATUS_OK);
    cache_put(c, olena, "page", "r1", "one");
    cache_close(&c);
    f = fopen(path, "r+");
    assert_non_null(f);
    fseek(f, 100, SEEK_SET);
    for (int i = 0; i < 12000; i++)
        fputc('x', f);
    fclose(f);
    assert_int_equal(cache_open(folder, &c, NULL), STATUS_OK);
    assert_null(cache_get(c, olena, "page", "r1", NULL));
    cache_put(c, olena, "page", "r1", "two");
    AUTO_FREE char *value = cache_get(c, olena, "page", "r1", NULL);
    assert_string_equal(value, "two");
    cache_close(&c);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, room_open, room_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_newer_file_is_not_touched),       TEST(a_newer_version_in_the_log_counts),
        TEST(files_of_others_are_refused),       TEST(a_damaged_file_is_a_sentence),
        TEST(the_settings_are_what_we_promised), TEST(old_files_are_led_to_the_new_version),
        TEST(prints_are_kept_with_their_why),    TEST(the_audit_only_grows),
        TEST(values_belong_to_one_person),       TEST(without_a_cache_everything_is_unknown),
        TEST(lists_are_replaced_page_by_page),   TEST(erasing_leaves_no_name_in_the_file),
        TEST(a_damaged_cache_is_begun_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
