#!/bin/sh
# Every text has a translation in every language, formats agree, nothing is fuzzy, and the template is not stale.
here=$(dirname "$0")
fresh=$(mktemp "${TMPDIR:-/tmp}/registrar-pot-XXXXXX")
trap 'rm -f "$fresh"' EXIT
"$here/../pot.sh" "$fresh" || exit 1
bad=0
for po in po/*.po; do
    [ -e "$po" ] || { echo "po/: no translations at all"; exit 1; }
    stats=$(msgfmt -c --statistics -o /dev/null "$po" 2>&1) || { echo "$stats"; bad=1; continue; }
    case $stats in
    *fuzzy* | *untranslated*) echo "$po: $stats"; bad=1 ;;
    esac
    msgcmp --use-untranslated "$po" "$fresh" >/dev/null 2>&1
    if ! problems=$(msgcmp "$po" "$fresh" 2>&1); then
        echo "$po: not translated or out of date (make pot refreshes it):"
        echo "$problems" | grep -v '^msgcmp' | sed 's/^/  /' | head -n 40
        bad=1
    fi
done
exit $bad
