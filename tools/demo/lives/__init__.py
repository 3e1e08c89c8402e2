"""The lives of the cast: what happened to them and what was done, told day by day through the acts of officers.

Each is a function that yields the day on which it goes on; what stands between two days is done on the first of them.
"""

from collections.abc import Callable, Iterator
from datetime import date

from tools.demo.desk import Desk
from tools.demo.lives import beside, holding, money, told

Life = Callable[[Desk], Iterator[date]]
LIVES: tuple[Life, ...] = (*told.LIVES, *holding.LIVES, *money.LIVES, *beside.LIVES)


class Lives:
    """Those lives, as far as they went."""

    def __init__(self, desk: Desk, lives: tuple[Life, ...] = LIVES) -> None:
        begun = [life(desk) for life in lives]
        self._waiting = [(next(life), number, life) for number, life in enumerate(begun)]

    def go_on(self, today: date) -> None:
        """Does what is to be done by a day, life by life."""
        still = []
        for goes_on, number, life in self._waiting:
            day: date | None = goes_on
            while day is not None and day <= today:
                day = next(life, None)
            if day is not None:
                still.append((day, number, life))
        self._waiting = still

    @property
    def unfinished(self) -> int:
        """How many go on on some later day."""
        return len(self._waiting)
