"""The JSON API of questions to colleagues about a case."""

from datetime import date, datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes.incoming import Strict
from tasks.acts import consulting
from tasks.acts.consulting import ConsultationListed

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door, tags=["cases"])


class Question(Strict):
    """What a colleague is asked, and by when they answer."""

    of: str = Field(max_length=100)
    question: str = Field(max_length=4000)
    answer_by: date


class Answer(Strict):
    """What a colleague answers."""

    words: str = Field(max_length=4000)


class Asked(BaseModel):
    """The number of a question."""

    consultation: int


class ConsultationView(BaseModel):
    """A question to a colleague, with its answer."""

    id: int
    case_id: int
    case: str
    asked_by: str
    asked_of: str
    question: str
    answer_by: date
    answer: str
    answered_at: datetime | None
    overdue: bool
    came_back: str = Field(
        description="Why it came back: who was asked can answer it no more, or has not for long; empty: it did not"
    )
    withdrawn_at: datetime | None
    withdrawn_by: str = Field(description="Who withdrew it, by name; empty: nobody")
    withdrawn_because: str


@router.get("/consultations")
def list_(house: AHouse, person: APerson) -> list[ConsultationView]:
    """The questions that wait for your answer, the soonest due first; then yours that were answered, or that
    somebody else withdrew, until you saw it at the case. Looking at them is recorded."""
    return [_view(each) for each in consulting.list_(house, person)]


@router.get("/cases/{case_id}/consultations")
def of_case(case_id: shapes.Row, house: AHouse, person: APerson) -> list[ConsultationView]:
    """The questions about a case and their answers, the oldest first. Looking at them is recorded."""
    return [_view(each) for each in consulting.of_case(house, person, case_id).questions]


@router.post("/cases/{case_id}/consultations", status_code=201)
def ask(case_id: shapes.Row, body: Question, house: AHouse, person: APerson) -> Asked:
    """Asks a colleague about a case."""
    return Asked(consultation=consulting.ask(house, person, case_id, **body.model_dump()))


@router.post("/cases/{case_id}/consultations/{number}/answer")
def answer(case_id: shapes.Row, number: shapes.Row, body: Answer, house: AHouse, person: APerson) -> shapes.Done:
    """Answers a colleague's question about a case."""
    consulting.answer(house, person, case_id, number, words=body.words)
    return shapes.Done()


@router.post("/cases/{case_id}/consultations/{number}/withdraw")
def withdraw(
    case_id: shapes.Row, number: shapes.Row, body: shapes.Reason, house: AHouse, person: APerson
) -> shapes.Done:
    """Withdraws a question that needs no answer any more: your own, or anybody's (team leaders)."""
    consulting.withdraw(house, person, case_id, number, reason=body.reason)
    return shapes.Done()


def _view(each: ConsultationListed) -> ConsultationView:
    row = each.row
    return ConsultationView(
        id=row.id,
        case_id=row.case_id,
        case=each.case,
        asked_by=each.asked_by,
        asked_of=each.asked_of,
        question=row.question,
        answer_by=row.answer_by,
        answer=row.answer,
        answered_at=row.answered_at,
        overdue=each.overdue,
        came_back=each.came_back,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=each.withdrawn_by,
        withdrawn_because=row.withdrawn_because,
    )
