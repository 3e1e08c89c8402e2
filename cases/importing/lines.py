"""Keeping the lines of a ledger: each once, on the debt to which it belongs."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from cases.importing.codes import UNALLOCATED, Code, payer_of
from cases.importing.ledger import COLUMNS, Line, newest_line
from cases.importing.report import Report
from cases.tables import Account, AccountTransaction
from cases.words import PAID, RENT, TransactionKind
from workflows.db import table

_account, _transaction = table(Account), table(AccountTransaction)
_SAID = ("posted_on", "kind", "amount", "description", "debt", "payer", "reverses")
"""What a line says beside its account and its reference."""
_COLUMN = {"amount": "amount_pence"}
Numbered = list[tuple[int, dict[str, Any]]]


class Lines:
    """Adds the lines that are new, compares the others with what stands; refuses what belongs nowhere.

    :param known: reference of an account → its id
    :param debts: the organisation's kinds of debt; ``None``: whoever asks has none to compare with
    """

    def __init__(
        self, session: Session, report: Report, known: Mapping[str, int], debts: Collection[str] | None
    ) -> None:
        self._report, self._known, self._debts = report, known, debts
        self.tally = report.tallies["transactions"]
        self._added: list[Line] = []
        # Few accounts are of another kind than rent.
        others = session.execute(select(_account.c.id, _account.c.kind).where(_account.c.kind != RENT))
        self._own = {row.id: row.kind for row in others}

    def take(self) -> list[Line]:
        """The lines that were added since this was last asked."""
        taken, self._added = self._added, []
        return taken

    def keep(self, session: Session, rows: Numbered) -> None:
        """Keeps one piece."""
        good: dict[tuple[int, str], tuple[int, dict[str, Any]]] = {}
        for number, row in rows:
            account_id = self._known.get(row["account"])
            if account_id is None:
                self._report.refuse("transactions", number, "account", f"is {row['account']}, which is not known")
                continue
            if (wrong := self._placed(account_id, row)) is not None:
                self._report.refuse("transactions", number, *wrong)
                continue
            key = (account_id, row["reference"])
            if key in good and _differs(good[key][1], row):
                self._report.refuse(
                    "transactions", number, "reference", f"{row['reference']} stands there twice, differing"
                )
                continue
            good.setdefault(key, (number, row))
        values = [
            (account_id, reference, *(row[name] for name in _SAID))
            for (account_id, reference), (_number, row) in good.items()
        ]
        newest = newest_line(session)
        added = self._insert_new(session, values)
        self.tally.added += added
        if added == len(values):
            self._added += values
        elif added:  # the database left out the known ones and does not say which
            fresh = session.execute(select(*COLUMNS).where(_transaction.c.id > newest)).all()
            self._added += [tuple(row) for row in fresh if (row.account_id, row.reference) in good]
        if added < len(values):
            self._compare(session, good, len(values) - added)

    def _placed(self, account_id: int, row: dict[str, Any]) -> tuple[str, str] | None:
        """Puts into a row to which debt it belongs and who paid; or says the column and what is wrong there."""
        code, kind, debt = row["kind"], row["kind"], row["debt"]
        if isinstance(code, Code):
            kind, debt = code.kind, debt or code.debt
            row["payer"] = row["payer"] or code.payer
        row["kind"] = kind
        if not row["payer"] or row["payer"] == payer_of(kind):
            row["payer"] = ""  # as the kind of line says; stored is only what says otherwise
        own = self._own.get(account_id, RENT)
        row["debt"] = own if debt is None else "" if debt == UNALLOCATED else debt
        if not row["debt"] and kind not in PAID:
            return "debt", f"is {UNALLOCATED}, and a line of the kind {kind} belongs to some debt"
        if kind == TransactionKind.CHARGE and debt is None:
            return "debt", "is empty, and a charge is of some debt: rent falls due by lines of the kind rent"
        if row["debt"] and self._debts is not None and row["debt"] not in self._debts:
            return "debt", no_debt(row["debt"], self._debts)
        return None

    def _insert_new(self, session: Session, values: list[tuple[Any, ...]]) -> int:
        connection = session.connection()
        is_sqlite = connection.dialect.name == "sqlite"
        names = ["account_id", "reference", *(_COLUMN.get(name, name) for name in _SAID)]
        if is_sqlite:
            values = [(a, r, on.isoformat(), *more) for a, r, on, *more in values]
        statement = (sqlite if is_sqlite else postgresql).insert(_transaction)
        dialect = connection.dialect
        text = str(
            statement.values({name: bindparam(name) for name in names})
            .on_conflict_do_nothing(index_elements=["account_id", "reference"])
            .compile(dialect=dialect)
        )
        # Straight to the driver: a ledger has millions of lines, and each needs but one tuple.
        if not is_sqlite:
            text = _positional(text, names)
        result = connection.exec_driver_sql(text, values)
        return int(result.rowcount)

    def _compare(self, session: Session, good: dict[tuple[int, str], tuple[int, dict[str, Any]]], known: int) -> None:
        """A line that was imported before must be the same; if it differs, the earlier stays and that is said."""
        keys = list(good)
        differing = 0
        for start in range(0, len(keys), 400):
            some = keys[start : start + 400]
            query = select(_transaction).where(tuple_(_transaction.c.account_id, _transaction.c.reference).in_(some))
            for found in session.execute(query).mappings():
                number, row = good[found["account_id"], found["reference"]]
                stands = {name: found[_COLUMN.get(name, name)] for name in _SAID}
                if _differs(stands, row):
                    differing += 1
                    self._report.refuse(
                        "transactions",
                        number,
                        "reference",
                        f"{row['reference']} was imported before with other particulars ({stands['posted_on']}, "
                        f"{stands['amount'] / 100:.2f}); the ledger's line was left as it is",
                    )
        self.tally.unchanged += known - differing


def no_debt(named: str, debts: Collection[str] | None) -> str:
    """What is wrong with a kind of debt that there is not."""
    return f"is {named[:40]!r}, and there is no such kind of debt. Kinds are: {', '.join(sorted(debts or ()))}"


def _differs(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return any(one[name] != other[name] for name in _SAID)


def _positional(text: str, names: list[str]) -> str:
    for name in names:
        text = text.replace(f"%({name})s", "%s")
    return text
