"""How a notice stands: by how it was served on each on whom it must be, and by its dates."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cases.notices.life import Life, life
from cases.notices.rows import NoticeRow
from cases.notices.words import NoticeKind, NoticeStatus
from cases.service.rows import Standing
from cases.service.words import Delivery
from cases.words import RentPeriod
from tests.calculating import LAW

NOTICE = NoticeRow(
    id=1,
    account_id=1,
    case_id=1,
    kind=NoticeKind.SECURE,
    form="",
    grounds=("1",),
    arrears_pence=50_000,
    struck_on=date(2026, 3, 2),
    named_on=date(2026, 4, 6),
    serve_by=None,
    rent_pence=10_000,
    period=RentPeriod.WEEKLY,
    period_begins=date(2026, 3, 2),
    tenancy_began=date(2015, 4, 6),
    trial_until=None,
    regime="",
    drafted_by="user:1",
    drafted_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    withdrawn_on=None,
    withdrawn_by="",
    withdrawn_because="",
)
BOTH = {1: "Ann Lee", 2: "Bob Lee"}
NOT_YET = Standing()
PRINTED = Standing(Delivery.GIVEN_TO_PRINT_HOUSE, date(2026, 3, 3))


def served(day: int) -> Standing:
    """It counts as served on a day of March."""
    return Standing(Delivery.HANDED_OVER, date(2026, 3, day), counts_on=date(2026, 3, day), rule="receipt")


def of(*copies: Standing, on: date = date(2026, 3, 9), notice: NoticeRow = NOTICE) -> Life:
    return life(notice, on, LAW, BOTH, dict(zip(BOTH, copies, strict=False)))


@pytest.mark.parametrize(
    ("copies", "status", "words"),
    [
        ((), NoticeStatus.DRAFTED, "No copy of it was made out to Ann Lee."),
        ((NOT_YET, NOT_YET), NoticeStatus.DRAFTED, "not served on Ann Lee"),
        ((served(3),), NoticeStatus.PARTLY_SERVED, "No copy of it was made out to Bob Lee."),
        ((served(3), PRINTED), NoticeStatus.PARTLY_SERVED, "not served on Bob Lee"),
        ((PRINTED, PRINTED), NoticeStatus.PARTLY_SERVED, "not served on Ann Lee"),
        (
            (served(3), replace(served(4), must_check=True, why="By clause 7.")),
            NoticeStatus.IN_DOUBT,
            "check on what its service on Bob Lee rests: By clause 7.",
        ),
        (
            (served(3), Standing(Delivery.POSTED, date(2026, 3, 3), must_decide=True, why="It came back.")),
            NoticeStatus.IN_DOUBT,
            "Whether it was served on Bob Lee somebody must decide: It came back.",
        ),
        (
            (served(3), Standing(Delivery.POSTED, date(2026, 3, 3), void=True, why="A moratorium was in force.")),
            NoticeStatus.VOID,
            "On Bob Lee it was not served: A moratorium was in force.",
        ),
    ],
)
def test_until_it_is_served_on_each_beyond_doubt_no_time_runs(
    copies: tuple[Standing, ...], status: NoticeStatus, words: str
) -> None:
    found = of(*copies, on=date(2026, 6, 1))
    assert found.status is status
    assert (found.served_on, found.claim_from, found.last_day) == (None, None, None)
    assert any(words in why for why in found.why)


@pytest.mark.parametrize(
    ("copies", "status", "words"),
    [
        (
            (NOT_YET, NOT_YET),
            NoticeStatus.LAPSED,
            "by Monday 9 March 2026, and its date was worked out for that. Draft",
        ),
        ((served(3), NOT_YET), NoticeStatus.PARTLY_SERVED, "served later on whoever is left, it may name too early"),
        ((served(3), replace(served(4), must_check=True)), NoticeStatus.IN_DOUBT, ""),
    ],
)
def test_after_the_day_by_which_it_was_to_be_served(
    copies: tuple[Standing, ...], status: NoticeStatus, words: str
) -> None:
    due = replace(NOTICE, serve_by=date(2026, 3, 9))
    assert "to be served by" not in " ".join(of(*copies, notice=due).why)
    found = of(*copies, notice=due, on=date(2026, 3, 10))
    assert found.status is status
    assert words in found.why[0]
    assert ("to be served by" in " ".join(found.why)) is bool(words)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2026, 3, 9), NoticeStatus.RUNNING),
        (date(2026, 4, 6), NoticeStatus.RUNNING),  # the claim is begun after the date that it names
        (date(2026, 4, 7), NoticeStatus.RIPE),
        (date(2027, 4, 5), NoticeStatus.RIPE),
        (date(2027, 4, 6), NoticeStatus.LAPSED),
    ],
)
def test_its_time(on: date, status: NoticeStatus) -> None:
    found = of(served(3), served(4), on=on)
    assert found.status is status
    assert (found.served_on, found.claim_from) == (date(2026, 3, 4), date(2026, 4, 7))
    assert found.last_day == date(2027, 4, 5)
    assert found.sources


def test_served_on_the_last_tenant_too_late_for_its_date_it_is_no_use() -> None:
    found = of(served(3), served(12), on=date(2026, 6, 1))
    assert found.status is NoticeStatus.WRONG_DATE
    assert "may name no day before" in found.why[0]


def test_one_that_was_withdrawn_stays_so_whatever_else_is_so() -> None:
    taken = replace(NOTICE, withdrawn_on=date(2026, 3, 9), withdrawn_because="Paid.")
    assert of(served(3), served(3), on=date(2026, 3, 8), notice=taken).status is NoticeStatus.RUNNING
    found = of(served(3), served(3), notice=taken)
    assert (found.status, found.claim_from) == (NoticeStatus.WITHDRAWN, None)
    assert "withdrawn on Monday 9 March 2026: Paid." in found.why[0]


def test_where_no_tenant_is_known_nobody_guesses() -> None:
    found = life(NOTICE, date(2026, 6, 1), LAW, {}, {1: served(3)})
    assert found.status is NoticeStatus.IN_DOUBT
    assert "no living tenant is recorded" in found.why[0]
