"""Moving a case to another version of its procedure: previewed, done as an act, and taken back until the next step.

Nothing else moves a case: it stays on the version that it began with. What the rules remember of it stays; times that
run stay due when they are due; steps that are open are asked anew as the other version asks them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from workflows.db import table
from workflows.diagrams import Node
from workflows.engine.moving import Moved, move
from workflows.errors import NotFound, Refused
from workflows.evidence import NewEntry, append, timeline
from workflows.evidence.kinds import WITHOUT_EFFECT, Kind
from workflows.runtime.house import Runtime
from workflows.runtime.procedures import Published
from workflows.runtime.running import Running
from workflows.runtime.tables import CaseFile, Instance, InstanceState, Timer, WorkItem
from workflows.runtime.words import ITEM_STANDS, TIMER_STANDS, InstanceStatus

_instance, _state, _item, _timer = table(Instance), table(InstanceState), table(WorkItem), table(Timer)
_case = table(CaseFile)


class NothingToMove(NotFound):
    """There is nothing of that case to move."""


class CannotBeMoved(Refused):
    """The case cannot be moved to that version."""


class TooLateToTakeBack(Refused):
    """The move can no longer be taken back."""


@dataclass(frozen=True)
class Place:
    """Where a case stands, and what becomes of that.

    :ivar becomes: what is otherwise there in the other version, in words; empty where nothing is
    """

    element: str
    name: str
    becomes: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What moving an instance would do.

    :ivar against: why it cannot be moved; empty where it can
    :ivar due: when each time that runs is due, before and after alike
    """

    instance_id: int
    before: Published
    after: Published
    places: tuple[Place, ...]
    due: tuple[tuple[str, datetime], ...]
    against: tuple[str, ...]


def preview(runtime: Runtime, session: Session, case_id: int, number: int | None = None) -> list[Preview]:
    """What moving the running procedures of a case would do; of those only that another version is published of.

    :param number: of the version; ``None``: the newest
    :raises NothingToMove: no procedure runs in the case, or there is no such version
    """
    rows = _running(session, case_id)
    if not rows:
        raise NothingToMove("No procedure runs in this case, so there is nothing to move.")
    return [
        seen
        for row in rows
        for before, after in [_versions(runtime, session, row.version_id, number)]
        if before.id != after.id
        for seen in [_preview(runtime, session, row, before, after)]
    ]


def move_case(
    runtime: Runtime, session: Session, case_id: int, actor: str, reason: str, number: int | None = None
) -> list[Preview]:
    """Moves the running procedures of a case to another version.

    :raises NothingToMove: none runs, or it is on that version already
    :raises CannotBeMoved: with every reason
    """
    runtime.lock_case(session, case_id)
    for row in _running(session, case_id):
        if (running := Running.open(runtime, session, row.id)) is not None:
            running.save()  # what is due to happen happens on the version on which it was due
    found = preview(runtime, session, case_id, number)
    if not found:
        raise NothingToMove("The case runs on that version already.")
    for each in found:
        if each.against:
            raise CannotBeMoved(
                f"The case stays on version {each.before.number} of {each.before.name}. {each.against[0]}",
                findings=each.against,
            )
        row = next(one for one in _running(session, case_id) if one.id == each.instance_id)
        moved = _moved(runtime, session, row, each.before, each.after)
        _put(runtime, session, row.id, each.after, moved.state, actor, {"reason": reason, "places": _names(each)}, each)
        Running.open(runtime, session, row.id)  # whether it goes on from there is found out before it counts
    return found


def take_back(runtime: Runtime, session: Session, case_id: int, actor: str, reason: str) -> None:
    """Puts a case back on the version from which it was moved, as long as nothing happened in it since.

    :raises NothingToMove: it was not moved
    :raises TooLateToTakeBack: something has happened since
    """
    runtime.lock_case(session, case_id)
    chain = runtime.chain_of(session, case_id)
    entries = [entry for entry in timeline(session, chain) if entry["kind"] not in WITHOUT_EFFECT]
    last = entries[-1] if entries else {}
    if last.get("kind") != Kind.VERSION_MOVED or (last.get("content") or {}).get("taken_back"):
        if any(entry["kind"] == Kind.VERSION_MOVED for entry in entries):
            raise TooLateToTakeBack(
                f"Since the case was moved something has happened in it ({last.get('kind')}), so the move is not taken "
                "back. Move it to the earlier version instead, if that can be done from where it stands."
            )
        raise NothingToMove("This case was not moved, so there is nothing to take back.")
    said: Mapping[str, Any] = last["content"] or {}
    query = select(_instance).where(_instance.c.case_id == case_id, _instance.c.id == said.get("instance"))
    row = session.execute(query).one()
    before, after = _versions(runtime, session, row.version_id, int(last["before"]))
    kept = select(_state.c.state).where(_state.c.instance_id == row.id, _state.c.seq < last["seq"])
    state = session.execute(kept.order_by(_state.c.seq.desc()).limit(1)).scalar_one()
    back = Preview(row.id, before, after, (), (), ())
    told = {"reason": reason, "places": said.get("places", []), "taken_back": True}
    _put(runtime, session, row.id, after, state, actor, told, back)


def _running(session: Session, case_id: int) -> list[Any]:
    query = select(_instance).where(_instance.c.case_id == case_id, _instance.c.status == InstanceStatus.RUNNING)
    return list(session.execute(query.order_by(_instance.c.id)).all())


def _versions(runtime: Runtime, session: Session, version_id: int, number: int | None) -> tuple[Published, Published]:
    procedures = runtime.procedures
    names = [
        name for name in procedures.names(session) for v in procedures.versions(session, name) if v.id == version_id
    ]
    versions = procedures.versions(session, names[0])
    before = next(each for each in versions if each.id == version_id)
    after = next((each for each in versions if number in (None, each.number)), None)
    if after is None:
        raise NothingToMove(f"There is no version {number} of {before.name}.")
    return before, after


def _moved(runtime: Runtime, session: Session, row: Any, before: Published, after: Published) -> Moved:
    old, new = (runtime.procedures.compiled(session, each.id) for each in (before, after))
    return move(old, new, row.state)


def _preview(runtime: Runtime, session: Session, row: Any, before: Published, after: Published) -> Preview:
    moved = _moved(runtime, session, row, before, after)
    asked_anew = _forms_that_differ(runtime, session, before, after)
    places = tuple(
        Place(each.before.id, each.before.name, tuple(_otherwise(each.before, each.after, asked_anew)))
        if each.after
        else Place(each.before.id, each.before.name, ())
        for each in moved.places
    )
    waiting = select(_timer.c.step, _timer.c.due_at).where(
        _timer.c.instance_id == row.id, _timer.c.status.in_(TIMER_STANDS)
    )
    due = tuple((each.step, each.due_at) for each in session.execute(waiting.order_by(_timer.c.due_at)))
    return Preview(row.id, before, after, places, due, moved.against)


def _forms_that_differ(runtime: Runtime, session: Session, before: Published, after: Published) -> set[str]:
    """The forms, by name, that do not ask the same in two versions."""
    old, new = (runtime.procedures.files(session, each.id) for each in (before, after))
    forms = {path for path in {*old, *new} if path.startswith("forms/")}
    return {PurePosixPath(path).stem for path in forms if old.get(path) != new.get(path)}


def _otherwise(before: Node, after: Node, asked_anew: set[str]) -> list[str]:
    """What is otherwise at a place, in words."""
    found = []
    if before.name != after.name:
        found.append(f"it is called “{after.name or after.id}”")
    if before.lane != after.lane:
        found.append(f"it is done by {after.lane or 'nobody in particular'}, not by {before.lane or 'anybody'}")
    words = {"form": "its form", "due": "how soon it is due", "last_day": "its last day"}
    words |= {"differs_from": "who must not do it", "apart_from": "who must not do it, by an earlier case"}
    for word, what in words.items():
        old, new = before.properties.get(word), after.properties.get(word)
        if old != new:
            found.append(f"{what} was {old or 'not said'}, and is {new or 'not said'}")
    if after.form and after.form == before.form and after.form in asked_anew:
        found.append(f"its form {after.form} asks otherwise; what was drafted in it is cleared")
    old_event, new_event = before.event, after.event
    if old_event is not None and new_event is not None and old_event.text != new_event.text:
        found.append("it would last another time; the one that runs stays as it is")
    return found


def _names(seen: Preview) -> list[str]:
    return [each.element for each in seen.places]


def _put(
    runtime: Runtime,
    session: Session,
    instance_id: int,
    version: Published,
    state: bytes,
    actor: str,
    said: Mapping[str, Any],
    seen: Preview,
) -> None:
    """Writes state, rows and entry: the instance goes on from here on another version."""
    session.execute(
        update(_instance)
        .where(_instance.c.id == instance_id)
        .values(version_id=version.id, state=state, revision=_instance.c.revision + 1)
    )
    clear = {"procedure": version.name, "before": seen.before.number, "after": seen.after.number}
    case_id = session.execute(select(_instance.c.case_id).where(_instance.c.id == instance_id)).scalar_one()
    entry = NewEntry(Kind.VERSION_MOVED, actor, "", {**said, "instance": instance_id}, clear)
    seq = append(session, runtime.chain_of(session, case_id), [entry], runtime.clock)
    guard = session.execute(select(_case.c.guard).where(_case.c.id == case_id)).scalar_one()
    kept = {"instance_id": instance_id, "seq": seq, "state": state, "guard": guard}
    session.execute(_state.insert().values(**kept))
    open_items = select(_item).where(_item.c.instance_id == instance_id, _item.c.status.in_(ITEM_STANDS))
    asked_anew = _forms_that_differ(runtime, session, seen.before, version)
    for item in session.execute(open_items).all():
        node = runtime.procedures.node(session, version.id, item.step)
        role = node.lane or item.role
        values: dict[str, Any] = {"name": node.name or node.id, "role": role, "form": node.form or ""}
        if role != item.role:
            values["assignee"] = None  # whoever had it need not be of that role
        if item.form != values["form"] or item.form in asked_anew:
            values["draft"] = None  # answers to other questions
        session.execute(
            update(_item).where(_item.c.task_id == item.task_id).values(**values, revision=_item.c.revision + 1)
        )
