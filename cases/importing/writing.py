"""Keeping the checked rows of one kind of export."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from cases.importing.ledger import COLUMNS, Line, newest_line
from cases.importing.report import Report
from cases.tables import Account, AccountParty, AccountTransaction, Customer, Hold, HoldScope
from workflows.db import table

_customer, _account = table(Customer), table(Account)
_party, _transaction = table(AccountParty), table(AccountTransaction)
_hold, _scope = table(Hold), table(HoldScope)

Numbered = list[tuple[int, dict[str, Any]]]


class Keeper:
    """Adds new rows, changes changed ones, leaves the rest; refuses what refers to nothing.

    :param session: reads which references are known, once
    :param today: a hold that ended before it keeps nobody
    :param alive: references of customers whose recorded death was an error
    :param unrepresented: references of customers for whom nobody acts any more
    """

    def __init__(
        self,
        session: Session,
        kind: str,
        report: Report,
        today: date,
        alive: Collection[str] = (),
        unrepresented: Collection[str] = (),
    ) -> None:
        self.kind = kind
        self._today = today
        self._alive = frozenset(alive)
        self._unrepresented = frozenset(unrepresented)
        self.report = report
        self.tally = report.tallies[kind]
        self._lines: list[Line] = []
        self._seen: set[str] = set()
        self.known: dict[str, int] = {}
        target = _customer if kind == "accounts" else _account
        if kind != "customers":
            rows = session.execute(select(target.c.reference, target.c.id))
            self.known = {row.reference: row.id for row in rows}

    def keep(self, session: Session, rows: Numbered) -> None:
        """Keeps one piece."""
        match self.kind:
            case "customers":
                self._keep_records(session, _customer, [(n, row) for n, row in rows if self._first(n, row)])
            case "accounts":
                self._keep_accounts(session, rows)
            case _:
                self._keep_transactions(session, rows)

    def take_lines(self) -> list[Line]:
        """The lines of the ledger that were added since this was last asked."""
        taken, self._lines = self._lines, []
        return taken

    def _first(self, number: int, row: dict[str, Any]) -> bool:
        if row["reference"] in self._seen:
            self.report.refuse(self.kind, number, "reference", f"{row['reference']} stands in this file twice")
            return False
        self._seen.add(row["reference"])
        return True

    def _keep_records(self, session: Session, target: Any, rows: Numbered) -> dict[str, int]:
        """Adds or changes whole records by their reference; returns reference → id of those that were not refused."""
        refused: set[str] = set()
        references = [row["reference"] for _n, row in rows]
        existing: dict[str, Any] = {}
        for start in range(0, len(references), 500):
            some = references[start : start + 500]
            for found in session.execute(select(target).where(target.c.reference.in_(some))).mappings():
                existing[found["reference"]] = found
        new, changed = [], []
        for number, row in rows:
            stands = existing.get(row["reference"])
            if stands is not None and (objection := self._objection(stands, row)) is not None:
                self.report.refuse(self.kind, number, *objection)
                refused.add(row["reference"])
                continue
            if stands is None:
                new.append(row)
            elif any(stands[name] != value for name, value in row.items()):
                changed.append({"b_id": stands["id"], **row})
        if new:
            session.execute(insert(target), new)
        if changed:
            names = [name for name in changed[0] if name != "b_id"]
            statement = update(target).where(target.c.id == bindparam("b_id"))
            session.connection().execute(statement.values({name: bindparam(name) for name in names}), changed)
        self.tally.added += len(new)
        self.tally.changed += len(changed)
        self.tally.unchanged += len(rows) - len(new) - len(changed) - len(refused)
        ids: dict[str, int] = {}
        for start in range(0, len(references), 500):
            some = references[start : start + 500]
            query = select(target.c.reference, target.c.id).where(target.c.reference.in_(some))
            ids.update((row.reference, row.id) for row in session.execute(query) if row.reference not in refused)
        return ids

    def _objection(self, stands: Any, row: dict[str, Any]) -> tuple[str, str] | None:
        """The column and the reason for which a changed record is not taken: it would undo what is known since."""
        if self.kind == "accounts" and row["balance_on"] < stands["balance_on"]:
            return "balance_on", (
                f"is {row['balance_on']:%-d %B %Y}, and what stands is of {stands['balance_on']:%-d %B %Y}: an older "
                f"export changes nothing"
            )
        died = stands["date_of_death"] if self.kind == "customers" else None
        if died is not None and row["date_of_death"] is None and row["reference"] not in self._alive:
            return "date_of_death", (
                f"is missing, and {row['reference']} died on {died:%-d %B %Y} by an earlier export; nothing of this "
                f"row was kept. If that was an error, import again with --alive {row['reference']}"
            )
        acts = stands["representative_name"] if self.kind == "customers" else ""
        if acts and not row["representative_name"] and row["reference"] not in self._unrepresented:
            return "representative_name", (
                f"is missing, and {acts} acts for {row['reference']} by an earlier export; nothing of this row was "
                f"kept. If nobody does any more, import again with --unrepresented {row['reference']}"
            )
        return None

    def _keep_accounts(self, session: Session, rows: Numbered) -> None:
        good: Numbered = []
        parties: dict[str, list[int]] = {}
        held = self._held(session)
        for number, row in rows:
            tenants = row.pop("tenants")
            left_out = [said for customer, said in held.get(row["reference"], ()) if customer not in tenants]
            unknown = [reference for reference in tenants if reference not in self.known]
            if unknown:
                self.report.refuse("accounts", number, "tenants", f"names the customer {unknown[0]}, who is not known")
            elif left_out:
                self.report.refuse("accounts", number, "tenants", f"leaves out {left_out[0]}")
            elif self._first(number, row):
                record = {**row, "rent_pence": row["rent"], "balance_pence": row["balance"]}
                del record["rent"], record["balance"]
                good.append((number, record))
                parties[row["reference"]] = sorted({self.known[reference] for reference in tenants})
        ids = self._keep_records(session, _account, good)
        wanted = {
            (ids[reference], person) for reference, people in parties.items() if reference in ids for person in people
        }
        standing = set()
        account_ids = list(ids.values())
        for start in range(0, len(account_ids), 500):
            some = account_ids[start : start + 500]
            query = select(_party.c.account_id, _party.c.customer_id).where(_party.c.account_id.in_(some))
            standing |= {(account, person) for account, person in session.execute(query)}
        for account, person in standing - wanted:
            session.execute(delete(_party).where(_party.c.account_id == account, _party.c.customer_id == person))
        if new := wanted - standing:
            session.execute(insert(_party), [{"account_id": a, "customer_id": p} for a, p in sorted(new)])

    def _held(self, session: Session) -> dict[str, list[tuple[str, str]]]:
        """Account → its tenants whom a hold covers that is not over, each with a sentence that says so.

        A hold follows the tenant: were such a one left out, it would cover the account's cases no more.
        """
        query = (
            select(_account.c.reference, _customer.c.reference.label("customer"), _hold.c.id, _hold.c.kind)
            .add_columns(_hold.c.begins_on)
            .join(_party, _party.c.account_id == _account.c.id)
            .join(_customer, _customer.c.id == _party.c.customer_id)
            .join(_scope, _scope.c.customer_id == _customer.c.id)
            .join(_hold, _hold.c.id == _scope.c.hold_id)
            .where(_hold.c.released_at.is_(None), or_(_hold.c.ends_on.is_(None), _hold.c.ends_on >= self._today))
            .order_by(_hold.c.id)
        )
        held: dict[str, list[tuple[str, str]]] = {}
        for row in session.execute(query):
            is_ = "is in force" if row.begins_on <= self._today else "is planned"
            hold = f"hold {row.id} ({row.kind.replace('_', ' ')})"
            said = f"{row.customer}, for whom {hold} {is_}; end or move the hold first"
            held.setdefault(row.reference, []).append((row.customer, said))
        return held

    def _keep_transactions(self, session: Session, rows: Numbered) -> None:
        good: dict[tuple[int, str], tuple[int, dict[str, Any]]] = {}
        for number, row in rows:
            account_id = self.known.get(row["account"])
            if account_id is None:
                self.report.refuse("transactions", number, "account", f"is {row['account']}, which is not known")
                continue
            key = (account_id, row["reference"])
            if key in good and _differs(good[key][1], row):
                self.report.refuse(
                    "transactions", number, "reference", f"{row['reference']} stands there twice, differing"
                )
                continue
            good.setdefault(key, (number, row))
        values = [
            (account_id, reference, row["posted_on"], row["kind"], row["amount"], row["description"])
            for (account_id, reference), (_number, row) in good.items()
        ]
        newest = newest_line(session)
        added = self._insert_new(session, values)
        self.tally.added += added
        if added == len(values):
            self._lines += values
        elif added:  # the database left out the known ones and does not say which
            fresh = session.execute(select(*COLUMNS).where(_transaction.c.id > newest)).all()
            self._lines += [tuple(row) for row in fresh if (row.account_id, row.reference) in good]
        if added < len(values):
            self._compare(session, good, len(values) - added)

    def _insert_new(self, session: Session, values: list[tuple[Any, ...]]) -> int:
        connection = session.connection()
        is_sqlite = connection.dialect.name == "sqlite"
        names = ["account_id", "reference", "posted_on", "kind", "amount_pence", "description"]
        if is_sqlite:
            values = [(a, r, on.isoformat(), k, p, d) for a, r, on, k, p, d in values]
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
                stands = {
                    "posted_on": found["posted_on"],
                    "kind": found["kind"],
                    "amount": found["amount_pence"],
                    "description": found["description"],
                }
                if _differs(stands, row):
                    differing += 1
                    self.report.refuse(
                        "transactions",
                        number,
                        "reference",
                        f"{row['reference']} was imported before with other particulars ({stands['posted_on']}, "
                        f"{stands['amount'] / 100:.2f}); the ledger's line was left as it is",
                    )
        self.tally.unchanged += known - differing


def _differs(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return any(one[name] != other[name] for name in ("posted_on", "kind", "amount", "description"))


def _positional(text: str, names: list[str]) -> str:
    for name in names:
        text = text.replace(f"%({name})s", "%s")
    return text
