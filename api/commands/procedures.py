"""Commands about procedures: deploy, picture."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.door import app, out
from api.commands.opening import open_house
from tasks.assembly import install
from tasks.people import PUBLISHERS, people, sign_in
from workflows import diagrams
from workflows.diagrams.picture import draw_alone
from workflows.errors import Malformed, Refused
from workflows.runtime.procedures import read_folder
from workflows.runtime.publishing import NothingNew, propose, record_refusal
from workflows.settings import Settings


class ProposerMissing(Malformed):
    """Somebody must propose it."""


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
    by = "system"
    with house.db.read() as session:
        anybody = people(session)
    if anybody and not user:
        raise ProposerMissing("Say who proposes it: --user NAME. Only who sets a house up proposes without a name.")
    if user:
        password = password or typer.prompt("Password", hide_input=True)
        _secret, person = sign_in(house.db, house.runtime.clock, user, password, "command line", "token")
        person.must(*PUBLISHERS)
        by = person.actor
    folder = house.settings.bpmn / "procedures"
    for each in [name] if name else sorted(path.name for path in folder.iterdir() if path.is_dir()):
        files = read_folder(folder / each)
        try:
            with house.db.write() as session:
                proposal = propose(house.runtime, session, each, files, by)
        except NothingNew as same:
            out.print(f"{each}: {same.sentence}", markup=False)
            continue
        except Refused as refused:
            with house.db.write() as session:
                record_refusal(house.runtime, session, each, by, refused)
            raise
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
