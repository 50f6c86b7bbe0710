/* A form being filled: values, which fields are open, what is wrong and what is missing. */
#include "form/form.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/limits.h"
#include "base/utf8.h"

struct form_cell {
    struct text typed;
    struct secret secret;
    struct choices choices;
};

struct form {
    const struct form_def *def;
    struct form_cell *cells;
    unsigned generation;
    bool changing; /* def->changed is running: its own changes do not call it again */
};

struct form *form_new(const struct form_def *def)
{
    struct form *f = calloc(1, sizeof *f);

    if (!f)
        return NULL;
    f->def = def;
    f->cells = calloc(def->n ? def->n : 1, sizeof *f->cells);
    if (!f->cells) {
        free(f);
        return NULL;
    }
    for (size_t i = 0; i < def->n; i++)
        text_init(&f->cells[i].typed, LIMIT_FIELD);
    return f;
}

void form_free(struct form **form)
{
    struct form *f = *form;

    if (!f)
        return;
    for (size_t i = 0; i < f->def->n; i++) {
        text_free(&f->cells[i].typed);
        secret_clear(&f->cells[i].secret);
        choices_free(&f->cells[i].choices);
    }
    free(f->cells);
    free(f);
    *form = NULL;
}

const struct form_def *form_def(const struct form *f)
{
    return f->def;
}

int form_find(const struct form *f, const char *id)
{
    for (size_t i = 0; i < f->def->n; i++)
        if (strcmp(f->def->fields[i].id, id) == 0)
            return (int)i;
    return -1;
}

const char *form_typed(const struct form *f, size_t i)
{
    return i < f->def->n ? f->cells[i].typed.data : "";
}

const char *form_value(const struct form *f, size_t i)
{
    return i < f->def->n && form_enabled(f, i, NULL) ? f->cells[i].typed.data : "";
}

const char *form_value_of(const struct form *f, const char *id)
{
    int i = form_find(f, id);

    return i < 0 ? "" : form_value(f, (size_t)i);
}

static void form_changed(struct form *f, size_t i)
{
    f->generation++;
    if (!f->def->changed || f->changing)
        return;
    f->changing = true;
    f->def->changed(f, &f->def->fields[i]);
    f->changing = false;
}

enum status form_set(struct form *f, size_t i, const char *value)
{
    const struct field_def *d;
    size_t n = strlen(value);

    if (i >= f->def->n || f->def->fields[i].kind == FIELD_SECRET)
        return STATUS_INVALID;
    d = &f->def->fields[i];
    if (n > LIMIT_FIELD || (d->max && utf8_count_graphemes(value, n) > d->max))
        return STATUS_LIMIT;
    if (strcmp(f->cells[i].typed.data, value) == 0)
        return STATUS_OK;
    text_set(&f->cells[i].typed, value);
    if (!text_ok(&f->cells[i].typed)) {
        text_clear(&f->cells[i].typed);
        return STATUS_MEMORY;
    }
    form_changed(f, i);
    return STATUS_OK;
}

struct secret *form_secret(struct form *f, size_t i)
{
    return i < f->def->n ? &f->cells[i].secret : NULL;
}

const struct secret *form_secret_of(const struct form *f, const char *id)
{
    int i = form_find(f, id);

    return i < 0 ? NULL : &f->cells[i].secret;
}

void form_clear(struct form *f)
{
    for (size_t i = 0; i < f->def->n; i++) {
        text_clear(&f->cells[i].typed);
        secret_clear(&f->cells[i].secret);
    }
    f->generation++;
}

void form_set_choices(struct form *f, size_t i, struct choices *c)
{
    if (i < f->def->n) {
        choices_free(&f->cells[i].choices);
        f->cells[i].choices = *c;
        *c = (struct choices){0};
        f->generation++;
    } else {
        choices_free(c);
    }
}

const struct choices *form_choices(const struct form *f, size_t i)
{
    return i < f->def->n ? &f->cells[i].choices : NULL;
}

void choices_add(struct choices *c, const char *id, const char *label, const char *label_id)
{
    struct choice *bigger = realloc(c->items, (c->n + 1) * sizeof *bigger);

    if (!bigger)
        return;
    c->items = bigger;
    c->items[c->n] = (struct choice){
        .id = text_dup(id),
        .label = label ? utf8_clean(label, strlen(label), LIMIT_FIELD, false) : NULL,
        .label_id = label_id,
    };
    c->n++;
}

void choices_free(struct choices *c)
{
    for (size_t i = 0; i < c->n; i++) {
        free(c->items[i].id);
        free(c->items[i].label);
    }
    free(c->items);
    *c = (struct choices){0};
}

bool form_enabled(const struct form *f, size_t i, struct message *why)
{
    const struct field_def *d = &f->def->fields[i];

    return !d->enabled || d->enabled(f, d, why);
}

static bool all_digits(const char *s)
{
    return s[strspn(s, "0123456789")] == '\0';
}

/* Lower-case UUID, versions 1 to 5 (ehealth contract 8.1). */
static bool uuid_valid(const char *s)
{
    for (int i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (dash ? s[i] != '-' : !s[i] || !strchr("0123456789abcdef", s[i]))
            return false;
    }
    return s[36] == '\0' && s[14] >= '1' && s[14] <= '5' && strchr("89ab", s[19]);
}

/* What the kind of a field alone demands of a value that is not empty. */
static const char *kind_problem(const struct form *f, size_t i, const char *value)
{
    struct date d;
    const char *unknown = NULL;

    switch (f->def->fields[i].kind) {
    case FIELD_DIGITS:
        return all_digits(value) ? NULL : N_("Only digits belong here.");
    case FIELD_DATE:
        return date_parse(value, &d) ? NULL : N_("This is not a date. Type day, month and year.");
    case FIELD_UUID:
        return uuid_valid(value) ? NULL
                                 : N_("An id has 36 characters: 8-4-4-4-12 digits and letters a to f.");
    case FIELD_CHOICE:
        for (size_t c = 0; c < f->cells[i].choices.n; c++)
            if (text_equal(f->cells[i].choices.items[c].id, value))
                return NULL;
        unknown = f->cells[i].choices.n ? N_("Choose one from the list.") : NULL;
        return unknown;
    default:
        return NULL;
    }
}

static bool field_empty(const struct form *f, size_t i)
{
    if (f->def->fields[i].kind == FIELD_SECRET)
        return f->cells[i].secret.len == 0;
    return f->cells[i].typed.len == 0;
}

bool form_problem(const struct form *f, size_t i, struct message *out)
{
    const struct field_def *d = &f->def->fields[i];
    struct message unasked = {0};
    const char *problem;
    bool wrong;

    if (!form_enabled(f, i, NULL))
        return false;
    if (field_empty(f, i)) {
        if (d->required && out)
            message_set(out, N_("This has to be filled in."), 0);
        return d->required;
    }
    problem = kind_problem(f, i, form_typed(f, i));
    if (problem) {
        if (out)
            message_set(out, problem, 0);
        return true;
    }
    wrong = d->check && d->check(f, d, out ? out : &unasked);
    message_clear(&unasked);
    return wrong;
}

int form_next_problem(const struct form *f, size_t from)
{
    for (size_t k = 0; k < f->def->n; k++) {
        size_t i = (from + k) % f->def->n;

        if (form_problem(f, i, NULL))
            return (int)i;
    }
    return -1;
}

bool form_ready(const struct form *f, struct message *why)
{
    int first = form_next_problem(f, 0);

    if (first >= 0) {
        if (why)
            form_problem(f, (size_t)first, why);
        return false;
    }
    return !f->def->missing || !f->def->missing(f, why);
}

bool form_is_empty(const struct form *f)
{
    for (size_t i = 0; i < f->def->n; i++)
        if (!field_empty(f, i))
            return false;
    return true;
}

unsigned form_generation(const struct form *f)
{
    return f->generation;
}

void form_mask_store(const struct field_def *d, const char *typed, struct text *out)
{
    size_t slots = 0, have = 0, skip;

    for (const char *m = d->mask; *m; m++)
        slots += *m == '_';
    for (const char *s = typed; *s; s++)
        have += *s >= '0' && *s <= '9';
    if (have == 0)
        return;
    skip = have > slots ? have - slots : 0;
    if (d->prefix)
        text_add(out, d->prefix);
    for (const char *s = typed; *s; s++) {
        if (*s < '0' || *s > '9')
            continue;
        if (skip)
            skip--;
        else
            text_add_char(out, *s);
    }
}
