"""What it costs that rules remember beyond the case: a step that such a rule looks at, by the debt's earlier cases."""

import statistics
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from time import process_time

from sqlmodel import Session

from tools.bench.figure import Figure
from workflows.clock import SimulatedClock
from workflows.db import Database
from workflows.diagrams.vocabulary import Vocabulary
from workflows.proofs.automata import Never
from workflows.proofs.rules import Rule, Rules
from workflows.runtime.handlers import Handlers
from workflows.runtime.house import Runtime
from workflows.runtime.publishing import put_in_force
from workflows.runtime.subjects import Subject

EARLIER = (1, 10, 50)
TIMES = 3
STEPS = tuple(f"step_{number}" for number in range(1, 21))
MOST_MS = 20
"""For fifty earlier cases: far more than any debt has, and still nothing that an officer waits for."""
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions id="d" targetNamespace="http://t" '
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"><bpmn:process id="p" isExecutable="true">'
)


def figures() -> Iterator[Figure]:
    """Milliseconds of processor time of one step: completed, recorded, the next one opened, committed; SQLite."""
    plain = _step(0, remembers=False)
    for earlier in EARLIER:
        taken = _step(earlier, remembers=True)
        cases = f"{earlier} earlier case{'s' if earlier > 1 else ''}"
        name = f"a step that a rule by debt looks at, {cases} of {len(STEPS)} steps each"
        against = f"a step that none looks at: {plain:.2f} ms"
        yield Figure(name, round(taken, 2), "ms CPU", against, taken / plain, f"≤ {MOST_MS} ms CPU", taken <= MOST_MS)


@dataclass
class _OneDebt:
    """All cases are about one debt."""

    cases: list[int] = field(default_factory=list)

    def of_case(self, session: Session, case_id: int) -> Iterable[Subject]:
        """The debt."""
        del session, case_id
        return [Subject("debt", "1")]

    def cases_of(self, session: Session, subject: Subject) -> Iterable[int]:
        """All of them."""
        del session, subject
        return self.cases


def _step(earlier: int, *, remembers: bool) -> float:
    """The median of a step, in milliseconds, of a case with so many earlier ones."""
    taken: list[float] = []
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory() as folder:
            debts = _OneDebt()
            runtime = _runtime(f"sqlite:///{Path(folder) / 'bench.db'}", debts)
            for number in range(earlier):
                _work(runtime, debts, number)
            if remembers:
                rule = Rule("kept", "Nothing while it is kept.", "Act", _never(), remembers="debt")
                runtime.rules = Rules((rule,))
            taken += _work(runtime, debts, earlier)[2:]  # the first ones warm up what is compiled once
            runtime.db.close()
    return statistics.median(taken) * 1000


def _never() -> Never:
    return Never(frozenset(STEPS), frozenset({"agreed"}), frozenset({"broken"}))


def _runtime(url: str, debts: _OneDebt) -> Runtime:
    runtime = Runtime(
        db=Database(url),
        clock=SimulatedClock(datetime(2026, 3, 2, 9, tzinfo=UTC)),
        vocabulary=Vocabulary(),
        handlers=Handlers(inline={}, jobs={}),
        rules=Rules(),
        holds=lambda _session, _case, _kinds: None,
        subjects=debts,
    )
    runtime.db.create_tables()
    tasks = "".join(f'<bpmn:userTask id="{step}" name="{step}"/>' for step in STEPS)
    ends = '<bpmn:startEvent id="begin"/><bpmn:endEvent id="finish"/>'
    flows = "".join(
        f'<bpmn:sequenceFlow id="{a}__{b}" sourceRef="{a}" targetRef="{b}"/>'
        for a, b in pairwise(("begin", *STEPS, "finish"))
    )
    content = f"{_HEAD}{ends}{tasks}{flows}</bpmn:process></bpmn:definitions>".encode()
    with runtime.db.write() as session:
        put_in_force(runtime, session, "p", {"p.bpmn": content}, "user:1", "user:2")
    return runtime


def _work(runtime: Runtime, debts: _OneDebt, number: int) -> list[float]:
    """A case from its beginning to its end; the seconds of each step."""
    with runtime.db.write() as session:
        case_id = runtime.open_case(session, f"C-{number}", "A case", "user:1")
        debts.cases.append(case_id)
        instance = runtime.start(session, case_id, "p", {}, "user:1")
    taken = []
    for _ in STEPS:
        began = process_time()
        with runtime.db.write() as session:
            running = runtime.running(session, instance)
            (task,) = running.execution.tasks()
            running.complete(task.task_id, {}, "user:1", {"answers": {}})
            running.save()
        taken.append(process_time() - began)
    return taken
