/* Drives libxml2's HTML parser as a stream of events into the builder; no libxml2 tree is ever made. */
#include "parse.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "build.h"
#include "fail.h"

static void on_open(void *data, const xmlChar *name, const xmlChar **attributes)
{
    build_open(data, (const char *)name, (const char **)attributes);
}

static void on_close(void *data, const xmlChar *name)
{
    build_close(data, (const char *)name);
}

static void on_text(void *data, const xmlChar *s, int n)
{
    if (n > 0)
        build_text(data, (const char *)s, (size_t)n);
}

static void on_complaint(void *data, const char *message, ...)
{
    (void)data;
    (void)message;
}

/* The whole input as UTF-8 without NUL and without control characters, which the parser would stumble over.
 */
static void clean(struct text *out, const char *html, size_t n, bool strict)
{
    text_init(out, (size_t)LIMIT_FORM_HTML * 3);
    if (strict && (!utf8_valid(html, n) || memchr(html, '\0', n)))
        fail(DOCUMENT_EXIT_INPUT, "bad-encoding", NULL);
    while (n) {
        int32_t code;
        size_t bytes = utf8_decode(html, n, &code);
        char good[4];
        if (!bytes)
            break;
        bool control = code < 0x20 && code != '\t' && code != '\n' && code != '\r' && code != '\f';
        if (code == 0)
            code = 0xfffd;
        if (code == 0xfffd || !control)
            text_add_n(out, good, utf8_encode(code, good));
        html += bytes;
        n -= bytes;
    }
    if (!text_ok(out))
        fail(DOCUMENT_EXIT_MEMORY, "memory", NULL);
}

struct tree *parse_html(const char *html, size_t n, bool strict)
{
    TEXT_AUTO input = {0};
    clean(&input, html, n, strict);
    htmlParserCtxtPtr parser = htmlNewParserCtxt();
    if (!parser)
        fail(DOCUMENT_EXIT_MEMORY, "memory", NULL);
    struct build *build = build_new();
    memset(parser->sax, 0, sizeof *parser->sax);
    parser->sax->startElement = on_open;
    parser->sax->endElement = on_close;
    parser->sax->characters = on_text;
    parser->sax->ignorableWhitespace = on_text;
    parser->sax->cdataBlock = on_text;
    parser->sax->error = on_complaint;
    parser->sax->warning = on_complaint;
    parser->userData = build;
    htmlCtxtReadMemory(parser, input.data, (int)input.len, NULL, "UTF-8",
                       HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                           HTML_PARSE_IGNORE_ENC | HTML_PARSE_NODEFDTD);
    htmlFreeParserCtxt(parser);
    return build_finish(&build);
}

void parse_end(void)
{
    xmlCleanupParser();
}
