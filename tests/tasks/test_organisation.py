"""A book that names other lanes, holds and debts is read as it is; what open rows rest on cannot be taken out."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cases import holds
from tasks.about import ProcedureUnreadable, examine_about
from tasks.acts import holds as acts
from tasks.assembly import build
from tasks.organisation import StillInUse
from tests.calculating import LAW
from tests.house import Landlord, make_landlord
from tests.tasks.test_beginning import ARREARS, DECISIONS, PATH
from workflows.clock import SimulatedClock
from workflows.settings import HOUSE, Settings

EVENTS = '  - {id: flood_began, means: "A flood."}\n  - {id: flood_ended, means: "It is over."}\n'


@pytest.fixture
def town(tmp_path: Path, clock: SimulatedClock) -> Iterator[Landlord]:
    made = make_landlord(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", clock)
    made.add_tenancy("1", representative_name="Helen Marsh", representative_role="deputy")
    made.look()
    yield made
    made.house.close()


def book(town: Landlord, changes: dict[str, tuple[str, str]]) -> Settings:
    """The settings of the town, with another book."""
    bpmn = town.house.settings.store.parent / "bpmn"
    shutil.copytree(HOUSE / "bpmn", bpmn)
    for name, (old, new) in changes.items():
        path = bpmn / name
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new, 1))
    return replace(town.house.settings, bpmn=bpmn)


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        (
            "debts.yaml",
            "kind: rent,",
            "kind: garage,",
            "1 accounts are of the kind 'rent', which organisation/debts.yaml",
        ),
        ("roles.yaml", "lane: Income officer", "lane: Rent officer", "1 open steps are in the lane 'Income officer'"),
        ("holds.yaml", "kind: dispute", "kind: flood", "1 holds that stand are of the kind 'dispute'"),
    ],
)
def test_what_open_rows_rest_on_cannot_be_taken_out(
    town: Landlord, clock: SimulatedClock, file: str, old: str, new: str, sentence: str
) -> None:
    if "hold" in file:
        town.house.runtime.holds = lambda _session, _case: None
        holds.place(town.house.runtime, "dispute", "user:1", begins_on=date(2026, 3, 2), accounts=[1], reason="r")
    changes = {f"organisation/{file}": (old, new), "shared/steps.yaml": ("events:\n", f"events:\n{EVENTS}")}
    with pytest.raises(StillInUse) as refused:
        build(book(town, changes), clock)
    assert sentence in refused.value.sentence
    assert "Put its row back" in refused.value.sentence


def test_a_kind_of_hold_is_a_row(town: Landlord, clock: SimulatedClock) -> None:
    row = "holds:\n  - kind: flood\n    words: the home is under water\n"
    changes = {"organisation/holds.yaml": ("holds:\n", row), "shared/steps.yaml": ("events:\n", f"events:\n{EVENTS}")}
    house = build(book(town, changes), clock)
    tess, case = town.person("tess"), town.case_of(1)
    with pytest.raises(holds.HoldNotUnderstood, match=r"'storm' is not a kind of hold. Kinds are: .*flood"):
        acts.place_on_case(house, tess, case, kind="storm", begins_on=date(2026, 3, 2), reason="r")
    acts.place_on_case(house, tess, case, kind="flood", begins_on=date(2026, 3, 2), reason="Seen")
    with house.db.read() as session:
        assert house.runtime.holds(session, case) == "This step must wait: the home is under water."
    assert town.step(case, "contact_customer")["status"] == "held"
    house.close()


def test_who_does_a_lane_is_a_row(town: Landlord, clock: SimulatedClock) -> None:
    only = ("roles: [officer, team_leader]", "roles: [compliance]")
    house = build(book(town, {"organisation/roles.yaml": only}), clock)
    assert house.organisation.lanes_of(["compliance"]) == ["Income officer"]
    assert not house.organisation.may_do(town.person("olive").roles, "Income officer")
    house.close()


def test_a_procedure_for_a_kind_of_debt_that_there_is_not() -> None:
    asked = ARREARS.replace("debts: [rent]", "debts: [garage]").encode()
    with pytest.raises(ProcedureUnreadable, match="no kind of debt called 'garage'; there is rent"):
        examine_about(PATH, asked, DECISIONS, LAW.signatures(), {"rent"})
