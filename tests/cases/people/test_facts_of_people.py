"""Facts of needs, vulnerability and hazards: of any tenant of the account, as of the day."""

from datetime import date
from typing import Any

from sqlalchemy import insert

from cases.contacts.words import Hazard
from cases.facts import facts_of_accounts
from cases.people import needs, vulnerabilities
from cases.referrals import referring
from cases.referrals.partners import partners_of
from cases.referrals.referring import ReferralSaid
from cases.tables import AccountParty
from tests.calculating import STANDARDS
from tests.house import Landlord
from workflows.db import table

TODAY, REVIEW = date(2026, 3, 2), date(2026, 4, 2)
KNOWN: dict[str, Any] = {
    "kind": "crisis",
    "detail": "x",
    "effect": "",
    "adjustments": "",
    "source": "x",
    "warn": False,
    "from_on": TODAY,
    "review_on": REVIEW,
}


def facts(landlord: Landlord, account: int, on: date = TODAY) -> dict[str, Any]:
    with landlord.house.db.read() as session:
        return {row.id: found for row, found in facts_of_accounts(session, on, STANDARDS)}[account]


def test_a_vulnerability_of_any_tenant_counts_restricted_or_not_until_it_ends(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    landlord.add_tenancy("2")
    with landlord.house.db.write() as session:
        session.execute(insert(table(AccountParty)).values(account_id=1, customer_id=2))
        vulnerabilities.record(session, 2, "user:1", landlord.clock.now(), **KNOWN)
    for account in (1, 2):
        assert facts(landlord, account)["vulnerability_recorded"] is True
        assert facts(landlord, account, REVIEW)["vulnerability_review_overdue"] is False
        assert facts(landlord, account, date(2026, 4, 3))["vulnerability_review_overdue"] is True
    assert facts(landlord, 1, date(2026, 3, 1))["vulnerability_recorded"] is False
    with landlord.house.db.write() as session:
        (row,) = vulnerabilities.vulnerabilities_of(session, 2)
        vulnerabilities.replace(session, row, "user:1", landlord.clock.now(), review_on=date(2026, 6, 1), detail="")
    assert facts(landlord, 1, date(2026, 4, 3))["vulnerability_review_overdue"] is False
    with landlord.house.db.write() as session:
        (row,) = vulnerabilities.vulnerabilities_of(session, 2)
        vulnerabilities.end(session, row, "user:1", landlord.clock.now(), "Well again")
    assert facts(landlord, 1)["vulnerability_recorded"] is False


def test_needs_are_recorded_here_or_by_the_export(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    landlord.add_tenancy("2", large_print=True)
    assert [facts(landlord, account)["needs_recorded"] for account in (1, 2)] == [False, True]
    said = {"language": "Welsh", "interpreter": False, "format": "standard", "reading_difficulty": False, "notes": ""}
    with landlord.house.db.write() as session:
        needs.say_needs(session, 1, "user:1", landlord.clock.now(), **said)  # type: ignore[arg-type]
    assert facts(landlord, 1)["needs_recorded"] is True


def test_a_hazard_is_open_until_repairs_have_dealt_with_it(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    landlord.add_tenancy("2")
    repairs, now = partners_of({})["repairs"], landlord.clock.now()
    with landlord.house.db.write() as session:
        plain = referring.make(session, 1, "user:1", now, ReferralSaid(repairs, "A shelf"), landlord.house.law)
        mould = ReferralSaid(repairs, "Mould", account=1, severity=Hazard.SIGNIFICANT)
        made = referring.make(session, 1, "user:1", now, mould, landlord.house.law)
        assert plain.due_by is None
    assert [facts(landlord, account)["hazard_reported_open"] for account in (1, 2)] == [True, False]
    with landlord.house.db.write() as session:
        referring.close(session, made.id, "user:1", now, "Treated")
    assert facts(landlord, 1)["hazard_reported_open"] is False, "an ordinary repair is none"


def test_who_acts_for_a_tenant_is_known_whoever_recorded_it(landlord: Landlord) -> None:
    from cases.people.representatives import appoint

    landlord.add_tenancy("1")
    assert facts(landlord, 1)["has_representative"] is False
    given = {"name": "D", "role": "deputy", "acts": ["discuss"], "evidence": "Order", "from_on": date(2026, 3, 10)}
    with landlord.house.db.write() as session:
        appoint(session, 1, "user:1", landlord.clock.now(), **given)  # type: ignore[arg-type]
    assert facts(landlord, 1)["has_representative"] is False
    assert facts(landlord, 1, date(2026, 3, 10))["has_representative"] is True
