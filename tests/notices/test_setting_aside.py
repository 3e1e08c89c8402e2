"""What a case takes back of notices, whether anybody had a copy, and the days of a review."""

from datetime import date, timedelta

from sqlalchemy import select

from cases.notices.tables import Notice
from tasks.operations.setting_aside import set_notice_aside
from tests.conftest import MORNING
from tests.notices.test_reading import TODAY, Noticed, small
from workflows.db import table
from workflows.runtime.handlers import StepWork

__all__ = ["small"]


def taken_back(small: Noticed, case: int) -> dict[str, object]:
    work = StepWork(case, 1, "set_aside", 1, {"reason": "It was paid"}, {}, MORNING, True)
    with small.house.db.write() as session:
        return dict(set_notice_aside(session, work))


def withdrawn(small: Noticed) -> dict[int, date | None]:
    with small.house.db.read() as session:
        return {row.id: row.withdrawn_on for row in session.execute(select(table(Notice)))}


def test_a_case_takes_back_its_own_and_says_whether_a_copy_had_gone(small: Noticed) -> None:
    number = small.draft()
    assert taken_back(small, small.case + 1) == {"notices_set_aside": 0, "notices_had_gone": False}
    assert withdrawn(small) == {number: None}, "another case's notice is no business of it"
    assert taken_back(small, small.case) == {"notices_set_aside": 1, "notices_had_gone": False}
    assert withdrawn(small) == {number: TODAY}
    assert taken_back(small, small.case)["notices_set_aside"] == 0


def test_whoever_had_a_copy_is_to_be_told_though_it_was_withdrawn_before(small: Noticed) -> None:
    number = small.draft()
    small.serve(number, 1, TODAY)
    assert taken_back(small, small.case) == {"notices_set_aside": 1, "notices_had_gone": True}
    assert taken_back(small, small.case) == {"notices_set_aside": 0, "notices_had_gone": True}
    small.draft()
    assert taken_back(small, small.case)["notices_had_gone"] is False, "of the newest nobody had one"


def test_the_days_of_a_review(small: Noticed) -> None:
    """Served on Tuesday 3 March: fourteen days beginning with it end on the 16th. Told on the 2nd, by post on the 4th:
    five clear days are the 5th to the 9th."""
    number, tuesday = small.draft(), TODAY + timedelta(days=1)
    assert small.facts(TODAY)["review_last_day"] is None
    assert small.facts(TODAY)["review_write_not_before"] == date(2026, 3, 10)
    small.serve(number, 1, tuesday)
    small.serve(number, small.other, tuesday)
    assert small.facts(tuesday)["review_last_day"] == date(2026, 3, 16)
