"""How the service of a document stands: given to the print house, posted, counted as served and come back are four."""

from datetime import date
from typing import Any

from cases.service.rows import ServiceRow, Standing
from cases.service.standing import standing_of
from cases.service.words import Delivery
from tests.cases.service.test_counting import MONDAY, event

TUESDAY, FRIDAY = date(2026, 3, 3), date(2026, 3, 6)
GIVEN = event(Delivery.GIVEN_TO_PRINT_HOUSE)
POSTED = event(Delivery.POSTED, id=2, happened_on=TUESDAY, method="first_class_post", proof="4711", why="Posted.")


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
        Delivery.POSTED, id=2, happened_on=TUESDAY, method="signed_for_post", counts_on=FRIDAY, rule="clause"
    )
    back = event(Delivery.RETURNED, id=3, happened_on=FRIDAY, reason="gone_away", why="It may prove the contrary.")
    assert stands(posted, back) == (Delivery.RETURNED, FRIDAY, FRIDAY, FRIDAY)
    undone = event(Delivery.RETURNED, id=3, happened_on=FRIDAY, reason="gone_away", why="Not served.", undoes=True)
    found = standing_of([posted, undone])
    assert (found.counts_on, found.rule, found.why) == (None, "", "Not served.")
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
