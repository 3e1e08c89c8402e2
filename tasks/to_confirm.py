"""What of the law that something rests on is still to confirm: of a certificate, of a step, of a time that runs."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from cases.law import Law, NoSuchNumber
from workflows.clock import london_date
from workflows.confidence import TO_CONFIRM, marked
from workflows.diagrams.acts import read_acts
from workflows.diagrams.waits import rows_of_wait
from workflows.editions import Book
from workflows.proofs.rules import Rules
from workflows.runtime.house import Runtime
from workflows.runtime.rows import InstanceRow, TimerRow

_BOOKS = 8


@lru_cache(maxsize=_BOOKS)
def _acts_of(book: Book) -> Mapping[str, str]:
    return {step: act.confidence for step, act in read_acts(book.act_files).items()}


def basis_of(book: Book, step: str, basis: str) -> str:
    """The legal basis of a step as it is shown: marked where the step is an act that is to confirm."""
    return marked(basis, _acts_of(book).get(step, "")) if basis else ""


def resting_on(places: Collection[str], book: Book, rules: Rules) -> list[str]:
    """Of the rows that a certificate rests on (``rules/one-claim``, ``law/acts/evict``), those that are to confirm."""
    by_id = {rule.id: rule.confidence for rule in rules.rules}
    acts = {f"law/acts/{step}": confidence for step, confidence in _acts_of(book).items()}
    found = []
    for place in places:
        table, _, name = place.partition("/")
        said = {by_id.get(name, "")} if table == "rules" else {acts[place]} if place in acts else _of_law(book, name)
        if TO_CONFIRM in said and table != "steps":
            found.append(place)
    return sorted(found)


def _of_law(book: Book, place: str) -> set[str]:
    rows: Any = book.law.get(place)
    return {str(row.get("confidence")) for row in rows if isinstance(row, Mapping)} if isinstance(rows, list) else set()


def periods_of(law: Law, names: Collection[str], on: date) -> Iterator[str]:
    """Periods of law by which a day is counted, each marked where its row of that day is to confirm."""
    for name in names:
        try:
            yield marked(name, law.period_row(name, on).confidence)
        except NoSuchNumber:
            yield name  # the row was taken out since: what it counted stays


def counted_by(
    runtime: Runtime, session: Session, law: Law, instances: Collection[InstanceRow], timers: Collection[TimerRow]
) -> dict[str, tuple[str, ...]]:
    """The periods of law by which the days of timers are counted, by the timer's task; none where it names none."""
    version_of = {each.id: each.version_id for each in instances}
    found = {}
    for timer in timers:
        node = runtime.procedures.node(session, version_of[timer.instance_id], timer.step)
        names = rows_of_wait(node.event)
        found[timer.task_id] = tuple(periods_of(law, names, london_date(timer.began_at)))
    return found
