"""A proposal is tried on live cases: in counts for who writes procedures, by name for who may see cases."""

import pytest

from tasks.acts import rule_book
from tests.house import CONTACTED, Landlord
from tests.tasks.test_rule_book import ARREARS, PERIODS, drafted, record, replaced
from workflows.editions.published import CHAIN
from workflows.errors import Forbidden


@pytest.fixture
def played(landlord: Landlord) -> Landlord:
    """Two cases: one at the talk, one after it."""
    for number in "12":
        landlord.add_tenancy(number)
    landlord.look()
    landlord.pass_days(15)
    landlord.complete("olive", landlord.case_of(1), "contact_customer", **CONTACTED)
    return landlord


def test_what_changes_nothing_of_the_past_is_the_same(played: Landlord) -> None:
    house, pat = played.house, played.person("pat")
    number = drafted(played, replaced(house, ARREARS, "Check benefits", "Look at benefits"))
    (arrears,) = rule_book.try_on_cases(house, pat, number).procedures
    assert (arrears.replayed, arrears.same, arrears.steps, arrears.not_replayed) == (2, 2, (), ())
    assert [case.against for case in arrears.touched] == [(), ()]
    assert all((case.id, case.reference, case.title) == (0, "", "") for case in arrears.touched)


def test_a_longer_wait_makes_what_follows_later_or_not_yet(played: Landlord) -> None:
    house, pat = played.house, played.person("pat")
    number = drafted(played, replaced(house, PERIODS, "value: P14D", "value: P10D"))
    (arrears,) = rule_book.try_on_cases(house, pat, number).procedures
    steps = {each.step: each for each in arrears.steps}
    assert (steps["contact_customer"].earlier, steps["contact_customer"].days) == (2, -4.0)
    later = drafted(played, replaced(house, PERIODS, "value: P14D", "value: P21D"))
    (arrears,) = rule_book.try_on_cases(house, pat, later).procedures
    assert {each.step: each.fewer for each in arrears.steps}["contact_customer"] == 2


def test_a_rule_that_would_stop_open_cases_says_how_many(played: Landlord) -> None:
    house, pat = played.house, played.person("pat")
    rule = (
        b"rules:\n  - id: extra-first\n    text: First of all.\n    law: Test Act\n    before: decide_notice\n"
        b"    require: [advise_debt_help]\n    right: ['advise_debt_help, decide_notice']\n    wrong: [decide_notice]\n"
    )
    number = drafted(played, {"shared/rules/new.yaml": rule})
    assert rule_book.try_on_cases(house, pat, number).stopped == (("extra-first", "decide_notice", 2),)


def test_whose_cases_they_are_is_for_who_may_see_them_and_is_recorded(played: Landlord) -> None:
    house, pat, tess = played.house, played.person("pat"), played.person("tess")
    gone = replaced(house, ARREARS, "Check benefits", "Look at benefits")
    number = drafted(played, gone)
    with pytest.raises(Forbidden):
        rule_book.cases_tried(house, pat, number)
    found = rule_book.cases_tried(house, tess, number)
    assert [case.reference for case in found] == ["RA-1-1", "RA-2-1"]
    waits = [("Debt cleared", "Check benefits"), ("Debt cleared", "Contact the customer")]
    assert [case.at for case in found] == waits
    kinds = [entry["kind"] for entry in record(house, "user/tess")]
    assert "list looked at" in kinds
    with pytest.raises(Forbidden):
        rule_book.try_on_cases(house, played.person("olive"), number)
    assert record(house, CHAIN)
