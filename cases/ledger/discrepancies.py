"""What looks wrong in ledgers: read over all accounts at once, in one query a kind of discrepancy. Money is pence.

Nothing is put right by it: each row says what was found and what a person should look at. What is as it should be on
one account may look wrong on another, so nothing else of this program asks it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import and_, bindparam, func, select
from sqlmodel import Session

from cases.benefits.tables import BenefitClaim
from cases.benefits.words import AwardEvery, ClaimKind, ClaimStatus, PaidTo, PaysEvery
from cases.calculating.money import pounds
from cases.ledger.lines import UNALLOCATED
from cases.rows import AccountRow
from cases.tables import Account, AccountTransaction
from cases.tenancies.rent import weekly_rent
from cases.words import TransactionKind
from workflows.db import table
from workflows.prepared import Prepared
from workflows.rows import row_of

_line, _account, _claim = table(AccountTransaction), table(Account), table(BenefitClaim)


class Discrepancy(StrEnum):
    """What looks wrong."""

    AWARD_ABOVE_RENT = "award_above_rent"
    """The Housing Benefit that is recorded is more than the rent."""
    AWARD_NOT_PAID = "award_not_paid"
    """The last Housing Benefit that came in is not what the award says."""
    DOUBLED = "doubled"
    """Two lines of one day are alike in all but their references."""
    UNALLOCATED = "unallocated"
    """Money lies on the account for no debt in particular."""
    CREDIT = "credit"
    """The account's own debt is in credit."""
    BALANCE = "balance"
    """The export's balance is not what its lines come to."""


@dataclass(frozen=True)
class Found:
    """A discrepancy of an account.

    :ivar pence: by how much, where that can be said; of doubled lines what one of them comes to
    """

    account_id: int
    reference: str
    patch: str
    kind: Discrepancy
    pence: int
    sentence: str


_sums = Prepared(
    select(
        _account,
        func.coalesce(func.sum(_line.c.amount_pence).filter(_line.c.debt == _account.c.kind), 0).label("own"),
        func.coalesce(func.sum(_line.c.amount_pence).filter(_line.c.debt == UNALLOCATED), 0).label("loose"),
        func.coalesce(func.sum(_line.c.amount_pence).filter(_line.c.posted_on <= _account.c.balance_on), 0).label(
            "known"
        ),
    )
    .outerjoin(_line, and_(_line.c.account_id == _account.c.id, _line.c.posted_on <= bindparam("b_on")))
    .group_by(*_account.c)
    .order_by(_account.c.reference)
)
_alike = (_line.c.account_id, _line.c.posted_on, _line.c.kind, _line.c.debt, _line.c.amount_pence)
_doubled = Prepared(
    select(*_alike, func.count().label("times"))
    .where(_line.c.posted_on >= bindparam("b_since"), _line.c.posted_on <= bindparam("b_on"))
    .where(_line.c.amount_pence != 0)
    .group_by(*_alike)
    .having(func.count() > 1)
    .order_by(*_alike)
)
_awards = Prepared(
    select(_claim.c.account_id, _claim.c.award_pence, _claim.c.award_every, _claim.c.pays_every, _claim.c.paid_to)
    .where(
        _claim.c.kind == ClaimKind.HOUSING_BENEFIT,
        _claim.c.status == ClaimStatus.IN_PAYMENT,
        _claim.c.replaced_at.is_(None),
        _claim.c.award_pence.is_not(None),
    )
    .order_by(_claim.c.account_id, _claim.c.id)
)
_last_of = (
    select(_line.c.account_id, func.max(_line.c.posted_on).label("on_day"))
    .where(_line.c.kind == TransactionKind.HOUSING_BENEFIT, _line.c.amount_pence < 0)
    .where(_line.c.posted_on <= bindparam("b_on"))
    .group_by(_line.c.account_id)
    .subquery()
)
_last_benefit = Prepared(
    select(_last_of.c.account_id, _last_of.c.on_day, func.sum(_line.c.amount_pence).label("pence"))
    .join(_line, and_(_line.c.account_id == _last_of.c.account_id, _line.c.posted_on == _last_of.c.on_day))
    .where(_line.c.kind == TransactionKind.HOUSING_BENEFIT)
    .group_by(_last_of.c.account_id, _last_of.c.on_day)
)
_WEEKS: dict[str, int] = {PaysEvery.WEEKLY: 1, PaysEvery.FORTNIGHTLY: 2, PaysEvery.FOUR_WEEKLY: 4}
"""Whole weeks that a payment is for. What is paid by the month is no number of whole weeks, and is not compared."""


def discrepancies(session: Session, on: date, back: timedelta) -> list[Found]:
    """What looks wrong in the ledgers as they are known on a day, account by account.

    :param back: how far doubled lines are looked for
    """
    rows = _sums.all(session, {"b_on": on})
    accounts = {row.id: row_of(AccountRow, {k: v for k, v in row._asdict().items() if k in _COLUMNS}) for row in rows}
    found = [each for row in rows for each in _of_sums(accounts[row.id], row.own, row.loose, row.known, on)]
    found += _of_doubles(session, accounts, on, back)
    found += _of_awards(session, accounts, on)
    return sorted(found, key=lambda each: (each.reference, each.kind))


_COLUMNS = frozenset(AccountRow.__dataclass_fields__)


def _of_sums(account: AccountRow, own: int, loose: int, known: int, on: date) -> Iterator[Found]:
    if loose:
        what = "paid in" if loose < 0 else "charged"
        said = (
            f"{pounds(abs(loose))} is {what} for no debt in particular. Find out for which, and have it posted to that."
        )
        yield _found(account, Discrepancy.UNALLOCATED, abs(loose), said)
    if (credit := -(own + min(loose, 0))) > 0:
        kind = account.kind.replace("_", " ")
        said = f"The {kind} is {pounds(credit)} in credit. Find out whose it is before it is refunded or moved."
        yield _found(account, Discrepancy.CREDIT, credit, said)
    if account.balance_on <= on and known != account.balance_pence:
        said = (
            f"The export of {_day(account.balance_on)} gives {pounds(account.balance_pence)}, and its lines come to "
            f"{pounds(known)}. A line is missing or doubled; nothing that states a sum goes out until then."
        )
        yield _found(account, Discrepancy.BALANCE, abs(known - account.balance_pence), said)


def _of_doubles(session: Session, accounts: dict[int, AccountRow], on: date, back: timedelta) -> Iterator[Found]:
    for row in _doubled.all(session, {"b_since": on - back, "b_on": on}):
        said = (
            f"{row.times} lines of {_day(row.posted_on)} are alike: {row.kind.replace('_', ' ')} of "
            f"{pounds(abs(row.amount_pence))}. If one was posted twice, have it taken back."
        )
        yield _found(accounts[row.account_id], Discrepancy.DOUBLED, abs(row.amount_pence), said)


def _of_awards(session: Session, accounts: dict[int, AccountRow], on: date) -> Iterator[Found]:
    paid = {row.account_id: row for row in _last_benefit.all(session, {"b_on": on})}
    for row in _awards.all(session, {}):
        account, award = accounts[row.account_id], int(row.award_pence)
        weekly = award if row.award_every == AwardEvery.WEEKLY else None
        if weekly is not None and weekly > weekly_rent(account):
            rent = pounds(weekly_rent(account))
            said = f"Housing Benefit of {pounds(weekly)} a week is recorded, and the rent is {rent}."
            yield _found(
                account,
                Discrepancy.AWARD_ABOVE_RENT,
                weekly - weekly_rent(account),
                f"{said} One of them is wrong: ask the council.",
            )
        weeks, last = _WEEKS.get(row.pays_every), paid.get(account.id)
        if weekly is None or weeks is None or last is None or row.paid_to != PaidTo.LANDLORD:
            continue
        came, wanted = -int(last.pence), weekly * weeks
        if came != wanted:
            said = (
                f"Housing Benefit of {_day(last.on_day)} was {pounds(came)}, and the award of {pounds(weekly)} a week, "
                f"paid {row.pays_every.replace('_', '-')}, comes to {pounds(wanted)}. Check the council's notice."
            )
            yield _found(account, Discrepancy.AWARD_NOT_PAID, abs(came - wanted), said)


def _found(account: AccountRow, kind: Discrepancy, pence: int, sentence: str) -> Found:
    return Found(account.id, account.reference, account.patch, kind, pence, sentence)


def _day(day: date) -> str:
    return f"{day:%-d %B} {day.year}"
