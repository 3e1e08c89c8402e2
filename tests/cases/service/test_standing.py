"""How the service of a document stands: given to the print house, posted, counted as served and come back are four."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from cases.held import HeldDays
from cases.rows import HoldRow
from cases.service.rows import ServiceRow, Standing
from cases.service.standing import sent_again_on, standing_of
from cases.service.stopped import Stopped
from cases.service.words import Delivery
from tests.cases.service.test_counting import MONDAY, event

TUESDAY, FRIDAY = date(2026, 3, 3), date(2026, 3, 6)
GIVEN = event(Delivery.GIVEN_TO_PRINT_HOUSE)
POSTED = event(Delivery.POSTED, id=2, happened_on=TUESDAY, method="first_class_post", proof="4711", why="Posted.")

SIGNED = {"method": "signed_for_post", "served_as": "ntq", "clause": "Clause 9"}
NOTICE = {"method": "first_class_post", "served_as": "nosp_s83", "rule": "s.7", "why": "Posted."}


def stands(*events: ServiceRow) -> tuple[Any, ...]:
    found = standing_of(events)
    return found.delivery, found.on, found.counts_on, found.returned_on


def test_nothing_happened() -> None:
    assert standing_of([]) == Standing()


def test_what_the_print_house_has_is_not_posted_and_what_was_posted_is_not_served() -> None:
    assert stands(GIVEN) == (Delivery.GIVEN_TO_PRINT_HOUSE, MONDAY, None, None)
    assert stands(GIVEN, POSTED) == (Delivery.POSTED, TUESDAY, None, None)
    assert standing_of([GIVEN, POSTED]).proof == "4711"


def test_what_was_posted_on_the_day_it_was_given_is_posted_whichever_was_noted_first() -> None:
    early = event(Delivery.POSTED, id=1, method="first_class_post")
    assert stands(event(Delivery.GIVEN_TO_PRINT_HOUSE, id=2), early)[0] is Delivery.POSTED


def test_it_counts_from_the_earliest_day_on_which_any_step_does() -> None:
    by_hand = event(Delivery.HANDED_OVER, id=3, happened_on=FRIDAY, counts_on=FRIDAY, rule="receipt")
    posted = event(Delivery.POSTED, id=2, happened_on=TUESDAY, counts_on=date(2026, 3, 5), rule="CPR 6.26")
    found = standing_of([by_hand, posted])
    assert (found.delivery, found.counts_on, found.rule) == (Delivery.HANDED_OVER, date(2026, 3, 5), "CPR 6.26")


def test_what_came_back_still_counts_unless_the_law_says_otherwise() -> None:
    posted = event(
        Delivery.POSTED,
        id=2,
        happened_on=TUESDAY,
        method="first_class_post",
        served_as="claim_form",
        counts_on=FRIDAY,
        rule="CPR 6.14",
    )
    back = event(Delivery.RETURNED, id=3, happened_on=FRIDAY, reason="gone_away", why="It may prove the contrary.")
    assert stands(posted, back) == (Delivery.RETURNED, FRIDAY, FRIDAY, FRIDAY)
    posted = event(Delivery.POSTED, id=2, happened_on=TUESDAY, counts_on=FRIDAY, rule="clause", **SIGNED)
    undone = event(Delivery.RETURNED, id=3, happened_on=FRIDAY, reason="gone_away", why="Not served.", undoes=True)
    found = standing_of([posted, undone])
    assert (found.counts_on, found.rule, found.must_decide) == (None, "", False)
    assert "only if it is not returned undelivered" in found.why
    by_hand = event(
        Delivery.HANDED_OVER, id=4, happened_on=date(2026, 3, 9), counts_on=date(2026, 3, 9), rule="receipt"
    )
    assert stands(posted, undone, by_hand) == (Delivery.HANDED_OVER, date(2026, 3, 9), date(2026, 3, 9), FRIDAY)


def test_what_was_corrected_and_what_says_it_was_a_mistake_do_not_stand() -> None:
    wrong = event(Delivery.POSTED, id=2, counts_on=FRIDAY, corrected_by=3)
    mistake = event(Delivery.MISTAKEN, id=3, corrects_id=2)
    assert stands(GIVEN, wrong, mistake) == (Delivery.GIVEN_TO_PRINT_HOUSE, MONDAY, None, None)


def test_a_proof_that_comes_in_moves_nothing_and_is_shown() -> None:
    proof = event(Delivery.PROOF_RECEIVED, id=3, happened_on=FRIDAY, proof="Tracked 99")
    found = standing_of([GIVEN, POSTED, proof])
    assert (found.delivery, found.proof) == (Delivery.POSTED, "Tracked 99")


def notice(**more: Any) -> ServiceRow:
    return event(Delivery.POSTED, **{"id": 2, "happened_on": MONDAY, "counts_on": date(2026, 3, 4), **NOTICE, **more})


def back(number: int, of: int | None = None, on: date = TUESDAY) -> ServiceRow:
    return event(Delivery.RETURNED, id=number, happened_on=on, reason="gone_away", about_id=of)


def found_not(number: int, of: int) -> ServiceRow:
    return event(Delivery.FOUND_NOT_SERVED, id=number, happened_on=FRIDAY, about_id=of, why="It was not served.")


def found_served(number: int, of: int, on: date = date(2026, 3, 4)) -> ServiceRow:
    said = {"counts_on": on, "rule": "s.7", "why": "Served all the same."}
    return event(Delivery.FOUND_SERVED, id=number, happened_on=on, about_id=of, **said)


def test_a_notice_that_came_back_counts_on_no_day_until_somebody_decides() -> None:
    for of in (2, None):  # before version 0014 nobody said of which posting it was
        found = standing_of([notice(), back(3, of)])
        assert (found.counts_on, found.must_decide, found.rule) == (None, True, "")
        assert found.why.startswith("It came back on Tuesday 3 March 2026. Its return does not by itself undo")
        assert found.why.endswith("It would count on Wednesday 4 March 2026 by s.7.")
        served = standing_of([notice(), back(3, of), found_served(4, 2)])
        assert (served.counts_on, served.must_decide, served.delivery) == (date(2026, 3, 4), False, Delivery.RETURNED)
        never = standing_of([notice(), back(3, of), found_not(4, 2)])
        assert (never.counts_on, never.must_decide, never.why) == (None, False, "It was not served.")
        again = standing_of([notice(), back(3, of), found_not(4, 2), found_served(5, 2, FRIDAY)])
        assert again.counts_on == FRIDAY, "the last that was decided stands"


def test_what_never_came_back_may_be_found_not_served_and_another_step_counts_by_itself() -> None:
    by_hand = event(Delivery.HANDED_OVER, id=5, happened_on=FRIDAY, counts_on=FRIDAY, served_as="ntq", rule="receipt")
    assert standing_of([notice(), found_not(4, 2)]).counts_on is None
    assert standing_of([notice(), found_not(4, 2), by_hand]).counts_on == FRIDAY
    both = standing_of([notice(), by_hand])
    assert (both.counts_on, both.by) == (date(2026, 3, 4), 2)
    assert both.why == "Posted. Of its 2 steps this is the one that counts earliest (event 2)."
    signed = event(Delivery.POSTED, id=2, counts_on=date(2026, 3, 4), rule="clause", **SIGNED)
    later = standing_of([signed, by_hand, back(6, None, date(2026, 3, 9))])
    assert (later.counts_on, later.by) == (FRIDAY, 5), "what came back hides no delivery by hand"


def test_a_second_posting_is_judged_by_itself() -> None:
    second = notice(id=4, happened_on=date(2026, 3, 5), counts_on=date(2026, 3, 9))
    found = standing_of([notice(), back(3, 2), second])
    assert (found.counts_on, found.must_decide, found.by) == (date(2026, 3, 9), False, 4)
    both = standing_of([notice(), back(3, 2), second, back(5, 4, date(2026, 3, 10))])
    assert (both.counts_on, both.must_decide) == (None, True)
    assert [each.counts_on for each in both.steps] == [None, None]


def test_what_was_decided_outlives_a_correction_only_where_it_says_that_it_was_not_served() -> None:
    wrong = notice(corrected_by=5)
    right = notice(id=5, happened_on=TUESDAY, corrects_id=2, counts_on=date(2026, 3, 5))
    assert standing_of([wrong, back(3, 2), found_not(4, 2), right]).counts_on is None
    anew = standing_of([wrong, back(3, 2), found_served(4, 2), right])
    assert (anew.counts_on, anew.must_decide) == (None, True), "that was found of what was said then"
    mistaken = event(Delivery.MISTAKEN, id=5, corrects_id=2)
    assert standing_of([wrong, back(3, 2), found_not(4, 2), mistaken]).steps == ()


def held(begins: date, last: date | None = None, *, void: bool = True) -> Stopped:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    row = HoldRow(7, "breathing_space", begins, last, "", "", "user:1", at, "", None, "", True, False)
    return Stopped(HeldDays.of(row), void, "hold 7 from Monday 2 March 2026 on (a breathing space)", "reg. 7 says so")


def test_what_was_served_in_a_moratorium_has_no_effect_however_late_it_is_known() -> None:
    found = standing_of([notice()], [held(MONDAY)])
    assert (found.counts_on, found.void, found.must_decide) == (None, True, False)
    assert found.why == (
        "It was served on Monday 2 March 2026, within hold 7 from Monday 2 March 2026 on (a breathing space): it has "
        "no effect. Reg. 7 says so."
    )
    for events in ([notice(), back(3, 2)], [notice(), back(3, 2), found_served(4, 2)]):
        assert standing_of(events, [held(MONDAY)]).void, "no decision makes that good"
    for stopped in (held(date(2026, 2, 1), date(2026, 3, 1)), held(date(2026, 3, 5))):
        assert standing_of([notice()], [stopped]).counts_on == date(2026, 3, 4)
    letter = event(Delivery.POSTED, id=2, served_as="letter", why="No law deems a letter.")
    assert standing_of([letter], [held(MONDAY)]).why == "No law deems a letter."


def test_what_reaches_them_in_a_moratorium_and_what_should_not_have_been_served_must_be_checked() -> None:
    reached = standing_of([notice()], [held(TUESDAY)])
    assert (reached.counts_on, reached.must_decide, reached.void) == (None, True, False)
    assert "It was sent before hold 7" in reached.why
    assert "It would count on Wednesday 4 March 2026 by s.7." in reached.why
    decided = standing_of([notice(), found_served(3, 2)], [held(TUESDAY)])
    assert (decided.counts_on, decided.must_check, decided.must_decide) == (date(2026, 3, 4), True, False)
    earlier = replace(found_served(3, 2), recorded_at=datetime(2026, 2, 28, tzinfo=UTC))
    unknown = standing_of([notice(), earlier], [held(TUESDAY)])
    assert (unknown.counts_on, unknown.must_decide) == (None, True), "of a hold that came to light later nobody thought"
    wrong = standing_of([notice()], [held(MONDAY, void=False)])
    assert (wrong.counts_on, wrong.must_check) == (date(2026, 3, 4), True)
    assert "it should not have been. Reg. 7 says so." in wrong.why


def test_what_came_back_and_was_sent_again_is_sent_since_then() -> None:
    given = event(Delivery.GIVEN_TO_PRINT_HOUSE)
    assert sent_again_on([given, back(2)]) is None
    first, second = notice(), notice(id=4, happened_on=date(2026, 3, 5), counts_on=date(2026, 3, 9))
    assert sent_again_on([given, first, back(3, 2)]) is None
    assert sent_again_on([given, first, back(3, 2), second]) == date(2026, 3, 5)
    assert sent_again_on([given, first, back(3, 2), second, back(5, 4, date(2026, 3, 10))]) is None
    same_day = notice(id=3, happened_on=TUESDAY)
    assert sent_again_on([given, back(2), same_day]) == TUESDAY, "noted after what came back, and not itself back"
    docket = notice(id=3, happened_on=MONDAY)
    assert sent_again_on([given, back(2), docket]) is None, "of the post that came back, noted late"
