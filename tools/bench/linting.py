"""Linting: a diagram as people draw it, and files that were made to take long."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import process_time

from tools.bench.figure import Figure, median_of
from workflows.diagrams import Vocabulary, lint, read
from workflows.diagrams.diagram import MOST_PROCESSES, forget

NODES = 58
_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:own="urn:own" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="urn:bench">'
)
_WAY = '<sequenceFlow id="f{0}x" sourceRef="n{0}x" targetRef="n{1}x"/>'


def chain(kind: str = "userTask", attributes: str = "", nodes: int = NODES) -> bytes:
    """A process of tasks, one behind the other: twice as many elements as nodes."""
    tasks = "".join(f'<{kind} id="n{n}x" {attributes}/>' for n in range(nodes))
    ways = "".join(_WAY.format(n, n + 1) for n in range(nodes - 1))
    ends = '<startEvent id="s"/><endEvent id="e"/><sequenceFlow id="fs" sourceRef="s" targetRef="n0x"/>'
    return process(f'{ends}{tasks}{ways}<sequenceFlow id="fe" sourceRef="n{nodes - 1}x" targetRef="e"/>')


def process(inside: str, beside: str = "") -> bytes:
    """A file with one process."""
    return f'{_HEAD}<process id="p" isExecutable="true">{inside}</process>{beside}</definitions>'.encode()


def hostile() -> Mapping[str, bytes]:
    """Files of up to a megabyte, each with very much of one thing."""
    task = '<startEvent id="s"/><userTask id="t"/><endEvent id="e"/>'
    wide = " ".join(f'own:a{n}="{"x" * 14}"' for n in range(50))
    timers = "".join(
        f'<timerEventDefinition><timeDuration>x{n} + duration("PT1H")</timeDuration></timerEventDefinition>'
        for n in range(6_000)
    )
    return {
        "attributes": process("".join(f'<userTask id="n{n}x" {wide}/>' for n in range(700))),
        "nodes": process("".join(f'<task id="t{n}"/>' for n in range(18_000))),
        "nodes of one id": process('<task id="t"/>' * 18_000),
        "flows into one node": process(
            task + "".join(f'<sequenceFlow id="f{n}" sourceRef="s" targetRef="t"/>' for n in range(10_000))
        ),
        "lanes": process(
            "<laneSet>"
            + "".join(f'<lane id="l{n}" name="a"><flowNodeRef>t</flowNodeRef></lane>' for n in range(9_000))
            + f"</laneSet>{task}"
        ),
        "marks": process(
            f'{task}<userTask id="u"><extensionElements>{"<own:a/>" * 18_000}</extensionElements></userTask>'
        ),
        "roles": process("".join(f'<userTask id="t{n}" camunda:candidateGroups="g{n}"/>' for n in range(9_000))),
        "messages": process(task, "".join(f'<message id="m{n}" name="n{n}"/>' for n in range(15_000))),
        "links": process(
            "".join(
                f'<intermediateThrowEvent id="t{n}"><linkEventDefinition name="l{n}"/></intermediateThrowEvent>'
                for n in range(6_000)
            )
        ),
        "documentation": process(f"<documentation>{'x ' * 450_000}</documentation>{task}"),
        "names": process(f'<userTask id="t" name="{"x" * 900_000}"/>'),
        "processes": (
            _HEAD
            + "".join(f'<process id="p{n}">{_tasks(n)}</process>' for n in range(MOST_PROCESSES))
            + "</definitions>"
        ).encode(),
        "accepted processes": accepted(),
        "processes that call each other": calling(),
        "errors of processes that are called": failing(),
        "definitions of one event": process(f'{task}<boundaryEvent id="b" attachedToRef="t">{timers}</boundaryEvent>'),
    }


def accepted() -> bytes:
    """As many processes as are read, in which nothing is wrong."""
    one = chain(nodes=60).decode().removeprefix(_HEAD).removesuffix("</definitions>")
    made = (re.sub(r'(id|Ref)="(\w+)"', rf'\1="\2_{n}"', one) for n in range(MOST_PROCESSES))
    return f"{_HEAD}{''.join(made)}</definitions>".encode()


def calling() -> bytes:
    """Processes in rows, each of which calls all those of the next row."""
    rows, width = 8, MOST_PROCESSES // 8
    made = []
    for row in range(rows):
        for column in range(width):
            name = f"p{row}_{column}"
            called = [f"p{row + 1}_{n}" for n in range(width)] if row + 1 < rows else []
            made.append(_process(name, [f'<callActivity id="{{}}" calledElement="{each}"/>' for each in called]))
    return f"{_HEAD}{''.join(made)}</definitions>".encode()


def failing() -> bytes:
    """Processes in rows that end in errors of their own, each called often by the next row, which catches none."""
    rows = MOST_PROCESSES // 10
    made = []
    for row in range(rows):
        for column in range(10):
            name = f"p{row}_{column}"
            errors = [
                f'<endEvent id="{{}}"><errorEventDefinition errorRef="e{row}_{column}_{n}"/></endEvent>'
                for n in range(20)
            ]
            calls = [f'<callActivity id="{{}}" calledElement="p{row - 1}_{n % 10}"/>' for n in range(20 if row else 0)]
            made.append(_process(name, [*calls, *errors]))
    declared = (
        f'<error id="e{row}_{column}_{n}" errorCode="c{row}_{column}_{n}"/>'
        for row in range(rows)
        for column in range(10)
        for n in range(20)
    )
    return f"{_HEAD}{''.join(declared)}{''.join(made)}</definitions>".encode()


def _process(name: str, nodes: Sequence[str]) -> str:
    """A process whose nodes stand in a row."""
    inside = "".join(each.format(f"{name}_{n}") for n, each in enumerate(nodes))
    ways = "".join(
        f'<sequenceFlow id="{name}_f{n}" sourceRef="{name}_{n}" targetRef="{name}_{n + 1}"/>'
        for n in range(len(nodes) - 1)
    )
    first = f'<startEvent id="{name}_s"/><sequenceFlow id="{name}_fs" sourceRef="{name}_s" targetRef="{name}_0"/>'
    return f'<process id="{name}" isExecutable="true">{first if nodes else ""}{inside}{ways}</process>'


def _tasks(process: int) -> str:
    """A start event and as many tasks as are looked at."""
    return f'<startEvent id="s{process}"/>' + "".join(f'<task id="t{process}_{n}"/>' for n in range(118))


def looked_at(data: bytes) -> int:
    """Lints a file anew; how many findings it has."""
    forget()
    vocabulary = Vocabulary.assumed({})
    return len(lint(read(data, "bench.bpmn", assumed=True), vocabulary, {}))


def figures() -> Iterator[Figure]:
    """Milliseconds of the processor, and megabytes of a process that lints the worst."""
    drawn = {"a diagram": chain(), "a diagram of Camunda 7": chain("serviceTask", 'camunda:topic="a"')}
    for name, data in drawn.items():
        took = median_of(lambda data=data: looked_at(data), 20, cpu=True) * 1000  # type: ignore[misc]
        yield Figure(
            f"lint of {name} of {2 * NODES + 3} elements", round(took, 1), "ms", "", took / 30, "≤ 30 ms", took <= 30
        )
    worst = max(_seconds(data) for data in hostile().values())
    yield Figure("lint of a hostile megabyte, the worst", round(worst, 2), "s", "", worst, "≤ 1 s", worst <= 1)
    done = subprocess.run([sys.executable, "-m", "tools.bench.linting"], check=True, capture_output=True, text=True)
    memory = int(done.stdout)
    yield Figure("lint of a hostile megabyte: memory", memory, "MB", "", memory / 200, "≤ 200 MB", memory <= 200)


def _seconds(data: bytes) -> float:
    began = process_time()
    looked_at(data)
    return process_time() - began


def _peak() -> int:
    """The most memory that this process has had, in MB.

    Not ``ru_maxrss``, which a process takes over from the one that began it.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) // 1024


if __name__ == "__main__":
    for each in hostile().values():
        looked_at(each)
    sys.stdout.write(str(_peak()))
