/*
 * The grid. Text comes in as it was received, and leaves as cells whose width was decided here, once.
 * Right-to-left text stays in logical order: turning it round is the terminal's business, and its direction
 * controls never get this far.
 */
#include "tui/term/paint.h"

#include "base/utf8.h"
#include "tui/term/bidi.h"

#include <stdlib.h>
#include <string.h>

struct paint {
    struct paint_cell *cells;
    int rows, cols;
    int cursor_row, cursor_col;
    bool bidi;
};

static int within(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

struct paint *paint_new(int rows, int cols)
{
    struct paint *p = calloc(1, sizeof(*p));

    if (p && !paint_resize(p, rows, cols))
        paint_free(&p);
    return p;
}

void paint_free(struct paint **p)
{
    if (!*p)
        return;
    free((*p)->cells);
    free(*p);
    *p = NULL;
}

bool paint_resize(struct paint *p, int rows, int cols)
{
    struct paint_cell *cells;

    rows = within(rows, 1, PAINT_MAX_ROWS);
    cols = within(cols, 1, PAINT_MAX_COLS);
    cells = calloc((size_t)rows * (size_t)cols, sizeof(*cells));
    if (!cells)
        return false;
    free(p->cells);
    p->cells = cells;
    p->rows = rows;
    p->cols = cols;
    paint_begin(p);
    return true;
}

int paint_rows(const struct paint *p)
{
    return p->rows;
}

int paint_cols(const struct paint *p)
{
    return p->cols;
}

void paint_set_bidi(struct paint *p, bool on)
{
    p->bidi = on;
}

static struct paint_cell *at(const struct paint *p, int row, int col)
{
    return &p->cells[(size_t)row * (size_t)p->cols + (size_t)col];
}

static void blank(struct paint_cell *c, unsigned style)
{
    memset(c, 0, sizeof(*c));
    c->point[0] = ' ';
    c->columns = 1;
    c->style = (uint16_t)style;
}

/* A wide cell that loses one half loses both: `row, col` is about to be written. */
static void unhook(struct paint *p, int row, int col)
{
    struct paint_cell *c = at(p, row, col);

    if (c->columns == 0 && col > 0)
        blank(c - 1, c[-1].style);
    if (c->columns == 2 && col + 1 < p->cols)
        blank(c + 1, c->style);
}

void paint_begin(struct paint *p)
{
    for (int row = 0; row < p->rows; row++)
        for (int col = 0; col < p->cols; col++)
            blank(at(p, row, col), THEME_NORMAL);
    p->cursor_row = p->cursor_col = -1;
}

/* Scripts that every terminal sets one cell (or two) a character, as the width table says. */
static bool is_plain(int32_t code)
{
    static const struct {
        int32_t first, last;
    } PLAIN[] = {
        {0x20, 0x7e},     {0xa0, 0xac},     {0xae, 0x2ff},    {0x370, 0x482},
        {0x48a, 0x52f},   {0x1e00, 0x1fff}, {0x2010, 0x2027}, {0x2030, 0x205e},
        {0x20a0, 0x20c0}, {0x2116, 0x2116}, {0x2190, 0x2193}, {0x2500, 0x257f},
        {0x3041, 0x3096}, {0x30a1, 0x30fa}, {0x4e00, 0x9fff}, {0xac00, 0xd7a3},
    };

    for (size_t i = 0; i < sizeof(PLAIN) / sizeof(PLAIN[0]); i++)
        if (code >= PLAIN[i].first && code <= PLAIN[i].last)
            return true;
    return false;
}

static void put_cell(struct paint *p, int row, int col, const char *s, size_t n, int columns, unsigned style)
{
    struct paint_cell *c = at(p, row, col);
    size_t len;
    int points = 0;

    unhook(p, row, col);
    if (columns == 2)
        unhook(p, row, col + 1);
    memset(c, 0, sizeof(*c));
    while (n && points < PAINT_POINTS && (len = utf8_decode(s, n, &c->point[points])) != 0) {
        points++;
        s += len;
        n -= len;
    }
    c->columns = (uint8_t)columns;
    c->style = (uint16_t)style;
    c->doubtful = points > 1 || !is_plain(c->point[0]);
    if (columns == 2) {
        memset(c + 1, 0, sizeof(*c));
        c[1].style = (uint16_t)style;
    }
}

/* Cleaned text: points at `s` itself when there is nothing to clean, else at *copy (freed by the caller). */
static const char *clean(const char *s, size_t *n, int columns, char **copy)
{
    size_t most = (size_t)columns * 64 + 256;
    bool plain = true;

    *copy = NULL;
    if (*n > most) { /* more cannot be seen; the cut is at a whole character */
        *n = most;
        while (*n && ((unsigned char)s[*n] & 0xc0) == 0x80)
            (*n)--;
    }
    for (size_t i = 0; i < *n && plain; i++)
        plain = s[i] >= 0x20 && s[i] < 0x7f;
    if (plain)
        return s;
    *copy = utf8_clean(s, *n, *n * 4 + 16, false);
    *n = *copy ? strlen(*copy) : 0;
    return *copy ? *copy : "";
}

/* Graphemes into cells col..end-1 of a row, seen through the grid's edges. Returns the column after the last.
 */
static int spread(struct paint *p, int row, int col, int end, const char *s, size_t n, unsigned style)
{
    int columns;
    size_t len;

    while (n && (len = utf8_grapheme(s, n, &columns)) != 0 && col + columns <= end) {
        if (columns > 0 && col >= 0 && col + columns <= p->cols)
            put_cell(p, row, col, s, len, columns, style);
        col += columns;
        s += len;
        n -= len;
    }
    return col;
}

/* As spread(), for a whole text: turned into visual order first when that is our business. */
static int spread_line(struct paint *p, int row, int col, int end, const char *s, size_t n, unsigned style)
{
    AUTO_FREE char *visual = p->bidi && bidi_needed(s, n) ? bidi_visual(s, n) : NULL;

    return visual ? spread(p, row, col, end, visual, strlen(visual), style)
                  : spread(p, row, col, end, s, n, style);
}

static void fill_row(struct paint *p, int row, int col, int end, unsigned style)
{
    for (int c = within(col, 0, p->cols); c < within(end, 0, p->cols); c++) {
        unhook(p, row, c);
        blank(at(p, row, c), style);
    }
}

int paint_text_n(struct paint *p, int row, int col, int columns, const char *s, size_t n, unsigned style)
{
    char *copy;
    int used = 0, end;
    size_t fit;

    if (row < 0 || row >= p->rows || columns <= 0)
        return 0;
    s = clean(s, &n, columns, &copy);
    fit = utf8_fit(s, n, columns, &used);
    if (fit < n) {
        fit = utf8_fit(s, n, columns - 1, &used);
        end = spread_line(p, row, col, col + columns - 1, s, fit, style);
        fill_row(p, row, end, col + columns - 1, style);
        spread(p, row, col + columns - 1, col + columns, "~", 1, style); /* one byte, on every row */
        used = columns;
    } else {
        end = spread_line(p, row, col, col + columns, s, n, style);
        fill_row(p, row, end, col + columns, style);
        used = end - col;
    }
    free(copy);
    return used;
}

int paint_text(struct paint *p, int row, int col, int columns, const char *s, unsigned style)
{
    return paint_text_n(p, row, col, columns, s ? s : "", s ? strlen(s) : 0, style);
}

int paint_right(struct paint *p, int row, int col, int columns, const char *s, unsigned style)
{
    char *copy;
    size_t n = s ? strlen(s) : 0;
    const char *shown;
    int used;

    if (row < 0 || row >= p->rows || columns <= 0)
        return 0;
    shown = clean(s ? s : "", &n, columns, &copy);
    used = utf8_columns(shown, n);
    if (used < columns) {
        fill_row(p, row, col, col + columns - used, style);
        spread_line(p, row, col + columns - used, col + columns, shown, n, style);
    } else {
        used = paint_text_n(p, row, col, columns, shown, n, style);
    }
    free(copy);
    return used;
}

int paint_put(struct paint *p, int row, int col, int limit, const char *s, unsigned style)
{
    char *copy;
    size_t n = s ? strlen(s) : 0;
    int end = col;

    if (row < 0 || row >= p->rows || limit <= 0)
        return col;
    s = clean(s ? s : "", &n, limit, &copy);
    end = spread(p, row, col, col + limit, s, n, style);
    free(copy);
    return end;
}

void paint_fill(struct paint *p, struct rect r, unsigned style)
{
    for (int row = within(r.row, 0, p->rows); row < within(r.row + r.rows, 0, p->rows); row++)
        fill_row(p, row, r.col, r.col + r.cols, style);
}

void paint_restyle(struct paint *p, int row, int col, int columns, unsigned style)
{
    if (row < 0 || row >= p->rows)
        return;
    for (int c = within(col, 0, p->cols); c < within(col + columns, 0, p->cols); c++)
        at(p, row, c)->style = (uint16_t)style;
}

void paint_rule(const struct ui *ui, int row, int col, int columns)
{
    const char *rule = ui_glyph(ui, UI_GLYPH_RULE);

    if (!ui_borders(ui))
        return;
    for (int c = col; c < col + columns; c++)
        paint_put(ui->paint, row, c, 1, rule, THEME_RULE);
}

void paint_box(const struct ui *ui, struct rect r, const char *title, unsigned style)
{
    int last = r.row + r.rows - 1, right = r.col + r.cols - 1;

    paint_fill(ui->paint, r, style);
    if (ui_borders(ui)) {
        paint_rule(ui, r.row, r.col, r.cols);
        paint_rule(ui, last, r.col, r.cols);
        for (int row = r.row + 1; row < last; row++) {
            paint_put(ui->paint, row, r.col, 1, ui_glyph(ui, UI_GLYPH_VERTICAL), THEME_RULE);
            paint_put(ui->paint, row, right, 1, ui_glyph(ui, UI_GLYPH_VERTICAL), THEME_RULE);
        }
        paint_put(ui->paint, r.row, r.col, 1, ui_glyph(ui, UI_GLYPH_TOP_LEFT), THEME_RULE);
        paint_put(ui->paint, r.row, right, 1, ui_glyph(ui, UI_GLYPH_TOP_RIGHT), THEME_RULE);
        paint_put(ui->paint, last, r.col, 1, ui_glyph(ui, UI_GLYPH_BOTTOM_LEFT), THEME_RULE);
        paint_put(ui->paint, last, right, 1, ui_glyph(ui, UI_GLYPH_BOTTOM_RIGHT), THEME_RULE);
    }
    if (title && title[0] && r.cols > 6) {
        int columns = utf8_columns_z(title), room = r.cols - 6;

        paint_text(ui->paint, r.row, r.col + 2, (columns < room ? columns : room) + 2, NULL, style);
        paint_text(ui->paint, r.row, r.col + 3, columns < room ? columns : room, title, THEME_TITLE);
    }
}

void paint_cursor(struct paint *p, int row, int col)
{
    bool inside = row >= 0 && row < p->rows && col >= 0 && col < p->cols;

    p->cursor_row = inside ? row : -1;
    p->cursor_col = inside ? col : -1;
}

bool paint_cursor_at(const struct paint *p, int *row, int *col)
{
    *row = p->cursor_row;
    *col = p->cursor_col;
    return p->cursor_row >= 0;
}

const struct paint_cell *paint_cell(const struct paint *p, int row, int col)
{
    return at(p, row, col);
}
