"""How an account stands by its lines: what is owed of each debt, which charges are unpaid. Money is integer pence."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cases.words import FALLS_DUE

_FALLS_DUE = frozenset(map(str, FALLS_DUE))


class Line(NamedTuple):
    """A line of a ledger, as far as it says how the account stands."""

    id: int
    on: date
    pence: int
    debt: str
    kind: str
    reference: str
    reverses: str


class Fallen(NamedTuple):
    """Something that fell due.

    :ivar is_rent: whether it is for a rent period; what is not (a correction, money given back) is for its day alone
    """

    on: date
    pence: int
    is_rent: bool


class Standing(NamedTuple):
    """How an account stands.

    :ivar by_debt: kind of debt → what its lines come to; under the empty one what came in for none in particular
    :ivar charges: what fell due of the account's own debt, the newest first, as far back as what is owed; none where
        nothing is
    :ivar last: the day of its newest line, and :ivar line_id: the number of the line that was added last
    """

    own: str
    by_debt: dict[str, int]
    charges: tuple[Fallen, ...]
    last: date
    line_id: int


def stood(lines: Sequence[Line], own: str) -> Standing:
    """How an account stands by all of its lines (one at least), in the order of their days.

    What was taken back never fell due; and what takes a payment back leaves the debt as old as it was before it.

    :param own: the account's own kind of debt
    """
    by_debt: dict[str, int] = {}
    for line in lines:
        by_debt[line.debt] = by_debt.get(line.debt, 0) + line.pence
    taken_back = {line.reverses for line in lines if line.reverses}
    fell = (
        _fallen(line)
        for line in reversed(lines)
        if line.pence > 0 and line.debt == own and not line.reverses and line.reference not in taken_back
    )
    newest = max(line.id for line in lines)
    return Standing(own, by_debt, _as_far_back(fell, _owed(by_debt, own)), lines[-1].on, newest)


def went_on(before: Standing, lines: Sequence[Line], own: str) -> Standing | None:
    """How an account stands once further lines came; ``None``: that can only be told from all of its lines.

    :param before: how it stood by the lines that were there before
    :param lines: those that came since, in the order of their days
    """
    if own != before.own or lines[0].on < before.last or any(line.reverses for line in lines):
        return None
    by_debt = dict(before.by_debt)
    for line in lines:
        by_debt[line.debt] = by_debt.get(line.debt, 0) + line.pence
    fell = [_fallen(line) for line in reversed(lines) if line.pence > 0 and line.debt == own]
    fell += before.charges
    owed = _owed(by_debt, own)
    if owed > sum(each.pence for each in fell):
        return None  # what was paid before is owed again, and of that nothing is kept
    newest = max(before.line_id, *(line.id for line in lines))
    return Standing(own, by_debt, _as_far_back(fell, owed), lines[-1].on, newest)


def _fallen(line: Line) -> Fallen:
    return Fallen(line.on, line.pence, line.kind in _FALLS_DUE)


def _owed(by_debt: dict[str, int], own: str) -> int:
    """What is owed of the own debt at most, whichever debts are in credit."""
    return max(sum(by_debt.values()), by_debt.get(own, 0))


def _as_far_back(fell: Iterable[Fallen], owed: int) -> tuple[Fallen, ...]:
    """The newest charges that together come to what is owed, or all there are."""
    found: list[Fallen] = []
    left = owed
    for each in fell:
        if left <= 0:
            break
        found.append(each)
        left -= each.pence
    return tuple(found)
