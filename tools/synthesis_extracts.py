"""What the extracts of a synthetic network say that no question can be asked about yet: places, lists, months.

Reads the folder that `meso synth --csv` wrote. Python's standard library only.
"""

import collections
import csv
import os
import re


def rows(path):
    with open(path, newline="") as file:
        yield from csv.DictReader(file)


def codes_of(rulebook, wanted):
    """The codes of every cluster whose name and file `wanted` accepts."""
    codes = set()
    for name in sorted(os.listdir(rulebook)):
        if not name.endswith(".clusters"):
            continue
        accepted = False
        with open(os.path.join(rulebook, name)) as file:
            for line in file:
                if match := re.match(r"cluster (\S+)", line):
                    accepted = wanted(match[1], name)
                elif accepted and (match := re.match(r"\s+[a-z]+ (\S+)", line)):
                    codes.add(match[1])
    return codes


class Practice:
    """One practice's extract: who its patients are, where they live, whom it looks after in homes."""

    def __init__(self, folder):
        self.folder = folder
        self.areas = {row["area"]: (int(row["decile"]), row["rurality"]) for row in self.table("areas")}
        self.homes = [(row["home"], int(row["beds"]), int(row["residents"])) for row in self.table("homes")]
        registered = {row["patient"] for row in self.table("registrations") if not row["end"]}
        self.patients = {row["patient"]: row for row in self.table("patients")
                         if row["patient"] in registered and not row["death_date"]}

    def table(self, name):
        return rows(os.path.join(self.folder, name + ".csv"))

    def decile(self, patient):
        return self.areas[patient["area"]][0]

    def rural(self, patient):
        return self.areas[patient["area"]][1].startswith("R")

    def age(self, patient, on=(2026, 3, 31)):
        year, month, day = (int(part) for part in patient["birth_date"].split("-"))
        return on[0] - year - ((month, day) > on[1:])

    def mean_decile(self):
        return sum(self.decile(p) for p in self.patients.values()) / len(self.patients)

    def share(self, accepts):
        return 100 * sum(1 for p in self.patients.values() if accepts(p)) / len(self.patients)

    def households(self):
        """Of people outside care homes: their number by roof, and how many under 18 live without a grown-up."""
        homes = {home for home, _, _ in self.homes}
        roofs = collections.defaultdict(list)
        for patient in self.patients.values():
            if patient["address"].split(",")[0] not in homes:
                roofs[patient["address"], patient["postcode"]].append(self.age(patient))
        alone = sum(len(ages) for ages in roofs.values() if max(ages) < 18)
        return sum(len(ages) for ages in roofs.values()) / len(roofs), alone

    def entries(self):
        """(code, date) of each entry of the practice."""
        for name in ("events.csv", "medications.csv"):
            with open(os.path.join(self.folder, name), newline="") as file:
                lines = csv.reader(file)
                next(lines)
                for line in lines:
                    yield line[2], line[1]


def network(folder):
    return {code: Practice(os.path.join(folder, code)) for code in sorted(os.listdir(folder))}


def on_two_lists(practices):
    """People who are registered at two practices at once."""
    seen = collections.Counter()
    for practice in practices.values():
        seen.update(p["nhs_number"] for p in practice.patients.values() if p["nhs_number"])
    return sum(1 for count in seen.values() if count > 1)


def kinds_and_months(practice, rulebook):
    """The practice's entries by kind, and its visits by year and month."""
    def among_everyday(*names):
        return codes_of(rulebook, lambda cluster, file: cluster in names)

    medicines = codes_of(rulebook, lambda cluster, file: file == "medicines.clusters")
    everyday = os.path.join(rulebook, "everyday.clusters")
    with open(everyday) as file:
        before = file.read().split("# Consultations and complaints:")[0]
    medicines |= set(re.findall(r"^\s+[a-z]+ (\S+)", before, re.MULTILINE))
    visits, notes = among_everyday("EVERYDAY_CONSULTATION"), among_everyday("EVERYDAY_NOTE")
    complaints, reviews = among_everyday("EVERYDAY_COMPLAINT"), among_everyday("EVERYDAY_ALCOHOL")
    kinds, months, of_review = collections.Counter(), collections.Counter(), collections.Counter()
    for code, date in practice.entries():
        if code in medicines:
            kinds["medicines issued"] += 1
        elif code in visits:
            kinds["visits"] += 1
            months[date[:7]] += 1
        elif code in notes:
            kinds["notes and letters"] += 1
        elif code in complaints:
            kinds["complaints"] += 1
        else:
            kinds["diagnoses, tests, readings, calls, the rest"] += 1
        if code in reviews:
            of_review[date[:7]] += 1
    return kinds, months, of_review
