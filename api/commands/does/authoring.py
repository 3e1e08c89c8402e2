"""What the commands for authors do: facts, new-procedure."""

import json
from pathlib import Path

from rich.table import Table

from api.commands.door import out
from tasks.catalogue import catalogue
from tasks.scaffold import write_procedure
from workflows.settings import Settings


def facts(as_json: bool) -> None:
    """Lists the catalogue; see the command."""
    listed = catalogue()
    if as_json:
        out.print_json(json.dumps([each._asdict() for each in listed]))
        return
    for of in dict.fromkeys(each.of for each in listed):
        rows = [each for each in listed if each.of == of]
        table = Table("Fact", "Type", "Means", title=of, title_justify="left")
        if dated := any(each.source for each in rows):
            table.add_column("From")
            table.add_column("As of")
        for each in rows:
            table.add_row(each.name, each.type, each.means, *([each.source, each.as_of] if dated else []))
        out.print(table)


def new_procedure(name: str, into: Path | None) -> None:
    """Writes a folder; see the command."""
    folder = write_procedure(into or Settings.from_environment().bpmn / "procedures", name)
    out.print(f"{folder} is written. Check it with: duecourse check {name}")
