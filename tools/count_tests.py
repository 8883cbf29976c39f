#!/usr/bin/env python3
"""Adds up a test run and closes it with one line: 'N passed, N failed, N skipped'.

use: count_tests.py RESULTS      exit 0 when something passed and nothing failed, else 1

RESULTS holds, per ctest run, NAME.xml (what ctest saw, JUnit) and NAME/ (what each GoogleTest program wrote). A test
program counts as its single tests. A script or a fuzz target counts as one. A program that died before it could
write, or that failed though its tests passed (a leak, a time limit), is one failure more.
"""

import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path


def single_tests(report: Path) -> tuple[int, list[str], Counter]:
    """Of one GoogleTest program: how many passed, which failed, and how many were skipped for which reason."""
    passed, failed, skipped = 0, [], Counter()
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        if case.find("failure") is not None:
            failed.append(f"{case.get('classname')}.{case.get('name')}")
        elif (skip := case.find("skipped")) is not None:
            lines = (skip.get("message") or "").strip().splitlines()
            skipped[lines[-1].partition(":")[0] if lines else "no reason given"] += 1
        elif case.get("status") == "notrun":
            skipped["disabled"] += 1
        else:
            passed += 1
    return passed, failed, skipped


def count(results: Path) -> tuple[int, list[str], Counter]:
    passed, failed, skipped = 0, [], Counter()
    for folder in sorted(path for path in results.iterdir() if path.is_dir()):
        if not folder.with_suffix(".xml").exists():
            failed.append(f"{folder.name}: ctest ran no test")
    for run in sorted(results.glob("*.xml")):
        for program in ElementTree.parse(run).getroot().iter("testcase"):
            name, status = program.get("name"), program.get("status")
            report = results / run.stem / f"test_{name}.xml"
            if report.exists():
                more, wrong, left_out = single_tests(report)
                passed += more
                failed += [f"{name}: {test}" for test in wrong]
                skipped += left_out
                if status == "run" or wrong:
                    continue
                failed.append(f"{name}: its tests passed, but the program ended badly")
            elif status == "run":
                passed += 1
            elif status == "fail":
                failed.append(name)
            else:
                skipped[f"{name} did not run"] += 1
    return passed, failed, skipped


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    passed, failed, skipped = count(Path(arguments[0]))
    print()
    for test in failed:
        print(f"failed: {test}")
    for reason, times in sorted(skipped.items()):
        print(f"skipped: {times} ({reason})")
    print(f"{passed} passed, {len(failed)} failed, {sum(skipped.values())} skipped")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
