"""Days of terms that cannot be are refused; those that seldom are so are confirmed by whoever types them."""

from typing import Any

import pytest

from tests.api.test_api import Door, problem
from tests.tenancies.test_doors import correct, seen

DEMOTED = {"tenure": "demoted", "from_on": "2025-06-02", "demoted_on": "2025-06-02"}
FIXED = {"tenure": "assured_fixed", "from_on": "2021-04-06"}
LEASE = {"tenure": "leasehold", "from_on": "1897-06-24", "fixed_until": "2896-06-23"}
FLEXIBLE = {"tenure": "flexible", "from_on": "2026-01-01"}
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
        ({**SECURE, "from_on": "1897-06-24"}, "from_on", "before 1900."),
        ({**LEASE, "from_on": "1497-06-24", "fixed_until": "2397-06-23"}, "from_on", "before 1900."),
        ({**FLEXIBLE, "from_on": "9998-01-01", "fixed_until": "9999-12-31"}, "from_on", "more than a year ahead."),
        # What cannot be is told before anything that is merely unusual is asked about.
        ({**LEASE, "rent_begins": "2027-03-04"}, "rent_begins", "more than a year ahead."),
    ],
)
def test_what_cannot_be_is_refused_and_no_word_confirms_it(
    door: Door, said: dict[str, Any], field: str, words: str
) -> None:
    for confirmed in ("", "yes"):
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
        (LEASE, "The first day is Thursday 24 June 1897, before 1900. Check the year."),
        (
            {**DEMOTED, "from_on": "2020-04-06", "demoted_on": "2026-11-05"},
            "The day of the demotion is Thursday 5 November 2026, and these terms begin on Monday 6 April 2020: until",
        ),
        (
            {**FLEXIBLE, "fixed_until": "2026-03-02"},
            "and a flexible tenancy that begins on Thursday 1 January 2026 is granted until Friday 31 December 2027 at",
        ),
        ({**FLEXIBLE, "fixed_until": "2027-12-30"}, "until Friday 31 December 2027 at least"),
        ({**FIXED, "fixed_until": "2026-03-01"}, "so the fixed term is over, and its terms still stand."),
        ({**FIXED, "tenure": "flexible", "fixed_until": "2025-04-05"}, "A periodic tenancy follows one by law"),
        ({**FIXED, "tenure": "leasehold", "fixed_until": "2024-04-05"}, "of a lease, Landlord and Tenant Act 1954"),
        (
            {"tenure": "garage", "from_on": "2020-04-06"},
            "The tenure says a garage, and the account is of rent of a home that is secure by its export.",
        ),
    ],
)
def test_what_is_unusual_is_confirmed(door: Door, said: dict[str, Any], words: str) -> None:
    told = problem(correct(door, "terms", said), 409)
    assert (told["type"], told["field"]) == ("urn:duecourse:tenancy-unusual", "confirmed")
    assert words in told["detail"]
    assert told["detail"].endswith("Where it is so all the same, confirm it.")
    assert seen(door)["terms"] == []
    assert correct(door, "terms", said, confirmed=told["to_confirm"]).status_code == 201
    (kept,) = seen(door)["terms"]
    assert said.items() <= kept["terms"].items()


@pytest.mark.parametrize(
    "said",
    [
        DEMOTED,
        {**DEMOTED, "demoted_on": "2024-06-03", "from_on": "2024-06-03", "until_on": "2025-06-02"},
        {**DEMOTED, "from_on": "2027-03-03", "demoted_on": "2027-03-03"},  # an order for a day that is still to come
        {**FLEXIBLE, "fixed_until": "2027-12-31"},  # two years, which is as short as one is granted
        {**FLEXIBLE, "from_on": "2026-01-01"},  # of which nobody knows how long it is
        {**LEASE, "from_on": "1900-01-01"},
        {**SECURE, "rent_begins": "2018-04-09"},  # a day of the rent year before they came
        {**FIXED, "fixed_until": "2026-04-05"},
        {**FIXED, "fixed_until": "2026-03-02"},  # today is its last day
        {**FIXED, "fixed_until": "2024-04-05", "until_on": "2024-04-05"},
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


SEVERAL = {"tenure": "introductory", "from_on": "2020-04-06", "fixed_until": "2038-04-05", "rent_begins": "2009-04-06"}


def test_all_that_is_unusual_is_told_at_once_and_what_was_told_is_confirmed_and_no_more(door: Door) -> None:
    told = problem(correct(door, "terms", SEVERAL), 409)
    for words in (
        "18 years after these terms begin.",
        "is Monday 6 April 2009",
        "the trial of an introductory tenancy",
    ):
        assert words in told["detail"]
    assert told["detail"].endswith("Where all of that is so all the same, confirm it.")
    other = {**SEVERAL, "rent_begins": "2008-04-07"}
    again = problem(correct(door, "terms", other, confirmed=told["to_confirm"]), 409)
    assert again["detail"].startswith("What was confirmed is not this. ")
    assert again["to_confirm"] != told["to_confirm"], "of another day nobody was told"
    one = problem(correct(door, "terms", {**FIXED, "fixed_until": "2051-04-05"}), 409)
    assert problem(correct(door, "terms", SEVERAL, confirmed=one["to_confirm"]), 409)["detail"].startswith("What was")
    assert seen(door)["terms"] == []
    assert correct(door, "terms", SEVERAL, confirmed=told["to_confirm"]).status_code == 201


@pytest.mark.parametrize("confirmed", [True, ["x"], None, "x" * 65])
def test_what_is_no_word_confirms_nothing(door: Door, confirmed: Any) -> None:
    assert correct(door, "terms", SEVERAL, confirmed=confirmed).status_code == 422
    assert problem(correct(door, "terms", SEVERAL, confirmed="<script>\u202e"), 409)["field"] == "confirmed"
    assert seen(door)["terms"] == []
