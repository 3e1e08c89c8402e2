"""Refusals: what a person is told when a request cannot be met.

A refusal is raised deep in the house, where the reason is known, and is rendered once, at the door: as
``application/problem+json`` (RFC 9457) for programs, as a page or a line of the terminal for people.
"""

import re
from typing import Any, ClassVar


class Refused(Exception):
    """The request was refused.

    Subclass for each kind of refusal and name it as a sentence (``NoticePeriodRunning``). The first line of the
    subclass's docstring is its title; the name in kebab case is its slug.

    :param sentence: what is wrong, where, and what to do, in words for the person who asked
    :param facts: further members of the problem document; JSON values only
    """

    status: ClassVar[int] = 409
    retry_after: ClassVar[int] = 0
    """Seconds after which it may be asked once more; 0: asking again does not help."""
    recorded = False
    """Whether the record tells of this refusal already."""

    def __init__(self, sentence: str, **facts: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts

    @property
    def headers(self) -> dict[str, str]:
        """What an answer over HTTP says of this refusal besides its status."""
        return {"Retry-After": str(self.retry_after)} if self.retry_after else {}

    @property
    def slug(self) -> str:
        """The kind of refusal, in kebab case: ``notice-period-running``."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", type(self).__name__).lower()

    @property
    def title(self) -> str:
        """The kind of refusal in a few words: the first line of the class's docstring."""
        return (type(self).__doc__ or "Refused").strip().splitlines()[0].rstrip(".")


class NotFound(Refused):
    """There is no such thing here."""

    status = 404


class Malformed(Refused):
    """The input is not in the form that is asked for."""

    status = 422


class Forbidden(Refused):
    """You may not do this."""

    status = 403


class TryAgain(Refused):
    """It cannot be done just now."""

    status = 503
    retry_after = 5


class Busy(TryAgain):
    """Somebody else is working on this just now."""


class NotKept(TryAgain):
    """It could not be written down."""
