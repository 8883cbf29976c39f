#!/usr/bin/env python3
"""Runs the commands that documents show, and checks that they print what the documents say.

use: tour_check.py MESO DOCUMENT...      exit 0 all as shown, 1 something differs

In a fenced block of kind `console` a line that begins with '$ ' is a command; what follows is its output, line by
line, where '...' stands for any lines. All commands of a document run one after the other in one empty folder, with
MESO's program on the path and keys of their own.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def shown(document: str) -> list[tuple[int, str, list[str]]]:
    """Each command of the document: its line number, the command, the lines shown after it."""
    commands = []
    inside = False
    for number, line in enumerate(document.splitlines(), start=1):
        if line.startswith("```"):
            inside = not inside and line == "```console"
        elif inside and line.startswith("$ "):
            commands.append((number, line[2:], []))
        elif inside and commands:
            commands[-1][2].append(line.rstrip())
    for _, _, lines in commands:
        while lines and not lines[-1]:
            lines.pop()
    return commands


def first_difference(expected: list[str], printed: list[str]) -> str | None:
    """What of `expected` is not in `printed` where it should be, or None.

    The lines between two '...' are a stretch, which must be printed as it stands.
    """
    stretches: list[list[str]] = [[]]
    for line in expected:
        if line == "...":
            stretches.append([])
        else:
            stretches[-1].append(line)
    at = 0
    for number, stretch in enumerate(stretches):
        places = range(at, len(printed)) if number > 0 else [0]
        found = next((i for i in places if printed[i : i + len(stretch)] == stretch), None) if stretch else at
        if found is None:
            # The place where the most of it is printed tells best what differs.
            def agreeing(start: int) -> int:
                return sum(a == b for a, b in zip(stretch, printed[start:]))

            start = max(places, key=agreeing, default=at)
            pairs = zip(stretch, printed[start:] + ["nothing"] * len(stretch))
            shown, real = next((a, b) for a, b in pairs if a != b)
            return f"shown:   {shown}\nprinted: {real}"
        at = found + len(stretch)
    if at < len(printed) and (len(stretches) == 1 or stretches[-1]):
        return f"printed and not shown: {printed[at]}"
    return None


def check(document: Path, environment: dict[str, str]) -> list[str]:
    findings = []
    with tempfile.TemporaryDirectory() as folder:
        for number, command, expected in shown(document.read_text()):
            ran = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True,
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            printed = [re.sub(r"\s+$", "", line) for line in ran.stdout.splitlines()]
            while printed and not printed[-1]:
                printed.pop()
            if difference := first_difference(expected, printed):
                findings.append(f"{document.name}:{number}: {command}\n{difference}")
    return findings


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    environment = dict(os.environ, MESO_KEYS="keys", LC_ALL="C.UTF-8")
    environment["PATH"] = f"{Path(arguments[0]).resolve().parent}:{environment['PATH']}"
    findings = [finding for name in arguments[1:] for finding in check(Path(name), environment)]
    for finding in findings:
        print(finding)
    print(f"tour check: {len(findings)} differences")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
