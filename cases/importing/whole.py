"""Exports that are kept whole or not at all: terms of tenancies, days of tenants, parts of rents, rent years.

Half of what a rent is made of is no rent, so one refused row keeps its whole file out; each is told with its reason. A
file says everything of each account (or calendar) that it names, and nothing of those that it does not.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import Session

from cases.calculating.counting import said
from cases.calculating.money import pounds
from cases.covering import lock_accounts
from cases.importing.report import Report
from cases.law import Law
from cases.tables import Account, AccountParty, Customer, FormerParty
from cases.tenancies.checking import overlaps, part_objections, terms_objections, year_objections
from cases.tenancies.keeping import PARTS, SOME, TERMS, YEARS, Keeping, tell
from cases.tenancies.limits import span_objections, terms_begin, terms_limits
from cases.tenancies.objections import Objection
from cases.tenancies.parts import Part, parts
from cases.tenancies.reading import calendars
from cases.tenancies.rows import PartOfRent, Terms, YearOfRent
from cases.words import RentPeriod, Tenure
from workflows.db import table

_account, _customer = table(Account), table(Customer)
_party, _former = table(AccountParty), table(FormerParty)
Row = dict[str, Any]
Rows = Sequence[tuple[int, Row]]
Gone = tuple[int, date | None, date]
"""Who was a tenant, since when, and until when."""
_CALLED = {"pence": "amount"}
"""A field that a column calls otherwise."""


class Whole:
    """Keeps one file.

    :param today: who is a tenant on it must be who the accounts name
    :param by: who brings it in, :param at: when
    :param law: by which a trial or a demotion is told that is too long; ``None``: nobody asks
    """

    def __init__(  # whose, what, and by whom
        self,
        session: Session,
        kind: str,
        report: Report,
        today: date,
        by: str,
        at: datetime,
        law: Law | None = None,
    ) -> None:
        self._law = law
        self._told: set[int] = set()
        self._accounts: dict[int, Any] = {}
        self._session, self._kind, self._report = session, kind, report
        self._today, self._by, self._at = today, by, at

    def keep(self, rows: Rows) -> bool:
        """Keeps all rows of the file; says whether it did: not where one is refused, here or when it was read."""
        match self._kind:
            case "rent_calendars":
                self._keep(rows, YEARS, "calendar", _year, lambda _, rows: year_objections(rows))
            case "tenancies":
                self._keep(self._placed(rows), TERMS, "account", _terms, self._terms_objections)
            case "charges":
                placed = self._placed(rows)
                self._keep(placed, PARTS, "account", _part, self._part_objections)
                self._compare_sums(placed)
            case _:
                self._keep_tenants(self._placed(rows))
        return not self._refused

    def _terms_objections(self, account: int, rows: Sequence[Terms]) -> Iterator[Objection]:
        began = min([self._accounts[account].tenancy_start, *(each.from_on for each in rows)])
        yield from terms_begin(rows, self._today)
        yield from terms_objections(rows, frozenset(calendars(self._session)))
        yield from terms_limits(rows, began, self._today, self._law)

    def _part_objections(self, _account: int, rows: Sequence[PartOfRent]) -> Iterator[Objection]:
        yield from span_objections(rows, self._today)
        yield from part_objections(rows)

    def _compare_sums(self, rows: Rows) -> None:
        """Tells the accounts whose parts do not come to their rent: one of the two is wrong, and nobody knows which."""
        if self._refused:
            return
        known = parts(self._session, self._today, None)
        for account, theirs in _by(rows, "account"):
            made, rent = known.get(account), self._accounts[account].rent_pence
            if made is not None and made.all != rent:
                sentence = f"makes the parts {pounds(made.all)}, and the rent of the account is {pounds(rent)}"
                self._report.note("charges", theirs[0][0], "amount", sentence)

    @property
    def _refused(self) -> int:
        return self._report.tallies[self._kind].refused

    def _placed(self, rows: Rows) -> Rows:
        """The rows of accounts that are known, each with its account's number and rent period."""
        named = sorted({row["account"] for _, row in rows})
        known: dict[str, tuple[int, str]] = {}
        columns = (_account.c.reference, _account.c.id, _account.c.rent_period, _account.c.rent_pence)
        for start in range(0, len(named), SOME):
            query = select(*columns, _account.c.tenancy_start, _account.c.tenancy_end)
            query = query.where(_account.c.reference.in_(named[start : start + SOME]))
            for found in self._session.execute(query):
                known[found.reference] = (found.id, found.rent_period)
                self._accounts[found.id] = found
        placed = []
        for number, row in rows:
            if row["account"] not in known:
                self._report.refuse(self._kind, number, "account", f"is {row['account']}, which is not known")
                continue
            account, period = known[row["account"]]
            placed.append((number, {**row, "account": account, "period": row.get("period") or period}))
        return placed

    def _keep(
        self,
        rows: Rows,
        keeping: Keeping,
        owner: str,
        read: Callable[[Row], Any],
        objections: Callable[[Any, Sequence[Any]], Iterable[Objection]],
    ) -> None:
        told: dict[Any, list[Any]] = {}
        for of, theirs in _by(rows, owner):
            told[of] = [read(row) for _, row in theirs]
            self._object(theirs, objections(of, told[of]))
        if not self._refused:
            lock = self._lock if owner == "account" else _no_lock
            new, stood = tell(self._session, keeping, told, self._by, self._at, lock)
            self._count(new, stood)

    def _object(self, rows: Rows, objections: Iterable[Objection]) -> None:
        for place, field, sentence, unusual in objections:
            number = rows[place][0]
            if unusual:
                self._report.note(self._kind, number, _CALLED.get(field, field), sentence)
            elif number not in self._told:  # a row is refused once, for the first thing that is wrong with it
                self._told.add(number)
                self._report.refuse(self._kind, number, _CALLED.get(field, field), sentence)

    def _keep_tenants(self, rows: Rows) -> None:
        people = {row.reference: row.id for row in self._session.execute(select(_customer.c.reference, _customer.c.id))}
        named: dict[int, list[tuple[int, Row]]] = {}
        for number, row in rows:
            if row["customer"] not in people:
                self._report.refuse("tenants", number, "customer", f"is {row['customer']}, who is not known")
                continue
            named.setdefault(row["account"], []).append((number, {**row, "customer": people[row["customer"]]}))
        references = {number: reference for reference, number in people.items()}
        parties = self._parties(named)
        begun = self._first_days(named)
        for account, theirs in named.items():
            self._object(theirs, self._outside(account, theirs, begun.get(account)))
            for _, once in _by(theirs, "customer"):
                self._object(once, overlaps([_Span(row) for _, row in once]))
            self._compare(theirs, parties.get(account, {}), references)
        if not self._refused:
            self._write_tenants(named, parties)

    def _first_days(self, accounts: Collection[int]) -> dict[int, date]:
        """The first day of the terms of each account that has any."""
        found: dict[int, date] = {}
        terms = TERMS.rows
        for some in _some(accounts):
            query = select(terms.c.account_id, func.min(terms.c.from_on).label("first"))
            query = query.where(terms.c.account_id.in_(some), terms.c.replaced_at.is_(None))
            rows = self._session.execute(query.group_by(terms.c.account_id))
            found.update((row.account_id, row.first) for row in rows)
        return found

    def _outside(self, account: int, rows: Rows, terms_began: date | None) -> Iterator[Objection]:
        """Tenants before the tenancy began, by account and terms, or after it ended."""
        row = self._accounts[account]
        first, last = min(row.tenancy_start, terms_began or row.tenancy_start), row.tenancy_end
        for place, (_, each) in enumerate(rows):
            if each["from_on"] < first:
                sentence = f"is {said(each['from_on'])}, before the tenancy began on {said(first)}"
                yield Objection(place, "from_on", f"{sentence}. Correct one of the days")
            for name in ("from_on", "until_on"):
                if last is not None and each[name] is not None and each[name] > last:
                    sentence = f"is {said(each[name])}, after the tenancy ended on {said(last)}"
                    yield Objection(place, name, f"{sentence}. Correct one of the days")

    def _compare(self, rows: Rows, parties: dict[int, date | None], references: dict[int, str]) -> None:
        """Who is a tenant today, the accounts say; here stands since when, and until when others were."""
        living = {row["customer"] for _, row in rows if self._lives(row)}
        if living != set(parties):
            names = ", ".join(sorted(references[each] for each in parties)) or "nobody"
            makes = ", ".join(sorted(references[each] for each in living)) or "nobody"
            sentence = f"makes {makes} the tenant today, and by the accounts that is {names}. Export both of one day"
            self._report.refuse("tenants", rows[0][0], "customer", sentence)

    def _lives(self, row: Row) -> bool:
        return row["until_on"] is None or row["until_on"] >= self._today

    def _parties(self, accounts: Collection[int]) -> dict[int, dict[int, date | None]]:
        found: dict[int, dict[int, date | None]] = {}
        for some in _some(accounts):
            for row in self._session.execute(select(_party).where(_party.c.account_id.in_(some))):
                found.setdefault(row.account_id, {})[row.customer_id] = row.from_on
        return found

    def _write_tenants(
        self, named: dict[int, list[tuple[int, Row]]], parties: dict[int, dict[int, date | None]]
    ) -> None:
        gone = self._gone(named)
        new = stood = 0
        for account, rows in sorted(named.items()):
            since = {row["customer"]: row["from_on"] for _, row in rows if self._lives(row)}
            before = [(row["customer"], row["from_on"], row["until_on"]) for _, row in rows if not self._lives(row)]
            people = {row["customer"] for _, row in rows}
            if since == parties.get(account) and Counter(before) == _of_people(gone.get(account, ()), people):
                stood += len(rows)
                continue
            new += len(rows)
            for customer, day in since.items():
                theirs = (_party.c.account_id == account) & (_party.c.customer_id == customer)
                self._session.execute(update(_party).where(theirs).values(from_on=day))
            # Who was a tenant and is named no more is kept: what fell due until then they still owe.
            theirs = (_former.c.account_id == account) & _former.c.customer_id.in_(people)
            self._session.execute(delete(_former).where(theirs))
            if before:
                values = [{"account_id": account, "customer_id": c, "from_on": f, "until_on": u} for c, f, u in before]
                self._session.execute(insert(_former), values)
        self._count(new, stood)

    def _gone(self, accounts: Collection[int]) -> dict[int, list[Gone]]:
        found: dict[int, list[Gone]] = {}
        for some in _some(accounts):
            for row in self._session.execute(select(_former).where(_former.c.account_id.in_(some))):
                found.setdefault(row.account_id, []).append((row.customer_id, row.from_on, row.until_on))
        return found

    def _count(self, new: int, stood: int) -> None:
        tally = self._report.tallies[self._kind]
        tally.changed, tally.unchanged = new, stood

    def _lock(self, accounts: Collection[int]) -> None:
        lock_accounts(self._session, sorted(accounts), [])


class _Span:
    def __init__(self, row: Row) -> None:
        self.from_on: date = row["from_on"]
        self.until_on: date | None = row["until_on"]


def _terms(row: Row) -> Terms:
    return Terms(tenure=Tenure(row["tenure"]), **{each: row[each] for each in TERMS.said if each != "tenure"})


def _part(row: Row) -> PartOfRent:
    return PartOfRent(
        part=Part(row["part"]),
        pence=row["amount"],
        period=RentPeriod(row["period"]),
        from_on=row["from_on"],
        until_on=row["until_on"],
        code=row["code"],
    )


def _year(row: Row) -> YearOfRent:
    return YearOfRent(**row)


def _by(rows: Rows, name: str) -> Iterator[tuple[Any, list[tuple[int, Row]]]]:
    """The rows of each owner, in the order of the file."""
    found: dict[Any, list[tuple[int, Row]]] = {}
    for number, row in rows:
        found.setdefault(row[name], []).append((number, row))
    yield from found.items()


def _of_people(gone: Iterable[Gone], people: Collection[int]) -> Counter[Gone]:
    return Counter(each for each in gone if each[0] in people)


def _some(accounts: Collection[int]) -> Iterator[list[int]]:
    listed = sorted(accounts)
    yield from (listed[start : start + SOME] for start in range(0, len(listed), SOME))


def _no_lock(_owners: Collection[Any]) -> None:
    """Calendars are the landlord's: no case waits for one."""
