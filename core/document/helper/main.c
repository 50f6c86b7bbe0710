/*
 * registrar-document: HTML on standard input; readable text or an A4 PDF on standard output; how it went as
 * one JSON line on standard error (core/document/protocol.h). It runs behind rlimits and a seccomp filter and
 * never opens anything but its fonts.
 *
 *   registrar-document --text --width N [--marks]
 *   registrar-document --pdf --date 2026-01-05T12:20:16Z [--mark WORDS] [--fonts FOLDER]
 */
#include <errno.h>
#include <jansson.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "fail.h"
#include "fonts.h"
#include "guard.h"
#include "paper.h"
#include "parse.h"
#include "plain.h"

#define FONT_FOLDER "/usr/share/fonts/truetype/noto"

struct wish {
    bool text, pdf, marks;
    long width;
    const char *columns; /* `width` as it was typed */
    const char *folder;
    struct paper_options paper;
};

static void usage(const char *detail)
{
    fail(DOCUMENT_EXIT_USAGE, "usage", detail);
}

static void date_require(const char *date)
{
    struct tm tm;
    const char *end = date ? strptime(date, "%Y-%m-%dT%H:%M:%SZ", &tm) : NULL;
    if (!end || *end)
        usage("--date YYYY-MM-DDTHH:MM:SSZ");
}

/* Takes one option; returns the number of arguments it used. */
static int option_read(struct wish *wish, const char *name, const char *value)
{
    const struct {
        const char *name;
        bool *flag;         /* an option without a value */
        const char **value; /* or where its value goes */
    } options[] = {
        {"--text", &wish->text, NULL},       {"--pdf", &wish->pdf, NULL},
        {"--marks", &wish->marks, NULL},     {"--width", NULL, &wish->columns},
        {"--fonts", NULL, &wish->folder},    {"--date", NULL, &wish->paper.date},
        {"--mark", NULL, &wish->paper.mark},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (strcmp(name, options[i].name) != 0)
            continue;
        if (options[i].flag) {
            *options[i].flag = true;
            return 1;
        }
        if (!value)
            break;
        *options[i].value = value;
        return 2;
    }
    usage(name);
    return 0;
}

static void wish_read(struct wish *wish, int argc, char **argv)
{
    *wish = (struct wish){.columns = "80", .folder = FONT_FOLDER};
    for (int i = 1; i < argc;)
        i += option_read(wish, argv[i], argv[i + 1]); /* argv ends in NULL */
    if (wish->text == wish->pdf)
        usage("--text or --pdf");
    if (!text_number(wish->columns, DOCUMENT_WIDTH_MAX, &wish->width) || wish->width < DOCUMENT_WIDTH_MIN)
        usage("--width");
    if (wish->pdf)
        date_require(wish->paper.date);
    if (wish->paper.mark && !utf8_valid(wish->paper.mark, strlen(wish->paper.mark)))
        usage("--mark");
}

static void input_read(struct text *html)
{
    char buffer[64 * 1024];
    text_init(html, LIMIT_FORM_HTML);
    for (;;) {
        ssize_t n = read(STDIN_FILENO, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            fail(DOCUMENT_EXIT_SYSTEM, "read", strerror(errno));
        if (!n)
            break;
        text_add_n(html, buffer, (size_t)n);
        if (!text_ok(html))
            fail(DOCUMENT_EXIT_INPUT, "too-large", NULL);
    }
    if (strspn(html->data, " \t\r\n") == html->len)
        fail(DOCUMENT_EXIT_INPUT, "empty", NULL);
}

static void output_write(const char *s, size_t n)
{
    while (n) {
        ssize_t put = write(STDOUT_FILENO, s, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            fail(DOCUMENT_EXIT_SYSTEM, "write", strerror(errno));
        s += put;
        n -= (size_t)put;
    }
}

static void pdf_make(const struct wish *wish, const struct text *html, struct fonts *fonts)
{
    TEXT_AUTO pdf = {0};
    text_init(&pdf, LIMIT_PDF);
    struct tree *tree = parse_html(html->data, html->len, true);
    if (!tree->root->first)
        fail(DOCUMENT_EXIT_INPUT, "empty", NULL);
    int pages = paper_render(tree, fonts, &wish->paper, &pdf);
    output_write(pdf.data, pdf.len);
    fprintf(stderr, "\n{\"pages\":%d,\"images\":%zu}\n", pages, tree->images);
    tree_free(&tree);
}

static json_t *line_json(const struct line *line)
{
    static const char *const words[] = {"normal", "bold", "heading"};
    return json_pack("{s:s#,s:s}", "t", line->text.data, line->text.len, "s", words[line->style]);
}

static void text_make(const struct wish *wish, const struct text *html)
{
    struct tree *tree = parse_html(html->data, html->len, false);
    if (!tree->root->first)
        fail(DOCUMENT_EXIT_INPUT, "empty", NULL);
    struct lines *lines = plain_render(tree, (int)wish->width, wish->marks);
    json_t *list = json_array();
    for (size_t i = 0; i < lines->n; i++) {
        if (!text_ok(&lines->items[i].text) || json_array_append_new(list, line_json(&lines->items[i])))
            fail(DOCUMENT_EXIT_MEMORY, "memory", NULL);
    }
    json_t *all = json_pack("{s:o,s:I}", "lines", list, "images", (json_int_t)tree->images);
    char *out = all ? json_dumps(all, JSON_COMPACT) : NULL;
    if (!out)
        fail(DOCUMENT_EXIT_MEMORY, "memory", NULL);
    output_write(out, strlen(out));
    output_write("\n", 1);
    free(out);
    json_decref(all);
    lines_free(&lines);
    tree_free(&tree);
}

int main(int argc, char **argv)
{
    struct wish wish;
    TEXT_AUTO html = {0};
    struct fonts *fonts = NULL;
    guard_limits();
    mallopt(M_ARENA_MAX, 1);
    wish_read(&wish, argc, argv);
    if (wish.pdf)
        fonts = fonts_open(wish.folder);
    guard_seal();
    input_read(&html);
    if (wish.pdf)
        pdf_make(&wish, &html, fonts);
    else
        text_make(&wish, &html);
    parse_end();
    fonts_close(&fonts);
    return DOCUMENT_EXIT_OK;
}
