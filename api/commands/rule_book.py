"""Commands about the rule book: editions, edition, propose-book, proposal."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.door import app


@app.command()
def editions() -> None:
    """Lists the published editions of the rule book, and what is drafted and proposed."""
    from api.commands.does import rule_book

    rule_book.editions()


@app.command()
def edition(
    number: Annotated[int, typer.Argument(help="Of the edition; the one in force if left out.", min=0)] = 0,
    to: Annotated[Path | None, typer.Option(help="An empty folder to write its files into.")] = None,
    against: Annotated[
        int | None, typer.Option(help="Another edition to compare it with; the one before it if left out.", min=0)
    ] = None,
    letters: Annotated[
        Path | None, typer.Option(help="An empty folder to print the changed letters into, before and after.")
    ] = None,
) -> None:
    """Shows what changed in an edition, or writes its files into a folder, byte for byte."""
    from api.commands.does import rule_book

    rule_book.edition(number, to, against, letters)


@app.command("propose-book")
def propose_book(
    folder: Annotated[Path, typer.Argument(help="A rule book, as `edition --to` writes it.")],
    title: Annotated[str, typer.Option(help="What the change is for.")],
    user: Annotated[str, typer.Option(help="Who proposes it.")],
    password: Annotated[str, typer.Option(help="Of that user; asked for if left out.")] = "",
) -> None:
    """Proposes a folder as the next edition, once all of it is proved; another person publishes it with `approve`."""
    from api.commands.does import rule_book

    rule_book.propose(folder, title, user, password)


@app.command()
def proposal(
    number: Annotated[int, typer.Argument(help="Of the proposal; `editions` lists them.", min=1)],
    user: Annotated[str, typer.Option(help="Who looks; whoever runs this machine if left out.")] = "",
    password: Annotated[str, typer.Option(help="Of that user; asked for if left out.")] = "",
    letters: Annotated[
        Path | None, typer.Option(help="An empty folder to print the changed letters into, before and after.")
    ] = None,
) -> None:
    """Shows what a proposal changes, what is proved of it today, and the certificate that `approve` asks for."""
    from api.commands.does import rule_book

    rule_book.proposal(number, user, password, letters)
