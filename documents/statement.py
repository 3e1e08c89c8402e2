"""The rent statement: what fell due, what came in, and what was owed after each line."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session

from cases.facts import balance_on, statement_lines
from cases.ledger.lines import UNALLOCATED, has_lines_before, in_arrears_from, sums
from cases.rows import AccountRow, LedgerLine
from cases.words import TransactionKind
from documents.addressee import FactsContradict
from documents.words import balance, clean, day
from workflows.errors import Refused

KINDS = {
    TransactionKind.RENT: "Rent",
    TransactionKind.CHARGE: "Charge",
    TransactionKind.PAYMENT: "Payment",
    TransactionKind.HOUSING_BENEFIT: "Housing Benefit",
    TransactionKind.UNIVERSAL_CREDIT: "Universal Credit",
    TransactionKind.THIRD_PARTY_DEDUCTION: "Deduction from benefit",
    TransactionKind.REFUND: "Refund",
    TransactionKind.REVERSAL: "Taken back",
    TransactionKind.WRITE_OFF: "Written off",
    TransactionKind.WRITE_BACK: "Claimed again",
    TransactionKind.ADJUSTMENT: "Adjustment",
}
DAY = timedelta(days=1)
LONGEST = 60
"""Letters of a description that are printed: a ledger's free text may hold anything."""


class NothingOwed(Refused):
    """A debt would be stated where nothing is owed."""


@dataclass(frozen=True)
class Line:
    """One line of the ledger; amounts in pence, ``paid`` positive."""

    posted_on: date
    what: str
    charged_pence: int
    paid_pence: int
    balance_pence: int


@dataclass(frozen=True)
class Statement:
    """A span of the ledger of the account's own debt, both days in it; balances in pence, negative in credit.

    :ivar others: what is owed on the same account of other debts at its end, each by its name: they are no rent, and in
        no line or balance of the statement
    :ivar records_begin: the day of the account's first line, where the statement begins with that and the tenancy began
        before: what was owed before is not known here; ``None``: it says all that it should
    """

    since: date
    until: date
    opening_pence: int
    closing_pence: int
    lines: tuple[Line, ...]
    others: tuple[tuple[str, int], ...] = ()
    records_begin: date | None = None

    @property
    def charged_pence(self) -> int:
        """What was added in the span."""
        return sum(line.charged_pence for line in self.lines)

    @property
    def paid_pence(self) -> int:
        """What was paid or credited in the span."""
        return sum(line.paid_pence for line in self.lines)


def statement_of(session: Session, account: AccountRow, span: timedelta, until: date) -> Statement:
    """The statement of an account's last days.

    :param span: how many days it covers, the last being ``until``
    :raises FactsContradict: its lines, the ledger's balance and the export's balance do not agree
    """
    return statement_between(session, account, until - span + DAY, until)


def full_statement_of(session: Session, account: AccountRow, until: date) -> Statement:
    """The statement of an account from when its arrears first arose: from the day on which it last owed nothing.

    :raises NothingOwed: it owes nothing on the last day, so there is no first day of arrears
    :raises FactsContradict: its lines, the ledger's balance and the export's balance do not agree
    """
    since = in_arrears_from(session, account.id, until, (account.kind, UNALLOCATED))
    if since is None:
        raise NothingOwed(
            f"Account {account.reference} owes no {account.kind.replace('_', ' ')} on {day(until)}, so there is no day "
            "on which arrears arose. Ask for the statement of the last weeks, or of days that you name."
        )
    statement = statement_between(session, account, since - DAY, until)
    begun_before = account.tenancy_start < since and not has_lines_before(session, account.id, since)
    return replace(statement, records_begin=since) if begun_before else statement


def statement_between(session: Session, account: AccountRow, since: date, until: date) -> Statement:
    """The statement of an account between two days, both in it.

    :raises FactsContradict: its lines, the ledger's balance and the export's balance do not agree
    """
    own = (account.kind, UNALLOCATED)
    rows = statement_lines(session, account.id, since, until, own)
    statement = Statement(
        since=since,
        until=until,
        opening_pence=balance_on(session, account.id, since - DAY, own),
        closing_pence=balance_on(session, account.id, until, own),
        lines=tuple(_line(row) for row in rows),
        others=_others(session, account, until),
    )
    _adds_up(account, statement)
    exported_on = account.balance_on
    if exported_on <= until:
        _agrees(account, exported_on, balance_on(session, account.id, exported_on))
    return statement


def _others(session: Session, account: AccountRow, until: date) -> tuple[tuple[str, int], ...]:
    """What is owed of each other debt on the account."""
    found = sums(session, until, account.id).get(account.id, {})
    return tuple(
        (debt.replace("_", " ").capitalize(), pence)
        for debt, pence in sorted(found.items())
        if debt not in {account.kind, UNALLOCATED} and pence > 0
    )


def _line(row: LedgerLine) -> Line:
    kind, said = KINDS.get(row.kind, clean(row.kind).replace("_", " ").capitalize()), clean(row.description)
    what = kind if said.casefold() in {"", kind.casefold()} else f"{kind}: {said}"
    return Line(
        posted_on=row.posted_on,
        what=what if len(what) <= LONGEST else f"{what[: LONGEST - 1]}…",
        charged_pence=max(row.amount_pence, 0),
        paid_pence=max(-row.amount_pence, 0),
        balance_pence=row.balance_pence,
    )


def _adds_up(account: AccountRow, statement: Statement) -> None:
    running = statement.opening_pence
    for line in statement.lines:
        running += line.charged_pence - line.paid_pence
        if running != line.balance_pence:
            break
    if running != statement.closing_pence:
        raise FactsContradict(
            f"The statement of account {account.reference} comes to {balance(running)} on {day(statement.until)}, "
            f"but its ledger to {balance(statement.closing_pence)}. Import the ledger anew, then try again."
        )


def _agrees(account: AccountRow, on: date, ledger: int) -> None:
    if ledger != account.balance_pence:
        raise FactsContradict(
            f"The housing system gave {balance(account.balance_pence)} as the balance of account "
            f"{account.reference} on {day(on)}, but its transactions come to {balance(ledger)}. "
            "Find the missing or doubled transaction before a letter states either."
        )
