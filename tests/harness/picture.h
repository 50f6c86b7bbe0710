/* Pictures of screens for the README: an emulated screen as an SVG file, in a window frame. */
#ifndef HARNESS_PICTURE_H
#define HARNESS_PICTURE_H

#include "tests/harness/pty.h"

/* Writes the screen as SVG. `title` stands in the window's title bar. False when the file cannot be written.
 */
bool picture_write(const struct emulator *e, const char *title, FILE *out);
/* During `make pictures` (REGISTRAR_PICTURES names a folder): writes NAME.svg there. Otherwise does nothing.
 */
void picture_take(struct pty *p, const char *name, const char *title);

#endif
