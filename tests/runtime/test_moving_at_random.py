"""Random procedures, edited at random: what may be moved goes on in the other version."""

from collections.abc import Callable
from random import Random

import pytest

from tests.engine import walking
from tests.engine.driving import Recorder
from tests.proofs.artist import VOCABULARY, draw
from tests.runtime.redrawing import EDITS, edited
from workflows.engine import Execution, GoingRound, LintFailed, Procedure, compile_procedure
from workflows.engine.moving import move

ORDINARY, LONG = 45, 150
"""Drawings of each edit, in the ordinary suite and in a block of the long one."""
LEAST = {**dict.fromkeys(EDITS, 3), "redrawn": 0}
"""How many of them must have been moved, so that something was tried."""
STUCK_ONCE = (
    *((200031, "carried"), (200049, "crossed"), (200215, "carried"), (200968, "carried")),
    *((300026, "carried"), (400581, "carried"), (600853, "crossed"), (100505, "carried")),
)
"""Cases that stood still in the other version: two branches had met before a join of three; one waited for a signal
that was given before the place from which the case went on; one came to a join that all others had passed; one had come
to a join that now waited for what came from behind it."""
STEPS, BEFORE, FRESH, AS_BEFORE = 80, 12, 600, 100


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


def stuck(begun: Callable[[int], Execution], times: int) -> bool:
    """Whether one of so many walks comes to where nothing can happen any more."""
    walks = (walked(begun(n), Recorder({"add_one": walking.add_one}), Random(n), STEPS) for n in range(times))
    return "stuck" in walks


def moved(seed: int, edit: str, newer: bool = True) -> bool:
    """:returns: whether a case was moved"""
    random = Random(seed)
    before = draw(seed, 2, mistakes=0, newer=newer)["p.bpmn"].decode()
    after = edited(before, edit, random)
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
        state = case.state()
        found = move(old, new, state)
        if found.against:
            return False
        told = len(host.events)
        case = Execution.restore(new, found.state)
        ended = walked(case, host, random, STEPS)
        happened = {event.element for event in host.events[told:] if event.kind != "cancelled"}
        assert happened <= drawn(new), f"seed {seed}: {edit}: {happened - drawn(new)}"
        # Some drawings are unsound, in ways that few walks take: many are walked before a move is blamed.
        if ended == "stuck" and not stuck(lambda _: Execution.restore(old, state), AS_BEFORE):
            fresh = stuck(lambda n: Execution.start(new, {**data, "c": n % 12}), FRESH)
            assert fresh, f"seed {seed}, {edit}: stuck after the move, and never where it stood, or when begun anew"
    except GoingRound:
        return False
    return True


@pytest.mark.parametrize("edit", EDITS)
def test_what_was_moved_goes_on(edit: str) -> None:
    assert sum(moved(seed, edit) for seed in range(ORDINARY)) >= LEAST[edit]


@pytest.mark.parametrize(("seed", "edit"), STUCK_ONCE)
def test_what_stood_still_once_is_not_moved_any_more(seed: int, edit: str) -> None:
    assert not moved(seed, edit, newer=False)


@pytest.mark.long
@pytest.mark.parametrize("block", range(10))
@pytest.mark.parametrize("edit", EDITS)
def test_many_that_were_moved_go_on(edit: str, block: int) -> None:
    seeds = range(100_000 + block * LONG, 100_000 + (block + 1) * LONG)
    assert sum(moved(seed, edit) for seed in seeds) >= LEAST[edit]
