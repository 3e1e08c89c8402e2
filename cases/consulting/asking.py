"""Asking a colleague about a case, and answering."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, insert, select, update
from sqlmodel import Session

from cases.consulting.tables import Consultation
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Malformed, NotFound, Refused
from workflows.rows import row_of

_consultation = table(Consultation)
LONGEST = 4000


class ConsultationNotUnderstood(Malformed):
    """A question or an answer is not said.

    Its fact ``field`` says what is wrong.
    """


class NoSuchConsultation(NotFound):
    """There is no such question about this case."""


class AlreadyAnswered(Refused):
    """The question has its answer."""


class NotAsked(Refused):
    """The question is to somebody else."""

    status = 403


@dataclass(frozen=True)
class ConsultationRow:
    """A question to a colleague, with its answer. :ivar answered_at: ``None``: it waits"""

    id: int
    case_id: int
    asked_by: str
    asked_of: str
    question: str
    asked_at: datetime
    answer_by: date
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True)
class Answering:
    """Somebody who answers questions.

    What was asked of somebody who can answer it no more comes back to who asked it, and where those cannot either, to
    whoever leads.

    :ivar actor: as the record names them, and ``name`` as people do
    :ivar unable: why somebody can answer about a case no more, as a sentence goes on after their name; empty: they can
    """

    actor: str
    name: str
    unable: Callable[[str, int], str]
    leads: bool = False

    def may(self, row: ConsultationRow) -> bool:
        """Whether a question is theirs to answer."""
        if not self.unable(row.asked_of, row.case_id):
            return row.asked_of == self.actor
        if not self.unable(row.asked_by, row.case_id):
            return row.asked_by == self.actor
        return self.leads


def ask(session: Session, case_id: int, by: str, of: str, question: str, answer_by: date, at: datetime) -> int:
    """Writes a question down; returns its number.

    :raises ConsultationNotUnderstood: nothing is asked, or the day has gone by
    """
    _must_be_said(question, "question", "Say what you ask")
    if answer_by < london_date(at):
        raise ConsultationNotUnderstood(
            "The day by which it is answered has gone by. Name a later one.", field="answer_by"
        )
    values = {"case_id": case_id, "asked_by": by, "asked_of": of, "question": question.strip()}
    made = insert(_consultation).values(**values, answer_by=answer_by, asked_at=at, answer="")
    return int(session.execute(made.returning(_consultation.c.id)).scalar_one())


def answer(session: Session, case_id: int, number: int, by: Answering, words: str, at: datetime) -> ConsultationRow:
    """Writes the answer down, once, by whoever was asked, or to whom the question came back.

    :raises NoSuchConsultation: there is none about this case
    :raises NotAsked: somebody else was asked
    :raises AlreadyAnswered: it has its answer
    :raises ConsultationNotUnderstood: nothing is answered
    """
    where = (_consultation.c.id == number, _consultation.c.case_id == case_id)
    row = session.execute(select(_consultation).where(*where).with_for_update()).mappings().one_or_none()
    if row is None:
        raise NoSuchConsultation(f"There is no question with the number {number} about this case.")
    found = row_of(ConsultationRow, row)
    if not by.may(found):
        raise NotAsked(
            "This question is to a colleague. Ask them to answer it, or write down what you know as a contact."
        )
    if found.answered_at is not None:
        raise AlreadyAnswered("This question has its answer, and it stays as it is. Ask a new one.", already=True)
    _must_be_said(words, "answer", "Say what you answer")
    said = words.strip() if found.asked_of == by.actor else f"{by.name}, to whom it came back: {words.strip()}"
    session.execute(update(_consultation).where(*where).values(answer=said, answered_at=at))
    return found


def of_case(session: Session, case_id: int) -> list[ConsultationRow]:
    """The questions about a case, the oldest first."""
    return _listed(session, _consultation.c.case_id == case_id)


def unanswered(session: Session) -> list[ConsultationRow]:
    """All questions that have no answer, the soonest due first."""
    waits = _listed(session, _consultation.c.answered_at.is_(None))
    return sorted(waits, key=lambda row: (row.answer_by, row.id))


def _listed(session: Session, which: ColumnElement[bool]) -> list[ConsultationRow]:
    rows = session.execute(select(_consultation).where(which).order_by(_consultation.c.id)).mappings()
    return [row_of(ConsultationRow, row) for row in rows]


def _must_be_said(words: str, field: str, what: str) -> None:
    if not words.strip() or len(words) > LONGEST:
        raise ConsultationNotUnderstood(f"{what}, in at most {LONGEST:,} characters.", field=field)
