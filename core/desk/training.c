/* The training registry: a process of our own on a loopback port, started with the desk and ended with it. */
#include "desk/desk_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/text.h"
#include "base/utf8.h"
#include "config/config.h"

enum { TRAINING_STARTS = 3, TRAINING_READY_MS = 30 * 1000, TRAINING_AGAIN_MS = 1000, ADDRESS_MAX = 256 };

struct training {
    struct child *child;
    struct loop_timer *slow, *again;
    int starts; /* without a ready line in between */
    bool ready;
};

static void training_problem(struct desk *d, const char *what, const char *arg)
{
    struct session *s = &d->session;

    error_set1(&s->error, STATUS_BROKEN, what, N_("Leave the program and start it again."), arg);
    s->failed = true;
    desk_changed(d, DESK_SESSION);
}

static bool training_address(struct desk *d, const char *url)
{
    return profile_url_sound(url) && text_replace(&d->profile->url, url) &&
           text_replace(&d->profile->auth_url, url);
}

static void training_line(void *data, const char *line, size_t n)
{
    struct desk *d = data;
    struct training *t = d->training;

    if (n > 6 && strncmp(line, "phone ", 6) == 0) {
        phone_line(d, line + 6, n - 6);
        return;
    }
    if (t->ready || n <= 6 || strncmp(line, "ready ", 6) != 0)
        return;
    AUTO_FREE char *url = utf8_clean(line + 6, n - 6, ADDRESS_MAX, false);
    if (!url || !training_address(d, url)) {
        training_problem(d, N_("The training registry told an address that cannot be used: %s"), url);
        return;
    }
    t->ready = true;
    t->starts = 0;
    loop_stop(d->loop, &t->slow);
    log_line(d->log, "desk", "training registry is up");
    d->news->registry_up(d);
}

static void training_run(struct desk *d);

static void training_again(void *data)
{
    struct desk *d = data;

    d->training->again = NULL;
    training_run(d);
}

static void training_end(void *data, int code, struct text *out, struct text *err)
{
    struct desk *d = data;
    struct training *t = d->training;

    (void)out;
    t->child = NULL;
    t->ready = false;
    loop_stop(d->loop, &t->slow);
    log_line(d->log, "desk", "training registry ended with %d", code);
    d->news->registry_down(d);
    training_problem(d, N_("The training registry ended unexpectedly. %s"), err->data);
    if (t->starts < TRAINING_STARTS)
        t->again = loop_after(d->loop, TRAINING_AGAIN_MS, training_again, d);
}

static void training_slow(void *data)
{
    struct desk *d = data;

    d->training->slow = NULL;
    training_problem(d, N_("The training registry is slow to start. %s"), "");
}

static enum status training_child(struct desk *d, const char *program, const char *folder, struct error *e)
{
    const char *argv[] = {program, "--port",  "0", "--size",        "demo", "--data",
                          folder,  "--phone", "-", "--stdin-guard", NULL};
    const struct child_options options = {.path = program, .argv = argv, .lines = true, .guard = true};
    const struct child_events events = {.line = training_line, .end = training_end, .data = d};

    return child_start(d->loop, &options, "", 0, &events, &d->training->child, e);
}

static enum status training_try(struct desk *d, struct error *e)
{
    AUTO_FREE char *program = text_format("%s/registrar-sandbox", d->helper_dir);
    AUTO_FREE char *folder = folder_make_in(FOLDER_DATA, "training", e);

    if (!folder)
        return e->status;
    if (!program)
        return error_memory(e);
    d->training->starts++;
    return training_child(d, program, folder, e);
}

static void training_run(struct desk *d)
{
    ERROR_AUTO e = {0};

    if (training_try(d, &e) != STATUS_OK) {
        error_copy(&d->session.error, &e);
        d->session.failed = true;
        desk_changed(d, DESK_SESSION);
        return;
    }
    d->training->slow = loop_after(d->loop, TRAINING_READY_MS, training_slow, d);
}

enum status training_start(struct desk *d, struct error *e)
{
    enum status s;

    d->training = calloc(1, sizeof *d->training);
    if (!d->training)
        return error_memory(e);
    s = training_try(d, e);
    if (s == STATUS_OK)
        d->training->slow = loop_after(d->loop, TRAINING_READY_MS, training_slow, d);
    return s;
}

void training_stop(struct desk *d)
{
    struct training *t = d->training;

    if (!t)
        return;
    loop_stop(d->loop, &t->slow);
    loop_stop(d->loop, &t->again);
    if (t->child)
        child_drop(&t->child);
    free(t);
    d->training = NULL;
}
