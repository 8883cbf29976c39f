"""What the check of proofs finds, and what it lets pass."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import proof_check  # noqa: E402

KNOWN = {"Sessions.End", "ctest: text"}


def hazard(**changed):
    risk = {"severity": "high", "likelihood": "low"}
    out = {"id": "H1", "hazard": "h", "cause": "c", "effect": "e", "before": risk, "after": risk,
           "mitigations": [{"what": "m", "tests": ["Sessions.End"]}]}
    return {"hazards": [{**out, **changed}]}


class Security(unittest.TestCase):
    def found(self, *rows):
        return proof_check.security_findings("\n".join(rows), KNOWN)

    def test_a_proved_point_passes(self):
        self.assertEqual(self.found("| 3.3.1 | sign-out ends it | met | `Sessions.End`, `ctest: text` |"), [])
        self.assertEqual(self.found("| 3.3.4 | view them | not met | there is no page |"), [])
        self.assertEqual(self.found("| 2.1.9 | no rules | met | *there is no such rule to test* |"), [])

    def test_what_is_not_proved_is_found(self):
        self.assertIn("no test", self.found("| 3.3.1 | it | met | `Sessions.Start` |")[0])
        self.assertIn("without", self.found("| 3.3.1 | it | met | surely |")[0])
        self.assertIn("does not say", self.found("| 3.3.1 | it | yes | `Sessions.End` |")[0])
        row = "| 3.3.1 | it | met | `Sessions.End` |"
        self.assertIn("twice", self.found(row, row)[0])
        self.assertIn("no row", self.found("nothing")[0])


class Hazards(unittest.TestCase):
    def test_a_whole_one_passes(self):
        self.assertEqual(proof_check.hazard_findings(hazard(), KNOWN), [])
        owed = [{"what": "train", "owed_by": "deploying organisation"}]
        self.assertEqual(proof_check.hazard_findings(hazard(mitigations=owed), KNOWN), [])

    def test_what_is_missing_is_found(self):
        for changed in ({"cause": ""}, {"before": {}}, {"mitigations": []}, {"mitigations": [{"what": "m"}]},
                        {"mitigations": [{"what": "m", "tests": ["No.Such"]}]}):
            self.assertEqual(len(proof_check.hazard_findings(hazard(**changed), KNOWN)), 1, changed)


if __name__ == "__main__":
    unittest.main()
