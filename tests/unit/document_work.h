/* For the tests of the document library: one job at a time on a loop of its own, and PDF tools to read back.
 */
#ifndef TEST_UNIT_DOCUMENT_WORK_H
#define TEST_UNIT_DOCUMENT_WORK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "document/document.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch.h"
#include "tests/harness/wait.h"

#define WORK_DATE INT64_C(1767615616000) /* 2026-01-05T12:20:16Z */

struct work {
    struct loop *loop;
    char *helper;
    struct document_service service;
    bool done;
    enum status status;
    struct error error;
    struct document_lines *lines;
    struct document_pdf *pdf;
};

__attribute__((unused)) static void work_begin(struct work *w)
{
    *w = (struct work){.loop = loop_new(), .helper = program_path("registrar-document")};
    assert_non_null(w->loop);
    w->service.helper = w->helper;
}

__attribute__((unused)) static void work_clear(struct work *w)
{
    w->done = false;
    error_clear(&w->error);
    document_lines_free(&w->lines);
    document_pdf_free(&w->pdf);
}

__attribute__((unused)) static void work_end(struct work *w)
{
    work_clear(w);
    loop_free(&w->loop);
    free(w->helper);
}

__attribute__((unused)) static void work_on_lines(void *data, enum status s, const struct error *e,
                                                  struct document_lines *lines)
{
    struct work *w = data;
    assert_false(w->done);
    w->done = true;
    w->status = s;
    error_copy(&w->error, e);
    w->lines = lines;
}

__attribute__((unused)) static void work_on_pdf(void *data, enum status s, const struct error *e,
                                                struct document_pdf *pdf)
{
    struct work *w = data;
    assert_false(w->done);
    w->done = true;
    w->status = s;
    error_copy(&w->error, e);
    w->pdf = pdf;
}

__attribute__((unused)) static void work_wait(struct work *w)
{
    int64_t end = wait_now() + wait_patience(70000);
    while (!w->done && wait_now() < end)
        loop_wait(w->loop, 1000);
    assert_true(w->done);
}

__attribute__((unused)) static enum status work_text_n(struct work *w, const char *html, size_t n, int width)
{
    struct document_job *job = NULL;
    work_clear(w);
    w->status = document_text(w->loop, &w->service, html, n, width, work_on_lines, w, &job, &w->error);
    if (!w->status)
        work_wait(w);
    return w->status;
}

__attribute__((unused)) static enum status work_text(struct work *w, const char *html, int width)
{
    return work_text_n(w, html, strlen(html), width);
}

__attribute__((unused)) static enum status work_pdf_n(struct work *w, const char *html, size_t n)
{
    struct document_job *job = NULL;
    work_clear(w);
    w->status = document_pdf(w->loop, &w->service, html, n, WORK_DATE, NULL, work_on_pdf, w, &job, &w->error);
    if (!w->status)
        work_wait(w);
    return w->status;
}

__attribute__((unused)) static enum status work_pdf(struct work *w, const char *html)
{
    return work_pdf_n(w, html, strlen(html));
}

/* All lines joined by line ends. The caller frees. */
__attribute__((unused)) static char *work_joined(const struct work *w)
{
    size_t n = 1;
    for (size_t i = 0; i < w->lines->n; i++)
        n += strlen(w->lines->items[i].text) + 1;
    char *all = calloc(1, n), *at = all;
    assert_non_null(all);
    for (size_t i = 0; i < w->lines->n; i++)
        at = stpcpy(stpcpy(at, w->lines->items[i].text), "\n");
    return all;
}

/* A fixture of tests/fixtures/document. The caller frees. */
__attribute__((unused)) static char *work_fixture(const char *name)
{
    char *source = program_source(), *path = NULL;
    assert_true(asprintf(&path, "%s/tests/fixtures/document/%s", source, name) > 0);
    char *html = scratch_read(path, NULL);
    assert_non_null(html);
    free(source);
    free(path);
    return html;
}

/* What a tool of poppler-utils prints about the PDF at hand. The caller frees. */
__attribute__((unused)) static char *work_tool(const struct work *w, const char *tool, const char *option)
{
    char *folder = scratch_new(), *path = scratch_path(folder, "a.pdf");
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(w->pdf->bytes, 1, w->pdf->n, f), w->pdf->n);
    fclose(f);
    const char *text[] = {tool, option, path, "-", NULL};
    const char *plain[] = {tool, path, NULL};
    struct program_run run = {.argv = option ? text : plain};
    program_run(&run);
    assert_int_equal(run.code, 0);
    char *out = run.out;
    run.out = NULL;
    program_run_free(&run);
    free(path);
    scratch_remove(&folder);
    return out;
}

#endif
