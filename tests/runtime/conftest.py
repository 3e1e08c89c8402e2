"""A small house with a small procedure: no debt, no letters, so that the runtime is tested by itself."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlmodel import Session

from workflows.clock import SimulatedClock, london_date
from workflows.db import Database
from workflows.diagrams.vocabulary import Step, Vocabulary
from workflows.errors import Refused
from workflows.proofs.rules import Rules
from workflows.runtime.handlers import Handlers, Kept, Released, StepWork
from workflows.runtime.holding import DaysHeld, follow_holds
from workflows.runtime.house import Runtime
from workflows.runtime.publishing import put_in_force

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="http://t">'
    '<bpmn:message id="paid_message" name="paid"/>'
)


def diagram(name: str, body: str) -> bytes:
    """A diagram with one process."""
    return f'{HEAD}<bpmn:process id="{name}" isExecutable="true">{body}</bpmn:process></bpmn:definitions>'.encode()


def chain(*ids: str) -> str:
    """Flows along a row of elements."""
    return "".join(
        f'<bpmn:sequenceFlow id="{a}__{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in itertools.pairwise(ids)
    )


def user(step: str, **properties: str) -> str:
    """A step for a person."""
    extra = "".join(f'<spiffworkflow:property name="{k}" value="{v}"/>' for k, v in properties.items())
    return (
        f'<bpmn:userTask id="{step}" name="{step}"><bpmn:extensionElements><spiffworkflow:properties>{extra}'
        f"</spiffworkflow:properties></bpmn:extensionElements></bpmn:userTask>"
    )


def service(step: str, operation: str) -> str:
    """An automated step."""
    return (
        f'<bpmn:serviceTask id="{step}"><bpmn:extensionElements>'
        f'<spiffworkflow:serviceTaskOperator id="op.{operation}"><spiffworkflow:parameters/>'
        f"</spiffworkflow:serviceTaskOperator></bpmn:extensionElements></bpmn:serviceTask>"
    )


def timer(step: str, duration: str, on_hold: str = "pause", **more: str) -> str:
    """A wait."""
    extra = "".join(
        f'<spiffworkflow:property name="{k}" value="{v}"/>' for k, v in {"on_hold": on_hold, **more}.items()
    )
    return (
        f'<bpmn:intermediateCatchEvent id="{step}"><bpmn:extensionElements><spiffworkflow:properties>{extra}'
        f"</spiffworkflow:properties></bpmn:extensionElements><bpmn:timerEventDefinition>"
        f'<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">{duration}</bpmn:timeDuration>'
        f"</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )


LINEAR = diagram(
    "linear",
    '<bpmn:startEvent id="begin"/><bpmn:endEvent id="finish"/>'
    + user("ask", due="P5D")
    + service("note", "note")
    + service("send", "send")
    + timer("wait", "P14D")
    + user("decide")
    + chain("begin", "ask", "note", "send", "wait", "decide", "finish"),
)

# Some are drawn as service tasks and as user tasks: what steps.yaml gives the machine, or a role, may not be.
STEPS = {
    "ask": Step("ask", "whoever is drawn", "asks"),
    "note": Step("note", "whoever is drawn", "notes"),
    "send": Step("send", "whoever is drawn", "sends", enforcement=True),
    "decide": Step("decide", "Officer", "decides", enforcement=True),
    "extra": Step("extra", "Officer", "one more"),
}


@dataclass
class Sender:
    """A job that can be told to fail, and that remembers what left the house."""

    sent: list[str] = field(default_factory=list)
    made: int = 0
    trouble: Callable[[], None] | None = None
    trouble_outside: Callable[[], None] | None = None

    def make(self, session: Session, work: StepWork) -> str:
        """Makes it."""
        del session
        self.made += 1
        if self.trouble:
            self.trouble()
        return work.key

    def keep(self, session: Session, work: StepWork, made: str) -> Kept:
        """Keeps it."""
        del session, work
        return Kept({"sent": made}, {"key": made})

    def release(self, session: Session, work: StepWork, may_leave: Callable[[], bool]) -> Released:
        """Lets it out."""
        del session, may_leave
        if self.trouble_outside:
            self.trouble_outside()
        self.sent.append(work.key)
        return Released()


@dataclass
class Small:
    """The small house."""

    runtime: Runtime
    clock: SimulatedClock
    sender: Sender
    notes: list[dict[str, Any]]
    hold: list[str]
    note_trouble: list[Exception]
    days_held: dict[int, list[DaysHeld]] = field(default_factory=dict)

    def start(self, name: str = "linear", files: dict[str, bytes] | None = None) -> int:
        """Publishes, opens a case and starts; returns the case's id."""
        with self.runtime.db.write() as session:
            put_in_force(self.runtime, session, name, files or {"linear.bpmn": LINEAR}, "user:1", "user:2")
            case_id = self.runtime.open_case(session, f"C-{len(self.notes)}-{name}", "A case", "user:1")
            self.runtime.start(session, case_id, name, {}, "user:1")
        return case_id

    def begin_hold(self, *cases: int, why: str = "A breathing space is in force") -> None:
        """A hold over these cases begins today."""
        self.hold[:] = [why]
        for case_id in cases:
            days = self.days_held.setdefault(case_id, [])
            if not days or days[-1].resumes_on is not None:
                days.append(DaysHeld(london_date(self.clock.now())))
        self.follow(*cases)

    def end_hold(self, *cases: int) -> None:
        """Today is the first day that is not held any more."""
        self.hold.clear()
        for case_id in cases:
            days = self.days_held.get(case_id, [])
            days[-1:] = [DaysHeld(each.begins_on, london_date(self.clock.now())) for each in days[-1:]]
        self.follow(*cases)

    def follow(self, *cases: int) -> None:
        """The cases follow what holds there are."""
        with self.runtime.db.write() as session:
            for case_id in cases:
                follow_holds(self.runtime, session, case_id, self.days_held.get(case_id, []))

    def act(self, case_id: int, step: str, act: str = "complete", **data: Any) -> None:
        """Completes a step, or delivers a message."""
        with self.runtime.db.write() as session:
            running = self.runtime.running(session, self.runtime.instances(session, case_id)[0])
            task = next(t for t in running.execution.tasks() if t.element == step)
            running.complete(task.task_id, data, "user:1", {"answers": data})
            running.save()


@pytest.fixture
def small(db: Database, clock: SimulatedClock) -> Small:
    """The small house on either database."""
    notes: list[dict[str, Any]] = []
    hold: list[str] = []
    trouble: list[Exception] = []
    sender = Sender()

    def note(session: Session, work: StepWork) -> dict[str, Any]:
        del session
        if trouble:
            raise trouble[0]
        notes.append(dict(work.data))
        return {"noted": True}

    vocabulary = Vocabulary(steps=STEPS, roles=frozenset({"Officer"}), handlers={"note": "inline", "send": "job"})
    runtime = Runtime(
        db=db,
        clock=clock,
        vocabulary=vocabulary,
        handlers=Handlers(inline={"note": note}, jobs={"send": sender}),
        rules=Rules(),
        holds=lambda _session, _case, _kinds: hold[0] if hold else None,
    )
    return Small(runtime, clock, sender, notes, hold, trouble)


class Wrong(Refused):
    """The facts are wrong."""
