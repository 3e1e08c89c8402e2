"""What is known late undoes what was done since: listed, struck for the rules, and settled by a manager."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import NoResultFound

from cases.holds import HoldEnded
from cases.tables import AccountParty, Customer, Hold
from cases.undone.tables import ActUndone
from documents.register import documents_of_case
from tasks import nightly
from tasks.acts import holds, undone
from tasks.acts.undone import NoSuchUndoneAct, SettledAlready
from tasks.night.late import note_deaths
from tasks.people import NotYourRole
from tasks.refusals import ReasonMissing
from tests.house import BENEFITS, CHECKLIST, CONTACTED, Landlord
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import timeline
from workflows.runtime.guard import guard_of
from workflows.runtime.tables import CaseFile

_undone, _hold, _case = table(ActUndone), table(Hold), table(CaseFile)


def today(landlord: Landlord) -> Any:
    return london_date(landlord.clock.now())


def to_second_letter(landlord: Landlord) -> int:
    landlord.add_tenancy("1")
    landlord.look()
    landlord.pass_days(15)
    case = landlord.case_of(1)
    landlord.complete("olive", case, "contact_customer", **CONTACTED)
    landlord.complete("sam", case, "check_benefits", **BENEFITS)
    landlord.look()
    return case


def acts(landlord: Landlord) -> list[tuple[str, str, int]]:
    with landlord.house.db.read() as session:
        rows = session.execute(select(_undone).order_by(_undone.c.seq))
        return [(row.step, row.effect, row.documents) for row in rows]


def test_a_moratorium_that_is_entered_late_undoes_what_was_done_in_it(landlord: Landlord) -> None:
    case = to_second_letter(landlord)
    landlord.pass_days(2)
    placed = holds.place(
        landlord.house,
        landlord.person("olive"),
        kind="breathing_space",
        begins_on=today(landlord) - timedelta(days=2),
        accounts=["1"],
        source="BS-1",
        reason="Notice of the Insolvency Service, which came today",
    )
    assert placed.undone == 2
    # What came before it stands: the first letter was sent two weeks earlier.
    assert acts(landlord) == [("contact_customer", "void", 0), ("send_letter_2", "void", 1)]
    with landlord.house.db.read() as session:
        chain = landlord.house.runtime.chain_of(session, case)
        (struck,) = [each for each in timeline(session, chain) if each["kind"] == "acts struck"]
        assert "reg. 7(12)" in struck["content"]["because"]
        assert "breathing space since 17 March 2026, known on 19 March 2026" in struck["content"]["event"]
        kept = session.execute(select(_case.c.guard).where(_case.c.id == case)).scalar_one()
        assert kept == guard_of(session, chain, landlord.house.runtime.rules)
        assert [row.kind for row in documents_of_case(session, case)] == ["letter_1", "letter_2"]


def test_the_case_counts_on_it_no_more(landlord: Landlord) -> None:
    """The second letter is void, so the checklist that must come after it is not completed."""
    case = to_second_letter(landlord)
    landlord.pass_days(16)
    assert landlord.step(case, "complete_pre_action_checklist")["status"] == "open"
    olive, tess = landlord.person("olive"), landlord.person("tess")
    days = {"begins_on": today(landlord) - timedelta(days=16)}
    placed = holds.place(landlord.house, olive, kind="safeguarding", **days, accounts=["1"], reason="Told today")
    assert (placed.undone, acts(landlord)) == (0, []), "a concern undoes nothing"
    holds.release(landlord.house, tess, placed.hold, reason="Closed")
    placed = holds.place(landlord.house, olive, kind="bankruptcy", **days, accounts=["1"], reason="Order of 17 March")
    assert placed.undone == 2
    holds.release(landlord.house, tess, placed.hold, reason="Annulled")
    with pytest.raises(Refused, match="second letter"):
        landlord.complete("olive", case, "complete_pre_action_checklist", **CHECKLIST)


def test_what_is_known_on_its_day_undoes_what_was_done_that_day_alone(landlord: Landlord) -> None:
    to_second_letter(landlord)
    olive = landlord.person("olive")
    placed = holds.place(
        landlord.house, olive, kind="breathing_space", begins_on=today(landlord), accounts=["1"], reason="Notice"
    )
    assert (placed.undone, len(acts(landlord))) == (2, 2)


def test_a_manager_settles_each_act_once_and_says_how(landlord: Landlord) -> None:
    case = to_second_letter(landlord)
    olive, tess = landlord.person("olive"), landlord.person("tess")
    holds.place(
        landlord.house, olive, kind="breathing_space", begins_on=today(landlord), accounts=["1"], reason="Notice"
    )
    with pytest.raises(NotYourRole):
        undone.list_(landlord.house, olive)
    first, second = undone.list_(landlord.house, tess)
    assert (first.step, first.hold, first.documents) == ("contact_customer", "breathing_space", 0)
    with pytest.raises(ReasonMissing):
        undone.settle(landlord.house, tess, case, undone=second.id, reason=" ")
    with pytest.raises(NoSuchUndoneAct):
        undone.settle(landlord.house, tess, case, undone=99, reason="x")
    undone.settle(landlord.house, tess, case, undone=second.id, reason="Wrote that letter 2 is to be disregarded")
    with pytest.raises(SettledAlready):
        undone.settle(landlord.house, tess, case, undone=second.id, reason="Again")
    assert [each.id for each in undone.list_(landlord.house, tess)] == [first.id]
    (done,) = undone.list_(landlord.house, tess, settled=True)
    assert (done.by, done.settled_reason) == ("Tess", "Wrote that letter 2 is to be disregarded")


def test_a_death_that_came_by_import_stops_everything_to_the_estate(landlord: Landlord) -> None:
    case = to_second_letter(landlord)
    died = today(landlord) - timedelta(days=1)
    with landlord.house.db.write() as session:
        session.execute(update(table(Customer)).values(date_of_death=died))
    assert note_deaths(landlord.house) == 1
    assert note_deaths(landlord.house) == 0
    with landlord.house.db.read() as session:
        hold = session.execute(select(_hold)).one()
        assert (hold.kind, hold.begins_on, hold.source) == ("death", died, "the housing system's export")
    assert acts(landlord) == [("contact_customer", "wrong", 0), ("send_letter_2", "wrong", 1)]
    landlord.pass_days(20)
    with pytest.raises(NoResultFound):
        landlord.step(case, "decide_notice")


def test_where_a_joint_tenant_survives_it_goes_on_with_them_alone(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    with landlord.house.db.write() as session:
        values = {"reference": "C9", "title": "Mr", "given_name": "Bo", "family_name": "Alder", "large_print": False}
        empty = dict.fromkeys(
            ("email", "phone", "address", "postcode", "representative_name", "representative_role"), ""
        ) | {"representative_address": "", "representative_evidence": ""}
        customer = table(Customer)
        other = session.execute(insert(customer).values(**values, **empty).returning(customer.c.id)).scalar_one()
        session.execute(insert(table(AccountParty)).values(account_id=1, customer_id=other))
        dead = update(customer).where(customer.c.id == other).values(date_of_death=today(landlord))
        session.execute(dead)
    nightly.do_what_is_due(landlord.house)
    landlord.look()
    with landlord.house.db.read() as session:
        assert session.execute(select(_hold)).all() == []
        (letter,) = documents_of_case(session, landlord.case_of(1))
        assert letter.addressee.startswith("Ms Ann Tenant1")


def checklist(landlord: Landlord, case: int) -> None:
    landlord.complete("olive", case, "complete_pre_action_checklist", **CHECKLIST)


def guards(landlord: Landlord, case: int) -> tuple[Any, Any]:
    with landlord.house.db.read() as session:
        chain = landlord.house.runtime.chain_of(session, case)
        kept = session.execute(select(_case.c.guard).where(_case.c.id == case)).scalar_one()
        return kept, guard_of(session, chain, landlord.house.runtime.rules)


def test_what_a_hold_struck_that_was_a_mistake_counts_again(landlord: Landlord) -> None:
    case = to_second_letter(landlord)
    landlord.pass_days(16)
    olive, tess = landlord.person("olive"), landlord.person("tess")
    days = {"begins_on": today(landlord) - timedelta(days=16)}
    placed = holds.place(landlord.house, olive, kind="bankruptcy", **days, accounts=["1"], reason="Order of 17 March")
    with pytest.raises(NotYourRole):
        holds.release(landlord.house, olive, placed.hold, reason="Another person", placed_in_error=True)
    holds.release(landlord.house, tess, placed.hold, reason="Another person", placed_in_error=True)
    assert undone.list_(landlord.house, tess) == []
    assert {each.settled_reason for each in undone.list_(landlord.house, tess, settled=True)} == {"Another person"}
    kept, again = guards(landlord, case)
    assert kept == again
    checklist(landlord, case)
    with landlord.house.db.read() as session:
        entries = list(timeline(session, landlord.house.runtime.chain_of(session, case)))
    (struck,) = [each for each in entries if each["kind"] == "acts struck"]
    (restored,) = [each for each in entries if each["kind"] == "acts restored"]
    assert restored["restores"] == struck["strikes"]
    assert "placed in error: Another person" in restored["content"]["because"]


def test_what_another_hold_struck_too_stays_struck_until_both_were_mistakes(landlord: Landlord) -> None:
    case = to_second_letter(landlord)
    landlord.pass_days(16)
    olive, tess = landlord.person("olive"), landlord.person("tess")
    days = {"begins_on": today(landlord) - timedelta(days=16)}
    first = holds.place(landlord.house, olive, kind="bankruptcy", **days, accounts=["1"], reason="Order").hold
    second = holds.place(landlord.house, olive, kind="death", **days, accounts=["1"], reason="Told").hold
    holds.release(landlord.house, tess, first, reason="Not them", placed_in_error=True)
    holds.release(landlord.house, tess, second, reason="Lives")
    with pytest.raises(Refused, match="second letter"):
        checklist(landlord, case)
    # That it was a mistake comes to light when the hold has ended.
    holds.release(landlord.house, tess, second, reason="Lives; it was another", placed_in_error=True)
    kept, again = guards(landlord, case)
    assert kept == again
    checklist(landlord, case)
    with pytest.raises(HoldEnded):
        holds.release(landlord.house, tess, second, reason="Again", placed_in_error=True)
