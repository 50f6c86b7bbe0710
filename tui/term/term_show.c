/*
 * ncurses, for output only. It paints into a file in memory, so it can neither wait for a slow terminal nor
 * touch the terminal's modes; what it wrote is then handed to the outlet. Graphemes whose width ncurses (or a
 * terminal) might see differently are given to it as one private character each and put back on the way out,
 * followed by an absolute move: the width is decided in one place only.
 */
#define NCURSES_WIDECHAR 1
#include <curses.h>

#include "tui/term/squeeze.h"
#include "tui/term/standin.h"
#include "tui/term/term_caps.h"
#include "tui/term/term_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TAKE = 65536 };

struct show {
    SCREEN *screen;
    FILE *memory, *nothing;
    enum theme_depth depth;
    bool themed, defaults;
    struct theme theme;
    chtype able; /* attributes this terminal has */
    struct paint_cell *last;
    int last_rows, last_cols;
    bool forget;
    cchar_t *line;
    struct standins standins;
    struct squeeze squeeze;
    const char *hpa; /* of terminfo, NULL: none */
    bool begun;      /* the first bytes, which set everything up, have left */
};

static enum theme_depth depth_of(int colours)
{
    const char *no_color = getenv("NO_COLOR");

    if ((no_color && no_color[0]) || colours < 8)
        return THEME_MONO;
    return colours < 16 ? THEME_8 : colours < 256 ? THEME_16 : THEME_256;
}

static enum status check_description(const char *name, int fd, struct error *e)
{
    switch (caps_check(name, fd)) {
    case CAPS_UNKNOWN:
        return error_set1(e, STATUS_NOT_FOUND, N_("This computer has no description of the terminal \"%s\"."),
                          NULL, name);
    case CAPS_NO_CURSOR:
        return error_set1(e, STATUS_REFUSED, N_("The terminal \"%s\" cannot move its cursor."), NULL, name);
    default:
        return STATUS_OK;
    }
}

static bool cap_is(const char *name, const char *value)
{
    const char *s = tigetstr((char *)(uintptr_t)name);

    return s && s != (char *)-1 && strcmp(s, value) == 0;
}

static void find_idle(struct squeeze *q)
{
    bool xterm = cap_is("sgr0", "\x1b(B\x1b[m");

    q->charset = xterm;
    q->colours = xterm || cap_is("sgr0", "\x1b[m\x0f") || cap_is("sgr0", "\x1b[m");
    q->repeat = cap_is("rep", "%p1%c\x1b[%p2%{1}%-%db");
}

/* The file that ncurses writes into and the one it may read from. */
static enum status open_files(struct show *s, struct error *e)
{
    int fd = memfd_create("screen", MFD_CLOEXEC);

    s->memory = fd >= 0 ? fdopen(fd, "w+") : NULL;
    s->nothing = fopen("/dev/null", "re");
    if (s->memory && s->nothing)
        return STATUS_OK;
    if (fd >= 0 && !s->memory)
        close(fd);
    return error_errno(e, errno, "/dev/null");
}

static enum status start(struct show *s, const char *name, struct error *e)
{
    enum status status = open_files(s, e);

    if (status == STATUS_OK)
        status = check_description(name, fileno(s->memory), e);
    if (status != STATUS_OK)
        return status;
    s->screen = newterm(name, s->memory, s->nothing);
    if (!s->screen)
        return error_set1(e, STATUS_REFUSED, N_("The terminal \"%s\" cannot move its cursor."), NULL, name);
    typeahead(-1); /* input is not its business */
    idlok(stdscr, TRUE);
    s->able = termattrs();
    find_idle(&s->squeeze);
    s->hpa = tigetstr("hpa");
    if (s->hpa == (const char *)-1)
        s->hpa = NULL;
    if (has_colors() && start_color() == OK) {
        s->depth = depth_of(COLORS);
        s->defaults = use_default_colors() == OK;
    }
    s->forget = true;
    return STATUS_OK;
}

enum status show_open(const char *name, struct show **out, struct error *e)
{
    struct show *s = calloc(1, sizeof(*s));
    enum status status = s ? start(s, name, e) : error_memory(e);

    *out = NULL;
    if (status == STATUS_OK)
        *out = s;
    else
        show_close(&s);
    return status;
}

void show_close(struct show **sp)
{
    struct show *s = *sp;

    if (!s)
        return;
    if (s->screen)
        delscreen(s->screen);
    if (s->memory)
        fclose(s->memory);
    if (s->nothing)
        fclose(s->nothing);
    free(s->last);
    free(s->line);
    free(s);
    *sp = NULL;
}

void show_keys(struct keys *k)
{
    static const struct {
        const char *cap;
        int32_t code;
        unsigned mods;
    } CAPS[] = {
        {"kcuu1", K_UP, 0},           {"kcud1", K_DOWN, 0},        {"kcub1", K_LEFT, 0},
        {"kcuf1", K_RIGHT, 0},        {"khome", K_HOME, 0},        {"kend", K_END, 0},
        {"kpp", K_PAGE_UP, 0},        {"knp", K_PAGE_DOWN, 0},     {"kich1", K_INSERT, 0},
        {"kdch1", K_DELETE, 0},       {"kbs", K_BACKSPACE, 0},     {"kent", K_ENTER, 0},
        {"kcbt", K_TAB, MOD_SHIFT},   {"kHOM", K_HOME, MOD_SHIFT}, {"kEND", K_END, MOD_SHIFT},
        {"kDC", K_DELETE, MOD_SHIFT},
    };
    char name[16];

    for (size_t i = 0; i < sizeof(CAPS) / sizeof(CAPS[0]); i++) {
        const char *s = tigetstr(CAPS[i].cap);
        if (s && s != (char *)-1)
            keys_add(k, s, CAPS[i].code, CAPS[i].mods);
    }
    for (int f = 1; f <= 20; f++) {
        snprintf(name, sizeof(name), "kf%d", f);
        const char *s = tigetstr(name);
        if (s && s != (char *)-1)
            keys_add(k, s, K_F1 + f - 1, 0);
    }
}

/* A capability without its padding marks: "$<5>". */
static void add_cap(struct text *out, const char *name)
{
    const char *s = tigetstr((char *)(uintptr_t)name);

    if (!s || s == (char *)-1)
        return;
    while (*s) {
        const char *end = s[0] == '$' && s[1] == '<' ? strchr(s, '>') : NULL;
        if (end)
            s = end + 1;
        else
            text_add_char(out, *s++);
    }
}

size_t show_restore(char *out, size_t max)
{
    TEXT_AUTO t;
    size_t n;

    text_init(&t, max);
    text_add(&t, "\x18\x1b[?1006l\x1b[?1000l\x1b[?2004l"); /* CAN ends a half-written sequence */
    add_cap(&t, "sgr0");
    add_cap(&t, "cnorm");
    add_cap(&t, "rmcup");
    text_add(&t, "\r\n");
    n = text_ok(&t) ? t.len : 0;
    memcpy(out, t.data, n);
    return n;
}

/* How much of the first bytes sets the terminal up, to the clearing of the screen: nothing of that is idle.
 */
static size_t setup_bytes(const struct text *t)
{
    const char *clear = tigetstr("clear"), *at;
    size_t n = clear && clear != (char *)-1 ? strcspn(clear, "$") : 0;

    at = n ? memmem(t->data, t->len, clear, n) : NULL;
    return at ? (size_t)(at - t->data) + n : t->len;
}

/* Takes what ncurses wrote and hands it to the outlet. */
static void drain(struct term *t)
{
    struct show *s = t->show;
    int fd = fileno(s->memory);
    off_t size = lseek(fd, 0, SEEK_CUR);
    char *bytes = size > 0 ? malloc((size_t)size) : NULL;
    size_t setup;
    TEXT_AUTO whole;
    TEXT_AUTO out;

    text_init(&whole, TERM_QUEUE);
    text_init(&out, TERM_QUEUE);
    if (bytes && pread(fd, bytes, (size_t)size, 0) == size) {
        standin_put_back(&s->standins, bytes, (size_t)size, s->hpa, t->cols, &whole);
        setup = s->begun ? 0 : setup_bytes(&whole);
        text_add_n(&out, whole.data, setup);
        squeeze(&s->squeeze, whole.data + setup, whole.len - setup, &out);
        s->begun = true;
        if (text_ok(&whole) && text_ok(&out))
            outlet_add(t, out.data, out.len);
        else
            s->forget = true;
    } else if (size > 0) {
        s->forget = true;
    }
    free(bytes);
    if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        s->forget = true;
}

void show_begin(struct term *t)
{
    show_forget(t);
    if (t->show)
        t->show->begun = false;
}

void show_end(struct term *t)
{
    if (!t->show || !t->show->screen)
        return;
    endwin();
    drain(t);
}

void show_forget(struct term *t)
{
    if (t->show)
        t->show->forget = true;
}

void show_resize(struct term *t)
{
    resizeterm(t->rows, t->cols);
    show_forget(t);
}

static short colour_of(const struct show *s, int colour, bool back)
{
    if (colour >= 0)
        return (short)colour;
    return s->defaults ? -1 : back ? COLOR_BLACK : COLOR_WHITE;
}

static bool same_theme(const struct theme *a, const struct theme *b)
{
    for (int e = 0; e < THEME_COUNT; e++) {
        for (int d = 0; d < THEME_DEPTHS; d++) {
            struct theme_style x = theme_style(a, e, d), y = theme_style(b, e, d);
            if (x.fg != y.fg || x.bg != y.bg || x.attrs != y.attrs)
                return false;
        }
    }
    return true;
}

static void use_theme(struct show *s, const struct theme *theme)
{
    if (s->themed && same_theme(&s->theme, theme))
        return;
    s->theme = *theme;
    s->themed = true;
    s->forget = true;
    if (s->depth == THEME_MONO)
        return;
    for (int e = 0; e < THEME_COUNT; e++) {
        struct theme_style style = theme_style(theme, e, s->depth);
        if (style.fg >= 0 || style.bg >= 0)
            init_pair((short)(e + 1), colour_of(s, style.fg, false), colour_of(s, style.bg, true));
    }
}

/* Attributes of a painted style: those of the element, and those added on top. */
static attr_t attrs_of(const struct show *s, unsigned style, short *pair)
{
    enum theme_element e = style & PAINT_ELEMENT;
    struct theme_style ts = theme_style(&s->theme, e, s->depth);
    attr_t a = 0;

    if ((ts.attrs & THEME_ATTR_BOLD) || (style & PAINT_BOLD))
        a |= A_BOLD;
    if ((ts.attrs & THEME_ATTR_UNDERLINE) || (style & PAINT_UNDERLINE))
        a |= A_UNDERLINE;
    if (((ts.attrs & THEME_ATTR_REVERSE) != 0) != ((style & PAINT_REVERSE) != 0))
        a |= A_REVERSE;
    if (ts.attrs & THEME_ATTR_DIM)
        a |= A_DIM;
    if ((a & A_DIM) && !(s->able & A_DIM))
        a &= ~(attr_t)A_DIM;
    *pair = s->depth != THEME_MONO && (ts.fg >= 0 || ts.bg >= 0) ? (short)(e + 1) : 0;
    return a;
}

/* A blank that looks the same in whatever colour or weight it is written. */
static bool is_free(const struct show *s, const struct paint_cell *c)
{
    struct theme_style ts = theme_style(&s->theme, c->style & PAINT_ELEMENT, s->depth);
    bool seen = ts.bg >= 0 || (ts.attrs & THEME_ATTR_UNDERLINE) || (c->style & PAINT_UNDERLINE) ||
                ((ts.attrs & THEME_ATTR_REVERSE) != 0) != ((c->style & PAINT_REVERSE) != 0);

    return c->point[0] == ' ' && c->point[1] == 0 && !seen;
}

/*
 * The style a free blank is written in: that of the texts on both sides when they are alike and near (no
 * change of style on the way), else none, so that the terminal can be told to erase.
 */
static unsigned blank_style(const struct show *s, const struct paint *p, int row, int col)
{
    enum { NEAR = 10 };
    int cols = paint_cols(p), left = col, right = col;

    while (left >= 0 && col - left < NEAR && is_free(s, paint_cell(p, row, left)))
        left--;
    while (right < cols && right - left <= NEAR && is_free(s, paint_cell(p, row, right)))
        right++;
    if (left < 0 || right >= cols || right - left - 1 > NEAR || is_free(s, paint_cell(p, row, left)) ||
        is_free(s, paint_cell(p, row, right)) ||
        paint_cell(p, row, left)->style != paint_cell(p, row, right)->style)
        return THEME_NORMAL;
    struct paint_cell as = {{' '}, paint_cell(p, row, left)->style, 1, false};
    return is_free(s, &as) ? as.style : THEME_NORMAL;
}

static void put_row(struct show *s, const struct paint *p, int row)
{
    int cols = paint_cols(p), n = 0;

    for (int col = 0; col < cols; col++) {
        const struct paint_cell *c = paint_cell(p, row, col);
        wchar_t w[2] = {L' ', 0};
        short pair;
        attr_t a = attrs_of(s, is_free(s, c) ? blank_style(s, p, row, col) : c->style, &pair);

        if (c->columns == 0) {
            if (col && paint_cell(p, row, col - 1)->columns == 2 && !paint_cell(p, row, col - 1)->doubtful)
                continue; /* ncurses knows that a wide character has two halves */
            w[0] = STANDIN_HALF;
        } else if (c->doubtful) {
            w[0] = (wchar_t)standin_for(&s->standins, c, col);
        } else {
            w[0] = (wchar_t)c->point[0];
        }
        setcchar(&s->line[n++], w, a, pair, NULL);
    }
    mvadd_wchnstr(row, 0, s->line, n);
}

static bool fit_memory(struct show *s, const struct paint *p)
{
    int rows = paint_rows(p), cols = paint_cols(p);

    if (s->last && s->last_rows == rows && s->last_cols == cols)
        return true;
    free(s->last);
    free(s->line);
    s->last = calloc((size_t)rows * (size_t)cols, sizeof(*s->last));
    s->line = calloc((size_t)cols, sizeof(*s->line));
    s->last_rows = rows;
    s->last_cols = cols;
    s->forget = true;
    return s->last && s->line;
}

void show_frame(struct term *t, struct paint *p, const struct theme *theme)
{
    struct show *s = t->show;
    int rows = paint_rows(p), cols = paint_cols(p), row, col;
    size_t bytes;

    use_theme(s, theme);
    if (!fit_memory(s, p))
        return; /* no memory for a frame: the next one tries again */
    bytes = (size_t)cols * sizeof(*s->last);
    if (t->out.lost) {
        t->out.lost = false;
        s->forget = true;
    }
    if (s->standins.n > STANDINS / 2) {
        memset(&s->standins, 0, sizeof(s->standins));
        s->forget = true;
    }
    for (int r = 0; r < rows && s->standins.n < STANDINS - cols; r++) {
        struct paint_cell *last = &s->last[(size_t)r * (size_t)cols];
        if (!s->forget && memcmp(last, paint_cell(p, r, 0), bytes) == 0)
            continue;
        memcpy(last, paint_cell(p, r, 0), bytes);
        put_row(s, p, r);
    }
    if (s->forget)
        clearok(curscr, TRUE);
    s->forget = false;
    if (paint_cursor_at(p, &row, &col)) {
        curs_set(1);
        move(row, col);
    } else {
        curs_set(0);
        move(rows - 1, 0);
    }
    refresh();
    drain(t);
}
