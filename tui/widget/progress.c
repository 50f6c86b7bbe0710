/* Waiting, told by the clock and in few bytes. */
#include "tui/widget/progress.h"

#include "base/text.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"

#include <stdio.h>
#include <stdlib.h>

void progress_start(struct progress *p, const char *what, int64_t now)
{
    text_replace(&p->what, what);
    p->since = now;
    p->next = now + PROGRESS_QUIET;
}

void progress_stop(struct progress *p)
{
    free(p->what);
    *p = (struct progress){0};
}

int progress_wait_ms(const struct progress *p, int64_t now)
{
    if (!p->what)
        return -1;
    return p->next > now ? (int)(p->next - now) : 0;
}

bool progress_due(struct progress *p, const struct ui *ui, int64_t now)
{
    if (!p->what || now < p->next)
        return false;
    p->next = now + (ui->link == UI_LINK_SLOW ? PROGRESS_STEP_SLOW : PROGRESS_STEP);
    return true;
}

bool progress_shown(const struct progress *p, int64_t now)
{
    return p->what && now - p->since >= PROGRESS_QUIET;
}

void progress_draw(const struct progress *p, const struct ui *ui, struct rect a, int64_t now)
{
    char number[24];
    const char *args[2] = {p->what, number};
    TEXT_AUTO line;

    text_init(&line, 1024);
    if (!progress_shown(p, now))
        return;
    /* The number keeps its width, so that a step changes digits and nothing behind them. */
    snprintf(number, sizeof(number), "%3ld", (long)((now - p->since) / 1000));
    /* TRANSLATORS: %1$s is what is awaited, %2$s a number of seconds. */
    catalog_format(&line, _("%2$s s  %1$s  (Esc cancels)"), 2, args);
    paint_text(ui->paint, a.row, a.col, a.cols, line.data, THEME_PROGRESS);
}
