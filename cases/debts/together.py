"""Which accounts have a debtor in common."""

from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session

from cases.tables import AccountParty
from workflows.db import table
from workflows.prepared import Prepared

_party = table(AccountParty)
_mine, _theirs = _party.alias("mine"), _party.alias("theirs")
_sharing = (
    select(_mine.c.account_id.label("one"), _theirs.c.account_id.label("other"))
    .join(_theirs, _theirs.c.customer_id == _mine.c.customer_id)
    .where(_theirs.c.account_id != _mine.c.account_id)
    .distinct()
    .order_by(_mine.c.account_id, _theirs.c.account_id)
)
_pairs = Prepared(_sharing)
_pairs_of = Prepared(_sharing.where(_mine.c.account_id == bindparam("b_account")))


def sharing(session: Session, on: date, account_id: int | None) -> dict[int, list[int]]:
    """A reading: account → the other accounts for which one of its debtors is liable; most have none."""
    del on  # as it is today
    rows = _pairs.all(session, {}) if account_id is None else _pairs_of.all(session, {"b_account": account_id})
    found: dict[int, list[int]] = {}
    for one, other in rows:
        found.setdefault(one, []).append(other)
    return found
