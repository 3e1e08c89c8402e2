"""What officers do with steps: take, give back, hand over, keep a draft, complete, open again."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from tasks.assembly import House
from tasks.forms import AnswersRefused
from tasks.people import Person
from web.case import Sent, show_case
from web.rendering import HEADERS
from web.visitors import AHouse, APerson, Fields, Posted, local_path, text
from workflows.errors import Refused

router = APIRouter(include_in_schema=False, prefix="/steps/{task_id}")
Act = Callable[[Session, dict[str, Any]], None]


@router.post("/claim")
def claim(request: Request, house: AHouse, person: APerson, task_id: str, posted: Fields) -> Response:
    """Takes a step; leads back to the work list where it was taken from there."""

    def act(session: Session, _answers: Mapping[str, Any]) -> None:
        house.work.claim(session, person, task_id)

    return _do(request, house, person, task_id, posted, "claim", "claimed", act)


@router.post("/release")
def release(request: Request, house: AHouse, person: APerson, task_id: str, posted: Fields) -> Response:
    """Gives a step back."""

    def act(session: Session, _answers: Mapping[str, Any]) -> None:
        house.work.release(session, person, task_id)

    return _do(request, house, person, task_id, posted, "release", "released", act)


@router.post("/hand-over")
def hand_over(request: Request, house: AHouse, person: APerson, task_id: str, posted: Fields) -> Response:
    """Hands a step to a colleague, with a reason."""

    def act(session: Session, _answers: Mapping[str, Any]) -> None:
        house.work.hand_over(session, person, task_id, text(posted, "to"), text(posted, "reason"))

    return _do(request, house, person, task_id, posted, "hand-over", "handed-over", act)


@router.post("/draft")
def save_draft(request: Request, house: AHouse, person: APerson, task_id: str, posted: Fields) -> Response:
    """Keeps unfinished answers, unchecked."""

    def act(session: Session, answers: Mapping[str, Any]) -> None:
        house.work.save_draft(session, person, task_id, answers, _revision(posted))

    return _do(request, house, person, task_id, posted, "draft", "saved", act)


@router.post("/complete")
def complete(request: Request, house: AHouse, person: APerson, task_id: str, posted: Fields) -> Response:
    """Completes a step; the case moves on in the same transaction."""

    def act(session: Session, answers: Mapping[str, Any]) -> None:
        house.work.complete(session, person, task_id, answers, _revision(posted))

    return _do(request, house, person, task_id, posted, "complete", "completed", act)


@router.post("/reopen")
def reopen(request: Request, house: AHouse, person: APerson, task_id: str, posted: Fields) -> Response:
    """Takes back a wrong click (team leaders)."""

    def act(session: Session, _answers: Mapping[str, Any]) -> None:
        house.work.reopen(session, person, task_id, text(posted, "reason"))

    return _do(request, house, person, task_id, posted, "reopen", "reopened", act)


def _do(
    request: Request,
    house: House,
    person: Person,
    task_id: str,
    posted: Posted,
    name: str,
    done: str,
    act: Act,
) -> Response:
    """Does an act in one unit of work; refused, the case is shown with what was typed.

    :raises NoSuchStep: there is no such step, so no case to show either
    """
    with house.db.read() as session:
        step = house.work.step(session, task_id)
    case_id = step.item["case_id"]
    answers = step.form.from_page(posted) if step.form is not None and name in {"complete", "draft"} else {}
    try:
        with house.work.acting(person, task_id) as session:
            act(session, answers)
    except Refused as refused:
        errors = refused.errors if isinstance(refused, AnswersRefused) else {}
        return show_case(request, house, person, case_id, Sent(name, task_id, refused, posted, answers, errors))
    back = local_path(text(posted, "back"))
    if back.startswith("/?") or text(posted, "back") == "/":
        return RedirectResponse(f"{back}{'&' if '?' in back else '?'}done={done}", 303, HEADERS)
    return RedirectResponse(f"/cases/{case_id}?done={done}", 303, HEADERS)


def _revision(posted: Posted) -> int:
    """The step's revision on the page that was filled in; -1, which is always stale, where it does not say."""
    given = text(posted, "revision")
    return int(given) if given.isdecimal() and len(given) < 10 else -1
