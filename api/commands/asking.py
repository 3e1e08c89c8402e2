"""Commands that ask what is known of somebody's account."""

from typing import Annotated

import typer

from api.commands.door import app, out


@app.command()
def why(
    account: Annotated[str, typer.Argument(help="The account's reference.")],
    user: Annotated[str, typer.Option(help="Who asks; without a name: whoever runs this machine.")] = "",
    password: Annotated[str, typer.Option(help="Asked for where it is left out.", envvar="DUECOURSE_PASSWORD")] = "",
) -> None:
    """Says in a sentence why an account is on somebody's list, or on none: how it stands, and what follows."""
    from api.commands.does.opening import open_house, who
    from tasks.acts import accounts

    house = open_house()
    try:
        person = who(house, user, password)
        seen = accounts.why(house, person, accounts.find(house, person, reference=account))
        out.print(seen.sentence)
        if seen.night is not None:
            on, said = seen.night
            out.print(f"The night of {on:%-d %B} {on.year} said: {said}")
    finally:
        house.close()
