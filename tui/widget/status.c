/* Header, title, result and training phone lines. */
#include "tui/widget/status.h"

#include "base/utf8.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"

#include <stdio.h>

static const struct {
    const char *word; /* message id */
    unsigned style;
} LINES[] = {
    [HEADER_ONLINE] = {N_("online"), THEME_LINE_ONLINE},
    [HEADER_SLOW] = {N_("slow"), THEME_LINE_SLOW},
    [HEADER_OFFLINE] = {N_("offline"), THEME_LINE_OFFLINE},
    [HEADER_SIGNED_OUT] = {N_("signed out"), THEME_LINE_SIGNED_OUT},
};

enum { UNSENT, STATE, LANGUAGE, PERSON, PLACE, REGISTRY, PARTS };

struct part {
    const char *text;
    int cols;
    unsigned style;
};

void header_draw(const struct ui *ui, struct rect a, const struct header *h)
{
    /* What goes first when the screen is narrow. */
    static const int DROPS[] = {PLACE, LANGUAGE, REGISTRY, PERSON};
    static const int LEFT[] = {REGISTRY, PLACE}, RIGHT[] = {PERSON, LANGUAGE, STATE, UNSENT};
    char language[16], count[24];
    const char *args[1] = {count};
    struct part parts[PARTS];
    int total = 0, col = a.col, right = a.col + a.cols;
    TEXT_AUTO unsent;

    text_init(&unsent, 128);
    snprintf(count, sizeof(count), "%ld", h->unsent);
    snprintf(language, sizeof(language), "[%s]", h->language ? h->language : "");
    catalog_format(&unsent, P_("%s unsent", "%s unsent", (unsigned long)h->unsent), 1, args);
    parts[REGISTRY] = (struct part){h->registry, 0, h->training ? THEME_TRAINING : THEME_HEADER};
    parts[PLACE] = (struct part){h->place, 0, THEME_NORMAL};
    parts[PERSON] = (struct part){h->person, 0, THEME_HEADER};
    parts[LANGUAGE] = (struct part){h->language ? language : NULL, 0, THEME_NORMAL};
    parts[STATE] = (struct part){_(LINES[h->line].word), 0, LINES[h->line].style};
    parts[UNSENT] = (struct part){unsent.data, 0, h->unsent ? THEME_STATE_NEEDS_YOU : THEME_NORMAL};
    for (int i = 0; i < PARTS; i++) {
        parts[i].cols = utf8_columns_z(parts[i].text);
        total += parts[i].cols ? parts[i].cols + 2 : 0;
    }
    for (size_t i = 0; i < sizeof(DROPS) / sizeof(DROPS[0]) && total > a.cols + 1; i++) {
        total -= parts[DROPS[i]].cols ? parts[DROPS[i]].cols + 2 : 0;
        parts[DROPS[i]].cols = 0;
    }
    /* A wide one that went may leave room for one that went before it. */
    for (size_t i = sizeof(DROPS) / sizeof(DROPS[0]); i-- > 0;) {
        int cols = utf8_columns_z(parts[DROPS[i]].text);
        if (parts[DROPS[i]].cols == 0 && cols > 0 && total + cols + 2 <= a.cols + 1) {
            parts[DROPS[i]].cols = cols;
            total += cols + 2;
        }
    }
    for (size_t i = 0; i < sizeof(LEFT) / sizeof(LEFT[0]); i++) {
        const struct part *p = &parts[LEFT[i]];
        if (p->cols)
            col += paint_text(ui->paint, a.row, col, p->cols, p->text, p->style) + 2;
    }
    for (size_t i = sizeof(RIGHT) / sizeof(RIGHT[0]); i-- > 0;) {
        const struct part *p = &parts[RIGHT[i]];
        if (!p->cols)
            continue;
        right -= p->cols;
        paint_text(ui->paint, a.row, right, p->cols, p->text, p->style);
        right -= 2;
    }
}

void title_draw(const struct ui *ui, struct rect a, const char *left, const char *right)
{
    int left_cols = utf8_columns_z(left), right_cols = utf8_columns_z(right);

    if (left_cols > a.cols)
        left_cols = a.cols;
    if (right_cols > a.cols - left_cols - 2)
        right_cols = a.cols - left_cols - 2;
    paint_text(ui->paint, a.row, a.col, left_cols, left, THEME_TITLE);
    if (right_cols > 0)
        paint_text(ui->paint, a.row, a.col + a.cols - right_cols, right_cols, right, THEME_NORMAL);
    if (a.rows > 1)
        paint_rule(ui, a.row + 1, a.col, a.cols);
}

void result_draw(const struct ui *ui, struct rect a, const struct result *r)
{
    static const unsigned STYLES[] = {[RESULT_NONE] = THEME_NORMAL,
                                      [RESULT_PLAIN] = THEME_NORMAL,
                                      [RESULT_GOOD] = THEME_GOOD,
                                      [RESULT_WARNING] = THEME_WARNING,
                                      [RESULT_NOT] = THEME_ERROR};
    int hint = utf8_columns_z(r->hint), room = a.cols;

    if (r->kind == RESULT_NONE || !r->text)
        return;
    if (hint && hint + 12 < a.cols) {
        paint_text(ui->paint, a.row, a.col + a.cols - hint, hint, r->hint, THEME_KEY_LABEL);
        room -= hint + 2;
    }
    paint_text(ui->paint, a.row, a.col, room, r->text, STYLES[r->kind]);
}

void phone_draw(const struct ui *ui, struct rect a, const char *time, const char *text)
{
    /* TRANSLATORS: heads the line that shows text messages of the training registry. */
    const char *word = _("Training phone");
    int col = a.col, end = a.col + a.cols;

    col += paint_text(ui->paint, a.row, col, utf8_columns_z(word), word, THEME_TRAINING) + 2;
    if (!text) {
        paint_put(ui->paint, a.row, col, end - col, "-", THEME_NORMAL);
        return;
    }
    if (time)
        col = paint_put(ui->paint, a.row, col, end - col, time, THEME_NORMAL) + 2;
    if (col < end)
        paint_text(ui->paint, a.row, col, end - col, text, THEME_NORMAL);
}
