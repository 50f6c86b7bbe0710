/* Talking to the training registry: its switches, clock, journal, phone and fixtures. */
#include "tests/harness/world_inside.h"

#include "tests/harness/program.h"
#include "tests/harness/scratch.h"
#include "tests/harness/wait.h"

#include "base/catalog.h"

#include <curl/curl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct answer {
    char *data;
    size_t n;
};

static size_t answer_add(char *bytes, size_t size, size_t count, void *data)
{
    struct answer *a = data;
    char *more = realloc(a->data, a->n + size * count + 1);
    if (!more) {
        return 0;
    }
    memcpy(more + a->n, bytes, size * count);
    a->data = more;
    a->n += size * count;
    a->data[a->n] = '\0';
    return size * count;
}

char *world_http(struct world *w, const char *method, const char *path, const char *body, long *status)
{
    struct answer a = {calloc(1, 1), 0};
    char *url = NULL;
    CURL *curl = curl_easy_init();
    if (!curl || !a.data || asprintf(&url, "%s%s", w->url, path) < 0) {
        world_fail(w, "No memory for a request");
    }
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L); /* the registry made its certificate a moment ago */
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)wait_patience(30000));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, answer_add);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &a);
    if (body) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    }
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    free(url);
    if (code != CURLE_OK) {
        world_fail(w, "%s %s: %s", method, path, curl_easy_strerror(code));
    }
    return a.data;
}

static void world_post(struct world *w, const char *path, const char *json)
{
    long status = 0;
    char *answer = world_http(w, "POST", path, json, &status);
    if (status / 100 != 2) {
        world_fail(w, "POST %s %s: %ld %s", path, json, status, answer);
    }
    free(answer);
}

void world_switch(struct world *w, const char *json)
{
    world_post(w, "/training/switches", json);
}

void world_forward(struct world *w, long seconds)
{
    char json[64];
    snprintf(json, sizeof json, "{\"ahead\": %ld}", seconds);
    world_post(w, "/training/clock", json);
}

json_t *world_journal(struct world *w)
{
    long status = 0;
    char *answer = world_http(w, "GET", "/training/journal", NULL, &status);
    json_error_t where;
    json_t *journal = json_loads(answer, 0, &where);
    if (status != 200 || !journal) {
        world_fail(w, "GET /training/journal: %ld %.200s", status, answer);
    }
    free(answer);
    return journal;
}

long world_count(struct world *w, const char *what)
{
    json_t *journal = world_journal(w);
    long n = (long)json_integer_value(json_object_get(json_object_get(journal, "counts"), what));
    json_decref(journal);
    return n;
}

long world_requests(struct world *w)
{
    json_t *journal = world_journal(w);
    long n = (long)json_integer_value(json_object_get(journal, "requests"));
    json_decref(journal);
    return n;
}

static bool fits(const json_t *request, const char *name, const char *want)
{
    const char *value = json_string_value(json_object_get(request, name));
    return !want || (value && strncmp(value, want, strlen(want)) == 0);
}

long world_asked(struct world *w, const char *method, const char *path)
{
    json_t *journal = world_journal(w);
    size_t i;
    json_t *request;
    long n = 0;
    json_array_foreach(json_object_get(journal, "recent"), i, request)
    {
        n += fits(request, "method", method) && fits(request, "path", path);
    }
    json_decref(journal);
    return n;
}

/* The "code" of the phone's last whole line that is about `about` (NULL: anything), or NULL. */
static char *phone_newest(const struct world *w, const char *about)
{
    char *all = scratch_read(w->phone, NULL);
    char *code = NULL;
    for (char *line = all; line && *line;) {
        char *end = strchr(line, '\n');
        if (!end) {
            break;
        }
        *end = '\0';
        json_t *message = json_loads(line, 0, NULL);
        const char *value = json_string_value(json_object_get(message, "code"));
        const char *subject = json_string_value(json_object_get(message, "about"));
        if (value && (!about || (subject && strcmp(subject, about) == 0))) {
            free(code);
            code = strdup(value);
        }
        json_decref(message);
        line = end + 1;
    }
    free(all);
    return code;
}

char *world_last_code(const struct world *w)
{
    return phone_newest(w, NULL);
}

struct phone_wait {
    const struct world *world;
    const char *about, *after;
    char *code;
};

static bool phone_rang(void *data)
{
    struct phone_wait *wait = data;
    free(wait->code);
    wait->code = phone_newest(wait->world, wait->about);
    return wait->code && (!wait->after || strcmp(wait->code, wait->after) != 0);
}

char *world_code(struct world *w, const char *after)
{
    return world_code_about(w, NULL, after);
}

char *world_code_about(struct world *w, const char *about, const char *after)
{
    struct phone_wait wait = {w, about, after, NULL};
    if (!wait_until(phone_rang, &wait, PTY_DEADLINE)) {
        world_fail(w, "No new code came to the training phone");
    }
    return wait.code;
}

const char *world_fixture(struct world *w, const char *label)
{
    if (!w->fixtures) {
        long status = 0;
        char *answer = world_http(w, "GET", "/training/fixtures", NULL, &status);
        w->fixtures = json_loads(answer, 0, NULL);
        free(answer);
    }
    const char *value = json_string_value(json_object_get(w->fixtures, label));
    if (!value) {
        world_fail(w, "The registry has no fixture called %s", label);
    }
    return value;
}

static bool past_the_code(struct pty *p, void *data)
{
    const char *const *words = data;
    return pty_shows(p, words[0]) || pty_shows(p, words[1]);
}

void world_sign_in(struct world *w, struct pty *p)
{
    world_sign_in_words(w, p, NULL);
}

void world_sign_in_words(struct world *w, struct pty *p, const struct catalog *words)
{
    const char *next[] = {catalog_text(words, "Let this program work for you"),
                          catalog_text(words, "New requests")};
    char *old = world_last_code(w);
    pty_until(p, catalog_text(words, "Password"), PTY_DEADLINE);
    pty_keys(p, WORLD_USER "<Tab>" WORLD_PASSWORD "<Enter>");
    pty_until(p, catalog_text(words, "Type the code"), PTY_DEADLINE);
    char *code = world_code(w, old);
    pty_keys(p, code);
    pty_keys(p, "<Enter>");
    free(code);
    free(old);
    pty_until_true(p, past_the_code, (void *)next, "the home screen, or the question before it",
                   PTY_DEADLINE);
    if (pty_shows(p, next[0])) {
        pty_keys(p, "<Enter>"); /* asked once a person and program */
    }
    pty_until(p, next[1], PTY_DEADLINE);
}

struct catalog *world_words(const char *language)
{
    struct catalog *words = NULL;
    char *build = program_build();
    char *folder = scratch_path(build, "locale");
    if (strcmp(language, "en") != 0 && catalog_load(folder, language, &words, NULL) != STATUS_OK) {
        print_error("There is no catalogue %s/%s.mo\n", folder, language);
        fail();
    }
    free(folder);
    free(build);
    return words;
}
