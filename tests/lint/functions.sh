#!/bin/sh
# No function is longer than 80 lines or more complex than 20 (pmccabe, switch counted as one decision), unless the
# allow file says why: a long table is not a long function, but it looks like one.
here=$(dirname "$0")
git ls-files -co --exclude-standard 'core/*.c' 'tui/*.c' 'tests/*.c' | xargs -r pmccabe 2>/dev/null |
    awk -v allow="$here/allow" '
        BEGIN { while ((getline line < allow) > 0) { split(line, w, " "); if (w[1] == "function") ok[w[2]] = 1 } }
        {
            # modified complexity, traditional, statements, first line, lines, file(line): name
            place = $6; sub(/\(.*/, "", place); name = $7
            if (ok[place ":" name]) next
            if ($5 > 80) { print place ":" $4 ": " name "() has " $5 " lines"; bad = 1 }
            if ($1 > 20) { print place ":" $4 ": " name "() has a complexity of " $1; bad = 1 }
        }
        END { exit bad }'
