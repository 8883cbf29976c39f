#!/usr/bin/env python3
"""Checks that what documents offer as proof is there.

use: proof_check.py ROOT          exit 0 nothing found, 1 findings

- docs/security.md: each row of the list says `met`, `partly` or `not met`; what is met or partly met names a test, or
  says in italics why none can be had; each test that is named exists.
- docs/safety/hazards.json: each hazard has its cause, effect, risk before and after, and mitigations; each mitigation names a
  test that exists, or is marked as one that the deploying organisation owes.

A test is named as the test programs know it (`Suite.Name`), or `ctest: NAME` for one of the source or web tests.
"""

import json
import re
import sys
from pathlib import Path

GTEST = re.compile(r"^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", re.MULTILINE)
CTEST = re.compile(r"add_test\(NAME (\w+)")
NAMED = re.compile(r"`((?:ctest: )?[A-Za-z]\w*(?:\.[A-Z]\w*)?)`")
STATES = {"met", "partly", "not met"}
LEVELS = {"negligible", "low", "medium", "high"}


def known_tests(root: Path) -> set:
    known = set()
    for source in sorted((root / "tests").rglob("*.cpp")):
        known |= {f"{suite}.{name}" for suite, name in GTEST.findall(source.read_text())}
    known |= {f"ctest: {name}" for name in CTEST.findall((root / "tests/CMakeLists.txt").read_text())}
    return known


def tests_in(cell: str) -> list:
    return [name for name in NAMED.findall(cell) if "." in name or name.startswith("ctest: ")]


def security_findings(text: str, known: set) -> list:
    findings = []
    rows = [line for line in text.splitlines() if re.match(r"\| \d+\.\d+\.\d+ ", line)]
    if not rows:
        findings.append("docs/security.md: no row of the list was found")
    seen = set()
    for row in rows:
        cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
        point = cells[0]
        if point in seen:
            findings.append(f"docs/security.md: {point} comes twice")
        seen.add(point)
        if len(cells) != 4 or cells[2] not in STATES:
            findings.append(f"docs/security.md: {point} does not say met, partly or not met")
            continue
        tests = tests_in(cells[3])
        if cells[2] != "not met" and not tests and not re.search(r"\*[^*]+\*", cells[3]):
            findings.append(f"docs/security.md: {point} is {cells[2]} without a test or a reason")
        findings += [f"docs/security.md: {point} names {name}, which is no test" for name in tests if name not in known]
    return findings


def hazard_findings(log: dict, known: set) -> list:
    findings = []
    seen = set()
    for hazard in log["hazards"]:
        where = f"docs/safety/hazards.json: {hazard.get('id', '?')}"
        if hazard.get("id") in seen:
            findings.append(f"{where} comes twice")
        seen.add(hazard.get("id"))
        for member in ("hazard", "cause", "effect"):
            if not hazard.get(member):
                findings.append(f"{where} has no {member}")
        for member in ("before", "after"):
            risk = hazard.get(member, {})
            if risk.get("severity") not in LEVELS or risk.get("likelihood") not in LEVELS:
                findings.append(f"{where} has no risk {member} its mitigations")
        if not hazard.get("mitigations"):
            findings.append(f"{where} has no mitigation")
        for mitigation in hazard.get("mitigations", []):
            if mitigation.get("owed_by") == "deploying organisation":
                continue
            if not mitigation.get("tests"):
                findings.append(f"{where}: a mitigation names no test: {mitigation.get('what')}")
            findings += [f"{where} names {name}, which is no test" for name in mitigation.get("tests", []) if name not in known]
    return findings


def main() -> int:
    root = Path(sys.argv[1])
    known = known_tests(root)
    findings = security_findings((root / "docs/security.md").read_text(), known)
    findings += hazard_findings(json.loads((root / "docs/safety/hazards.json").read_text()), known)
    for finding in findings:
        print(finding)
    print(f"proof check: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
