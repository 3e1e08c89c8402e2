"""What would have been otherwise: a case's replay beside what its record says happened."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from workflows.clock import london_date
from workflows.runtime.past import Happening

Path = tuple[str, ...]
"""The ways that were chosen, each as ``gateway → flow``, in their order."""


@dataclass(frozen=True)
class StepMoved:
    """A visit of a step that both have, or one.

    :ivar days: how much later it would have opened, in whole days; negative: earlier; ``None``: only one has it
    :ivar new: whether the record has none, where ``days`` is ``None``
    """

    step: str
    days: int | None
    new: bool = False


@dataclass(frozen=True)
class Difference:
    """One case's.

    :ivar steps: the visits that would have been otherwise
    :ivar before: the ways that were chosen
    :ivar after: the ways that would have been
    """

    steps: tuple[StepMoved, ...]
    before: Path
    after: Path

    @property
    def is_none(self) -> bool:
        """Whether nothing would have been otherwise."""
        return not self.steps and self.before == self.after


@dataclass(frozen=True)
class StepSummed:
    """One step over many cases: how often it would have opened more, less, earlier, later, and by how many days.

    :ivar days: the median of those that would have opened on another day; 0 where there are none
    """

    step: str
    more: int
    fewer: int
    earlier: int
    later: int
    days: float


def difference(was: Sequence[Happening], would: Sequence[Happening]) -> Difference:
    """What is otherwise between two courses of one case."""
    opened = [_opened(each) for each in (was, would)]
    found: list[StepMoved] = []
    for step in sorted(opened[0].keys() | opened[1].keys()):
        first, second = (each.get(step, []) for each in opened)
        for before, after in zip(first, second, strict=False):
            if days := (london_date(after.at) - london_date(before.at)).days:
                found.append(StepMoved(step, days))
        found += [StepMoved(step, None)] * max(len(first) - len(second), 0)
        found += [StepMoved(step, None, new=True)] * max(len(second) - len(first), 0)
    return Difference(tuple(found), path_of(was), path_of(would))


def summed(differences: Iterable[Difference]) -> list[StepSummed]:
    """The steps of many cases that would have been otherwise, by name."""
    by_step: dict[str, list[StepMoved]] = {}
    for each in differences:
        for moved in each.steps:
            by_step.setdefault(moved.step, []).append(moved)
    return [_summed(step, moved) for step, moved in sorted(by_step.items())]


def by_path(differences: Iterable[Difference]) -> list[tuple[Path, Path, int]]:
    """The ways that were and would have been chosen, where they differ, and in how many cases; the most frequent first.

    A path tells nothing of whose it is.
    """
    counted = Counter((each.before, each.after) for each in differences if each.before != each.after)
    return [(before, after, cases) for (before, after), cases in counted.most_common()]


def path_of(course: Iterable[Happening]) -> Path:
    """The ways that were chosen, in their order."""
    return tuple(f"{each.element} → {' and '.join(each.essence)}" for each in course if each.kind == "chosen")


def _opened(course: Iterable[Happening]) -> dict[str, list[Happening]]:
    found: dict[str, list[Happening]] = {}
    for each in course:
        if each.kind == "opened":
            found.setdefault(each.element, []).append(each)
    return found


def _summed(step: str, moved: Sequence[StepMoved]) -> StepSummed:
    days = [each.days for each in moved if each.days is not None]
    return StepSummed(
        step=step,
        more=sum(each.new for each in moved),
        fewer=sum(each.days is None and not each.new for each in moved),
        earlier=sum(each < 0 for each in days),
        later=sum(each > 0 for each in days),
        days=float(median(days)) if days else 0.0,
    )
