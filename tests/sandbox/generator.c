/* Makes the training data: a seeded crowd around the prepared records, in one transaction. */
#include "tests/sandbox/generator.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/auth.h"
#include "tests/sandbox/dictionaries.h"
#include "tests/sandbox/fixtures.h"
#include "tests/sandbox/names.h"
#include "tests/sandbox/people.h"
#include "tests/sandbox/store.h"

struct amounts {
    int people, requests;
};

static const struct amounts amounts[] = {
    [SIZE_SMALL] = {60, 60}, [SIZE_DEMO] = {2000, 300}, [SIZE_LARGE] = {200000, 100000}};

static const char indexes[] =
    "CREATE UNIQUE INDEX IF NOT EXISTS person_id ON person(id);"
    "CREATE INDEX IF NOT EXISTS person_tax ON person(tax_id);"
    "CREATE INDEX IF NOT EXISTS person_name ON person(last_name, first_name);"
    "CREATE INDEX IF NOT EXISTS person_document ON person(doc_number);"
    "CREATE INDEX IF NOT EXISTS method_person ON auth_method(person_id);"
    "CREATE INDEX IF NOT EXISTS method_phone ON auth_method(phone_number);"
    "CREATE UNIQUE INDEX IF NOT EXISTS declaration_id ON declaration(id);"
    "CREATE INDEX IF NOT EXISTS declaration_person ON declaration(person_id);"
    "CREATE INDEX IF NOT EXISTS declaration_employee ON declaration(employee_id, status);"
    "CREATE INDEX IF NOT EXISTS declaration_by_number ON declaration(declaration_number);"
    "CREATE INDEX IF NOT EXISTS declaration_pending ON declaration(status) WHERE "
    "status='pending_verification';"
    "CREATE UNIQUE INDEX IF NOT EXISTS request_id ON declaration_request(id);"
    "CREATE INDEX IF NOT EXISTS request_list ON declaration_request(legal_entity_id, inserted_at, rid);"
    "CREATE INDEX IF NOT EXISTS request_status ON declaration_request(legal_entity_id, status, inserted_at, "
    "rid);"
    "CREATE INDEX IF NOT EXISTS request_channel ON declaration_request(legal_entity_id, channel, "
    "inserted_at, rid);"
    "CREATE INDEX IF NOT EXISTS request_doctor ON declaration_request(employee_id, status);";

static const char *pick(struct chance *chance, enum names_list list)
{
    return names_get(list, chance_below(chance, (unsigned)names_count(list)));
}

/* One row of the crowd, kept for the request that may be made for it. */
struct one {
    char id[UUID_SIZE];
    char phone[16];
    const char *method;
};

static void crowd_document(struct chance *chance, bool child, const char **type, char number[40])
{
    static const char *const series[] = {"КА", "КВ", "КС", "МЕ", "СР", "НС", "ВВ", "АЮ"};

    if (child) {
        *type = "BIRTH_CERTIFICATE";
        snprintf(number, 40, "І-СГ№%06u", chance_below(chance, 1000000));
    } else if (chance_below(chance, 2)) {
        *type = "PASSPORT";
        snprintf(number, 40, "%s%06u", series[chance_below(chance, 8)], chance_below(chance, 1000000));
    } else {
        *type = "NATIONAL_ID";
        snprintf(number, 40, "%09u", chance_below(chance, 1000000000));
    }
}

static const char *crowd_verification(struct chance *chance, const char **drfo, const char **rules)
{
    unsigned dice = chance_below(chance, 100);

    *drfo = dice < 70 ? "VERIFIED" : dice < 95 ? "VERIFICATION_NEEDED" : "NOT_VERIFIED";
    *rules = dice % 20 == 7 ? "IN_REVIEW" : "VERIFIED";
    if (strcmp(*drfo, "NOT_VERIFIED") == 0)
        return "CHANGES_NEEDED";
    return strcmp(*drfo, "VERIFIED") == 0 && strcmp(*rules, "VERIFIED") == 0 ? "VERIFIED"
                                                                             : "VERIFICATION_NEEDED";
}

static void crowd_person(struct maker *maker, int n, struct one *one)
{
    struct chance chance;
    struct person_wish wish = {0};
    char birth[16], tax[16], unzr[24], email[48], number[40];
    bool woman, child;
    unsigned year, month, day, dice;

    chance_seed(&chance, maker->world->options.seed, "crowd", (uint64_t)n);
    woman = chance_below(&chance, 2);
    year = 1935 + chance_below(&chance, 88);
    month = 1 + chance_below(&chance, 12);
    day = 1 + chance_below(&chance, 28);
    child = year > 2010;
    snprintf(birth, sizeof birth, "%04u-%02u-%02u", year, month, day);
    snprintf(tax, sizeof tax, "%05u%05u", (year - 1900) * 365 + month * 30 + day,
             chance_below(&chance, 100000));
    snprintf(unzr, sizeof unzr, "%04u%02u%02u-%05u", year, month, day, chance_below(&chance, 100000));
    snprintf(one->phone, sizeof one->phone, "+380%02u%07u", 50 + chance_below(&chance, 49),
             chance_below(&chance, 10000000));
    snprintf(email, sizeof email, "person%d@example.ua", n);
    wish.last_name = pick(&chance, woman ? NAMES_LAST_FEMALE : NAMES_LAST_MALE);
    wish.first_name = pick(&chance, woman ? NAMES_FIRST_FEMALE : NAMES_FIRST_MALE);
    wish.second_name =
        chance_below(&chance, 20) ? pick(&chance, woman ? NAMES_SECOND_FEMALE : NAMES_SECOND_MALE) : NULL;
    wish.birth_date = birth;
    wish.gender = woman ? "FEMALE" : "MALE";
    wish.tax_id = child && chance_below(&chance, 2) ? NULL : tax;
    wish.unzr = chance_below(&chance, 2) ? unzr : NULL;
    wish.email = chance_below(&chance, 4) == 0 ? email : NULL;
    crowd_document(&chance, child, &wish.doc_type, number);
    wish.doc_number = number;
    dice = chance_below(&chance, 10);
    one->method = dice < 7 ? "OTP" : dice < 9 ? "OFFLINE" : "NA";
    wish.method = one->method;
    wish.method_phone = dice < 7 ? one->phone : NULL;
    wish.phone = dice < 8 ? one->phone : NULL;
    wish.status = chance_below(&chance, 50) == 0 ? "INACTIVE" : NULL;
    wish.verification = crowd_verification(&chance, &wish.drfo, &wish.rules);
    wish.age =
        (int64_t)(chance_below(&chance, 2000) + 1) * DAY_US + chance_below(&chance, 86400) * INT64_C(1000000);
    maker_person(maker, &wish, NULL, one->id);
}

static void crowd_request(struct maker *maker, int n, int total, const struct one *one)
{
    static const struct {
        unsigned below;
        const char *status, *reason;
    } shares[] = {{45, "NEW", NULL},
                  {60, "APPROVED", "doctor_confirmed"},
                  {80, "SIGNED", "doctor_confirmed"},
                  {88, "REJECTED", "doctor_reject"},
                  {94, "CANCELLED", NULL},
                  {100, "EXPIRED", NULL}};
    struct chance chance;
    struct request_wish wish = {.person = one->id, .method = one->method, .version = 3};
    char id[UUID_SIZE];
    unsigned dice, channel;
    size_t i = 0;

    chance_seed(&chance, maker->world->options.seed, "request", (uint64_t)n);
    dice = chance_below(&chance, 100);
    while (dice >= shares[i].below)
        i++;
    channel = chance_below(&chance, 20);
    wish.status = shares[i].status;
    wish.reason = shares[i].reason;
    wish.channel = channel < 16 ? "MIS" : channel < 19 ? "PIS" : "CABINET";
    if (i == 3 && channel >= 16)
        wish.reason = "doctor_rejected_over_limit";
    wish.shareable = channel >= 16 && channel < 18;
    wish.doctor = (int)chance_below(&chance, DOCTORS);
    if (wish.doctor == 1)
        wish.doctor = 0;
    wish.method_phone = strcmp(one->method, "OTP") == 0 ? one->phone : NULL;
    wish.version = chance_below(&chance, 25) == 0 ? 2 : 3;
    wish.sent = total <= 1000 && i == 0;
    wish.age = i == 0 ? (int64_t)chance_below(&chance, 10 * 86400) * 1000000
                      : DAY_US + (int64_t)chance_below(&chance, 90 * 86400) * 1000000;
    maker_request(maker, &wish, NULL, id);
}

static void crowd(struct maker *maker)
{
    static const char *const statuses[] = {"active", "active", "active", "terminated", "closed", "rejected"};
    const struct amounts *amount = &amounts[maker->world->options.size];
    struct chance chance;
    struct one one;
    char id[UUID_SIZE];
    int step = amount->people / amount->requests;

    chance_seed(&chance, maker->world->options.seed, "declarations", 0);
    for (int i = 0; i < amount->people && !maker->failed; i++) {
        crowd_person(maker, i, &one);
        if (i % 3 == 0)
            maker_declaration(maker, one.id, (int)chance_below(&chance, DOCTORS),
                              statuses[chance_below(&chance, 6)], NULL,
                              (int64_t)(1 + chance_below(&chance, 1500)) * DAY_US, id);
        if (i % step == 0 && i / step < amount->requests)
            crowd_request(maker, i / step, amount->requests, &one);
    }
}

static void remember(struct maker *maker)
{
    char text[32], chain[65];
    uint64_t seed = maker->world->options.seed;

    snprintf(text, sizeof text, "%" PRIu64, seed);
    store_change(maker->world, "INSERT INTO meta VALUES('seed',?)", "s", text);
    password_hash(chain, text, "chain");
    store_change(maker->world, "INSERT INTO meta VALUES('chain',?)", "s", chain);
    maker_fixture(maker, "seed", text);
}

static bool run(struct world *world, const char *sql)
{
    if (sqlite3_exec(world->db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    fprintf(stderr, "registrar-sandbox: %s\n", sqlite3_errmsg(world->db));
    return false;
}

bool generator_fill(struct world *world)
{
    struct maker maker;
    json_t *kept = store_row(world, "SELECT value FROM meta WHERE name='seed'", "");
    bool done;

    if (kept) {
        world->options.seed = strtoull(text_of(kept, "value"), NULL, 10);
        json_decref(kept);
        fixtures_users_renew(world);
        return true;
    }
    if (!run(world, "BEGIN") || !maker_open(&maker, world))
        return false;
    fixtures_places(&maker);
    fixtures_users(&maker);
    dictionaries_fill(world);
    /* the fixtures look people up by id while they are made */
    done = run(world, "CREATE UNIQUE INDEX person_id ON person(id)");
    fixtures_make(&maker);
    if (world->options.hostile)
        fixtures_hostile(&maker);
    crowd(&maker);
    remember(&maker);
    maker_close(&maker);
    return done && !maker.failed && run(world, indexes) && run(world, "COMMIT");
}
