"""Court fees and agents' fees by the day; worked by hand from the orders of fees."""

import pytest

from cases.calculating.refusals import InputContradicts
from tests.calculating import ask, explained


@pytest.mark.parametrize(
    ("issued", "fee", "warn"),
    [
        ("2024-04-30", 35_500, False),
        ("2024-05-01", 39_100, False),
        ("2025-04-07", 39_100, False),
        ("2025-04-08", 40_400, False),
        ("2026-07-12", 40_400, False),
        ("2026-07-13", 40_400, True),  # an edition of that day was not seen
        ("2027-04-01", None, True),
        ("2020-12-31", None, True),
    ],
)
def test_issuing_a_claim_for_possession(issued: str, fee: int | None, warn: bool) -> None:
    assert ask("fee_possession_issue", issued=issued) == {"fee_pence": fee, "warn": warn}


def test_warrants_and_applications() -> None:
    fees = [
        ask("fee_warrant_possession", requested=day)["fee_pence"] for day in ("2024-04-30", "2024-05-01", "2025-04-08")
    ]
    assert fees == [13_000, 14_300, 14_800]
    assert ask("fee_n244", made="2025-04-07", kind="on_notice") == {"fee_pence": 30_300}
    assert ask("fee_n244", made="2025-04-08", kind="on_notice") == {"fee_pence": 31_300}
    assert ask("fee_n244", made="2025-04-08", kind="consent") == {"fee_pence": 12_300}
    assert ask("fee_n244", made="2024-04-30", kind="consent") == {"refused": True}


@pytest.mark.parametrize(
    ("claim", "fee"),
    [
        (1, 3_500),
        (30_000, 3_500),
        (30_001, 5_000),
        (100_000, 7_000),
        (150_000, 8_000),
        (300_000, 11_500),
        (500_000, 20_500),
        (500_001, 45_500),
        (1_000_000, 45_500),
        (1_000_001, 50_000),  # 5 % is £500.0005
        (1_000_010, 50_001),  # 5 % is half a penny more: up
        (20_000_000, 1_000_000),
        (20_000_001, 1_000_000),
    ],
)
def test_claims_for_money(claim: int, fee: int) -> None:
    assert ask("fee_money_claim", claim_with_interest_pence=claim, issued="2026-03-02") == {"fee_pence": fee}


def test_agents_fees() -> None:
    # £2,000: £75; £235 and 7.5 % of £500; £110 and 7.5 % of £500.
    assert ask("ea_fees", sum_to_recover_pence=200_000, stages=["compliance", "enforcement", "sale"]) == {
        "compliance_pence": 7_500,
        "enforcement_fixed_times": 1,
        "enforcement_pence": 27_250,
        "sale_pence": 14_750,
        "fees_pence": 49_500,
    }
    assert ask("ea_fees", sum_to_recover_pence=150_000, stages=["enforcement"])["fees_pence"] == 23_500
    together = {"orders": [100_000, 100_000], "stages": ["compliance", "enforcement"]}
    one = ask("ea_fees", **together, same_debtor_same_time=True)
    assert (one["compliance_pence"], one["enforcement_fixed_times"], one["enforcement_pence"]) == (15_000, 1, 27_250)
    apart = ask("ea_fees", **together, same_debtor_same_time=False)
    assert (apart["enforcement_fixed_times"], apart["enforcement_pence"]) == (2, 47_000)
    spared = ask("ea_fees", **together, vulnerable_without_chance_of_help=True)
    assert (spared["enforcement_pence"], spared["fees_pence"]) == (0, 15_000)
    assert ask("ea_fees", sum_to_recover_pence=1, stages=["compliance"], instructed="2014-04-05") == {"refused": True}


def test_proceeds_are_divided_to_the_penny() -> None:
    # £500: £75 first; £425 as £1,000 to £235: fees 425 × 235 ÷ 1235 = £80.87.
    given = {"debt_pence": 100_000, "compliance_pence": 7_500, "enforcement_pence": 23_500}
    assert ask("ea_proceeds", **given, received_pence=50_000) == {
        "compliance_paid": 7_500,
        "debt_paid": 34_413,
        "enforcement_paid": 8_087,
    }
    assert ask("ea_proceeds", **given, received_pence=7_000) == {
        "compliance_paid": 7_000,
        "debt_paid": 0,
        "enforcement_paid": 0,
    }
    for received in range(0, 131_001, 997):
        answer = ask("ea_proceeds", **given, received_pence=received)
        assert sum(answer.values()) == received
        assert answer["debt_paid"] <= 100_000
        assert answer["enforcement_paid"] <= 23_500
    with pytest.raises(InputContradicts):
        ask("ea_proceeds", **given, received_pence=131_001)


def test_an_unconfirmed_fee_says_so() -> None:
    sources = explained("fee_warrant_possession", requested="2026-07-13")["sources"]
    assert [each["confidence"] for each in sources] == ["to confirm"]
