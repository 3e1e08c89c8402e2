"""The rules of law, and the open cases that each stops or will stop."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from cases.confirming import confirmations, row_sha256
from tasks.acts.subjects import ORGANISATION
from tasks.acts.table import ANSWERABLE, BY_OPERATOR, EVERYBODY, EVIDENCE, act
from tasks.assembly import House
from tasks.inbox import record_list
from tasks.patches import of_patches
from tasks.people import Person
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence.kinds import Kind
from workflows.proofs.rules import Rule
from workflows.runtime import threats
from workflows.runtime.conformance import follow_cases, threatened
from workflows.runtime.tables import CaseFile
from workflows.runtime.threats import StoppedCase


@dataclass(frozen=True)
class RulesSeen:
    """All rules, and how many open cases each stops or will stop, as the last night found them.

    :ivar confirmed: the ids of those that compliance confirmed, as they stand
    """

    rules: tuple[Rule, ...]
    counted: dict[str, int]
    today: date
    confirmed: frozenset[str]


@dataclass(frozen=True)
class StoppedCases:
    """One rule and the open cases that it stops; ``total`` counts all of them."""

    rule: Rule
    cases: list[StoppedCase]
    total: int
    today: date


def _theirs(person: Person) -> ColumnElement[bool] | None:
    """The cases that somebody sees; ``None``: all."""
    return of_patches(person, table(CaseFile).c.id) if person.patches else None


@act(EVERYBODY)
def list_(house: House, person: Person) -> RulesSeen:
    """See the rules of law."""
    with house.db.read() as session:
        counted = threats.counted(session, _theirs(person))
        hashes = {rule.id: row_sha256(rule.written) for rule in house.runtime.rules.rules}
        standing = confirmations(session, hashes.values())
    confirmed = frozenset(ident for ident, sha256 in hashes.items() if sha256 in standing)
    return RulesSeen(house.runtime.rules.rules, counted, london_date(house.runtime.clock.now()), confirmed)


def _seen(session: Session, person: Person) -> set[int] | None:
    only = _theirs(person)
    if only is None:
        return None
    return set(session.execute(select(table(CaseFile).c.id).where(only)).scalars())


@dataclass(frozen=True)
class CaseBreach:
    """What went against a rule in a case.

    :ivar case: the case's reference
    :ivar rule: the rule's id
    :ivar entry: the number of the entry that says so
    :ivar lacking: what should have been there, each as a step, or as ``one or other``
    :ivar confidence: of the rule: ``confirmed``, ``to confirm`` or ``policy``
    """

    case: str
    rule: str
    step: str
    entry: int
    lacking: tuple[str, ...]
    confidence: str = ""


@dataclass(frozen=True)
class CaseThreatened:
    """What a rule would refuse in an open case; members as those of a breach."""

    case: str
    rule: str
    step: str
    lacking: tuple[str, ...]
    confidence: str = ""


@dataclass(frozen=True)
class CasesChecked:
    """All cases followed through their records.

    :ivar count: how many there are
    :ivar breaches: what went against a rule
    :ivar stopped: what a rule would refuse of the open ones
    """

    count: int
    breaches: list[CaseBreach]
    stopped: list[CaseThreatened]


@act(EVIDENCE | BY_OPERATOR, ORGANISATION, Kind.LIST_LOOKED_AT)
def check_cases(house: House, person: Person, *, on: date) -> CasesChecked:
    """Follow the record of all cases under all rules.

    Whoever has patches is told of those cases alone.

    :param on: the day whose law decides which open cases a rule would stop
    """
    rules, count = house.runtime.rules, 0
    breaches: list[CaseBreach] = []
    with house.db.write() as session:
        record_list(house.runtime, session, person, "all cases under all rules", on=on)
    with house.db.read() as session:
        seen = _seen(session, person)
        for case in follow_cases(session, rules, facts=house.runtime.facts, subjects=house.runtime.subjects):
            if seen is not None and case.id not in seen:
                continue
            count += 1
            breaches += [
                CaseBreach(case.reference, each.rule.id, each.step, each.seq, each.lacking, each.rule.confidence)
                for each in case.breaches
            ]
        stopped = [
            CaseThreatened(each.reference, each.rule.id, each.step, each.lacking, each.rule.confidence)
            for each in threatened(house.runtime, session, rules, on)
            if seen is None or each.case_id in seen
        ]
    return CasesChecked(count, breaches, stopped)


@act(ANSWERABLE, ORGANISATION, Kind.LIST_LOOKED_AT)
def stopped(house: House, person: Person, *, rule_id: str, most: int) -> StoppedCases:
    """See the open cases that a rule stops or will stop, with what each lacks.

    :raises NoSuchRule: there is none of that id
    """
    rule = house.runtime.rules.named(rule_id)
    only = _theirs(person)
    with house.db.write() as session:
        record_list(house.runtime, session, person, "cases that a rule stops", rule=rule_id)
        cases = threats.listed(session, rule_id, most, only)
        total = threats.counted(session, only).get(rule_id, 0)
    return StoppedCases(rule, cases, total, london_date(house.runtime.clock.now()))
