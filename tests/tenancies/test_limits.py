"""Days of terms that cannot be are refused; those that seldom are so are confirmed by whoever types them."""

from typing import Any

import pytest

from tests.api.test_api import Door, problem
from tests.tenancies.test_doors import correct, seen

DEMOTED = {"tenure": "demoted", "from_on": "2025-06-02", "demoted_on": "2025-06-02"}
FIXED = {"tenure": "assured_fixed", "from_on": "2021-04-06"}
SECURE = {"tenure": "secure", "from_on": "2020-04-06"}


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({**DEMOTED, "demoted_on": "2020-04-05"}, "demoted_on", "before the tenancy began on Monday 6 April 2020."),
        ({**DEMOTED, "demoted_on": "2027-03-04"}, "demoted_on", "more than a year ahead."),
        ({**DEMOTED, "until_on": "2025-08-31", "demoted_on": "2025-09-01"}, "demoted_on", "after Sunday 31 August"),
        ({**SECURE, "rent_begins": "2027-03-04"}, "rent_begins", "more than a year ahead."),
        ({**SECURE, "rent_begins": "1820-04-03"}, "rent_begins", "before 1900."),
        ({**FIXED, "fixed_until": "2021-04-05"}, "fixed_until", "lies before the terms begin."),
        ({**FIXED, "fixed_until": "2221-04-05"}, "fixed_until", "200 years after these terms begin."),
        ({**FIXED, "tenure": "leasehold", "fixed_until": "3022-04-05"}, "fixed_until", "1001 years after"),
    ],
)
def test_what_cannot_be_is_refused_and_no_word_confirms_it(
    door: Door, said: dict[str, Any], field: str, words: str
) -> None:
    for confirmed in (False, True):
        refused = problem(correct(door, "terms", said, confirmed=confirmed), 422)
        assert (refused["type"], refused["field"]) == ("urn:duecourse:tenancy-not-understood", field)
        assert words in refused["detail"]
    assert seen(door)["terms"] == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"tenure": "demoted", "from_on": "2025-06-02"}, "The day of the demotion is empty, and how long"),
        (
            {**DEMOTED, "from_on": "2024-06-03", "demoted_on": "2024-06-03"},
            "The last day is empty, and the demotion of Monday 3 June 2024 ended on Monday 2 June 2025 (Housing Act",
        ),
        (
            {**DEMOTED, "from_on": "2023-06-05", "demoted_on": "2023-06-05", "until_on": "2024-06-05"},
            "is Wednesday 5 June 2024, and the demotion of Monday 5 June 2023 ended on Tuesday 4 June 2024",
        ),
        (
            {**SECURE, "rent_begins": "2018-04-02"},
            "more than two years before the tenancy began on Monday 6 April 2020.",
        ),
        ({**FIXED, "fixed_until": "2051-04-05"}, "30 years after these terms begin."),
    ],
)
def test_what_is_unusual_is_confirmed(door: Door, said: dict[str, Any], words: str) -> None:
    told = problem(correct(door, "terms", said), 409)
    assert (told["type"], told["field"]) == ("urn:duecourse:tenancy-unusual", "confirmed")
    assert words in told["detail"]
    assert told["detail"].endswith("Where it is so all the same, confirm it.")
    assert seen(door)["terms"] == []
    assert correct(door, "terms", said, confirmed=True).status_code == 201
    (kept,) = seen(door)["terms"]
    assert said.items() <= kept["terms"].items()


@pytest.mark.parametrize(
    "said",
    [
        DEMOTED,
        {**DEMOTED, "demoted_on": "2024-06-03", "from_on": "2024-06-03", "until_on": "2025-06-02"},
        {**DEMOTED, "demoted_on": "2027-03-03"},  # what an order says from a day that is still to come
        {**SECURE, "rent_begins": "2018-04-09"},  # a day of the rent year before they came
        {**FIXED, "fixed_until": "2026-04-05"},
        {**FIXED, "tenure": "shared_ownership", "fixed_until": "2146-04-05"},
        {**FIXED, "tenure": "leasehold", "fixed_until": "3020-04-05"},
    ],
)
def test_what_is_usual_is_asked_nothing(door: Door, said: dict[str, Any]) -> None:
    assert correct(door, "terms", said).status_code == 201


def test_the_tenancy_began_with_the_first_of_its_terms(door: Door) -> None:
    early = {"tenure": "introductory", "from_on": "2015-04-06", "until_on": "2016-04-05"}
    assert correct(door, "terms", early).status_code == 201
    said = {**SECURE, "from_on": "2020-04-06", "rent_begins": "2015-04-06"}
    assert correct(door, "terms", said).status_code == 201
