"""Which notice a tenancy takes."""

from dataclasses import replace
from datetime import date

import pytest

from cases.notices.choosing import NoNoticeOpen, chosen
from cases.notices.words import NoticeKind
from cases.rows import AccountRow
from cases.tenancies.reading import Standing
from cases.tenancies.rows import Terms
from cases.words import RentPeriod, Tenure
from tests.calculating import LAW

SERVED = date(2026, 11, 30)
ACCOUNT = AccountRow(
    id=1,
    reference="1001",
    kind="rent",
    tenure=Tenure.SECURE,
    address="1 High Street",
    postcode="NB1 1AA",
    tenancy_start=date(2026, 2, 2),
    tenancy_end=None,
    rent_pence=10_000,
    rent_period=RentPeriod.WEEKLY,
    balance_pence=60_000,
    balance_on=SERVED,
    patch="East 1",
)
OPEN = {
    Tenure.SECURE: (NoticeKind.SECURE, "", ("1",)),
    Tenure.SECURE_FIXED: (NoticeKind.SECURE_FIXED, "", ("1",)),
    Tenure.FLEXIBLE: (NoticeKind.SECURE_FIXED, "", ("1",)),
    Tenure.INTRODUCTORY: (NoticeKind.INTRODUCTORY, "", ()),
    Tenure.DEMOTED: (NoticeKind.DEMOTED, "", ()),
    Tenure.ASSURED_SOCIAL: (NoticeKind.SECTION_8, "Form 3", ("8", "10", "11")),
    Tenure.ASSURED_FIXED: (NoticeKind.SECTION_8, "Form 3", ("8", "10", "11")),
    Tenure.STARTER: (NoticeKind.SECTION_8, "Form 3", ("8", "10", "11")),
    Tenure.ASSURED_NON_SOCIAL: (NoticeKind.SECTION_8, "Form 3A", ("8", "10", "11")),
    Tenure.NON_SECURE: (NoticeKind.QUIT, "", ()),
    Tenure.LICENCE: (NoticeKind.QUIT, "", ()),
    Tenure.GARAGE: (NoticeKind.QUIT_GARAGE, "", ()),
}


def terms(tenure: Tenure, **more: object) -> Standing:
    said = Terms(tenure, date(2026, 2, 2), rent_begins=date(2026, 2, 2), demoted_on=date(2026, 6, 1))
    return Standing(replace(said, **more), None)  # type: ignore[arg-type]


@pytest.mark.parametrize("tenure", list(OPEN))
def test_by_the_tenancys_own_terms(tenure: Tenure) -> None:
    found = chosen(ACCOUNT, terms(tenure), SERVED, LAW)
    assert (found.kind, found.form, found.grounds) == OPEN[tenure]
    assert found.tenancy.period_begins == date(2026, 2, 2)
    social = {Tenure.ASSURED_SOCIAL, Tenure.ASSURED_FIXED, Tenure.STARTER}
    assert (found.tenancy.regime == "social") is (tenure in social)


@pytest.mark.parametrize("tenure", sorted(set(Tenure) - set(OPEN)))
def test_of_a_lease_none_is_drafted(tenure: Tenure) -> None:
    with pytest.raises(NoNoticeOpen, match="forfeiture of its lease"):
        chosen(ACCOUNT, terms(tenure), SERVED, LAW)


def test_the_form_is_that_of_the_day_of_service() -> None:
    found = chosen(ACCOUNT, terms(Tenure.ASSURED_NON_SOCIAL), date(2026, 4, 30), LAW)
    assert found.form == "Form 3"


@pytest.mark.parametrize(
    ("tenure", "more", "until"),
    [
        (Tenure.INTRODUCTORY, {}, date(2027, 2, 1)),
        (Tenure.INTRODUCTORY, {"trial_extended": True}, date(2027, 8, 1)),
        (Tenure.DEMOTED, {}, date(2027, 5, 31)),
    ],
)
def test_until_when_it_is_on_trial_stands_in_what_its_dates_rest_on(
    tenure: Tenure, more: dict[str, object], until: date
) -> None:
    assert chosen(ACCOUNT, terms(tenure, **more), SERVED, LAW).tenancy.trial_until == until
    assert chosen(ACCOUNT, terms(tenure, **more), until, LAW).tenancy.trial_until == until
    with pytest.raises(NoNoticeOpen, match=r"It was .* until .*, and no proceedings had begun"):
        chosen(ACCOUNT, terms(tenure, **more), date(2027, 9, 1), LAW)


def test_a_demotion_of_which_no_day_is_known_is_asked_for_first() -> None:
    with pytest.raises(NoNoticeOpen, match="Until when the tenancy is demoted is not known"):
        chosen(ACCOUNT, terms(Tenure.DEMOTED, demoted_on=None), SERVED, LAW)


def test_without_terms_the_export_says_what_it_is_and_no_day_of_a_period_is_guessed() -> None:
    found = chosen(ACCOUNT, None, SERVED, LAW)
    assert (found.kind, found.tenancy.period_begins) == (NoticeKind.SECURE, None)
    introductory = replace(ACCOUNT, tenure=Tenure.INTRODUCTORY)
    assert chosen(introductory, None, SERVED, LAW).tenancy.trial_until == date(2027, 2, 1)
