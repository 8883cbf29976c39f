"""A document that shows what is not printed must be found, and an honest one left alone."""

import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import tour_check


def difference(expected: str, printed: str) -> str | None:
    return tour_check.first_difference(expected.split(), printed.split())


class TourCheck(unittest.TestCase):
    def test_what_is_printed_may_be_shown_whole_or_in_part(self):
        self.assertIsNone(difference("a b c", "a b c"))
        self.assertIsNone(difference("... b ...", "a b c"))
        self.assertIsNone(difference("a ...", "a b c"))
        self.assertIsNone(difference("... c", "a b c"))
        self.assertIsNone(difference("...", ""))

        self.assertIsNone(difference("... b d", "a b c b d"))

    def test_what_is_not_printed_is_found(self):
        self.assertIn("shown:   b\nprinted: c", difference("a b", "a c"))
        self.assertIn("shown:   d\n", difference("a ... d", "a b c"))
        self.assertIn("shown:   c\nprinted: nothing", difference("a b c", "a b"))
        self.assertIn("not shown: c", difference("a b", "a b c"))
        self.assertIn("not shown: c", difference("... b", "a b c"))
        # The order counts, and a stretch is printed as it stands.
        self.assertIn("shown:   a\n", difference("... b ... a ...", "a b c"))
        self.assertIn("shown:   c\nprinted: x", difference("... b c ...", "a b x c"))

    def test_commands_are_read_from_console_blocks_only(self):
        text = "```\n$ rm x\n```\n```console\n$ one\nfirst\n\n$ two\n```\n$ three\n"
        self.assertEqual(tour_check.shown(text), [(5, "one", ["first"]), (8, "two", [])])

    def test_commands_share_a_folder_and_what_they_say_on_standard_error_counts(self):
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "page.md"
            page.write_text("```console\n$ echo one > kept\n$ cat kept >&2\none\n$ cat kept\ntwo\n```\n")
            found = tour_check.check(page, dict(os.environ))
        self.assertEqual(found, ["page.md:5: cat kept\nshown:   two\nprinted: one"])


if __name__ == "__main__":
    unittest.main()
