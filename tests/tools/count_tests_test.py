"""The closing count must see a failure however it comes: in a test, beside the tests, or before them."""

import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import count_tests

PASSED = '<testcase name="a" classname="Dates" status="run"/>'
FAILED = '<testcase name="b" classname="Dates" status="run"><failure message="1 is not 2"/></testcase>'
SKIPPED = """<testcase name="c" classname="Dates" status="run" result="skipped">
<skipped message="dates_test.cpp:7&#x0A;public data not on this machine: qof/x.csv&#x0A;"/></testcase>"""
DISABLED = '<testcase name="d" classname="Dates" status="notrun"/>'


class CountTests(unittest.TestCase):
    def count(self, status: str, *cases: str):
        with tempfile.TemporaryDirectory() as folder:
            results = Path(folder)
            (results / "release").mkdir()
            (results / "release.xml").write_text(
                f'<testsuite><testcase name="base" status="{status}"/>'
                '<testcase name="includes" status="run"/></testsuite>'
            )
            if cases:
                report = f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>"
                (results / "release/test_base.xml").write_text(report)
            return count_tests.count(results)

    def test_single_tests_and_scripts_are_added(self):
        self.assertEqual(
            self.count("run", PASSED, PASSED, SKIPPED, DISABLED),
            (3, [], Counter({"public data not on this machine": 1, "disabled": 1})),
        )

    def test_a_failed_test(self):
        self.assertEqual(self.count("fail", PASSED, FAILED), (2, ["base: Dates.b"], Counter()))

    def test_a_program_that_ends_badly_after_its_tests(self):
        self.assertEqual(
            self.count("fail", PASSED), (2, ["base: its tests passed, but the program ended badly"], Counter())
        )

    def test_a_program_that_died_before_it_could_write(self):
        self.assertEqual(self.count("fail"), (1, ["base"], Counter()))

    def test_a_run_without_a_test(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "fuzz").mkdir()
            self.assertEqual(count_tests.count(Path(folder)), (0, ["fuzz: ctest ran no test"], Counter()))

    def test_a_program_that_never_ran(self):
        self.assertEqual(self.count("notrun"), (1, [], Counter({"base did not run": 1})))


if __name__ == "__main__":
    unittest.main()
