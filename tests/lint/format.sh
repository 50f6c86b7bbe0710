#!/bin/sh
# clang-format would change nothing.
git ls-files -co --exclude-standard 'core/*.[ch]' 'tui/*.[ch]' 'tests/*.[ch]' | xargs -r clang-format --dry-run -Werror 2>&1 |
    grep -E 'error:' | sed 's/: error:.*/: clang-format would change this/' | awk -F: '!seen[$1]++' | {
    ! grep .
}
