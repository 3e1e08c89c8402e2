"""A small landlord to test with: a house on the real procedures, a few tenancies, one user of each role."""

import atexit
import re
import shutil
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, func, insert, make_url, select, update
from sqlmodel import SQLModel

from cases.tables import Account, AccountParty, AccountTransaction, CaseAccount, Customer
from tasks import nightly
from tasks.acts import procedures, steps
from tasks.assembly import House, build, install
from tasks.earlier import ARREARS
from tasks.night.agreements import look_at_agreements
from tasks.people import Person, add_user
from tools.demo.book import person
from tools.postgres import COPYING
from workflows.clock import SimulatedClock, london_date
from workflows.db import Database, table
from workflows.runtime.procedures import read_folder
from workflows.runtime.publishing import Made, put_in_force
from workflows.runtime.tables import WorkItem
from workflows.settings import HOUSE, Settings

PASSWORD = "a long enough password"
USERS = {
    "olive": ["officer"],
    "sam": ["officer"],
    "tess": ["team_leader"],
    "pat": ["process_owner"],
    "cora": ["compliance"],
    "ada": ["administrator"],
}
_item = table(WorkItem)
EARLY = "early_intervention"


@dataclass
class Landlord:
    """The house and short ways to work in it."""

    house: House
    clock: SimulatedClock

    def person(self, username: str) -> Person:
        """Somebody, as if signed in."""
        with self.house.db.read() as session:
            return person(session, username)

    def add_tenancy(self, reference: str, weeks_owed: int = 6, rent: int = 10_000, **customer: Any) -> int:
        """A weekly tenancy that stopped paying so many weeks ago; returns the account's id."""
        today = london_date(self.clock.now())
        with self.house.db.write() as session:
            values = {
                "reference": f"C{reference}",
                "title": "Ms",
                "given_name": "Ann",
                "family_name": f"Tenant{reference}",
            }
            who = session.execute(
                insert(table(Customer)).values(**{**values, **customer}).returning(table(Customer).c.id)
            )
            account = {
                "reference": reference,
                "kind": "rent",
                "tenure": "secure",
                "address": f"{reference} High Street\nNewbridge",
                "postcode": "NB1 1AA",
                "tenancy_start": date(2020, 4, 6),
                "rent_pence": rent,
                "rent_period": "weekly",
                "balance_pence": rent * weeks_owed,
                "balance_on": today,
                "patch": "East 1",
            }
            accounts = table(Account)
            account_id = int(session.execute(insert(accounts).values(**account).returning(accounts.c.id)).scalar_one())
            session.execute(insert(table(AccountParty)).values(account_id=account_id, customer_id=who.scalar_one()))
            for week in range(20):
                on = today - timedelta(days=today.weekday(), weeks=week)
                self._line(session, account_id, f"r{week}", on, "rent", rent)
                if week >= weeks_owed:
                    self._line(session, account_id, f"p{week}", on, "payment", -rent)
        return account_id

    def pay(self, account_id: int, pence: int, reference: str = "card") -> None:
        """A payment today."""
        with self.house.db.write() as session:
            self._line(session, account_id, reference, london_date(self.clock.now()), "payment", -pence)

    def look(self) -> None:
        """The nightly look and all that is due."""
        nightly.do_what_is_due(self.house)
        look_at_agreements(self.house)
        nightly.look_at_accounts(self.house)
        nightly.do_what_is_due(self.house)

    def look_without_jobs(self) -> None:
        """The nightly look alone; what it stores for a worker waits for one."""
        nightly.look_at_accounts(self.house)

    def pass_days(self, days: int) -> None:
        """Days go by, and each night the ledgers come in."""
        for _ in range(days):
            self.clock.move_to(self.clock.now() + timedelta(days=1))
            self.bring_in()
            self.look()

    def bring_in(self) -> None:
        """The housing system's export of today comes in: no new lines, and balances as the ledgers have them."""
        accounts, lines = table(Account), table(AccountTransaction)
        today = london_date(self.clock.now())
        known = (lines.c.account_id == accounts.c.id) & (lines.c.posted_on <= today)
        summed = select(func.coalesce(func.sum(lines.c.amount_pence), 0)).where(known).scalar_subquery()
        with self.house.db.write() as session:
            agree = accounts.c.balance_on < today
            session.execute(update(accounts).where(agree).values(balance_pence=summed, balance_on=today))

    def case_of(self, account_id: int) -> int:
        """The newest case of an account."""
        cases = table(CaseAccount)
        with self.house.db.read() as session:
            query = select(cases.c.case_id).where(cases.c.account_id == account_id).order_by(cases.c.case_id.desc())
            return int(session.execute(query.limit(1)).scalar_one())

    def step(self, case_id: int, step: str) -> dict[str, Any]:
        """The newest work item of a step in a case."""
        query = select(_item).where(_item.c.case_id == case_id, _item.c.step == step)
        with self.house.db.read() as session:
            row = session.execute(query.order_by(_item.c.opened_at.desc()).limit(1)).mappings().one()
            return dict(row)

    def complete(self, who: str, case_id: int, step: str, **answers: Any) -> None:
        """Somebody completes a step."""
        item = self.step(case_id, step)
        somebody = self.person(who)
        steps.complete(self.house, somebody, item["task_id"], answers=answers)

    @staticmethod
    def _line(session: Any, account_id: int, reference: str, on: date, kind: str, pence: int) -> None:
        values = {"account_id": account_id, "reference": reference, "posted_on": on, "kind": kind}
        session.execute(insert(table(AccountTransaction)).values(**values, amount_pence=pence, description=kind))


SHORT_STORIES = frozenset({"a_deputy", "a_small_debt", "an_agreement", "paid_in_between", "two_tenants"})
"""Of the earlier arrears procedure: a second or two for all of them."""


@cache
def earlier_book() -> Path:
    """The shipped rule book as it was before early intervention stood in place of arrears."""
    folder = Path(tempfile.mkdtemp(prefix="duecourse-book-")) / "bpmn"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    shutil.copytree(HOUSE / "bpmn", folder, ignore=shutil.ignore_patterns(EARLY))
    shutil.copytree(ARREARS, folder / "procedures" / "arrears")
    return folder


@cache
def council_book() -> Path:
    """The same of a council."""
    folder = Path(tempfile.mkdtemp(prefix="duecourse-book-")) / "bpmn"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    shutil.copytree(small_book(), folder)
    said = folder / "organisation" / "landlord.yaml"
    said.write_text(said.read_text().replace("    sample: true\n", "    sample: true\n    kind: local authority\n", 1))
    return folder


@cache
def small_book() -> Path:
    """The shipped rule book with the earlier arrears procedure alone, and the shorter of its stories.

    Each proposal of a book tells them all; the longer ones are told in ``tests/stories/test_the_earlier.py``.
    """
    folder = Path(tempfile.mkdtemp(prefix="duecourse-book-")) / "bpmn"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    shutil.copytree(HOUSE / "bpmn", folder, ignore=shutil.ignore_patterns("procedures"))
    shutil.copytree(ARREARS, folder / "procedures" / "arrears")
    said = folder / "organisation" / "landlord.yaml"
    said.write_text(re.sub(r"    kind: .*\n", "", said.read_text()))  # a landlord that says not what it is in law
    for story in (folder / "procedures" / "arrears" / "stories").iterdir():
        if story.stem not in SHORT_STORIES:
            story.unlink()
    return folder


def make_landlord(
    url: str,
    store: Path,
    clock: SimulatedClock,
    *,
    demo: bool = True,
    bpmn: Path | None = None,
    filled: Callable[[Landlord], None] | None = None,
) -> Landlord:
    """A house with its users and the procedure for rent arrears published, of its book.

    It is a copy of one that was made before with the same book at the same time: making it takes a second.

    :param url: of a database that is empty, or that a landlord was made in before
    :param filled: what is done in it first, once for all that begin with the same; the clock then stands where that
        left it
    :param bpmn: the library with which it begins; ``None``: the shipped one, of the earlier arrears procedure alone
    """
    settings = Settings(database_url=url, store=store, bpmn=bpmn or small_book(), secure_cookies=False)
    if settings.bpmn not in (small_book(), council_book(), HOUSE / "bpmn") or not _is_empty(make_url(url)):
        made = Landlord(_made(settings, clock, demo=demo), clock)
        if filled is not None:
            filled(made)
        return made
    of_url, of_store, until = _template(_server_of(make_url(url)), settings.bpmn, clock.now(), demo, filled)
    clock.move_to(until)
    _copy_database(of_url, make_url(url))
    shutil.copytree(of_store, store, dirs_exist_ok=True)
    house = build(settings, clock)
    house.follow_edition()
    return Landlord(house, clock)


def make_tables(url: str) -> None:
    """Makes all tables in a database that is empty: a copy of one in which they were made before."""
    _copy_database(_tables(_server_of(make_url(url)), len(SQLModel.metadata.tables)), make_url(url))


@cache
def _tables(server: URL | None, _count: int) -> URL:
    """A database with as many tables as are declared so far, and nothing in them."""
    folder = Path(tempfile.mkdtemp(prefix="duecourse-tables-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url = _database_of_templates(server, folder)
    database = Database(url.render_as_string(hide_password=False))
    database.create_tables()
    database.close()
    return url


def _database_of_templates(server: URL | None, folder: Path) -> URL:
    """The address of a new and empty database; on PostgreSQL it is made."""
    if server is None:
        return URL.create("sqlite", database=str(folder / "template.db"))
    url = server.set(database=f"t{uuid.uuid4().hex}")
    with _connected(server) as connection:
        connection.execute(f'CREATE DATABASE "{url.database}" {COPYING}')
    return url


def _is_empty(url: URL) -> bool:
    if url.get_backend_name() == "sqlite":
        return not Path(str(url.database)).exists()
    with _connected(url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return found == (0,)


def _server_of(url: URL) -> URL | None:
    """The server on which templates are kept; ``None``: they are files."""
    return None if url.get_backend_name() == "sqlite" else url.set(database="postgres")


def _copy_database(template: URL, to: URL) -> None:
    if to.get_backend_name() == "sqlite":
        Path(str(to.database)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(str(template.database), str(to.database))
        return
    with _connected(to.set(database="postgres")) as connection:
        connection.execute(f'DROP DATABASE "{to.database}"')
        connection.execute(f'CREATE DATABASE "{to.database}" TEMPLATE "{template.database}" {COPYING}')


def _connected(url: URL) -> "psycopg.Connection[Any]":
    return psycopg.connect(dbname=url.database, host=str(url.query["host"]), user=url.username, autocommit=True)


def _made(settings: Settings, clock: SimulatedClock, *, demo: bool) -> House:
    house = build(settings, clock)
    install(house.db, "Test Homes", clock, demo=demo)
    with house.db.write() as session:
        for username, roles in USERS.items():
            add_user(session, username, username.title(), PASSWORD, roles, clock)
        name = EARLY if (settings.bpmn / "procedures" / EARLY).exists() else "arrears"
        files = read_folder(settings.bpmn / "procedures" / name)
        put_in_force(house.runtime, session, name, files, "user:1", "user:2")
    house.follow_edition()
    return house


@cache
def _template(
    server: URL | None, bpmn: Path, at: datetime, demo: bool, filled: Callable[[Landlord], None] | None
) -> tuple[URL, Path, datetime]:
    """The database and the store of a landlord made at that time, and until when; nobody works in it any more."""
    folder = Path(tempfile.mkdtemp(prefix="duecourse-landlord-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url = _database_of_templates(server, folder)
    address = url.render_as_string(hide_password=False)
    settings = Settings(database_url=address, store=folder / "store", bpmn=bpmn, secure_cookies=False)
    clock = SimulatedClock(at)
    made = Landlord(_made(settings, clock, demo=demo), clock)
    if filled is not None:
        filled(made)
    made.house.close()
    return url, settings.store, clock.now()


def publish_folder(house: House, name: str) -> None:
    """Puts a procedure of the rule book in force, and its edition."""
    with house.db.write() as session:
        files = read_folder(HOUSE / "bpmn" / "procedures" / name)
        put_in_force(house.runtime, session, name, files, "user:1", "user:2")
    house.follow_edition()


def publish(house: House, who: Person, number: int) -> Made:
    """Somebody looks at a proposal and publishes it."""
    return procedures.publish(house, who, number, seen=procedures.examine(house, who, number).examined.sha256)


CONTACTED = {
    "channel": "Phone",
    "reached": True,
    "cause": "Other debts",
    "circumstances": "Two jobs, one lost",
    "difficulty_reading": False,
    "vulnerable": False,
    "agreement_reached": False,
}
BENEFITS = {
    "benefit": "None",
    "claim_state": "Not entitled",
    "direct_payment": "Not suitable",
    "help_offered": ["Debt advice"],
}
CHECKLIST: dict[str, Any] = {
    **dict.fromkeys(
        (
            "contacted_each_tenant",
            "affordable_sum",
            "statements_sent",
            "direct_payment_arranged",
            "benefit_help_offered",
            "advice_signposted",
            "understood",
            "vulnerability_considered",
        ),
        "Yes",
    ),
    "benefit_claim_outstanding": False,
    "alternatives": "A plan was offered twice.",
    "evidence": "The contact log.",
}
PREPARE = {
    "notice_decision": "prepare",
    "equality_considered": True,
    "proportionate": "The debt grows, and help was not taken up.",
    "reasons": "Nothing less drastic is left to try.",
}
