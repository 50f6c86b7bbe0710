#!/bin/sh
# The checks can fail: a small tree with one fault for each, and every check must find its own.
set -u
lint=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d "${TMPDIR:-/tmp}/registrar-planted-XXXXXX") || exit 1
trap 'rm -rf "$tree"' EXIT
cp "$lint/../../.clang-format" "$tree"
cd "$tree" || exit 1
mkdir -p core/base core/net tui/term tests build/obj/core/base build/obj/tui build/obj/tests/sandbox po surprise
git init -q .
touch surprise/file
printf '/* A. */\n#include "net/b.h"\n#include <ncurses.h>\n#include "base/gone.h"\n' >core/base/a.h
printf '/* B. */\n#include "base/a.h"\n' >core/net/b.h
{
    printf '/* C. */\nint counter;\nvoid copy(char *to, const char *from);\n'
    printf 'void copy(char *to, const char *from)\n{\n    strcpy(to, from); /* TODO */\n}\n'
    printf 'int badly ( int a );\nint long_one(int a)\n{\n'
    i=0
    while [ $i -lt 90 ]; do
        printf '    if (a == %d)\n        return a;\n' $i
        i=$((i + 1))
    done
    printf '    return 0;\n}\n'
} >core/base/c.c
git add .
cc -w -c -o build/obj/core/base/c.o core/base/c.c || exit 1
cc -w -c -o build/obj/tui/d.o -x c - <<X || exit 1
int nothing;
X
printf '/* E. */\nvoid e(void);\nvoid f(void);\nvoid e(void)\n{\n    f();\n}\n' >core/base/e.c
printf '/* F. */\nvoid e(void);\nvoid f(void);\nvoid f(void)\n{\n    e();\n}\n' >core/net/f.c
mkdir -p build/obj/core/net
cc -w -c -o build/obj/core/base/e.o core/base/e.c && cc -w -c -o build/obj/core/net/f.o core/net/f.c || exit 1
cp build/obj/tui/d.o build/obj/tests/sandbox/
bad=0

# finds CHECK "what it should say" COMMAND...
finds()
{
    check=$1 words=$2
    shift 2
    if said=$("$@" 2>&1); then
        echo "$check found nothing"
        bad=1
    elif ! printf '%s\n' "$said" | grep -q -- "$words"; then
        echo "$check did not find \"$words\" but said: $said"
        bad=1
    fi
}

finds top "surprise" "$lint/top.sh"
finds layers "must not include core/net/b.h" python3 "$lint/layers.py"
finds layers "circle of includes: core/base/a.h, core/net/b.h" python3 "$lint/layers.py"
finds layers "core knows no terminal" python3 "$lint/layers.py"
finds layers 'no "base/gone.h"' python3 "$lint/layers.py"
finds circles "circle of calls: core/base/e.c, core/net/f.c" python3 "$lint/circles.py" build
finds calls "core/base must not need f() of core/net/f.c" python3 "$lint/calls.py" build
finds source "strcpy() is banned" python3 "$lint/source.py"
finds source "unfinished" python3 "$lint/source.py"
finds format "core/base/c.c" "$lint/format.sh"
finds functions "long_one() has 1" "$lint/functions.sh"
finds functions "long_one() has a complexity" "$lint/functions.sh"
finds statics "counter is a variable" "$lint/statics.sh" build
finds unused "long_one is used by no program" python3 "$lint/unused.py" build
exit $bad
