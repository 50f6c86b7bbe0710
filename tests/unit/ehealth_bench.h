/* What the tests of the eHealth adapter share: a registry on a loop, a memory for its cache, and waiting for
 * answers. */
#ifndef UNIT_EHEALTH_BENCH_H
#define UNIT_EHEALTH_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/text.h"
#include "config/training.h"
#include "registry/ehealth/ehealth.h"
#include "registry/ehealth/private.h"

#define REQUEST_ID "11111111-2222-4333-8444-555555555555"
#define PERSON_ID "3f0a9c12-5d24-4b81-9e7a-1c2d3e4f5a6b"
#define EMPLOYEE_ID "7c3da506-804d-4550-8993-bf17f9ee0404"
#define DIVISION_ID "d290f1ee-6c54-4b01-90e6-d701748f0852"

struct eh_bench {
    struct loop *loop;
    struct net *net;
    struct profile profile;
    char url[64];
    struct registry *r;
    struct registry_env env;
    json_t *cache;
    const char *uploaded[8];
    int lost, described;
    /* the last answer */
    int answers;
    enum status status;
    enum verdict verdict;
    struct error error;
    struct message sentence;
    struct step *step;
    struct window *window;
    struct page *page;
    char *bytes;
    long total;
    int64_t oldest;
    long progress;
};

static inline char *bench_cache_get(void *data, const char *key, int64_t *age)
{
    struct eh_bench *b = data;
    const char *value = json_string_value(json_object_get(b->cache, key));
    if (age)
        *age = 1000;
    return text_dup(value);
}

static inline void bench_cache_put(void *data, const char *key, const char *value)
{
    json_object_set_new(((struct eh_bench *)data)->cache, key, json_string(value));
}

static inline int64_t bench_uploaded(void *data, const struct record_ref *ref, const char *type)
{
    struct eh_bench *b = data;
    (void)ref;
    for (size_t i = 0; i < 8 && b->uploaded[i]; i++)
        if (!strcmp(b->uploaded[i], type))
            return 1;
    return 0;
}

static inline void bench_lost(void *data, const struct error *why)
{
    struct eh_bench *b = data;
    assert_int_equal(why->status, STATUS_UNAUTHENTICATED);
    b->lost++;
}

static inline void bench_described(void *data)
{
    ((struct eh_bench *)data)->described++;
}

/* `ca`: an authority file, then the line is a TLS one; NULL: plain HTTP. */
static inline void bench_open_line(struct eh_bench *b, int port, const char *ca)
{
    *b = (struct eh_bench){.loop = loop_new(), .cache = json_object()};
    struct net_policy policy = {.ca_file = ca};
    ERROR_AUTO e = {0};
    assert_int_equal(net_new(b->loop, &policy, &b->net, &e), STATUS_OK);
    snprintf(b->url, sizeof b->url, "%s://127.0.0.1:%d", ca ? "https" : "http", port);
    char *none = (char *)"";
    b->profile = (struct profile){.name = (char *)"t",
                                  .title = none,
                                  .registry = (char *)"ehealth",
                                  .url = b->url,
                                  .auth_url = b->url,
                                  .client_id = (char *)TRAINING_CLIENT_ID,
                                  .login_client_id = (char *)TRAINING_LOGIN_CLIENT_ID,
                                  .redirect_uri = (char *)TRAINING_REDIRECT_URI,
                                  .scope = (char *)TRAINING_SCOPE,
                                  .client_secret_file = none,
                                  .api_key_file = none,
                                  .psk_file = none,
                                  .ca_file = none,
                                  .legal_entity_id = none,
                                  .employee_id = none,
                                  .place = (char *)"Office 3",
                                  .phone_file = none,
                                  .approve_scope = none,
                                  .training = true,
                                  .enrich = true,
                                  .auth_methods = AUTH_METHODS_CONNECTION};
    b->env = (struct registry_env){.loop = b->loop,
                                   .net = b->net,
                                   .profile = &b->profile,
                                   .cache_get = bench_cache_get,
                                   .cache_put = bench_cache_put,
                                   .uploaded = bench_uploaded,
                                   .session_lost = bench_lost,
                                   .described = bench_described,
                                   .data = b};
    assert_int_equal(ehealth_registry.open(&b->env, &b->r, &e), STATUS_OK);
}

static inline void bench_open(struct eh_bench *b, int port)
{
    bench_open_line(b, port, NULL);
}

static inline void bench_forget(struct eh_bench *b)
{
    b->answers = 0;
    error_clear(&b->error);
    message_clear(&b->sentence);
    step_free(&b->step);
    window_free(&b->window);
    page_free(&b->page);
    free(b->bytes);
    b->bytes = NULL;
}

static inline void bench_close(struct eh_bench *b)
{
    ehealth_registry.close(&b->r);
    bench_forget(b);
    net_free(&b->net);
    loop_free(&b->loop);
    json_decref(b->cache);
}

static inline void bench_wait(struct eh_bench *b)
{
    int64_t until = clock_steady() + 30000;
    while (!b->answers && clock_steady() < until)
        loop_wait(b->loop, 200);
    assert_int_equal(b->answers, 1);
}

static inline void bench_note(struct eh_bench *b, enum status status, const struct error *e)
{
    b->answers++;
    b->status = status;
    if (e)
        error_copy(&b->error, e);
    if (status != STATUS_OK) {
        assert_non_null(e);
        assert_int_equal(e->status, status);
        assert_non_null(e->what.id);
    }
}

static inline void on_step(void *data, enum status status, const struct error *e, struct step *step)
{
    struct eh_bench *b = data;
    bench_note(b, status, e);
    b->step = step;
}

static inline void on_done(void *data, enum status status, const struct error *e)
{
    bench_note(data, status, e);
}

static inline void on_count(void *data, enum status status, const struct error *e, long total, int64_t oldest)
{
    struct eh_bench *b = data;
    bench_note(b, status, e);
    b->total = total;
    b->oldest = oldest;
}

static inline void on_window(void *data, enum status status, const struct error *e, struct window *w)
{
    struct eh_bench *b = data;
    bench_note(b, status, e);
    b->window = w;
}

static inline void on_page(void *data, enum status status, const struct error *e, struct page *page)
{
    struct eh_bench *b = data;
    bench_note(b, status, e);
    b->page = page;
}

static inline void on_bytes(void *data, enum status status, const struct error *e, const char *bytes,
                            size_t n, const char *type)
{
    struct eh_bench *b = data;
    (void)type;
    bench_note(b, status, e);
    b->bytes = bytes ? text_dup_n(bytes, n) : NULL;
}

static inline void on_verdict(void *data, enum verdict verdict, const struct error *e,
                              const struct message *sentence, struct step *step)
{
    struct eh_bench *b = data;
    b->answers++;
    b->verdict = verdict;
    if (e)
        error_copy(&b->error, e);
    message_copy(&b->sentence, sentence);
    b->step = step;
}

static inline void on_progress(void *data, long done, long total)
{
    ((struct eh_bench *)data)->progress = done;
    assert_true(done <= total);
}

#define ASK(call)                                                                                            \
    do {                                                                                                     \
        bench_forget(b);                                                                                     \
        assert_non_null(ehealth_registry.call);                                                              \
        assert_int_equal(b->answers, 0);                                                                     \
        bench_wait(b);                                                                                       \
    } while (0)

static inline void answer_password(struct eh_bench *b, const char *email, const char *password)
{
    ASK(sign_in(b->r, NULL, on_step, b));
    assert_string_equal(b->step->id, "password");
    struct form *f = form_new(b->step->form);
    assert_int_equal(form_set(f, (size_t)form_find(f, "email"), email), STATUS_OK);
    assert_true(secret_set(form_secret(f, (size_t)form_find(f, "password")), password, strlen(password)));
    struct step_answer a = {.step_id = "password", .form = f};
    ASK(sign_in(b->r, &a, on_step, b));
    form_free(&f);
}

static inline void answer_code(struct eh_bench *b, const char *code)
{
    struct secret s = {0};
    assert_true(secret_set(&s, code, strlen(code)));
    struct step_answer a = {.step_id = "code", .code = &s};
    ASK(sign_in(b->r, &a, on_step, b));
    secret_clear(&s);
}

static inline void answer_consent(struct eh_bench *b)
{
    struct step_answer a = {.step_id = "consent"};
    ASK(sign_in(b->r, &a, on_step, b));
}

/* The value of a field of a page by its label; NULL when there is none. */
static inline const struct record_field *page_field(const struct page *p, const char *section,
                                                    const char *label)
{
    for (size_t i = 0; i < p->nsections; i++)
        for (size_t k = 0; !strcmp(p->sections[i].id, section) && k < p->sections[i].n; k++)
            if (text_equal(p->sections[i].fields[k].label, label))
                return &p->sections[i].fields[k];
    return NULL;
}

static inline const struct section *page_part(const struct page *p, const char *id)
{
    for (size_t i = 0; i < p->nsections; i++)
        if (!strcmp(p->sections[i].id, id))
            return &p->sections[i];
    return NULL;
}

#endif
