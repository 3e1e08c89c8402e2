"""Correcting by hand what is known of a tenancy; checked like an export, with everything else that stands."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cases.covering import lock_accounts
from cases.law import Law
from cases.tables import Account
from cases.tenancies.checking import part_objections, terms_objections, year_objections
from cases.tenancies.keeping import PARTS, TERMS, YEARS, CorrectedAlready, correct
from cases.tenancies.limits import span_objections, terms_limits
from cases.tenancies.objections import Objection
from cases.tenancies.reading import calendars, parts_of, terms_of, years_of
from cases.tenancies.rows import Kept, PartOfRent, Terms, YearOfRent
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Malformed, Refused

_account = table(Account)
FIELDS = {
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


class TenancyNotUnderstood(Malformed):
    """What is said of the tenancy cannot be so.

    Its fact ``field`` says what is wrong.
    """


class TenancyUnusual(Refused):
    """This is unusual. Confirm that it is so, or correct it.

    Its fact ``field`` says where that is done.
    """


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
    confirmed: bool = False,
) -> int:
    """Keeps terms of a tenancy; gives their number.

    :param replaces: the number of those in whose place they stand; ``None``: beside the others
    :param law: how long a trial or a demotion lasts; ``None``: nobody asks
    :param confirmed: whether what is unusual was confirmed to be so
    :raises TenancyNotUnderstood: they cannot be so
    :raises TenancyUnusual: they may be so, and nobody has confirmed it
    :raises CorrectedAlready: what they would replace stands no more
    """
    lock_accounts(session, [account_id], [])
    others = _others(terms_of(session, account_id), replaces)
    _must_be_right(span_objections([terms], london_date(at)))
    _must_be_right(terms_objections([*others, terms], calendars(session)))
    started = session.execute(select(_account.c.tenancy_start).where(_account.c.id == account_id)).scalar_one()
    began = min([started, terms.from_on, *(each.from_on for each in others)])
    _must_be_right(terms_limits([terms], began, london_date(at), law), confirmed=confirmed)
    return correct(session, TERMS, account_id, terms, replaces=replaces, reason=reason, by=by, at=at)


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


def _must_be_right(objections: Iterable[Objection], *, confirmed: bool = False) -> None:
    for _, field, sentence, unusual in objections:
        if not unusual:
            raise TenancyNotUnderstood(f"{FIELDS[field]} {sentence}.", field=field)
        if not confirmed:
            raise TenancyUnusual(
                f"{FIELDS[field]} {sentence}. Where it is so all the same, confirm it.", field="confirmed"
            )
