#!/usr/bin/env python3
"""The order of the house: who may include whom, and no circles.

Every arrow of the design is a line of ALLOWED; an include that is not in it is a fault. Headers must not include
each other in a circle. core/ knows no terminal; tui/ reaches a registry only through desk/.
"""
import os
import re
import sys

ALLOWED = {
    "core/base": "core/base",
    "core/config": "core/base core/config",
    "core/net": "core/base core/net",
    "core/wire": "core/base core/net core/wire",
    "core/form": "core/base core/form",
    "core/record": "core/base core/form core/record",
    "core/auth": "core/base core/net core/wire core/record core/auth",
    "core/store": "core/base core/form core/record core/store",
    "core/document": "core/base core/document",
    "core/print": "core/base core/print",
    "core/registry": "core/base core/config core/net core/wire core/form core/record core/auth core/registry",
    "core/desk": "core/base core/config core/form core/record core/net core/auth core/store core/document "
                 "core/print core/registry core/desk",
    "tui/term": "core/base core/config tui/term",
    "tui/widget": "core/base core/config core/form core/record tui/term tui/widget",
    "tui/screen": "core/base core/config core/form core/record core/desk tui/term tui/widget tui/screen",
    "tui/app": "core/base core/config core/form core/record core/desk tui/term tui/widget tui/screen tui/app",
}
# The helper programs are linked apart: they talk to the program through pipes and use nothing else of it.
HELPERS = {
    "core/document/helper": "core/base core/document",
    "core/print/helper": "core/base core/print",
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
TERMINAL = re.compile(r"^(n?curses(w?/.*)?|term|panel|form|menu|termcap)\.h$")


def library(path):
    for helper in HELPERS:
        if path.startswith(helper + "/"):
            return helper
    return "/".join(path.split("/")[:2])


def resolve(name, path, files):
    for base in ("core/", "", os.path.dirname(path) + "/"):
        if base + name in files:
            return base + name
    return None


def circles(graph):
    """Every strongly connected set of more than one file (Tarjan, without recursion limits to worry about)."""
    sys.setrecursionlimit(10000)
    index, low, stack, on, found = {}, {}, [], set(), []

    def visit(v):
        index[v] = low[v] = len(index)
        stack.append(v)
        on.add(v)
        for w in graph.get(v, ()):
            if w not in index:
                visit(w)
                low[v] = min(low[v], low[w])
            elif w in on:
                low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            part = []
            while True:
                w = stack.pop()
                on.discard(w)
                part.append(w)
                if w == v:
                    break
            if len(part) > 1 or v in graph.get(v, ()):
                found.append(sorted(part))

    for v in sorted(graph):
        if v not in index:
            visit(v)
    return found


def main():
    files = set()
    for top in ("core", "tui", "tests"):
        for folder, _, names in os.walk(top):
            files.update(os.path.join(folder, n) for n in names if n.endswith((".c", ".h")))
    faults, graph = [], {}
    for path in sorted(files):
        with open(path, encoding="utf-8") as f:
            text = f.read()
        graph[path] = set()
        for mark, name in INCLUDE.findall(text):
            target = resolve(name, path, files)
            if path.startswith("core/") and TERMINAL.match(name) and not target:
                faults.append(f"{path}: core knows no terminal, but includes <{name}>")
            if not target:
                if mark == '"':
                    faults.append(f'{path}: there is no "{name}" in the tree')
                continue
            graph[path].add(target)
            if path.startswith("tests/"):
                continue
            mine, theirs = library(path), library(target)
            allowed = HELPERS.get(mine) or ALLOWED.get(mine)
            if allowed is None:
                faults.append(f"{path}: the design has no room called {mine}")
            elif theirs != mine and theirs not in allowed.split():
                faults.append(f"{path}: {mine} must not include {target}")
    for part in circles(graph):
        faults.append("circle of includes: " + ", ".join(part))
    for fault in sorted(set(faults)):
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
