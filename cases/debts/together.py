"""Which accounts have a debtor in common."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.tables import AccountParty
from workflows.db import table
from workflows.prepared import AllOrOne

_party = table(AccountParty)
_mine, _theirs = _party.alias("mine"), _party.alias("theirs")
_sharing = (
    select(_mine.c.account_id.label("one"), _theirs.c.account_id.label("other"))
    .join(_theirs, _theirs.c.customer_id == _mine.c.customer_id)
    .where(_theirs.c.account_id != _mine.c.account_id)
    .distinct()
    .order_by(_mine.c.account_id, _theirs.c.account_id)
)
_pairs = AllOrOne(_sharing, _mine.c.account_id)


def sharing(session: Session, on: date, account_id: int | None) -> dict[int, list[int]]:
    """A reading: account → the other accounts for which one of its debtors is liable; most have none."""
    del on  # as it is today
    found: dict[int, list[int]] = {}
    for one, other in _pairs.rows(session, account_id):
        found.setdefault(one, []).append(other)
    return found
