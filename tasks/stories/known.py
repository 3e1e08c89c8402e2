"""What is on record in a story beside its procedure: a claim for benefit, a budget, a referral, a vulnerability."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cases.benefits.reading import claims
from cases.benefits.recording import record as record_claim
from cases.benefits.rows import Claim
from cases.benefits.words import ClaimKind, ClaimStatus
from cases.budgets.recording import NewBudget
from cases.budgets.recording import record as record_budget
from cases.budgets.rows import LineRow
from cases.budgets.words import Frequency, Section
from cases.facts import tenants_of
from cases.people.vulnerabilities import record as record_vulnerability
from cases.referrals.partners import Partner
from cases.referrals.referring import ReferralSaid, open_referrals
from cases.referrals.referring import make as make_referral
from cases.referrals.taking_back import resting_on_consent
from cases.referrals.taking_back import take_back as withdraw
from cases.tables import Account
from tasks.assembly import House
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import NotFound

_account = table(Account)
_SAYS = "Said in a story."
_AWARD: dict[str, Any] = {"award_pence": 40_000, "paid_to": "tenant", "pays_every": "four_weekly"}
_INCOME = 200_000
"""Pence a month that come in, so that a budget can leave whatever the story says."""


def claim(house: House, kind: str, stands: str) -> None:
    """What is known of a tenant's claim for benefit; of the same kind it takes the place of what was known."""
    at = house.runtime.clock.now()
    on = london_date(at)
    with house.db.write() as session:
        account, person = _whose(session)
        before = [each for each in claims(session, on, account).get(account, ()) if each[1].kind == kind]
        decided = stands not in {ClaimStatus.CLAIMED, ClaimStatus.SUSPENDED}
        every = "weekly" if kind == ClaimKind.HOUSING_BENEFIT else "monthly"
        award = {**_AWARD, "award_every": every} if stands == ClaimStatus.IN_PAYMENT else {}
        said = Claim(
            account_id=account,
            customer_id=person,
            kind=ClaimKind(kind),
            claimed_on=before[-1][1].claimed_on if before else on,
            status=ClaimStatus(stands),
            decided_on=on if decided else None,
            award_from=on if award else None,
            **award,
        )
        record_claim(session, said, "story", at, replaces=before[-1][0] if before else None)


def budget(house: House, left_pence: int) -> None:
    """A budget of a tenant's household that leaves so much a month, or lacks it."""
    with house.db.write() as session:
        _account_id, person = _whose(session)
        lines = (
            LineRow(Section.INCOME, "benefits", _INCOME, Frequency.MONTHLY),
            LineRow(Section.FIXED, "utilities", _INCOME - left_pence, Frequency.MONTHLY),
        )
        new = NewBudget(people=[person], made_with=_SAYS, adults=1, lines=lines)
        record_budget(session, new, house.law, None, "story", house.runtime.clock.now())


class NobodyThere(NotFound):
    """The story has no such tenant."""


def refer(house: House, partner: Partner, whom: str | None = None) -> None:
    """A tenant is referred to a partner, and agrees to it.

    :param whom: their reference, as stories call them; ``None``: the first
    :raises NobodyThere: there is no such tenant
    """
    at = house.runtime.clock.now()
    with house.db.write() as session:
        account, person = _whose(session)
        people = {each.reference: each.id for each in tenants_of(session, account)}
        if whom is not None and whom not in people:
            raise NobodyThere(f"There is no tenant called {whom}; there is {', '.join(people)}.")
        person = person if whom is None else people[whom]
        said = ReferralSaid(partner, _SAYS, account, consent_how=_SAYS, consent_on=london_date(at))
        make_referral(session, person, "story", at, said, house.law)


def take_back(house: House, partner: str) -> None:
    """A tenant takes back what they agreed to about a partner.

    :raises NobodyThere: no referral to that partner is open
    """
    at = house.runtime.clock.now()
    with house.db.write() as session:
        account, _first = _whose(session)
        found = open_referrals(session, london_date(at), account).get(account)
        for each in found.followed if found else ():
            if each.partner == partner:
                row = resting_on_consent(session, each.customer_id, each.id)
                withdraw(session, row, "story", at, london_date(at), _SAYS, london_date(at))
                return
    raise NobodyThere(f"No referral to {partner} is open, so nothing is taken back.")


def vulnerable(house: House, kind: str) -> None:
    """A tenant is recorded as vulnerable in some way."""
    at = house.runtime.clock.now()
    on = london_date(at)
    with house.db.write() as session:
        _account_id, person = _whose(session)
        record_vulnerability(
            session,
            person,
            "story",
            at,
            kind=kind,
            detail=_SAYS,
            effect="",
            adjustments="",
            from_on=on,
            review_on=on + timedelta(days=1),
            source=_SAYS,
            warn=False,
        )


def _whose(session: Session) -> tuple[int, int]:
    """The account of the story and its first tenant."""
    account = int(session.execute(select(_account.c.id)).scalar_one())
    return account, tenants_of(session, account)[0].id
