#!/bin/sh
# The manual page, written by the program from its own tables, is one that mandoc has nothing against: manual.sh BUILD.
build=${1:?which build}
page=$(mktemp "${TMPDIR:-/tmp}/registrar-man-XXXXXX")
trap 'rm -f "$page"' EXIT
"$build/registrar" --man >"$page" || { echo "registrar --man failed"; exit 1; }
[ -s "$page" ] || { echo "registrar --man wrote nothing"; exit 1; }
# It has no date: the same sources make the same page on any day.
mandoc -T lint -W warning "$page" | grep -v 'missing date' | {
    ! grep .
}
