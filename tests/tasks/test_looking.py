"""What the record says of looking: once for each look, and not for what is none."""

from datetime import UTC, datetime, timedelta

import pytest

from tasks import inbox
from tasks.acts import case_files, holds, incidents, records, steps
from tests.house import Landlord
from workflows.clock import london_date
from workflows.errors import Refused
from workflows.evidence import timeline


def looks(landlord: Landlord, case: int) -> list[tuple[str, dict[str, str]]]:
    """Who looked at a case, and at which part of it."""
    with landlord.house.db.read() as session:
        entries = list(timeline(session, landlord.house.runtime.chain_of(session, case)))
    return [(entry["actor"], entry["content"]) for entry in entries if entry["kind"] == "case looked at"]


@pytest.fixture
def case(landlord: Landlord) -> int:
    """A case whose next step is a call."""
    account = landlord.add_tenancy("1", representative_name="Helen Marsh", representative_role="deputy")
    landlord.look()
    return landlord.case_of(account)


def test_every_look_is_an_entry_and_says_at_what(landlord: Landlord, case: int) -> None:
    olive, tess = landlord.person("olive"), landlord.person("tess")
    step = landlord.step(case, "contact_customer")["task_id"]
    case_files.look(landlord.house, olive, case)
    case_files.look(landlord.house, olive, case)
    records.look(landlord.house, tess, case)
    steps.look(landlord.house, tess, step)
    assert looks(landlord, case) == [
        (olive.actor, {}),
        (olive.actor, {}),
        (tess.actor, {"what": "record"}),
        (tess.actor, {"what": "step"}),
    ]


def test_a_page_that_answers_an_act_is_no_look_for_ten_seconds(
    landlord: Landlord, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, olive, sam = landlord.house, landlord.person("olive"), landlord.person("sam")
    steps.claim(house, olive, landlord.step(case, "contact_customer")["task_id"])
    case_files.look(house, olive, case, anew=False)
    assert looks(landlord, case) == []
    case_files.look(house, sam, case, anew=False)
    assert looks(landlord, case) == [(sam.actor, {})]
    case_files.look(house, sam, case, anew=False)
    assert looks(landlord, case) == [(sam.actor, {})]
    later = datetime.now(UTC) + timedelta(seconds=11)
    monkeypatch.setattr(inbox, "machine_now", lambda: later)
    case_files.look(house, olive, case, anew=False)
    assert looks(landlord, case) == [(sam.actor, {}), (olive.actor, {})]


def test_who_was_refused_has_seen_nothing_yet(landlord: Landlord, case: int) -> None:
    house, sam, olive = landlord.house, landlord.person("sam"), landlord.person("olive")
    step = landlord.step(case, "contact_customer")["task_id"]
    steps.claim(house, olive, step)
    with pytest.raises(Refused, match="Olive has"):
        steps.claim(house, sam, step)
    case_files.look(house, sam, case, anew=False)
    assert looks(landlord, case) == [(sam.actor, {})]


def test_lists_that_name_people_stand_in_ones_own_record(landlord: Landlord, case: int) -> None:
    tess = landlord.person("tess")
    assert [row.id for row in case_files.search(landlord.house, tess, part=" ra-1 ").rows] == [case]
    assert case_files.search(landlord.house, tess, part="ra-2").total == 0
    incidents.list_(landlord.house, tess)
    with landlord.house.db.read() as session:
        entries = timeline(session, tess.chain_id)
        said = [entry["content"] for entry in entries if entry["kind"] == "list looked at"]
    assert [(each["list"], each.get("part")) for each in said] == [
        ("cases", "ra-1"),
        ("cases", "ra-2"),
        ("incidents", None),
    ]


def test_an_officer_places_a_hold_and_does_not_end_it(landlord: Landlord, case: int) -> None:
    house, today = landlord.house, london_date(landlord.clock.now())
    olive, tess = landlord.person("olive"), landlord.person("tess")
    hold = holds.place_on_case(house, olive, case, kind="dispute", begins_on=today, reason="a leak")
    for who in ("olive", "pat", "ada"):
        with pytest.raises(Refused, match="for the role team leader or compliance"):
            holds.release(house, landlord.person(who), hold, reason="x")
    assert [each.id for each in case_files.look(house, olive, case).holds] == [hold]
    holds.release(house, tess, hold, reason="settled")
    assert case_files.look(house, olive, case).holds == []
    with pytest.raises(Refused, match="ended already"):
        holds.release(house, landlord.person("cora"), hold, reason="again")


def test_a_hold_of_a_tenant_is_of_a_tenant_of_the_account(landlord: Landlord, case: int) -> None:
    landlord.add_tenancy("2")
    house, olive, today = landlord.house, landlord.person("olive"), london_date(landlord.clock.now())
    with pytest.raises(Refused, match="none of the tenants of this account"):
        holds.place_on_case(house, olive, case, kind="death", begins_on=today, customer=2, reason="x")
    hold, covered, _last, _undone = holds.place(
        house, olive, kind="death", begins_on=today, customers=["C1"], reason="x"
    )
    assert (hold, covered) == (1, [case])
    for wrong in ({"accounts": ["9"]}, {"customers": ["9"]}):
        with pytest.raises(Refused, match="with the reference '9'"):
            holds.place(house, olive, kind="death", begins_on=today, reason="x", **wrong)


def test_a_hold_needs_a_reason_at_every_door(landlord: Landlord, case: int) -> None:
    house, olive, today = landlord.house, landlord.person("olive"), london_date(landlord.clock.now())
    for act in (
        lambda: holds.place(house, olive, kind="death", begins_on=today, customers=["C1"], reason="  "),
        lambda: holds.place_on_case(house, olive, case, kind="death", begins_on=today, source="BS-1"),
    ):
        with pytest.raises(Refused, match="Say why the hold is placed"):
            act()
