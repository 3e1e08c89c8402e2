"""The rules of law, and the open cases that each stops or will stop."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tasks.acts.subjects import ORGANISATION, of_patches
from tasks.acts.table import ANSWERABLE, EVERYBODY, act
from tasks.assembly import House
from tasks.inbox import record_list
from tasks.people import Person
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence.kinds import Kind
from workflows.proofs.rules import Rule
from workflows.runtime import threats
from workflows.runtime.tables import CaseFile


@dataclass(frozen=True)
class RulesSeen:
    """All rules, and how many open cases each stops or will stop, as the last night found them."""

    rules: tuple[Rule, ...]
    counted: dict[str, int]
    today: date


@dataclass(frozen=True)
class StoppedCases:
    """One rule and the open cases that it stops; ``total`` counts all of them."""

    rule: Rule
    cases: list[dict[str, Any]]
    total: int
    today: date


@act(EVERYBODY)
def list_(house: House, person: Person) -> RulesSeen:
    """See the rules of law."""
    del person
    with house.db.read() as session:
        counted = threats.counted(session)
    return RulesSeen(house.runtime.rules.rules, counted, london_date(house.runtime.clock.now()))


@act(ANSWERABLE, ORGANISATION, Kind.LIST_LOOKED_AT)
def stopped(house: House, person: Person, *, rule_id: str, most: int) -> StoppedCases:
    """See the open cases that a rule stops or will stop, with what each lacks.

    :raises NoSuchRule: there is none of that id
    """
    rule = house.runtime.rules.named(rule_id)
    only = of_patches(person, table(CaseFile).c.id) if person.patches else None
    with house.db.write() as session:
        record_list(house.runtime, session, person, "cases that a rule stops", rule=rule_id)
        cases = threats.listed(session, rule_id, most, only)
        total = threats.counted(session, only).get(rule_id, 0)
    return StoppedCases(rule, cases, total, london_date(house.runtime.clock.now()))
