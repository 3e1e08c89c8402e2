"""Commands about procedures: deploy, picture."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.door import app, open_house, out
from tasks.assembly import install
from workflows import diagrams
from workflows.diagrams.picture import draw_alone
from workflows.runtime.procedures import read_folder
from workflows.settings import Settings


@app.command()
def deploy(
    name: Annotated[str, typer.Argument(help="A folder of bpmn/procedures; all of them if left out.")] = "",
    organisation: Annotated[str, typer.Option(help="Whose database this is (first time only).")] = "Our organisation",
) -> None:
    """Publishes procedures: a changed one becomes a new version; running cases stay on theirs."""
    house = open_house()
    install(house.db, organisation, house.runtime.clock)
    folder = house.settings.bpmn / "procedures"
    for each in [name] if name else sorted(path.name for path in folder.iterdir() if path.is_dir()):
        files = read_folder(folder / each)
        with house.db.write() as session:
            published = house.runtime.procedures.publish(session, each, files, "system", house.runtime.clock)
        state = "published" if published.new else "is published already"
        out.print(f"{each}: version {published.number} {state} ({published.sha256[:12]}).")


@app.command()
def picture(
    name: Annotated[str, typer.Argument(help="A folder of bpmn/procedures.")],
    to: Annotated[Path, typer.Argument(help="The SVG file to write.")],
) -> None:
    """Draws a procedure as an SVG file."""
    folder = Settings.from_environment().bpmn / "procedures" / name
    path = folder / f"{name}.bpmn"
    drawn = diagrams.read(read_folder(folder)[path.name], path.name)
    to.write_text(draw_alone(drawn, name, f"The procedure {name}"), encoding="utf-8")
    out.print(f"{to} is written.")
