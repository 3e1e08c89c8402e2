"""Telephone numbers, e-mail addresses and addresses: of the export until somebody knows better, and their history."""

import re
import unicodedata
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session

from cases.people.rows import DetailRow
from cases.people.tables import ContactDetail
from cases.people.words import DetailKind, DetailStatus
from cases.tables import Customer
from workflows.db import table
from workflows.errors import Malformed, NotFound
from workflows.rows import row_of

_detail, _customer = table(ContactDetail), table(Customer)
LONGEST = 500
_NUMBER = re.compile(r"\+?[0-9() ./-]{6,30}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


class DetailNotUnderstood(Malformed):
    """A number, an e-mail address or an address is not one.

    Its fact ``field`` says what is wrong.
    """


class NoSuchDetail(NotFound):
    """There is no such number or address of this person."""


def sought(kind: DetailKind, value: str) -> str:
    """A value as it is looked for: digits of a number, as they are dialled within the country; small letters else."""
    if kind is DetailKind.PHONE:
        return digits_of(value)
    plain = unicodedata.normalize("NFKD", value).casefold()
    return " ".join(plain.replace(",", " ").split())


def digits_of(number: str) -> str:
    """The digits of a telephone number; ``+44`` and ``0044`` become ``0``."""
    digits = re.sub(r"\D", "", number)
    for abroad in ("0044", "44") if number.strip().startswith("+") else ("0044",):
        if digits.startswith(abroad):
            return "0" + digits.removeprefix(abroad).removeprefix("0")
    return digits


def details_of(session: Session, customer_id: int, *, replaced: bool = False) -> list[DetailRow]:
    """By what a customer is reached, the newest first; what the export says, unconfirmed, unless it was overtaken.

    :param replaced: with what was known before
    """
    query = select(_detail).where(_detail.c.customer_id == customer_id).order_by(_detail.c.id.desc())
    rows = list(session.execute(query).mappings())
    known = {(row["kind"], each) for row in rows for each in (row["sought"], row["overtakes"])}
    found = [row_of(DetailRow, row) for row in rows if replaced or row["replaced_at"] is None]
    return [*found, *(each for each in of_export(session, customer_id) if (each.kind, each.sought) not in known)]


def of_export(session: Session, customer_id: int) -> list[DetailRow]:
    """What the export says of a customer; nobody has confirmed it."""
    row = session.execute(select(_customer).where(_customer.c.id == customer_id)).mappings().one_or_none()
    if row is None:
        return []
    address = "\n".join(part for part in (row["address"], row["postcode"]) if part) if row["address"] else ""
    said = ((DetailKind.PHONE, row["phone"]), (DetailKind.EMAIL, row["email"]), (DetailKind.ADDRESS, address))
    return [
        DetailRow(
            id=0,
            customer_id=customer_id,
            kind=kind,
            value=value,
            sought=sought(kind, value),
            status=DetailStatus.CURRENT,
            confirmed_on=None,
            confirmed_how="",
            reason="",
            recorded_by="",
            recorded_at=None,
            replaced_at=None,
        )
        for kind, value in said
        if value.strip()
    ]


def keep(
    session: Session,
    customer_id: int,
    by: str,
    at: datetime,
    *,
    on: date,
    kind: str,
    value: str,
    status: str = DetailStatus.CURRENT,
    confirmed_how: str = "",
    reason: str = "",
    replaces: int | None = None,
) -> int:
    """Records by what a customer is reached, or that it does not reach them any more; returns the row's id.

    :param on: the day of it, on which it counts as confirmed where it is said how
    :param replaces: the row in whose place it comes; 0: what the export says; ``None``: the same value, if there is one
    :raises DetailNotUnderstood: it is none, or what changes is not explained
    :raises NoSuchDetail: there is no such row of this person
    """
    of, how, value = _understood(kind, value, status)
    wanted = sought(of, value)
    before = _before(session, customer_id, of, wanted, replaces)
    confirmed_how, reason = confirmed_how.strip(), reason.strip()
    if before is not None and not reason and (before.sought != wanted or before.status != how):
        raise DetailNotUnderstood("Say why it is changed; what it was before stays in the history.", field="reason")
    if before is not None and before.id:
        session.execute(update(_detail).where(_detail.c.id == before.id).values(replaced_at=at))
    values = {
        "customer_id": customer_id,
        "kind": of,
        "value": value,
        "sought": wanted,
        "status": how,
        "confirmed_on": on if confirmed_how else None,
        "confirmed_how": confirmed_how,
        "overtakes": before.sought if before is not None and not before.id else "",
        "reason": reason,
        "recorded_by": by,
        "recorded_at": at,
    }
    return int(session.execute(insert(_detail).values(**values).returning(_detail.c.id)).scalar_one())


def _before(
    session: Session, customer_id: int, kind: DetailKind, wanted: str, replaces: int | None
) -> DetailRow | None:
    """The row in whose place another comes."""
    live = [each for each in details_of(session, customer_id) if each.kind == kind]
    if replaces is None:
        return next((each for each in live if each.sought == wanted), None)
    found = next((each for each in live if each.id == replaces), None)
    if found is None:
        raise NoSuchDetail("This person has no such number or address now. Open their page again.", field="replaces")
    return found


def _understood(kind: str, value: str, status: str) -> tuple[DetailKind, DetailStatus, str]:
    value = value.strip()
    if kind not in list(DetailKind):
        raise DetailNotUnderstood(f"{kind[:60]!r} is unknown here. Say one of {', '.join(DetailKind)}.", field="kind")
    if status not in list(DetailStatus):
        raise DetailNotUnderstood(
            f"{status[:60]!r} is unknown here. Say one of {', '.join(DetailStatus)}.", field="status"
        )
    of = DetailKind(kind)
    right = {DetailKind.PHONE: _NUMBER, DetailKind.EMAIL: _EMAIL}.get(of)
    if not value or len(value) > LONGEST or (right is not None and not right.fullmatch(value)):
        what = {
            DetailKind.PHONE: "a telephone number, such as 01632 960100",
            DetailKind.EMAIL: "an e-mail address, such as name@example.com",
            DetailKind.ADDRESS: "an address, in at most 500 characters",
        }[of]
        raise DetailNotUnderstood(f"Enter {what}.", field="value")
    return of, DetailStatus(status), value
