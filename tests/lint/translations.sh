#!/bin/sh
# Every text has a translation in every language, formats agree, nothing is fuzzy, and the template is not stale.
here=$(dirname "$0")
fresh=$(mktemp "${TMPDIR:-/tmp}/registrar-pot-XXXXXX")
trap 'rm -f "$fresh"' EXIT
"$here/../pot.sh" "$fresh" || exit 1
bad=0
for po in po/uk.po po/fr.po $(ls po/*.po 2>/dev/null | grep -v -e po/uk.po -e po/fr.po); do
    [ -e "$po" ] || { echo "$po is missing"; bad=1; continue; }
    stats=$(msgfmt -c --statistics -o /dev/null "$po" 2>&1) || { echo "$stats"; bad=1; continue; }
    case $stats in
    *fuzzy* | *untranslated*) echo "$po: $stats"; bad=1 ;;
    esac
    if ! problems=$(msgcmp "$po" "$fresh" 2>&1); then
        echo "$po: not translated or out of date (make pot refreshes it):"
        echo "$problems" | grep -v '^msgcmp' | sed 's/^/  /' | head -n 40
        bad=1
    fi
done
exit $bad
