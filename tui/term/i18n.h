/* Translation where a `ui` variable is in scope: _("English text"), P_("%1$s row", "%1$s rows", n). */
#ifndef TUI_TERM_I18N_H
#define TUI_TERM_I18N_H

#include "tui/term/ui.h"

#define _(s) catalog_text(ui->catalog, s)
#define C_(context, s) catalog_context(ui->catalog, context, s)
#define P_(one, many, n) catalog_plural(ui->catalog, one, many, n)

#endif
