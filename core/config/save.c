/* Writing: `--dump-config`, and changed options back into the file people edit. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/limits.h"
#include "config/private.h"

static void dump_options(const struct config *c, struct text *out)
{
    text_add(out, "[general]\n");
    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option_def *o = config_option((enum option)i);
        text_addf(out, "\n# %s\n", o->doc);
        if (o->type == OPTION_NUMBER)
            text_addf(out, "# From %ld to %ld. ", o->min, o->max);
        else
            text_add(out, "# ");
        for (size_t k = 0; o->choices && o->choices[k]; k++)
            text_addf(out, "%s%s", k ? ", " : "One of ", o->choices[k]);
        text_addf(out, "%sDefault: %s\n", o->choices ? ". " : "", *o->initial ? o->initial : "nothing");
        text_addf(out, "%s = %s\n", o->name, c->values[i]);
    }
}

void config_dump(const struct config *c, struct text *out)
{
    dump_options(c, out);
    for (size_t i = 0; i < c->profile_n; i++) {
        text_addf(out, "\n[profile %s]\n", c->profiles[i]->name);
        for (size_t k = 0; k < profile_field_count; k++) {
            const struct profile_field *f = &profile_fields[k];
            text_addf(out, "# %s\n%s = %s\n", f->doc, f->name, profile_get(c->profiles[i], f));
        }
    }
}

/* True when the line sets `name` (without a blank before it, which would make it a continued value). */
static bool line_sets(const char *s, size_t n, const char *name)
{
    size_t len = strlen(name);

    if (n <= len || memcmp(s, name, len) != 0)
        return false;
    for (s += len, n -= len; n && (*s == ' ' || *s == '\t'); s++, n--)
        ;
    return n && (*s == '=' || *s == ':');
}

static bool line_opens(const char *s, size_t n, const char *section)
{
    size_t len = strlen(section);

    return n >= len + 2 && s[0] == '[' && memcmp(s + 1, section, len) == 0 && s[len + 1] == ']';
}

static int option_of_line(const struct config *c, const char *s, size_t n)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (c->to_save[i] && line_sets(s, n, config_option((enum option)i)->name))
            return i;
    return -1;
}

static void write_option(const struct config *c, int i, struct text *out, bool *written)
{
    if (!written[i])
        text_addf(out, "%s = %s\n", config_option((enum option)i)->name, c->to_save[i]);
    written[i] = true;
}

/* What of the changed options the file has not had yet goes to the end of [general]. */
static void write_missing(const struct config *c, struct text *out, bool *written)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (c->to_save[i])
            write_option(c, i, out, written);
}

/* Copies the file line by line, putting new values where the old ones were. */
static void merge(const struct config *c, const struct text *old, struct text *out)
{
    bool written[OPTION_COUNT] = {false};
    bool general = false, replaced = false, seen = false;

    for (size_t at = 0; at < old->len;) {
        const char *s = old->data + at;
        const char *end = memchr(s, '\n', old->len - at);
        size_t n = end ? (size_t)(end - s) : old->len - at;
        int option = general ? option_of_line(c, s, n) : -1;

        at += n + 1;
        if (s[0] == '[') {
            if (general)
                write_missing(c, out, written);
            general = line_opens(s, n, "general");
            seen = seen || general;
        } else if (option >= 0) {
            write_option(c, option, out, written);
            replaced = true;
            continue;
        } else if (replaced && n && (s[0] == ' ' || s[0] == '\t')) {
            continue; /* the rest of a value that was replaced */
        }
        replaced = false;
        text_add_n(out, s, n);
        text_add_char(out, '\n');
    }
    if (!seen)
        text_add(out, "[general]\n");
    if (general || !seen)
        write_missing(c, out, written);
}

enum status config_save(struct config *c, struct error *e)
{
    AUTO_FREE char *made = NULL;
    TEXT_AUTO old;
    TEXT_AUTO fresh;
    ERROR_AUTO why = {0};
    enum status status;
    bool any = false;

    text_init(&old, LIMIT_CONFIG_FILE);
    text_init(&fresh, LIMIT_CONFIG_FILE);
    for (int i = 0; i < OPTION_COUNT; i++)
        any = any || c->to_save[i];
    if (!any)
        return STATUS_OK;
    status = file_read_all(c->file, &old, &why);
    if (status == STATUS_NOT_FOUND) {
        AUTO_FREE char *folder = folder_path(FOLDER_CONFIG);
        if (text_equal(folder, c->folder)) {
            made = folder_make(FOLDER_CONFIG, e);
            if (!made)
                return STATUS_DISK;
        }
    } else if (status) {
        if (e)
            error_copy(e, &why);
        return status; /* never write over what could not be read */
    }
    merge(c, &old, &fresh);
    if (!text_ok(&fresh))
        return error_errno(e, EFBIG, c->file);
    status = file_replace(c->file, fresh.data, fresh.len, e);
    for (int i = 0; !status && i < OPTION_COUNT; i++) {
        free(c->to_save[i]);
        c->to_save[i] = NULL;
    }
    return status;
}
