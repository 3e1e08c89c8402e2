"""Random processes with everything that lint accepts, and random walks of the engine through them."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from tests.engine import walking
from tests.engine.drawing import Drawing, again_while, several
from tests.engine.driving import Recorder
from workflows.diagrams.vocabulary import Step, Vocabulary
from workflows.engine import Execution, GoingRound, Procedure, compile_procedure

MORE = (
    "escalation",
    "escalation",
    "terminate",
    "failing",
    "signal",
    "stopped",
    "repeated",
    "receive",
    "apart",
    "mixed",
)
LOOPS = (
    *("", "", several("2"), several("2", sequential=True), several("modulo(c, 3)"), again_while("again", most=3)),
    again_while("again", test_before=True, most=2),
)
INLINE = ("add_one",)
WATCHED = 0.3
"""How many processes have a branch that may end them."""
HOLDS = 0.15
"""How often on a walk some steps are kept from opening, or let go again."""


class Artist(walking.Artist):
    """Draws what the engine's own random processes lack, and mistakes too."""

    def __init__(self, random: Random, mistakes: float = 0.1, newer: bool = True) -> None:
        super().__init__(random, newer)
        self.mistakes = mistakes
        self.more = (*MORE, *walking.NEWER, "enough") if newer else MORE

    def block(self, p: Drawing, depth: int) -> tuple[str, str]:
        if depth > 0 and self.random.random() < 0.35:
            made: tuple[str, str] = getattr(self, f"_{self.random.choice(self.more)}")(p, depth - 1)
            return made
        return super().block(p, depth)

    def _inside(self, depth: int) -> tuple[Drawing, str, str, str]:
        """A sub-process with a block in it that is not yet led to an end."""
        q = Drawing(self.name("q"), tag="subProcess").start(self.name("start"))
        first, last = self.block(q, depth)
        q.flow(q.ids[0], first)
        end = self.name("end")
        return q, first, last, end

    def _choice(self, q: Drawing, last: str) -> str:
        choice = self.name("g")
        q.xor(choice, f"{choice}_default").flow(last, choice)
        return choice

    def _failing(self, p: Drawing, depth: int) -> tuple[str, str]:
        """A sub-process or called process that may end with an error."""
        q, _, last, end = self._inside(depth)
        choice, bad, b = self._choice(q, last), self.name("end"), self.name("b")
        q.end(end).throws(bad, "error", "BAD")
        q.flow(choice, bad, "modulo(c, 2) = 0").flow(choice, end, ident=f"{choice}_default")
        codes: list[str | None] = ["BAD", None]
        self.random.shuffle(codes)
        p.sub(q).on(b, q.ident, "error", codes[0])
        if self.random.random() < 0.3:
            other = self.name("b")
            p.on(other, q.ident, "error", codes[1]).chain(other, self._user(p, 0)[0], self.name("end"))
        return self._interrupted(p, (q.ident, q.ident), b)

    def _escalation(self, p: Drawing, depth: int) -> tuple[str, str]:
        q, _, last, end = self._inside(depth)
        up, b, interrupting = self.name("x"), self.name("b"), self.random.random() < 0.5
        if self.random.random() < 0.5:
            q.throws(up, "escalation", "UP", "intermediateThrowEvent").flow(last, up)
            q.end(end).flow(up, end)
        else:
            choice = self._choice(q, last)
            q.end(end).throws(up, "escalation", "UP")
            q.flow(choice, up, "modulo(c, 2) = 0").flow(choice, end, ident=f"{choice}_default")
        p.sub(q, self.random.choice(LOOPS)).on(
            b, q.ident, "escalation", self.random.choice(("UP", None)), interrupting=interrupting
        )
        if interrupting:
            return self._interrupted(p, (q.ident, q.ident), b)
        p.chain(b, self._user(p, 0)[0], self.name("end"))
        return q.ident, q.ident

    def _terminate(self, p: Drawing, depth: int) -> tuple[str, str]:
        """Two branches, one of which ends the other."""
        q = Drawing(self.name("q"), tag="subProcess").start(self.name("start"))
        fork, stop, end = self.name("f"), self.name("end"), self.name("end")
        (first, last), (other, done) = self.block(q, depth), self.block(q, depth)
        q.parallel(fork).flow(q.ids[0], fork).terminate(stop).end(end)
        q.flow(fork, first).flow(last, stop).flow(fork, other).flow(done, end)
        p.sub(q, self.random.choice(LOOPS))
        return q.ident, q.ident

    def _signal(self, p: Drawing, depth: int) -> tuple[str, str]:
        """A branch waits for a signal that another throws, perhaps too early."""
        f, j, s, u = self.name("f"), self.name("k"), self.name("s"), self.name("u")
        first, last = self.block(p, depth)
        p.parallel(f, j).throws(s, "signal", "GO", "intermediateThrowEvent")
        p.flow(f, first).flow(last, s).flow(s, j)
        if self.random.random() < 0.5:
            p.user(u).on(b := self.name("b"), u, "signal", "GO", interrupting=True)
            entry, merge = self._interrupted(p, (u, u), b)
        else:
            p.catches(u, "signal", "GO")
            entry = merge = u
        p.flow(f, entry).flow(merge, j)
        return f, j

    def _stopped(self, p: Drawing, depth: int) -> tuple[str, str]:
        """A sub-process with several events on it."""
        q, _, last, end = self._inside(depth)
        q.throws(up := self.name("x"), "signal", "GO", "intermediateThrowEvent").flow(last, up)
        p.sub(q.end(end).flow(up, end))
        one, other = self.name("b"), self.name("b")
        p.on_timer(one, q.ident, "P3D", interrupting=self.random.random() < 0.5)
        p.on(other, q.ident, "signal", "GO", interrupting=False)
        for event in (one, other):
            p.chain(event, self._inline(p, 0)[0], self.name("end"))
        return q.ident, q.ident

    def _repeated(self, p: Drawing, depth: int) -> tuple[str, str]:
        """An event that may happen again and again, with much behind it."""
        host, b, end = self.name("u"), self.name("b"), self.name("end")
        p.user(host).on(b, host, "message", "more", interrupting=False)
        first, last = self.block(p, depth)
        p.flow(b, first).end(end).flow(last, end)
        return host, host

    def _receive(self, p: Drawing, _: int) -> tuple[str, str]:
        m = self.name("m")
        p.receive(m, "letter")
        return m, m

    def _apart(self, p: Drawing, depth: int) -> tuple[str, str]:
        """A called process that ends in several places."""
        called, call, fork = self.name("p"), self.name("call"), self.name("f")
        q = Drawing(called).start(self.name("start")).parallel(fork).flow(f"start{self.count}x", fork)
        for _ in range(2):
            first, last = self.block(q, depth)
            q.flow(fork, first).end(end := self.name("end")).flow(last, end)
        self.called.append(q)
        p.call(call, called, loop=self.random.choice(LOOPS))
        return call, call

    def _enough(self, p: Drawing, depth: int) -> tuple[str, str]:
        """Branches of which some are enough."""
        f, g, many = self.name("f"), self.name("k"), self.random.choice((2, 3))
        wanted = self.random.randrange(1, many + 1)
        p.parallel(f).node(
            "complexGateway", g, f"<bpmn:activationCondition>activationCount &gt;= {wanted}</bpmn:activationCondition>"
        )
        for _ in range(many):
            first, last = self.block(p, depth)
            p.flow(f, first).flow(last, g)
        return f, g

    def _mixed(self, p: Drawing, depth: int) -> tuple[str, str]:
        """A gateway that is not the one that its branches need: sound by luck at best."""
        if self.random.random() > self.mistakes * 4:
            return self._and(p, depth)
        f, j = self.name("f"), self.name("k")
        if self.random.random() < 0.5:
            p.parallel(f).xor(j)
            conditions: tuple[str | None, ...] = (None, None)
        else:
            p.xor(f, f"{f}_default").parallel(j)
            conditions = ("modulo(c, 2) = 0", None)
        for condition in conditions:
            first, last = self.block(p, depth)
            p.flow(f, first, condition, None if condition or p.ids.count(f) == 0 else self._ident(f, p))
            p.flow(last, j)
        return f, j

    def _ident(self, f: str, p: Drawing) -> str | None:
        return f"{f}_default" if any(f'default="{f}_default"' in part for part in p.parts) else None


def draw(seed: int, depth: int = 3, mistakes: float = 0.1, newer: bool = True) -> dict[str, bytes]:
    """The files of a random process ``p``.

    :param newer: whether it may have what was drawn last; without, a seed gives what it gave before
    """
    artist = Artist(Random(seed), mistakes, newer)
    main = Drawing("p").start().end()
    first, last = artist._seq(main, depth)
    if artist.random.random() < WATCHED:
        _watched(artist, main, first, depth)
    else:
        main.flow("start", first)
    main.flow(last, "end")
    return {"p.bpmn": main.xml(*artist.called)}


def _watched(artist: Artist, main: Drawing, first: str, depth: int) -> None:
    """Beside it all stands a branch that may end the whole process."""
    fork, stop, end = artist.name("f"), artist.name("m"), artist.name("end")
    main.parallel(fork).catches(stop, "message", "over").terminate(end)
    main.flow("start", fork).flow(fork, first).flow(fork, stop)
    before, behind = artist.block(main, min(depth - 1, artist.random.choice((0, 0, 1))))
    main.flow(stop, before).flow(behind, end)


LAW_DAYS = 28


def period(name: str, on: object) -> timedelta:
    """Every period of law has four weeks here."""
    return timedelta(days=LAW_DAYS)


VOCABULARY = Vocabulary(handlers={"add_one": "inline", "outside": "job"}, functions={"period": period})


def compiled(seed: int, depth: int = 3, mistakes: float = 0.1) -> Procedure:
    """A random procedure, whose waits name periods of law; raises ``LintFailed`` where lint refuses it."""
    files = {
        name: content.replace(b">P5D<", b'>period("some_law", c)<').replace(b">P3D<", b'>period("other_law", c)<')
        for name, content in draw(seed, depth, mistakes).items()
    }
    return compile_procedure(files, "p", VOCABULARY)


def walk(procedure: Procedure, seed: int, steps: int = 60, refused: str = "") -> Iterator[tuple[str, str]]:
    """(kind, element) of what the engine does on a random walk; at the end ``("done", "")`` or ``("rest", "")``.

    :param refused: a step that the guard never lets open
    """
    return ((kind, element) for kind, element, _task, _waits in _walk(procedure, seed, steps, refused))


def walk_by_days(procedure: Procedure, seed: int, steps: int = 60) -> Iterator[tuple[str, str, int]]:
    """The same with the number of the day: some go by between two moves, and a wait for a period of law has all of its.

    What one move brings about happens on one day.
    """
    day, began, random = 0, dict[str, int](), Random(seed)
    for kind, element, task_id, waiting in _walk(procedure, seed, steps):
        if kind == "fired" and task_id in began:
            day = max(day, began[task_id] + LAW_DAYS + 1)
        yield kind, element, day
        if waiting is not None:
            for each in waiting:
                began.setdefault(each, day)
            day += random.choice((0, 0, 1, LAW_DAYS // 2))


def _walk(
    procedure: Procedure, seed: int, steps: int, refused: str = ""
) -> Iterator[tuple[str, str, str, tuple[str, ...] | None]]:
    """(kind, element, task, the waits for a period of law that stand after a move; ``None`` within one)."""
    random, host = Random(seed), Recorder({"add_one": walking.add_one})
    steps_of = sorted(node.id for graph in procedure.graphs.values() for _, node in graph.walk() if node.is_step)
    host.forbidden = {refused: "The guard."} if refused else {}
    case = Execution.start(procedure, {"c": random.randrange(12), "again": False})
    told = 0
    for step in range(steps):
        try:
            case.advance(host)
        except GoingRound:
            return
        fresh, told = host.events[told:], len(host.events)
        for number, event in enumerate(fresh):
            last = number == len(fresh) - 1
            yield event.kind, event.element, event.task_id, _law_waits(case) if last else None
        if case.completed:
            yield "done", "", "", ()
            return
        if case.failed():
            return
        if not [*case.tasks(), *case.timers(), *case.messages(), *case.jobs()]:
            if not case.held() or refused:
                yield "rest", "", "", ()
                return
            host.forbidden.clear()
            continue
        if refused:
            host.forbidden = {refused: "The guard."}
        elif random.random() < HOLDS:
            held = random.sample(steps_of, random.randrange(len(steps_of) + 1))
            host.forbidden = dict.fromkeys(held, "A hold.")
        walking._move(case, random, step)


def _law_waits(case: Execution) -> tuple[str, ...]:
    return tuple(each.task_id for each in case.timers() if each.value == period("", None))


__all__ = ["INLINE", "LAW_DAYS", "VOCABULARY", "Step", "compiled", "period", "walk", "walk_by_days"]
