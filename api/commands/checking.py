"""Commands about the law: check, certificate, approve."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.door import app


@app.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(help="Folders of bpmn/procedures; all if left out.")] = None,
    on: Annotated[str, typer.Option(help="The day whose law counts, like 2026-11-22; today if left out.")] = "",
    cases: Annotated[bool, typer.Option("--cases", help="Check the record of all cases instead of diagrams.")] = False,
    certificate: Annotated[
        Path | None, typer.Option(help="A certificate to make again from these files, and to compare.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Proves procedures lawful on every path, or shows the path that is not. Publishes nothing.

    Ends with 0 if all is in order, else with 1.
    """
    from api.commands.does import checking

    if not checking.check(names or [], on, cases, certificate, as_json):
        raise typer.Exit(1)


@app.command("certificate")
def certificate_(
    name: Annotated[str, typer.Argument(help="A published procedure.")],
    version: Annotated[int, typer.Option(help="Of which version; the newest if left out.")] = 0,
) -> None:
    """Prints the certificate under which a version was published; `check --certificate` makes it again."""
    from api.commands.does import checking

    checking.print_certificate(name, version)


@app.command()
def approve(
    name: Annotated[str, typer.Argument(help="The procedure that was proposed, or the number of a proposal.")],
    user: Annotated[str, typer.Option(help="Who publishes it: process owner, compliance or administrator.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True)],
    seen: Annotated[
        str,
        typer.Option(
            "--certificate",
            help="The certificate that was looked at (`duecourse proposal` shows it): published is that or nothing.",
        ),
    ] = "",
) -> None:
    """Publishes a proposed procedure, as somebody other than who proposed it; running cases stay on their version."""
    from api.commands.does import checking

    checking.approve(name, user, password, seen)
