#!/bin/sh
# Runs fuzz targets side by side, FUZZ_SECONDS (60) each: tests/fuzz.sh PROGRAM...
# What each learns is kept in build/fuzz/corpus/NAME; tests/fixtures/fuzz/NAME holds the seeds. A finding fails, its
# input stays in build/fuzz/findings, and the line to play it again is printed.
set -u
here=$(cd "$(dirname "$0")" && pwd)
seconds=${FUZZ_SECONDS:-60}

if [ "${1:-}" = --one ]; then
    name=$(basename "$2" _fuzz)
    corpus=build/fuzz/corpus/$name
    findings=build/fuzz/findings/$name-
    log=build/fuzz/$name.log
    mkdir -p "$corpus" build/fuzz/findings
    seeds=$here/fixtures/fuzz/$name
    [ -d "$seeds" ] || seeds=
    words=$here/fuzz/$name.dict
    [ -f "$words" ] && words=-dict=$words || words=
    fixed=
    setarch -R true 2>/dev/null && fixed='setarch -R'
    if UBSAN_OPTIONS=print_stacktrace=1 $fixed "$2" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -print_final_stats=1 -artifact_prefix="$findings" $words "$corpus" $seeds >"$log" 2>&1; then
        printf '  ok     fuzz.%-30s %9d runs\n' "$name" \
            "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
        exit 0
    fi
    { echo "  FAILED fuzz.$name"; tail -n 60 "$log" | sed 's/^/    | /'
      echo "    play it again: $2 $(ls -t "$findings"* 2>/dev/null | head -n 1)"; } >"$log.story"
    cat "$log.story"
    echo "$name" >>build/fuzz/failed
    exit 0
fi

rm -f build/fuzz/failed
[ $# -gt 0 ] || { echo "There are no fuzz targets"; exit 1; }
mkdir -p build/fuzz
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 "$here/fuzz.sh" --one
failed=$(cat build/fuzz/failed 2>/dev/null | wc -l)
echo "$(($# - failed)) passed, $failed failed"
[ "$failed" -eq 0 ]
