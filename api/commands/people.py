"""Commands that let people and data in: users, add-user, import, and the table of who may do what."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands.door import app, counted, out

users = typer.Typer(
    no_args_is_help=True, help="Who works here: list, add, change, end, restore, password, own-password, sign-out."
)
app.add_typer(users, name="users")

UserName = Annotated[str, typer.Argument(help="Their user name, or their number as the record says it: user:7.")]
As = Annotated[str, typer.Option("--user", help="Who does it, with a password; left out: whoever runs this machine.")]
Reason = Annotated[str, typer.Option(prompt=True, help="Why; it goes into the record.")]
Roles = Annotated[str, typer.Option(help="Joined by commas: officer, team_leader, process_owner, compliance, …")]
Patches = Annotated[str, typer.Option(help="The only patches whose cases they see, joined by commas; empty: all.")]
NewPassword = Annotated[
    str, typer.Option("--new-password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for.")
]


@app.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(help="Holds customers.csv, accounts.csv, transactions.csv, or some.")],
    mapping: Annotated[Path | None, typer.Option(help="Which column is which: see bpmn/mappings.")] = None,
    report: Annotated[Path, typer.Option(help="Where refused rows and disagreeing balances are listed.")] = Path(
        "import-report.csv"
    ),
    alive: Annotated[
        list[str] | None, typer.Option(help="A customer whose recorded death was an error; may be given again.")
    ] = None,
    unrepresented: Annotated[
        list[str] | None, typer.Option(help="A customer for whom nobody acts any more; may be given again.")
    ] = None,
    user: As = "",
) -> None:
    """Imports exports of the housing system. Every good row is kept; importing again changes nothing.

    Files of tenancies (tenancies, tenants, charges, rent_calendars) are kept whole or not at all.
    """
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Table

    from api.commands.does.opening import open_house, who
    from tasks.acts import imports

    house = open_house()
    person = who(house, user)
    imports.must_be_writable(report)
    with Progress(TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn(), console=out) as progress:
        bars: dict[str, Any] = {}

        def told(kind: str, rows: int) -> None:
            if kind not in bars:
                bars[kind] = progress.add_task(kind, total=None)
            progress.update(bars[kind], completed=rows)

        given = {"alive": alive or (), "unrepresented": unrepresented or ()}
        done = imports.bring_in(house, person, folder=folder, mapping=mapping, progress=told, **given)
    shown = Table("", "rows", "added", "changed", "as they were", "refused")
    for kind, tally in done.tallies.items():
        numbers = (tally.rows, tally.added, tally.changed, tally.unchanged, tally.refused)
        shown.add_row(kind, *(f"{number:,}" for number in numbers))
    out.print(shown)
    for kind, on in done.already.items():
        out.print(f"{kind}.csv was already posted on {on:%-d %B} {on.year}: it is the very same file.")
    for kind in done.left_out:
        out.print(f"Nothing of {kind}.csv was kept: it is kept whole or not at all. Correct its refused rows first.")
    if done.unusual:
        rows = counted(len(done.unusual), "row")
        out.print(f"{rows} kept though unusual: look at them in {report}, and confirm or correct them.")
    if done.refused or done.disagreeing or done.unusual:
        done.write(report)
        disagree = "that disagrees with its ledger" if len(done.disagreeing) == 1 else "that disagree with their ledger"
        out.print(
            f"{counted(len(done.refused), 'refused row')} and {counted(len(done.disagreeing), 'balance')} {disagree} "
            f"are listed in {report}."
        )


@app.command("acts")
def acts(
    as_markdown: Annotated[bool, typer.Option("--markdown", help="As it stands in docs/acts.md.")] = False,
) -> None:
    """Prints the table of acts: what people may do, who may do it, and what the record says of it."""
    from rich.table import Table

    from tasks.acts import every

    if as_markdown:
        out.print(every.as_markdown(), end="")
        return
    shown = Table("act", "what", "who may", "the record says")
    for each in every.acts():
        roles = ", ".join(words for role, words in every.WORDS.items() if role in each.roles)
        shown.add_row(each.name, each.words, roles, ", ".join(each.entries))
    out.print(shown)


@app.command("add-user")
def add_user_(
    username: UserName,
    name: Annotated[str, typer.Option(prompt=True)],
    roles: Annotated[str, typer.Option(prompt=True, help="Joined by commas: officer, team_leader, …")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
    patches: Patches = "",
    user: As = "",
) -> None:
    """Adds somebody who may sign in."""
    from api.commands.does.opening import open_house, who
    from tasks.acts import users as acts_

    house = open_house()
    given = {"username": username, "name": name, "password": password}
    acts_.add(house, who(house, user), **given, roles=_several(roles), patches=_several(patches))
    out.print(f"{username} may sign in.")


@users.command("list")
def list_(user: As = "") -> None:
    """Lists who may sign in, and who could once."""
    from rich.table import Table

    from api.commands.does.opening import open_house, who
    from tasks.acts import users as acts_
    from workflows.clock import LONDON

    house = open_house()
    shown = Table("user name", "name", "roles", "patches", "may sign in", "signed in", "last seen")
    for each in acts_.list_(house, who(house, user)):
        seen = f"{each.seen_at.astimezone(LONDON):%-d %B %Y, %H:%M}" if each.seen_at else ""
        may = "yes" if each.active else "no"
        shown.add_row(
            each.username, each.name, ", ".join(each.roles), ", ".join(each.patches), may, str(each.sessions), seen
        )
    out.print(shown)


users.command("add", help="Adds somebody who may sign in.")(add_user_)


@users.command("change")
def change(
    username: UserName,
    reason: Reason,
    name: Annotated[str | None, typer.Option(help="The name as colleagues know it.")] = None,
    roles: Annotated[str | None, typer.Option(help="All roles from now on, joined by commas.")] = None,
    patches: Annotated[str | None, typer.Option(help="All patches from now on, joined by commas; '' for all.")] = None,
    user: As = "",
) -> None:
    """Changes somebody's name, roles or patches; what is left out stays as it is."""
    from api.commands.does.opening import open_house, who
    from tasks.acts import users as acts_

    house = open_house()
    acts_.change(
        house,
        who(house, user),
        username,
        reason=reason,
        name=name,
        roles=_several(roles) if roles is not None else None,
        patches=_several(patches) if patches is not None else None,
    )
    out.print(f"{username} is changed.")


@users.command("end")
def end(username: UserName, reason: Reason, user: As = "") -> None:
    """Ends a user, who can sign in no more; every session of theirs ends at once, and their steps go back."""
    from api.commands.does.opening import open_house, who
    from tasks.acts import users as acts_

    house = open_house()
    steps = acts_.end(house, who(house, user), username, reason=reason)
    more = f" {counted(steps, 'step')} of theirs went back to the team." if steps else ""
    out.print(f"{username} can sign in no more.{more}")


@users.command("restore")
def restore(username: UserName, reason: Reason, user: As = "") -> None:
    """Lets somebody who was ended sign in again."""
    from api.commands.does.opening import open_house, who
    from tasks.acts import users as acts_

    house = open_house()
    acts_.restore(house, who(house, user), username, reason=reason)
    out.print(f"{username} may sign in again.")


@users.command("password")
def password_(username: UserName, reason: Reason, new: NewPassword, user: As = "") -> None:
    """Gives somebody a new password; every session of theirs ends at once."""
    from api.commands.does.opening import open_house, who
    from tasks.acts import users as acts_

    house = open_house()
    acts_.reset_password(house, who(house, user), username, password=new, reason=reason)
    out.print(f"{username} has a new password.")


@users.command("own-password")
def own_password(new: NewPassword, user: As = "") -> None:
    """Changes one's own password, with the present one; every session of theirs ends at once."""
    from api.commands.does import opening
    from tasks.acts import users as acts_

    house = opening.open_house()
    present = opening.asked() if user else ""
    person = opening.who(house, user, present)
    acts_.change_own_password(house, person, present=present, new=new, address="command line")
    out.print(f"{user} has a new password.")


@users.command("sign-out")
def sign_out(username: UserName, reason: Reason, user: As = "") -> None:
    """Signs somebody out everywhere."""
    from api.commands.does.opening import open_house, who
    from tasks.acts import users as acts_

    house = open_house()
    ended = acts_.end_all_sessions(house, who(house, user), username, reason=reason)
    out.print(f"{username} was signed in in {counted(ended, 'place')}, and is no more.")


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
