"""Protocol 2.6, limb by limb; what is said of a claim; and when it is paid next."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cases.benefits.claiming import must_be_understood
from cases.benefits.limbs import (
    Since,
    all_of,
    award_expected,
    bars,
    evidence_given,
    next_payment,
    other_charges_paid,
)
from cases.benefits.refusals import ClaimNotUnderstood
from cases.benefits.rows import Claim
from cases.benefits.words import ClaimKind, ClaimStatus

TODAY = date(2026, 3, 2)
CLAIM = Claim(1, 1, ClaimKind.HOUSING_BENEFIT, date(2026, 2, 3), ClaimStatus.CLAIMED)
PAID = {
    "status": ClaimStatus.IN_PAYMENT,
    "decided_on": date(2026, 2, 10),
    "award_pence": 7_000,
    "award_every": "weekly",
    "award_from": date(2026, 2, 9),
    "paid_to": "landlord",
    "pays_every": "four_weekly",
}


def test_limb_a() -> None:
    assert evidence_given(CLAIM, TODAY) is None
    assert evidence_given(replace(CLAIM, evidence="The payslips lack"), TODAY) is False
    given = replace(CLAIM, evidence_given_on=TODAY)
    assert (evidence_given(given, TODAY), evidence_given(given, TODAY - timedelta(days=1))) == (True, False)


def test_limb_b() -> None:
    assert award_expected(replace(CLAIM, expects_award=True)) is None
    assert award_expected(replace(CLAIM, expects_award=True, expects_because="Income support")) is True
    assert award_expected(replace(CLAIM, expects_because="Savings above the limit")) is False


@pytest.mark.parametrize(
    ("award", "every", "charged", "paid", "said"),
    [
        (None, "", 40_000, 40_000, None),
        (7_000, "weekly", 40_000, 12_000, True),  # 28 days: 28.000 are covered
        (7_000, "weekly", 40_000, 11_999, False),
        (28_000, "four_weekly", 40_000, 12_000, True),
        (28_001, "four_weekly", 40_000, 11_999, True),
        (30_416, "monthly", 40_000, 12_000, True),  # 27.999,5: the fraction is the tenant's
        (30_416, "monthly", 40_000, 11_999, False),
        (7_000, "weekly", 20_000, 0, True),  # it covers more than fell due
    ],
)
def test_limb_c(award: int | None, every: str, charged: int, paid: int, said: bool | None) -> None:
    claim = replace(CLAIM, award_pence=award, award_every=every)
    assert other_charges_paid(claim, Since(charged, paid), TODAY) is said


def test_limb_c_of_a_ledger_without_lines() -> None:
    assert other_charges_paid(replace(CLAIM, award_pence=1, award_every="weekly"), None, TODAY) is True


@pytest.mark.parametrize(
    ("limbs", "every", "barred"),
    [
        ([True, True, True], True, True),
        ([None, True, True], None, True),  # what nobody knows bars
        ([None, None, None], None, True),
        ([False, True, True], False, False),
        ([True, None, False], False, False),
    ],
)
def test_all_three_bar_and_what_nobody_knows_bars_too(
    limbs: list[bool | None], every: bool | None, barred: bool
) -> None:
    assert (all_of(limbs), bars(limbs)) == (every, barred)
    assert all_of([]) is None


@pytest.mark.parametrize(
    ("pays", "first", "on", "due"),
    [
        ("weekly", date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 2)),
        ("weekly", date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 9)),
        ("fortnightly", date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 16)),
        ("four_weekly", date(2026, 3, 2), date(2026, 3, 30), date(2026, 3, 30)),
        ("monthly", date(2026, 1, 31), date(2026, 2, 15), date(2026, 2, 28)),
        ("monthly", date(2026, 1, 31), date(2026, 3, 1), date(2026, 3, 31)),
        ("monthly", date(2028, 1, 29), date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_when_it_is_paid_next(pays: str, first: date, on: date, due: date) -> None:
    claim = replace(CLAIM, **{**PAID, "pays_every": pays, "next_payment_on": first})
    assert next_payment(claim, on) == due
    assert next_payment(replace(claim, award_until=due - timedelta(days=1)), on) is None
    assert next_payment(replace(claim, status=ClaimStatus.SUSPENDED), on) is None
    assert next_payment(replace(claim, next_payment_on=None), on) is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"claimed_on": TODAY + timedelta(days=1)}, "claimed_on"),
        ({"evidence_given_on": TODAY + timedelta(days=1)}, "evidence_given_on"),
        ({"status": ClaimStatus.REFUSED}, "decided_on"),
        ({"decided_on": TODAY}, "status"),
        ({**PAID, "decided_on": date(2026, 2, 2)}, "decided_on"),
        ({**PAID, "award_every": "monthly"}, "award_every"),
        ({**PAID, "kind": ClaimKind.UNIVERSAL_CREDIT}, "award_every"),
        ({**PAID, "kind": ClaimKind.PENSION_CREDIT, "award_every": "four_weekly"}, "award_every"),
        ({**PAID, "award_until": date(2026, 2, 8)}, "award_until"),
        ({**PAID, "award_from": None}, "award_from"),
        ({**PAID, "award_from": TODAY + timedelta(days=1)}, "award_from"),
        ({**PAID, "paid_to": ""}, "paid_to"),
        ({**PAID, "paid_to": "agent"}, "paid_to"),
        ({**PAID, "pays_every": ""}, "pays_every"),
        ({**PAID, "award_pence": None, "award_every": ""}, "award_pence"),
        ({**PAID, "award_pence": 0}, "award_pence"),
        ({"award_every": "weekly"}, "award_pence"),
        ({**PAID, "status": ClaimStatus.REFUSED}, "award_pence"),
        ({"expects_award": True}, "expects_because"),
        ({"assessment_day": 5}, "assessment_day"),
        ({"kind": ClaimKind.UNIVERSAL_CREDIT, "assessment_day": 32}, "assessment_day"),
    ],
)
def test_what_cannot_be_so_is_refused_at_its_field(said: dict[str, Any], field: str) -> None:
    with pytest.raises(ClaimNotUnderstood) as refused:
        must_be_understood(replace(CLAIM, **said), TODAY)
    assert refused.value.facts["field"] == field


@pytest.mark.parametrize(
    "said",
    [
        {},
        PAID,
        {**PAID, "kind": ClaimKind.UNIVERSAL_CREDIT, "award_every": "monthly", "assessment_day": 31},
        {**PAID, "kind": ClaimKind.DISCRETIONARY, "award_every": "monthly"},
        {"status": ClaimStatus.REFUSED, "decided_on": TODAY},
        {"award_pence": 7_000, "award_every": "weekly"},  # what is expected, before anything is decided
    ],
)
def test_what_can_be_so_is_kept(said: dict[str, Any]) -> None:
    must_be_understood(replace(CLAIM, **said), TODAY)
