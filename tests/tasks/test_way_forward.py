"""After acts were found to be void the case goes on: sent back to do them anew, or closed; and closing by hand."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from cases.undone.tables import ActUndone
from documents.register import documents_of_case
from tasks.acts import closing, holds, steps, undone
from tasks.acts.closing import NothingVoid, StillHeld
from tasks.people import NotYourRole
from tasks.reconciling.case_rows import reconcile_case
from tasks.refusals import ReasonMissing
from tests.house import BENEFITS, CHECKLIST, CONTACTED, Landlord
from tests.tasks.test_known_late import guards, to_second_letter, today
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import timeline
from workflows.runtime.closing_by_hand import CaseClosedAlready, NotToBeClosedYet
from workflows.runtime.sending_back import CannotBeSentBack
from workflows.runtime.tables import CaseFile, Instance, Job, Timer, WorkItem
from workflows.runtime.words import ITEM_STANDS, TIMER_STANDS, JobStatus

_undone, _case, _item = table(ActUndone), table(CaseFile), table(WorkItem)
TOLD = "Wrote that the second letter is to be disregarded"


def void(landlord: Landlord, days: int = 2) -> tuple[int, int]:
    """A case whose contact and second letter are void; gives it and the hold, which is in force."""
    case = to_second_letter(landlord)
    landlord.pass_days(days)
    began = today(landlord) - timedelta(days=days)
    placed = holds.place(
        landlord.house, landlord.person("olive"), kind="bankruptcy", begins_on=began, accounts=["1"], reason="Order"
    )
    return case, placed.hold


def annulled(landlord: Landlord, hold: int) -> None:
    holds.release(landlord.house, landlord.person("tess"), hold, reason="Annulled")


def kinds(landlord: Landlord, case: int) -> list[str]:
    with landlord.house.db.read() as session:
        return [each["kind"] for each in timeline(session, landlord.house.runtime.chain_of(session, case))]


def row(landlord: Landlord, case: int) -> Any:
    with landlord.house.db.read() as session:
        return session.execute(select(_case).where(_case.c.id == case)).one()


def letters(landlord: Landlord, case: int) -> list[str]:
    with landlord.house.db.read() as session:
        return [each.kind for each in documents_of_case(session, case)]


def agrees(landlord: Landlord, case: int) -> None:
    """The rows say what the record says, and the rules remember what it tells."""
    kept, again = guards(landlord, case)
    assert kept == again
    with landlord.house.db.read() as session:
        assert reconcile_case(session, landlord.house.store, case)[0] == []


def test_a_leader_sends_it_back_and_the_void_acts_are_done_anew(landlord: Landlord) -> None:
    case, hold = void(landlord)
    olive, tess = landlord.person("olive"), landlord.person("tess")
    with pytest.raises(NotYourRole):
        undone.send_back(landlord.house, olive, case, reason=TOLD)
    with pytest.raises(StillHeld, match="bankruptcy"):
        undone.send_back(landlord.house, tess, case, reason=TOLD)
    annulled(landlord, hold)
    with pytest.raises(ReasonMissing):
        undone.send_back(landlord.house, tess, case, reason=" ")
    assert undone.send_back(landlord.house, tess, case, reason=TOLD) == "contact_customer"
    assert undone.list_(landlord.house, tess) == []
    assert kinds(landlord, case).count("act settled") == 2
    agrees(landlord, case)
    landlord.complete("olive", case, "contact_customer", **CONTACTED)
    landlord.complete("sam", case, "check_benefits", **BENEFITS)
    landlord.look()
    assert letters(landlord, case) == ["letter_1", "letter_2", "letter_2"]
    agrees(landlord, case)
    landlord.pass_days(15)
    landlord.complete("olive", case, "complete_pre_action_checklist", **CHECKLIST)
    agrees(landlord, case)


def test_it_is_sent_back_once_and_no_earlier_click_is_taken_back_behind_it(landlord: Landlord) -> None:
    case, hold = void(landlord)
    tess = landlord.person("tess")
    annulled(landlord, hold)
    undone.send_back(landlord.house, tess, case, reason=TOLD)
    with pytest.raises(CannotBeSentBack, match="done anew already"):
        undone.send_back(landlord.house, tess, case, reason=TOLD)
    landlord.complete("olive", case, "contact_customer", **CONTACTED)
    again = landlord.step(case, "contact_customer")["task_id"]
    steps.reopen(landlord.house, tess, again, reason="Slip")  # of the new one alone
    agrees(landlord, case)


def test_a_leader_closes_it_and_the_night_looks_at_the_account_anew(landlord: Landlord) -> None:
    case, hold = void(landlord)
    olive, tess = landlord.person("olive"), landlord.person("tess")
    how = {"because": "acts_void", "reason": TOLD}
    with pytest.raises(NotYourRole):
        closing.close(landlord.house, olive, case, **how)
    with pytest.raises(StillHeld):
        closing.close(landlord.house, tess, case, **how)
    annulled(landlord, hold)
    stays = " ".join(closing.close(landlord.house, tess, case, **how).stays)
    assert "looked at anew" in stays
    assert "2 letters that were sent" in stays
    assert (row(landlord, case).status, row(landlord, case).outcome) == ("closed", "acts_void")
    assert undone.list_(landlord.house, tess) == []
    agrees(landlord, case)
    with landlord.house.db.read() as session:
        for rows, standing in ((_item, ITEM_STANDS), (table(Timer), TIMER_STANDS)):
            of_case = (rows.c.case_id == case, rows.c.status.in_(standing))
            assert session.execute(select(rows).where(*of_case)).all() == []
        instances = table(Instance)
        assert set(session.execute(select(instances.c.status).where(instances.c.case_id == case)).scalars()) == {
            "cancelled"
        }
    with pytest.raises(CaseClosedAlready):
        closing.close(landlord.house, tess, case, **how)
    with pytest.raises(CannotBeSentBack, match="closed"):
        undone.send_back(landlord.house, tess, case, reason=TOLD)
    landlord.look()
    assert landlord.case_of(1) != case
    assert row(landlord, landlord.case_of(1)).status == "open"


def test_any_case_is_closed_for_a_reason_of_the_list_and_words(landlord: Landlord) -> None:
    case = to_second_letter(landlord)
    tess = landlord.person("tess")
    with pytest.raises(Refused, match="one of acts_void"):
        closing.close(landlord.house, tess, case, because="because", reason="It is over now")
    with pytest.raises(ReasonMissing):
        closing.close(landlord.house, tess, case, because="tenancy_ended", reason=" ")
    with pytest.raises(NothingVoid):
        closing.close(landlord.house, tess, case, because="acts_void", reason="Nothing is left")
    closing.close(landlord.house, tess, case, because="tenancy_ended", reason="Keys came back on Friday")
    assert row(landlord, case).outcome == "tenancy_ended"
    with landlord.house.db.read() as session:
        (closed,) = [
            each
            for each in timeline(session, landlord.house.runtime.chain_of(session, case))
            if each["kind"] == "case closed"
        ]
    assert (closed["actor"], closed["outcome"]) == (tess.actor, "tenancy_ended")
    assert closed["content"]["reason"].endswith("Keys came back on Friday")
    agrees(landlord, case)


def test_a_case_with_a_letter_on_its_way_out_is_not_closed(landlord: Landlord) -> None:
    case = to_second_letter(landlord)
    jobs = table(Job)
    with landlord.house.db.write() as session:
        session.execute(update(jobs).where(jobs.c.case_id == case).values(status=JobStatus.KEPT))
    with pytest.raises(NotToBeClosedYet, match="has not left the house"):
        closing.close(landlord.house, landlord.person("tess"), case, because="paid", reason="All of it was paid")
    assert row(landlord, case).status == "open"


def test_a_case_in_which_a_rule_demands_something_before_the_end_is_not_closed(
    landlord: Landlord, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = to_second_letter(landlord)
    rule = landlord.house.runtime.rules.of_case.rules[0]
    monkeypatch.setattr(type(rule), "owes", lambda _self, _state: ("tell_tenant",))
    with pytest.raises(NotToBeClosedYet, match="something to do: tell tenant"):
        closing.close(landlord.house, landlord.person("tess"), case, because="paid", reason="All of it was paid")
