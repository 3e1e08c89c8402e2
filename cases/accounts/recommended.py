"""Whether a notice was recommended about an account by a case that has ended: a reading for facts.

What was recommended stands until a later case of the account ends because the debt was cleared, or because
something else was agreed or decided; until nothing is late any more, whoever paid; and no longer than the landlord's
policy relies on what was known when it was recommended.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import insert, or_, select
from sqlmodel import Session

from cases.accounts.tables import RecommendationOver
from cases.standards import Standards
from cases.tables import CaseAccount
from workflows.clock import london_date
from workflows.db import table
from workflows.prepared import AllOrOne
from workflows.runtime.tables import CaseFile

_case, _about, _over = table(CaseFile), table(CaseAccount), table(RecommendationOver)
RECOMMENDED, CLEARED = "notice_recommended", "cleared"
OTHERWISE = (CLEARED, "no_notice", "arrangement_in_place", "paid_down", "paid_in_time", "nothing_to_do")
"""How a case of early intervention ends after which an earlier recommendation stands no more."""
_ended = (
    select(_about.c.account_id, _case.c.outcome, _case.c.closed_at)
    .join(_case, _case.c.id == _about.c.case_id)
    .where(or_(*(_case.c.outcome == each for each in (RECOMMENDED, *OTHERWISE))), _case.c.closed_at.is_not(None))
    .order_by(_case.c.closed_at, _case.c.id)
)
_asked = AllOrOne(_ended, _about.c.account_id)
_over_by = AllOrOne(select(_over.c.account_id, _over.c.recommended_on, _over.c.over_on), _over.c.account_id)
LASTS = "recommendation_lasts"
"""The row of ``bpmn/law/periods.yaml``: how long a recommendation is relied on. The landlord's own policy."""


def recommended(session: Session, on: date, account_id: int | None) -> Mapping[int, date]:
    """A reading: the accounts about which a notice stands recommended → since when."""
    found: dict[int, date | None] = {}
    for row in _asked.rows(session, account_id):  # the oldest first
        day = london_date(row.closed_at)
        if day <= on:
            found[row.account_id] = day if row.outcome == RECOMMENDED else None
    stands = {account: day for account, day in found.items() if day is not None}
    for row in _over_by.rows(session, account_id) if stands else ():
        if row.over_on <= on and stands.get(row.account_id) == row.recommended_on:
            del stands[row.account_id]
    return stands


def is_relied_on(since: date, on: date, standards: Standards) -> bool:
    """Whether what was recommended on a day is not too old on another; where no row of policy says, it never is."""
    lasts = standards.days(LASTS, on)
    return not lasts or on <= since + timedelta(days=lasts)


def is_over(session: Session, account_id: int, since: date, on: date) -> None:
    """Writes down that nothing is left of what was recommended: it stands no more, whatever is late later."""
    session.execute(insert(_over).values(account_id=account_id, recommended_on=since, over_on=on))


def ended_cleared(session: Session, account_id: int) -> bool:
    """Whether the newest case about an account that has ended did so because the debt was cleared.

    A case that ends because what it expected was agreed, decided or closed by somebody ended otherwise.
    """
    query = (
        select(_case.c.outcome)
        .join(_about, _about.c.case_id == _case.c.id)
        .where(_about.c.account_id == account_id, _case.c.closed_at.is_not(None))
        .order_by(_case.c.closed_at.desc(), _case.c.id.desc())
        .limit(1)
    )
    return session.execute(query).scalar() == CLEARED
