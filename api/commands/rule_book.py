"""Commands about the rule book: editions, edition, propose-book."""

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
) -> None:
    """Shows what changed in an edition, or writes its files into a folder, byte for byte."""
    from api.commands.does import rule_book

    rule_book.edition(number, to, against)


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
