/* The walls of the two helpers, seen from outside while they wait for input: filter, limits, open files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "base/child.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch.h"
#include "tests/harness/wait.h"

struct helper {
    struct loop *loop;
    struct child *child;
    pid_t pid;
};

/* Starts a helper whose input stays open and empty. */
static void helper_start(struct helper *h, const char *name, const char *const *options)
{
    char *path = program_path(name);
    const char *argv[8] = {path};
    for (int i = 0; options[i]; i++)
        argv[i + 1] = options[i];
    const struct child_options how = {.path = path, .argv = argv, .out_max = 1024, .guard = true};
    const struct child_events events = {0};
    h->loop = loop_new();
    assert_non_null(h->loop);
    assert_int_equal(child_start(h->loop, &how, "", 0, &events, &h->child, NULL), STATUS_OK);
    h->pid = (pid_t)child_pid(h->child);
    free(path);
}

static void helper_end(struct helper *h)
{
    child_drop(&h->child);
    loop_free(&h->loop);
}

static char *proc_read(pid_t pid, const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    return scratch_read(path, NULL);
}

static bool sealed(void *data)
{
    const struct helper *h = data;
    char *status = proc_read(h->pid, "status");
    bool yes = status && strstr(status, "\nSeccomp:\t2\n") && strstr(status, "\nNoNewPrivs:\t1\n");
    free(status);
    return yes && wait_asleep(h->pid);
}

static int open_files(pid_t pid)
{
    char path[64];
    int n = 0;
    snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
    DIR *dir = opendir(path);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));)
        n += e->d_name[0] != '.';
    closedir(dir);
    return n;
}

/* Soft limit of a line of /proc/PID/limits; -1 when it is unlimited. */
static long limit_of(pid_t pid, const char *name)
{
    char *limits = proc_read(pid, "limits");
    assert_non_null(limits);
    const char *line = strstr(limits, name);
    assert_non_null(line);
    char *end = NULL;
    long value = strtol(line + strlen(name), &end, 10);
    bool number = end > line + strlen(name) && (*end == ' ');
    free(limits);
    return number ? value : -1;
}

static void walls(const char *name, const char *const *options)
{
#ifdef __SANITIZE_ADDRESS__
    (void)name;
    (void)options;
    (void)helper_start;
    (void)helper_end;
    (void)sealed;
    (void)open_files;
    (void)limit_of;
    wait_skip("the system call filter and the address space bound are off under AddressSanitizer");
#else
    struct helper h;
    helper_start(&h, name, options);
    assert_true(wait_until(sealed, &h, 10000));
    assert_int_equal(limit_of(h.pid, "Max core file size"), 0);
    assert_in_range(limit_of(h.pid, "Max cpu time"), 1, 600);
    assert_in_range(limit_of(h.pid, "Max address space"), 1, 1024L * 1024 * 1024);
    assert_in_range(limit_of(h.pid, "Max open files"), 1, 64);
    assert_in_range(limit_of(h.pid, "Max file size"), 1, 64L * 1024 * 1024);
    assert_int_equal(open_files(h.pid), 3);
    helper_end(&h);
#endif
}

static void test_document_text(void **state)
{
    (void)state;
    walls("registrar-document", (const char *[]){"--text", NULL});
}

static void test_document_pdf(void **state)
{
    (void)state;
    walls("registrar-document", (const char *[]){"--pdf", "--date", "2026-01-05T12:20:16Z", NULL});
}

static void test_print(void **state)
{
    (void)state;
    walls("registrar-print", (const char *[]){NULL});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_document_text),
        cmocka_unit_test(test_document_pdf),
        cmocka_unit_test(test_print),
    };
    return cmocka_run_group_tests_name("walls of the helpers", tests, NULL, NULL);
}
