"""What begins a procedure by itself: an event outside of procedures, and a date of the account."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cases import holds
from tasks.about import ProcedureUnreadable, examine_about, read_about
from tasks.causes import STANDS
from tests.calculating import LAW
from tests.house import Landlord
from tests.tasks.test_journeys import folder
from tests.tasks.test_rule_book import published
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import timeline
from workflows.runtime.tables import CaseFile

_case = table(CaseFile)
EVENTS = {"breathing_space_ended", "breathing_space_began"}
RULES = """
rules:
  - id: follow-up-looked-at
    text: Nobody is written to before somebody looked.
    law: Landlord's policy
    confidence: policy
    before: follow_up_send
    require: [follow_up_look]
    right: ["follow_up_look, follow_up_send"]
    wrong: ["follow_up_send"]
"""


def begun(landlord: Landlord) -> list[tuple[str, str]]:
    with landlord.house.db.read() as session:
        rows = session.execute(select(_case.c.reference, _case.c.procedure).order_by(_case.c.id))
        return [(row.reference, row.procedure) for row in rows]


def why(landlord: Landlord, case: int) -> dict[str, Any]:
    with landlord.house.db.read() as session:
        first = next(iter(timeline(session, landlord.house.runtime.chain_of(session, case))))
    return dict(first["content"]["why"])


def today(landlord: Landlord) -> date:
    return london_date(landlord.clock.now())


def test_an_event_begins_it_once(landlord: Landlord) -> None:
    published(landlord, folder([{"by": "event", "event": "breathing_space_ended"}], RULES))
    account, other = landlord.add_tenancy("1", weeks_owed=0), landlord.add_tenancy("2", weeks_owed=0)
    now = today(landlord)
    holds.place(
        landlord.house.runtime,
        "breathing_space",
        "system",
        begins_on=now,
        ends_on=now + timedelta(days=3),
        accounts=[account],
    )
    landlord.pass_days(3)
    assert begun(landlord) == [], "its last day belongs to the tenant"
    landlord.pass_days(1)
    assert begun(landlord) == [("FU-1-1", "follow_up")]
    assert why(landlord, landlord.case_of(account)) == {
        "event": "breathing_space_ended",
        "day": (now + timedelta(days=4)).isoformat(),
    }
    landlord.complete(
        "olive", landlord.case_of(account), "follow_up_look", what_was_found="Nothing", write_to_them=False
    )
    landlord.complete("olive", landlord.case_of(account), "follow_up_close", how_it_ended="Nothing")
    landlord.pass_days(5)
    assert len(begun(landlord)) == 1, "one event begins one case"
    assert other


def test_a_hold_on_a_tenant_is_an_event_of_each_account_and_one_that_was_released_too(landlord: Landlord) -> None:
    published(landlord, folder([{"by": "event", "event": "dispute_ended"}], RULES))
    account = landlord.add_tenancy("1", weeks_owed=0)
    hold = holds.place(landlord.house.runtime, "dispute", "system", begins_on=today(landlord), customers=[1])
    landlord.pass_days(2)
    holds.release(landlord.house.runtime, hold, "system", "Settled")
    landlord.pass_days(1)
    assert begun(landlord) == [("FU-1-1", "follow_up")]
    assert account == 1


def test_what_happened_before_it_was_published_begins_nothing(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1", weeks_owed=0)
    now = today(landlord)
    holds.place(landlord.house.runtime, "dispute", "system", begins_on=now, ends_on=now, accounts=[account])
    landlord.pass_days(3)
    published(landlord, folder([{"by": "event", "event": "dispute_ended"}], RULES))
    landlord.pass_days(3)
    assert begun(landlord) == []


@pytest.mark.parametrize("late", [0, STANDS.days, STANDS.days + 1])
def test_a_date_begins_it_on_its_day_or_late(landlord: Landlord, late: int) -> None:
    day = today(landlord) + timedelta(days=4)
    published(
        landlord,
        folder([{"by": "date", "day": f'date("{day}") + (arrears_pence - arrears_pence) * duration("P1D")'}], RULES),
    )
    landlord.add_tenancy("1", weeks_owed=0)
    landlord.pass_days(3)
    assert begun(landlord) == []
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=1 + late))
    landlord.bring_in()
    landlord.look()
    assert [name for _, name in begun(landlord)] == (["follow_up"] if late <= STANDS.days else [])


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("{by: event, event: full_moon}", "nothing outside of procedures is called 'full_moon'; there is breathing"),
        ("{by: event}", "a row has by, event"),
        ("{by: date, day: arrears_pence}", "gives a number, and must give a date"),
        ("{by: date, day: some_day}", "'some_day', which is no fact"),
        ("{by: date, day: 7}", "a condition is a text in FEEL"),
        ("{by: end, of: other, at: [done]}", "from other, which is for garage as well"),
        ("{by: end, of: other}", "and perhaps|nothing else"),
    ],
)
def test_what_begins_it_is_refused_when_it_is_written(row: str, sentence: str) -> None:
    says = f"title: A\nmeans: B\nowner: C\nreference: D\ndebts: [rent]\nbegins: [{row}]\n".encode()
    other = b"title: A\nmeans: B\nowner: C\nreference: E\ndebts: [garage, rent]\nbegins: [{by: procedure}]\n"
    with pytest.raises(ProcedureUnreadable, match=sentence):
        examine_about("procedure.yaml", says, {}, LAW.signatures(), {"rent", "garage"}, EVENTS, {"other": other})


def test_all_ways_are_read() -> None:
    rows = "[{by: event, event: dispute_ended}, {by: date, day: facts_on}, {by: end, of: q, at: [a, b]}]"
    says = f"title: A\nmeans: B\nowner: C\nreference: D\ndebts: [rent]\nbegins: {rows}\n".encode()
    about = read_about("procedure.yaml", says)
    assert (about.events, [on.text for on in about.dates]) == ({"dispute_ended"}, ["facts_on"])
    assert about.after == {"q": {"a", "b"}}
