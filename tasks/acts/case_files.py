"""Looking for cases and at them."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import func, or_, select

from cases.tables import Account, CaseAccount
from tasks.acts.subjects import CASE, ORGANISATION
from tasks.acts.table import WITH_CASES, act
from tasks.assembly import House
from tasks.inbox import PAGE, record_list, record_look
from tasks.patches import of_patches
from tasks.people import Person
from tasks.views import CaseSeen, case_seen
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence.kinds import Kind
from workflows.rows import row_of
from workflows.runtime.tables import CaseFile
from workflows.runtime.words import CaseStatus

_case, _account, _case_account = table(CaseFile), table(Account), table(CaseAccount)


@dataclass(frozen=True)
class CaseListed:
    """A case in a list."""

    id: int
    reference: str
    title: str
    status: CaseStatus
    outcome: str
    opened_at: datetime


@dataclass(frozen=True)
class CasesFound:
    """One page of cases, and how many there are in all."""

    rows: list[CaseListed]
    total: int


@act(WITH_CASES, ORGANISATION, Kind.LIST_LOOKED_AT)
def search(house: House, person: Person, *, part: str = "", status: str = "", page: int = 1) -> CasesFound:
    """Look for cases by reference or title.

    :param part: of either; empty: all
    :param status: ``open``, ``closed``, or empty for both
    """
    query = select(*(_case.c[each.name] for each in fields(CaseListed)))
    if status:
        query = query.where(_case.c.status == status)
    if wanted := part.strip():
        holds = (column.icontains(wanted, autoescape=True) for column in (_case.c.reference, _case.c.title))
        query = query.where(or_(*holds))
    if person.patches:
        query = query.where(of_patches(person, _case.c.id))
    ordered = query.order_by(_case.c.opened_at.desc(), _case.c.id.desc()).limit(PAGE).offset((max(page, 1) - 1) * PAGE)
    with house.db.write() as session:
        record_list(house.runtime, session, person, "cases", part=wanted, status=status, page=page)
        total = session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
        rows = [row_of(CaseListed, row) for row in session.execute(ordered).mappings()]
    return CasesFound(rows, int(total))


@act(WITH_CASES, CASE, Kind.CASE_LOOKED_AT)
def look(house: House, person: Person, case_id: int, *, anew: bool = True) -> CaseSeen:
    """Look at a case.

    :param anew: ``False`` for a page that answers the person's own act of a moment ago, which is no look of its own
    :raises NoSuchCase: there is no such case
    """
    with house.db.write() as session:
        record_look(house.runtime, session, person, case_id, anew=anew)
    with house.db.read() as session:
        return case_seen(house, session, person, case_id, london_date(house.runtime.clock.now()))
