#!/bin/sh
# Every function and table that a library shows to others is used by a program: unused.sh BUILD.
# What only tests use, and what only its own file uses (it should be static), counts as unused.
here=$(dirname "$0")
build=${1:?which build}
[ -d "$build/obj/core" ] || { echo "build first: $build has no objects"; exit 1; }
nm -A -P $(find "$build/obj/core" "$build/obj/tui" "$build/obj/tests/sandbox" -name '*.o') |
    awk -v allow="$here/allow" -v build="$build/obj/" '
        BEGIN { while ((getline line < allow) > 0) { split(line, w, " "); if (w[1] == "unused") ok[w[2]] = 1 } }
        { file = $1; sub(/:$/, "", file); name = $2; kind = $3 }
        kind == "U" { used[name] = 1 }
        (kind == "T" || kind == "R" || kind == "D" || kind == "B") && file !~ /tests\/sandbox/ { where[name] = file }
        END {
            for (name in where)
                if (!used[name] && !ok[name] && name != "main" && name !~ /^__/) {
                    file = where[name]; sub(build, "", file); sub(/\.o$/, ".c", file)
                    print file ": " name " is used by no other file of a program"
                }
        }' | sort | {
    ! grep .
}
