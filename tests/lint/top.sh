#!/bin/sh
# The top of the tree holds only what the design names.
git ls-files | sed 's|/.*||' | sort -u | grep -v -x -E '\..*|tui|core|po|themes|tests|Makefile|README\.md|LICENSE' |
    sed 's/$/: does not belong at the top of the tree/' | {
    ! grep .
}
