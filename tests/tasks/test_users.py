"""Who works here: what is kept, what the record says, and that a change holds from the next request on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from tasks.acts import steps, users
from tasks.acts.signing import operator
from tasks.acts.users import AlreadyEnded, LastAdministrator, NoSuchUser, NotEnded, OwnRoles
from tasks.people import Person, UserNotUnderstood
from tasks.refusals import ReasonMissing, StepTaken
from tasks.signing import NotSignedIn, SignInRefused, sign_in, who_is
from tasks.tables import User
from tasks.user_rows import UserRow
from tests.house import PASSWORD, Landlord
from tests.together import at_once
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import timeline

NEW = "another long password"
SPOKEN_FOR = {"representative_name": "Helen Marsh", "representative_role": "deputy"}
"""Of a tenant whom no letter goes to by itself, so that the first step is a call."""


def opened(landlord: Landlord, name: str, password: str = PASSWORD) -> dict[str, str]:
    """A session of each kind."""
    kinds = ("cookie", "token")
    return {kind: sign_in(landlord.house.db, landlord.clock, name, password, "here", kind)[0] for kind in kinds}


def of(landlord: Landlord, secrets: dict[str, str]) -> list[Person]:
    """Whose sessions still stand."""
    found = []
    for kind, secret in secrets.items():
        with landlord.house.db.read() as session:
            try:
                found.append(who_is(session, secret, kind))
            except NotSignedIn:
                continue
    return found


def entries(landlord: Landlord, name: str, kind: str) -> list[dict[str, Any]]:
    """The entries of a kind about somebody."""
    with landlord.house.db.read() as session:
        found = timeline(session, landlord.person(name).chain_id)
        return [dict(entry) for entry in found if entry["kind"] == kind]


def row(landlord: Landlord, name: str) -> UserRow:
    """What the list of users says of somebody."""
    (found,) = (each for each in users.list_(landlord.house, landlord.person("ada")) if each.username == name)
    return found


def test_who_is_ended_is_signed_out_everywhere_and_stays_out(landlord: Landlord) -> None:
    ada, sessions, others = landlord.person("ada"), opened(landlord, "olive"), opened(landlord, "sam")
    assert row(landlord, "olive").sessions == 2
    assert row(landlord, "olive").seen_at is not None
    users.end(landlord.house, ada, " Olive ", reason="  left us ")
    assert of(landlord, sessions) == []
    assert len(of(landlord, others)) == 2
    with pytest.raises(SignInRefused):
        opened(landlord, "olive")
    assert (row(landlord, "olive").active, row(landlord, "olive").sessions) == (False, 0)
    (entry,) = entries(landlord, "olive", "user ended")
    assert (entry["actor"], entry["content"]) == (ada.actor, {"reason": "left us"})
    users.restore(landlord.house, ada, "olive", reason="came back")
    assert of(landlord, sessions) == []
    assert len(of(landlord, opened(landlord, "olive"))) == 2
    (entry,) = entries(landlord, "olive", "user restored")
    assert entry["content"] == {"reason": "came back"}


def test_a_new_password_ends_every_session_and_the_old_password(landlord: Landlord) -> None:
    ada, sessions = landlord.person("ada"), opened(landlord, "olive")
    users.reset_password(landlord.house, ada, "olive", password=NEW, reason="forgotten")
    assert of(landlord, sessions) == []
    with pytest.raises(SignInRefused):
        opened(landlord, "olive")
    assert len(of(landlord, opened(landlord, "olive", NEW))) == 2
    (entry,) = entries(landlord, "olive", "password reset")
    assert (entry["actor"], entry["content"]) == (ada.actor, {"reason": "forgotten"})
    with pytest.raises(UserNotUnderstood, match="at least 12"):
        users.reset_password(landlord.house, ada, "olive", password="short", reason="x")


def test_signing_somebody_out_everywhere_says_how_often(landlord: Landlord) -> None:
    ada, sessions, others = landlord.person("ada"), opened(landlord, "olive"), opened(landlord, "sam")
    assert users.end_all_sessions(landlord.house, ada, "olive", reason="a lost laptop") == 2
    assert of(landlord, sessions) == []
    assert len(of(landlord, others)) == 2
    (entry,) = entries(landlord, "olive", "sessions ended")
    assert (entry["count"], entry["content"]) == (2, {"reason": "a lost laptop"})
    assert len(of(landlord, opened(landlord, "olive"))) == 2


def test_a_change_holds_from_the_next_request_on(landlord: Landlord) -> None:
    ada, sessions = landlord.person("ada"), opened(landlord, "olive")
    users.change(landlord.house, ada, "olive", reason="promoted", roles=["team_leader"], patches=[" East 1 ", "West 2"])
    for person in of(landlord, sessions):
        assert (person.roles, person.patches) == (frozenset({"team_leader"}), frozenset({"East 1", "West 2"}))
    assert len(of(landlord, sessions)) == 2
    users.change(landlord.house, ada, "olive", reason="married", name=" Olive Marsh ")
    seen = row(landlord, "olive")
    assert (seen.name, seen.roles, seen.patches) == ("Olive Marsh", ("team_leader",), ("East 1", "West 2"))
    assert [entry["content"] for entry in entries(landlord, "olive", "user changed")] == [
        {"name": "Olive", "roles": ["team_leader"], "patches": ["East 1", "West 2"], "reason": "promoted"},
        {"name": "Olive Marsh", "roles": ["team_leader"], "patches": ["East 1", "West 2"], "reason": "married"},
    ]
    users.change(landlord.house, ada, "olive", reason="everywhere", patches=[])
    assert row(landlord, "olive").patches == ()


@pytest.mark.parametrize("name", ["", " ", "x" * 201])
def test_a_name_is_one(landlord: Landlord, name: str) -> None:
    with pytest.raises(UserNotUnderstood, match="name as colleagues know it"):
        users.change(landlord.house, landlord.person("ada"), "olive", reason="x", name=name)
    assert row(landlord, "olive").name == "Olive"
    users.change(landlord.house, landlord.person("ada"), "olive", reason="x", name="x" * 200)
    assert row(landlord, "olive").name == "x" * 200


def acts_on(landlord: Landlord, name: str, reason: str) -> dict[str, Callable[[], object]]:
    """Every act about a user, by its name."""
    house, ada = landlord.house, landlord.person("ada")
    return {
        "change": lambda: users.change(house, ada, name, reason=reason, name="Another"),
        "end": lambda: users.end(house, ada, name, reason=reason),
        "restore": lambda: users.restore(house, ada, name, reason=reason),
        "reset": lambda: users.reset_password(house, ada, name, reason=reason, password=NEW),
        "sign out": lambda: users.end_all_sessions(house, ada, name, reason=reason),
    }


def test_without_a_reason_nothing_is_done(landlord: Landlord) -> None:
    sessions = opened(landlord, "olive")
    for act in acts_on(landlord, "olive", "  ").values():
        with pytest.raises(ReasonMissing, match="the reason goes into their record"):
            act()
    assert len(of(landlord, sessions)) == 2
    assert row(landlord, "olive").name == "Olive"


def test_about_nobody_nothing_is_done(landlord: Landlord) -> None:
    for act in acts_on(landlord, "nobody", "a reason").values():
        with pytest.raises(NoSuchUser, match="no user 'nobody'"):
            act()


def test_nobody_changes_their_own_roles(landlord: Landlord) -> None:
    house, ada = landlord.house, landlord.person("ada")
    for roles in (["administrator", "compliance"], ["compliance"], ["administrator", "officer"]):
        with pytest.raises(OwnRoles, match=r"Nobody changes their own roles.* Ask another administrator"):
            users.change(house, ada, " ADA ", reason="x", roles=roles)
    assert row(landlord, "ada").roles == ("administrator",)
    users.change(house, ada, "ada", reason="married", name="Ada Marsh", roles=["administrator"])
    assert row(landlord, "ada").name == "Ada Marsh"
    ada = landlord.person("ada")
    users.change(house, ada, "sam", reason="x", roles=["administrator"])
    users.change(house, landlord.person("sam"), "ada", reason="x", roles=["administrator", "compliance"])
    assert row(landlord, "ada").roles == ("administrator", "compliance")


def test_the_last_administrator_stays(landlord: Landlord) -> None:
    house, ada = landlord.house, landlord.person("ada")
    with pytest.raises(LastAdministrator):
        users.end(house, ada, "ada", reason="x")
    with pytest.raises(LastAdministrator):
        users.change(house, operator(house), "ada", reason="x", roles=["officer"])
    users.change(house, ada, "sam", reason="x", roles=["administrator"])
    users.end(house, ada, "sam", reason="x")
    with pytest.raises(LastAdministrator):
        users.end(house, ada, "ada", reason="an ended administrator lets nobody in")
    users.change(house, ada, "sam", reason="who was ended may be changed", roles=["officer"])
    users.change(house, ada, "sam", reason="x", roles=["administrator"])
    users.restore(house, ada, "sam", reason="x")
    users.end(house, ada, "ada", reason="sam is there")
    assert [row(landlord, name).active for name in ("ada", "sam")] == [False, True]


def test_two_administrators_do_not_end_each_other(landlord: Landlord) -> None:
    house, ada = landlord.house, landlord.person("ada")
    users.change(house, ada, "sam", reason="x", roles=["administrator"])
    sam = landlord.person("sam")
    said = at_once(lambda: users.end(house, ada, "sam", reason="x"), lambda: users.end(house, sam, "ada", reason="x"))
    assert [type(each) for each in said].count(LastAdministrator) == 1
    assert sorted(row(landlord, name).active for name in ("ada", "sam")) == [False, True]


@pytest.mark.parametrize("who", ["olive", "tess", "pat", "cora"])
def test_others_manage_nobody(landlord: Landlord, who: str) -> None:
    person = landlord.person(who)
    with pytest.raises(Refused, match="for the role administrator"):
        users.add(landlord.house, person, username="new", name="New", password=NEW, roles=["administrator"])
    with pytest.raises(Refused, match="for the role administrator"):
        users.end(landlord.house, person, "sam", reason="x")
    assert row(landlord, "sam").active
    (entry,) = entries(landlord, "sam", "act refused")
    assert (entry["actor"], entry["content"]["act"]) == (person.actor, "users.end")


def test_adding_somebody(landlord: Landlord) -> None:
    ada = landlord.person("ada")
    more = {"name": " New ", "password": NEW, "roles": ["officer", "officer "], "patches": ["West 2", " East 1"]}
    number = users.add(landlord.house, ada, username=" New ", **more)
    assert row(landlord, "new") == UserRow(number, "new", "New", ("officer",), ("East 1", "West 2"), True, 0, None)
    (entry,) = entries(landlord, "new", "user added")
    said = {"name": "New", "roles": ["officer"], "patches": ["East 1", "West 2"]}
    assert (entry["actor"], entry["user"], entry["content"]) == (ada.actor, number, said)
    with pytest.raises(UserNotUnderstood, match="already a user 'new'"):
        users.add(landlord.house, ada, username="NEW", **more)
    for wrong, sentence in (
        ({"username": "a b"}, "letters a to z"),
        ({"username": "x" * 201}, "at most 200"),
        ({"username": ""}, "letters a to z"),
        ({"name": " "}, "name as colleagues"),
        ({"password": "x" * 11}, "at least 12"),
        ({"password": "x" * 1001}, "at most 1,000"),
        ({"roles": []}, "at least one role"),
        ({"roles": ["king"]}, "'king' is not a role"),
        ({"patches": ["East\n1"]}, "not the name of a patch"),
        ({"patches": ["x" * 201]}, "not the name of a patch"),
    ):
        with pytest.raises(UserNotUnderstood, match=sentence):
            users.add(landlord.house, ada, **{"username": "other", **more, **wrong})
    users.add(landlord.house, ada, username="x" * 200, **{**more, "password": "x" * 12, "patches": ["x" * 200]})
    assert len(users.list_(landlord.house, ada)) == 8


def test_when_somebody_was_last_seen_is_known_without_a_session(landlord: Landlord) -> None:
    assert row(landlord, "olive").seen_at is None
    opened(landlord, "olive")
    open_, ada = row(landlord, "olive").seen_at, landlord.person("ada")
    users.end_all_sessions(landlord.house, ada, "olive", reason="x")
    seen = row(landlord, "olive")
    assert seen.sessions == 0
    assert seen.seen_at is not None
    assert open_ is not None
    assert abs(seen.seen_at - open_) < timedelta(seconds=30)
    assert row(landlord, "sam").seen_at is None


def test_who_is_ended_is_not_ended_again_and_who_is_not_is_not_restored(landlord: Landlord) -> None:
    house, ada = landlord.house, landlord.person("ada")
    with pytest.raises(NotEnded, match="Olive may sign in already") as refused:
        users.restore(house, ada, "olive", reason="x")
    assert refused.value.status == 409
    users.end(house, ada, "olive", reason="left")
    with pytest.raises(AlreadyEnded, match="Olive was ended before") as refused:
        users.end(house, ada, "olive", reason="left")
    assert refused.value.status == 409
    assert len(entries(landlord, "olive", "user ended")) == 1
    users.restore(house, ada, "olive", reason="back")
    assert len(entries(landlord, "olive", "user restored")) == 1


def test_the_steps_of_who_is_ended_go_back_to_the_team(landlord: Landlord) -> None:
    house, ada, olive, sam = landlord.house, *(landlord.person(name) for name in ("ada", "olive", "sam"))
    accounts = [landlord.add_tenancy(str(number), **SPOKEN_FOR) for number in (1, 2, 3)]
    landlord.look()
    cases = [landlord.case_of(account) for account in accounts]
    tasks = [landlord.step(case, "contact_customer")["task_id"] for case in cases]
    for task, who in zip(tasks, (olive, olive, sam), strict=True):
        steps.claim(house, who, task)
    with pytest.raises(LastAdministrator):
        users.end(house, ada, "ada", reason="x")
    with pytest.raises(StepTaken, match="Ask them to release it"):
        steps.claim(house, sam, tasks[0])
    assert users.end(house, ada, "olive", reason="left") == 2
    assert [landlord.step(case, "contact_customer")["assignee"] for case in cases] == [None, None, sam.actor]
    for case, count in zip(cases, (1, 1, 0), strict=True):
        with house.db.read() as session:
            found = [
                e for e in timeline(session, house.runtime.chain_of(session, case)) if e["kind"] == "step released"
            ]
        assert [(e["actor"], e["step"]) for e in found] == [(ada.actor, "contact_customer")] * count
        assert [e["content"] for e in found] == [{"of": olive.actor, "because": "user ended"}] * count
    steps.claim(house, sam, tasks[0])


def test_nobody_is_told_to_ask_somebody_who_is_ended(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1", **SPOKEN_FOR)
    landlord.look()
    task = landlord.step(landlord.case_of(account), "contact_customer")["task_id"]
    steps.claim(landlord.house, landlord.person("olive"), task)
    active = table(User)
    with landlord.house.db.write() as session:  # as it was left by versions before this one
        session.execute(update(active).where(active.c.username == "olive").values(active=False))
    with pytest.raises(StepTaken) as refused:
        steps.claim(landlord.house, landlord.person("sam"), task)
    assert "Ask them" not in refused.value.sentence
    assert "Olive, who can sign in no more, has" in refused.value.sentence
    steps.release(landlord.house, landlord.person("tess"), task)
    steps.claim(landlord.house, landlord.person("sam"), task)


def test_a_patch_is_one_that_an_account_has(landlord: Landlord) -> None:
    house, ada = landlord.house, landlord.person("ada")
    more = {"name": "N", "password": NEW, "roles": ["officer"]}
    users.add(house, ada, username="early", **more, patches=["West 2"])  # before the first import all are taken
    landlord.add_tenancy("1")
    sentence = r"No account has the patch 'Wets 1'. Patches are: East 1\."
    with pytest.raises(UserNotUnderstood, match=sentence):
        users.add(house, ada, username="late", **more, patches=["East 1", "Wets 1"])
    with pytest.raises(UserNotUnderstood, match=sentence):
        users.change(house, ada, "olive", reason="x", patches=["Wets 1"])
    users.change(house, ada, "early", reason="what they have already stays", patches=["West 2", "East 1"])
    assert row(landlord, "early").patches == ("East 1", "West 2")
    users.add(house, ada, username="late", **more, patches=["East 1"])


def test_somebody_is_named_by_number_too(landlord: Landlord) -> None:
    house, ada, olive = landlord.house, landlord.person("ada"), landlord.person("olive")
    users.end(house, ada, olive.actor, reason="left")
    assert not row(landlord, "olive").active
    for nobody in ("user:999", "user:", "user:-1", "user:99999999999", "user:1x"):
        with pytest.raises(NoSuchUser):
            users.restore(house, ada, nobody, reason="x")
