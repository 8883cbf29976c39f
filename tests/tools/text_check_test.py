"""What the text check must find, and what looks alike and must be left alone."""

import gzip
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import text_check


def with_check_digit(nine: str) -> str:
    """The NHS number that begins with these nine digits."""
    return next(f"{nine}{last}" for last in range(10) if text_check.is_nhs_number(f"{nine}{last}"))


class TextCheck(unittest.TestCase):
    def findings(self, name: str, content: bytes) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            return text_check.check(Path(folder))

    def test_check_digits(self):
        # 1*10 is 10, remainder 10, check 1. 2*10 is 20, remainder 9, check 2. Nothing is 0, check 11, written 0.
        self.assertTrue(text_check.is_nhs_number("100000000" + "1"))
        self.assertTrue(text_check.is_nhs_number("200000000" + "2"))
        self.assertTrue(text_check.is_nhs_number("000000000" + "0"))
        self.assertFalse(text_check.is_nhs_number("100000000" + "2"))
        # 6*2 is 12, remainder 1, check 10: there is no such number, whatever its last digit.
        self.assertFalse(any(text_check.is_nhs_number(f"000000006{last}") for last in range(10)))

    def test_numbers_outside_the_test_range_are_found_in_every_form(self):
        number = with_check_digit("123450000")
        for written in (number, f"{number[:3]} {number[3:6]} {number[6:]}", f"{number[:3]}-{number[3:6]}-{number[6:]}"):
            with self.subTest(len(written)):
                self.assertEqual(len(self.findings("tests/a.csv", f"id,{written},x\n".encode())), 1)
        self.assertEqual(len(self.findings("tests/a.csv.gz", gzip.compress(f"{number}\n".encode()))), 1)

    def test_a_finding_does_not_repeat_the_number(self):
        number = with_check_digit("123450000")
        found = self.findings("tests/a.csv", f"id,{number}\n".encode())
        self.assertEqual(found, ["tests/a.csv:1: column 4: a possible NHS number outside the 999 range"])

    def test_what_only_looks_alike_is_left_alone(self):
        number = with_check_digit("123450000")
        wrong = number[:9] + str((int(number[9]) + 1) % 10)
        for text in (with_check_digit("999123457"), wrong, "1" + number, number + "1", "0." + number, "x" + number):
            self.assertEqual(self.findings("tests/a.csv", text.encode()), [], text)
        self.assertEqual(self.findings("rulebook/england/a.clusters", number.encode()), [])
        self.assertEqual(self.findings("build/a.csv", number.encode()), [])
        self.assertEqual(self.findings("fuzz/corpus/a", b"\0" + number.encode()), [])

    def test_words_that_have_no_place(self):
        for text in ("TO" + "DO: later", "/wor" + "k/x", "Issue #" + "2", "not imple" + "mented", "shared/too" + "ls"):
            self.assertEqual(len(self.findings("src/a.cpp", text.encode())), 1, text)
        for text in ("todos los", "the network/main", "at issue here", "../shared/data/qof"):
            self.assertEqual(self.findings("src/a.cpp", text.encode()), [], text)


if __name__ == "__main__":
    unittest.main()
