/* The services behind the gateway: one handler a route. */
#ifndef SANDBOX_SERVICES_H
#define SANDBOX_SERVICES_H

#include "tests/sandbox/http.h"

/* auth_login.c, auth_apps.c (ehealth contract 1.2-1.5) */
void auth_login(struct request *request, struct reply *reply);
void auth_logout(struct request *request, struct reply *reply);
void auth_init_factor(struct request *request, struct reply *reply);
void auth_approve_factor(struct request *request, struct reply *reply);
void auth_authorize(struct request *request, struct reply *reply);
void auth_tokens(struct request *request, struct reply *reply);

/* requests.c, create.c, approve.c (3.1-3.5, 3.7) */
void requests_create(struct request *request, struct reply *reply);
void requests_list(struct request *request, struct reply *reply);
void requests_get(struct request *request, struct reply *reply);
void requests_approve(struct request *request, struct reply *reply);
void requests_reject(struct request *request, struct reply *reply);
void requests_resend(struct request *request, struct reply *reply);

/* otp.c (3.7) */
void otp_initialize(struct request *request, struct reply *reply);
void otp_complete(struct request *request, struct reply *reply);
void otp_verification(struct request *request, struct reply *reply);

/* documents.c (3.6) */
void documents_put(struct request *request, struct reply *reply);
void documents_get(struct request *request, struct reply *reply);
void declaration_documents(struct request *request, struct reply *reply);

/* dictionaries.c (7) */
void dictionaries_v1(struct request *request, struct reply *reply);
void dictionaries_v2(struct request *request, struct reply *reply);

/* persons_rest.c (2.4) */
void persons_merged(struct request *request, struct reply *reply);
void persons_search(struct request *request, struct reply *reply);

/* graphql.c (1.7) */
void graphql_serve(struct request *request, struct reply *reply);

#endif
