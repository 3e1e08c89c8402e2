"""Copies of notices where they are served and shown: of one that was withdrawn or is over that is said."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.app import make_app
from cases.landlord_kinds import COUNCIL
from cases.notices.tables import NoticeCopy
from tasks.acts import notices, service
from tasks.acts.service import ServiceSaid
from tasks.signing import sign_in
from tests.conftest import MORNING
from tests.house import PASSWORD, Landlord
from tests.notices.test_drafting import Let, drafted, let, town
from workflows.db import table

__all__ = ["let", "town"]
A_COUNCIL = pytest.mark.parametrize("town", [{"landlord": COUNCIL}], indirect=True)


def handed(town: Landlord, document: int, **more: Any) -> service.ServiceRecorded:
    said = ServiceSaid(
        "handed_over", at=town.clock.now(), taken_by="the_person", place="At the door", done_by="Olive", **more
    )
    return service.record(town.house, town.person("olive"), document, said=said)


def the_copy(town: Landlord) -> int:
    with town.house.db.read() as session:
        return int(session.execute(select(table(NoticeCopy).c.document_id)).scalar_one())


def test_a_copy_of_a_withdrawn_notice_is_marked_wherever_it_is_served_or_shown(town: Landlord, let: Let) -> None:
    """What happened is recorded; that it has no effect stands beside it."""
    let("secure", from_on=date(2020, 4, 6))
    drafted(town)
    document = the_copy(town)
    notices.withdraw(town.house, town.person("tess"), 1, 1, reason="They have paid all of it")
    done = handed(town, document)
    words = "was withdrawn on Monday 2 March 2026: They have paid all of it. It has no effect"
    assert words in done.notice
    assert "must be told so" in done.notice
    seen = service.look(town.house, town.person("olive"), document)
    assert words in seen.notice
    assert words in seen.document.notice
    assert words in seen.events[-1].why
    (row,) = notices.of_account(town.house, town.person("olive"), 1)
    assert (row.life.status, row.must_be_told) == ("withdrawn", ("Ms Ann Tenant1",))
    secret, _ = sign_in(town.house.db, town.clock, "olive", PASSWORD, "test", "cookie")
    with TestClient(make_app(town.house), cookies={"duecourse": secret}) as client:
        assert words in client.get(f"/documents/{document}/service").text
        assert words in client.get(f"/cases/{town.case_of(1)}").text


def test_a_step_of_before_its_withdrawal_is_not_marked_as_of_no_effect(town: Landlord, let: Let) -> None:
    let("secure", from_on=date(2020, 4, 6))
    drafted(town)
    document, handed_at = the_copy(town), town.clock.now()
    town.clock.move_to(MORNING + timedelta(days=1))
    notices.withdraw(town.house, town.person("tess"), 1, 1, reason="They have paid all of it")
    said = ServiceSaid("handed_over", at=handed_at, taken_by="the_person", place="At the door", done_by="Olive")
    done = service.record(town.house, town.person("olive"), document, said=said)
    assert "was withdrawn on Tuesday 3 March 2026" in done.notice
    assert "withdrawn" not in service.look(town.house, town.person("olive"), document).events[-1].why


@A_COUNCIL
def test_service_after_the_day_by_which_it_was_due_is_answered(town: Landlord, let: Let) -> None:
    let("secure", from_on=date(2020, 4, 6))
    notice, _why, _texts = drafted(town)
    assert notice is not None
    assert (notice["serve_by"], notice["rent_pence"]) == (date(2026, 3, 9), 10_000)
    document = the_copy(town)
    town.clock.move_to(MORNING + timedelta(days=8))
    assert "was to be served by Monday 9 March 2026" in service.look(town.house, town.person("olive"), document).notice
    done = handed(town, document)
    assert "was to be served by Monday 9 March 2026, and its date was worked out for that." in done.notice
    assert "Look at its page" in done.notice, "its date may be named all the same: the post took no time"
    assert service.look(town.house, town.person("olive"), document).notice == done.notice


@A_COUNCIL
def test_service_too_late_for_its_date_is_answered_so(town: Landlord, let: Let) -> None:
    let("secure", from_on=date(2020, 4, 6))
    drafted(town)
    town.clock.move_to(MORNING + timedelta(days=30))
    done = handed(town, the_copy(town))
    assert "may name no day before" in done.notice


@A_COUNCIL
def test_service_in_time_needs_no_word(town: Landlord, let: Let) -> None:
    let("secure", from_on=date(2020, 4, 6))
    drafted(town)
    assert handed(town, the_copy(town)).notice == ""
