"""A token net: places that hold tokens, and transitions that move them. What a procedure can do, without its data.

A place holds no token, one, or "two or more". A marking is one integer with two bits for each place: ``00``, ``01`` or
``11``; so the low bit says whether a token is there, the high bit whether there may be more. A mask is a set of places,
written with their low bits. Taking one of "two or more" leaves one, or still two or more: both are followed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache


@cache
def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split(","))


@dataclass(frozen=True, slots=True)
class Transition:
    """One thing that can happen.

    It needs a token on each place of ``consume`` and none on those of ``empty``. It takes the former, clears
    ``reset``, and puts a token on each place of ``produce``.

    :ivar path: the element's id behind the ids of the calls and sub-processes round it: ``prepare/serve_notice``
    :ivar element: the element's id; :ivar name: what people call it
    :ivar shown: whether a person would name it when telling the path; the rest is plumbing
    :ivar opens: the step that opens
    :ivar label: the step that is completed: this is when rules follow
    :ivar apart_from: the steps, divided by commas, whose doers the diagram keeps from this one (``differs_from``)
    :ivar by_person: whether a person does the step
    :ivar asked: whether the guard is asked once more before the step is completed: for all but calls, which end by
        themselves
    :ivar last: (a place, places): where none is left on the place, these are cleared too
    :ivar fails: whether an automated step ends with an error here: it may, and nobody can count on it
    :ivar throws: the signal that is thrown: every event that waits for it happens at once
    :ivar catches: the signal without which it does not happen
    :ivar begins: the waits for a period of law that begin, by path; ``over``: the one that is over
    :ivar asks: conditions on the way and what each must give
    :ivar parts: the numbers of the transitions of the whole net that it stands for, in their order
    """

    path: str
    element: str
    name: str
    consume: int
    produce: int
    shown: bool = False
    opens: str | None = None
    label: str | None = None
    apart_from: str | None = None
    by_person: bool = False
    asked: bool = True
    empty: int = 0
    reset: int = 0
    last: tuple[int, int] | None = None
    fails: bool = False
    throws: str | None = None
    catches: str | None = None
    begins: tuple[str, ...] = ()
    over: str | None = None
    asks: tuple[tuple[str, bool], ...] = ()
    parts: tuple[int, ...] = ()

    @property
    def apart(self) -> frozenset[str]:
        """The steps of ``apart_from``."""
        return _names(self.apart_from or "")

    @property
    def plain(self) -> bool:
        """Whether it does nothing but take one token and put others."""
        more = self.empty or self.reset or self.last or self.throws or self.catches
        return not more and not self.consume & (self.consume - 1)


@dataclass(frozen=True)
class Net:
    """A net.

    :ivar places: the element that each place belongs to; empty where it is only plumbing
    :ivar start: the marking before anything happened
    :ivar done: the place of the procedure's end
    :ivar side: places behind events that may happen again and again: several tokens are meant to be there
    :ivar lasting: places inside of what runs several times at once: once a token was there, there may always be
        another, until the place is cleared
    :ivar steps: step → whether a person does it; every step that the procedure has
    :ivar waits: path of a wait → the rows of law that it names; not those that may run several times at once, whose
        tokens are not told apart
    """

    places: tuple[str, ...]
    transitions: tuple[Transition, ...]
    start: int
    done: int
    side: int
    lasting: int
    steps: Mapping[str, bool]
    waits: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _by_place: dict[int, list[int]] = field(init=False, repr=False, compare=False)
    _catchers: dict[str, list[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sorts the transitions by one place that each needs."""
        by_place: dict[int, list[int]] = {}
        catchers: dict[str, list[int]] = {}
        for number, transition in enumerate(self.transitions):
            if transition.catches is not None:
                catchers.setdefault(transition.catches, []).append(number)
            else:
                by_place.setdefault(transition.consume & -transition.consume, []).append(number)
        object.__setattr__(self, "_by_place", by_place)
        object.__setattr__(self, "_catchers", catchers)

    @property
    def crowded(self) -> int:
        """The bits of a marking that say that two tokens are where one belongs."""
        return (every(len(self.places)) & ~self.side) << 1

    def names(self, marking: int) -> list[str]:
        """The elements that hold tokens."""
        return sorted({place for number, place in enumerate(self.places) if place and marking >> 2 * number & 1})

    def enabled(self, marking: int) -> Iterator[int]:
        """The numbers of the transitions that can happen."""
        rest = marking & every(len(self.places))
        while rest:
            place = rest & -rest
            rest ^= place
            for number in self._by_place.get(place, ()):
                transition = self.transitions[number]
                if marking & transition.consume == transition.consume and not marking & transition.empty:
                    yield number

    def fire(self, number: int, marking: int) -> tuple[int, ...]:
        """The markings that may follow; several only where "two or more" tokens were."""
        transition = self.transitions[number]
        consume = transition.consume & ~self.lasting
        if not (marking & consume << 1) and transition.last is None and transition.throws is None:
            after = (marking & ~consume) & ~(transition.reset * 3)
            added = transition.produce
            return (after | added | (after & added & ~self.lasting) << 1,)
        found = [self._moved(transition, left) for left in taken(marking, consume)]
        if transition.throws is not None:
            found = [told for after in found for told in self._told(transition.throws, marking, after)]
        return tuple(dict.fromkeys(found))

    def _told(self, signal: str, before: int, after: int) -> list[int]:
        """A signal reaches all that waited for it when it was thrown: what interrupts first, outer scopes first."""
        markings = [after]
        for number in self._catchers.get(signal, ()):
            catcher = self.transitions[number]
            if before & catcher.consume != catcher.consume:
                continue
            told: list[int] = []
            for marking in markings:
                if marking & catcher.consume != catcher.consume:
                    told.append(marking)  # something that was told before has taken it away
                    continue
                todo, seen = [marking], set[int]()
                while todo:
                    now = todo.pop()
                    left = taken(now, catcher.consume & ~self.lasting)
                    fresh = {self._moved(catcher, each) for each in left} - seen
                    seen |= fresh
                    if now & catcher.consume << 1:  # each of several that wait there
                        todo += [each for each in fresh if each & catcher.consume == catcher.consume]
                told += sorted(seen)
            markings = list(dict.fromkeys(told))
        return markings

    def _moved(self, transition: Transition, left: int) -> int:
        left &= ~(transition.reset * 3)
        if transition.last is not None and not left & transition.last[0]:
            left &= ~(transition.last[1] * 3)
        return left | transition.produce | (left & transition.produce & ~self.lasting) << 1


def every(places: int) -> int:
    """The mask of so many places."""
    return ((1 << 2 * places) - 1) // 3


def places_of(mask: int) -> list[int]:
    """The places of a mask, each as a mask of its own."""
    found = []
    while mask:
        place = mask & -mask
        mask ^= place
        found.append(place)
    return found


def taken(marking: int, consume: int) -> list[int]:
    """What is left once a token was taken from each of the places."""
    several = marking & consume << 1
    found = [marking & ~consume | several >> 1]
    while several:
        more = several & -several
        several ^= more
        # One is left, or still two or more.
        found = [left for each in found for left in (each & ~more, each)]
    return found
