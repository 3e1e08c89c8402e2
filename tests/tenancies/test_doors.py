"""Terms, parts of a rent and rent years at the doors: who sees and corrects them, and what cannot be so."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import make_app
from cases.chains import account_chain, chain_named
from tests.agreements.town import Town
from tests.api.test_api import Door, problem
from tests.house import Landlord
from tests.web.conftest import HOSTILE, Browser
from workflows.evidence import timeline

LET = {"tenure": "secure", "from_on": "2020-04-06", "rent_begins": "2020-04-06"}
RENT = {"part": "net_rent", "pence": 9_500, "period": "weekly", "from_on": "2025-04-07"}
CARE = {**RENT, "part": "eligible_service_charge", "pence": 500}
YEAR = {"calendar": "houses", "year": 2025, "begins_on": "2025-04-07", "weeks": 52, "rent_free": ["2025-12-22"]}
WHY = "The tenancy agreement, seen today"


def correct(door: Door, what: str, said: dict[str, Any], who: str = "tess", account: int = 1, **more: Any) -> Any:
    """Somebody corrects ``terms`` or a ``part``."""
    at = f"/accounts/{account}/tenancy/{what if what == 'terms' else 'parts'}"
    return door.ask(who, "POST", at, json={what: said, "reason": WHY, **more})


def seen(door: Door, account: int = 1, who: str = "olive") -> dict[str, Any]:
    answer = door.ask(who, "GET", f"/accounts/{account}/tenancy")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_what_is_corrected_is_seen_and_recorded(door: Door, small: Town) -> None:
    before = seen(door)
    assert (before["terms"], before["parts"], before["wrong"]) == ([], [], [])
    assert before["sum_said"] == "Nothing is known of what the rent is made of."
    assert before["calendar_said"] == "Rent falls due every week; on which day is not known."
    assert correct(door, "part", RENT).status_code == 201
    assert seen(door)["sum_said"].startswith(
        "The parts come to £95.00 a week, and the rent of the account is £100.00. One of them is wrong:"
    )
    assert correct(door, "part", CARE, "ada").status_code == 201
    assert door.ask("ada", "POST", "/rent-years", json={"year": YEAR, "reason": WHY}).status_code == 201
    number = correct(door, "terms", {**LET, "rent_calendar": "houses"}).json()["number"]
    after = seen(door)
    assert after["sum_said"] == "The parts come to £100.00 a week, which is the rent; benefit can pay £100.00 of it."
    assert after["calendar_said"] == (
        "Rent falls due every week, next on Monday 2 March 2026. The rent year 2025 of the calendar houses began on "
        "Monday 7 April 2025 and has 52 weeks; none is charged in the weeks of Monday 22 December 2025."
    )
    assert [(each["number"], each["reason"]) for each in after["terms"]] == [(number, WHY)]
    with small.landlord.house.db.read() as session:
        chain = chain_named(session, account_chain(1))
        assert chain is not None
        told = [entry for entry in timeline(session, chain) if entry["kind"] == "tenancy corrected"]
    assert [set(entry["content"]) for entry in told] == [{"part", "reason"}, {"part", "reason"}, {"terms", "reason"}]
    assert told[2]["content"]["terms"]["from_on"] == "2020-04-06"
    assert told[1]["actor"] == small.landlord.person("ada").actor


def test_two_who_correct_the_same_row_and_one_of_them_is_told(door: Door) -> None:
    first = correct(door, "part", RENT).json()["number"]
    second = correct(door, "part", {**RENT, "pence": 9_600}, replaces=first).json()["number"]
    said = problem(correct(door, "part", {**RENT, "pence": 9_700}, "ada", replaces=first), 409)
    assert said["type"] == "urn:duecourse:corrected-already"
    assert said["detail"] == f"Nothing with the number {first} stands there. Look at it anew."
    assert [(each["number"], each["part"]["pence"]) for each in seen(door)["parts"]] == [(second, 9_600)]
    # The same once more beside what stands would stand there twice.
    assert "both would stand at once" in problem(correct(door, "part", RENT), 422)["detail"]
    # A number of another account is none of this one's.
    elsewhere = correct(door, "part", RENT, account=2).json()["number"]
    assert problem(correct(door, "part", CARE, replaces=elsewhere), 409)["type"] == "urn:duecourse:corrected-already"


@pytest.mark.parametrize(
    ("what", "said", "more", "status", "detail"),
    [
        ("terms", LET, {"reason": "  "}, 422, "Say how this is known"),
        ("terms", {**LET, "tenure": "council"}, {}, 422, ""),
        ("terms", {**LET, "until_on": "2020-04-05"}, {}, 422, "The last day is Sunday 5 April 2020, before"),
        ("terms", {**LET, "from_on": "2090-01-01"}, {}, 422, "more than a year ahead. Check the year"),
        ("terms", {**LET, "from_on": "1850-01-01"}, {}, 422, "before 1900. Check the year"),
        ("terms", {**LET, "from_on": "0001-01-01"}, {}, 422, "before 1900. Check the year"),
        ("terms", {**LET, "tenure": "flexible", "fixed_until": "2019-04-05"}, {}, 422, "lies before the terms begin"),
        ("part", {**RENT, "from_on": "2090-01-01"}, {}, 422, "more than a year ahead"),
        ("part", {**RENT, "from_on": "1850-01-01"}, {}, 422, "before 1900"),
        ("terms", {**LET, "rent_calendar": "x\x00y"}, {}, 422, "cannot be kept"),
        ("terms", {**LET, "flavour": "x"}, {}, 422, ""),
        ("part", {**RENT, "pence": -1}, {}, 422, "The sum is less than nothing."),
        ("part", {**RENT, "pence": 10**12}, {}, 422, ""),
        ("part", {**RENT, "pence": 1.5}, {}, 422, ""),
        ("part", {**RENT, "from_on": "2026-02-30"}, {}, 422, ""),
        ("part", RENT, {"replaces": 0}, 422, ""),
        ("part", RENT, {"replaces": 2**40}, 422, ""),
    ],
)
def test_what_cannot_be_so_is_refused_and_changes_nothing(
    door: Door, what: str, said: dict[str, Any], more: dict[str, Any], status: int, detail: str
) -> None:
    assert detail in problem(correct(door, what, said, **more), status)["detail"]
    after = seen(door)
    assert (after["terms"], after["parts"]) == ([], [])


@pytest.mark.parametrize("who", ["olive", "cora", "pat"])
def test_who_may_not_correct(door: Door, who: str) -> None:
    assert correct(door, "terms", LET, who).status_code == 403
    assert correct(door, "part", RENT, who).status_code == 403
    assert door.ask(who, "POST", "/rent-years", json={"year": YEAR, "reason": WHY}).status_code == 403
    assert seen(door)["parts"] == []


def test_a_tenancy_of_another_patch_answers_as_none(door: Door, small: Town) -> None:
    assert correct(door, "part", RENT, "wes", account=2).status_code == 201
    for account in (1, 999):
        none = f"There is no account with the number {account}."
        for answer in (
            door.ask("wes", "GET", f"/accounts/{account}/tenancy"),
            correct(door, "terms", LET, "wes", account=account),
            correct(door, "part", RENT, "wes", account=account),
        ):
            assert problem(answer, 404)["detail"] == none
    assert seen(door)["parts"] == []


def test_rent_years_follow_one_another(door: Door) -> None:
    first = door.ask("tess", "POST", "/rent-years", json={"year": YEAR, "reason": WHY}).json()["number"]
    late = {**YEAR, "year": 2026, "begins_on": "2026-04-13", "rent_free": []}
    said = problem(door.ask("tess", "POST", "/rent-years", json={"year": late, "reason": WHY}), 422)["detail"]
    assert said.startswith("The first day is Monday 13 April 2026, and the year before has 52 weeks and ends on")
    longer = {"year": {**YEAR, "weeks": 53}, "reason": WHY, "replaces": first}
    assert door.ask("tess", "POST", "/rent-years", json=longer).status_code == 201
    assert door.ask("tess", "POST", "/rent-years", json={"year": late, "reason": WHY}).status_code == 201
    rows = door.ask("olive", "GET", "/rent-years").json()
    assert [(each["year"]["year"], each["year"]["weeks"]) for each in rows] == [(2025, 53), (2026, 52)]
    nameless = {"year": {**YEAR, "calendar": " "}, "reason": WHY}
    assert problem(door.ask("tess", "POST", "/rent-years", json=nameless), 422)["detail"].startswith(
        "Say which calendar"
    )


def browser(landlord: Landlord, who: str) -> Browser:
    made = Browser(TestClient(make_app(landlord.house)))
    made.sign_in(who)
    return made


def a_day(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def test_the_pages_show_and_correct(small: Town) -> None:
    tess = browser(small.landlord, "tess")
    tess.get("/accounts/1/tenancy")
    fields = {"part": "net_rent", "amount": "95", "period": "weekly", "code": HOSTILE[:30]}
    tess.send("/accounts/1/tenancy/parts", **fields, **a_day("part-from_on", date(2025, 4, 7)), reason="")
    assert tess.page.status_code == 422
    assert "Say how this is known" in tess.words()
    assert tess.tree().xpath('//input[@id="amount"]/@value') == ["95"]
    tess.send("/accounts/1/tenancy/parts", **fields, reason=WHY)
    assert "Enter a real date" in tess.words()
    tess.send("/accounts/1/tenancy/parts", **fields, **a_day("part-from_on", date(2025, 4, 7)), reason=WHY)
    assert tess.page.status_code == 200
    assert "It is recorded." in tess.words()
    assert "<script>" not in tess.page.text.split("<main")[1]
    ends = {**a_day("from_on", date(2025, 4, 7)), **a_day("until_on", date(2026, 4, 6))}
    tess.send("/accounts/1/tenancy/terms", tenure="introductory", **ends, reason=WHY)
    olive = browser(small.landlord, "olive")
    olive.get("/accounts/1")
    assert "Introductory from 7 April 2025 until 6 April 2026" in olive.words()
    assert "The tenancy is introductory by its terms and secure by the account." in olive.words()
    assert "The parts come to £95.00 a week, and the rent of the account is £100.00." in olive.words()
    assert "/accounts/1/tenancy" not in olive.page.text  # whoever may not correct is not sent there
    assert small.facts()["facts_complete"] is False


def test_a_trial_that_is_too_long_is_confirmed_or_corrected(door: Door, small: Town) -> None:
    ten = {"tenure": "introductory", "from_on": "2015-04-06", "until_on": "2025-04-05"}
    said = problem(correct(door, "terms", ten), 409)
    assert said["type"] == "urn:duecourse:tenancy-unusual"
    assert "ended on Tuesday 5 April 2016 (Housing Act 1996 s.125, and no extension is said)" in said["detail"]
    assert seen(door)["terms"] == []
    longer = {**ten, "until_on": "2016-10-05", "trial_extended": True}
    assert correct(door, "terms", longer).status_code == 201, "twelve months, and six"
    tess = browser(small.landlord, "tess")
    tess.get("/accounts/1/tenancy")
    assert not tess.tree().xpath("//select[@name='confirmed']")
    typed = {"tenure": "introductory", **a_day("from_on", date(2017, 1, 2)), **a_day("until_on", date(2025, 4, 5))}
    tess.send("/accounts/1/tenancy/terms", **typed, reason=WHY)
    assert tess.page.status_code == 409
    assert "Where it is so all the same, confirm it" in tess.tree().xpath("string(//*[@id='confirmed-error'])")
    tess.send("/accounts/1/tenancy/terms", **typed, reason="Proceedings of 2017", confirmed="yes")
    assert tess.page.status_code == 409, "it confirms what was told, and nothing else"
    (word,) = tess.tree().xpath("//select[@name='confirmed']/option[@value!='']/@value")
    tess.send("/accounts/1/tenancy/terms", **typed, reason="Proceedings of 2017", confirmed=word)
    assert tess.page.status_code == 200
    with small.landlord.house.db.read() as session:
        chain = chain_named(session, account_chain(1))
        assert chain is not None
        told = [entry["content"] for entry in timeline(session, chain) if entry["kind"] == "tenancy corrected"]
    (without, (sentence,)) = (each.get("confirmed") for each in told)
    assert (without, "the trial of an introductory tenancy that began on" in sentence) == (None, True)


def test_a_year_of_forty_weeks_or_sixty_is_none(door: Door) -> None:
    for weeks in (40, 60, 0, -52):
        year = {**YEAR, "weeks": weeks, "rent_free": []}
        said = problem(door.ask("tess", "POST", "/rent-years", json={"year": year, "reason": WHY}), 422)["detail"]
        assert said == f"The number of weeks is {weeks}, and a rent year has 52 weeks or 53."


def test_the_page_of_rent_years(small: Town) -> None:
    tess = browser(small.landlord, "tess")
    tess.get("/rent-years")
    assert "No rent year is known." in tess.words()
    begins, fields = a_day("begins_on", date(2026, 4, 6)), {"calendar": "houses", "reason": WHY}
    tess.send("/rent-years", **fields, **begins, weeks="52", rent_free="2026-12-21, soon")
    assert "Enter each week by its first day" in tess.words()
    tess.send("/rent-years", **fields, **begins, weeks="fifty", rent_free="")
    assert "The number of weeks is 0, and a rent year has 52 weeks or 53." in tess.words()
    tess.send("/rent-years", **fields, **begins, weeks="52", rent_free="2026-12-28 2026-12-21")
    assert "6 April 2026 to 4 April 2027" in tess.words()
    assert "21 December 2026, 28 December 2026" in tess.words()


def test_the_landlords_rent_year_says_which_week_universal_credit_does_not_pay(door: Door, small: Town) -> None:
    """By the first Monday of April the week of 30 March 2026 is the 52nd of its year; by this calendar the 53rd."""
    claim = {
        "person": 1,
        "kind": "universal_credit",
        "claimed_on": "2025-01-06",
        "decided_on": "2025-02-06",
        "status": "in_payment",
        "award_pence": 43_333,
        "award_every": "monthly",
        "award_from": "2025-01-06",
        "paid_to": "landlord",
        "pays_every": "monthly",
        "assessment_day": 6,
    }
    assert door.ask("olive", "POST", "/accounts/1/benefits", json=claim).status_code == 201
    small.pass_to(date(2026, 3, 30))
    small.line(small.account, small.today - timedelta(days=3), "universal_credit", -100)
    assert "£500.00 is universal credit, paid monthly" in small.facts()["standing_words"]
    year = {**YEAR, "begins_on": "2025-03-31", "weeks": 53, "rent_free": []}
    assert door.ask("tess", "POST", "/rent-years", json={"year": year, "reason": WHY}).status_code == 201
    assert correct(door, "terms", {**LET, "rent_calendar": "houses"}).status_code == 201
    words = small.facts()["standing_words"]
    assert "£400.00 is universal credit, paid monthly" in words
    assert "£100.00 is the rent of the present period, due by 5 April 2026" in words
