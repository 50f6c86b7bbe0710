/* Files people choose: what may be uploaded, and how a PDF is put in its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/text.h"
#include "desk/files.h"
#include "tests/harness/scratch.h"

static int setup(void **state)
{
    *state = scratch_new();
    return 0;
}

static int teardown(void **state)
{
    char *folder = *state;

    scratch_remove(&folder);
    return 0;
}

static char *file_of(const char *folder, const char *name, const char *bytes)
{
    scratch_write(folder, name, bytes, 0600);
    return scratch_path(folder, name);
}

static void check(const char *path, enum status want)
{
    ERROR_AUTO e = {0};

    assert_int_equal(files_check_jpeg(path, 0, &e), want);
    if (want != STATUS_OK) {
        assert_int_equal(e.status, want);
        assert_non_null(e.what.id);
    }
}

static void test_jpeg(void **state)
{
    AUTO_FREE char *good = file_of(*state, "a.jpg", "\xff\xd8\xff\xe0 and so on");
    AUTO_FREE char *png = file_of(*state, "b.jpg", "\x89PNG\r\n");
    AUTO_FREE char *small = file_of(*state, "c.jpg", "\xff\xd8");
    AUTO_FREE char *empty = file_of(*state, "d.jpg", "");
    AUTO_FREE char *missing = scratch_path(*state, "none.jpg");

    check(good, STATUS_OK);
    check(png, STATUS_INVALID);
    check(small, STATUS_INVALID);
    check(empty, STATUS_INVALID);
    check(missing, STATUS_NOT_FOUND);
    check("", STATUS_INVALID);
    check(NULL, STATUS_INVALID);
}

static void test_not_a_file(void **state)
{
    AUTO_FREE char *pipe = scratch_path(*state, "pipe");
    AUTO_FREE char *link = scratch_path(*state, "link");

    check(*state, STATUS_INVALID);
    check("/dev/zero", STATUS_INVALID);
    check("/dev/tty0", access("/dev/tty0", F_OK) ? STATUS_NOT_FOUND : STATUS_INVALID);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    check(pipe, STATUS_INVALID); /* and does not wait for a writer */
    assert_int_equal(symlink("/dev/zero", link), 0);
    check(link, STATUS_INVALID);
}

static void test_too_large(void **state)
{
    AUTO_FREE char *path = file_of(*state, "big.jpg", "\xff\xd8\xff\xe0");
    ERROR_AUTO e = {0};

    assert_int_equal(truncate(path, 10 * 1024 * 1024), 0);
    check(path, STATUS_OK);
    assert_int_equal(truncate(path, 10 * 1024 * 1024 + 1), 0);
    check(path, STATUS_LIMIT);
    assert_int_equal(files_check_jpeg(path, 1024 * 1024, &e), STATUS_LIMIT);
    assert_string_equal(e.what.args[0], "1");
}

static void test_save(void **state)
{
    AUTO_FREE char *path = scratch_path(*state, "out.pdf");
    AUTO_FREE char *text = NULL;
    struct stat st;
    ERROR_AUTO e = {0};

    assert_int_equal(files_check_target(path, false, NULL), STATUS_OK);
    assert_int_equal(files_save(path, "first", 5, false, NULL), STATUS_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(files_save(path, "second", 6, false, &e), STATUS_CONFLICT);
    assert_int_equal(files_check_target(path, false, NULL), STATUS_CONFLICT);
    text = scratch_read(path, NULL);
    assert_string_equal(text, "first");
    assert_int_equal(files_check_target(path, true, NULL), STATUS_OK);
    assert_int_equal(files_save(path, "second", 6, true, NULL), STATUS_OK);
    free(text);
    text = scratch_read(path, NULL);
    assert_string_equal(text, "second");
}

static void test_save_leaves_nothing_behind(void **state)
{
    AUTO_FREE char *path = scratch_path(*state, "no/such/folder/out.pdf");
    AUTO_FREE char *taken = scratch_path(*state, "taken");
    char *left;

    assert_int_equal(files_save(path, "text-of-it", 10, false, NULL), STATUS_NOT_FOUND);
    assert_int_equal(files_check_target("/dev/null", true, NULL), STATUS_INVALID);
    assert_int_equal(files_check_target("", false, NULL), STATUS_INVALID);
    assert_int_equal(mkdir(taken, 0700), 0);
    assert_int_equal(files_check_target(taken, true, NULL), STATUS_INVALID);
    assert_int_not_equal(files_save(taken, "text-of-it", 10, true, NULL), STATUS_OK);
    left = scratch_search(*state, "text-of-it", 10);
    assert_null(left);
}

int main(void)
{
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(test_jpeg),
        WITH_FOLDER(test_not_a_file),
        WITH_FOLDER(test_too_large),
        WITH_FOLDER(test_save),
        WITH_FOLDER(test_save_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
