"""Deductions from earnings and benefits; worked by hand from the scales."""

import pytest

from cases.calculating.refusals import InputContradicts
from tests.calculating import ask, explained


@pytest.mark.parametrize(
    ("net", "percent", "taken"),
    [
        (10_000, 0, 0),
        (10_001, 3, 300),
        (16_000, 3, 480),
        (16_001, 5, 800),
        (38_500, 15, 5_775),  # the guide's own example
        (52_000, 15, 7_800),
        (52_001, 20, 10_400),
    ],
)
def test_a_week_at_the_standard_rate(net: int, percent: int, taken: int) -> None:
    assert ask("dea", net_pence=net, pay="weekly", rate="standard") == {"percent": percent, "deduction_pence": taken}


def test_orders_with_priority_come_first() -> None:
    maintenance = {"priority_deductions_pence": 6_000, "priority_kind": "child maintenance"}
    assert ask("dea", net_pence=25_000, pay="weekly", rate="standard", **maintenance) == {
        "percent": 5,
        "deduction_pence": 950,
    }
    # £1,620 with £599.40 of priority: 40 % are £648, which leaves £48.60 and not £71.44.
    answer = ask("dea", net_pence=162_000, pay="monthly", rate="standard", priority_deductions_pence=59_940)
    assert answer == {"percent": 7, "deduction_pence": 4_860}
    assert ask("dea", net_pence=10_000, pay="weekly", priority_deductions_pence=10_000)["deduction_pence"] == 0


def test_the_higher_rate_takes_something_of_every_wage_and_never_more_than_forty_percent() -> None:
    assert ask("dea", net_pence=10_000, pay="weekly", rate="higher") == {"percent": 5, "deduction_pence": 500}
    for net in range(0, 100_000, 777):
        for first in (0, 3_000):
            answer = ask("dea", net_pence=net, pay="weekly", rate="higher", priority_deductions_pence=first)
            assert answer["deduction_pence"] == 0 or (answer["deduction_pence"] + first) * 100 <= net * 40


@pytest.mark.parametrize(
    ("pay", "net", "taken"),
    [
        ("weekly", 7_500, 0),
        ("weekly", 7_501, 225),
        ("weekly", 13_500, 405),
        ("weekly", 50_500, 8_585),
        ("weekly", 60_000, 13_335),  # £85.85 and half of £95
        ("monthly", 202_000, 34_340),
        ("monthly", 212_000, 39_340),
        ("daily", 1_100, 0),
        ("daily", 7_200, 1_224),
        ("daily", 7_300, 1_274),
    ],
)
def test_council_tax_attachments(pay: str, net: int, taken: int) -> None:
    assert ask("ctaeo", net_pence=net, pay=pay)["deduction_pence"] == taken


def test_a_second_attachment_is_of_what_is_left_and_a_third_is_refused() -> None:
    # £400: 17 % is £68; of £332, 12 % is £39.84.
    answer = ask("ctaeo", net_pence=40_000, pay="weekly", orders=2)
    assert (answer["first_pence"], answer["second_pence"], answer["deduction_pence"]) == (6_800, 3_984, 10_784)
    assert ask("ctaeo", net_pence=40_000, pay="weekly", orders=3) == {"refused": True}


@pytest.mark.parametrize(
    ("given", "most"),
    [
        ({"year": "2022-23", "kind": "standard"}, 1_155),
        ({"year": "2022-23", "kind": "fraud"}, 1_925),
        ({"year": "2023-24", "kind": "standard"}, 1_275),
        ({"year": "2023-24", "kind": "fraud"}, 2_125),
        ({"year": "2024-25", "kind": "standard"}, 1_365),
        ({"year": "2023-24", "kind": "standard", "earnings_disregard_pence": 2_500}, 2_525),
        ({"allowance_25_plus_pence": 8_480, "kind": "standard"}, 1_275),  # 5 % is £4.24 → £4.25
        ({"year": "2025-26", "allowance_25_plus_pence": 10_000, "kind": "standard"}, 1_500),
        ({"year": "2022-23", "kind": "standard", "weekly_hb_pence": 1_000}, 950),
        ({"year": "2022-23", "kind": "standard", "weekly_hb_pence": 30}, 0),
    ],
)
def test_an_overpayment_from_benefit(given: dict[str, object], most: int) -> None:
    assert ask("hbop_weekly", **given) == {"weekly_max_pence": most}


def test_a_year_whose_allowance_is_not_in_the_tables_is_refused() -> None:
    assert ask("hbop_weekly", year="2025-26", kind="standard") == {"refused": True}
    with pytest.raises(InputContradicts):
        ask("hbop_weekly", year="2022-23", allowance_25_plus_pence=10_000)


def test_universal_credit() -> None:
    before = ask("uc_deduction", standard_allowance_pence=40_014, assessment_period_starts="2025-04-29")
    after = ask("uc_deduction", standard_allowance_pence=40_014, assessment_period_starts="2025-04-30")
    assert (before["overall_cap_percent"], before["overall_cap_pence"]) == (25, 10_004)
    assert (after["overall_cap_percent"], after["overall_cap_pence"]) == (15, 6_002)
    assert (after["rent_min_pence"], after["rent_max_pence"]) == (4_001, 8_003)
    assert ask("uc_deduction", standard_allowance_pence=40_014) == {
        "refused": False,
        "rent_min_pence": 4_001,
        "rent_max_pence": 8_003,
    }
    assert ask("uc_deduction", assessment_period_starts="2026-05-01", account="former tenant") == {"refused": True}
    assert ask("uc_deduction", assessment_period_starts="2026-05-01", housing_element=False) == {"refused": True}


@pytest.mark.parametrize(("arrears", "weeks", "yes"), [(40_000, 8, True), (39_999, 8, False), (40_000, 7, False)])
def test_pension_credit(arrears: int, weeks: int, yes: bool) -> None:
    assert ask("legacy_tpd", weekly_rent_pence=10_000, arrears_pence=arrears, weeks_accrued=weeks) == {
        "request_allowed": yes
    }


def test_the_count_is_shown() -> None:
    because = explained("dea", net_pence=162_000, pay="monthly", rate="standard", priority_deductions_pence=59_940)[
        "because"
    ]
    assert any("£599.40" in sentence for sentence in because)
    assert any("£972.00" in sentence for sentence in because)
