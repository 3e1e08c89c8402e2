"""What is kept of ledgers from night to night is what their lines say, whatever came in between and in which order."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from cases.ledger import keeping
from cases.ledger.standing import Fallen, Line, Standing, stood, went_on
from cases.ledger.tables import AccountStanding, StandingsKept
from cases.tables import Account, AccountTransaction
from workflows.db import Database, table

FIRST = date(2026, 1, 5)
_line, _account = table(AccountTransaction), table(Account)


def line(number: int, on: date, pence: int, debt: str = "rent", kind: str = "rent", reverses: str = "") -> Line:
    return Line(number, on, pence, debt, kind, f"t{number}", reverses)


def test_what_is_owed_is_the_newest_that_fell_due() -> None:
    lines = [
        line(1, FIRST, 100),
        line(2, FIRST + timedelta(7), 100),
        line(3, FIRST + timedelta(8), -150, kind="payment"),
    ]
    assert stood(lines, "rent") == Standing(
        "rent", {"rent": 50}, (Fallen(FIRST + timedelta(7), 100, True),), FIRST + timedelta(8), 3
    )


def test_a_payment_that_bounced_makes_an_old_debt_no_younger() -> None:
    paid = [line(1, FIRST, 100), line(2, FIRST + timedelta(1), -100, kind="payment")]
    bounced = line(3, FIRST + timedelta(30), 100, kind="reversal", reverses="t2")
    assert stood([*paid, bounced], "rent").charges == (Fallen(FIRST, 100, True),)
    assert went_on(stood(paid, "rent"), [bounced], "rent") is None, "that is told from all of its lines"


def test_a_charge_that_was_taken_back_never_fell_due() -> None:
    lines = [
        line(1, FIRST, 100),
        line(2, FIRST + timedelta(7), 100),
        line(3, FIRST + timedelta(8), -100, reverses="t2"),
    ]
    assert stood(lines, "rent").charges == (Fallen(FIRST, 100, True),)


def test_what_is_owed_again_needs_all_of_the_lines() -> None:
    paid = stood([line(1, FIRST, 100), line(2, FIRST + timedelta(1), -100, kind="payment")], "rent")
    again = went_on(paid, [line(3, FIRST + timedelta(9), 50, "court_costs", "charge")], "rent")
    assert again is None, "costs are owed, and of the account's own charges nothing is kept"
    assert went_on(paid, [line(3, FIRST, 50)], "rent") is None, "a line of a day before the newest"
    assert went_on(paid, [line(3, FIRST + timedelta(9), 50)], "garage") is None


@pytest.mark.parametrize("seed", range(6))
def test_kept_night_by_night_or_made_again_from_the_lines_it_is_the_same(db: Database, seed: int) -> None:
    drawn = random.Random(seed)
    _accounts(db, 12)
    number, day = 0, FIRST
    for _night in range(25):
        day += timedelta(days=drawn.choice([1, 1, 1, 3]))
        rows = []
        for _each in range(drawn.randrange(0, 14)):
            number += 1
            rows.append(_drawn(drawn, number, day))
        if rows:
            with db.write() as session:
                session.execute(insert(_line), rows)
        if drawn.random() < 0.7:
            keeping.keep(db, day)
        if drawn.random() < 0.1:
            with db.write() as session:
                keeping.forget(session)
        with db.read() as session:
            at_once = keeping.standing(session, day, None)
            one_by_one: dict[int, Standing] = {}
            for account in range(1, 13):
                one_by_one |= keeping.standing(session, day, account)
            assert at_once == one_by_one
            earlier = day - timedelta(days=drawn.randrange(1, 40))
            alone = keeping.standing(session, earlier, 3)
            assert keeping.standing(session, earlier, None).get(3) == alone.get(3)


def test_a_night_that_breaks_off_counts_nothing_twice(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    _accounts(db, 3)
    with db.write() as session:
        session.execute(insert(_line), [_row(n, n, FIRST, 100) for n in (1, 2, 3)])
    keeping.keep(db, FIRST)
    with db.write() as session:
        session.execute(insert(_line), [_row(n + 3, n, FIRST + timedelta(1), 100) for n in (1, 2, 3)])
    monkeypatch.setattr(keeping, "PIECE", 1)
    write, calls = keeping._write, []

    def breaks_off(*given: object) -> None:
        calls.append(given)
        if len(calls) == 2:
            raise RuntimeError("the machine stops")
        write(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(keeping, "_write", breaks_off)
    with pytest.raises(RuntimeError):
        keeping.keep(db, FIRST + timedelta(1))
    monkeypatch.setattr(keeping, "_write", write)
    for _again in range(2):
        with db.read() as session:
            found = keeping.standing(session, FIRST + timedelta(1), None)
            assert {account: each.by_debt for account, each in found.items()} == {n: {"rent": 200} for n in (1, 2, 3)}
        keeping.keep(db, FIRST + timedelta(1))


def test_only_accounts_with_new_lines_are_kept_anew(db: Database) -> None:
    _accounts(db, 3)
    with db.write() as session:
        session.execute(insert(_line), [_row(n, n, FIRST, 100) for n in (1, 2, 3)])
    assert [keeping.keep(db, FIRST), keeping.keep(db, FIRST + timedelta(1))] == [3, 0]
    with db.write() as session:
        session.execute(insert(_line), [_row(9, 2, FIRST + timedelta(1), -100, kind="payment")])
    assert keeping.keep(db, FIRST + timedelta(1)) == 1
    with db.read() as session:
        kept = session.execute(select(table(StandingsKept).c.on, table(StandingsKept).c.line_id)).all()
        assert [tuple(row) for row in kept] == [(FIRST + timedelta(1), 9)]
        assert len(session.execute(select(table(AccountStanding))).all()) == 3


def test_lines_of_days_to_come_are_counted_on_their_day(db: Database) -> None:
    _accounts(db, 1)
    with db.write() as session:
        session.execute(insert(_line), [_row(1, 1, FIRST, 100), _row(2, 1, FIRST + timedelta(5), 40)])
    for days in (0, 1, 4):
        keeping.keep(db, FIRST + timedelta(days))
        with db.read() as session:
            assert keeping.standing(session, FIRST + timedelta(days), None)[1].by_debt == {"rent": 100}
    keeping.keep(db, FIRST + timedelta(5))
    with db.read() as session:
        assert keeping.standing(session, FIRST + timedelta(5), None)[1].by_debt == {"rent": 140}


def test_an_account_that_becomes_another_kind_of_debt_is_told_from_its_lines(db: Database) -> None:
    _accounts(db, 1)
    with db.write() as session:
        session.execute(insert(_line), [_row(1, 1, FIRST, 100), _row(2, 1, FIRST, 70, debt="garage")])
    keeping.keep(db, FIRST)
    with db.write() as session:
        session.execute(update(_account).values(kind="garage"))
    with db.read() as session:
        assert [each.pence for each in keeping.standing(session, FIRST, None)[1].charges] == [70]
    with db.write() as session:
        session.execute(insert(_line), [_row(3, 1, FIRST + timedelta(1), 5, debt="garage")])
    with db.read() as session:
        found = keeping.standing(session, FIRST + timedelta(1), None)[1]
        assert found == keeping.standing(session, FIRST + timedelta(1), 1)[1]
        assert [each.pence for each in found.charges] == [5, 70]


def _accounts(db: Database, count: int) -> None:
    values = {"kind": "rent", "tenure": "secure", "address": "1", "tenancy_start": FIRST, "rent_pence": 100}
    more = {"rent_period": "weekly", "balance_pence": 0, "balance_on": FIRST, "patch": "", "postcode": ""}
    with db.write() as session:
        rows = [{"id": n, "reference": str(n), **values, **more} for n in range(1, count + 1)]
        session.execute(insert(_account), rows)


def _row(number: int, account: int, on: date, pence: int, **more: str) -> dict[str, object]:
    said = {"kind": "rent", "debt": "rent", "reverses": "", "payer": "", "description": ""}
    return {
        "id": number,
        "account_id": account,
        "reference": f"t{number}",
        "posted_on": on,
        "amount_pence": pence,
        **said,
        **more,
    }


def _drawn(drawn: random.Random, number: int, day: date) -> dict[str, object]:
    """A line of a day, sometimes late, sometimes of another debt, sometimes taking one back."""
    on = day - timedelta(days=drawn.choice([0, 0, 0, 0, 1, 9]))
    kind = drawn.choice(["rent", "rent", "payment", "payment", "charge", "reversal", "adjustment"])
    debt = drawn.choice(["rent", "rent", "rent", "court_costs", ""])
    pence = drawn.choice([50, 100, 100, 150]) * (-1 if kind == "payment" or drawn.random() < 0.1 else 1)
    reverses = f"t{drawn.randrange(1, number + 1)}" if kind == "reversal" else ""
    return _row(number, drawn.randrange(1, 13), on, pence, kind=kind, debt=debt, reverses=reverses)
