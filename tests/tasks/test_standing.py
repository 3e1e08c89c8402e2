"""Somebody who is ended, signed out or given other roles while what they asked for waits does it no more."""

import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from tasks import signing
from tasks.acts import holds, steps, users
from tasks.people import Person
from tasks.signing import NotSignedIn, StandingChanged
from tests.house import PASSWORD, Landlord, make_landlord
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence.tables import Entry
from workflows.runtime.tables import WorkItem

TODAY = date(2026, 3, 2)


@pytest.fixture
def town(tmp_path: Path, clock: SimulatedClock) -> Iterator[Landlord]:
    made = make_landlord(f"sqlite:///{tmp_path / 'duecourse.db'}", tmp_path / "store", clock)
    made.add_tenancy("1", representative_name="Helen Marsh", representative_role="deputy")
    made.look()
    yield made
    made.house.close()


def _signed_in(town: Landlord, username: str) -> tuple[str, Person]:
    return signing.sign_in(town.house.db, town.clock, username, PASSWORD, "here", "cookie")


def _count(town: Landlord, kind: str) -> int:
    entry = table(Entry)
    with town.house.db.read() as session:
        return int(
            session.execute(
                select(func.count()).select_from(entry).where(entry.c.body.contains(f'"kind":"{kind}"'))
            ).scalar_one()
        )


def _assignee(town: Landlord, task_id: str) -> str | None:
    item = table(WorkItem)
    with town.house.db.read() as session:
        return session.execute(select(item.c.assignee).where(item.c.task_id == task_id)).scalar_one()


def test_who_was_ended_meanwhile_does_nothing_and_the_record_says_so(town: Landlord) -> None:
    _secret, olive = _signed_in(town, "olive")
    item = town.step(town.case_of(1), "contact_customer")
    users.end(town.house, town.person("ada"), "olive", reason="left")
    before = _count(town, "act refused")
    with pytest.raises(NotSignedIn, match="nothing was done"):
        steps.hand_over(town.house, olive, item["task_id"], to="sam", reason="mine no more")
    with pytest.raises(NotSignedIn):
        holds.place(town.house, olive, kind="dispute", begins_on=TODAY, accounts=["1"], reason="x")
    assert _assignee(town, item["task_id"]) == item["assignee"]
    assert _count(town, "hold placed") == 0
    assert _count(town, "act refused") == before + 2


def test_who_was_signed_out_or_given_a_password_meanwhile_does_nothing(town: Landlord) -> None:
    for undo in (
        lambda: users.end_all_sessions(town.house, town.person("ada"), "tess", reason="lost laptop"),
        lambda: users.reset_password(
            town.house, town.person("ada"), "tess", password=PASSWORD + " anew", reason="lost laptop"
        ),
    ):
        _secret, tess = _signed_in(town, "tess")
        undo()
        with pytest.raises(NotSignedIn):
            holds.place(town.house, tess, kind="dispute", begins_on=TODAY, accounts=["1"], reason="x")
    assert _count(town, "hold placed") == 0


def test_other_roles_or_patches_meanwhile_undo_what_was_begun_with_the_old_ones(town: Landlord) -> None:
    ada = town.person("ada")
    _secret, tess = _signed_in(town, "tess")
    users.change(town.house, ada, "tess", reason="moved", patches=["East 1"])
    with pytest.raises(StandingChanged, match="Try again"):
        holds.place(town.house, tess, kind="dispute", begins_on=TODAY, accounts=["1"], reason="x")
    _secret, olive = _signed_in(town, "olive")
    users.change(town.house, ada, "olive", reason="moved", roles=["process_owner"])
    with pytest.raises(StandingChanged):
        holds.place(town.house, olive, kind="dispute", begins_on=TODAY, accounts=["1"], reason="x")
    assert _count(town, "hold placed") == 0


def test_what_one_does_to_oneself_is_done(town: Landlord) -> None:
    _secret, ada = _signed_in(town, "ada")
    users.change(town.house, ada, "ada", reason="moved", patches=["East 1"])
    users.end_all_sessions(town.house, town.person("ada"), "ada", reason="tidy")
    assert town.person("ada").patches == {"East 1"}


def test_it_is_asked_when_the_lock_is_held_and_not_before(landlord: Landlord) -> None:
    """The act is begun first and waits for the one who writes; that one ends its user."""
    _secret, ada = _signed_in(landlord, "ada")
    refused: list[Refused] = []

    def end() -> None:
        try:
            users.end(landlord.house, ada, "sam", reason="a grudge")
        except Refused as refusal:
            refused.append(refusal)

    with landlord.house.db.write() as session:
        session.execute(text("UPDATE installation SET organisation = organisation"))  # a lock on either database
        thread = threading.Thread(target=end)
        thread.start()
        time.sleep(0.5)
        session.execute(text("UPDATE app_user SET active = false WHERE username = 'ada'"))
    thread.join(20)
    assert [type(each) for each in refused] == [NotSignedIn]
    with landlord.house.db.read() as session:
        assert session.execute(text("SELECT active FROM app_user WHERE username = 'sam'")).scalar_one()


def test_whoever_is_ended_or_demoted_meanwhile_does_not_undo_it(town: Landlord) -> None:
    ada = town.person("ada")
    users.change(town.house, ada, "sam", reason="helps out", roles=["administrator"])
    for undo, again in (
        (
            lambda: users.change(town.house, ada, "sam", reason="no more", roles=["officer"]),
            lambda sam: users.change(town.house, sam, "sam", reason="me", roles=["administrator"]),
        ),
        (
            lambda: users.end(town.house, ada, "sam", reason="left"),
            lambda sam: users.restore(town.house, sam, "sam", reason="me"),
        ),
    ):
        users.change(town.house, ada, "sam", reason="x", roles=["administrator"])
        _secret, sam = _signed_in(town, "sam")
        undo()
        with pytest.raises((NotSignedIn, StandingChanged)):
            again(sam)
    with town.house.db.read() as session:
        row = session.execute(text("SELECT active, roles FROM app_user WHERE username = 'sam'")).one()
    assert (bool(row.active), row.roles) == (False, "administrator")


def test_ones_own_password_is_given_with_the_present_one_alone(town: Landlord) -> None:
    with pytest.raises(users.OwnPassword, match="where the present one is asked for"):
        users.reset_password(town.house, town.person("ada"), "ada", password=PASSWORD + " anew", reason="unattended")
