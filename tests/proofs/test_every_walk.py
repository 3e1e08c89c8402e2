"""Two branches side by side, of every kind and ended in every way: every walk of the engine, none left out.

Elsewhere walks are drawn by lot (``test_flagship``). Here all orders in which people, times, messages and jobs can come
are walked to the end, so that what happens within one commit and what between two is met in each place.
"""

from collections.abc import Callable, Iterator
from itertools import permutations, product

import pytest

from tests.engine.drawing import Drawing
from tests.engine.driving import Recorder
from tests.proofs.artist import LAW_DAYS, period
from tests.proofs.proving import HANDLERS, ON, law
from tests.proofs.simulating import Simulation
from tests.proofs.test_flagship import broken, by_days
from workflows.diagrams.vocabulary import Vocabulary
from workflows.engine import Execution, Procedure, compile_procedure
from workflows.proofs.compiling import compile_net
from workflows.proofs.proof import prove
from workflows.proofs.rules import Rules

VOCABULARY = Vocabulary(handlers=HANDLERS, functions={"period": period})
A_MOVE = 10
"""So many days go by with each move."""
Dated = tuple[str, str, int]
"""(kind, element, day), as the engine told it."""
Branch = Callable[[Drawing, str], tuple[str, str]]


def person_then_machine(p: Drawing, n: str) -> tuple[str, str]:
    p.user(f"u{n}").service(f"s{n}", "now", f"v{n}").flow(f"u{n}", f"s{n}")
    return f"u{n}", f"s{n}"


def job_that_may_fail(p: Drawing, n: str) -> tuple[str, str]:
    p.service(f"j{n}", "later", f"v{n}").on(f"b{n}", f"j{n}", "error", "BAD").service(f"s{n}", "now", f"w{n}")
    p.chain(f"b{n}", f"s{n}", f"end_b{n}")
    return f"j{n}", f"j{n}"


def stopped_for_good(p: Drawing, n: str) -> tuple[str, str]:
    p.user(f"u{n}").on(f"b{n}", f"u{n}", "message", f"stop{n}").service(f"s{n}", "now", f"v{n}")
    p.terminate(f"end_b{n}").chain(f"b{n}", f"s{n}", f"end_b{n}")
    return f"u{n}", f"u{n}"


def beside(p: Drawing, n: str) -> tuple[str, str]:
    p.user(f"u{n}").on_timer(f"b{n}", f"u{n}", "P1D", interrupting=False).user(f"r{n}")
    p.chain(f"b{n}", f"r{n}", f"end_b{n}")
    return f"u{n}", f"u{n}"


def inner_that_stops_itself(p: Drawing, n: str) -> tuple[str, str]:
    q = Drawing(f"q{n}", tag="subProcess").start(f"start_q{n}").user(f"u{n}", f"v{n}").parallel(f"f{n}")
    q.terminate(f"end_q{n}").chain(f"start_q{n}", f"f{n}", f"u{n}", f"end_q{n}").chain(f"f{n}", f"v{n}", f"end_v{n}")
    p.sub(q)
    return f"q{n}", f"q{n}"


def over_while_it_lasts(p: Drawing, n: str) -> tuple[str, str]:
    q = Drawing(f"q{n}", tag="subProcess").start(f"start_q{n}").user(f"u{n}", f"v{n}").end(f"end_q{n}")
    p.sub(q.chain(f"start_q{n}", f"u{n}", f"v{n}", f"end_q{n}")).user(f"w{n}").xor(f"m{n}")
    p.on_timer(f"b{n}", f"q{n}", 'period("some_law", c)').chain(f"q{n}", f"m{n}").chain(f"b{n}", f"w{n}", f"m{n}")
    return f"q{n}", f"m{n}"


BRANCHES: tuple[Branch, ...] = (
    person_then_machine,
    job_that_may_fail,
    stopped_for_good,
    beside,
    inner_that_stops_itself,
    over_while_it_lasts,
)
ENDS = ("meet", "apart", "one ends all", "each ends all")


def drawn(one: Branch, other: Branch, ends: str) -> Drawing:
    p = Drawing("p").start().parallel("fork").flow("start", "fork")
    for n, branch in (("1", one), ("2", other)):
        first, last = branch(p, n)
        end = "meet" if ends == "meet" else f"end{n}"
        if n == "1" and end == "meet":
            p.parallel("meet").chain("meet", "end")
        if ends == "each ends all" or (ends == "one ends all" and n == "1"):
            p.terminate(end)
        p.flow("fork", first).chain(last, end)
    return p


def walks(
    procedure: Procedure, host: Recorder, state: bytes, told: tuple[Dated, ...], began: dict[str, int]
) -> Iterator[tuple[Dated, ...]]:
    """Everything that can be told from a state on, to the end or until nothing is left to do, with its days.

    :param began: on which day each wait for a period of law began
    """
    case = Execution.restore(procedure, state)
    today = told[-1][2] if told else 0
    began = {each.task_id: today for each in case.timers() if each.value == period("", None)} | began
    moves: list[tuple[Callable[..., None], tuple[object, ...]]] = []
    moves += [(Execution.complete, (each.task_id, {})) for each in case.tasks()]
    moves += [(Execution.fire, (each.task_id,)) for each in case.timers()]
    moves += [(Execution.deliver, (each.task_id, {})) for each in case.messages()]
    moves += [(Execution.finish, (each.task_id, 1)) for each in case.jobs()]
    moves += [(Execution.throw, (each.task_id, "BAD", {})) for each in case.jobs()]
    if not moves:
        yield (*told, ("rest", "", today))
    for move, given in moves:
        after, host.events = Execution.restore(procedure, state), []
        move(after, *given)
        after.advance(host)
        day = today + A_MOVE
        if move is Execution.fire and given[0] in began:
            day = max(day, began[str(given[0])] + LAW_DAYS + 1)
        more = (*told, *((each.kind, each.element, day) for each in host.events))
        if after.completed:
            yield (*more, ("done", "", day))
        else:
            yield from walks(procedure, host, after.state(), more, began)


def laws(steps: list[str]) -> Rules:
    said = [f"at_most_once: {step}" for step in steps]
    for a, b in permutations(steps, 2):
        said += [f"before: {a}, require: [{b}]", f"after: {a}, expect: [{b}]", f"exclusive: [{a}, {b}]"]
        said += [
            f"before: {a}, since: [{b}], not_earlier_than: some_law, where_done: {done}" for done in ("true", "false")
        ]
    for a, b, c in permutations(steps[:4], 3):
        said += [f"after: {a}, expect: [{b}], unless: [{c}]", f"never: [{a}], between: [[{b}], [{c}]]"]
    return law(*said)


@pytest.mark.parametrize("ends", ENDS)
def test_every_walk_is_possible_and_keeps_what_is_proved(ends: str) -> None:
    proved = told = 0
    for one, other in product(BRANCHES, BRANCHES):
        procedure = compile_procedure({"p.bpmn": drawn(one, other, ends).xml()}, "p", VOCABULARY)
        net = compile_net(procedure.graphs, "p", ["now"])
        rules = laws(sorted(net.steps))
        proof = prove(procedure.graphs, "p", rules, VOCABULARY, ON)
        kept = {each.rule for each in proof.verdicts if each.outcome == "PROVED"}
        simulation = Simulation(net, procedure.graphs)
        case, host = Execution.start(procedure, {}), Recorder({"now": lambda: 1})
        case.advance(host)
        begun = tuple((each.kind, each.element, 0) for each in host.events)
        counting = by_days(rules)
        seen = set(walks(procedure, host, case.state(), begun, {}))
        for walk in seen:
            assert not broken(counting, walk) & kept, walk
            assert simulation.follow(each[:2] for each in walk) is None, walk
            assert proof.findings or walk[-1][0] == "done", walk
        proved, told = proved + len(kept), told + len(seen)
    assert proved > 100, proved
    assert told > 100, told
