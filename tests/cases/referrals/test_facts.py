"""What conditions and forms may ask of referrals, and that nothing which may be restricted is told by it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.contacts.words import Hazard
from cases.facts import facts_of_accounts
from cases.referrals.partners import partners_of
from cases.referrals.referring import ReferralSaid, close, make
from tests.agreements.town import Town
from tests.book import BOOK
from tests.calculating import STANDARDS
from tests.conftest import MORNING
from tests.house import make_landlord
from workflows.clock import SimulatedClock

PARTNERS = partners_of(BOOK.under("organisation"))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Town]:
    """A tenancy that owes six weeks; on SQLite alone."""
    made = make_landlord(f"sqlite:///{tmp_path / 'duecourse.db'}", tmp_path / "store", SimulatedClock(MORNING))
    yield Town(made, made.add_tenancy("1"))
    made.house.close()


def test_a_referral_is_open_until_somebody_says_what_came_of_it(small: Town) -> None:
    assert is_open(small) is False
    number = refer(small, "money_advice")
    assert is_open(small) is True
    with small.landlord.house.db.write() as session:
        close(session, number, "user:1", small.landlord.clock.now(), "They helped")
    assert is_open(small) is False


def test_what_may_be_restricted_and_hazards_are_not_told_by_it(small: Town) -> None:
    refer(small, "domestic_abuse")
    refer(small, "repairs", Hazard.SIGNIFICANT)
    assert is_open(small) is False


def refer(town: Town, partner: str, severity: Hazard = Hazard.NONE) -> int:
    at = town.landlord.clock.now()
    said = ReferralSaid(PARTNERS[partner], "Help", town.account, severity, "At a call", town.today)
    with town.landlord.house.db.write() as session:
        return make(session, 1, "user:1", at, said, town.landlord.house.law).id


def is_open(town: Town) -> bool:
    with town.landlord.house.db.read() as session:
        (every,) = (found for _, found in facts_of_accounts(session, town.today, STANDARDS))
        ((_, one),) = facts_of_accounts(session, town.today, STANDARDS, town.account)
    assert every["referral_open"] is one["referral_open"]
    return bool(one["referral_open"])
