"""Putting the house together: what both doors build once and pass down."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import insert, make_url, select, update
from sqlmodel import Session

from cases.holds import why_held
from cases.law import Law
from documents.register import Store
from tasks.forms import Form
from tasks.people import LANES
from tasks.steps import all_steps
from tasks.work import Work
from workflows.clock import Clock, MachineClock, SimulatedClock, london_date
from workflows.db import Database, table
from workflows.diagrams.vocabulary import Step, Vocabulary
from workflows.errors import Malformed, NotFound, Refused
from workflows.evidence import NewEntry, Sealer, append, new_chain
from workflows.evidence.kinds import Kind
from workflows.migrations import make_or_refuse
from workflows.proofs.rules import Rules, read_rules
from workflows.rows import row_of
from workflows.runtime.handlers import Handlers
from workflows.runtime.house import Runtime
from workflows.runtime.jobs import JobPort, RowsOnly
from workflows.runtime.rows import InstallationRow
from workflows.runtime.tables import Installation
from workflows.settings import Settings

_installation = table(Installation)


class NothingThere(NotFound):
    """No store and no database is there."""


class NotInstalled(Refused):
    """This database is not set up yet."""


class VocabularyUnreadable(Malformed):
    """The vocabulary of steps cannot be read."""


@dataclass
class House:
    """One installation, put together."""

    settings: Settings
    db: Database
    runtime: Runtime
    work: Work
    law: Law
    sealer: Sealer
    store: Store

    def close(self) -> None:
        """Gives the database connections back."""
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


def build(settings: Settings, clock: Clock | None = None, jobs: JobPort | None = None) -> House:
    """Puts the house together.

    :param clock: ``None``: the clock that the database's installation says (a simulated one, once it was used)
    :raises DatabaseOlder: it must be upgraded first
    :raises DatabaseNewer: a later program made it
    """
    db = Database(settings.database_url)
    try:
        make_or_refuse(db)
    except Refused:
        db.close()
        raise
    law = Law(settings.bpmn / "law")
    if clock is None:
        clock = _clock_of(db)
    handlers = all_steps(settings, law)
    vocabulary, rules = read_vocabulary(settings.bpmn, law, handlers)
    runtime = Runtime(
        db=db,
        clock=clock,
        vocabulary=vocabulary,
        handlers=handlers,
        rules=rules,
        holds=lambda session, case_id: why_held(session, case_id, london_date(clock.now())),
        jobs=jobs or RowsOnly(),
        hashes=basis_hashes(settings.bpmn),
    )
    return House(
        settings=settings,
        db=db,
        runtime=runtime,
        work=Work(runtime),
        law=law,
        sealer=Sealer(settings.store),
        store=Store(settings.store / "documents"),
    )


def read_vocabulary(bpmn: Path, law: Law, handlers: Handlers) -> tuple[Vocabulary, Rules]:
    """Reads ``steps.yaml``, the forms' fields and the rules.

    :raises VocabularyUnreadable: a step lacks something
    """
    try:
        content = yaml.safe_load((bpmn / "steps.yaml").read_text(encoding="utf-8"))
        steps = {
            row["id"]: Step(
                id=row["id"],
                who=row["who"],
                means=row["means"],
                law=row.get("law", ""),
                enforcement=bool(row.get("enforcement", False)),
            )
            for row in content["steps"]
        }
        events = [row["id"] for row in content["events"]]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise VocabularyUnreadable(f"steps.yaml cannot be read as a list of steps: {error!r}") from error
    forms = {
        path.stem: frozenset(Form.read(path.stem, path.read_bytes()).fields)
        for path in sorted(bpmn.glob("procedures/*/forms/*.json"))
    }
    operations: dict[str, Any] = dict.fromkeys(handlers.inline, "inline") | dict.fromkeys(handlers.jobs, "job")
    vocabulary = Vocabulary(
        steps=steps,
        roles=frozenset(LANES) | {"System"},
        forms=forms,
        functions=law.functions(),
        handlers=operations,
        read_form=lambda name, content: frozenset(Form.read(name, content).fields),
    )
    return vocabulary, read_rules(bpmn / "rules", [*steps, *events])


def basis_hashes(bpmn: Path) -> dict[str, str]:
    """The hashes of what procedures are examined with: vocabulary, rules, tables of law; path in ``bpmn`` → SHA-256."""
    paths = [bpmn / "steps.yaml", *sorted(bpmn.glob("rules/*.y*ml")), *sorted(bpmn.glob("law/*.y*ml"))]
    return {path.relative_to(bpmn).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


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


def _clock_of(db: Database) -> Clock:
    with db.read() as session:
        at = session.execute(select(_installation.c.simulated_at)).scalar()
    return SimulatedClock(at) if at is not None else MachineClock()
