"""What begins a procedure by itself, asked of one debt on a day: a decision, an event, a date.

An event or a date begins a procedure once: not again where it was started about the debt on that day or since. It does
so for :data:`STANDS`, so that a night on which nothing ran, or a case that was still open, does not lose it.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from cases.happened import happened_to_accounts
from cases.tables import CaseAccount
from tasks.about import FILE, About, read_about
from tasks.opening import Place, acts_on
from workflows.clock import london_date
from workflows.db import table
from workflows.runtime.tables import Instance, ProcedureVersion

_case_account, _instance, _version = table(CaseAccount), table(Instance), table(ProcedureVersion)
STANDS = timedelta(days=31)
"""How long an event or a date may begin a procedure from its day on."""


class Cause(NamedTuple):
    """What begins a procedure.

    :ivar by: ``event`` or ``date``, and :ivar what: the event, or the FEEL that gives the date
    """

    procedure: str
    by: str
    what: str
    day: date


class Causes:
    """Events and dates of late, and what they have begun already.

    :param abouts: what each published procedure says of itself
    :param account_id: of the one account that will be asked about; ``None`` for all
    :param within: how long ago an event or a date may be
    """

    def __init__(  # what is asked, of whom, and how far back
        self,
        house: Place,
        session: Session,
        abouts: Mapping[str, About],
        today: date,
        account_id: int | None = None,
        within: timedelta = STANDS,
    ) -> None:
        self._house = house
        self._abouts = {
            name: (about, _said_since(house, session, name, about))
            for name, about in abouts.items()
            if about.events or about.dates
        }
        self._today, self._since = today, today - within
        events = frozenset[str]().union(*(about.events for about, _ in self._abouts.values()))
        self._happened = happened_to_accounts(session, events, self._since, today, account_id)
        self._started = _started(session, list(self._abouts), account_id) if self._abouts else {}

    def of(self, account_id: int, kind: str, facts: Mapping[str, Any]) -> Cause | None:
        """What begins a procedure about a debt today; ``None`` where nothing does.

        :param kind: of the debt
        :param facts: of its case
        """
        return next(self.all_of(account_id, kind, facts), None)

    def all_of(self, account_id: int, kind: str, facts: Mapping[str, Any]) -> Iterator[Cause]:
        """Everything that has happened and has begun nothing yet, procedure by procedure."""
        for name, (about, first) in self._abouts.items():
            if not acts_on(self._house, name, about, kind):
                continue
            for cause in self._causes(name, about, account_id, facts):
                begins = max(self._since, first[cause.what])
                if begins <= cause.day <= self._today and self._is_new(account_id, name, cause.day):
                    yield cause

    def _causes(self, name: str, about: About, account_id: int, facts: Mapping[str, Any]) -> Iterator[Cause]:
        told = self._happened.get(account_id, {})
        for event in sorted(about.events & told.keys()):
            yield Cause(name, "event", event, told[event])
        for on in about.dates:
            day = on.evaluate(facts)
            if type(day) is date:
                yield Cause(name, "date", on.text, day)

    def _is_new(self, account_id: int, name: str, day: date) -> bool:
        started = self._started.get((account_id, name))
        return started is None or started < day


def _said_since(house: Place, session: Session, name: str, about: About) -> dict[str, date]:
    """Each event or date → the day since which a procedure's versions name it: what was before begins nothing."""
    since = dict.fromkeys(_named(about), date.max)
    standing, procedures = set(since), house.runtime.procedures
    for version in procedures.versions(session, name):
        content = procedures.files(session, version.id).get(FILE)
        standing &= _named(read_about(FILE, content) if content is not None else about)
        since |= dict.fromkeys(standing, london_date(version.published_at))
    return since


def _named(about: About) -> set[str]:
    return {*about.events, *(on.text for on in about.dates)}


def _started(session: Session, names: list[str], account_id: int | None) -> dict[tuple[int, str], date]:
    """(account, procedure) → the last day on which that was started about it."""
    query = (
        select(_case_account.c.account_id, _version.c.name, func.max(_instance.c.opened_at).label("last"))
        .join(_instance, _instance.c.case_id == _case_account.c.case_id)
        .join(_version, _version.c.id == _instance.c.version_id)
        .where(_version.c.name.in_(names))
        .group_by(_case_account.c.account_id, _version.c.name)
    )
    if account_id is not None:
        query = query.where(_case_account.c.account_id == account_id)
    return {(int(row.account_id), row.name): london_date(row.last) for row in session.execute(query)}
