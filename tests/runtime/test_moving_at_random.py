"""Random procedures, edited at random: what may be moved goes on in the other version."""

from collections.abc import Callable
from random import Random

import pytest

from tests.engine import walking
from tests.engine.driving import Recorder
from tests.proofs.artist import VOCABULARY, draw
from workflows.engine import Execution, GoingRound, LintFailed, Procedure, compile_procedure
from workflows.engine.moving import move

ORDINARY, LONG = 300, 10_000
STEPS, BEFORE, FRESH = 80, 12, 600


def inserted(xml: str, random: Random) -> str:
    """With one more step on some way."""
    flows = xml.split("<bpmn:sequenceFlow ")[1:]
    chosen = random.choice(flows).split(">")[0]
    target = chosen.split('targetRef="')[1].split('"')[0]
    closing = xml.index("<bpmn:sequenceFlow " + chosen)
    step = '<bpmn:userTask id="a_new_step" name="New"/>'
    onward = f'<bpmn:sequenceFlow id="a_new_flow" sourceRef="a_new_step" targetRef="{target}"/>'
    led = chosen.replace(f'targetRef="{target}"', 'targetRef="a_new_step"')
    return (
        xml[:closing]
        + step
        + onward
        + "<bpmn:sequenceFlow "
        + led
        + xml[closing + len("<bpmn:sequenceFlow " + chosen) :]
    )


def renamed(xml: str, random: Random) -> str:
    """With another id for some step."""
    ids = sorted({part.split('"')[0] for part in xml.split('<bpmn:userTask id="')[1:]})
    if not ids:
        return xml
    chosen = random.choice(ids)
    return xml.replace(f'"{chosen}"', '"a_renamed_step"')


def redrawn(xml: str, random: Random) -> str:
    """With another procedure drawn by the same hand: much has the same id, and stands elsewhere."""
    return draw(random.randrange(2_000), 2, mistakes=0)["p.bpmn"].decode()


EDITS: tuple[Callable[[str, Random], str], ...] = (inserted, inserted, renamed, redrawn)


def drawn(procedure: Procedure) -> set[str]:
    return {node.id for graph in procedure.graphs.values() for _, node in graph.walk()}


def walked(case: Execution, host: Recorder, random: Random, steps: int) -> str:
    """Walks on: ``done``, ``stuck`` (nothing can happen any more), ``failed`` or ``going``."""
    for step in range(steps):
        case.advance(host)
        if case.completed:
            return "done"
        if case.failed():
            return "failed"
        if not [*case.tasks(), *case.timers(), *case.messages(), *case.jobs()]:
            return "stuck"
        walking._move(case, random, step)
    case.advance(host)
    return "done" if case.completed else "going"


def moved(seed: int) -> bool:
    """:returns: whether a case was moved"""
    random = Random(seed)
    before = draw(seed, 2, mistakes=0)["p.bpmn"].decode()
    after = random.choice(EDITS)(before, random)
    try:
        old, new = (compile_procedure({"p.bpmn": xml.encode()}, "p", VOCABULARY) for xml in (before, after))
    except LintFailed:
        return False
    data = {"c": random.randrange(12), "again": False}
    host = Recorder({"add_one": walking.add_one})
    try:
        case = Execution.start(old, data)
        if walked(case, host, random, random.randrange(BEFORE)) != "going":
            return False
        found = move(old, new, case.state())
        if found.against:
            return False
        told = len(host.events)
        case = Execution.restore(new, found.state)
        ended = walked(case, host, random, STEPS)
        happened = {event.element for event in host.events[told:] if event.kind != "cancelled"}
        assert happened <= drawn(new), f"seed {seed}: {happened - drawn(new)}"
        if ended == "stuck":
            # Some drawings are unsound, in ways that few walks take: many are walked before a move is blamed.
            fresh = (
                walked(
                    Execution.start(new, {**data, "c": n % 12}),
                    Recorder({"add_one": walking.add_one}),
                    Random(n),
                    STEPS,
                )
                for n in range(FRESH)
            )
            assert "stuck" in fresh, f"seed {seed}: stuck after the move, and never when begun anew"
    except GoingRound:
        return False
    return True


@pytest.mark.parametrize("block", range(6))
def test_what_was_moved_goes_on(block: int) -> None:
    size = ORDINARY // 6
    assert sum(moved(seed) for seed in range(block * size, (block + 1) * size)) > 3


@pytest.mark.long
@pytest.mark.parametrize("block", range(50))
def test_many_that_were_moved_go_on(block: int) -> None:
    size = LONG // 50
    assert sum(moved(seed) for seed in range(100_000 + block * size, 100_000 + (block + 1) * size)) > 10
