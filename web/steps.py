"""What officers do with steps: take, give back, hand over, keep a draft, complete, open again."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import steps
from tasks.assembly import House
from tasks.forms import AnswersRefused
from tasks.people import NotYourRole, Person
from tasks.refusals import NoSuchStep
from web.case import Sent, show_case
from web.rendering import HEADERS
from web.visitors import AHouse, APerson, Fields, Posted, local_path, text
from workflows.errors import Refused

router = APIRouter(include_in_schema=False, prefix="/steps/{task_id}")
Act = Callable[[Mapping[str, Any]], object]


@router.post("/claim")
def claim(request: Request, house: AHouse, person: APerson, task_id: str, posted: Fields) -> Response:
    """Takes a step; leads back to the work list where it was taken from there."""
    return _do(
        request, house, person, task_id, posted, "claim", "claimed", lambda _: steps.claim(house, person, task_id)
    )


@router.post("/release")
def release(request: Request, house: AHouse, person: APerson, task_id: str, posted: Fields) -> Response:
    """Gives a step back."""
    return _do(
        request, house, person, task_id, posted, "release", "released", lambda _: steps.release(house, person, task_id)
    )


@router.post("/hand-over")
def hand_over(request: Request, house: AHouse, person: APerson, task_id: str, posted: Fields) -> Response:
    """Hands a step to a colleague, with a reason."""

    def act(_answers: Mapping[str, Any]) -> None:
        steps.hand_over(house, person, task_id, to=text(posted, "to"), reason=text(posted, "reason"))

    return _do(request, house, person, task_id, posted, "hand-over", "handed-over", act)


@router.post("/draft")
def save_draft(request: Request, house: AHouse, person: APerson, task_id: str, posted: Fields) -> Response:
    """Keeps unfinished answers, unchecked."""

    def act(answers: Mapping[str, Any]) -> None:
        steps.save_draft(house, person, task_id, answers=answers, revision=_revision(posted))

    return _do(request, house, person, task_id, posted, "draft", "saved", act)


@router.post("/complete")
def complete(request: Request, house: AHouse, person: APerson, task_id: str, posted: Fields) -> Response:
    """Completes a step; the case moves on in the same transaction."""

    def act(answers: Mapping[str, Any]) -> None:
        steps.complete(house, person, task_id, answers=answers, revision=_revision(posted))

    return _do(request, house, person, task_id, posted, "complete", "completed", act)


@router.post("/reopen")
def reopen(request: Request, house: AHouse, person: APerson, task_id: str, posted: Fields) -> Response:
    """Takes back a wrong click (team leaders)."""

    def act(_answers: Mapping[str, Any]) -> None:
        steps.reopen(house, person, task_id, reason=text(posted, "reason"))

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
    """Does an act; refused, the case is shown with what was typed.

    :raises Refused: there is no such step, or none that is theirs to see, so no case to show either
    """
    step = steps.about(house, person, task_id)
    form = step.form if step is not None and name in {"complete", "draft"} else None
    answers = form.from_page(posted) if form is not None else {}
    try:
        if form is not None and posted.files:
            posted, refused_files = _bring(house, person, task_id, posted)
            answers = form.from_page(posted)
            if refused_files:
                raise AnswersRefused(refused_files)
        act(answers)
    except NotYourRole:
        raise  # whoever may not do it is not shown the case for it
    except Refused as refused:
        if step is None:
            raise
        errors = refused.errors if isinstance(refused, AnswersRefused) else {}
        sent = Sent(name, task_id, refused, posted, answers, errors)
        return show_case(request, house, person, step.item.case_id, sent)
    if step is None:
        raise NoSuchStep("There is no step with that id. Open the step from your work list.")
    back = local_path(text(posted, "back"))
    if back.startswith("/?") or text(posted, "back") == "/":
        return RedirectResponse(f"{back}{'&' if '?' in back else '?'}done={done}", 303, HEADERS)
    return RedirectResponse(f"/cases/{step.item.case_id}?done={done}", 303, HEADERS)


def _bring(house: House, person: Person, task_id: str, posted: Posted) -> tuple[Posted, dict[str, str]]:
    """Brings the files that came with a page; gives the page with their names for them, and what is wrong with others.

    Those that are taken stay beside the step, also where something else on the page is refused.
    """
    pairs, errors = list(posted.pairs), dict[str, str]()
    for file in posted.files:
        try:
            brought = steps.bring(house, person, task_id, question=file.question, name=file.name, content=file.content)
        except AnswersRefused as refused:
            errors |= refused.errors
        else:
            pairs.append((file.question, brought.sha256))
    return Posted(tuple(pairs)), errors


def _revision(posted: Posted) -> int:
    """The step's revision on the page that was filled in; -1, which is always stale, where it does not say."""
    given = text(posted, "revision")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1
