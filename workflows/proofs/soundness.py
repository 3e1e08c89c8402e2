"""Whether a procedure can be trusted to end: before any rule is asked, for an unsound one says nothing of them.

* From every state the end stays within reach. (Nothing is left over at the end by construction: a scope goes on only
  when it holds no token.)
* Two tokens never meet where one belongs; they may at an end event, which takes whatever comes.
* Each element can happen.
"""

from dataclasses import dataclass
from typing import Any, Literal

from workflows.proofs.net import Net, places_of
from workflows.proofs.reduction import reduced
from workflows.proofs.states import Path, States, explore
from workflows.proofs.telling import told, told_in_words

MOST_STATES = 100_000
_SHOWN = 4
Kind = Literal["tokens multiply", "cannot end", "never happens", "not settled"]


@dataclass(frozen=True)
class Finding:
    """One way in which a procedure is unsound.

    :ivar elements: what it is about, by id; of called processes behind the ids of the calls
    :ivar path: the shortest way there that was found, by id
    """

    kind: Kind
    elements: tuple[str, ...]
    sentence: str
    path: tuple[str, ...] = ()

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"kind": self.kind, "elements": list(self.elements), "sentence": self.sentence, "path": list(self.path)}


def soundness(net: Net, each: Net, most: int = MOST_STATES, *, reduce: bool = True) -> tuple[Finding, ...]:
    """What is unsound in a procedure; empty when it is sound.

    :param net: of everything that it can do
    :param each: the same with nothing running several times at once (``compile_net(…, one_by_one=True)``): in the
        other one, of several that run at once, one that stands still would be hidden by the others
    :param most: the budget of states
    :param reduce: look at a smaller net that can do the same; the findings are of the same kinds
    """
    missed = _never_told(net)
    if missed:
        return (missed,)
    for looked_at in (each, net) if each.transitions != net.transitions else (each,):
        small = reduced(looked_at, lambda _: False, safe=True) if reduce else looked_at
        states = explore(small, most, stop=lambda found: found.crowded is not None)
        if states.crowded is not None:
            return (_crowded(looked_at, states, states.crowded),)
        if not states.complete:
            text = f"It has more than {most:,} states, so whether it can always end is not settled. Draw less at once."
            return (Finding("not settled", (), text),)
        if looked_at is each:
            stuck = _stuck(states)
            if stuck is not None:
                return (_without_end(each, states, stuck),)
            dead = _never(each, states)
    return (_dead(each, sorted(dead)),) if dead else ()


def _never_told(net: Net) -> Finding | None:
    """An event that waits for a signal beside others of its kind, of which one may be told and another not."""
    taken = 0
    for transition in net.transitions:
        taken |= transition.consume if transition.catches is None else 0
    for transition in net.transitions:
        if transition.catches is not None and transition.consume & (net.side | net.lasting) & ~taken:
            text = (
                f"{transition.name} waits for the signal {transition.catches}, and may wait several times at once; "
                "whether each of them is told is not settled. Draw a message, or a timer beside it."
            )
            return Finding("not settled", (transition.path,), text)
    return None


def _crowded(net: Net, states: States, state: int) -> Finding:
    double = states.markings[state] & net.crowded
    where = tuple(net.names(double >> 1))
    path = states.path(state)
    text = (
        f"Two tokens meet at {', '.join(where)}, so that what follows would be done twice: {told_in_words(net, path)}. "
        f"{_way_out(net, path)}"
    )
    return Finding("tokens multiply", where, text, told(net, path))


def _way_out(net: Net, path: Path) -> str:
    """What to draw where tokens meet that should not."""
    rounds = [each for each in _forks_on_loops(net) if each in {net.transitions[number].element for number in path}]
    if rounds:
        return (
            f"{', '.join(rounds)} parts the flow on a loop: each round leaves one token more. Join its branches before "
            "the loop goes back, or begin the loop behind it."
        )
    if any(net.transitions[number].consume & net.transitions[number].produce for number in path):
        # An event that leaves its activity running may never happen: a parallel gateway would wait for it for ever.
        return (
            "Let what the event begins end by itself, or draw an inclusive gateway where it comes together with the "
            "other way; a parallel one would wait for an event that may never happen."
        )
    return "Draw a parallel gateway where branches come together, or let only one of them go on."


def _forks_on_loops(net: Net) -> list[str]:
    """The elements that part the flow and are come to again from one of their branches while another goes on."""
    following: dict[int, int] = {}
    for transition in net.transitions:
        if not transition.consume & (transition.consume - 1):  # what joins lets no branch go round by itself
            following[transition.consume] = following.get(transition.consume, 0) | transition.produce
    return list(
        dict.fromkeys(
            each.element
            for each in net.transitions
            if each.produce & (each.produce - 1)
            and each.shown
            and each.plain
            and any(_leads_to(following, place, each.consume) for place in places_of(each.produce))
        )
    )


def _leads_to(following: dict[int, int], place: int, wanted: int) -> bool:
    seen, todo = place, [place]
    while todo:
        fresh = following.get(todo.pop(), 0) & ~seen
        seen |= fresh
        todo += places_of(fresh)
    return bool(seen & wanted)


def _without_end(net: Net, states: States, state: int) -> Finding:
    where = tuple(net.names(states.markings[state]))
    path = states.path(state)
    if not path and (rounds := _forks_on_loops(net)):
        text = (
            f"It can never come to its end, and tokens multiply: {', '.join(rounds)} parts the flow on a loop, and one "
            "branch always goes round again. Join the branches before the loop goes back, or let each of them have a "
            "way out."
        )
        return Finding("tokens multiply", tuple(rounds), text)
    text = (
        f"Here the procedure can no longer come to its end; it waits at {', '.join(where)}: "
        f"{told_in_words(net, path)}. Draw a way out, or let the branches that are waited for arrive."
    )
    return Finding("cannot end", where, text, told(net, path))


def _stuck(states: States) -> int | None:
    """The first state from which no end can be reached; one in which nothing happens any more before any other."""
    back: list[list[int]] = [[] for _ in states.markings]
    for state, edges in enumerate(states.edges):
        for _, following in edges:
            back[following].append(state)
    todo = [state for state, marking in enumerate(states.markings) if marking & states.net.done]
    ending = set(todo)
    while todo:
        for earlier in back[todo.pop()]:
            if earlier not in ending:
                ending.add(earlier)
                todo.append(earlier)
    stuck = [state for state in range(len(states.markings)) if state not in ending]
    return next((state for state in stuck if not states.edges[state]), stuck[0] if stuck else None)


def _never(net: Net, states: States) -> list[str]:
    """The elements that never happen."""
    happened: set[int] = set()
    for state, edges in enumerate(states.edges):
        for number, _ in edges:
            transition = states.net.transitions[number]
            happened.update(transition.parts)
            if transition.throws is not None:
                happened.update(_told(states.net, transition.throws, states.markings[state]))
    shown = {transition.path: False for transition in net.transitions if transition.shown}
    for number, transition in enumerate(net.transitions):
        if transition.shown and number in happened:
            shown[transition.path] = True
    return [path for path, seen in shown.items() if not seen]


def _told(net: Net, signal: str, marking: int) -> Path:
    """The events that a signal reaches."""
    waiting = (each for each in net.transitions if each.catches == signal)
    return tuple(part for each in waiting if marking & each.consume == each.consume for part in each.parts)


def _dead(net: Net, paths: list[str]) -> Finding:
    """What can never happen, told as one: most of it only stands behind the rest."""
    names = [next(each.name for each in net.transitions if each.path == path and each.shown) for path in paths]
    listed = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} others" if len(names) > _SHOWN else "")
    text = f"{listed} can never happen. Connect {'it' if len(names) == 1 else 'them'} so that "
    text += "it can, or delete it." if len(names) == 1 else "they can, or delete them."
    return Finding("never happens", tuple(paths), text)
