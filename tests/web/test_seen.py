"""What people see: the time in England, held steps that are not late, names of links, the record in words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import html
from sqlalchemy import update

from tasks.earlier import ARREARS
from tasks.roster import Roster, WorkerNameTaken
from tests.web.conftest import Office
from web.words import due
from workflows.db import table
from workflows.diagrams import read
from workflows.diagrams.picture import draw
from workflows.runtime.tables import WorkItem

_item = table(WorkItem)
SUMMER = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
"""In England it is half past midnight, and July."""


def test_the_record_shows_what_is_kept_in_the_clear_and_no_method(office: Office) -> None:
    tess = office.browser("tess")
    tess.get(f"/cases/{office.case}/record")
    assert "built-in method" not in tess.page.text
    said = [pre.text_content() for pre in tess.tree().iter("pre")]
    assert any('"procedure": "arrears"' in each for each in said)


def test_a_step_that_a_hold_keeps_is_nowhere_overdue(office: Office) -> None:
    house = office.landlord.house
    task = office.task("contact_customer")
    with house.db.write() as session:
        late = office.landlord.clock.now() - timedelta(days=9)
        session.execute(update(_item).where(_item.c.task_id == task).values(due_at=late))
    olive = office.browser("olive")
    assert "Overdue by 9 days" in olive.words()
    with house.db.write() as session:
        session.execute(update(_item).where(_item.c.task_id == task).values(status="held", reason="A hold."))
    for address in ("/", "/?whose=held", f"/cases/{office.case}"):
        olive.get(address)
        assert "verdue by" not in olive.words(), address
        assert "It was due" not in olive.words(), address
    olive.get("/")
    assert "0 overdue" in olive.words()


@pytest.mark.parametrize(("days", "said"), [(-3, ""), (0, "today"), (2, "in 2 days")])
def test_when_a_held_step_is_due(days: int, said: str) -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert due(now + timedelta(days=days), now, held=True) == said


def test_a_worker_was_last_seen_by_the_time_in_england(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.roster.machine_now", lambda: SUMMER)
    Roster(office.landlord.house.db, "one").enlist()
    with pytest.raises(WorkerNameTaken, match=r"last seen 1 July 2026, 00:30:00\)"):
        Roster(office.landlord.house.db, "one").enlist()


def _links() -> Any:
    diagram = read((ARREARS / "arrears.bpmn").read_bytes(), "arrears.bpmn")
    badges = dict.fromkeys(["contact_customer", "check_benefits"], "5 Oct")
    drawn = draw(diagram, "arrears", title="x", badges=badges, link=lambda element: f"#{element}")
    return html.fromstring(drawn).xpath("//a")


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def test_the_name_of_a_link_holds_what_is_written_on_it() -> None:
    """WCAG 2.5.3: who speaks to the browser says what they see."""
    links = _links()
    assert len(links) > 20
    for link in links:
        seen = "".join(link.xpath(".//text()[not(ancestor::*[@aria-hidden='true'])]"))
        assert _plain(seen) in _plain(link.get("aria-label")), (seen, link.get("aria-label"))


def test_the_lines_of_a_wrapped_name_are_words() -> None:
    written = [" ".join("".join(link.itertext()).split()) for link in _links()]
    assert "Officer task Contact the customer 5 Oct" in written


def test_long_hashes_break_and_tables_scroll(office: Office) -> None:
    olive = office.browser("olive")
    olive.get("/procedures/arrears")
    for each in olive.tree().iter("table"):
        assert each.getparent().get("class") == "wide"
    for each in olive.tree().xpath("//main//text()[string-length(normalize-space(.)) > 0]"):
        longest = max(map(len, str(each).split()))
        if longest > 30 and not each.getparent().xpath(
            "ancestor-or-self::*[contains(@class, 'wide') or local-name()='svg']"
        ):
            assert "hash" in (each.getparent().get("class") or ""), each
