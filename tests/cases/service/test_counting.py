"""On which day a step counts as service: computed by the law of what the document is, and null where no law says."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from cases.landlord_kinds import LANDLORDS
from cases.service.counting import Step, counted
from cases.service.effects import effect_of_return
from cases.service.rows import ServiceRow
from cases.service.words import Delivery, PostedBy, ServedAs
from tests.calculating import LAW
from workflows.confidence import TO_CONFIRM

MONDAY = date(2026, 3, 2)
NOTICES = (ServedAs.NOSP_S83, ServedAs.S8_NOTICE, ServedAs.NTQ, ServedAs.S128_NOTICE)
ASSOCIATION, COUNCIL = LANDLORDS
POST = (Delivery.POSTED, PostedBy.FIRST_CLASS)
AFTER_HOURS = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
BEFORE = datetime(2026, 3, 2, 16, 29, tzinfo=UTC)


def step(delivery: Delivery, method: str = "", at: datetime | None = None, **more: Any) -> Step:
    given = {"to_person": True, "clause": "", "agreed_in_writing": False, **more}
    return Step(delivery, MONDAY, at, method, **given)


@pytest.mark.parametrize(
    ("taken", "served_as", "day", "rule"),
    [
        (step(*POST), ServedAs.COURT_DOCUMENT, date(2026, 3, 4), "CPR 6.26"),
        (step(*POST), ServedAs.CLAIM_FORM, date(2026, 3, 4), "CPR 6.14"),
        (step(Delivery.HANDED_OVER, at=BEFORE), ServedAs.COURT_DOCUMENT, MONDAY, "CPR 6.26"),
        (step(Delivery.HANDED_OVER, at=AFTER_HOURS), ServedAs.COURT_DOCUMENT, date(2026, 3, 3), "CPR 6.26"),
        (step(Delivery.HANDED_OVER, at=BEFORE), ServedAs.CLAIM_FORM, date(2026, 3, 4), "CPR 6.14"),
        (step(Delivery.LEFT_AT_ADDRESS, at=AFTER_HOURS), ServedAs.COURT_DOCUMENT, date(2026, 3, 3), "CPR 6.26"),
        (step(Delivery.EMAILED, at=BEFORE, agreed_in_writing=True), ServedAs.COURT_DOCUMENT, MONDAY, "CPR 6.26"),
    ],
)
def test_documents_of_a_claim_count_by_the_rules_of_the_court(
    taken: Step, served_as: ServedAs, day: date, rule: str
) -> None:
    found = counted(taken, served_as, "", LAW)
    assert (found.counts_on, found.rule, found.must_check) == (day, rule, False)
    assert found.why
    assert found.sources, "each day has its rows of law"


def test_the_hour_is_londons() -> None:
    """In summer 15:45 of Greenwich is 16:45 in London, which is too late."""
    late = Step(Delivery.HANDED_OVER, date(2026, 7, 6), datetime(2026, 7, 6, 15, 45, tzinfo=UTC), "", True, "", False)
    assert counted(late, ServedAs.COURT_DOCUMENT, "", LAW).counts_on == date(2026, 7, 7)


@pytest.mark.parametrize(
    ("taken", "served_as", "why"),
    [
        (step(Delivery.GIVEN_TO_PRINT_HOUSE), ServedAs.COURT_DOCUMENT, "That it was posted is not known"),
        (step(*POST), None, "not said what the document is"),
        (step(*POST), ServedAs.LETTER, "No law deems an ordinary letter served"),
        (step(Delivery.HANDED_OVER, at=BEFORE), ServedAs.LETTER, "No law deems an ordinary letter served"),
        (step(Delivery.POSTED, PostedBy.SECOND_CLASS), ServedAs.CLAIM_FORM, "Second class post is no method"),
        (step(Delivery.POSTED, PostedBy.SIGNED_FOR), ServedAs.COURT_DOCUMENT, "its receipt must show"),
        (step(Delivery.EMAILED, at=BEFORE), ServedAs.COURT_DOCUMENT, "agreed to it in writing"),
        (step(Delivery.EMAILED, at=BEFORE), ServedAs.CLAIM_FORM, "agreed to it in writing"),
        (step(Delivery.HANDED_OVER, at=BEFORE, to_person=False), ServedAs.COURT_DOCUMENT, "no personal service"),
        *((step(Delivery.POSTED, PostedBy.SECOND_CLASS), each, "second class post") for each in NOTICES),
        *((step(Delivery.EMAILED, at=BEFORE, agreed_in_writing=True), each, "an e-mail") for each in NOTICES),
        *((step(Delivery.HANDED_OVER, at=BEFORE, to_person=False), each, "must be proved") for each in NOTICES),
        *((step(*POST), each, "receipt must be proved") for each in NOTICES),
        *((step(Delivery.LEFT_AT_ADDRESS, at=BEFORE), each, "receipt must be proved") for each in NOTICES),
    ],
)
def test_where_no_law_says_a_day_none_is_guessed(taken: Step, served_as: ServedAs | None, why: str) -> None:
    found = counted(taken, served_as, ASSOCIATION, LAW)
    assert (found.counts_on, found.rule) == (None, "")
    assert why in found.why


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_is_not_served_by_the_rules_of_the_court(notice: ServedAs) -> None:
    by_hand = counted(step(Delivery.HANDED_OVER, at=BEFORE), notice, ASSOCIATION, LAW)
    assert (by_hand.counts_on, by_hand.rule, by_hand.must_check) == (MONDAY, "receipt by the tenant", False)
    posted = counted(step(*POST, clause="Clause 9 imports section 196"), notice, ASSOCIATION, LAW)
    assert (posted.counts_on, posted.rule, posted.must_check) == (date(2026, 3, 4), "the tenancy's own clause", True)
    assert TO_CONFIRM in {each.confidence for each in posted.sources}
    council = counted(step(*POST), notice, COUNCIL, LAW)
    if notice is ServedAs.NTQ:  # no document that an enactment authorises (Enfield v Devonish)
        assert (council.counts_on, council.must_check) == (None, False)
        assert "A person must check it: no clause allows it to be posted or left" in council.why
        left = counted(step(Delivery.LEFT_AT_ADDRESS, at=BEFORE), notice, COUNCIL, LAW)
        assert (left.counts_on, left.rule) == (None, ""), "what may not be posted may not be left either"
        clause = counted(step(Delivery.LEFT_AT_ADDRESS, at=BEFORE, clause="Clause 9.2"), notice, COUNCIL, LAW)
        assert (clause.counts_on, clause.rule, clause.must_check) == (MONDAY, "the tenancy's own clause", True)
    else:
        assert (council.counts_on, council.must_check) == (date(2026, 3, 4), False)
        left = counted(step(Delivery.LEFT_AT_ADDRESS, at=BEFORE), notice, COUNCIL, LAW)
        assert (left.counts_on, left.must_check) == (MONDAY, False)


def test_a_landlord_that_does_not_say_what_it_is_is_told_where_to_say_it() -> None:
    found = counted(step(*POST), ServedAs.NOSP_S83, "", LAW)
    assert found.counts_on is None
    assert "organisation/landlord.yaml" in found.why


def test_a_year_whose_bank_holidays_nobody_knows_is_not_counted() -> None:
    far = Step(Delivery.POSTED, date(2090, 3, 1), None, PostedBy.FIRST_CLASS, True, "", False)
    found = counted(far, ServedAs.COURT_DOCUMENT, "", LAW)
    assert found.counts_on is None
    assert "bank holidays" in found.why


def test_what_is_no_step_of_service_counts_nothing() -> None:
    for delivery in (Delivery.PROOF_RECEIVED, Delivery.RETURNED, Delivery.MISTAKEN):
        assert counted(step(delivery), ServedAs.COURT_DOCUMENT, ASSOCIATION, LAW) == counted(
            step(delivery), None, "", LAW
        )


def event(delivery: Delivery, **more: Any) -> ServiceRow:
    texts = (
        "method",
        "place",
        "done_by",
        "taken_by",
        "handed_to",
        "relation",
        "witness",
        "proof",
        "reason",
        "served_as",
        "clause",
        "note",
    )
    given: dict[str, Any] = {
        **dict.fromkeys((*texts, "rule", "why"), ""),
        **dict.fromkeys(
            ("happened_at", "proof_document_id", "agreed_in_writing", "counts_on", "corrects_id", "about_id"), None
        ),
        "id": 1,
        "document_id": 1,
        "customer_id": 1,
        "delivery": delivery,
        "happened_on": MONDAY,
        "sources": (),
        "must_check": False,
        "undoes": False,
        "recorded_by": "user:1",
        "recorded_at": BEFORE,
        "corrected_by": None,
    }
    return ServiceRow(**{**given, **more})


@pytest.mark.parametrize(
    ("before", "undoes", "words"),
    [
        ([event(Delivery.GIVEN_TO_PRINT_HOUSE)], False, "counted as served on no day"),
        ([event(Delivery.POSTED, served_as="letter")], False, "counted as served on no day"),
        ([event(Delivery.POSTED, served_as="claim_form", counts_on=MONDAY)], False, "does not by itself undo"),
        (
            [event(Delivery.POSTED, served_as="s8_notice", method="first_class_post", counts_on=MONDAY)],
            False,
            "may prove the contrary: somebody must decide",
        ),
        (
            [event(Delivery.POSTED, served_as="ntq", method="signed_for_post", clause="Clause 9", counts_on=MONDAY)],
            True,
            "section 196(4) only if it is not returned",
        ),
        (  # by a council's statute, which says nothing of signing
            [event(Delivery.POSTED, served_as="nosp_s83", method="signed_for_post", counts_on=MONDAY)],
            False,
            "somebody must decide",
        ),
        (
            [event(Delivery.HANDED_OVER, served_as="ntq", taken_by="the_person", counts_on=MONDAY)],
            False,
            "They were handed it themselves",
        ),
    ],
)
def test_a_return_undoes_no_more_than_the_law_says(before: list[ServiceRow], undoes: bool, words: str) -> None:
    effect = effect_of_return(before[0])
    assert effect.undoes is undoes
    assert effect.asks is ("somebody must decide" in effect.sentence)
    assert words in effect.sentence
    if before[0].counts_on and not before[0].to_the_person:
        assert [each.confidence for each in effect.sources] == [TO_CONFIRM], "what it rests on is said, and marked"
