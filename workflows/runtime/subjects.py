"""What cases are about, as far as rules remember by it: a subject is a kind and an id within it (``debt``, ``47``)."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from sqlmodel import Session

from workflows.proofs.rules import CASE


class Subject(NamedTuple):
    """One of what cases are about.

    :ivar kind: ``debt``, ``person``; the rooms above know more of them
    :ivar ident: within its kind
    """

    kind: str
    ident: str


class Subjects(Protocol):
    """Says what cases are about; the rooms above hold the tables."""

    def of_case(self, session: Session, case_id: int) -> Iterable[Subject]:
        """What a case is about: of each kind none, one or several."""

    def cases_of(self, session: Session, subject: Subject) -> Iterable[int]:
        """The ids of all cases about a subject, those that are closed too."""


class CasesAlone:
    """Of a house that knows nothing of what its cases are about."""

    def of_case(self, session: Session, case_id: int) -> Iterable[Subject]:  # noqa: ARG002  # as all Subjects
        """Nothing that another case is about."""
        return ()

    def cases_of(self, session: Session, subject: Subject) -> Iterable[int]:  # noqa: ARG002
        """None."""
        return ()


def remembered_by(subjects: Iterable[Subject], kind: str, case_id: int) -> tuple[Subject, ...]:
    """The subjects of a case by which a rule remembers; where it is about none of the kind, the case itself."""
    return tuple(each for each in subjects if each.kind == kind) or (Subject(CASE, str(case_id)),)
