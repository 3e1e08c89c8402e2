"""What a customer needs in order to understand and be understood, how they want to be reached, and who lives there."""

from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session

from cases.people.rows import MemberRow, NeedsRow, PreferenceRow
from cases.people.tables import ContactPreference, HouseholdMember, PersonNeeds
from cases.people.words import LetterFormat, Way, Wish
from cases.tables import AccountParty, Customer
from workflows.db import table
from workflows.errors import Malformed, NotFound, Refused
from workflows.prepared import AllOrOne
from workflows.rows import row_of

_needs, _preference, _member = table(PersonNeeds), table(ContactPreference), table(HouseholdMember)
_customer, _party = table(Customer), table(AccountParty)
OLDEST = 1890
_recorded = (
    select(_party.c.account_id)
    .join(_needs, _needs.c.customer_id == _party.c.customer_id)
    .where(_needs.c.replaced_at.is_(None))
    .distinct()
)
_asked = AllOrOne(_recorded, _party.c.account_id)


class NeedsNotUnderstood(Malformed):
    """Needs, wishes or a household are not described as they are.

    Its fact ``field`` says what is wrong.
    """


class NoSuchMember(NotFound):
    """Nobody of that number lives with this person."""


class LeavingUnexplained(Refused):
    """It was not said why they are taken out of the household."""


def needs_of(session: Session, customer_id: int) -> NeedsRow | None:
    """What is known now; large print of the export where nothing was recorded here; ``None``: nothing."""
    query = select(_needs).where(_needs.c.customer_id == customer_id, _needs.c.replaced_at.is_(None))
    row = session.execute(query.order_by(_needs.c.id.desc()).limit(1)).mappings().one_or_none()
    if row is not None:
        return row_of(NeedsRow, row)
    large = session.execute(select(_customer.c.large_print).where(_customer.c.id == customer_id)).scalar()
    if not large:
        return None
    return NeedsRow(0, customer_id, "", False, LetterFormat.LARGE_PRINT, False, "", "", None)


def say_needs(
    session: Session,
    customer_id: int,
    by: str,
    at: datetime,
    *,
    language: str,
    interpreter: bool,
    format: str,  # noqa: A002 -- the word of the field
    reading_difficulty: bool,
    notes: str,
) -> int:
    """Records needs in place of those known until now; returns the row's id.

    :raises NeedsNotUnderstood: the format is none
    """
    if format not in list(LetterFormat):
        raise NeedsNotUnderstood(
            f"{format[:60]!r} is no format of letters. Say one of {', '.join(LetterFormat)}.", field="format"
        )
    live = (_needs.c.customer_id == customer_id, _needs.c.replaced_at.is_(None))
    session.execute(update(_needs).where(*live).values(replaced_at=at))
    values = {
        "customer_id": customer_id,
        "language": language.strip(),
        "interpreter": interpreter,
        "format": format,
        "reading_difficulty": reading_difficulty,
        "notes": notes.strip(),
        "recorded_by": by,
        "recorded_at": at,
    }
    return int(session.execute(insert(_needs).values(**values).returning(_needs.c.id)).scalar_one())


def needs_recorded(session: Session, on: date, account_id: int | None) -> dict[int, bool]:
    """A reading: the accounts of a tenant of whom needs were recorded here."""
    del on  # as is known now
    return {row.account_id: True for row in _asked.rows(session, account_id)}


def preferences_of(session: Session, customer_id: int) -> list[PreferenceRow]:
    """What a customer says now of each way of reaching them."""
    query = select(_preference).where(_preference.c.customer_id == customer_id, _preference.c.replaced_at.is_(None))
    return [row_of(PreferenceRow, row) for row in session.execute(query.order_by(_preference.c.id)).mappings()]


def prefer(
    session: Session, customer_id: int, by: str, at: datetime, *, way: str, wish: str, said_on: date, source: str
) -> int:
    """Records what a customer said of a way of reaching them; returns the row's id.

    :raises NeedsNotUnderstood: a word is unknown, or it is not said how that is known
    """
    for field, said, words in (("way", way, list[str](Way)), ("wish", wish, list[str](Wish))):
        if said not in words:
            raise NeedsNotUnderstood(f"{said[:60]!r} is unknown here. Say one of {', '.join(words)}.", field=field)
    if not source.strip():
        raise NeedsNotUnderstood("Say how it is known: a call, a letter, a form and its date.", field="source")
    live = (_preference.c.customer_id == customer_id, _preference.c.way == way, _preference.c.replaced_at.is_(None))
    session.execute(update(_preference).where(*live).values(replaced_at=at))
    values = {
        "customer_id": customer_id,
        "way": way,
        "wish": wish,
        "said_on": said_on,
        "source": source.strip(),
        "recorded_by": by,
        "recorded_at": at,
    }
    return int(session.execute(insert(_preference).values(**values).returning(_preference.c.id)).scalar_one())


def household_of(session: Session, customer_id: int) -> list[MemberRow]:
    """Who lives with a customer."""
    query = select(_member).where(_member.c.customer_id == customer_id, _member.c.ended_at.is_(None))
    return [row_of(MemberRow, row) for row in session.execute(query.order_by(_member.c.id)).mappings()]


def add_member(
    session: Session,
    customer_id: int,
    by: str,
    at: datetime,
    *,
    relation: str,
    name: str = "",
    born_year: int | None = None,
    age_band: str = "",
    notes: str = "",
) -> int:
    """Records somebody who lives with a customer; returns the row's id.

    :raises NeedsNotUnderstood: it is not said who they are to the customer, or the year is none
    """
    if not relation.strip():
        raise NeedsNotUnderstood("Say who they are to the person: partner, child, lodger.", field="relation")
    if born_year is not None and not OLDEST <= born_year <= at.year:
        raise NeedsNotUnderstood(f"{born_year} is not the year in which somebody was born.", field="born_year")
    values = {
        "customer_id": customer_id,
        "name": name.strip(),
        "relation": relation.strip(),
        "born_year": born_year,
        "age_band": age_band.strip(),
        "notes": notes.strip(),
        "recorded_by": by,
        "recorded_at": at,
        "ended_by": "",
        "ended_reason": "",
    }
    return int(session.execute(insert(_member).values(**values).returning(_member.c.id)).scalar_one())


def take_out(session: Session, customer_id: int, member_id: int, by: str, at: datetime, reason: str) -> None:
    """Records that somebody does not live with a customer any more; the row stays.

    :raises NoSuchMember: nobody of that number does
    :raises LeavingUnexplained: no reason was given
    """
    where = (_member.c.id == member_id, _member.c.customer_id == customer_id, _member.c.ended_at.is_(None))
    if session.execute(select(_member.c.id).where(*where)).first() is None:
        raise NoSuchMember(f"Nobody with the number {member_id} lives with this person.")
    if not reason.strip():
        raise LeavingUnexplained("Say why; the reason goes into the person's record.", field="reason")
    session.execute(update(_member).where(*where).values(ended_by=by, ended_at=at, ended_reason=reason.strip()))
