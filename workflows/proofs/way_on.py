"""What becomes of a case where the guard refuses an act on its day: it must still be able to come to its end.

Some sentences speak of what no diagram can show: that a life has run out, or what the facts are on the day. The guard
asks at the act and refuses it, so they are never broken; but a case in which nothing else is drawn would stand still
for ever. Here the refused act is left out, and the end must stay within reach; not by an automated step's failing, for
nobody can count on that.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.proofs.search import Automaton, Broken
from workflows.proofs.states import States
from workflows.proofs.telling import Move

Pair = tuple[int, int]
"""A state of the net, and of the rule."""


@dataclass(frozen=True)
class Refusals:
    """What was found out.

    :ivar stuck: how a case comes to where it is refused and nothing else leads to the end
    :ivar settled: whether the budget was enough
    """

    stuck: Broken | None
    settled: bool


def refusals(automaton: Automaton, states: States, never: frozenset[int], most: int) -> Refusals:
    """Follows everything that can happen while the act is refused wherever the rule forbids it.

    :param never: transitions that the facts rule out
    :param most: the budget of pairs of a state of the net and one of the rule
    """
    return _Following(automaton, states, never, most).result()


class _Following:
    def __init__(self, automaton: Automaton, states: States, never: frozenset[int], most: int) -> None:
        self.automaton = automaton
        self.states = states
        self.never = never
        self.seeing = {number: each for number, each in enumerate(states.net.transitions) if automaton.sees(each)}
        self.pairs: list[Pair] = [(0, state) for state in dict.fromkeys(state for state, _holds in automaton.starts)]
        self.numbers: dict[Pair, int] = {pair: number for number, pair in enumerate(self.pairs)}
        self.came: list[tuple[int, Move]] = [(number, "") for number in range(len(self.pairs))]
        self.back: list[list[int]] = [[] for _ in self.pairs]
        self.refused: dict[int, Broken] = {}
        self.ending: list[int] = []
        at = 0
        while at < len(self.pairs) <= most:
            for pair, move, sure in self._onwards(at):
                self._reach(at, pair, move, sure)
            at += 1
        self.settled = at == len(self.pairs) and states.complete

    def result(self) -> Refusals:
        """The first place at which a case would stand still, if there is one."""
        can_end, todo = set(self.ending), list(self.ending)
        while todo:
            for earlier in self.back[todo.pop()]:
                if earlier not in can_end:
                    can_end.add(earlier)
                    todo.append(earlier)
        stuck = next((at for at in sorted(self.refused) if at not in can_end), None)
        found = None if stuck is None or not self.settled else self._told(stuck)
        return Refusals(found, self.settled)

    def _onwards(self, at: int) -> Iterator[tuple[Pair, Move, bool]]:
        """What can follow, by which move, and whether that leads on whenever it is wanted."""
        marking, state = self.pairs[at]
        if self.states.markings[marking] & self.states.net.done:
            self.ending.append(at)
            return
        for number, following in self.states.edges[marking]:
            if number in self.never:
                continue
            then = state
            if number in self.seeing:
                refused = self.automaton.forbids(state, self.seeing[number])
                if refused is not None:
                    self.refused.setdefault(at, Broken((number,), refused.step, refused.opening))
                    continue
                then = self.automaton.following(state, self.seeing[number])
            yield (following, then), number, not self.states.net.transitions[number].fails
        for name, then, _holds in self.automaton.world(state, 0):
            yield (marking, then), name, True

    def _reach(self, at: int, pair: Pair, move: Move, sure: bool) -> None:
        number = self.numbers.get(pair)
        if number is None:
            number = self.numbers[pair] = len(self.pairs)
            self.pairs.append(pair)
            self.came.append((at, move))
            self.back.append([])
        if sure:
            self.back[number].append(at)

    def _told(self, stuck: int) -> Broken:
        refused = self.refused[stuck]
        moves: list[Move] = list(refused.moves)
        at = stuck
        while self.came[at][0] != at:
            at, move = self.came[at]
            moves.insert(0, move)
        return Broken(tuple(moves), refused.step, refused.opening)
