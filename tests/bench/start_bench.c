/* From the start to the first paint and the first rows, and the memory then, against tig and neomutt in the
 * same run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/text.h"
#include "tests/bench/measure.h"
#include "tests/harness/program.h"
#include "tests/harness/pty.h"
#include "tests/harness/scratch.h"
#include "tests/harness/world.h"

enum { RUNS = 7, THINGS = 2000 };

struct start {
    double paint, rows, memory;
};

/* Something to read is on the screen; modes set before that are no paint. */
static bool painted(struct pty *p, void *data)
{
    AUTO_FREE char *screen = pty_screen(p);

    (void)data;
    return screen[strspn(screen, " \n")] != '\0';
}

/* Starts `argv` RUNS times; rows are there when `text` is. */
static struct start measure(const char *const *argv, const char *home, const char *const *extra,
                            const char *text)
{
    double paint[RUNS], rows[RUNS], memory[RUNS];

    for (int r = 0; r < RUNS; r++) {
        struct pty_options options = {.argv = argv, .home = home, .extra = extra};
        double from = measure_now();
        struct pty *p = pty_start(&options);

        pty_until_true(p, painted, NULL, "the first word", PTY_DEADLINE);
        paint[r] = measure_now() - from;
        pty_until(p, text, PTY_DEADLINE);
        rows[r] = measure_now() - from;
        memory[r] = (double)pty_memory(p) / 1024;
        pty_free(&p);
    }
    return (struct start){measure_median(paint, RUNS), measure_median(rows, RUNS),
                          measure_median(memory, RUNS)};
}

static char *make_commits(const char *folder)
{
    const char *argv_init[] = {"/usr/bin/git", "init", "-q", NULL, NULL};
    const char *argv_import[] = {"/usr/bin/git", "-C", NULL, "fast-import", "--quiet", NULL};
    char *repo = scratch_path(folder, "repo");
    struct text stream;

    text_init(&stream, 16 * 1024 * 1024);
    for (int i = 1; i <= THINGS; i++)
        text_addf(
            &stream,
            "commit refs/heads/master\ncommitter T <t@example.org> %d +0000\ndata 18\nchange number %04d\n\n",
            1700000000 + i * 60, i);
    argv_init[3] = repo;
    argv_import[2] = repo;

    struct program_run a = {.argv = argv_init, .home = folder};
    program_run(&a);
    program_run_free(&a);
    struct program_run b = {.argv = argv_import, .home = folder, .input = stream.data};
    program_run(&b);
    program_run_free(&b);
    text_free(&stream);
    return repo;
}

static void make_mails(const char *folder)
{
    struct text box;

    text_init(&box, 16 * 1024 * 1024);
    for (int i = 1; i <= THINGS; i++)
        text_addf(&box,
                  "From t@example.org Mon Jan  1 00:00:00 2024\nFrom: T <t@example.org>\nTo: u@example.org\n"
                  "Date: Mon, 1 Jan 2024 00:%02d:%02d +0000\nSubject: letter number %04d\nMessage-ID: "
                  "<%d@example.org>\n\n"
                  "text\n\n",
                  i / 60 % 60, i % 60, i, i);
    scratch_write(folder, "box", box.data, 0600);
    text_free(&box);
}

static struct start start_tig(const char *folder)
{
    char *repo = make_commits(folder);
    AUTO_FREE char *dir = text_format("GIT_DIR=%s/.git", repo);
    const char *const argv[] = {"/usr/bin/tig", NULL}, *const extra[] = {dir, NULL};
    struct start s = measure(argv, folder, extra, "change number 2000");

    free(repo);
    return s;
}

static struct start start_neomutt(const char *folder)
{
    AUTO_FREE char *box = scratch_path(folder, "box");
    const char *const argv[] = {"/usr/bin/neomutt", "-n", "-F", "/dev/null", "-R", "-f", box, NULL};

    AUTO_FREE char *mail = scratch_path(folder, "Mail"); /* it would ask whether to make it */

    mkdir(mail, 0700);
    make_mails(folder);
    return measure(argv, folder, NULL, "letter number 0001");
}

static struct start start_registrar(struct world *w)
{
    AUTO_FREE char *program = program_path("registrar");
    const char *const argv[] = {program, NULL};

    return measure(argv, world_home(w), NULL, "Password");
}

/* What a process has for itself, without the libraries it shares with others; MiB. */
static double own_memory(const struct pty *p)
{
    AUTO_FREE char *path = text_format("/proc/%d/status", (int)pty_pid(p));
    AUTO_FREE char *status = scratch_read(path, NULL);
    const char *line = status ? strstr(status, "RssAnon:") : NULL;

    return line ? (double)strtol(line + strlen("RssAnon:"), NULL, 10) / 1024 : 0;
}

/* The queue of new requests in the large data, signed in, 20 pages down. */
static double memory_of_queue(struct world *w, double *own)
{
    struct pty *p = world_open(w, NULL);
    double mib;

    world_sign_in(w, p);
    pty_keys(p, "<Enter>");
    pty_until(p, "Person", PTY_DEADLINE);
    pty_keys(p, "<PageDown*20>");
    pty_quiet(p);
    mib = (double)pty_memory(p) / 1024;
    *own = own_memory(p);
    pty_free(&p);
    return mib;
}

static void compare(void **state)
{
    struct world_options options = {.size = "large"};
    struct world *w = world_new(&options);
    char *folder = scratch_new();
    struct start ours = start_registrar(w), tig = start_tig(folder), neomutt = start_neomutt(folder);
    double faster = tig.paint < neomutt.paint ? tig.paint : neomutt.paint;
    double own, queue = memory_of_queue(w, &own);
    bool met = true;

    (void)state;
    met = measure_line("registrar: first paint", ours.paint, "ms", 20) && met;
    met = measure_line("  as a ratio of the faster of tig and neomutt", ours.paint / faster, "x", 0.5) && met;
    measure_line("registrar: sign-in screen complete", ours.rows, "ms", 0);
    measure_line("tig: first paint", tig.paint, "ms", 0);
    measure_line("tig: first rows", tig.rows, "ms", 0);
    measure_line("neomutt: first paint", neomutt.paint, "ms", 0);
    measure_line("neomutt: first rows", neomutt.rows, "ms", 0);
    measure_line("registrar: memory at the sign-in screen", ours.memory, "MiB", 0);
    met = measure_line("registrar: memory with the large queue open", queue, "MiB", 12) && met;
    measure_line("  of it not shared libraries", own, "MiB", 0);
    measure_line("tig: memory", tig.memory, "MiB", 0);
    measure_line("neomutt: memory", neomutt.memory, "MiB", 0);
    scratch_remove(&folder);
    world_free(&w);
    assert_true(met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(compare)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
