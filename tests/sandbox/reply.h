/* Replies in the REST envelope of ehealth contract 1.6. */
#ifndef SANDBOX_REPLY_H
#define SANDBOX_REPLY_H

#include "tests/sandbox/http.h"

/* All of these take over the references to `data`, `urgent`, `paging` and `body`. */
void reply_json(struct reply *reply, int status, json_t *body);
void reply_data(struct request *request, struct reply *reply, int status, json_t *data, json_t *urgent);
void reply_list(struct request *request, struct reply *reply, json_t *data, json_t *paging);
/* type NULL: the usual type of that status; message NULL: none */
void reply_error(struct request *request, struct reply *reply, int status, const char *type,
                 const char *message);
/* 422 validation_failed with one rule. `entry_type` NULL: json_data_property. */
void reply_invalid(struct request *request, struct reply *reply, const char *entry, const char *entry_type,
                   const char *rule, const char *description);
/* The same with rules already collected by invalid_add. */
void reply_invalid_all(struct request *request, struct reply *reply, json_t *invalid);
void invalid_add(json_t *invalid, const char *entry, const char *entry_type, const char *rule,
                 const char *description);
void reply_text(struct reply *reply, int status, const char *type, const char *text);
void reply_header(struct reply *reply, const char *name, const char *value);

/*
 * Pages of list V2: reads page and page_size (1..300), answers 422 itself when they are wrong.
 */
bool page_of(struct request *request, struct reply *reply, int standard, int most, int64_t *page,
             int64_t *size);
json_t *paging_of(int64_t page, int64_t size, int64_t total);

/*
 * Checks the body against a flat schema: "name:type[!]" words parted by spaces; types s text, n number, i
 * integer, u uuid, o object, b boolean, a anything; `!` required. Unknown names fail too. Answers 422 itself.
 */
bool body_fits(struct request *request, struct reply *reply, const json_t *body, const char *prefix,
               const char *schema);

#endif
