/* Letters by their place on the keyboard. */
#include "tui/app/places.h"

#include <stddef.h>
#include <string.h>

#include "base/utf8.h"

static const char cyrillic[] = "йцукенгшщзхїфівапролджєячсмитьбюЙЦУКЕНГШЩЗХЇФІВАПРОЛДЖЄЯЧСМИТЬБЮ";
static const char latin[] = "qwertyuiop[]asdfghjkl;'zxcvbnm,.QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>";

int32_t place_of_letter(int32_t code, bool marks)
{
    if (marks && (code == '.' || code == ','))
        return code == '.' ? '/' : '?';
    const char *at = cyrillic;
    for (size_t i = 0; *at && latin[i]; i++) {
        int32_t letter;
        at += utf8_decode(at, strlen(at), &letter);
        if (letter == code)
            return latin[i];
    }
    return code;
}
