/* Text from anywhere: cleaning never lets a control through, folding and measuring never read past the end.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/plural.h"
#include "base/text.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool held)
{
    if (!held)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_FREE char *copy = text_dup_n((const char *)data, size);
    AUTO_FREE char *clean = utf8_clean((const char *)data, size, size / 2 + 4, size & 1);
    AUTO_FREE char *fold = copy ? utf8_fold(copy) : NULL;
    struct plural *p = copy ? plural_parse(copy) : NULL;
    size_t n;
    int used;

    if (!clean || !fold)
        return 0;
    n = strlen(clean);
    expect(n <= size / 2 + 4 && utf8_valid(clean, n));
    for (size_t i = 0; i < n; i++)
        expect(((unsigned char)clean[i] >= 0x20 && clean[i] != 0x7f) || ((size & 1) && clean[i] == '\n'));
    expect(utf8_fit(clean, n, 10, &used) <= n && used <= 10);
    expect(utf8_grapheme_before(clean, n) <= n);
    expect(utf8_fold_match(fold, fold));
    for (unsigned long i = 0; p && i < 120; i++)
        plural_form(p, i);
    plural_free(&p);
    return 0;
}
