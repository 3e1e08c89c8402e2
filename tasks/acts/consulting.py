"""Asking a colleague about a case: the question and the answer stand in the case's record."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.consulting import asking
from cases.consulting.asking import ConsultationNotUnderstood, ConsultationRow
from tasks.acts.subjects import CASE, ORGANISATION
from tasks.acts.table import WITH_CASES, act
from tasks.assembly import House
from tasks.inbox import record_list
from tasks.patches import sees_case
from tasks.people import Person, person_of
from tasks.questions import answering, questions_waiting
from tasks.tables import User
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.runtime.house import NoSuchCase
from workflows.runtime.tables import CaseFile

_case, _user = table(CaseFile), table(User)


@dataclass(frozen=True)
class ConsultationListed:
    """A question to a colleague.

    :ivar overdue: whether it should have been answered before today
    :ivar mine: whether whoever looks may answer it
    :ivar left: whether who was asked works here no more, so that it came back
    """

    row: ConsultationRow
    case: str
    asked_by: str
    asked_of: str
    overdue: bool
    left: bool
    mine: bool


@dataclass(frozen=True)
class CaseAskedAbout:
    """A case, the questions about it, and whom one may ask: user name → name."""

    id: int
    reference: str
    questions: list[ConsultationListed]
    colleagues: dict[str, str]


@act(WITH_CASES, CASE, Kind.COLLEAGUE_ASKED)
def ask(house: House, person: Person, case_id: int, *, of: str, question: str, answer_by: date) -> int:
    """Ask a colleague about a case.

    :param of: the colleague's user name
    :returns: the question's number
    :raises ConsultationNotUnderstood: nobody is asked, nothing, or the day has gone by
    :raises NoSuchCase: there is no such case
    """
    now = house.runtime.clock.now()
    with house.db.write() as session:
        _reference(session, case_id)
        colleague = _colleague(house, session, of, case_id)
        if colleague.actor == person.actor:
            raise ConsultationNotUnderstood("You would ask yourself. Name a colleague.", field="of")
        number = asking.ask(session, case_id, person.actor, colleague.actor, question, answer_by, now)
        said = {"consultation": number, "of": colleague.actor, "question": question.strip(), "answer_by": answer_by}
        entry = NewEntry(Kind.COLLEAGUE_ASKED, person.actor, payload=said)
        append(session, house.runtime.chain_of(session, case_id), [entry], house.runtime.clock)
        return number


@act(WITH_CASES, CASE, Kind.COLLEAGUE_ANSWERED)
def answer(house: House, person: Person, case_id: int, consultation: int, *, words: str) -> None:
    """Answer a colleague's question about a case.

    :raises NoSuchConsultation: there is none about this case
    :raises NotAsked: somebody else was asked, who works here still
    :raises AlreadyAnswered: it has its answer
    """
    with house.db.write() as session:
        _reference(session, case_id)
        asking.answer(
            session, case_id, consultation, answering(house, session, person), words, house.runtime.clock.now()
        )
        said = {"consultation": consultation, "answer": words.strip()}
        entry = NewEntry(Kind.COLLEAGUE_ANSWERED, person.actor, payload=said)
        append(session, house.runtime.chain_of(session, case_id), [entry], house.runtime.clock)


@act(WITH_CASES, CASE, Kind.CASE_LOOKED_AT)
def of_case(house: House, person: Person, case_id: int) -> CaseAskedAbout:
    """See the questions about a case, and their answers.

    :raises NoSuchCase: there is no such case
    """
    with house.db.write() as session:
        reference = _reference(session, case_id)
        looked = NewEntry(Kind.CASE_LOOKED_AT, person.actor)
        append(session, house.runtime.chain_of(session, case_id), [looked], house.runtime.clock)
        rows = asking.of_case(session, case_id)
        people = [person_of(dict(each)) for each in session.execute(_active).mappings()]
        able = {
            each.username: each.name
            for each in people
            if each.actor != person.actor and WITH_CASES.includes(house, each) and sees_case(session, each, case_id)
        }
        return CaseAskedAbout(case_id, reference, _listed(house, session, person, rows), able)


@act(WITH_CASES, ORGANISATION, Kind.LIST_LOOKED_AT)
def list_(house: House, person: Person) -> list[ConsultationListed]:
    """See the questions that colleagues asked you and that wait for your answer."""
    with house.db.write() as session:
        record_list(house.runtime, session, person, "questions of colleagues")
        rows = questions_waiting(house, session, person)
        return _listed(house, session, person, rows)


_active = select(_user).where(_user.c.active.is_(True)).order_by(_user.c.name)


def _reference(session: Session, case_id: int) -> str:
    found = session.execute(select(_case.c.reference).where(_case.c.id == case_id)).scalar()
    if found is None:
        raise NoSuchCase(f"There is no case with the number {case_id}.")
    return str(found)


def _colleague(house: House, session: Session, username: str, case_id: int) -> Person:
    query = select(_user).where(_user.c.username == username.strip().lower(), _user.c.active.is_(True))
    row = session.execute(query).mappings().one_or_none()
    colleague = person_of(dict(row)) if row is not None else None
    may = colleague is not None and WITH_CASES.includes(house, colleague)  # who owns procedures sees no case
    if colleague is None or not may or not sees_case(session, colleague, case_id):
        raise ConsultationNotUnderstood(
            f"There is nobody called {username.strip()[:60]!r} who may see this case. Choose a colleague who does.",
            field="of",
        )
    return colleague


def _listed(house: House, session: Session, person: Person, rows: list[ConsultationRow]) -> list[ConsultationListed]:
    today = london_date(house.runtime.clock.now())
    who = answering(house, session, person)
    names = {f"user:{row.id}": row.name for row in session.execute(select(_user.c.id, _user.c.name))}
    return [
        ConsultationListed(
            row=row,
            case=_reference(session, row.case_id),
            asked_by=names.get(row.asked_by, row.asked_by),
            asked_of=names.get(row.asked_of, row.asked_of),
            overdue=row.answered_at is None and row.answer_by < today,
            left=row.answered_at is None and row.asked_of in who.gone,
            mine=row.answered_at is None and who.may(row),
        )
        for row in rows
    ]
