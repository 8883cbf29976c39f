#!/usr/bin/env python3
"""Looks over what the program and its pages stand on, for known faults, as far as lists can be reached.

use: audit.py ROOT [PACKAGE...]   exit 0 nothing found, 1 findings, 3 nothing found but a list could not be asked

- Debian packages (PACKAGE: those that the build needs, and what they brought): a newer version that the system's
  archives offer is a finding; with debsecan installed, so is a fault that is mended there.
- npm: each package of web/package-lock.json has an exact version and a SHA-512 of what is fetched; `npm audit` asks
  the registry for advisories.

A list that cannot be reached is told by name: silence must not pass for safety.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path


def lock_findings(lock: dict) -> list:
    """Packages that are fetched without an exact version and a digest."""
    findings = []
    for name, package in lock.get("packages", {}).items():
        if name == "" or package.get("link"):
            continue
        if not re.fullmatch(r"\d+\.\d+\.\d+(?:[-+][\w.+-]+)?", package.get("version", "")):
            findings.append(f"{name}: no exact version")
        if not package.get("integrity", "").startswith("sha512-"):
            findings.append(f"{name}: no SHA-512")
    return findings


def advisory_findings(answer: dict) -> list:
    """What `npm audit --json` names; None when the registry did not answer with advisories."""
    if "vulnerabilities" not in answer:
        return None
    return [f"{name}: {found.get('severity', 'unknown')}" for name, found in sorted(answer["vulnerabilities"].items())]


def policy_findings(text: str) -> tuple:
    """Of `apt-cache policy`: packages whose candidate is newer than what is installed, and how many are installed."""
    findings, installed_count, name, installed = [], 0, "", ""
    for line in text.splitlines():
        if line and not line.startswith(" "):
            name = line.rstrip(":")
        elif line.startswith("  Installed: "):
            installed = line.split(": ", 1)[1]
        elif line.startswith("  Candidate: "):
            candidate = line.split(": ", 1)[1]
            if installed == "(none)":
                continue
            installed_count += 1
            if candidate != installed:
                findings.append(f"{name}: {installed} is installed, {candidate} is offered")
    return findings, installed_count


def output(*command: str, cwd: Path = None) -> str:
    try:
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def main() -> int:
    root, packages = Path(sys.argv[1]), sys.argv[2:]
    findings, unasked = [], []

    if packages and shutil.which("apt-cache"):
        found, count = policy_findings(output("apt-cache", "policy", *packages))
        print(f"Debian: {count} of {len(packages)} packages are installed; {len(found)} have a newer version")
        findings += found
        if shutil.which("debsecan"):
            faults = [line for line in output("debsecan", "--only-fixed").splitlines()
                      if len(line.split()) > 1 and line.split()[1] in packages]
            print(f"debsecan: {len(faults)} faults that newer packages mend")
            findings += faults
        else:
            unasked.append("debsecan (install it to ask Debian's security tracker)")
    else:
        unasked.append("Debian's archives (no apt here)")

    for lock_path in sorted(root.glob("web/package-lock.json")):
        lock = json.loads(lock_path.read_text())
        found = lock_findings(lock)
        print(f"npm: {len(lock.get('packages', {})) - 1} packages in {lock_path.relative_to(root)}, {len(found)} not pinned")
        findings += found
        try:
            answer = json.loads(output("npm", "audit", "--json", "--package-lock-only", cwd=lock_path.parent) or "{}")
        except json.JSONDecodeError:
            answer = {}
        advised = advisory_findings(answer)
        if advised is None:
            unasked.append("npm's advisories (the registry did not answer)")
        else:
            print(f"npm audit: {len(advised)} packages with advisories")
            findings += advised

    for finding in findings:
        print(f"  {finding}")
    for name in unasked:
        print(f"not asked: {name}")
    print(f"audit: {len(findings)} findings, {len(unasked)} lists not asked")
    return 1 if findings else 3 if unasked else 0


if __name__ == "__main__":
    sys.exit(main())
