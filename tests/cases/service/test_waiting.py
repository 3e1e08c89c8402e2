"""What is told late restores no day on which a document counts, and advances none, until somebody who leads decides."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cases.service.rows import ServiceRow
from cases.service.standing import standing_of
from cases.service.words import Delivery
from tests.cases.service.test_counting import MONDAY, event
from tests.cases.service.test_standing import FRIDAY, TUESDAY, back, found_not, found_served, notice

DUE = date(2026, 3, 4)
AT = datetime(2026, 3, 3, 11, tzinfo=UTC)


def left(number: int, at: datetime = AT, **more: object) -> ServiceRow:
    given = {"happened_on": at.date(), "happened_at": at, "counts_on": at.date(), "served_as": "s8_notice"}
    return event(Delivery.LEFT_AT_ADDRESS, id=number, **{**given, "rule": "s.7", "why": "Left.", **more})


def decided(row: ServiceRow, at: datetime) -> ServiceRow:
    return replace(row, recorded_at=at)


def test_what_is_told_after_a_decision_and_was_before_it_waits_for_another() -> None:
    at = datetime(2026, 3, 5, 9, tzinfo=UTC)
    no = decided(found_not(3, 2), at)
    for again in (
        left(4),
        left(4, AT.replace(minute=1)),
        notice(id=4, place="1, High St."),
        notice(id=4, note="Again"),
    ):
        found = standing_of([left(2), no, again])
        assert (found.counts_on, found.must_decide) == (None, True)
        assert "recorded after Thursday 5 March 2026, when somebody decided" in found.why
        yes = decided(found_served(5, 4), at)
        assert standing_of([left(2), no, again, yes]).counts_on == DUE
    same_day = datetime(2026, 3, 5, 10, tzinfo=UTC)
    assert standing_of([left(2), no, left(4, same_day)]).counts_on == same_day.date(), "served anew, after the decision"
    posted = notice(id=4, happened_on=FRIDAY, counts_on=date(2026, 3, 10))
    assert standing_of([left(2), no, posted]).counts_on == date(2026, 3, 10)


def test_a_step_that_is_marked_as_a_mistake_and_told_anew_waits_too() -> None:
    mistaken = event(Delivery.MISTAKEN, id=4, corrects_id=2)
    no = decided(found_not(3, 2), datetime(2026, 3, 5, 9, tzinfo=UTC))
    found = standing_of([left(2, corrected_by=4), no, mistaken, left(5)])
    assert (found.counts_on, found.must_decide) == (None, True)
    assert [each.late for each in found.steps] == [True]


def test_a_return_that_is_called_a_mistake_leaves_it_to_somebody_who_leads() -> None:
    gone = replace(back(3, 2), corrected_by=4)
    mistaken = event(Delivery.MISTAKEN, id=4, corrects_id=3)
    found = standing_of([notice(), gone, mistaken])
    assert (found.counts_on, found.must_decide) == (None, True)
    assert "later that this was a mistake. Until somebody who leads decides" in found.why
    assert standing_of([notice(), gone, mistaken, found_served(5, 2)]).counts_on == DUE
    by_court = notice(served_as="claim_form")
    assert standing_of([by_court, gone, mistaken]).counts_on == DUE, "of it a return says nothing, so nor does its end"
    handed = event(Delivery.POSTED, id=4, corrects_id=3)
    assert standing_of([notice(), gone, handed]).must_decide, "whatever takes its place"


def test_a_correction_of_what_came_back_into_what_was_handed_over_waits() -> None:
    wrong = notice(corrected_by=4)
    by_hand = event(
        Delivery.HANDED_OVER, id=4, corrects_id=2, counts_on=MONDAY, served_as="nosp_s83", taken_by="the_person"
    )
    found = standing_of([wrong, back(3, 2), by_hand])
    assert (found.counts_on, found.must_decide) == (None, True)


def test_what_came_back_and_is_told_again_as_of_the_same_day_waits() -> None:
    mistaken = event(Delivery.MISTAKEN, id=4, corrects_id=2)
    found = standing_of([notice(corrected_by=4), back(3, 2, MONDAY), mistaken, notice(id=5)])
    assert (found.counts_on, found.must_decide) == (None, True)
    anew = standing_of([notice(), back(3, 2, TUESDAY), notice(id=4, happened_on=TUESDAY, counts_on=FRIDAY)])
    assert anew.counts_on == FRIDAY, "what is sent again on the day on which it came back is sent anew"


@pytest.mark.parametrize("corrects", [None, 2])
def test_no_earlier_day_takes_the_place_of_a_later_one_in_silence(corrects: int | None) -> None:
    friday = datetime(2026, 3, 6, 11, tzinfo=UTC)
    first = left(2, friday, corrected_by=3 if corrects else None)
    found = standing_of([first, left(3, corrects_id=corrects)])
    assert (found.counts_on, found.must_decide) == (None if corrects else FRIDAY, True)
    assert "It was recorded after event 2, by which the document counted later." in found.why
    assert standing_of([first, left(3, corrects_id=corrects), found_served(4, 3, TUESDAY)]).counts_on == TUESDAY


def test_an_earlier_hour_of_the_same_day_waits_and_a_later_delivery_that_counts_sooner_does_not() -> None:
    late = left(2, datetime(2026, 3, 3, 17, tzinfo=UTC), counts_on=DUE)
    found = standing_of([late, left(3)])
    assert (found.counts_on, found.must_decide) == (DUE, True)
    by_hand = event(Delivery.HANDED_OVER, id=3, happened_on=TUESDAY, counts_on=TUESDAY, taken_by="the_person")
    found = standing_of([notice(), by_hand])
    assert (found.counts_on, found.must_decide) == (TUESDAY, False), "posted on Monday, and by hand on Tuesday"
