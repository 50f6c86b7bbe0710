/*
 * A test world: a private folder, a training registry running in it on a free port, and a configuration that
 * points registrar at it. Calls that cannot work print why and fail the running cmocka test.
 */
#ifndef HARNESS_WORLD_H
#define HARNESS_WORLD_H

#include "tests/harness/pty.h"

#include <jansson.h>

struct catalog;
struct world;

struct world_options {
    const char *size;         /* NULL: small */
    const char *seed;         /* NULL: 1 */
    bool tls, hostile;        /* as the registry's own options */
    const char *const *extra; /* more arguments for the registry, NULL-ended */
    const char *general;      /* more lines of [general] in registrar.ini */
    const char *profile;      /* more lines of the profile; they win over ours */
    bool no_registry;         /* only the folder; registry and profile are the test's business */
};

/* NULL for the defaults. Starts the registry and waits until it answers. */
struct world *world_new(const struct world_options *);
/* Ends the registry (it must end by itself: a crash or a leak fails the test) and removes the folder. */
void world_free(struct world **);

const char *world_url(const struct world *);  /* http://127.0.0.1:PORT */
const char *world_home(const struct world *); /* HOME of registrar; config/ state/ cache/ data/ are inside */
const char *world_folder(const struct world *); /* everything, the registry's data too */
/* Kills the registry (SIGKILL when `hard`); world_resume() starts it again on the same port and data. */
void world_stop(struct world *, bool hard);
void world_resume(struct world *);

/* --- the registry's own controls --- */
/* POST /training/switches with that JSON object, e.g. "{\"otp_attempts\": 1}". */
void world_switch(struct world *, const char *json);
/* POST /training/clock: moves the registry's clock forward. */
void world_forward(struct world *, long seconds);
/* GET /training/journal. The caller json_decref()s it. */
json_t *world_journal(struct world *);
/* How often the registry did `what` ("approve", ...), by its own count. */
long world_count(struct world *, const char *what);
long world_requests(struct world *);
/* Requests among the newest whose method and path fit; NULL fits all, the path is a beginning. */
long world_asked(struct world *, const char *method, const char *path);
/* The newest code on the training phone; waits for one when `after` (a code already used) is the newest. The
 * caller frees. */
char *world_code(struct world *, const char *after);
/* The newest code about one thing: "sign-in", "factor", "request NUMBER". */
char *world_code_about(struct world *, const char *about, const char *after);
/* The newest code now, or NULL; what to hand to world_code() as `after`. The caller frees. */
char *world_last_code(const struct world *);
/* A fixture of the data by its label ("request_otp", ...): an id or a number. Fails when there is none. */
const char *world_fixture(struct world *, const char *label);
/* Any request to the registry itself: the answer's body (the caller frees), its HTTP status in *status. */
char *world_http(struct world *, const char *method, const char *path, const char *body, long *status);

/* --- registrar in it --- */
struct world_program {
    int rows, cols;           /* 0: 24 x 80 */
    const char *term, *lang;  /* NULL: xterm-256color, C.UTF-8 */
    const char *const *extra; /* NAME=VALUE pairs */
    const char *const *args;  /* arguments after the program's name, NULL-ended */
    long rate;
    size_t hang_up_at;
};

/* Starts registrar in a pseudo-terminal; NULL for the defaults. */
struct pty *world_open(struct world *, const struct world_program *);
/* Writes registrar.ini again, with more lines of [general] and of the profile (NULL: none). */
void world_configure(struct world *, const char *general, const char *profile);
/* Signs in from the sign-in screen, up to the home screen. */
void world_sign_in(struct world *, struct pty *);
/* The same on a screen in another language. */
void world_sign_in_words(struct world *, struct pty *, const struct catalog *words);
/* The built catalogue of a language, to look up what the screen must say; NULL for "en". catalog_free() it.
 */
struct catalog *world_words(const char *language);

#define WORLD_USER "olena@training.example"
#define WORLD_PASSWORD "training"

#endif
