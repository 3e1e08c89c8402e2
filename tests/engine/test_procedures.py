"""A procedure is shared, compared with its diagram, and goes on in another process."""

import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from SpiffWorkflow.task import Task

from tests.engine import arrears
from tests.engine.drawing import Drawing
from tests.engine.driving import Driver
from workflows.diagrams import read
from workflows.engine import Execution, ReadingsDiffer, compile_procedure
from workflows.engine.reading import compare, graph_of

ROOT = Path(__file__).parents[2]


def test_operation_ids_and_parameters_may_bear_the_names_of_tasks() -> None:
    """Stock looks up a flow's target among all ids, those of extensions too."""
    p = Drawing("p").service("s", "a", a="1", s="2").chain("start", "s", "a", "end")
    xml = p.xml().replace(b'id="op.a"', b'id="a"')
    case = Driver(xml, handlers={"a": lambda a, s: a + s})
    assert case.open == ["a"]


def test_instances_share_a_procedure_between_threads() -> None:
    """Pitfall 17: and nothing of it changes."""
    procedure = compile_procedure(arrears.files(), arrears.PROCESS, arrears.VOCABULARY)
    before = graph_of(procedure.spec, procedure.subprocesses)
    ends: list[Any] = []

    def work() -> None:
        ends.extend(_run(procedure.process) for _ in range(3))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends == [("end_ok", 24)] * 12
    assert graph_of(procedure.spec, procedure.subprocesses) == before


def _run(process: str) -> tuple[str, int]:
    procedure = compile_procedure(arrears.files(), process, arrears.VOCABULARY)
    host = arrears.host()
    case = Execution.start(procedure, arrears.DATA)
    case.advance(host)
    while not case.completed:
        case = Execution.restore(procedure, case.state())
        if tasks := case.tasks():
            case.complete(tasks[0].task_id, {})
        else:
            case.fire(case.timers()[0].task_id)
        case.advance(host)
    return case.ends[-1], case.data["month"]


def test_the_state_of_two_years_is_small() -> None:
    procedure = compile_procedure(arrears.files(), arrears.PROCESS, arrears.VOCABULARY)
    assert compile_procedure(arrears.files(), arrears.PROCESS, arrears.VOCABULARY) is procedure
    case = Execution.start(procedure, arrears.DATA)
    host = arrears.host()
    case.advance(host)
    sizes: list[int] = []
    while not case.completed:
        sizes.append(len(case.state()))
        if tasks := case.tasks():
            case.complete(tasks[0].task_id, {})
        else:
            case.fire(case.timers()[0].task_id)
        case.advance(host)
    assert max(sizes) < 4096
    assert sizes[-1] < 1.2 * sizes[10]
    (decided,) = [event for event in host.events if event.kind == "decided"]
    assert decided.detail["value"] == {"segment": "mid", "stage": "s3"}
    assert decided.detail["matched"][0]["numbers"] == [5]


def test_a_state_goes_on_in_another_process(tmp_path: Path) -> None:
    procedure = compile_procedure(arrears.files(), arrears.PROCESS, arrears.VOCABULARY)
    case = Execution.start(procedure, arrears.DATA)
    case.advance(arrears.host())
    (tmp_path / "state").write_bytes(case.state())
    program = (
        "import sys; from pathlib import Path; from tests.engine import arrears;"
        "from workflows.engine import Execution, compile_procedure;"
        "p = compile_procedure(arrears.files(), arrears.PROCESS, arrears.VOCABULARY);"
        "c = Execution.restore(p, Path(sys.argv[1]).read_bytes()); c.advance(arrears.host());"
        "print([t.element for t in c.tasks()])"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "state")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str([task.element for task in case.tasks()])


def test_two_readings_that_differ_are_refused() -> None:
    drawn = read(Drawing("p").chain("start", "a", "b", "end").xml(), "p.bpmn").processes[0]
    procedure = Driver(Drawing("p").chain("start", "a", "c", "end")).procedure
    with pytest.raises(ReadingsDiffer, match="b is not compiled"):
        compare(drawn, graph_of(procedure.spec, procedure.subprocesses))
    timer = Drawing("p").on_timer("t", "a", "P1D").chain("start", "a", "end").chain("t", "end2")
    later = Drawing("p").on_timer("t", "a", "P2D").chain("start", "a", "end").chain("t", "end2")
    procedure = Driver(later).procedure
    with pytest.raises(ReadingsDiffer, match="t has events"):
        compare(read(timer.xml(), "p.bpmn").processes[0], graph_of(procedure.spec, procedure.subprocesses))


def test_logging_of_the_engine_is_off() -> None:
    assert all(logging.getLogger(name).level >= logging.WARNING for name in ("spiff.task", "spiff.workflow"))


def test_stock_tasks_are_never_made() -> None:
    case = Driver(Drawing("p").on_timer("t", "a", "P1D").chain("start", "a", "end").chain("t", "end2"), durable=False)
    assert all(type(token) is not Task for token in case.case._instance.tasks.values())
