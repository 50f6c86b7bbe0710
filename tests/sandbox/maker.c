/* The generator's hands: prepared inserts for people, methods, declarations and requests. */
#include "tests/sandbox/maker.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/people.h"
#include "tests/sandbox/store.h"

/* Binds (s text, i int, l int64_t) and runs a prepared insert. */
static void put(struct maker *maker, sqlite3_stmt *statement, const char *format, ...)
{
    va_list list;
    int at = 1;

    va_start(list, format);
    for (; *format; format++, at++) {
        if (*format == 's')
            sqlite3_bind_text(statement, at, va_arg(list, const char *), -1, SQLITE_TRANSIENT);
        else if (*format == 'i')
            sqlite3_bind_int(statement, at, va_arg(list, int));
        else
            sqlite3_bind_int64(statement, at, va_arg(list, int64_t));
    }
    va_end(list);
    if (sqlite3_step(statement) != SQLITE_DONE) {
        if (!maker->failed)
            fprintf(stderr, "registrar-sandbox: generator: %s\n", sqlite3_errmsg(maker->world->db));
        maker->failed = true;
    }
    sqlite3_reset(statement);
}

bool maker_open(struct maker *maker, struct world *world)
{
    static const char person[] =
        "INSERT INTO "
        "person(rid,id,last_name,first_name,second_name,birth_date,death_date,gender,tax_id,no_tax_id,"
        "unzr,email,phone,doc_type,doc_number,status,is_active,verification_status,drfo_status,drfo_reason,"
        "dracs_status,dracs_reason,rules_status,rules_reason,inserted_at,updated_at) "
        "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
    static const char method[] =
        "INSERT INTO auth_method(rid,id,person_id,type,phone_number,third_person_id,started_at,is_active,"
        "inserted_at,updated_at) VALUES(?,?,?,?,?,?,?,1,?,?)";
    static const char declaration[] =
        "INSERT INTO declaration(rid,id,declaration_number,person_id,employee_id,division_id,legal_entity_id,"
        "start_date,end_date,signed_at,status,scope,reason,inserted_at,updated_at) "
        "VALUES(?,?,?,?,?,?,?,?,?,?,?,'family_doctor',?,?,?)";
    static const char request[] =
        "INSERT INTO "
        "declaration_request(rid,id,version,start_date,end_date,person_id,employee_id,division_id,"
        "legal_entity_id,declaration_number,declaration_id,parent_declaration_id,status,status_reason,"
        "system_declaration_limit,current_declaration_count,channel,is_shareable,authorize_with,auth_type,"
        "auth_phone,documents,inserted_at,updated_at) "
        "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

    memset(maker, 0, sizeof *maker);
    maker->world = world;
    maker->now = world_now(world);
    return sqlite3_prepare_v2(world->db, person, -1, &maker->person, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(world->db, method, -1, &maker->method, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(world->db, declaration, -1, &maker->declaration, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(world->db, request, -1, &maker->request, NULL) == SQLITE_OK;
}

void maker_close(struct maker *maker)
{
    sqlite3_finalize(maker->person);
    sqlite3_finalize(maker->method);
    sqlite3_finalize(maker->declaration);
    sqlite3_finalize(maker->request);
}

void maker_fixture(struct maker *maker, const char *label, const char *value)
{
    if (!store_change(maker->world, "INSERT OR REPLACE INTO fixture VALUES(?,?)", "ss", label, value))
        maker->failed = true;
}

static const char *reason_of(const char *status, const char *verified, const char *other)
{
    return strcmp(status, "VERIFIED") == 0       ? verified
           : strcmp(status, "NOT_VERIFIED") == 0 ? "MANUAL"
                                                 : other;
}

void maker_person(struct maker *maker, const struct person_wish *wish, const char *label, char id[UUID_SIZE])
{
    uint64_t seed = maker->world->options.seed;
    const char *drfo = wish->drfo ? wish->drfo : "VERIFIED", *dracs = wish->dracs ? wish->dracs : "VERIFIED";
    const char *rules = wish->rules ? wish->rules : "VERIFIED";
    char method_id[UUID_SIZE], inserted[ISO_SIZE], updated[ISO_SIZE];
    int64_t rid = ++maker->people;

    uuid_made(id, seed, "person", (uint64_t)rid);
    iso_instant(inserted, maker->now - wish->age);
    iso_instant(updated, maker->now - wish->age / 3);
    put(maker, maker->person, "lssssssssissssssisssssssss", rid, id, wish->last_name, wish->first_name,
        wish->second_name, wish->birth_date, wish->death_date, wish->gender, wish->tax_id,
        (int)wish->no_tax_id, wish->unzr, wish->email, wish->phone, wish->doc_type, wish->doc_number,
        wish->status ? wish->status : "ACTIVE", (int)!wish->removed,
        wish->verification ? wish->verification : "VERIFIED", drfo,
        reason_of(drfo, "AUTO_ONLINE", "ONLINE_TRIGGERED"), dracs,
        reason_of(dracs, "MANUAL_NOT_CONFIRMED", "AUTO"), rules,
        reason_of(rules, "RULES_PASSED", "RULES_TRIGGERED"), inserted, updated);
    if (wish->method) {
        uuid_made(method_id, seed, "method", (uint64_t)rid);
        put(maker, maker->method, "lssssssss", ++maker->methods, method_id, id, wish->method,
            wish->method_phone, wish->third_person, inserted, inserted, updated);
    }
    if (label)
        maker_fixture(maker, label, id);
}

static void span(char start[ISO_SIZE], char end[ISO_SIZE], int64_t at)
{
    iso_date(start, at);
    iso_date(end, at + 40 * 365 * DAY_US);
}

void maker_number(char out[15], uint64_t seed, bool declaration, int64_t n)
{
    /* 18^8 numbers, each met once: the factor shares no divisor with 18. */
    uint64_t room = UINT64_C(11019960576), from = declaration ? room / 2 : 0;

    declaration_number(out, ((uint64_t)n * UINT64_C(7919173) + from + seed * 1009) % room);
}

void maker_declaration(struct maker *maker, const char *person, int doctor, const char *status,
                       const char *reason, int64_t age, char id[UUID_SIZE])
{
    char number[15], start[ISO_SIZE], end[ISO_SIZE], at[ISO_SIZE];
    int64_t rid = ++maker->declarations;

    uuid_made(id, maker->world->options.seed, "declaration", (uint64_t)rid);
    maker_number(number, maker->world->options.seed, true, rid);
    span(start, end, maker->now - age);
    iso_instant(at, maker->now - age);
    put(maker, maker->declaration, "lsssssssssssss", rid, id, number, person, maker->doctors[doctor],
        maker->doctor_division[doctor], maker->legal_entity, start, end, at, status, reason, at, at);
}

static void old_code(struct maker *maker, const char *phone, int64_t sent)
{
    char id[UUID_SIZE];

    uuid_made(id, maker->world->options.seed, "old code", (uint64_t)maker->requests);
    store_change(maker->world,
                 "INSERT INTO otp(id,phone_number,code,status,active,attempts,expires_at,sent_at) "
                 "VALUES(?,?,?,'NEW',1,0,?,?)",
                 "sslll", id, phone, INT64_C(3748), sent + INT64_C(300000000), sent);
}

void maker_request(struct maker *maker, const struct request_wish *wish, const char *label,
                   char id[UUID_SIZE])
{
    uint64_t seed = maker->world->options.seed;
    const char *legal_entity = wish->legal_entity ? wish->legal_entity : maker->legal_entity;
    bool papers = strcmp(wish->method, "OFFLINE") == 0 || label;
    char declaration[UUID_SIZE], number[15], start[ISO_SIZE], end[ISO_SIZE], inserted[ISO_SIZE],
        updated[ISO_SIZE];
    char name[96], *documents = NULL;
    int64_t rid = ++maker->requests;

    uuid_made(id, seed, "request", (uint64_t)rid);
    uuid_made(declaration, seed, "declaration of request", (uint64_t)rid);
    maker_number(number, seed, false, rid);
    span(start, end, maker->now - wish->age);
    iso_instant(inserted, maker->now - wish->age);
    iso_instant(updated,
                strcmp(wish->status, "NEW") == 0 ? maker->now - wish->age : maker->now - wish->age / 2);
    if (papers && wish->version == 3) {
        json_t *wanted = documents_wanted(maker->world, wish->person, wish->method);
        documents = json_dumps(wanted, JSON_COMPACT);
        json_decref(wanted);
    }
    put(maker, maker->request, "lsisssssssssssiisissssss", rid, id, wish->version, start, end,
        wish->version == 2 ? NULL : wish->person, maker->doctors[wish->doctor],
        maker->doctor_division[wish->doctor], legal_entity, number, declaration, wish->parent, wish->status,
        wish->reason, 1800, 400 + (int)(rid * 37 % 1300), wish->channel, (int)wish->shareable,
        wish->authorize_with, wish->method, wish->method_phone, documents, inserted, updated);
    free(documents);
    if (wish->sent && wish->method_phone)
        old_code(maker, wish->method_phone, maker->now - wish->age);
    if (label) {
        maker_fixture(maker, label, id);
        snprintf(name, sizeof name, "%s.number", label);
        maker_fixture(maker, name, number);
    }
}
