/* Waiting for what a program shows, and judging it: every failure prints the screen as the user would see it.
 */
#include "tests/harness/pty_inside.h"

#include "tests/harness/wait.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

enum { QUIET_MS = 60, SHOWN_BYTES = 400 };

static void show_bytes(const char *bytes, size_t n, FILE *out)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == 0x1B) {
            fputs("\\e", out);
        } else if (c < 0x20 || c == 0x7F) {
            fprintf(out, "\\x%02x", c);
        } else {
            fputc(c, out);
        }
    }
}

void pty_fail_at(struct pty *p, const char *file, int line, const char *format, ...)
{
    char *shown = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&shown, &n);
    if (out) {
        va_list args;
        va_start(args, format);
        vfprintf(out, format, args);
        va_end(args);
        fputc('\n', out);
        emulator_dump(p->emulator, out);
        if (pty_running(p)) {
            fprintf(out, "   running (pid %d)", (int)p->pid);
        } else {
            fprintf(out, "   ended with %d", wait_code(p->status));
        }
        fprintf(out, ", %zu bytes in all, %zu since the mark; last keys: %s\n", p->raw_n, p->raw_n - p->mark,
                p->last_keys[0] ? p->last_keys : "none");
        fclose(out);
    }
    /* cmocka cuts long messages, so each line goes by itself */
    for (char *at = shown; at && *at;) {
        char *end = strchr(at, '\n');
        print_error("%.*s\n", (int)(end ? end - at : (ptrdiff_t)strlen(at)), at);
        at = end ? end + 1 : NULL;
    }
    free(shown);
    _fail(file, line);
}

/* Pumps until `seen` or the deadline. What has already arrived is always read before the last look. */
static bool until(struct pty *p, bool (*seen)(struct pty *, void *), void *data, int deadline)
{
    int64_t end = wait_now() + wait_patience(deadline);
    for (;;) {
        while (pty_pump(p, 0)) {
        }
        if (seen(p, data)) {
            return true;
        }
        int64_t left = end - wait_now();
        if (left <= 0 || (p->fd < 0 && !pty_running(p))) {
            return seen(p, data);
        }
        pty_pump(p, left > 20 ? 20 : (int)left); /* not every condition comes with bytes */
    }
}

void pty_until_true_at(struct pty *p, bool (*seen)(struct pty *, void *), void *data, const char *what,
                       int deadline, const char *file, int line)
{
    if (!until(p, seen, data, deadline)) {
        pty_fail_at(p, file, line, "Never came, in %d ms: %s", wait_patience(deadline), what);
    }
}

bool pty_shows(struct pty *p, const char *text)
{
    return emulator_find(p->emulator, text, NULL, NULL);
}

static bool seen_text(struct pty *p, void *data)
{
    return pty_shows(p, data);
}

static bool seen_gone(struct pty *p, void *data)
{
    return !pty_shows(p, data);
}

void pty_until_at(struct pty *p, const char *text, int deadline, const char *file, int line)
{
    if (!until(p, seen_text, (void *)(uintptr_t)text, deadline)) {
        pty_fail_at(p, file, line, "Not shown in %d ms: \"%s\"", wait_patience(deadline), text);
    }
}

void pty_until_gone_at(struct pty *p, const char *text, int deadline, const char *file, int line)
{
    if (!until(p, seen_gone, (void *)(uintptr_t)text, deadline)) {
        pty_fail_at(p, file, line, "Still shown after %d ms: \"%s\"", wait_patience(deadline), text);
    }
}

struct row_text {
    int row;
    const char *text;
};

static bool seen_row(struct pty *p, void *data)
{
    const struct row_text *want = data;
    char *row = pty_text(p, want->row);
    bool seen = row && strstr(row, want->text);
    free(row);
    return seen;
}

void pty_until_row_at(struct pty *p, int row, const char *text, int deadline, const char *file, int line)
{
    struct row_text want = {row, text};
    if (!until(p, seen_row, &want, deadline)) {
        pty_fail_at(p, file, line, "Not shown in row %d in %d ms: \"%s\"", row, wait_patience(deadline),
                    text);
    }
}

struct place {
    int row, col;
};

static bool seen_cursor(struct pty *p, void *data)
{
    const struct place *want = data;
    int row;
    int col;
    emulator_cursor(p->emulator, &row, &col);
    return row == want->row && col == want->col;
}

void pty_until_cursor_at(struct pty *p, int row, int col, int deadline, const char *file, int line)
{
    struct place want = {row, col};
    if (!until(p, seen_cursor, &want, deadline)) {
        pty_fail_at(p, file, line, "The cursor never came to row %d, column %d", row, col);
    }
}

void pty_quiet(struct pty *p)
{
    int quiet = wait_patience(QUIET_MS);
    int64_t end = wait_now() + wait_patience(PTY_DEADLINE);
    int64_t since = wait_now();
    while (wait_now() < end) {
        if (pty_pump(p, 10) || (p->fd >= 0 && !wait_asleep(p->pid))) {
            since = wait_now();
        } else if (p->fd < 0 || wait_now() - since >= quiet) {
            return;
        }
    }
    pty_fail(p, "The program never came to rest");
}

void pty_idle(struct pty *p, int ms)
{
    int64_t end = wait_now() + ms;
    for (int64_t left = ms; left > 0; left = end - wait_now()) {
        pty_pump(p, (int)left);
    }
}

static bool seen_end(struct pty *p, void *data)
{
    (void)data;
    return !pty_running(p);
}

int pty_wait_at(struct pty *p, int deadline, const char *file, int line)
{
    if (!until(p, seen_end, NULL, deadline)) {
        pty_fail_at(p, file, line, "The program did not end in %d ms", wait_patience(deadline));
    }
    while (pty_pump(p, 0)) {
    }
    return wait_code(p->status);
}

char *pty_text(struct pty *p, int row)
{
    return emulator_row(p->emulator, row);
}

char *pty_screen(struct pty *p)
{
    return emulator_text(p->emulator);
}

static long memory_line(const struct pty *p, const char *name)
{
    char path[64];
    char line[256];
    long kib = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)p->pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f)) {
        if (strncmp(line, name, strlen(name)) == 0) {
            kib = strtol(line + strlen(name), NULL, 10);
        }
    }
    if (f) {
        fclose(f);
    }
    return kib;
}

long pty_memory(const struct pty *p)
{
    return memory_line(p, "VmRSS:");
}

long pty_memory_peak(const struct pty *p)
{
    return memory_line(p, "VmHWM:");
}

void pty_expect_at(struct pty *p, const char *text, bool shown, const char *file, int line)
{
    if (pty_shows(p, text) != shown) {
        pty_fail_at(p, file, line, shown ? "Should be shown: \"%s\"" : "Should not be shown: \"%s\"", text);
    }
}

void pty_expect_cursor_at(struct pty *p, int row, int col, const char *file, int line)
{
    struct place want = {row, col};
    if (!seen_cursor(p, &want)) {
        pty_fail_at(p, file, line, "The cursor should be at row %d, column %d", row, col);
    }
}

void pty_budget_at(struct pty *p, const char *what, size_t bytes, const char *file, int line)
{
    size_t n;
    const char *raw = pty_raw(p, &n);
    size_t letters = 0;
    for (size_t i = 0; i < n; i++) {
        letters += ((unsigned char)raw[i] & 0xC0) != 0x80;
    }
    if (letters <= bytes) {
        return;
    }
    char *shown = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&shown, &size);
    if (out) {
        show_bytes(raw, n < SHOWN_BYTES ? n : SHOWN_BYTES, out);
        fclose(out);
    }
    print_error("%s\n", shown ? shown : "");
    free(shown);
    pty_fail_at(p, file, line, "%s wrote %zu letters (%zu bytes); the budget is %zu", what, letters, n,
                bytes);
}
