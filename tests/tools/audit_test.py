"""What the audit of dependencies reads out of what it is told."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import audit  # noqa: E402


class Audit(unittest.TestCase):
    def test_a_lock_pins_version_and_digest(self):
        whole = {"version": "1.2.3", "integrity": "sha512-abc"}
        lock = {"packages": {"": {}, "node_modules/a": whole, "node_modules/b": {**whole, "version": "^1.2"},
                             "node_modules/c": {"version": "1.2.3"}, "node_modules/d": {"link": True}}}
        self.assertEqual(audit.lock_findings(lock), ["node_modules/b: no exact version", "node_modules/c: no SHA-512"])

    def test_a_registry_that_does_not_answer_is_not_taken_for_no_advisories(self):
        self.assertIsNone(audit.advisory_findings({"message": "405"}))
        self.assertEqual(audit.advisory_findings({"vulnerabilities": {}}), [])
        self.assertEqual(audit.advisory_findings({"vulnerabilities": {"x": {"severity": "high"}}}), ["x: high"])

    def test_a_newer_candidate_is_found(self):
        text = ("a:\n  Installed: 1.0\n  Candidate: 1.0\n  Version table:\n     1.0 500\n"
                "b:\n  Installed: 1.0\n  Candidate: 1.1\nc:\n  Installed: (none)\n  Candidate: 2\n")
        self.assertEqual(audit.policy_findings(text), (["b: 1.0 is installed, 1.1 is offered"], 2))


if __name__ == "__main__":
    unittest.main()
