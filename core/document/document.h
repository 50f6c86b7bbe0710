/*
 * What is read and printed: a printout form (HTML, ehealth contract 3.8) as lines for the screen or as an A4
 * PDF. The work is done by the program registrar-document beside the loop; a crash there costs one sentence.
 */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include "base/loop.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/* Where the helper is; the caller keeps it for as long as a job runs. */
struct document_service {
    const char *helper; /* absolute path of registrar-document */
    const char *fonts;  /* folder of the Noto files, NULL: where Debian's fonts-noto-core puts them */
};

enum document_style { DOCUMENT_NORMAL, DOCUMENT_BOLD, DOCUMENT_HEADING };

struct document_line {
    char *text; /* cleaned for the screen, at most `width` columns */
    enum document_style style;
};

struct document_lines {
    struct document_line *items;
    size_t n;
    int images; /* pictures that were left out */
};

struct document_pdf {
    char *bytes;
    size_t n;
    int pages, images;
};

struct document_job;

/*
 * Called once, never from inside the call that started the job. STATUS_OK: the result belongs to the
 * callback. Otherwise the result is NULL and the error says what happened: STATUS_LIMIT (too large, deep or
 * long), STATUS_MALFORMED (empty, not UTF-8, or a helper that talks nonsense), STATUS_UNSUPPORTED (a font or
 * a character is missing), STATUS_BROKEN (the helper crashed or took too long), STATUS_MEMORY. The job is
 * gone afterwards.
 */
typedef void (*document_lines_fn)(void *data, enum status, const struct error *, struct document_lines *);
typedef void (*document_pdf_fn)(void *data, enum status, const struct error *, struct document_pdf *);

/* Readable lines at most `width` columns wide (16-400; brought into that range). `html` is copied. */
enum status document_text(struct loop *, const struct document_service *, const char *html, size_t n,
                          int width, document_lines_fn fn, void *data, struct document_job **out,
                          struct error *);
/*
 * An A4 PDF, created at `date` (UTC ms: the same form and date give the same bytes). `mark`: large pale words
 * across every page, for forms that are not official, or NULL.
 */
enum status document_pdf(struct loop *, const struct document_service *, const char *html, size_t n,
                         int64_t date, const char *mark, document_pdf_fn fn, void *data,
                         struct document_job **out, struct error *);
/* Forgets the job: the helper is ended, nothing is called any more. NULL is fine, and so is a job whose
 * callback is running. */
void document_cancel(struct document_job **);

void document_lines_free(struct document_lines **);
void document_pdf_free(struct document_pdf **);

#endif
