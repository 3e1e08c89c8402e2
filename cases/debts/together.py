"""What the debtors of an account owe together, on all accounts for which one of them is liable."""

from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session

from cases.ledger.lines import sums
from cases.tables import AccountParty
from workflows.db import table
from workflows.prepared import Prepared

_party = table(AccountParty)
_mine, _theirs = _party.alias("mine"), _party.alias("theirs")
_sharing = (
    select(_mine.c.account_id.label("one"), _theirs.c.account_id.label("other"))
    .join(_theirs, _theirs.c.customer_id == _mine.c.customer_id)
    .distinct()
    .order_by(_mine.c.account_id, _theirs.c.account_id)
)
_pairs = Prepared(_sharing)
_pairs_of = Prepared(_sharing.where(_mine.c.account_id == bindparam("b_account")))


def owed_together(session: Session, on: date, account_id: int | None) -> dict[int, int]:
    """A reading: account → what is owed on it and on every other account of its debtors, in pence.

    What is in credit on one account is set against nothing: whose it is, is another question.
    """
    rows = _pairs.all(session, {}) if account_id is None else _pairs_of.all(session, {"b_account": account_id})
    pairs = [(row.one, row.other) for row in rows]
    several = {other for one, other in pairs if one != other}
    # Of one account that shares no debtor with another, nobody else's ledger need be read.
    balances = sums(session, on, None if several else account_id)
    found: dict[int, int] = {}
    for one, other in pairs:
        owed = balances[other].balance if other in balances else 0
        found[one] = found.get(one, 0) + max(owed, 0)
    return found
