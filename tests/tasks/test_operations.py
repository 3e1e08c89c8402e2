"""Operations: facts that are recorded, dates of law, documents that are kept, and procedures that are begun."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cases import holds
from cases.calculating.refusals import InputLacking, InputNotUnderstood, NoSuchCalculation
from cases.covering import AccountBusy
from documents.register import documents_of_case
from tasks.acts import beginning
from tasks.assembly import build, install
from tasks.operations import DECLARED
from tasks.operations.facts import CALCULATE, FactNotRecorded, calculation_of, record_fact
from tasks.operations.sending import NOT_SENT
from tasks.people import add_user
from tasks.reconciling import reconcile
from tasks.scaffold import write_procedure
from tests.calculating import LAW
from tests.conftest import MORNING
from tests.engine.drawing import Drawing
from tests.house import PASSWORD, USERS, Landlord, small_book
from workflows.clock import SimulatedClock
from workflows.db import Database, table
from workflows.diagrams.acts import EFFECTS
from workflows.engine.refusals import LintFailed
from workflows.evidence import timeline
from workflows.runtime.accepting import compile_files
from workflows.runtime.handlers import StepWork
from workflows.runtime.publishing import put_in_force
from workflows.runtime.tables import CaseFile, Incident
from workflows.runtime.working import drain
from workflows.settings import Settings

STEPS = """
steps:
  - {id: first_look_note, who: system, means: "A fact is noted."}
  - {id: first_look_count, who: system, means: "A day is counted."}
  - {id: first_look_make, who: system, means: "A letter is made, and kept."}
  - {id: first_look_begin, who: system, means: "The next procedure is begun."}
"""
ABOUT = """
title: First look
means: Tries the operations.
owner: The tests
reference: FL
debts: [rent]
begins:
  - {by: person, roles: [officer]}
"""
COUNTED = '{step_date: noted.recorded_on, step_time: "10:00", method: "first_class_post"}'


def drawn(then: str = "garage_arrears", asks: str = "counted.deemed_served > noted.recorded_on") -> bytes:
    """Notes a fact, counts from it, keeps a letter, and where the day was counted begins the next procedure."""
    made = Drawing("first_look")
    made.service("first_look_note", "record_fact", "noted", fact='"visited"', value="true", source='"The visit"')
    made.service("first_look_count", "calculate", "counted", calculation='"cpr_6_14_claim_form"', inputs=COUNTED)
    made.service("first_look_make", "make_document", "kept", document='"letter_1"')
    made.service("first_look_begin", "begin_procedure", "next", procedure=f'"{then}"', reason='"They asked"')
    made.xor("first_look_counted", "first_look_not").start("first_look_start").end("first_look_end")
    made.chain("first_look_start", "first_look_note", "first_look_count", "first_look_make", "first_look_counted")
    made.flow("first_look_counted", "first_look_begin", asks, "first_look_so")
    made.flow("first_look_counted", "first_look_end", ident="first_look_not")
    return made.chain("first_look_begin", "first_look_end").xml()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Landlord]:
    """A landlord whose book has a second and a third procedure; the second may be begun by another."""
    bpmn, clock = tmp_path / "bpmn", SimulatedClock(MORNING)
    shutil.copytree(small_book(), bpmn)
    folder = write_procedure(bpmn / "procedures", "garage_arrears")
    about = folder / "procedure.yaml"
    about.write_text(about.read_text().replace("begins:\n", "begins:\n  - by: procedure\n"))
    first = bpmn / "procedures" / "first_look"
    (first / "documents").mkdir(parents=True)
    for name, content in {"steps.yaml": STEPS, "procedure.yaml": ABOUT, "first_look.bpmn": drawn().decode()}.items():
        (first / name).write_text(content)
    shutil.copy(bpmn / "procedures" / "arrears" / "documents" / "letter_1.yaml", first / "documents")
    house = build(Settings(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", bpmn=bpmn), clock)
    install(house.db, "Test Homes", clock, demo=True)
    with house.db.write() as session:
        for username, roles in USERS.items():
            add_user(session, username, username.title(), PASSWORD, roles, clock)
    with house.db.write() as session:
        for name in ("garage_arrears", "first_look"):
            put_in_force(house.runtime, session, name, house.book.procedure(name), "user:1", "user:2")
    made = Landlord(house, clock)
    made.add_tenancy("1")
    yield made
    house.close()


def begun(town: Landlord) -> int:
    case = beginning.begin(town.house, town.person("olive"), "first_look", account="1", reason="To see")
    drain(town.house.runtime)
    return case


def entries(town: Landlord, case: int) -> list[dict[str, Any]]:
    with town.house.db.read() as session:
        return list(timeline(session, town.house.runtime.chain_of(session, case)))


def test_one_after_the_other(town: Landlord) -> None:
    case = begun(town)
    done = {each.get("step"): each["content"] for each in entries(town, case) if each["kind"] == "step completed"}
    assert done["first_look_note"]["result"] == {
        "fact": "visited",
        "value": True,
        "source": "The visit",
        "recorded_on": "2026-03-02",
    }
    assert done["first_look_count"]["result"]["deemed_served"] == "2026-03-04"
    assert done["first_look_count"]["result"]["because"]
    assert done["first_look_begin"]["result"]["begun"] is True


def test_a_document_that_is_made_is_kept_and_never_leaves(town: Landlord) -> None:
    case = begun(town)
    with town.house.db.read() as session:
        (row,) = documents_of_case(session, case)
        assert (row.kind, str(row.service_status), row.service_method) == ("letter_1", "kept", NOT_SENT)
        town.house.store.read(session, row.id)
    assert not list((town.house.settings.store / "outgoing").rglob("*.pdf"))
    assert [each["kind"] for each in entries(town, case) if "document" in each["kind"]] == []


def test_what_is_begun_has_a_case_of_its_own_that_says_why(town: Landlord) -> None:
    here = begun(town)
    with town.house.db.read() as session:
        cases = {row.procedure: row for row in session.execute(select(table(CaseFile))).all()}
        assert cases.keys() == {"first_look", "garage_arrears"}
    opened = entries(town, cases["garage_arrears"].id)[0]
    assert opened["content"]["why"] == {"reason": "They asked", "begun_by": cases["first_look"].reference}
    assert town.step(cases["garage_arrears"].id, "garage_arrears_look")["status"] == "open"
    assert cases["first_look"].id == here


def test_what_is_open_already_is_left_as_it_is(town: Landlord) -> None:
    beginning.begin(town.house, town.person("olive"), "garage_arrears", account="1", reason="Before")
    case = begun(town)
    done = next(
        each["content"]["result"]
        for each in entries(town, case)
        if (each.get("step"), each["kind"]) == ("first_look_begin", "step completed")
    )
    assert (done["begun"], done["case_begun"]) == (False, None)
    assert "is open already" in done["because"]
    with town.house.db.read() as session:
        assert len(session.execute(select(table(CaseFile).c.id)).all()) == 2


def test_what_does_not_say_that_another_may_begin_it_is_not_begun(town: Landlord) -> None:
    files = town.house.runtime.procedures.files
    content = town.house.book["procedures/garage_arrears/procedure.yaml"].replace(b"  - by: procedure\n", b"")
    town.house.runtime.procedures.files = lambda s, v: {**files(s, v), "procedure.yaml": content}  # type: ignore[method-assign]
    begun(town)
    with town.house.db.read() as session:
        (incident,) = session.execute(select(table(Incident))).all()
    assert "does not say that another procedure may begin it. Add `- by: procedure`" in incident.sentence


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"then": "garage_arears"}, "first_look_begin names 'garage_arears' as `procedure`, which there is not"),
        ({"asks": "counted.served > noted.recorded_on"}, "counted has no 'served'; it has deemed_served"),
        ({"asks": 'counted.deemed_served = "soon"'}, "counted.deemed_served is a date"),
    ],
)
def test_what_operations_give_and_name_is_known_when_it_is_written(
    town: Landlord, changed: dict[str, str], sentence: str
) -> None:
    files = {**town.house.book.procedure("first_look"), "first_look.bpmn": drawn(**changed)}
    with pytest.raises(LintFailed) as refused:
        compile_files(files, "first_look", town.house.runtime.vocabulary)
    assert sentence in " ".join(each.text for each in refused.value.findings)


def work(**parameters: Any) -> StepWork:
    return StepWork(1, 1, "note", 1, parameters, {}, datetime(2026, 3, 2, 9, tzinfo=UTC), simulated=True)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"fact": "Visited!", "value": True, "source": "s"}, "which is no name"),
        ({"fact": None, "value": True, "source": "s"}, "which is no name"),
        ({"fact": "tenure", "value": "secure", "source": "s"}, "which the house reads from the ledger"),
        ({"fact": "visited", "value": None, "source": "s"}, "has no value for visited"),
        ({"fact": "visited", "value": [1], "source": "s"}, "has no value for visited"),
        ({"fact": "visited", "value": 1, "source": " "}, "does not say whence visited is known"),
    ],
)
def test_what_is_no_fact_is_not_recorded(said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FactNotRecorded, match=sentence):
        record_fact(None, work(**said))  # type: ignore[arg-type]


def counted(calculation: str, inputs: Any) -> dict[str, Any]:
    return calculation_of(LAW)(None, work(calculation=calculation, inputs=inputs))  # type: ignore[arg-type]


def test_a_calculation_takes_and_gives_values_of_feel() -> None:
    sent = {"step_date": date(2026, 3, 2), "step_time": "10:00", "method": "first_class_post", "left_out": None}
    answer = counted("cpr_6_14_claim_form", sent)
    assert answer["deemed_served"] == date(2026, 3, 4)
    assert answer["refused"] is False
    assert answer["sources"] is not None
    with pytest.raises(InputNotUnderstood, match="knows no input `day`"):
        counted("cpr_6_14_claim_form", {"day": date(2026, 3, 2)})
    with pytest.raises(NoSuchCalculation):
        counted("deemed", {})
    with pytest.raises(InputLacking):
        counted("cpr_6_14_claim_form", "2026-03-02")


def test_every_operation_says_what_it_takes_gives_and_does() -> None:
    assert len({each.name for each in DECLARED}) == len(DECLARED)
    for each in DECLARED:
        assert each.means.endswith(".")
        assert each.effect in {"", *EFFECTS}
        assert each.results, each.name
    assert set(CALCULATE.results_by[1]) == set((CALCULATE.parameter("calculation") or CALCULATE.parameters[0]).choices)


def test_the_record_and_the_register_agree(town: Landlord) -> None:
    begun(town)
    with town.house.db.read() as session:
        assert reconcile(session, town.house.store, town.house.runtime.rules)[0] == []


def test_who_has_a_case_already_does_not_wait_for_an_account(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    if landlord.house.db.is_sqlite:  # one writes at a time, so nobody has an account beside who writes
        with landlord.house.db.write() as session:
            holds.lock_accounts(session, [account], [], wait=False)
        return
    other = Database(landlord.house.settings.database_url)
    try:
        with other.write() as busy:
            holds.lock_accounts(busy, [account], [])

            def second() -> None:
                with landlord.house.db.write() as session:
                    holds.lock_accounts(session, [account], [], wait=False)

            with ThreadPoolExecutor(1) as pool, pytest.raises(AccountBusy, match="tried again by itself"):
                pool.submit(second).result(timeout=20)
    finally:
        other.close()
