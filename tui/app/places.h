/* Letters by their place on the keyboard: a key of the program works whichever alphabet the keyboard is set
 * to. */
#ifndef TUI_APP_PLACES_H
#define TUI_APP_PLACES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The Latin character on the same key as a Cyrillic letter of the Ukrainian keyboard (ЙЦУКЕН); any other
 * character as it is. With `marks` also the full stop and the comma, which stand there where / and ? stand.
 */
int32_t place_of_letter(int32_t code, bool marks);

#endif
