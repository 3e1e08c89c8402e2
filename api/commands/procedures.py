"""Commands about procedures: deploy, picture."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.door import app


@app.command()
def deploy(
    name: Annotated[str, typer.Argument(help="A folder of bpmn/procedures; all of them if left out.")] = "",
    organisation: Annotated[str, typer.Option(help="Whose database this is (first time only).")] = "Our organisation",
    user: Annotated[str, typer.Option(help="Who proposes it; this machine's system if left out.")] = "",
    password: Annotated[str, typer.Option(help="Of that user; asked for if left out.")] = "",
) -> None:
    """Proposes procedures for publication, once they are proved; another person publishes them with `approve`."""
    from api.commands.does import procedures

    procedures.deploy(name, organisation, user, password)


@app.command()
def picture(
    name: Annotated[str, typer.Argument(help="A folder of bpmn/procedures.")],
    to: Annotated[Path, typer.Argument(help="The SVG file to write.")],
) -> None:
    """Draws a procedure as an SVG file."""
    from api.commands.does import procedures

    procedures.picture(name, to)
