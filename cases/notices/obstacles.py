"""Whether a notice is open of a tenancy at all: by its terms, by what the landlord is in law, and by its account. Pure.

Where none is, or a lawyer must read the terms first, that is said in a sentence with what is to be done.
"""

from collections.abc import Iterator
from datetime import date

from cases.calculating.counting import said
from cases.landlord_kinds import ASSOCIATION, COUNCIL
from cases.notices.words import NoticeKind
from cases.rows import AccountRow
from cases.tenancies.of_accounts import contradicts
from cases.tenancies.rows import Terms
from cases.words import Tenure
from workflows.errors import Refused

_BY_COUNCILS = {
    Tenure.INTRODUCTORY: "an introductory tenancy is a council's (Housing Act 1996 s.124)",
    Tenure.NON_SECURE: "a tenancy is not secure by Schedule 1 to the Housing Act 1985 where a council lets it",
}
_BY_OTHERS = frozenset({Tenure.ASSURED_SOCIAL, Tenure.ASSURED_FIXED, Tenure.STARTER, Tenure.ASSURED_NON_SOCIAL})
_FIXED = frozenset({Tenure.ASSURED_FIXED, Tenure.SECURE_FIXED, Tenure.FLEXIBLE})
"""Let for a fixed term, whether or not its last day is known."""
_WRITE_TERMS = "Correct the terms of the tenancy"


class NoNoticeOpen(Refused):
    """No notice for arrears is open of this tenancy, or none without a lawyer's reading."""


def objections(
    account: AccountRow, terms: Terms | None, kind: NoticeKind | None, served: date, landlord: str
) -> Iterator[str]:
    """Why a notice is not open, a sentence each; none: it is.

    :param terms: of the day; ``None``: none are recorded beside what the export says
    :param kind: the notice that the tenure takes; ``None``: it takes none
    :param landlord: what it is in law; empty: that is not said
    """
    tenure = terms.tenure if terms is not None else account.tenure
    if kind is None:
        yield (
            f"A {_words(tenure)} is ended by forfeiture of its lease alone, or its debt is claimed without possession. "
            "Ask a lawyer; no notice is drafted here."
        )
        return
    yield from _of_account(account, tenure)
    yield from _of_landlord(tenure, landlord)
    fixed_until = terms.fixed_until if terms is not None else None
    if fixed_until is not None and fixed_until < served:
        yield (
            f"Its fixed term runs until {said(fixed_until)} and is over on {said(served)}, and no terms that followed "
            "are recorded. Write them into the tenancy, and draft the notice of those."
        )
    elif fixed_until is not None or tenure in _FIXED:
        yield _within(tenure, fixed_until)


def _of_account(account: AccountRow, tenure: Tenure) -> Iterator[str]:
    if wrong := contradicts(account.kind, account.tenure, tenure):
        yield (
            f"What is known of the tenancy {wrong}: a home is not ended by a garage's notice, nor a garage by a "
            f"home's. {_WRITE_TERMS}, or the kind of its account."
        )


def _of_landlord(tenure: Tenure, landlord: str) -> Iterator[str]:
    if landlord == ASSOCIATION and tenure in _BY_COUNCILS:
        yield (
            f"The terms say that it is {_words(tenure)}, and the landlord is a housing association: "
            f"{_BY_COUNCILS[tenure]}. {_WRITE_TERMS}: a housing association's tenant on trial has a starter tenancy."
        )
    if landlord == COUNCIL and tenure in _BY_OTHERS:
        yield (
            f"The terms say that it is {_words(tenure)}, and the landlord is a council, whose tenancies cannot be "
            f"assured (Housing Act 1988 sch. 1 para. 12). {_WRITE_TERMS}."
        )
    if not landlord and tenure is Tenure.DEMOTED:
        yield (
            "A demoted tenancy takes the notice of section 143E of the Housing Act 1996 of a council, and that of "
            "section 8 of the Housing Act 1988 of a housing association (s.20B). Say which the landlord is: `kind` in "
            "organisation/landlord.yaml."
        )


def _within(tenure: Tenure, fixed_until: date | None) -> str:
    until = f" until {said(fixed_until)}" if fixed_until is not None else ""
    secure = tenure in {Tenure.SECURE_FIXED, Tenure.FLEXIBLE}
    by = "Croydon v Kalonga [2022] UKSC 7" if secure else "Housing Act 1988 s.7(6)"
    return (
        f"It is let for a fixed term{until}: within it no notice for rent leads to possession but by what its re-entry "
        f"clause says ({by}). Have a lawyer read the clause, and bring in the notice that they draft."
    )


def _words(tenure: Tenure) -> str:
    return tenure.replace("_", " ")
