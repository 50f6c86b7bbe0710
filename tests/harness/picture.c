/* An emulated screen as SVG: runs of equal cells become one text element, so letters keep their columns. */
#include "tests/harness/picture.h"

#include <stdlib.h>
#include <string.h>

/* Pixels: one cell, the frame around the screen, the title bar. */
enum { CELL_W = 9, CELL_H = 19, BASELINE = 14, MARGIN = 12, BAR = 30, FONT = 15 };

enum { PAPER = 0x1B1F27, INK = 0xD7DCE4, BAR_PAPER = 0x2B313C, BAR_INK = 0x9AA5B5, CURSOR = 0xE6C768 };

/* The sixteen colours a terminal lets its user choose; the other 240 are fixed by the emulator. */
static const unsigned palette[16] = {
    0x232831, 0xD9626B, 0x86B573, 0xD9B36C, 0x6A9FDB, 0xB687C9, 0x63B3BD, 0xC5CCD6,
    0x6B7686, 0xE98790, 0xA3CF90, 0xE8C98A, 0x8DB8E8, 0xCBA4DC, 0x87CBD4, 0xF2F4F8,
};

struct look {
    unsigned fg, bg;
    bool bold, italic, underline;
};

static unsigned colour(const struct emulator *e, int c, unsigned fallback)
{
    return c >= 0 && c < 16 ? palette[c] : emulator_rgb(e, c, fallback);
}

static struct look look_of(const struct emulator *e, const struct emulator_cell *cell)
{
    struct look l = {colour(e, cell->fg, INK), colour(e, cell->bg, PAPER), cell->bold, cell->italic,
                     cell->underline};
    if (cell->reverse) {
        unsigned fg = l.fg;
        l.fg = l.bg;
        l.bg = fg;
    }
    return l;
}

static bool look_equal(const struct look *a, const struct look *b)
{
    return a->fg == b->fg && a->bg == b->bg && a->bold == b->bold && a->italic == b->italic &&
           a->underline == b->underline;
}

static void put_escaped(const char *s, FILE *out)
{
    for (; *s; s++) {
        switch (*s) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        default:
            fputc(*s, out);
        }
    }
}

static void put_paper(const struct look *l, int row, int col, int width, FILE *out)
{
    if (l->bg != PAPER) {
        fprintf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n",
                MARGIN + col * CELL_W, BAR + MARGIN + row * CELL_H, width * CELL_W, CELL_H, l->bg);
    }
}

static void put_words(const struct look *l, int row, int col, int width, const char *text, FILE *out)
{
    fprintf(
        out,
        "<text x=\"%d\" y=\"%d\" textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\" fill=\"#%06x\"%s%s%s>",
        MARGIN + col * CELL_W, BAR + MARGIN + row * CELL_H + BASELINE, width * CELL_W, l->fg,
        l->bold ? " font-weight=\"bold\"" : "", l->italic ? " font-style=\"italic\"" : "",
        l->underline ? " text-decoration=\"underline\"" : "");
    put_escaped(text, out);
    fputs("</text>\n", out);
}

static bool blank(const struct emulator_cell *cell)
{
    return cell->text[0] == '\0' || (cell->text[0] == ' ' && cell->text[1] == '\0');
}

static void put_row_paper(const struct emulator *e, int row, int cols, FILE *out)
{
    struct look look = {0};
    int from = 0;
    for (int col = 0; col < cols; col++) {
        struct emulator_cell cell;
        emulator_cell(e, row, col, &cell);
        struct look here = look_of(e, &cell);
        if (col > from && here.bg != look.bg) {
            put_paper(&look, row, from, col - from, out);
            from = col;
        }
        look = here;
    }
    put_paper(&look, row, from, cols - from, out);
}

/* Words of one look, one blank between them at most: a renderer may squeeze more. */
static void put_row_text(const struct emulator *e, int row, int cols, FILE *out)
{
    char *text = malloc((size_t)cols * sizeof(((struct emulator_cell *)0)->text) + 1);
    struct look look = {0};
    int from = 0;
    int end = 0; /* the column after the last letter of the run */
    size_t n = 0;
    int col = 0;
    while (text && col <= cols) {
        struct emulator_cell cell = {0};
        if (col < cols) {
            emulator_cell(e, row, col, &cell);
        }
        struct look here = look_of(e, &cell);
        bool letter = !blank(&cell);
        if (n > 0 && (col == cols || (letter && !look_equal(&here, &look)) || (!letter && col > end))) {
            text[n] = '\0';
            put_words(&look, row, from, end - from, text, out);
            n = 0;
        }
        if (letter) {
            if (n == 0) {
                from = end = col;
                look = here;
            }
            text[n] = ' ';
            n += (size_t)(col - end);
            size_t len = strlen(cell.text);
            memcpy(text + n, cell.text, len);
            n += len;
            end = col + (cell.width == 2 ? 2 : 1);
        }
        col += cell.width == 2 ? 2 : 1;
    }
    free(text);
}

bool picture_write(const struct emulator *e, const char *title, FILE *out)
{
    static const unsigned buttons[] = {0xD9626B, 0xD9B36C, 0x86B573};
    int rows;
    int cols;
    int row;
    int col;
    emulator_size(e, &rows, &cols);
    int width = cols * CELL_W + 2 * MARGIN;
    int height = rows * CELL_H + 2 * MARGIN + BAR;
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
            "font-family=\"DejaVu Sans Mono, Noto Sans Mono, Menlo, Consolas, monospace\" font-size=\"%d\" "
            "xml:space=\"preserve\">\n",
            width, height, width, height, FONT);
    fprintf(out, "<rect width=\"%d\" height=\"%d\" rx=\"9\" fill=\"#%06x\"/>\n", width, height, PAPER);
    fprintf(out, "<path d=\"M0 %d V9 A9 9 0 0 1 9 0 H%d A9 9 0 0 1 %d 9 V%d Z\" fill=\"#%06x\"/>\n", BAR,
            width - 9, width, BAR, BAR_PAPER);
    for (int i = 0; i < 3; i++) {
        fprintf(out, "<circle cx=\"%d\" cy=\"%d\" r=\"5\" fill=\"#%06x\"/>\n", 18 + 18 * i, BAR / 2,
                buttons[i]);
    }
    fprintf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" font-size=\"13\" fill=\"#%06x\">", width / 2,
            BAR / 2 + 5, BAR_INK);
    put_escaped(title, out);
    fputs("</text>\n", out);
    for (int r = 0; r < rows; r++) {
        put_row_paper(e, r, cols, out);
        put_row_text(e, r, cols, out);
    }
    if (emulator_cursor(e, &row, &col)) {
        fprintf(out,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\" fill-opacity=\"0.45\" "
                "stroke=\"#%06x\"/>\n",
                MARGIN + col * CELL_W, BAR + MARGIN + row * CELL_H, CELL_W, CELL_H, CURSOR, CURSOR);
    }
    fputs("</svg>\n", out);
    return !ferror(out);
}

void picture_take(struct pty *p, const char *name, const char *title)
{
    const char *folder = getenv("REGISTRAR_PICTURES");
    if (!folder || !*folder) {
        return;
    }
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.svg", folder, name);
    FILE *out = fopen(path, "w");
    if (!out || !picture_write(pty_emulator(p), title, out) || fclose(out) != 0) {
        pty_fail(p, "Cannot write the picture %s", path);
    }
}
