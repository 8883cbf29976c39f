#!/usr/bin/env python3
"""Checks what stands in the project's text, whatever the language.

use: text_check.py ROOT          exit 0 nothing found, 1 findings

- The project speaks of itself alone: no path or name of a place where it was written, no promise of work to come.
- Every number that has the form of an NHS number and the right check digit is of the 999 range, which is never
  issued. The rulebook is left out, because some clinical codes have that form by chance.
"""

import gzip
import re
import sys
from pathlib import Path

# The classes of one letter keep this file from finding itself.
PHRASES = [
    (re.compile(r"/wor[k]/|shared/(?:desig[n]|paper[s]|tool[s]|hook[s]|referenc[e])\b"), "a place outside the project"),
    (re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b"), "a promise of work to come"),
    (re.compile(r"\b[Ii]ssue [#]?\d|\b(?:helpe[r]|sessio[n]) (?:said|asked|wrote|report)"), "how it was written, not what it is"),
    (re.compile(r"\b(?:not implemente[d]|placeholde[r])\b", re.IGNORECASE), "something unfinished"),
]
TEN_DIGITS = re.compile(r"(?<![\w.])(\d{3})([ -]?)(\d{3})\2(\d{4})(?!\w|\.\d)")
LEFT_OUT = {"build", "demo", "node_modules", "__pycache__"}
NOT_FOR_NUMBERS = {"rulebook"}
COUNTING = "".join(map(str, range(10)))  # the alphabet of digits, in code


def is_nhs_number(digits: str) -> bool:
    """Modulus 11: weights 10 to 2 on the first nine digits; the tenth is 11 less the remainder, 11 counting as 0."""
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1))) % 11
    return check % 11 == int(digits[9]) if check != 10 else False


def texts(root: Path):
    """Each text file of the tree with its content; .gz files unpacked, other binary files left out."""
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if any(part in LEFT_OUT or part.startswith((".", "build-")) and part != ".ci" for part in inside.parts):
            continue
        if not path.is_file() or path.is_symlink():
            continue
        content = path.read_bytes()
        if path.suffix == ".gz":
            try:
                content = gzip.decompress(content)
            except (OSError, EOFError):
                continue
        if b"\0" not in content:
            yield inside, content.decode("utf-8", errors="replace")


def check(root: Path) -> list[str]:
    findings = []
    for inside, text in texts(root):
        for number, line in enumerate(text.splitlines(), start=1):
            where = f"{inside.as_posix()}:{number}: "
            for phrase, why in PHRASES:
                if match := phrase.search(line):
                    findings.append(f"{where}'{match[0]}': {why}")
            if inside.parts[0] in NOT_FOR_NUMBERS:
                continue
            for match in TEN_DIGITS.finditer(line):
                digits = match[1] + match[3] + match[4]
                if not digits.startswith("999") and digits != COUNTING and is_nhs_number(digits):
                    findings.append(f"{where}column {match.start() + 1}: a possible NHS number outside the 999 range")
    return findings


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    findings = check(Path(arguments[0]))
    for finding in findings:
        print(finding)
    print(f"text check: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
