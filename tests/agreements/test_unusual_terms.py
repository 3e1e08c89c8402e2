"""Terms that are very small or very long wait for somebody who leads; a court's do not."""

from typing import Any

import pytest

from tests.agreements.test_changed_again import TERMS
from tests.agreements.test_doors import make
from tests.agreements.town import Town
from tests.api.test_api import Door, problem


def debts(pence: int) -> list[dict[str, int]]:
    return [{"account": 1, "instalment_pence": pence}]


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"debts": debts(499), "frequency": "monthly"}, "It pays £4.99 a month, and £5.00 is the least"),
        ({"debts": debts(800), "frequency": "monthly"}, "60 months are the longest"),
    ],
)
def test_they_wait_and_say_why(door: Door, small: Town, terms: dict[str, Any], said: str) -> None:
    number = make(door, **terms).json()["agreement"]
    assert small.row(number)["status"] == "proposed"
    seen = door.ask("olive", "GET", f"/agreements/{number}").json()
    assert said in seen["events"][0]["words"]
    agreed = door.ask("tess", "POST", f"/agreements/{number}/approve", json={"reason": "Nothing more is left"})
    assert (agreed.status_code, small.row(number)["status"]) == (200, "live")


def test_at_the_bound_nobody_is_asked(door: Door, small: Town) -> None:
    number = make(door, debts=debts(850), frequency="monthly").json()["agreement"]
    assert small.row(number)["status"] == "live"


def test_what_a_court_ordered_stands_once_it_was_compared_with_the_order(door: Door, small: Town) -> None:
    number = make(door, debts=debts(499), frequency="monthly", kind="court_terms").json()["agreement"]
    seen = door.ask("olive", "GET", f"/agreements/{number}").json()
    assert "Compare it with the order" in seen["events"][0]["words"]
    assert "the least that is usual" not in seen["events"][0]["words"]
    door.ask("tess", "POST", f"/agreements/{number}/approve", json={"reason": "The order of 2 March was seen"})
    assert small.row(number)["status"] == "live"


def test_nobody_varies_to_them(door: Door) -> None:
    number = make(door).json()["agreement"]
    small_ones = {**TERMS, "instalments": debts(499), "frequency": "monthly"}
    said = problem(door.ask("olive", "POST", f"/agreements/{number}/vary", json=small_ones), 409)
    assert said["type"] == "urn:duecourse:unusual-terms"
    assert "somebody who leads the team approves" in said["detail"]
