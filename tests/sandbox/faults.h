/* What goes wrong on purpose: replies of a proxy, spoilt bodies, cut and slow lines. */
#ifndef SANDBOX_FAULTS_H
#define SANDBOX_FAULTS_H

#include "tests/sandbox/http.h"

/* True: the reply is made and the request must not be worked on. */
bool faults_instead(struct request *request, struct reply *reply);
/* Spoils the body of a finished reply. */
void faults_body(struct request *request, struct reply *reply);
/* True when the reply must not go out through the HTTP library because the line is to fail. */
bool faults_line(const struct request *request);
/* Writes the reply to the bare connection, slowly or not to its end. `headers` is the head without the status
 * line. */
size_t faults_send(struct request *request, const struct reply *reply, const char *headers);
/* Less when the registry is to end. */
void faults_sleep(const struct world *world, int64_t milliseconds);

#endif
