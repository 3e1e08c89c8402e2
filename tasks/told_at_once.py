"""Telling the open cases about accounts at once what the night would tell them: an act has changed what they wait for.

The act is committed first; a case that cannot be told just now stops nothing, and the night tells it.
"""

import logging
from collections.abc import Iterable

from cases import holds
from cases.facts import facts_of_accounts
from tasks.assembly import House
from tasks.night.looking import Look, Need
from workflows.clock import london_date
from workflows.errors import Refused

log = logging.getLogger(__name__)
MOST = 10
"""Tellings of one account at once; the night goes on."""


def tell_at_once(house: House, accounts: Iterable[int]) -> None:
    """Tells them, each account by itself."""
    for account in accounts:
        try:
            for _ in range(MOST):
                if not _tell(house, account):
                    break
        except Refused as later:
            log.warning("the cases of account number %s are told by night: %s", account, later.slug)
        except Exception:  # whatever it is, the act stands, and the other accounts' cases are told
            log.exception("the cases of account number %s could not be told", account)


def _tell(house: House, account: int) -> bool:
    today = london_date(house.runtime.clock.now())
    with house.db.write() as session:
        holds.lock_accounts(session, [account], [])
        row, facts = next(facts_of_accounts(session, today, house.standards, account))
        found = Look(house, session, today, account).at(row, facts).finding
        if found is None or found.kind is not Need.CLEARED:
            return False
        return bool(house.runtime.send(session, found.case_id, found.message, {}, "system"))
