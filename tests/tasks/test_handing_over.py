"""A leaver's desk, or a whole patch, goes to one colleague whole, as it was shown, or not at all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from api.app import make_app
from cases import holds
from cases.tables import Account
from tasks.acts import consulting, handing_over, steps, users
from tasks.acts.handing_over import HandOverNotUnderstood, NoSuchColleague
from tasks.handing_over import ChangedSince, NothingToHandOver, NotWhole
from tasks.people import add_user
from tasks.refusals import ReasonMissing
from tests.api.test_api import Door, problem
from tests.house import BENEFITS, CHECKLIST, CONTACTED, PASSWORD, Landlord, make_landlord
from tests.web.conftest import Browser
from workflows.clock import SimulatedClock, london_date
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import timeline
from workflows.runtime.tables import CaseFile, Installation, WorkItem
from workflows.runtime.words import ITEM_STANDS

_item, _account = table(WorkItem), table(Account)
WHY = "Olive leaves on Friday"


@dataclass
class Desk:
    """Olive has the calls of two cases, of East 1 and of West 2; Sam has that of a third, nobody that of a fourth."""

    landlord: Landlord
    east: int
    west: int
    sams: int
    free: int

    def assignee(self, case: int, step: str = "contact_customer") -> str | None:
        return self.landlord.step(case, step)["assignee"]

    def look(self, who: str = "tess", **asked: str) -> handing_over.HandOverSeen:
        return handing_over.look(self.landlord.house, self.landlord.person(who), **asked)

    def give(self, who: str = "tess", seal: str | None = None, reason: str = WHY, **asked: str) -> int:
        """Hands over what is there, or what was seen."""
        seal = self.look(who, **asked).seal if seal is None else seal
        return handing_over.hand_over(self.landlord.house, self.landlord.person(who), reason=reason, seal=seal, **asked)

    def told(self, case: int) -> list[dict[str, Any]]:
        cases = table(CaseFile)
        with self.landlord.house.db.read() as session:
            chain = session.execute(select(cases.c.chain_id).where(cases.c.id == case)).scalar_one()
            return [each for each in timeline(session, chain) if each["kind"] == "step handed over"]

    def actor(self, who: str) -> str:
        return self.landlord.person(who).actor


def _fill(landlord: Landlord) -> None:
    accounts = [landlord.add_tenancy(number) for number in "1234"]
    with landlord.house.db.write() as session:
        session.execute(update(_account).where(_account.c.id == accounts[1]).values(patch="West 2"))
        for name, role, patch in (("eve", "officer", "East 1"), ("wes", "team_leader", "West 2")):
            add_user(session, name, name.title(), PASSWORD, [role], landlord.clock, patches=[patch])
    landlord.look()
    landlord.pass_days(15)
    cases = [landlord.case_of(account) for account in accounts]
    for who, case in (("olive", cases[0]), ("olive", cases[1]), ("sam", cases[2])):
        steps.claim(landlord.house, landlord.person(who), landlord.step(case, "contact_customer")["task_id"])


@pytest.fixture
def desk(database_url: str, tmp_path: Path, clock: SimulatedClock) -> Iterator[Desk]:
    made = make_landlord(database_url, tmp_path / "store", clock, filled=_fill)
    yield Desk(made, *(made.case_of(account) for account in (1, 2, 3, 4)))
    made.house.close()


def test_a_whole_desk_goes_with_what_is_written_on_it(desk: Desk) -> None:
    house, olive = desk.landlord.house, desk.landlord.person("olive")
    task = desk.landlord.step(desk.east, "contact_customer")
    steps.save_draft(house, olive, task["task_id"], answers={"reached": True}, revision=task["revision"])
    seen = desk.look(of="olive", to="sam")
    assert (len(seen.goes), seen.cases, seen.late, seen.against) == (2, 2, 0, 0)
    assert (seen.of, seen.to) == ("Olive", "Sam")
    assert [(each.item.case_id, each.patch) for each in seen.goes] == [(desk.east, "East 1"), (desk.west, "West 2")]
    assert ("olive", "Olive") in seen.people
    assert {"olive", "sam", "tess"} <= {username for username, _ in seen.colleagues}
    assert not {"pat", "cora", "ada"} & {username for username, _ in seen.colleagues}
    assert desk.give(of="olive", to="sam", seal=seen.seal) == 2
    assert [desk.assignee(case) for case in (desk.east, desk.west, desk.free)] == [desk.actor("sam")] * 2 + [None]
    assert desk.landlord.step(desk.east, "contact_customer")["draft"] == {"reached": True}
    (entry,) = desk.told(desk.west)
    assert entry["content"] == {"to": desk.actor("sam"), "of": desk.actor("olive"), "reason": WHY}
    assert entry["actor"] == desk.actor("tess")
    with house.db.read() as session:
        chain = session.execute(select(table(Installation).c.chain_id)).scalar_one()
        (whole,) = [each for each in timeline(session, chain) if each["kind"] == "work handed over"]
    assert (whole["steps"], whole["content"]["of"], whole["content"]["reason"]) == (2, desk.actor("olive"), WHY)
    with pytest.raises(NothingToHandOver, match="no open step of that which would go to Sam"):
        desk.give(of="olive", to="sam", seal=seen.seal)  # the same click twice
    assert len(desk.told(desk.west)) == 1


def test_questions_of_colleagues_are_told_of_and_stay(desk: Desk) -> None:
    house, sam = desk.landlord.house, desk.landlord.person("sam")
    until = london_date(desk.landlord.clock.now()) + timedelta(days=3)
    for case in (desk.east, desk.west):
        consulting.ask(house, sam, case, of="olive", question="What was agreed?", answer_by=until)
    assert (desk.look(of="olive").questions, desk.look("wes", of="olive").questions) == (2, 1)
    assert (desk.look(of="sam").questions, desk.look(patch="East 1").questions) == (0, 0)
    browser = Browser(TestClient(make_app(house)))
    browser.sign_in("tess")
    browser.get("/hand-over?of=olive")
    assert "2 questions of colleagues wait for the answer of Olive, and go to nobody else" in browser.words()
    desk.give(of="olive", to="sam")
    assert desk.look(of="olive").questions == 2


def test_where_one_step_cannot_go_none_goes(desk: Desk) -> None:
    seen = desk.look(of="olive", to="eve")
    assert [each.obstacle for each in seen.goes] == ["", "This case lies in no patch of Eve's."]
    with pytest.raises(NotWhole) as raised:
        desk.give(of="olive", to="eve")
    assert "not everything can go to Eve" in raised.value.sentence
    assert "This case lies in no patch of Eve's. Hand those to somebody else first." in raised.value.sentence
    assert [desk.assignee(case) for case in (desk.east, desk.west)] == [desk.actor("olive")] * 2
    assert desk.told(desk.east) == []
    assert [each.obstacle for each in desk.look(of="olive", to="pat").goes] == [
        "Pat does not have the role for this step (Income officer)."
    ] * 2
    assert desk.give(of="olive", patch="East 1", to="eve") == 1
    assert [desk.assignee(case) for case in (desk.east, desk.west)] == [desk.actor("eve"), desk.actor("olive")]


def test_who_did_the_one_half_is_not_given_the_other(desk: Desk) -> None:
    landlord = desk.landlord
    with landlord.house.db.write() as session:
        add_user(session, "lee", "Lee", PASSWORD, ["team_leader"], landlord.clock)
    landlord.complete("olive", desk.east, "contact_customer", **CONTACTED)
    landlord.complete("sam", desk.east, "check_benefits", **BENEFITS)
    landlord.pass_days(16)
    landlord.complete("tess", desk.east, "complete_pre_action_checklist", **CHECKLIST)
    steps.claim(landlord.house, landlord.person("lee"), landlord.step(desk.east, "decide_notice")["task_id"])
    with pytest.raises(NotWhole, match="must be done by somebody other than who did"):
        desk.give("ada", of="lee", to="tess")
    assert desk.assignee(desk.east, "decide_notice") == desk.actor("lee")


def test_a_patch_goes_with_what_others_have_and_what_nobody_has(desk: Desk) -> None:
    seen = desk.look(patch="East 1", to="sam")
    assert [each.item.case_id for each in seen.goes] == [desk.east, desk.free]  # Sam's own is Sam's already
    assert desk.give(patch="East 1", to="sam") == 2
    assert [desk.assignee(case) for case in (desk.east, desk.free)] == [desk.actor("sam")] * 2
    assert desk.assignee(desk.west) == desk.actor("olive")
    assert "of" not in desk.told(desk.free)[0]["content"]


def test_a_leader_of_one_patch_sees_and_hands_over_that_alone(desk: Desk) -> None:
    seen = desk.look("wes", of="olive", to="wes")
    assert [each.item.case_id for each in seen.goes] == [desk.west]
    assert [username for username, _ in desk.look("wes").people] == ["olive"]
    assert desk.look("wes", patch="East 1", to="wes").goes == []
    with pytest.raises(NothingToHandOver):
        desk.give("wes", patch="East 1", to="wes")
    with pytest.raises(NothingToHandOver):  # of Sam, who has none there, as of a patch that there is not
        desk.give("wes", of="sam", to="wes")
    assert desk.give("wes", of="olive", to="wes") == 1
    assert desk.assignee(desk.east) == desk.actor("olive")


def test_what_goes_is_what_was_shown(desk: Desk) -> None:
    landlord = desk.landlord
    seen = desk.look(of="olive", to="sam")
    steps.claim(landlord.house, landlord.person("olive"), landlord.step(desk.free, "contact_customer")["task_id"])
    with pytest.raises(ChangedSince, match="What would go is not what was shown"):
        desk.give(of="olive", to="sam", seal=seen.seal)
    landlord.complete("olive", desk.free, "contact_customer", **CONTACTED)
    assert desk.give(of="olive", to="sam", seal=seen.seal) == 2


def test_a_step_that_a_hold_stops_goes_too(desk: Desk) -> None:
    landlord = desk.landlord
    begins = london_date(landlord.clock.now())
    with landlord.house.db.read() as session:
        account = session.execute(select(_account.c.id).where(_account.c.reference == "2")).scalar_one()
    holds.place(
        landlord.house.runtime,
        "breathing_space",
        "user:3",
        begins_on=begins,
        accounts=[account],
        source="BS",
        reason="x",
    )
    assert landlord.step(desk.west, "contact_customer")["status"] == "held"
    assert desk.give(of="olive", to="sam") == 2
    step = landlord.step(desk.west, "contact_customer")
    assert (step["status"], step["assignee"]) == ("held", desk.actor("sam"))


@pytest.mark.parametrize(
    ("asked", "kind", "sentence"),
    [
        ({"to": "sam"}, HandOverNotUnderstood, "Say whose steps are handed over, or those of which patch."),
        ({"of": "olive", "to": " "}, HandOverNotUnderstood, "Say to whom."),
        ({"of": "olive", "to": "sam", "reason": "\n"}, ReasonMissing, "Say why"),
        ({"of": "nobody", "to": "sam"}, NoSuchColleague, "There is no user 'nobody' to hand over from."),
        ({"of": "olive", "to": "nobody"}, NoSuchColleague, "There is no active user 'nobody' to hand over to."),
        ({"of": "olive", "to": "x" * 5000}, NoSuchColleague, "There is no active user"),
        ({"patch": "East 1' OR 1=1", "to": "sam"}, NothingToHandOver, "There is no open step"),
    ],
)
def test_what_is_no_hand_over_is_refused(desk: Desk, asked: dict[str, str], kind: type[Refused], sentence: str) -> None:
    with pytest.raises(kind) as raised:
        desk.give(seal="x", **asked)
    assert raised.value.sentence.startswith(sentence)
    assert desk.assignee(desk.east) == desk.actor("olive")


def test_nobody_who_was_ended_is_given_anything_and_the_people_page_says_who_has_work(desk: Desk) -> None:
    house, ada = desk.landlord.house, desk.landlord.person("ada")
    browser = Browser(TestClient(make_app(house)))
    browser.sign_in("ada")
    browser.get("/people")
    assert "2 open steps are theirs. Hand them over: Olive, before you end them." in browser.words()
    assert "1 open step is theirs. Hand it over: Sam, before you end them." in browser.words()
    assert browser.words().count("before you end them") == 2  # nobody else has any
    browser.get("/hand-over?of=olive&to=sam")
    assert "2 steps of 2 cases, 0 overdue. All of them can go to Sam." in browser.words()
    browser.send("/hand-over", reason="")
    assert browser.page.status_code == 422
    assert "Say why; the reason goes into the record of every case." in browser.words()
    browser.send("/hand-over", reason=WHY)
    assert "2 steps handed over." in browser.words()
    assert desk.assignee(desk.west) == desk.actor("sam")
    users.end(house, ada, "sam", reason="Left")
    assert desk.look(patch="East 1", to="olive").cases == 3  # what Sam had went back to the team
    with pytest.raises(NoSuchColleague, match="no active user 'sam'"):
        desk.look(of="olive", to="sam")
    browser.get("/hand-over?of=olive&to=sam")
    assert browser.page.status_code == 404
    assert "There is no active user" in browser.words()


def test_the_api_shows_and_hands_over(desk: Desk) -> None:
    door = Door(desk.landlord)
    seen = door.ask("tess", "GET", "/hand-over?of=olive&to=eve").json()
    assert (seen["steps"], seen["against"]) == (2, 1)
    body = {"of": "olive", "to": "eve", "reason": WHY, "seal": seen["seal"]}
    assert problem(door.ask("tess", "POST", "/hand-over", json=body), 409)["type"] == "urn:duecourse:not-whole"
    seal = door.ask("tess", "GET", "/hand-over?of=olive&to=sam").json()["seal"]
    assert door.ask("ada", "POST", "/hand-over", json={**body, "to": "sam", "seal": seal}).json()["steps"] == 2
    assert problem(door.ask("tess", "POST", "/hand-over", json={**body, "flavour": "x"}), 422)
    assert {each["username"]: each["steps"] for each in door.ask("ada", "GET", "/users").json()}["sam"] == 3
    for who in ("olive", "pat", "cora"):
        assert door.ask(who, "GET", "/hand-over").status_code == 403
        assert door.ask(who, "POST", "/hand-over", json=body).status_code == 403


def test_a_step_that_changes_in_that_moment_keeps_all_where_they_are(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another takes one between the look of the act and its writing; on one connection, as if it had been before."""
    import tasks.handing_over as module

    real: Callable[..., Any] = module._give
    given = []

    def give(house: Any, session: Any, person: Any, item: Any, to: Any, reason: str) -> None:
        if given:
            changed = update(_item).where(_item.c.task_id == item.task_id)
            session.execute(changed.values(revision=_item.c.revision + 1))
        given.append(item)
        real(house, session, person, item, to, reason)

    monkeypatch.setattr(module, "_give", give)
    with pytest.raises(ChangedSince, match="changed in this moment, so nothing was handed over"):
        desk.give(of="olive", to="sam")
    assert [desk.assignee(case) for case in (desk.east, desk.west)] == [desk.actor("olive")] * 2
    assert desk.told(desk.east) == []
    with desk.landlord.house.db.read() as session:
        standing = session.execute(select(_item.c.task_id).where(_item.c.status.in_(ITEM_STANDS))).all()
    assert len(standing) == 4
