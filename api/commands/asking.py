"""Commands that ask: why an account is on somebody's list, and which law holds on a day."""

from datetime import date
from typing import Annotated

import typer

from api.commands.door import app, out
from workflows.errors import Malformed


class DayNotRead(Malformed):
    """The day cannot be read."""


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


@app.command()
def law(
    on: Annotated[str, typer.Option(help="The day, like 2026-11-22; today if left out.")] = "",
    unverified: Annotated[bool, typer.Option(help="Only what nobody here has verified.")] = False,
    user: Annotated[str, typer.Option(help="Who asks; without a name: whoever runs this machine.")] = "",
    password: Annotated[str, typer.Option(help="Asked for where it is left out.", envvar="DUECOURSE_PASSWORD")] = "",
) -> None:
    """Lists the law and the policy in force on a day, and what of it nobody has verified."""
    from api.commands.does.opening import open_house, who
    from tasks.acts import law as acts

    house = open_house()
    try:
        seen = acts.list_(house, who(house, user, password))
        day = _day(on) if on else seen.today
        rows = [row for rows in seen.tables.values() for row in rows if row.begins <= day <= row.ends]
        nobody = [row for row in rows if row.confirmed is None]
        for row in nobody if unverified else rows:
            by = seen.names.get(row.confirmed.by, row.confirmed.by) if row.confirmed else "nobody"
            says = "; ".join(f"{name} {value}" for name, value in row.says)
            out.print(f"{row.place}: {says} [{row.confidence}] {row.source} (verified by {by})")
        out.print(
            f"On {day:%-d %B} {day.year} {len(rows)} rows are in force; nobody has verified {len(nobody)} of them."
        )
    finally:
        house.close()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DayNotRead(f"{text[:40]!r} is no day. Write it like 2026-11-22.") from None
