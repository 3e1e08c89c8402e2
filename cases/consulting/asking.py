"""Asking a colleague about a case, answering, seeing the answer, and withdrawing what nobody needs to know any more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, insert, or_, select, update
from sqlmodel import Session

from cases.consulting.tables import Consultation
from cases.saying import says_little
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Malformed, NotFound, Refused
from workflows.rows import row_of

_consultation = table(Consultation)
_BY_ANOTHER = and_(_consultation.c.withdrawn_at.is_not(None), _consultation.c.withdrawn_by != _consultation.c.asked_by)
_ENDED_UNSEEN = and_(
    or_(_consultation.c.answered_at.is_not(None), _BY_ANOTHER), _consultation.c.answer_seen_at.is_(None)
)
LONGEST = 4000


class ConsultationNotUnderstood(Malformed):
    """A question or an answer is not said.

    Its fact ``field`` says what is wrong.
    """


class NoSuchConsultation(NotFound):
    """There is no such question about this case."""


class AlreadyAnswered(Refused):
    """The question has its answer."""


class QuestionWithdrawn(Refused):
    """The question was withdrawn."""


class NotAsked(Refused):
    """The question is to somebody else."""

    status = 403


@dataclass(frozen=True)
class ConsultationRow:
    """A question to a colleague, with its answer.

    :ivar answer_seen_at: when whoever asked saw the answer, or that it was withdrawn; ``None``: not yet
    :ivar withdrawn_at: ``None``: it was not withdrawn
    """

    id: int
    case_id: int
    asked_by: str
    asked_of: str
    question: str
    asked_at: datetime
    answer_by: date
    answer: str
    answered_at: datetime | None
    answer_seen_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_because: str

    @property
    def waits(self) -> bool:
        """Whether it waits for an answer."""
        return self.answered_at is None and self.withdrawn_at is None


@dataclass(frozen=True)
class Answering:
    """Somebody who answers questions.

    What was asked of somebody who can answer it no more comes back to who asked it, and where those cannot either, to
    whoever leads. What is overdue for as long as policy says comes back to both of them, and whoever was asked may
    answer it still.

    :ivar actor: as the record names them, and ``name`` as people do
    :ivar unable: why somebody can answer about a case no more, as a sentence goes on after their name; empty: they can
    :ivar back_before: what should have been answered before this day comes back; ``None``: no policy says when
    """

    actor: str
    name: str
    unable: Callable[[str, int], str]
    leads: bool = False
    back_before: date | None = None

    def is_left(self, row: ConsultationRow) -> bool:
        """Whether a question was left without an answer for so long that it comes back."""
        return self.back_before is not None and row.answer_by < self.back_before

    def may(self, row: ConsultationRow) -> bool:
        """Whether a question is theirs to answer."""
        able, asker = not self.unable(row.asked_of, row.case_id), not self.unable(row.asked_by, row.case_id)
        if able and row.asked_of == self.actor:
            return True
        if self.is_left(row):
            return self.leads or (asker and row.asked_by == self.actor)
        if able:
            return False
        return row.asked_by == self.actor if asker else self.leads

    def may_withdraw(self, row: ConsultationRow) -> bool:
        """Whether a question is theirs to withdraw: their own, or whoever's as they lead."""
        return row.asked_by == self.actor or self.leads


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
    :raises QuestionWithdrawn: it was withdrawn
    :raises ConsultationNotUnderstood: nothing is answered
    """
    found = _locked(session, case_id, number)
    if not by.may(found):
        raise NotAsked(
            "This question is to a colleague. Ask them to answer it, or write down what you know as a contact."
        )
    _must_wait(found)
    _must_be_said(words, "answer", "Say what you answer")
    said = words.strip() if found.asked_of == by.actor else f"{by.name}, to whom it came back: {words.strip()}"
    seen = at if found.asked_by == by.actor else None
    values = {"answer": said, "answered_at": at, "answer_seen_at": seen}
    session.execute(update(_consultation).where(_consultation.c.id == number).values(**values))
    return found


def withdraw(session: Session, case_id: int, number: int, by: Answering, reason: str, at: datetime) -> None:
    """Withdraws a question that nobody needs answered any more.

    :raises NoSuchConsultation: there is none about this case
    :raises NotAsked: somebody else asked it, and whoever withdraws does not lead
    :raises AlreadyAnswered: it has its answer
    :raises QuestionWithdrawn: it was withdrawn before
    :raises ConsultationNotUnderstood: no reason is given
    """
    found = _locked(session, case_id, number)
    if not by.may_withdraw(found):
        raise NotAsked("A colleague asked this. They withdraw it, or whoever leads; ask them.")
    _must_wait(found)
    _must_be_said(reason, "reason", "Say why it needs no answer any more")
    if says_little(reason):
        raise ConsultationNotUnderstood("Say in a few words why it needs no answer any more.", field="reason")
    values = {"withdrawn_at": at, "withdrawn_by": by.actor, "withdrawn_because": reason.strip()}
    session.execute(update(_consultation).where(_consultation.c.id == number).values(**values))


def note_seen(session: Session, case_id: int, asker: str, at: datetime) -> None:
    """Notes that whoever asked saw what became of their questions about a case."""
    theirs = (_consultation.c.case_id == case_id, _consultation.c.asked_by == asker, _ENDED_UNSEEN)
    session.execute(update(_consultation).where(*theirs).values(answer_seen_at=at))


def _locked(session: Session, case_id: int, number: int) -> ConsultationRow:
    where = (_consultation.c.id == number, _consultation.c.case_id == case_id)
    row = session.execute(select(_consultation).where(*where).with_for_update()).mappings().one_or_none()
    if row is None:
        raise NoSuchConsultation(f"There is no question with the number {number} about this case.")
    return row_of(ConsultationRow, row)


def _must_wait(row: ConsultationRow) -> None:
    if row.answered_at is not None:
        raise AlreadyAnswered("This question has its answer, and it stays as it is. Ask a new one.", already=True)
    if row.withdrawn_at is not None:
        raise QuestionWithdrawn("This question was withdrawn, so it needs no answer. Ask a new one.")


def of_case(session: Session, case_id: int) -> list[ConsultationRow]:
    """The questions about a case, the oldest first."""
    return _listed(session, _consultation.c.case_id == case_id)


def unanswered(session: Session) -> list[ConsultationRow]:
    """All questions that wait for an answer, the soonest due first."""
    waits = _listed(session, and_(_consultation.c.answered_at.is_(None), _consultation.c.withdrawn_at.is_(None)))
    return sorted(waits, key=lambda row: (row.answer_by, row.id))


def ended_unseen(session: Session, asker: str) -> list[ConsultationRow]:
    """Somebody's own questions that were answered, or that another withdrew, and they have not seen it; the oldest
    first."""
    return _listed(session, and_(_consultation.c.asked_by == asker, _ENDED_UNSEEN))


def _listed(session: Session, which: ColumnElement[bool]) -> list[ConsultationRow]:
    rows = session.execute(select(_consultation).where(which).order_by(_consultation.c.id)).mappings()
    return [row_of(ConsultationRow, row) for row in rows]


def _must_be_said(words: str, field: str, what: str) -> None:
    if not words.strip() or len(words) > LONGEST:
        raise ConsultationNotUnderstood(f"{what}, in at most {LONGEST:,} characters.", field=field)
