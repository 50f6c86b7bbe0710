/*
 * What every screen shows, whichever registry it came from: rows of typed cells, pages of labelled values,
 * actions with their preconditions. The model hands typed values; widths, words and colours belong to the
 * screens.
 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "base/date.h"
#include "base/status.h"
#include "base/text.h"

/* Which record: kind is the adapter's word ("request", "person"), id its text id, label what people call it.
 */
struct record_ref {
    char *kind;
    char *id;
    char *label;
};
void record_ref_set(struct record_ref *, const char *kind, const char *id, const char *label);
void record_ref_copy(struct record_ref *to, const struct record_ref *from);
void record_ref_clear(struct record_ref *);
bool record_ref_equal(const struct record_ref *, const struct record_ref *); /* kind and id */

/* Meaning of a state or note; a theme gives colours, the words and signs tell it first. */
enum tone {
    TONE_NONE,
    TONE_NEW,
    TONE_APPROVED,
    TONE_SIGNED,
    TONE_REJECTED,
    TONE_CANCELLED,
    TONE_EXPIRED,
    TONE_GOOD,
    TONE_WARNING,
    TONE_BAD,
};

enum cell_kind {
    CELL_NONE,    /* there is no value: shown as a dash */
    CELL_WAITING, /* not fetched yet: shown as dots */
    CELL_ABSENT,  /* the registry no longer has it; `word` says why */
    CELL_TEXT,
    CELL_NUMBER,
    CELL_DATE,
    CELL_INSTANT,
    CELL_CODE,    /* text = the code, label = the dictionary's words or NULL; else `word` */
    CELL_WORD,    /* word = message id, tone */
    CELL_MESSAGE, /* message with arguments */
};

struct cell {
    enum cell_kind kind;
    enum tone tone;
    char *text;  /* owned */
    char *label; /* owned */
    const char *word;
    long number;
    struct date date;
    int64_t instant; /* UTC ms */
    struct message message;
};
void cell_clear(struct cell *);
void cell_copy(struct cell *to, const struct cell *from);
void cell_text(struct cell *, const char *s); /* cleaned; NULL or "" gives CELL_NONE */
void cell_number(struct cell *, long n);
void cell_date(struct cell *,
               const char *iso); /* NULL gives CELL_NONE; not a date gives CELL_TEXT as it is */
void cell_instant(struct cell *, const char *iso);
void cell_code(struct cell *, const char *code, const char *label, const char *word);
void cell_word(struct cell *, const char *word, enum tone);
void cell_absent(struct cell *, const char *word);
/* Order of two cells of the same column; waiting and empty ones last. */
int cell_compare(const struct cell *, const struct cell *);
/* The searchable words of a cell, appended (unfolded). */
void cell_search_text(const struct cell *, struct text *out);

struct column {
    const char *id;
    const char *title;                  /* message id */
    int rank;                           /* narrow screens drop the highest rank first; 0 is never dropped */
    int min, ideal;                     /* columns of text */
    bool right;                         /* right-aligned */
    bool sortable;                      /* by the server, or locally when all rows are here */
    const char *order_asc, *order_desc; /* the server's names of the orders, NULL: local only */
};

struct row {
    struct record_ref ref;
    struct cell *cells; /* one a column */
    size_t n;
    bool partial; /* cells in CELL_WAITING can be filled by registry enrich */
    char *folded; /* utf8_fold of its searchable words; made by row_fold() */
};
struct row *row_new(size_t columns);
void row_free(struct row **);
struct row *row_copy(const struct row *);
void row_fold(struct row *);

struct record_field {
    const char *label; /* message id; NULL when label_text is given */
    char *label_text;  /* owned: a label that comes from the registry */
    struct cell value;
    struct message note; /* a sentence with its sign, or empty */
    enum tone note_tone;
    struct record_ref link; /* kind NULL: none; Enter on the field opens it */
};

/* Either labelled fields, or a table (columns + rows), or both (fields first). */
struct section {
    const char *id;
    const char *title; /* message id */
    char *title_text;  /* owned, when it comes from the registry */
    struct record_field *fields;
    size_t n;
    const struct column *columns; /* static or owned by the page's description */
    size_t ncolumns;
    struct row **rows;
    size_t nrows;
    const char *empty; /* message id shown when there are neither; NULL: the section is left out */
};

/* An action's place in the world, static data of an adapter or of the desk. */
struct action_def {
    const char *id;       /* "approve" */
    const char *label;    /* help line: N_("approve") */
    const char *title;    /* N_("Approve request %s"), %s = the record's label */
    const char *doing;    /* N_("Approving %s") */
    const char *done;     /* N_("Approved %s.") */
    const char *not_done; /* N_("Not approved") */
    const char *scope;    /* permission it needs, or NULL */
    const char *key;      /* suggested key: "a" */
    int rank;             /* help line drops the highest first */
    bool bulk;            /* can be run over many marked records */
    bool irreversible;    /* the record's label must be typed */
    bool local;           /* changes nothing at the registry (print, view): no outbox row */
};

struct action_state {
    const struct action_def *def;
    bool allowed;
    struct message reason; /* why not */
};

/* Something that belongs to a record and can be shown, printed or saved. */
struct attachment {
    char *id;
    const char *title; /* message id */
    char *title_text;  /* owned */
    char *type;        /* media type: "text/html" */
    long size;         /* bytes, -1 unknown */
    bool printable;    /* an official form: printing it goes to the print log */
};

struct page {
    struct record_ref ref;
    struct message title;
    struct cell state;           /* status word, tone */
    struct message state_reason; /* why it is in that state */
    struct section *sections;
    size_t nsections;
    struct action_state *actions;
    size_t nactions;
    struct attachment *attachments;
    size_t nattachments;
    char *version; /* what the registry says of its version (updated_at...), NULL unknown */
};
struct page *page_new(void);
void page_free(struct page **);
/* Builders for adapters; each returns NULL / does nothing when memory ended or LIMIT_SECTIONS is reached. */
struct section *page_section(struct page *, const char *id, const char *title);
struct record_field *section_field(struct section *, const char *label);
void section_row(struct section *, struct row *taken);
struct action_state *page_action(struct page *, const struct action_def *);
struct attachment *page_attachment(struct page *, const char *id, const char *title, const char *type);
const struct action_state *page_find_action(const struct page *, const char *id);

#endif
