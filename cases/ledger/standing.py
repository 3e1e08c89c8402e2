"""How accounts stand: what is owed of each debt, and which charges are the newest. Money is integer pence."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlmodel import Session

from cases.ledger.lines import sums
from cases.tables import Account, AccountTransaction
from cases.words import FALLS_DUE, RENT
from workflows.db import table
from workflows.prepared import Prepared

_line, _account = table(AccountTransaction), table(Account)
_reversing = _line.alias("reversing")
# What was taken back never fell due; and what takes a payment back leaves the debt as old as it was before it.
_taken_back = (
    select(_reversing.c.id)
    .where(_reversing.c.account_id == _line.c.account_id, _reversing.c.reverses == _line.c.reference)
    .where(_reversing.c.reverses != "", _reversing.c.posted_on <= bindparam("b_on"))
)
_charges = (
    select(_line.c.account_id, _line.c.debt, _line.c.posted_on, _line.c.amount_pence, _line.c.kind)
    .where(_line.c.amount_pence > 0, _line.c.reverses == "", ~_taken_back.exists())
    .where(_line.c.posted_on <= bindparam("b_on"))
)
_newest_first = (_line.c.account_id, _line.c.posted_on.desc(), _line.c.id.desc())
_of_one = Prepared(_charges.where(_line.c.account_id == bindparam("b_account")).order_by(*_newest_first))
_recent = Prepared(_charges.where(_line.c.posted_on > bindparam("b_since")).order_by(*_newest_first))
_others = Prepared(select(_account.c.id, _account.c.kind).where(_account.c.kind != RENT))
RECENT = timedelta(days=126)
"""How far back charges of all accounts are read at once; of those that owe more than fell due since, all are read."""
LOOKED_AT = 500


class Fallen(NamedTuple):
    """Something that fell due.

    :ivar is_rent: whether it is for a rent period; what is not (a correction, money given back) is for its day alone
    """

    on: date
    pence: int
    is_rent: bool


class Standing(NamedTuple):
    """How an account stands.

    :ivar by_debt: kind of debt → what its lines come to; under the empty one what came in for none in particular
    :ivar charges: what fell due of the account's own debt, the newest first, as far back as what is owed; none where
        nothing is
    """

    by_debt: dict[str, int]
    charges: tuple[Fallen, ...] = ()


def standing(session: Session, on: date, account_id: int | None) -> dict[int, Standing]:
    """A reading: account → how it stands; an account without lines is not in it."""
    by_debt = sums(session, on, account_id)
    owing = {account for account, debts in by_debt.items() if sum(debts.values()) > 0}
    own = {row.id: row.kind for row in _others.all(session, {})}
    if account_id is not None:
        rows = _of_one.all(session, {"b_on": on, "b_account": account_id}) if owing else []
        charges = _gathered(rows, owing, own)
    else:
        rows = _recent.all(session, {"b_on": on, "b_since": on - RECENT})
        charges = _gathered(rows, owing, own)
        charges |= _further_back(session, on, owing, by_debt, charges, own)
    return {account: Standing(debts, tuple(charges.get(account, ()))) for account, debts in by_debt.items()}


def _gathered(
    rows: Iterable[tuple[int, str, date, int, str]], owing: set[int], own: dict[int, str]
) -> dict[int, list[Fallen]]:
    found: dict[int, list[Fallen]] = {}
    for account, debt, on, pence, kind in rows:
        if account in owing and debt == own.get(account, RENT):
            found.setdefault(account, []).append(Fallen(on, pence, kind in FALLS_DUE))
    return found


def _further_back(
    session: Session,
    on: date,
    owing: set[int],
    by_debt: dict[int, dict[str, int]],
    charges: dict[int, list[Fallen]],
    own: dict[int, str],
) -> dict[int, list[Fallen]]:
    """Every charge of those accounts that owe more than fell due of late."""
    older = [
        account
        for account in sorted(owing)
        if by_debt[account].get(own.get(account, RENT), 0) > sum(each.pence for each in charges.get(account, ()))
    ]
    found: dict[int, list[Fallen]] = {}
    for start in range(0, len(older), LOOKED_AT):
        some = older[start : start + LOOKED_AT]
        query = _charges.where(_line.c.account_id.in_(some)).order_by(*_newest_first)
        found |= _gathered((tuple(row) for row in session.execute(query, {"b_on": on})), owing, own)
    return found
