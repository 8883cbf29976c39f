"""How `meso bench` speaks with a peer: it writes one line, the peer answers some and then `ok`, or `no` and why.

    name                    name DuckDB 1.5.6, and query PATH for each file that holds a query
    load EXTRACT WORK       read the extract into a table of its own, sorted:   seconds 9.1 15.0
    events                  of the table just read, a line a code:              event CODE RECORDS DATES VALUES MIX
    prepare EXTRACT WORK    make, once, whatever else the queries need
    run SHAPE               fill every slot of W:                               seconds 1.9 1.9
    sums                    of the slots just filled, a line a cluster:         slot CLUSTER PATIENTS EARLIEST LATEST VALUE MIX
    rules FILE              run the SQL of W's rule lists:                      answer LIST OUTCOME PATIENTS SUM

A peer that cannot do one of them answers `no`. What this program times is the queries
alone: elapsed seconds, and seconds of the processor by all threads.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def query(name: str) -> str:
    return (HERE / name).read_text()


def filled(text: str, **words) -> str:
    """The query with its {words}; other braces, as of SQL's own structures, stay."""
    for word, value in words.items():
        text = text.replace("{" + word + "}", str(value))
    return text


def converse(name: str, queries: list[str], abilities: dict) -> None:
    for line in sys.stdin:
        word, *arguments = line.rstrip("\n").split("\t")
        try:
            if word == "name":
                answer = [f"name {name}"] + [f"query {os.path.relpath(HERE / q)}" for q in queries]
            elif word in abilities:
                answer = abilities[word](*arguments)
            else:
                answer = None
        except Exception as error:  # whatever went wrong is told, and the row is not measured
            print("no", " ".join(str(error).split())[:300], flush=True)
            continue
        for each in answer or []:
            print(each)
        print("ok" if answer is not None else f"no {name} is not asked for that", flush=True)
