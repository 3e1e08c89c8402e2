"""What a case is about: the debt, the tenancy, the people, and what an officer must know before anything else."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from cases.facts import NoAccount, account_of_case, facts_of_case, last_payment, statement_lines, tenants_of
from cases.tables import AccountParty, CaseAccount, Hold, HoldScope
from tasks.nightly import name_of
from web.words import day, plain
from workflows.db import table

WEEKS = 13
_hold, _scope = table(Hold), table(HoldScope)
_party, _case_account = table(AccountParty), table(CaseAccount)
TENURES = {
    "secure": "Secure",
    "introductory": "Introductory",
    "assured_social": "Assured, social",
    "assured_non_social": "Assured, not social",
}


def debt_of_case(session: Session, case_id: int, today: date) -> dict[str, Any] | None:
    """The account, its facts, its tenants and the last weeks of its ledger; ``None`` where there is no account."""
    try:
        account = account_of_case(session, case_id)
    except NoAccount:
        return None
    return {
        "account": account,
        "facts": facts_of_case(session, case_id, today),
        "tenants": [{**tenant, "name": name_of(tenant)} for tenant in tenants_of(session, account["id"])],
        "tenure": TENURES.get(account["tenure"], plain(account["tenure"])),
        "paid": last_payment(session, account["id"], today),
        "statement": statement_lines(session, account["id"], today - timedelta(weeks=WEEKS), today),
        "since": today - timedelta(weeks=WEEKS),
    }


def holds_of_case(session: Session, case_id: int, today: date) -> list[dict[str, Any]]:
    """The holds that cover a case now or will, the earliest first; ``in_force`` says which."""
    accounts = select(_case_account.c.account_id).where(_case_account.c.case_id == case_id)
    debtors = select(_party.c.customer_id).where(_party.c.account_id.in_(accounts))
    query = (
        select(_hold)
        .join(_scope, _scope.c.hold_id == _hold.c.id)
        .where(or_(_scope.c.account_id.in_(accounts), _scope.c.customer_id.in_(debtors)))
        .where(_hold.c.released_at.is_(None), or_(_hold.c.ends_on.is_(None), _hold.c.ends_on >= today))
        .order_by(_hold.c.begins_on, _hold.c.id)
        .distinct()
    )
    rows = [dict(row) for row in session.execute(query).mappings()]
    return [{**row, "in_force": row["begins_on"] <= today} for row in rows]


def flags(debt: dict[str, Any] | None, holds: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What must be seen first: words and the colour of their tag."""
    found = []
    for hold in holds:
        until = f" until {day(hold['ends_on'])}" if hold["ends_on"] else ""
        begins = "" if hold["in_force"] else f" from {day(hold['begins_on'])}"
        found.append((f"Hold: {plain(hold['kind'])}{begins}{until}", "purple"))
    for tenant in debt["tenants"] if debt else []:
        if tenant["date_of_death"]:
            found.append((f"{tenant['name']} died on {day(tenant['date_of_death'])}", "red"))
        if tenant["representative_name"]:
            role = tenant["representative_role"] or "representative"
            found.append((f"{tenant['representative_name']} ({role}) acts for {tenant['name']}", "orange"))
        if tenant["large_print"]:
            found.append((f"Large print for {tenant['name']}", "yellow"))
    found += [(f"Check: {missing}", "red") for missing in (debt["facts"]["facts_missing"] if debt else [])]
    return found
