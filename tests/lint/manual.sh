#!/bin/sh
# The manual page, written by the program from its own tables, is one that mandoc has nothing against: manual.sh BUILD.
build=${1:?which build}
page=$(mktemp "${TMPDIR:-/tmp}/registrar-man-XXXXXX")
trap 'rm -f "$page"' EXIT
"$build/registrar" --man >"$page" || { echo "registrar --man failed"; exit 1; }
[ -s "$page" ] || { echo "registrar --man wrote nothing"; exit 1; }
mandoc -T lint -W warning "$page"
