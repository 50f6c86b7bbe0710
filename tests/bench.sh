#!/bin/sh
# Runs the measurements one after another, never side by side: tests/bench.sh BUILD PROGRAM-OR-SCRIPT...
# Each prints its table and ends with failure when a goal is missed.
set -u
build=${1:?which build}
shift
export REGISTRAR_BUILD="$PWD/$build"
[ $# -gt 0 ] || { echo "There are no measurements"; exit 1; }
passed=0
failed=0
for program in $(printf '%s\n' "$@" | sed 's|.*/\(.*\)|\1 &|' | sort | cut -d ' ' -f 2-); do
    echo "== $(basename "$program" | sed 's/\(_bench\|\.sh\)$//')"
    if "$program"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
