/* Translation where a `ui` variable is in scope: _("English text"), P_("%1$s row", "%1$s rows", n). */
#ifndef TUI_TERM_I18N_H
#define TUI_TERM_I18N_H

#include "tui/term/ui.h"

#define _(s) catalog_text(ui->catalog, s)
/* Marks a text with a context in data, to be looked up with C_. */
#define NC_(context, s) s
#define C_(context, s) catalog_context(ui->catalog, context, s)
#define P_(one, many, n) catalog_plural(ui->catalog, one, many, n)

#endif
