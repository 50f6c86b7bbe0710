/* Translations from .mo files of both byte orders, plural rules, hostile files; secrets; the log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/catalog.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/plural.h"
#include "base/secret.h"
#include "tests/harness/scratch.h"

/* ---- a .mo file made by hand
 * ------------------------------------------------------------------------------- */

struct pair {
    const char *id;
    size_t id_n;
    const char *text;
    size_t text_n;
};
#define PAIR(id, text)                                                                                       \
    {                                                                                                        \
        id, sizeof(id) - 1, text, sizeof(text) - 1                                                           \
    }

static const struct pair pairs[] = {
    PAIR("", "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=3; plural=(n%10==1 && "
             "n%100!=11 ? 0 : "
             "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\n"),
    PAIR("%s row\0%s rows", "%s рядок\0%s рядки\0%s рядків"),
    PAIR("Not sent: %1$s to %2$s.", "Не надіслано до %2$s: %1$s."),
    PAIR("done", "готово"),
    PAIR("untranslated", ""),
    PAIR("verb\004done", "виконати"),
};
enum { PAIRS = sizeof pairs / sizeof *pairs };

static void put(struct text *t, uint32_t v, bool swapped)
{
    if (swapped)
        v = __builtin_bswap32(v);
    text_add_n(t, &v, sizeof v);
}

static void mo_make(struct text *out, const struct pair *p, uint32_t n, bool swapped)
{
    uint32_t at = 28 + n * 16;

    text_init(out, LIMIT_CATALOG);
    put(out, 0x950412de, swapped);
    put(out, 0, swapped);
    put(out, n, swapped);
    put(out, 28, swapped);
    put(out, 28 + n * 8, swapped);
    put(out, 0, swapped);
    put(out, at, swapped);
    for (uint32_t i = 0; i < n; i++) {
        put(out, (uint32_t)p[i].id_n, swapped);
        put(out, at, swapped);
        at += (uint32_t)p[i].id_n + 1;
    }
    for (uint32_t i = 0; i < n; i++) {
        put(out, (uint32_t)p[i].text_n, swapped);
        put(out, at, swapped);
        at += (uint32_t)p[i].text_n + 1;
    }
    for (uint32_t i = 0; i < n; i++)
        text_add_n(out, p[i].id, p[i].id_n + 1);
    for (uint32_t i = 0; i < n; i++)
        text_add_n(out, p[i].text, p[i].text_n + 1);
    assert_true(text_ok(out));
}

static enum status mo_load(const char *folder, const void *data, size_t n, struct catalog **c)
{
    AUTO_FREE char *path = scratch_path(folder, "uk.mo");
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
    return catalog_load(folder, "uk", c, NULL);
}

static void both_byte_orders_are_read(void **state)
{
    char *folder = scratch_new();

    (void)state;
    for (int swapped = 0; swapped < 2; swapped++) {
        struct catalog *c;
        TEXT_AUTO mo;
        mo_make(&mo, pairs, PAIRS, swapped);
        assert_int_equal(mo_load(folder, mo.data, mo.len, &c), STATUS_OK);
        assert_string_equal(catalog_language(c), "uk");
        assert_string_equal(catalog_text(c, "done"), "готово");
        assert_string_equal(catalog_text(c, "unknown"), "unknown");
        assert_string_equal(catalog_text(c, "untranslated"), "untranslated");
        assert_string_equal(catalog_text(c, ""), "");
        assert_string_equal(catalog_text(c, NULL), "");
        assert_string_equal(catalog_context(c, "verb", "done"), "виконати");
        assert_string_equal(catalog_context(c, "noun", "done"), "done");
        assert_string_equal(catalog_plural(c, "%s row", "%s rows", 1), "%s рядок");
        assert_string_equal(catalog_plural(c, "%s row", "%s rows", 22), "%s рядки");
        assert_string_equal(catalog_plural(c, "%s row", "%s rows", 11), "%s рядків");
        assert_string_equal(catalog_plural(c, "a", "b", 1), "a");
        catalog_free(&c);
    }
    scratch_remove(&folder);
}

static void english_needs_no_file(void **state)
{
    struct catalog *c;
    ERROR_AUTO e = {0};

    (void)state;
    assert_int_equal(catalog_load("/nonexistent", "en", &c, &e), STATUS_OK);
    assert_string_equal(catalog_text(c, "x"), "x");
    assert_string_equal(catalog_plural(c, "one", "many", 2), "many");
    catalog_free(&c);
    assert_string_equal(catalog_language(NULL), "en");
    assert_int_equal(catalog_load("/nonexistent", "uk", &c, &e), STATUS_NOT_FOUND);
    assert_null(c);
    assert_int_equal(catalog_load("/etc", "../etc/passwd", &c, &e), STATUS_INVALID);
    assert_int_equal(catalog_load("/etc", "", &c, &e), STATUS_INVALID);
}

static void sentences_place_their_arguments(void **state)
{
    static const char *const args[] = {"A", "B"};
    struct message m = {0};
    char *folder = scratch_new();
    struct catalog *c;
    TEXT_AUTO mo;
    TEXT_AUTO out;

    (void)state;
    text_init(&out, 1000);
    mo_make(&mo, pairs, PAIRS, false);
    assert_int_equal(mo_load(folder, mo.data, mo.len, &c), STATUS_OK);
    message_set(&m, "Not sent: %1$s to %2$s.", 2, "paper", "Lviv");
    catalog_message(c, &m, &out);
    assert_string_equal(out.data, "Не надіслано до Lviv: paper.");
    text_clear(&out);
    catalog_format(&out, "%s-%s-%s 100%% %d %5$s %n %", 2, args);
    assert_string_equal(out.data, "A-B- 100% %d %5$s %n %");
    text_clear(&out);
    catalog_format(&out, "%2$s%1$s%4$s", 2, args);
    assert_string_equal(out.data, "BA");
    message_clear(&m);
    text_clear(&out);
    catalog_message(c, &m, &out);
    assert_string_equal(out.data, "");
    catalog_free(&c);
    scratch_remove(&folder);
}

/* Every prefix, and every byte changed to a few values: an error or a working catalogue, never a crash. */
static void damaged_files_do_no_harm(void **state)
{
    static const unsigned char values[] = {0, 1, 0x7f, 0x80, 0xff};
    char *folder = scratch_new();
    struct catalog *c;
    TEXT_AUTO mo;

    (void)state;
    mo_make(&mo, pairs, PAIRS, false);
    for (size_t n = 0; n < mo.len; n++) {
        assert_int_not_equal(mo_load(folder, mo.data, n, &c), STATUS_OK);
        assert_null(c);
    }
    for (size_t i = 0; i < mo.len; i++) {
        char was = mo.data[i];
        for (size_t v = 0; v < sizeof values; v++) {
            mo.data[i] = (char)values[v];
            if (mo_load(folder, mo.data, mo.len, &c) == STATUS_OK) {
                for (unsigned long k = 0; k < 30; k++)
                    assert_non_null(catalog_plural(c, "%s row", "%s rows", k));
                assert_non_null(catalog_text(c, "done"));
            }
            catalog_free(&c);
        }
        mo.data[i] = was;
    }
    scratch_remove(&folder);
}

static void another_charset_is_refused(void **state)
{
    static const struct pair koi[] = {PAIR("", "Content-Type: text/plain; charset=KOI8-U\n")};
    static const struct pair none[] = {PAIR("a", "b")};
    char *folder = scratch_new();
    struct catalog *c;
    TEXT_AUTO mo;

    (void)state;
    mo_make(&mo, koi, 1, false);
    assert_int_equal(mo_load(folder, mo.data, mo.len, &c), STATUS_MALFORMED);
    text_free(&mo);
    mo_make(&mo, none, 1, false);
    assert_int_equal(mo_load(folder, mo.data, mo.len, &c), STATUS_MALFORMED);
    scratch_remove(&folder);
}

static void plural_rules_of_real_languages(void **state)
{
    static const struct {
        const char *rule;
        unsigned long n, form;
    } rows[] = {
        {"nplurals=1; plural=0;", 5, 0},
        {"nplurals=2; plural=n != 1;", 1, 0},
        {"nplurals=2; plural=(n > 1);", 0, 0},
        {"nplurals=2; plural=n>1\n", 2, 1},
        {"nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
         11, 4},
        {"nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
         102, 5},
        {"nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n!=0 ? 1 : 2);", 0, 2},
        {"nplurals=4; plural=!(n-1)+2*3-4/2%3;", 1, 0}, /* 5 is no declared form */
        {"nplurals=2; plural=n/0;", 3, 0},
        {"nplurals=2; plural=n%0;", 3, 0},
    };
    static const char *const wrong[] = {"",
                                        "nplurals=0; plural=0;",
                                        "nplurals=99; plural=0;",
                                        "nplurals=2; plural=;",
                                        "nplurals=2; plural=n+;",
                                        "nplurals=2; plural=(n;",
                                        "nplurals=2; plural=n?1;",
                                        "nplurals=2; plural=m;",
                                        "nplurals=2; plural=n 1;",
                                        "nplurals=2; plural=9999999999999;"};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct plural *p = plural_parse(rows[i].rule);
        if (!p || plural_form(p, rows[i].n) != rows[i].form)
            fail_msg("%s for %lu", rows[i].rule, rows[i].n);
        plural_free(&p);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (plural_parse(wrong[i]))
            fail_msg("%s", wrong[i]);
}

static void deep_and_long_rules_are_refused(void **state)
{
    TEXT_AUTO rule;

    (void)state;
    text_init(&rule, 100000);
    for (int kind = 0; kind < 3; kind++) {
        text_set(&rule, "nplurals=2; plural=");
        for (int i = 0; i < 20000; i++)
            text_add(&rule, kind == 0 ? "(" : kind == 1 ? "!" : "n+");
        text_add(&rule, "n;");
        assert_null(plural_parse(rule.data));
    }
}

/* ---- secrets ----------------------------------------------------------------------------------------------
 */

static void secrets_are_bounded_and_cleared(void **state)
{
    static char big[LIMIT_SECRET + 1];
    struct secret s = {0}, other = {0};

    (void)state;
    assert_true(secret_setup());
    memset(big, 'x', sizeof big);
    assert_false(secret_set(&s, big, sizeof big));
    assert_null(s.data);
    assert_true(secret_set(&s, big, LIMIT_SECRET));
    assert_false(secret_add(&s, "y", 1));
    assert_int_equal(s.len, LIMIT_SECRET);
    assert_true(secret_set(&s, "pa", 2));
    assert_true(secret_add(&s, "\xc3\xa9", 2));
    assert_string_equal(s.data, "pa\xc3\xa9");
    secret_drop_last(&s);
    assert_string_equal(s.data, "pa");
    assert_true(secret_copy(&other, &s));
    assert_true(secret_copy(&s, &s));
    assert_string_equal(other.data, "pa");
    secret_drop_last(&s);
    secret_drop_last(&s);
    secret_drop_last(&s);
    assert_int_equal(s.len, 0);
    assert_true(secret_set(&s, "", 0));
    assert_null(s.data);
    secret_clear(&s);
    secret_clear(&other);
}

static void request_ids_are_random_uuids(void **state)
{
    char a[37], b[37];

    (void)state;
    secret_uuid(a);
    secret_uuid(b);
    assert_int_equal(strlen(a), 36);
    assert_int_equal(a[14], '4');
    assert_true(strchr("89ab", a[19]) != NULL);
    assert_string_not_equal(a, b);
}

/* ---- the log ----------------------------------------------------------------------------------------------
 */

static void the_log_is_private_and_clean(void **state)
{
    char *folder = scratch_new();
    AUTO_FREE char *path = scratch_path(folder, "log");
    AUTO_FREE char *text = NULL;
    struct log *l = log_open(path);
    struct stat st;

    (void)state;
    log_line(l, "net", "got %s", "\x1b[2J\nfake line");
    log_close(&l);
    log_close(&l);
    text = scratch_read(path, NULL);
    assert_non_null(strstr(text, " net got ^[[2J fake line\n"));
    assert_null(strchr(text, 0x1b));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    scratch_remove(&folder);
}

static void a_full_log_is_begun_anew(void **state)
{
    static char big[1900];
    char *folder = scratch_new();
    AUTO_FREE char *path = scratch_path(folder, "log");
    AUTO_FREE char *old = scratch_path(folder, "log.old");
    struct log *l = log_open(path);
    struct stat st;

    (void)state;
    memset(big, 'x', sizeof big - 1);
    for (int i = 0; i < 2500; i++)
        log_line(l, "net", "%s", big);
    log_close(&l);
    assert_int_equal(stat(path, &st), 0);
    assert_true(st.st_size < LIMIT_LOG_FILE);
    assert_int_equal(stat(old, &st), 0);
    assert_true(st.st_size <= LIMIT_LOG_FILE);
    scratch_remove(&folder);
}

static void a_log_that_cannot_be_is_silent(void **state)
{
    struct log *l = log_open("/nonexistent/folder/log");

    (void)state;
    assert_non_null(l);
    log_line(l, "net", "%s", "lost");
    log_close(&l);
    l = log_open(NULL);
    log_line(l, "net", "%s", "lost");
    log_close(&l);
    l = log_open("/dev/null");
    log_line(l, "net", "%s", "lost");
    log_close(&l);
    log_line(NULL, "net", "%s", "lost");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_byte_orders_are_read),       cmocka_unit_test(english_needs_no_file),
        cmocka_unit_test(sentences_place_their_arguments), cmocka_unit_test(damaged_files_do_no_harm),
        cmocka_unit_test(another_charset_is_refused),      cmocka_unit_test(plural_rules_of_real_languages),
        cmocka_unit_test(deep_and_long_rules_are_refused), cmocka_unit_test(secrets_are_bounded_and_cleared),
        cmocka_unit_test(request_ids_are_random_uuids),    cmocka_unit_test(the_log_is_private_and_clean),
        cmocka_unit_test(a_full_log_is_begun_anew),        cmocka_unit_test(a_log_that_cannot_be_is_silent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
