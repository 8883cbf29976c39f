"""SQLite, as `meso bench` runs it: conversation.py says what it answers. The library is the one of this Python."""

import csv
import glob
import os
import sqlite3
import time
from datetime import date

from conversation import converse, filled, query

CLUSTERS = 300
VALUE_CLUSTERS = 25
database = None


def events(extract: str):
    first = date(1899, 12, 31).toordinal()
    days = {}
    for path in sorted(glob.glob(os.path.join(extract, "W*", "events.csv"))):
        with open(path, newline="") as file:
            for patient, day, code, value in csv.reader(file):
                if day == "date":
                    continue
                number = days.get(day)
                if number is None:
                    number = days[day] = date.fromisoformat(day).toordinal() - first
                yield int(patient), number, int(code), float(value) if value else None


def clusters(extract: str):
    with open(os.path.join(extract, "clusters.csv"), newline="") as file:
        for row in csv.DictReader(file):
            yield int(row["cluster"]), int(row["code"])


def prepare(extract: str, work: str) -> list[str]:
    global database
    path = os.path.join(work, "sqlite.db")
    if not os.path.exists(path):
        unfinished = path + ".new"
        if os.path.exists(unfinished):
            os.remove(unfinished)
        made = sqlite3.connect(unfinished)
        made.execute("pragma journal_mode = off")
        made.execute("pragma synchronous = off")
        events_table, clusters_table, index = [s for s in query("sqlite_load.sql").split(";") if s.strip()]
        made.execute(events_table)
        made.execute(clusters_table)
        made.executemany("insert into clusters values (?, ?)", clusters(extract))
        made.executemany("insert into events values (?, ?, ?, ?)", events(extract))
        made.execute(index)
        made.commit()
        made.close()
        os.rename(unfinished, path)
    database = sqlite3.connect(path)
    database.execute("pragma cache_size = -1000000")
    database.execute("pragma mmap_size = 8000000000")
    database.execute("pragma temp_store = memory")
    return []


def run(shape: str) -> list[str]:
    if shape != "one_variable":
        raise ValueError(f"no such shape: {shape}")
    variable = query("sqlite_one_variable.sql")
    start, processor = time.perf_counter(), time.process_time()
    for cluster in range(CLUSTERS):
        for pick in ("min", "max"):
            # As in DuckDB's query: the day and the value in one number.
            has_value = pick == "max" and cluster < VALUE_CLUSTERS
            value = "max(date * 1024 + cast(value as integer))" if has_value else "null"
            database.execute(filled(variable, cluster=cluster, pick=pick, value=value))
    return [f"seconds {time.perf_counter() - start:.6f} {time.process_time() - processor:.6f}"]


def sums() -> list[str]:
    text = query("sqlite_sums.sql")
    answer = []
    for cluster in range(CLUSTERS):
        row = database.execute(filled(text, cluster=cluster)).fetchone()
        if row[0]:
            answer.append(f"slot {cluster} " + " ".join(str(number) for number in row))
    return answer


converse(f"SQLite {sqlite3.sqlite_version}", ["sqlite_load.sql", "sqlite_one_variable.sql", "sqlite_sums.sql"],
         {"prepare": prepare, "run": run, "sums": sums})
