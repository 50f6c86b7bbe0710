/* The parts of a record that are not columns: made from the seed, the same every time they are asked for. */
#ifndef SANDBOX_PEOPLE_H
#define SANDBOX_PEOPLE_H

#include "tests/sandbox/world.h"

/*
 * A person's row with everything the wire shows added under snake_case keys: birth_country, birth_settlement,
 * documents, addresses, phones, emergency_contact, confidant_persons, preferred_way_communication, secret.
 * New object.
 */
json_t *person_full(struct world *world, const json_t *row);
/* The row of a legal entity, division or employee. NULL when unknown. */
json_t *legal_entity_row(struct world *world, const char *id);
json_t *division_row(struct world *world, const char *id);
json_t *employee_row(struct world *world, const char *id);
json_t *person_row(struct world *world, const char *id);
/* The methods of a person, newest first. */
json_t *method_rows(struct world *world, const char *person_id);
/* The label of a code in a dictionary; the code itself when there is none. New string. */
json_t *label_of(struct world *world, const char *dictionary, const char *code);
/* One made address as an object. */
json_t *address_made(uint64_t seed, const char *kind, uint64_t number, const char *type);

/* The documents a request asks for (3.6), as an array of types. */
json_t *documents_wanted(struct world *world, const char *person_id, const char *method);

#endif
