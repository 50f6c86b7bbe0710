/* Theme files: whatever they hold, every style that comes out can be shown, and complaints are clean text. */
#include "base/limits.h"
#include "base/utf8.h"
#include "tui/term/theme.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const int MOST[THEME_DEPTHS] = {-1, 7, 15, 255};
    struct theme theme;
    struct text complaints;

    text_init(&complaints, LIMIT_CONFIG_FILE);
    theme_read(&theme, (const char *)data, n, "fuzz.theme", NULL, &complaints);
    for (int e = 0; e < THEME_COUNT; e++) {
        for (int d = 0; d < THEME_DEPTHS; d++) {
            struct theme_style s = theme_style(&theme, e, d);
            if (s.fg < -1 || s.bg < -1 || s.fg > MOST[d] || s.bg > MOST[d] || s.attrs > 15)
                abort();
        }
    }
    if (!utf8_valid(complaints.data, complaints.len) ||
        !utf8_valid(theme.name, strnlen(theme.name, sizeof(theme.name))))
        abort();
    for (size_t i = 0; i < complaints.len; i++)
        if ((unsigned char)complaints.data[i] < 0x20 && complaints.data[i] != '\n')
            abort();
    text_free(&complaints);
    return 0;
}
