#!/bin/sh
# Runs test programs side by side: tests/run.sh PROGRAM...
# A line a program; what a program said is shown only when it failed. The last line is "N passed, N failed" (and
# ", N skipped"). Fails on a failed test, a crash, a timeout, a sanitizer's report, or when nothing was tested.
#
#   TEST_JOBS=2           programs at a time (default: the processors)
#   TEST_TIMEOUT=300      seconds a program may take
#   TEST_OUT=folder       keeps every program's output there
#   TEST_COUNTS=file      appends "passed failed skipped" for a caller that adds up several runs
#   TEST_LABEL=text       what stands before the summary of a part
#   REGISTRAR_TEST_PATIENCE=4  stretches every deadline inside the tests
set -u
here=$(cd "$(dirname "$0")" && pwd)

# --- one program: its output in $TEST_OUT/NAME.log, its counts in NAME.counts -----------------------------
run_one()
{
    program=$1
    name=$(printf %s "$program" | sed 's|.*/tests/||; s|^/*||; s|/|.|g')
    log=$TEST_OUT/$name.log
    room=$(mktemp -d "${TMPDIR:-/tmp}/registrar-run-XXXXXX") || exit 1
    chmod 711 "$room" # a private print daemon runs as somebody else
    reports=$TEST_OUT/$name.sanitizer
    case $program in
    */san/*) patience=${REGISTRAR_TEST_PATIENCE:-4} ;;
    *) patience=${REGISTRAR_TEST_PATIENCE:-1} ;;
    esac
    # A fixed address layout: AddressSanitizer cannot start in some of the random ones of newer kernels.
    fixed=
    setarch -R true 2>/dev/null && fixed='setarch -R'
    start=$(date +%s%N)
    env TMPDIR="$room" REGISTRAR_TEST_PATIENCE="$patience" CMOCKA_MESSAGE_OUTPUT=stdout \
        ASAN_OPTIONS="log_path=$reports:detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1" \
        UBSAN_OPTIONS="log_path=$reports:print_stacktrace=1" \
        LSAN_OPTIONS="log_path=$reports:suppressions=$here/lsan.supp:print_suppressions=0" \
        $fixed timeout -k 10 "${TEST_TIMEOUT:-300}" "$program" >"$log" 2>&1 </dev/null
    code=$?
    ms=$((($(date +%s%N) - start) / 1000000))
    chmod -R u+rwX "$room" 2>/dev/null
    rm -rf "$room"

    counts=$(awk '
        /^\[==========\] Running [0-9]+ test/ { inside = 1 }
        /^\[==========\] [0-9]+ test\(s\) run/ { inside = 0 }
        /^\[       OK \]/ { if (inside) passed++ }
        /^\[  FAILED  \]/ { if (inside) failed++ }
        /^\[  SKIPPED \]/ { if (inside) skipped++ }
        END { print passed + 0, failed + 0, skipped + 0 }' "$log")
    set -- $counts
    passed=$1 failed=$2 skipped=$3
    why=
    if [ "$code" -eq 124 ] || [ "$code" -eq 137 ]; then
        why="took longer than ${TEST_TIMEOUT:-300} s"
    elif [ "$code" -gt 128 ]; then
        why="ended by signal $((code - 128))"
    elif [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then
        why="exit code $code"
    elif [ $((passed + failed + skipped)) -eq 0 ]; then
        why="tested nothing"
    fi
    for report in "$reports".*; do
        [ -e "$report" ] || continue
        why="${why:+$why, }a sanitizer's report"
        # a failed test leaves what it held, so its report is not worth reading to the end
        if [ "$failed" -eq 0 ]; then cat "$report"; else head -n 16 "$report"; fi >>"$log"
    done
    [ -n "$why" ] && failed=$((failed + 1))
    echo "$passed $failed $skipped" >"$TEST_OUT/$name.counts"
    sed -n 's/^SKIP: //p' "$log" | sed "s|^|$name: |" >"$TEST_OUT/$name.skips"

    word=ok
    [ "$failed" -gt 0 ] && word=FAILED
    line=$(printf '  %-6s %-44s %3d tests %6d ms%s' "$word" "$name" $((passed + failed + skipped)) "$ms" \
        "${why:+  ($why)}")
    if [ "$failed" -gt 0 ]; then
        # one write, so that programs that end together do not mix their stories
        { echo "$line"; sed 's/^/    | /' "$log"; } >"$TEST_OUT/$name.story"
        cat "$TEST_OUT/$name.story"
    else
        echo "$line"
    fi
    exit 0
}

if [ "${1:-}" = --one ]; then
    run_one "$2"
fi

[ -n "${TEST_LABEL:-}" ] && echo "$TEST_LABEL"
keep=${TEST_OUT:-}
TEST_OUT=${keep:-$(mktemp -d "${TMPDIR:-/tmp}/registrar-tests-XXXXXX")}
export TEST_OUT
mkdir -p "$TEST_OUT"
rm -f "$TEST_OUT"/*.counts "$TEST_OUT"/*.skips "$TEST_OUT"/*.story "$TEST_OUT"/*.sanitizer*
[ $# -gt 0 ] && printf '%s\n' "$@" | xargs -P "${TEST_JOBS:-$(nproc)}" -n 1 "$here/run.sh" --one

set -- $(cat "$TEST_OUT"/*.counts 2>/dev/null | awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }')
passed=$1 failed=$2 skipped=$3
cat "$TEST_OUT"/*.skips 2>/dev/null | sed 's/^/  skipped: /'
[ -n "${TEST_COUNTS:-}" ] && echo "$passed $failed $skipped" >>"$TEST_COUNTS"
[ -z "$keep" ] && rm -rf "$TEST_OUT"
[ "$skipped" -gt 0 ] && tail=", $skipped skipped" || tail=
echo "$passed passed, $failed failed$tail"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
