"""Where a place lies, how an activity is left, and what catches what is thrown inside of it."""

from dataclasses import dataclass, field

from workflows.diagrams.graph import Node


@dataclass(eq=False)
class Region:
    """A set of places that grows while the net is made; everything round it grows along.

    :ivar all: every place inside
    :ivar occupied: those that show that something is still going on here. Not counted are the insides of what may run
        several times at once: its tokens are not told apart, so nothing may wait until all of them are gone
    """

    outer: "Region | None" = None
    counted: bool = True
    all: int = field(default=0, init=False)
    occupied: int = field(default=0, init=False)

    @property
    def lasting(self) -> bool:
        """Whether it lies inside of what may run several times at once."""
        return not self.counted or (self.outer is not None and self.outer.lasting)

    def add(self, place: int, counted: bool = True) -> None:
        """Takes a place in."""
        self.all |= place
        self.occupied |= place if counted else 0
        if self.outer is not None:
            self.outer.add(place, counted and self.counted)


@dataclass(frozen=True, eq=False)
class Exit:
    """The way out of an activity or of what is inside of one.

    :ivar produce: where tokens are put
    :ivar consume: places that mark the activity as running
    :ivar clears: what ends with it
    :ivar last: where several may run at once: the place that must be empty before anything is cleared
    :ivar completes: the call activity that is completed by leaving
    """

    produce: int
    consume: int = 0
    clears: Region | None = None
    last: int = 0
    completes: Node | None = None


@dataclass(frozen=True, eq=False)
class Catch:
    """A boundary event that catches what is thrown inside of its activity.

    :ivar taken: its way out: of the activity, if it interrupts
    """

    event: Node
    taken: Exit


def catcher(levels: tuple[tuple[Catch, ...], ...], kind: str, code: str | None) -> Catch | None:
    """What catches an error or an escalation, as the engine looks for it.

    The innermost activity first; on each, an event with the very code before one that catches all.

    :param levels: the events on the activities round the one that throws, the innermost first
    """
    for level in levels:
        for wanted in (code, None):
            for catch in level:
                event = catch.event.event
                if event is not None and event.kind == kind and event.code == wanted:
                    return catch
    return None


def error_catchers(levels: tuple[tuple[Catch, ...], ...]) -> list[Catch]:
    """Everything that may catch an error whose code nobody knows: up to the first event that catches all."""
    found: list[Catch] = []
    codes: set[str | None] = set()
    for level in levels:
        for catch in level:
            event = catch.event.event
            if event is not None and event.kind == "error" and event.code not in codes:
                codes.add(event.code)
                found.append(catch)
        if None in codes:
            break
    return found
