"""The page of a case: what it is about, the next step, the way so far."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlmodel import Session

from cases.holds import KINDS
from documents.register import documents_of_case
from tasks import inbox
from tasks.assembly import House
from tasks.forms import Form
from tasks.people import LANES, Person, people
from tasks.tables import User
from web import words
from web.debts import debt_of_case, flags, holds_of_case
from web.pictures import diagram_of, picture_of_case
from web.questions import questions
from web.rendering import page
from web.timeline import lines
from web.visitors import AHouse, APerson, Posted
from workflows.clock import london_date, machine_now
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import timeline
from workflows.evidence.tables import Chain

router = APIRouter(include_in_schema=False)
_user, _chain = table(User), table(Chain)
SAME_LOOK = timedelta(seconds=10)
DONE = {
    "claimed": "The step is yours.",
    "released": "The step is given back to the team.",
    "handed-over": "The step is handed over.",
    "saved": "Your draft is saved. The step is yours.",
    "completed": "The step is done.",
    "reopened": "The step is open again.",
    "hold-placed": "The hold is placed.",
    "hold-released": "The hold is ended.",
    "retried": "It is being tried again.",
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
def case_page(request: Request, house: AHouse, person: APerson, case_id: int, done: str = "") -> Response:
    """A case. Looking at it is recorded."""
    return show_case(request, house, person, case_id, done=DONE.get(done, ""))


def show_case(
    request: Request, house: House, person: Person, case_id: int, sent: Sent | None = None, done: str = ""
) -> Response:
    """The page of a case, also after a form on it was refused.

    :raises NoSuchCase: there is no such case
    """
    _record_look(house, person, case_id)
    now = house.runtime.clock.now()
    today = london_date(now)
    with house.db.read() as session:
        seen = inbox.case_view(session, case_id)
        names = people(session)
        debt = debt_of_case(session, case_id, today)
        holds = holds_of_case(session, case_id, today)
        steps = [_step(house, session, person, item, now, names, sent) for item in seen["steps"]]
        story, pictures = _story(house, session, seen, names)
        letters = documents_of_case(session, case_id)
    steps.sort(key=lambda step: (not step["form_shown"], not step["mine"]))
    case = seen["case"]
    return page(
        request,
        "case.html",
        title=f"{case['title']}, {case['reference']}",
        status=sent.refused.status if sent else 200,
        error=sent is not None and not sent.refused.facts.get("already"),
        case=case,
        debt=debt,
        holds=holds,
        hold_kinds=KINDS,
        flags=flags(debt, holds),
        steps=steps,
        completions=_completions(seen),
        timers=seen["timers"],
        incidents=seen["incidents"],
        story=story,
        pictures=pictures,
        letters=letters,
        names=names,
        today=today,
        sent=sent,
        errors=_errors(sent, steps),
        lost=_lost(sent, steps),
        done=done,
    )


def _record_look(house: House, person: Person, case_id: int) -> None:
    """Notes that the person looks at the case: once for each look, not again for the page that answers their act."""
    with house.db.write() as session:
        chain_id = house.runtime.chain_of(session, case_id)
        last = list(timeline(session, chain_id, since=_length(session, chain_id) - 60))
        since = machine_now() - SAME_LOOK
        here = (e for e in reversed(last) if e["actor"] == person.actor)
        if not any(datetime.fromisoformat(entry["machine_at"]) > since for entry in here):
            inbox.record_opening(house.runtime, session, person, case_id)


def _step(
    house: House,
    session: Session,
    person: Person,
    item: dict[str, Any],
    now: datetime,
    names: Mapping[str, str],
    sent: Sent | None,
) -> dict[str, Any]:
    """A step as the page shows it."""
    step = house.work.step(session, item["task_id"])
    mine = item["assignee"] == person.actor
    ours = person.may_do_lane(item["role"])
    typed = sent if sent is not None and sent.about == item["task_id"] and sent.act in {"complete", "draft"} else None
    may = item["status"] == "open" and ours and (mine or item["assignee"] is None)
    answers = typed.answers if typed else item["draft"] or {}
    prefix = f"a{item['task_id'][:8]}"
    asked = (
        questions(step.form, prefix, answers, typed.errors if typed else {}, typed.posted if typed else None)
        if step.form is not None and (may or typed)
        else []
    )
    leads = ours and (mine or item["assignee"] is None or person.may("team_leader"))
    return {
        **item,
        "documentation": step.documentation,
        "basis": step.basis,
        "questions": asked,
        "form_shown": may or typed is not None,
        "may": may,
        "mine": mine,
        "ours": ours,
        "leads": leads and item["status"] == "open",
        "who": "You" if mine else names.get(item["assignee"] or "", ""),
        "due": words.due(item["due_at"], now),
        "late": item["due_at"] is not None and item["due_at"] < now,
        "colleagues": _colleagues(session, item, person) if leads else [],
        "draft_shown": bool(item["draft"]) and not typed,
        "prefix": prefix,
    }


def _colleagues(session: Session, item: dict[str, Any], person: Person) -> list[tuple[str, str]]:
    """The user names and names of those who may do a step, without whoever has it."""
    rows = session.execute(
        select(_user.c.id, _user.c.username, _user.c.name, _user.c.roles)
        .where(_user.c.active.is_(True))
        .order_by(_user.c.name)
    )
    wanted = LANES.get(item["role"], frozenset())
    has = item["assignee"] or person.actor
    return [(r.username, r.name) for r in rows if not wanted.isdisjoint(r.roles.split()) and f"user:{r.id}" != has]


def _story(
    house: House, session: Session, seen: dict[str, Any], names: Mapping[str, str]
) -> tuple[list[Any], list[tuple[dict[str, Any], Any]]]:
    """The timeline in words, and the picture of each of the case's procedures, the running one first."""
    instances = sorted(seen["instances"], key=lambda each: (each["status"] != "running", -each["id"]))
    drawn = {each["id"]: diagram_of(house, session, each["version_id"], each["procedure"]) for each in instances}
    newest = instances[0] if instances else None
    found = drawn[newest["id"]] if newest else None
    graph = found[1] if found else None
    form_of = _forms(house, session, newest["version_id"]) if newest else (lambda _name: None)
    story = lines(seen["timeline"], graph, names, form_of)
    shown = {line.seq for line in story}
    pictures = [
        (each, picture_of_case(session, known, seen, each, shown)) for each in instances if (known := drawn[each["id"]])
    ]
    return story, pictures


def _completions(seen: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """The completed steps by the number of the entry that says so; ``completed_seq`` is the act's last entry."""
    made = {}
    for item in seen["done"]:
        said = [
            entry["seq"]
            for entry in seen["timeline"]
            if entry["kind"] == "step completed"
            and entry.get("step") == item["step"]
            and entry["seq"] <= (item["completed_seq"] or 0)
        ]
        if said:
            made[said[-1]] = item
    return made


def _forms(house: House, session: Session, version_id: int) -> Callable[[str], Form | None]:
    files = house.runtime.procedures.files(session, version_id)

    def form_of(name: str) -> Form | None:
        content = files.get(f"forms/{name}.json")
        return Form.read(name, content) if content is not None else None

    return form_of


def _length(session: Session, chain_id: int) -> int:
    return int(session.execute(select(_chain.c.length).where(_chain.c.id == chain_id)).scalar_one())


def _errors(sent: Sent | None, steps: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The error summary: sentences, each with the address of its field."""
    if sent is None:
        return []
    if not sent.errors:
        about = next((f"#step-{s['task_id']}" for s in steps if s["task_id"] == sent.about), "")
        return [(sent.refused.sentence, about)]
    places = {q.name: q.address for s in steps if s["task_id"] == sent.about for q in s["questions"]}
    return [(sentence, places.get(name, f"#{sent.act}-{name}")) for name, sentence in sent.errors.items()]


def _lost(sent: Sent | None, steps: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What was typed for a step whose form is on the page no more: shown, so that it can be copied."""
    if sent is None or any(step["task_id"] == sent.about for step in steps) or not sent.answers:
        return []
    return [(words.capital(words.plain(name)), _text(value)) for name, value in sent.answers.items()]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return {True: "Yes", False: "No"}.get(value, str(value)) if isinstance(value, bool) else str(value)
