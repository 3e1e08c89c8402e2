"""A book that names other lanes, holds and debts is read as it is; what open rows rest on cannot be taken out."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cases import holds
from tasks.about import ProcedureUnreadable, examine_about
from tasks.acts import holds as acts
from tasks.acts import rule_book
from tasks.assembly import build
from tasks.organisation import StillInUse
from tests.calculating import LAW
from tests.house import Landlord, make_landlord
from tests.tasks.test_beginning import ARREARS, DECISIONS, PATH
from workflows.clock import SimulatedClock
from workflows.editions import Book
from workflows.editions.changes import changes_between
from workflows.editions.published import add_edition
from workflows.errors import Refused
from workflows.settings import Settings

EVENTS = '  - {id: flood_began, means: "A flood."}\n  - {id: flood_ended, means: "It is over."}\n'


@pytest.fixture
def town(tmp_path: Path, clock: SimulatedClock) -> Iterator[Landlord]:
    made = make_landlord(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", clock)
    made.add_tenancy("1", representative_name="Helen Marsh", representative_role="deputy")
    made.look()
    yield made
    made.house.close()


def published(town: Landlord, changes: dict[str, tuple[str, str]]) -> Settings:
    """The settings of the town, in which another book is in force."""
    with town.house.db.write() as session:
        book = changed(town.house.book, changes)
        add_edition(session, book, town.clock, title="Another", proposed_by="user:1", published_by="user:2")
    return town.house.settings


def changed(book: Book, changes: dict[str, tuple[str | None, str]]) -> Book:
    """:param changes: path → what stands there, and instead; nothing: the file is taken out"""
    files: dict[str, bytes | None] = {}
    for path, (old, new) in changes.items():
        if old is None:
            files[path] = None
            continue
        assert old in book[path].decode()
        files[path] = book[path].decode().replace(old, new, 1).encode()
    return book.with_changes(files)


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        (
            "debts/rent.yaml",
            None,
            "",
            "1 accounts are of the kind 'rent', which organisation/debts/",
        ),
        ("roles.yaml", "lane: Income officer", "lane: Rent officer", "1 open steps are in the lane 'Income officer'"),
        ("holds.yaml", "kind: dispute", "kind: flood", "1 holds that stand are of the kind 'dispute'"),
    ],
)
def test_what_open_rows_rest_on_cannot_be_taken_out(
    town: Landlord, clock: SimulatedClock, file: str, old: str | None, new: str, sentence: str
) -> None:
    if "hold" in file:
        town.house.runtime.holds = lambda _session, _case: None
        holds.place(town.house.runtime, "dispute", "user:1", begins_on=date(2026, 3, 2), accounts=[1], reason="r")
    changes = {f"organisation/{file}": (old, new), "shared/steps.yaml": ("events:\n", f"events:\n{EVENTS}")}
    pat, files = town.person("pat"), changed(town.house.book, changes)
    draft = rule_book.begin(town.house, pat, title="Other words")
    rule_book.save(town.house, pat, draft.id, files=changes_between(town.house.book, files))
    with pytest.raises(Refused) as unpublished:  # of a lane that a diagram draws, lint says so first
        rule_book.propose(town.house, pat, draft.id)
    if isinstance(unpublished.value, StillInUse):
        assert sentence in unpublished.value.sentence
    with pytest.raises(StillInUse) as refused:  # whoever got past that finds the house shut
        build(published(town, changes), clock)
    assert sentence in refused.value.sentence
    assert "Put its row back" in refused.value.sentence


def test_a_kind_of_hold_is_a_row(town: Landlord, clock: SimulatedClock) -> None:
    row = "holds:\n  - kind: flood\n    words: the home is under water\n    stops: [contact, send]\n"
    changes = {"organisation/holds.yaml": ("holds:\n", row), "shared/steps.yaml": ("events:\n", f"events:\n{EVENTS}")}
    house = build(published(town, changes), clock)
    tess, case = town.person("tess"), town.case_of(1)
    with pytest.raises(holds.HoldNotUnderstood, match=r"'storm' is not a kind of hold. Kinds are: .*flood"):
        acts.place_on_case(house, tess, case, kind="storm", begins_on=date(2026, 3, 2), reason="r")
    acts.place_on_case(house, tess, case, kind="flood", begins_on=date(2026, 3, 2), reason="Seen")
    with house.db.read() as session:
        assert house.runtime.holds(session, case, None) == "This step must wait: the home is under water."
    assert town.step(case, "contact_customer")["status"] == "held"
    house.close()


def test_who_does_a_lane_is_a_row(town: Landlord, clock: SimulatedClock) -> None:
    only = ("{lane: Income officer, roles: [officer, team_leader]}", "{lane: Income officer, roles: [team_leader]}")
    house = build(published(town, {"organisation/roles.yaml": only}), clock)
    assert house.organisation.lanes_of(["team_leader"]) == ["Income officer", "Team leader"]
    assert not house.organisation.may_do(town.person("olive").roles, "Income officer")
    house.close()


def test_a_procedure_for_a_kind_of_debt_that_there_is_not() -> None:
    asked = ARREARS.replace("debts: [rent]", "debts: [garage]").encode()
    with pytest.raises(ProcedureUnreadable, match="no kind of debt called 'garage'; there is rent"):
        examine_about(PATH, asked, DECISIONS, LAW.signatures(), {"rent"})
