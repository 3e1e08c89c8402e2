"""An objection to what is said of a tenancy: the field that is wrong, and a sentence."""

from datetime import date
from typing import NamedTuple, Protocol


class Objection(NamedTuple):
    """What is wrong.

    :ivar place: of the row in what was looked at
    :ivar unusual: whether it may be so: then it is told, and whoever types it confirms it
    """

    place: int
    field: str
    sentence: str
    unusual: bool = False


class Spanning(Protocol):
    """Something that stands from a day until another."""

    @property
    def from_on(self) -> date:
        """Its first day."""
        ...

    @property
    def until_on(self) -> date | None:
        """Its last; ``None``: it goes on."""
        ...
