"""The nightly look: holds follow the calendar, cleared debts reach their cases, new arrears open cases."""

import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from cases import holds
from cases.facts import facts_of_accounts, tenants_of
from cases.tables import Account, AccountTransaction, CaseAccount
from tasks.assembly import House
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Refused
from workflows.runtime.tables import CaseFile
from workflows.runtime.working import drain

log = logging.getLogger(__name__)
_account, _case_account, _case = table(Account), table(CaseAccount), table(CaseFile)
_transaction = table(AccountTransaction)

PROCEDURE = "arrears"
DECISION = "decide_stage"


class NotPublished(Refused):
    """The procedure is not published yet."""


@dataclass
class Looked:
    """What the nightly look did."""

    accounts: int = 0
    opened: int = 0
    cleared: int = 0
    failed: int = 0


def look_at_accounts(house: House) -> Looked:
    """Opens a case for each account that the decision table says needs something, and tells cases of cleared debts.

    :raises NotPublished: there is no procedure to open cases with
    """
    runtime, looked = house.runtime, Looked()
    today = london_date(runtime.clock.now())
    with runtime.db.read() as session:
        version = runtime.procedures.newest(session, PROCEDURE)
        if version is None:
            raise NotPublished(f"The procedure {PROCEDURE} is not published. See: duecourse deploy, duecourse approve")
        decisions = runtime.procedures.compiled(session, version.id).decisions[DECISION]
        open_cases = _open_cases(session)
        last_ended = _last_ended(session)
        wanted: list[tuple[dict[str, Any], dict[str, Any]]] = []
        cleared: list[int] = []
        for account, facts in facts_of_accounts(session, today):
            looked.accounts += 1
            case_id = open_cases.get(account["id"])
            if case_id is not None:
                if facts["arrears_pence"] == 0:
                    cleared.append(case_id)
                continue
            ended = last_ended.get(account["id"])
            if ended is not None and (today - ended).days < 28:
                continue  # let what was agreed or decided take effect before the account is looked at anew
            decided = decisions.decide(DECISION, facts)
            if decided.value["stage"] != "no_action":
                wanted.append((account, {**decided.value, "matched": [rule._asdict() for rule in decided.matched]}))
    for case_id in cleared:
        try:
            with runtime.db.write() as session:
                looked.cleared += bool(runtime.send(session, case_id, "debt_cleared", {}, "system"))
        except Exception:  # one account that cannot be dealt with must not keep the others waiting
            log.exception("case %s could not be told that its debt is cleared", case_id)
            looked.failed += 1
    for account, why in wanted:
        try:
            with runtime.db.write() as session:
                open_case(house, session, account, why)
            looked.opened += 1
        except Exception:
            log.exception("no case could be opened about account %s", account["reference"])
            looked.failed += 1
    return looked


def open_case(house: House, session: Session, account: dict[str, Any], why: dict[str, Any]) -> int:
    """Opens a case about an account and starts the procedure; returns the case's id.

    :param why: what the decision table said
    """
    runtime = house.runtime
    names = ", ".join(name_of(tenant) for tenant in tenants_of(session, account["id"])) or "no tenant"
    number = 1 + len(
        session.execute(select(_case_account.c.case_id).where(_case_account.c.account_id == account["id"])).all()
    )
    reference = f"RA-{account['reference']}-{number}"
    case_id = runtime.open_case(session, reference, names, "system", account=account["reference"], why=why)
    session.execute(insert(_case_account).values(case_id=case_id, account_id=account["id"]))
    holds.tell_new_case(runtime, session, case_id)
    runtime.start(session, case_id, PROCEDURE, {}, "system")
    return case_id


def do_what_is_due(house: House) -> int:
    """Timers, holds and jobs that are due by now; returns how much was done."""
    runtime = house.runtime
    done = 0
    while True:
        moved = holds.follow_the_calendar(runtime) + runtime.fire_due_timers() + drain(runtime)
        if not moved:
            return done
        done += moved


def seal(house: House) -> int:
    """Puts new entries into the signed tree and publishes its head; returns how many."""
    with house.db.write() as session:
        sealed = house.sealer.seal(session)
    with house.db.read() as session:
        house.sealer.publish_heads(session)
    return sealed


def name_of(tenant: dict[str, Any]) -> str:
    """A tenant's name as it is written."""
    return " ".join(part for part in (tenant["title"], tenant["given_name"], tenant["family_name"]) if part)


def _open_cases(session: Session) -> dict[int, int]:
    query = (
        select(_case_account.c.account_id, _case_account.c.case_id)
        .join(_case, _case.c.id == _case_account.c.case_id)
        .where(_case.c.status == "open")
    )
    return {row.account_id: row.case_id for row in session.execute(query)}


def _last_ended(session: Session) -> dict[int, Any]:
    query = (
        select(_case_account.c.account_id, _case.c.closed_at)
        .join(_case, _case.c.id == _case_account.c.case_id)
        .where(_case.c.status == "closed")
        .order_by(_case.c.closed_at)
    )
    return {row.account_id: london_date(row.closed_at) for row in session.execute(query)}
