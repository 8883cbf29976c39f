#!/usr/bin/env python3
"""Checks every #include of src/ against the storeys and rooms of src/rooms.txt.

use: include_check.py SRC        exit 0 nothing found, 1 findings, 2 rooms.txt itself is wrong

CMake already keeps a room from the headers of rooms that it does not link. This check says the same of the text, with
a sentence that names the rule, and sees what a compiler cannot: headers that are not a room's public ones, circles in
the list of rooms, and paths that leave the house.
"""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


@dataclass
class Room:
    storey: int
    public: list[str]
    beside: set[str] = field(default_factory=set)


class BadRooms(Exception):
    """rooms.txt does not say what it must."""


class House:
    def __init__(self, text: str):
        self.rooms: dict[str, Room] = {}
        self.gates: list[tuple[str, set[str]]] = []
        for number, line in enumerate(text.splitlines(), start=1):
            line = line.partition("#")[0].strip()
            if not line:
                continue
            if match := re.fullmatch(r"storey (\d) ([\w/]+):\s*(.*)", line):
                self.rooms[match[2]] = Room(int(match[1]), match[3].split())
            elif match := re.fullmatch(r"gate ([\w/]+):\s*(.+)", line):
                self.gates.append((self._known(match[1], number), {self._known(r, number) for r in match[2].split()}))
            elif match := re.fullmatch(r"([\w/]+) -> (.+)", line):
                room = self._known(match[1], number)
                for other in match[2].split():
                    if self.rooms[self._known(other, number)].storey != self.rooms[room].storey:
                        raise BadRooms(f"rooms.txt:{number}: {room} and {other} are not on one storey")
                    self.rooms[room].beside.add(other)
            else:
                raise BadRooms(f"rooms.txt:{number}: cannot read this line")
        self._refuse_circles()

    def _known(self, room: str, number: int) -> str:
        if room not in self.rooms:
            raise BadRooms(f"rooms.txt:{number}: no room {room}")
        return room

    def _refuse_circles(self):
        done: set[str] = set()

        def visit(room: str, path: list[str]):
            if room in path:
                raise BadRooms("rooms.txt: rooms in a circle: " + " -> ".join(path[path.index(room):] + [room]))
            if room not in done:
                for other in sorted(self.rooms[room].beside):
                    visit(other, path + [room])
                done.add(room)

        for room in self.rooms:
            visit(room, [])

    def room_of(self, path: str) -> str | None:
        """The room whose folder holds `path` (relative to src): the longest that matches."""
        holding = [room for room in self.rooms if path.startswith(room + "/")]
        return max(holding, key=len, default=None)

    def fault(self, source: str, included: str) -> str | None:
        """Why the file `source` may not include `included` (both relative to src), or None when it may."""
        here, there = self.room_of(source), self.room_of(included)
        if here is None:
            return "this file is in no room of rooms.txt"
        if there is None:
            return "no room of rooms.txt holds that header; write the path from src/"
        if here == there:
            return None
        mine, other = self.rooms[here], self.rooms[there]
        for gate, behind in self.gates:
            if there in behind and mine.storey > self.rooms[gate].storey:
                return f"{there} is behind the gate: storey {mine.storey} reaches it only through {gate}"
        if other.storey > mine.storey:
            return f"storey {mine.storey} ({here}) climbs to storey {other.storey} ({there})"
        if other.storey == mine.storey and there not in mine.beside:
            return f"{here} and {there} share storey {mine.storey} and rooms.txt has no '{here} -> {there}'"
        if "*" not in other.public and included.removeprefix(there + "/") not in other.public:
            return f"not a public header of {there} (public: {' '.join(other.public) or 'none'})"
        return None


def check(src: Path) -> list[str]:
    house = House((src / "rooms.txt").read_text())
    findings = []
    for room, described in house.rooms.items():
        for header in described.public:
            if header != "*" and not (src / room / header).exists():
                findings.append(f"rooms.txt: {room} has no header {header}")
    for path in sorted(p for p in src.rglob("*") if p.suffix in (".h", ".cpp")):
        source = path.relative_to(src).as_posix()
        text = path.read_text()
        if path.suffix == ".h" and "\n#pragma once\n" not in "\n" + text:
            findings.append(f"{source}:1: a header without #pragma once")
        for number, line in enumerate(text.splitlines(), start=1):
            if not (match := INCLUDE.match(line)):
                continue
            form, included = match[1], match[2]
            where = f'{source}:{number}: "{included}": '
            if ".." in included.split("/") or included.startswith("/"):
                findings.append(where + "the path leaves the folder; write it from src/")
            elif form == "<" and house.room_of(included) is not None:
                findings.append(where + 'a header of the house is included with "", not <>')
            elif form == '"' and (fault := house.fault(source, included)):
                findings.append(where + fault)
            elif form == '"' and not (src / included).exists():
                findings.append(where + "no such file")
    return findings


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        findings = check(Path(arguments[0]))
    except BadRooms as bad:
        print(bad)
        return 2
    for finding in findings:
        print("src/" + finding)
    print(f"include check: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
