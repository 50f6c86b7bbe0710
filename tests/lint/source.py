#!/usr/bin/env python3
"""House rules that a reader would check by eye: banned functions, unfinished marks, head comments, file length.

tests/lint/allow lists exceptions, one a line: RULE PATH-OR-NAME reason.
"""
import os
import re
import subprocess
import sys

BANNED = ("strcpy strcat sprintf vsprintf strtok gets system popen atoi atol sscanf wcwidth wcswidth alloca "
          "asctime ctime gmtime localtime tmpnam mktemp rand srand").split()
CALL = re.compile(r"(?<![\w>.])(" + "|".join(BANNED) + r")\s*\(")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|\bnot (yet )?implemented\b", re.I)
NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
LINES = 600


def allowed():
    exceptions = set()
    with open(os.path.join(os.path.dirname(__file__), "allow"), encoding="utf-8") as f:
        for line in f:
            words = line.split(None, 2)
            if len(words) == 3 and not line.startswith("#"):
                exceptions.add((words[0], words[1]))
    return exceptions


def blank(match):
    """Comments and strings keep their line ends and lose the rest."""
    return re.sub(r"[^\n]", " ", match.group(0))


def check(path, exceptions):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    if not text.startswith("/*"):
        yield f"{path}:1: the file should begin with a comment that says what room it is"
    n = text.count("\n")
    if n > LINES and ("length", path) not in exceptions:
        yield f"{path}: {n} lines; more than {LINES} are usually two rooms"
    if not text.endswith("\n"):
        yield f"{path}: no line end at the end"
    code = NOT_CODE.sub(blank, text)
    for number, line in enumerate(code.split("\n"), 1):
        for name in CALL.findall(line):
            if ("banned", f"{path}:{name}") not in exceptions:
                yield f"{path}:{number}: {name}() is banned"
    for number, line in enumerate(text.split("\n"), 1):
        if UNFINISHED.search(line) and ("unfinished", path) not in exceptions:
            yield f"{path}:{number}: unfinished: {line.strip()}"
        if "\t" in line or line != line.rstrip():
            yield f"{path}:{number}: a tab, or blanks at the end of the line"


def main():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "core", "tui", "tests"],
                            capture_output=True, text=True, check=True).stdout.split("\n")
    exceptions = allowed()
    bad = 0
    for path in listed:
        if path.endswith((".c", ".h")) and os.path.exists(path):
            for fault in check(path, exceptions):
                print(fault)
                bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main())
