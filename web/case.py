"""The page of a case: what it is about, the next step, the way so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from markupsafe import Markup

from tasks import ledgers
from tasks.acts import case_files, closing, holds
from tasks.assembly import House
from tasks.people import Person
from tasks.steps_seen import StepSeen
from tasks.views import CaseSeen
from web import words
from web.flags import flags, tenure
from web.pictures import diagram_in, picture_of_case
from web.questions import Question, questions
from web.rendering import page
from web.timeline import Line, lines
from web.visitors import AHouse, APerson, Posted
from workflows.errors import Refused
from workflows.evidence.kinds import Kind
from workflows.runtime.rows import InstanceRow, WorkItemRow
from workflows.runtime.words import InstanceStatus, ItemStatus

router = APIRouter(include_in_schema=False)
CaseNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
DONE = {
    "claimed": "The step is yours.",
    "released": "The step is given back to the team.",
    "handed-over": "The step is handed over.",
    "saved": "Your draft is saved. The step is yours.",
    "completed": "The step is done.",
    "told": "The case was told.",
    "reopened": "The step is open again.",
    "hold-placed": "The hold is placed.",
    "survived": "The death is recorded. A joint tenant survives, so the case goes on with them alone.",
    "hold-released": "The hold is ended.",
    "retried": "It is being tried again.",
    "sent-back": "The case is sent back; the void act is done anew.",
}


@dataclass(frozen=True)
class Sent:
    """A form of this page that was sent and refused: what was typed is shown again, with what is wrong.

    :ivar act: which form
    :ivar about: the step, hold or incident that it is about
    :ivar answers: of a step's form, unchecked
    :ivar errors: field → sentence
    """

    act: str
    about: str
    refused: Refused
    posted: Posted
    answers: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def typed(self, act: str, about: object, name: str) -> str:
        """What was typed into a field of one of the page's forms."""
        return str(self.posted.get(name) or "") if (self.act, self.about) == (act, str(about)) else ""

    def wrong(self, act: str, name: str) -> str:
        """What is wrong with a field of one of the page's forms."""
        return self.errors.get(name, "") if self.act == act else ""


@router.get("/cases/{case_id}")
def case_page(request: Request, house: AHouse, person: APerson, case_id: CaseNumber, done: str = "") -> Response:
    """A case. Looking at it is recorded."""
    return show_case(request, house, person, case_id, done=DONE.get(done, ""))


def show_case(
    request: Request, house: House, person: Person, case_id: int, sent: Sent | None = None, done: str = ""
) -> Response:
    """The page of a case, also after a form on it was refused.

    :raises NoSuchCase: there is no such case
    """
    seen = case_files.look(house, person, case_id, anew=False)
    steps = [_step(step, seen, sent) for step in seen.steps]
    steps.sort(key=lambda step: (not step.form_shown, not step.seen.mine))
    story, pictures = _story(seen)
    case = seen.case
    return page(
        request,
        "case.html",
        title=f"{case.title}, {case.reference}",
        status=sent.refused.status if sent else 200,
        error=sent is not None and not sent.refused.facts.get("already"),
        case=case,
        debt=seen.debt,
        tenure=tenure(seen.debt) if seen.debt else "",
        ask_first=seen.ask_first,
        holds=seen.holds,
        messages=seen.messages,
        conditions=seen.conditions,
        close_words=closing.in_words(),
        do_anew=seen.do_anew,
        hold_kinds=holds.last_days(house, person),
        flags=flags(seen.debt, seen.holds, late=seen.debt is not None and ledgers.is_late(house, seen.debt.facts)),
        steps=steps,
        completions=_completions(seen),
        timers=seen.timers,
        counted_by=seen.counted_by,
        incidents=seen.incidents,
        story=story,
        pictures=pictures,
        letters=seen.documents,
        names=seen.names,
        today=seen.today,
        sent=sent,
        errors=_errors(sent, steps),
        lost=_lost(sent, steps),
        done=done,
    )


@dataclass(frozen=True)
class StepShown:
    """A step as the page shows it.

    :ivar questions: of its form, with what was answered
    :ivar form_shown: whether it can be done here
    :ivar draft_shown: whether the answers are those of a draft
    :ivar who: has it, in words; empty: nobody
    :ivar due: when, in words
    :ivar prefix: of the addresses of its fields
    """

    seen: StepSeen
    questions: list[Question]
    form_shown: bool
    draft_shown: bool
    who: str
    due: str
    prefix: str

    @property
    def asks_files(self) -> bool:
        """Whether files come with its form."""
        return any(each.kind in {"file", "files"} for each in self.questions)

    @property
    def task_id(self) -> str:
        """The step's id."""
        return self.seen.step.item.task_id


def _step(seen: StepSeen, case: CaseSeen, sent: Sent | None) -> StepShown:
    item, form = seen.step.item, seen.step.form
    typed = sent if sent is not None and sent.about == item.task_id and sent.act in {"complete", "draft"} else None
    answers = typed.answers if typed else item.draft or {}
    prefix = f"a{item.task_id[:8]}"
    asked = (
        questions(
            form,
            prefix,
            answers,
            typed.errors if typed else {},
            typed.posted if typed else None,
            seen.step.record,
            seen.step.files,
        )
        if form is not None and (seen.may or typed)
        else []
    )
    return StepShown(
        seen=seen,
        questions=asked,
        form_shown=seen.may or typed is not None,
        draft_shown=bool(item.draft) and not typed,
        who="You" if seen.mine else case.names.get(item.assignee or "", ""),
        due=words.due(item.due_at, case.now, held=item.status == ItemStatus.HELD),
        prefix=prefix,
    )


def _story(seen: CaseSeen) -> tuple[list[Line], list[tuple[InstanceRow, Markup]]]:
    """The timeline in words, and the picture of each of the case's procedures, the running one first."""
    instances = sorted(seen.instances, key=lambda each: (each.status != InstanceStatus.RUNNING, -each.id))
    drawn = {each.id: diagram_in(seen.files[each.version_id], each.procedure) for each in instances}
    newest = instances[0] if instances else None
    found = drawn[newest.id] if newest else None
    graph = found[1] if found else None
    form_of = seen.form_of(newest.version_id) if newest else (lambda _name: None)
    story = lines(seen.timeline, graph, seen.names, form_of)
    shown = {line.seq for line in story}
    pictures = [(each, picture_of_case(known, seen, each, shown)) for each in instances if (known := drawn[each.id])]
    return story, pictures


def _completions(seen: CaseSeen) -> dict[int, WorkItemRow]:
    """The completed steps by the number of the entry that says so; ``completed_seq`` is the act's last entry."""
    made = {}
    for item in seen.done:
        said = [
            entry.seq
            for entry in seen.timeline
            if entry.kind == Kind.STEP_COMPLETED and entry.step == item.step and entry.seq <= (item.completed_seq or 0)
        ]
        if said:
            made[said[-1]] = item
    return made


def _errors(sent: Sent | None, steps: list[StepShown]) -> list[tuple[str, str]]:
    """The error summary: sentences, each with the address of its field."""
    if sent is None:
        return []
    if not sent.errors:
        about = next((f"#step-{s.task_id}" for s in steps if s.task_id == sent.about), "")
        return [(sent.refused.sentence, about)]
    places = {
        name: place for s in steps if s.task_id == sent.about for q in s.questions for name, place in q.places.items()
    }
    return [(sentence, places.get(name, f"#{sent.act}-{name}")) for name, sentence in sent.errors.items()]


def _lost(sent: Sent | None, steps: list[StepShown]) -> list[tuple[str, str]]:
    """What was typed for a step whose form is on the page no more: shown, so that it can be copied."""
    if sent is None or any(step.task_id == sent.about for step in steps) or not sent.answers:
        return []
    return [(words.capital(words.plain(name)), _text(value)) for name, value in sent.answers.items()]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return {True: "Yes", False: "No"}.get(value, str(value)) if isinstance(value, bool) else str(value)
