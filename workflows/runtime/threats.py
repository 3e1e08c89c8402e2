"""The open cases that a rule stops, or will stop from the day on which it comes into force: found in the night.

All records of open cases are read for it, so the pages show what the last night has found.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, true
from sqlmodel import Session

from workflows.clock import london_date
from workflows.db import table
from workflows.proofs.rules import Rule, Rules
from workflows.rows import row_of
from workflows.runtime.conformance import threatened
from workflows.runtime.house import Runtime
from workflows.runtime.tables import CaseFile, Installation, Threat
from workflows.runtime.words import CaseStatus

_case, _installation, _threat = table(CaseFile), table(Installation), table(Threat)


@dataclass(frozen=True)
class StoppedCase:
    """An open case that a rule stops, or will stop from a day on.

    :ivar step: the step that would be refused; empty: the end of the case
    """

    id: int
    reference: str
    title: str
    step: str
    lacking: list[str]
    on_day: date
    found_at: datetime


def look(runtime: Runtime) -> int:
    """Makes the list anew, for today and for each day on which a rule will come into force; returns its length."""
    now = runtime.clock.now()
    rows = []
    with runtime.db.read() as session:
        for day, rules in _days(runtime.rules.rules, london_date(now)):
            rows += [
                {
                    "case_id": each.case_id,
                    "rule": each.rule.id,
                    "step": each.step,
                    "lacking": list(each.lacking),
                    "on_day": day,
                    "found_at": now,
                }
                for each in threatened(runtime, session, Rules(rules), day)
            ]
    with runtime.db.write() as session:
        session.execute(select(_installation.c.id).with_for_update())  # of two workers, one after the other
        session.execute(delete(_threat))
        if rows:
            session.execute(insert(_threat), rows)
    return len(rows)


def counted(session: Session, only: ColumnElement[bool] | None = None) -> dict[str, int]:
    """Rule id → how many open cases it stops or will stop.

    :param only: which cases count, a condition on ``case_file``
    """
    query = select(_threat.c.rule, func.count(func.distinct(_threat.c.case_id))).group_by(_threat.c.rule)
    query = query.join(_case, _case.c.id == _threat.c.case_id).where(only if only is not None else true())
    return {rule: int(cases) for rule, cases in session.execute(query.where(_threat.c.case_id.in_(_open))).all()}


def listed(session: Session, rule: str, most: int, only: ColumnElement[bool] | None = None) -> list[StoppedCase]:
    """The open cases that a rule stops.

    :param only: which cases count, a condition on ``case_file``

    Those that were closed since the list was made are left out.
    """
    columns = (_case.c.id, _case.c.reference, _case.c.title)
    query = (
        select(*columns, _threat.c.step, _threat.c.lacking, _threat.c.on_day, _threat.c.found_at)
        .join(_case, _case.c.id == _threat.c.case_id)
        .where(_threat.c.rule == rule, _case.c.status == CaseStatus.OPEN)
        .where(only if only is not None else true())
        .order_by(_case.c.reference, _threat.c.id)
        .limit(most)
    )
    return [row_of(StoppedCase, row) for row in session.execute(query).mappings()]


_open = select(_case.c.id).where(_case.c.status == CaseStatus.OPEN)


def _days(rules: tuple[Rule, ...], today: date) -> list[tuple[date, tuple[Rule, ...]]]:
    """The days whose law is asked for, each with its rules: today's, then those to come by their first day."""
    days = sorted({rule.begins for rule in rules if rule.begins > today})
    now = tuple(rule for rule in rules if rule.in_force(today))
    return [(today, now), *((day, tuple(rule for rule in rules if rule.begins == day)) for day in days)]
