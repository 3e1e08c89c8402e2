"""One thing that is wrong in a diagram."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

FILE = "the file"
"""What a finding is at that is at no element of its own."""
MOST_PLACES = 10
_SHOWN = 3


@dataclass(frozen=True)
class Place:
    """Where something stands.

    :ivar element: the id of the element
    :ivar line: its line in the file, from 1
    """

    element: str
    line: int


@dataclass(frozen=True)
class Finding:
    """Something that would not run as it is drawn: one cause, wherever and how often it stands.

    :ivar element: the id of the element, or of the process; ``the file`` where there is none
    :ivar line: its line in the file, from 1
    :ivar rule: the rule's name, in kebab case
    :ivar text: a sentence that names the element, says what is wrong and what to do
    :ivar fix: what `duecourse lint --fix` would do about it, in a sentence; empty where it can do nothing
    :ivar count: at how many places the same is wrong
    :ivar places: the first of them, its own place first; empty where it is the only one
    :ivar cause: what findings of one rule have in common that have one cause; empty where each has its own
    :ivar follows: the rules whose findings at the same element only say again what this one says
    """

    element: str
    line: int
    rule: str
    text: str
    fix: str = ""
    count: int = 1
    places: tuple[Place, ...] = ()
    cause: str = field(default="", repr=False, compare=False)
    follows: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "element": self.element,
            "line": self.line,
            "rule": self.rule,
            "text": self.text,
            "fix": self.fix or None,
            "count": self.count,
            "places": [{"element": each.element, "line": each.line} for each in self.places],
        }


def as_one(findings: Sequence[Finding]) -> Finding:
    """Findings of one cause as one: the first, which says where the others are."""
    first, others = findings[0], findings[1:]
    if not others:
        return first
    count = sum(each.count for each in findings)
    places = tuple(dict.fromkeys(Place(each.element, each.line) for each in findings))
    elsewhere = [f"{each.element} (line {each.line})" for each in places if each.element != first.element]
    and_others = " and others" if len(elsewhere) > _SHOWN else ""
    where = f": {', '.join(elsewhere[:_SHOWN])}{and_others}" if elsewhere else ""
    more = f"The same {count - 1:,} more time{'s' if count > 2 else ''}{where}."
    return replace(first, text=f"{first.text} {more}", count=count, places=places[:MOST_PLACES])
