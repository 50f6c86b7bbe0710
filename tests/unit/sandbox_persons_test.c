/* The training registry's persons, declarations and merge desk (ehealth contract 2, 3.10). */
#include "tests/unit/sandbox_bench.h"

static const char search[] =
    "query($filter:PersonFilter!,$orderBy:PersonOrderBy){persons(filter:$filter,orderBy:$orderBy,"
    "first:100){nodes{databaseId lastName taxId status birthDate insertedAt}}}";

/* Takes over the filter; the number of rows found. */
static size_t found(struct bench *b, json_t *filter)
{
    graphql(b, search, json_pack("{s:o}", "filter", filter));
    assert_status(b, 200);
    return json_array_size(at(b, "data.persons.nodes"));
}

static json_t *names(void)
{
    return json_pack("{s:s, s:s}", "firstName", "Марія", "lastName", "Коваленко");
}

static json_t *passport(void)
{
    return json_pack("{s:{s:s, s:s}}", "document", "type", "PASSPORT", "number", "КВ345678");
}

static json_t *phone(const char *number)
{
    return json_pack("{s:{s:s}}", "authenticationMethod", "phoneNumber", number);
}

static void six_combinations(void **state)
{
    struct bench *b = *state;

    assert_int_equal(found(b, json_pack("{s:s}", "taxId", "3074512345")), 1);
    assert_string_equal(text_at(b, "data.persons.nodes.0.lastName"), "Шевчук");
    assert_int_equal(found(b, json_pack("{s:s}", "databaseId", world_fixture(b->world, "person.otp"))), 1);
    assert_int_equal(
        found(b, json_pack("{s:o, s:o}", "identity", names(), "personal", phone("+380501112233"))), 60);
    assert_int_equal(
        found(b, json_pack("{s:o, s:{s:s}}", "identity", names(), "personal", "birthDate", "1985-03-08")),
        60);
    assert_int_equal(
        found(b, json_pack("{s:o, s:o}", "identity", passport(), "personal", phone("+380941455543"))), 1);
    assert_int_equal(
        found(b, json_pack("{s:o, s:{s:s}}", "identity", passport(), "personal", "birthDate", "1984-02-29")),
        1);
}

static void other_combinations(void **state)
{
    json_t *filters[] = {
        json_object(),
        json_pack("{s:s}", "status", "ACTIVE"),
        json_pack("{s:o}", "identity", names()),
        json_pack("{s:o}", "personal", phone("+380501112233")),
        json_pack("{s:{}, s:{}}", "identity", "personal"),
        json_pack("{s:{s:s}, s:o}", "identity", "lastName", "Коваленко", "personal", phone("+380501112233")),
        json_pack("{s:{s:s}, s:o}", "identity", "unzr", "19840229-01234", "personal", phone("+380501112233")),
        json_pack("{s:s, s:s}", "taxId", "3074512345", "databaseId", "00000000-0000-4000-8000-000000000000"),
        json_pack("{s:s, s:o}", "taxId", "3074512345", "personal", phone("+380501112233")),
    };
    struct bench *b = *state;

    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        found(b, filters[i]);
        assert_graphql(b, "Validation failed", "UNPROCESSABLE_ENTITY");
        assert_string_equal(text_at(b, "errors.0.extensions.exception.inputErrors.0.path.0"), "filter");
    }
}

static void status_narrows(void **state)
{
    struct bench *b = *state;

    assert_int_equal(found(b, json_pack("{s:o, s:{s:s}, s:s}", "identity", names(), "personal", "birthDate",
                                        "1985-03-08", "status", "INACTIVE")),
                     4);
    assert_int_equal(found(b, json_pack("{s:o, s:{s:s}, s:s}", "identity", names(), "personal", "birthDate",
                                        "1985-03-08", "status", "ACTIVE")),
                     56);
    assert_int_equal(found(b, json_pack("{s:s}", "databaseId", world_fixture(b->world, "person.removed"))),
                     0);
    assert_null(at(b, "errors"));
}

static void phone_means_a_code(void **state)
{
    struct bench *b = *state;
    json_t *filter = json_pack("{s:{s:s, s:s}, s:o}", "identity", "firstName", "Ганна", "lastName",
                               "Дем'яненко", "personal", phone("+380941455543"));

    assert_int_equal(found(b, filter), 0);
}

static void orders(void **state)
{
    static const struct {
        const char *order, *field;
        int sign;
    } cases[] = {{"TAX_ID_ASC", "taxId", 1},
                 {"TAX_ID_DESC", "taxId", -1},
                 {"INSERTED_AT_ASC", "insertedAt", 1},
                 {"INSERTED_AT_DESC", "insertedAt", -1},
                 {NULL, "insertedAt", -1}};
    struct bench *b = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *variables = json_pack("{s:{s:o, s:{s:s}}}", "filter", "identity", names(), "personal",
                                      "birthDate", "1985-03-08"),
               *row;
        const char *before = NULL;
        size_t k;

        if (cases[i].order)
            json_object_set_new(variables, "orderBy", json_string(cases[i].order));
        graphql(b, search, variables);
        assert_int_equal(json_array_size(at(b, "data.persons.nodes")), 60);
        json_array_foreach(at(b, "data.persons.nodes"), k, row)
        {
            const char *now = json_string_value(json_object_get(row, cases[i].field));
            if (before && now)
                assert_true(strcmp(before, now) * cases[i].sign <= 0);
            before = now ? now : before;
        }
    }
}

/* The details of a prepared person. */
static void details(struct bench *b, const char *label, const char *fields)
{
    char query[700], id[64];

    snprintf(id, sizeof id, "%s", world_fixture(b->world, label));
    snprintf(query, sizeof query, "query($f:PersonFilter!){persons(filter:$f,first:1){nodes{id}}}");
    graphql(b, query, json_pack("{s:{s:s}}", "f", "databaseId", id));
    snprintf(id, sizeof id, "%s", text_at(b, "data.persons.nodes.0.id"));
    snprintf(query, sizeof query, "query($id:ID!){person(id:$id){%s}}", fields);
    graphql(b, query, json_pack("{s:s}", "id", id));
}

static void person_page(void **state)
{
    struct bench *b = *state;

    details(b, "person.otp",
            "databaseId gender birthCountry email preferredWayCommunication deathDate unzr documents{type "
            "number issuedBy "
            "issuedAt expirationDate} addresses{type settlement streetType zip} phones{type number} "
            "emergencyContact{"
            "lastName phones{number}} verificationStatus verificationDetails{drfo{verificationStatus "
            "verificationReason} "
            "dracsDeath{verificationStatus unverifiedAt} manualRules{verificationReason}} "
            "declarations(first:5,orderBy:"
            "START_DATE_DESC){nodes{status employee{party{lastName}} division{name} legalEntity{edrpou}}}");
    assert_null(at(b, "errors"));
    assert_string_equal(text_at(b, "data.person.documents.0.number"), "КВ345678");
    assert_string_equal(text_at(b, "data.person.phones.0.number"), "+380941455543");
    assert_string_equal(text_at(b, "data.person.verificationStatus"), "VERIFICATION_NEEDED");
    assert_string_equal(text_at(b, "data.person.verificationDetails.drfo.verificationReason"),
                        "ONLINE_TRIGGERED");
    assert_string_equal(text_at(b, "data.person.declarations.nodes.0.status"), "ACTIVE");
    assert_string_equal(text_at(b, "data.person.declarations.nodes.0.legalEntity.edrpou"), "38123457");
}

static void child_has_a_confidant(void **state)
{
    struct bench *b = *state;

    details(b, "person.child", "confidantPersons{relationType lastName relationshipDocuments{type}}");
    assert_string_equal(text_at(b, "data.person.confidantPersons.0.relationType"), "PRIMARY");
    assert_string_equal(text_at(b, "data.person.confidantPersons.0.relationshipDocuments.0.type"),
                        "BIRTH_CERTIFICATE");
}

static void person_not_found(void **state)
{
    static const char *const labels[] = {"person.inactive", "person.removed"};
    struct bench *b = *state;

    details(b, labels[0], "id");
    assert_graphql(b, "Person not found", "NOT_FOUND");
    graphql(b, "{person(id:\"UGVyc29uOjAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMA==\"){id}}", NULL);
    assert_graphql(b, "Person not found", "NOT_FOUND");
}

static void methods(void **state)
{
    struct bench *b = *state;

    details(b, "person.third_person",
            "authenticationMethods(first:5){nodes{type phoneNumber isActive thirdPerson{lastName}}}");
    assert_string_equal(text_at(b, "data.person.authenticationMethods.nodes.0.type"), "THIRD_PERSON");
    assert_string_equal(text_at(b, "data.person.authenticationMethods.nodes.0.thirdPerson.lastName"),
                        "Савчук");
    assert_true(json_is_null(at(b, "data.person.authenticationMethods.nodes.0.phoneNumber")));
    world_switch(b->world, "{\"auth_methods\": \"list\"}");
    details(b, "person.otp", "authenticationMethods{type phoneNumber}");
    assert_string_equal(text_at(b, "data.person.authenticationMethods.0.phoneNumber"), "+380941455543");
    details(b, "person.otp", "authenticationMethods(first:5){nodes{type}}");
    assert_true(*text_at(b, "errors.0.message"));
    assert_null(at(b, "data"));
}

static void mutate(struct bench *b, const char *name, const char *label, const char *input)
{
    char *query = NULL;

    assert_true(
        asprintf(&query,
                 "mutation{%s(input:{personId:\"%s\"%s}){person{verificationStatus authenticationMethods("
                 "first:5,filter:{isActive:true}){nodes{type}}}}}",
                 name, world_fixture(b->world, label), input) > 0);
    graphql(b, query, NULL);
    free(query);
}

static void method_is_reset(void **state)
{
    struct bench *b = *state;

    mutate(b, "resetPersonAuth", "person.otp", "");
    assert_string_equal(text_at(b, "data.resetPersonAuth.person.authenticationMethods.nodes.0.type"), "NA");
    mutate(b, "resetPersonAuthenticationMethod", "person.inactive", "");
    assert_graphql(b, "Invalid status MPI for this action", "CONFLICT");
    assert_int_equal(world_count(b->world, "reset_auth"), 1);
}

static void verification_by_hand(void **state)
{
    static const char name[] = "updatePersonManualRulesVerificationStatus";
    struct bench *b = *state;

    mutate(b, name, "person.otp", ",manualRulesVerificationStatus:NOT_VERIFIED");
    assert_graphql(b, "verification status comment is required", "CONFLICT");
    mutate(b, name, "person.otp", ",manualRulesVerificationStatus:VERIFIED");
    assert_graphql(b, "Can't update verification status from VERIFIED to VERIFIED", "CONFLICT");
    mutate(b, name, "person.otp", ",manualRulesVerificationStatus:IN_REVIEW");
    assert_graphql(b, "Such person can't be transferred into manual verification process", "CONFLICT");
    mutate(b, name, "person.inactive", ",manualRulesVerificationStatus:VERIFIED");
    assert_graphql(b, "Person is not active", "CONFLICT");
    mutate(b, name, "person.otp",
           ",manualRulesVerificationStatus:NOT_VERIFIED,verificationComment:\"no paper\"");
    assert_string_equal(
        text_at(b, "data.updatePersonManualRulesVerificationStatus.person.verificationStatus"),
        "CHANGES_NEEDED");
    mutate(b, "updatePersonDracsDeathVerificationStatus", "person.dead",
           ",dracsDeathVerificationStatus:VERIFIED,dracsDeathVerificationReason:\"MANUAL_NOT_CONFIRMED\"");
    assert_string_equal(text_at(b, "data.updatePersonDracsDeathVerificationStatus.person.verificationStatus"),
                        "VERIFIED");
}

static void declarations(void **state)
{
    struct bench *b = *state;
    char query[400], id[128];

    graphql(b,
            "{pendingDeclarations(filter:{reason:NO_TAX_ID},first:5){nodes{id status declarationNumber "
            "person{lastName}}}}",
            NULL);
    assert_string_equal(text_at(b, "data.pendingDeclarations.nodes.0.status"), "PENDING_VERIFICATION");
    assert_string_equal(text_at(b, "data.pendingDeclarations.nodes.0.person.lastName"),
                        "Квітка-Основ'яненко");
    snprintf(id, sizeof id, "%s", text_at(b, "data.pendingDeclarations.nodes.0.id"));
    snprintf(query, sizeof query,
             "{declarationByNumber(declarationNumber:\"%s\"){id declarationAttachedDocuments{type}}}",
             text_at(b, "data.pendingDeclarations.nodes.0.declarationNumber"));
    graphql(b, query, NULL);
    assert_string_equal(text_at(b, "data.declarationByNumber.id"), id);
    graphql(b, "{declarationByNumber(declarationNumber:\"0000-0000-0000\"){id}}", NULL);
    assert_graphql(b, "Declaration not found", "NOT_FOUND");
    snprintf(query, sizeof query,
             "mutation{terminateDeclaration(input:{id:\"%s\",reasonDescription:\"a\"}){declaration{status}}}",
             id);
    graphql(b, query, NULL);
    assert_graphql(b, "Declaration is not active", "CONFLICT");
    snprintf(query, sizeof query, "mutation{approveDeclaration(input:{id:\"%s\"}){declaration{status}}}", id);
    graphql(b, query, NULL);
    assert_string_equal(text_at(b, "data.approveDeclaration.declaration.status"), "ACTIVE");
    graphql(b, query, NULL);
    assert_graphql(b, "Validation failed", "CONFLICT");
    snprintf(query, sizeof query,
             "mutation{terminateDeclaration(input:{id:\"%s\",reasonDescription:\"a\"}){declaration{status "
             "reasonDescription}}}",
             id);
    graphql(b, query, NULL);
    assert_string_equal(text_at(b, "data.terminateDeclaration.declaration.status"), "TERMINATED");
}

static void merge_desk(void **state)
{
    struct bench *b = *state;
    static const char list[] =
        "{mergeRequests(first:5){canAssignNew nodes{id status manualMergeCandidate{mergeCandidate{"
        "person{lastName} masterPerson{lastName}}}}}}";
    char query[300];

    sign_in(b);
    graphql(b, list, NULL);
    assert_graphql(b, "User doesn't have required role", "FORBIDDEN");
    sign_in_through(b, "taras@training.example", TRAINING_CLIENT_ID, ALL_SCOPES);
    graphql(b, list, NULL);
    assert_true(json_is_true(at(b, "data.mergeRequests.canAssignNew")));
    graphql(b, "mutation{assignMergeCandidate{mergeRequest{id status}}}", NULL);
    assert_string_equal(text_at(b, "data.assignMergeCandidate.mergeRequest.status"), "NEW");
    snprintf(query, sizeof query,
             "mutation{updateMergeRequest(input:{id:\"%s\",status:POSTPONE,comment:\"later\"}){mergeRequest{"
             "status comment}}}",
             text_at(b, "data.assignMergeCandidate.mergeRequest.id"));
    graphql(b, query, NULL);
    assert_string_equal(text_at(b, "data.updateMergeRequest.mergeRequest.comment"), "later");
    graphql(b, list, NULL);
    assert_string_equal(
        text_at(b, "data.mergeRequests.nodes.0.manualMergeCandidate.mergeCandidate.masterPerson.lastName"),
        "Сірий");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIGNED(six_combinations),
        SIGNED(other_combinations),
        SIGNED(status_narrows),
        SIGNED(phone_means_a_code),
        SIGNED(orders),
        SIGNED(person_page),
        SIGNED(child_has_a_confidant),
        SIGNED(person_not_found),
        SIGNED(methods),
        SIGNED(method_is_reset),
        SIGNED(verification_by_hand),
        SIGNED(declarations),
        WITH(merge_desk),
    };
    return cmocka_run_group_tests_name("the training registry's persons", tests, NULL, NULL);
}
