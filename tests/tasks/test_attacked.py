"""What an attack found, held shut: patches round holds and colleagues, and rows that were changed in the database."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text, update

from cases import holds as placing
from cases.tables import Account
from tasks import nightly, records
from tasks.acts import holds, steps, users
from tasks.people import add_user
from tasks.refusals import NotYourLane
from tests.house import PASSWORD, Landlord, make_landlord
from tests.tampering import without_triggers
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.errors import NotFound, Refused
from workflows.evidence.seal import TreeAltered
from workflows.settings import Settings

TODAY = date(2026, 3, 2)


@pytest.fixture
def town(tmp_path: Path, clock: SimulatedClock) -> Iterator[Landlord]:
    """East and West, a team leader and an officer of the West, somebody with a home in the East."""
    made = make_landlord(f"sqlite:///{tmp_path / 'duecourse.db'}", tmp_path / "store", clock)
    made.add_tenancy("1", representative_name="Helen Marsh", representative_role="deputy")
    made.add_tenancy("2")
    with made.house.db.write() as session:
        session.execute(update(table(Account)).where(table(Account).c.reference == "2").values(patch="West 1"))
        for name, role in (("wes", "team_leader"), ("will", "officer")):
            add_user(session, name, name.title(), PASSWORD, [role], clock, patches=["West 1"])
    made.look()
    yield made
    made.house.close()


def test_a_customers_hold_is_ended_only_by_who_sees_all_of_it(town: Landlord) -> None:
    house = town.house
    tess, wes = town.person("tess"), town.person("wes")
    hold, cases, _last, _undone = holds.place(
        house, tess, kind="breathing_space", begins_on=TODAY, customers=["C1"], accounts=["2"], reason="BS-1"
    )
    assert len(cases) == 2
    with pytest.raises(NotFound) as theirs:
        holds.release(house, wes, hold, reason="mine now")
    with pytest.raises(NotFound) as nobodys:
        holds.release(house, wes, 7777, reason="mine now")
    assert theirs.value.sentence.replace(str(hold), "N") == nobodys.value.sentence.replace("7777", "N")
    assert theirs.value.slug == nobodys.value.slug
    holds.release(house, tess, hold, reason="settled")


def test_a_hold_on_a_stranger_of_another_patch_is_not_placed(town: Landlord) -> None:
    will = town.person("will")
    with pytest.raises(NotFound) as theirs:
        holds.place(town.house, will, kind="death", begins_on=TODAY, customers=["C1"], reason="x")
    with pytest.raises(NotFound) as nobodys:
        holds.place(town.house, will, kind="death", begins_on=TODAY, customers=["C77"], reason="x")
    assert theirs.value.sentence.replace("C1", "N") == nobodys.value.sentence.replace("C77", "N")
    assert holds.place(town.house, will, kind="death", begins_on=TODAY, customers=["C2"], reason="x")[1]


def test_a_step_is_handed_only_to_who_sees_its_case(town: Landlord) -> None:
    olive, item = town.person("olive"), town.step(town.case_of(1), "contact_customer")
    with pytest.raises(NotYourLane, match=r"no patch of Will's"):
        steps.hand_over(town.house, olive, item["task_id"], to="will", reason="leave")
    steps.hand_over(town.house, olive, item["task_id"], to="sam", reason="leave")


def test_days_that_nobody_means_are_refused(town: Landlord) -> None:
    for begins, ends in ((date(1, 1, 1), None), (TODAY, date(9999, 12, 31))):
        with pytest.raises(Refused, match="Check the year"):
            placing.place(town.house.runtime, "dispute", "user:1", begins_on=begins, ends_on=ends, accounts=[1])


def findings(town: Landlord) -> str:
    nightly.seal(town.house)
    heads = town.house.settings.store / "heads.jsonl"
    return "\n".join(each.sentence for each in records.check_everything(town.house, heads).findings)


def test_a_breathing_space_switched_off_in_its_row_is_found(town: Landlord) -> None:
    holds.place(town.house, town.person("tess"), kind="breathing_space", begins_on=TODAY, accounts=["1"], reason="BS")
    with town.house.db.write() as session:
        session.execute(text("UPDATE hold SET released_at = '2026-03-02 09:00:00.000000'"))
    assert "hold 1 was released by its row, by nobody, and no entry tells" in findings(town)


@pytest.mark.parametrize("change", ["active = 1", "patches = ''", "id = 107"])
def test_a_user_who_was_ended_and_is_back_in_their_row_is_found(town: Landlord, change: str) -> None:
    ada = town.person("ada")
    users.change(town.house, ada, "sam", patches=["West 1"], reason="moved")
    users.end(town.house, ada, "sam", reason="left")
    before = findings(town)
    assert "sam" not in before
    with town.house.db.write() as session:
        session.execute(text(f"UPDATE app_user SET {change} WHERE username = 'sam'"))
    assert "sam" in findings(town)


def test_a_leaf_that_nobody_sealed_is_found_and_nothing_is_sealed_upon_it(town: Landlord) -> None:
    nightly.seal(town.house)
    users.change(town.house, town.person("ada"), "sam", name="Sam Leigh", reason="married")
    with town.house.db.write() as session:
        without_triggers(session)
        chain = session.execute(text("SELECT id, length FROM chain WHERE name = 'user/sam'")).one()
        session.execute(
            text("INSERT INTO leaf VALUES ((SELECT max(place) + 1 FROM leaf), :chain, :seq)"),
            {"chain": chain.id, "seq": chain.length},
        )
        session.execute(
            text("UPDATE seal_mark SET sealed = :seq WHERE chain_id = :chain"), {"chain": chain.id, "seq": chain.length}
        )
    with pytest.raises(TreeAltered, match="leaves beyond its newest signed head"):
        nightly.seal(town.house)
    said = records.check_everything(town.house, town.house.settings.store / "heads.jsonl").findings
    assert any("put there by somebody else than the sealer" in each.sentence for each in said)


def test_nobodys_word_is_taken_for_where_a_request_comes_from_unless_it_is_set() -> None:
    store = {"DUECOURSE_STORE": "store"}
    assert Settings.from_environment(store).trusted_proxy == ""
    assert Settings.from_environment({**store, "DUECOURSE_TRUSTED_PROXY": "127.0.0.1"}).trusted_proxy == "127.0.0.1"
