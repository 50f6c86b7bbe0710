/* What was asked and what was changed, so that a test can prove nothing was done twice. */
#ifndef SANDBOX_JOURNAL_H
#define SANDBOX_JOURNAL_H

#include "tests/sandbox/http.h"

struct journal;

struct journal *journal_new(void);
void journal_free(struct journal **journal);
/* One finished request. Callers hold the world's lock. */
void journal_request(struct request *request, int status, size_t bytes_in, size_t bytes_out);
/* One change of state: "approve", "reject", "upload"…; `detail` may be NULL. */
void journal_change(struct request *request, const char *what, const char *id, const char *detail);
json_t *journal_json(const struct journal *journal);

#endif
