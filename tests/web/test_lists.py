"""Lists in pages: the numbers of their pages, and their addresses."""

from typing import Any

import pytest

from tasks.inbox import PAGE
from tests.web.conftest import Office
from web.worklist import address, pages


def numbers(number: int, total: int) -> list[Any]:
    made = pages(lambda each: f"/?page={each}", number, total)
    return [item.get("number", "…") for item in made.get("items", [])]


@pytest.mark.parametrize(
    ("number", "total", "shown"),
    [
        (1, 0, []),
        (1, PAGE, []),
        (1, PAGE + 1, [1, 2]),
        (2, 2 * PAGE, [1, 2]),
        (1, 20 * PAGE, [1, 2, 3, "…", 20]),
        (4, 20 * PAGE, [1, 2, 3, 4, 5, 6, "…", 20]),
        (5, 20 * PAGE, [1, "…", 3, 4, 5, 6, 7, "…", 20]),
        (20, 20 * PAGE, [1, "…", 18, 19, 20]),
    ],
)
def test_the_numbers_round_a_page(number: int, total: int, shown: list[Any]) -> None:
    assert numbers(number, total) == shown


def test_the_page_before_and_the_one_after() -> None:
    def link(number: int) -> str:
        return f"/?page={number}"

    first, middle, last, past = (pages(link, number, 3 * PAGE) for number in (1, 2, 3, 9))
    assert ("previous" in first, first["next"]) == (False, {"href": "/?page=2"})
    assert (middle["previous"], middle["next"]) == ({"href": "/?page=1"}, {"href": "/?page=3"})
    assert (last["previous"], "next" in last) == ({"href": "/?page=2"}, False)
    assert (past["previous"], "next" in past) == ({"href": "/?page=3"}, False)
    assert [item["current"] for item in middle["items"]] == [False, True, False]
    assert [item["href"] for item in middle["items"]] == ["/?page=1", "/?page=2", "/?page=3"]


def test_an_address_holds_what_was_chosen_and_no_more() -> None:
    assert address("/", {"whose": "all", "patch": ""}, 1) == "/"
    assert address("/", {"whose": "mine", "patch": "East 1"}, 1) == "/?whose=mine&patch=East+1"
    assert address("/cases", {"part": "RA"}, 2) == "/cases?part=RA&page=2"


@pytest.mark.parametrize("address", ["/cases?page=9", "/?page=9"])
def test_a_page_past_the_end_says_which_is_the_last(office: Office, address: str) -> None:
    browser = office.browser("tess")
    browser.get(address)
    assert "There is no page of that number; the last is page 1." in browser.words()
    assert "match" not in browser.words()
