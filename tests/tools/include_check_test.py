"""Bad trees that the include check must find, and one good tree that it must leave alone."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import include_check

ROOMS = """
storey 0 base: *
storey 1 names: names.h
storey 1 readings: readings.h
storey 1 readings/blocks: block.h
storey 2 gate: gate.h
storey 3 door:
readings -> names
readings/blocks -> readings
gate gate: names readings
"""

GOOD = {
    "base/day.h": "",
    "names/names.h": '#include "base/day.h"\n',
    "readings/readings.h": '#include <vector>\n#include "names/names.h"\n',
    "readings/inner.h": '#include "readings/readings.h"\n',
    "readings/blocks/block.h": '#include "readings/readings.h"\n',
    "gate/gate.h": '#include "readings/blocks/block.h"\n',
    "door/main.cpp": '  #  include "gate/gate.h"\n// #include "names/names.h"\n',
}


class IncludeCheck(unittest.TestCase):
    def findings(self, change: dict[str, str] | None = None, rooms: str = ROOMS) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            src = Path(folder)
            (src / "rooms.txt").write_text(rooms)
            for name, text in (GOOD | (change or {})).items():
                path = src / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(("#pragma once\n" if name.endswith(".h") else "") + text)
            return include_check.check(src)

    def assert_one(self, findings: list[str], place: str, words: str):
        self.assertEqual(len(findings), 1, findings)
        self.assertTrue(findings[0].startswith(place), findings[0])
        self.assertIn(words, findings[0])

    def test_a_good_tree_has_no_findings(self):
        self.assertEqual(self.findings(), [])

    def test_an_include_that_climbs(self):
        found = self.findings({"base/clock.cpp": '#include "base/day.h"\n#include "gate/gate.h"\n'})
        self.assert_one(found, "base/clock.cpp:2:", "storey 0 (base) climbs to storey 2 (gate)")

    def test_a_neighbour_that_is_not_listed(self):
        found = self.findings({"names/join.cpp": '#include "readings/readings.h"\n'})
        self.assert_one(found, "names/join.cpp:1:", "no 'names -> readings'")

    def test_a_header_that_is_not_public(self):
        found = self.findings({"gate/gate.cpp": '#include "readings/inner.h"\n'})
        self.assert_one(found, "gate/gate.cpp:1:", "not a public header of readings")

    def test_the_room_is_the_longest_folder(self):
        found = self.findings({"readings/reader.cpp": '#include "readings/blocks/block.h"\n'})
        self.assert_one(found, "readings/reader.cpp:1:", "no 'readings -> readings/blocks'")

    def test_a_door_that_goes_round_the_gate(self):
        found = self.findings({"door/look.cpp": '#include "names/names.h"\n'})
        self.assert_one(found, "door/look.cpp:1:", "only through gate")

    def test_what_has_no_public_header_cannot_be_included(self):
        found = self.findings({"door/door.h": "", "gate/back.cpp": '#include "door/door.h"\n'})
        self.assert_one(found, "gate/back.cpp:1:", "climbs")

    def test_paths_that_leave_the_folder(self):
        found = self.findings({"names/a.cpp": '#include "../base/day.h"\n'})
        self.assert_one(found, "names/a.cpp:1:", "leaves the folder")

    def test_a_path_that_does_not_begin_at_src(self):
        found = self.findings({"names/a.cpp": '#include "names.h"\n'})
        self.assert_one(found, "names/a.cpp:1:", "write the path from src/")

    def test_angle_brackets_do_not_hide_a_room(self):
        found = self.findings({"names/a.cpp": "#include <readings/readings.h>\n"})
        self.assert_one(found, "names/a.cpp:1:", "not <>")

    def test_a_header_that_is_not_there(self):
        found = self.findings({"names/a.cpp": '#include "base/night.h"\n'})
        self.assert_one(found, "names/a.cpp:1:", "no such file")

    def test_a_file_in_no_room(self):
        found = self.findings({"attic/a.cpp": '#include "base/day.h"\n'})
        self.assert_one(found, "attic/a.cpp:1:", "in no room")

    def test_a_header_without_its_guard(self):
        found = self.findings({"base/night.hpp": ""}) + self.findings({"base/late.cpp": ""})
        self.assertEqual(found, [])
        with tempfile.TemporaryDirectory() as folder:
            src = Path(folder)
            (src / "base").mkdir()
            (src / "rooms.txt").write_text("storey 0 base: *\n")
            (src / "base/day.h").write_text("struct Day;\n")
            self.assert_one(include_check.check(src), "base/day.h:1:", "#pragma once")

    def test_a_public_header_that_is_listed_and_missing(self):
        found = self.findings(rooms=ROOMS.replace("gate.h", "gate.h lens.h"))
        self.assert_one(found, "rooms.txt:", "no header lens.h")

    def test_circles_and_storeys_that_are_not_equal_are_refused(self):
        for more, words in [
            ("names -> readings", "circle: names -> readings -> names"),
            ("names -> names", "circle: names -> names"),
            ("names -> base", "not on one storey"),
            ("names -> cellar", "no room cellar"),
            ("storey one hall: *", "cannot read"),
        ]:
            with self.subTest(more), self.assertRaises(include_check.BadRooms) as caught:
                self.findings(rooms=ROOMS + more + "\n")
            self.assertIn(words, str(caught.exception))


if __name__ == "__main__":
    unittest.main()
