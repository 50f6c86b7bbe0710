/* Reads themes: one small parser, used for files and for the built-in table alike. */
#include "tui/term/theme.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "tui/term/theme_builtin.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMPLAINTS = 20, WORD = 40 };

static const char *const NAMES[THEME_COUNT] = {
#define X(id, name) name,
    THEME_ELEMENTS(X)
#undef X
};

static const char *const COLOURS[8] = {"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"};

static const struct {
    const char *name;
    uint8_t bit;
} ATTRS[] = {
    {"bold", THEME_ATTR_BOLD},
    {"underline", THEME_ATTR_UNDERLINE},
    {"reverse", THEME_ATTR_REVERSE},
    {"dim", THEME_ATTR_DIM},
};

/* A piece of the file: not ended by NUL. */
struct piece {
    const char *s;
    size_t n;
};

struct reader {
    struct theme *theme;
    const char *file;
    const struct catalog *catalog;
    struct text *complaints;
    int line, wrong;
    char section[WORD];
};

static struct piece trim(struct piece p)
{
    while (p.n && (p.s[0] == ' ' || p.s[0] == '\t' || p.s[0] == '\r')) {
        p.s++;
        p.n--;
    }
    while (p.n && (p.s[p.n - 1] == ' ' || p.s[p.n - 1] == '\t' || p.s[p.n - 1] == '\r'))
        p.n--;
    return p;
}

/* Cuts off what stands before `stop` (or everything), trimmed. False when `stop` was not there. */
static bool cut(struct piece *rest, char stop, struct piece *out)
{
    const char *at = rest->n ? memchr(rest->s, stop, rest->n) : NULL;
    size_t n = at ? (size_t)(at - rest->s) : rest->n;

    *out = trim((struct piece){rest->s, n});
    rest->s += at ? n + 1 : n;
    rest->n -= at ? n + 1 : n;
    return at != NULL;
}

static bool is_word(struct piece p, const char *word)
{
    return strlen(word) == p.n && memcmp(p.s, word, p.n) == 0;
}

static void complain(struct reader *r, const char *id, struct piece word)
{
    char number[16];
    AUTO_FREE char *shown = utf8_clean(word.s, word.n, WORD, false);
    const char *args[3] = {r->file, number, shown ? shown : ""};

    r->wrong++;
    if (!r->complaints || r->wrong > COMPLAINTS)
        return;
    snprintf(number, sizeof(number), "%d", r->line);
    if (r->complaints->len)
        text_add_char(r->complaints, '\n');
    catalog_format(r->complaints, catalog_text(r->catalog, id), 3, args);
}

static bool number_of(struct piece p, int *out)
{
    int n = 0;

    if (!p.n || p.n > 3)
        return false;
    for (size_t i = 0; i < p.n; i++) {
        if (p.s[i] < '0' || p.s[i] > '9')
            return false;
        n = n * 10 + (p.s[i] - '0');
    }
    *out = n;
    return n <= 255;
}

static bool colour_of(struct piece p, int *out)
{
    struct piece name = p;
    bool bright = p.n > 7 && memcmp(p.s, "bright-", 7) == 0;

    if (is_word(p, "default")) {
        *out = THEME_DEFAULT_COLOUR;
        return true;
    }
    if (number_of(p, out))
        return true;
    if (bright) {
        name.s += 7;
        name.n -= 7;
    }
    for (int i = 0; i < 8; i++) {
        if (is_word(name, COLOURS[i])) {
            *out = i + (bright ? 8 : 0);
            return true;
        }
    }
    return false;
}

static bool attr_of(struct piece p, uint8_t *out)
{
    for (size_t i = 0; i < sizeof(ATTRS) / sizeof(ATTRS[0]); i++) {
        if (is_word(p, ATTRS[i].name)) {
            *out |= ATTRS[i].bit;
            return true;
        }
    }
    return false;
}

/* One cell of the table: "210 on 236 bold". False (and a complaint) when a word is wrong. */
static bool read_style(struct reader *r, struct piece p, enum theme_depth depth, struct theme_style *out)
{
    static const int MOST[THEME_DEPTHS] = {-1, 7, 15, 255};
    struct theme_style style = {THEME_DEFAULT_COLOUR, THEME_DEFAULT_COLOUR, 0, true};
    struct piece word;
    bool on = false;
    int colour;

    for (p = trim(p); p.n; p = trim(p)) {
        cut(&p, ' ', &word);
        if (is_word(word, "-") || attr_of(word, &style.attrs))
            continue;
        if (is_word(word, "on")) {
            on = true;
            continue;
        }
        if (!colour_of(word, &colour)) {
            complain(r, N_("%1$s:%2$s: there is no colour or attribute \"%3$s\"."), word);
            return false;
        }
        if (colour > MOST[depth]) {
            complain(r, N_("%1$s:%2$s: the colour \"%3$s\" does not exist with so few colours."), word);
            return false;
        }
        *(on ? &style.bg : &style.fg) = (int16_t)colour;
        on = false;
    }
    *out = style;
    return true;
}

static void read_element(struct reader *r, struct piece key, struct piece value)
{
    struct theme_style cells[THEME_DEPTHS];
    struct piece cell;
    int element = 0;
    bool more = true;

    while (element < THEME_COUNT && !is_word(key, NAMES[element]))
        element++;
    if (element == THEME_COUNT) {
        complain(r, N_("%1$s:%2$s: there is no element \"%3$s\"."), key);
        return;
    }
    for (int depth = 0; depth < THEME_DEPTHS; depth++) {
        if (!more) {
            complain(r, N_("%1$s:%2$s: \"%3$s\" needs four styles with | between them."), key);
            return;
        }
        more = cut(&value, '|', &cell);
        if (!read_style(r, cell, depth, &cells[depth]))
            return;
    }
    if (more) {
        complain(r, N_("%1$s:%2$s: \"%3$s\" needs four styles with | between them."), key);
        return;
    }
    memcpy(r->theme->style[element], cells, sizeof(cells));
}

static void read_head(struct reader *r, struct piece key, struct piece value)
{
    if (is_word(key, "name")) {
        AUTO_FREE char *name = utf8_clean(value.s, value.n, sizeof(r->theme->name) - 4, false);
        snprintf(r->theme->name, sizeof(r->theme->name), "%s", name ? name : "");
    } else if (is_word(key, "background") && (is_word(value, "dark") || is_word(value, "light"))) {
        r->theme->light = is_word(value, "light");
    } else {
        complain(r, N_("%1$s:%2$s: \"%3$s\" is not understood."), key);
    }
}

static void read_line(struct reader *r, struct piece line)
{
    struct piece key;

    line = trim(line);
    if (!line.n || line.s[0] == '#' || line.s[0] == ';')
        return;
    if (line.s[0] == '[') {
        if (is_word(line, "[theme]") || is_word(line, "[elements]"))
            snprintf(r->section, sizeof(r->section), "%.*s", (int)line.n, line.s);
        else {
            r->section[0] = '\0';
            complain(r, N_("%1$s:%2$s: \"%3$s\" is not understood."), line);
        }
        return;
    }
    if (!cut(&line, '=', &key)) {
        complain(r, N_("%1$s:%2$s: \"%3$s\" has no = sign."), key);
        return;
    }
    if (strcmp(r->section, "[theme]") == 0)
        read_head(r, key, trim(line));
    else if (strcmp(r->section, "[elements]") == 0)
        read_element(r, key, trim(line));
    else
        complain(r, N_("%1$s:%2$s: \"%3$s\" stands in no section."), key);
}

static bool read_text(struct reader *r, const char *text, size_t n)
{
    struct piece rest = {text, n};

    while (rest.n) {
        const char *end = memchr(rest.s, '\n', rest.n);
        size_t len = end ? (size_t)(end - rest.s) : rest.n;

        r->line++;
        if (len > LIMIT_LINE)
            complain(r, N_("%1$s:%2$s: the line is too long: \"%3$s\"."), (struct piece){rest.s, WORD});
        else
            read_line(r, (struct piece){rest.s, len});
        rest.s += end ? len + 1 : len;
        rest.n -= end ? len + 1 : len;
    }
    return r->wrong == 0;
}

void theme_builtin(struct theme *t)
{
    struct reader r = {.theme = t, .file = "dark"};

    memset(t, 0, sizeof(*t));
    for (int e = 0; e < THEME_COUNT; e++)
        for (int d = 0; d < THEME_DEPTHS; d++)
            t->style[e][d].fg = t->style[e][d].bg = THEME_DEFAULT_COLOUR;
    read_text(&r, THEME_BUILTIN_TEXT, strlen(THEME_BUILTIN_TEXT));
    for (int e = 0; e < THEME_COUNT; e++)
        for (int d = 0; d < THEME_DEPTHS; d++)
            t->style[e][d].given = false;
}

bool theme_read(struct theme *t, const char *text, size_t n, const char *file, const struct catalog *catalog,
                struct text *complaints)
{
    struct reader r = {.theme = t, .file = file, .catalog = catalog, .complaints = complaints};

    theme_builtin(t);
    return read_text(&r, text, n);
}

/* The whole of a small file; the size is checked before and while reading. */
static enum status read_file(const char *path, struct text *out, struct error *e)
{
    char part[4096];
    struct stat st;
    ssize_t got = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0)
        return error_errno(e, errno, path);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return error_set1(e, STATUS_INVALID, N_("%s is not a file that can be read."), NULL, path);
    }
    while ((got = read(fd, part, sizeof(part))) > 0 && text_ok(out))
        text_add_n(out, part, (size_t)got);
    if (got < 0) {
        enum status s = error_errno(e, errno, path);
        close(fd);
        return s;
    }
    close(fd);
    if (!text_ok(out))
        return error_set1(e, STATUS_LIMIT, N_("%s is too large for a theme."), NULL, path);
    return STATUS_OK;
}

enum status theme_load(struct theme *t, const char *path, const struct catalog *catalog,
                       struct text *complaints, struct error *e)
{
    const char *slash = strrchr(path, '/');
    TEXT_AUTO file;
    enum status s;

    text_init(&file, LIMIT_CONFIG_FILE);
    theme_builtin(t);
    s = read_file(path, &file, e);
    if (s == STATUS_OK)
        theme_read(t, file.data, file.len, slash ? slash + 1 : path, catalog, complaints);
    return s;
}

struct theme_style theme_style(const struct theme *t, enum theme_element e, enum theme_depth d)
{
    static const struct theme_style PLAIN = {THEME_DEFAULT_COLOUR, THEME_DEFAULT_COLOUR, 0, false};

    return (unsigned)e < THEME_COUNT && (unsigned)d < THEME_DEPTHS ? t->style[e][d] : PLAIN;
}
