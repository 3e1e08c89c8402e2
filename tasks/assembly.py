"""Putting the house together: what both doors build once and pass down."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from sqlalchemy import insert, make_url, select, update
from sqlmodel import Session

from cases.agreements.tables import Agreement, AgreementDebt, AgreementEvent, AgreementParty
from cases.benefits.tables import BenefitChaser, BenefitClaim, DirectPaymentRequest
from cases.budgets.tables import Budget, BudgetDebt, BudgetLine, BudgetPerson
from cases.confirming import LawConfirmation
from cases.consulting.tables import Consultation
from cases.facts import facts_if_any
from cases.holds import why_held
from cases.law import Law
from cases.organisation import Organisation
from cases.risks.tables import RiskEntry
from cases.standards import Standards
from cases.statements.tables import StatementSent
from cases.subjects import SubjectsOfCases
from cases.undone.tables import ActUndone
from documents.letter import Press
from documents.library import Library
from documents.printing import print_pdf
from documents.register import Store
from tasks.attaching import Files
from tasks.organisation import must_serve
from tasks.readings import law_of, library_of, organisation_of, read_book
from tasks.work import Work
from workflows.clock import Clock, MachineClock, SimulatedClock, london_date
from workflows.db import Database, table
from workflows.diagrams.fixing import Fixed
from workflows.editions import Book
from workflows.editions.changes import Changes
from workflows.errors import NotFound, Refused
from workflows.evidence import NewEntry, Sealer, append, new_chain
from workflows.evidence.kinds import Kind
from workflows.migrations import make_or_refuse
from workflows.proofs.basis import Basis
from workflows.rows import row_of
from workflows.runtime.house import Runtime
from workflows.runtime.jobs import JobPort, RowsOnly
from workflows.runtime.rows import InstallationRow
from workflows.runtime.tables import Installation
from workflows.settings import Settings

_installation = table(Installation)
OTHER_TABLES = (
    LawConfirmation,
    ActUndone,
    *(Agreement, AgreementDebt, AgreementEvent, AgreementParty),
    *(BenefitChaser, BenefitClaim, DirectPaymentRequest),
    *(Budget, BudgetDebt, BudgetLine, BudgetPerson),
    *(Consultation, RiskEntry, StatementSent),
)
"""What nothing here reads, and a database that is made from here has all the same."""


class NothingThere(NotFound):
    """No store and no database is there."""


class NotInstalled(Refused):
    """This database is not set up yet."""


class Examiner(Protocol):
    """Examines changes of the rule book somewhere else, within limits."""

    def find(self, changes: Changes, basis: Basis, clock: Clock) -> None:
        """Examines changes of the rule book in force; what is found is then known here."""
        ...

    def repaired(self, content: bytes, name: str, outside: bool) -> Fixed:
        """A diagram that has no neighbours, repaired as far as can be."""
        ...

    def close(self) -> None:
        """Ends what it began."""
        ...


@dataclass
class House:
    """One installation, put together.

    :ivar book: the rule book in force here, ``law`` its tables of law and ``library`` its documents
    :ivar apart: examines what people upload in a process of its own; ``None``: it is examined in this one
    """

    settings: Settings
    db: Database
    runtime: Runtime
    work: Work
    law: Law
    sealer: Sealer
    store: Store
    book: Book
    library: Library
    organisation: Organisation
    apart: Examiner | None = None

    @property
    def standards(self) -> Standards:
        """What facts are measured by."""
        return Standards.of(self.law, self.organisation)

    def follow_edition(self) -> None:
        """Takes up the edition that was published last, by whichever process."""
        with self.db.read() as session:
            self.runtime.follow_edition(session)

    def close(self) -> None:
        """Gives the database connections back."""
        if self.apart is not None:
            self.apart.close()
        self.db.close()


def must_be_there(settings: Settings) -> None:
    """Refuses where there is no store or no database yet, before one is made: for what only looks.

    :raises NothingThere: a folder or a file is missing
    """
    url = make_url(settings.database_url)
    file = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else settings.store
    for path in (settings.store, file):
        if not path.exists():
            raise NothingThere(
                f"There is nothing at {path}, so nothing was looked at or made. Let DUECOURSE_STORE and "
                f"DUECOURSE_DATABASE name those of your installation."
            )


def build(
    settings: Settings,
    clock: Clock | None = None,
    jobs: JobPort | None = None,
    *,
    book: Book | None = None,
    press: Press = print_pdf,
    db: Database | None = None,
) -> House:
    """Puts the house together.

    :param book: the rule book, where another than the edition in force is tried; ``None``: that one, or the library of
        the settings as long as none was published
    :param press: what prints pages
    :param db: the database of the settings, where it was opened already
    :param clock: ``None``: the clock that the database's installation says (a simulated one, once it was used)
    :raises DatabaseOlder: it must be upgraded first
    :raises DatabaseNewer: a later program made it
    """
    db = db if db is not None else Database(settings.database_url)
    try:
        make_or_refuse(db)
    except Refused:
        db.close()
        raise
    if clock is None:
        with db.read() as session:
            clock = clock_of(session)
    begun_with = book if book is not None else Book.of_folder(settings.bpmn)
    house: House  # put together last, of parts that ask it for what is in force
    read = partial(read_book, settings, press, lambda: house)
    reading = read(begun_with)

    def taken_up(now: Book) -> None:
        house.book, house.law, house.library, house.organisation = (
            now,
            law_of(now),
            library_of(now),
            organisation_of(now),
        )
        house.work.organisation = house.organisation

    runtime = Runtime(
        db=db,
        clock=clock,
        vocabulary=reading.vocabulary,
        handlers=reading.handlers,
        rules=reading.rules,
        holds=lambda session, case_id, kinds: why_held(
            session, case_id, london_date(clock.now()), house.organisation.holds, kinds
        ),
        jobs=jobs or RowsOnly(),
        law=reading.law,
        facts=lambda session, case_id, on, only=None: facts_if_any(session, case_id, on, house.standards, only),
        subjects=SubjectsOfCases(),
        levels=reading.levels,
        periods=reading.periods,
        endings=reading.endings,
        book=begun_with,
        read_book=read,
        taken_up=taken_up,
    )
    house = House(
        settings=settings,
        db=db,
        runtime=runtime,
        work=Work(runtime, organisation_of(begun_with), Files(settings.store)),
        law=law_of(begun_with),
        sealer=Sealer(settings.store),
        store=Store(settings.store / "documents"),
        book=begun_with,
        library=library_of(begun_with),
        organisation=organisation_of(begun_with),
    )
    try:
        with db.read() as session:
            if book is None:
                runtime.follow_edition(session)
            must_serve(session, house.organisation)
    except Refused:
        db.close()
        raise
    return house


def install(db: Database, organisation: str, clock: Clock, *, demo: bool = False) -> None:
    """Sets a database up for an organisation; does nothing where that was done."""
    with db.write() as session:
        if session.execute(select(_installation.c.id)).first() is None:
            chain_id = new_chain(session, "organisation")
            simulated = clock.now() if clock.simulated else None
            values = {"organisation": organisation, "demo": demo, "simulated_at": simulated, "chain_id": chain_id}
            session.execute(insert(_installation).values(id=1, **values))
            said = {"organisation": organisation, "demo": demo}
            append(session, chain_id, [NewEntry(Kind.INSTALLATION_SET_UP, "system", clear=said)], clock)


def installation(session: Session) -> InstallationRow:
    """The installation's row.

    :raises NotInstalled: the database is not set up yet
    """
    row = session.execute(select(_installation)).mappings().one_or_none()
    if row is None:
        raise NotInstalled("This database is not set up yet. Set it up with: duecourse deploy")
    return row_of(InstallationRow, row)


def keep_simulated_time(session: Session, clock: SimulatedClock) -> None:
    """Notes where the simulated clock stands; the mark that it was ever used stays for ever."""
    session.execute(update(_installation).values(simulated_at=clock.now()))


def clock_of(session: Session) -> Clock:
    """The clock that the installation says: a simulated one, once it was used."""
    at = session.execute(select(_installation.c.simulated_at)).scalar()
    return SimulatedClock(at) if at is not None else MachineClock()
