"""A tenancy with a ledger, and the step that writes to its tenants."""

import functools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import insert, update

from cases.law import Law
from cases.standards import Standards
from cases.tables import Account, AccountParty, AccountTransaction, CaseAccount, Customer
from documents.letter import Letter
from documents.library import Library
from documents.printing import Printed
from tasks.assembly import install
from tasks.opening import Place
from tasks.operations import all_operations
from tasks.operations.sending import SEND, SendDocument
from tests.house import earlier_book, small_book
from workflows.clock import SimulatedClock
from workflows.db import Database, table
from workflows.editions import Book
from workflows.evidence import new_chain
from workflows.runtime.handlers import Kept, StepWork
from workflows.runtime.tables import CaseFile, Installation, Instance, ProcedureVersion
from workflows.settings import Settings

TODAY = date(2026, 3, 2)
LETTER_1 = "procedures/arrears/documents/letter_1.yaml"
ROSA = {"title": "Ms", "given_name": "Rosa", "family_name": "Whitfield"}
EMPTY = dict.fromkeys(
    (
        *("title", "given_name", "address", "postcode", "email", "phone"),
        *("representative_name", "representative_role", "representative_address", "representative_evidence"),
    ),
    "",
)


def weekly_ledger() -> list[tuple[date, str, int, str]]:
    """Twenty-one weeks of rent, paid until January: £787.50 less £50 are owed on 2 March."""
    lines = []
    for week in range(22):
        due = date(2025, 10, 6) + timedelta(weeks=week)
        lines.append((due, "rent", 11250, "Rent"))
        if due < date(2026, 1, 15):
            lines.append((due + timedelta(days=1), "payment", -11250, "Direct Debit"))
    lines.append((date(2026, 2, 4), "universal_credit", -5000, ""))
    return sorted(lines)


@dataclass
class Tenancy:
    """One case about one tenancy."""

    db: Database
    step: SendDocument
    settings: Settings
    clock: SimulatedClock
    account: dict[str, Any] = field(default_factory=dict)

    def tenants(self, *tenants: dict[str, Any], ledger: list[Any] | None = None, **account: Any) -> "Tenancy":
        """Sets the tenancy up; what is not said is as usual."""
        lines = weekly_ledger() if ledger is None else ledger
        row = {
            "id": 1,
            "reference": "100000",
            "kind": "rent",
            "tenure": "secure",
            "address": "12 Mill Lane\nNewbridge",
            "postcode": "NB1 2AB",
            "tenancy_start": date(2020, 1, 6),
            "rent_pence": 11250,
            "rent_period": "weekly",
            "patch": "",
            "balance_pence": sum(line[2] for line in lines if line[0] <= TODAY),
            "balance_on": TODAY,
        } | account
        with self.db.write() as session:
            session.execute(insert(table(Account)).values(**row))
            session.execute(insert(table(CaseAccount)).values(case_id=1, account_id=1))
            for number, tenant in enumerate(tenants, start=1):
                person = {**EMPTY, "large_print": False, "id": number, "reference": f"C{number}", **tenant}
                session.execute(insert(table(Customer)).values(**person))
                session.execute(insert(table(AccountParty)).values(account_id=1, customer_id=number))
            for number, (on, kind, amount, words) in enumerate(lines):
                values = {"posted_on": on, "kind": kind, "amount_pence": amount, "description": words}
                session.execute(insert(table(AccountTransaction)).values(account_id=1, reference=str(number), **values))
        return self

    def work(self, letter: str = "letter_1", number: int = 1) -> StepWork:
        """What the runtime gives the step."""
        now = self.clock.now()
        return StepWork(1, 1, f"send_{letter}", number, {"document": letter}, {}, now, simulated=True)

    def make(self, letter: str = "letter_1") -> list[Letter]:
        """The letters, made and not kept."""
        with self.db.read() as session:
            return self.step.make(session, self.work(letter))

    def keep(self, made: list[Letter], letter: str = "letter_1") -> Kept:
        """Keeps letters that were made."""
        with self.db.write() as session:
            return self.step.keep(session, self.work(letter), made)

    def release(self, letter: str = "letter_1") -> None:
        """Lets them leave the house."""
        with self.db.write() as session:
            self.step.release(session, self.work(letter), lambda: True)

    def installation(self, **values: Any) -> None:
        """Changes what the database says of itself."""
        with self.db.write() as session:
            session.execute(update(table(Installation)).values(**values))

    def with_wording(self, change: dict[str, str], file: str = LETTER_1) -> "Tenancy":
        """The same with its own copy of the rule book, in which texts of a file are exchanged."""
        bpmn = self.settings.store.parent / "bpmn"
        if not bpmn.exists():
            shutil.copytree(small_book(), bpmn)
        path = bpmn / file
        text = path.read_text(encoding="utf-8")
        for old, new in change.items():
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        settings = replace(self.settings, bpmn=bpmn)
        self.settings, self.step = settings, sender(settings)
        return self


@pytest.fixture
def tenancy(db: Database, clock: SimulatedClock, tmp_path: Path) -> Tenancy:
    """An installation for a demonstration, with one case, on either database."""
    return _set_up(db, clock, tmp_path)


@pytest.fixture
def on_sqlite(clock: SimulatedClock, tmp_path: Path) -> Iterator[Tenancy]:
    """The same on SQLite only: for what the pages look like, to which the database makes no difference."""
    database = Database(f"sqlite:///{tmp_path / 'pages.db'}")
    database.create_tables()
    yield _set_up(database, clock, tmp_path)
    database.close()


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters are not printed, for speed: their content is their page's HTML."""
    sending = functools.partial(all_operations, press=lambda html, _size, _id: Printed(b"%PDF-1.7" + html.encode(), 1))
    monkeypatch.setattr("tests.documents.conftest.all_operations", sending)


def _set_up(db: Database, clock: SimulatedClock, folder: Path) -> Tenancy:
    install(db, "Newbridge Homes", clock, demo=True)
    with db.write() as session:
        opened = datetime(2026, 2, 2, tzinfo=UTC)
        values = {"title": "", "status": "open", "outcome": "", "guard": {}, "opened_at": opened}
        chain_id = new_chain(session, "case/1")
        session.execute(insert(table(CaseFile)).values(id=1, reference="RA-100000-1", chain_id=chain_id, **values))
        version = {"name": "arrears", "number": 1, "sha256": "", "published_at": opened, "certificate_sha256": ""}
        version |= {"published_by": "user:2", "proposed_by": "user:1", "certificate": {}}
        session.execute(insert(table(ProcedureVersion)).values(id=1, **version))
        running = {"status": "running", "revision": 0, "state": b"", "waits": {}, "opened_at": opened}
        session.execute(insert(table(Instance)).values(id=1, case_id=1, version_id=1, **running))
    settings = Settings(str(db.url), folder / "store", bpmn=earlier_book())
    return Tenancy(db, sender(settings), settings, clock)


def _nowhere() -> Place:
    raise NotImplementedError  # no case is opened here


def sender(settings: Settings) -> SendDocument:
    """The operation that sends documents, on a rule book as it lies there now."""
    book = Book.of_folder(settings.bpmn)
    standards = Standards(Law.of_folder(settings.bpmn / "law"))
    operations = all_operations(book, Library(book), settings.store, standards, _nowhere)
    found = operations.jobs[SEND.name]
    assert isinstance(found, SendDocument)
    return found


def text_of(letter: Letter) -> list[str]:
    """The text of each page, its spaces and line ends made one space."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(letter.printed.content)).pages]
