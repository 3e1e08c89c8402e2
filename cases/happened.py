"""What happened of late to accounts outside of procedures: holds that began and ended, by the names that rules use."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import Session

from cases.rows import HoldRow
from cases.tables import AccountParty, Hold, HoldScope
from workflows.clock import london_date
from workflows.db import table
from workflows.rows import row_of

_hold, _scope, _party = table(Hold), table(HoldScope), table(AccountParty)
BEGAN, ENDED = "_began", "_ended"


def happened_to_accounts(
    session: Session, events: Collection[str], since: date, until: date, account_id: int | None = None
) -> dict[int, dict[str, date]]:
    """Account → event → the last day on which it happened, of those within two days.

    :param events: which matter (``breathing_space_ended``)
    :param account_id: of one account alone
    """
    kinds = {event.removesuffix(BEGAN).removesuffix(ENDED) for event in events}
    if not kinds:
        return {}
    holds = [row_of(HoldRow, row) for row in session.execute(select(_hold).where(_hold.c.kind.in_(kinds))).mappings()]
    days = {hold.id: each for hold in holds if (each := _days(hold, events, since, until))}
    found: dict[int, dict[str, date]] = {}
    for hold_id, account in _covered(session, list(days), account_id):
        there = found.setdefault(account, {})
        for event, day in days[hold_id].items():
            there[event] = max(day, there.get(event, day))
    return found


def _days(hold: HoldRow, events: Collection[str], since: date, until: date) -> dict[str, date]:
    """The days on which a hold began and ended, as far as they matter."""
    over = [hold.ends_on + timedelta(days=1)] if hold.ends_on is not None else []
    over += [london_date(hold.released_at)] if hold.released_at is not None else []
    told = {hold.kind + BEGAN: hold.begins_on, **({hold.kind + ENDED: min(over)} if over else {})}
    if over and min(over) <= hold.begins_on:
        return {}  # released before it began
    # What is reported late, as most deaths are, counts from the day on which it was known here.
    known = london_date(hold.placed_at)
    days = {event: max(day, known) for event, day in told.items() if event in events}
    return {event: day for event, day in days.items() if since <= day <= until}


def _covered(session: Session, holds: list[int], account_id: int | None) -> list[tuple[int, int]]:
    """(hold, account) for each account that some holds cover, by itself or through a tenant."""
    if not holds:
        return []
    own = select(_scope.c.hold_id, _scope.c.account_id).where(_scope.c.account_id.is_not(None))
    theirs = select(_scope.c.hold_id, _party.c.account_id).join(_party, _party.c.customer_id == _scope.c.customer_id)
    both = own.where(_scope.c.hold_id.in_(holds)).union(theirs.where(_scope.c.hold_id.in_(holds))).subquery()
    query = select(both.c.hold_id, both.c.account_id)
    if account_id is not None:
        query = query.where(both.c.account_id == account_id)
    return [(int(row.hold_id), int(row.account_id)) for row in session.execute(query.order_by(*both.c))]
