/*
 * The person search as a form (ehealth contract 2.1, 8.1): exactly the six combinations the registry admits.
 * Fields close each other so that no other combination can be typed.
 */
#include "registry/ehealth/private.h"

#include <string.h>

#include "base/catalog.h"
#include "base/date.h"
#include "base/utf8.h"

static const char *typed(const struct form *f, const char *id)
{
    int i = form_find(f, id);
    return i < 0 ? "" : form_typed(f, (size_t)i);
}

static bool has(const struct form *f, const char *id)
{
    return *typed(f, id) != '\0';
}

/* --- when a field is open --- */

static bool open_database(const struct form *f, const struct field_def *d, struct message *why)
{
    (void)d;
    if (!has(f, "taxId"))
        return true;
    if (why)
        message_set(why, N_("The tax number is enough."), 0);
    return false;
}

static bool by_number(const struct form *f, struct message *why)
{
    if (!has(f, "taxId") && !has(f, "databaseId"))
        return false;
    if (why)
        message_set(why, has(f, "taxId") ? N_("The tax number is enough.") : N_("The person id is enough."),
                    0);
    return true;
}

static bool open_name(const struct form *f, const struct field_def *d, struct message *why)
{
    (void)d;
    return !by_number(f, why);
}

static bool open_document(const struct form *f, const struct field_def *d, struct message *why)
{
    (void)d;
    if (by_number(f, why))
        return false;
    if (!has(f, "lastName") && !has(f, "firstName"))
        return true;
    if (why)
        message_set(why, N_("Search by names or by a document, not by both."), 0);
    return false;
}

static bool open_document_number(const struct form *f, const struct field_def *d, struct message *why)
{
    if (!open_document(f, d, why))
        return false;
    if (has(f, "documentType"))
        return true;
    if (why)
        message_set(why, N_("Choose the type first."), 0);
    return false;
}

static bool identified(const struct form *f)
{
    return has(f, "lastName") || has(f, "firstName") || has(f, "documentNumber");
}

static bool open_birth(const struct form *f, const struct field_def *d, struct message *why)
{
    (void)d;
    if (by_number(f, why))
        return false;
    if (identified(f))
        return true;
    if (why)
        message_set(why, N_("Type names or a document first."), 0);
    return false;
}

static bool open_phone(const struct form *f, const struct field_def *d, struct message *why)
{
    if (!open_birth(f, d, why))
        return false;
    if (!has(f, "birthDate"))
        return true;
    if (why)
        message_set(why, N_("The birth date is enough."), 0);
    return false;
}

/* --- what may stand in a field --- */

static bool digits_only(const char *s, size_t from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[from + i] < '0' || s[from + i] > '9')
            return false;
    return true;
}

static bool check_tax(const struct form *f, const struct field_def *d, struct message *out)
{
    const char *s = typed(f, d->id);
    size_t n = strlen(s);
    if (n >= 8 && n <= 10 && digits_only(s, 0, n))
        return false;
    message_set(out, N_("A tax number has 8 to 10 digits."), 0);
    return true;
}

/* Capital and small letters of the Ukrainian alphabet. */
static bool ukrainian(int32_t c)
{
    static const int32_t extra[] = {0x490, 0x491, 0x404, 0x454, 0x406, 0x456, 0x407, 0x457};
    for (size_t i = 0; i < sizeof extra / sizeof *extra; i++)
        if (extra[i] == c)
            return true;
    if (c < 0x410 || c > 0x44f)
        return false;
    int32_t small = c < 0x430 ? c + 0x20 : c;
    return small != 0x44b && small != 0x44a && small != 0x44d; /* not in the alphabet: y, hard sign, e */
}

static bool check_name(const struct form *f, const struct field_def *d, struct message *out)
{
    const char *s = typed(f, d->id);
    size_t n = strlen(s), used;
    int32_t c;
    for (; n && (used = utf8_decode(s, n, &c)); s += used, n -= used)
        if (!ukrainian(c) && c != '\'' && c != 0x2019 && c != 0x2bc && c != '-' && c != ' ') {
            message_set(out, N_("Names are written in Ukrainian letters, apostrophe, hyphen and space."), 0);
            return true;
        }
    return false;
}

enum number_rule { RULE_PASSPORT, RULE_CARD, RULE_FREE, RULE_PERMIT };

static const struct {
    const char *type, *word;
    enum number_rule rule;
} documents[] = {
    {"PASSPORT", N_("Passport"), RULE_PASSPORT},
    {"NATIONAL_ID", N_("Identity card"), RULE_CARD},
    {"BIRTH_CERTIFICATE", N_("Birth certificate"), RULE_FREE},
    {"TEMPORARY_PASSPORT", N_("Temporary passport"), RULE_FREE},
    {"TEMPORARY_CERTIFICATE", N_("Temporary residence permit"), RULE_PERMIT},
    {"PERMANENT_RESIDENCE_PERMIT", N_("Permanent residence permit"), RULE_PERMIT},
    {"REFUGEE_CERTIFICATE", N_("Refugee certificate"), RULE_PERMIT},
    {"COMPLEMENTARY_PROTECTION_CERTIFICATE", N_("Certificate of complementary protection"), RULE_PERMIT},
};

static enum number_rule rule_of(const char *type)
{
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        if (!strcmp(documents[i].type, type))
            return documents[i].rule;
    return RULE_FREE;
}

/* Two Ukrainian letters, then only digits: how many, or -1. */
static int series_digits(const char *s)
{
    size_t n = strlen(s), used;
    int32_t c;
    for (int i = 0; i < 2; i++) {
        if (!n || !(used = utf8_decode(s, n, &c)) || !ukrainian(c) || c >= 0x430)
            return -1;
        s += used;
        n -= used;
    }
    return digits_only(s, 0, n) ? (int)n : -1;
}

static bool free_sign(int32_t c)
{
    static const int32_t signs[] = {0x490, 0x407, 0x406, 0x404, 0x2116, '/', '(', ')', '-'};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i] == c)
            return true;
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c >= 0x410 && c <= 0x42f);
}

static bool free_number(const char *s)
{
    size_t n = strlen(s), used, count = 0;
    int32_t c;
    for (; n && (used = utf8_decode(s, n, &c)); s += used, n -= used, count++)
        if (!free_sign(c))
            return false;
    return count >= 2 && count <= 25;
}

/* Residence permits: 9 digits, two letters and 4 to 6 digits, or two letters and 5/5 digits. */
static bool permit_number(const char *s)
{
    size_t n = strlen(s);
    if (n == 9 && digits_only(s, 0, 9))
        return true;
    int digits = series_digits(s);
    if (digits >= 4 && digits <= 6)
        return true;
    const char *slash = strchr(s, '/');
    if (!slash || strlen(slash + 1) != 5 || !digits_only(slash, 1, 5))
        return false;
    char head[32] = "";
    if (slash - s >= (long)sizeof head)
        return false;
    memcpy(head, s, (size_t)(slash - s));
    return series_digits(head) == 5;
}

static bool check_document(const struct form *f, const struct field_def *d, struct message *out)
{
    const char *s = typed(f, d->id);
    switch (rule_of(typed(f, "documentType"))) {
    case RULE_CARD:
        if (strlen(s) == 9 && digits_only(s, 0, 9))
            return false;
        message_set(out, N_("The number of an identity card has 9 digits."), 0);
        return true;
    case RULE_PASSPORT:
        if (series_digits(s) == 6)
            return false;
        message_set(out, N_("This number has two Ukrainian capital letters and 6 digits."), 0);
        return true;
    case RULE_PERMIT:
        if (permit_number(s))
            return false;
        message_set(out, N_("This number has 9 digits, or two Ukrainian capital letters and 4 to 6 digits."),
                    0);
        return true;
    case RULE_FREE:
        break;
    }
    if (free_number(s))
        return false;
    message_set(out, N_("This number has 2 to 25 capital letters, digits and the signs / ( ) -"), 0);
    return true;
}

static bool check_birth(const struct form *f, const struct field_def *d, struct message *out)
{
    struct date born, first = {1900, 1, 1};
    struct date today = date_of_instant(clock_wall(), instant_local_offset(clock_wall()));
    if (!date_parse(typed(f, d->id), &born))
        message_set(out, N_("This is not a date."), 0);
    else if (date_compare(born, first) < 0 || date_compare(born, today) > 0)
        message_set(out, N_("A birth date lies between 1900 and today."), 0);
    else
        return false;
    return true;
}

/* Versions 1 to 5, small letters (contract 8.1). */
static bool check_uuid(const struct form *f, const struct field_def *d, struct message *out)
{
    const char *s = typed(f, d->id);
    bool ok = eh_uuid(s) && s[14] >= '1' && s[14] <= '5';
    for (const char *c = s; ok && *c; c++)
        ok = *c < 'A' || *c > 'F';
    if (ok)
        return false;
    message_set(out, N_("A person id has 36 signs, like 3f0a9c12-5d24-4b81-9e7a-1c2d3e4f5a6b."), 0);
    return true;
}

static bool missing(const struct form *f, struct message *out)
{
    const char *what = NULL;
    if (*form_value_of(f, "taxId") || *form_value_of(f, "databaseId"))
        return false;
    bool last = *form_value_of(f, "lastName"), first = *form_value_of(f, "firstName");
    bool type = *form_value_of(f, "documentType"), number = *form_value_of(f, "documentNumber");
    if (!last && !first && !type)
        what = N_("To search: type a tax number, a person id, names or a document.");
    else if (last != first)
        what = last ? N_("To search: add the first name.") : N_("To search: add the last name.");
    else if (type && !number)
        what = N_("To search: type the number of the document.");
    else if (!*form_value_of(f, "phone") && !*form_value_of(f, "birthDate"))
        what = N_("To search: add a phone number or a birth date.");
    if (what && out)
        message_set(out, what, 0);
    return what;
}

static void changed(struct form *f, const struct field_def *d)
{
    if (!strcmp(d->id, "documentType"))
        form_set(f, (size_t)form_find(f, "documentNumber"), "");
}

static const struct field_def fields[] = {
    {.id = "taxId",
     .label = N_("Tax number"),
     .kind = FIELD_DIGITS,
     .max = 10,
     .row = 1,
     .column = 1,
     .check = check_tax,
     .fixed = true},
    {.id = "databaseId",
     .label = N_("Person id"),
     .kind = FIELD_UUID,
     .max = 36,
     .row = 1,
     .column = 2,
     .check = check_uuid,
     .enabled = open_database},
    {.id = "lastName",
     .label = N_("Last name"),
     .kind = FIELD_TEXT,
     .max = 255,
     .row = 2,
     .column = 1,
     .check = check_name,
     .enabled = open_name},
    {.id = "firstName",
     .label = N_("First name"),
     .kind = FIELD_TEXT,
     .max = 255,
     .row = 2,
     .column = 2,
     .check = check_name,
     .enabled = open_name},
    {.id = "documentType",
     .label = N_("Document"),
     .kind = FIELD_CHOICE,
     .row = 3,
     .column = 1,
     .enabled = open_document},
    {.id = "documentNumber",
     .label = N_("Number"),
     .kind = FIELD_TEXT,
     .max = 25,
     .row = 3,
     .column = 2,
     .check = check_document,
     .enabled = open_document_number},
    {.id = "phone",
     .label = N_("Phone"),
     .kind = FIELD_PHONE,
     .mask = "+38 (0__) ___-__-__",
     .prefix = "+380",
     .row = 4,
     .column = 1,
     .enabled = open_phone},
    {.id = "birthDate",
     .label = N_("Birth date"),
     .kind = FIELD_DATE,
     .row = 4,
     .column = 2,
     .check = check_birth,
     .enabled = open_birth},
    {.id = "status", .label = N_("Status"), .kind = FIELD_CHOICE, .row = 5, .column = 1},
};

static const struct form_def form = {
    .id = "persons",
    .title = N_("Person search"),
    .note = N_("One of: tax number; person id; names or document, with phone or birth date."),
    .fields = fields,
    .n = sizeof fields / sizeof *fields,
    .missing = missing,
    .changed = changed,
};

const struct form_def *eh_search_form(void)
{
    return &form;
}

/* --- declarations by number --- */

static bool check_number(const struct form *f, const struct field_def *d, struct message *out)
{
    const char *s = typed(f, d->id);
    bool ok = strlen(s) == 14;
    for (size_t i = 0; ok && i < 14; i++) {
        char c = s[i];
        bool sign = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        ok = i == 4 || i == 9 ? c == '-' : sign;
    }
    if (ok)
        return false;
    message_set(out, N_("A declaration number looks like 0000-12H4-245D."), 0);
    return true;
}

static const struct field_def number_fields[] = {
    {.id = "number",
     .label = N_("Declaration number"),
     .kind = FIELD_TEXT,
     .max = 14,
     .required = true,
     .hint = N_("like 0000-12H4-245D"),
     .check = check_number},
};

static const struct form_def number_form = {
    .id = "declarations", .title = N_("Declaration search"), .fields = number_fields, .n = 1};

const struct form_def *eh_number_form(void)
{
    return &number_form;
}

void eh_form_choices(struct registry *r, struct form *f)
{
    if (form_def(f) != &form)
        return;
    struct choices types = {0}, states = {0};
    choices_add(&types, "", NULL, N_("any"));
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        const char *label = eh_label(r, "DOCUMENT_TYPE", documents[i].type);
        AUTO_FREE char *clean = label ? utf8_clean(label, strlen(label), 256, false) : NULL;
        choices_add(&types, documents[i].type, clean, clean ? NULL : documents[i].word);
    }
    /* Types the registry has learnt since. */
    const char *code;
    json_t *label;
    json_object_foreach((json_t *)eh_dictionary(r, "DOCUMENT_TYPE"), code, label)
    {
        bool known = false;
        for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
            known |= !strcmp(documents[i].type, code);
        AUTO_FREE char *clean = json_is_string(label) ? utf8_clean(json_string_value(label),
                                                                   json_string_length(label), 256, false)
                                                      : NULL;
        if (!known)
            choices_add(&types, code, clean ? clean : code, NULL);
    }
    choices_add(&states, "", NULL, N_("any"));
    choices_add(&states, "ACTIVE", NULL, N_("Active"));
    choices_add(&states, "INACTIVE", NULL, N_("Inactive"));
    form_set_choices(f, (size_t)form_find(f, "documentType"), &types);
    form_set_choices(f, (size_t)form_find(f, "status"), &states);
}
