"""Taking back a wrong click: a step that a person completed is opened again, by a team leader and with a reason.

Refused once something that left the house followed (a letter cannot be unsent), once another person's step followed,
and where the case has moved in any way that a return would lose.
"""

from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from workflows.db import table
from workflows.engine import Execution
from workflows.errors import NotFound, Refused
from workflows.evidence import timeline
from workflows.evidence.kinds import Kind
from workflows.rows import row_of
from workflows.runtime.guard import RULES, guard_of
from workflows.runtime.house import Runtime
from workflows.runtime.rows import WorkItemRow
from workflows.runtime.running import SYSTEM, Running
from workflows.runtime.tables import Instance, InstanceState, WorkItem
from workflows.runtime.words import ItemStatus

_item, _state, _instance = table(WorkItem), table(InstanceState), table(Instance)

OUTSIDE = {
    Kind.MESSAGE_RECEIVED: "a message came",
    Kind.TIME_CAME: "a wait ended",
    Kind.STEP_HELD: "a hold began",
    # The rules were told of it: a return to their earlier state would make them forget it.
    Kind.HOLD_BEGAN: "a hold began",
    Kind.HOLD_ENDED: "a hold ended",
    Kind.ACTS_STRUCK: "acts of it were found to be void",
    Kind.ACTS_RESTORED: "acts of it that had been struck count again",
    Kind.CASE_SENT_BACK: "the case was sent back to do an act anew",
    Kind.VERSION_MOVED: "the case was moved to another version of its procedure",
}


class NoSuchStep(NotFound):
    """There is no such completed step."""


class TooLateToReopen(Refused):
    """The step can no longer be opened again."""


def reopen(runtime: Runtime, session: Session, task_id: str, actor: str, reason: str) -> None:
    """Puts the instance back to where it stood before the step was completed.

    :raises NoSuchStep: no completed step has that id
    :raises TooLateToReopen: something followed that cannot be taken back
    """
    find = select(_item).where(_item.c.task_id == task_id)
    found = session.execute(find).mappings().one_or_none()
    if found is not None:
        runtime.lock_case(session, found["case_id"])
        found = session.execute(find).mappings().one()  # as nobody else can change it now
    item = row_of(WorkItemRow, found) if found is not None else None
    if item is None or item.status != ItemStatus.COMPLETED:
        raise NoSuchStep("There is no completed step with that id in any case.")
    if (moved := Running.open(runtime, session, item.instance_id)) is not None:
        moved.save()  # coming to rest may itself have moved something, which would else be told of twice
    running = Running.open(runtime, session, item.instance_id)
    if running is None:
        raise TooLateToReopen(
            f"The procedure has ended since {item.name!r} was completed, so that step cannot be opened again. "
            f"Start the procedure anew in this case instead."
        )
    before = session.execute(
        select(_state.c.seq, _state.c.state, _state.c.guard)
        .where(_state.c.instance_id == running.id, _state.c.seq < item.completed_seq)
        .order_by(_state.c.seq.desc())
        .limit(1)
    ).one()
    elsewhere = (
        select(_state.c.seq)
        .join(_instance, _instance.c.id == _state.c.instance_id)
        .where(_instance.c.case_id == running.case_id, _instance.c.id != running.id, _state.c.seq > before.seq)
    )
    if session.execute(elsewhere.limit(1)).first() is not None:
        raise TooLateToReopen(
            f"Another procedure of this case has moved on since {item.name!r} was completed, and what the rules "
            "remember of it would be lost. Record what is to be put right in the case instead."
        )
    own = True
    for entry in timeline(session, running.chain_id, since=before.seq):
        if own and entry["kind"] == Kind.STEP_COMPLETED and entry.get("step") == item.step:
            own = False  # the click that is taken back; the same step in a later round is another's work
            continue
        _refuse_if_final(running, entry, item.step)
    running.execution = Execution.restore(running.procedure, before.state)
    rules = runtime.rules
    kept = before.guard.get(RULES) == rules.version
    running.guard = before.guard if kept else guard_of(session, running.chain_id, rules, before.seq)
    running.gate.memory.take_back(running.case_id, before.seq)
    # The record tells of the return before what follows from it: the rules are worked out from it in this order.
    running.note(Kind.STEP_REOPENED, actor, item.step, reason=reason, completed_by=item.completed_by)
    running.execution.advance(running)
    seq = running.save()
    session.execute(update(_item).where(_item.c.task_id == task_id).values(assignee=item.completed_by, revision=seq))


def _refuse_if_final(running: Running, entry: dict[str, Any], step: str) -> None:
    kind, other = entry["kind"], entry.get("step", "")
    if kind == Kind.STEP_COMPLETED:
        node = running.procedure.node(other)
        if node is not None and node.operation is not None and node.operation in running.in_force.reading.handlers.jobs:
            raise TooLateToReopen(
                f"{other!r} has left the house since {step!r} was completed, and cannot be taken back. Record what is "
                f"to be put right in the case instead."
            )
        if entry["actor"] != SYSTEM:
            raise TooLateToReopen(f"{other!r} was completed by a person since, so {step!r} cannot be opened again.")
    if kind in OUTSIDE:
        raise TooLateToReopen(f"Since {step!r} was completed, {OUTSIDE[kind]} ({other}); that cannot be undone.")
