"""The demo's door: prepares it, tells it, and names its log-ins."""

import shutil
from datetime import date
from pathlib import Path
from textwrap import fill

from rich.console import Console
from rich.progress import Progress
from sqlalchemy import func, select

from tasks import nightly
from tasks.assembly import House, build, install, installation
from tasks.upgrading import upgrade
from tools.demo.book import publish_book
from tools.demo.playing import PASSWORD, PEOPLE, add_people, first_moment, play
from tools.demo.tenancy import END
from tools.demo.tour import tour
from workflows.clock import LONDON, SimulatedClock, london_date, machine_now
from workflows.db import table
from workflows.errors import Refused
from workflows.migrations import DatabaseOlder
from workflows.runtime import threats
from workflows.runtime.tables import CaseFile, WorkItem
from workflows.runtime.words import CaseStatus, ItemStatus
from workflows.settings import Settings

_item, _case = table(WorkItem), table(CaseFile)
MARK = "this-is-a-duecourse-demo"


class NotADemo(Refused):
    """The folder holds something else."""


def prepare(folder: Path, *, reset: bool, progress: Progress) -> House:
    """Makes the demo, or opens the one that is there.

    :raises NotADemo: the folder is not empty and holds no demo of ours
    """
    mark = folder / MARK
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise NotADemo(f"{folder} is not empty and holds no demo. Give another folder with --folder.")
    if reset and folder.exists():
        shutil.rmtree(folder)
    finished = folder / "finished"
    if folder.exists() and not finished.exists():
        shutil.rmtree(folder)  # an earlier start was interrupted half-way
    settings = Settings(
        database_url=f"sqlite:///{folder / 'store' / 'duecourse.db'}",
        store=folder / "store",
        host="127.0.0.1",
        port=Settings.from_environment().port,
        secure_cookies=False,  # plain HTTP on this machine alone
    )
    if finished.exists():
        return _opened(settings, folder)
    folder.mkdir(parents=True)
    mark.touch()
    clock = SimulatedClock(first_moment())
    house = build(settings, clock)
    install(house.db, "Newbridge Homes (demo)", clock, demo=True)
    add_people(house)
    proving = progress.add_task("Proving the rule book, a minute", total=1)
    publish_book(house)
    progress.update(proving, completed=1)
    bar = progress.add_task("Living through three months", total=None)

    def told(day: date, done: int, days: int) -> None:
        progress.update(bar, completed=done, total=days, description=f"{day:%a %-d %b %Y}")

    play(house, folder / "exports", told)
    threats.look(house.runtime)
    nightly.seal(house)
    finished.touch()
    return house


def _opened(settings: Settings, folder: Path) -> House:
    """The demo that is there; one that an earlier version made is upgraded first, with a backup beside it."""
    try:
        return build(settings)
    except DatabaseOlder:
        copy = folder / f"before-upgrade-{machine_now():%Y%m%d-%H%M%S}"
        upgrade(settings, copy, no_backup=False, passphrase=lambda: PASSWORD)
        return build(settings)


def tell(house: House, out: Console) -> None:
    """Prints the three cases of the tour and how the work stands."""
    for heading, lines in tour(house):
        out.print()
        out.print(heading, style="bold", markup=False)
        for line in lines:
            out.print(fill(line, 110, initial_indent="  ", subsequent_indent="  "), markup=False)
    with house.db.read() as session:
        open_steps = session.execute(
            select(_item.c.name, func.count()).where(_item.c.status == ItemStatus.OPEN).group_by(_item.c.name)
        ).all()
        ended = session.execute(
            select(_case.c.outcome, func.count()).where(_case.c.status == CaseStatus.CLOSED).group_by(_case.c.outcome)
        ).all()
        waiting = session.execute(
            select(func.count()).select_from(_case).where(_case.c.status == CaseStatus.OPEN)
        ).scalar_one()
    out.print()
    out.print(f"{waiting} cases are open. Steps that wait for a person:", style="bold")
    for name, count in sorted(open_steps):
        out.print(f"  {count:4}  {name}", markup=False)
    out.print("Cases that have ended:", style="bold")
    for outcome, count in sorted(ended):
        out.print(f"  {count:4}  {outcome.replace('_', ' ')}", markup=False)


def log_ins(house: House, out: Console) -> None:
    """Prints where to look, and as whom."""
    with house.db.read() as session:
        row = installation(session)
    settings = house.settings
    today = london_date(house.runtime.clock.now())
    out.print()
    out.print(f"{row.organisation} is served at http://{settings.host}:{settings.port}", style="bold")
    out.print(f"Its clock stands at {house.runtime.clock.now().astimezone(LONDON):%A %-d %B %Y}.")
    if today >= END:
        folder = settings.store.parent
        out.print(f"Move it on with: DUECOURSE_STORE={folder}/store .venv/bin/duecourse clock +1d", markup=False)
    out.print(f"Sign in with the password {PASSWORD} as:")
    for username, name, roles in PEOPLE:
        out.print(f"  {username:6} {name}, {' and '.join(role.replace('_', ' ') for role in roles)}", markup=False)
    out.print("Stop with Ctrl-C. `make demo` goes on from here; `make demo-reset` begins again.")
