/* Declaration requests: what reading and approving share (ehealth contract 3.1-3.6). */
#ifndef SANDBOX_REQUESTS_H
#define SANDBOX_REQUESTS_H

#include "tests/sandbox/http.h"

/* The row of :id, NULL when unknown. */
json_t *request_row(struct request *request);
/* The full record of Get, Approve and Reject (3.2). */
json_t *request_json(struct request *request, const json_t *row);
/* `urgent` of Get: the masked method and the upload links. */
json_t *request_urgent(struct request *request, const json_t *row);
/* Makes data_to_be_signed from the records as they are now. */
json_t *printout_data(struct world *world, const json_t *row);

/* The stored file's name of a document: "<request>/declaration_request_<type>.jpeg". */
void document_name(char *out, size_t size, const char *request_id, const char *type);
/* A link signed for that method (PUT or GET). */
void document_link(struct request *request, char *out, size_t size, const char *method, const char *name);
bool document_stored(struct world *world, const char *name);

#endif
