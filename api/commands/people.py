"""Commands that let people and data in: add-user, import."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.commands.door import app, out
from api.commands.opening import open_house
from cases.importing import Mapping, import_folder
from tasks.assembly import installation
from tasks.people import add_user


@app.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(help="Holds customers.csv, accounts.csv, transactions.csv, or some.")],
    mapping: Annotated[Path | None, typer.Option(help="Which column is which: see bpmn/mappings.")] = None,
    report: Annotated[Path, typer.Option(help="Where refused rows and disagreeing balances are listed.")] = Path(
        "import-report.csv"
    ),
) -> None:
    """Imports exports of the housing system. Every good row is kept; importing again changes nothing."""
    house = open_house()
    read = Mapping.read(mapping or house.settings.bpmn / "mappings" / "standard.yaml")
    with Progress(TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn(), console=out) as progress:
        bars: dict[str, Any] = {}

        def told(kind: str, rows: int) -> None:
            if kind not in bars:
                bars[kind] = progress.add_task(kind, total=None)
            progress.update(bars[kind], completed=rows)

        done = import_folder(house.db, folder, read, "system", house.runtime.clock, told)
    shown = Table("", "rows", "added", "changed", "as they were", "refused")
    for kind, tally in done.tallies.items():
        numbers = (tally.rows, tally.added, tally.changed, tally.unchanged, tally.refused)
        shown.add_row(kind, *(f"{number:,}" for number in numbers))
    out.print(shown)
    if done.refused or done.disagreeing:
        done.write(report)
        out.print(
            f"{len(done.refused):,} refused rows and {len(done.disagreeing):,} balances that disagree with their "
            f"ledger are listed in {report}."
        )


@app.command("add-user")
def add_user_(
    username: str,
    name: Annotated[str, typer.Option(prompt=True)],
    roles: Annotated[str, typer.Option(prompt=True, help="Joined by commas: officer, team_leader, …")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Adds somebody who may sign in."""
    house = open_house()
    with house.db.write() as session:
        installation(session)
        add_user(session, username, name, password, [r.strip() for r in roles.split(",")], house.runtime.clock)
    out.print(f"{username} may sign in.")
