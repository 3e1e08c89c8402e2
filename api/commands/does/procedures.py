"""What the commands about procedures do: deploy, picture."""

from pathlib import Path

from api.commands.does.opening import open_house, who
from api.commands.door import out
from tasks.acts import procedures
from tasks.assembly import install
from workflows import diagrams
from workflows.diagrams.picture import draw_alone
from workflows.runtime.procedures import read_folder
from workflows.runtime.publishing import NothingNew
from workflows.settings import Settings


def deploy(name: str, organisation: str, user: str, password: str) -> None:
    """Proposes procedures; see the command."""
    house = open_house()
    install(house.db, organisation, house.runtime.clock)
    person = who(house, user, password)
    folder = house.settings.bpmn / "procedures"
    for each in [name] if name else sorted(path.name for path in folder.iterdir() if path.is_dir()):
        try:
            proposal = procedures.propose(house, person, each, files=read_folder(folder / each))
        except NothingNew as same:
            out.print(f"{each}: {same.sentence}")
            continue
        out.print(
            f"{each} is proved and proposed ({proposal.sha256[:12]}). Another person publishes it, in the pages or:"
        )
        how_to_publish(proposal.id)


def how_to_publish(proposal_id: int) -> None:
    """What the second person does; the certificate they find themselves, by looking."""
    out.print(f"  duecourse proposal {proposal_id}")
    out.print(f"  duecourse approve {proposal_id} --user NAME --certificate THE-ONE-THAT-IT-SHOWS")


def picture(name: str, to: Path) -> None:
    """Draws a procedure; see the command."""
    folder = Settings.from_environment().bpmn / "procedures" / name
    path = folder / f"{name}.bpmn"
    drawn = diagrams.read(read_folder(folder)[path.name], path.name)
    to.write_text(draw_alone(drawn, name, f"The procedure {name}"), encoding="utf-8")
    out.print(f"{to} is written.")
