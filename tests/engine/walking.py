"""Random block-structured processes, and random walks through them."""

from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

from tests.engine.drawing import Drawing, again_while, several
from tests.engine.driving import Recorder
from workflows.diagrams.vocabulary import Vocabulary
from workflows.engine import Execution, Procedure, compile_procedure

LEAVES = ("user", "user", "inline", "job", "timer", "message", "on_timer", "on_message", "beside", "cycle")
BLOCKS = (
    *("seq", "seq", "and", "and", "or", "xor", "loop", "sub", "call", "events", "several", "again", "error"),
    *("user", "on_timer", "beside", "inline"),
)
NEWER = ("either", "handled", "condition")
"""Drawn beside them, but where an older seed must give what it gave."""


def add_one(v: int) -> int:
    """The inline operation of random processes."""
    return v + 1


VOCABULARY = Vocabulary(handlers={"add_one": "inline", "outside": "job"})


class Artist:
    """Draws a process at random. Every block has one way in and one way out."""

    def __init__(self, random: Random, newer: bool = True) -> None:
        self.random = random
        self.blocks = (*BLOCKS, *NEWER) if newer else BLOCKS
        self.count = 0
        self.called: list[Drawing] = []

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}x"

    def process(self, ident: str, depth: int) -> Drawing:
        p = Drawing(ident).start(f"start_{ident}").end(f"end_{ident}")
        first, last = self.block(p, depth)
        p.flow(f"start_{ident}", first).flow(last, f"end_{ident}")
        return p

    def block(self, p: Drawing, depth: int) -> tuple[str, str]:
        kind = self.random.choice(self.blocks if depth > 0 else LEAVES)
        made: tuple[str, str] = getattr(self, f"_{kind}")(p, depth - 1)
        return made

    def _user(self, p: Drawing, _: int) -> tuple[str, str]:
        u = self.name("u")
        p.user(u)
        return u, u

    def _inline(self, p: Drawing, _: int) -> tuple[str, str]:
        s = self.name("s")
        p.service(s, "add_one", f"v_{s}", v="c")
        return s, s

    def _job(self, p: Drawing, _: int) -> tuple[str, str]:
        s = self.name("j")
        p.service(s, "outside", f"v_{s}", v="c")
        return s, s

    def _timer(self, p: Drawing, _: int) -> tuple[str, str]:
        t = self.name("t")
        p.timer(t, "P5D")
        return t, t

    def _message(self, p: Drawing, _: int) -> tuple[str, str]:
        m = self.name("m")
        p.catches(m, "message", "letter")
        return m, m

    def _interrupted(self, p: Drawing, host: tuple[str, str], boundary: str) -> tuple[str, str]:
        merge = self.name("g")
        p.xor(merge)
        s, _ = self._inline(p, 0)
        p.chain(boundary, s, merge).flow(host[1], merge)
        return host[0], merge

    def _on_timer(self, p: Drawing, depth: int) -> tuple[str, str]:
        host, b = self._host(p, depth), self.name("b")
        p.on_timer(b, host[0], "P3D")
        return self._interrupted(p, host, b)

    def _on_message(self, p: Drawing, depth: int) -> tuple[str, str]:
        host, b = self._host(p, depth), self.name("b")
        p.on(b, host[0], "message", "stop")
        return self._interrupted(p, host, b)

    def _host(self, p: Drawing, depth: int) -> tuple[str, str]:
        return self._sub(p, depth) if depth > 0 and self.random.random() < 0.4 else self._user(p, depth)

    def _beside(self, p: Drawing, depth: int) -> tuple[str, str]:
        host, b = self._host(p, depth), self.name("b")
        if self.random.random() < 0.5:
            p.on_timer(b, host[0], "P3D", interrupting=False)
        else:
            p.on(b, host[0], "message", "more", interrupting=False)
        p.chain(b, self._inline(p, 0)[0], self.name("end"))
        return host

    def _cycle(self, p: Drawing, depth: int) -> tuple[str, str]:
        host, b = self._user(p, depth), self.name("b")
        p.on_timer(b, host[0], "R3/P1D", "timeCycle", interrupting=False).chain(
            b, self._inline(p, 0)[0], self.name("end")
        )
        return host

    def _seq(self, p: Drawing, depth: int) -> tuple[str, str]:
        blocks = [self.block(p, depth) for _ in range(self.random.choice((2, 3)))]
        for before, after in pairwise(blocks):
            p.flow(before[1], after[0])
        return blocks[0][0], blocks[-1][1]

    def _and(self, p: Drawing, depth: int) -> tuple[str, str]:
        f, j = self.name("f"), self.name("k")
        p.parallel(f, j)
        for _ in range(self.random.choice((2, 3))):
            first, last = self.block(p, depth)
            p.flow(f, first).flow(last, j)
        return f, j

    def _or(self, p: Drawing, depth: int) -> tuple[str, str]:
        f, j = self.name("f"), self.name("k")
        p.inclusive(f, f"{f}_default").inclusive(j)
        for divisor in (2, 3):
            first, last = self.block(p, depth)
            p.flow(f, first, f"modulo(c, {divisor}) = 0").flow(last, j)
        first, last = self.block(p, 0)
        p.flow(f, first, ident=f"{f}_default").flow(last, j)
        return f, j

    def _xor(self, p: Drawing, depth: int) -> tuple[str, str]:
        f, j = self.name("f"), self.name("k")
        p.xor(f, f"{f}_default").xor(j)
        first, last = self.block(p, depth)
        p.flow(f, first, "modulo(c, 2) = 0").flow(last, j)
        first, last = self.block(p, depth)
        p.flow(f, first, ident=f"{f}_default").flow(last, j)
        return f, j

    def _loop(self, p: Drawing, depth: int) -> tuple[str, str]:
        merge, choice, wait = self.name("g"), self.name("g"), self.name("u")
        p.xor(merge).xor(choice, f"{choice}_out").user(wait)
        first, last = self.block(p, depth)
        out, _ = self._inline(p, 0)
        p.flow(merge, first).flow(last, wait).flow(wait, choice).flow(choice, merge, "again")
        p.flow(choice, out, ident=f"{choice}_out")
        return merge, out

    def _sub(self, p: Drawing, depth: int) -> tuple[str, str]:
        q = Drawing(self.name("q"), tag="subProcess").start(self.name("start")).end(self.name("end"))
        start, end = q.ids
        first, last = self.block(q, depth)
        p.sub(q.flow(start, first).flow(last, end))
        return q.ident, q.ident

    def _call(self, p: Drawing, depth: int) -> tuple[str, str]:
        call, called = self.name("call"), self.name("p")
        self.called.append(self.process(called, depth))
        p.call(call, called)
        return call, call

    def _events(self, p: Drawing, depth: int) -> tuple[str, str]:
        gateway, merge = self.name("e"), self.name("g")
        p.choice_of_events(gateway).xor(merge)
        for kind in ("timer", "message"):
            event, _ = getattr(self, f"_{kind}")(p, 0)
            first, last = self.block(p, depth)
            p.flow(gateway, event).flow(event, first).flow(last, merge)
        return gateway, merge

    def _several(self, p: Drawing, depth: int) -> tuple[str, str]:
        sequential = self.random.random() < 0.5
        if depth > 0 and self.random.random() < 0.4:
            call, called = self.name("call"), self.name("p")
            self.called.append(self.process(called, depth))
            p.call(call, called, loop=several("2", sequential))
            return call, call
        u = self.name("u")
        p.user(u, loop=several("[10, 20, 30]", sequential, item="item", gather=f"v_{u}", result="k"))
        return u, u

    def _again(self, p: Drawing, _: int) -> tuple[str, str]:
        u = self.name("u")
        p.user(u, loop=again_while("again", most=4))
        return u, u

    def _either(self, p: Drawing, _: int) -> tuple[str, str]:
        """An event with several definitions: any of them, or all."""
        e = self.name("w")
        given = p.event("message", "letter") + p.period("P5D") + p.condition("k > 20")
        more = {"parallelMultiple": "true"} if self.random.random() < 0.3 else {}
        p.node("intermediateCatchEvent", e, given, **more)
        return e, e

    def _condition(self, p: Drawing, depth: int) -> tuple[str, str]:
        """A condition over the data is waited for, or interrupts, or begins something beside."""
        kind, ident = self.random.choice(("wait", "stop", "beside")), self.name("w")
        if kind == "wait":
            p.node("intermediateCatchEvent", ident, p.condition("k > 10"))
            return ident, ident
        host, stops = self._host(p, depth), kind == "stop"
        p._boundary(ident, host[0], p.condition("modulo(k, 3) = 1"), stops)
        if stops:
            return self._interrupted(p, host, ident)
        p.chain(ident, self._inline(p, 0)[0], self.name("end"))
        return host

    def _handled(self, p: Drawing, depth: int) -> tuple[str, str]:
        """A sub-process with event sub-processes that interrupt or do not."""
        q = Drawing(self.name("q"), tag="subProcess").start(self.name("start")).end(self.name("end"))
        start, end = q.ids
        first, last = self.block(q, depth)
        q.flow(start, first).flow(last, end)
        for stops in self.random.choice(((True,), (False,), (False, True), (False, False))):
            h, b = Drawing(self.name("h"), tag="subProcess"), self.name("b")
            given = self.random.choice((h.event("message", b), h.period("P3D")))
            h.begins(b, given, stops).end(self.name("end"))
            first, last = self.block(h, 0)
            q.handler(h.flow(b, first).flow(last, h.ids[1]))
        p.sub(q)
        return q.ident, q.ident

    def _error(self, p: Drawing, _: int) -> tuple[str, str]:
        job, b = self._job(p, 0), self.name("b")
        p.on(b, job[0], "error", "BAD")
        return self._interrupted(p, job, b)


@dataclass
class Walk:
    """A walk through one random process."""

    procedure: Procedure
    trace: list[Any]
    completed: bool
    sizes: list[int]


def draw(seed: int, depth: int = 4) -> tuple[dict[str, bytes], Drawing]:
    """The files of a random process."""
    artist = Artist(Random(seed))
    main = Drawing("p").start().end()
    first, last = artist._seq(main, depth)
    main.flow("start", first).flow(last, "end")
    return {"p.bpmn": main.xml(*artist.called)}, main


def position(case: Execution) -> Any:
    """Where a case stands, without ids: comparable between two executions of the same walk."""
    return (
        [(t.element, _sorted(t.data)) for t in case.tasks()],
        sorted((t.element, str(t.value)) for t in case.timers()),
        sorted(m.element for m in case.messages()),
        sorted((j.element, _sorted(j.parameters)) for j in case.jobs()),
        sorted((f.element, f.sentence) for f in case.failed()),
        case.completed,
        case.ends,
        _sorted(case.data) if case.completed else None,
    )


def _sorted(data: dict[str, Any]) -> str:
    return repr(sorted(data.items()))


def walk(seed: int, durable: bool, steps: int = 80, depth: int = 4) -> Walk:
    """Walk at random; the same seed takes the same choices.

    :param durable: prune, save and restore at every step; otherwise the case stays in memory, unpruned
    """
    files, _ = draw(seed, depth)
    procedure = compile_procedure(files, "p", VOCABULARY)
    random, host = Random(seed + 1_000_000), Recorder({"add_one": add_one})
    case = Execution.start(procedure, {"c": seed % 7, "again": False})
    case.advance(host)
    trace: list[Any] = [position(case)]
    sizes: list[int] = []
    for step in range(steps):
        if case.completed:
            break
        if durable:
            state = case.state()
            sizes.append(len(state))
            case = Execution.restore(procedure, state)
            if step % 10 == 0:
                case.advance(host)
        move = _move(case, random, step)
        case.advance(host)
        trace.append((move, position(case)))
    trace.append([(e.kind, e.element) for e in host.events])
    return Walk(procedure, trace, case.completed, sizes)


def _move(case: Execution, random: Random, step: int) -> str:
    choices: list[tuple[str, str, str]] = [
        *(("complete", t.element, t.task_id) for t in case.tasks()),
        *(("fire", t.element, t.task_id) for t in case.timers()),
        *(("deliver", m.element, m.task_id) for m in case.messages()),
        *(("finish", j.element, j.task_id) for j in case.jobs()),
    ]
    by_name: dict[tuple[str, str], list[str]] = {}
    for verb, element, task_id in choices:
        by_name.setdefault((verb, element), []).append(task_id)
    verb, element = random.choice(sorted(by_name))
    several_ids = by_name[verb, element]
    task_id = several_ids[random.randrange(len(several_ids))]
    if verb == "complete":
        case.complete(task_id, {"k": step, f"k_{element}": step, "again": random.random() < 0.5})
    elif verb == "fire":
        case.fire(task_id)
    elif verb == "deliver":
        case.deliver(task_id, {f"m_{element}": step})
    elif random.random() < 0.3 and any(e.kind == "boundaryEvent" for e in _boundaries(case, element)):
        case.throw(task_id, "BAD", {"bad": step})
    else:
        case.finish(task_id, step)
    return f"{verb} {element}"


def _boundaries(case: Execution, element: str) -> list[Any]:
    for graph in case.procedure.graphs.values():
        for inner in graph.graphs():
            if element in inner.nodes:
                return list(inner.boundary(element))
    return []
