"""An agreement that owes more than on the day it was made is never silent: it is warned, and the case comes back."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from cases.chains import account_chain, chain_named
from cases.facts import facts_of_accounts
from cases.tables import AccountTransaction
from tests.calculating import STANDARDS
from tests.house import BENEFITS, CONTACTED, Landlord
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import timeline


def agreed(landlord: Landlord) -> tuple[int, date]:
    """An agreement of £5 a week that a case's step recorded; gives the account and the first day due."""
    account = landlord.add_tenancy("1")
    landlord.look()
    case = landlord.case_of(account)
    landlord.pass_days(15)
    landlord.complete("olive", case, "contact_customer", **{**CONTACTED, "agreement_reached": True})
    landlord.complete("olive", case, "check_benefits", **BENEFITS)
    first = london_date(landlord.clock.now()) + timedelta(days=7)
    said: dict[str, Any] = {"frequency": "weekly", "from_budget": True, "confirmed_in_writing": True}
    landlord.complete("olive", case, "record_agreement", **said, amount_pence=500, first_due=first.isoformat())
    return account, first


def rent(landlord: Landlord, account: int, pence: int = 10_000) -> None:
    """A week's rent falls due."""
    on = london_date(landlord.clock.now())
    values = {"account_id": account, "reference": f"due {on}", "posted_on": on, "kind": "rent", "description": "Rent"}
    with landlord.house.db.write() as session:
        session.execute(insert(table(AccountTransaction)).values(**values, amount_pence=pence))


def told(landlord: Landlord, account: int) -> list[str]:
    """What the account's record says, by kind."""
    with landlord.house.db.read() as session:
        chain = chain_named(session, account_chain(account))
        return [] if chain is None else [entry["kind"] for entry in timeline(session, chain)]


def test_whoever_pays_nothing_at_all_is_seen_and_the_case_comes_back(landlord: Landlord) -> None:
    account, first = agreed(landlord)
    with landlord.house.db.read() as session:
        ((_, then),) = facts_of_accounts(session, london_date(landlord.clock.now()), STANDARDS, account)
    case = landlord.case_of(account)
    for _ in range(7):
        landlord.pass_days(7)
        rent(landlord, account)
    with landlord.house.db.read() as session:
        ((_, now),) = facts_of_accounts(session, london_date(landlord.clock.now()), STANDARDS, account)
    assert now["arrears_pence"] > then["arrears_pence"]
    assert not now["arrangement_live"]
    assert [kind for kind in told(landlord, account) if kind.startswith("agreement")] == [
        "agreement made",
        "agreement missed",
        "agreement warned",
        "agreement breached",
    ]
    assert landlord.case_of(account) != case
    assert first < london_date(landlord.clock.now())
