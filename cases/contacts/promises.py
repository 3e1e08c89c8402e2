"""Promises to pay: taken at a contact, and decided from the ledger once its day is over. Money is integer pence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select, update
from sqlmodel import Session

from cases.contacts.rows import PromiseRow
from cases.contacts.tables import Promise
from cases.contacts.words import PromiseStatus
from cases.rows import Payment
from cases.tables import Account, AccountTransaction
from cases.words import PAID
from workflows.db import table
from workflows.errors import Malformed
from workflows.rows import row_of

_promise, _account, _line = table(Promise), table(Account), table(AccountTransaction)
LARGEST_PENCE = 10_000_000


@dataclass(frozen=True)
class Undecided:
    """An open promise.

    :ivar payments: of its account since, positive pence
    :ivar known_until: the day to whose end the ledger is known
    """

    promise: PromiseRow
    payments: tuple[Payment, ...]
    known_until: date


class PromiseNotUnderstood(Malformed):
    """A promise is not described as promises are.

    Its fact ``field`` says what is wrong.
    """


def must_be_meant(amount_pence: int, due_on: date, today: date, longest: timedelta) -> None:
    """Refuses a promise of nothing, for a day that lies behind, or for one that is too far ahead.

    :param longest: the landlord's policy
    :raises PromiseNotUnderstood: with what is wrong
    """
    if not 0 < amount_pence <= LARGEST_PENCE:
        raise PromiseNotUnderstood("Say how much was promised: more than nothing.", field="amount")
    last = today + longest
    if not today <= due_on <= last:
        raise PromiseNotUnderstood(
            f"A promise is for a day between today and {last:%-d %B %Y}; what is later, or several payments, is an "
            "agreement. Correct the day, or make an agreement.",
            field="due_on",
        )


def take(
    session: Session,
    customer_id: int,
    by: str,
    at: datetime,
    *,
    account_id: int,
    amount_pence: int,
    today: date,
    due_on: date,
    contact_id: int | None = None,
) -> int:
    """Writes a promise down that was asked by :func:`must_be_meant`; returns its number."""
    values = {
        "customer_id": customer_id,
        "account_id": account_id,
        "contact_id": contact_id,
        "amount_pence": amount_pence,
        "promised_on": today,
        "due_on": due_on,
        "status": PromiseStatus.OPEN,
        "recorded_by": by,
        "recorded_at": at,
    }
    return int(session.execute(insert(_promise).values(**values).returning(_promise.c.id)).scalar_one())


def promises_of(session: Session, customer_id: int) -> list[PromiseRow]:
    """The promises of a person, the newest first."""
    query = select(_promise).where(_promise.c.customer_id == customer_id).order_by(_promise.c.id.desc())
    return [row_of(PromiseRow, row) for row in session.execute(query).mappings()]


def undecided(session: Session, on: date) -> list[Undecided]:
    """The open promises with what was paid since, and until when that is known; two queries, however many there are."""
    query = select(_promise, _account.c.balance_on).join(_account, _account.c.id == _promise.c.account_id)
    rows = session.execute(query.where(_promise.c.status == PromiseStatus.OPEN)).mappings().all()
    if not rows:
        return []
    paid: dict[int, list[Payment]] = {}
    of = (_line.c.account_id.in_({row["account_id"] for row in rows}), _line.c.amount_pence < 0)
    since = min(row["promised_on"] for row in rows)
    lines = select(_line.c.account_id, _line.c.posted_on, _line.c.amount_pence).where(*of, _line.c.kind.in_(PAID))
    for line in session.execute(lines.where(_line.c.posted_on >= since, _line.c.posted_on <= on)):
        paid.setdefault(line.account_id, []).append(Payment(line.posted_on, -line.amount_pence))
    return [
        Undecided(row_of(PromiseRow, row), tuple(paid.get(row["account_id"], ())), min(row["balance_on"], on))
        for row in rows
    ]


def decide(session: Session, promise_id: int, status: PromiseStatus, on: date) -> None:
    """Keeps how a promise ended."""
    session.execute(update(_promise).where(_promise.c.id == promise_id).values(status=status, decided_on=on))


def judged(promise: PromiseRow, payments: Iterable[Payment], known_until: date) -> PromiseStatus:
    """How a promise stands by what was paid from the day of the promise until its day.

    :param payments: of the account, positive pence
    :param known_until: the day to whose end the ledger is known; before the promise's day is over nothing is broken
    """
    days = (promise.promised_on, promise.due_on)
    paid = sum(each.amount_pence for each in payments if days[0] <= each.posted_on <= days[1])
    if paid >= promise.amount_pence:
        return PromiseStatus.KEPT
    return PromiseStatus.BROKEN if known_until > promise.due_on else PromiseStatus.OPEN
