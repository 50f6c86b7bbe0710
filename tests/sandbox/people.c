/* The parts of a record that are not columns: made from the seed, the same every time they are asked for. */
#include "tests/sandbox/people.h"

#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/names.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

static const char *draw(struct chance *chance, enum names_list list)
{
    return names_get(list, chance_below(chance, (unsigned)names_count(list)));
}

json_t *address_made(uint64_t seed, const char *kind, uint64_t number, const char *type)
{
    struct chance chance;
    char settlement[UUID_SIZE], building[16], apartment[16], zip[16];
    unsigned city;

    chance_seed(&chance, seed, kind, number);
    city = chance_below(&chance, (unsigned)names_count(NAMES_CITY));
    uuid_made(settlement, seed, "settlement", city);
    snprintf(building, sizeof building, "%u", 1 + chance_below(&chance, 120));
    snprintf(apartment, sizeof apartment, "%u", 1 + chance_below(&chance, 200));
    snprintf(zip, sizeof zip, "%05u", 1000 + chance_below(&chance, 90000));
    return json_pack("{s:s, s:s, s:s, s:n, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "type", type, "country",
                     "UA", "area", names_get(NAMES_AREA, city), "region", "settlement",
                     names_get(NAMES_CITY, city), "settlement_type", "CITY", "settlement_id", settlement,
                     "street_type", "STREET", "street", draw(&chance, NAMES_STREET), "building", building,
                     "apartment", apartment, "zip", zip);
}

static json_t *phones_of(const char *phone)
{
    if (!*phone)
        return json_array();
    return json_pack("[{s:s, s:s}]", "type", "MOBILE", "number", phone);
}

static json_t *made_phone(struct chance *chance)
{
    char phone[16];

    snprintf(phone, sizeof phone, "+38067%07u", chance_below(chance, 10000000));
    return phones_of(phone);
}

static json_t *documents_of(struct chance *chance, const json_t *row)
{
    const char *type = text_of(row, "doc_type");
    char issued[ISO_SIZE], expires[ISO_SIZE];
    json_t *document;

    if (!*type)
        return json_array();
    snprintf(issued, sizeof issued, "20%02u-%02u-%02u", 5 + chance_below(chance, 18),
             1 + chance_below(chance, 12), 1 + chance_below(chance, 28));
    document = json_pack("{s:s, s:s, s:s, s:s, s:n}", "type", type, "number", text_of(row, "doc_number"),
                         "issued_by", draw(chance, NAMES_ISSUER), "issued_at", issued, "expiration_date");
    if (strcmp(type, "NATIONAL_ID") == 0) {
        snprintf(expires, sizeof expires, "20%02u-%02u-%02u", 27 + chance_below(chance, 8),
                 1 + chance_below(chance, 12), 1 + chance_below(chance, 28));
        json_object_set_new(document, "expiration_date", json_string(expires));
    }
    return json_pack("[o]", document);
}

static json_t *confidant(struct chance *chance, const json_t *row)
{
    char birth[16], tax[16], number[24];
    json_t *documents, *papers, *person;

    snprintf(birth, sizeof birth, "19%02u-%02u-%02u", 70 + chance_below(chance, 25),
             1 + chance_below(chance, 12), 1 + chance_below(chance, 28));
    snprintf(tax, sizeof tax, "%010llu", 2500000000ULL + chance_below(chance, 900000000));
    snprintf(number, sizeof number, "%09u", chance_below(chance, 1000000000));
    documents = json_pack("[{s:s, s:s, s:s, s:s, s:n}]", "type", "NATIONAL_ID", "number", number, "issued_by",
                          draw(chance, NAMES_ISSUER), "issued_at", "2019-05-14", "expiration_date");
    papers =
        json_pack("[{s:s, s:s, s:s, s:s}]", "type", "BIRTH_CERTIFICATE", "number", text_of(row, "doc_number"),
                  "issued_by", draw(chance, NAMES_ISSUER), "issued_at", text_of(row, "birth_date"));
    person = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "relation_type", "PRIMARY", "last_name",
                       text_of(row, "last_name"), "first_name", draw(chance, NAMES_FIRST_FEMALE),
                       "second_name", draw(chance, NAMES_SECOND_FEMALE), "birth_date", birth, "birth_country",
                       "Україна", "birth_settlement", draw(chance, NAMES_CITY), "gender", "FEMALE");
    json_object_set_new(person, "tax_id", json_string(tax));
    json_object_set_new(person, "unzr", json_null());
    json_object_set_new(person, "email", json_null());
    json_object_set_new(person, "documents", documents);
    json_object_set_new(person, "relationship_documents", papers);
    json_object_set_new(person, "phones", made_phone(chance));
    json_object_set_new(person, "preferred_way_communication", json_string("PHONE"));
    return json_pack("[o]", person);
}

static bool is_child(struct world *world, const char *birth_date)
{
    char today[ISO_SIZE];

    iso_date(today, world_now(world) - INT64_C(14) * 365 * 86400 * 1000000);
    return strcmp(birth_date, today) > 0;
}

json_t *person_full(struct world *world, const json_t *row)
{
    json_t *full = json_copy((json_t *)row);
    uint64_t seed = world->options.seed, number = (uint64_t)number_of_key(row, "rid");
    const char *phone = text_of(row, "phone");
    struct chance chance;
    json_t *addresses = json_array();

    chance_seed(&chance, seed, "person parts", number);
    json_object_set_new(full, "birth_country", json_string("Україна"));
    json_object_set_new(full, "birth_settlement", json_string(draw(&chance, NAMES_CITY)));
    json_object_set_new(full, "documents", documents_of(&chance, row));
    json_array_append_new(addresses, address_made(seed, "residence", number, "RESIDENCE"));
    if (chance_below(&chance, 3) == 0)
        json_array_append_new(addresses, address_made(seed, "registration", number, "REGISTRATION"));
    json_object_set_new(full, "addresses", addresses);
    json_object_set_new(full, "phones", phones_of(phone));
    json_object_set_new(full, "emergency_contact",
                        json_pack("{s:s, s:s, s:s, s:o}", "last_name", draw(&chance, NAMES_LAST_FEMALE),
                                  "first_name", draw(&chance, NAMES_FIRST_FEMALE), "second_name",
                                  draw(&chance, NAMES_SECOND_FEMALE), "phones", made_phone(&chance)));
    json_object_set_new(full, "preferred_way_communication",
                        *text_of(row, "email") ? json_string("EMAIL")
                        : *phone               ? json_string("PHONE")
                                               : json_null());
    json_object_set_new(full, "secret", json_string(draw(&chance, NAMES_STREET)));
    json_object_set_new(full, "confidant_persons",
                        is_child(world, text_of(row, "birth_date")) ? confidant(&chance, row) : json_array());
    return full;
}

json_t *legal_entity_row(struct world *world, const char *id)
{
    return store_row(world, "SELECT * FROM legal_entity WHERE id=?", "s", id);
}

json_t *division_row(struct world *world, const char *id)
{
    return store_row(world, "SELECT * FROM division WHERE id=?", "s", id);
}

json_t *employee_row(struct world *world, const char *id)
{
    return store_row(world, "SELECT * FROM employee WHERE id=?", "s", id);
}

json_t *person_row(struct world *world, const char *id)
{
    return store_row(world, "SELECT * FROM person WHERE id=?", "s", id);
}

json_t *method_rows(struct world *world, const char *person_id)
{
    return store_rows(world,
                      "SELECT * FROM auth_method WHERE person_id=? ORDER BY inserted_at DESC, rid DESC", "s",
                      person_id);
}

json_t *label_of(struct world *world, const char *dictionary, const char *code)
{
    json_t *row = store_row(world, "SELECT dictionary_values FROM dictionary WHERE name=?", "s", dictionary);
    json_t *label = json_object_get(json_object_get(row, "dictionary_values"), code);
    json_t *out = json_is_string(label) ? json_incref(label) : json_string(code);

    json_decref(row);
    return out;
}

json_t *documents_wanted(struct world *world, const char *person_id, const char *method)
{
    json_t *wanted = json_array(), *row = person_row(world, person_id), *full, *one;
    bool offline = strcmp(method, "OFFLINE") == 0;
    char text[120];
    size_t i;

    if (!row)
        return wanted;
    full = person_full(world, row);
    if (is_true(row, "no_tax_id"))
        json_array_append_new(wanted, json_string("person.no_tax_id"));
    else if (offline)
        json_array_append_new(wanted, json_string("person.tax_id"));
    if (offline) {
        json_array_foreach(json_object_get(full, "documents"), i, one)
        {
            snprintf(text, sizeof text, "person.%s", text_of(one, "type"));
            json_array_append_new(wanted, json_string(text));
        }
        json_array_foreach(json_object_get(full, "confidant_persons"), i, one)
        {
            json_t *paper = json_array_get(json_object_get(one, "relationship_documents"), 0);
            if (strcmp(text_of(paper, "type"), "BIRTH_CERTIFICATE") == 0 &&
                strcmp(text_of(row, "doc_type"), "BIRTH_CERTIFICATE") == 0)
                continue; /* asked for once only (3.6) */
            snprintf(text, sizeof text, "confidant_person.%zu.%s.RELATIONSHIP.%s", i,
                     text_of(one, "relation_type"), text_of(paper, "type"));
            json_array_append_new(wanted, json_string(text));
        }
    }
    json_decref(full);
    json_decref(row);
    return wanted;
}
