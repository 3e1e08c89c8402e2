"""All rules over the record of all cases: what went against a rule, and which open cases a rule would stop.

The record is read in one stream, some hundred thousand cases in minutes; nothing is written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from workflows.clock import london_date
from workflows.db import table
from workflows.engine import Execution
from workflows.engine.ahead import Ahead
from workflows.errors import Refused
from workflows.evidence.tables import Entry
from workflows.proofs.following import Breach, Follower, Happened, lacking, standing
from workflows.proofs.journeys import Journeys
from workflows.proofs.proof import prove
from workflows.proofs.rules import CASE, Rule, Rules
from workflows.proofs.sentences import State, When
from workflows.runtime.guard import happened
from workflows.runtime.house import Runtime
from workflows.runtime.legs import journeys_of, starts_of
from workflows.runtime.means import FactsOfCase, no_facts
from workflows.runtime.memory import cases_about, merged, of_cases
from workflows.runtime.subjects import CasesAlone, Subjects, remembered_by
from workflows.runtime.tables import CaseFile, Instance
from workflows.runtime.words import CaseStatus, InstanceStatus

_case, _entry, _instance = table(CaseFile), table(Entry), table(Instance)
_AT_ONCE = 20_000


@dataclass(frozen=True)
class Followed:
    """One case, followed through its record.

    :ivar follower: by the rules that remember by case: with the states and breaches
    :ivar beyond: by the others, one follower of each subject of the case: with what all of its cases did
    """

    id: int
    reference: str
    status: str
    follower: Follower
    beyond: tuple[Follower, ...] = ()

    @property
    def breaches(self) -> list[Breach]:
        """What went against a rule that was in force on its day."""
        found = {(each.rule.id, each.seq): each for one in self.beyond for each in one.breaches}
        return self.follower.breaches + [each for each in found.values() if each.case_id == self.id]

    def states_of(self, rule: Rule) -> list[State]:
        """The states of a rule: one, or of one that remembers beyond the case one for each subject."""
        followers = (self.follower,) if rule.remembers == CASE else self.beyond
        return [
            one.states.get(rule.id, rule.initial) for one in followers if one.rules.rules[0].remembers == rule.remembers
        ]


@dataclass(frozen=True)
class Threatened:
    """An open case that a rule would stop, or that would end owing something.

    :ivar step: the step that would be refused; empty where the case would end too early
    :ivar lacking: what it lacks, each as a step, or as ``one or other``
    """

    case_id: int
    reference: str
    rule: Rule
    step: str
    lacking: tuple[str, ...]


def follow_cases(
    session: Session,
    rules: Rules,
    *,
    only_open: bool = False,
    facts: FactsOfCase = no_facts,
    subjects: Subjects | None = None,
) -> Iterator[Followed]:
    """Every case, in the order of their records.

    :param facts: asks for the facts of a case, where a rule speaks of one
    :param subjects: says what cases are about; without, no case remembers what another did
    """
    about = subjects if subjects is not None else CasesAlone()
    columns = (_case.c.id, _case.c.reference, _case.c.status, _case.c.closed_at, _entry.c.body)
    query = (
        select(*columns)
        .join(_entry, _entry.c.chain_id == _case.c.chain_id)
        .order_by(_case.c.chain_id, _entry.c.seq)
        .execution_options(yield_per=_AT_ONCE)
    )
    if only_open:
        query = query.where(_case.c.status == CaseStatus.OPEN)
    for case_id, rows in groupby(session.execute(query), key=lambda row: row[0]):
        followed, happened_there = _followed(case_id, rows, rules.of_case, partial(facts, session, case_id))
        yield replace(followed, beyond=_beyond(session, rules, about, followed, happened_there))


def threatened(runtime: Runtime, session: Session, rules: Rules, on: date) -> Iterator[Threatened]:
    """The open cases that some rule would stop on a day, or let end unlawfully, and what each lacks.

    A case is told where the version that it is pinned to does not keep the rule by itself, and the step still lies
    ahead of it. Asked before rules come into force or change (``rules`` are then the new ones), people can put right
    what is lacking in time.
    """
    unkept: dict[int, list[tuple[Rule, frozenset[str]]]] = {}
    pinned: dict[int, list[tuple[int, int]]] = {}
    ways: dict[int, Ahead] = {}
    journeys = journeys_of(runtime.in_force.reading, runtime.book)
    for case_id, instance, version in session.execute(
        select(_instance.c.case_id, _instance.c.id, _instance.c.version_id).where(
            _instance.c.status == InstanceStatus.RUNNING
        )
    ).all():
        pinned.setdefault(case_id, []).append((version, instance))
        if version not in unkept:
            unkept[version] = _unkept(runtime, session, version, rules, on, journeys)
    for case in follow_cases(session, rules, only_open=True, facts=runtime.facts, subjects=runtime.subjects):
        told: set[tuple[str, str]] = set()
        for version, instance in sorted(pinned.get(case.id, ())):
            found = list(_against(case, unkept[version], runtime.when(session, case.id, on)))
            if not found:
                continue
            ahead = _ahead(runtime, session, version, instance, ways)
            for each in found:
                if (not each.step or each.step in ahead) and (each.rule.id, each.step) not in told:
                    told.add((each.rule.id, each.step))
                    yield each


def _against(case: Followed, unkept: Iterable[tuple[Rule, frozenset[str]]], when: When) -> Iterator[Threatened]:
    """What some rule would refuse a case on a day, wherever it stands."""
    for rule, steps in unkept:
        for state in case.states_of(rule):
            for step in sorted(steps):
                if rule.forbids(state, step, when=when):
                    yield Threatened(case.id, case.reference, rule, step, lacking(rule, state, when))
            if not rule.steps and (owed := rule.owes(state)):
                yield Threatened(case.id, case.reference, rule, "", owed)


def _ahead(runtime: Runtime, session: Session, version: int, instance: int, ways: dict[int, Ahead]) -> frozenset[str]:
    """The elements that still lie ahead of an instance."""
    procedure = runtime.procedures.compiled(session, version)
    if version not in ways:
        ways[version] = Ahead(procedure.graphs)
    state = session.execute(select(_instance.c.state).where(_instance.c.id == instance)).scalar_one()
    return ways[version].of(Execution.restore(procedure, state))


def _followed(
    case_id: int, rows: Iterable[Any], rules: Rules, facts: Callable[[date], Mapping[str, Any]]
) -> tuple[Followed, list[Happened]]:
    """By the rules that remember by case; and what happened in it."""
    first: Any = None
    follower = Follower(rules, facts)

    def bodies() -> Iterator[str]:
        nonlocal first
        for row in rows:
            first = first or row
            yield row[4]

    there = list(happened(bodies(), case_id))
    follower.follow(there)
    _id, reference, status, closed_at, _body = first
    if status == CaseStatus.CLOSED and isinstance(closed_at, datetime):
        follower.end(london_date(closed_at))
    return Followed(case_id, reference, status, follower), there


def _beyond(
    session: Session, rules: Rules, subjects: Subjects, case: Followed, there: list[Happened]
) -> tuple[Follower, ...]:
    """One follower for each subject by which some rule remembers."""
    found = []
    about = tuple(subjects.of_case(session, case.id)) if rules.beyond_case else ()
    for kind, theirs in rules.beyond_case.items():
        for subject in remembered_by(about, kind, case.id):
            others = [each for each in cases_about(session, subjects, subject) if each != case.id]
            all_of_them = of_cases(session, [*others, case.id]) if others else merged({case.id: standing(there)})
            found.append(Follower(theirs, case.follower.facts).follow(all_of_them))
    return tuple(found)


def _unkept(
    runtime: Runtime, session: Session, version: int, rules: Rules, on: date, journeys: Journeys
) -> list[tuple[Rule, frozenset[str]]]:
    """The rules that a version does not keep by itself, each with its steps that the version has."""
    procedure = runtime.procedures.compiled(session, version)
    facts = runtime.procedures.facts(session, version)
    steps = frozenset(node.id for graph in procedure.graphs.values() for _inside, node in graph.walk())
    try:
        starts = starts_of(journeys, procedure.process, rules)
        proof = prove(procedure.graphs, procedure.process, rules, procedure.vocabulary, on, facts, starts=starts)
    except Refused:  # drawn before the prover knew it: nothing is proved of it
        return [(rule, rule.steps & steps) for rule in rules.rules if rule.in_force(on)]
    broken = {each.rule for each in proof.verdicts if each.outcome in {"BROKEN", "NOT SETTLED"} and each.in_force}
    # An earlier procedure of the case may have opened a window in which this one, by itself, could never stand.
    opened = {each.rule for each in proof.unconcerned}
    listed = [
        rule
        for rule in rules.rules
        if rule.id in broken or (rule.id in opened and rule.in_force(on) and rule.steps & steps)
    ]
    return [(rule, rule.steps & steps) for rule in listed]
