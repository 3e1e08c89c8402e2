"""A second complaint, or a second enquiry, about one debt: told that one is open, and begun where it is another."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from api.app import make_app
from cases.tables import Hold
from tasks.about import ProcedureUnreadable, read_about
from tasks.acts import beginning
from tasks.open_already import IsItAnother
from tests.conftest import MORNING
from tests.duties.officers import Officers
from tests.house import Landlord, make_landlord, publish_folder
from tests.web.conftest import Browser
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.runtime.tables import CaseFile
from workflows.settings import HOUSE

_case, _hold = table(CaseFile), table(Hold)
NUMBERS = count(1)


@dataclass
class Debt:
    """A debt of its own for each test."""

    town: Landlord
    account: str

    def begin(self, reason: str, another_than: str = "", procedure: str = "complaint", who: str = "olive") -> int:
        """Somebody begins a procedure about it."""
        than = another_than.replace("@", self.account)
        person = self.town.person(who)
        said: dict[str, Any] = {"account": self.account, "reason": reason, "another_than": than}
        return beginning.begin(self.town.house, person, procedure, **said)

    def references(self, procedure: str = "complaint") -> list[str]:
        """The cases of a procedure about it, without its number."""
        with self.town.house.db.read() as session:
            query = select(_case.c.reference).where(_case.c.procedure == procedure).order_by(_case.c.id)
            found = session.execute(query).scalars().all()
        return [each.replace(f"-{self.account}-", "-@-") for each in found if f"-{self.account}-" in each]

    @property
    def body(self) -> dict[str, str]:
        """What the API is told."""
        return {"account": self.account, "reason": "The statement is wrong"}


def _town(url: str, store: Path) -> Landlord:
    made = make_landlord(url, store, SimulatedClock(MORNING), bpmn=HOUSE / "bpmn")
    for name in ("complaint", "enquiry"):
        publish_folder(made.house, name)
    return made


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landlord]:
    """A landlord whose complaints and enquiries have procedures."""
    folder = tmp_path_factory.mktemp("another")
    made = _town(f"sqlite:///{folder / 'd.db'}", folder / "store")
    yield made
    made.house.close()


@pytest.fixture
def debt(town: Landlord) -> Debt:
    """A debt about which nothing was begun."""
    account = f"{next(NUMBERS)}"
    town.add_tenancy(account)
    return Debt(town, account)


def test_what_is_open_is_told_with_its_subject_and_another_is_begun_by_naming_it(debt: Debt) -> None:
    debt.begin("Nobody called back.")
    with pytest.raises(IsItAnother) as told:
        debt.begin("The statement is wrong")
    assert told.value.sentence == (
        f"Complaint is open already as CP-{debt.account}-1 (Nobody called back), since 2 March 2026. If this is "
        f"the same, work on that case. If it is another, say that it is another than CP-{debt.account}-1."
    )
    assert debt.references() == ["CP-@-1"]
    debt.begin("The statement is wrong", "CP-@-1")
    assert debt.references() == ["CP-@-1", "CP-@-2"]


def test_what_is_sent_twice_is_begun_once(debt: Debt) -> None:
    debt.begin("Nobody called back")
    debt.begin("The statement is wrong", "CP-@-1")
    with pytest.raises(IsItAnother, match=r"1 \(Nobody.*; CP-\d+-2 \(The statement.*another than CP-\d+-2"):
        debt.begin("The statement is wrong", "CP-@-1")
    assert len(debt.references()) == 2


@pytest.mark.parametrize("than", ["", "CP-0-1", "CP-@", "yes", "' or 1=1", "CP-@-1, CP-@-2"])
def test_what_names_no_open_case_begins_nothing_beside_it(debt: Debt, than: str) -> None:
    debt.begin("Nobody called back")
    with pytest.raises(IsItAnother):
        debt.begin("The statement is wrong", than)
    assert debt.references() == ["CP-@-1"]


def test_another_procedure_is_no_second(debt: Debt) -> None:
    debt.begin("Nobody called back")
    debt.begin("Councillor Webb asks", procedure="enquiry")
    with pytest.raises(IsItAnother, match="EN-"):
        debt.begin("Councillor Shah asks", procedure="enquiry")
    debt.begin("Councillor Shah asks", "EN-@-2", procedure="enquiry")
    assert debt.references("enquiry") == ["EN-@-2", "EN-@-3"]


def test_once_it_is_closed_nothing_is_open(debt: Debt) -> None:
    case = debt.begin("Nobody called back")
    with debt.town.house.db.write() as session:
        session.execute(update(_case).where(_case.c.id == case).values(status="closed"))
    debt.begin("Again nobody called back")
    assert debt.references() == ["CP-@-1", "CP-@-2"]


def test_of_another_patch_nobody_learns_that_one_is_open(debt: Debt) -> None:
    debt.begin("Nobody called back")
    elsewhere = replace(debt.town.person("olive"), patches=frozenset({"North"}))
    with pytest.raises(beginning.NoSuchAccount) as told:
        beginning.begin(debt.town.house, elsewhere, "complaint", account=debt.account, reason="The statement")
    assert "CP-" not in told.value.sentence


def test_each_has_its_own_clock_and_its_own_hold(debt: Debt) -> None:
    desk = Officers(debt.town)
    cases = [debt.begin("Nobody called back"), debt.begin("The statement is wrong", "CP-@-1")]
    said = {
        "complained_by": "Ms Tenant, by email",
        "complained_of": "It is wrong",
        "outcome_wanted": "A right one",
        "help_to_complain": "None",
        "complainant_name": "Ms Ann Tenant",
        "complainant_address": "12 Mill Lane, Newbridge, NB1 2AB",
        "complainant_large_print": False,
    }
    with debt.town.house.db.read() as session:
        before = len(session.execute(select(_hold.c.id)).all())
    for case, day in zip(cases, ("2026-02-27", "2026-03-02"), strict=True):
        desk.complete("olive", case, "record_complaint", **said, complained_on=day)
    desk.work()
    with debt.town.house.db.read() as session:
        assert len(session.execute(select(_hold.c.id)).all()) == before + 2
    days = [[each["due_at"][:10] for each in desk.get("olive", f"/cases/{case}")["timers"]] for case in cases]
    assert days == [["2026-03-04", "2026-03-06"], ["2026-03-05", "2026-03-09"]]


def test_the_api_tells_what_to_say_and_takes_it(debt: Debt) -> None:
    desk, path = Officers(debt.town), "/procedures/complaint/cases"
    debt.begin("Nobody called back")
    told = desk.post("olive", path, 409, **debt.body)
    assert (told["type"], told["another_than"]) == ("urn:duecourse:is-it-another", f"CP-{debt.account}-1")
    desk.post("olive", path, 201, **debt.body, another_than=told["another_than"])
    desk.post("olive", path, 422, **debt.body, another_than=["CP-1-2"])
    desk.post("olive", path, 422, **debt.body, another_than="C" * 81)
    assert len(debt.references()) == 2


def test_the_page_asks_whether_it_is_another_and_keeps_what_was_typed(debt: Debt) -> None:
    browser = Browser(TestClient(make_app(debt.town.house)))
    browser.sign_in("olive")
    debt.begin("<b>Nobody</b> called back")
    browser.get("/begin")
    browser.send("/begin/complaint", **debt.body)
    assert browser.page.status_code == 409
    assert browser.title.startswith("Error: ")
    tree = browser.tree()
    assert tree.get_element_by_id("reason-complaint").text == "The statement is wrong"
    assert tree.get_element_by_id("account-complaint").get("value") == debt.account
    assert tree.get_element_by_id("another-complaint").get("value") == f"CP-{debt.account}-1"
    assert "(<b>Nobody</b> called back)" in browser.words(), "what was typed is shown as it was typed"
    browser.send("/begin/complaint", **debt.body)  # nothing was ticked
    assert debt.references() == ["CP-@-1"]
    browser.send("/begin/complaint", **debt.body, another_than=f"CP-{debt.account}-1")
    assert (browser.page.status_code, debt.references()) == (200, ["CP-@-1", "CP-@-2"])


def test_an_enquiry_that_is_a_complaint_is_lost_in_no_other(debt: Debt) -> None:
    desk = Officers(debt.town)
    debt.begin("Nobody called back")
    case = debt.begin("She called, and was angry", procedure="enquiry")
    asked = {
        "enquiry_from": "Tenant",
        "asked_by": "Ann Tenant",
        "received_on": "2026-03-02",
        "enquiry_kind": "Complaint",
        "enquiry_authority": "They are the tenant, and their identity was checked",
        "asked_about": "Why her statement is wrong",
    }
    desk.complete("olive", case, "record_enquiry", **asked)
    desk.work()
    assert debt.references() == ["CP-@-1", "CP-@-3"]


def test_of_two_people_at_once_one_is_told_of_the_other(database_url: str, tmp_path: Path) -> None:
    made = _town(database_url, tmp_path / "store")
    made.add_tenancy("1")
    debt, ready = Debt(made, "1"), Barrier(2)

    def one(who: str) -> str:
        ready.wait()
        try:
            debt.begin("Nobody called back", who=who)
        except IsItAnother:
            return "told"
        return "begun"

    try:
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(one, ("olive", "sam"))) == ["begun", "told"]
        assert debt.references() == ["CP-@-1"]
    finally:
        made.house.close()


YAML = "title: T\nmeans: M\nowner: O\nreference: TT\ndebts: [rent]\n"


def test_several_is_for_what_people_and_steps_begin() -> None:
    by_hand = "begins: [{by: person, roles: [officer]}, {by: procedure}]\n"
    assert read_about("procedures/t/procedure.yaml", f"{YAML}several: true\n{by_hand}".encode()).several
    by_event = "begins: [{by: person, roles: [officer]}, {by: event, event: death}]\n"
    with pytest.raises(ProcedureUnreadable, match="event does not know, and would begin it again and again"):
        read_about("procedures/t/procedure.yaml", f"{YAML}several: true\n{by_event}".encode())
    with pytest.raises(ProcedureUnreadable, match="`several` is true or false"):
        read_about("procedures/t/procedure.yaml", f"{YAML}several: perhaps\n{by_hand}".encode())
