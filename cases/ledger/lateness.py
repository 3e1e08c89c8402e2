"""Whether what is known of a debt is too old to be stated, or to begin anything on."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from cases.law import Law
from cases.rows import AccountRow
from cases.tables import Account
from workflows.db import table

FRESH = "ledger_fresh_days"
"""The row of ``bpmn/law/limits.yaml``: how many days old an account's last export may be. The landlord's own policy."""
_account = table(Account)


def known_until(account: AccountRow, on: date) -> date:
    """The last day to whose end payments are known on a day: of the account's last export, and before that day."""
    return min(account.balance_on, on - timedelta(days=1))


def ledger_is_late(facts: Mapping[str, Any], law: Law) -> bool:
    """Whether the account's last export is older than the landlord's policy lets it be on the day of the facts.

    :param facts: of the account, with ``ledger_age_days`` and ``facts_on``; what says neither is late
    :raises NoSuchNumber: the tables of law have no such row for that day
    """
    age, on = facts.get("ledger_age_days"), facts.get("facts_on")
    if not isinstance(age, int) or not isinstance(on, date):
        return True
    return age > law.limit(FRESH, on)


def late_ledgers(session: Session, law: Law, on: date) -> tuple[int, date | None]:
    """How many accounts of tenancies that run have a late ledger on a day, and of which day the oldest export is.

    :raises NoSuchNumber: the tables of law have no such row for that day
    """
    oldest = date.fromordinal(on.toordinal() - law.limit(FRESH, on))
    runs = _account.c.tenancy_end.is_(None) | (_account.c.tenancy_end >= on)
    query = select(func.count(), func.min(_account.c.balance_on)).where(_account.c.balance_on < oldest, runs)
    count, since = session.execute(query).one()
    return int(count), since
