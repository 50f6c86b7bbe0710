/*
 * Reading .mo files: the header and the two string tables are checked once when loading, so that look-ups by
 * binary search need no further care. Every string must end in NUL inside the file.
 */
#include "base/catalog.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/plural.h"
#include "base/utf8.h"

enum { MO_HEADER = 28, MO_ROW = 8, LANGUAGE_MAX = 32 };

struct catalog {
    char language[LANGUAGE_MAX];
    char *file;
    size_t size;
    bool swapped;
    uint32_t n, ids, texts; /* number of strings, offsets of the two tables */
    struct plural *plural;
};

static uint32_t mo_u32(const struct catalog *c, size_t at)
{
    uint32_t v;

    memcpy(&v, c->file + at, sizeof v);
    return c->swapped ? __builtin_bswap32(v) : v;
}

/* The `i`th string of a table; its length without the NUL in *len. */
static const char *mo_string(const struct catalog *c, uint32_t table, uint32_t i, size_t *len)
{
    size_t row = table + (size_t)i * MO_ROW;

    *len = mo_u32(c, row);
    return c->file + mo_u32(c, row + 4);
}

static bool mo_table_sound(const struct catalog *c, uint32_t table)
{
    if (table < MO_HEADER || table > c->size || (c->size - table) / MO_ROW < c->n)
        return false;
    for (uint32_t i = 0; i < c->n; i++) {
        size_t row = table + (size_t)i * MO_ROW;
        size_t len = mo_u32(c, row), at = mo_u32(c, row + 4);
        if (at >= c->size || len >= c->size - at || c->file[at + len] != '\0')
            return false;
        if (!utf8_valid(c->file + at, len))
            return false;
    }
    return true;
}

/* Ids must ascend, or the binary search would miss some. */
static bool mo_sorted(const struct catalog *c)
{
    size_t len;

    for (uint32_t i = 1; i < c->n; i++)
        if (strcmp(mo_string(c, c->ids, i - 1, &len), mo_string(c, c->ids, i, &len)) >= 0)
            return false;
    return true;
}

static const char *mo_find(const struct catalog *c, const char *id, size_t *len)
{
    uint32_t low = 0, high = c->n;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        int order = strcmp(id, mo_string(c, c->ids, mid, len));
        if (!order)
            return mo_string(c, c->texts, mid, len);
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

/* The header entry: the charset must be UTF-8, the plural rule is compiled. */
static bool mo_header(struct catalog *c)
{
    size_t len;
    const char *head = mo_find(c, "", &len);
    const char *charset = head ? strcasestr(head, "charset=") : NULL;
    const char *plural = head ? strcasestr(head, "\nplural-forms:") : NULL;

    if (!charset || strncasecmp(charset + 8, "utf-8", 5) != 0)
        return false;
    if (plural) {
        c->plural = plural_parse(plural + 14);
        return c->plural != NULL;
    }
    return true;
}

static bool catalog_sound(struct catalog *c)
{
    uint32_t magic;

    if (c->size < MO_HEADER)
        return false;
    memcpy(&magic, c->file, sizeof magic);
    c->swapped = magic == 0xde120495;
    if (magic != 0x950412de && !c->swapped)
        return false;
    if (mo_u32(c, 4) >> 16 > 1)
        return false;
    c->n = mo_u32(c, 8);
    c->ids = mo_u32(c, 12);
    c->texts = mo_u32(c, 16);
    return mo_table_sound(c, c->ids) && mo_table_sound(c, c->texts) && mo_sorted(c) && mo_header(c);
}

/* A language names a file, so it must not be able to name anything else. */
static bool language_sound(const char *s)
{
    size_t n = strlen(s);

    return n > 0 && n < LANGUAGE_MAX &&
           strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@-") == n;
}

static enum status file_read(struct catalog *c, const char *path, struct error *e)
{
    enum status status = STATUS_OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;

    if (fd < 0)
        return error_errno(e, errno, path);
    if (fstat(fd, &st)) {
        status = error_errno(e, errno, path);
    } else if (!S_ISREG(st.st_mode) || st.st_size > LIMIT_CATALOG) {
        status = error_set1(e, STATUS_LIMIT, N_("This translation file is too large or no file: %s"),
                            N_("Install the program again."), path);
    } else {
        c->file = malloc((size_t)st.st_size + 1);
        if (!c->file)
            status = error_memory(e);
    }
    while (!status && c->size < (size_t)st.st_size) {
        ssize_t got = read(fd, c->file + c->size, (size_t)st.st_size - c->size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            status = error_errno(e, errno, path);
        if (got <= 0)
            break;
        c->size += (size_t)got;
    }
    close(fd);
    return status;
}

enum status catalog_load(const char *dir, const char *language, struct catalog **out, struct error *e)
{
    AUTO_FREE char *path = text_format("%s/%s.mo", dir, language);
    struct catalog *c;
    enum status status;

    *out = NULL;
    if (!language_sound(language))
        return error_set1(e, STATUS_INVALID, N_("This is no name of a language: %s"),
                          N_("Choose one of the languages in the list."), language);
    c = calloc(1, sizeof *c);
    if (!c || !path) {
        free(c);
        return error_memory(e);
    }
    memcpy(c->language, language, strlen(language));
    if (strcmp(language, "en") == 0) { /* the ids are English */
        *out = c;
        return STATUS_OK;
    }
    status = file_read(c, path, e);
    if (!status && !catalog_sound(c))
        status = error_set1(e, STATUS_MALFORMED, N_("This translation file is damaged: %s"),
                            N_("Install the program again."), path);
    if (status)
        catalog_free(&c);
    *out = c;
    return status;
}

void catalog_free(struct catalog **cp)
{
    struct catalog *c = *cp;

    *cp = NULL;
    if (!c)
        return;
    plural_free(&c->plural);
    free(c->file);
    free(c);
}

const char *catalog_language(const struct catalog *c)
{
    return c ? c->language : "en";
}

const char *catalog_text(const struct catalog *c, const char *id)
{
    const char *text;
    size_t len;

    if (!id)
        return "";
    if (!c || !c->n || !*id)
        return id;
    text = mo_find(c, id, &len);
    return text && *text ? text : id;
}

const char *catalog_context(const struct catalog *c, const char *context, const char *id)
{
    AUTO_FREE char *key = NULL;
    const char *text;
    size_t len;

    if (!c || !c->n || !id)
        return id ? id : "";
    key = text_format("%s\004%s", context, id);
    text = key ? mo_find(c, key, &len) : NULL;
    return text && *text ? text : id;
}

const char *catalog_plural(const struct catalog *c, const char *one, const char *many, unsigned long n)
{
    const char *text = NULL;
    size_t len = 0;
    unsigned long form;

    if (c && c->n)
        text = mo_find(c, one, &len);
    if (!text || !*text)
        return n == 1 ? one : many;
    form = c->plural ? plural_form(c->plural, n) : n != 1;
    while (form--) {
        size_t this = strlen(text);
        if (this >= len)
            return n == 1 ? one : many; /* fewer forms than the rule asks for */
        text += this + 1;
        len -= this + 1;
    }
    return *text ? text : n == 1 ? one : many;
}

void catalog_format(struct text *out, const char *format, unsigned n, const char *const *args)
{
    unsigned next = 0;

    for (const char *p = format ? format : ""; *p;) {
        const char *percent = strchrnul(p, '%');
        text_add_n(out, p, (size_t)(percent - p));
        if (!*percent)
            break;
        p = percent + 1;
        if (*p == '%') {
            text_add_char(out, '%');
            p++;
        } else if (*p == 's') {
            text_add(out, next < n ? args[next] : NULL);
            next++;
            p++;
        } else if (*p >= '1' && *p <= '4' && p[1] == '$' && p[2] == 's') {
            unsigned i = (unsigned)(*p - '1');
            text_add(out, i < n ? args[i] : NULL);
            p += 3;
        } else {
            text_add_char(out, '%');
        }
    }
}

void catalog_message(const struct catalog *c, const struct message *m, struct text *out)
{
    if (m->id)
        catalog_format(out, catalog_text(c, m->id), MESSAGE_ARGS, (const char *const *)m->args);
}
