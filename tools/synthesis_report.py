#!/usr/bin/env python3
"""Prints how a synthetic network compares with England: registers, ages, places, indicators, entries, stories.

  tools/synthesis_report.py build/release/bin/meso FOLDER [--data DIR] [--seed 1]

Makes the network in FOLDER/network and its extracts in FOLDER/extracts, unless they are there. DIR holds the
public data (default: $MESO_TEST_DATA, else ../shared/data). Exit 1 when the network's median practice lies outside
the real band of a figure, or a practice that is not planted does. The numbers of docs/synthesis.md are what this
prints.

Python's standard library only. Every synthetic number is asked of `meso` or read from the extracts, every real
one is read from a published file, so neither is typed in here.
"""

import argparse
import csv
import gzip
import json
import os
import statistics
import subprocess
import sys

import synthesis_extracts

# As src/synthesis/practices.h plants them, in each eight practices.
CHARACTERS = ["pharmacist clinic", "learning-disability checks slip", "care home plans stop", "poor area",
              "poor coder", "took over another", "university", "people in need unseen"]
STANDS_OUT = {"poor area", "poor coder", "university"}
RULEBOOK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "rulebook", "england")
MADE = ["--patients", "50000", "--practices", "8", "--years", "10"]

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


class Judge:
    """Collects what lies outside the real bands, and whether it was planted there."""

    def __init__(self, practices, character):
        self.practices, self.character, self.defects = practices, character, []

    def line(self, title, real, ours, digits=2):
        """The cells of one figure: real 10th, 50th, 90th percentile; ours; who is outside."""
        # Compared as they are shown.
        low, middle, high = (round(value, digits) for value in band(real))
        ours = {p: value if value is None else round(value, digits) for p, value in ours.items()}
        known = [ours[p] for p in self.practices if ours.get(p) is not None]
        median = statistics.median(known)
        show = lambda value: f"{value:.{digits}f}"
        if not low <= median <= high:
            self.defects.append(f"{title}: the median practice, {show(median)}, is outside {show(low)} to {show(high)}")
        outside = [p for p in self.practices if ours.get(p) is not None and not low <= ours[p] <= high]
        self.defects += [f"{title} {p} {show(ours[p])}" for p in outside if self.character[p] not in STANDS_OUT]
        said = ", ".join(f"{p} {show(ours[p])} ({self.character[p]})" for p in outside)
        return [title, *map(show, (low, middle, high, min(known), median, max(known))), said or "-"]


JUDGED = ["real 10th", "real median", "real 90th", "lowest practice", "median practice", "highest practice",
          "outside the band"]


def real_prevalence(data):
    shares = {}
    for row in rows(data, "qof", "PREVALENCE_2425.csv.gz"):
        size = float(row["PRACTICE_LIST_SIZE"] or 0)
        if size >= SMALLEST_LIST and row["REGISTER"]:
            shares.setdefault(row["GROUP_CODE"], []).append(100 * float(row["REGISTER"]) / size)
    return shares


def registers(meso, run, judge, data):
    print("## Registers\n")
    real = real_prevalence(data)
    sizes = {r["id"]: {p: row["size"] for p, row in r["figures"].items()} for r in run["registers"]}
    lists = {age: meso.count(f"age in years >= {age}") for age in sorted({age for _, _, age in REGISTERS})}
    lines = []
    for group, register, age in REGISTERS:
        on_register = sizes.get(register) or meso.count(register)
        ours = {p: 100 * on_register[p] / lists[age][p] for p in judge.practices}
        title, *cells = judge.line(group, real[group], ours)
        lines.append([title, f"{age}+" if age else "all", *cells])
    table(["register", "ages", *JUDGED], lines)


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


def core_contract(data, output, measure):
    """Of each practice, its count of the last month published; what is suppressed is left out."""
    latest = {}
    for row in rows(data, "qof", "core_gp_contract_2023-24_Q1_England_compact.csv.gz"):
        if row["IND_CODE"] == output and row["MEASURE_TYPE"] == measure and row["ACH_DATE"] == "30/06/2023":
            if row["VALUE"].replace(".", "").isdigit():
                latest[row["PRACTICE_CODE"]] = float(row["VALUE"])
    return latest


def list_sizes(data):
    return {row["ORG_CODE"]: float(row["NUMBER_OF_PATIENTS"])
            for row in rows(data, "registrations", "gp-reg-pat-prac-quin-age_2026-07_practice.csv.gz")
            if row["SEX"] == "ALL" and row["AGE_GROUP_5"] == "ALL"}


def contract(meso, judge, data):
    """The indicators and counts of the Core GP Contract that synthetic records have something for."""
    print("## Core GP Contract\n")
    sizes = list_sizes(data)
    everybody = meso.count("age in years >= 0")
    lines = []
    for output, title, expression in (
            ("CCDCMI38", "moderate frailty since April 2017, 65+, of 100 registered",
             "age in years >= 65 and any MODFRAIL_COD on or after 2017-04-01"),
            ("CCDCMI39", "severe frailty since April 2017, 65+, of 100 registered",
             "age in years >= 65 and any SEVFRAIL_COD on or after 2017-04-01"),
            ("CGPCMI01", "unpaid carers, of 100 registered", "any EVERYDAY_CARER")):
        shares = [100 * count / sizes[p] for p, count in core_contract(data, output, "COUNT").items()
                  if sizes.get(p, 0) >= SMALLEST_LIST]
        counted = meso.count(expression)
        lines.append(judge.line(title, shares, {p: 100 * counted[p] / everybody[p] for p in judge.practices}))
    # Indicators of the three months from April to June, as published; ours of the same months of 2025.
    older = meso.count("age in years >= 65", "--on", "2025-06-30")
    for output, title, codes in (
            ("CCDCMI30", "frailty assessed, April to June, of 100 aged 65+",
             ["MILDFRAIL_COD", "MODFRAIL_COD", "SEVFRAIL_COD"]),
            ("CCDCMI31", "moderate frailty found, April to June, of 100 aged 65+", ["MODFRAIL_COD"]),
            ("CCDCMI32", "severe frailty found, April to June, of 100 aged 65+", ["SEVFRAIL_COD"])):
        denominators = core_contract(data, output, "Denominator")
        shares = [100 * count / denominators[p] for p, count in core_contract(data, output, "Numerator").items()
                  if denominators.get(p)]
        any_of = " or ".join(f"any {code} from 2025-04-01 to 2025-06-30" for code in codes)
        counted = meso.count(f"age in years >= 65 and ({any_of})", "--on", "2025-06-30")
        lines.append(judge.line(title, shares, {p: 100 * counted[p] / older[p] for p in judge.practices}))
    table(["figure", *JUDGED], lines)


# Lower and upper limit of 2025-26, in per cent, as two public tools list them (reported, not official). NHS England
# kept the lower limits of 2024-25 and raised upper ones, so what is won here is at most what 2023-24 would pay.
LIMITS = {"BP002": (50, 90), "HYP008": (40, 85), "HYP009": (40, 85), "CHD005": (56, 96), "CHD015": (40, 90),
          "CHD016": (46, 90), "STIA007": (57, 97), "STIA014": (40, 90), "STIA015": (46, 90), "CHOL001": (70, 95),
          "CHOL002": (20, 50)}
THINNED = ("(any ASPIRIN_COD in the 12 months to ACHV_DAT or any ANTIPLATELET_COD in the 12 months to ACHV_DAT or "
           "any ANTICOAG_COD in the 12 months to ACHV_DAT)")
# Not in the rulebook: counted, with nobody adjusted for.
COUNTED = {"CHD005": ("CHD_REG", THINNED), "STIA007": ("STIA_REG", THINNED),
           "CHOL001": ("(CHD_REG or PAD_REG or STIA_REG or CKD_REG)", "any STAT_COD in the 6 months to ACHV_DAT"),
           "CHOL002": ("(CHD_REG or PAD_REG or STIA_REG)",
                       "value of (latest LDLCCHOL_COD in the 12 months to ACHV_DAT take lowest) <= 1.8")}


def points_won(meso, run, judge, data):
    """Of each group's points of 2023-24, the share that each practice would win."""
    achieved = {i["id"]: {p: (f["numerator"], f["denominator"]) for p, f in i["figures"].items()}
                for i in run["indicators"]}
    for name, (whom, what) in COUNTED.items():
        denominators, numerators = meso.count(whom), meso.count(f"{whom} and {what}")
        achieved[name] = {p: (numerators[p], denominators[p]) for p in judge.practices}
    points = {}
    with open(os.path.join(data, "qof", "qof_indicators_2023_2024.csv"), newline="") as file:
        for row in csv.DictReader(file):
            points.setdefault(row["GROUP_CODE"], {})[row["INDICATOR_CODE"]] = float(row["INDICATOR_POINT_VALUE"])
    real = {}
    for row in rows(data, "qof", "HEEC_QOF_CVD_2023-24.csv.gz"):
        for group in ("BP", "CHD", "CHOL", "HYP", "STIA"):
            value = row[f"Achievement_{group}"]
            if value not in ("", "NA"):
                real.setdefault(group, []).append(float(value))
    lines = []
    for group in sorted(real):
        won = {}
        for practice in judge.practices:
            got = most = 0.0
            for name, value in points[group].items():
                if name not in LIMITS:  # a register, which every practice keeps
                    got, most = got + value, most + value
                elif achieved[name][practice][1]:
                    numerator, denominator = achieved[name][practice]
                    low, high = LIMITS[name]
                    got += value * min(1, max(0, (100 * numerator / denominator - low) / (high - low)))
                    most += value
            won[practice] = 100 * got / most
        lines.append(judge.line(group, real[group], won, 1))
    print("Share of each group's points of 2023-24 that a practice wins, per cent:\n")
    table(["group", *JUDGED], lines)


def indicators(run, practices):
    print("## Indicators\n")
    lines = []
    for indicator in run["indicators"]:
        figures = [indicator["figures"][p] for p in practices]
        won = [100 * f["numerator"] / f["denominator"] for f in figures if f["denominator"]]
        adjusted = [100 * sum(f["adjusted"]) / f["eligible"] for f in figures if f["eligible"]]
        whole = indicator["figures"]["network"]
        lines.append([indicator["id"], *(f"{v:.1f}" for v in (min(won), statistics.median(won), max(won))),
                      *(f"{v:.1f}" for v in (min(adjusted), statistics.median(adjusted), max(adjusted))),
                      f"{whole['numerator']:,} of {whole['denominator']:,}"])
    table(["indicator", "lowest practice, %", "median practice", "highest practice", "lowest adjusted, %",
           "median adjusted", "highest adjusted", "network"], lines)


def places(extracts, judge, meso, data):
    print("## Lists and places\n")
    sizes = [size for size in list_sizes(data).values() if size >= SMALLEST_LIST]
    middle = statistics.median(sizes)
    ours = {p: len(extracts[p].patients) for p in judge.practices}
    own_middle = statistics.median(ours.values())
    decile = {row["lsoa11_code"]: int(row["IMD_decile"]) for row in rows(data, "imd", "imd2019_england_lsoa11.csv.gz")}
    country = {row["lsoa21_code"]: row["ruc21_code"].startswith("R")
               for row in rows(data, "boundaries", "ruc21_lsoa21.csv.gz")}
    people, deciles, poorest, rural, placed = {}, {}, {}, {}, {}
    for row in rows(data, "registrations", "gp-reg-pat-prac-lsoa-all_2023-07_England_compact.csv.gz"):
        practice, area, count = row["PRACTICE_CODE"], row["LSOA_CODE"], int(row["NUMBER_OF_PATIENTS"])
        if area in decile:
            people[practice] = people.get(practice, 0) + count
            deciles[practice] = deciles.get(practice, 0) + count * decile[area]
            poorest[practice] = poorest.get(practice, 0) + count * (decile[area] <= 2)
        if area in country:
            placed[practice] = placed.get(practice, 0) + count
            rural[practice] = rural.get(practice, 0) + count * country[area]
    real = [p for p in people if people[p] >= SMALLEST_LIST and placed.get(p, 0) >= SMALLEST_LIST]
    lines = [judge.line("list, its median being 1", [size / middle for size in sizes],
                        {p: ours[p] / own_middle for p in ours}),
             judge.line("mean decile of deprivation", [deciles[p] / people[p] for p in real],
                        {p: extracts[p].mean_decile() for p in ours}),
             judge.line("in the two most deprived deciles, %", [100 * poorest[p] / people[p] for p in real],
                        {p: extracts[p].share(lambda who, p=p: extracts[p].decile(who) <= 2) for p in ours}, 1),
             judge.line("in the country, %", [100 * rural[p] / placed[p] for p in real],
                        {p: extracts[p].share(extracts[p].rural) for p in ours}, 1)]
    table(["figure", *JUDGED], lines)

    print("Aged 40 to 69, of 100 in each pair of deciles of deprivation, 1 and 2 the most deprived:\n")
    lines = []
    for register in ("DM_REG", "COPD_REG", "CHD_REG", "HYP_REG", "DEP1_REG", "MH1_REG"):
        ill, all_of = [0] * 5, [0] * 5
        for practice in judge.practices:
            here = extracts[practice]
            listed = subprocess.run([meso.program, "list", meso.network, register, "--practice", practice,
                                     "--format", "csv"], capture_output=True, text=True, check=True).stdout
            on_register = {row["patient"] for row in csv.DictReader(listed.splitlines())}
            for number, patient in here.patients.items():
                if 40 <= here.age(patient) < 70:
                    pair = (here.decile(patient) - 1) // 2
                    all_of[pair] += 1
                    ill[pair] += number in on_register
        lines.append([register, *(f"{100 * some / everybody:.1f}" for some, everybody in zip(ill, all_of))])
    table(["register", "1-2", "3-4", "5-6", "7-8", "9-10"], lines)

    lines = []
    for practice in judge.practices:
        here = extracts[practice]
        size, alone = here.households()
        beds, taken = sum(b for _, b, _ in here.homes), sum(r for _, _, r in here.homes)
        lines.append([practice, f"{len(here.patients):,}", f"{here.mean_decile():.1f}",
                      f"{here.share(here.rural):.0f}", f"{size:.2f}", str(alone), str(len(here.homes)), str(beds),
                      str(taken)])
    table(["practice", "registered", "mean decile", "in the country, %", "people to a roof",
           "children without a grown-up", "care homes", "beds", "residents"], lines)
    print(f"On the lists of two practices at once: {synthesis_extracts.on_two_lists(extracts)} people.\n")


def volume(run, meso, practices, years, extracts):
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
    first = practices[0]
    kinds, months, reviews = synthesis_extracts.kinds_and_months(extracts[first], RULEBOOK)
    everything = sum(kinds.values())
    print(f"Entries of {first} by kind:\n")
    table(["kind", "of 100 entries"], [[kind, f"{100 * count / everything:.1f}"] for kind, count in kinds.most_common()])
    print(f"Visits to {first} by month, and full reviews (an alcohol history is taken) in the mean of 2023 to 2025:\n")
    names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    show = lambda counts, year: [f"{counts[f'{year}-{month:02}']:,}" for month in range(1, 13)]
    mean = [f"{sum(reviews[f'{year}-{month:02}'] for year in (2023, 2024, 2025)) / 3:.0f}" for month in range(1, 13)]
    table(["", *names], [["2019", *show(months, 2019)], ["2020", *show(months, 2020)], ["2021", *show(months, 2021)],
                         ["2025", *show(months, 2025)], ["reviews", *mean]])


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


def make(program, folder, seed):
    for name, options in (("extracts", ["--csv", os.path.join(folder, "extracts")]), ("network", [])):
        if not os.path.isdir(os.path.join(folder, name)):
            os.makedirs(folder, exist_ok=True)
            subprocess.run([program, "synth", os.path.join(folder, "network"), *MADE, "--seed", str(seed), *options],
                           stdout=subprocess.DEVNULL, check=True)


def main():
    parser = argparse.ArgumentParser(description="Compares a synthetic network with England")
    parser.add_argument("meso")
    parser.add_argument("folder")
    parser.add_argument("--data", default=os.environ.get("MESO_TEST_DATA", "../shared/data"))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    make(options.meso, options.folder, options.seed)
    meso = Meso(options.meso, os.path.join(options.folder, "network"))
    extracts = synthesis_extracts.network(os.path.join(options.folder, "extracts"))
    run = meso.ask("run")
    practices = [practice["practice"] for practice in run["practices"]]
    character = {p: CHARACTERS[i % len(CHARACTERS)] for i, p in enumerate(practices)}
    judge = Judge(practices, character)
    registers(meso, run, judge, options.data)
    pyramid(meso, practices, character, options.data)
    places(extracts, judge, meso, options.data)
    indicators(run, practices)
    points_won(meso, run, judge, options.data)
    contract(meso, judge, options.data)
    volume(run, meso, practices, int(MADE[-1]), extracts)
    stories(meso, practices, character)
    for defect in judge.defects:
        print(f"Defect: {defect}")
    print("No defect." if not judge.defects else f"{len(judge.defects)} defects.")
    return 1 if judge.defects else 0


if __name__ == "__main__":
    sys.exit(main())
