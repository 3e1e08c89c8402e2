"""What can be done about a finding."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MOST_LETTERS = 200


@dataclass(frozen=True)
class Difference:
    """One thing that was changed in a diagram.

    :ivar element: the id of the element
    :ivar line: its line in the file before this was changed, from 1
    :ivar rule: of the finding that it mends
    :ivar text: what was done, in a sentence
    :ivar before: what stood there, shortened; empty for nothing
    :ivar after: what stands there now, shortened; empty for nothing
    """

    element: str
    line: int
    rule: str
    text: str
    before: str = ""
    after: str = ""

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "element": self.element,
            "line": self.line,
            "rule": self.rule,
            "text": self.text,
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True)
class Repair:
    """What can be done about a finding, and how. Nothing is changed before ``apply`` is called.

    :ivar text: what is done, in a sentence
    :ivar apply: does it, once
    :ivar before: what stands there; empty for nothing
    :ivar after: what will stand there; empty for nothing
    """

    text: str
    apply: Callable[[], object]
    before: str = ""
    after: str = ""

    def difference(self, element: str, line: int, rule: str) -> Difference:
        """What is told of it."""
        return Difference(element, line, rule, self.text, _short(self.before), _short(self.after))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"
