#!/bin/sh
# Collects every text for translators out of the sources: pot.sh FILE.
cd "$(dirname "$0")/.." || exit 1
out=${1:?the template to write}
find core tui -name '*.[ch]' | LC_ALL=C sort |
    xgettext --files-from=- --output="$out" --force-po --language=C --from-code=UTF-8 --add-location=file \
        --add-comments=TRANSLATORS --package-name=registrar --keyword= --keyword=_ --keyword=N_ \
        --keyword=NP_:1,2 --keyword=P_:1,2 --keyword=NC_:1c,2 --keyword=C_:1c,2 --keyword=catalog_text:2 \
        --keyword=catalog_plural:2,3 --keyword=catalog_context:2c,3 || exit 1
# No date of making: the template changes when a text does. All texts are UTF-8.
sed -i -e '/^"POT-Creation-Date:/d' -e 's/charset=CHARSET/charset=UTF-8/' "$out"
