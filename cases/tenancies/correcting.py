"""Correcting by hand what is known of a tenancy; checked like an export, with everything else that stands."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from cases.covering import lock_accounts
from cases.law import Law
from cases.tables import Account
from cases.tenancies.checking import part_objections, terms_objections, year_objections
from cases.tenancies.keeping import PARTS, TERMS, YEARS, CorrectedAlready, correct
from cases.tenancies.limits import span_objections, terms_begin, terms_limits
from cases.tenancies.objections import Objection
from cases.tenancies.of_accounts import account_objections
from cases.tenancies.reading import calendars, parts_of, terms_of, years_of
from cases.tenancies.rows import Kept, PartOfRent, Terms, YearOfRent
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Malformed, Refused

_account = table(Account)
FIELDS = {
    "tenure": "The tenure",
    "from_on": "The first day",
    "until_on": "The last day",
    "fixed_until": "The last day of the fixed term",
    "trial_extended": "That the trial was extended",
    "demoted_on": "The day of the demotion",
    "rent_begins": "The day on which a rent period begins",
    "rent_calendar": "The rent calendar",
    "amount": "The sum",
    "year": "The year",
    "begins_on": "The first day",
    "weeks": "The number of weeks",
    "rent_free": "The list of weeks without rent",
}
"""What an objection is about, as its sentence begins."""


CONFIRMS = 16
"""Characters of the word that stands for what was told."""


class TenancyNotUnderstood(Malformed):
    """What is said of the tenancy cannot be so.

    Its fact ``field`` says what is wrong.
    """


class TenancyUnusual(Refused):
    """This is unusual. Confirm that it is so, or correct it.

    Its fact ``field`` says where that is done, and ``to_confirm`` by which word: it stands for all that was told.
    """


class TermsKept(NamedTuple):
    """Terms that were kept.

    :ivar confirmed: the sentences by which they were unusual, each of which was confirmed
    """

    number: int
    confirmed: tuple[str, ...]


def correct_terms(  # whose, what, in place of what, why, by whom, when
    session: Session,
    account_id: int,
    terms: Terms,
    *,
    replaces: int | None,
    reason: str,
    by: str,
    at: datetime,
    law: Law | None = None,
    confirmed: str = "",
) -> TermsKept:
    """Keeps terms of a tenancy.

    :param replaces: the number of those in whose place they stand; ``None``: beside the others
    :param law: how long a trial or a demotion lasts, and a term at least; ``None``: nobody asks
    :param confirmed: the word by which what was told as unusual is confirmed to be so: all of that, and nothing else
    :raises TenancyNotUnderstood: they cannot be so
    :raises TenancyUnusual: they may be so, and nobody has confirmed all of it
    :raises CorrectedAlready: what they would replace stands no more
    """
    lock_accounts(session, [account_id], [])
    others = _others(terms_of(session, account_id), replaces)
    of = (_account.c.tenancy_start, _account.c.kind, _account.c.tenure)
    started, kind, exported = session.execute(select(*of).where(_account.c.id == account_id)).one()
    began = min([started, terms.from_on, *(each.from_on for each in others)])
    today = london_date(at)
    objections = [
        *terms_begin([terms], today),
        *terms_objections([*others, terms], calendars(session)),
        *terms_limits([terms], began, today, law),
        *account_objections([terms], kind, exported),
    ]
    _must_be_right(objections)
    unusual = tuple(_sentence(each) for each in objections if each.unusual)
    _must_be_confirmed(unusual, confirmed)
    return TermsKept(
        correct(session, TERMS, account_id, terms, replaces=replaces, reason=reason, by=by, at=at), unusual
    )


def correct_part(
    session: Session, account_id: int, part: PartOfRent, *, replaces: int | None, reason: str, by: str, at: datetime
) -> int:
    """Keeps a part of a rent; gives its number. One that never was is corrected to nothing.

    :raises TenancyNotUnderstood: it cannot be so
    :raises CorrectedAlready: what it would replace stands no more
    """
    lock_accounts(session, [account_id], [])
    others = _others(parts_of(session, account_id), replaces)
    _must_be_right(span_objections([part], london_date(at)))
    _must_be_right(part_objections([*others, part]))
    return correct(session, PARTS, account_id, part, replaces=replaces, reason=reason, by=by, at=at)


def correct_year(
    session: Session, year: YearOfRent, *, replaces: int | None, reason: str, by: str, at: datetime
) -> int:
    """Keeps a rent year of a calendar, which begins with its first; gives its number.

    :raises TenancyNotUnderstood: it cannot be so
    :raises CorrectedAlready: what it would replace stands no more
    """
    if not year.calendar.strip():
        raise TenancyNotUnderstood("Say which calendar it is of.", field="calendar")
    others = _others(years_of(session, year.calendar), replaces)
    _must_be_right(year_objections([*others, year]))
    return correct(session, YEARS, year.calendar, year, replaces=replaces, reason=reason, by=by, at=at)


def _others(kept: Sequence[Kept[Any]], replaces: int | None) -> list[Any]:
    if replaces is not None and replaces not in {each.id for each in kept}:
        raise CorrectedAlready(f"Nothing with the number {replaces} stands there. Look at it anew.")
    return [each.said for each in kept if each.id != replaces]


def _must_be_right(objections: Iterable[Objection]) -> None:
    """Refuses what cannot be, before anything that is merely unusual is asked about."""
    wrong = next((each for each in objections if not each.unusual), None)
    if wrong is not None:
        raise TenancyNotUnderstood(_sentence(wrong), field=wrong.field)


def _must_be_confirmed(unusual: Sequence[str], confirmed: str) -> None:
    """Refuses what is unusual, all of it at once, where something else was confirmed, or nothing."""
    word = hashlib.sha256("\n".join(unusual).encode()).hexdigest()[:CONFIRMS]
    if not unusual or confirmed == word:
        return
    all_of_it = "it is" if len(unusual) == 1 else "all of that is"
    other = "What was confirmed is not this. " if confirmed else ""
    raise TenancyUnusual(
        f"{other}{' '.join(unusual)} Where {all_of_it} so all the same, confirm it.", field="confirmed", to_confirm=word
    )


def _sentence(objection: Objection) -> str:
    return f"{FIELDS[objection.field]} {objection.sentence}."
