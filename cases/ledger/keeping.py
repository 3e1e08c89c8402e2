"""Standings of all accounts: kept from one night to the next, and made again from the lines at any time.

Reading every ledger of a large landlord takes minutes, and most accounts have no new line on a day. So how each stood
is kept, with the number of the newest line that it counts; a look takes what is kept and adds what came since.
Nothing rests on it that the lines do not say: what cannot be told from it is told from them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from cases.importing.ledger import newest_line
from cases.ledger.standing import Line, Standing, stood, went_on
from cases.ledger.tables import AccountStanding, StandingsKept
from cases.tables import Account, AccountTransaction
from cases.words import RENT
from workflows.db import Database, table
from workflows.prepared import Prepared

_line, _account = table(AccountTransaction), table(Account)
_state, _kept = table(AccountStanding), table(StandingsKept)
_columns = (
    *(_line.c.account_id, _line.c.id, _line.c.posted_on, _line.c.amount_pence),
    *(_line.c.debt, _line.c.kind, _line.c.reference, _line.c.reverses),
)
_in_order = (_line.c.account_id, _line.c.posted_on, _line.c.id)
_until = _line.c.posted_on <= bindparam("b_on")
_of_one = Prepared(select(*_columns).where(_line.c.account_id == bindparam("b_account"), _until).order_by(*_in_order))
_since = Prepared(select(*_columns).where(_line.c.id > bindparam("b_line"), _until).order_by(*_in_order))
_since_all = Prepared(select(*_columns).where(_line.c.id > bindparam("b_line")).order_by(*_in_order))
_others = Prepared(select(_account.c.id, _account.c.kind).where(_account.c.kind != RENT))
_states = Prepared(select(_state.c.account_id, _state.c.state))
_kept_until = Prepared(select(_kept.c.on, _kept.c.line_id))
_keep_on, _keep_line = (
    Prepared(update(_kept).values(on=bindparam("b_on"))),
    Prepared(update(_kept).values(line_id=bindparam("b_line"))),
)
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Standing)
LOOKED_AT, PIECE = 500, 10_000
"""Accounts whose ledgers are read at once, and states of one transaction."""
UNKNOWN = ""
"""The state of an account with lines of days that are still to come: how it stands is told from its lines."""
Lines = dict[int, list[Line]]


def standing(session: Session, on: date, account_id: int | None) -> dict[int, Standing]:
    """A reading: account → how it stands; an account without lines is not in it."""
    own = {row.id: row.kind for row in _others.all(session, {})}
    if account_id is not None:
        of_one = _grouped(_of_one.all(session, {"b_on": on, "b_account": account_id}))
        return {account: stood(each, own.get(account, RENT)) for account, each in of_one.items()}
    kept = _kept_until.one_or_none(session, {})
    if kept is None or kept.on > on:
        return _from_lines(session, on, _with_lines(session), own)
    found, unknown = _known(session, own)
    for account, lines in _grouped(_since.all(session, {"b_on": on, "b_line": kept.line_id})).items():
        if (went := _after(found.get(account), lines, own.get(account, RENT))) is not None:
            found[account] = went
        else:
            unknown.add(account)
    return found | _from_lines(session, on, sorted(unknown), own)


def keep(db: Database, on: date) -> int:
    """Keeps how every account stands at the end of a day; gives how many were changed since they were kept last.

    Each state bears the number of its newest line, so whatever breaks off in between counts nothing twice.
    """
    with db.write() as session:
        kept = _kept_until.one_or_none(session, {})
        before = kept.line_id if kept is not None else 0
        if kept is None:
            session.execute(insert_new(session, _kept).on_conflict_do_nothing(), [{"id": 1, "on": on, "line_id": 0}])
        elif on > kept.on:
            _keep_on.run(session, {"b_on": on})
        newest = newest_line(session)
    with db.read() as session:
        own = {row.id: row.kind for row in _others.all(session, {})}
        found, unknown = _known(session, own)
        known = found.keys() | unknown
        if kept is None:
            states = _cold(session, on, own)
        else:
            lines = _grouped(_since_all.all(session, {"b_line": before}))
            states = _changed(session, on, lines, found, unknown, own)
        changed = dict(states)
    accounts = sorted(changed)
    for start in range(0, len(accounts), PIECE):
        _write(db, {account: changed[account] for account in accounts[start : start + PIECE]}, known)
    if newest != before:
        with db.write() as session:
            _keep_line.run(session, {"b_line": newest})
    return len(changed)


def forget(session: Session) -> None:
    """Forgets what is kept; the next night makes all of it again from the lines."""
    session.execute(delete(_state))
    session.execute(delete(_kept))


def _changed(
    session: Session, on: date, lines: Lines, found: Mapping[int, Standing], unknown: set[int], own: Mapping[int, str]
) -> Iterator[tuple[int, str]]:
    """The states of the accounts that have new lines, and of those of which none was known."""
    again = set(unknown)
    for account, new in lines.items():
        if new[-1].on > on:
            again.discard(account)
            yield account, UNKNOWN
        elif (went := _after(found.get(account), new, own.get(account, RENT))) is not None:
            yield account, _encoder.encode(went).decode()
        else:
            again.add(account)
    yield from _states_of(session, on, sorted(again), own)


def _cold(session: Session, on: date, own: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    yield from _states_of(session, on, _with_lines(session), own)


def _states_of(session: Session, on: date, accounts: list[int], own: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    for account, lines in _all_lines(session, accounts):
        ahead = lines[-1].on > on
        yield account, UNKNOWN if ahead else _encoder.encode(stood(lines, own.get(account, RENT))).decode()


def _after(before: Standing | None, lines: list[Line], own: str) -> Standing | None:
    """How an account stands after new lines; those that it counts already are left out."""
    if before is None:
        return None
    new = [line for line in lines if line.id > before.line_id]
    return went_on(before, new, own) if new else before


def _known(session: Session, own: Mapping[int, str]) -> tuple[dict[int, Standing], set[int]]:
    """What is kept, and the accounts of which it cannot be."""
    found: dict[int, Standing] = {}
    unknown: set[int] = set()
    for account, state in _states.all(session, {}):
        if state == UNKNOWN:
            unknown.add(account)
            continue
        kept = _decoder.decode(state)
        if kept.own == own.get(account, RENT):
            found[account] = kept
        else:  # it is an account of another kind of debt now
            unknown.add(account)
    return found, unknown


def _from_lines(session: Session, on: date, accounts: list[int], own: Mapping[int, str]) -> dict[int, Standing]:
    found = {}
    for account, lines in _all_lines(session, accounts):
        if until := [line for line in lines if line.on <= on]:
            found[account] = stood(until, own.get(account, RENT))
    return found


def _all_lines(session: Session, accounts: list[int]) -> Iterator[tuple[int, list[Line]]]:
    for start in range(0, len(accounts), LOOKED_AT):
        some = accounts[start : start + LOOKED_AT]
        query = select(*_columns).where(_line.c.account_id.in_(some)).order_by(*_in_order)
        yield from _grouped(session.execute(query)).items()


def _with_lines(session: Session) -> list[int]:
    return list(session.execute(select(_line.c.account_id).distinct().order_by(_line.c.account_id)).scalars())


def _grouped(rows: Iterable[Iterable[Any]]) -> Lines:
    """:param rows: of lines, those of an account together"""
    return {
        account: [Line(*row[1:]) for row in each]
        for account, each in groupby((tuple(row) for row in rows), key=lambda row: row[0])
    }


def _write(db: Database, states: Mapping[int, str], known: Iterable[int]) -> None:
    there = states.keys() & set(known)
    new = [{"account_id": account, "state": state} for account, state in states.items() if account not in there]
    again = [{"b_account": account, "state": states[account]} for account in sorted(there)]
    with db.write() as session:
        if new:  # another worker may have kept them in this moment, by the same lines
            session.execute(insert_new(session, _state).on_conflict_do_nothing(), new)
        if again:
            statement = update(_state).where(_state.c.account_id == bindparam("b_account"))
            session.connection().execute(statement.values(state=bindparam("state")), again)


def insert_new(session: Session, into: Table) -> Any:
    """An insertion in the words of the database, which may leave out rows that stand already."""
    return (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(into)
