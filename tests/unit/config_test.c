/* The configuration: wrong lines are named and skipped, what is dumped is read back, saving keeps the rest.
 */
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
#include "config/config.h"
#include "tests/harness/scratch.h"

struct room {
    char *folder, *file;
    struct config *c;
};

static int room_open(void **state)
{
    struct room *r = calloc(1, sizeof *r);

    r->folder = scratch_new();
    r->file = scratch_path(r->folder, "registrar.ini");
    setenv("HOME", r->folder, 1);
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("XDG_DATA_HOME");
    unsetenv("XDG_STATE_HOME");
    *state = r;
    return 0;
}

static int room_close(void **state)
{
    struct room *r = *state;

    config_free(&r->c);
    scratch_remove(&r->folder);
    free(r->file);
    free(r);
    return 0;
}

static void load(struct room *r, const char *text)
{
    config_free(&r->c);
    if (text)
        scratch_write(r->folder, "registrar.ini", text, 0600);
    assert_int_equal(config_load(r->file, &r->c, NULL), STATUS_OK);
}

/* Problem `i` is on that line and its words contain `word`. */
static void assert_problem(struct room *r, size_t i, const char *line, const char *word)
{
    const struct message *m;
    TEXT_AUTO t;
    size_t n;

    text_init(&t, 10000);
    m = config_problems(r->c, &n);
    assert_true(i < n);
    catalog_message(NULL, &m[i], &t);
    assert_string_equal(m[i].args[0], r->file);
    assert_string_equal(m[i].args[1], line);
    if (!strstr(t.data, word))
        fail_msg("\"%s\" does not tell of %s", t.data, word);
}

static size_t problem_count(struct room *r)
{
    size_t n;

    config_problems(r->c, &n);
    return n;
}

static void without_a_file_there_is_training(void **state)
{
    struct room *r = *state;
    const struct profile *p;
    struct secret s = {0};

    load(r, NULL);
    assert_int_equal(problem_count(r), 0);
    p = config_profile(r->c, NULL);
    assert_string_equal(p->name, "training");
    assert_true(p->training && p->start && p->builtin);
    assert_string_equal(p->registry, "ehealth");
    assert_null(config_profile(r->c, "unknown"));
    assert_int_equal(profile_secret(p, SECRET_CLIENT, &s, NULL), STATUS_OK);
    assert_true(s.len > 0);
    assert_int_equal(profile_secret(p, SECRET_PSK, &s, NULL), STATUS_OK);
    assert_int_equal(s.len, 0);
}

static void every_wrong_line_is_named(void **state)
{
    struct room *r = *state;

    load(r, "\xef\xbb\xbf[general]\n"
            "theme = li ght\n"              /* 2 */
            "colour = red\n"                /* 3 */
            "plain\n"                       /* 4 */
            "lock_minutes = 9999\n"         /* 5 */
            "copies = 2 ; of each\n"        /* 6: right */
            "refresh_seconds = 5\r\n"       /* 7: right */
            "refresh_seconds = 6\n"         /* 8 */
            "link = \x1b[2J\n"              /* 9 */
            "printer = caf\xe9\n"           /* 10 */
            "[profile Bad Name]\n"          /* 11 */
            "url = https://a.example\n"     /* 12 */
            "[broken\n"                     /* 13 */
            "theme = mono\n"                /* 14: belongs to nothing */
            "[profile evil]\n"              /* 15 */
            "url = http://evil.example\n"); /* 16 */
    assert_int_equal(problem_count(r), 11);
    assert_problem(r, 0, "2", "theme");
    assert_problem(r, 1, "3", "colour");
    assert_problem(r, 2, "4", "=");
    assert_problem(r, 3, "5", "9999");
    assert_problem(r, 4, "8", "twice");
    assert_problem(r, 5, "9", "not text");
    assert_problem(r, 6, "10", "not text");
    assert_problem(r, 7, "12", "Bad Name");
    assert_problem(r, 8, "13", "section");
    assert_problem(r, 9, "16", "http://evil.example");
    assert_problem(r, 10, "16", "no url");
    assert_string_equal(config_text(r->c, OPTION_THEME), "dark");
    assert_int_equal(config_number(r->c, OPTION_COPIES), 2);
    assert_int_equal(config_number(r->c, OPTION_REFRESH_SECONDS), 5);
    assert_int_equal(config_profile_count(r->c), 1);
}

static void profiles_are_read_whole(void **state)
{
    struct room *r = *state;
    const struct profile *p;
    struct profile *copy;
    TEXT_AUTO t;

    text_init(&t, LIMIT_CONFIG_FILE);
    text_add(&t, "[profile kyiv]\nurl = https://api.example:8443/v1/\nca_file = "
                 "keys/ca.pem\nclient_secret_file = ~/s\n"
                 "enrich = no\nauth_methods = connection\napprove_empty_body = object\nscope = a:b\n  "
                 "c:d\n\te:f\nplace = "
                 "Львів, 3\ntitle = ");
    for (int i = 0; i < 60; i++)
        text_add(&t, "long ");
    text_add(&t, "\nredirect_uri = https://");
    for (int i = 0; i < 500; i++)
        text_addf(&t, "%d", i);
    text_add(&t, "\n[profile two]\nstart = yes\n[general]\nprofile = two\n");
    load(r, t.data);
    assert_int_equal(problem_count(r), 0);
    assert_string_equal(config_profile(r->c, NULL)->name, "two");
    p = config_profile(r->c, "kyiv");
    assert_string_equal(p->url, "https://api.example:8443/v1");
    assert_string_equal(p->auth_url, p->url);
    assert_string_equal(p->scope, "a:b c:d e:f");
    assert_string_equal(p->place, "Львів, 3");
    assert_false(p->enrich);
    assert_int_equal(p->auth_methods, AUTH_METHODS_CONNECTION);
    assert_int_equal(p->approve_empty_body, EMPTY_BODY_OBJECT);
    assert_int_equal(strlen(p->title), 299);
    assert_int_equal(strlen(p->redirect_uri), 8 + 1390);
    assert_int_equal(p->ca_file[0], '/');
    assert_non_null(strstr(p->ca_file, "/keys/ca.pem"));
    assert_true(text_starts(p->client_secret_file, r->folder));
    copy = profile_copy(p);
    assert_true(text_replace(&copy->url, "http://127.0.0.1:1"));
    assert_string_equal(p->url, "https://api.example:8443/v1");
    assert_string_equal(copy->title, p->title);
    assert_int_equal(copy->auth_methods, AUTH_METHODS_CONNECTION);
    profile_free(&copy);
}

static void plain_http_only_to_this_computer(void **state)
{
    static const char *const right[] = {"https://a.b",       "https://a.b:1/x/y", "http://127.0.0.1:8080",
                                        "http://localhost/", "http://[::1]:99/x", "https://[2001:db8::1]"};
    static const char *const wrong[] = {"",
                                        "a.b",
                                        "ftp://a.b",
                                        "http://a.b",
                                        "http://127.0.0.1.evil.example",
                                        "http://localhost.evil",
                                        "http://localhost@evil.example",
                                        "https://user@a.b",
                                        "https://",
                                        "https:///x",
                                        "https://a.b:",
                                        "https://a.b:0",
                                        "https://a.b:99999",
                                        "https://a.b?x=1",
                                        "https://a.b#x",
                                        "https://a b",
                                        "https://a.b\\x",
                                        "https://a_b/"};

    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        if (!profile_url_sound(right[i]))
            fail_msg("%s", right[i]);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (profile_url_sound(wrong[i]))
            fail_msg("%s", wrong[i]);
}

static void what_is_dumped_is_read_back(void **state)
{
    struct room *r = *state;
    TEXT_AUTO one;
    TEXT_AUTO two;

    text_init(&one, LIMIT_CONFIG_FILE);
    text_init(&two, LIMIT_CONFIG_FILE);
    load(r,
         "[general]\nlanguage=uk\nprinter=Counter 2\nmouse=on\n[profile a]\nurl=https://a.b\nplace=Київ\n");
    config_dump(r->c, &one);
    for (int i = 0; i < OPTION_COUNT; i++) {
        assert_non_null(strstr(one.data, config_option((enum option)i)->doc));
        assert_int_equal(config_option((enum option)i)->option, i);
    }
    load(r, one.data);
    assert_int_equal(problem_count(r), 0);
    config_dump(r->c, &two);
    assert_string_equal(one.data, two.data);
    assert_true(config_flag(r->c, OPTION_MOUSE));
}

static void saving_keeps_what_it_does_not_know(void **state)
{
    static const char before[] =
        "; mine\n[general]\n# why\ntheme = light\n  ignored = continued\nfuture = 1\n\n"
        "[profile a]\nurl = https://a.b\ntheme = not ours\n";
    struct room *r = *state;
    AUTO_FREE char *text = NULL;
    struct stat st;

    load(r, before);
    assert_int_equal(config_set(r->c, OPTION_THEME, "mono", NULL), STATUS_OK);
    assert_int_equal(config_set(r->c, OPTION_COPIES, "3", NULL), STATUS_OK);
    assert_int_equal(config_override(r->c, OPTION_LANGUAGE, "fr", NULL), STATUS_OK);
    assert_int_equal(config_save(r->c, NULL), STATUS_OK);
    text = scratch_read(r->file, NULL);
    assert_string_equal(text, "; mine\n[general]\n# why\ntheme = mono\nfuture = 1\n\ncopies = 3\n"
                              "[profile a]\nurl = https://a.b\ntheme = not ours\n");
    assert_int_equal(stat(r->file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    load(r, NULL);
    assert_string_equal(config_text(r->c, OPTION_THEME), "mono");
    assert_string_equal(config_text(r->c, OPTION_LANGUAGE), "auto");
}

static void saving_makes_the_file(void **state)
{
    struct room *r = *state;
    AUTO_FREE char *text = NULL;
    struct stat st;

    config_free(&r->c);
    assert_int_equal(config_load(NULL, &r->c, NULL), STATUS_OK);
    assert_true(text_starts(config_file(r->c), r->folder));
    assert_int_equal(config_save(r->c, NULL), STATUS_OK); /* nothing to save: nothing made */
    assert_false(scratch_exists(config_file(r->c)));
    assert_int_equal(config_set(r->c, OPTION_PLAIN, "on", NULL), STATUS_OK);
    assert_int_equal(config_save(r->c, NULL), STATUS_OK);
    text = scratch_read(config_file(r->c), NULL);
    assert_string_equal(text, "[general]\nplain = yes\n");
    AUTO_FREE char *folder = folder_path(FOLDER_CONFIG);
    assert_int_equal(stat(folder, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
}

static void values_that_do_not_fit_change_nothing(void **state)
{
    struct room *r = *state;
    ERROR_AUTO e = {0};

    load(r, NULL);
    assert_int_equal(config_set(r->c, OPTION_ESC_MS, "0", &e), STATUS_INVALID);
    assert_string_equal(e.what.args[0], "esc_ms");
    assert_non_null(e.next.id);
    assert_int_equal(config_set(r->c, OPTION_THEME, "../x", &e), STATUS_INVALID);
    assert_int_equal(config_set(r->c, OPTION_THEME, "", &e), STATUS_INVALID);
    assert_int_equal(config_set(r->c, OPTION_PRINTER, "a\nb", &e), STATUS_INVALID);
    assert_int_equal(config_set(r->c, OPTION_PRINTER, "a ;b", &e), STATUS_INVALID);
    assert_int_equal(config_set(r->c, OPTION_LINK, "medium", &e), STATUS_INVALID);
    assert_int_equal(config_number(r->c, OPTION_ESC_MS), 50);
    assert_int_equal(config_set(r->c, OPTION_LINK, "slow", &e), STATUS_OK);
    assert_int_equal(config_number(r->c, OPTION_LINK), LINK_SLOW);
}

static void a_failed_save_is_a_sentence_and_keeps_the_file(void **state)
{
    struct room *r = *state;
    ERROR_AUTO e = {0};
    AUTO_FREE char *blocked = scratch_path(r->folder, "file/registrar.ini");

    scratch_write(r->folder, "file", "not a folder", 0600);
    config_free(&r->c);
    assert_int_equal(config_load(blocked, &r->c, NULL), STATUS_OK);
    assert_int_equal(config_set(r->c, OPTION_PLAIN, "yes", NULL), STATUS_OK);
    assert_int_not_equal(config_save(r->c, &e), STATUS_OK);
    assert_non_null(e.what.id);
    assert_true(config_flag(r->c, OPTION_PLAIN));
    setenv("HOME", "/proc/nonexistent", 1);
    assert_null(folder_make(FOLDER_DATA, &e));
    assert_non_null(e.what.id);
    setenv("HOME", "/dev/null", 1);
    assert_null(folder_make(FOLDER_DATA, &e));
}

static void hostile_files_are_bounded(void **state)
{
    struct room *r = *state;
    TEXT_AUTO t;
    uint32_t seed = 7;

    text_init(&t, 2 * LIMIT_CONFIG_FILE);
    for (int i = 0; i < 3000; i++)
        text_addf(&t, "[section %d]\nx%d = 1\n", i, i);
    load(r, t.data);
    assert_int_equal(problem_count(r), 64);
    text_clear(&t);
    while (t.len <= LIMIT_CONFIG_FILE)
        text_add(&t, "# padding padding padding padding padding padding\n");
    load(r, t.data);
    assert_int_equal(problem_count(r), 1);
    for (int round = 0; round < 300; round++) {
        static const char soup[] = "[]=:;# \n\n\tabthemeprofile[general]\n\\\"\x01\xd0\x90";
        text_clear(&t);
        for (int i = 0; i < 400; i++) {
            seed = seed * 1664525 + 1013904223;
            text_add_char(&t, soup[(seed >> 16) % (sizeof soup - 1)]);
        }
        load(r, t.data);
        assert_non_null(config_profile(r->c, NULL));
    }
    text_clear(&t);
    for (int i = 0; i < 40; i++)
        text_addf(&t, "[profile p%d]\nurl = https://a%d.example\n", i, i);
    load(r, t.data);
    assert_int_equal(config_profile_count(r->c), 33);
    assert_int_equal(problem_count(r), 8);
}

static void secret_files_must_be_private(void **state)
{
    struct room *r = *state;
    ERROR_AUTO e = {0};
    struct secret s = {0};
    const struct profile *p;
    char big[LIMIT_SECRET + 10];

    load(r, "[profile a]\nurl = https://a.b\nclient_secret_file = secret\n");
    p = config_profile(r->c, "a");
    assert_int_equal(profile_secret(p, SECRET_CLIENT, &s, &e), STATUS_NOT_FOUND);
    scratch_write(r->folder, "secret", "open sesame\n", 0644);
    AUTO_FREE char *path = scratch_path(r->folder, "secret");
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(profile_secret(p, SECRET_CLIENT, &s, &e), STATUS_FORBIDDEN);
    assert_int_equal(s.len, 0);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(profile_secret(p, SECRET_CLIENT, &s, &e), STATUS_OK);
    assert_string_equal(s.data, "open sesame");
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    scratch_write(r->folder, "secret", big, 0600);
    assert_int_equal(profile_secret(p, SECRET_CLIENT, &s, &e), STATUS_LIMIT);
    scratch_write(r->folder, "secret", "two\nlines\n", 0600);
    assert_int_equal(profile_secret(p, SECRET_CLIENT, &s, &e), STATUS_LIMIT);
    secret_clear(&s);
}

static void the_language_comes_from_the_environment(void **state)
{
    struct room *r = *state;

    setenv("LC_ALL", "", 1);
    setenv("LC_MESSAGES", "uk_UA.UTF-8", 1);
    setenv("LANG", "fr_FR", 1);
    load(r, NULL);
    assert_string_equal(config_language(r->c), "uk");
    setenv("LC_ALL", "C.UTF-8", 1);
    load(r, NULL);
    assert_string_equal(config_language(r->c), "en");
    assert_int_equal(config_override(r->c, OPTION_LANGUAGE, "fr", NULL), STATUS_OK);
    assert_string_equal(config_language(r->c), "fr");
}

static void folders_are_private_and_ours(void **state)
{
    struct room *r = *state;
    ERROR_AUTO e = {0};
    struct stat st;

    setenv("XDG_DATA_HOME", "relative", 1);
    AUTO_FREE char *data = folder_make(FOLDER_DATA, &e);
    AUTO_FREE char *inner = folder_make_in(FOLDER_DATA, "training", &e);
    assert_true(text_starts(data, r->folder));
    assert_int_equal(stat(inner, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_int_equal(chmod(data, 0755), 0);
    AUTO_FREE char *again = folder_make(FOLDER_DATA, &e);
    assert_int_equal(stat(again, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_null(folder_make_in(FOLDER_DATA, "../x", &e));
    assert_null(folder_make_in(FOLDER_DATA, "", &e));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, room_open, room_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_a_file_there_is_training),
        TEST(every_wrong_line_is_named),
        TEST(profiles_are_read_whole),
        TEST(plain_http_only_to_this_computer),
        TEST(what_is_dumped_is_read_back),
        TEST(saving_keeps_what_it_does_not_know),
        TEST(saving_makes_the_file),
        TEST(values_that_do_not_fit_change_nothing),
        TEST(a_failed_save_is_a_sentence_and_keeps_the_file),
        TEST(hostile_files_are_bounded),
        TEST(secret_files_must_be_private),
        TEST(the_language_comes_from_the_environment),
        TEST(folders_are_private_and_ours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
