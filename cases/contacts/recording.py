"""Writing a contact down, and reading contacts. A contact is never changed: a further one corrects it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, insert, or_, select
from sqlmodel import Session

from cases.contacts.codes import ContactCodes
from cases.contacts.rows import ContactRow, ContactSaid
from cases.contacts.tables import Contact
from cases.contacts.words import Channel, Direction, Hazard, WithWhom
from cases.people.rows import RepresentativeRow
from cases.people.words import Authority
from workflows.clock import london_date, start_of_day
from workflows.db import table
from workflows.errors import Malformed, NotFound, Refused
from workflows.rows import row_of

_contact = table(Contact)
_correcting = _contact.alias("correcting")
LONGEST = 10_000
EARLIEST = date(1990, 1, 1)
"""Nobody here was spoken with before."""


class ContactNotUnderstood(Malformed):
    """A contact is not described as contacts are.

    Its fact ``field`` says what is wrong.
    """


class IdentityNotChecked(Refused):
    """It was not checked who called."""


class NothingMayBeTold(Refused):
    """They have no authority to discuss the account."""


class NoSuchContact(NotFound):
    """There is no such contact with this person."""


class AlreadyCorrected(Refused):
    """This contact was corrected already."""


@dataclass(frozen=True)
class Counterpart:
    """With whom a contact was.

    :ivar representative_id: of whom is recorded here; ``None``: the tenant, one of the export, or somebody else
    :ivar authorised: whether they had authority to discuss; ``None``: it was the tenant
    """

    representative_id: int | None
    name: str
    authorised: bool | None


def must_be_of_our_time(said: ContactSaid, since: date | None) -> None:
    """Refuses a moment of which no record here can speak, before anything is counted from it.

    :param since: the first day of the tenancy that it is about; ``None``: it is about none in particular
    :raises ContactNotUnderstood: with the earliest day
    """
    first = max(EARLIEST, since or EARLIEST)
    if said.at is None or said.at.tzinfo is None or said.at >= start_of_day(first):
        return
    raise ContactNotUnderstood(
        f"The contact is said to have been before {first:%-d %B %Y}, when there was nothing to speak of yet. Check the "
        "year.",
        field="at",
    )


def counterpart(said: ContactSaid, representatives: Collection[RepresentativeRow], at: datetime) -> Counterpart:
    """With whom a contact was, and whether anything might be told to them.

    :param representatives: everybody who acts or acted for the person
    :raises ContactNotUnderstood: that is none of them, or it is not said who it was
    """
    if said.with_whom == WithWhom.TENANT:
        return Counterpart(None, "", None)
    if said.with_whom == WithWhom.REPRESENTATIVE:
        found = next((each for each in representatives if each.id == said.representative), None)
        if found is None:
            raise ContactNotUnderstood(
                "Choose which representative it was, from those of this person; record whoever is not among them "
                "first, or as somebody else.",
                field="representative",
            )
        return Counterpart(found.id or None, found.name, found.may(Authority.DISCUSS, london_date(at)))
    if not said.with_name.strip():
        raise ContactNotUnderstood("Say with whom it was: their name, and who they are.", field="with_name")
    return Counterpart(None, said.with_name.strip(), False)


def must_be_right(said: ContactSaid, codes: ContactCodes, whom: Counterpart, now: datetime) -> None:
    """Refuses a contact that lacks something, or in which something was told that might not be.

    :raises ContactNotUnderstood: something is lacking or unknown
    :raises CodeUnknown: a code is not one of the landlord's
    :raises NobodyReached: the outcome says that nobody was reached
    :raises IdentityNotChecked: something of the account was told to a caller of whom nobody knows who it was
    :raises NothingMayBeTold: it was told to somebody without authority
    """
    for field, word, words in (
        ("direction", said.direction, list[str](Direction)),
        ("channel", said.channel, list[str](Channel)),
        ("with_whom", said.with_whom, list[str](WithWhom)),
        ("hazard", said.hazard, list[str](Hazard)),
    ):
        if word not in words:
            raise ContactNotUnderstood(f"{word[:60]!r} is unknown here. Say one of {', '.join(words)}.", field=field)
    if not said.said.strip() or len(said.said) > LONGEST:
        raise ContactNotUnderstood("Say what was said or done, in a sentence or more.", field="said")
    if said.at is not None and (said.at.tzinfo is None or said.at > now):
        raise ContactNotUnderstood("A contact lies behind: say when it was, not later than now.", field="at")
    codes.must_know(said.outcome, said.cause, said.failure_demand)
    codes.must_agree(said.outcome, said.reached)
    if said.failure_demand and said.direction != Direction.IN:
        raise ContactNotUnderstood(
            "Which failure made somebody contact us is asked of those who contacted us alone. Leave it empty.",
            field="failure_demand",
        )
    if said.hazard != Hazard.NONE and not said.hazard_said.strip():
        raise ContactNotUnderstood(
            "Say what was reported of the home; it goes to repairs with this contact.", field="hazard_said"
        )
    if said.account_told:
        _must_be_tellable(said, whom)


def _must_be_tellable(said: ContactSaid, whom: Counterpart) -> None:
    if whom.authorised is False:
        raise NothingMayBeTold(
            f"{whom.name} has no recorded authority to discuss this person's account, so nothing may be told to them. "
            "Record the consent or the order first, or the contact as one in which nothing was told. If something was "
            "told already, say so in what was said, and report a breach of personal data.",
            field="account_told",
        )
    if said.direction == Direction.IN and not said.identity_checked.strip():
        raise IdentityNotChecked(
            "Something of the account was told to somebody who contacted us: say how it was checked who they are.",
            field="identity_checked",
        )


def record(session: Session, customer_id: int, by: str, now: datetime, said: ContactSaid, whom: Counterpart) -> int:
    """Writes a contact down that was asked by :func:`must_be_right`; returns its number.

    :raises NoSuchContact: it corrects none with this person
    :raises AlreadyCorrected: it corrects one that was corrected
    """
    if said.corrects is not None:
        _must_be_correctable(session, customer_id, said.corrects)
    values = {
        "at": said.at or now,
        "direction": said.direction,
        "channel": said.channel,
        "customer_id": customer_id,
        "account_id": said.account,
        "case_id": said.case,
        "with_whom": said.with_whom,
        "representative_id": whom.representative_id,
        "with_name": whom.name,
        "authorised": whom.authorised,
        "identity_checked": said.identity_checked.strip(),
        "account_told": said.account_told,
        "reached": said.reached,
        "said": said.said.strip(),
        "outcome": said.outcome,
        "cause": said.cause,
        "failure_demand": said.failure_demand,
        "hazard": said.hazard,
        "hazard_said": said.hazard_said.strip() if said.hazard != Hazard.NONE else "",
        "reading_difficulty": said.reading_difficulty if said.reached else None,
        "to_consider": said.to_consider if said.reached else None,
        "corrects_id": said.corrects,
        "recorded_by": by,
        "recorded_at": now,
    }
    return int(session.execute(insert(_contact).values(**values).returning(_contact.c.id)).scalar_one())


def contacts_of(
    session: Session, customer_id: int, *, limit: int, offset: int = 0, accounts: Collection[int] | None = None
) -> list[ContactRow]:
    """The contacts with a person, the newest first; what was corrected stays, and says by which.

    :param accounts: the only ones about which contacts are wanted; ``None``: whatever they are about
    """
    query = _read().where(_contact.c.customer_id == customer_id, *_about(accounts))
    ordered = query.order_by(_contact.c.at.desc(), _contact.c.id.desc()).limit(limit).offset(offset)
    return [row_of(ContactRow, row) for row in session.execute(ordered).mappings()]


def count_of(session: Session, customer_id: int, accounts: Collection[int] | None = None) -> int:
    """How many contacts with a person there are."""
    query = select(func.count()).select_from(_contact).where(_contact.c.customer_id == customer_id, *_about(accounts))
    return int(session.execute(query).scalar_one())


def _about(accounts: Collection[int] | None) -> list[ColumnElement[bool]]:
    return [] if accounts is None else [or_(_contact.c.account_id.is_(None), _contact.c.account_id.in_(accounts))]


def _read() -> Select[tuple[object, ...]]:
    columns = (*_contact.c, _correcting.c.id.label("corrected_by"))
    return select(*columns).outerjoin(_correcting, _correcting.c.corrects_id == _contact.c.id)


def _must_be_correctable(session: Session, customer_id: int, contact_id: int) -> None:
    theirs = (_contact.c.id == contact_id, _contact.c.customer_id == customer_id)
    if session.execute(select(_contact.c.id).where(*theirs).with_for_update()).first() is None:
        raise NoSuchContact(f"There is no contact {contact_id} with this person.")
    if session.execute(select(_contact.c.id).where(_contact.c.corrects_id == contact_id)).first() is not None:
        raise AlreadyCorrected(
            f"Contact {contact_id} was corrected already. Correct the contact that corrects it.", field="corrects"
        )
