"""What somebody said of what they need stands until it is seen to, of each tenant by themselves, on either database."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select, update

from cases import holds
from cases.contacts import promises
from cases.contacts.promises import take, withdraw_of_contact
from cases.contacts.recording import Counterpart
from cases.contacts.tables import Promise
from cases.people import needs, vulnerabilities
from cases.tables import Customer
from tests.cases.contacts.test_heard import CALL, MORNING, TODAY, facts, joint, say
from tests.house import Landlord
from workflows.db import table

HARD, TOLD = replace(CALL, reading_difficulty=True), replace(CALL, to_consider=True)
_promise, _customer = table(Promise), table(Customer)


def _needs(landlord: Landlord, customer: int, day: int = 0, **said: object) -> None:
    given = {"language": "", "interpreter": False, "format": "standard", "reading_difficulty": False, "notes": ""}
    with landlord.house.db.write() as session:
        needs.say_needs(session, customer, "user:1", MORNING + timedelta(days=day), **{**given, **said})


def _vulnerable(landlord: Landlord, customer: int, day: int = 0) -> None:
    said = {"kind": "health", "detail": "Asthma", "effect": "", "adjustments": "", "source": "Said on the telephone"}
    days = {"from_on": TODAY, "review_on": TODAY + timedelta(days=90)}
    with landlord.house.db.write() as session:
        at = MORNING + timedelta(days=day)
        vulnerabilities.record(session, customer, "user:1", at, **said, **days, warn=False)


def _unseen(landlord: Landlord, account: int = 1, day: int = 1) -> tuple[bool, bool]:
    found = facts(landlord, account, TODAY + timedelta(days=day))
    return found["needs_said_unrecorded"], found["vulnerability_said_unseen"]


def test_where_nothing_was_asked_nothing_was_said(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    say(landlord, 1, CALL)
    say(landlord, 1, replace(CALL, reading_difficulty=False, to_consider=False))
    assert _unseen(landlord) == (False, False)


def test_what_one_of_two_said_is_not_answered_by_what_is_recorded_of_the_other(landlord: Landlord) -> None:
    joint(landlord)
    say(landlord, 1, HARD)
    say(landlord, 1, TOLD)
    _needs(landlord, 2, day=1, interpreter=True)
    _vulnerable(landlord, 2, day=1)
    assert _unseen(landlord, 1) == (True, True)
    assert _unseen(landlord, 2) == (False, False), "the first is no tenant of the second account"
    _needs(landlord, 1, day=1, format="large_print")
    _vulnerable(landlord, 1, day=1)
    assert _unseen(landlord, 1) == (False, False)


def test_it_stands_though_nobody_was_reached_since(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    say(landlord, 1, replace(HARD, to_consider=True))
    say(landlord, 1, replace(CALL, reached=False, outcome="no_answer"), at=MORNING + timedelta(days=30))
    assert _unseen(landlord, day=100) == (True, True)


def test_a_later_no_ends_it_and_an_earlier_one_does_not(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    no = replace(CALL, reading_difficulty=False, to_consider=False)
    say(landlord, 1, no, at=MORNING - timedelta(days=1))
    say(landlord, 1, replace(HARD, to_consider=True))
    assert _unseen(landlord) == (True, True)
    later = say(landlord, 1, no, at=MORNING + timedelta(hours=1))
    assert _unseen(landlord) == (False, False)
    say(landlord, 1, replace(CALL, corrects=later), at=MORNING + timedelta(hours=2))
    assert _unseen(landlord) == (True, True), "the no was written down wrongly"


def test_what_was_written_down_wrongly_was_not_said(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    first = say(landlord, 1, replace(HARD, to_consider=True))
    say(landlord, 1, replace(CALL, corrects=first), at=MORNING + timedelta(hours=1))
    assert _unseen(landlord) == (False, False)


def test_the_dead_need_nothing_and_large_print_that_was_known_is_no_answer(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    say(landlord, 1, replace(HARD, to_consider=True))
    with landlord.house.db.write() as session:
        session.execute(update(_customer).values(large_print=True))
    assert _unseen(landlord) == (True, True)
    with landlord.house.db.write() as session:
        session.execute(update(_customer).values(date_of_death=date(2026, 2, 1)))
    assert _unseen(landlord) == (False, False)


def test_needs_that_were_known_before_are_no_answer_to_what_was_said_since(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    _needs(landlord, 1, day=-1, language="Polish")
    _vulnerable(landlord, 1, day=-1)
    say(landlord, 1, replace(HARD, to_consider=True), at=MORNING + timedelta(hours=1))
    assert _unseen(landlord) == (True, True)
    assert _unseen(landlord)[0] is True
    _needs(landlord, 1, day=1, language="Polish", interpreter=True)
    assert _unseen(landlord)[0] is False


def test_a_neighbours_no_is_not_theirs_and_a_deputys_is(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    say(landlord, 1, replace(HARD, to_consider=True))
    no = replace(CALL, reading_difficulty=False, to_consider=False)
    other = replace(no, with_whom="somebody_else", with_name="Kev")
    say(landlord, 1, other, at=MORNING + timedelta(hours=1), whom=Counterpart(None, "Kev", False))
    assert _unseen(landlord) == (True, True)
    deputy = replace(no, with_whom="representative")
    say(landlord, 1, deputy, at=MORNING + timedelta(hours=2), whom=Counterpart(None, "Helen Marsh", True))
    assert _unseen(landlord) == (False, False)


def test_a_dispute_stands_until_a_hold_for_it_has_ended(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    say(landlord, 1, replace(CALL, outcome="disputed", direction="in"))
    later = TODAY + timedelta(days=40)
    assert facts(landlord, on=later)["dispute_unanswered"] is True
    days = {"begins_on": TODAY, "ends_on": TODAY + timedelta(days=10)}
    with_hold = {"accounts": [1], "source": "Her call", "reason": "A payment is missing, she says"}
    holds.place(landlord.house.runtime, "dispute", "user:1", **days, **with_hold)
    assert facts(landlord, on=TODAY + timedelta(days=5))["dispute_unanswered"] is True
    assert facts(landlord, on=later)["dispute_unanswered"] is False
    say(landlord, 1, replace(CALL, outcome="disputed"), at=MORNING + timedelta(days=30))
    assert facts(landlord, on=later)["dispute_unanswered"] is True


def test_a_wrong_number_is_no_attempt_and_a_call_about_a_tap_no_talk(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    wrong = replace(CALL, reached=False, outcome="wrong_number")
    say(landlord, 1, wrong)
    say(landlord, 1, replace(wrong, channel="text", outcome="message_left"))
    assert facts(landlord)["each_tenant_tried"] is False
    say(landlord, 1, replace(wrong, channel="email", outcome="message_left"))
    assert facts(landlord)["each_tenant_tried"] is True
    say(landlord, 1, replace(CALL, direction="in", said="A tap drips."))
    found = facts(landlord, on=TODAY)
    assert (found["talks_in_13_weeks"], found["last_outbound_contact_on"]) == (0, TODAY)


def test_of_whom_nobody_was_reached_nothing_is_kept(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    say(landlord, 1, replace(HARD, reached=False, outcome="no_answer", to_consider=True))
    assert _unseen(landlord) == (False, False)


def test_talks_are_counted_and_attempts_are_not(landlord: Landlord) -> None:
    joint(landlord)
    say(landlord, 1, CALL)
    say(landlord, 2, CALL)
    say(landlord, 2, replace(CALL, reached=False, outcome="no_answer"))
    found = facts(landlord)
    assert (found["talks_in_13_weeks"], found["tenants_spoken_to_in_13_weeks"]) == (2, 2)
    assert facts(landlord, on=TODAY + timedelta(weeks=14))["talks_in_13_weeks"] == 0


def test_a_promise_of_a_contact_that_was_wrong_is_withdrawn_and_no_other(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    contact = say(landlord, 1, replace(CALL, outcome="promised_to_pay"))
    with landlord.house.db.write() as session:
        given = {"account_id": 1, "amount_pence": 5000, "today": TODAY}
        take(session, 1, "user:1", MORNING, **given, due_on=date(2026, 3, 20), contact_id=contact)
        take(session, 1, "user:1", MORNING, **given, due_on=date(2026, 3, 9))
    assert facts(landlord)["promise_due_on"] == date(2026, 3, 20)
    with landlord.house.db.write() as session:
        withdraw_of_contact(session, contact)
        stand = session.execute(select(_promise.c.status).order_by(_promise.c.id)).scalars().all()
        assert stand == ["withdrawn", "open"]
        assert [each.promise.id for each in promises.undecided(session, date(2026, 4, 1))] == [2]
    assert facts(landlord)["promise_due_on"] == date(2026, 3, 9)
    assert facts(landlord)["promise_latest_on"] == date(2026, 4, 2)
