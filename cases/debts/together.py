"""What the debtors of an account owe together, on all accounts for which one of them is liable."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.ledger.lines import sums
from cases.tables import AccountParty
from workflows.db import table

_party = table(AccountParty)


def owed_together(session: Session, on: date, account_id: int | None) -> dict[int, int]:
    """A reading: account → what is owed on it and on every other account of its debtors, in pence.

    What is in credit on one account is set against nothing: whose it is, is another question.
    """
    mine, theirs = _party.alias("mine"), _party.alias("theirs")
    query = (
        select(mine.c.account_id, theirs.c.account_id)
        .join(theirs, theirs.c.customer_id == mine.c.customer_id)
        .distinct()
        .order_by(mine.c.account_id, theirs.c.account_id)
    )
    if account_id is not None:
        query = query.where(mine.c.account_id == account_id)
    pairs = [(int(one), int(other)) for one, other in session.execute(query)]
    several = {other for one, other in pairs if one != other}
    # Of one account that shares no debtor with another, nobody else's ledger need be read.
    balances = sums(session, on, None if several else account_id)
    found: dict[int, int] = {}
    for one, other in pairs:
        owed = balances[other].balance if other in balances else 0
        found[one] = found.get(one, 0) + max(owed, 0)
    return found
