"""Asking a colleague about a case: the question and the answer stand in the case's record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.consulting import asking
from cases.consulting.asking import Answering, ConsultationNotUnderstood, ConsultationRow
from tasks.acts.subjects import CASE, ORGANISATION
from tasks.acts.table import WITH_CASES, act
from tasks.assembly import House
from tasks.inbox import record_list
from tasks.patches import sees_case
from tasks.people import Person, people, person_of
from tasks.questions import answering, questions_ended, questions_waiting
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
    :ivar came_back: why it came back, a sentence: who was asked can answer it no more, or did not; empty: it did not
    :ivar withdrawable: whether whoever looks may withdraw it
    :ivar withdrawn_by: who did, by name; empty: nobody
    """

    row: ConsultationRow
    case: str
    asked_by: str
    asked_of: str
    overdue: bool
    came_back: str
    mine: bool
    withdrawable: bool
    withdrawn_by: str


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

    The record says why it came back, where who was asked could answer it no more.

    :raises NoSuchConsultation: there is none about this case
    :raises NotAsked: somebody else was asked, who can answer it still
    :raises AlreadyAnswered: it has its answer
    :raises QuestionWithdrawn: it was withdrawn
    """
    with house.db.write() as session:
        _reference(session, case_id)
        who = answering(house, session, person, [case_id])
        row = asking.answer(session, case_id, consultation, who, words, house.runtime.clock.now())
        said = {"consultation": consultation, "answer": words.strip()}
        if row.asked_of != person.actor:
            said["came_back"] = _came_back(who, row, people(session))
        entry = NewEntry(Kind.COLLEAGUE_ANSWERED, person.actor, payload=said)
        append(session, house.runtime.chain_of(session, case_id), [entry], house.runtime.clock)


@act(WITH_CASES, CASE, Kind.QUESTION_WITHDRAWN)
def withdraw(house: House, person: Person, case_id: int, consultation: int, *, reason: str) -> None:
    """Withdraw a question to a colleague that needs no answer any more: one's own, or anybody's as one leads.

    :raises NoSuchConsultation: there is none about this case
    :raises NotAsked: somebody else asked it, and whoever withdraws does not lead
    :raises AlreadyAnswered: it has its answer
    :raises QuestionWithdrawn: it was withdrawn before
    :raises ConsultationNotUnderstood: no reason is given
    """
    with house.db.write() as session:
        _reference(session, case_id)
        who = answering(house, session, person, [case_id])
        asking.withdraw(session, case_id, consultation, who, reason, house.runtime.clock.now())
        said = {"consultation": consultation, "reason": reason.strip()}
        entry = NewEntry(Kind.QUESTION_WITHDRAWN, person.actor, payload=said)
        append(session, house.runtime.chain_of(session, case_id), [entry], house.runtime.clock)


@act(WITH_CASES, CASE, Kind.CASE_LOOKED_AT)
def of_case(house: House, person: Person, case_id: int) -> CaseAskedAbout:
    """See the questions about a case, and their answers.

    Whoever asked has seen then what became of theirs, and they leave their list.

    :raises NoSuchCase: there is no such case
    """
    with house.db.write() as session:
        reference = _reference(session, case_id)
        looked = NewEntry(Kind.CASE_LOOKED_AT, person.actor)
        append(session, house.runtime.chain_of(session, case_id), [looked], house.runtime.clock)
        rows = asking.of_case(session, case_id)
        asking.note_seen(session, case_id, person.actor, house.runtime.clock.now())
        able = {
            each.username: each.name
            for each in (person_of(dict(row)) for row in session.execute(_active).mappings())
            if each.actor != person.actor and WITH_CASES.includes(house, each) and sees_case(session, each, case_id)
        }
        return CaseAskedAbout(case_id, reference, _listed(house, session, person, rows), able)


@act(WITH_CASES, ORGANISATION, Kind.LIST_LOOKED_AT)
def list_(house: House, person: Person) -> list[ConsultationListed]:
    """See the questions that wait for your answer, and what became of yours that you have not seen."""
    with house.db.write() as session:
        record_list(house.runtime, session, person, "questions of colleagues")
        rows = [*questions_waiting(house, session, person), *questions_ended(house, session, person)]
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
    who = answering(house, session, person, {row.case_id for row in rows})
    names = people(session)
    return [
        ConsultationListed(
            row=row,
            case=_reference(session, row.case_id),
            asked_by=names.get(row.asked_by, row.asked_by),
            asked_of=names.get(row.asked_of, row.asked_of),
            overdue=row.waits and row.answer_by < today,
            came_back=_came_back(who, row, names) if row.waits and row.asked_of != person.actor else "",
            mine=row.waits and who.may(row),
            withdrawable=row.waits and who.may_withdraw(row),
            withdrawn_by=names.get(row.withdrawn_by, row.withdrawn_by),
        )
        for row in rows
    ]


def _came_back(who: Answering, row: ConsultationRow, names: Mapping[str, str]) -> str:
    """Why a question came back, a sentence; empty where who was asked can answer it, and it is not long overdue."""
    why = who.unable(row.asked_of, row.case_id)
    if not why and who.is_left(row):
        why = f"has not answered, and it was to be answered by {row.answer_by:%-d %B %Y}"
    return f"{names.get(row.asked_of, row.asked_of)} {why}." if why else ""
