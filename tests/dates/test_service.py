"""When court documents and notices count as served; worked by hand from CPR 6.14, 6.26 and 2.8."""

from datetime import date, timedelta

import pytest

from cases.calculating.refusals import InputLacking
from tests.calculating import LAW, ask, explained

GOOD_FRIDAY, EASTER_MONDAY = "2026-04-03", "2026-04-06"


@pytest.mark.parametrize(
    ("day", "yes"),
    [
        ("2026-03-02", True),
        ("2026-03-07", False),
        (GOOD_FRIDAY, False),
        (EASTER_MONDAY, False),
        ("2026-12-24", True),
        ("2026-12-25", False),
        ("2026-12-28", False),  # for Boxing Day, a Saturday
        ("2022-09-19", False),  # the Queen's funeral
        ("2020-05-04", True),  # the bank holiday was moved to VE day
        ("2020-05-08", False),
    ],
)
def test_business_days(day: str, yes: bool) -> None:
    assert ask("business_day", date=day) == {"business_day": yes}


def test_a_year_that_only_the_act_says_is_to_confirm() -> None:
    for day, confidence in (("2027-12-31", "confirmed"), ("2028-01-04", "to confirm")):
        assert [each["confidence"] for each in explained("business_day", date=day)["sources"]] == [confidence]


@pytest.mark.parametrize(
    ("day", "why"), [("2026-03-07", "a weekend"), ("2026-03-08", "a weekend"), ("2026-04-03", "a bank holiday")]
)
def test_why_a_day_is_none(day: str, why: str) -> None:
    assert why in explained("business_day", date=day)["because"][0]


@pytest.mark.parametrize("day", ["2019-12-31", "2029-01-01"])
def test_where_the_holidays_are_not_known_it_is_refused(day: str) -> None:
    answer = explained("business_day", date=day)
    assert answer["refused"] is True
    assert "bank_holidays.yaml" in answer["because"][-1]


@pytest.mark.parametrize(
    ("step", "served"),
    [
        ("2026-03-02", "2026-03-04"),  # Monday → Wednesday
        ("2026-03-05", "2026-03-09"),  # Thursday → Friday 1, Monday 2
        ("2026-03-07", "2026-03-10"),  # Saturday → Monday 1, Tuesday 2
        ("2026-04-01", "2026-04-07"),  # Wednesday before Easter → Thursday 1, Tuesday 2
        ("2026-12-24", "2026-12-30"),  # 25 and 28 are holidays → 29, 30
    ],
)
@pytest.mark.parametrize("method", ["first_class_post", "personal", "dx", "leave_at_address", "email_agreed"])
def test_a_claim_form_is_served_on_the_second_business_day_whatever_the_method(
    step: str, served: str, method: str
) -> None:
    assert ask("cpr_6_14_claim_form", step_date=step, step_time="23:59", method=method) == {"deemed_served": served}


@pytest.mark.parametrize(
    ("done", "served"),
    [
        ("2026-03-02", "2026-03-04"),
        ("2026-03-05", "2026-03-09"),  # Thursday: second day is Saturday → Monday
        ("2026-03-06", "2026-03-09"),  # Friday: second day is Sunday → Monday
        ("2026-04-01", "2026-04-07"),  # second day is Good Friday → Tuesday after Easter
        ("2026-03-07", "2026-03-09"),  # Saturday: second day is Monday
    ],
)
def test_other_documents_by_post(done: str, served: str) -> None:
    assert ask("cpr_6_26", method="first_class_post", done_date=done) == {"deemed_served": served}
    assert ask("cpr_6_26", method="dx", done_date=done) == {"deemed_served": served}


@pytest.mark.parametrize(
    ("hour", "served"),
    [("16:29", "2026-03-06"), ("16:30", "2026-03-09"), ("16:31", "2026-03-09"), ("00:00", "2026-03-06")],
)
@pytest.mark.parametrize("method", ["personal", "email_agreed", "leave_at_address"])
def test_before_half_past_four_on_a_business_day(hour: str, served: str, method: str) -> None:
    assert ask("cpr_6_26", method=method, done_date="2026-03-06", local_time=hour) == {"deemed_served": served}


def test_on_a_day_off_the_hour_is_of_no_account_but_on_a_business_day_it_is_asked() -> None:
    assert ask("cpr_6_26", method="personal", done_date="2026-03-07") == {"deemed_served": "2026-03-09"}
    with pytest.raises(InputLacking, match="local_time"):
        ask("cpr_6_26", method="personal", done_date="2026-03-06")


def test_an_email_by_the_hour_of_london() -> None:
    # 15:29 UTC is 16:29 in summer and 15:29 in winter.
    assert ask("cpr_6_26_utc", method="email_agreed", sent_at="2026-07-01T15:29:00Z") == {"deemed_served": "2026-07-01"}
    assert ask("cpr_6_26_utc", method="email_agreed", sent_at="2026-07-01T15:30:00Z") == {"deemed_served": "2026-07-02"}
    assert ask("cpr_6_26_utc", method="email_agreed", sent_at="2026-03-04T16:29:00Z") == {"deemed_served": "2026-03-04"}
    assert ask("cpr_6_26_utc", method="email_agreed", sent_at="2026-06-30T23:30:00Z") == {"deemed_served": "2026-07-01"}


def test_what_no_rule_of_the_court_deems_served() -> None:
    notice = ask("cpr_6_26_refused", method="first_class_post", done_date="2026-03-02", document="nosp_s83")
    assert notice == {"refused": True, "refused_rule": "cpr_6_26", "use": "statutory_notice_by_post"}
    assert ask("cpr_6_26_refused", method="email", written_agreement=False)["refused"] is True
    assert ask("cpr_6_26_refused", method="email", written_agreement=True)["refused"] is False
    assert ask("cpr_6_26_refused", method="second_class_post", done_date="2026-03-02")["refused"] is True


def test_a_council_may_post_its_notice_and_an_association_must_prove_it() -> None:
    council = ask(
        "statutory_notice_by_post", document="nosp_s83", landlord="local authority", first_class_posted="2026-03-05"
    )
    assert (council["served_safe"], council["deemed_date"], council["human_check"]) == ("2026-03-09", None, False)
    other = ask(
        "statutory_notice_by_post",
        document="s8_notice",
        landlord="housing association",
        first_class_posted="2026-03-05",
        tenancy_clause=None,
    )
    assert other == {"rule": "proof of receipt", "deemed_date": None, "human_check": True}
    left = ask(
        "statutory_notice_by_post",
        landlord="local authority",
        document="nosp_s83",
        left_at_property="2026-03-06T16:30:00",
    )
    assert left["served_safe"] == "2026-03-09"
    with pytest.raises(InputLacking, match="lacks `first_class_posted` or `left_at_property`"):
        ask("statutory_notice_by_post", landlord="local authority", document="nosp_s83")


def test_every_deemed_day_is_a_business_day_and_never_earlier_for_a_later_step() -> None:
    before = date.min
    for n in range(800):
        step = date(2026, 1, 1) + timedelta(days=n)
        served = date.fromisoformat(ask("cpr_6_14_claim_form", step_date=step.isoformat())["deemed_served"])
        posted = date.fromisoformat(ask("cpr_6_26", method="dx", done_date=step.isoformat())["deemed_served"])
        assert LAW.is_working_day(served)
        assert LAW.is_working_day(posted)
        assert before <= served
        assert LAW.working_days_between(step, served) == 2
        assert step + timedelta(days=2) <= posted <= served
        before = served


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-02T16:29:00Z", "2026-03-02"),
        ("2026-03-02T16:30:00Z", "2026-03-03"),
        ("2026-03-07T10:00:00Z", "2026-03-09"),  # a Saturday
        ("2026-07-06T15:45:00Z", "2026-07-07"),  # 16:45 in London
    ],
)
@pytest.mark.parametrize("landlord", ["housing association", "local authority"])
def test_a_notice_in_the_tenants_own_hand_needs_no_clause(landlord: str, moment: str, day: str) -> None:
    found = ask("statutory_notice_by_post", landlord=landlord, document="s8_notice", handed_over=moment)
    assert found == {
        "served_safe": day,
        "rule": "receipt by the tenant",
        "deemed_date": None,
        "human_check": False,
    }
