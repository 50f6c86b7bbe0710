/* A keystroke in the filter over 100,000 rows, against `grep -ci` on the same words in the same run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "base/utf8.h"
#include "record/record.h"
#include "tests/bench/measure.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch.h"

enum { ROWS = 100000, RUNS = 5 };

static struct row *made_row(unsigned i)
{
    static const char *const last[] = {"Коваль",   "Шевчук",  "Бондаренко", "Мельник",
                                       "Ткаченко", "Кравець", "Олійник"};
    static const char *const first[] = {"Марія", "Олена", "Ігор", "Тарас", "Оксана", "Павло", "Їжакевич"};
    struct row *row = row_new(4);
    AUTO_FREE char *number = text_format("%04X-%04X-%04X", i % 65536, i / 7 % 65536, i * 31 % 65536);
    AUTO_FREE char *name = text_format("%s %s", last[i % 7], first[i / 7 % 7]);
    AUTO_FREE char *date = text_format("20%02u-%02u-%02u", i % 26, i % 12 + 1, i % 28 + 1);

    record_ref_set(&row->ref, "request", number, number);
    cell_text(&row->cells[0], name);
    cell_text(&row->cells[1], "Бойко Ірина Миколаївна");
    cell_date(&row->cells[2], date);
    cell_code(&row->cells[3], "NEW", "Новий", NULL);
    row_fold(row);
    return row;
}

static double keystroke(struct row **rows, const char *typed, long *found)
{
    double runs[RUNS];

    for (int r = 0; r < RUNS; r++) {
        double from = measure_now();
        AUTO_FREE char *needle = utf8_fold(typed);

        *found = 0;
        for (size_t i = 0; i < ROWS; i++)
            *found += utf8_fold_match(rows[i]->folded, needle);
        runs[r] = measure_now() - from;
    }
    return measure_median(runs, RUNS);
}

static double grep(const char *file, const char *typed)
{
    const char *const argv[] = {"/usr/bin/grep", "-ci", typed, file, NULL};
    double runs[RUNS];

    for (int r = 0; r < RUNS; r++) {
        struct program_run run = {.argv = argv};
        double from = measure_now();

        program_run(&run);
        runs[r] = measure_now() - from;
        program_run_free(&run);
    }
    return measure_median(runs, RUNS);
}

static char *write_words(const char *folder, struct row **rows)
{
    struct text all;

    text_init(&all, 64 * 1024 * 1024);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t c = 0; c < rows[i]->n; c++)
            cell_search_text(&rows[i]->cells[c], &all);
        text_add_char(&all, '\n');
    }
    scratch_write(folder, "rows", all.data, 0600);
    text_free(&all);
    return scratch_path(folder, "rows");
}

int main(void)
{
    static const char *const typed[] = {"k", "ко", "kov", "коваль мар", "zzz"};
    struct row **rows = calloc(ROWS, sizeof *rows);
    char *folder = scratch_new();
    bool met = true;

    for (unsigned i = 0; i < ROWS; i++)
        rows[i] = made_row(i);

    AUTO_FREE char *file = write_words(folder, rows);
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        long found;
        double ours = keystroke(rows, typed[i], &found), theirs = grep(file, typed[i]);
        AUTO_FREE char *what = text_format("\"%s\" in 100,000 rows (%ld match)", typed[i], found);

        met = measure_line(what, ours, "ms", 16) && met;
        measure_line("  the same as a ratio of grep -ci", ours / theirs, "x", 0);
    }
    for (size_t i = 0; i < ROWS; i++)
        row_free(&rows[i]);
    free(rows);
    scratch_remove(&folder);
    return met ? 0 : 1;
}
