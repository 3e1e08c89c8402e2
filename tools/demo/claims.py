"""The claims for benefit of which the demo's landlord knows: what each pays, to whom, and when next."""

from datetime import date
from typing import Any

from sqlalchemy import select

from cases.benefits.rows import Claim
from cases.benefits.words import ClaimKind, ClaimStatus
from cases.tables import Account, Customer
from tasks.acts import benefits
from tasks.assembly import House
from tools.demo.book import person
from tools.demo.ledgers import (
    ASSESSMENT_DAY,
    BY_HOUSING_BENEFIT,
    HOUSING_BENEFIT_ON,
    MANAGED_PAYMENT_DAY,
    benefit_share,
)
from tools.demo.tenancy import Tenancy
from workflows.db import table

_account, _customer = table(Account), table(Customer)


def record_claims(house: House, made: list[Tenancy]) -> None:
    """An officer records each."""
    with house.db.read() as session:
        olive = person(session, "olive")
        accounts = {row.reference: row.id for row in session.execute(select(_account.c.reference, _account.c.id))}
        people = {row.reference: row.id for row in session.execute(select(_customer.c.reference, _customer.c.id))}
    for tenancy in made:
        if tenancy.habit not in {*BY_HOUSING_BENEFIT, "credit"}:
            continue
        account, whose = accounts[tenancy.account], people[tenancy.tenants[0]["reference"]]
        benefits.record(house, olive, account, claim=claim_of(tenancy, account, whose))


def claim_of(tenancy: Tenancy, account: int, whose: int) -> Claim:
    """The claim of a tenancy that benefit pays for."""
    weekly, since = tenancy.period == "weekly", max(tenancy.since, tenancy.start)
    known: dict[str, Any] = {"claimed_on": since, "decided_on": since, "award_from": since, "paid_to": "landlord"}
    if tenancy.habit in BY_HOUSING_BENEFIT:
        share = benefit_share(tenancy) if weekly else benefit_share(tenancy) * 12 // 52
        award: dict[str, Any] = {"award_pence": share, "award_every": "weekly"}
        paid: dict[str, Any] = {"pays_every": "four_weekly" if weekly else "monthly"}
        paid["next_payment_on"] = HOUSING_BENEFIT_ON if weekly else date(2026, 8, 1)
        return Claim(account, whose, ClaimKind.HOUSING_BENEFIT, status=ClaimStatus.IN_PAYMENT, **known, **award, **paid)
    pence = tenancy.rent * 52 // 12 if weekly else tenancy.rent
    award = {"award_pence": pence, "award_every": "monthly", "assessment_day": ASSESSMENT_DAY}
    paid = {"pays_every": "monthly", "next_payment_on": date(2026, 7, MANAGED_PAYMENT_DAY)}
    return Claim(account, whose, ClaimKind.UNIVERSAL_CREDIT, status=ClaimStatus.IN_PAYMENT, **known, **award, **paid)
