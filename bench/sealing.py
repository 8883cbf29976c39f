#!/usr/bin/env python3
"""What sealing practice files costs: the whole rulebook over the same synthetic people, sealed and not.

use: sealing.py PROGRAM [--patients N] [--rounds N]

Both networks are made from one seed and answer alike, or this stops. Each round runs `meso run` once on each, in turn, as a
program of its own: so every run opens the files, and unseals what it touches, from the beginning. A server does that once
for each load. Printed are the minimum and the median of the processor's time and of the time that passed, the memory that was
resident at most, and the bytes on disk.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def run(command: list, keys: Path) -> tuple:
    """Output, seconds passed, seconds of processor, kilobytes resident at most."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "MESO_KEYS": str(keys)})
    out = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"sealing: {' '.join(command)} ended with {process.returncode}")
    return out, time.monotonic() - started, used.ru_utime + used.ru_stime, used.ru_maxrss


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--patients", type=int, default=50000)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="meso-sealing-") as folder:
        keys = Path(folder) / "keys"
        networks = {}
        for name, seal in (("open", []), ("sealed", ["--seal"])):
            networks[name] = Path(folder) / name
            made = run([given.program, "synth", str(networks[name]), "--patients", str(given.patients), "--seed", "1", *seal], keys)
            size = sum(path.stat().st_size for path in networks[name].glob("practices/*"))
            print(f"{name:6}  made in {made[2]:.1f} s of processor, {size / 1e6:.1f} MB of practice files")
        figures = {name: [] for name in networks}
        answers = set()
        for _ in range(given.rounds):
            for name, network in networks.items():
                out, *cost = run([given.program, "run", str(network), "--format", "json"], keys)
                answers.add(out.replace(bytes(str(network), "utf-8"), b""))
                figures[name].append(cost)
        if len(answers) != 1:
            sys.exit("sealing: the two networks do not answer alike")
        for name, rounds in figures.items():
            passed, used, resident = zip(*rounds)
            print(f"{name:6}  processor {min(used) * 1e3:.0f} ms at least, {statistics.median(used) * 1e3:.0f} ms median; "
                  f"passed {min(passed) * 1e3:.0f} ms at least, {statistics.median(passed) * 1e3:.0f} ms median; "
                  f"{max(resident) / 1024:.0f} MB resident at most")
        load = os.getloadavg()
        print(f"{given.patients} people, {given.rounds} rounds in turn, all answers alike; load average {load[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
