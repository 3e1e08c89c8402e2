"""Which notice a tenancy takes, by its own terms on the day and never by what the landlord is called. Pure.

``law-and-practice`` calls it the selector: tenancy and regime decide the notice, the form and edition are those of the
day of service. Where no notice for arrears is open, or a lawyer must read the terms first, that is said in a sentence.
"""

from dataclasses import dataclass
from datetime import date

from cases.calculating.counting import said
from cases.law import Law
from cases.notices.dating import OfTenancy
from cases.notices.words import NoticeKind
from cases.rows import AccountRow
from cases.tenancies.reading import Standing
from cases.tenancies.rows import Terms
from cases.tenancies.trials import last_of_demotion, last_of_trial
from cases.words import Tenure
from workflows.errors import Refused

SOCIAL, NON_SOCIAL = "social", "non_social"
_KINDS = {
    Tenure.SECURE: NoticeKind.SECURE,
    Tenure.SECURE_FIXED: NoticeKind.SECURE_FIXED,
    Tenure.FLEXIBLE: NoticeKind.SECURE_FIXED,
    Tenure.INTRODUCTORY: NoticeKind.INTRODUCTORY,
    Tenure.DEMOTED: NoticeKind.DEMOTED,
    Tenure.ASSURED_SOCIAL: NoticeKind.SECTION_8,
    Tenure.ASSURED_FIXED: NoticeKind.SECTION_8,
    Tenure.STARTER: NoticeKind.SECTION_8,
    Tenure.ASSURED_NON_SOCIAL: NoticeKind.SECTION_8,
    Tenure.NON_SECURE: NoticeKind.QUIT,
    Tenure.LICENCE: NoticeKind.QUIT,
    Tenure.GARAGE: NoticeKind.QUIT_GARAGE,
}
_REGIMES = {
    Tenure.ASSURED_SOCIAL: SOCIAL,
    Tenure.ASSURED_FIXED: SOCIAL,
    Tenure.STARTER: SOCIAL,
    Tenure.ASSURED_NON_SOCIAL: NON_SOCIAL,
}
_GROUNDS = {
    NoticeKind.SECURE: ("1",),
    NoticeKind.SECURE_FIXED: ("1",),
    NoticeKind.SECTION_8: ("8", "10", "11"),
}
"""The grounds of rent that its Act has, each as the Act numbers it; the others need none."""


class NoNoticeOpen(Refused):
    """No notice for arrears is open of this tenancy, or none without a lawyer's reading."""


@dataclass(frozen=True)
class Chosen:
    """The notice that a tenancy takes.

    :ivar form: that the law prescribes for the day of service; empty: it prescribes none here, or contents alone
    :ivar grounds: the grounds of rent that may be relied on; none: its Act asks for none
    """

    kind: NoticeKind
    form: str
    grounds: tuple[str, ...]
    tenancy: OfTenancy


def chosen(account: AccountRow, standing: Standing | None, served: date, law: Law) -> Chosen:
    """The notice for arrears of a tenancy.

    :param standing: its terms on the day; ``None``: none are recorded beside what the export says
    :param served: the day on which it is expected to be served
    :raises NoNoticeOpen: with why, and what is to be done
    """
    terms = standing.terms if standing is not None else None
    tenure = terms.tenure if terms is not None else account.tenure
    kind = _KINDS.get(tenure)
    if kind is None:
        raise NoNoticeOpen(
            f"A {tenure.replace('_', ' ')} is ended by forfeiture of its lease alone, or its debt is claimed without "
            "possession. Ask a lawyer; no notice is drafted here."
        )
    regime = _REGIMES.get(tenure, "")
    until = _until(terms, account, law)
    if kind in {NoticeKind.INTRODUCTORY, NoticeKind.DEMOTED}:
        _must_be_on_trial(tenure, until, served)
    form = str(law.named(f"form_s8_{regime}", served).value) if kind is NoticeKind.SECTION_8 else ""
    begins = terms.rent_begins if terms is not None else None
    tenancy = OfTenancy(account.rent_period, begins, account.tenancy_start, until, regime)
    return Chosen(kind, form, _GROUNDS.get(kind, ()), tenancy)


def _until(terms: Terms | None, account: AccountRow, law: Law) -> date | None:
    """The last day of a trial or of a demotion; ``None``: the tenancy has neither, or nobody knows."""
    if terms is None:
        if account.tenure is not Tenure.INTRODUCTORY:
            return None
        terms = Terms(Tenure.INTRODUCTORY, account.tenancy_start)
    return last_of_trial(terms, law) if terms.tenure is Tenure.INTRODUCTORY else last_of_demotion(terms, law)


def _must_be_on_trial(tenure: Tenure, until: date | None, served: date) -> None:
    if until is None:
        raise NoNoticeOpen(
            f"Until when the tenancy is {tenure} is not known. Write the day from which it is into its terms first."
        )
    if served > until:
        raise NoNoticeOpen(
            f"It was {tenure} until {said(until)}, and no proceedings had begun: it is secure or assured since. Write "
            "the terms that followed into the tenancy, and draft the notice of those."
        )
