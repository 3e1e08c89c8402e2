"""Promises to pay: taken at a contact, and decided from the ledger once its day is over. Money is integer pence."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, insert, or_, select, update
from sqlmodel import Session

from cases.contacts.rows import PromiseRow
from cases.contacts.tables import Promise
from cases.contacts.words import PromiseStatus
from cases.rows import Payment
from cases.tables import Account, AccountTransaction
from cases.words import Payer, TransactionKind
from workflows.db import table
from workflows.errors import Malformed
from workflows.prepared import Prepared
from workflows.rows import row_of

_promise, _account, _line = table(Promise), table(Account), table(AccountTransaction)
_taken_back, _paid = _line.alias("taken_back"), _line.alias("paid")
_of_account = select(_promise, _account.c.balance_on).join(_account, _account.c.id == _promise.c.account_id)
_pending = select(_promise.c.account_id).where(_promise.c.status == PromiseStatus.OPEN)
_open = Prepared(
    _of_account.where(or_(_promise.c.status == PromiseStatus.OPEN, _promise.c.status == PromiseStatus.KEPT))
    .where(_promise.c.account_id.in_(_pending.correlate(None)))
    .order_by(_promise.c.due_on, _promise.c.id)
)
_kept_and_taken_back = Prepared(
    _of_account.where(_promise.c.status == PromiseStatus.KEPT).where(
        select(_taken_back.c.id)
        .join(_paid, (_paid.c.account_id == _taken_back.c.account_id) & (_paid.c.reference == _taken_back.c.reverses))
        .where(_taken_back.c.account_id == _promise.c.account_id, _taken_back.c.posted_on <= bindparam("b_on"))
        .where(_paid.c.posted_on >= _promise.c.promised_on, _paid.c.posted_on <= _promise.c.due_on)
        .exists()
    )
)
LARGEST_PENCE = 10_000_000
BENEFIT_PAYERS = (Payer.HOUSING_BENEFIT, Payer.UNIVERSAL_CREDIT, Payer.THIRD_PARTY_DEDUCTION)


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
    """The open promises with what was paid since, and until when that is known; two queries, however many there are.

    What kept an earlier promise of the account keeps no other.
    """
    rows = [row._asdict() for row in _open.all(session, {})]
    if not rows:
        return []
    paid = _paid_by_people(session, {row["account_id"] for row in rows}, min(row["promised_on"] for row in rows), on)
    found = []
    for kept_before in (True, False):  # what kept a promise already is taken first
        for row in rows:
            promise = row_of(PromiseRow, row)
            if (promise.status is PromiseStatus.KEPT) is kept_before:
                payments = _taken(promise, paid.get(promise.account_id, []))
                if not kept_before:
                    found.append(Undecided(promise, payments, min(row["balance_on"], on)))
    return found


def _paid_by_people(session: Session, accounts: Collection[int], since: date, on: date) -> dict[int, list[Payment]]:
    """Account → what came in from people and did not bounce; benefit keeps nobody's promise."""
    bounced = _line.alias("bounced")
    taken_back = select(bounced.c.id).where(
        bounced.c.account_id == _line.c.account_id, bounced.c.reverses == _line.c.reference, bounced.c.posted_on <= on
    )
    query = select(_line.c.account_id, _line.c.posted_on, _line.c.amount_pence).where(
        *(_line.c.account_id.in_(accounts), _line.c.amount_pence < 0, _line.c.kind == TransactionKind.PAYMENT),
        *(_line.c.payer.not_in(BENEFIT_PAYERS), _line.c.posted_on >= since, _line.c.posted_on <= on),
        ~taken_back.exists(),
    )
    paid: dict[int, list[Payment]] = {}
    for line in session.execute(query.order_by(_line.c.posted_on, _line.c.id)):
        paid.setdefault(line.account_id, []).append(Payment(line.posted_on, -line.amount_pence))
    return paid


def bounced(session: Session, on: date) -> list[Undecided]:
    """The promises that were kept by payments that were taken back since, with what is left of those payments.

    :returns: as :func:`undecided`; none of them is kept any more
    """
    rows = [row._asdict() for row in _kept_and_taken_back.all(session, {"b_on": on})]
    if not rows:
        return []
    theirs = {row["account_id"]: row["balance_on"] for row in rows}
    kept = select(_promise).where(_promise.c.status == PromiseStatus.KEPT, _promise.c.account_id.in_(theirs))
    promises = [
        row_of(PromiseRow, row)
        for row in session.execute(kept.order_by(_promise.c.due_on, _promise.c.id)).mappings()
    ]  # fmt: skip
    left = _paid_by_people(session, set(theirs), min(each.promised_on for each in promises), on)
    found = []
    for each in promises:
        payments = _taken(each, left.get(each.account_id, []))
        if sum(part.amount_pence for part in payments) < each.amount_pence:
            found.append(Undecided(each, payments, min(theirs[each.account_id], on)))
    return found


def _taken(promise: PromiseRow, left: list[Payment]) -> tuple[Payment, ...]:
    """What of an account's payments is a promise's; where that keeps it, it is taken out of what is left."""
    wanted, theirs = promise.amount_pence, []
    for each in left:
        if wanted > 0 and each.amount_pence > 0 and promise.promised_on <= each.posted_on <= promise.due_on:
            theirs.append(Payment(each.posted_on, min(each.amount_pence, wanted)))
            wanted -= theirs[-1].amount_pence
    if wanted <= 0:
        for part in theirs:
            place = next(n for n, each in enumerate(left) if each.posted_on == part.posted_on and each.amount_pence > 0)
            left[place] = Payment(part.posted_on, left[place].amount_pence - part.amount_pence)
    return tuple(theirs)


def withdraw_of_contact(session: Session, contact_id: int) -> None:
    """Withdraws the promises of a contact that was written down wrongly, where nothing decided them yet."""
    open_ones = (_promise.c.contact_id == contact_id, _promise.c.status == PromiseStatus.OPEN)
    session.execute(update(_promise).where(*open_ones).values(status=PromiseStatus.WITHDRAWN))


def decide(session: Session, promise_id: int, status: PromiseStatus, on: date | None) -> None:
    """Keeps how a promise ended.

    :param on: the day on which it was seen; ``None``: it is open again
    """
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
