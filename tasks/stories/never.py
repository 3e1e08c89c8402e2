"""What must never be in a story, looked for whenever the record has grown: nothing comes about without an entry."""

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import func, select

from tasks.assembly import House
from tasks.stories.standing import Otherwise, documents_so_far, in_words, newest_case, standing
from workflows.db import table
from workflows.evidence.tables import Chain

_chain = table(Chain)


class Never:
    """What must never be: from the beginning on, and from some row on nothing more of it.

    :param never: ``steps`` and ``documents`` that never come about
    """

    def __init__(self, never: Mapping[str, tuple[str, ...]]) -> None:
        self._never: list[tuple[str, str]] = list(_pairs(never))
        self._before: dict[tuple[str, str], int] = {}
        self._case: int | None = None
        self._length: int | None = -1

    def from_here(self, house: House, never: Mapping[str, tuple[str, ...]]) -> None:
        """From here on none of these comes about any more, though some did before."""
        self._case, counted = newest_case(house), _counted(house)
        for each in _pairs(never):
            self._before[each] = counted[each]

    def look(self, house: House, place: str) -> None:
        """Refuses what has come about and must not.

        :raises Otherwise: it came about
        """
        if not (self._never or self._before):
            return
        with house.db.read() as session:
            length: int | None = session.execute(select(func.sum(_chain.c.length))).scalar()
        if length == self._length:
            return
        self._length = length
        counted, same = _counted(house), newest_case(house) == self._case
        for what, name in [*self._never, *self._before]:
            if counted[what, name] > (self._before.get((what, name), 0) if same else 0):
                again = " again" if (what, name) in self._before else ""
                done = "came about" if what == "steps" else "was made"
                raise Otherwise(f"{place}: {name} {done}{again}, which must never be. {in_words(house)}")


def _pairs(never: Mapping[str, Iterable[str]]) -> Iterable[tuple[str, str]]:
    return [(what, name) for what, names in never.items() for name in names]


def _counted(house: House) -> Counter[tuple[str, str]]:
    """How often each step and document came about in the newest case: an open step counts beside its entries."""
    stands = standing(house, ("steps", "entries"))
    steps = [entry.rpartition(" ")[2] for entry in stands["entries"] if " " in entry]
    counted = Counter(("steps", step) for step in (*steps, *stands["steps"]))
    counted.update(("documents", kind) for kind, _ in documents_so_far(house))
    return counted
