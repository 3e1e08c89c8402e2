"""What an officer reads at a glance: small diagrams in which no line lies on another, or runs through a step."""

from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest

from tests.book import SHIPPED
from workflows.diagrams import read
from workflows.diagrams.picture import Box, _drawing

FOLDERS = ("complaint", "complaint_stage_2", "enquiry")
DRAWN = [
    path for path in SHIPPED if path.endswith(".bpmn") and path.split("/")[1] in FOLDERS and path.startswith("proc")
]
MOST_NODES = 20
Line = tuple[tuple[float, float], tuple[float, float]]


def lines(points: list[tuple[float, float]]) -> Iterator[Line]:
    for one, other in pairwise(points):
        yield (min(one, other), max(one, other))


def on_one_another(one: Line, other: Line) -> bool:
    """Whether two straight lines have more than a point in common."""
    for across in (0, 1):
        along = 1 - across
        if len({each[across] for line in (one, other) for each in line}) == 1:
            return min(one[1][along], other[1][along]) > max(one[0][along], other[0][along])
    return False


def through(line: Line, box: Box) -> bool:
    (x1, y1), (x2, y2) = line
    return x1 < box.x + box.width and x2 > box.x and y1 < box.y + box.height and y2 > box.y


def test_a_line_on_another_is_seen() -> None:
    assert on_one_another(((0, 5), (9, 5)), ((8, 5), (20, 5)))
    assert on_one_another(((5, 0), (5, 9)), ((5, 2), (5, 4)))
    assert not on_one_another(((0, 5), (9, 5)), ((9, 5), (20, 5)))
    assert not on_one_another(((0, 5), (9, 5)), ((4, 0), (4, 9)))


@pytest.mark.parametrize("path", DRAWN)
def test_it_is_small_and_no_line_lies_on_another_or_runs_through_a_step(path: str) -> None:
    diagram = read(SHIPPED[path], path)
    boxes, _, drawn = _drawing(diagram)
    (graph,) = diagram.processes
    assert len(graph.nodes) <= MOST_NODES
    steps = {ident: box for ident, box in boxes.items() if ident in graph.nodes}
    flows = {flow.id: flow for flow in graph.flows}
    assert drawn.keys() == flows.keys()
    for (one, points), (other, more) in combinations(drawn.items(), 2):
        assert not any(on_one_another(a, b) for a in lines(points) for b in lines(more)), (one, other)
    for ident, points in drawn.items():
        ends = {flows[ident].source, flows[ident].target}
        for step, box in steps.items():
            if step not in ends and graph.nodes[step].kind != "boundaryEvent":
                assert not any(through(line, box) for line in lines(points)), (ident, step)
