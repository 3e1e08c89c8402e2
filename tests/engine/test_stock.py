"""The same walk through our engine and through SpiffWorkflow's own, for the constructs that its own does right.

Left out: joins on loops (it fires early), timers (its own clock), service tasks (its own calling), gathered results
(its order of completion), data that two branches write (its last branch wins).
"""

from random import Random
from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.engine.drawing import Drawing, several
from tests.engine.driving import Recorder
from tests.engine.walking import VOCABULARY, Artist
from workflows.engine import Execution, compile_procedure
from workflows.expressions import compile_expression

BLOCKS = ("seq", "seq", "and", "and", "xor", "sub", "call", "several", "again", "user", "on_message", "message", "or")


class CommonArtist(Artist):
    """Draws only what both engines do alike."""

    joins = 0

    def block(self, p: Drawing, depth: int) -> tuple[str, str]:
        kind = self.random.choice(BLOCKS if depth > 0 else ("user", "user", "message"))
        made: tuple[str, str] = getattr(self, f"_{kind}")(p, depth - 1)
        return made

    def _inline(self, p: Drawing, depth: int) -> tuple[str, str]:
        return self._user(p, depth)

    def _message(self, p: Drawing, _: int) -> tuple[str, str]:
        m = self.name("m")
        p.catches(m, "message", m)
        return m, m

    def _on_message(self, p: Drawing, depth: int) -> tuple[str, str]:
        host, b = self._host(p, depth), self.name("b")
        p.on(b, host[0], "message", b)
        return self._interrupted(p, host, b)

    def _several(self, p: Drawing, _: int) -> tuple[str, str]:
        u = self.name("u")
        p.user(u, loop=several("3", sequential=self.random.random() < 0.5))
        return u, u


class StockFeel(PythonScriptEngine):  # type: ignore[misc]
    """FEEL for stock."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        return compile_expression(expression).evaluate(task.data)


def _open(stock: BpmnWorkflow) -> list[str]:
    ready = stock.get_tasks(state=TaskState.READY)
    return sorted(task.task_spec.bpmn_id for task in ready if task.task_spec.manual)


def _waiting(stock: BpmnWorkflow) -> list[str]:
    return sorted(
        task.task_spec.name
        for task in stock.get_tasks(state=TaskState.WAITING)
        if isinstance(getattr(task.task_spec, "event_definition", None), MessageEventDefinition)
    )


def compare(seed: int) -> int:
    """:returns: how many moves both made"""
    artist = CommonArtist(Random(seed))
    main = artist.process("p", 4)
    xml = main.xml(*artist.called)
    random, host = Random(seed), Recorder()
    procedure = compile_procedure({"p.bpmn": xml}, "p", VOCABULARY)
    case = Execution.start(procedure, {"c": seed % 7, "again": False})
    case.advance(host)
    parser = BpmnParser()
    parser.add_bpmn_str(xml)
    stock = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"), script_engine=StockFeel())
    stock.task_tree.data.update({"c": seed % 7, "again": False})
    stock.do_engine_steps()
    for move in range(60):
        where = f"seed {seed}, move {move}"
        assert case.completed == stock.completed, where
        if case.completed:
            return move
        assert sorted(task.element for task in case.tasks()) == _open(stock), where
        assert sorted(wait.element for wait in case.messages()) == _waiting(stock), where
        element = random.choice(sorted({*_open(stock), *_waiting(stock)}))
        case = Execution.restore(procedure, case.state())
        if element.startswith(("m", "b")):
            case.deliver(next(w.task_id for w in case.messages() if w.element == element), {})
            stock.send_event(BpmnEvent(MessageEventDefinition(element), payload={}))
        else:
            data = {f"k_{element}": move, "again": random.random() < 0.5}
            case.complete(next(t.task_id for t in case.tasks() if t.element == element), data)
            ready = stock.get_tasks(state=TaskState.READY)
            task = next(task for task in ready if task.task_spec.manual and task.task_spec.bpmn_id == element)
            task.data.update(data)
            task.run()
        case.advance(host)
        stock.do_engine_steps()
    return 60


@pytest.mark.parametrize("block", range(6))
def test_walks_equal_those_of_stock(block: int) -> None:
    assert sum(compare(seed) for seed in range(block * 20, block * 20 + 20)) > 40


@pytest.mark.long
@pytest.mark.parametrize("block", range(20))
def test_many_walks_equal_those_of_stock(block: int) -> None:
    for seed in range(1000 + block * 50, 1050 + block * 50):
        compare(seed)
