#!/usr/bin/env python3
"""No two files call each other in a circle: circles.py BUILD.

File A points at file B when the object of A needs a name that B defines. Circles through tables of functions do not
show, which is right: that is what the tables are for. tests/lint/allow lists exceptions by the first file of the
circle in the order of the alphabet: circle FILE reason.
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from layers import circles  # noqa: E402
from source import allowed  # noqa: E402


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
    defined, needed = {}, {}
    for line in subprocess.run(["nm", "-A", "-P"] + objects, capture_output=True, text=True,
                               check=True).stdout.splitlines():
        where, name, kind = line.split()[:3]
        path = where.rstrip(":")[len(build):-2] + ".c"
        if kind == "U":
            needed.setdefault(path, set()).add(name)
        elif kind in "TRDB":
            defined.setdefault(name, path)
    graph = {path: {defined[n] for n in names if n in defined and defined[n] != path}
             for path, names in needed.items()}
    exceptions = {name for rule, name in allowed() if rule == "circle"}
    bad = 0
    for part in circles(graph):
        if part[0] in exceptions:
            continue
        bad = 1
        print("circle of calls: " + ", ".join(part))
        for path in part:
            for other in sorted(graph[path] & set(part)):
                names = sorted(n for n in needed[path] if defined.get(n) == other)
                print(f"    {path} > {other}: {', '.join(names[:6])}")
    return bad


if __name__ == "__main__":
    sys.exit(main())
