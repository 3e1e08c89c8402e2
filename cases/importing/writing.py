"""Keeping the checked rows of one kind of export."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlmodel import Session

from cases.importing.ledger import Line
from cases.importing.lines import Lines, Numbered, no_debt
from cases.importing.report import Report
from cases.tables import Account, AccountParty, Customer, FormerParty, Hold, HoldScope
from cases.tenancies.limits import begins_objection
from cases.words import RENT
from workflows.db import table

_customer, _account = table(Customer), table(Account)
_party = table(AccountParty)
_hold, _scope, _former = table(Hold), table(HoldScope), table(FormerParty)


class Keeper:
    """Adds new rows, changes changed ones, leaves the rest; refuses what refers to nothing.

    :param session: reads which references are known, once
    :param today: a hold that ended before it keeps nobody
    :param alive: references of customers whose recorded death was an error
    :param unrepresented: references of customers for whom nobody acts any more
    :param debts: the organisation's kinds of debt; ``None``: whoever asks has none to compare with
    """

    def __init__(
        self,
        session: Session,
        kind: str,
        report: Report,
        today: date,
        alive: Collection[str] = (),
        unrepresented: Collection[str] = (),
        debts: Collection[str] | None = None,
    ) -> None:
        self.kind = kind
        self._debts = debts
        self._today = today
        self._alive = frozenset(alive)
        self._unrepresented = frozenset(unrepresented)
        self.report = report
        self.tally = report.tallies[kind]
        self._seen: set[str] = set()
        self.known: dict[str, int] = {}
        target = _customer if kind == "accounts" else _account
        if kind != "customers":
            rows = session.execute(select(target.c.reference, target.c.id))
            self.known = {row.reference: row.id for row in rows}
        self._lines = Lines(session, report, self.known, debts) if kind == "transactions" else None

    def keep(self, session: Session, rows: Numbered) -> None:
        """Keeps one piece."""
        match self.kind:
            case "customers":
                self._keep_records(session, _customer, [(n, row) for n, row in rows if self._first(n, row)])
            case "accounts":
                self._keep_accounts(session, rows)
            case _ if self._lines is not None:
                self._lines.keep(session, rows)

    def take_lines(self) -> list[Line]:
        """The lines of the ledger that were added since this was last asked."""
        return self._lines.take() if self._lines is not None else []

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
                f"is missing, and {row['reference']} died on {died:%-d %B %Y} by what is known here; nothing of this "
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
            elif row["debt"] and self._debts is not None and row["debt"] not in self._debts:
                self.report.refuse("accounts", number, "debt", no_debt(row["debt"], self._debts))
            elif (impossible := _impossible(row, self._today)) is not None:
                self.report.refuse("accounts", number, *impossible)
            elif self._first(number, row):
                record = {**row, "rent_pence": row["rent"], "balance_pence": row["balance"], "kind": row["debt"]}
                del record["rent"], record["balance"], record["debt"]
                record["kind"] = record["kind"] or RENT
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
        for account, person in sorted(standing - wanted):
            self._leaves(session, account, person)
        if new := wanted - standing:
            begun = {account for account, _person in standing}
            # Whoever comes to a tenancy that stood before is its tenant from the day on which that is known.
            come = [(a, p, self._today if a in begun else None) for a, p in sorted(new)]
            session.execute(
                insert(_party), [{"account_id": a, "customer_id": p, "from_on": since} for a, p, since in come]
            )

    def _leaves(self, session: Session, account: int, person: int) -> None:
        """Whoever is liable no more is kept with the days in which they were: what fell due then they still owe."""
        theirs = (_party.c.account_id == account) & (_party.c.customer_id == person)
        since = session.execute(select(_party.c.from_on).where(theirs)).scalar()
        values = {"account_id": account, "customer_id": person, "from_on": since, "until_on": self._today}
        session.execute(insert(_former).values(**values))
        session.execute(delete(_party).where(theirs))

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


def _impossible(row: dict[str, Any], today: date) -> tuple[str, str] | None:
    """The column and the reason for which no account can be so; ``None``: it can."""
    if sentence := begins_objection(row["tenancy_start"], today, row["tenure"]):
        return "tenancy_start", sentence
    if row["tenancy_end"] is not None and row["tenancy_end"] < row["tenancy_start"]:
        return "tenancy_end", (
            f"is {row['tenancy_end']:%-d %B %Y}, before {row['tenancy_start']:%-d %B %Y}, the first day. Correct one "
            "of the days"
        )
    if row["rent"] < 0:
        return "rent", f"is £{row['rent'] / 100:,.2f}, less than nothing. A rent is a sum, or 0.00"
    return None
