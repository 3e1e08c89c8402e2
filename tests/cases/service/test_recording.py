"""What is no service is refused with a sentence for the field that is wrong; what happened twice is recorded once."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from cases.service.checking import ServiceNotUnderstood, must_be_a_return, must_be_right
from cases.service.following import (
    NeverWentOut,
    NoSuchEvent,
    RecordedAlready,
    came_back_by,
    corrected,
    must_be_decided,
    must_be_new,
    must_have_gone_out,
)
from cases.service.rows import ServiceRow, ServiceSaid
from cases.service.words import Delivery
from tests.cases.service.test_counting import MONDAY, event

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
AT = datetime(2026, 3, 3, 14, 30, tzinfo=UTC)
HANDED = ServiceSaid("handed_over", at=AT, place="At her door", done_by="Olive Marsh", taken_by="the_person")
POSTED = ServiceSaid("posted", on=date(2026, 3, 3), method="first_class_post")


def but(said: ServiceSaid, **changed: Any) -> ServiceSaid:
    return ServiceSaid(**{**vars(said), **changed})


def test_what_is_right_gives_its_day() -> None:
    assert must_be_right(HANDED, NOW, MONDAY) == date(2026, 3, 3)
    assert must_be_right(POSTED, NOW, MONDAY) == date(2026, 3, 3)
    assert must_be_right(but(HANDED, on=date(2026, 3, 3)), NOW, MONDAY) == date(2026, 3, 3)
    proof = ServiceSaid("proof_received", on=MONDAY, proof_document=7)
    assert must_be_right(proof, NOW, MONDAY) == MONDAY
    mistake = ServiceSaid("mistaken", on=MONDAY, corrects=3, note="Another letter")
    assert must_be_right(mistake, NOW, MONDAY) == MONDAY


def test_a_moment_behind_midnight_of_summer_is_of_londons_day() -> None:
    late = but(HANDED, at=datetime(2026, 7, 6, 23, 30, tzinfo=UTC))
    assert must_be_right(late, datetime(2026, 8, 1, tzinfo=UTC), MONDAY) == date(2026, 7, 7)


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        (but(HANDED, delivery="sent"), "delivery", "'sent' is unknown here"),
        (but(HANDED, delivery="given_to_print_house"), "delivery", "unknown here"),  # the machine alone knows that
        (but(HANDED, delivery="returned"), "delivery", "unknown here"),  # an act of its own
        (but(HANDED, delivery="x" * 5000), "delivery", f"'{'x' * 60}'"),
        (but(HANDED, at=None, on=MONDAY), "at", "to the minute"),
        (but(HANDED, at=datetime(2026, 3, 3, 14, 30)), "at", "with its zone"),  # noqa: DTZ001 -- that is the fault
        (but(HANDED, at=NOW + timedelta(minutes=1)), "on", "not later than now"),
        (but(HANDED, on=date(2026, 3, 4)), "on", "not of that day"),
        (but(HANDED, at=datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))), "on", "no such document before"),
        (but(HANDED, at=datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=12)))), "on", "not later than now"),
        (but(HANDED, place="  "), "place", "where exactly"),
        (but(HANDED, done_by=""), "done_by", "who did it"),
        (but(HANDED, delivery="emailed", taken_by="", place="at home"), "place", "which e-mail address"),
        (but(HANDED, method="first_class_post"), "method", "posted alone"),
        (but(HANDED, witness="w" * 201), "witness", "at most 200"),
        (but(HANDED, place="w" * 501), "place", "at most 500"),
        (but(HANDED, served_as="love letter"), "served_as", "unknown here"),
        (but(HANDED, taken_by=""), "taken_by", "Say who took it: the_person, or somebody_else with"),
        (but(HANDED, taken_by="her son"), "taken_by", "Say who took it"),
        (but(HANDED, taken_by="somebody_else"), "handed_to", "Say who took it, by name"),
        (but(HANDED, taken_by="somebody_else", handed_to="Tim"), "relation", "Say what they are to the person"),
        (but(HANDED, handed_to="Tim"), "handed_to", "The person themselves took it"),
        (but(HANDED, relation="Son"), "relation", "The person themselves took it"),
        (but(POSTED, taken_by="the_person"), "taken_by", "handed over alone"),
        (but(POSTED, handed_to="Tim"), "handed_to", "handed over alone"),
        (but(POSTED, on=None), "on", "on which day"),
        (but(POSTED, method=""), "method", "unknown here"),
        (but(POSTED, method="pigeon"), "method", "Say one of first_class_post"),
        (but(POSTED, on=date(2026, 3, 10)), "on", "not later than now"),
        (but(POSTED, on=date(2026, 3, 1)), "on", "before 2 March 2026"),
        (ServiceSaid("proof_received", on=MONDAY), "proof", "which proof"),
        (ServiceSaid("mistaken", on=MONDAY, note="So"), "note", "which event did not happen"),
        (ServiceSaid("mistaken", on=MONDAY, corrects=1), "note", "how you know"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(said: ServiceSaid, field: str, words: str) -> None:
    with pytest.raises(ServiceNotUnderstood) as refused:
        must_be_right(said, NOW, MONDAY)
    assert (refused.value.facts["field"], words in refused.value.sentence) == (field, True), refused.value.sentence


@pytest.mark.parametrize(
    ("on", "reason", "note", "field"),
    [
        (None, "lost", "", "reason"),
        (None, "", "", "reason"),
        (None, "other", "  ", "note"),
        (None, "gone_away", "n" * 2001, "note"),
        (date(2026, 3, 10), "gone_away", "", "on"),
    ],
)
def test_a_return_that_cannot_be_is_refused(on: date | None, reason: str, note: str, field: str) -> None:
    with pytest.raises(ServiceNotUnderstood) as refused:
        must_be_a_return(on, reason, note, date(2026, 3, 9))
    assert refused.value.facts["field"] == field


def test_a_return_without_a_day_is_of_today() -> None:
    assert must_be_a_return(None, "other", "Torn", MONDAY) == MONDAY


def test_what_never_went_out_does_not_come_back_and_nothing_does_before_it_went() -> None:
    with pytest.raises(NeverWentOut, match="Nothing says that this document left"):
        must_have_gone_out([], MONDAY)
    with pytest.raises(NeverWentOut):
        must_have_gone_out([event(Delivery.PROOF_RECEIVED)], MONDAY)
    given = [event(Delivery.GIVEN_TO_PRINT_HOUSE, happened_on=date(2026, 3, 3))]
    with pytest.raises(ServiceNotUnderstood, match="did not come back before"):
        must_have_gone_out(given, MONDAY)
    must_have_gone_out(given, date(2026, 3, 3))


def test_what_is_recorded_already_is_not_recorded_twice() -> None:
    posted, handed = event(Delivery.POSTED), event(Delivery.HANDED_OVER, happened_at=AT)
    with pytest.raises(RecordedAlready, match=r"posted is recorded already, on 2 March 2026 \(event 1\)"):
        must_be_new([posted], POSTED, date(2026, 3, 5))
    with pytest.raises(RecordedAlready):
        must_be_new([handed], HANDED, MONDAY)
    must_be_new([handed], but(HANDED, at=AT + timedelta(minutes=1)), MONDAY)  # a second attempt at the door
    must_be_new([event(Delivery.PROOF_RECEIVED)], ServiceSaid("proof_received"), MONDAY)  # of two proofs


def test_what_was_posted_once_more_says_why_or_came_back_before() -> None:
    posted = event(Delivery.POSTED, id=2, method="first_class_post")
    again = date(2026, 3, 5)
    with pytest.raises(RecordedAlready, match="Where it was posted once more, say in the note why") as refused:
        must_be_new([posted], POSTED, again)
    assert refused.value.facts["field"] == "note"
    must_be_new([posted], but(POSTED, note="To her new address"), again)
    must_be_new([posted, event(Delivery.RETURNED, id=3, happened_on=date(2026, 3, 4))], POSTED, again)
    with pytest.raises(RecordedAlready):  # the same docket, by a second person
        must_be_new([posted], but(POSTED, note="So"), MONDAY)
    both = but(POSTED, method="second_class_post", note="By both posts")
    must_be_new([posted], both, MONDAY)


def test_what_came_back_is_one_of_the_steps() -> None:
    first = event(Delivery.POSTED, id=2, method="first_class_post")
    second = event(Delivery.POSTED, id=3, happened_on=date(2026, 3, 5), method="first_class_post")
    by_hand = event(Delivery.HANDED_OVER, id=4, happened_on=date(2026, 3, 4), taken_by="the_person")
    assert came_back_by([first, by_hand], date(2026, 3, 5), None) is first
    assert came_back_by([first, second], date(2026, 3, 4), None) is first, "the second had not gone yet"
    with pytest.raises(ServiceNotUnderstood, match=r"one of 2 \(posted, 2 March 2026\), 3 \(posted, 5 March 2026\)"):
        came_back_by([first, second], date(2026, 3, 9), None)
    assert came_back_by([first, second], date(2026, 3, 9), 3) is second
    for wrong in (1, 99, 3):
        with pytest.raises(ServiceNotUnderstood, match="No step with the number"):
            came_back_by([first, second], date(2026, 3, 4), wrong)
    back = event(Delivery.RETURNED, id=5, happened_on=date(2026, 3, 6), about_id=2)
    assert came_back_by([first, second, back], date(2026, 3, 9), None) is second
    with pytest.raises(RecordedAlready):
        came_back_by([first, second, back], date(2026, 3, 9), 2)
    given = event(Delivery.GIVEN_TO_PRINT_HOUSE)
    assert came_back_by([given, by_hand], date(2026, 3, 9), None) is None, "the print house's post, not the hand"


@pytest.mark.parametrize(
    ("step", "served", "on", "said"),
    [
        (event(Delivery.POSTED, served_as="letter"), False, None, "nothing to decide"),
        (event(Delivery.POSTED, served_as=""), True, None, "nothing to decide"),
        (event(Delivery.POSTED, served_as="ntq"), True, None, "say the day on which the person had it"),
        (event(Delivery.POSTED, served_as="claim_form"), True, date(2026, 3, 5), "By the rules of court"),
        (event(Delivery.POSTED, served_as="ntq"), False, date(2026, 3, 1), "not before 2 March 2026"),
        (event(Delivery.POSTED, served_as="ntq", counts_on=date(2026, 3, 4)), True, MONDAY, "by law arrives by 4"),
        (event(Delivery.POSTED, served_as="ntq"), True, date(2026, 3, 10), "not later than today"),
        (event(Delivery.POSTED, served_as="ntq"), False, date(2026, 3, 10), "not later than today"),
    ],
)
def test_what_cannot_be_decided_is_refused(step: ServiceRow, served: bool, on: date | None, said: str) -> None:
    with pytest.raises(ServiceNotUnderstood, match=said):
        must_be_decided(step, served=served, on=on, today=date(2026, 3, 9))


def test_a_decision_has_a_day() -> None:
    today = date(2026, 3, 9)
    posted = event(Delivery.POSTED, served_as="ntq", counts_on=date(2026, 3, 4))
    assert must_be_decided(posted, served=True, on=None, today=date(2026, 3, 3)) == date(2026, 3, 4)
    assert must_be_decided(posted, served=True, on=date(2026, 3, 6), today=today) == date(2026, 3, 6)
    assert must_be_decided(posted, served=False, on=None, today=today) == today
    unsure = event(Delivery.POSTED, served_as="ntq")
    assert must_be_decided(unsure, served=True, on=date(2026, 3, 6), today=today) == date(2026, 3, 6)
    with pytest.raises(ServiceNotUnderstood, match="whoever may decide it decides it anew"):
        corrected([event(Delivery.FOUND_NOT_SERVED, id=3)], 3)


@pytest.mark.parametrize(
    "clause",
    [
        "No",
        "none",
        "NO.",
        "n/a",
        "N/A",
        "na",
        "-",
        "--",
        "nil",
        "No such clause",
        "not applicable",
        "yes",
        "?",
        "x",
        "…",
    ],
)
def test_what_names_no_clause_is_none(clause: str) -> None:
    with pytest.raises(ServiceNotUnderstood, match="names no clause of the tenancy agreement") as refused:
        must_be_right(but(POSTED, clause=clause), NOW, MONDAY)
    assert refused.value.facts["field"] == "clause"


@pytest.mark.parametrize(
    "clause", ["", "9.2", "No. 5", "no 5", "clause 9", "cl 5: post", "Service of notices", "12(b)"]
)
def test_a_clause_is_its_number_or_its_words(clause: str) -> None:
    assert must_be_right(but(POSTED, clause=clause), NOW, MONDAY) == date(2026, 3, 3)


def test_only_what_stands_and_is_a_persons_word_is_corrected() -> None:
    stands, done = event(Delivery.POSTED, id=2), event(Delivery.POSTED, id=3, corrected_by=4)
    given = event(Delivery.GIVEN_TO_PRINT_HOUSE, id=1)
    assert corrected([given, stands, done], 2) is stands
    with pytest.raises(NoSuchEvent, match="no event with the number 99"):
        corrected([stands], 99)
    with pytest.raises(RecordedAlready, match="by event 4"):
        corrected([done], 3)
    with pytest.raises(ServiceNotUnderstood, match="manifest"):
        corrected([given], 1)
