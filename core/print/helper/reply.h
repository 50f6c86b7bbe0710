/* Replies of registrar-print: one JSON line each, on standard output, sent at once. */
#ifndef PRINT_HELPER_REPLY_H
#define PRINT_HELPER_REPLY_H

#include <jansson.h>

#include "print/print.h"
#include "print/protocol.h"

/* Ends the process; the parent reads the exit code, people read `why` in the log. */
void give_up(enum print_exit code, const char *why) __attribute__((noreturn));
/* Takes `line` over. A pipe without a reader ends the process. */
void reply_send(json_t *line);
void reply_job(int job, enum job_state, int sheets, const char *detail);
void reply_error(const char *op, enum job_state, const char *detail);
/* Text of the print service as a JSON string: bytes that are not UTF-8 become "?". */
json_t *reply_text(const char *s);

#endif
