/* What this user may see: lists and actions, by the scopes of the token (ehealth contract 1.8, 3.3, 8). */
#include "registry/ehealth/private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"

const struct column eh_request_columns[REQUEST_COLUMNS] = {
    [RC_NUMBER] =
        {.id = "number", .title = N_("Number"), .rank = 1, .min = 14, .ideal = 14, .sortable = true},
    [RC_PERSON] =
        {.id = "person", .title = N_("Person"), .rank = 0, .min = 16, .ideal = 32, .sortable = true},
    [RC_DOCTOR] =
        {.id = "doctor", .title = N_("Doctor"), .rank = 3, .min = 12, .ideal = 24, .sortable = true},
    [RC_DIVISION] =
        {.id = "division", .title = N_("Division"), .rank = 6, .min = 12, .ideal = 24, .sortable = true},
    [RC_STATUS] = {.id = "status", .title = N_("Status"), .rank = 5, .min = 9, .ideal = 10, .sortable = true},
    [RC_REASON] =
        {.id = "reason", .title = N_("Reason"), .rank = 8, .min = 10, .ideal = 20, .sortable = true},
    [RC_CHANNEL] =
        {.id = "channel", .title = N_("Channel"), .rank = 7, .min = 8, .ideal = 17, .sortable = true},
    [RC_METHOD] = {.id = "method", .title = N_("Method"), .rank = 2, .min = 8, .ideal = 12, .sortable = true},
    [RC_START] = {.id = "start", .title = N_("From"), .rank = 4, .min = 10, .ideal = 10, .sortable = true},
    [RC_END] = {.id = "end", .title = N_("Until"), .rank = 9, .min = 10, .ideal = 10, .sortable = true},
};

const struct column eh_person_columns[PERSON_COLUMNS] = {
    [PC_NAME] = {.id = "name", .title = N_("Person"), .rank = 0, .min = 16, .ideal = 34},
    [PC_BIRTH] = {.id = "birth",
                  .title = N_("Born"),
                  .rank = 1,
                  .min = 10,
                  .ideal = 10,
                  .sortable = true,
                  .order_asc = "BIRTH_DATE_ASC",
                  .order_desc = "BIRTH_DATE_DESC"},
    [PC_TAX] = {.id = "tax",
                .title = N_("Tax number"),
                .rank = 2,
                .min = 10,
                .ideal = 10,
                .sortable = true,
                .order_asc = "TAX_ID_ASC",
                .order_desc = "TAX_ID_DESC"},
    [PC_UNZR] = {.id = "unzr",
                 .title = N_("UNZR"),
                 .rank = 4,
                 .min = 14,
                 .ideal = 14,
                 .sortable = true,
                 .order_asc = "UNZR_ASC",
                 .order_desc = "UNZR_DESC"},
    [PC_STATUS] = {.id = "status", .title = N_("Status"), .rank = 5, .min = 8, .ideal = 10},
    [PC_VERIFICATION] =
        {.id = "verification", .title = N_("Verification"), .rank = 3, .min = 12, .ideal = 16},
    [PC_INSERTED] = {.id = "inserted",
                     .title = N_("Added"),
                     .rank = 6,
                     .min = 10,
                     .ideal = 16,
                     .sortable = true,
                     .order_asc = "INSERTED_AT_ASC",
                     .order_desc = "INSERTED_AT_DESC"},
};

const struct column eh_declaration_columns[DECLARATION_COLUMNS] = {
    [DC_NUMBER] = {.id = "number", .title = N_("Number"), .rank = 0, .min = 14, .ideal = 14},
    [DC_PERSON] = {.id = "person", .title = N_("Person"), .rank = 1, .min = 14, .ideal = 30},
    [DC_DOCTOR] = {.id = "doctor", .title = N_("Doctor"), .rank = 3, .min = 12, .ideal = 24},
    [DC_DIVISION] = {.id = "division", .title = N_("Division"), .rank = 5, .min = 12, .ideal = 24},
    [DC_STATUS] = {.id = "status", .title = N_("Status"), .rank = 2, .min = 9, .ideal = 12},
    [DC_START] = {.id = "start", .title = N_("From"), .rank = 4, .min = 10, .ideal = 10},
};

const struct action_def eh_approve = {
    .id = "approve",
    .label = N_("approve"),
    .title = N_("Approve request %s"),
    .doing = N_("Approving %s"),
    .done = N_("Approved %s."),
    .not_done = N_("Not approved"),
    .scope = "declaration_request:approve",
    .key = "a",
    .rank = 1,
    .bulk = true,
};

const struct action_def eh_reject = {
    .id = "reject",
    .label = N_("reject"),
    .title = N_("Reject request %s"),
    .doing = N_("Rejecting %s"),
    .done = N_("Rejected %s."),
    .not_done = N_("Not rejected"),
    .scope = "declaration_request:reject",
    .key = "r",
    .rank = 2,
    .bulk = true,
};

static const struct action_def *const actions[] = {&eh_approve, &eh_reject};

static const char *const open_bulk[] = {"approve", "reject", NULL};
static const char *const approved_bulk[] = {"reject", NULL};

static const char requests_group[] = N_("Declaration requests");
static const char look_up_group[] = N_("Look up");

#define QUEUE(name, words, colour, old, marked)                                                              \
    {                                                                                                        \
        .id = "requests:" name, .title = words, .group = requests_group, .record_kind = "request",           \
        .columns = eh_request_columns, .ncolumns = REQUEST_COLUMNS, .paging = PAGING_OFFSET,                 \
        .page_size = 50, .countable = true, .oldest = old, .bulk = marked, .tone = colour                    \
    }
#define CHANNEL(name, words)                                                                                 \
    {                                                                                                        \
        .id = "requests:channel:" name, .title = words, .group = N_("Requests by channel"),                  \
        .record_kind = "request", .columns = eh_request_columns, .ncolumns = REQUEST_COLUMNS,                \
        .paging = PAGING_OFFSET, .page_size = 50, .countable = true                                          \
    }

static const struct {
    const char *scope;
    struct list_def def;
} lists[] = {
    {"declaration_request:read", QUEUE("NEW", N_("New requests"), TONE_NEW, true, open_bulk)},
    {"declaration_request:read",
     QUEUE("APPROVED", N_("Approved, to be signed"), TONE_APPROVED, true, approved_bulk)},
    {"declaration_request:read", QUEUE("SIGNED", N_("Signed"), TONE_SIGNED, false, NULL)},
    {"declaration_request:read", QUEUE("REJECTED", N_("Rejected"), TONE_REJECTED, false, NULL)},
    {"declaration_request:read", QUEUE("CANCELLED", N_("Cancelled"), TONE_CANCELLED, false, NULL)},
    {"declaration_request:read", QUEUE("EXPIRED", N_("Expired"), TONE_EXPIRED, false, NULL)},
    {"declaration_request:read", CHANNEL("MIS", N_("From doctors' systems"))},
    {"declaration_request:read", CHANNEL("PIS", N_("From patients' portals"))},
    {"declaration_request:read", CHANNEL("CABINET", N_("From the patients' cabinet"))},
    {"person:read",
     {.id = "persons",
      .title = N_("Persons"),
      .group = look_up_group,
      .record_kind = "person",
      .columns = eh_person_columns,
      .ncolumns = PERSON_COLUMNS,
      .paging = PAGING_CURSOR,
      .page_size = 50}},
    {"declaration:read",
     {.id = "declarations",
      .title = N_("Declarations by number"),
      .group = look_up_group,
      .record_kind = "declaration",
      .columns = eh_declaration_columns,
      .ncolumns = DECLARATION_COLUMNS,
      .paging = PAGING_CURSOR,
      .page_size = 10}},
};

void eh_describe_free(struct registry *r)
{
    free(r->lists);
    r->lists = NULL;
    message_clear(&r->description.user);
    message_clear(&r->description.place);
    r->description = (struct description){0};
}

void eh_describe_build(struct registry *r)
{
    size_t n = 0;
    struct list_def *mine = calloc(sizeof lists / sizeof *lists, sizeof *mine);
    eh_describe_free(r);
    if (!mine)
        return;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (!eh_may(r, lists[i].scope))
            continue;
        mine[n] = lists[i].def;
        if (!strcmp(mine[n].id, "persons"))
            mine[n].search = eh_search_form();
        else if (!strcmp(mine[n].id, "declarations"))
            mine[n].search = eh_number_form();
        n++;
    }
    r->lists = mine;
    r->description = (struct description){
        .lists = mine, .nlists = n, .actions = actions, .nactions = sizeof actions / sizeof *actions};
    message_set(&r->description.user, "%s", 1, r->email ? r->email : "");
    message_set(&r->description.place, "%s", 1, r->env.profile->place);
}

const struct description *eh_describe(struct registry *r)
{
    return r->lists ? &r->description : NULL;
}
