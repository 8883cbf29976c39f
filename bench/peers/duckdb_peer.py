"""DuckDB, as `meso bench` runs it: conversation.py says what it answers."""

import os
import time

import duckdb

from conversation import converse, filled, query

CLUSTERS = 300
database = None  # the connection that holds what was loaded


def connect(work: str, fresh: bool):
    global database
    if database is not None:
        database.close()
    path = os.path.join(work, "duckdb.db")
    if fresh and os.path.exists(path):
        os.remove(path)
    database = duckdb.connect(path)


def seconds(work) -> list[str]:
    start, processor = time.perf_counter(), time.process_time()
    work()
    return [f"seconds {time.perf_counter() - start:.6f} {time.process_time() - processor:.6f}"]


def tables() -> set[str]:
    return {row[0] for row in database.execute("select table_name from information_schema.tables").fetchall()}


def read_events(extract: str):
    database.execute("set threads = 2")
    database.execute(filled(query("duckdb_load.sql"), extract=extract))
    database.execute("checkpoint")


def load(extract: str, work: str) -> list[str]:
    connect(work, fresh=True)
    return seconds(lambda: read_events(extract))


def events() -> list[str]:
    return ["event " + " ".join(str(number) for number in row)
            for row in database.execute(query("duckdb_events.sql")).fetchall()]


def prepare(extract: str, work: str) -> list[str]:
    if database is None:
        connect(work, fresh=False)
    if "events" not in tables():
        read_events(extract)
    if "people" not in tables():
        for table in ("clusters", "joined"):
            database.execute(f"drop table if exists {table}")
        database.execute(filled(query("duckdb_prepare.sql"), extract=extract))
        database.execute("checkpoint")
    database.execute("set threads = 1")
    return []


def run(shape: str) -> list[str]:
    if shape in ("by_code", "joined"):
        text = query(f"duckdb_{shape}.sql")
        return seconds(lambda: database.execute(text))
    if shape != "one_variable":
        raise ValueError(f"no such shape: {shape}")
    variable, gather = query("duckdb_one_variable.sql"), query("duckdb_gather.sql")

    def variables():
        for cluster in range(CLUSTERS):
            for direction in ("asc", "desc"):
                database.execute(filled(variable, cluster=cluster, direction=direction))

    answer = seconds(variables)
    database.execute("create or replace temp table slots "
                     "(cluster smallint, patient integer, earliest date, latest date, value integer)")
    for cluster in range(CLUSTERS):
        database.execute(filled(gather, cluster=cluster))
    return answer


def sums() -> list[str]:
    return ["slot " + " ".join(str(number) for number in row)
            for row in database.execute(query("duckdb_sums.sql")).fetchall()]


def rules(path: str) -> list[str]:
    with open(path) as file:
        rows = database.execute(file.read()).fetchall()
    return ["answer " + " ".join(str(cell) for cell in row) for row in rows]


converse(f"DuckDB {duckdb.__version__}",
         ["duckdb_load.sql", "duckdb_events.sql", "duckdb_prepare.sql", "duckdb_by_code.sql", "duckdb_joined.sql",
          "duckdb_one_variable.sql", "duckdb_sums.sql"],
         {"load": load, "events": events, "prepare": prepare, "run": run, "sums": sums, "rules": rules})
