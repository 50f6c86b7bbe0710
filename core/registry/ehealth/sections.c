/* Sections shared by pages: labelled values, and a person's identity, papers, addresses and phones in either
 * spelling. */
#include "registry/ehealth/private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/utf8.h"

struct record_field *eh_field_text(struct section *s, const char *label, const char *text)
{
    struct record_field *f = text_empty(text) ? NULL : section_field(s, label);
    if (f)
        cell_text(&f->value, text);
    return f;
}

struct record_field *eh_field(struct section *s, const char *label, const json_t *object, const char *path)
{
    int64_t number;
    const json_t *value = json_at(object, path);
    if (!value)
        value = eh_any(object, path);
    if (json_is_integer(value) && json_number(value, "", &number)) {
        struct record_field *f = section_field(s, label);
        if (f)
            cell_number(&f->value, (long)number);
        return f;
    }
    AUTO_FREE char *shown = json_show(value, "");
    return eh_field_text(s, label, shown);
}

struct record_field *eh_field_date(struct section *s, const char *label, const json_t *object,
                                   const char *path)
{
    const char *iso = json_string_value(eh_any(object, path));
    struct record_field *f = text_empty(iso) ? NULL : section_field(s, label);
    if (f && strlen(iso) > 10)
        cell_instant(&f->value, iso);
    else if (f)
        cell_date(&f->value, iso);
    return f;
}

struct record_field *eh_field_code(struct registry *r, struct section *s, const char *label,
                                   const char *dictionary, const json_t *object, const char *path)
{
    const char *code = json_string_value(eh_any(object, path));
    struct record_field *f = text_empty(code) ? NULL : section_field(s, label);
    if (f)
        cell_code(&f->value, code, eh_label(r, dictionary, code), NULL);
    return f;
}

char *eh_address(struct registry *r, const json_t *a)
{
    static const struct {
        const char *name, *before, *after, *dictionary;
    } parts[] = {
        {"zip", "", ", ", NULL},           {"area", "", ", ", NULL},
        {"region", "", " район, ", NULL},  {"settlementType", "", " ", "SETTLEMENT_TYPE"},
        {"settlement", "", ", ", NULL},    {"streetType", "", " ", "STREET_TYPE"},
        {"street", "", " ", NULL},         {"building", "", "", NULL},
        {"apartment", ", кв. ", "", NULL},
    };
    struct text line;
    text_init(&line, LIMIT_TEXT);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        AUTO_FREE char *shown = json_show(eh_any(a, parts[i].name), "");
        const char *label = parts[i].dictionary ? eh_label(r, parts[i].dictionary, shown) : NULL;
        if (shown)
            text_addf(&line, "%s%s%s", parts[i].before, label ? label : shown, parts[i].after);
    }
    while (line.len && strchr(", ", line.data[line.len - 1]))
        text_splice(&line, line.len - 1, 1, "", 0);
    char *out = line.len ? text_dup(line.data) : NULL;
    text_free(&line);
    return out;
}

static const struct column paper_columns[] = {
    {.id = "type", .title = N_("Document"), .rank = 0, .min = 12, .ideal = 28},
    {.id = "number", .title = N_("Number"), .rank = 1, .min = 9, .ideal = 14},
    {.id = "by", .title = N_("Issued by"), .rank = 3, .min = 12, .ideal = 30},
    {.id = "at", .title = N_("Issued"), .rank = 2, .min = 10, .ideal = 10},
    {.id = "until", .title = N_("Valid until"), .rank = 4, .min = 10, .ideal = 10},
};

static void section_papers(struct registry *r, struct page *page, const json_t *person)
{
    const json_t *list = eh_any(person, "documents");
    if (!json_array_size(list))
        return;
    struct section *s = page_section(page, "documents", N_("Documents"));
    for (size_t i = 0; s && i < json_array_size(list); i++) {
        const json_t *d = json_array_get(list, i);
        const char *type = json_text(d, "type");
        struct row *row = row_new(sizeof paper_columns / sizeof *paper_columns);
        if (!row)
            break;
        s->columns = paper_columns;
        s->ncolumns = row->n;
        cell_code(&row->cells[0], type, eh_label(r, "DOCUMENT_TYPE", type), NULL);
        cell_text(&row->cells[1], json_text(d, "number"));
        cell_text(&row->cells[2], json_string_value(eh_any(d, "issuedBy")));
        cell_date(&row->cells[3], json_string_value(eh_any(d, "issuedAt")));
        cell_date(&row->cells[4], json_string_value(eh_any(d, "expirationDate")));
        section_row(s, row);
    }
}

static void section_contact(struct registry *r, struct page *page, const json_t *person)
{
    struct section *s = page_section(page, "contact", N_("Addresses and phones"));
    const json_t *addresses = eh_any(person, "addresses"), *phones = eh_any(person, "phones");
    for (size_t i = 0; s && i < json_array_size(addresses); i++) {
        const json_t *a = json_array_get(addresses, i);
        const char *type = json_text(a, "type");
        AUTO_FREE char *line = eh_address(r, a);
        bool home = text_equal(type, "RESIDENCE"), registered = text_equal(type, "REGISTRATION");
        struct record_field *f = eh_field_text(s, home ? N_("Lives at") : N_("Registered at"), line);
        if (f && !home && !registered && type) {
            const char *label = eh_label(r, "ADDRESS_TYPE", type);
            f->label = NULL;
            f->label_text = utf8_clean(label ? label : type, strlen(label ? label : type), 256, false);
        }
    }
    for (size_t i = 0; s && i < json_array_size(phones); i++) {
        const json_t *p = json_array_get(phones, i);
        eh_field(s, text_equal(json_text(p, "type"), "LAND_LINE") ? N_("Land line") : N_("Mobile phone"), p,
                 "number");
    }
    eh_field(s, N_("E-mail"), person, "email");
    eh_field(s, N_("Prefers"), person, "preferredWayCommunication");
    const json_t *emergency = eh_any(person, "emergencyContact");
    AUTO_FREE char *name = eh_full_name(emergency);
    eh_field_text(s, N_("In an emergency call"), name);
    const json_t *numbers = json_list(emergency, "phones");
    for (size_t i = 0; s && i < json_array_size(numbers); i++)
        eh_field(s, N_("Emergency phone"), json_array_get(numbers, i), "number");
}

static void section_confidants(struct registry *r, struct page *page, const json_t *person)
{
    const json_t *list = eh_any(person, "confidantPersons");
    if (!list)
        list = eh_any(person, "confidantPerson");
    for (size_t i = 0; i < json_array_size(list) && i < 8; i++) {
        const json_t *c = json_array_get(list, i);
        bool primary = text_equal(json_string_value(eh_any(c, "relationType")), "PRIMARY");
        struct section *s =
            page_section(page, "confidant", primary ? N_("Confidant person") : N_("Second confidant person"));
        AUTO_FREE char *name = eh_full_name(c);
        eh_field_text(s, N_("Name"), name);
        eh_field_date(s, N_("Born"), c, "birthDate");
        eh_field_code(r, s, N_("Sex"), "GENDER", c, "gender");
        eh_field(s, N_("Tax number"), c, "taxId");
        eh_field(s, N_("UNZR"), c, "unzr");
        eh_field(s, N_("E-mail"), c, "email");
        const json_t *phones = eh_any(c, "phones"), *papers = eh_any(c, "relationshipDocuments");
        for (size_t k = 0; k < json_array_size(phones); k++)
            eh_field(s, N_("Phone"), json_array_get(phones, k), "number");
        if (!papers)
            papers = eh_any(c, "documentsRelationship");
        for (size_t k = 0; k < json_array_size(papers); k++) {
            const json_t *d = json_array_get(papers, k);
            const char *type = json_text(d, "type");
            const char *label = eh_label(r, "DOCUMENT_RELATIONSHIP_TYPE", type);
            AUTO_FREE char *number = json_show(d, "number");
            AUTO_FREE char *line = text_format("%s %s",
                                               label  ? label
                                               : type ? type
                                                      : "",
                                               number ? number : "");
            eh_field_text(s, N_("Paper of the relation"), line);
        }
    }
}

void eh_person_sections(struct registry *r, struct page *page, const json_t *person)
{
    struct section *s = page_section(page, "identity", N_("Identity"));
    AUTO_FREE char *name = eh_full_name(person);
    eh_field_text(s, N_("Name"), name);
    eh_field_date(s, N_("Born"), person, "birthDate");
    eh_field_date(s, N_("Died"), person, "deathDate");
    eh_field_code(r, s, N_("Sex"), "GENDER", person, "gender");
    eh_field(s, N_("Country of birth"), person, "birthCountry");
    eh_field(s, N_("Place of birth"), person, "birthSettlement");
    struct record_field *f = section_field(s, N_("Tax number"));
    if (f && json_is_true(eh_any(person, "noTaxId")))
        cell_absent(&f->value, N_("refused"));
    else if (f)
        cell_text(&f->value, json_string_value(eh_any(person, "taxId")));
    f = section_field(s, N_("UNZR"));
    if (f)
        cell_text(&f->value, json_string_value(eh_any(person, "unzr")));
    section_papers(r, page, person);
    section_contact(r, page, person);
    section_confidants(r, page, person);
}

static const struct {
    const char *prefix, *dictionary, *word;
} papers[] = {
    {"person.no_tax_id", NULL, N_("Refusal of a tax number")},
    {"person.tax_id", NULL, N_("Tax number card")},
    {"person.", "DOCUMENT_TYPE", NULL},
    {"confidant_person.", "DOCUMENT_RELATIONSHIP_TYPE", NULL},
};

void eh_paper_label(struct registry *r, const char *type, struct cell *out)
{
    const char *last = strrchr(type, '.');
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        if (!text_starts(type, papers[i].prefix))
            continue;
        if (papers[i].word) {
            cell_word(out, papers[i].word, TONE_NONE);
            return;
        }
        const char *label = eh_label(r, papers[i].dictionary, last + 1);
        if (label) {
            cell_code(out, type, label, NULL);
            return;
        }
        break;
    }
    cell_text(out, type);
}
