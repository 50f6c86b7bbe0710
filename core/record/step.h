/*
 * Steps: sign-in and actions are walked the same way. An adapter hands out one step at a time; the screen
 * shows it and answers it without knowing which registry asks.
 */
#ifndef RECORD_STEP_H
#define RECORD_STEP_H

#include "base/secret.h"
#include "form/form.h"
#include "record/record.h"

enum step_kind {
    STEP_FORM,    /* fill `form` */
    STEP_CODE,    /* type a one-time code */
    STEP_CHOICE,  /* choose one of `options` */
    STEP_FILES,   /* bring the named documents, then submit */
    STEP_CONFIRM, /* read `lines`, then submit */
    STEP_DONE,    /* nothing more to ask (sign-in: signed in) */
};

struct step_file {
    char *type;        /* the registry's name: "person.tax_id" */
    struct cell label; /* what people call it */
    bool needed;
    bool uploaded;      /* as far as this computer knows; the adapter asks through env->uploaded */
    long size_max;      /* bytes */
    const char *accept; /* media type */
};

struct step {
    enum step_kind kind;
    char *id; /* the adapter's own name of the step; comes back in the answer */
    struct message title;
    struct message *lines; /* sentences: whom, what, where a code was sent */
    size_t nlines;
    const struct form_def *form; /* STEP_FORM: owned by the adapter, lives as long as it */
    const char *submit;          /* message id: what Enter does, "approve" */
    int digits;                  /* STEP_CODE */
    int64_t valid_until;         /* STEP_CODE: wall clock ms of this computer, 0 unknown */
    int attempts_left;           /* -1 unknown */
    const char *resend;          /* message id of the verb that sends a new code, NULL: cannot */
    struct choices options;      /* STEP_CHOICE */
    struct step_file *files;     /* STEP_FILES */
    size_t nfiles;
    bool irreversible; /* the record's label must be typed before submit */
};
struct step *step_new(enum step_kind, const char *id);
void step_free(struct step **);
struct message *step_line(struct step *);
struct step_file *step_add_file(struct step *, const char *type);

enum step_verb { VERB_SUBMIT, VERB_RESEND };

struct step_answer {
    const char *step_id;
    enum step_verb verb;
    struct form *form;         /* STEP_FORM */
    const struct secret *code; /* STEP_CODE */
    const char *choice;        /* STEP_CHOICE */
};

#endif
