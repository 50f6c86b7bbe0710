#!/bin/sh
# make check: everything twice, as shipped and under AddressSanitizer and UndefinedBehaviorSanitizer, and the
# structure checks. make soak: the fault programs in their long form (check.sh soak). One summary is the last line.
set -u
cd "$(dirname "$0")/.." || exit 1
make=${MAKE:-make}
jobs=-j$(nproc)
kind=${1:-check}
export TEST_COUNTS
TEST_COUNTS=$(mktemp "${TMPDIR:-/tmp}/registrar-counts-XXXXXX")
trap 'rm -f "$TEST_COUNTS"' EXIT
good=yes

build()
{
    echo "Building $1"
    shift
    $make --no-print-directory -s "$jobs" "$@" programs tests && return
    echo "The build failed: $*"
    echo "0 0 0" >>"$TEST_COUNTS"
    echo "0 passed, 1 failed"
    exit 1
}

programs()
{
    $make --no-print-directory -s list-tests "$@" | tr ' ' '\n'
}

# The long ones first, so that the last minute is not one program alone.
ordered()
{
    programs "$@" | awk '
        /\/fault\//   { print 1, $0; next }
        /\/journey\// { print 2, $0; next }
        /\/screen\//  { print 3, $0; next }
        NF            { print 4, $0 }' | sort -s -n -k 1,1 | cut -d ' ' -f 2
}

if [ "$kind" = soak ]; then
    export SOAK=1 TEST_TIMEOUT="${TEST_TIMEOUT:-3600}"
    build "as shipped"
    TEST_LABEL="Fault sweeps, long" TEST_OUT=build/results/soak tests/run.sh $(programs | grep /fault/) || good=
    build "under the sanitizers" SAN=1
    TEST_LABEL="Fault sweeps, long, sanitizers" TEST_OUT=build/results/soak-san \
        tests/run.sh $(programs SAN=1 | grep /fault/) || good=
else
    build "as shipped"
    echo "Structure"
    tests/lint.sh fast build || good=
    TEST_LABEL="Tests as shipped" TEST_OUT=build/results/plain tests/run.sh $(ordered) || good=
    build "under the sanitizers" SAN=1
    TEST_LABEL="Tests under the sanitizers" TEST_OUT=build/results/san tests/run.sh $(ordered SAN=1) || good=
fi

echo "All of it:"
awk '{ p += $1; f += $2; s += $3 }
    END { printf "%d passed, %d failed", p, f; if (s) printf ", %d skipped", s; printf "\n" }' "$TEST_COUNTS"
[ -n "$good" ]
