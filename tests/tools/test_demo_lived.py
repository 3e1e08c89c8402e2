"""The demo's cast with its weeks lived through: every procedure is lived, nothing is unexplained, the tour is true."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from cases.agreements.tables import Agreement
from cases.tables import Hold
from cases.undone.tables import ActUndone
from tasks.acts import agreements, referrals, running
from tasks.assembly import House
from tasks.stories.world import _unprinted
from tools.demo import cast
from tools.demo.book import EARLY, person, shipped
from tools.demo.desk import Desk
from tools.demo.played import played
from tools.demo.record import recorded
from tools.demo.tour import pages, shown, tour
from tools.demo.tour_told import TOLD
from workflows.db import table
from workflows.runtime.tables import CaseFile, Incident, Instance, ProcedureVersion, WorkItem

pytestmark = pytest.mark.long
_case, _instance, _version = table(CaseFile), table(Instance), table(ProcedureVersion)
_item, _hold = table(WorkItem), table(Hold)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo's house with the cast alone; its letters are not printed."""
    lived = played(tmp_path_factory.mktemp("lived"), count=0, press=_unprinted)
    yield lived
    lived.close()


def rows(house: House, query: Any) -> list[Any]:
    """What a query finds."""
    with house.db.read() as session:
        return [tuple(row) for row in session.execute(query)]


def cases(house: House) -> set[tuple[str, str]]:
    """Each procedure with how a case of it stands: open, or its outcome."""
    query = select(_version.c.name, _case.c.status, _case.c.outcome).join(
        _instance, _instance.c.version_id == _version.c.id
    )
    found = rows(house, query.join(_case, _case.c.id == _instance.c.case_id))
    return {(name, outcome or status) for name, status, outcome in found}


def test_every_procedure_that_is_shipped_is_lived(house: House) -> None:
    found = cases(house)
    assert {name for name, _stands in found} == set(shipped())
    assert found >= {
        ("affordability", "debt_advice_first"),
        ("agreement", "agreement_confirmed"),
        ("agreement_broken", "agreement_broken_for_good"),
        ("agreement_ended", "end_told"),
        ("benefits", "direct_payment_asked"),
        ("benefits", "open"),
        ("breathing_space", "moratorium_over"),
        ("breathing_space", "open"),
        ("complaint", "open"),
        ("data_breach", "breach_closed"),
        ("death", "estate_settled"),
        ("death", "survivor_goes_on"),
        ("enquiry", "enquiry_answered"),
        ("enquiry", "open"),
        ("insolvency", "open"),
        ("protected_debt", "open"),
        ("referral", "referral_answered"),
        ("referral", "referral_not_wanted"),
        ("notice", "open"),
        ("visit", "visit_made"),
        ("visit", "open"),
        ("vulnerability", "representation_settled"),
        ("vulnerability", "open"),
        (EARLY, "acts_void"),
        (EARLY, "arrangement_in_place"),
        (EARLY, "open"),
    }


def test_each_sentence_of_the_tour_is_borne_out_by_the_record(house: House) -> None:
    for told in TOLD:
        with house.db.read() as session:
            of = recorded(session, told.account)
        lacking = {sentence: what for sentence, what in shown(told, of) if what}
        assert lacking == {}
        assert all("None" not in address and "/0" not in address for address, _words in pages(told, of))
    lines = dict(tour(house))
    assert [len(lines[told.heading]) for told in TOLD] == [len(told.claims) + len(told.pages) for told in TOLD]


def test_nothing_stands_in_it_unexplained(house: House) -> None:
    with house.db.read() as session:
        ada, tess = person(session, "ada"), person(session, "tess")
    seen = running.look(house, ada)
    assert [each.about for each in seen.findings if not each.fine] == ["workers"]
    assert seen.incidents == []
    assert rows(house, select(table(Incident).c.id)) == []
    assert running.list_unbegun(house, tess) == []


def test_what_the_cast_stands_for_is_on_record(house: House) -> None:
    with house.db.read() as session:
        tess = person(session, "tess")
    kinds = {kind for (kind,) in rows(house, select(_hold.c.kind))}
    assert kinds >= {"breathing_space", "death", "debt_relief_order", "mental_health_crisis", "complaint", "capacity"}
    assert {effect for (effect,) in rows(house, select(table(ActUndone).c.effect))} == {"void"}
    assert {status for (status,) in rows(house, select(table(Agreement).c.status))} == {
        "live",
        "breached",
        "ended",
        "proposed",
    }
    assert [each.name for each in referrals.list_(house, tess)] == ["Ms Una Ellis"]
    waits = [each.debts[0].reference for each in agreements.list_(house, tess) if each.why == "to approve"]
    assert waits == [cast.CAROL]
    desk = Desk(house)
    held = select(_item.c.step).where(_item.c.status == "held")
    assert {step for (step,) in rows(house, held)} >= {"decide_notice", "contact_customer"}
    assert desk.is_open(cast.COLIN, "settle_representation")
    for nobody in (cast.LEON, cast.RITA, cast.OMAR, cast.HUGHES):
        assert desk.open_steps(nobody, EARLY) == []


def test_lived_once_more_it_is_the_same(house: House, tmp_path_factory: pytest.TempPathFactory) -> None:
    again = played(tmp_path_factory.mktemp("again"), count=0, press=_unprinted)
    try:
        assert _course(again) == _course(house)
    finally:
        again.close()


def _course(house: House) -> list[Any]:
    """What happened to each of the cast, without machine time and what is random by design."""
    course: list[Any] = []
    for account in cast.PARTS:
        with house.db.read() as session:
            of = recorded(session, account)
        course.append((account, of.tenants, of.cases, of.holds, of.letters))
        course.extend((each.day, each.kind, each.step, each.who) for each in of.entries)
    assert date(2026, 10, 5) in {each[0] for each in course}
    return course
