#!/bin/sh
# cppcheck without the noise of "all": warnings, portability, performance. Left out: readdir and ttyname are called by
# one thread; ctuuninitvar takes text_init(&t) for a use of t.
mkdir -p build/cppcheck
cppcheck --std=c11 --enable=warning,portability,performance --inline-suppr --error-exitcode=1 --quiet \
    --suppress=missingIncludeSystem --suppress=unmatchedSuppression -j "$(nproc)" \
    --suppress=readdirCalled --suppress=ttynameCalled --suppress=ctuuninitvar --library=posix,libcurl,sqlite3,tests/lint/cppcheck.cfg \
    --cppcheck-build-dir=build/cppcheck -D_GNU_SOURCE -DREGISTRAR_VERSION='""' -Icore -I. \
    core tui tests/harness tests/sandbox tests/unit tests/fault tests/screen tests/journey 2>&1
