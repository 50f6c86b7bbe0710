#!/usr/bin/env python3
"""Who calls whom, taken from the objects: calls.py BUILD.

The order of the house (layers.py) holds for what is linked, too: no declaration written by hand gets around it. A
name that a file of one library needs must be defined in a library it may use.
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from layers import ALLOWED, HELPERS, library  # noqa: E402


def main():
    build = sys.argv[1].rstrip("/") + "/obj/"
    objects = []
    for top in ("core", "tui"):
        for folder, _, names in os.walk(build + top):
            objects += [os.path.join(folder, n) for n in names if n.endswith(".o")]
    objects = [o for o in objects if os.path.exists(o[len(build):-2] + ".c")]
    if not objects:
        print(f"build first: {build} has no objects")
        return 1
    defined, needed = {}, {}
    for line in subprocess.run(["nm", "-A", "-P"] + objects, capture_output=True, text=True,
                               check=True).stdout.splitlines():
        where, name, kind = line.split()[:3]
        path = where.rstrip(":")[len(build):-2] + ".c"
        if kind == "U":
            needed.setdefault(path, set()).add(name)
        elif kind in "TRDB":
            defined.setdefault(name, path)
    bad = 0
    for path in sorted(needed):
        mine = library(path)
        allowed = (HELPERS.get(mine) or ALLOWED.get(mine, "")).split() + [mine]
        for name in sorted(needed[path]):
            if name in defined and library(defined[name]) not in allowed:
                print(f"{path}: {mine} must not need {name}() of {defined[name]}")
                bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main())
