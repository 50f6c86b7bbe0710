/* Canned answers of the eHealth registry, and a signed-in adapter in front of them. */
#ifndef UNIT_EHEALTH_CANNED_H
#define UNIT_EHEALTH_CANNED_H

#include "tests/unit/ehealth_bench.h"
#include "tests/unit/rawserver.h"

#define OK_DATA(data) "{\"meta\":{\"code\":200,\"request_id\":\"m-1\"},\"data\":" data "}"
#define TOKEN(name, value, next)                                                                             \
    "{\"meta\":{\"code\":201},\"data\":{\"name\":\"" name "\",\"value\":\"" value                            \
    "\"},\"urgent\":{\"next_step\":\"" next "\"}}"
#define FAIL(type, message)                                                                                  \
    "{\"meta\":{\"code\":0,\"request_id\":\"m-2\"},\"error\":{\"type\":\"" type "\",\"message\":\"" message  \
    "\"}}"

#define SIGN_IN                                                                                                      \
    {"\"grant_type\":\"password\"", 201, TOKEN("2fa_access_token", "two-factor-1", "REQUEST_OTP")},                  \
        {"\"otp\":482915", 201, TOKEN("access_token", "login-1", "REQUEST_APPS")},                                   \
        {"/oauth/apps/authorize", 201, OK_DATA("{\"value\":\"code-1\"}")},                                           \
        {"/oauth/tokens", 201,                                                                                       \
         OK_DATA("{\"name\":\"access_token\",\"value\":\"open-1\",\"expires_at\":4102444800,\"details\":{"           \
                 "\"scope\":\"" TRAINING_SCOPE "\",\"refresh_token\":\"again-1\"}}")},                               \
    {                                                                                                                \
        "GET /api/dictionaries", 200,                                                                                \
            OK_DATA("[{\"name\":\"GENDER\",\"values\":{\"MALE\":\"чоловіча\",\"FEMALE\":\"жіноча\"}}," \
                    "{\"name\":\"DOCUMENT_TYPE\",\"values\":[{\"code\":\"PASSPORT\",\"description\":"                \
                    "\"Паспорт\"}]}]")                                                                               \
    }

static inline void sign_in(struct eh_bench *b)
{
    answer_password(b, "olena@training.example", "training");
    assert_int_equal(b->status, STATUS_OK);
    answer_code(b, "482915");
    assert_int_equal(b->status, STATUS_OK);
    assert_string_equal(b->step->id, "consent");
    answer_consent(b);
    assert_int_equal(b->status, STATUS_OK);
    assert_int_equal(b->step->kind, STEP_DONE);
}

static inline void sign_in_again(struct eh_bench *b)
{
    answer_password(b, "olena@training.example", "training");
    answer_code(b, "482915");
    assert_int_equal(b->step->kind, STEP_DONE);
}

static inline void up(struct eh_bench *b, struct raw_server **s, const struct raw_route *routes)
{
    *s = raw_start_routes(routes);
    bench_open(b, (*s)->port);
}

static inline void down(struct eh_bench *b, struct raw_server **s)
{
    bench_close(b);
    raw_stop(s);
}

#define ROW(id, status, more)                                                                                \
    "{\"id\":\"" id "\",\"status\":\"" status                                                                \
    "\",\"start_date\":\"2026-03-01\",\"end_date\":\"2027-03-01\","                                          \
    "\"employee_id\":\"" EMPLOYEE_ID "\",\"division_id\":\"" DIVISION_ID "\",\"channel\":\"MIS\"" more "}"
#define PERSON_PART ",\"person_id\":\"" PERSON_ID "\""
#define URGENT(type, more)                                                                                   \
    ",\"declaration_number\":\"0000-12H4-245D\",\"urgent\":{\"authentication_method_current\":{\"type\":"    \
    "\"" type "\","                                                                                          \
    "\"number\":\"+38093*****85\"}" more "}"
#define NAMES_REPLY                                                                                             \
    "{\"data\":{\"n0\":{\"nodes\":[{\"lastName\":\"Сироїд\",\"firstName\":\"Павло\",\"secondName\":" \
    "\"Пилипович\","                                                                                   \
    "\"birthDate\":\"1975-06-15\",\"verificationStatus\":\"VERIFIED\",\"authenticationMethods\":{\"nodes\":"    \
    "[{"                                                                                                        \
    "\"databaseId\":\"" DIVISION_ID "\",\"type\":\"OTP\",\"isActive\":true}]}}]},"                              \
    "\"n1\":{\"position\":\"P1\",\"party\":{\"lastName\":\"Бойко\",\"firstName\":\"Ірина\"}},"        \
    "\"n2\":{\"name\":\"Амбулаторія 3\"}}}"
static const struct record_ref request_ref
    __attribute__((unused)) = {(char *)"request", (char *)REQUEST_ID, (char *)"0000-12H4-245D"};
#define PERSON_NODE                                                                                                     \
    "{\"databaseId\":\"" PERSON_ID "\",\"lastName\":\"Шевчук\",\"firstName\":\"Олена\",\"secondName\":null," \
    "\"birthDate\":\"1984-02-29\",\"taxId\":null,\"unzr\":null,\"status\":\"ACTIVE\","                                  \
    "\"insertedAt\":\"2021-03-13T19:44:28.426485Z\",\"verificationStatus\":\"SOMETHING_NEW\""
/* The two forms of authenticationMethods (contract 2.4): the other one is tried when the server does not know
 * the first. */

#endif
