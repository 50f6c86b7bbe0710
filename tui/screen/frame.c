/*
 * The frame. Lines from above: header, title, rule (only where there is room); from below: help line,
 * training phone (training mode only), result line.
 */
#include "tui/screen/frame.h"

enum { ROWS_FOR_RULE = 16 };

static int title_rows(const struct ui *ui)
{
    return ui_borders(ui) && ui->rows >= ROWS_FOR_RULE ? 2 : 1;
}

struct rect frame_content(const struct ui *ui, bool phone)
{
    int top = 1 + title_rows(ui), bottom = phone ? 3 : 2;
    int rows = ui->rows - top - bottom;
    return (struct rect){top, 0, rows > 0 ? rows : 0, ui->cols};
}

void frame_draw(const struct ui *ui, const struct frame *frame)
{
    header_draw(ui, (struct rect){0, 0, 1, ui->cols}, &frame->header);
    title_draw(ui, (struct rect){1, 0, title_rows(ui), ui->cols}, frame->left, frame->right);
    struct rect last = {ui->rows - 1, 0, 1, ui->cols};
    helpline_draw(ui, last, frame->keys, frame->n_keys);
    if (frame->phone) {
        last.row--;
        phone_draw(ui, last, frame->phone_time, frame->phone_text);
    }
    last.row--;
    if (frame->progress)
        progress_draw(frame->progress, ui, last, frame->now);
    else
        result_draw(ui, last, &frame->result);
}
