#!/usr/bin/env python3
"""Nothing is dead: every function and table of the libraries is used by a program: unused.py BUILD.

A name counts as used when another object of the programs needs it, or when its own file mentions it again. What only
tests use is unused. tests/lint/allow lists exceptions: unused NAME reason.
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from source import NOT_CODE, allowed, blank  # noqa: E402


def main():
    build = sys.argv[1].rstrip("/") + "/obj/"
    objects = []
    for top in ("core", "tui", "tests/sandbox"):
        for folder, _, names in os.walk(build + top):
            objects += [os.path.join(folder, n) for n in names if n.endswith(".o")]
    objects = [o for o in objects if os.path.exists(o[len(build):-2] + ".c")]
    if not objects:
        print(f"build first: {build} has no objects")
        return 1
    needed, where = set(), {}
    for line in subprocess.run(["nm", "-A", "-P"] + objects, capture_output=True, text=True,
                               check=True).stdout.splitlines():
        at, name, kind = line.split()[:3]
        path = at.rstrip(":")[len(build):-2] + ".c"
        if kind == "U":
            needed.add(name)
        elif kind in "TRDB" and not path.startswith("tests/"):
            where[name] = path
    exceptions = {name for rule, name in allowed() if rule == "unused"}
    bad, texts = 0, {}
    for name, path in sorted(where.items(), key=lambda i: (i[1], i[0])):
        if name in needed or name in exceptions or name == "main" or name.startswith("__"):
            continue
        if path not in texts:
            with open(path, encoding="utf-8") as f:
                texts[path] = NOT_CODE.sub(blank, f.read())
        if len(re.findall(rf"\b{re.escape(name)}\b", texts[path])) > 1:
            continue
        print(f"{path}: {name} is used by no program")
        bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main())
