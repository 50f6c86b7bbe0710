/*
 * The prepared records of ehealth contract 9.2. `registrar-sandbox --fixtures` and GET /training/fixtures
 * print label and id; every request also has "<label>.number". The ids follow from the seed.
 *
 *   request.new_otp              New, SMS code, one code had gone out long ago (expired)
 *   request.new_otp_2            the same for another person
 *   request.new_otp_no_code      New, SMS code, no code was ever sent to that phone
 *   request.new_offline_missing  New, papers, none uploaded
 *   request.new_no_tax_id        New, SMS code, and one paper because the person has no tax number
 *   request.new_na               New, no method, no parent declaration
 *   request.na_parent_active     New, no method, parent declaration active
 *   request.na_parent_terminated New, no method, parent declaration terminated
 *   request.third_person         New, the code goes to a third person's phone
 *   request.over_limit           New, the doctor has as many declarations as allowed
 *   request.not_verified         New, the person is NOT_VERIFIED
 *   request.v2                   made by version 2: no person_id, no data_to_be_signed
 *   request.approved .signed .rejected .cancelled .expired   one in every status
 *   request.cabinet              channel CABINET: only the patient approves
 *   request.not_shareable        channel PIS, not shareable
 *   request.pis_shareable        channel PIS, shareable
 *   request.foreign              of another legal entity
 *   request.child_offline        papers of a child: birth certificate and confidant person
 *   person.no_tax_id .inactive .removed .not_verified .third_person .offline .na .otp .child .dead
 *   person.namesake              the first of 60 people named Коваленко Марія, born 1985-03-08, one phone
 *   person.merged_master         three records were merged into this one
 *   employee.over_limit          a doctor at the limit
 */
#include "tests/sandbox/fixtures.h"

#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/store.h"

#define HOUR_US (INT64_C(3600) * 1000000)
#define NAMESAKES 60

enum who {
    WHO_OTP,
    WHO_OTP_2,
    WHO_OTP_SILENT,
    WHO_OFFLINE,
    WHO_NO_TAX,
    WHO_NA,
    WHO_GUARDIAN,
    WHO_THIRD,
    WHO_NOT_VERIFIED,
    WHO_INACTIVE,
    WHO_REMOVED,
    WHO_CHILD,
    WHO_DEAD,
    WHO_COUNT
};

struct prepared_person {
    const char *label;
    struct person_wish wish;
};

/* clang-format off */
static const struct prepared_person people[WHO_COUNT] = {
    [WHO_OTP] = {"person.otp", {.last_name = "Шевчук", .first_name = "Олена", .second_name = "Іванівна", .birth_date = "1984-02-29", .gender = "FEMALE", .tax_id = "3074512345", .unzr = "19840229-01234", .email = "olena.shevchuk@example.ua", .phone = "+380941455543", .doc_type = "PASSPORT", .doc_number = "КВ345678", .method = "OTP", .method_phone = "+380941455543", .verification = "VERIFICATION_NEEDED", .drfo = "VERIFICATION_NEEDED"}},
    [WHO_OTP_2] = {"person.otp_2", {.last_name = "Сірий", .first_name = "Павло", .second_name = "Пилипович", .birth_date = "1975-06-15", .gender = "MALE", .tax_id = "2756012344", .phone = "+380931234585", .doc_type = "NATIONAL_ID", .doc_number = "004512377", .method = "OTP", .method_phone = "+380931234585"}},
    [WHO_OTP_SILENT] = {"person.otp_silent", {.last_name = "Гончар", .first_name = "Тарас", .birth_date = "1990-11-02", .gender = "MALE", .tax_id = "3317812349", .phone = "+380671110099", .doc_type = "NATIONAL_ID", .doc_number = "009988771", .method = "OTP", .method_phone = "+380671110099"}},
    [WHO_OFFLINE] = {"person.offline", {.last_name = "Дем'яненко", .first_name = "Ганна", .second_name = "Петрівна", .birth_date = "1949-01-17", .gender = "FEMALE", .tax_id = "1791212340", .doc_type = "PASSPORT", .doc_number = "КА112233", .method = "OFFLINE"}},
    [WHO_NO_TAX] = {"person.no_tax_id", {.last_name = "Квітка-Основ'яненко", .first_name = "Григорій", .second_name = "Федорович", .birth_date = "1978-11-18", .gender = "MALE", .no_tax_id = true, .unzr = "19781118-00456", .phone = "+380501234567", .doc_type = "PASSPORT", .doc_number = "МЕ765432", .method = "OTP", .method_phone = "+380501234567"}},
    [WHO_NA] = {"person.na", {.last_name = "Лисенко", .first_name = "Микола", .second_name = "Віталійович", .birth_date = "1962-03-22", .gender = "MALE", .tax_id = "2272612341", .doc_type = "PASSPORT", .doc_number = "СР443322", .method = "NA"}},
    [WHO_GUARDIAN] = {"person.guardian", {.last_name = "Савчук", .first_name = "Оксана", .second_name = "Павлівна", .birth_date = "1988-09-09", .gender = "FEMALE", .tax_id = "3239412342", .phone = "+380661239988", .doc_type = "NATIONAL_ID", .doc_number = "001122334", .method = "OTP", .method_phone = "+380661239988"}},
    [WHO_THIRD] = {"person.third_person", {.last_name = "Савчук", .first_name = "Семен", .second_name = "Остапович", .birth_date = "1938-04-01", .gender = "MALE", .tax_id = "1397012347", .doc_type = "PASSPORT", .doc_number = "ВВ998877", .method = "THIRD_PERSON"}},
    [WHO_NOT_VERIFIED] = {"person.not_verified", {.last_name = "Вовк", .first_name = "Любов", .second_name = "Романівна", .birth_date = "1971-12-31", .gender = "FEMALE", .tax_id = "2629612346", .phone = "+380637654321", .doc_type = "PASSPORT", .doc_number = "НС556677", .method = "OTP", .method_phone = "+380637654321", .verification = "NOT_VERIFIED", .drfo = "VERIFIED", .dracs = "NOT_VERIFIED"}},
    [WHO_INACTIVE] = {"person.inactive", {.last_name = "Мороз", .first_name = "Степан", .second_name = "Юрійович", .birth_date = "1955-05-05", .gender = "MALE", .tax_id = "2021412343", .doc_type = "PASSPORT", .doc_number = "АА000111", .method = "NA", .status = "INACTIVE"}},
    [WHO_REMOVED] = {"person.removed", {.last_name = "Щербак", .first_name = "Зоряна", .birth_date = "1966-06-06", .gender = "FEMALE", .tax_id = "2426712348", .doc_type = "PASSPORT", .doc_number = "АА000222", .method = "NA", .removed = true}},
    [WHO_CHILD] = {"person.child", {.last_name = "Їжакевич", .first_name = "Данило", .second_name = "Маркович", .birth_date = "2019-08-24", .gender = "MALE", .doc_type = "BIRTH_CERTIFICATE", .doc_number = "І-СГ№345678", .method = "OFFLINE"}},
    [WHO_DEAD] = {"person.dead", {.last_name = "Тимошенко", .first_name = "Віра", .second_name = "Богданівна", .birth_date = "1930-10-10", .gender = "FEMALE", .tax_id = "1124012345", .doc_type = "PASSPORT", .doc_number = "АБ121212", .method = "NA", .death_date = "2024-03-01", .verification = "CHANGES_NEEDED", .dracs = "NOT_VERIFIED"}},
};

struct prepared_request {
    const char *label;
    enum who who;
    struct request_wish wish; /* person, phone, parent and doctor of the over-limit one are filled in below */
};

static const struct prepared_request requests[] = {
    {"request.new_otp", WHO_OTP, {.status = "NEW", .channel = "MIS", .method = "OTP", .version = 3, .sent = true, .age = 1}},
    {"request.new_otp_2", WHO_OTP_2, {.status = "NEW", .channel = "MIS", .method = "OTP", .version = 3, .sent = true, .age = 2}},
    {"request.new_otp_no_code", WHO_OTP_SILENT, {.status = "NEW", .channel = "MIS", .method = "OTP", .version = 3, .age = 3}},
    {"request.new_offline_missing", WHO_OFFLINE, {.status = "NEW", .channel = "MIS", .method = "OFFLINE", .version = 3, .age = 4}},
    {"request.new_no_tax_id", WHO_NO_TAX, {.status = "NEW", .channel = "MIS", .method = "OTP", .version = 3, .sent = true, .age = 5}},
    {"request.child_offline", WHO_CHILD, {.status = "NEW", .channel = "MIS", .method = "OFFLINE", .version = 3, .age = 6}},
    {"request.new_na", WHO_NA, {.status = "NEW", .channel = "MIS", .method = "NA", .version = 3, .age = 7}},
    {"request.na_parent_active", WHO_NA, {.status = "NEW", .channel = "MIS", .method = "NA", .version = 3, .age = 8, .parent = "active"}},
    {"request.na_parent_terminated", WHO_NA, {.status = "NEW", .channel = "MIS", .method = "NA", .version = 3, .age = 9, .parent = "terminated"}},
    {"request.third_person", WHO_THIRD, {.status = "NEW", .channel = "MIS", .method = "OTP", .version = 3, .sent = true, .age = 10}},
    {"request.over_limit", WHO_NA, {.status = "NEW", .channel = "MIS", .method = "NA", .version = 3, .age = 11, .doctor = 1}},
    {"request.not_verified", WHO_NOT_VERIFIED, {.status = "NEW", .channel = "MIS", .method = "OTP", .version = 3, .sent = true, .age = 12}},
    {"request.v2", WHO_OTP_2, {.status = "NEW", .channel = "MIS", .method = "OTP", .version = 2, .age = 13}},
    {"request.approved", WHO_OTP, {.status = "APPROVED", .channel = "MIS", .method = "OTP", .version = 3, .age = 26, .shareable = true, .reason = "doctor_confirmed"}},
    {"request.signed", WHO_OTP, {.status = "SIGNED", .channel = "MIS", .method = "OTP", .version = 3, .age = 50, .shareable = true, .reason = "doctor_confirmed"}},
    {"request.rejected", WHO_OTP, {.status = "REJECTED", .channel = "MIS", .method = "OTP", .version = 3, .age = 51, .reason = "doctor_reject"}},
    {"request.cancelled", WHO_OTP, {.status = "CANCELLED", .channel = "MIS", .method = "OTP", .version = 3, .age = 52}},
    {"request.expired", WHO_OTP, {.status = "EXPIRED", .channel = "MIS", .method = "OTP", .version = 3, .age = 900}},
    {"request.cabinet", WHO_OTP_2, {.status = "NEW", .channel = "CABINET", .method = "OTP", .version = 3, .age = 14}},
    {"request.not_shareable", WHO_OTP_2, {.status = "NEW", .channel = "PIS", .method = "OTP", .version = 3, .age = 15}},
    {"request.pis_shareable", WHO_NA, {.status = "NEW", .channel = "PIS", .method = "NA", .version = 3, .age = 16, .shareable = true}},
    {"request.foreign", WHO_NA, {.status = "NEW", .channel = "MIS", .method = "NA", .version = 3, .age = 17, .legal_entity = "foreign"}},
};
/* clang-format on */

static void make_requests(struct maker *maker, char ids[WHO_COUNT][UUID_SIZE])
{
    char active[UUID_SIZE], terminated[UUID_SIZE], id[UUID_SIZE], method[UUID_SIZE];
    const char *guardian_phone = people[WHO_GUARDIAN].wish.method_phone;

    maker_declaration(maker, ids[WHO_NA], 2, "active", NULL, 700 * DAY_US, active);
    maker_declaration(maker, ids[WHO_NA], 3, "terminated", "manual_employee", 1400 * DAY_US, terminated);
    maker_fixture(maker, "declaration.active", active);
    maker_fixture(maker, "declaration.terminated", terminated);
    uuid_made(method, maker->world->options.seed, "method", WHO_THIRD + 1);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        struct request_wish wish = requests[i].wish;
        enum who who = requests[i].who;

        wish.person = ids[who];
        wish.age *= HOUR_US / 4;
        wish.method_phone = people[who].wish.method_phone;
        if (who == WHO_THIRD) {
            wish.method_phone = guardian_phone;
            wish.authorize_with = method;
        }
        if (strcmp(wish.method, "OTP") != 0)
            wish.method_phone = NULL;
        if (wish.parent)
            wish.parent = strcmp(wish.parent, "active") == 0 ? active : terminated;
        if (wish.legal_entity)
            wish.legal_entity = maker->foreign_entity;
        maker_request(maker, &wish, requests[i].label, id);
    }
    maker_declaration(maker, ids[WHO_NO_TAX], 0, "pending_verification", "no_tax_id", 3 * DAY_US, id);
    maker_fixture(maker, "declaration.pending", id);
    maker_declaration(maker, ids[WHO_OTP], 0, "active", NULL, 300 * DAY_US, id);
    maker_fixture(maker, "declaration.of_otp", id);
}

static void make_namesakes(struct maker *maker)
{
    char id[UUID_SIZE], tax[16], number[16], label[40];

    for (int i = 0; i < NAMESAKES; i++) {
        snprintf(tax, sizeof tax, "31114%05d", 10000 + i * 7);
        snprintf(number, sizeof number, "8%08d", 1234567 + i * 11);
        snprintf(label, sizeof label, i ? "person.namesake_%d" : "person.namesake", i);
        maker_person(maker,
                     &(struct person_wish){.last_name = "Коваленко",
                                           .first_name = "Марія",
                                           .second_name = i % 2 ? "Іванівна" : "Петрівна",
                                           .birth_date = "1985-03-08",
                                           .gender = "FEMALE",
                                           .tax_id = i % 10 == 3 ? NULL : tax,
                                           .doc_type = "NATIONAL_ID",
                                           .doc_number = number,
                                           .phone = "+380501112233",
                                           .method = "OTP",
                                           .method_phone = "+380501112233",
                                           .status = i % 15 == 7 ? "INACTIVE" : NULL,
                                           .age = (i + 1) * DAY_US},
                     i < 2 ? label : NULL, id);
    }
    maker_fixture(maker, "namesakes.last_name", "Коваленко");
    maker_fixture(maker, "namesakes.first_name", "Марія");
    maker_fixture(maker, "namesakes.birth_date", "1985-03-08");
    maker_fixture(maker, "namesakes.phone", "+380501112233");
}

static void make_merges(struct maker *maker, char ids[WHO_COUNT][UUID_SIZE])
{
    static const char *const statuses[] = {"NEW", "POSTPONE", "MERGE", "TRASH"};
    uint64_t seed = maker->world->options.seed;
    char id[UUID_SIZE], other[UUID_SIZE], candidate[UUID_SIZE], manual[UUID_SIZE], at[ISO_SIZE];

    iso_instant(at, maker->now - 20 * DAY_US);
    for (unsigned i = 0; i < 3; i++) {
        uuid_made(id, seed, "merged", i);
        uuid_made(other, seed, "person", 20 + i);
        store_change(maker->world, "INSERT INTO merged_person VALUES(?,?,?,'MERGED',?,?)", "sssss", id, other,
                     ids[WHO_OTP], at, at);
    }
    maker_fixture(maker, "person.merged_master", ids[WHO_OTP]);
    for (unsigned i = 0; i < 4; i++) {
        uuid_made(id, seed, "merge request", i);
        uuid_made(candidate, seed, "merge candidate", i);
        uuid_made(manual, seed, "manual candidate", i);
        uuid_made(other, seed, "person", 30 + i);
        iso_instant(at, maker->now - (int64_t)(i + 1) * DAY_US);
        store_change(maker->world, "INSERT INTO merge_request VALUES(NULL,?,?,?,?,?,?,NULL,NULL,?,?)",
                     "ssssssss", id, candidate, manual, other, ids[WHO_OTP_2], statuses[i], at, at);
    }
}

void fixtures_make(struct maker *maker)
{
    char ids[WHO_COUNT][UUID_SIZE];

    for (int i = 0; i < WHO_COUNT; i++) {
        struct person_wish wish = people[i].wish;
        wish.age = (400 - i) * DAY_US;
        if (i == WHO_THIRD)
            wish.third_person = ids[WHO_GUARDIAN];
        maker_person(maker, &wish, people[i].label, ids[i]);
    }
    make_namesakes(maker);
    make_requests(maker, ids);
    make_merges(maker, ids);
    maker_fixture(maker, "employee.over_limit", maker->doctors[1]);
}

void fixtures_hostile(struct maker *maker)
{
    static const char *const names[][2] = {
        {"hostile_escape", "\x1b[31mЧервоний\x1b]0;owned\x07\x1b[2J\xc2\x9b"},
        {"hostile_bidi", "\xe2\x80\xaeьлавоК\xe2\x80\xac\xe2\x81\xa6Коваль"},
        {"hostile_rtl", "محمد عبد الله"},
        {"hostile_controls", "Ко\tва\rль\nЗа\x08\x7fєць\xc2\x85\xe2\x80\xa8"},
        {"hostile_combining",
         "К\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85о\xcd\x8fваль\xe2\x80\x8b\xef\xb8\x8f"},
        {"hostile_long", NULL},
    };
    char *text = malloc(10000 * 2 + 1), id[UUID_SIZE], request[UUID_SIZE], label[64];

    for (int i = 0; text && i < 10000; i++)
        memcpy(text + i * 2, "Я", 3);
    for (size_t i = 0; text && i < sizeof names / sizeof *names; i++) {
        snprintf(label, sizeof label, "person.%s", names[i][0]);
        maker_person(maker,
                     &(struct person_wish){.last_name = names[i][1] ? names[i][1] : text,
                                           .first_name = "Ворожий",
                                           .second_name = names[i][1],
                                           .birth_date = "1991-08-24",
                                           .gender = "MALE",
                                           .phone = "+380990000001",
                                           .doc_type = "NATIONAL_ID",
                                           .doc_number = "999999999",
                                           .method = "NA",
                                           .age = (int64_t)(i + 1) * 1000000},
                     label, id);
        snprintf(label, sizeof label, "request.%s", names[i][0]);
        maker_request(maker,
                      &(struct request_wish){.person = id,
                                             .status = "NEW",
                                             .channel = "MIS",
                                             .method = "NA",
                                             .version = 3,
                                             .age = (int64_t)(i + 1) * 1000000,
                                             .reason = names[i][1]},
                      label, request);
    }
    free(text);
}

json_t *fixtures_json(struct world *world)
{
    json_t *rows = store_rows(world, "SELECT label, value FROM fixture ORDER BY label", ""), *row;
    json_t *object = json_object();
    size_t i;

    json_array_foreach(rows, i, row)
        json_object_set(object, text_of(row, "label"), json_object_get(row, "value"));
    json_decref(rows);
    return object;
}
