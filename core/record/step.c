/* Steps: building and freeing what an adapter asks of a person. */
#include "record/step.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/text.h"

struct step *step_new(enum step_kind kind, const char *id)
{
    struct step *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->kind = kind;
    s->id = text_dup(id);
    s->attempts_left = -1;
    if (!s->id)
        step_free(&s);
    return s;
}

void step_free(struct step **step)
{
    struct step *s = *step;

    if (!s)
        return;
    free(s->id);
    message_clear(&s->title);
    for (size_t i = 0; i < s->nlines; i++)
        message_clear(&s->lines[i]);
    free(s->lines);
    choices_free(&s->options);
    for (size_t i = 0; i < s->nfiles; i++) {
        free(s->files[i].type);
        cell_clear(&s->files[i].label);
    }
    free(s->files);
    free(s);
    *step = NULL;
}

struct message *step_line(struct step *s)
{
    struct message *bigger;

    if (!s || s->nlines >= LIMIT_SECTIONS)
        return NULL;
    bigger = realloc(s->lines, (s->nlines + 1) * sizeof *bigger);
    if (!bigger)
        return NULL;
    s->lines = bigger;
    s->lines[s->nlines] = (struct message){0};
    return &s->lines[s->nlines++];
}

struct step_file *step_add_file(struct step *s, const char *type)
{
    struct step_file *bigger;

    if (!s || s->nfiles >= LIMIT_SECTIONS)
        return NULL;
    bigger = realloc(s->files, (s->nfiles + 1) * sizeof *bigger);
    if (!bigger)
        return NULL;
    s->files = bigger;
    s->files[s->nfiles] = (struct step_file){.type = text_dup(type), .needed = true};
    return &s->files[s->nfiles++];
}
