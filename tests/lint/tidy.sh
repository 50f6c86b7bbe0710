#!/bin/sh
# clang-tidy over every source file, as many at a time as there are processors: tidy.sh [FILE...].
# A file that was clean is not read again until it, a header, or .clang-tidy changes.
if [ "${1:-}" = --one ]; then
    stamp=build/tidy/$(printf %s "$2" | tr / _)
    said=$(clang-tidy --quiet --warnings-as-errors='*' "$2" -- -std=gnu11 -D_GNU_SOURCE -DREGISTRAR_VERSION='""' \
        -Icore -I. $(pkg-config --cflags ncursesw libxml-2.0 pangocairo cairo-pdf fontconfig libseccomp jansson \
            libcurl sqlite3 2>/dev/null) 2>/dev/null) && touch "$stamp" && exit 0
    printf '%s\n' "$said"
    exit 1
fi
mkdir -p build/tidy
newest=$(ls -t .clang-tidy $(git ls-files -co --exclude-standard '*.h') | head -n 1)
[ $# -gt 0 ] || set -- $(git ls-files -co --exclude-standard 'core/*.c' 'tui/*.c' 'tests/*.c')
for file in "$@"; do
    stamp=build/tidy/$(printf %s "$file" | tr / _)
    [ "$stamp" -nt "$file" ] && [ "$stamp" -nt "$newest" ] || echo "$file"
done | xargs -r -P "$(nproc)" -n 1 "$0" --one
