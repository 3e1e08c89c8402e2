"""A smaller net that can do the same, as far as one looks at it (post-agglomeration: G. Berthelot, 1986).

A place that is only ever left by transitions which need nothing else, change nothing else and are not looked at, is
left at once: whoever puts a token there goes on with one of them. Branches that run side by side then no longer step
through all their combinations. What is kept:

* every sequence of what is looked at (``visible``), and so every verdict on a rule;
* whether the end stays within reach, and what can happen at all: each transition names its ``parts``;
* with ``safe``, whether two tokens meet where one belongs: such a place goes only if its tokens come to others, where
  they meet as well.
"""

from collections.abc import Callable
from dataclasses import replace

from workflows.proofs.net import Net, Transition, places_of


def reduced(net: Net, visible: Callable[[Transition], bool], *, safe: bool = False) -> Net:
    """The smaller net, with the same places, most of them no longer used.

    :param visible: whether a transition is looked at
    :param safe: whether it is looked at, too, that no two tokens meet where one belongs
    """
    return _Reduction(net, visible, safe).run()


class _Reduction:
    def __init__(self, net: Net, visible: Callable[[Transition], bool], safe: bool) -> None:
        self.net = net
        self.safe = safe
        self.visible = visible
        self.kept: dict[int, Transition] = dict(enumerate(net.transitions))
        self.next = len(self.kept)
        self.into: dict[int, set[int]] = {}
        self.out_of: dict[int, set[int]] = {}
        for number, transition in self.kept.items():
            self._note(number, transition)
        self.waiting = {transition.empty for transition in net.transitions} - {0}
        self.cleared = {transition.reset for transition in net.transitions} - {0}
        # Where a token is looked for by others than those who take it: a signal tells whoever waits at that moment.
        self.watched = net.done
        for transition in net.transitions:
            self.watched |= transition.consume if transition.catches is not None else 0
            self.watched |= transition.last[0] if transition.last is not None else 0
        self.cleared |= {transition.last[1] for transition in net.transitions if transition.last is not None}

    def run(self) -> Net:
        places = [1 << 2 * number for number in range(len(self.net.places))]
        changed = True
        while changed:
            changed = False
            for place in places:
                changed |= self._leave_at_once(place)
        made = tuple(transition for _, transition in sorted(self.kept.items()))
        return replace(self.net, transitions=made)

    def _note(self, number: int, transition: Transition) -> None:
        for place in places_of(transition.consume):
            self.out_of.setdefault(place, set()).add(number)
        for place in places_of(transition.produce):
            self.into.setdefault(place, set()).add(number)

    def _leave_at_once(self, place: int) -> bool:
        before, after = self.into.get(place), self.out_of.get(place)
        if not before or not after or place & (self.net.start | self.net.done):
            return False
        if len(before) * len(after) > len(before) + len(after):
            return False
        if place & self.net.lasting and len(after) > 1:
            return False  # of several that come there, one may go one way and another the other
        leaving = [self.kept[number] for number in sorted(after)]
        if not all(self._may_go_on(place, transition) for transition in leaving):
            return False
        arriving = [self.kept[number] for number in sorted(before)]
        for one in arriving:
            if one.catches is not None or any(one.produce & each.produce for each in leaving):
                return False
        for number in sorted(before | after):
            self._forget(number)
        for one in arriving:
            for each in leaving:
                self._keep(_joined(one, each, place))
        return True

    def _may_go_on(self, place: int, transition: Transition) -> bool:
        then = transition.produce
        # The end is not entered at once either: until then, something may happen outside of the procedure.
        if not transition.plain or then & (place | self.watched) or self.visible(transition):
            return False
        if place & self.net.lasting and then & ~self.net.lasting:
            return False
        if self.safe and then & self.net.side != (then if place & self.net.side else 0):
            return False
        if self.safe and not then and not place & self.net.side:
            return False
        # Whoever waits until other places are empty, or clears the place, must not notice that it was left early.
        if any(mask & then and not mask & place for mask in self.waiting):
            return False
        return all(mask & then == (then if mask & place else 0) for mask in self.cleared)

    def _forget(self, number: int) -> None:
        transition = self.kept.pop(number)
        for place in places_of(transition.consume):
            self.out_of[place].discard(number)
        for place in places_of(transition.produce):
            self.into[place].discard(number)

    def _keep(self, transition: Transition) -> None:
        self.kept[self.next] = transition
        self._note(self.next, transition)
        self.next += 1


def _joined(one: Transition, then: Transition, place: int) -> Transition:
    return replace(
        one,
        produce=one.produce & ~place | then.produce,
        asks=one.asks + then.asks,
        parts=one.parts + then.parts,
        fails=one.fails or then.fails,
    )
