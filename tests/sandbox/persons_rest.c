/* Persons over REST: those merged into one, and the doctors' search (ehealth contract 2.4). */
#include <string.h>

#include "tests/sandbox/people.h"
#include "tests/sandbox/reply.h"
#include "tests/sandbox/services.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

#define PAGE_STANDARD 50
#define PAGE_MOST 300

void persons_merged(struct request *request, struct reply *reply)
{
    const char *status = query_text(request, "status"), *id = request->params[0];
    int64_t page, size, total;
    json_t *rows;

    if (status && strcmp(status, "MERGED") != 0 && strcmp(status, "DECLINED") != 0) {
        reply_invalid(request, reply, "$.status", "query_parameter", "inclusion",
                      "value is not allowed in enum");
        return;
    }
    if (!page_of(request, reply, PAGE_STANDARD, PAGE_MOST, &page, &size))
        return;
    if (store_number(request->world, "SELECT count(*) FROM person WHERE id=?", "s", id) == 0) {
        reply_error(request, reply, 404, NULL, "Such person not found");
        return;
    }
    total = store_number(
        request->world,
        "SELECT count(*) FROM merged_person WHERE master_person_id=?1 AND (?2 IS NULL OR status=?2)", "ss",
        id, status);
    rows = store_rows(request->world,
                      "SELECT * FROM merged_person WHERE master_person_id=?1 AND (?2 IS NULL OR status=?2) "
                      "ORDER BY inserted_at DESC, id LIMIT ?3 OFFSET ?4",
                      "ssll", id, status, size, (page - 1) * size);
    reply_list(request, reply, rows, paging_of(page, size, total));
}

static bool named(struct request *request, json_t *invalid, const char *name)
{
    const char *text = query_text(request, name);
    char entry[40], description[80];

    if (text && *text)
        return true;
    snprintf(entry, sizeof entry, "$.%s", name);
    snprintf(description, sizeof description, "required property %s was not present", name);
    invalid_add(invalid, entry, "query_parameter", "required", description);
    return false;
}

static json_t *found(struct request *request)
{
    return store_rows(
        request->world,
        "SELECT p.* FROM person p WHERE p.last_name=?1 AND p.first_name=?2 AND p.birth_date=?3 AND "
        "p.is_active=1 "
        "AND p.status='ACTIVE' AND (?4 IS NULL OR p.second_name=?4) AND (?5 IS NULL OR p.tax_id=?5) AND "
        "(?6 IS NULL OR p.unzr=?6) AND (?7 IS NULL OR EXISTS(SELECT 1 FROM auth_method m WHERE "
        "m.person_id=p.id AND "
        "m.type='OTP' AND m.phone_number=?7)) AND (?8 IS NULL OR (p.doc_type='BIRTH_CERTIFICATE' AND "
        "p.doc_number=?8)) "
        "ORDER BY p.rid LIMIT 51",
        "ssssssss", query_text(request, "last_name"), query_text(request, "first_name"),
        query_text(request, "birth_date"), query_text(request, "second_name"), query_text(request, "tax_id"),
        query_text(request, "unzr"), query_text(request, "phone_number"),
        query_text(request, "birth_certificate"));
}

void persons_search(struct request *request, struct reply *reply)
{
    static const char fields[] =
        "id last_name first_name second_name birth_date birth_country birth_settlement gender "
        "tax_id unzr";
    json_t *invalid = json_array(), *rows, *row, *out;
    bool fits = named(request, invalid, "first_name");
    size_t i;

    fits = named(request, invalid, "last_name") && fits;
    fits = named(request, invalid, "birth_date") && fits;
    if (!fits) {
        reply_invalid_all(request, reply, invalid);
        return;
    }
    json_decref(invalid);
    if (!date_valid(query_text(request, "birth_date"))) {
        reply_invalid(request, reply, "$.birth_date", "query_parameter", "date",
                      "expected a valid ISO 8601 date");
        return;
    }
    rows = found(request);
    if (json_array_size(rows) > PAGE_STANDARD) {
        json_decref(rows);
        reply_error(
            request, reply, 403, NULL,
            "This API method returns only exact match results, please retry with more specific search "
            "parameters");
        return;
    }
    out = json_array();
    json_array_foreach(rows, i, row)
    {
        json_t *full = person_full(request->world, row), *short_form = json_object();
        object_copy(short_form, full, fields);
        json_array_append_new(out, short_form);
        json_decref(full);
    }
    json_decref(rows);
    reply_list(request, reply, out, paging_of(1, PAGE_STANDARD, (int64_t)json_array_size(out)));
}
