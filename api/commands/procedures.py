"""Commands about procedures: deploy, picture."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.door import app, out
from api.commands.opening import open_house, who
from tasks.acts import procedures
from tasks.assembly import install
from workflows import diagrams
from workflows.diagrams.picture import draw_alone
from workflows.runtime.procedures import read_folder
from workflows.runtime.publishing import NothingNew
from workflows.settings import Settings


@app.command()
def deploy(
    name: Annotated[str, typer.Argument(help="A folder of bpmn/procedures; all of them if left out.")] = "",
    organisation: Annotated[str, typer.Option(help="Whose database this is (first time only).")] = "Our organisation",
    user: Annotated[str, typer.Option(help="Who proposes it; this machine's system if left out.")] = "",
    password: Annotated[str, typer.Option(help="Of that user; asked for if left out.")] = "",
) -> None:
    """Proposes procedures for publication, once they are proved; another person publishes them with `approve`."""
    house = open_house()
    install(house.db, organisation, house.runtime.clock)
    person = who(house, user, password)
    folder = house.settings.bpmn / "procedures"
    for each in [name] if name else sorted(path.name for path in folder.iterdir() if path.is_dir()):
        try:
            proposal = procedures.propose(house, person, each, files=read_folder(folder / each))
        except NothingNew as same:
            out.print(f"{each}: {same.sentence}", markup=False)
            continue
        out.print(
            f"{each} is proved and proposed ({proposal.sha256[:12]}). Another person publishes it, in the pages or:"
        )
        out.print(f"  duecourse approve {each} --user NAME", markup=False)


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
