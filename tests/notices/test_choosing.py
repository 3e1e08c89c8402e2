"""Which notice a tenancy takes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cases.landlord_kinds import ASSOCIATION, COUNCIL, KindFrom
from cases.notices.choosing import Chosen, chosen
from cases.notices.obstacles import NoNoticeOpen
from cases.notices.words import NoticeKind
from cases.rows import AccountRow
from cases.standards import Standards
from cases.tenancies.rows import Terms
from cases.words import RentPeriod, Tenure
from tests.calculating import LAW, STANDARDS

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
    Tenure.INTRODUCTORY: (NoticeKind.INTRODUCTORY, "", ()),
    Tenure.DEMOTED: (NoticeKind.DEMOTED, "", ()),
    Tenure.ASSURED_SOCIAL: (NoticeKind.SECTION_8, "Form 3", ("8", "10", "11")),
    Tenure.STARTER: (NoticeKind.SECTION_8, "Form 3", ("8", "10", "11")),
    Tenure.ASSURED_NON_SOCIAL: (NoticeKind.SECTION_8, "Form 3A", ("8", "10", "11")),
    Tenure.NON_SECURE: (NoticeKind.QUIT, "", ()),
    Tenure.LICENCE: (NoticeKind.QUIT, "", ()),
}
GARAGE = replace(ACCOUNT, kind="garage", tenure=Tenure.GARAGE)
FIXED = [Tenure.SECURE_FIXED, Tenure.FLEXIBLE, Tenure.ASSURED_FIXED]
LEASES = [Tenure.SHARED_OWNERSHIP, Tenure.LEASEHOLD]


def of(landlord: str) -> Standards:
    """What facts are measured by, of such a landlord."""
    assert STANDARDS.organisation is not None
    kind = (KindFrom(date(2020, 1, 1), date.max, landlord),)
    return Standards.of(LAW, replace(STANDARDS.organisation, landlord=kind))


ANYBODY, A_COUNCIL, AN_ASSOCIATION = of(""), of(COUNCIL), of(ASSOCIATION)
BY_ASSOCIATIONS = {Tenure.ASSURED_SOCIAL, Tenure.STARTER, Tenure.ASSURED_NON_SOCIAL}


def by(tenure: Tenure) -> Standards:
    """What is measured by, of a landlord that grants it."""
    return AN_ASSOCIATION if tenure in BY_ASSOCIATIONS else A_COUNCIL


def terms(tenure: Tenure, **more: Any) -> Terms:
    said = Terms(tenure, date(2026, 2, 2), rent_begins=date(2026, 2, 2), demoted_on=date(2026, 6, 1))
    return replace(said, **more)


@pytest.mark.parametrize("tenure", list(OPEN))
def test_by_the_tenancys_own_terms(tenure: Tenure) -> None:
    found = chosen(ACCOUNT, terms(tenure), SERVED, by(tenure))
    assert (found.kind, found.form, found.grounds) == OPEN[tenure]
    assert found.tenancy.period_begins == date(2026, 2, 2)
    social = {Tenure.ASSURED_SOCIAL, Tenure.STARTER}
    assert (found.tenancy.regime == "social") is (tenure in social)


@pytest.mark.parametrize("tenure", LEASES)
def test_of_a_lease_none_is_drafted(tenure: Tenure) -> None:
    with pytest.raises(NoNoticeOpen, match="forfeiture of its lease"):
        chosen(ACCOUNT, terms(tenure), SERVED, A_COUNCIL)


def test_the_form_is_that_of_the_day_of_service() -> None:
    found = chosen(ACCOUNT, terms(Tenure.ASSURED_NON_SOCIAL), date(2026, 4, 30), ANYBODY)
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
    assert chosen(ACCOUNT, terms(tenure, **more), SERVED, A_COUNCIL).tenancy.trial_until == until
    assert chosen(ACCOUNT, terms(tenure, **more), until, A_COUNCIL).tenancy.trial_until == until
    with pytest.raises(NoNoticeOpen, match=r"It was .* until .*, and no proceedings had begun"):
        chosen(ACCOUNT, terms(tenure, **more), date(2027, 9, 1), A_COUNCIL)


def test_a_demotion_of_which_no_day_is_known_is_asked_for_first() -> None:
    with pytest.raises(NoNoticeOpen, match="Until when the tenancy is demoted is not known"):
        chosen(ACCOUNT, terms(Tenure.DEMOTED, demoted_on=None), SERVED, A_COUNCIL)


def test_without_terms_the_export_says_what_it_is_and_no_day_of_a_period_is_guessed() -> None:
    found = chosen(ACCOUNT, None, SERVED, A_COUNCIL)
    assert (found.kind, found.tenancy.period_begins) == (NoticeKind.SECURE, None)
    introductory = replace(ACCOUNT, tenure=Tenure.INTRODUCTORY)
    assert chosen(introductory, None, SERVED, A_COUNCIL).tenancy.trial_until == date(2027, 2, 1)


def test_every_tenure_is_tried() -> None:
    assert set(Tenure) == {*OPEN, *FIXED, *LEASES, Tenure.GARAGE}


def test_a_garage_has_an_account_of_its_own() -> None:
    """With a home it is let with the home, and a notice to quit a garage ends no home."""
    found = chosen(GARAGE, terms(Tenure.GARAGE), SERVED, ANYBODY)
    assert (found.kind, found.grounds) == (NoticeKind.QUIT_GARAGE, ())
    assert chosen(GARAGE, None, SERVED, ANYBODY).kind is NoticeKind.QUIT_GARAGE
    with pytest.raises(NoNoticeOpen, match="says a garage, and the account is of rent of a home that is secure"):
        chosen(ACCOUNT, terms(Tenure.GARAGE), SERVED, ANYBODY)
    with pytest.raises(NoNoticeOpen, match="says a home that is secure, and the account is of a garage"):
        chosen(GARAGE, terms(Tenure.SECURE), SERVED, ANYBODY)


def test_a_demoted_tenancy_goes_by_the_act_of_its_landlord() -> None:
    of_council, of_association = (
        chosen(ACCOUNT, terms(Tenure.DEMOTED), SERVED, each) for each in (A_COUNCIL, AN_ASSOCIATION)
    )
    assert (of_council.kind, of_council.tenancy.regime) == (NoticeKind.DEMOTED, "")
    assert of_council.tenancy.trial_until == date(2027, 5, 31)
    assert isinstance(of_association, Chosen)
    assert (of_association.kind, of_association.form) == (NoticeKind.SECTION_8, "Form 3")
    assert (of_association.tenancy.regime, of_association.tenancy.trial_until) == ("social", None)
    with pytest.raises(NoNoticeOpen, match=r"Say which the landlord is: `kind` in organisation/landlord\.yaml"):
        chosen(ACCOUNT, terms(Tenure.DEMOTED), SERVED, ANYBODY)


@pytest.mark.parametrize("tenure", [Tenure.INTRODUCTORY, Tenure.NON_SECURE])
def test_what_a_council_alone_grants_is_no_housing_associations(tenure: Tenure) -> None:
    with pytest.raises(NoNoticeOpen, match=r"the landlord is a housing association: .* Correct the terms"):
        chosen(ACCOUNT, terms(tenure), SERVED, AN_ASSOCIATION)
    assert chosen(ACCOUNT, terms(tenure), SERVED, ANYBODY) == chosen(ACCOUNT, terms(tenure), SERVED, A_COUNCIL)


@pytest.mark.parametrize("tenure", sorted(BY_ASSOCIATIONS | {Tenure.ASSURED_FIXED}))
def test_no_tenancy_of_a_councils_is_assured(tenure: Tenure) -> None:
    with pytest.raises(NoNoticeOpen, match=r"whose tenancies cannot be assured \(Housing Act 1988 sch. 1 para. 12\)"):
        chosen(ACCOUNT, terms(tenure), SERVED, A_COUNCIL)


@pytest.mark.parametrize("tenure", FIXED)
@pytest.mark.parametrize("until", [None, SERVED, date(2031, 2, 1)])
def test_within_a_fixed_term_a_lawyer_reads_its_clause(tenure: Tenure, until: date | None) -> None:
    law = r"s\.7\(6\)" if tenure is Tenure.ASSURED_FIXED else "Croydon v Kalonga"
    with pytest.raises(NoNoticeOpen, match=f"{law}.*Have a lawyer read the clause"):
        chosen(ACCOUNT, terms(tenure, fixed_until=until), SERVED, ANYBODY)


def test_a_starter_tenancy_for_a_fixed_term_is_one_too() -> None:
    with pytest.raises(NoNoticeOpen, match="let for a fixed term until Monday 1 February 2027"):
        chosen(ACCOUNT, terms(Tenure.STARTER, fixed_until=date(2027, 2, 1)), SERVED, ANYBODY)


@pytest.mark.parametrize("tenure", [*FIXED, Tenure.STARTER])
def test_after_a_fixed_term_the_terms_that_followed_are_asked_for(tenure: Tenure) -> None:
    with pytest.raises(
        NoNoticeOpen, match=r"fixed term runs until Sunday 29 November 2026.*Write them into the tenancy"
    ):
        chosen(ACCOUNT, terms(tenure, fixed_until=date(2026, 11, 29)), SERVED, ANYBODY)
