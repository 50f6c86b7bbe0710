/* Two legal entities, their divisions and doctors. Doctor 1 is at the limit. */
#include <stdlib.h>
#include <string.h>

#include "core/config/training.h"
#include "tests/sandbox/fixtures.h"
#include "tests/sandbox/names.h"
#include "tests/sandbox/people.h"
#include "tests/sandbox/store.h"

static void legal_entity(struct maker *maker, const char *id, const char *name, const char *short_name,
                         const char *edrpou, unsigned number)
{
    char at[ISO_SIZE], *address, *licences;
    json_t *made = address_made(maker->world->options.seed, "legal entity", number, "REGISTRATION");
    json_t *papers = json_pack("[{s:s, s:s, s:s}, {s:s, s:s, s:s}]", "license_number", "АЕ638472",
                               "issued_date", "2018-04-12", "issued_by", "МОЗ України", "license_number",
                               "АЕ711903", "issued_date", "2021-09-01", "issued_by", "МОЗ України");

    iso_instant(at, maker->now - 2500 * DAY_US);
    address = json_dumps(made, JSON_COMPACT);
    licences = json_dumps(papers, JSON_COMPACT);
    store_change(maker->world,
                 "INSERT INTO legal_entity VALUES(?,?,?,?,'PRIMARY_CARE','ACTIVE',?,'150',?,?,?,?,?,?)",
                 "sssssssssss", id, name, short_name, short_name, edrpou, "office@training.example",
                 "+380322601122", address, licences, at, at);
    free(address);
    free(licences);
    json_decref(made);
    json_decref(papers);
}

static void division(struct maker *maker, int i)
{
    static const char *const names[DIVISIONS] = {
        "Амбулаторія № 1, вул. Зелена",       "Амбулаторія № 2, вул. Городоцька",
        "Амбулаторія № 3, вул. Личаківська",  "Дитяче відділення",
        "Фельдшерський пункт, с. Сокільники", "Поліклініка на Пекарській"};
    static const char *const types[DIVISIONS] = {
        "AMBULANT_CLINIC", "AMBULANT_CLINIC", "AMBULANT_CLINIC", "CLINIC", "FAP", "CLINIC"};
    char at[ISO_SIZE], phone[16], *address;
    json_t *made = address_made(maker->world->options.seed, "division", (uint64_t)i, "RESIDENCE");

    uuid_made(maker->divisions[i], maker->world->options.seed, "division", (uint64_t)i);
    iso_instant(at, maker->now - 2000 * DAY_US);
    snprintf(phone, sizeof phone, "+38032260%04d", 1130 + i);
    address = json_dumps(made, JSON_COMPACT);
    store_change(maker->world, "INSERT INTO division VALUES(?,?,?,?,'ACTIVE',1,?,?,?,?,?,?)", "ssssssisss",
                 maker->divisions[i], maker->legal_entity, names[i], types[i], "division@training.example",
                 phone, (int)(i == 4), address, at, at);
    free(address);
    json_decref(made);
}

static void doctor(struct maker *maker, int i)
{
    static const char *const specialities[] = {"FAMILY_DOCTOR", "THERAPIST", "PEDIATRICIAN"};
    static const int limits[] = {1800, 2000, 900};
    uint64_t seed = maker->world->options.seed;
    bool woman = i % 3 != 2;
    char party[UUID_SIZE], at[ISO_SIZE], phone[16], tax[16];
    struct chance chance;
    size_t last, first, second;

    chance_seed(&chance, seed, "doctor", (uint64_t)i);
    last = chance_below(&chance, (unsigned)names_count(NAMES_LAST_MALE));
    first = chance_below(&chance, (unsigned)names_count(NAMES_FIRST_MALE));
    second = chance_below(&chance, (unsigned)names_count(NAMES_SECOND_MALE));
    if (i == 0)
        snprintf(maker->doctors[i], UUID_SIZE, "%s", TRAINING_EMPLOYEE_ID);
    else
        uuid_made(maker->doctors[i], seed, "employee", (uint64_t)i);
    uuid_made(party, seed, "party", (uint64_t)i);
    iso_instant(at, maker->now - (1500 - i) * DAY_US);
    snprintf(phone, sizeof phone, "+38067555%04d", 100 + i);
    snprintf(tax, sizeof tax, "30%08d", 11223344 + i);
    snprintf(maker->doctor_division[i], UUID_SIZE, "%s", maker->divisions[i % DIVISIONS]);
    store_change(
        maker->world,
        "INSERT INTO employee VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,'DOCTOR',?,'APPROVED',1,'2019-02-01',NULL,?,?,"
        "?,?)",
        "ssssssssssssssiiss", maker->doctors[i], maker->legal_entity, maker->doctor_division[i], party,
        names_get(woman ? NAMES_LAST_FEMALE : NAMES_LAST_MALE, last),
        names_get(woman ? NAMES_FIRST_FEMALE : NAMES_FIRST_MALE, first),
        names_get(woman ? NAMES_SECOND_FEMALE : NAMES_SECOND_MALE, second), "1980-05-12",
        woman ? "FEMALE" : "MALE", tax, "doctor@training.example", phone, i % 2 ? "P1" : "P7",
        specialities[i % 3], limits[i % 3], i == 1 ? limits[1] : 200 + i * 40, at, at);
}

void fixtures_places(struct maker *maker)
{
    snprintf(maker->legal_entity, UUID_SIZE, "%s", TRAINING_LEGAL_ENTITY_ID);
    uuid_made(maker->foreign_entity, maker->world->options.seed, "legal entity", 1);
    legal_entity(maker, maker->legal_entity,
                 "КОМУНАЛЬНЕ НЕКОМЕРЦІЙНЕ ПІДПРИЄМСТВО «НАВЧАЛЬНИЙ ЦЕНТР ПЕРВИННОЇ ДОПОМОГИ»",
                 "КНП «Навчальний центр»", "38123457", 0);
    legal_entity(maker, maker->foreign_entity, "ТОВАРИСТВО З ОБМЕЖЕНОЮ ВІДПОВІДАЛЬНІСТЮ «СУСІДНЯ КЛІНІКА»",
                 "ТОВ «Сусідня клініка»", "40556677", 1);
    maker_fixture(maker, "legal_entity.own", maker->legal_entity);
    maker_fixture(maker, "legal_entity.foreign", maker->foreign_entity);
    for (int i = 0; i < DIVISIONS; i++)
        division(maker, i);
    for (int i = 0; i < DOCTORS; i++)
        doctor(maker, i);
    maker_fixture(maker, "division.first", maker->divisions[0]);
    maker_fixture(maker, "employee.first", maker->doctors[0]);
}
