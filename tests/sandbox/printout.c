/* The print form and the rest of data_to_be_signed (ehealth contract 3.8). */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/embed.h"
#include "tests/sandbox/people.h"
#include "tests/sandbox/requests.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

static const char missing[] = "––"; /* two en dashes */

static void put_escaped(FILE *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(*text, out);
        }
    }
}

/* {{name}} is a value, {{#name}}…{{/name}} stays only when the value is not empty. */
static void render(FILE *out, const char *text, const char *end, const json_t *values)
{
    while (text < end) {
        const char *open = memmem(text, (size_t)(end - text), "{{", 2);
        const char *close = open ? memmem(open, (size_t)(end - open), "}}", 2) : NULL;
        char name[64], tail[72];

        if (!close) {
            fwrite(text, 1, (size_t)(end - text), out);
            return;
        }
        fwrite(text, 1, (size_t)(open - text), out);
        snprintf(name, sizeof name, "%.*s", (int)(close - open - 2), open + 2);
        text = close + 2;
        if (name[0] == '#') {
            const char *stop;
            int n = snprintf(tail, sizeof tail, "{{/%s}}", name + 1);
            stop = memmem(text, (size_t)(end - text), tail, (size_t)n);
            if (!stop)
                continue;
            if (*text_of(values, name + 1))
                render(out, text, stop, values);
            text = stop + n;
        } else {
            put_escaped(out, *text_of(values, name) ? text_of(values, name) : missing);
        }
    }
}

static void set(json_t *values, const char *name, const char *text)
{
    json_object_set_new_nocheck(values, name, json_string_nocheck(text));
}

static void set_name(json_t *values, const char *name, const json_t *who)
{
    char *text = NULL;

    if (asprintf(&text, "%s %s %s", text_of(who, "last_name"), text_of(who, "first_name"),
                 text_of(who, "second_name")) < 0)
        return;
    for (size_t n = strlen(text); n && text[n - 1] == ' ';)
        text[--n] = 0;
    set(values, name, text);
    free(text);
}

static void set_address(struct world *world, json_t *values, const char *name, const json_t *address)
{
    json_t *street = label_of(world, "STREET_TYPE", text_of(address, "street_type"));
    json_t *place = label_of(world, "SETTLEMENT_TYPE", text_of(address, "settlement_type"));
    char text[600];

    if (json_is_object(address)) {
        snprintf(text, sizeof text, "%s, %s, %s %s, %s %s %s, кв. %s", text_of(address, "zip"),
                 text_of(address, "area"), json_string_value(place), text_of(address, "settlement"),
                 json_string_value(street), text_of(address, "street"), text_of(address, "building"),
                 text_of(address, "apartment"));
        set(values, name, text);
    }
    json_decref(street);
    json_decref(place);
}

static const char *first_phone(const json_t *who)
{
    return text_of(json_array_get(json_object_get(who, "phones"), 0), "number");
}

static void set_date(json_t *values, const char *name, const char *iso)
{
    char text[24];

    date_dotted(text, sizeof text, iso);
    set(values, name, text);
}

static void set_document(struct world *world, json_t *values, const char *name, const json_t *document)
{
    json_t *label = label_of(world, "DOCUMENT_TYPE", text_of(document, "type"));
    char text[300], date[24];

    if (json_is_object(document)) {
        date_dotted(date, sizeof date, text_of(document, "issued_at"));
        snprintf(text, sizeof text, "%s %s, виданий %s, від %s", json_string_value(label),
                 text_of(document, "number"), text_of(document, "issued_by"), date);
        set(values, name, text);
    }
    json_decref(label);
}

static void person_values(struct world *world, json_t *values, const json_t *person)
{
    const json_t *contact = json_object_get(person, "emergency_contact");
    const json_t *guardian = json_array_get(json_object_get(person, "confidant_persons"), 0);
    bool male = strcmp(text_of(person, "gender"), "MALE") == 0;
    char place[200];

    set_name(values, "person.full_name", person);
    set(values, male ? "person.gender.male" : "person.gender.female", "1");
    set_date(values, "person.birth_date", text_of(person, "birth_date"));
    snprintf(place, sizeof place, "%s, %s", text_of(person, "birth_country"),
             text_of(person, "birth_settlement"));
    set(values, "person.birth_place", place);
    set(values, "person.tax_id", text_of(person, "tax_id"));
    set(values, "person.unzr", text_of(person, "unzr"));
    set_document(world, values, "person.document", json_array_get(json_object_get(person, "documents"), 0));
    set_address(world, values, "person.address", json_array_get(json_object_get(person, "addresses"), 0));
    set(values, "person.phone", first_phone(person));
    set(values, "person.email", text_of(person, "email"));
    set(values, "person.secret", text_of(person, "secret"));
    set_name(values, "emergency.full_name", contact);
    set(values, "emergency.phone", first_phone(contact));
    if (guardian) {
        set(values, "confidant_persons.exist", "1");
        set_name(values, "confidant.full_name", guardian);
        set_date(values, "confidant.birth_date", text_of(guardian, "birth_date"));
        set(values, "confidant.phone", first_phone(guardian));
        set_document(world, values, "confidant.document",
                     json_array_get(json_object_get(guardian, "relationship_documents"), 0));
    }
}

static void place_values(struct world *world, json_t *values, const json_t *entity, const json_t *division,
                         const json_t *employee)
{
    json_t *speciality = label_of(world, "SPECIALITY_TYPE", text_of(employee, "speciality")), *licence;
    char licences[400] = "", date[24];
    size_t i, n = 0;

    set_name(values, "employee.full_name", employee);
    set(values, "employee.speciality", json_string_value(speciality));
    set(values, "employee.phone", text_of(employee, "phone"));
    set(values, "employee.email", text_of(employee, "email"));
    set(values, "legal_entity.name", text_of(entity, "name"));
    set(values, "legal_entity.edrpou", text_of(entity, "edrpou"));
    set_address(world, values, "legal_entity.address", json_object_get(entity, "address"));
    json_array_foreach(json_object_get(entity, "licenses"), i, licence)
    {
        date_dotted(date, sizeof date, text_of(licence, "issued_date"));
        if (i < 3 && n < sizeof licences - 100)
            n += (size_t)snprintf(licences + n, sizeof licences - n, "%s%s (%s)", i ? ", " : "",
                                  text_of(licence, "license_number"), date);
    }
    set(values, "legal_entity.licenses", licences);
    set(values, "legal_entity.phone", text_of(entity, "phone"));
    set(values, "legal_entity.email", text_of(entity, "email"));
    set(values, "division.name", text_of(division, "name"));
    set_address(world, values, "division.address", json_object_get(division, "address"));
    json_decref(speciality);
}

static json_t *content_of(struct world *world, const json_t *row, const json_t *person, const json_t *entity,
                          const json_t *division, const json_t *employee)
{
    const char *method = text_of(row, "auth_type"), *form = embed_printout();
    json_t *values = json_object(), *content;
    char *text = NULL;
    size_t size = 0;
    FILE *out;

    set(values, "declaration_number", text_of(row, "declaration_number"));
    set(values, "declaration_id", text_of(row, "declaration_id"));
    set_date(values, "start_date", text_of(row, "start_date"));
    set(values,
        strcmp(method, "OTP") == 0       ? "method.otp"
        : strcmp(method, "OFFLINE") == 0 ? "method.offline"
                                         : "method.none",
        "1");
    person_values(world, values, person);
    place_values(world, values, entity, division, employee);
    out = open_memstream(&text, &size);
    if (out) {
        render(out, form, form + strlen(form), values);
        fclose(out);
    }
    content = json_stringn_nocheck(text ? text : "", size);
    free(text);
    json_decref(values);
    return content;
}

static json_t *phones_json(const json_t *row)
{
    const char *phone = text_of(row, "phone");

    return *phone ? json_pack("[{s:s, s:s}]", "type", strncmp(phone, "+38032", 6) ? "MOBILE" : "LAND_LINE",
                              "number", phone)
                  : json_array();
}

static json_t *person_signed(struct world *world, const json_t *person, const json_t *row)
{
    json_t *out = json_object(), *methods = method_rows(world, text_of(person, "id")), *list = json_array(),
           *method;
    static const char *const optional[] = {"tax_id", "unzr", "email"};
    const char *way = text_of(person, "preferred_way_communication");
    bool bare = strcmp(text_of(row, "auth_type"), "NA") == 0 && *text_of(row, "parent_declaration_id");
    size_t i;

    object_copy(out, person,
                "id last_name first_name second_name birth_date birth_country birth_settlement gender "
                "no_tax_id secret "
                "documents addresses phones emergency_contact");
    for (i = 0; i < sizeof optional / sizeof *optional; i++)
        if (*text_of(person, optional[i]))
            json_object_set(out, optional[i], json_object_get(person, optional[i]));
    if (*way)
        json_object_set_new(out, "preferred_way_communication",
                            json_string(way[0] == 'E' ? "email" : "phone"));
    json_array_foreach(methods, i, method)
    {
        json_t *one = json_pack("{s:s}", "type", text_of(method, "type"));
        if (*text_of(method, "phone_number"))
            json_object_set(one, "phone_number", json_object_get(method, "phone_number"));
        json_array_append_new(list, one);
    }
    json_object_set_new(out, "authentication_methods", list);
    json_decref(methods);
    if (json_array_size(json_object_get(person, "confidant_persons")))
        json_object_set(out, "confidant_person", json_object_get(person, "confidant_persons"));
    json_object_set_new(out, "patient_signed", bare ? json_null() : json_false());
    json_object_set_new(out, "process_disclosure_data_consent", bare ? json_null() : json_true());
    return out;
}

static json_t *employee_signed(const json_t *employee)
{
    json_t *out = json_object(), *party = json_object();

    object_copy(out, employee, "id position");
    object_copy(party, employee, "last_name first_name second_name email");
    json_object_set_new(party, "id", copy_of(employee, "party_id"));
    json_object_set_new(party, "no_tax_id", json_false());
    json_object_set_new(party, "phones", phones_json(employee));
    json_object_set_new(out, "party", party);
    return out;
}

json_t *printout_data(struct world *world, const json_t *row)
{
    json_t *stored = person_row(world, text_of(row, "person_id")),
           *person = stored ? person_full(world, stored) : json_object();
    json_t *entity = legal_entity_row(world, text_of(row, "legal_entity_id"));
    json_t *division = division_row(world, text_of(row, "division_id"));
    json_t *employee = employee_row(world, text_of(row, "employee_id"));
    json_t *data = json_object(), *part;

    object_copy(data, row, "id declaration_number declaration_id start_date end_date channel");
    json_object_set_new(data, "status", json_string("APPROVED"));
    if (*text_of(row, "authorize_with"))
        json_object_set_new(data, "authorize_with", copy_of(row, "authorize_with"));
    json_object_set_new(data, "person", person_signed(world, person, row));
    json_object_set_new(data, "employee", employee_signed(employee));
    part = json_object();
    object_copy(part, entity, "id name short_name public_name legal_form edrpou licenses email");
    json_object_set_new(part, "addresses", json_pack("[o]", copy_of(entity, "address")));
    json_object_set_new(part, "phones", phones_json(entity));
    json_object_set_new(data, "legal_entity", part);
    part = json_object();
    object_copy(part, division, "id legal_entity_id name type email");
    json_object_set_new(part, "addresses", json_pack("[o]", copy_of(division, "address")));
    json_object_set_new(part, "phones", phones_json(division));
    json_object_set_new(data, "division", part);
    json_object_set_new(data, "content", content_of(world, row, person, entity, division, employee));
    json_decref(stored);
    json_decref(person);
    json_decref(entity);
    json_decref(division);
    json_decref(employee);
    return data;
}
