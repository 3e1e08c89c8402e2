"""The nightly look at completed agreements: one whose last payment was taken back lives again the same night."""

import logging
from datetime import date

from cases import holds
from cases.agreements.bouncing import bounced_since, is_owed_again, reopen
from cases.agreements.reading import accounts_of_agreement
from cases.chains import account_chain, record_on
from tasks.assembly import House
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind

log = logging.getLogger(__name__)
SYSTEM = "system"


def reopen_bounced(house: House, today: date) -> int:
    """Lets agreements live again that a payment completed which was taken back since; a second look finds none.

    :returns: how many
    """
    runtime, reopened = house.runtime, 0
    with runtime.db.read() as session:
        found = bounced_since(session, today)
    for number in found:
        try:
            reopened += _reopen(house, number, today)
        except Exception:  # one that cannot be dealt with must not keep the others waiting
            log.exception("agreement number %s could not be looked at", number)
    return reopened


def _reopen(house: House, number: int, today: date) -> bool:
    """Decides once more, as nobody else can change it now, and writes it down."""
    runtime = house.runtime
    with runtime.db.write() as session:
        accounts = accounts_of_agreement(session, number)
        holds.lock_accounts(session, accounts, [])
        bounced = bounced_since(session, today).get(number, ())
        if not bounced or not is_owed_again(session, number, bounced, today, house.standards):
            return False
        because = reopen(session, number, bounced, SYSTEM, runtime.clock.now())
        entry = NewEntry(Kind.AGREEMENT_REOPENED, SYSTEM, payload={"because": because}, clear={"agreement": number})
        for account in accounts:
            record_on(session, account_chain(account), [entry], runtime.clock)
        return True
