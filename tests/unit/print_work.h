/* For the tests of printing: one job at a time on a loop of its own, and every news it brought, in order. */
#ifndef TEST_UNIT_PRINT_WORK_H
#define TEST_UNIT_PRINT_WORK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print/print.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch.h"
#include "tests/harness/wait.h"

static const char work_page[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                                "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                                "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
                                "trailer<</Root 1 0 R>>\n%%EOF\n";

struct work {
    struct loop *loop;
    char *helper;
    struct print_service service;
    struct print_job *job;
    bool listed;
    enum status status;
    struct error error;
    struct printers *printers;
    bool seen[JOB_STATES];
    enum job_state state;
    bool any, final, drop_in_news;
    int number, sheets, count;
    char what[256], next[256], detail[256], args[2][64];
};

__attribute__((unused)) static void work_begin(struct work *w, const char *server)
{
    *w = (struct work){.loop = loop_new(), .helper = program_path("registrar-print")};
    assert_non_null(w->loop);
    w->service = (struct print_service){.helper = w->helper, .server = server};
}

__attribute__((unused)) static void work_end(struct work *w)
{
    print_drop(&w->job);
    printers_free(&w->printers);
    error_clear(&w->error);
    loop_free(&w->loop);
    free(w->helper);
}

__attribute__((unused)) static void work_on_list(void *data, enum status s, const struct error *e,
                                                 struct printers *printers)
{
    struct work *w = data;
    w->listed = true;
    w->status = s;
    error_copy(&w->error, e);
    w->printers = printers;
    w->job = NULL;
}

__attribute__((unused)) static void work_on_news(void *data, const struct print_news *news)
{
    struct work *w = data;
    assert_false(w->final);
    w->any = true;
    w->count++;
    w->state = news->state;
    w->seen[news->state] = true;
    w->number = news->job;
    w->sheets = news->sheets;
    w->final = news->final;
    assert_non_null(news->what.id);
    snprintf(w->what, sizeof w->what, "%s", news->what.id);
    snprintf(w->next, sizeof w->next, "%s", news->next.id ? news->next.id : "");
    snprintf(w->detail, sizeof w->detail, "%s", news->detail);
    for (int i = 0; i < 2; i++)
        snprintf(w->args[i], sizeof w->args[i], "%s", news->what.args[i] ? news->what.args[i] : "");
    if (news->final)
        w->job = NULL;
    else if (w->drop_in_news)
        print_drop(&w->job);
}

__attribute__((unused)) static enum status work_list(struct work *w)
{
    int64_t end = wait_now() + wait_patience(30000);
    printers_free(&w->printers);
    error_clear(&w->error);
    w->listed = false;
    w->status = print_list(w->loop, &w->service, work_on_list, w, &w->job, &w->error);
    while (!w->status && !w->listed && wait_now() < end)
        loop_wait(w->loop, 1000);
    return w->status;
}

__attribute__((unused)) static void work_reset(struct work *w)
{
    print_drop(&w->job);
    memset(w->seen, 0, sizeof w->seen);
    w->any = w->final = false;
    w->count = w->number = 0;
    error_clear(&w->error);
}

__attribute__((unused)) static enum status work_submit(struct work *w, const char *printer)
{
    const struct job_order order = {.printer = printer,
                                    .label = "Counter 2",
                                    .title = "Декларація 0000-12H4-245D",
                                    .copies = 1,
                                    .media = "iso_a4_210x297mm",
                                    .pdf = work_page,
                                    .n = sizeof work_page - 1};
    work_reset(w);
    return print_submit(w->loop, &w->service, &order, work_on_news, w, &w->job, &w->error);
}

/* Runs the loop until the job is in `state`. */
__attribute__((unused)) static void work_until(struct work *w, enum job_state state)
{
    int64_t end = wait_now() + wait_patience(30000);
    while (!(w->any && w->state == state) && !w->final && wait_now() < end)
        loop_wait(w->loop, 1000);
    if (!w->any || w->state != state)
        fail_msg("%s instead of %s (%s)", w->any ? job_state_word(w->state) : "nothing",
                 job_state_word(state), w->detail);
    assert_int_equal(w->final, job_state_final(state));
}

/* Runs the loop until a news with these words came. */
__attribute__((unused)) static void work_until_words(struct work *w, const char *words)
{
    int64_t end = wait_now() + wait_patience(30000);
    while (!strstr(w->what, words) && !w->final && wait_now() < end)
        loop_wait(w->loop, 1000);
    assert_non_null(strstr(w->what, words));
}

#endif
