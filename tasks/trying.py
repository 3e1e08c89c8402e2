"""Trying a proposal on live cases: which it touches, and what the last ninety days would have been. Nothing is written.

Of people nothing comes out of here but counts; whose cases they are, :class:`CaseTouched` says to who may see cases.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from sqlalchemy import select
from sqlmodel import Session

from tasks.assembly import House
from workflows.clock import london_date
from workflows.confidence import TO_CONFIRM
from workflows.db import table
from workflows.engine import Procedure
from workflows.engine.moving import move
from workflows.proofs.rules import Rules
from workflows.runtime.accepting import compile_files
from workflows.runtime.conformance import threatened
from workflows.runtime.differing import Difference, StepSummed, by_path, difference, summed
from workflows.runtime.examining import Examination
from workflows.runtime.in_force import Reading
from workflows.runtime.past import pasts
from workflows.runtime.replaying import Replay
from workflows.runtime.tables import CaseFile, Instance, ProcedureVersion
from workflows.runtime.words import InstanceStatus

_case, _instance, _version = table(CaseFile), table(Instance), table(ProcedureVersion)
DAYS = 90
MOST = 5_000
"""Cases that are replayed, the newest first."""
Path = tuple[str, ...]


@dataclass(frozen=True)
class CaseTouched:
    """An open case that a proposal touches.

    :ivar against: why it could not be moved to the proposed version from where it stands; empty where it could
    """

    id: int
    reference: str
    title: str
    procedure: str
    version: int
    at: tuple[str, ...]
    against: tuple[str, ...]


@dataclass(frozen=True)
class ProcedureTried:
    """What a proposal would mean for the cases of one procedure.

    :ivar replayed: how many cases of the last days were replayed, ``same`` of them without a difference
    :ivar not_replayed: why some could not be, each with how many
    :ivar unknown: where the record says nothing of what would have come, each with how many
    :ivar steps: what would have opened more, not by today, earlier or later
    :ivar paths: the ways that were and would have been chosen, and in how many cases
    """

    name: str
    touched: tuple[CaseTouched, ...]
    replayed: int
    same: int
    not_replayed: tuple[tuple[str, int], ...]
    unknown: tuple[tuple[str, int], ...]
    steps: tuple[StepSummed, ...]
    paths: tuple[tuple[Path, Path, int], ...]


@dataclass(frozen=True)
class Tried:
    """What a proposal would mean for live cases.

    :ivar stopped: rule, step (empty: the end) and how many open cases a new or changed rule would stop there
    :ivar to_confirm: which of those rules are still to confirm
    """

    procedures: tuple[ProcedureTried, ...]
    stopped: tuple[tuple[str, str, int], ...]
    to_confirm: tuple[str, ...] = ()


def without_cases(tried: Tried) -> Tried:
    """The same for who sees no cases: of one that is touched only where it stands and what is against it."""
    bare = tuple(
        replace(each, touched=tuple(replace(case, id=0, reference="", title="") for case in each.touched))
        for each in tried.procedures
    )
    return replace(tried, procedures=bare)


def try_on_cases(house: House, session: Session, examination: Examination) -> Tried:
    """Tries an examined proposal; reads alone.

    :param examination: of the proposal as the law stands today
    """
    runtime, book = house.runtime, examination.book
    reading = runtime.reading_of(book)
    names = [name for name in runtime.procedures.names(session) if name in book.procedures]
    if not examination.beside:
        names = [name for name in names if name in examination.procedures]
    tried = tuple(_of_procedure(house, session, name, examination, reading) for name in names)
    stopped = tuple(_stopped(house, session, reading))
    doubtful = {rule.id for rule in reading.rules.rules if rule.confidence == TO_CONFIRM}
    return Tried(tried, stopped, tuple(sorted({rule for rule, _, _ in stopped} & doubtful)))


def _of_procedure(
    house: House, session: Session, name: str, examination: Examination, reading: Reading
) -> ProcedureTried:
    procedure = compile_files(examination.book.procedure(name), name, reading.vocabulary, published=True)
    touched = tuple(_touched(house, session, name, procedure)) if name in examination.procedures else ()
    found: list[Difference] = []
    cannot: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    since = house.runtime.clock.now() - timedelta(days=DAYS)
    query = (
        select(_case.c.id)
        .where(_case.c.procedure == name, _case.c.opened_at >= since)
        .order_by(_case.c.id.desc())
        .limit(MOST)
    )
    for case_id, past in pasts(session, list(session.execute(query).scalars())):
        if past.against or past.begun is None:
            cannot[past.against or "Nothing began in it."] += 1
            continue
        when = partial(house.runtime.when, session, case_id)
        told = Replay(procedure, reading, past, house.runtime.clock.now(), when).told()
        if told.against:
            cannot[told.against] += 1
            continue
        unknown.update(told.unknown)
        found.append(difference(past.course, told.course))
    return ProcedureTried(
        name=name,
        touched=touched,
        replayed=len(found),
        same=sum(each.is_none for each in found),
        not_replayed=tuple(cannot.most_common(20)),
        unknown=tuple(unknown.most_common(20)),
        steps=tuple(summed(found)),
        paths=tuple(by_path(found)[:20]),
    )


def _touched(house: House, session: Session, name: str, procedure: Procedure) -> list[CaseTouched]:
    query = (
        select(
            _case.c.id, _case.c.reference, _case.c.title, _instance.c.version_id, _instance.c.state, _version.c.number
        )
        .join(_instance, _instance.c.case_id == _case.c.id)
        .join(_version, _version.c.id == _instance.c.version_id)
        .where(_version.c.name == name, _instance.c.status == InstanceStatus.RUNNING)
        .order_by(_case.c.reference)
    )
    found = []
    for row in session.execute(query).all():
        moved = move(house.runtime.procedures.compiled(session, row.version_id), procedure, row.state)
        at = tuple(place.before.name or place.before.id for place in moved.places)
        found.append(CaseTouched(row.id, row.reference, row.title, name, row.number, at, moved.against))
    return found


def _stopped(house: House, session: Session, reading: Reading) -> list[tuple[str, str, int]]:
    before: Mapping[str, object] = {rule.id: rule.written for rule in house.runtime.rules.rules}
    new = tuple(rule for rule in reading.rules.rules if before.get(rule.id) != rule.written)
    if not new:
        return []
    today = london_date(house.runtime.clock.now())
    counted = Counter((each.rule.id, each.step) for each in threatened(house.runtime, session, Rules(new), today))
    return [(rule, step, cases) for (rule, step), cases in counted.most_common()]
