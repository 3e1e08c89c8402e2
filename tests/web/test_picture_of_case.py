"""The picture of a case: what waits in this procedure of it, and not in another one that goes on beside it."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from tasks.earlier import ARREARS
from web.pictures import diagram_in, picture_of_case, picture_of_procedure
from workflows.diagrams import Diagram, Graph
from workflows.runtime.procedures import read_folder

HERE, ELSEWHERE = 1, 2
DUE = datetime(2026, 3, 17, tzinfo=UTC)


def drawn() -> tuple[Diagram, Graph]:
    """The shipped procedure."""
    found = diagram_in(read_folder(ARREARS), "arrears")
    assert found is not None
    return found


def row(step: str, instance: int, **more: Any) -> Any:
    """A timer, a work item or an incident."""
    return SimpleNamespace(step=step, instance_id=instance, due_at=DUE, **more)


def item(step: str, instance: int, status: str) -> Any:
    """A step as a page sees it."""
    return SimpleNamespace(step=SimpleNamespace(item=row(step, instance, status=status)))


def entry(seq: int, kind: str, step: str) -> Any:
    """An entry of the record."""
    return SimpleNamespace(seq=seq, kind=kind, step=step, at="2026-03-02T09:00:00Z", content={})


def labels(shown: tuple[int, ...] = (), **seen: Any) -> dict[str, tuple[str, str]]:
    """What the picture says of each element, and where it leads."""
    given = {"timers": [], "steps": [], "incidents": [], "timeline": [], "waiting": {HERE: {}}, **seen}
    instance: Any = SimpleNamespace(id=HERE, procedure="arrears", version=3)
    picture = str(picture_of_case(drawn(), SimpleNamespace(**given), instance, set(shown)))  # type: ignore[arg-type]
    found = re.findall(r'<(?:a|g) class="[^"]*"(?: href="([^"]*)")?(?: role="listitem")? aria-label="([^"]*)"', picture)
    return {said.partition(": ")[2].partition(".")[0].partition(",")[0]: (said, leads) for leads, said in found}


def test_what_waits_in_another_procedure_of_the_case_is_not_shown_here() -> None:
    beside = labels(
        timers=[row("wait_after_letter_1", ELSEWHERE, status="waiting")],
        steps=[item("contact_customer", ELSEWHERE, "open")],
        incidents=[row("send_letter_1", ELSEWHERE)],
        waiting={HERE: {}, ELSEWHERE: {"send_letter_2": "waiting"}},
    )
    assert beside == labels()
    assert {said.rpartition(". ")[2] for said, _leads in beside.values()} == {"Not reached."}


def test_how_each_element_stands() -> None:
    found = labels(
        timers=[row("wait_after_letter_1", HERE, status="waiting")],
        steps=[item("contact_customer", HERE, "open"), item("decide_notice", HERE, "held")],
        incidents=[row("send_letter_1", HERE)],
        waiting={HERE: {"send_letter_2": "waiting"}},
    )
    said = {text for text, _leads in found.values() if not text.endswith("Not reached.")}
    assert said == {
        "Start: Arrears found. Done.",
        "Wait: Time to reply to letter 1, to 17 Mar. Waiting.",
        "Officer task: Contact the customer. Open now.",
        "Officer task: Decide whether a notice is prepared. Held.",
        "System action: Send letter 1. Failed.",
        "System action: Send letter 2. Waiting.",
    }
    paused = labels(timers=[row("wait_after_letter_1", HERE, status="paused")])
    assert paused["Time to reply to letter 1"][0] == "Wait: Time to reply to letter 1, to 17 Mar. Held."


def test_an_element_leads_to_its_entry_where_the_page_shows_it_and_else_to_its_row() -> None:
    told = [entry(4, "step completed", "contact_customer"), entry(5, "time came", "wait_after_letter_1")]
    found = labels((4,), timeline=told)
    rows = "/procedures/arrears?version=3#"
    assert found["Contact the customer"] == ("Officer task: Contact the customer, 2 Mar. Done.", "#entry-4")
    # On a circle no date hides the name.
    assert found["Time to reply to letter 1"] == (
        "Wait: Time to reply to letter 1. Done.",
        f"{rows}wait_after_letter_1",
    )
    assert found["Check benefits"] == ("Officer task: Check benefits. Not reached.", f"{rows}check_benefits")
    assert found[""][1] == ""  # what has no name has no row
    assert labels((), timeline=told)["Contact the customer"][1] == f"{rows}contact_customer"


def test_the_picture_of_a_procedure_leads_to_its_rows() -> None:
    diagram, graph = drawn()
    picture = str(picture_of_procedure((diagram, graph)))
    named = {f"#{node.id}" for _graph, node in graph.walk() if node.name}
    assert set(re.findall('href="([^"]*)"', picture)) == named
    assert f"The procedure {graph.name}" in picture
