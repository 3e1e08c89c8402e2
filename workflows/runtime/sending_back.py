"""Sending a case back to the first of its acts that has no effect: it is done anew, as the facts are then.

The instance stands again where it stood before that act was completed. What was done stays in the record; what was not
struck still counts with the rules. Refused where the way back would lose or repeat something: then the case is closed
instead, and the account looked at anew.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from workflows.db import table
from workflows.engine import Execution
from workflows.errors import Refused
from workflows.evidence import NewEntry, timeline
from workflows.evidence.kinds import Kind
from workflows.runtime.closing_by_hand import nothing_on_its_way
from workflows.runtime.house import Runtime
from workflows.runtime.running import Running
from workflows.runtime.striking import struck
from workflows.runtime.tables import CaseFile, Instance, InstanceState, WorkItem
from workflows.runtime.words import CaseStatus, InstanceStatus, ItemStatus

_case, _instance, _state, _item = table(CaseFile), table(Instance), table(InstanceState), table(WorkItem)
_LOST = {
    Kind.MESSAGE_RECEIVED: "a message came",
    Kind.VERSION_MOVED: "the case was moved to another version of its procedure",
    Kind.CASE_GOES_ON: "the case went on with another procedure",
}
"""What a way back would lose."""
INSTEAD = "Close the case instead, so that the account is looked at anew."


class CannotBeSentBack(Refused):
    """The case cannot be sent back to that act."""


def first_to_do_anew(entries: Iterable[Mapping[str, Any]]) -> int | None:
    """The number of the first completed step that was struck and to which the case was not sent back yet."""
    entries = list(entries)
    open_ones = struck(entries)
    for entry in entries:
        if entry["kind"] == Kind.CASE_SENT_BACK:
            open_ones -= {seq for seq in open_ones if entry["back_to"] <= seq < entry["seq"]}
    return min((each["seq"] for each in entries if each["seq"] in open_ones and _is_step(each)), default=None)


def step_to_do_anew(entries: Iterable[Mapping[str, Any]]) -> str:
    """The step of that act, for a page that offers it; empty where there is none."""
    entries = list(entries)
    first = first_to_do_anew(entries)
    return next((str(each.get("step", "")) for each in entries if each["seq"] == first), "")


def _is_step(entry: Mapping[str, Any]) -> bool:
    return bool(entry["kind"] == Kind.STEP_COMPLETED)


def send_back(runtime: Runtime, session: Session, case_id: int, actor: str, reason: str) -> str:
    """Puts the case back to where it stood before the first act that was struck; gives the step.

    :raises NoSuchCase: there is none
    :raises CannotBeSentBack: nothing is struck, the case is closed, or something would be lost or repeated
    :raises NotToBeClosedYet: a letter is on its way out
    """
    chain_id = runtime.chain_of(session, case_id)
    runtime.lock_case(session, case_id)
    for instance_id in runtime.instances(session, case_id):
        if (running := Running.open(runtime, session, instance_id)) is not None:
            running.save()
    if session.execute(select(_case.c.status).where(_case.c.id == case_id)).scalar_one() == CaseStatus.CLOSED:
        raise CannotBeSentBack("The case is closed. If the account needs a case, the night begins one.")
    nothing_on_its_way(session, case_id)
    entries = list(timeline(session, chain_id))
    first = first_to_do_anew(entries)
    if first is None:
        raise CannotBeSentBack("No step of this case is void or wrong that is not being done anew already.")
    step = next(str(each["step"]) for each in entries if each["seq"] == first)
    instance_id, before = _before(session, case_id, first, step)
    for entry in entries:
        if entry["seq"] >= first and entry["kind"] in _LOST:
            raise CannotBeSentBack(
                f"Since {_plain(step)} was done {_LOST[entry['kind']]}, which would be lost. {INSTEAD}"
            )
    opened = runtime.running(session, instance_id)
    opened.execution = Execution.restore(opened.procedure, before.state)
    if opened.execution.jobs():
        raise CannotBeSentBack(
            f"When {_plain(step)} was done a letter was being made, which would be sent twice. {INSTEAD}"
        )
    clear = {"back_to": first, "reopens": _reopened(session, opened, entries)}
    opened.enter(NewEntry(Kind.CASE_SENT_BACK, actor, step, {"reason": reason}, clear))
    opened.execution.advance(opened)
    opened.save()
    return step


def _before(session: Session, case_id: int, first: int, step: str) -> tuple[int, Any]:
    """The instance in which an act was done, and its state before."""
    of_case = _instance.join(_state, _state.c.instance_id == _instance.c.id)
    query = select(_state.c.seq, _state.c.state, _instance.c.id, _instance.c.status).select_from(of_case)
    query = query.where(_instance.c.case_id == case_id)
    saved = session.execute(query.where(_state.c.seq >= first).order_by(_state.c.seq).limit(1)).one()
    if saved.status != InstanceStatus.RUNNING:
        raise CannotBeSentBack(f"The procedure in which {_plain(step)} was done has ended. {INSTEAD}")
    others = query.where(_state.c.seq >= first, _instance.c.id != saved.id).limit(1)
    if session.execute(others).first() is not None:
        raise CannotBeSentBack(f"Another procedure of this case has moved on since {_plain(step)} was done. {INSTEAD}")
    earlier = query.where(_state.c.seq < first, _instance.c.id == saved.id).order_by(_state.c.seq.desc()).limit(1)
    before = session.execute(earlier).one_or_none()
    if before is None:
        raise CannotBeSentBack(f"The procedure began with {_plain(step)}. {INSTEAD}")
    return int(saved.id), before


def _reopened(session: Session, running: Running, entries: list[dict[str, Any]]) -> list[int]:
    """The entries of completed steps whose rows begin anew: they are open once more."""
    tasks = [each.task_id for each in running.execution.tasks()]
    done = (_item.c.task_id.in_(tasks), _item.c.status == ItemStatus.COMPLETED)
    found = []
    for item in session.execute(select(_item.c.step, _item.c.completed_seq, _item.c.completed_by).where(*done)):
        said = [
            each["seq"]
            for each in entries
            if _is_step(each)
            and (each.get("step"), each["actor"]) == (item.step, item.completed_by)
            and each["seq"] <= (item.completed_seq or 0)
        ]
        found += said[-1:]
    return sorted(found)


def _plain(step: str) -> str:
    return step.replace("_", " ")
