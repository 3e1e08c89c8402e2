"""What still lies ahead of a case: never too little."""

from random import Random

import pytest

from tests.engine import walking
from tests.engine.drawing import Drawing, again_while
from tests.engine.driving import Driver
from workflows.engine import Execution, GoingRound, compile_procedure
from workflows.engine.ahead import Ahead


def ahead(case: Driver) -> set[str]:
    """The steps that lie ahead."""
    return {each for each in Ahead(case.procedure.graphs).of(case.case) if len(each) == 1}


def test_what_is_done_lies_behind_unless_a_loop_leads_back() -> None:
    case = Driver(Drawing("p").chain("start", "a", "b", "c", "end")).do("a")
    assert ahead(case) == {"b", "c"}
    p = Drawing("p").user("a", "b", "c").start().end().xor("join").xor("again", "on")
    p.chain("start", "a", "join", "b", "again").flow("again", "join", "more").flow("again", "c", ident="on")
    assert ahead(Driver(p.chain("c", "end")).do("a")) == {"b", "c"}


def test_inside_a_scope_what_follows_the_scope_lies_ahead() -> None:
    inner = Drawing("s", tag="subProcess").chain("start_s", "x", "y", "end_s")
    called = Drawing("q").chain("start_q", "v", "w", "end_q")
    p = Drawing("p").sub(inner).call("k", "q").on_timer("t", "k", "P1D").user("a", "b", "c")
    case = Driver(p.chain("start", "a", "s", "b", "k", "end").chain("t", "c", "end_c"), called).do("a").do("x")
    assert ahead(case) == {"s", "y", "b", "k", "v", "w", "t", "c"}
    case.do("y").do("b").do("v")
    assert ahead(case) == {"k", "w", "t", "c"}
    assert ahead(case.fire("t")) == {"c"}


def test_a_loop_round_a_scope_begins_it_again() -> None:
    inner = Drawing("s", tag="subProcess").chain("start_s", "x", "y", "end_s")
    case = Driver(Drawing("p").sub(inner, again_while("more")).chain("start", "s", "b", "end")).do("x", more=True)
    assert ahead(case) == {"s", "x", "y", "b"}


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happens_lay_ahead(seed: int) -> None:
    """On random walks of random processes, each step that opens lay ahead before."""
    files, _ = walking.draw(seed, depth=3)
    procedure = compile_procedure(files, "p", walking.VOCABULARY)
    ways, random = Ahead(procedure.graphs), Random(seed)
    host = walking.Recorder({"add_one": walking.add_one})
    case = Execution.start(procedure, {"c": seed % 7, "again": False})
    case.advance(host)
    for step in range(40):
        if case.completed or case.failed():
            return
        lay_ahead, told = ways.of(case), len(host.events)
        walking._move(case, random, step)
        try:
            case.advance(host)
        except GoingRound:
            return
        steps = {event.element for event in host.events[told:] if event.kind in {"opened", "completed", "ended"}}
        assert steps <= lay_ahead, steps - lay_ahead
