/* The generator's hands: prepared inserts for people, methods, declarations and requests. */
#ifndef SANDBOX_MAKER_H
#define SANDBOX_MAKER_H

#include "tests/sandbox/text.h"
#include "tests/sandbox/world.h"

#define DAY_US (INT64_C(86400) * 1000000)
#define TABLES_MADE 4
#define DIVISIONS 6
#define DOCTORS 12

struct maker {
    struct world *world;
    sqlite3_stmt *person, *method, *declaration, *request;
    int64_t now; /* microseconds */
    int64_t people, methods, declarations, requests;
    char legal_entity[UUID_SIZE], foreign_entity[UUID_SIZE];
    char divisions[DIVISIONS][UUID_SIZE];
    char doctors[DOCTORS][UUID_SIZE];
    char doctor_division[DOCTORS][UUID_SIZE];
    bool failed;
};

struct person_wish {
    const char *last_name, *first_name, *second_name, *birth_date, *gender;
    const char *tax_id, *unzr, *email, *phone, *doc_type, *doc_number;
    const char *status;               /* NULL: ACTIVE */
    const char *verification;         /* NULL: VERIFIED */
    const char *drfo, *dracs, *rules; /* NULL: VERIFIED */
    const char *death_date;
    const char *method; /* OTP, OFFLINE, NA, THIRD_PERSON */
    const char *method_phone, *third_person;
    bool no_tax_id, removed; /* removed: is_active = false */
    int64_t age;             /* microseconds since it was entered */
};

struct request_wish {
    const char *person, *status, *channel, *method, *method_phone, *parent, *authorize_with, *legal_entity;
    const char *reason;
    int doctor;  /* number in maker->doctors */
    int version; /* 2 or 3 */
    bool shareable;
    bool sent;   /* an (expired) code had gone out when it was made */
    int64_t age; /* microseconds */
};

bool maker_open(struct maker *maker, struct world *world);
void maker_close(struct maker *maker);
/* The id goes to `id` and, when label is not NULL, into the fixtures under that label. */
void maker_person(struct maker *maker, const struct person_wish *wish, const char *label, char id[UUID_SIZE]);
void maker_request(struct maker *maker, const struct request_wish *wish, const char *label,
                   char id[UUID_SIZE]);
void maker_declaration(struct maker *maker, const char *person, int doctor, const char *status,
                       const char *reason, int64_t age, char id[UUID_SIZE]);
void maker_fixture(struct maker *maker, const char *label, const char *value);
/* The number of the n-th request or declaration. */
void maker_number(char out[15], uint64_t seed, bool declaration, int64_t n);

#endif
