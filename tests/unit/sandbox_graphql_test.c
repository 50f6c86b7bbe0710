/* The training registry's GraphQL: documents checked against the schema, errors, ids and pages (ehealth
 * contract 1.7, 6). */
#include "tests/unit/sandbox_bench.h"

#define NAMESAKES                                                                                            \
    "{identity:{firstName:\"Марія\",lastName:\"Коваленко\"},personal:{birthDate:\"1985-03-08\"}}"

/* Every document that a server with this schema refuses, with its sentence. None of these errors has a code.
 */
static void refused_documents(void **state)
{
    static const struct {
        const char *query, *message;
    } cases[] = {
        {"{persons(", "syntax error before: "},
        {"{}", "syntax error before: '}'"},
        {"{nothing}", "Cannot query field \"nothing\" on type \"RootQueryType\"."},
        {"{persons(filter:{taxId:\"1\"},first:1){nodes{nothing}}}",
         "Cannot query field \"nothing\" on type \"Person\"."},
        {"{persons(filter:{taxId:\"1\"},first:1)}", "Field \"persons\" of type \"PersonConnection\" must "
                                                    "have a selection of subfields. Did you mean \"persons "
                                                    "{ ... }\"?"},
        {"{persons(filter:{taxId:\"1\"},first:1){nodes{lastName{x}}}}",
         "Field \"lastName\" must not have a selection since type \"String!\" has no subfields."},
        {"{persons(filter:{taxId:\"1\"},first:1,colour:1){nodes{id}}}",
         "Unknown argument \"colour\" on field \"persons\" of type \"RootQueryType\"."},
        {"{persons(first:1){nodes{id}}}",
         "In argument \"filter\": Expected type \"PersonFilter!\", found null."},
        {"{persons(filter:{taxId:\"1\"},first:\"a\"){nodes{id}}}",
         "Argument \"first\" has invalid value \"a\"."},
        {"query Q($a:Int){persons(filter:{taxId:\"1\"},first:1){nodes{id}}}",
         "Variable \"a\" is never used in operation \"Q\"."},
        {"query Q{persons(filter:{taxId:\"1\"},first:$a){nodes{id}}}",
         "Variable \"a\" is not defined by operation \"Q\"."},
        {"{persons(filter:{taxId:\"1\"},first:1){...F}}", "Unknown fragment \"F\""},
        {"{persons(filter:{taxId:\"1\"},first:1){nodes{id}}} fragment F on Person{id}",
         "Fragment \"F\" is never used."},
        {"query($f:PersonFilter!){persons(filter:$f,first:1){nodes{id}}}",
         "Variable \"f\": Expected non-null, found null."},
        {"{__typename @magic}", "Unknown directive `magic`."},
    };
    struct bench *b = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        graphql(b, cases[i].query, NULL);
        assert_graphql(b, cases[i].message, "");
        assert_null(at(b, "data"));
        assert_true(json_is_integer(at(b, "errors.0.locations.0.line")));
    }
}

static void begins(struct bench *b, const char *words)
{
    if (strncmp(text_at(b, "errors.0.message"), words, strlen(words)) != 0)
        print_error("%s\n", b->body);
    assert_int_equal(strncmp(text_at(b, "errors.0.message"), words, strlen(words)), 0);
}

static void refused_inputs(void **state)
{
    struct bench *b = *state;
    static const char query[] = "query($f:PersonFilter!){persons(filter:$f,first:1){nodes{id}}}";

    graphql(b, "{persons(filter:{colour:1},first:1){nodes{id}}}", NULL);
    begins(b, "Argument \"filter\" has invalid value {colour: 1}.");
    assert_non_null(strstr(text_at(b, "errors.0.message"), "In field \"colour\": Unknown field."));
    graphql(b, "{persons(filter:{taxId:7},first:1){nodes{id}}}", NULL);
    assert_non_null(
        strstr(text_at(b, "errors.0.message"), "In field \"taxId\": Expected type \"String\", found 7."));
    graphql(b, query, json_pack("{s:{s:i}}", "f", "taxId", 7));
    assert_non_null(
        strstr(text_at(b, "errors.0.message"), "In field \"taxId\": Expected type \"String\", found 7."));
    graphql(b, query, json_pack("{s:{s:s}}", "f", "status", "SLEEPING"));
    assert_non_null(strstr(text_at(b, "errors.0.message"), "SLEEPING"));
    graphql(b, query, json_pack("{s:{s:s}}", "f", "databaseId", "not-a-uuid"));
    assert_true(*text_at(b, "errors.0.message"));
    graphql(b, query, json_pack("{s:{s:{s:s}}}", "f", "personal", "birthDate", "31.12.1999"));
    assert_true(*text_at(b, "errors.0.message"));
    graphql(b, query, json_pack("{s:{s:{s:{s:s}}}}", "f", "identity", "document", "type", "PASSPORT"));
    assert_non_null(strstr(text_at(b, "errors.0.message"), "number"));
    graphql(b, "{persons(filter:{taxId:\"1\"},orderBy:NAME_ASC,first:1){nodes{id}}}", NULL);
    begins(b, "Argument \"orderBy\" has invalid value NAME_ASC.");
}

static void shapes_of_documents(void **state)
{
    struct bench *b = *state;

    graphql(b,
            "# a comment\nquery Q($yes:Boolean=true,$n:Int=1){ a:persons(filter:" NAMESAKES
            ",first:$n){...P} "
            "b:persons(filter:" NAMESAKES
            ",first:2){nodes{... on Person{firstName} lastName @include(if:$yes) birthDate "
            "@skip(if:$yes) __typename}}} fragment P on PersonConnection{nodes{...N}} fragment N on Node{id}",
            NULL);
    assert_status(b, 200);
    assert_null(at(b, "errors"));
    assert_int_equal(json_array_size(at(b, "data.a.nodes")), 1);
    assert_true(*text_at(b, "data.a.nodes.0.id"));
    assert_string_equal(text_at(b, "data.b.nodes.1.firstName"), "Марія");
    assert_string_equal(text_at(b, "data.b.nodes.1.lastName"), "Коваленко");
    assert_string_equal(text_at(b, "data.b.nodes.1.__typename"), "Person");
    assert_null(at(b, "data.b.nodes.1.birthDate"));
}

static void document_is_bounded(void **state)
{
    struct bench *b = *state;
    char deep[2000] = "{persons(filter:";

    for (int i = 0; i < 300; i++)
        strncat(deep, "{a:", sizeof deep - strlen(deep) - 1);
    graphql(b, deep, NULL);
    assert_status(b, 200);
    assert_true(*text_at(b, "errors.0.message"));
    ask(b, "POST", "/graphql", "{\"query\": 7}");
    assert_status(b, 400);
    assert_string_equal(text_at(b, "errors.0.message"), "No query document supplied");
}

static void gateway_comes_first(void **state)
{
    struct bench *b = *state;

    bench_send(b, "POST", "/graphql", "nonsense", "{\"query\":\"{__typename}\"}", 0);
    assert_refused(b, 401, "access_denied", "Invalid access token");
}

static void permissions(void **state)
{
    struct bench *b = *state;
    static const char query[] = "{persons(filter:" NAMESAKES ",first:1){nodes{id}}}";
    static const char denied[] = "You don't have permission to access this resource";

    sign_in_through(b, WORLD_USER, TRAINING_CLIENT_ID, "declaration_request:read");
    graphql(b, query, NULL);
    assert_graphql(b, denied, "FORBIDDEN");
    assert_string_equal(text_at(b, "errors.0.extensions.exception.missingAllowances.0"), "person:read");
    assert_string_equal(text_at(b, "errors.0.path.0"), "persons");
    assert_true(json_is_null(at(b, "data.persons")));
    sign_in(b);
    world_switch(b->world, "{\"client_type\": \"MSP\"}");
    graphql(b, query, NULL);
    assert_graphql(b, denied, "FORBIDDEN");
    assert_null(at(b, "errors.0.extensions.exception"));
    world_switch(b->world, "{\"client_type\": null, \"legal_entity_inactive\": true}");
    graphql(b, query, NULL);
    assert_graphql(b, "client_id refers to legal entity that is not active", "CONFLICT");
}

static void partial_answers(void **state)
{
    struct bench *b = *state;
    char query[400];

    snprintf(query, sizeof query,
             "{a:persons(filter:" NAMESAKES ",first:1){nodes{id}} p:person(id:\"x\"){id}}");
    graphql(b, query, NULL);
    assert_graphql(b, "Could not decode ID value `x'", "");
    assert_string_equal(text_at(b, "errors.0.path.0"), "p");
    assert_int_equal(json_array_size(at(b, "data.a.nodes")), 1);
    assert_true(json_is_null(at(b, "data.p")));
}

static void ask_id(struct bench *b, const char *id)
{
    char query[200];

    snprintf(query, sizeof query, "{person(id:\"%s\"){id}}", id);
    graphql(b, query, NULL);
}

static void global_ids(void **state)
{
    struct bench *b = *state;

    ask_id(b, "bm9uc2Vuc2U=");
    assert_graphql(b, "Could not decode ID value `bm9uc2Vuc2U='", "");
    ask_id(b, "Tm9wZTow");
    assert_graphql(b, "Unknown type `Nope'", "");
    ask_id(b, "UGFnZUluZm86MQ==");
    assert_graphql(b, "Type `PageInfo' is not a valid node type", "");
    ask_id(b, "RGVjbGFyYXRpb246MQ==");
    assert_graphql(b, "In argument \"id\": Expected node type in [\"Person\"], found \"Declaration\".", "");
}

static void pages_forward(void **state)
{
    struct bench *b = *state;
    char query[400], cursor[64] = "";
    size_t seen = 0;

    for (int page = 0; page < 9; page++) {
        snprintf(query, sizeof query,
                 "{persons(filter:" NAMESAKES
                 ",first:25%s%s%s){nodes{id} edges{cursor node{id}} pageInfo{startCursor "
                 "endCursor hasNextPage hasPreviousPage}}}",
                 *cursor ? ",after:\"" : "", cursor, *cursor ? "\"" : "");
        graphql(b, query, NULL);
        seen += json_array_size(at(b, "data.persons.nodes"));
        assert_int_equal(json_is_true(at(b, "data.persons.pageInfo.hasPreviousPage")), page > 0);
        snprintf(cursor, sizeof cursor, "%s", text_at(b, "data.persons.pageInfo.endCursor"));
        if (json_is_false(at(b, "data.persons.pageInfo.hasNextPage")))
            break;
    }
    assert_int_equal(seen, 60);
    assert_string_equal(cursor, "YXJyYXljb25uZWN0aW9uOjU5");
    assert_string_equal(text_at(b, "data.persons.edges.9.cursor"), cursor);
}

static void pages_backward(void **state)
{
    struct bench *b = *state;

    graphql(b,
            "{persons(filter:" NAMESAKES
            ",last:5,before:\"YXJyYXljb25uZWN0aW9uOjM=\"){nodes{id} pageInfo{startCursor "
            "hasNextPage hasPreviousPage}}}",
            NULL);
    assert_int_equal(json_array_size(at(b, "data.persons.nodes")), 3);
    assert_string_equal(text_at(b, "data.persons.pageInfo.startCursor"), "YXJyYXljb25uZWN0aW9uOjA=");
    assert_true(json_is_true(at(b, "data.persons.pageInfo.hasNextPage")));
    assert_true(json_is_false(at(b, "data.persons.pageInfo.hasPreviousPage")));
}

static void page_arguments(void **state)
{
    struct bench *b = *state;

    graphql(b, "{persons(filter:" NAMESAKES "){nodes{id}}}", NULL);
    assert_graphql(b, "You must either supply `:first` or `:last`", "");
    graphql(b, "{persons(filter:" NAMESAKES ",last:5){nodes{id}}}", NULL);
    assert_graphql(
        b, "You must supply a count (total number of records) option if using `last` without `before`", "");
    graphql(b, "{persons(filter:" NAMESAKES ",first:5,after:\"zzz\"){nodes{id}}}", NULL);
    assert_graphql(b, "Invalid cursor provided as `after` argument", "");
    graphql(b, "{persons(filter:" NAMESAKES ",last:5,before:\"zzz\"){nodes{id}}}", NULL);
    assert_graphql(b, "Invalid cursor provided as `before` argument", "");
    graphql(b,
            "{persons(filter:{taxId:\"0000000000\"},first:5){nodes{id} pageInfo{startCursor endCursor "
            "hasNextPage}}}",
            NULL);
    assert_null(at(b, "errors"));
    assert_int_equal(json_array_size(at(b, "data.persons.nodes")), 0);
    assert_true(json_is_null(at(b, "data.persons.pageInfo.startCursor")));
}

/* A bare uuid of the newest answer as a global id. */
static void global_id(char out[128], const char *type, const char *uuid)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char plain[80];
    size_t n, at = 0;

    n = (size_t)snprintf(plain, sizeof plain, "%s:%s", type, uuid);
    for (size_t i = 0; i < n; i += 3) {
        unsigned long bits = (unsigned long)(unsigned char)plain[i] << 16;
        if (i + 1 < n)
            bits |= (unsigned long)(unsigned char)plain[i + 1] << 8;
        if (i + 2 < n)
            bits |= (unsigned char)plain[i + 2];
        for (int k = 0; k < 4; k++)
            out[at++] = i + (size_t)k <= n ? digits[bits >> (18 - 6 * k) & 63] : '=';
    }
    out[at] = 0;
}

static void names_for_lists(void **state)
{
    struct bench *b = *state;
    char query[600], employee[128], division[128];

    ask_request(b, "GET", "new_otp", "", NULL);
    global_id(employee, "Employee", text_at(b, "data.employee_id"));
    global_id(division, "Division", text_at(b, "data.division_id"));
    snprintf(
        query, sizeof query,
        "{n0:employee(id:\"%s\"){position party{lastName firstName secondName}} n1:division(id:\"%s\"){name} "
        "n2:division(id:\"%s\"){name}}",
        employee, division, employee);
    graphql(b, query, NULL);
    assert_true(*text_at(b, "data.n0.party.lastName"));
    assert_string_equal(text_at(b, "data.n1.name"), "Амбулаторія № 1, вул. Зелена");
    assert_graphql(b, "In argument \"id\": Expected node type in [\"Division\"], found \"Employee\".", "");
}

static void dictionaries(void **state)
{
    struct bench *b = *state;
    char query[300], id[128];

    graphql(b, "{dictionaries(filter:{name:\"GENDER\"},first:400){nodes{id name values labels isActive}}}",
            NULL);
    assert_string_equal(text_at(b, "data.dictionaries.nodes.0.values.FEMALE"), "жіноча");
    snprintf(id, sizeof id, "%s", text_at(b, "data.dictionaries.nodes.0.id"));
    graphql(b, "{dictionaries(first:400){nodes{name}}}", NULL);
    assert_true(json_array_size(at(b, "data.dictionaries.nodes")) > 20);
    assert_null(strstr(b->body, "OLD_DOCUMENT_TYPE"));
    graphql(b, "{dictionary(name:\"NOWHERE\"){name}}", NULL);
    assert_graphql(b, "Dictionary not found", "NOT_FOUND");
    snprintf(query, sizeof query,
             "mutation{updateDictionary(input:{id:\"%s\",values:\"{}\"}){dictionary{values}}}", id);
    graphql(b, query, NULL);
    assert_graphql(b, "Values should not be empty", "CONFLICT");
    snprintf(query, sizeof query,
             "mutation{updateDictionary(input:{id:\"%s\",labels:[SYSTEM,SYSTEM]}){dictionary{values}}}", id);
    graphql(b, query, NULL);
    assert_graphql(b, "Labels are duplicated", "CONFLICT");
    snprintf(query, sizeof query,
             "mutation{updateDictionary(input:{id:\"%s\",values:\"{\\\"MALE\\\":\\\"чол\\\"}\"}){dictionary{"
             "values}}}",
             id);
    graphql(b, query, NULL);
    assert_string_equal(text_at(b, "data.updateDictionary.dictionary.values.MALE"), "чол");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIGNED(refused_documents),   SIGNED(refused_inputs),    SIGNED(shapes_of_documents),
        SIGNED(document_is_bounded), WITH(gateway_comes_first), WITH(permissions),
        SIGNED(partial_answers),     SIGNED(global_ids),        SIGNED(pages_forward),
        SIGNED(pages_backward),      SIGNED(page_arguments),    SIGNED(names_for_lists),
        SIGNED(dictionaries),
    };
    return cmocka_run_group_tests_name("the training registry's GraphQL", tests, NULL, NULL);
}
