/* Printout forms from outside: any bytes become clean lines of the right width, a PDF, or a named refusal. */
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "core/document/helper/fail.h"
#include "core/document/helper/paper.h"
#include "core/document/helper/parse.h"
#include "core/document/helper/plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);
const char *__asan_default_options(void);
int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void *, size_t),
                                              void (*on_free)(const volatile void *));

/* A refusal ends the helper's process; here it ends the run, and the memory of the run is taken back by hand.
 */
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

enum { LIVE_MAX = 1 << 18 };

static struct {
    jmp_buf back;
    struct fonts *fonts;
    bool counting;
    size_t n;
    void *live[LIVE_MAX];
    uint32_t used[LIVE_MAX]; /* the first n: places of `live` that were written */
} run;

static size_t slot_of(const volatile void *p)
{
    return ((uintptr_t)p >> 4) * 0x9e3779b1u & (LIVE_MAX - 1);
}

static void on_malloc(const volatile void *p, size_t size)
{
    (void)size;
    if (!run.counting || !p || run.n > LIVE_MAX / 2)
        return;
    size_t at = slot_of(p);
    while (run.live[at])
        at = (at + 1) & (LIVE_MAX - 1);
    run.live[at] = (void *)p;
    run.used[run.n++] = (uint32_t)at;
}

static void on_free(const volatile void *p)
{
    if (!run.counting || !p)
        return;
    for (size_t at = slot_of(p); run.live[at]; at = (at + 1) & (LIVE_MAX - 1))
        if (run.live[at] == p) {
            run.live[at] = (void *)1; /* a gap that searches go over */
            return;
        }
}

static void memory_take_back(bool release)
{
    run.counting = false;
    for (size_t i = 0; i < run.n; i++) {
        void **live = &run.live[run.used[i]];
        if (release && *live > (void *)1)
            free(*live);
        *live = NULL;
    }
    run.n = 0;
}

void fail(enum document_exit code, const char *id, const char *detail)
{
    (void)detail;
    if (code == DOCUMENT_EXIT_OK || !*id || code == DOCUMENT_EXIT_SYSTEM)
        abort();
    parse_end(); /* the parser's own memory goes first, by its own hands */
    longjmp(run.back, 1);
}

void *grow_zeroed(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p)
        abort();
    return p;
}

void *grow_array(void *old, size_t count, size_t size)
{
    void *p = realloc(old, count * size ? count * size : 1);
    if (!p)
        abort();
    return p;
}

static void text_try(const char *html, size_t n, int width, bool marks, bool strict)
{
    if (setjmp(run.back)) {
        memory_take_back(true);
        return;
    }
    run.counting = true;
    struct tree *tree = parse_html(html, n, strict);
    struct lines *lines = plain_render(tree, width, marks);
    for (size_t i = 0; i < lines->n; i++) {
        const struct text *text = &lines->items[i].text;
        if (!text_ok(text) || !utf8_valid(text->data, text->len) || memchr(text->data, '\n', text->len) ||
            memchr(text->data, 27, text->len))
            abort();
    }
    lines_free(&lines);
    tree_free(&tree);
    memory_take_back(false);
}

/* Pango's caches outlive a run, so what a refused page leaves is left; such runs are few. */
static void pdf_try(const char *html, size_t n)
{
    static const struct paper_options options = {.date = "2026-01-05T12:20:16Z"};
    struct text pdf;
    text_init(&pdf, 1 << 24);
    if (!setjmp(run.back)) {
        struct tree *tree = parse_html(html, n, true);
        if (paper_render(tree, run.fonts, &options, &pdf) < 1 || memcmp(pdf.data, "%PDF-", 5) != 0)
            abort();
        tree_free(&tree);
    }
    text_free(&pdf);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    text_try("<p>a</p>", 8, 40, false, false); /* what libraries keep is made before anything is counted */
    memory_take_back(false);
    __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const char *html = (const char *)data + 2;
    text_try(html, size - 2, DOCUMENT_WIDTH_MIN + data[0] % 100, data[1] & 1, data[1] & 2);
    if (size < 1000 && data[1] >= 0xf0) {
        if (!run.fonts)
            run.fonts = fonts_open("/usr/share/fonts/truetype/noto");
        pdf_try(html, size - 2);
    }
    return 0;
}
