"""What the commands for authors do: facts, new-procedure."""

import json
from pathlib import Path

from rich.table import Table

from api.commands.does.opening import open_house
from api.commands.door import out
from tasks.catalogue import catalogue
from tasks.scaffold import write_procedure
from workflows.clock import london_date
from workflows.runtime.mending import mend as find_changes
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


def mend(name: str, write: bool) -> None:
    """Finds changes, and writes them if that is asked for; see the command."""
    house = open_house(folder=True)
    day, before = london_date(house.runtime.clock.now()), house.book.procedure(name)
    found = find_changes(house.runtime.in_force.reading, house.book, name, before, day)
    for rule, sentence in found.changes:
        out.print(f"{rule}: {sentence}")
    for rule, sentence in found.left:
        out.print(f"{rule} stays broken, and no small change was found. {sentence}")
    if not found.changes and not found.left:
        out.print(f"{name} keeps every rule as it is.")
    folder = house.settings.bpmn / "procedures" / name
    changed = {path: content for path, content in found.files.items() if content != before.get(path)}
    for path, content in changed.items() if write else ():
        (folder / path).write_bytes(content)
        out.print(f"{folder / path} is written. Read it, then: duecourse check {name}")
    if changed and not write:
        out.print("Nothing is written. With --write they are written into the folder.")


def new_procedure(name: str, into: Path | None) -> None:
    """Writes a folder; see the command."""
    folder = write_procedure(into or Settings.from_environment().bpmn / "procedures", name)
    out.print(f"{folder} is written. Check it with: duecourse check {name}")
