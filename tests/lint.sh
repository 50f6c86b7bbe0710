#!/bin/sh
# The structure checks: tests/lint.sh fast|slow|all [BUILD]. A line a check; what a failed one found follows it.
# The last line is "N passed, N failed"; TEST_COUNTS=file gets the counts, as from tests/run.sh.
set -u
cd "$(dirname "$0")/.." || exit 1
which=${1:-all}
build=${2:-build}
passed=0
failed=0

check()
{
    name=$1
    shift
    start=$(date +%s%N)
    if found=$("$@" 2>&1); then
        passed=$((passed + 1)) word=ok
    else
        failed=$((failed + 1)) word=FAILED
    fi
    printf '  %-6s %-44s %9d ms\n' "$word" "lint.$name" $((($(date +%s%N) - start) / 1000000))
    [ "$word" = ok ] || printf '%s\n' "$found" | head -n 200 | sed 's/^/    | /'
}

if [ "$which" != slow ]; then
    check planted tests/lint/planted.sh
    check top tests/lint/top.sh
    check layers python3 tests/lint/layers.py
    check calls python3 tests/lint/calls.py "$build"
    check circles python3 tests/lint/circles.py "$build"
    check source python3 tests/lint/source.py
    check format tests/lint/format.sh
    check functions tests/lint/functions.sh
    check statics tests/lint/statics.sh "$build"
    check unused python3 tests/lint/unused.py "$build"
    check translations tests/lint/translations.sh
    check manual tests/lint/manual.sh "$build"
fi
if [ "$which" != fast ]; then
    check cppcheck tests/lint/cppcheck.sh
    check tidy tests/lint/tidy.sh
fi
[ -n "${TEST_COUNTS:-}" ] && echo "$passed $failed 0" >>"$TEST_COUNTS"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
