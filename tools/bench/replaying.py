"""Replaying the records of a thousand cases under other rules: those of the demo's landlord, several times over."""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import process_time

from sqlalchemy import select

from tasks.assembly import House
from tools.bench.figure import Figure
from tools.demo.played import played
from workflows.db import table
from workflows.runtime.accepting import compile_files
from workflows.runtime.differing import Difference, difference, summed
from workflows.runtime.past import pasts
from workflows.runtime.replaying import Replay
from workflows.runtime.tables import Instance

CASES = 1_000
PERIODS = "law/periods.yaml"
BEFORE, AFTER = b"- name: letter_1_reply\n    value: P14D", b"- name: letter_1_reply\n    value: P21D"


def figures() -> Iterator[Figure]:
    """Seconds of processor time: reading the records, replaying and comparing them, another week to reply."""
    with tempfile.TemporaryDirectory() as folder:
        house = played(Path(folder))
        try:
            seconds = _replay(house)
        finally:
            house.close()
    name = f"trying a change on the records of {CASES:,} cases"
    yield Figure(name, round(seconds, 1), "s CPU", "", seconds / 60, "≤ 60 s CPU", seconds <= 60)


def _replay(house: House) -> float:
    runtime = house.runtime
    began = process_time()
    book = runtime.book.with_changes({PERIODS: runtime.book[PERIODS].replace(BEFORE, AFTER)})
    reading = runtime.reading_of(book)
    name = "early_intervention"
    procedure = compile_files(book.procedure(name), name, reading.vocabulary, published=True)
    found: list[Difference] = []
    with house.db.read() as session:
        cases = list(session.execute(select(table(Instance).c.case_id)).scalars())
        while len(found) < CASES:
            for case_id, past in pasts(session, cases):
                when = partial(runtime.when, session, case_id)
                told = Replay(procedure, reading, past, runtime.clock.now(), when).told()
                found.append(difference(past.course, told.course))
    if not any(each.later for each in summed(found)):
        raise AssertionError("another week to reply made nothing later")
    return (process_time() - began) * CASES / len(found)
