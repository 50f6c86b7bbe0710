/*
 * What the rooms of the eHealth adapter share: one connection, one call with the requests under it, and what
 * each room offers to the others.
 *
 *   ehealth.c      the table of verbs, opening and closing
 *   call.c         calls: requests under way, answers given later, cancelling, a session that ends
 *   session.c      signing in step by step
 *   token.c        the token: refresh, sign-out
 *   describe.c     lists and actions of this user
 *   request.c      one declaration request: read and remembered
 *   requests.c     declaration requests: counts, lists, enriching
 *   request_page.c one request as a page, its form
 *   action.c       approve, reject, upload: prepare and compose
 *   run.c          ... and run, confirm
 *   search_form.c  the search form
 *   persons.c      the search, declarations by number
 *   person_page.c  one person, one declaration as pages
 *   sections.c     sections that several pages share
 *   names.c        names of persons, doctors, divisions in one GraphQL document
 *   dictionary.c   labels of codes
 *   sentence.c     what the server says, in our words
 */
#ifndef EHEALTH_PRIVATE_H
#define EHEALTH_PRIVATE_H

#include "auth/token.h"
#include "base/clock.h"
#include "base/limits.h"
#include "registry/ehealth/ehealth.h"
#include "wire/graphql.h"
#include "wire/json.h"
#include "wire/relay.h"
#include "wire/rest.h"

enum {
    UUID_TEXT = 37,
    NAMES_AT_ONCE = 50,
    NAMES_AT_LEAST = 5,
    NAMES_KEPT = 1500,
    REQUESTS_KEPT = 2000,
    NUMBERS_AT_ONCE = 64
};

struct registry {
    struct registry_env env;
    struct registry_call *calls;
    struct loop_timer *lost_timer;
    struct error lost_why;

    /* session.c */
    struct token token; /* of the application: what every call carries */
    struct secret step; /* of the sign-in walk: 2FA token, then login token */
    struct secret api_key, psk;
    char *email;
    int code_errors;    /* wrong sign-in codes in a row */
    int64_t code_until; /* of the sign-in code that was sent last, wall clock */

    /* describe.c */
    struct list_def *lists;
    struct description description;

    json_t *dictionaries; /* name -> {code: label} */
    json_t *names;        /* "p:<uuid>", "e:<uuid>", "d:<uuid>", "n:<uuid>" -> object or null, see names.c */
    json_t *requests; /* request uuid -> what lists tell of it, as compact JSON text (see eh_request_known) */
    bool methods_connection; /* authenticationMethods is a connection (contract 2.4) */
    bool names_denied;       /* this client may not look up names */
    bool person_basic;       /* the server knows only the older person fields */
};

/* One more sentence of a step; nothing when memory ended. */
#define EH_LINE(step, ...)                                                                                   \
    do {                                                                                                     \
        struct message *line_ = step_line(step);                                                             \
        if (line_)                                                                                           \
            message_set(line_, __VA_ARGS__);                                                                 \
    } while (0)

struct eh_request;
typedef void (*eh_reply_fn)(struct registry_call *, struct eh_request *, const struct net_reply *);

/* One HTTP request of a call. */
struct eh_request {
    struct registry_call *call;
    struct eh_request *next;
    struct net_call *net;
    eh_reply_fn fn;
    bool with_token;
    int index;
};

/* One verb under way. The callback is in `on`; what the verb keeps meanwhile is in `job`. */
struct registry_call {
    struct registry *r;
    struct registry_call *next, *prev;
    struct eh_request *requests;
    struct loop_timer *later;
    void (*later_fn)(struct registry_call *);
    union {
        registry_step_fn step;
        registry_done_fn done;
        registry_count_fn count;
        registry_window_fn window;
        registry_page_fn page;
        registry_bytes_fn bytes;
        registry_verdict_fn verdict;
    } on;
    registry_progress_fn progress;
    void *data;
    void *job;
    void (*job_free)(void *);
    struct eh_names *names; /* names being asked for */
    void (*names_free)(struct eh_names **);
    struct error error;
};

/* ---- call.c ---- */

struct eh_http {
    const char *method;
    const char *path;            /* below the profile's url; or a whole address when it has "://" */
    json_t *body;                /* taken; NULL: none */
    bool auth_host;              /* below auth_url */
    bool change;                 /* not to be repeated blindly */
    bool bare;                   /* no token, no keys, no JSON: the object store */
    const struct secret *bearer; /* instead of the application's token */
    const char *idempotency_key;
    int file; /* with file_size > 0 */
    int64_t file_size;
    int index;
};

struct registry_call *eh_call(struct registry *, void *data, void *job, void (*job_free)(void *));
/* Ends the call: frees everything of it. Give its callback its answer right before. */
void eh_call_free(struct registry_call *);
void eh_cancel(struct registry *, struct registry_call *);
/* False: it could not be sent and call->error says why; the verb then ends with eh_later(). */
bool eh_send(struct registry_call *, const struct eh_http *, eh_reply_fn);
/* A GraphQL query; `variables` taken. */
bool eh_query(struct registry_call *, const char *document, json_t *variables, eh_reply_fn);
/* Runs fn from the loop: the way to answer without a request. */
void eh_later(struct registry_call *, void (*fn)(struct registry_call *));
void eh_session_lost(struct registry *, const struct error *why);

/* ---- session.c, token.c ---- */
struct registry_call *eh_sign_in(struct registry *, const struct step_answer *, registry_step_fn, void *);
struct registry_call *eh_sign_out(struct registry *, registry_done_fn, void *);
int64_t eh_session_left(const struct registry *);
struct registry_call *eh_refresh(struct registry *, registry_done_fn, void *);
void eh_session_forget(struct registry *);
/* Somebody else signs in: what was learnt of people goes. */
void eh_forget_people(struct registry *);
/* Reads an answer of the authorization service; on failure `e` speaks our words. */
enum status eh_walk_read(const struct net_reply *, struct rest_reply *, struct error *e);
bool eh_take_token(struct registry *, const json_t *data, const struct net_reply *);
/* Whether the token opens what that scope is for. */
bool eh_may(const struct registry *, const char *scope);
/* The body of /oauth/tokens; NULL with call->error filled. */
json_t *eh_token_body(struct registry_call *, const char *grant, const char *name, const char *value);

/* ---- describe.c ---- */
extern const struct action_def eh_approve, eh_reject;
enum { REQUEST_COLUMNS = 10, PERSON_COLUMNS = 7, DECLARATION_COLUMNS = 6 };
enum request_column {
    RC_NUMBER,
    RC_PERSON,
    RC_DOCTOR,
    RC_DIVISION,
    RC_STATUS,
    RC_REASON,
    RC_CHANNEL,
    RC_METHOD,
    RC_START,
    RC_END
};
enum person_column { PC_NAME, PC_BIRTH, PC_TAX, PC_UNZR, PC_STATUS, PC_VERIFICATION, PC_INSERTED };
enum declaration_column { DC_NUMBER, DC_PERSON, DC_DOCTOR, DC_DIVISION, DC_STATUS, DC_START };
extern const struct column eh_request_columns[REQUEST_COLUMNS], eh_person_columns[PERSON_COLUMNS],
    eh_declaration_columns[DECLARATION_COLUMNS];
void eh_describe_build(struct registry *);
void eh_describe_free(struct registry *);
const struct description *eh_describe(struct registry *);

/* ---- requests.c ---- */
struct registry_call *eh_count(struct registry *, const char *list, registry_count_fn, void *);
struct registry_call *eh_list(struct registry *, const struct query *, registry_window_fn, void *);
struct registry_call *eh_enrich(struct registry *, const char *list, struct row *const *, size_t,
                                registry_window_fn, void *);
/* A row of a request as the list tells it, filled from the names that are known. */
struct row *eh_request_row(struct registry *, const json_t *request);
/* Remembers what a list or a record told of a request: its ids for names, its number, its way of confirming.
 */
void eh_request_note(struct registry *, const json_t *request);
/* What is remembered of a request; NULL when nothing. The caller json_decref()s it. */
json_t *eh_request_known(const struct registry *, const char *id);

/* ---- request_page.c ---- */
struct registry_call *eh_open(struct registry *, const struct record_ref *, registry_page_fn, void *);
struct registry_call *eh_fetch(struct registry *, const struct record_ref *, const char *attachment,
                               registry_bytes_fn, void *);
/* Why an action is not allowed on this request now; false when it is. */
bool eh_request_forbids(struct registry *, const json_t *request, const char *action, struct message *why);
/* "/api/v3/declaration_requests/<id><tail>" into `out`; false when the id is not a uuid. */
bool eh_request_path(const char *id, const char *tail, struct text *out);

/* The request of a GET reply with its `urgent` part inside; NULL with `e` filled. The caller json_decref()s
 * it. */
json_t *eh_request_read(struct registry *, const struct net_reply *, struct error *e);

/* ---- action.c, run.c ---- */
/* "person.no_tax_id" and the like as people call it (contract 3.6). */
void eh_paper_label(struct registry *, const char *type, struct cell *out);
struct registry_call *eh_prepare(struct registry *, const struct record_ref *, const char *action,
                                 registry_step_fn, void *);
struct registry_call *eh_step(struct registry *, const struct record_ref *, const char *action,
                              const struct step_answer *, registry_step_fn, void *);
enum status eh_compose(struct registry *, const struct record_ref *, const char *action, const struct step *,
                       const struct step_answer *, char **payload, bool *needs_code, struct error *);
struct registry_call *eh_run(struct registry *, const struct order *, registry_progress_fn,
                             registry_verdict_fn, void *);
struct registry_call *eh_confirm(struct registry *, const struct order *, registry_verdict_fn, void *);
/* The step an action needs for this request (fresh from the server). */
struct step *eh_request_step(struct registry *, const json_t *request, const char *action);
/* The code that was sent anew for this request was tried in vain: one try less. */
void eh_code_wrong(struct registry *, const char *id);

/* ---- persons.c, person_page.c ---- */
struct registry_call *eh_search(struct registry *, const struct query *, registry_window_fn, void *);
const struct form_def *eh_search_form(void);
const struct form_def *eh_number_form(void);
void eh_form_choices(struct registry *, struct form *);
struct registry_call *eh_open_person(struct registry *, const struct record_ref *, registry_page_fn, void *);
struct registry_call *eh_open_declaration(struct registry *, const struct record_ref *, registry_page_fn,
                                          void *);
struct row *eh_declaration_row(struct registry *, const json_t *declaration);
/* "Last First Second" of an object with those members, in camelCase or snake_case. NULL when none. Freed by
 * caller. */
char *eh_full_name(const json_t *person);
enum tone eh_verification_tone(const char *status);
/* A whole address on one line (contract 8.2). The caller frees. */
char *eh_address(struct registry *, const json_t *address);

/* ---- sections (person_page.c offers them to request_page.c) ---- */
/* One labelled value; nothing when the value is blank and `always` is false. */
struct record_field *eh_field(struct section *, const char *label, const json_t *object, const char *path);
struct record_field *eh_field_date(struct section *, const char *label, const json_t *object,
                                   const char *path);
struct record_field *eh_field_code(struct registry *, struct section *, const char *label,
                                   const char *dictionary, const json_t *object, const char *path);
struct record_field *eh_field_text(struct section *, const char *label, const char *text);
/* Identity, documents, addresses, phones of a person in either spelling. */
void eh_person_sections(struct registry *, struct page *, const json_t *person);
/* json_at() under a camelCase name, else under its snake_case form. */
json_t *eh_any(const json_t *object, const char *camel);

/* ---- names.c ---- */
bool eh_uuid(const char *);
/* The first eight signs of an id, fit for a screen: what a request is called until its number is known. */
char *eh_short(const char *id);
const json_t *eh_name(const struct registry *, char kind, const char *id);
/* Known or known to be unknown. */
bool eh_name_known(const struct registry *, char kind, const char *id);
void eh_name_put(struct registry *, char kind, const char *id, json_t *taken);
/* Asks for these (array of kind letter + uuid, taken); `fn` runs afterwards, whatever came; call->error then
 * tells whether the line or the server was in the way. False: nothing had to be asked, fn is not called. */
bool eh_names_ask(struct registry_call *, json_t *wanted, void (*fn)(struct registry_call *));
/* Appends "p<id>" and so on of a request to `wanted` when unknown and askable. */
void eh_names_want(struct registry *, json_t *wanted, const json_t *request);
/* The institution too, which only a page shows. */
void eh_names_want_entity(struct registry *, json_t *wanted, const json_t *request);
/* The active way of proving who one is, of a person's methods in either form: the method object, or NULL. */
const json_t *eh_active_method(const json_t *methods, const char *authorize_with);
size_t eh_list_size(const json_t *list_or_connection);
json_t *eh_list_item(const json_t *list_or_connection, size_t i);

/* ---- dictionary.c ---- */
void eh_dictionaries_start(struct registry *);
const char *eh_label(const struct registry *, const char *dictionary, const char *code);
const json_t *eh_dictionary(const struct registry *, const char *dictionary);

/* ---- sentence.c ---- */
enum eh_area { AREA_SIGN_IN = 1, AREA_APPROVE = 2, AREA_REJECT = 4, AREA_RESEND = 8, AREA_READ = 16 };
/* Replaces the general sentence of `e` by the one for what the server said; its own words stay beside it. */
enum status eh_sentence(enum eh_area, const struct rest_reply *, struct error *e);
/* Fixed words for enum values; NULL when unknown. `tone` may be NULL. */
const char *eh_status_word(const char *status, enum tone *tone);
const char *eh_channel_word(const char *channel);
const char *eh_method_word(const char *type);
const char *eh_verification_word(const char *status);
const char *eh_stream_word(const char *stream);

#endif
