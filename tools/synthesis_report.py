#!/usr/bin/env python3
"""Prints how a synthetic network compares with England: registers, ages, indicators, entries a year, stories.

  tools/synthesis_report.py build/release/bin/meso NETWORK [--data DIR]

NETWORK was made by `meso synth`. DIR holds the public data (default: $MESO_TEST_DATA, else ../shared/data).
Exit 1 when the network's median practice lies outside the real band of a register, or a practice that is not
planted does. The numbers of docs/synthesis.md are what this prints.

Python's standard library only. Every synthetic number is asked of `meso run` or `meso count`; every real one is
read from a published file, so neither is typed in here.
"""

import argparse
import csv
import gzip
import json
import os
import statistics
import subprocess
import sys

# As src/synthesis/practices.h plants them, in each eight practices.
CHARACTERS = ["pharmacist clinic", "learning-disability checks slip", "care home plans stop", "poor area",
              "poor coder", "took over another", "university", "people in need unseen"]
STANDS_OUT = {"poor area", "poor coder", "university"}

# QOF group, our register, the ages whose list is the base.
REGISTERS = [("AF", "AFIB_REG", 0), ("AST", "AST_REG", 6), ("CAN", "CAN_REG", 0), ("CHD", "CHD_REG", 0),
             ("CKD", "CKD_REG", 18), ("COPD", "COPD_REG", 0), ("DEM", "DEM_REG", 0), ("DEP", "DEP1_REG", 18),
             ("DM", "DM_REG", 17), ("EP", "EPIL_REG", 18), ("HF", "HF1_REG", 0), ("HYP", "HYP_REG", 0),
             ("LD", "LD_REG", 0), ("MH", "MH1_REG", 0), ("NDH", "NDH_REG", 18), ("OB", "OBES_REG", 18),
             ("OST", "OSTEO1_REG or OSTEO2_REG", 50), ("PAD", "PAD_REG", 0), ("PC", "PALCARE_REG", 0), ("RA", "RA_REG", 16),
             ("STIA", "STIA_REG", 0)]
SMALLEST_LIST = 1000  # smaller real lists are special: homeless services, practices that are closing


class Meso:
    def __init__(self, program, network):
        self.program, self.network = program, network

    def ask(self, command, *arguments):
        ran = subprocess.run([self.program, command, self.network, *arguments, "--format", "json"],
                             capture_output=True, text=True, check=False)
        if ran.returncode not in (0, 1):
            sys.exit(ran.stderr)
        return json.loads(ran.stdout)

    def count(self, expression, *arguments):
        """Patients of the cohort, by practice and "network"."""
        figures = self.ask("count", expression, *arguments)["figures"]
        return {practice: row["cohort"] for practice, row in figures.items()}


def rows(*path):
    with gzip.open(os.path.join(*path), "rt", newline="") as file:
        yield from csv.DictReader(file)


def quantile(values, share):
    """Between the two nearest of the sorted values, as spreadsheets do it."""
    values = sorted(values)
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def band(values):
    return tuple(quantile(values, share) for share in (0.1, 0.5, 0.9))


def table(head, lines):
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for line in lines:
        print("| " + " | ".join(line) + " |")
    print()


def real_prevalence(data):
    shares = {}
    for row in rows(data, "qof", "PREVALENCE_2425.csv.gz"):
        size = float(row["PRACTICE_LIST_SIZE"] or 0)
        if size >= SMALLEST_LIST and row["REGISTER"]:
            shares.setdefault(row["GROUP_CODE"], []).append(100 * float(row["REGISTER"]) / size)
    return shares


def registers(meso, run, practices, character, data):
    print("## Registers\n")
    real = real_prevalence(data)
    sizes = {r["id"]: {p: row["size"] for p, row in r["figures"].items()} for r in run["registers"]}
    lists = {age: meso.count(f"age in years >= {age}") for age in sorted({age for _, _, age in REGISTERS})}
    lines, defects, planted = [], [], []
    for group, register, age in REGISTERS:
        low, middle, high = band(real[group])
        on_register = sizes.get(register) or meso.count(register)
        ours = {p: 100 * on_register[p] / lists[age][p] for p in practices}
        median = statistics.median(ours.values())
        if not low <= median <= high:
            defects.append(f"{group}: the median practice, {median:.2f}, is outside {low:.2f} to {high:.2f}")
        outside = [p for p in practices if not low <= ours[p] <= high]
        for practice in outside:
            name = f"{group} {practice} {ours[practice]:.2f}"
            (planted if character[practice] in STANDS_OUT else defects).append(name)
        said = ", ".join(f"{p} {ours[p]:.2f} ({character[p]})" for p in outside)
        lines.append([group, f"{age}+" if age else "all", f"{low:.2f}", f"{middle:.2f}", f"{high:.2f}",
                      f"{min(ours.values()):.2f}", f"{median:.2f}", f"{max(ours.values()):.2f}", said or "-"])
    table(["register", "ages", "real 10th", "real median", "real 90th", "lowest practice", "median practice",
           "highest practice", "outside the band"], lines)
    return defects


def pyramid(meso, practices, character, data):
    print("## Ages and sexes\n")
    real = {}
    for row in rows(data, "registrations", "gp-reg-pat-prac-quin-age_2026-07_pcn_icb_region.csv.gz"):
        if row["ORG_TYPE"] != "Comm Region" or "ALL" in (row["SEX"], row["AGE_GROUP_5"]):
            continue
        key = (int(row["AGE_GROUP_5"].split("_")[0].rstrip("+")), row["SEX"].lower())
        real[key] = real.get(key, 0) + int(row["NUMBER_OF_PATIENTS"])
    everybody = sum(real.values())
    ordinary = [p for p in practices if character[p] not in STANDS_OUT]
    university = [p for p in practices if character[p] == "university"]
    poor = [p for p in practices if character[p] == "poor area"]
    bands = sorted({age for age, _ in real})
    ours = {}
    for sex in ("female", "male"):
        for age in bands:
            older = f" and age in years < {age + 5}" if age < 95 else ""
            ours[age, sex] = meso.count(f"sex is {sex} and age in years >= {age}{older}")
    share = lambda counts, some: 100 * sum(counts[p] for p in some) / max(
        1, sum(ours[key][p] for key in ours for p in some))
    lines = []
    for age in bands:
        line = [f"{age}-{age + 4}" if age < 95 else "95+"]
        for sex in ("female", "male"):
            counts = ours[age, sex]
            line.append(f"{100 * real[age, sex] / everybody:.2f}")
            line += [f"{share(counts, some):.2f}" for some in (ordinary, poor, university)]
        lines.append(line)
    table(["age", "women England", "ordinary practices", "poor area", "university", "men England",
           "ordinary practices", "poor area", "university"], lines)


def core_contract(data, output):
    """Of each practice, its count of the last month published."""
    latest = {}
    for row in rows(data, "qof", "core_gp_contract_2023-24_Q1_England_compact.csv.gz"):
        if row["IND_CODE"] == output and row["MEASURE_TYPE"] == "COUNT" and row["ACH_DATE"] == "30/06/2023":
            latest[row["PRACTICE_CODE"]] = float(row["VALUE"] or 0)
    return latest


def list_sizes(data):
    return {row["ORG_CODE"]: float(row["NUMBER_OF_PATIENTS"])
            for row in rows(data, "registrations", "gp-reg-pat-prac-quin-age_2026-07_practice.csv.gz")
            if row["SEX"] == "ALL" and row["AGE_GROUP_5"] == "ALL"}


def others(meso, practices, data):
    print("## Frailty and carers\n")
    sizes = list_sizes(data)
    everybody = meso.count("age in years >= 0")
    lines = []
    for output, title, expression in (
            ("CCDCMI38", "moderate frailty since April 2017, 65+",
             "age in years >= 65 and any MODFRAIL_COD on or after 2017-04-01"),
            ("CCDCMI39", "severe frailty since April 2017, 65+",
             "age in years >= 65 and any SEVFRAIL_COD on or after 2017-04-01"),
            ("CGPCMI01", "unpaid carers", "any EVERYDAY_CARER")):
        shares = [100 * count / sizes[p] for p, count in core_contract(data, output).items()
                  if sizes.get(p, 0) >= SMALLEST_LIST]
        counted = meso.count(expression)
        ours = [100 * counted[p] / everybody[p] for p in practices]
        lines.append([title, *(f"{value:.2f}" for value in band(shares)), f"{min(ours):.2f}",
                      f"{statistics.median(ours):.2f}", f"{max(ours):.2f}"])
    table(["of 100 registered", "real 10th", "real median", "real 90th", "lowest practice", "median practice",
           "highest practice"], lines)


def indicators(run, practices, data):
    print("## Indicators\n")
    lines = []
    for indicator in run["indicators"]:
        if indicator["id"].startswith("PINCER"):
            continue
        figures = [indicator["figures"][p] for p in practices]
        won = [100 * f["numerator"] / f["denominator"] for f in figures if f["denominator"]]
        adjusted = [100 * sum(f["adjusted"]) / f["eligible"] for f in figures if f["eligible"]]
        lines.append([indicator["id"], *(f"{v:.1f}" for v in (min(won), statistics.median(won), max(won))),
                      *(f"{v:.1f}" for v in (min(adjusted), statistics.median(adjusted), max(adjusted)))])
    table(["indicator", "lowest practice, %", "median practice", "highest practice", "lowest adjusted, %",
           "median adjusted", "highest adjusted"], lines)
    points = {}
    for row in rows(data, "qof", "HEEC_QOF_CVD_2023-24.csv.gz"):
        for group in ("BP", "CHD", "HYP", "STIA"):
            value = row[f"Achievement_{group}"]
            if value not in ("", "NA"):
                points.setdefault(group, []).append(float(value))
    print("Real practices, 2023-24, share of the group's points that were won:\n")
    table(["group", "10th", "median", "90th"],
          [[group, *(f"{value:.1f}" for value in band(values))] for group, values in sorted(points.items())])


def volume(run, meso, practices, years):
    print("## Entries\n")
    everybody = meso.count("age in years >= 0")
    lines = []
    for entry in run["practices"]:
        code = entry["practice"]
        if code in practices:
            lines.append([code, f"{entry['patients']:,}", f"{everybody[code]:,}", f"{entry['events']:,}",
                          f"{entry['events'] / everybody[code] / years:.1f}"])
    table(["practice", "records", "registered", "entries",
           f"entries a registered patient and year, over {years} years"], lines)


def stories(meso, practices, character):
    print("## Stories\n")
    of = {name: next((p for p in practices if character[p] == name), None) for name in CHARACTERS}
    show = lambda practice, counts, base: f"{100 * counts[practice] / max(1, base[practice]):.1f}"
    ends = ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31"]
    lines = []
    for practice in practices:
        line = [practice, character[practice]]
        for end in ends:
            counts = {"met": 0, "all": 0}
            figures = meso.ask("run", "--on", end, "--indicator", "HYP008")["indicators"][0]["figures"][practice]
            counts["met"], counts["all"] = figures["numerator"], figures["denominator"]
            line.append(f"{100 * counts['met'] / max(1, counts['all']):.1f}")
        lines.append(line)
    print(f"HYP008, per cent, at {', '.join(ends)}: {of['pharmacist clinic']} rises.\n")
    table(["practice", "planted", *ends], lines)
    years = ["2023-03-31", "2024-03-31", "2025-03-31", "2026-03-31"]
    lines = []
    for practice in practices:
        line = [practice]
        for end in years:
            base = meso.count("LD_REG and age in years >= 14", "--on", end)
            done = meso.count("LD_REG and age in years >= 14 and any EVERYDAY_LEARNING_CHECK in the 12 months to "
                              "ACHV_DAT", "--on", end)
            line.append(show(practice, done, base))
        lines.append(line)
    print(f"Learning disability, aged 14 and over, checked in the year, per cent: "
          f"{of['learning-disability checks slip']} slips.\n")
    table(["practice", *years], lines)
    homes = meso.count("any EVERYDAY_CARE_HOME")
    bare = meso.count("any EVERYDAY_CARE_HOME and no EVERYDAY_CARE_PLAN in the 12 months to ACHV_DAT")
    need = ("(any SEVFRAIL_COD or any MODFRAIL_COD or MH1_REG or LD_REG or DEM_REG or "
            "(DM_REG and HYP_REG) or (HF1_REG and AFIB_REG) or COPD_REG)")
    high = meso.count(need)
    unseen = meso.count(f"{need} and no EVERYDAY_CONSULTATION in the 18 months to ACHV_DAT")
    lines = [[p, str(homes[p]), str(bare[p]), str(high[p]), str(unseen[p])] for p in practices]
    table(["practice", "in care homes", "without a plan of the year", "in great need",
           "of those not seen in 18 months"], lines)


def main():
    parser = argparse.ArgumentParser(description="Compares a synthetic network with England")
    parser.add_argument("meso")
    parser.add_argument("network")
    parser.add_argument("--data", default=os.environ.get("MESO_TEST_DATA", "../shared/data"))
    parser.add_argument("--years", type=int, default=10, help="years of entries that the network was made with")
    options = parser.parse_args()
    meso = Meso(options.meso, options.network)
    run = meso.ask("run")
    if not all(practice["synthetic"] for practice in run["practices"]):
        sys.exit("This network holds records that are not synthetic: the comparison is for synthetic ones")
    practices = [practice["practice"] for practice in run["practices"]]
    character = {p: CHARACTERS[i % len(CHARACTERS)] for i, p in enumerate(practices)}
    defects = registers(meso, run, practices, character, options.data)
    pyramid(meso, practices, character, options.data)
    others(meso, practices, options.data)
    indicators(run, practices, options.data)
    volume(run, meso, practices, options.years)
    stories(meso, practices, character)
    for defect in defects:
        print(f"Defect: {defect}")
    print("No defect." if not defects else f"{len(defects)} defects.")
    return 1 if defects else 0


if __name__ == "__main__":
    sys.exit(main())
