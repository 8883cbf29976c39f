#!/usr/bin/env python3
"""Looks into a linked program for code that knows of records.

use: holds_no_records_check.py PROGRAM WHOLE_PROGRAM          exit 0 nothing found, 1 findings

PROGRAM must have no symbol of the rooms that hold or read records, people, rules or the journal, and load no library that
reads a database or an extract. WHOLE_PROGRAM is the one that has them: where nothing is found there either, the check
itself is blind and says so.
"""

import re
import subprocess
import sys

ROOMS = ("records", "identities", "rules", "synthesis", "journal", "sqlite", "access", "terms", "server")
SYMBOL = re.compile(r"\bmeso::(" + "|".join(ROOMS) + r")::")


def rooms_in(program: str) -> dict:
    """How many symbols of each room are in the program."""
    listed = subprocess.run(["nm", "-C", program], capture_output=True, text=True, check=True).stdout
    counts = {}
    for line in listed.splitlines():
        found = SYMBOL.search(line)
        if found:
            counts[found.group(1)] = counts.get(found.group(1), 0) + 1
    return counts


def main() -> int:
    program, whole = sys.argv[1], sys.argv[2]
    blind = [room for room in ("records", "identities", "rules", "journal") if room not in rooms_in(whole)]
    if blind:
        print(f"{whole}: no symbol of {', '.join(blind)} is seen, where they must be: the check is blind")
        return 1
    found = rooms_in(program)
    for room, count in sorted(found.items()):
        print(f"{program}: {count} symbols of the room {room}")
    print(f"holds no records: {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
