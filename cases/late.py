"""What follows where a hold is known only after its first day: what was done since is void, or wrong.

A moratorium that is entered a day late has been in force all the same, and so has a death. What of the acts since then
the kind of hold stops should not have been done: each is listed, the rules count on it no more, and a manager decides
what the customer is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.errors import Malformed

VOID, WRONG = "void", "wrong"


class LateUnreadable(Malformed):
    """What follows from a late hold is not written as it must be."""


@dataclass(frozen=True)
class Late:
    """What follows from a hold of a kind that is known late.

    :ivar effect: ``void``: what was done has no effect in law; ``wrong``: it should not have been done; empty: nothing
    :ivar because: the law
    :ivar tells: whom the landlord must tell of the hold
    """

    effect: str = ""
    because: str = ""
    tells: tuple[str, ...] = ()


def late_of(row: Mapping[str, Any], where: str) -> Late:
    """What the row of a kind of hold says.

    :raises LateUnreadable: it is not written as it must be
    """
    effect, because, tells = row.get("late", ""), row.get("because", ""), row.get("tells", [])
    if effect not in {"", VOID, WRONG}:
        raise LateUnreadable(f"{where}: `late` says `{VOID}` or `{WRONG}`, or is left out.")
    if not isinstance(because, str) or bool(effect) != bool(because.strip()):
        raise LateUnreadable(f"{where}: `because` is the law by which it is {effect or 'so'}, and stands with `late`.")
    if not isinstance(tells, list) or not all(isinstance(each, str) and each.strip() for each in tells):
        raise LateUnreadable(f"{where}: `tells` is a list of those whom the landlord must tell.")
    return Late(effect, because.strip(), tuple(tells))
