"""Which notice a tenancy takes, by its own terms on the day and never by what the landlord is called. Pure.

``law-and-practice`` calls it the selector: tenancy and regime decide the notice, the form and edition are those of the
day of service. Where none is open (``obstacles.py``) that is said in a sentence. What the landlord is in law decides of
a demoted tenancy alone, which a council's and a housing association's both may be.
"""

from dataclasses import dataclass
from datetime import date

from cases.calculating.counting import said
from cases.landlord_kinds import ASSOCIATION
from cases.law import Law
from cases.notices.dating import OfTenancy
from cases.notices.obstacles import NoNoticeOpen, objections
from cases.notices.words import NoticeKind
from cases.rows import AccountRow
from cases.standards import Standards
from cases.tenancies.rows import Terms
from cases.tenancies.trials import last_of_demotion, last_of_trial
from cases.words import Tenure

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
    Tenure.DEMOTED: SOCIAL,
    Tenure.ASSURED_NON_SOCIAL: NON_SOCIAL,
}
_GROUNDS = {
    NoticeKind.SECURE: ("1",),
    NoticeKind.SECURE_FIXED: ("1",),
    NoticeKind.SECTION_8: ("8", "10", "11"),
}
"""The grounds of rent that its Act has, each as the Act numbers it; the others need none."""
_ON_TRIAL = {NoticeKind.INTRODUCTORY, NoticeKind.DEMOTED}


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


def chosen(account: AccountRow, terms: Terms | None, served: date, standards: Standards) -> Chosen:
    """The notice for arrears of a tenancy.

    :param terms: its terms on the day; ``None``: none are recorded beside what the export says
    :param served: the day on which it is expected to be served
    :raises NoNoticeOpen: with why, and what is to be done
    """
    tenure = terms.tenure if terms is not None else account.tenure
    landlord = standards.organisation.landlord_on(served) if standards.organisation is not None else ""
    kind = _KINDS.get(tenure)
    wrong = next(objections(account, terms, kind, served, landlord), "")
    if wrong or kind is None:
        raise NoNoticeOpen(wrong)
    if tenure is Tenure.DEMOTED and landlord == ASSOCIATION:
        kind = NoticeKind.SECTION_8  # a demoted assured shorthold (Housing Act 1988 s.20B)
    regime = _REGIMES.get(tenure, "") if kind is NoticeKind.SECTION_8 else ""
    until = _until(terms, account, standards.law) if kind in _ON_TRIAL else None
    if kind in _ON_TRIAL:
        _must_be_on_trial(tenure, until, served)
    form = str(standards.law.named(f"form_s8_{regime}", served).value) if kind is NoticeKind.SECTION_8 else ""
    begins = terms.rent_begins if terms is not None else None
    tenancy = OfTenancy(account.rent_period, begins, account.tenancy_start, until, regime)
    return Chosen(kind, form, _GROUNDS.get(kind, ()), tenancy)


def _until(terms: Terms | None, account: AccountRow, law: Law) -> date | None:
    """The last day of a trial or of a demotion; ``None``: nobody knows."""
    terms = terms or Terms(account.tenure, account.tenancy_start)
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
