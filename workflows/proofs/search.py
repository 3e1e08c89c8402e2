"""One rule over every path of a net: breadth first through pairs of a state of the net and a state of the rule.

Beside the net runs the outside: a hold of each kind that the rule speaks of may begin and end between any two steps
(``<kind>_began``, ``<kind>_ended``). While one is on, the runtime opens no step of enforcement, and lets no such step
that is open be completed (``Running.may_open``, ``Work.complete``, ``run_job``); a called process ends all the same.

A step is forbidden when it opens and when it is completed: something beside it may have happened in between.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from workflows.proofs.automata import ByDifferentPerson
from workflows.proofs.net import Net, Transition
from workflows.proofs.on_facts import OnlyWhile, Refusable
from workflows.proofs.rules import CASE, Rule
from workflows.proofs.sentences import State
from workflows.proofs.telling import Move
from workflows.proofs.times import BEGINS, IS_OVER, NotEarlier, NotLater

BEGAN, ENDED = "_began", "_ended"
ANYBODY = "anybody"
"""Who does a step, as far as a diagram says: nothing keeps it from being one and the same person."""


@dataclass(frozen=True)
class Broken:
    """How a rule is broken.

    :ivar moves: what happened, in order; numbers of transitions of the net that was searched
    :ivar step: the step that was forbidden, if any
    :ivar opening: whether it was forbidden to open, not only to be completed
    :ivar owed: what was still owed when the case ended
    :ivar after: the procedure and its end from which the case came; empty where it began anew
    """

    moves: tuple[Move, ...]
    step: str = ""
    opening: bool = False
    owed: tuple[str, ...] = ()
    after: str = ""


NO_FACTS: Mapping[str, Any] = MappingProxyType({})


Halted = Mapping[str, frozenset[str] | None]
"""Step → the kinds of hold that stop it; ``None``: all of them."""


class Start(NamedTuple):
    """How a case may stand when a procedure begins.

    :ivar state: of the rule, as it is followed over a net
    :ivar holds: the kinds of hold that are on
    :ivar after: the procedure and its end from which the case comes; empty where it begins anew
    """

    state: State
    holds: tuple[str, ...] = ()
    after: str = ""


class Automaton:
    """A rule's automaton with its states numbered, beside what the outside and the runtime do.

    :ivar kinds: the kinds of hold that the rule speaks of
    :ivar halted: step → those of them, as bits, that stop it
    :param halted: step → the kinds of hold that do not let it happen, ``None``: all of them
    :ivar rule: over a net; of a sentence of time, that is another (:mod:`workflows.proofs.times`)
    :param known: the names of steps: what is called like the beginning of a hold, and is a step, is a step
    :param facts: fact → the values that it can have, where nothing in the procedure changes it
    :param starts: how cases may stand at the start; ``None``: nothing has happened in them
    :ivar starts: the same as (state, holds)
    """

    def __init__(
        self,
        rule: Rule,
        net: Net,
        halted: Halted,
        known: frozenset[str] = frozenset(),
        facts: Mapping[str, Any] = NO_FACTS,
        starts: Iterable[Start] | None = None,
    ) -> None:
        if isinstance(rule.sentence, NotEarlier):
            rule = replace(rule, sentence=rule.sentence.drawn(net.waits, facts))
        elif isinstance(rule.sentence, NotLater | OnlyWhile):
            drawn = rule.sentence.drawn()  # what another case has begun may come to that from the start
            rule = replace(rule, sentence=drawn if rule.remembers == CASE else replace(drawn, from_start=True))
        self.rule = rule
        self.sentence = rule.sentence
        names = rule.alphabet - net.steps.keys() - known
        self.outside = sorted(name for name in names if name.endswith((BEGAN, ENDED)))
        self.kinds = sorted({name.removesuffix(BEGAN).removesuffix(ENDED) for name in self.outside})
        bits = {kind: 1 << bit for bit, kind in enumerate(self.kinds)}
        # Most rules speak of no hold, and to those no step is stopped.
        stopped = {
            step: bits if kinds is None else bits.keys() & kinds for step, kinds in (halted if bits else {}).items()
        }
        self.halted = {step: sum(map(bits.__getitem__, kinds)) for step, kinds in stopped.items() if kinds}
        self.people = isinstance(rule.sentence, ByDifferentPerson)
        self.states: list[State] = [rule.initial]
        self._numbers = {_key(rule.initial): 0}
        self._after: dict[tuple[int, str, str], int] = {}
        listed = list(starts) if starts is not None else [Start(rule.initial)]
        self._came_from = {(self._number(each.state), self._on(each)): each.after for each in reversed(listed)}
        self.starts = list(reversed(self._came_from))

    def came_from(self, start: tuple[int, int]) -> str:
        """The procedure and its end from which a case that starts so comes; empty where it begins anew."""
        return self._came_from.get(start, "")

    def sees(self, transition: Transition) -> bool:
        """Whether a transition matters to the rule."""
        opens, label = transition.opens, transition.label
        if opens is not None and (opens in self.rule.steps or opens in self.halted):
            return True
        if label is not None and (label in self.rule.alphabet or label in self.halted):
            return True
        return any(happens in self.rule.alphabet for happens in _waits(transition))

    def halts(self, transition: Transition) -> int:
        """The holds, as bits, that keep a transition from happening."""
        opening = self.halted.get(transition.opens or "", 0)
        return opening | (self.halted.get(transition.label or "", 0) if transition.asked else 0)

    def forbids(self, state: int, transition: Transition) -> Broken | None:
        """Whether a transition is forbidden, as if it were all that happened."""
        now = self.states[state]
        opens, label = transition.opens, transition.label
        if opens is not None and self.rule.forbids(now, opens):
            return Broken((), opens, opening=True)
        if label is not None:
            if self.people and isinstance(now, dict):
                now = {step: who for step, who in now.items() if step not in transition.apart}
            if self.rule.forbids(now, label, ANYBODY if transition.by_person else ""):
                return Broken((), label)
        return None

    def following(self, state: int, transition: Transition) -> int:
        """The state once a transition has happened."""
        label = transition.label
        if label is not None and label in self.rule.alphabet:
            state = self._then(state, label, ANYBODY if transition.by_person else "")
        for happens in _waits(transition):
            if happens in self.rule.alphabet:
                state = self._then(state, happens)
        return state

    def _then(self, state: int, name: str, actor: str = "") -> int:
        key = (state, name, actor)
        found = self._after.get(key)
        if found is None:
            found = self._after[key] = self._number(self.rule.after(self.states[state], name, actor))
        return found

    def _number(self, state: State) -> int:
        found = self._numbers.setdefault(_key(state), len(self.states))
        if found == len(self.states):
            self.states.append(state)
        return found

    def _on(self, start: Start) -> int:
        return sum(1 << bit for bit, kind in enumerate(self.kinds) if kind in start.holds)

    def world(self, state: int, holds: int) -> list[tuple[str, int, int]]:
        """What may happen outside: (name, state, holds) afterwards."""
        found = []
        if isinstance(self.sentence, Refusable):
            found += [(name, self._then(state, name), holds) for name in self.sentence.outside(self.states[state])]
        for bit, kind in enumerate(self.kinds):
            happens = [(kind + BEGAN, holds | 1 << bit)]
            if holds >> bit & 1:
                happens.append((kind + ENDED, holds & ~(1 << bit)))
            for name, then in happens:
                following = self._then(state, name) if name in self.rule.alphabet else state
                if (following, then) != (state, holds):
                    found.append((name, following, then))
        return found


def _waits(transition: Transition) -> Iterable[str]:
    """What happens to waits for a period of law."""
    if not transition.begins and transition.over is None:
        return ()
    over = () if transition.over is None else (transition.over + IS_OVER,)
    return (*over, *(path + BEGINS for path in transition.begins))


def _key(state: State) -> str:
    return repr(sorted(state.items()) if isinstance(state, dict) else state)


Pair = tuple[int, int, int]
"""A state of the net, of the rule, and which holds are on."""


class Search:
    """Looks for the path with the fewest elements on which a rule is broken.

    :param never: transitions that the facts rule out
    """

    def __init__(self, automaton: Automaton, net: Net, never: frozenset[int] = frozenset()) -> None:
        self.automaton = automaton
        self.never = never
        self.seeing = {number: each for number, each in enumerate(net.transitions) if automaton.sees(each)}
        self.halting = {number: mask for number, each in self.seeing.items() if (mask := automaton.halts(each))}
        self.shown = [each.shown for each in net.transitions]
        self.settled = True
        self.came: dict[Pair, tuple[Pair, Move]] = {}

    def run(
        self, start: int, edges: Callable[[int], Iterable[tuple[int, int]]], ended: Callable[[int], int], most: int
    ) -> Broken | None:
        """How the rule is broken, if it is; ``settled`` says whether that is all.

        :param start: the first state of the net
        :param edges: state → (transition, state that follows)
        :param ended: whether a state is the end of the case
        :param most: the budget of pairs
        """
        automaton, came, shown = self.automaton, self.came, self.shown
        firsts = [(start, state, holds) for state, holds in automaton.starts]
        todo: deque[tuple[Pair, Pair, Move]] = deque((first, first, "") for first in firsts)
        while todo and len(came) <= most:
            pair, before, move = todo.popleft()
            if pair in came:
                continue
            came[pair] = (before, move)
            if ended(pair[0]):
                owed = automaton.rule.owes(automaton.states[pair[1]])
                if owed:
                    return self._told(Broken((), owed=owed), pair)
                continue
            for number, following in edges(pair[0]):
                if number in self.never:
                    continue
                then = pair[1]
                if number in self.seeing:
                    if pair[2] & self.halting.get(number, 0):
                        continue
                    broken = automaton.forbids(then, self.seeing[number])
                    if broken is not None:
                        return self._told(broken, pair, number)
                    then = automaton.following(then, self.seeing[number])
                onwards = (following, then, pair[2])
                if onwards not in came:
                    # What nobody would tell costs nothing, so that the path with the fewest elements is found first.
                    (todo.append if shown[number] else todo.appendleft)((onwards, pair, number))
            for name, then, held in automaton.world(pair[1], pair[2]):
                if (pair[0], then, held) not in came:
                    todo.append(((pair[0], then, held), pair, name))
        self.settled = not todo
        return None

    def _told(self, broken: Broken, pair: Pair, *last: int) -> Broken:
        """What is broken, with the way there."""
        found: list[Move] = [*last]
        while self.came[pair][0] != pair:
            pair, move = self.came[pair]
            found.insert(0, move)
        return replace(broken, moves=tuple(found), after=self.automaton.came_from(pair[1:]))
