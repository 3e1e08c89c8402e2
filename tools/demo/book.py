"""The demo's rule book: all of it as it is shipped, proposed by one person and published by another."""

from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session

from tasks import examining
from tasks.acts import procedures, rule_book
from tasks.assembly import House
from tasks.people import Person, person_of
from tasks.tables import User
from workflows.db import table
from workflows.editions import proposals
from workflows.runtime import publishing
from workflows.settings import HOUSE

EARLY = "early_intervention"
"""The procedure that begins by night where rent is late, up to the recommendation of a notice."""
TITLE = "The rule book as it is shipped"
_user = table(User)


def person(session: Session, username: str) -> Person:
    """One of the house's users, as if signed in."""
    row = session.execute(select(_user).where(_user.c.username == username)).mappings().one()
    return person_of(dict(row))


def shipped(bpmn: Path = HOUSE / "bpmn") -> tuple[str, ...]:
    """The names of the procedures that are shipped."""
    return tuple(sorted(each.name for each in (bpmn / "procedures").iterdir() if each.is_dir()))


def publish_book(house: House, *, rehearsed: bool = True) -> None:
    """Pat proposes all procedures in one edition, and Cora publishes what she looked at.

    :param rehearsed: whether the stories are told before, as for everybody; without them it takes a third of the time
    """
    with house.db.write() as session:
        pat, cora = person(session, "pat"), person(session, "cora")
        now = house.runtime.clock.now()
        draft = proposals.begin_draft(session, TITLE, house.runtime.edition, pat.actor, now)
        files = {path: content for path, content in house.book.items() if path.startswith("procedures/")}
        proposals.save_changes(session, draft.id, files, pat.actor, now)
    if rehearsed:
        rule_book.propose(house, pat, draft.id)
        procedures.publish(house, cora, draft.id, seen=examining.of_proposal(house, draft.id).sha256)
        return
    with house.db.write() as session:
        publishing.hand_in(house.runtime, session, draft.id, pat.actor)
        publishing.publish(house.runtime, session, draft.id, cora.actor, answers_for_law=True)
    house.follow_edition()
