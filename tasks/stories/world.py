"""The small world in which a story is told: a house of its own with a tenancy, four people and a clock."""

import atexit
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from cases.agreements.authority import NewParty
from cases.agreements.making import NewAgreement, take_over
from cases.agreements.starting import NewDebt
from cases.agreements.tables import Agreement
from cases.agreements.words import AgreementStatus, Authority, Frequency
from cases.facts import tenants_of
from cases.tables import Account, AccountParty, AccountTransaction, Customer
from cases.tenancies.tables import TenancyTerms
from documents.printing import Printed
from tasks.assembly import House, build, install
from tasks.people import Person, person_of
from tasks.stories.companions import companions
from tasks.stories.reading import PEOPLE, Story
from tasks.tables import User
from workflows.clock import LONDON, SimulatedClock
from workflows.db import Database, table
from workflows.editions import Book
from workflows.evidence import new_chain
from workflows.evidence.keys import FILE as KEY_FILE
from workflows.evidence.keys import load_or_make
from workflows.migrations import make_or_refuse
from workflows.prepared import Prepared
from workflows.proofs.certificate import Examined
from workflows.settings import Settings

ACCOUNT = "100042"
_account, _customer, _party = table(Account), table(Customer), table(AccountParty)
_transaction, _user, _agreement = table(AccountTransaction), table(User), table(Agreement)
_terms = table(TenancyTerms)

_until = bindparam("b_until", type_=_account.c.balance_on.type)
_balance = select(func.coalesce(func.sum(_transaction.c.amount_pence), 0)).where(_transaction.c.posted_on <= _until)
_named = Prepared(select(_user).where(_user.c.username == bindparam("b_username")))
_fresh = Prepared(update(_account).values(balance_pence=_balance.scalar_subquery(), balance_on=_until))


@contextmanager
def world(settings: Settings, book: Book, story: Story, name: str, examined: Examined) -> Iterator[House]:
    """A house in which a procedure is published, with its companions, and a tenancy stands; nothing of it is left
    afterwards.

    :param book: the rule book with the procedure as it is tried
    :param examined: what was found of it, lawful or not
    """
    with tempfile.TemporaryDirectory(prefix="duecourse-story-") as folder:
        Path(folder, KEY_FILE).write_bytes(_key())
        clock = SimulatedClock(datetime.combine(story.on, time(9), LONDON).astimezone(UTC))
        db = _fresh_database()
        own = replace(settings, database_url=db.url.render_as_string(), store=Path(folder))
        house = build(own, clock, book=book, press=_unprinted, db=db)
        try:
            others = companions(house.runtime, book, name)
            by = {"proposed_by": "user:1", "published_by": "user:3"}
            with house.db.write() as session:
                for each, found in {**others, name: examined}.items():
                    # Nobody rechecks a world that is thrown away, and the sets are most of what a certificate holds.
                    brief = replace(found, certificate={**found.certificate, "closed": {}})
                    house.runtime.procedures.add(session, each, book.procedure(each), brief, clock, **by)
            _tenancy(house, story)
            yield house
        finally:
            house.close()


def _fresh_database() -> Database:
    """This thread's database of stories, as if nothing had ever happened in it.

    One for all stories of a thread: what SQLAlchemy has compiled for it need not be compiled for each.
    """
    db: Database | None = getattr(_of_thread, "db", None)
    if db is None:
        folder = Path(tempfile.mkdtemp(prefix="duecourse-stories-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        db = _of_thread.db = Database(f"sqlite:///{folder / 'story.db'}", lasting=False)
    file = Path(db.url.database or "")
    for beside in ("-wal", "-shm", "-journal"):
        file.with_name(f"{file.name}{beside}").unlink(missing_ok=True)
    file.write_bytes(_peopled())
    return db


_of_thread = threading.local()


@cache
def _key() -> bytes:
    """The key of every story's record, made once a process: nobody relies on what it signs."""
    with tempfile.TemporaryDirectory(prefix="duecourse-story-") as folder:
        load_or_make(Path(folder))
        return Path(folder, KEY_FILE).read_bytes()


@cache
def _peopled() -> bytes:
    """A database in which nothing stands but the people of stories, made once a process."""
    with tempfile.TemporaryDirectory(prefix="duecourse-story-") as folder:
        file, clock = Path(folder) / "story.db", SimulatedClock(datetime(2000, 1, 1, tzinfo=UTC))
        db = Database(f"sqlite:///{file}")
        make_or_refuse(db)
        install(db, "A landlord", clock, demo=True)
        with db.write() as session:
            for username, roles in PEOPLE.values():
                chain_id = new_chain(session, f"user/{username}")
                values = {"username": username, "name": username.title(), "password_hash": "!", "patches": ""}
                stands = {"roles": " ".join(roles), "active": True, "demo": True, "chain_id": chain_id}
                session.execute(insert(_user).values(**values, **stands))
        db.close()
        return file.read_bytes()


def somebody(house: House, who: str) -> Person:
    """One of the story's people."""
    with house.db.read() as session:
        (row,) = _named.all(session, {"b_username": PEOPLE[who][0]})
    return person_of(row._asdict())


def pay(house: House, pence: int, on: date) -> None:
    """The tenants pay."""
    with house.db.write() as session:
        session.execute(insert(_transaction).values(**_line(on, "payment", -pence, f"paid {on} {pence}")))


def bring_in(house: House, story: Story, on: date) -> None:
    """A day's export comes in, as every night: the rent of a week, if it is its day, and the ledger till then."""
    with house.db.write() as session:
        if (on - story.on).days % 7 == 0:
            session.execute(insert(_transaction).values(**_line(on, "rent", story.weekly_rent, f"rent {on}")))
        _fresh.run(session, {"b_until": on - timedelta(days=1)})


def agree(house: House, pence: int, every: str, first_due: date) -> None:
    """The tenants agree to pay so much each time on top of the rent, as if at a call."""
    with house.db.write() as session:
        account = int(session.execute(select(_account.c.id)).scalar_one())
        people = [NewParty(tenant.id, Authority.AS_RECORDED) for tenant in tenants_of(session, account)]
        new = NewAgreement(
            parties=people,
            debts=[NewDebt(account, pence)],
            frequency=Frequency(every),
            first_due=first_due,
            without_budget="Said in a story.",
        )
        take_over(session, new, house.standards, "story", house.runtime.clock.now())


def standing_agreement(house: House) -> int | None:
    """The number of the agreement that stands; ``None``: none does."""
    with house.db.read() as session:
        query = select(_agreement.c.id).where(_agreement.c.status == AgreementStatus.LIVE)
        return session.execute(query.order_by(_agreement.c.id.desc()).limit(1)).scalar()


def die(house: House, name: str, on: date) -> bool:
    """A tenant's death is recorded; says whether there is such a tenant."""
    family = name.rsplit(maxsplit=1)[-1]
    with house.db.write() as session:
        done = session.execute(update(_customer).where(_customer.c.family_name == family).values(date_of_death=on))
        return bool(done.rowcount)  # type: ignore[attr-defined]


def _tenancy(house: House, story: Story) -> None:
    lines = [
        _line(story.on - timedelta(weeks=week), "rent", story.weekly_rent, f"rent {week}")
        for week in range(story.weeks_owed)
    ]
    with house.db.write() as session:
        values = {
            "id": 1,
            "reference": ACCOUNT,
            "kind": "rent",
            "tenure": story.tenure,
            "address": "12 Mill Lane\nNewbridge",
            "postcode": "NB1 2AB",
            "tenancy_start": story.began,
            "rent_pence": story.weekly_rent,
            "rent_period": "weekly",
            "patch": "",
            "balance_pence": sum(line["amount_pence"] for line in lines if line["posted_on"] < story.on),
            "balance_on": story.on - timedelta(days=1),
        }
        session.execute(insert(_account).values(**values))
        for number, tenant in enumerate(story.tenants, 1):
            session.execute(insert(_customer).values(id=number, reference=f"C{number}", **_person(tenant)))
            session.execute(insert(_party).values(account_id=1, customer_id=number))
        if lines:
            session.execute(insert(_transaction), lines)
        if story.rent_begins is not None:
            values = {"account_id": 1, "tenure": story.tenure, "from_on": story.began, "rent_begins": story.rent_begins}
            by = {"told": True, "recorded_by": "story", "recorded_at": house.runtime.clock.now()}
            session.execute(insert(_terms).values(**values, **by))


def _person(row: Mapping[str, Any]) -> dict[str, Any]:
    title, *given, family = str(row["name"]).split() if len(str(row["name"]).split()) > 1 else ("", str(row["name"]))
    who, _, role = str(row.get("represented_by", "")).partition(", ")
    return {
        **dict.fromkeys(("email", "phone", "representative_evidence", "postcode"), ""),
        "title": title,
        "given_name": " ".join(given),
        "family_name": family,
        "address": str(row.get("address", "")),
        "large_print": bool(row.get("large_print", False)),
        "representative_name": who,
        "representative_role": role,
        "representative_address": "2 Castle Street\nNewbridge\nNB1 1AA" if who else "",
    }


def _line(on: date, kind: str, amount: int, reference: str) -> dict[str, Any]:
    values = {"account_id": 1, "reference": reference, "posted_on": on, "kind": kind}
    return {**values, "amount_pence": amount, "description": kind}


def _unprinted(html: str, _size: str, _identifier: bytes) -> Printed:
    """The page's words for a PDF: what is told of a document is what it says."""
    return Printed(html.encode(), 1)
