/* The prepared records of ehealth contract 9.2, by label. */
#ifndef SANDBOX_FIXTURES_H
#define SANDBOX_FIXTURES_H

#include "tests/sandbox/maker.h"

/* Adds every prepared record to data that is being made. */
void fixtures_make(struct maker *maker);
/* Rows that try to break a terminal: escape sequences, bidi controls, a name of 10,000 letters, right-to-left
 * text. */
void fixtures_hostile(struct maker *maker);
/* Users, clients (fixtures_users.c). */
void fixtures_users(struct maker *maker);
/* On data that was kept: blocks, failures and the age of passwords as on the first day. */
void fixtures_users_renew(struct world *world);
/* Legal entities, divisions, doctors (fixtures_places.c). */
void fixtures_places(struct maker *maker);
/* {"request.new_otp": "<uuid>", …} */
json_t *fixtures_json(struct world *world);

#endif
