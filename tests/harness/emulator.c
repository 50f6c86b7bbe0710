/* libvterm behind the questions of a test: text, attributes, cursor, modes, and a picture of it in text. */
#include "tests/harness/emulator.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct emulator {
    VTerm *vterm;
    VTermScreen *screen;
    void (*reply)(const char *bytes, size_t n, void *data);
    void *data;
    bool cursor_visible, altscreen;
    int bells;
    char title[256];
};

static void on_output(const char *bytes, size_t n, void *data)
{
    struct emulator *e = data;
    if (e->reply) {
        e->reply(bytes, n, e->data);
    }
}

static int on_property(VTermProp property, VTermValue *value, void *data)
{
    struct emulator *e = data;
    if (property == VTERM_PROP_CURSORVISIBLE) {
        e->cursor_visible = value->boolean;
    } else if (property == VTERM_PROP_ALTSCREEN) {
        e->altscreen = value->boolean;
    } else if (property == VTERM_PROP_TITLE) {
        snprintf(e->title, sizeof e->title, "%s", value->string ? value->string : "");
    }
    return 1;
}

static int on_bell(void *data)
{
    struct emulator *e = data;
    e->bells++;
    return 1;
}

struct emulator *emulator_new(int rows, int cols, void (*reply)(const char *bytes, size_t n, void *data),
                              void *data)
{
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property, .bell = on_bell};
    struct emulator *e = calloc(1, sizeof *e);
    if (!e || !(e->vterm = vterm_new(rows, cols))) {
        free(e);
        return NULL;
    }
    e->reply = reply;
    e->data = data;
    e->cursor_visible = true;
    vterm_set_utf8(e->vterm, 1);
    vterm_output_set_callback(e->vterm, on_output, e);
    e->screen = vterm_obtain_screen(e->vterm);
    vterm_screen_set_callbacks(e->screen, &callbacks, e);
    vterm_screen_enable_altscreen(e->screen, 1);
    vterm_screen_reset(e->screen, 1);
    return e;
}

void emulator_free(struct emulator **e)
{
    if (*e) {
        vterm_free((*e)->vterm);
        free(*e);
        *e = NULL;
    }
}

void emulator_feed(struct emulator *e, const char *bytes, size_t n)
{
    vterm_input_write(e->vterm, bytes, n);
}

void emulator_resize(struct emulator *e, int rows, int cols)
{
    vterm_set_size(e->vterm, rows, cols);
}

void emulator_size(const struct emulator *e, int *rows, int *cols)
{
    vterm_get_size(e->vterm, rows, cols);
}

VTerm *emulator_vterm(struct emulator *e)
{
    return e->vterm;
}

static size_t put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | (c >> 18 & 0x07));
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

static int colour_of(VTermColor *c, bool foreground)
{
    if (foreground ? VTERM_COLOR_IS_DEFAULT_FG(c) : VTERM_COLOR_IS_DEFAULT_BG(c)) {
        return EMULATOR_DEFAULT;
    }
    if (VTERM_COLOR_IS_INDEXED(c)) {
        return c->indexed.idx;
    }
    return EMULATOR_RGB | c->rgb.red << 16 | c->rgb.green << 8 | c->rgb.blue;
}

void emulator_cell(const struct emulator *e, int row, int col, struct emulator_cell *out)
{
    memset(out, 0, sizeof *out);
    VTermScreenCell cell;
    VTermPos at = {.row = row, .col = col};
    if (!vterm_screen_get_cell(e->screen, at, &cell)) {
        return;
    }
    size_t n = 0;
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++) {
        if (cell.chars[i] != (uint32_t)-1) {
            n += put_utf8(out->text + n, cell.chars[i]);
        }
    }
    out->width = (unsigned char)cell.width;
    out->bold = cell.attrs.bold;
    out->italic = cell.attrs.italic;
    out->underline = cell.attrs.underline != VTERM_UNDERLINE_OFF;
    out->reverse = cell.attrs.reverse;
    out->blink = cell.attrs.blink;
    out->fg = colour_of(&cell.fg, true);
    out->bg = colour_of(&cell.bg, false);
}

unsigned emulator_rgb(const struct emulator *e, int colour, unsigned fallback)
{
    if (colour == EMULATOR_DEFAULT) {
        return fallback;
    }
    if (colour & EMULATOR_RGB) {
        return (unsigned)colour & 0xFFFFFF;
    }
    VTermColor c;
    vterm_color_indexed(&c, (uint8_t)colour);
    vterm_screen_convert_color_to_rgb(e->screen, &c);
    return (unsigned)c.rgb.red << 16 | (unsigned)c.rgb.green << 8 | c.rgb.blue;
}

/* Appends the row's cells to `out`; `at` (when not NULL) gets the byte offset of each column. */
static size_t row_text(const struct emulator *e, int row, int cols, char *out, size_t *at)
{
    size_t n = 0;
    size_t end = 0;
    for (int col = 0; col < cols; col++) {
        struct emulator_cell cell;
        emulator_cell(e, row, col, &cell);
        if (at) {
            at[col] = n;
        }
        size_t len = strlen(cell.text);
        if (len > 0) {
            memcpy(out + n, cell.text, len);
            n += len;
            end = cell.text[0] == ' ' ? end : n;
        } else {
            out[n++] = ' ';
        }
        if (cell.width == 2) {
            col++;
            if (at && col < cols) {
                at[col] = n;
            }
        }
    }
    out[end] = '\0';
    return end;
}

char *emulator_row(const struct emulator *e, int row)
{
    int rows;
    int cols;
    vterm_get_size(e->vterm, &rows, &cols);
    char *out = malloc((size_t)cols * sizeof(((struct emulator_cell *)0)->text) + 1);
    if (out) {
        row_text(e, row, cols, out, NULL);
    }
    return out;
}

char *emulator_text(const struct emulator *e)
{
    int rows;
    int cols;
    vterm_get_size(e->vterm, &rows, &cols);
    char *out = malloc((size_t)rows * ((size_t)cols * sizeof(((struct emulator_cell *)0)->text) + 1) + 1);
    size_t n = 0;
    for (int row = 0; out && row < rows; row++) {
        n += row_text(e, row, cols, out + n, NULL);
        out[n++] = '\n';
    }
    if (out) {
        out[n] = '\0';
    }
    return out;
}

bool emulator_find(const struct emulator *e, const char *text, int *row, int *col)
{
    int rows;
    int cols;
    vterm_get_size(e->vterm, &rows, &cols);
    char *line = malloc((size_t)cols * sizeof(((struct emulator_cell *)0)->text) + 1);
    size_t *at = calloc((size_t)cols, sizeof *at);
    bool found = false;
    for (int r = 0; line && at && !found && r < rows; r++) {
        row_text(e, r, cols, line, at);
        const char *hit = strstr(line, text);
        if (!hit) {
            continue;
        }
        found = true;
        int c = 0;
        while (c + 1 < cols && at[c] < (size_t)(hit - line)) {
            c++;
        }
        if (row) {
            *row = r;
        }
        if (col) {
            *col = c;
        }
    }
    free(line);
    free(at);
    return found;
}

bool emulator_cursor(const struct emulator *e, int *row, int *col)
{
    VTermPos at;
    vterm_state_get_cursorpos(vterm_obtain_state(e->vterm), &at);
    *row = at.row;
    *col = at.col;
    return e->cursor_visible;
}

bool emulator_altscreen(const struct emulator *e)
{
    return e->altscreen;
}

int emulator_bells(const struct emulator *e)
{
    return e->bells;
}

const char *emulator_title(const struct emulator *e)
{
    return e->title;
}

void emulator_dump(const struct emulator *e, FILE *out)
{
    int rows;
    int cols;
    int row;
    int col;
    vterm_get_size(e->vterm, &rows, &cols);
    bool visible = emulator_cursor(e, &row, &col);
    fprintf(out, "   +");
    for (int i = 0; i < cols; i++) {
        fputc(i % 10 == 9 ? '0' + (i + 1) / 10 % 10 : '-', out);
    }
    fprintf(out, "+\n");
    for (int r = 0; r < rows; r++) {
        fprintf(out, "%2d%c|", r, r == row ? '>' : ' ');
        for (int c = 0; c < cols; c++) {
            struct emulator_cell cell;
            emulator_cell(e, r, c, &cell);
            fputs(cell.text[0] ? cell.text : " ", out);
            c += cell.width == 2;
        }
        fprintf(out, "|\n");
    }
    fprintf(out, "   cursor at row %d, column %d, %s; %s screen\n", row, col, visible ? "visible" : "hidden",
            e->altscreen ? "alternate" : "normal");
}
