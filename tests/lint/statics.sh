#!/bin/sh
# No globals and no mutable statics: nothing of ours stands in .data or .bss: statics.sh BUILD.
here=$(dirname "$0")
build=${1:?which build}
objects=$(find "$build/obj/core" "$build/obj/tui" -name '*.o')
[ -n "$objects" ] || { echo "build first: $build has no objects"; exit 1; }
objdump -t $objects |
    awk -v allow="$here/allow" -v build="$build/obj/" '
        BEGIN { while ((getline line < allow) > 0) { split(line, w, " "); if (w[1] == "static") ok[w[2]] = 1 } }
        /file format/ { file = $1; sub(/:$/, "", file); sub(build, "", file); sub(/\.o$/, ".c", file); next }
        / O (\.data|\.bss|\.tdata|\.tbss|\*COM\*)[ \t]/ {
            name = $NF; sub(/\.[0-9]+$/, "", name)
            if (!ok[name] && name !~ /^__/) { print file ": " name " is a variable that outlives its function"; bad = 1 }
        }
        END { exit bad }'
