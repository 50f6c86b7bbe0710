/*
 * Forms as data: fields, what may be typed into them, when they are open, what is wrong, what is still
 * missing. A form definition may be static (ours) or built at run time (sent by a server); the screens do not
 * know which. No curses here, no translation either: labels and problems are message ids.
 */
#ifndef FORM_FORM_H
#define FORM_FORM_H

#include "base/date.h"
#include "base/secret.h"
#include "base/status.h"
#include "base/text.h"

struct form;
struct field_def;

enum field_kind {
    FIELD_TEXT,
    FIELD_DIGITS, /* only 0-9, kept as text */
    FIELD_DATE,   /* kept as YYYY-MM-DD, typed in parts, see date_parse_typed() */
    FIELD_PHONE,  /* kept as the pattern says, shown through `mask` */
    FIELD_UUID,
    FIELD_CHOICE, /* kept as the choice's id */
    FIELD_SECRET, /* kept in form_secret(), never in form_value() */
    FIELD_FILE,   /* a path on this computer */
    FIELD_MULTILINE,
    FIELD_BOOL, /* "" or "yes" */
};

struct choice {
    char *id;
    char *label;          /* shown as it is when label_id is NULL (a dictionary's own words) */
    const char *label_id; /* message id */
};

struct choices {
    struct choice *items;
    size_t n;
};

struct field_def {
    const char *id;
    const char *label; /* message id */
    enum field_kind kind;
    size_t max;         /* graphemes, 0: LIMIT_FIELD bytes only */
    const char *mask;   /* "+38 (0__) ___-__-__": `_` takes a digit, the rest is shown; NULL: none */
    const char *prefix; /* with a mask: what is stored before the typed digits, "+380"; NULL: nothing */
    const char *hint;   /* message id: format or example, shown while focused; NULL: none */
    bool required;
    bool fixed;       /* of fixed length: a full field moves on by itself */
    int row, column;  /* position in a two-column arrangement; both 0: one field a line, in order */
    const void *rule; /* for `check` and `enabled`: whatever the definition needs */
    /* Problem with the value now in the field; true and *out filled when there is one. NULL: by kind only. */
    bool (*check)(const struct form *, const struct field_def *, struct message *out);
    /* Whether it can be filled now; when not, *why says what is needed first. NULL: always. */
    bool (*enabled)(const struct form *, const struct field_def *, struct message *why);
};

struct form_def {
    const char *id;
    const char *title; /* message id */
    const char *note;  /* message id: the rule of the whole form in one sentence, or NULL */
    const struct field_def *fields;
    size_t n;
    /* Across fields: true and *out filled ("To search: add a phone number or a birth date.") while the
     * form may not be submitted. NULL: required fields decide. */
    bool (*missing)(const struct form *, struct message *out);
    /* Called after a field changed: clears what depended on it (a number when its type changes). NULL:
     * nothing. */
    void (*changed)(struct form *, const struct field_def *);
    void *owner; /* freed by whoever built a definition at run time; NULL for static ones */
};

/* A form being filled. Keeps a pointer to `def`, which must outlive it. NULL when memory ended. */
struct form *form_new(const struct form_def *def);
void form_free(struct form **);
const struct form_def *form_def(const struct form *);
/* Index of a field by id, or -1. */
int form_find(const struct form *, const char *id);

/* The value of field `i` (or of field `id`): never NULL, "" when empty; "" for secrets and for closed fields.
 */
const char *form_value(const struct form *, size_t i);
const char *form_value_of(const struct form *, const char *id);
/* The raw text, also of closed fields: what the widget shows. */
const char *form_typed(const struct form *, size_t i);
/* Sets what was typed; refuses (STATUS_LIMIT) what is longer than the field takes. Runs def->changed. */
enum status form_set(struct form *, size_t i, const char *value);
struct secret *form_secret(struct form *, size_t i);
const struct secret *form_secret_of(const struct form *, const char *id);
void form_clear(struct form *);

/* The choices of a FIELD_CHOICE; the form owns them. Taken over from `c`, which is emptied. */
void form_set_choices(struct form *, size_t i, struct choices *c);
const struct choices *form_choices(const struct form *, size_t i);
void choices_add(struct choices *, const char *id, const char *label, const char *label_id);
void choices_free(struct choices *);

bool form_enabled(const struct form *, size_t i, struct message *why);
/* Problem of one field: kind rules, then the definition's. Empty optional fields have none. */
bool form_problem(const struct form *, size_t i, struct message *out);
/* First field with a problem at or after `from`, wrapping round; -1 when there is none. */
int form_next_problem(const struct form *, size_t from);
/* True when it may be submitted; else *why says what is missing or wrong. */
bool form_ready(const struct form *, struct message *why);
bool form_is_empty(const struct form *);
/* Grows with every change; for draft journals and repaint. */
unsigned form_generation(const struct form *);

/*
 * Masked fields (FIELD_PHONE, or any field with a mask). What is stored is `prefix` plus the typed digits
 * ("+380941455543"); what is shown is the mask with them filled in ("+38 (094) 145-55-43").
 */
/* The stored value for whatever was typed or pasted, in any notation: the last digits that fit the mask. */
void form_mask_store(const struct field_def *, const char *typed, struct text *out);

#endif
